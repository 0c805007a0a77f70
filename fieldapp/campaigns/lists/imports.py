"""The imports of lists that were made for a campaign, and how one is taken back.

An import is written down before its first operation leaves: all its operations have its moment and the office device of
its author, so they are found in the log again. What takes it back are operations too, judged and counted as every one.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, insert, select

from fieldapp.areas.villages import TOWNSHIP
from fieldapp.campaigns.lists.importing import Review
from fieldapp.campaigns.lists.undoing import Kept, Undo, undo, word_of
from fieldapp.campaigns.names import areas_named, people_named
from fieldapp.campaigns.room import seen_of
from fieldapp.ground.clock import now
from fieldapp.ground.db import among, db, let_go, reads, writing
from fieldapp.ground.problems import Problem
from fieldapp.ground.subtrees import overlap
from fieldapp.ground.words import language
from fieldapp.models.audit import Audit
from fieldapp.models.campaigns import Campaign
from fieldapp.models.log import NO_VISIT, County, LoggedOperation
from fieldapp.models.people import Device
from fieldapp.records.kinds import OF_CHILD_TABLES
from fieldapp.sync.from_office.office_device import record_now
from fieldapp.sync.incoming import row_store
from fieldapp.web.gate import Who, may

TABLE, IMPORT, TAKE_BACK = "list", "import", "take_back"
KINDS_WRITTEN = ("household", "child")


@dataclass(frozen=True)
class Import:
    """One import: when and by whom, the day its list was made, how many children it was to add and to complete, the
    townships it spoke of, and when it was taken back (several times where something was kept at first)."""

    id: int
    at: str
    by: str
    name: str
    listed_on: str
    added: int
    completed: int
    areas: tuple[str, ...]
    version: int
    taken_back: tuple[str, ...]

    def may_be_taken_back(self, who: Who) -> bool:
        """By its author, and by who may take back others' records wherever it wrote."""
        return self.by == who.id or all(may("void_others", area) for area in self.areas)


def write_down(
    engine: Engine, who: Who, campaign: Campaign, listed_on: str, found: Review
) -> tuple[int, str]:
    """Write down that a list is imported now: number and moment of the import."""
    at, key, county = now(), campaign.key, campaign.county  # read before the writer lock is taken
    areas = sorted({one["area"][:TOWNSHIP] for one in found.operations})
    said = {"campaign": key, "listed_on": listed_on, "added": len(found.new), "completed": len(found.gains)}
    with writing(engine) as connection:
        version = connection.scalar(select(County.version).where(County.code == county)) or 0
        after = json.dumps(said | {"areas": areas, "version": version})
        line = {"at": at, "by": who.id, "action": IMPORT, "table": TABLE, "row": key, "after": after}
        made = connection.execute(insert(Audit).values(**line))
        assert made.inserted_primary_key is not None
        return int(made.inserted_primary_key[0]), at


@reads
def imports_of(connection: Connection, campaign: Campaign) -> list[Import]:
    """The imports of the campaign's lists where the person sees it, the last one first."""
    query = select(Audit).where(Audit.table == TABLE, Audit.row == campaign.key).order_by(Audit.id.desc())
    lines = connection.execute(query).all()
    taken: dict[int, list[str]] = {}
    for line in lines:
        if line.action == TAKE_BACK:
            taken.setdefault(int(json.loads(line.after)["import"]), []).insert(0, line.at)
    names = people_named(connection, (line.by for line in lines))
    made = [_import(line, names, taken) for line in lines if line.action == IMPORT]
    seen = seen_of(campaign)
    return [one for one in made if overlap(seen, one.areas)]


def _import(line: Any, names: dict[str, str], taken: dict[int, list[str]]) -> Import:
    said = json.loads(line.after)
    counts = said["listed_on"], said["added"], said["completed"]
    where = tuple(said["areas"]), said["version"], tuple(taken.get(line.id, ()))
    return Import(line.id, line.at, line.by, names.get(line.by, ""), *counts, *where)


def import_of(campaign: Campaign, number: int) -> Import:
    """One of them.

    Raises:
        Problem: `not_found`.
    """
    for one in imports_of(campaign):
        if one.id == number:
            return one
    raise Problem("not_found")


