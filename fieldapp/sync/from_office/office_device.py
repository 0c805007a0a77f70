"""The device under which a person's work in the office is recorded: imports, mends, typed-in sheets.

One a person, made when first needed under a random id, and told by its own column: nothing about it can be worked out
beforehand. No token opens it, so nothing can sign in as it.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from sqlalchemy import Connection, Engine, insert, select
from sqlalchemy.exc import IntegrityError

from fieldapp.ground.clock import now
from fieldapp.ground.db import db, let_go, reading, writing
from fieldapp.ground.problems import Problem
from fieldapp.models.people import Device
from fieldapp.records import ledger
from fieldapp.sync.incoming.hands import Sender
from fieldapp.sync.incoming.receive import receive

BATCH = 500
TAKEN = ("applied", "conflict", "duplicate")


def record(
    engine: Engine, person: str, said: Iterable[dict[str, Any]], language: str = "zh"
) -> list[dict[str, Any]]:
    """Record operations as `person` in the office; one receipt each, in order.

    Args:
        said: operations without `id`, `device`, `seq`, `at` and `by`, which are filled in; `key` may be
            left out where it is the operation's id (append-only kinds).
    """
    device, next_seq = _device(engine, person)
    at = now()
    operations = [filled(one, device, person, next_seq + i, at) for i, one in enumerate(said)]
    receipts: list[dict[str, Any]] = []
    for start in range(0, len(operations), BATCH):
        receipts += receive(engine, operations[start : start + BATCH], Sender(None, typed=True), language)
    return receipts


def record_now(person: str, said: Iterable[dict[str, Any]], language: str = "zh") -> list[dict[str, Any]]:
    """`record` from within a request, which lets go of its own transaction first."""
    let_go()
    return record(db.engine, person, said, language)


def is_taken(receipt: dict[str, Any]) -> bool:
    """Whether the server took an operation, now or when it came before."""
    return receipt["outcome"] in TAKEN and receipt.get("was") not in ("held", "refused")


def record_all(person: str, said: Iterable[dict[str, Any]], language: str = "zh") -> None:
    """`record_now` of what counts only if all of it was taken.

    Raises:
        Problem: `wrong_state` where one was not.
    """
    if not all(is_taken(receipt) for receipt in record_now(person, said, language)):
        raise Problem("wrong_state")


def filled(said: dict[str, Any], device: str, person: str, seq: int, at: str) -> dict[str, Any]:
    """An operation with what `record` fills in: a new id, device, number, moment and author."""
    id_ = str(uuid.uuid4())
    made = {"id": id_, "key": id_, "base": 0, "at": at} | said
    return made | {"device": device, "seq": seq, "by": person}


def device_of(connection: Connection, person: str) -> tuple[str, str] | None:
    """The id of the person's office device and the numbers it has used; None before she first needs one."""
    query = select(Device.id, Device.seen).where(Device.person == person, Device.office)
    row = connection.execute(query).first()
    return (row.id, row.seen) if row else None


def _device(engine: Engine, person: str) -> tuple[str, int]:
    """The device, made if there is none, and its next sequence number."""
    with reading(engine) as connection:
        found = device_of(connection, person)
    if found is None:
        found = _made(engine, person)
    ranges = ledger.read(found[1])
    return found[0], max((last for _first, last in ranges), default=0) + 1


def _made(engine: Engine, person: str) -> tuple[str, str]:
    """A new one under a random number, which nobody can have taken beforehand; of two made at a time one stays."""
    id_ = str(uuid.uuid4())
    row = {"id": id_, "person": person, "name": "办公室", "created": now(), "seen": "[]", "office": True}
    row |= {"token_hash": f"office {id_}", "token_until": ""}  # nosec B105
    with suppress(IntegrityError), writing(engine) as connection:
        connection.execute(insert(Device).values(**row))
    with reading(engine) as connection:
        found = device_of(connection, person)
    assert found is not None
    return found
