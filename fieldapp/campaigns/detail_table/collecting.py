"""Collects what the round table is made from: tallies of its villages, and the facts of its foot. Reads only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, select

from fieldapp.areas.latin.said import place_said
from fieldapp.areas.villages import Villages
from fieldapp.campaigns.detail_table.foot import Foot
from fieldapp.campaigns.detail_table.table import AGES, Table, Village, in_words_of, round_table
from fieldapp.campaigns.figures import tally_slices
from fieldapp.campaigns.figures.closing import foot_facts_of
from fieldapp.campaigns.figures.foot_facts import FootFacts
from fieldapp.campaigns.figures.indicators import Counts, total
from fieldapp.campaigns.room import areas_of
from fieldapp.ground.subtrees import inside
from fieldapp.models.campaigns import Campaign, Round
from fieldapp.sync import codes
from fieldapp.sync.tallies import Book

BY_AGE, BY_YEAR = "age", "born"


def read_table(
    connection: Connection,
    campaign: Campaign,
    round_: Round,
    villages: Villages,
    by: str = BY_AGE,
    empty: bool = True,
    book: Book | None = None,
) -> Table:
    """The wide table of a round: `by` completed years on day 1 of round 1 (`age`) or year of birth (`born`);
    `empty`: with a row for villages of the campaign where nobody counts too."""
    book = book or Book(campaign.county, round_.key)
    prefix = slices_of(connection, campaign, round_, by)
    standard = AGES if by == BY_AGE else _years(campaign)
    rows = _rows(connection, book, prefix, villages)
    areas = areas_of(campaign)
    rows = [village for village in rows if any(village.all) or inside(village.code, areas)]
    shown = [village for village in rows if empty or any(village.all)]
    mobile = _mobile(connection, book, f"mobile_{by}", villages)
    table = in_words_of(round_table(shown, mobile, standard), campaign.form)
    return replace(table, left_out=len(rows) - len(shown))


def slices_of(connection: Connection, campaign: Campaign, round_: Round, by: str) -> str:
    """The kind of slice that a table by age or by year of birth is made from."""
    return BY_YEAR if by == BY_YEAR else _age_slices(connection, campaign.key, round_)


def _age_slices(connection: Connection, campaign: str, round_: Round) -> str:
    """`age` in the round that is itself the first (or begins with it), else `first`."""
    query = select(Round.first_day).where(Round.campaign == campaign).order_by(Round.n).limit(1)
    return "age" if connection.scalar(query) == round_.first_day else "first"


def _years(campaign: Campaign) -> list[str]:
    """Every year of birth in the campaign's window."""
    return [str(year) for year in range(int(campaign.born_from[:4]), int(campaign.born_to[:4]) + 1)]


def _rows(connection: Connection, book: Book, prefix: str, villages: Villages) -> list[Village]:
    everyone = tally_slices.by_village(connection, book, villages)
    cut = {
        name: tally_slices.by_village_and_slice(connection, book, name, villages)
        for name in (prefix, "mode", "reason")
    }
    return [
        Village(
            code,
            place_said(villages.name(code)),
            counts,
            *(cut[name].get(code, {}) for name in (prefix, "mode", "reason")),
        )
        for code, counts in everyone.items()
    ]


def _mobile(connection: Connection, book: Book, prefix: str, villages: Villages) -> Village:
    """What mobile teams did in these villages together."""
    modes = tally_slices.by_slice(connection, book, "mode", villages)
    own = modes.get("mobile", Counts())
    ages = tally_slices.by_slice(connection, book, prefix, villages)
    reasons = tally_slices.by_slice(connection, book, "mobile_reason", villages)
    return Village("", "", own, ages, {"mobile": own}, reasons)


def read_foot(
    connection: Connection, campaign: Campaign, round_: Round, villages: Villages, book: Book | None = None
) -> Foot:
    """Reasons, vials, posts, staff and reactions of a round in these villages."""
    book = book or Book(campaign.county, round_.key)
    reasons = tally_slices.by_slice(connection, book, "reason", villages)
    workers = tally_slices.by_slice(connection, book, "worker", villages)
    everyone = total(tally_slices.by_village(connection, book, villages).values())
    facts = foot_facts_of(connection, campaign, round_, villages, book)
    said = [one.words for one in facts.of("vials")]
    return Foot(
        reasons=tuple((name, counts.missed) for name, counts in _by_size(reasons) if counts.missed),
        no_reason=everyone.short - sum(counts.missed for counts in reasons.values()),
        **{name: _sum(said, name) for name in ("received", "opened", "discarded", "returned")},
        doses_in_vials=_doses_in_vials(facts, said),
        given=everyone.vaccinated,
        posts=sum(facts.posts.values()),
        staff=sum(1 for counts in workers.values() if counts.vaccinated),
        aefi=len(facts.of("aefi")),
        zero_reports=len({(one.area, one.on) for one in facts.of("zero_report")}),
        names=codes.names(connection, campaign.county),
    )


def _by_size(slices: dict[str, Counts]) -> list[tuple[str, Counts]]:
    return sorted(slices.items(), key=lambda item: (-item[1].missed, item[0]))


def _sum(said: Iterable[dict[str, Any]], name: str) -> int:
    return sum(words.get(name) or 0 for words in said)


def _doses_in_vials(facts: FootFacts, said: list[dict[str, Any]]) -> int | None:
    """Doses in the vials opened; None while a batch that was opened does not say how many a vial holds."""
    opened = [(words.get("batch"), words.get("opened") or 0) for words in said]
    holds = {key: batch["doses_per_vial"] for key, batch in facts.batches.items()}
    doses = [n * (holds.get(batch) or 0) for batch, n in opened if n]
    return sum(doses) if doses and all(doses) else None
