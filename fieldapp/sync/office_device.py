"""The device under which a person's work in the office is recorded: imports, mends, typed-in sheets.

One a person, made when first needed. No token opens it, so nothing can sign in as it.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Engine, insert, select

from fieldapp.accounts.models import Device, office_device_id
from fieldapp.clock import now
from fieldapp.db import reading, writing
from fieldapp.sync import ledger
from fieldapp.sync.hands import Sender
from fieldapp.sync.receive import receive

BATCH = 500


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
    operations = [_filled(one, device, person, next_seq + i, at) for i, one in enumerate(said)]
    receipts: list[dict[str, Any]] = []
    for start in range(0, len(operations), BATCH):
        receipts += receive(engine, operations[start : start + BATCH], Sender(None, typed=True), language)
    return receipts


def _filled(said: dict[str, Any], device: str, person: str, seq: int, at: str) -> dict[str, Any]:
    id_ = str(uuid.uuid4())
    made = {"id": id_, "key": id_, "base": 0, "at": at} | said
    return made | {"device": device, "seq": seq, "by": person}


def _device(engine: Engine, person: str) -> tuple[str, int]:
    """The device, made if there is none, and its next sequence number."""
    id_ = office_device_id(person)
    with reading(engine) as connection:
        seen = connection.scalar(select(Device.seen).where(Device.id == id_))
    if seen is not None:
        ranges = ledger.read(seen)
        return id_, max((last for _first, last in ranges), default=0) + 1
    row = {"id": id_, "person": person, "name": "办公室", "created": now(), "seen": "[]"}
    row |= {"token_hash": f"office:{person}", "token_until": ""}
    with writing(engine) as connection:
        connection.execute(insert(Device).values(**row))
    return id_, 1
