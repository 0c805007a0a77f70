"""What the campaign page of a round shows to the person signed in, its table of villages, and when it has changed."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from fieldapp.accounts.responsible import Responsible, county_office, in_charge_of, responsible_for
from fieldapp.areas.latin.said import place_said
from fieldapp.areas.maps.coverage_scale import step_of
from fieldapp.areas.villages import TOWNSHIP, VILLAGE, Villages, read_villages
from fieldapp.campaigns.batches import standing_apart
from fieldapp.campaigns.children import look_after
from fieldapp.campaigns.children.cells import FIGURES, written
from fieldapp.campaigns.figures import tally_slices
from fieldapp.campaigns.figures.closing import book_of, changed_since, day_of_book, kept_at
from fieldapp.campaigns.figures.file_names import file_name
from fieldapp.campaigns.figures.indicators import Counts, total
from fieldapp.campaigns.figures.units import place_of, townships, village_said
from fieldapp.campaigns.room import areas_of, rounds_of, seen_of, sees_all
from fieldapp.campaigns.rounds import charts, watch
from fieldapp.campaigns.rounds.overview import Overview, Place, read_overview, read_places, to_goal
from fieldapp.campaigns.rounds.paper_tallies import Paper, read_paper
from fieldapp.campaigns.rounds.sentence import sentence
from fieldapp.campaigns.rounds.silence import (
    Unheard,
    no_record,
    quiet,
    reasons,
    silent_in,
    unheard_in,
)
from fieldapp.campaigns.rounds.watch import Silent
from fieldapp.campaigns.states import (
    CAMPAIGN_STATES,
    COMING,
    DRAFT,
    ROUND_STATES,
    RUNNING,
    day_of_round,
    stage,
)
from fieldapp.campaigns.titles import campaign_said
from fieldapp.ground.clock import china_time, now, today
from fieldapp.ground.db import reads
from fieldapp.ground.showing import percent
from fieldapp.ground.subtrees import inside
from fieldapp.ground.words import language
from fieldapp.models.campaigns import Campaign, Round
from fieldapp.records.code_words import word
from fieldapp.sync.codes import names as code_names
from fieldapp.sync.outgoing.version import version_of
from fieldapp.sync.tallies import Book
from fieldapp.web.gate import may


@reads
def page_of(
    connection: Connection, campaign: Campaign, round_: Round, area: str | None, as_now: bool
) -> dict[str, Any]:
    """The words of the page: the round's figures over the villages the person sees or those of `area`, as they were
    closed unless `as_now`.

    Raises:
        Problem: `not_allowed` for an area that is not hers.
    """
    seen, codes = seen_of(campaign, area), areas_of(campaign)
    villages = read_villages(connection, campaign.county, seen)
    book = book_of(connection, campaign.county, round_.key, as_now=as_now)
    named = may("children.see") or may("people.see")
    shown = read_overview(
        connection, campaign, round_, villages, codes, sees_all(campaign, seen), book, named
    )
    return {
        **{"campaign": campaign, "round": round_, "rounds": rounds_of(campaign), "area": area},
        "townships": townships(villages, seen_of(campaign), areas_of(campaign)),
        "shown": shown,
        "where": _where(villages, seen, campaign.county),
        "names_workers": named,
        "at": china_time(now()),
        **_reported(connection, campaign, round_, villages, shown),
        **_drawing(connection, shown, campaign, round_),
        "version": version_of(connection, campaign.county),
        **_watched(connection, campaign, round_, villages),
        **_closed(connection, campaign, round_, villages, book),
    }


def _reported(
    connection: Connection, campaign: Campaign, round_: Round, villages: Villages, shown: Overview
) -> dict[str, Any]:
    """Where the round stands, by what has come from phones and paper, and whom one calls about it."""
    paper = read_paper(connection, campaign.county, round_.key, villages)
    silent = silent_in(connection, campaign, round_, villages)
    called = responsible_for(connection, round_.key, villages, [place.code for place in shown.villages])
    unheard = _unheard(campaign, round_, shown, called, silent, paper)
    return {
        "paper": paper,
        "silent": silent if may("people.see") else [],
        **_standing(villages, campaign, round_, shown, unheard),
        **_to_call(connection, campaign, shown, called, silent),
    }


def _where(villages: Villages, seen: tuple[str, ...], county: str) -> str:
    """What place the page is of; empty where it is the whole county."""
    if len(seen) == 1 and len(seen[0]) >= TOWNSHIP:
        return village_said(villages, seen[0])
    return "" if inside(county, seen) else place_of(villages, seen, county)


def _unheard(
    campaign: Campaign,
    round_: Round,
    shown: Overview,
    called: dict[str, list[Responsible]],
    silent: list[Silent],
    paper: list[Paper],
) -> dict[str, Unheard]:
    """The villages with somebody still to dose of which no record has come."""
    counted = {place.code: place.counts for place in shown.villages}
    found = unheard_in(campaign, round_, called, silent, paper, counted)
    return {code: why for code, why in found.items() if code in counted and counted[code].short > 0}


def _to_call(
    connection: Connection,
    campaign: Campaign,
    shown: Overview,
    called: dict[str, list[Responsible]],
    silent: list[Silent],
) -> dict[str, Any]:
    """Whom one calls about each village and township, and how long nothing was heard of whom."""
    hours = {one.id: quiet(one.hours, language()) for one in silent}
    people = called if may("people.see") else {}
    if may("people.see") and len(shown.townships) > 1:
        people = people | in_charge_of(connection, [one.code for one in shown.townships])
    return {
        "responsible": {code: some for code, some in people.items() if may("people.see", code)},
        "county_office": [] if may("people.see") else county_office(connection, campaign.county),
        "quiet_of": lambda one: hours.get(one.id, ""),
    }


def _standing(
    villages: Villages, campaign: Campaign, round_: Round, shown: Overview, unheard: dict[str, Unheard]
) -> dict[str, Any]:
    """Where the round stands today, its sentence, the way up from what is shown, and of which villages no record has
    come."""
    counts = shown.counts
    stands = stage(campaign.state, round_, today(), begun=counts.vaccinated > 0)
    missed = _missed(villages, shown)
    alone = unheard.get(villages.codes[0]) if missed is not None else None
    words = (missed, no_record(alone, language()))
    return {
        "begun": stands not in (DRAFT, COMING),
        "stands": stands,
        "day_of_round": day_of_round(round_, today()) if stands == RUNNING else None,
        "said": sentence(stands, round_.first_day, counts, shown.lacking, today(), language(), *words),
        "to_goal": to_goal(counts, campaign.goal),
        "unheard": unheard,
        "no_record": lambda code: no_record(unheard.get(code), language()),
        "told_reasons": lambda code: reasons(unheard[code], language()) if code in unheard else "",
        "step_of": step_of,
        "above": _above(villages, seen_of(campaign), villages.codes, campaign.county),
    }


def _missed(villages: Villages, shown: Overview) -> int | None:
    """Of one village's page, how many children were visited in vain; None where it is of several."""
    alone = len(villages.codes) == 1 and len(villages.codes[0]) == VILLAGE
    return shown.counts.short - shown.no_reason if alone else None


