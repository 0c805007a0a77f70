"""Which lines of a list live behind one door, and which recorded household that is. Pure.

Village, group and door make a household, and so does who is its head where two are named behind one door. Without a
door the head's name alone makes none: it takes a telephone number or the same parents beside it. What nothing puts
together stays apart: two doors for one family can be seen and joined, two families behind one door cannot be parted.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from fieldapp.ground.same import name_key, phone_key, place_key

if TYPE_CHECKING:
    from fieldapp.campaigns.lists.child_list import Entry

HOMES = uuid.UUID("0b7c1b0e-5a63-5c52-9a3f-6f8e2f6f1d21")
Door = tuple[str, str, str]


def give_homes(entries: Iterable[Entry]) -> None:
    """Give every entry the key of its household, or none where nothing is said of one."""
    entries = list(entries)
    heads = _heads(entries)
    for entry in entries:
        place, head = _door(entry.area, entry.household), name_key(entry.household.get("head"))
        if place:
            several = len(heads.get(place, ())) > 1
            words = ["door", *place, head if several else ""]
        else:
            words = _without_door(entry)
            if words:
                entry.household.setdefault("head", _who(entry))
        entry.household_key = str(uuid.uuid5(HOMES, "household|" + "|".join(words))) if words else None
        if not words:
            entry.household = {}


def _heads(entries: Iterable[Entry]) -> dict[Door, set[str]]:
    """Who is said to be head behind each door."""
    found: dict[Door, set[str]] = {}
    for entry in entries:
        place, head = _door(entry.area, entry.household), name_key(entry.household.get("head"))
        if place and head:
            found.setdefault(place, set()).add(head)
    return found


def _door(area: str, household: Mapping[str, Any]) -> Door | None:
    door = place_key(household.get("door"))
    return (area, place_key(household.get("group")), door) if door else None


def _who(entry: Entry) -> str | None:
    said = entry.household.get("head") or entry.child.get("guardian") or entry.child.get("mother")
    return str(said) if said else None


def _without_door(entry: Entry) -> list[str]:
    """What makes a household without a door; nothing where nobody is named."""
    who = name_key(_who(entry))
    if not who:
        return []
    parents = sorted({name_key(entry.child.get(name)) for name in ("guardian", "mother")} - {"", who})
    phone = phone_key(entry.household.get("phone"))
    told = [f"phone {phone}"] if phone else ["parents", *parents] if parents else ["child", entry.key]
    return ["head", entry.area, place_key(entry.household.get("group")), who, *told]


def recorded_home(entry: Entry, rows: Iterable[Mapping[str, Any]]) -> str | None:
    """The key of the one recorded household that is the entry's; `rows` are those of its village, not voided."""
    fits = [row for row in rows if _is_home(entry, row)]
    return str(fits[0]["key"]) if len(fits) == 1 else None


def _is_home(entry: Entry, row: Mapping[str, Any]) -> bool:
    said = entry.household
    if _contradict(name_key(said.get("head")), name_key(row["head"])):
        return False
    place, other = _door(entry.area, said), _door(entry.area, row)
    if place or other:
        return place == other
    phone = phone_key(said.get("phone"))
    groups = place_key(said.get("group")), place_key(row["group"])
    known = bool(name_key(said.get("head"))) and bool(phone) and phone == phone_key(row["phone"])
    return known and bool(name_key(row["head"])) and not _contradict(*groups)


def _contradict(one: str, other: str) -> bool:
    return bool(one and other) and one != other
