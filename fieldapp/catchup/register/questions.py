"""Lines of registers that may be a child known already, kept until somebody says who they are: looked at side by side,
decided, and decided otherwise.

Whom a line may be is asked of what is recorded when the page is read. An answer is written as an import of one line;
what it wrote has one moment, by which it is taken back.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, delete, insert, select, update

from fieldapp.areas import tree
from fieldapp.areas.villages import read_villages
from fieldapp.catchup.register.known import recorded
from fieldapp.catchup.register.lines import Entry, mark_of
from fieldapp.catchup.register.review import Question, Review, review
from fieldapp.ground.clock import now
from fieldapp.ground.db import among, db, let_go, reads, writing
from fieldapp.ground.problems import Problem
from fieldapp.ground.words import language
from fieldapp.models.clinics import RegisterImport, RegisterQuestion
from fieldapp.models.log import County
from fieldapp.models.people import Person
from fieldapp.records.lists.choices import NEW
from fieldapp.sync.from_office.office_device import is_taken, record_now
from fieldapp.sync.from_office.taking_back import Brought, undo_of
from fieldapp.web.gate import Who, require

NAMES = uuid.UUID("3f0f7d2b-9a51-4a0b-8a35-5a5f6c1e7d42")
QUESTION = RegisterQuestion.__table__
IMPORT, KINDS = "import", ("child", "dose", "same_child")
MOST = 300  # asked about on one page


@dataclass(frozen=True)
class Waiting:
    """A question as it is shown: its key, whom the line may be now, where it lies, and the day its register speaks of;
    what was said of it, by whom and when."""

    key: str
    area: str
    question: Question
    as_of: str
    answer: str | None
    by: str
    at: str | None


def keep_open(
    connection: Connection, brought: str, county: str, entries: Sequence[Entry], open_: Sequence[Question]
) -> None:
    """Keep the questions nobody answered; what an earlier register asked and this one need not is asked no more."""
    asked = {_key(county, one.entry): one.entry for one in open_}
    over = {_key(county, entry) for entry in entries} - set(asked)
    unanswered = QUESTION.c.answer.is_(None)
    connection.execute(
        delete(QUESTION).where(unanswered, among(connection, QUESTION.c.key, sorted(over | set(asked))))
    )
    there = set(connection.scalars(select(QUESTION.c.key).where(QUESTION.c.county == county)))
    rows = [
        {"key": key, "county": county, "area": entry.area, "brought": brought, "entry": _packed(entry)}
        for key, entry in asked.items()
        if key not in there
    ]
    if rows:
        connection.execute(insert(QUESTION), [one | {"version": 0, "undone": "[]"} for one in rows])


def _key(county: str, entry: Entry) -> str:
    return str(uuid.uuid5(NAMES, "|".join((county, *mark_of(entry)))))


def _packed(entry: Entry) -> str:
    doses = [[product, day] for product, day in entry.doses]
    return json.dumps({"child": entry.child, "doses": doses}, ensure_ascii=False)


def _entry(row: Any) -> Entry:
    said = json.loads(row.entry)
    doses = {tuple(one): 1 for one in said["doses"]}
    return Entry(1, row.area, said["child"], doses)


@reads
def count_open(connection: Connection, who: Who, county: str) -> int:
    """How many of her areas wait."""
    mine = tree.inside(QUESTION.c.area, who.areas)
    query = select(QUESTION.c.key).where(QUESTION.c.county == county, QUESTION.c.answer.is_(None), mine)
    return len(connection.scalars(query).all())


@reads
def waiting(connection: Connection, who: Who, county: str, decided: bool) -> list[Waiting]:
    """Those of her areas that wait, or those that were decided, the last first."""
    mine = tree.inside(QUESTION.c.area, who.areas)
    query = _questions().add_columns(Person.name.label("name")).outerjoin(Person, Person.id == QUESTION.c.by)
    said = QUESTION.c.answer.is_not(None) if decided else QUESTION.c.answer.is_(None)
    query = query.where(QUESTION.c.county == county, mine, said)
    rows = connection.execute(query.order_by(QUESTION.c.at.desc(), QUESTION.c.key).limit(MOST)).all()
    found = []
    for row in rows:
        looked = None if decided else _looked(connection, who, row, "")
        entry = _entry(row)
        question = next(iter(looked.questions), None) if looked else None
        question = question or Question(entry, [], "", not decided)
        name = row.name or ""
        found.append(Waiting(row.key, row.area, question, row.as_of, row.answer, name, row.at))
    return found


def _questions() -> Select[Any]:
    return select(QUESTION, RegisterImport.as_of).join(
        RegisterImport, RegisterImport.key == QUESTION.c.brought
    )


def _looked(connection: Connection, who: Who, row: Any, choice: str) -> Review:
    """What a question's line would write now, with an answer or without."""
    entry, villages = _entry(row), read_villages(connection, row.county, who.areas)
    known = recorded(connection, row.county, villages, [entry])
    return review([entry], known, {entry.line: choice} if choice else {}, row.as_of)


def _row(connection: Connection, key: str) -> Any:
    row = connection.execute(_questions().where(QUESTION.c.key == key)).first()
    if row is None:
        raise Problem("not_found")
    require(IMPORT, row.area)
    return row


@reads
def _decided(connection: Connection, who: Who, key: str, choice: str) -> tuple[Any, Review, int]:
    row = _row(connection, key)
    found = _looked(connection, who, row, choice)
    if row.answer is not None or found.open:
        raise Problem("wrong_state" if row.answer is not None else "wrong_value", field="choice")
    version = connection.scalar(select(County.version).where(County.code == row.county)) or 0
    return row, found, version


def decide(who: Who, key: str, choice: str) -> None:
    """Say who a line is: `same:KEY`, or `new`.

    Raises:
        Problem: `not_found`, `not_allowed`, `wrong_value` for nobody it may be, `wrong_state` where it was decided or
            the server did not take it.
    """
    _row, found, version = _decided(who, key, choice)
    at = now()
    receipts = record_now(who.id, [one | {"at": at} for one in found.operations], language())
    if not all(is_taken(one) for one in receipts):
        raise Problem("wrong_state")
    answer = NEW if choice == NEW else "same"
    _keep(key, answer=answer, by=who.id, at=at, version=version)


def _keep(key: str, **said: Any) -> None:
    let_go()
    with writing(db.engine) as connection:
        connection.execute(update(QUESTION).where(QUESTION.c.key == key).values(**said))


@reads
def _undone(connection: Connection, key: str) -> tuple[Any, list[dict[str, Any]], int]:
    row = _row(connection, key)
    if row.answer is None:
        raise Problem("wrong_state")
    brought = Brought(row.county, row.version, row.at, json.loads(row.undone), KINDS)
    found = undo_of(connection, brought)
    return row, found.operations, len(found.kept)


def take_back(who: Who, key: str) -> int:
    """Ask about a line again: what its answer wrote goes, but for what somebody has said something of since; how much
    of that stays.

    Raises:
        Problem: `not_found`, `not_allowed`; `wrong_state` where nothing was decided.
    """
    row, operations, kept = _undone(key)
    at = now()
    record_now(who.id, [one | {"at": at} for one in operations], language())
    _keep(key, answer=None, by=None, at=None, undone=json.dumps([*json.loads(row.undone), at]))
    return kept
