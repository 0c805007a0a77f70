"""What is recorded of children and households that a list may be about. Reads only.

Records joined as one child are one here. Of other villages than the list's only those are looked at that share a name,
birth date or number with a line and lie where the person may see children.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, or_, select

from fieldapp.campaigns.lists.child_list import Entry
from fieldapp.ground.db import among_said
from fieldapp.models.records import Child, Household
from fieldapp.records.lists.likeness import NUMBERS, Identity, identity_of
from fieldapp.records.rows.one_child import merged, row_to_name, wholes_of
from fieldapp.sync.incoming import row_store

Row = dict[str, Any]
CHILD, HOUSEHOLD = Child.__table__.c, Household.__table__.c


@dataclass(frozen=True)
class Record:
    """A recorded child: the row that operations about it name, what all its rows together say, and its village."""

    row: Row
    child: Row
    village: str
    identity: Identity

    @property
    def key(self) -> str:
        """What it is called: the key of its row."""
        return str(self.row["key"])


@dataclass(frozen=True)
class Recorded:
    """All that is recorded: children by key (each under the keys of all its rows too), households by key."""

    children: dict[str, Record]
    members: dict[str, Record]
    households: dict[str, Row]


def recorded(
    connection: Connection,
    county: str,
    entries: Sequence[Entry],
    seen: ColumnElement[bool],
    standing: Callable[[str], str],
) -> Recorded:
    """Children and households that these entries may be about.

    Args:
        seen: the condition that a child lives where the person may see children.
        standing: village code → the village that now counts it.
    """
    rows = _rows(connection, county, entries, seen)
    households = _households(connection, county, entries, rows)
    wholes = wholes_of(rows).values()
    children = [_record(some, households, standing) for some in wholes]
    members = {row["key"]: one for some, one in zip(wholes, children, strict=True) for row in some}
    return Recorded({one.key: one for one in children}, members, households)


def _rows(
    connection: Connection, county: str, entries: Sequence[Entry], seen: ColumnElement[bool]
) -> list[Row]:
    """Rows under the entries' own keys, wherever they are; of the villages seen those that share something."""
    keys = {key for one in entries for key in (one.key, one.another, one.older) if key}
    rows = {row["key"]: row for row in row_store.fetch(connection, "child", county, "key", sorted(keys))}
    shares = [among_said(connection, CHILD.package_area, (one.area for one in entries))]
    for name in ("born", "name", *NUMBERS):
        shares.append(among_said(connection, CHILD[name], (one.child.get(name) for one in entries)))
    query = select(Child.__table__).where(CHILD.county == county, CHILD.known, seen, or_(*shares))
    for row in connection.execute(query):
        rows.setdefault(row.key, dict(row._mapping))
    found = row_store.with_joined(connection, county, rows.values())
    return [row for row in found.values() if row["known"]]


def _record(rows: list[Row], households: dict[str, Row], standing: Callable[[str], str]) -> Record:
    row, child = row_to_name(rows), merged(rows)
    home = households.get(child["household"] or "")
    village = standing(child["package_area"])
    if home and standing(home["package_area"]) != village:
        home = None  # a child may name any household; of another village's nothing is said through it
    return Record(row, child, village, identity_of(village, child, home))


def _households(
    connection: Connection, county: str, entries: Sequence[Entry], rows: Iterable[Row]
) -> dict[str, Row]:
    """Households of these villages, of these children, and those that the entries would make."""
    keys = {row["household"] for row in rows if row["household"]}
    keys |= {one.household_key for one in entries if one.household_key}
    found = {
        row["key"]: row
        for row in row_store.fetch(connection, "household", county, "key", sorted(keys))
        if row["known"]
    }
    here = among_said(connection, HOUSEHOLD.package_area, (one.area for one in entries))
    query = select(Household.__table__).where(HOUSEHOLD.county == county, HOUSEHOLD.known, here)
    for row in connection.execute(query):
        found.setdefault(row.key, dict(row._mapping))
    return found
