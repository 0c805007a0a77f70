"""How an operation came: from its own phone, typed in the office, or by other hands; and whether it is its phone's.

What other hands bring counts when the phone that recorded it signed it, or when it comes again from that phone
itself. Anything else waits for a supervisor, who may know better than a file can tell.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select

from fieldapp.clock import now
from fieldapp.problems import Problem
from fieldapp.sync import signing
from fieldapp.sync.judge import Reference, Verdict
from fieldapp.sync.models import DeviceKey
from fieldapp.sync.operation import Operation
from fieldapp.sync.own_chain import WAITS

OFFICE = "office"
MOST_KEYS = 8  # of a phone that are tried, the newest first
KEYS = (
    select(DeviceKey.device, DeviceKey.public_key)
    .where(DeviceKey.device.in_(bindparam("devices", expanding=True)))
    .order_by(DeviceKey.since.desc(), DeviceKey.public_key)
)


@dataclass(frozen=True)
class Sender:
    """Who sent the request: the phone (None in the office) and whether its clock is off; `typed` here by whom the
    operations name, or handed over as a file by the person `bringer`; `signatures` by the operations' ids."""

    device: str | None
    clock_off: bool = False
    typed: bool = False
    bringer: str | None = None
    signatures: Mapping[str, str] = field(default_factory=dict)


def relayed_by(operation: Operation, sender: Sender) -> str | None:
    """Whose hands an operation came through that did not come from its own phone: another phone's id, `office` for
    what was typed there, `office:PERSON` for a file; else None."""
    if operation.device == sender.device:
        return None
    return sender.device or (f"{OFFICE}:{sender.bringer}" if sender.bringer else OFFICE)


def signature_of(operation: Operation, sender: Sender) -> str | None:
    """The signature an operation was handed over with, if there is one of the right form."""
    found = sender.signatures.get(operation.id or "")
    return found if signing.is_signature(found) else None


def surely_its_own(operation: Operation, sender: Sender, reference: Reference) -> bool:
    """Whether an operation was surely made by the phone it names: it came from there, was typed here, or is signed."""
    if operation.device == sender.device or sender.typed:
        return True
    keys = reference.keys.get(operation.device or "", ())
    return signing.signs(operation.hash, signature_of(operation, sender), keys)


def not_surely(operation: Operation) -> Verdict:
    """The verdict on an operation that would count, had it come from its own phone or with a signature."""
    return Verdict("held", Problem("not_signed", field="device"), f"signature:{operation.device}")


def came_better(
    operation: Operation, sender: Sender, standing: Mapping[str, Any], reference: Reference
) -> bool:
    """Whether an operation in the log that waits, and that others had brought, has now come surely from its phone.

    A supervisor who decided meanwhile decided: what she settled is left as it is. A void that waits for a supervisor
    waits for nothing else: its claim is in the rows already. What hangs on where its child lies was taken as surely
    its phone's before that was asked.
    """
    waits = standing["waits_for"]
    if not standing["relayed"] or not waits or waits.startswith(WAITS) or standing["mended_by"]:
        return False
    if operation.device != sender.device and signature_of(operation, sender) == standing["signature"]:
        return False  # brought once more in the same way
    return surely_its_own(operation, sender, reference)


def as_it_came(row: Mapping[str, Any]) -> Sender:
    """The sender of a line of the log that is judged again."""
    relayed = row["relayed"]
    if relayed is None:
        return Sender(row["device"])
    if relayed == OFFICE:
        return Sender(None, typed=True)
    signatures = {row["id"]: row["signature"]} if row["signature"] else {}
    return Sender(relayed, signatures=signatures)


def keys_of(connection: Connection, devices: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """The public keys of these phones, the newest first; nothing is asked where there are no phones."""
    wanted = sorted(set(devices))
    found: dict[str, tuple[str, ...]] = {}
    for device, key in connection.execute(KEYS, {"devices": wanted}) if wanted else ():
        found[device] = (*found.get(device, ()), key)[:MOST_KEYS]
    return found


def brought_by_others(operations: Iterable[Operation], sender: Sender) -> set[str]:
    """The phones whose operations come through other hands."""
    return set() if sender.typed else {o.device for o in operations if o.device and o.device != sender.device}


def keep_key(connection: Connection, device: str, public_key: str) -> None:
    """Remember a phone's public key; again is no matter."""
    known = select(DeviceKey.since).where(DeviceKey.device == device, DeviceKey.public_key == public_key)
    if connection.scalar(known) is None:
        connection.execute(insert(DeviceKey).values(device=device, public_key=public_key, since=now()))


def read_signatures(said: Any) -> dict[str, str]:
    """Signatures by operation id out of a request or a file; what has not the form of one is left out."""
    if not isinstance(said, dict):
        return {}
    return {name: one for name, one in said.items() if signing.is_signature(one)}
