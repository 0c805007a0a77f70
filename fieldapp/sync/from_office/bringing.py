"""Operations that others hand over, from a file or by their phone: taken in, and written down who brought them.

One audit line for each county and each phone whose operations were brought: who, when, how many, what became of them.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, Engine, insert, select

from fieldapp.ground.clock import now
from fieldapp.ground.db import reading, writing
from fieldapp.models.audit import Audit
from fieldapp.models.people import Device
from fieldapp.records.fields.checks import VILLAGE
from fieldapp.records.handing_over import signing
from fieldapp.records.handing_over.file import Handed
from fieldapp.records.operation import is_uuid
from fieldapp.sync.incoming import references
from fieldapp.sync.incoming.hands import Sender, read_signatures
from fieldapp.sync.incoming.receive import NOWHERE, receive

BATCH = 500
OUTCOMES = ("applied", "conflict", "held", "refused", "duplicate")
TABLE = "handover"
BY_FILE, BY_PHONE = "import", "relay"
Receipt = dict[str, Any]


def take_file(engine: Engine, person: str, handed: Handed, language: str) -> list[Receipt]:
    """Receipts for the operations of a file that this person brings; the hand-over is written down."""
    sender = Sender(None, bringer=person, signatures=read_signatures(handed.signatures))
    receipts: list[Receipt] = []
    for start in range(0, len(handed.operations), BATCH):
        receipts += receive(engine, handed.operations[start : start + BATCH], sender, language)
    write_down(engine, person, BY_FILE, handed.operations, receipts, sender)
    return receipts


def write_down(
    engine: Engine, person: str, how: str, operations: list[Any], receipts: list[Receipt], sender: Sender
) -> None:
    """Audit what others recorded and `person` brought; of a phone only what is new: it sends until it is answered."""
    pairs = [
        (operation, receipt)
        for operation, receipt in zip(operations, receipts, strict=True)
        if not (isinstance(operation, dict) and operation.get("device") == sender.device)
        and not (how == BY_PHONE and receipt["outcome"] == "duplicate")
    ]
    if not pairs:
        return
    with reading(engine) as connection:
        phones = _phones(connection, (o for o, _r in pairs))
        counties = _counties(connection, (o for o, _r in pairs))
    counts: dict[tuple[str, str], Counter[str]] = {}
    for operation, receipt in pairs:
        place = counties.get(_text(operation, "area"), NOWHERE), _text(operation, "device")
        place = place if place[1] in phones else (place[0], "")
        count = counts.setdefault(place, Counter())
        count[receipt["outcome"]] += 1
        count["signed"] += signing.is_signature(sender.signatures.get(_text(operation, "id")))
    lines = [_line(person, how, place, count, phones) for place, count in sorted(counts.items())]
    with writing(engine) as connection:
        connection.execute(insert(Audit), lines)


def _line(
    person: str, how: str, place: tuple[str, str], count: Counter[str], phones: dict[str, str]
) -> dict[str, Any]:
    county, device = place
    said: dict[str, Any] = {"county": county, "device": device or None, "author": phones.get(device)}
    said["operations"] = sum(count[outcome] for outcome in OUTCOMES)
    said |= {name: count[name] for name in (*OUTCOMES, "signed") if count[name]}
    after = json.dumps({name: value for name, value in said.items() if value is not None})
    return {"at": now(), "by": person, "action": how, "table": TABLE, "row": county, "after": after}


def _text(operation: Any, name: str) -> str:
    """A field of an operation as it came, empty where it is no text."""
    said = operation.get(name) if isinstance(operation, dict) else None
    return said if isinstance(said, str) else ""


def _phones(connection: Connection, operations: Iterable[Any]) -> dict[str, str]:
    """Those of the phones named that are known, with their person."""
    wanted = {_text(one, "device") for one in operations}
    wanted = {one for one in wanted if is_uuid(one)}
    rows = connection.execute(select(Device.id, Device.person).where(Device.id.in_(sorted(wanted))))
    return {row.id: row.person for row in rows}


def _counties(connection: Connection, operations: Iterable[Any]) -> dict[str, str]:
    wanted = {_text(one, "area") for one in operations}
    wanted = {one for one in wanted if VILLAGE.match(one)}
    rows = connection.execute(references.AREAS, {"codes": sorted(wanted)})
    return {code: county for code, county, _heir in rows if county}
