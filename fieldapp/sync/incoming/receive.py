"""The verb of the sync endpoint: take operations, store every one, judge, apply, answer with receipts.

County by county, each its own transaction under the county's lock; receipts are made only after commit.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, Engine, bindparam, delete, select, text, update
from sqlalchemy.exc import OperationalError

from fieldapp.ground.clock import now
from fieldapp.ground.db import Base, insert_all, look_up, reading, writing
from fieldapp.ground.problems import Problem
from fieldapp.models.log import UNSETTLED, County
from fieldapp.models.people import Device
from fieldapp.records import ledger
from fieldapp.records.judge import Reference, judge
from fieldapp.records.kinds import KINDS
from fieldapp.records.oddity import odd_of
from fieldapp.records.operation import Operation, is_label, is_uuid, read
from fieldapp.records.rows.stamps import Row
from fieldapp.records.verdicts import Judged
from fieldapp.sync import counts, following
from fieldapp.sync.incoming import hands, references, row_store
from fieldapp.sync.incoming.apply import apply
from fieldapp.sync.incoming.calendar import day_of_judging
from fieldapp.sync.incoming.erased import blank_arrivals
from fieldapp.sync.incoming.flips import write_flips
from fieldapp.sync.incoming.hands import Sender
from fieldapp.sync.incoming.receipts import log_row, receipt_of
from fieldapp.sync.incoming.resolution import settle_line
from fieldapp.sync.within import in_areas

NOWHERE = "000000"
LOG = Base.metadata.tables["operation"]
logger = logging.getLogger(__name__)
# Run for every batch, so put together once.
LOCK = text(
    "INSERT INTO county (code, version) VALUES (:county, 0) "
    "ON CONFLICT (code) DO UPDATE SET version = county.version RETURNING version"
)
SET_COUNTER = update(County).where(County.code == bindparam("county")).values(version=bindparam("reached"))
SEEN = (
    select(Device.id, Device.seen)
    .where(Device.id.in_(bindparam("devices", expanding=True)))
    .order_by(Device.id)
    .with_for_update()
)
SET_SEEN = update(Device).where(Device.id == bindparam("device")).values(seen=bindparam("ranges"))


def receive(engine: Engine, raw: list[Any], sender: Sender, language: str = "zh") -> list[dict[str, Any]]:
    """Store and apply operations as they came; one receipt each, in the same order."""
    operations = [read(one) for one in raw]
    with reading(engine) as connection:
        reference = references.read_reference(connection, operations)
        reference.keys = hands.keys_of(connection, hands.brought_by_others(operations, sender))
    receipts: dict[int, dict[str, Any]] = {}
    by_county: dict[str, list[int]] = {}
    for index, operation in enumerate(operations):
        by_county.setdefault(_county_of(operation, reference), []).append(index)
    for county in sorted(by_county):
        indexes = by_county[county]
        answered = _in_county(engine, county, [operations[i] for i in indexes], reference, sender, language)
        receipts |= dict(zip(indexes, answered, strict=True))
    following.after(engine, operations)
    return [receipts[index] for index in range(len(operations))]


def _county_of(operation: Operation, reference: Reference) -> str:
    area = operation.area or ""
    return reference.counties.get(area) or area[:6] or NOWHERE


def _in_county(
    engine: Engine,
    county: str,
    operations: list[Operation],
    reference: Reference,
    sender: Sender,
    language: str,
) -> list[dict[str, Any]]:
    """One transaction; if the database refuses anything, the same operations one by one."""
    try:
        return _transaction(engine, county, operations, reference, sender, language)
    except OperationalError:
        raise  # the server's own trouble (lock, disk): nothing is stored, the phone keeps everything
    except Exception:
        logger.exception("a batch for county %s was refused; applying its operations one by one", county)
    return [_alone(engine, county, operation, reference, sender, language) for operation in operations]


def _alone(
    engine: Engine, county: str, operation: Operation, reference: Reference, sender: Sender, language: str
) -> dict[str, Any]:
    """One operation in its own transaction; one that cannot be applied is stored as held, so nothing is lost."""
    try:
        return _transaction(engine, county, [operation], reference, sender, language)[0]
    except OperationalError:
        raise
    except Exception:
        logger.exception("operation %s could not be applied", operation.id)
    operation.problem = Problem("server_fault")
    return _transaction(engine, county, [operation], reference, sender, language)[0]


def _transaction(
    engine: Engine,
    county: str,
    operations: list[Operation],
    reference: Reference,
    sender: Sender,
    language: str,
) -> list[dict[str, Any]]:
    with writing(engine) as connection:
        version = lock(connection, county)
        blank_arrivals(connection, county, operations)
        stored = _stored(connection, operations)
        judged, standing = _judge_all(connection, county, operations, stored, reference, sender)
        settle(connection, county, version, judged)
        _note_seen(connection, operations)
    return [receipt_of(operation, standing[index], language) for index, operation in enumerate(operations)]


def lock(connection: Connection, county: str) -> int:
    """Take the county's lock for this transaction; returns its counter."""
    return int(connection.execute(LOCK, {"county": county}).scalar_one())


