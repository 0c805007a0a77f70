"""What taking an import of the office back would do, read from the log and the records it spoke of.

All operations of an import have its moment and an office device, so they are found in the log again; what takes it back
are operations too (`records.lists.undoing`), judged and counted as every one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from fieldapp.ground.db import among
from fieldapp.models.log import NO_VISIT, LoggedOperation
from fieldapp.models.people import Device
from fieldapp.records.kinds import OF_CHILD_TABLES
from fieldapp.records.lists.undoing import Undo, undo, word_of
from fieldapp.sync.incoming import row_store

LINK = "same_child"


@dataclass(frozen=True)
class Brought:
    """One import: its county, the county's counter before it, its moment, when it was taken back before, and the kinds
    of records it may have written."""

    county: str
    version: int
    at: str
    taken_back: Sequence[str]
    kinds: Sequence[str]


def undo_of(connection: Connection, one: Brought) -> Undo:
    """What taking it back would do as things stand."""
    county, own = one.county, _own(connection, one, [one.at])
    keys = {kind: sorted({row.key for row in own if row.kind == kind}) for kind in one.kinds}
    ids, before = {row.id for row in own}, {row.id for row in _own(connection, one, one.taken_back)}
    logged = [row for kind in one.kinds for row in _said_of(connection, county, kind, keys[kind])]
    words = [word_of(row.raw, row._mapping, row.id in ids) for row in logged if row.id not in before]
    rows = {kind: _rows(connection, county, kind, keys[kind]) for kind in one.kinds}
    visited = _visited(connection, county, keys["child"], set(keys.get("dose", ())))
    linked = _linked(connection, county, keys) if LINK in keys else None
    return undo(words, rows, visited, _living(connection, county, keys.get("household", [])), linked)


def _own(connection: Connection, one: Brought, moments: Iterable[str]) -> list[Any]:
    """What was written at these moments by an office device, from the import on."""
    log = LoggedOperation
    query = select(log.id, log.kind, log.key).where(log.county == one.county, log.position > one.version)
    desks = select(Device.id).where(Device.office)
    query = query.where(NO_VISIT, log.kind.in_(one.kinds), log.at.in_(list(moments)), log.device.in_(desks))
    return list(connection.execute(query))


def _said_of(connection: Connection, county: str, kind: str, keys: list[str]) -> Iterable[Any]:
    log = LoggedOperation
    query = select(log.id, log.kind, log.key, log.at, log.by, log.raw).where(log.county == county, NO_VISIT)
    query = query.where(log.kind == kind, log.verdict.in_(("applied", "conflict")))
    for some in row_store.chunks(keys):
        yield from connection.execute(query.where(among(connection, log.__table__.c.key, some)))


def _rows(connection: Connection, county: str, kind: str, keys: list[str]) -> dict[str, dict[str, Any]]:
    return {row["key"]: row for row in row_store.fetch(connection, kind, county, "key", keys)}


def _visited(connection: Connection, county: str, keys: list[str], own: set[str]) -> set[str]:
    """Children of whom something is recorded beside their own record, but for what the import said itself."""
    found = set()
    for name in OF_CHILD_TABLES:
        rows = row_store.fetch(connection, name, county, "child", keys)
        found |= {
            row["child"] for row in rows if row["known"] and not row["voided"] and row["key"] not in own
        }
    return found


def _linked(connection: Connection, county: str, keys: dict[str, list[str]]) -> set[str]:
    """Children that somebody else said are the same as another."""
    own, found = set(keys[LINK]), set()
    for column in ("child", "other"):
        for row in row_store.fetch(connection, LINK, county, column, keys["child"]):
            if row["known"] and not row["voided"] and row["key"] not in own:
                found.add(row[column])
    return found


def _living(connection: Connection, county: str, homes: list[str]) -> dict[str, set[str]]:
    """The children that stand in each home."""
    found: dict[str, set[str]] = {}
    for row in row_store.fetch(connection, "child", county, "household", homes):
        if row["known"] and not row["voided"]:
            found.setdefault(row["household"], set()).add(row["key"])
    return found
