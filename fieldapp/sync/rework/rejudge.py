"""Held operations are judged again by themselves when the reference row they name appears.

Listens to the session: whatever room adds an area, a round or a device, or changes a row that something is counted
by, the consequences for field records and tallies follow in a transaction of their own after its commit.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, Engine, delete, event, inspect, select, update
from sqlalchemy.orm import Session

from fieldapp.ground.db import reading, writing
from fieldapp.models import reference as reference_rows
from fieldapp.models.areas import Area
from fieldapp.models.campaigns import Assignment, Round
from fieldapp.models.codes import Code
from fieldapp.models.log import UNSETTLED
from fieldapp.models.people import Device, PersonArea
from fieldapp.records.oddity import NOTES
from fieldapp.records.operation import Operation, read
from fieldapp.sync import counts
from fieldapp.sync.incoming import hands, references
from fieldapp.sync.incoming.calendar import day_of_judging
from fieldapp.sync.incoming.erased import blank_arrivals
from fieldapp.sync.incoming.own_chain import WAITS
from fieldapp.sync.incoming.receive import LOG, held_elsewhere, judge_again, judge_one, lock, settle
from fieldapp.sync.rework.counting import count_again_where

RIGHT = "right:"
WAITED_FOR = {
    PersonArea: ("right", "person"),
    Assignment: ("right", "person"),
    Area: ("area", "code"),
    Round: ("round", "key"),
    Device: ("device", "id"),
    Code: ("code", "key"),
}
# Refused because it names another than the person whose phone it is, and nobody has dealt with it.
NAMED_ANOTHER = (
    UNSETTLED
    & (LOG.c.verdict == "refused")
    & LOG.c.problem.like('%"not_your_name"%')
    & LOG.c.mended_by.is_(None)
)


def rejudge(engine: Engine, waits: Iterable[str] | None = None, ids: Iterable[str] | None = None) -> int:
    """Judge held operations again: those waiting for these rows (`area:430921103213`), those with these ids,
    or all that wait.

    Returns how many no longer wait.
    """
    query = (
        select(LOG)
        .where(LOG.c.verdict == "held", LOG.c.mended_by.is_(None), LOG.c.waits_for.is_not(None))
        .where(LOG.c.waits_for.not_like(f"{WAITS}%"))
    )
    if waits is not None:
        query = query.where(LOG.c.waits_for.in_(list(waits)))
    if ids is not None:
        query = query.where(LOG.c.id.in_(list(ids)))
    with reading(engine) as connection:
        rows = [dict(row._mapping) for row in connection.execute(query.order_by(LOG.c.position))]
        operations = [_as_it_came(row) for row in rows]
        reference = references.read_reference(connection, operations) if rows else None
        if reference:
            brought = {row["device"] for row in rows if row["device"] and row["relayed"]}
            reference.keys = hands.keys_of(connection, brought)
    moved = 0
    for row, operation in zip(rows, operations, strict=True):
        assert reference is not None
        county = reference.counties.get(operation.area or "", row["county"])
        with writing(engine) as connection:
            moved += _refile(connection, row, county, operation, reference)
    return moved


def rejudge_named(engine: Engine, device: str, person: str) -> int:
    """Judge again what was refused of a phone because it named this person, whose it now is; how much stands."""
    waits = f"device:{device}"
    theirs = NAMED_ANOTHER & (LOG.c.device == device) & (LOG.c.by == person)
    with reading(engine) as connection:
        query = select(LOG.c.county).where(UNSETTLED, LOG.c.verdict == "refused", LOG.c.device == device)
        counties = list(connection.scalars(query.distinct()))
    with writing(engine) as connection:
        here = theirs & LOG.c.county.in_(counties)
        connection.execute(update(LOG).where(here).values(verdict="held", waits_for=waits))
    return rejudge(engine, [waits])


def _as_it_came(row: dict[str, Any]) -> Operation:
    """A line of the log read again; its hash is that of what the phone sent, also where it was blanked since."""
    operation = read(json.loads(row["raw"]))
    operation.hash = row["hash"]
    return operation


def _refile(
    connection: Connection, row: dict[str, Any], county: str, operation: Operation, reference: Any
) -> int:
    """Move one operation to the end of its county's log with its new verdict; its phone is told."""
    version = lock(connection, county)
    blank_arrivals(connection, county, [operation])
    closed = references.closed_rounds(connection, [str((operation.data or {}).get("round"))])
    elsewhere = held_elsewhere(connection, county, [operation])
    day = day_of_judging(connection)
    judged = judge_one(operation, reference, hands.as_it_came(row), closed, elsewhere, day)
    if judged.outcome == "held" and judged.waits_for == row["waits_for"]:
        return 0
    judged.relayed, judged.signature, judged.clock_off = row["relayed"], row["signature"], row["clock_off"]
    judged.odd = [note for note in NOTES if note in judged.odd or note in (row["note"] or "").split()]
    here = (LOG.c.county == row["county"]) & (LOG.c.position == row["position"])
    if not connection.execute(delete(LOG).where(here & (LOG.c.verdict == "held"))).rowcount:
        return 0  # judged by somebody else meanwhile
    settle(connection, county, version, [judged], received=row["received"])
    line = (LOG.c.county == county) & (LOG.c.position == judged.position)
    connection.execute(update(LOG).where(line).values(verdict_version=judged.position))
    return 1


def follow_saves() -> None:
    """From now on what a session saves of reference rows sets off what hangs on it: operations that waited for a row
    are judged again, and what counts otherwise since (`Count.hangs_on`) is counted again, both after the commit. What
    came as a whole file too."""
    for name, follow in (("after_flush", _remember), ("after_rollback", _forget), ("after_commit", _follow)):
        if not event.contains(Session, name, follow):
            event.listen(Session, name, follow)
    reference_rows.follow_imports(rejudge)


def _remember(session: Session, _context: Any) -> None:
    """Note what this transaction adds or changes that field records may wait for or be counted by."""
    waits = session.info.setdefault("waits", set())
    for row in session.new:
        if type(row) in WAITED_FOR:
            kind, column = WAITED_FOR[type(row)]
            waits.add(f"{kind}:{getattr(row, column)}")
    recount = session.info.setdefault("recount", {})
    for hangs_on in (one.hangs_on for one in counts.handed_in() if one.hangs_on):
        for row in [*session.new, *session.dirty, *session.deleted]:
            columns = hangs_on.columns.get(type(row), ())
            if columns and (row in session.deleted or _counts_differently(row, columns)):
                recount.setdefault(hangs_on.counted_in, set()).add(hangs_on.mark(row))


def _counts_differently(row: Any, columns: Iterable[str]) -> bool:
    """Whether what changed decides who counts: closing a round or naming a document does not."""
    return inspect(row).pending or any(inspect(row).attrs[name].history.has_changes() for name in columns)


def _forget(session: Session) -> None:
    session.info.pop("waits", None)
    session.info.pop("recount", None)


def _follow(session: Session) -> None:
    waits, recount = session.info.pop("waits", None), session.info.pop("recount", None)
    engine = session.get_bind()
    assert isinstance(engine, Engine)
    for counted_in, marks in (recount or {}).items():
        count_again_where(engine, counted_in, marks)
    people = {one.removeprefix(RIGHT) for one in waits or () if one.startswith(RIGHT)}
    if people:
        judge_again(engine, people)
    if waits:
        rejudge(engine, waits)
