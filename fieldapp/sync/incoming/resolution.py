"""What a person settled: the mark on the line of the log, and the word its receipts then carry.

The verdict stands as it was; `mended` says that another operation counts in its place, `set_aside` that none does.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, Connection, select, update

from fieldapp.ground.db import Base
from fieldapp.models.log import UNSETTLED

LOG = Base.metadata.tables["operation"]
SET_ASIDE = "set-aside:"


def settle_line(connection: Connection, where: ColumnElement[bool], by: str | None, version: int) -> int:
    """Mark one line (None: take the mark off); its phone is told. The county is locked; its counter before and,
    returned, after."""
    values = {"mended_by": by, "verdict_version": version + 1}
    return version + connection.execute(update(LOG).where(where).values(**values)).rowcount


def first_authors(connection: Connection, county: str) -> dict[str, str]:
    """Who recorded first what somebody else made count: the author by the id of the operation that counts instead."""
    query = select(LOG.c.mended_by, LOG.c.by).where(UNSETTLED, LOG.c.county == county, LOG.c.by.is_not(None))
    query = query.where(LOG.c.mended_by.is_not(None), LOG.c.verdict.in_(("held", "refused")))
    return {row.mended_by: row.by for row in connection.execute(query)}


def note_with(note: str | None, mended_by: str | None) -> str | None:
    """The note of a receipt, with what a person decided since."""
    word = mended_by and ("set_aside" if mended_by.startswith(SET_ASIDE) else "mended")
    return " ".join(filter(None, (note, word))) or None
