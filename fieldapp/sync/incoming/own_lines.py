"""The log's lines about one record, as far as the right to it goes. Reads only."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, or_, select

from fieldapp.models.log import LoggedOperation
from fieldapp.records.operation import Operation, read
from fieldapp.records.own_area import Word, word_of
from fieldapp.records.verdicts import Judged
from fieldapp.sync.incoming import references, row_store

LOG = LoggedOperation.__table__
LINE = (
    LOG.c.id,
    LOG.c.key,
    LOG.c.position,
    LOG.c.raw,
    LOG.c.hash,
    LOG.c.received,
    LOG.c.verdict,
    LOG.c.mended_by,
)
NOT_YOURS = and_(LOG.c.verdict == "held", LOG.c.problem.contains('"not_your_record"'))
FOLDED = or_(LOG.c.verdict.in_(("applied", "conflict")), NOT_YOURS)
SETTLED_UNTIL = (
    "settled_until:"  # with a county: the last position judged before rights were asked in the own area
)


@dataclass
class Entry:
    """One operation about a record, of this batch or of the log, with the word it has in the matter."""

    operation: Operation
    position: int
    word: Word
    verdict: str
    judged: Judged | None = None
    decided: bool = False
    agrees: bool = False


def lines_of(
    connection: Connection, county: str, where: ColumnElement[bool], column: Any, keys: Iterable[str]
) -> list[Entry]:
    """Folded lines of the log whose `column` is one of `keys`, in its order, voids left out; one that a person has
    dealt with stays as it is."""
    found, until = [], settled_until(connection, county)
    query = select(*LINE).where(LOG.c.county == county, where, FOLDED)
    for some in row_store.chunks(keys):
        for row in connection.execute(query.where(column.in_(some))):
            operation = read(json.loads(row.raw))
            if not operation.void:
                word = word_of(operation, row.received, row.position <= until)
                decided = row.verdict == "held" and row.mended_by is not None
                found.append(Entry(operation, row.position, word, row.verdict, None, decided))
    return sorted(found, key=lambda entry: entry.position)


def settled_until(connection: Connection, county: str) -> int:
    """The last position of a county's log that was judged before rights were asked in the record's own area."""
    return int(references.setting(connection, SETTLED_UNTIL + county, "0"))
