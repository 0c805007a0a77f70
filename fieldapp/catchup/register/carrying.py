"""A register that was looked at, written as operations of the person signed in: small ones while she waits, large ones
by a thread of this server that says how far it is. The thread of a large file reads it once more first (`confirm`).

A register is written down (`RegisterImport`) before its first operation leaves, with the county's counter and one
moment for all of them: so it can be taken back, and taken up again where the server was stopped in the middle. Nothing
is sent twice then: what is written already is known when the register is read again.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Hashable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, Engine, insert, select, update

from fieldapp.catchup.register import bringing_in, questions
from fieldapp.catchup.register.bringing_in import Asked, Read, area_within
from fieldapp.catchup.register.going_out import layout_of
from fieldapp.catchup.register.lines import Entry
from fieldapp.catchup.register.review import Operation, Review
from fieldapp.ground.clock import away, now
from fieldapp.ground.db import db, insert_all, let_go, writing
from fieldapp.ground.problems import Problem
from fieldapp.ground.words import language
from fieldapp.models.clinics import RegisterChild, RegisterImport
from fieldapp.models.log import County
from fieldapp.sync.from_office.office_device import is_taken, record
from fieldapp.web.aside import ahead, threads
from fieldapp.web.aside.ahead import Ahead, Tell
from fieldapp.web.gate import Who
from fieldapp.web.once import alone

AT_ONCE = 2_000  # operations that are written while somebody waits
SLICE = 500  # operations after which it is said how far it is
SILENT = timedelta(seconds=60)  # after which one that says nothing was interrupted
KEPT_LINES = 200  # of those the server did not take
WRITING, DONE, FAILED, INTERRUPTED = "writing", "done", "failed", "interrupted"
IMPORT, CHILD = RegisterImport.__table__, RegisterChild.__table__


@dataclass(frozen=True)
class Work:
    """What is still to be written of an import: by whom, its one moment, operations with their lines, and the language
    in which the server says what it does not take."""

    key: str
    person: str
    at: str
    operations: Sequence[Operation]
    lines: Sequence[int]
    language: str

    @property
    def at_once(self) -> bool:
        """Whether somebody waits for it."""
        return len(self.operations) <= AT_ONCE


def _name(key: str) -> Hashable:
    return "register", key


def state_of(row: Any) -> str:
    """How an import stands: `writing`, `done`, `failed`, or `interrupted` where nobody writes it any more."""
    alone = row.state == WRITING and not threads.is_at_work(_name(row.key)) and row.seen < away(-SILENT)
    return INTERRUPTED if alone else str(row.state)


def begin(
    who: Who, found: Read, what: Review, token: str, choices: Mapping[int, str], again: str = ""
) -> Work:
    """Write down that a register is imported now, or taken up (`again`: its key).

    Raises:
        Problem: `busy` while another register of the county is written.
    """
    let_go()
    with writing(db.engine) as connection:
        _alone(connection, found.asked.county)
        at = _taken_up(connection, again, len(what.operations)) if again else now()
        key = again or _written_down(connection, who, found, what, token, choices, at)
        _know(connection, key, found.asked.county, what.children)
        questions.keep_open(connection, key, found.asked.county, found.register.entries, what.open)
    return Work(key, who.id, at, what.operations, what.lines, language())


def _alone(connection: Connection, county: str) -> None:
    query = select(IMPORT).where(IMPORT.c.county == county, IMPORT.c.state == WRITING)
    if any(state_of(row) == WRITING for row in connection.execute(query)):
        raise Problem("busy")


def _written_down(
    connection: Connection,
    who: Who,
    found: Read,
    what: Review,
    token: str,
    choices: Mapping[int, str],
    at: str,
) -> str:
    entries, asked, key = found.register.entries, found.asked, str(uuid.uuid4())
    version = connection.scalar(select(County.version).where(County.code == asked.county)) or 0
    row = {"key": key, "county": asked.county, "area": area_within(found), "by": who.id, "at": at}
    row |= {"as_of": asked.as_of, "children": len(entries), "new_children": 0, "new_doses": 0}
    row |= {"doses": sum(len(one.doses) for one in entries), "version": version, "within": asked.area}
    row |= {"state": WRITING, "total": len(what.operations), "written": 0, "seen": at, "token": token}
    row |= {
        "choices": json.dumps(dict(choices)),
        "layout": json.dumps(layout_of(found.table, found.register)),
    }
    connection.execute(insert(IMPORT).values(**row, passed=json.dumps(found.register.passed)))
    return key


def _taken_up(connection: Connection, key: str, more: int) -> str:
    row = connection.execute(select(IMPORT.c.at, IMPORT.c.written).where(IMPORT.c.key == key)).one()
    said = {"state": WRITING, "seen": now(), "total": row.written + more}
    connection.execute(update(IMPORT).where(IMPORT.c.key == key).values(**said))
    return str(row.at)


def _know(connection: Connection, key: str, county: str, children: Mapping[str, tuple[Entry, bool]]) -> None:
    """Keep whom the register had, and its word on their doses; of one that is taken up those not kept yet."""
    before = set(connection.scalars(select(CHILD.c.child).where(CHILD.c.brought == key)))
    rows = []
    for child, (entry, made) in children.items():
        if child not in before:
            doses = json.dumps([[product, day] for product, day in sorted(entry.doses)])
            rows.append({"brought": key, "child": child, "county": county, "made": made, "doses": doses})
    insert_all(connection, CHILD, rows)


def carry_out(engine: Engine, work: Work) -> None:
    """Write what is to be written, slice by slice; whatever happens it is said."""
    try:
        for start in range(0, len(work.operations), SLICE):
            _slice(engine, work, start)
    except BaseException:
        _say(engine, work.key, state=FAILED)
        raise
    _say(engine, work.key, state=DONE)


def _slice(engine: Engine, work: Work, start: int) -> None:
    some = [one | {"at": work.at} for one in work.operations[start : start + SLICE]]
    receipts = record(engine, work.person, some, work.language)
    taken = [one for one, receipt in zip(some, receipts, strict=True) if is_taken(receipt)]
    lost = [
        [line, receipt.get("problem", {}).get("sentence", "")]
        for line, receipt in zip(work.lines[start:], receipts, strict=False)
        if not is_taken(receipt)
    ]
    doses = sum(one["kind"] == "dose" for one in taken)
    children = sum(one["kind"] == "child" and not one["base"] for one in taken)
    _say(engine, work.key, written=len(some), new_doses=doses, new_children=children, lost=lost)


def _say(engine: Engine, key: str, *, state: str = WRITING, lost: Sequence[Any] = (), **more: int) -> None:
    """Say how far an import is: what was written since, and that somebody is at it."""
    with writing(engine) as connection:
        said: dict[str, Any] = {name: IMPORT.c[name] + n for name, n in more.items()}
        if lost:
            before = json.loads(connection.scalar(select(IMPORT.c.lost).where(IMPORT.c.key == key)) or "[]")
            seen = {one[0] for one in before}
            before += [one for one in {line[0]: line for line in lost}.values() if one[0] not in seen]
            said["lost"] = json.dumps(before[:KEPT_LINES], ensure_ascii=False)
        said |= {"state": state, "seen": now()}
        connection.execute(update(IMPORT).where(IMPORT.c.key == key).values(**said))


def do(work: Work) -> bool:
    """Write what a register brings; whether that is done, or goes on while one may leave the page."""
    if work.at_once:
        carry_out(db.engine, work)
    else:
        threads.begin(_name(work.key), lambda: carry_out(db.engine, work))
    return work.at_once


def _confirming(who: Who, token: str) -> Hashable:
    return "register", who.id, token


def confirm(
    who: Who, content: bytes, asked: Asked, token: str, choices: Mapping[int, str], again: str = ""
) -> Ahead:
    """Begin to read and write a register, or say how far that is; `found` is the key of its import once it is written,
    or a thread writes it.

    Args:
        again: the import that is taken up.

    Raises:
        Problem: as of `look`.
    """
    spoken = language()

    def work(tell: Tell) -> str:
        with alone(f"register {asked.county}"):
            found = bringing_in.read(who, content, asked, tell)
            tell(3, len(found.table.lines))
            what = bringing_in.compared(found, choices)
            begun = begin(who, found, what, token, choices, again)
        do(replace(begun, language=spoken))
        return begun.key

    with suppress(Problem):
        ahead.handed_out(_confirming(who, token))  # one that ended and nobody asked for
    return ahead.look(_confirming(who, token), work)


def under_way(who: Who, token: str) -> Ahead | None:
    """How far one is that was begun; None where nothing is under way.

    Raises:
        Problem: why it was not written.
    """
    return ahead.handed_out(_confirming(who, token))
