"""What a person settled: the mark on the line of the log, and the word its receipts then carry.

The verdict stands as it was; `mended` says that another operation counts in its place, `set_aside` that none does.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, Connection, update

from fieldapp.ground.db import Base

LOG = Base.metadata.tables["operation"]
SET_ASIDE = "set-aside:"


def settle_line(connection: Connection, where: ColumnElement[bool], by: str, version: int) -> int:
    """Mark one line; its phone is told. The county is locked; its counter before and, returned, after."""
    values = {"mended_by": by, "verdict_version": version + 1}
    return version + connection.execute(update(LOG).where(where).values(**values)).rowcount


def note_with(note: str | None, mended_by: str | None) -> str | None:
    """The note of a receipt, with what a person decided since."""
    word = mended_by and ("set_aside" if mended_by.startswith(SET_ASIDE) else "mended")
    return " ".join(filter(None, (note, word))) or None
