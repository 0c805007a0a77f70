"""The imports of lists that were made for a campaign, and how one is taken back.

An import is written down before its first operation leaves; what takes it back is read from the log
(`sync.from_office.taking_back`).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, insert, select

from fieldapp.areas.villages import TOWNSHIP
from fieldapp.campaigns.lists.importing import Review
from fieldapp.campaigns.names import areas_named, people_named
from fieldapp.campaigns.room import seen_of
from fieldapp.ground.clock import now
from fieldapp.ground.db import db, let_go, reads, writing
from fieldapp.ground.problems import Problem
from fieldapp.ground.subtrees import overlap
from fieldapp.ground.words import language
from fieldapp.models.audit import Audit
from fieldapp.models.campaigns import Campaign
from fieldapp.models.log import County
from fieldapp.records.lists.undoing import Kept, Undo
from fieldapp.sync.from_office.office_device import record_now
from fieldapp.sync.from_office.taking_back import Brought, undo_of
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

    def kept(self) -> list[Kept]:
        """Children that stay, by village and name."""
        some = [one for one in self.undo.kept if one.kind == "child"]
        return sorted(some, key=lambda one: (one.row["area"], one.row["name"] or "", one.row["key"]))


@reads
def foreseen(connection: Connection, campaign: Campaign, one: Import) -> Foreseen:
    """What taking an import back would do as things stand."""
    county = campaign.county
    found = undo_of(connection, Brought(county, one.version, one.at, one.taken_back, KINDS_WRITTEN))
    people = people_named(connection, (kept.by for kept in found.kept))
    return Foreseen(found, people, areas_named(connection, county))


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
    after |= {"removed": found.undo.count("child"), "completed": found.undo.completed}
    line = {"at": at, "by": who.id, "action": TAKE_BACK, "table": TABLE, "row": campaign.key}
    let_go()
    with writing(db.engine) as connection:
        connection.execute(insert(Audit).values(**line, after=json.dumps(after)))
    receipts = record_now(who.id, [operation | {"at": at} for operation in found.undo.operations], language())
    lost = [one for one in receipts if one["outcome"] not in ("applied", "conflict", "duplicate")]
    return found, len(lost), lost[0].get("problem", {}).get("sentence", "") if lost else ""
