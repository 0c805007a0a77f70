"""Mending: what a supervisor decides about an operation that could not count becomes an operation of her own.

The operation as it came stays in the log; the new one says `mends`. Written through `receive` as every record.
"""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Connection, Engine, insert, update

from fieldapp.ground.clock import after, now
from fieldapp.ground.db import reading, writing
from fieldapp.ground.problems import Problem
from fieldapp.models.audit import Audit
from fieldapp.models.log import ODD, County
from fieldapp.office.inbox.choosing import current_row
from fieldapp.office.inbox.showing import read_raw
from fieldapp.records.fields.checks import is_moment
from fieldapp.records.kinds import KINDS
from fieldapp.sync.from_office.office_device import record
from fieldapp.sync.incoming.receive import lock
from fieldapp.sync.incoming.resolution import LOG, SET_ASIDE, settle_line
from fieldapp.sync.outgoing.changes import latest

Row = dict[str, Any]
GOOD = ("applied", "conflict")


def corrected(data: Row, typed: dict[str, str]) -> Row:
    """The data with typed fields in place of what was said; an empty field is left unsaid.

    A field keeps its JSON type: text stays text, anything else is read as JSON, or as text where it is none.
    """
    made = {name: value for name, value in data.items() if name != "mends"}
    for name, words in typed.items():
        before = made.pop(name, None)
        if words.strip():
            made[name] = _typed_value(before, words.strip())
    return made


def _typed_value(before: Any, words: str) -> Any:
    if isinstance(before, str):
        return words
    try:
        value = json.loads(words)
    except (ValueError, RecursionError):
        return words
    return value if not isinstance(value, float | int) or before is not None else words


def mended(row: Row, area: str, typed: dict[str, str]) -> Row:
    """The new operation for a held or refused one.

    Raises:
        Problem: `unknown_kind` when it cannot be told what it was.
    """
    raw = read_raw(row["raw"])
    kind = raw.get("kind") if isinstance(raw, dict) else None
    if not isinstance(kind, str) or kind not in KINDS:
        raise Problem("unknown_kind", field="kind", kind=str(kind)[:60])
    before: Row = raw["data"] if isinstance(raw.get("data"), dict) else {}
    if raw.get("void") is True:
        return {"kind": kind, "key": raw.get("key"), "area": area, "void": True, "data": {"mends": row["id"]}}
    data = corrected(before, typed) | {"mends": row["id"]}
    if kind == "visit" and row["by"] and data.get("outcome") == "vaccinated":
        data.setdefault("given_by", row["by"])
    said = {"kind": kind, "area": area, "data": data, "base": raw.get("base") or 0}
    merging = KINDS[kind].merging
    if merging:
        said["key"] = raw.get("key")
    unchanged = {name: value for name, value in data.items() if name not in ("mends", "given_by")} == before
    if is_moment(raw.get("at")) and (unchanged or not merging):
        said["at"] = raw["at"]  # it only orders: what was said since must not be overwritten
    return said


def chosen(row: Row, field: str, value: Any, base: int) -> Row:
    """The operation that settles one field of a conflict."""
    data = {field: value, "mends": row["id"]}
    return {"kind": row["kind"], "key": row["key"], "area": row["area"], "data": data, "base": base}


def mend(engine: Engine, person: str, row: Row, said: Row, language: str) -> Row:
    """Record the new operation; where it applies, the old one is no longer listed. Its receipt.

    What a person decides now holds, whatever the clock of the phone said whose words stand."""
    if "at" not in said:
        with reading(engine) as connection:
            standing = current_row(connection, row)
        said = said | {"at": after(latest(standing) if standing else None)}
    receipt = record(engine, person, [said], language)[0]
    if receipt["outcome"] in GOOD:
        _mark(engine, row, LOG.c.mended_by.is_(None), receipt["id"])
    return receipt


def set_aside(engine: Engine, person: str, row: Row) -> None:
    """Take an operation off the list without counting it; it stays in the log, and its line in the record of changes
    says who did it."""
    open_ = LOG.c.mended_by.is_(None)
    _mark(engine, row, open_, SET_ASIDE + person, (person, "aside"))


def put_back(engine: Engine, person: str, row: Row) -> None:
    """Put an operation that was set aside back on the list; its phone is told."""
    aside = LOG.c.mended_by.startswith(SET_ASIDE)
    _mark(engine, row, aside, None, (person, "unaside"))


def look_at(engine: Engine, person: str, row: Row, seen: bool) -> bool:
    """Write down that a person looked at an odd record and leaves it so, or take that back; each with a line in the
    record of changes. The record counts as before and its phone is told nothing. False where it was so already."""
    here = (LOG.c.county == row["county"]) & (LOG.c.position == row["position"]) & ODD
    here &= LOG.c.seen_by.is_(None) if seen else LOG.c.seen_by.is_not(None)
    values = {"seen_by": person, "seen_at": now()} if seen else {"seen_by": None, "seen_at": None}
    with writing(engine) as connection:
        if not connection.execute(update(LOG).where(here).values(**values)).rowcount:
            return False
        _write_down(connection, row, person, "seen" if seen else "unseen")
    return True


def _mark(engine: Engine, row: Row, which: Any, by: str | None, told: tuple[str, str] | None = None) -> None:
    """Mark the line if it is still `which`; `told`: who did what, for the record of changes."""
    here = (LOG.c.county == row["county"]) & (LOG.c.position == row["position"]) & which
    with writing(engine) as connection:
        before = lock(connection, row["county"])
        version = settle_line(connection, here, by, before)
        connection.execute(update(County).where(County.code == row["county"]).values(version=version))
        if told and version > before:
            _write_down(connection, row, *told)


def _write_down(connection: Connection, row: Row, person: str, action: str) -> None:
    """A line in the record of changes; of an operation that says no area, under its county."""
    what = json.dumps({"kind": row["kind"], "id": row["id"]})
    said = {"at": now(), "by": person, "action": action, "table": "operation", "after": what}
    connection.execute(insert(Audit).values(**said, row=row["area"] or row["county"]))
