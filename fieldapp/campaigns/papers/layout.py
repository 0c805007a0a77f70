"""What an official sheet is made of: headings, rows, rates, notes and foot, already in words. Pure.

Page, workbook and PDF draw the same `Paper`; none of them counts anything.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from fieldapp.campaigns.words import in_form

ROW = "{row}"  # in a column's cell: the year or age of the line
Say = Callable[[str, str], str]
Cell = int | str  # a count, or a share in words: `97.41` or `—`


@dataclass(frozen=True)
class Column:
    """One column: its headings from the top down, and which cell of a line it shows.

    Args:
        cell: in the notation of children/cells.py, with `age` for whatever the sheet goes by and `ROW` for
            the year or age of the line; empty for a rate.
        wide: its figures are longer than the others'.
    """

    path: tuple[str, ...]
    cell: str = ""
    wide: bool = False


@dataclass(frozen=True)
class Head:
    """One cell of the heading, and how many columns and lines it covers."""

    words: str
    across: int
    down: int


@dataclass(frozen=True)
class Row:
    """One row; `kind` is `place` (a village, township, year or age), `mobile` (of which, not added again) or `total`.

    `code`: the village or township it is of, if it is one; `part`: the year or age it is of, `*` for all.
    """

    name: str
    kind: str
    cells: tuple[Cell, ...]
    code: str = ""
    part: str = "*"


@dataclass(frozen=True)
class Foot:
    """What stands under every sheet: vaccine by batch, one line of facts, and where it is signed."""

    heads: tuple[str, ...]
    vaccine: tuple[tuple[Cell, ...], ...]
    facts: tuple[str, ...]
    signs: tuple[str, ...]


@dataclass(frozen=True)
class Paper:
    """One sheet of one unit.

    Args:
        name: of the sheet, short: `报表一`.
        facts: above the table: unit, days, document, vaccine, what a figure counts.
        code: of the township or county it is of; empty for a part of one.
        slices: what its `age` cells are of: `born`, `age` or `first`.
        unknown: how many children of the target have no birth date, residence or earlier doses on record.
        corner: the heading of the rows.
        joint: what stands between two rates.
    """

    name: str
    title: str
    unit: str
    code: str
    facts: tuple[str, ...]
    corner: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    rates: tuple[str, ...]
    notes: tuple[str, ...]
    foot: Foot
    unknown: int = 0
    unknown_words: str = ""
    dense: str = field(default="")
    slices: str = "born"
    joint: str = "；"

    @property
    def rates_line(self) -> str:
        """All rates in one line."""
        return self.joint.join(self.rates)


def speaker(language: str, form: str | None) -> Say:
    """How a paper says its words: in one language, and Chinese as doses of this form are spoken of."""

    def say(zh: str, en: str) -> str:
        return in_form(form, zh) if language == "zh" else en

    return say


def head_lines(columns: Sequence[Column]) -> list[list[Head]]:
    """The lines of the heading; a heading common to neighbours stands once over them, a short path reaches down."""
    depth = max(len(column.path) for column in columns)
    lines = []
    for level in range(depth):
        line = []
        for path, some in groupby(columns, key=lambda column: column.path[: level + 1]):
            if len(path) == level + 1:
                members = list(some)
                leaf = len(members[0].path) == level + 1
                line.append(Head(path[level], len(members), depth - level if leaf else 1))
        lines.append(line)
    return lines


def density(rows: int) -> str:
    """How close the lines of a sheet stand, so that a township fits one A4: empty, `dense`, `denser`."""
    return "" if rows <= 16 else "dense" if rows <= 24 else "denser"