def _stored(connection: Connection, operations: list[Operation]) -> dict[str, list[Row | Judged]]:
    """What the log already holds under these ids: usually one line each, more where contents differed."""
    found: dict[str, list[Row | Judged]] = {}
    columns = ("id", "hash", "verdict", "problem", "note", "version", "county", "mended_by")
    columns += ("position", "relayed", "signature", "received", "waits_for")
    for some in row_store.chunks(o.id for o in operations if o.id):
        for row in look_up(connection, LOG, columns, "id", some):
            found.setdefault(row.id, []).append(dict(row._mapping))
    return found


def _judge_all(
    connection: Connection,
    county: str,
    operations: list[Operation],
    known: dict[str, list[Row | Judged]],
    reference: Reference,
    sender: Sender,
) -> tuple[list[Judged], list[Row | Judged]]:
    """New operations judged; and for each operation what answers it: its own verdict or the one that stands."""
    judged: list[Judged] = []
    standing: list[Row | Judged] = []
    closed = references.closed_rounds(connection, _rounds(operations))
    elsewhere, day = held_elsewhere(connection, county, operations), day_of_judging(connection)
    for operation in operations:
        earlier = known.setdefault(operation.id, []) if operation.id else []
        answer = next((one for one in earlier if _hash_of(one) == operation.hash), None)
        if isinstance(answer, dict) and hands.came_better(operation, sender, answer, reference):
            earlier.remove(answer)
            answer = _again(connection, operation, answer, reference, sender, closed, elsewhere, day)
            judged.append(answer)
            earlier.append(answer)
        if answer is None:
            if earlier:
                operation.problem = Problem("id_reused", field="id")
            answer = judge_one(operation, reference, sender, closed, elsewhere, day)
            judged.append(answer)
            earlier.append(answer)
        standing.append(answer)
    return judged, standing


def _again(
    connection: Connection, operation: Operation, row: Row, reference: Reference, sender: Sender, *more: Any
) -> Judged:
    """What waited since others had brought it, judged as what it now is; its line moves to the end of the log."""
    here = (LOG.c.county == row["county"]) & (LOG.c.position == row["position"])
    connection.execute(delete(LOG).where(here))
    judged = judge_one(
        replace(operation), reference, sender, *more
    )  # another object: its receipt is a duplicate's
    judged.received = row["received"]
    return judged


def _rounds(operations: Iterable[Operation]) -> set[str]:
    return {o.data["round"] for o in operations if o.data and is_uuid(o.data.get("round"))}


def _hash_of(earlier: Row | Judged) -> str | None:
    return earlier.operation.hash if isinstance(earlier, Judged) else earlier["hash"]


def held_elsewhere(connection: Connection, county: str, operations: list[Operation]) -> set[str]:
    """Keys of children or households that another county's record already has."""
    found: set[str] = set()
    for kind in ("child", "household"):
        table = row_store.table(kind)
        for some in row_store.chunks(o.key for o in operations if o.kind == kind and o.key):
            found |= set(look_up(connection, table, ("key",), "key", some, not_county=county).scalars())
    return found


