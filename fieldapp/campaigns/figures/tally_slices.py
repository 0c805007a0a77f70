"""Reads the tally slices a page shows, villages merged into others already rolled into them.

Reads only, flat in the number of children: every query names county, round and slice, the beginning of
the tally's primary key. Nothing is computed here beyond sums.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Table, func, or_, select

from fieldapp.campaigns.figures.indicators import Counts, counts
from fieldapp.ground.subtrees import inside
from fieldapp.models.areas import Area
from fieldapp.models.campaigns import ClosedTally, Tally

TALLY: Table = Tally.__table__  # type: ignore[assignment]
CLOSED: Table = ClosedTally.__table__  # type: ignore[assignment]
TOWNSHIP, VILLAGE = 9, 12


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


@dataclass(frozen=True)
class Villages:
    """The villages of some areas: names of those that stand, and the heir of each that was merged."""

    names: Mapping[str, str]
    townships: Mapping[str, str]
    heirs: Mapping[str, str]
    codes: tuple[str, ...]
    outside: frozenset[str] = field(default_factory=frozenset)
    inherited: frozenset[str] = field(default_factory=frozenset)

    def standing(self, code: str) -> str:
        """The village that now counts what `code` counted."""
        return self.heirs.get(code, code)

    def name(self, code: str) -> str:
        """A village's or township's name, the code where there is none."""
        return self.names.get(code) or self.townships.get(code) or code


def read_villages(connection: Connection, county: str, within: Iterable[str]) -> Villages:
    """Villages and townships of a county inside `within` (prefixes)."""
    within = tuple(within)
    query = select(Area.code, Area.name, Area.level, Area.replaced_by).where(Area.county == county)
    rows = connection.execute(query.order_by(Area.code)).all()
    heirs = _last_heirs({row.code: row.replaced_by for row in rows if row.replaced_by})
    return Villages(
        names={
            r.code: r.name
            for r in rows
            if r.level == "village" and r.code not in heirs and inside(r.code, within)
        },
        townships={row.code: row.name for row in rows if row.level in ("county", "township")},
        heirs=heirs,
        codes=within,
        outside=frozenset(c for c in heirs if inside(c, within) and not inside(heirs[c], within)),
        inherited=frozenset(c for c in heirs if inside(heirs[c], within) and not inside(c, within)),
    )


def _last_heirs(replaced: dict[str, str]) -> dict[str, str]:
    """Each merged village with the one at the end of its chain; a circle ends where it began."""
    found = {}
    for code in replaced:
        heir, seen = replaced[code], {code}
        while heir in replaced and heir not in seen:
            seen.add(heir)
            heir = replaced[heir]
        found[code] = heir
    return found


def in_villages(column: Any, villages: Villages) -> ColumnElement[bool]:
    """The condition that a column of village codes lies in these villages."""
    ranges = [column.between(code.ljust(VILLAGE, "0"), code.ljust(VILLAGE, "9")) for code in villages.codes]
    if villages.inherited or not ranges:
        ranges.append(column.in_(sorted(villages.inherited)))
    condition = or_(*ranges)
    return condition & column.not_in(sorted(villages.outside)) if villages.outside else condition


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


def by_slice(connection: Connection, book: Book, prefix: str, villages: Villages) -> dict[str, Counts]:
    """Counts of every slice `prefix:…`, summed over the villages; keys without the prefix."""
    found: dict[str, dict[str, int]] = {}
    for slice_, measure, n in _cells(connection, book, villages, _begins(book, prefix)):
        found.setdefault(slice_.partition(":")[2], {})[measure] = int(n)
    return {cut: counts(measures) for cut, measures in sorted(found.items())}


def summed(connection: Connection, book: Book, villages: Villages) -> Counts:
    """The counts of all children of these villages, with those to come back to."""
    measures: dict[str, int] = {}
    shown = (book.table.c.slice == "all") | _begins(book, "outcome")
    for slice_, measure, n in _cells(connection, book, villages, shown):
        if slice_ == "all" or measure == "missed":
            measures[measure] = measures.get(measure, 0) + int(n)
    return counts(measures)


def by_village(
    connection: Connection, book: Book, villages: Villages, slice_: str = "all"
) -> dict[str, Counts]:
    """Counts of one slice, by standing village; villages without any are there with zeros."""
    query = _of(book, "area", "measure", "n").where(book.table.c.slice == slice_)
    found: dict[str, dict[str, int]] = {code: {} for code in villages.names}
    for area, measure, n in connection.execute(query.where(in_villages(book.table.c.area, villages))):
        cell = found.setdefault(villages.standing(area), {})
        cell[measure] = cell.get(measure, 0) + n
    return {code: counts(measures) for code, measures in sorted(found.items())}


def by_village_and_slice(
    connection: Connection, book: Book, prefix: str, villages: Villages
) -> dict[str, dict[str, Counts]]:
    """Village → slice (without its prefix) → counts, for tables with a row a village."""
    query = _of(book, "area", "slice", "measure", "n")
    query = query.where(_begins(book, prefix), in_villages(book.table.c.area, villages))
    found: dict[str, dict[str, dict[str, int]]] = {}
    for area, slice_, measure, n in connection.execute(query):
        cuts = found.setdefault(villages.standing(area), {})
        cell = cuts.setdefault(slice_.partition(":")[2], {})
        cell[measure] = cell.get(measure, 0) + n
    return {code: {cut: counts(cell) for cut, cell in cuts.items()} for code, cuts in found.items()}
