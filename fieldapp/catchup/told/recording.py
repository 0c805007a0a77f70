"""Writes down what families were told, as operations of the person signed in; and takes a word of it back."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from fieldapp.catchup.told.asking import Family, Said, Told, china_now, require_open
from fieldapp.catchup.told.slots import why_not
from fieldapp.ground.problems import Problem
from fieldapp.ground.words import language
from fieldapp.records.kinds import NOTICE_RESULTS
from fieldapp.records.permissions import may_void_others
from fieldapp.sync.from_office.notice_keys import new_notice_keys
from fieldapp.sync.from_office.office_device import record_all
from fieldapp.web.gate import Who

Operation = dict[str, Any]
BOOKED = "booked"


def issue(who: Who, told: Told, children: Collection[str]) -> int:
    """Issue slips to these families: to who has none, or whose slip names another number of doses; how many.

    Raises:
        Problem: `wrong_state`.
    """
    require_open(told)
    chosen = [one for one in told.families if one.story.case.child.key in children and one.slip is None]
    keys = new_notice_keys(told.plan.county, len(chosen))
    operations: list[Operation] = []
    for one, (key, number) in zip(chosen, keys, strict=True):
        words = _about(told, one) | {"kind": "doses", "how": "slip", "number": number}
        words["items"] = [[gap.series, gap.n] for gap in one.story.case.open]
        area = one.story.case.child.village
        operations.append({"kind": "notice", "id": key, "key": key, "area": area, "data": words})
        printed = {"notice": key, "event": "printed", "on": told.on}
        operations.append({"kind": "notice_event", "area": area, "data": printed})
    record_all(who.id, operations, language())
    return len(chosen)


def _about(told: Told, family: Family) -> dict[str, Any]:
    return {"child": family.story.case.child.key, "issued_on": told.on, "campaign": told.plan.key}


def family_of(told: Told, child: str) -> Family:
    """The family of a child that is still to do.

    Raises:
        Problem: `not_found`.
    """
    for one in told.families:
        if one.story.case.child.key == child:
            return one
    raise Problem("not_found")


def call(who: Who, told: Told, child: str, result: str, session: str, slot: str) -> None:
    """Write down what came of a call; with a session and a time where one was agreed on.

    Raises:
        Problem: `wrong_state`, `not_found`, `bad_request`, `past_cutoff`, `slot_full`.
    """
    require_open(told)
    family = family_of(told, child)
    if result not in NOTICE_RESULTS or (result == BOOKED and not session):
        raise Problem("bad_request", field="slot" if result == BOOKED else "result")
    words = _about(told, family) | {"kind": "invitation", "how": "call", "result": result}
    if result == BOOKED:
        _require_room(told, child, session, slot)
        words |= {"session": session, "slot": slot}
    area = family.story.case.child.village
    record_all(who.id, [{"kind": "notice", "area": area, "data": words}], language())


def _require_room(told: Told, child: str, session: str, slot: str) -> None:
    of = next((one for one in told.sessions if one.key == session), None)
    if of is None:
        raise Problem("not_found")
    others = [one for one in told.booked if one.child != child]
    if why := why_not(of, slot, others, china_now()):
        raise Problem(why, field="slot")


def messages(who: Who, told: Told) -> int:
    """Write down that a message went to every family that has a telephone; how many."""
    require_open(told)
    many = [one for one in told.families if phone_of(one)]
    said = [
        {
            "kind": "notice",
            "area": one.story.case.child.village,
            "data": _about(told, one) | {"kind": "invitation", "how": "message"},
        }
        for one in many
    ]
    record_all(who.id, said, language())
    return len(many)


def broadcast(who: Who, told: Told, village: str) -> None:
    """Write down that the loudspeaker of a village said it.

    Raises:
        Problem: `not_found`, `wrong_state`.
    """
    require_open(told)
    if village not in told.villages:
        raise Problem("not_found")
    words = {"kind": "invitation", "issued_on": told.on, "how": "loudspeaker", "campaign": told.plan.key}
    record_all(who.id, [{"kind": "notice", "area": village, "data": words}], language())


def slip_back(who: Who, told: Told, number: str) -> Family:
    """Write down that the slip with a number came back; whose it is.

    Raises:
        Problem: `not_found`; `settled_already` where it was written down before.
    """
    digits = "".join(one for one in number if one.isdecimal())
    for family in told.families:
        for one in family.said:
            if digits and one.number == digits:
                if one.returned:
                    raise Problem("settled_already")
                words = {"notice": one.key, "event": "returned", "on": told.on}
                record_all(who.id, [{"kind": "notice_event", "area": one.area, "data": words}], language())
                return family
    raise Problem("not_found")


def undo(who: Who, told: Told, key: str) -> None:
    """Take back one time a family was told.

    Raises:
        Problem: `not_found`, `not_allowed`.
    """
    every = [one for family in told.families for one in family.said] + list(told.broadcasts)
    one = next((said for said in every if said.key == key), None)
    if one is None:
        raise Problem("not_found")
    if not may_undo(who, one):
        raise Problem("not_allowed")
    said = {"kind": "notice", "key": key, "area": one.area, "void": True, "base": one.version}
    record_all(who.id, [said], language())


def may_undo(who: Who, one: Said) -> bool:
    """Whether she may take it back."""
    return one.by == who.id or may_void_others(who.role)


def phone_of(one: Family) -> str:
    """Where a family is called."""
    fields, home = one.story.case.child.fields, one.story.case.child.home
    return str(fields.get("phone") or fields.get("phone2") or home.get("phone") or "")
