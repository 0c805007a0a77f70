"""Slips that come back to the office: found by number, written down once, taken back by who wrote it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection

from fieldapp.ground.clock import today
from fieldapp.ground.db import reads
from fieldapp.ground.problems import Problem
from fieldapp.ground.words import language, t
from fieldapp.records.permissions import may_void_others
from fieldapp.school import access
from fieldapp.school.classes.left import OneOf
from fieldapp.school.classes.looking import outcomes, school_of
from fieldapp.school.outcome import CLOSING
from fieldapp.school.pupils import NoticeOf, more_of
from fieldapp.school.reading import people_names, pupils_of_children
from fieldapp.school.slots import Slot, read_slots
from fieldapp.sync.from_office.office_device import record_all
from fieldapp.sync.incoming import row_store
from fieldapp.web.gate import Who

FOLLOW = "school.notices"
UNDONE = (*CLOSING, "withdrawn")  # what may be taken back


@dataclass(frozen=True)
class Slip:
    """A notice of a pupil: what it names, what came back of it, and what is still out."""

    school: Any
    one: OneOf
    notice: NoticeOf
    area: str
    events: Sequence[Any]
    people: dict[str, str]

    @property
    def doubles(self) -> set[str]:
        """The keys of events that say again what an earlier one says: counted once."""
        found: set[str] = set()
        back: set[Slot] = set()
        told = False
        for event in (one for one in self.events if one["event"] in CLOSING):
            items = set(read_slots(more_of(event).get("items")) or self.notice.items)
            if told and items <= back:
                found.add(event["key"])
            told, back = True, back | items
        return found

    @property
    def out(self) -> tuple[Slot, ...]:
        """The slots nobody has said of that they were given."""
        back = {slot for event in self.notice.events if event.event in CLOSING for slot in event.items}
        return tuple(slot for slot in self.notice.items if slot not in back)

    @property
    def closed(self) -> bool:
        """Whether all of it came back, or it was taken back."""
        return self.notice.withdrawn or (self.notice.returned_on is not None and not self.out)


@reads
def slip_of(connection: Connection, who: Who, key: str, notice: str, instance: str) -> Slip:
    """A notice of a pupil of a school of hers.

    Raises:
        Problem: `not_found`, `not_allowed`.
    """
    school = school_of(connection, who, key)
    rows = row_store.fetch(connection, "notice", school.county, "key", [notice])
    children = [child for row in rows if (child := _child_of(connection, school.county, row))]
    for pupil in access.as_seen(who, pupils_of_children(connection, school.county, children)):
        of = next((one for one in pupil.notices if one.key == notice), None)
        if of is not None and pupil.school == key:
            (one,) = outcomes([pupil], instance, school.area, today().isoformat())
            events = _events(connection, school.county, notice)
            people = people_names(connection, [event["by"] for event in events])
            return Slip(school, one, of, rows[0]["area"], events, people)
    raise Problem("not_found")


def _child_of(connection: Connection, county: str, notice: dict[str, Any]) -> str | None:
    """The child a notice is about: its own, or that of its check."""
    if notice["child"]:
        return str(notice["child"])
    for check in row_store.fetch(connection, "certificate_check", county, "key", [notice["check"] or ""]):
        for row in row_store.fetch(connection, "enrolment", county, "key", [check["enrolment"] or ""]):
            return row["child"]
    return None


def _events(connection: Connection, county: str, notice: str) -> list[dict[str, Any]]:
    """The rows of what became of it, those that stand, by day."""
    rows = row_store.fetch(connection, "notice_event", county, "notice", [notice])
    standing = [row for row in rows if row["known"] and not row["voided"]]
    return sorted(standing, key=lambda row: (row["on"] or "", row["at"] or "", row["key"]))


def close(who: Who, slip: Slip, event: str, on: date, slots: Collection[Slot]) -> bool:
    """Write down that a slip came back, or that it was closed by hand; False where that was written down before, which
    is then not written again.

    Raises:
        Problem: `not_allowed`, `not_found`, `not_right`, `day_in_future`, `wrong_state`.
    """
    _may_follow(who, slip.school.key)
    access.require_there(who, slip.one.pupil)
    if slip.closed or (slots and not set(slots) & set(slip.out)):
        return False
    _check(slip, event, on, slots)
    words: dict[str, Any] = {"notice": slip.notice.key, "event": event, "on": on.isoformat()}
    given = [list(slot) for slot in slip.out if slot in slots]
    words |= {"items": given} if given else {}
    record_all(who.id, [{"kind": "notice_event", "area": slip.area, "data": words}], language())
    return True


@reads
def _may_follow(connection: Connection, who: Who, key: str) -> None:
    access.require_at(connection, who, key, FOLLOW)


def _check(slip: Slip, event: str, on: date, slots: Collection[Slot]) -> None:
    if event not in CLOSING:
        raise Problem("not_right", field="event", why=t("要选一种", "choose one"))
    if slip.out and not slots:
        why = t(
            "要选种了哪些；一剂都没种的，不用记", "choose those given; nothing is recorded where none was"
        )
        raise Problem("not_right", field="slots", why=why)
    if on > today():
        raise Problem("day_in_future", field="on")
    if on.isoformat() < slip.notice.issued_on:
        issued = slip.notice.issued_on
        why = t(
            f"不能早于发通知单的日子（{issued}）", f"must not lie before the day of the notice ({issued})"
        )
        raise Problem("not_right", field="on", why=why)


def may_undo(who: Who, event: dict[str, Any]) -> bool:
    """Whether she may take back what became of a notice."""
    return event["event"] in UNDONE and (event["by"] == who.id or may_void_others(who.role))


def undo(who: Who, slip: Slip, event: str) -> None:
    """Take back that a slip came back, or that its notice was withdrawn.

    Raises:
        Problem: `not_found`, `not_allowed`, `wrong_state`.
    """
    _may_follow(who, slip.school.key)
    row = next((one for one in slip.events if one["key"] == event and one["event"] in UNDONE), None)
    if row is None:
        raise Problem("not_found")
    if not may_undo(who, row):
        raise Problem("not_allowed")
    said = {"kind": "notice_event", "key": event, "area": row["area"], "void": True, "base": row["version"]}
    record_all(who.id, [said], language())
