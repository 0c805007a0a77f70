"""The campaign page of a round, what it polls, and its village table as a workbook."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from flask import Response, jsonify, render_template, request
from sqlalchemy import Connection, select

from fieldapp.campaigns.batches import standing_apart
from fieldapp.campaigns.children import look_after
from fieldapp.campaigns.children.cells import FIGURES, written
from fieldapp.campaigns.figures import tally_slices
from fieldapp.campaigns.figures.closing import book_of, changed_since, day_of_book, kept_at
from fieldapp.campaigns.figures.file_names import file_name
from fieldapp.campaigns.figures.indicators import EMPTY, Counts, percent, total
from fieldapp.campaigns.figures.tally_slices import Book, Villages, read_villages
from fieldapp.campaigns.figures.units import place_of
from fieldapp.campaigns.room import areas_of, blueprint, campaign_of, round_of, rounds_of, seen_of, sees_all
from fieldapp.campaigns.rounds import charts, watch
from fieldapp.campaigns.rounds.overview import Place, read_overview, read_places
from fieldapp.campaigns.rounds.paper_tallies import read_paper
from fieldapp.campaigns.states import CAMPAIGN_STATES, ROUND_STATES
from fieldapp.campaigns.words import in_form
from fieldapp.ground.clock import china_time, now, today
from fieldapp.ground.db import db
from fieldapp.ground.words import language, t
from fieldapp.models.campaigns import Campaign, Round
from fieldapp.models.log import County
from fieldapp.records.code_words import word
from fieldapp.sync.codes import names as code_names
from fieldapp.sync.incoming.references import epoch, setting
from fieldapp.web.gate import may, needs
from fieldapp.web.workbooks import sheet_response


@blueprint.get("/<key>/rounds/<int:n>")
@needs("campaign.see")
def overview(key: str, n: int) -> str:
    """The round's figures; `?area=` narrows them, `?part=figures` gives the part that refreshes."""
    campaign = campaign_of(key)
    round_, area = round_of(campaign, n), request.args.get("area") or None
    with db.engine.connect() as connection:
        words = _words(connection, campaign, round_, area)
    page = "_figures" if request.args.get("part") == "figures" else "overview"
    return render_template(f"campaigns/{page}.html", **words)


def _words(connection: Connection, campaign: Campaign, round_: Round, area: str | None) -> dict[str, Any]:
    seen, codes = seen_of(campaign, area), areas_of(campaign)
    villages = read_villages(connection, campaign.county, seen)
    names = code_names(connection, campaign.county)
    book = book_of(connection, campaign.county, round_.key, as_now="now" in request.args)
    shown = read_overview(
        connection, campaign, round_, villages, codes, sees_all(campaign, seen), book, may("children.see")
    )
    return {
        "campaign": campaign,
        "round": round_,
        "rounds": rounds_of(campaign),
        "area": area,
        "townships": townships(villages, seen_of(campaign)),
        "shown": shown,
        "bars": charts.bars([(day[5:], n) for day, n in shown.days]),
        "grid": charts.scale(max((n for _day, n in shown.days), default=1)),
        "chart": charts,
        "percent": percent,
        "none_counted": Counts(),
        "figure_cells": FIGURES,
        "written": written,
        "reason_word": lambda code: word(names, code, language()),
        "state_words": (CAMPAIGN_STATES, ROUND_STATES),
        "paper": read_paper(connection, campaign.county, round_.key, villages),
        "version": version_of(connection, campaign.county),
        **_watched(connection, campaign, round_, villages),
        **_closed(connection, campaign, round_, villages, book),
    }


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
    running = round_.state == "open" and round_.first_day <= today().isoformat()
    names = may("people.see")
    return {
        "silent": watch.silent_phones(connection, round_.key, villages, now()) if running and names else [],
        "verdicts": watch.verdict_counts(connection, campaign.county, villages) if may("inbox.see") else {},
        "apart": standing_apart.counts(connection, campaign, round_, villages),
        "apart_words": standing_apart.KINDS,
        "late": watch.late_count(connection, campaign.county, round_.key, villages),
        "running": running,
        **look_after.counted(connection, Book(campaign.county, round_.key), villages),
    }


def townships(villages: Villages, seen: tuple[str, ...]) -> list[tuple[str, str]]:
    """Townships to choose among."""
    return [
        (code, name)
        for code, name in villages.townships.items()
        if len(code) == 9 and any(code.startswith(one) or one.startswith(code) for one in seen)
    ]


def version_of(connection: Connection, county: str) -> str:
    """What changes whenever anything of the county or any reference row does."""
    version = connection.scalar(select(County.version).where(County.code == county)) or 0
    return f"{epoch(connection)[:8]}-{version}-{setting(connection, 'reference_version', '0')}"


@blueprint.get("/<key>/now.json")
@needs("campaign.see")
def poll(key: str) -> Response:
    """The version of what the campaign's pages show; 304 while nothing changed."""
    campaign = campaign_of(key)
    with db.engine.connect() as connection:
        version = version_of(connection, campaign.county)
    answer = jsonify(version=version)
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.set_etag(version)
    return answer.make_conditional(request)


@blueprint.get("/<key>/rounds/<int:n>/villages.xlsx")
@needs("campaign.see")
def villages_sheet(key: str, n: int) -> Response:
    """Every village the person sees, as a workbook."""
    campaign = campaign_of(key)
    round_, seen = round_of(campaign, n), seen_of(campaign, request.args.get("area") or None)
    with db.engine.connect() as connection:
        villages = read_villages(connection, campaign.county, seen)
        book = book_of(connection, campaign.county, round_.key, as_now="now" in request.args)
        places = read_places(connection, campaign, round_, villages, areas_of(campaign), book)
        day = day_of_book(connection, book).isoformat()
    place, what = place_of(villages, seen, campaign.county), t("各村进度", "villages")
    name = file_name(place, campaign.name, n, what, day, language())
    heads = [in_form(campaign.form, head) for head in _heads()]
    return sheet_response(name, heads, [_line(place) for place in places], page=what)


def _heads() -> list[str]:
    zh = "村代码,乡镇,村,摸底,现场新增,不应服,应服,实服,他处已种,还差,服苗率%,含他处已种%,登记儿童服苗率%,"
    zh += "计划数,计划完成率%,服苗数与登记数之比%"
    en = "Code,Township,Village,Registered,Found,Removed,Target,Dosed,Elsewhere,Short,Round coverage %,"
    en += "With elsewhere %,Registered coverage %,Planned,Plan completion %,Dosed over registered %"
    return t(zh, en).split(",")


def _share(words: str) -> Decimal | str:
    """A share as a number; the share of nothing stays a dash."""
    return words if words == EMPTY else Decimal(words)


def _line(place: Place) -> list[Any]:
    c = place.counts
    figures = [c.registered, c.found, c.removed, c.target, c.vaccinated, c.elsewhere, c.short]
    shares = [_share(place.coverage), _share(percent(c.with_elsewhere, c.target))]
    shares += [_share(place.registered_coverage), place.planned, _share(place.plan_completion)]
    shares.append(_share(place.dosed_over_registered))
    return [place.code, place.township, place.name, *figures, *shares]