@dataclass(frozen=True)
class Foreseen:
    """What taking an import back would do, with the names of who said what is kept and of the villages."""

    undo: Undo
    people: dict[str, str]
    places: dict[str, str]

    def count(self, kind: str) -> int:
        """How many records of a kind go."""
        return sum(one["kind"] == kind and "void" in one for one in self.undo.operations)

    @property
    def completed(self) -> int:
        """How many children become what they were."""
        return sum(one["kind"] == "child" and "data" in one for one in self.undo.operations)

    def kept(self) -> list[Kept]:
        """Children that stay, by village and name."""
        some = [one for one in self.undo.kept if one.kind == "child"]
        return sorted(some, key=lambda one: (one.row["area"], one.row["name"] or "", one.row["key"]))


@reads
def foreseen(connection: Connection, campaign: Campaign, one: Import) -> Foreseen:
    """What taking an import back would do as things stand."""
    county = campaign.county
    own = _own(connection, county, one, [one.at])
    keys = {kind: sorted({row.key for row in own if row.kind == kind}) for kind in KINDS_WRITTEN}
    ids, before = {row.id for row in own}, {row.id for row in _own(connection, county, one, one.taken_back)}
    logged = [row for kind in KINDS_WRITTEN for row in _said_of(connection, county, kind, keys[kind])]
    words = [word_of(row.raw, row._mapping, row.id in ids) for row in logged if row.id not in before]
    rows = {kind: _rows(connection, county, kind, keys[kind]) for kind in KINDS_WRITTEN}
    visited, living = (
        _visited(connection, county, keys["child"]),
        _living(connection, county, keys["household"]),
    )
    found = undo(words, rows, visited, living)
    people = people_named(connection, (kept.by for kept in found.kept))
    return Foreseen(found, people, areas_named(connection, county))


def _own(connection: Connection, county: str, one: Import, moments: Iterable[str]) -> list[Any]:
    """What was written at these moments by an office device, from the import on."""
    log = LoggedOperation
    query = select(log.id, log.kind, log.key).where(
        log.county == county, log.position > one.version, NO_VISIT
    )
    desks = select(Device.id).where(Device.office)
    query = query.where(log.kind.in_(KINDS_WRITTEN), log.at.in_(list(moments)), log.device.in_(desks))
    return list(connection.execute(query))


def _said_of(connection: Connection, county: str, kind: str, keys: list[str]) -> Iterable[Any]:
    log = LoggedOperation
    query = select(log.id, log.kind, log.key, log.at, log.by, log.raw).where(log.county == county, NO_VISIT)
    query = query.where(log.kind == kind, log.verdict.in_(("applied", "conflict")))
    for some in row_store.chunks(keys):
        yield from connection.execute(query.where(among(connection, log.__table__.c.key, some)))


def _rows(connection: Connection, county: str, kind: str, keys: list[str]) -> dict[str, dict[str, Any]]:
    return {row["key"]: row for row in row_store.fetch(connection, kind, county, "key", keys)}


def _visited(connection: Connection, county: str, keys: list[str]) -> set[str]:
    """Children of whom something is recorded beside their own record."""
    found = set()
    for name in OF_CHILD_TABLES:
        rows = row_store.fetch(connection, name, county, "child", keys)
        found |= {row["child"] for row in rows if row["known"] and not row["voided"]}
    return found


def _living(connection: Connection, county: str, homes: list[str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for row in row_store.fetch(connection, "child", county, "household", homes):
        if row["known"] and not row["voided"]:
            found.setdefault(row["household"], set()).add(row["key"])
    return found


def take_back(who: Who, campaign: Campaign, number: int) -> tuple[Foreseen, int, str]:
    """Take an import back; what it did, how many of its operations the server did not take, and why (the first).

    Raises:
        Problem: `not_found`, `not_allowed`; `nothing_to_take_back` where all of it is gone or was changed since.
    """
    one = import_of(campaign, number)
    if not one.may_be_taken_back(who):
        raise Problem("not_allowed")
    found = foreseen(campaign, one)
    if not found.undo.operations:
        raise Problem("nothing_to_take_back")
    at, after = now(), {"campaign": campaign.key, "import": number}
    after |= {"removed": found.count("child"), "completed": found.completed}
    line = {"at": at, "by": who.id, "action": TAKE_BACK, "table": TABLE, "row": campaign.key}
    let_go()
    with writing(db.engine) as connection:
        connection.execute(insert(Audit).values(**line, after=json.dumps(after)))
    receipts = record_now(who.id, [operation | {"at": at} for operation in found.undo.operations], language())
    lost = [one for one in receipts if one["outcome"] not in ("applied", "conflict", "duplicate")]
    return found, len(lost), lost[0].get("problem", {}).get("sentence", "") if lost else ""
