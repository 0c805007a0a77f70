"""Who has been erased: what still arrives about them is blanked before it is stored.

A phone without network may hold words about a person for weeks after the erasure. Its operations keep their
ids and hashes and count as ever. Someone who has seen the blanked row (`base`) and writes anew is registering
the person again, and is believed.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, select

from fieldapp.ground.db import among
from fieldapp.models.log import Erased
from fieldapp.records.blanking import Cuts, left_of, named
from fieldapp.records.kinds import KINDS
from fieldapp.records.operation import Operation
from fieldapp.sync.counts import cuts_of

ANYONE = select(Erased.key).limit(1)


def without(raw: Any, keys: Iterable[str], cuts: Cuts) -> Any:
    """`left_of`, and nothing at all of what is nested too deeply to be searched."""
    try:
        return left_of(raw, set(keys), cuts)
    except RecursionError:
        return None


def blank_arrivals(connection: Connection, county: str, operations: list[Operation]) -> None:
    """Blank, in place, what these operations say of people who were erased; hashes stay those of what came."""
    if connection.execute(ANYONE).first() is None:
        return
    about = {id(operation): named(operation.raw) for operation in operations}
    keys = sorted(set().union(*about.values())) if about else []
    query = select(Erased.key, Erased.county, Erased.version).where(among(connection, Erased.key, keys))
    known = {row.key: row for row in connection.execute(query)} if keys else {}
    for operation in operations if known else ():
        gone = [known[key] for key in about[id(operation)] & known.keys()]
        gone = [row for row in gone if not _has_seen(operation, county, row)]
        if gone:
            keys_gone = {row.key for row in gone}
            _blank(operation, without(operation.raw, keys_gone, cuts_of(connection, gone[0].county)))


def _blank(operation: Operation, left: Any) -> None:
    operation.raw = left
    if operation.data is not None:
        operation.data = (left or {}).get("data")
    if operation.problem and operation.problem.code != "unknown_code":
        operation.problem.words.pop("value", None)


def _has_seen(operation: Operation, county: str, erased: Any) -> bool:
    """Whether the author saw the row as the erasure left it, and so says something new of it."""
    merging = operation.kind in KINDS and KINDS[operation.kind].merging
    return merging and erased.county == county and operation.base >= erased.version
