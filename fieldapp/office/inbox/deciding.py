"""What a person decides in the inbox. A decision about a record is an operation of her own, received as every record;
a line of the log is only taken off a list. Every verb lets go of the request's transaction first."""

from __future__ import annotations

from typing import Any

from fieldapp.ground.db import db, let_go
from fieldapp.ground.problems import Problem
from fieldapp.ground.words import language
from fieldapp.office.inbox import mending, odd, unsigned
from fieldapp.office.inbox.items import Row
from fieldapp.records.handing_over.file import Handed
from fieldapp.sync.from_office.bringing import take_file
from fieldapp.sync.incoming.resolution import SET_ASIDE
from fieldapp.web.gate import Who


def take_unsigned(who: Who, device: str) -> tuple[int, int]:
    """Take over, in one's own name, what others handed over of a phone without its signature: how many count now, and
    how many cannot be taken over as they are.

    Raises:
        Problem: `not_found` when nothing of it waits.
    """
    let_go()
    done, failed = unsigned.take_over(db.engine, who.id, who.areas, device, language())
    if not done and not failed:
        raise Problem("not_found")
    return done, failed


def mend(who: Who, row: Row, area: str, typed: dict[str, str]) -> Row:
    """Record a held or refused operation (or a visit) again, corrected; the receipt of the new one.

    Raises:
        Problem: `settled_already`, `wrong_state`.
    """
    if row["mended_by"]:
        raise Problem("settled_already")
    if row["kind"] != "visit" and row["verdict"] not in ("held", "refused"):
        raise Problem("wrong_state")
    return _record(who, row, mending.mended(row, area, typed))


def choose(who: Who, row: Row, field: str, said: list[Row], number: int, standing: Row | None) -> Row:
    """Settle one field of a conflict by one of the values said; the receipt.

    Raises:
        Problem: `wrong_state`.
    """
    if row["verdict"] != "conflict" or not 0 <= number < len(said):
        raise Problem("wrong_state")
    area, base = (standing["area"], standing["version"]) if standing else (row["area"], 0)
    return _record(who, row, mending.chosen(row | {"area": area}, field, said[number]["value"], base))


def _record(who: Who, row: Row, said: Row) -> Row:
    let_go()
    return mending.mend(db.engine, who.id, row, said, language())


def set_aside(who: Who, row: Row) -> None:
    """Take a line off the list; it stays in the log and is not counted.

    Raises:
        Problem: `wrong_state` of one that counts.
    """
    if row["verdict"] == "applied":
        raise Problem("wrong_state")
    db.session.rollback()
    mending.set_aside(db.engine, who.id, row)


def put_back(who: Who, row: Row) -> None:
    """Put a line that was set aside back on the list.

    Raises:
        Problem: `wrong_state` of one that was not.
    """
    if not (row["mended_by"] or "").startswith(SET_ASIDE):
        raise Problem("wrong_state")
    db.session.rollback()
    mending.put_back(db.engine, who.id, row)


def look_at(who: Who, row: Row, seen: bool) -> None:
    """Say that one looked at a doubtful value and leaves it, or take that back; with a line of the audit.

    Raises:
        Problem: `wrong_state` where nothing of it is doubtful.
    """
    if not row["odd"] or row["verdict"] not in odd.RIGHT:
        raise Problem("wrong_state")
    db.session.rollback()
    mending.look_at(db.engine, who.id, row, seen)


def take_in(who: Who, handed: Handed) -> list[dict[str, Any]]:
    """Take in a file that a phone exported: a receipt for each record, and a line of the audit."""
    let_go()
    return take_file(db.engine, who.id, handed, language())
