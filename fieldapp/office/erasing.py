"""What the pages of erasure ask and do for the person signed in; it is done by `fieldapp.sync.rework.erasure`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import Connection

from fieldapp.areas import tree
from fieldapp.ground.db import db, let_go, reads
from fieldapp.sync.rework import erasure
from fieldapp.web.gate import Who, require

Names = dict[str, str]


@reads
def found(connection: Connection, who: Who, words: str) -> tuple[list[dict[str, Any]], Names]:
    """Children of one's areas by name, phone, card or certificate number, and the names of their villages."""
    rows = erasure.find(connection, who.areas, words) if words else []
    return rows, tree.names(connection, {row["area"] for row in rows})


@reads
def traces(connection: Connection, county: str, key: str) -> tuple[erasure.Traces, Names]:
    """What is held of a person whose every record lies in one's own areas, and the names of these.

    Raises:
        Problem: `not_allowed`; as of `erasure.traces`.
    """
    held = erasure.traces(connection, county, key)
    for row in held.members:
        require("erase", row["area"])
    return held, tree.names(connection, {row["area"] for row in held.members})


def erase(who: Who, county: str, key: str) -> None:
    """Blank the person in tables, log and files, with a line of the audit. No count changes."""
    let_go()
    erasure.erase(db.engine, county, key, who.id, Path(current_app.config["INSTANCE"]))
