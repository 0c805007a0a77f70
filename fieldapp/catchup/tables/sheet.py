"""A table that is handed in, before it is drawn: heads, lines and cells; the page, the workbook and the PDF draw the
same. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from fieldapp.ground.showing import percent

Words = tuple[str, str]


class Rate(NamedTuple):
    """A share of doses or children: `n` of `of`. Above 100 % it is flagged, never clipped."""

    n: int
    of: int

    @property
    def over(self) -> bool:
        """Whether more was given than needed."""
        return self.n > self.of > 0


Cell = int | str | Rate


class Head(NamedTuple):
    """A heading: its words, how many columns it stretches over, and whether it stands over shares."""

    words: Words
    across: int = 1


@dataclass(frozen=True)
class Column:
    """One column: its headings from above down, and how wide it is beside the others."""

    heads: Sequence[Words]
    width: float = 1.0


@dataclass(frozen=True)
class Line:
    """One line: what it is of, its cells, whether it is a total, the code of the area it leads to, and by what it is
    known again in a later paper where its name may stand twice."""

    name: Words
    cells: Sequence[Cell]
    bold: bool = False
    code: str = ""
    key: str = ""


@dataclass(frozen=True)
class Part:
    """One grid of a paper."""

    named: Words
    corner: Words
    columns: Sequence[Column]
    lines: Sequence[Line]


@dataclass(frozen=True)
class Paper:
    """A paper with its title, the facts above it, its grids and the notes under it."""

    title: Words
    facts: Sequence[Words]
    parts: Sequence[Part]
    notes: Sequence[Words] = field(default_factory=list)


def head_lines(columns: Sequence[Column]) -> list[list[tuple[int, int, int, Words]]]:
    """The headings line by line as (place, across, down, words): the same words beside each other are one."""
    depth = max((len(one.heads) for one in columns), default=1)
    lines: list[list[tuple[int, int, int, Words]]] = [[] for _ in range(depth)]
    for level in range(depth):
        place = 0
        while place < len(columns):
            path, end = tuple(columns[place].heads[: level + 1]), place + 1
            while end < len(columns) and len(path) == level + 1 and _goes_on(columns[end], path):
                end += 1
            if len(path) == level + 1:
                deepest = len(columns[place].heads) == level + 1
                lines[level].append((place, end - place, depth - level if deepest else 1, path[-1]))
            place = end
    return lines


def _goes_on(column: Column, path: Sequence[Words]) -> bool:
    """Whether a column stands under the same heading; the last heading of a column is its own."""
    return len(column.heads) > len(path) and tuple(column.heads[: len(path)]) == tuple(path)


def said(cell: Cell) -> str:
    """A cell in words; a share above 100 % carries a mark."""
    if isinstance(cell, Rate):
        return percent(cell.n, cell.of) + ("※" if cell.over else "")
    return str(cell)
