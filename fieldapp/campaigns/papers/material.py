"""Reads what the official sheets of a round are made from: each slice once, for all units. Reads only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, select

from fieldapp.areas.villages import Villages
from fieldapp.campaigns.figures import tally_slices
from fieldapp.campaigns.figures.closing import day_of_book, foot_facts_of
from fieldapp.campaigns.figures.foot_facts import FootFacts
from fieldapp.campaigns.figures.indicators import Counts
from fieldapp.campaigns.papers.place_sheet import Place, together
from fieldapp.models.campaigns import Campaign, Round
from fieldapp.records.standing import completed_years
from fieldapp.sync import codes
from fieldapp.sync.tallies import Book

BY_AGE, BY_YEAR = "age", "born"
Cuts = dict[str, dict[str, Counts]]  # village → slice → counts


@dataclass(frozen=True)
class Material:
    """All that was read for some villages of one round."""

    campaign: Campaign
    round: Round
    villages: Villages
    by: str
    slices: str
    day: str
    standard: tuple[str, ...]
    everyone: dict[str, Counts]
    cuts: dict[str, Cuts]
    facts: FootFacts
    names: dict[str, tuple[str, str]]
    as_closed: bool

    def place(self, code: str, name: str, villages: Iterable[str]) -> Place:
        """Some villages as one line."""
        return together(code, name, [self._village(one) for one in villages])

    def _village(self, code: str) -> Place:
        cuts = (self.cuts[name].get(code, {}) for name in ("parts", "mode", "reason", "removed"))
        return Place(code, "", self.everyone.get(code, Counts()), *cuts)

    def mobile(self, villages: Iterable[str]) -> Place:
        """What mobile teams did in some villages."""
        return together("", "", [self._mobile(code) for code in villages])

    def _mobile(self, code: str) -> Place:
        own = self.cuts["mode"].get(code, {}).get("mobile", Counts())
        parts, reasons = (self.cuts[name].get(code, {}) for name in ("mobile_parts", "mobile_reason"))
        return Place(code, "", own, parts, {"mobile": own}, reasons)

    def staff(self, villages: Iterable[str]) -> int:
        """How many people gave doses in some villages."""
        workers = [self.cuts["worker"].get(code, {}) for code in villages]
        return len({person for some in workers for person, counts in some.items() if counts.vaccinated})


def read_material(
    connection: Connection, campaign: Campaign, round_: Round, villages: Villages, by: str, book: Book
) -> Material:
    """Everything of these villages, each slice read once.

    Args:
        by: the rows of 报表一: `born`, or `age` on the campaign's first day.
        book: as `closing.book_of` has it.
    """
    first = first_day(connection, campaign.key)
    parts = BY_YEAR if by == BY_YEAR else "age" if first == round_.first_day else "first"
    read = {"parts": parts, "mobile_parts": f"mobile_{by}", "mobile_reason": "mobile_reason"}
    read |= {name: name for name in ("mode", "reason", "removed", "worker")}
    return Material(
        campaign,
        round_,
        villages,
        by,
        parts,
        day_of_book(connection, book).isoformat(),
        _standard(campaign, by, first),
        tally_slices.by_village(connection, book, villages),
        {
            name: tally_slices.by_village_and_slice(connection, book, prefix, villages)
            for name, prefix in read.items()
        },
        foot_facts_of(connection, campaign, round_, villages, book),
        codes.names(connection, campaign.county),
        book.closed,
    )


def first_day(connection: Connection, campaign: str) -> str:
    """The campaign's first day: of its first round."""
    query = select(Round.first_day).where(Round.campaign == campaign).order_by(Round.n).limit(1)
    return str(connection.scalar(query))


def _standard(campaign: Campaign, by: str, first: str) -> tuple[str, ...]:
    """The rows that are there though nobody is counted in them: the years, or ages, of the campaign's window."""
    if by == BY_YEAR:
        years = range(int(campaign.born_from[:4]), int(campaign.born_to[:4]) + 1)
        return tuple(str(year) for year in years)
    youngest, oldest = (completed_years(born, first) for born in (campaign.born_to, campaign.born_from))
    return tuple(str(age) for age in range(youngest, oldest + 1))
