"""Registers that were brought in: how far each is, what of it was not read, and one taken back as a whole."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, or_, select, update

from fieldapp.areas import tree
from fieldapp.catchup.register import carrying
from fieldapp.catchup.register.carrying import DONE, FAILED, IMPORT, INTERRUPTED
from fieldapp.ground.clock import now
from fieldapp.ground.db import db, let_go, reads, writing
from fieldapp.ground.problems import Problem
from fieldapp.ground.words import language
from fieldapp.models.people import Person
from fieldapp.records.lists.undoing import Kept, Undo
from fieldapp.sync.from_office.office_device import is_taken, record_now
from fieldapp.sync.from_office.taking_back import Brought, undo_of
from fieldapp.sync.incoming import row_store
from fieldapp.web.gate import Who, may, require

KINDS = ("child", "dose", "same_child")
RIGHT = "import"


@dataclass(frozen=True)
class Import:
    """One register that was brought in, with the name of who did it and how it stands now."""

    row: Any
    state: str
    lost: Sequence[tuple[int, str]]
    passed: dict[str, int]
    taken_back: Sequence[str]

    @property
    def stands(self) -> bool:
        """Whether what it wrote is still there."""
        return not self.taken_back

    @property
    def may_be_taken_up(self) -> bool:
        """Whether it was left in the middle."""
        return self.state in (INTERRUPTED, FAILED)

    @property
    def percent(self) -> int:
        """How far it is; all of nothing."""
        return 100 * self.row.written // self.row.total if self.row.total else 100

    @property
    def reached(self) -> int:
        """How far the bar is while it is written: reading was the first third."""
        return 33 + 67 * self.percent // 100

    def may_be_taken_back(self, who: Who) -> bool:
        """By its author, and by who may take back others' records there."""
        return bool(self.row.by == who.id or may("void_others", self.row.area))


@reads
def imports_of(connection: Connection, who: Who, county: str) -> list[Import]:
    """The registers brought in for a county, the newest first, of her areas or by herself."""
    mine = or_(tree.inside(IMPORT.c.area, who.areas), IMPORT.c.by == who.id)
    query = _query().where(IMPORT.c.county == county, mine)
    return [_import(row) for row in connection.execute(query.order_by(IMPORT.c.at.desc()))]


def _query() -> Any:
    return select(IMPORT, Person.name.label("name")).join(Person, Person.id == IMPORT.c.by)


def _import(row: Row[Any]) -> Import:
    lost = [(line, why) for line, why in json.loads(row.lost)]
    return Import(row, carrying.state_of(row), lost, json.loads(row.passed), json.loads(row.taken_back))


@reads
def import_of(connection: Connection, who: Who, key: str) -> Import:
    """One of them.

    Raises:
        Problem: `not_found`, `not_allowed`.
    """
    row = connection.execute(_query().where(IMPORT.c.key == key)).first()
    if row is None:
        raise Problem("not_found")
    if row.by != who.id:
        require(RIGHT, row.area)
    return _import(row)


@reads
def key_of(connection: Connection, who: Who, token: str) -> str | None:
    """The import that a file of hers was brought in by last; None where it was not."""
    query = select(IMPORT.c.key).where(IMPORT.c.by == who.id, IMPORT.c.token == token)
    return connection.scalar(query.order_by(IMPORT.c.at.desc()).limit(1))


@dataclass(frozen=True)
class Foreseen:
    """What taking a register back would do: the operations, and what stays, with the names of children and people."""

    undo: Undo
    people: dict[str, str]
    children: dict[str, str]

    def kept(self) -> list[Kept]:
        """What stays, by village."""
        return sorted(self.undo.kept, key=lambda one: (one.row["area"], one.kind, one.row["key"]))

    def name_of(self, kept: Kept) -> str:
        """The child that something of it stays."""
        key = kept.row["key"] if kept.kind == "child" else kept.row["child"]
        return self.children.get(key, "")


@reads
def foreseen(connection: Connection, one: Import) -> Foreseen:
    """What taking a register back would do as things stand."""
    row = one.row
    undo = undo_of(connection, Brought(row.county, row.version, row.at, one.taken_back, KINDS))
    children = {str(kept.row["child"]) for kept in undo.kept if kept.kind != "child"}
    names = {kept.row["key"]: kept.row["name"] or "" for kept in undo.kept if kept.kind == "child"}
    names |= _names(connection, row.county, children)
    said = select(Person.id, Person.name).where(Person.id.in_({kept.by for kept in undo.kept}))
    people = {row.id: row.name for row in connection.execute(said)}
    return Foreseen(undo, people, names)


def _names(connection: Connection, county: str, keys: set[str]) -> dict[str, str]:
    rows = row_store.fetch(connection, "child", county, "key", sorted(keys))
    return {row["key"]: row["name"] or "" for row in rows}


def take_back(who: Who, key: str) -> tuple[Foreseen, int]:
    """Take a register back; what it did, and how many of its operations the server did not take.

    Raises:
        Problem: `not_found`, `not_allowed`; `busy` while it is written; `nothing_to_take_back`.
    """
    one = import_of(who, key)
    if not one.may_be_taken_back(who):
        raise Problem("not_allowed")
    if one.state == carrying.WRITING:
        raise Problem("busy")
    found = foreseen(one)
    if not found.undo.operations:
        raise Problem("nothing_to_take_back")
    at = now()
    said = {"taken_back": json.dumps([at, *one.taken_back]), "state": DONE}
    let_go()
    with writing(db.engine) as connection:
        connection.execute(update(IMPORT).where(IMPORT.c.key == key).values(**said))
    receipts = record_now(who.id, [operation | {"at": at} for operation in found.undo.operations], language())
    return found, sum(not is_taken(receipt) for receipt in receipts)
