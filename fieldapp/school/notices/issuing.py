"""Issues the notices of a class and takes one back, as operations of the person signed in."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection

from fieldapp.ground.clock import today
from fieldapp.ground.db import reads
from fieldapp.ground.problems import Problem
from fieldapp.ground.words import language
from fieldapp.school import access
from fieldapp.school.classes.looking import school_of
from fieldapp.school.notices.looking import NOTICES, ClassNotices, Held
from fieldapp.school.pupils import NoticeOf, Pupil
from fieldapp.school.reading import pupils_of_children
from fieldapp.sync.from_office.notice_keys import new_notice_keys
from fieldapp.sync.from_office.office_device import record_all
from fieldapp.web.gate import Who

Operation = dict[str, Any]


def issue(who: Who, of: ClassNotices, children: Collection[str]) -> list[str]:
    """Issue what is new for these children of a class; the numbers given.

    Raises:
        Problem: `wrong_state` where the server did not take it.
    """
    chosen = [each for each in of.new if each.one.pupil.child in children]
    keys = new_notice_keys(of.found.school.county, len(chosen))
    day = today().isoformat()
    operations = []
    for each, (key, number) in zip(chosen, keys, strict=True):
        operations.append(_notice(of.found.school.area, each, key, number, day))
        operations.append(_event(of.found.school.area, key, "printed", day))
    record_all(who.id, operations, language())
    return [number for _key, number in keys]


def _notice(area: str, each: Held, key: str, number: str, day: str) -> Operation:
    check = each.one.pupil.check
    words = {"kind": each.paper.recorded_as, "check": check.key if check else None, "issued_on": day}
    words |= {"how": "slip", "number": number}
    if each.paper.items:
        words["items"] = [list(slot) for slot in each.paper.items]
    return {"kind": "notice", "id": key, "key": key, "area": area, "data": words}


def _event(area: str, notice: str, event: str, day: str) -> Operation:
    return {"kind": "notice_event", "area": area, "data": {"notice": notice, "event": event, "on": day}}


def withdraw(who: Who, key: str, child: str, notice: str) -> Pupil:
    """Take back a notice of a pupil that was issued by mistake; the pupil. Once taken back it stays so.

    Raises:
        Problem: `not_found`, `not_allowed`; `wrong_state` where its slip has come back, or the server did not take it.
    """
    area, pupil, found = _notice_of(who, key, child, notice)
    if found.returned_on is not None:
        raise Problem("wrong_state")
    if not found.withdrawn:
        record_all(who.id, [_event(area, notice, "withdrawn", today().isoformat())], language())
    return pupil


@reads
def _notice_of(
    connection: Connection, who: Who, key: str, child: str, notice: str
) -> tuple[str, Pupil, NoticeOf]:
    """The area of a school, one of its pupils, and a notice of it."""
    school = school_of(connection, who, key, NOTICES)
    pupils = pupils_of_children(connection, school.county, [child])
    for pupil in access.only_hers(connection, who, pupils, NOTICES):
        for one in pupil.notices:
            if pupil.school == key and one.key == notice:
                return school.area, pupil, one
    raise Problem("not_found")
