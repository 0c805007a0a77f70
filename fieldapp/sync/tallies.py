"""Reads tallies: what is counted in one thing (a round, a check, a survey), villages merged into others already rolled
into them.

Reads only, flat in the number of records: every query names county, what it is counted in, and slice, the beginning of
the tally's primary key. Nothing is computed here beyond sums.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Table, func, or_, select

from fieldapp.areas.villages import Villages, in_villages
from fieldapp.models.campaigns import ClosedTally
from fieldapp.sync.counts import TALLY

CLOSED: Table = ClosedTally.__table__  # type: ignore[assignment]
Measures = dict[str, int]


@dataclass(frozen=True)
class Book:
    """Which counts are read: a round's as they are now, or (`closed`) as they stood when it was closed."""

    county: str
    round: str
    closed: bool = False

    @property
    def table(self) -> Table:
        """The table that holds them."""
        return CLOSED if self.closed else TALLY


def by_slice(connection: Connection, book: Book, prefix: str, villages: Villages) -> dict[str, Measures]:
    """Measures of every slice `prefix:…`, summed over the villages; keys without the prefix."""
    found: dict[str, Measures] = {}
    for slice_, measure, n in _cells(connection, book, villages, _begins(book, prefix)):
        found.setdefault(slice_.partition(":")[2], {})[measure] = int(n)
    return dict(sorted(found.items()))


def by_village(
    connection: Connection,
    book: Book,
    villages: Villages,
    slice_: str = "all",
    also: Mapping[str, str] | None = None,
) -> dict[str, Measures]:
    """Measures of one slice, by standing village; villages without any are there, and empty; `also`: of slices
    with such a prefix that one measure."""
    also = also or {}
    shown = or_(book.table.c.slice == slice_, *(_begins(book, prefix) for prefix in also))
    query = _of(book, "area", "slice", "measure", "n").where(shown)
    found: dict[str, Measures] = {code: {} for code in villages.names}
    for area, cut, measure, n in connection.execute(query.where(in_villages(book.table.c.area, villages))):
        if cut == slice_ or measure == also[cut.partition(":")[0]]:
            cell = found.setdefault(villages.standing(area), {})
            cell[measure] = cell.get(measure, 0) + n
    return dict(sorted(found.items()))


def by_village_and_slice(
    connection: Connection, book: Book, prefix: str, villages: Villages
) -> dict[str, dict[str, Measures]]:
    """Village → slice (without its prefix) → measures, for tables with a row a village."""
    query = _of(book, "area", "slice", "measure", "n")
    query = query.where(_begins(book, prefix), in_villages(book.table.c.area, villages))
    found: dict[str, dict[str, Measures]] = {}
    for area, slice_, measure, n in connection.execute(query):
        cuts = found.setdefault(villages.standing(area), {})
        cell = cuts.setdefault(slice_.partition(":")[2], {})
        cell[measure] = cell.get(measure, 0) + n
    return found


def _of(book: Book, *columns: str) -> Select[Any]:
    table = book.table
    query = select(*(table.c[name] for name in columns))
    return query.where(table.c.county == book.county, table.c.round == book.round)


def _cells(connection: Connection, book: Book, villages: Villages, *where: Any) -> Any:
    """Sums by slice and measure over the villages, in the database."""
    table = book.table
    query = _of(book, "slice", "measure").add_columns(func.sum(table.c.n)).where(*where)
    query = query.where(in_villages(table.c.area, villages)).group_by(table.c.slice, table.c.measure)
    return connection.execute(query)


def _begins(book: Book, prefix: str) -> ColumnElement[bool]:
    """Slices that begin with `prefix:`; `;` follows `:` in every collation that compares bytes."""
    return (book.table.c.slice >= f"{prefix}:") & (book.table.c.slice < f"{prefix};")