def _above(
    villages: Villages, own: tuple[str, ...], shown: tuple[str, ...], county: str
) -> list[tuple[str | None, str]]:
    """The way down to what is shown, as areas to choose with their names: all that the person sees (None), a township,
    a village."""
    [code] = shown if len(shown) == 1 else [""]
    if shown == own:
        return []
    steps: list[tuple[str | None, str]] = [(None, place_of(villages, own, county))]
    if len(code) > TOWNSHIP and own != (code[:TOWNSHIP],):
        steps.append((code[:TOWNSHIP], place_said(villages.name(code[:TOWNSHIP]))))
    return [*steps, (code, place_said(villages.name(code)))]


def _drawing(connection: Connection, shown: Overview, campaign: Campaign, round_: Round) -> dict[str, Any]:
    """What the page draws its figures with."""
    names = code_names(connection, campaign.county)
    return {
        "day_charts": [_day_chart(shown, campaign, round_, frame) for frame in (charts.WIDE, charts.NARROW)],
        "percent": percent,
        "none_counted": Counts(),
        "figure_cells": FIGURES,
        "written": written,
        "reason_word": lambda code: word(names, code, language()),
        "state_words": (CAMPAIGN_STATES, ROUND_STATES),
    }


def _day_chart(
    shown: Overview, campaign: Campaign, round_: Round, frame: charts.Frame
) -> charts.DayChart | None:
    days = (round_.first_day, round_.last_day)
    return charts.day_chart(shown.days, *days, shown.counts.target, campaign.goal, frame)


