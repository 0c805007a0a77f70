"""What a clinic's assessment says of doses that nobody has entered. Pure.

A school reads the result, not the doses: a child assessed as complete was given what is due by its age, though its
record here may hold none of it. What is due is what a child given each dose on its day would have had; what the
assessment names as missing or closed is not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from fieldapp.schedule import Programme, evaluate
from fieldapp.school.outcome import COMPLETE, EXEMPT, NEEDS, Look, stale_age
from fieldapp.school.pupils import Pupil
from fieldapp.school.register.marks import Dose
from fieldapp.school.slots import Slot

MOST = 60  # days on which a child is given something


def assumed(pupil: Pupil, given: Mapping[Slot, Dose], rules: Programme) -> dict[Slot, Dose]:
    """The slots that the latest assessment which holds says were given, of series of which no dose is entered."""
    look = _holding(pupil.looks, pupil.born)
    if look is None or pupil.born is None:
        return {}
    known, named = {series for series, _n in given}, {slot for one in pupil.looks for slot in _named(one)}
    due = usual(pupil.born, str(pupil.fields.get("sex") or ""), look.assessed_on or look.on, rules)
    return {slot: dose for slot, dose in due if slot[0] not in known and slot not in named}


def _holding(looks: Sequence[Look], born: str | None) -> Look | None:
    """The latest look with a clinic's assessment that held on its day."""
    some = [look for look in looks if look.assessment in (COMPLETE, NEEDS, EXEMPT)]
    held = [
        one for one in some if one.assessment == NEEDS or stale_age(born, one.assessed_on, one.on) is None
    ]
    return held[-1] if held and held[-1] is some[-1] else None


def _named(look: Look) -> list[Slot]:
    return [*look.missing, *((series, n) for series, n, _state in look.exempt)]


@lru_cache(maxsize=4096)
def usual(born: str, sex: str, until: str, rules: Programme) -> tuple[tuple[Slot, Dose], ...]:
    """The slots of a child that was given each dose on its first day, up to a day."""
    child = {"born": born, "sex": sex or None}
    doses: list[dict[str, str]] = []
    found: dict[Slot, Dose] = {}
    day = born
    for _time in range(MOST):
        answer = evaluate(child, doses, day, rules)
        for one in answer["due"]:
            slot = one["series"], one["n"]
            if one["earliest"] <= day and slot not in found:
                found[slot] = one["product"], day
                doses.append({"product": one["product"], "given_on": day})
        ahead = evaluate(child, doses, day, rules)
        days = [one.get("from") or one.get("earliest") or "" for one in (*ahead["next"], *ahead["due"])]
        day = min((one for one in days if one > day), default="")
        if not day or day > until:
            break
    return tuple(found.items())
