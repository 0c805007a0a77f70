"""The children behind a number of a round: the cell an address names, its figure by village, and its list by pages.

Only lines of children whose data the person signed in may see say who they are.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import Connection

from fieldapp.areas.villages import TOWNSHIP, VILLAGE, Villages, read_villages
from fieldapp.campaigns.children import cell_children
from fieldapp.campaigns.children.cell_children import Counted, Line
from fieldapp.campaigns.children.cells import Cell, cell_words, read_cell
from fieldapp.campaigns.children.phrases import part_word
from fieldapp.campaigns.figures.closing import book_of, kept_at
from fieldapp.campaigns.figures.units import place_of, village_said
from fieldapp.campaigns.names import areas_named
from fieldapp.campaigns.room import seen_of
from fieldapp.campaigns.titles import campaign_said
from fieldapp.ground.db import reads
from fieldapp.ground.problems import Problem
from fieldapp.ground.words import language, t
from fieldapp.models.campaigns import Campaign, Round
from fieldapp.sync.tallies import Book
from fieldapp.web.gate import may

PAGE, MOST_LINES = 100, 50_000


@dataclass(frozen=True)
class Asked:
    """A cell as the page was asked for: its round and villages, its figure by village now, and as kept."""

    here: Counted
    cell: Cell
    villages: Villages
    names: dict[str, str]
    figures: dict[str, int]
    kept: int | None

    def name_of(self, code: str) -> str:
        """A village's name, the code where there is none."""
        return self.names.get(code, code)

    @property
    def total(self) -> int:
        """How many children there are now."""
        return sum(self.figures.values())


@reads
def asked_for(
    connection: Connection, campaign: Campaign, round_: Round, cell_said: str, area: str | None
) -> Asked:
    """The cell that an address names, over the villages the person sees or those of `area`.

    Raises:
        Problem: `not_found` for what is no cell, `not_allowed`.
    """
    cell = read_cell(cell_said)
    here = cell_children.counted(connection, campaign.county, round_.key, campaign_said(campaign))
    villages = read_villages(connection, campaign.county, seen_of(campaign, area))
    book, now = book_of(connection, campaign.county, round_.key), Book(campaign.county, round_.key)
    kept = cell_children.village_figures(connection, book, villages, cell) if book.closed else None
    return Asked(
        here,
        cell,
        villages,
        areas_named(connection, campaign.county),
        cell_children.village_figures(connection, now, villages, cell),
        sum(kept.values()) if kept is not None else None,
    )


def _lines(connection: Connection, asked: Asked, areas: list[str]) -> list[Line]:
    """The children of some villages, in order."""
    found = [one for area in areas for one in cell_children.behind(connection, asked.here, asked.cell, area)]
    return cell_children.describe(
        connection, asked.here, found, asked.name_of, sees(asked.villages), language()
    )


def sees(villages: Villages) -> Callable[[str], bool]:
    """Whether the signed-in person may see personal data of somebody who lives in a village."""
    return lambda code: may("children.see", code) or may("children.see", villages.standing(code))


@reads
def page_of(connection: Connection, asked: Asked, number: int) -> list[Line]:
    """One page of the list; villages that come before it are not read."""
    first, before, areas = PAGE * (number - 1), 0, []
    skipped = None
    for area, n in asked.figures.items():
        if before + n > first and before < first + PAGE:
            skipped = before if skipped is None else skipped
            areas.append(area)
        before += n
    lines = _lines(connection, asked, areas)
    start = first - (skipped or 0)
    return lines[start : start + PAGE]


@reads
def added_since(connection: Connection, asked: Asked) -> list[Line]:
    """Children of one village whom phones show and the round does not count yet (`cell_children.added_since`)."""
    found = cell_children.added_since(connection, asked.here, asked.villages.codes[0])
    return cell_children.describe(
        connection, asked.here, found, asked.name_of, sees(asked.villages), language()
    )


@reads
def matching(connection: Connection, asked: Asked, words: str) -> list[Line]:
    """Children of the cell who are found by `words`, those alone whose data the person may see."""
    shown = sees(asked.villages)
    found = cell_children.matching(connection, asked.here, asked.cell, asked.villages, words, shown)
    found = [one for one in found if shown(one.row["area"])]
    return cell_children.describe(connection, asked.here, found, asked.name_of, shown, language())


@reads
def title(connection: Connection, asked: Asked) -> str:
    """What the cell is called."""
    speech = cell_children.speech_of_cell(connection, asked.here.county, asked.cell, language())
    named = may("children.see") or may("people.see")

    def said(kind: str, part: str) -> str:
        return t("工作人员", "a worker") if kind == "worker" and not named else part_word(speech, kind, part)

    return cell_words(asked.cell, said, language())


def places(asked: Asked) -> list[tuple[str, str, str, int]]:
    """The figure by standing village: code, township, village, n; in order."""
    found: dict[str, int] = {}
    for area, n in asked.figures.items():
        standing = asked.villages.standing(area)
        found[standing] = found.get(standing, 0) + n
    return [
        (code, asked.name_of(code[:TOWNSHIP]), asked.name_of(code), n) for code, n in sorted(found.items())
    ]


def by_village(asked: Asked, lines: list[Line]) -> list[tuple[str, int, list[Line]]]:
    """Lines of a page under the villages they count in: code, how many of it are in the whole list, its lines."""
    whole = {code: n for code, _township, _village, n in places(asked)}
    groups = groupby(lines, key=lambda one: asked.villages.standing(one["area"]))
    return [(code, whole.get(code, 0), list(some)) for code, some in groups]


def where(asked: Asked, county: str) -> str:
    """What place the list is of: the county, a township, a village, or the person's part of them."""
    codes = asked.villages.codes
    if len(codes) == 1 and len(codes[0]) == VILLAGE:
        return village_said(asked.villages, codes[0])
    return place_of(asked.villages, codes, county)


@reads
def closed_at(connection: Connection, asked: Asked) -> str | None:
    """When the figures of the round were kept; None while it is open."""
    return kept_at(connection, asked.here.county, asked.here.round.key)


@reads
def everybody(connection: Connection, asked: Asked) -> list[Line]:
    """The whole list.

    Raises:
        Problem: `too_many_lines` where it is longer than a workbook is made for.
    """
    if asked.total > MOST_LINES:
        raise Problem("too_many_lines", n=asked.total, limit=MOST_LINES)
    return _lines(connection, asked, list(asked.figures))