def _closed(
    connection: Connection, campaign: Campaign, round_: Round, villages: Villages, book: Book
) -> dict[str, Any]:
    """When the shown figures were kept, or could be; what they are now, and the villages where that differs."""
    at = kept_at(connection, campaign.county, round_.key)
    if at is None:
        return {"kept_at": None}
    changes = changed_since(connection, campaign.county, round_.key, villages)
    as_now = total(tally_slices.by_village(connection, Book(campaign.county, round_.key), villages).values())
    return {"kept_at": china_time(at), "as_kept": book.closed, "as_now": as_now, "changes": changes}


def _watched(connection: Connection, campaign: Campaign, round_: Round, villages: Villages) -> dict[str, Any]:
    open_now = campaign.state == round_.state == "open"
    running = open_now and round_.first_day <= today().isoformat()
    return {
        "verdicts": watch.verdict_counts(connection, campaign.county, villages) if may("inbox.see") else {},
        "aside": watch.aside_count(connection, campaign.county, villages) if may("inbox.see") else 0,
        "expired": _expired(connection, round_, villages) if open_now and may("people.see") else [],
        "apart": standing_apart.counts(connection, campaign, round_, villages),
        "apart_words": standing_apart.KINDS,
        "late": watch.late_count(connection, campaign.county, round_.key, villages),
        "running": running,
        **look_after.counted(connection, Book(campaign.county, round_.key), villages),
    }


def _expired(connection: Connection, round_: Round, villages: Villages) -> list[watch.Expired]:
    """Whose certificate has run out by the last day of the round, or by today where that is earlier."""
    day = min(today().isoformat(), round_.last_day)
    return watch.expired_certificates(connection, round_.key, villages, day)


@reads
def version_now(connection: Connection, campaign: Campaign) -> str:
    """`version_of` the campaign's county."""
    return version_of(connection, campaign.county)


@reads
def called_in(
    connection: Connection, campaign: Campaign, round_: Round, places: list[Place]
) -> dict[str, list[Responsible]] | None:
    """Whom to call in each of these villages that she may see the people of; None for who may see people nowhere."""
    if not may("people.see"):
        return None
    codes = [place.code for place in places if may("people.see", place.code)]
    villages = read_villages(connection, campaign.county, codes)
    return responsible_for(connection, round_.key, villages, codes)


@reads
def places_of(
    connection: Connection, campaign: Campaign, round_: Round, area: str | None, as_now: bool, what: str
) -> tuple[list[Place], str]:
    """Every village the person sees, or those of `area`, and the name of their file, in which `what` stands.

    Raises:
        Problem: `not_allowed` for an area that is not hers.
    """
    seen = seen_of(campaign, area)
    villages = read_villages(connection, campaign.county, seen)
    book = book_of(connection, campaign.county, round_.key, as_now=as_now)
    places = read_places(connection, campaign, round_, villages, areas_of(campaign), book)
    day, place = day_of_book(connection, book).isoformat(), place_of(villages, seen, campaign.county)
    return places, file_name(place, campaign_said(campaign), round_.n, what, day, language())