def judge_one(
    operation: Operation,
    reference: Reference,
    sender: Sender,
    closed: frozenset[str],
    elsewhere: set[str],
    day: date,
) -> Judged:
    """One operation judged on a `day`, with what the log keeps of how it came."""
    verdict = judge(operation, reference, day)
    author = reference.authors.get(operation.device or "")
    if (
        verdict.outcome == "applied"
        and operation.kind in ("child", "household")
        and operation.key in elsewhere
    ):
        outcome, problem = "refused", Problem("other_county", field="area")
    elif author is not None and author.office and not (sender.typed or sender.device == operation.device):
        outcome, problem = "refused", Problem("not_your_name", field="device")
    else:
        if verdict.outcome == "applied" and not hands.surely_its_own(operation, sender, reference):
            verdict = hands.not_surely(operation)
        outcome, problem = verdict.outcome, verdict.problem
    data = operation.data or {}
    return Judged(
        operation,
        outcome,
        problem,
        waits_for=verdict.waits_for,
        by_supervisor=author is not None and author.may_void_others,
        reach=author.areas if author is not None else None,
        relayed=hands.relayed_by(operation, sender),
        signature=None if operation.device == sender.device else hands.signature_of(operation, sender),
        clock_off=sender.clock_off and operation.device == sender.device,
        odd=odd_of(operation, day),
        late=operation.kind in KINDS and isinstance(data.get("round"), str) and data["round"] in closed,
    )


def settle(
    connection: Connection, county: str, version: int, judged: list[Judged], received: str | None = None
) -> None:
    """Give positions, fold what applies, write the log and the county's counter."""
    if not judged:
        return
    for one in judged:
        version += 1
        one.position = version
    received, counted = received or now(), counts.of_county(connection, county)
    version, flips = apply(connection, county, judged, counted, version, received)
    insert_all(connection, LOG, [log_row(county, one, received) for one in judged])
    version = write_flips(connection, county, version, flips)
    version = _mark_mended(connection, county, version, judged)
    connection.execute(SET_COUNTER, {"county": county, "reached": version})


def judge_again(engine: Engine, people: Iterable[str]) -> None:
    """Judge again what is held because the record was not theirs: these people were given an area."""
    mine = (LOG.c.verdict == "held") & LOG.c.problem.contains('"not_your_record"') & LOG.c.mended_by.is_(None)
    query = select(LOG.c.county, LOG.c.kind, LOG.c.key).where(UNSETTLED, mine, LOG.c.by.in_(sorted(people)))
    marks: dict[str, set[tuple[str, str]]] = {}
    with reading(engine) as connection:
        for county, kind, key in connection.execute(query):
            marks.setdefault(county, set()).add((kind, key))
    for county in sorted(marks):
        with writing(engine) as connection:
            version, counted = lock(connection, county), counts.of_county(connection, county)
            version, flips = apply(connection, county, [], counted, version, now(), marks[county])
            version = write_flips(connection, county, version, flips)
            connection.execute(SET_COUNTER, {"county": county, "reached": version})


def _mark_mended(connection: Connection, county: str, version: int, judged: list[Judged]) -> int:
    """Take mended operations off the inbox: one's own, or as a supervisor anybody's."""
    for one in judged:
        mends = (one.operation.data or {}).get("mends")
        if is_label(mends, 64) and one.outcome == "applied":
            here = (LOG.c.county == county) & (LOG.c.id == mends) & LOG.c.verdict.in_(("held", "refused"))
            own = (LOG.c.by == one.operation.by) | (LOG.c.device == one.operation.device)
            here &= own | in_areas(LOG.c.area, one.reach or ()) if one.by_supervisor else own
            version = settle_line(connection, here, str(one.operation.id), version)
    return version


def _note_seen(connection: Connection, operations: list[Operation]) -> None:
    """Add the sequence numbers to each phone's ledger."""
    numbers: dict[str, set[int]] = {}
    for operation in operations:
        if operation.device and operation.seq and operation.seq < 2**53:
            numbers.setdefault(operation.device, set()).add(operation.seq)
    for device, seen in connection.execute(SEEN, {"devices": sorted(numbers)}).all():
        ranges = ledger.add(ledger.read(seen), numbers[device])
        connection.execute(SET_SEEN, {"device": device, "ranges": json.dumps(ranges)})
