"""Days, places and telephones that cannot be, and children of whom nothing but a name is known: an operation that says
such a thing is kept and counted as it was, marked, and listed for the supervisor (`odd_day` of the contract). Pure:
looks at words and at the day they came.

A position that cannot be is no reason to lose a visit: it is left out of the record, and stays in the log as it came.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from fieldapp.ground.parsing import is_odd_phone
from fieldapp.records.fields.checks import day
from fieldapp.records.kinds import KINDS, PLACE

ODD_DAY, ODD_PLACE, ODD_PHONE, NAME_ONLY = "odd_day", "odd_place", "odd_phone", "name_only"
NOTES = (ODD_DAY, ODD_PLACE, ODD_PHONE, NAME_ONLY)
PHONES = ("phone", "phone2")
TELLING = (
    "born",
    "sex",
    "guardian",
    "mother",
    "phone",
    "card_no",
    "certificate_no",
)  # as `hintsOf` on the phone
EARLIEST = "1910-01-01"  # nobody who is vaccinated today was born, and no dose on record given, before
NOWHERE = 0.01  # degrees: a phone that knows no place may say 0, 0
COMING = {"expires", "left_on", "joined_on"}  # days that lie ahead when they are said
AHEAD_DAYS = {True: 20 * 366, False: 1}  # a phone's day may begin a day before the server's
CHINA = ((3.0, 54.0), (73.0, 136.0))  # latitudes, longitudes


def impossible_place(kind: str, data: dict[str, Any]) -> bool:
    """Whether the position an operation says is none: no number, beyond the poles, 0, 0."""
    fields = KINDS[kind].fields
    said = {name: data[name] for name in PLACE if name in fields and data.get(name) is not None}
    if any(PLACE[name](value) for name, value in said.items()):
        return True
    return "lat" in said and "lon" in said and is_nowhere(said["lat"], said["lon"])


def is_nowhere(lat: float, lon: float) -> bool:
    """Whether this is the point in the Gulf of Guinea that stands for not knowing."""
    return abs(lat) < NOWHERE and abs(lon) < NOWHERE


def is_far(lat: float, lon: float) -> bool:
    """Whether a place lies outside the country, as when latitude and longitude changed places."""
    return not all(low <= value <= high for value, (low, high) in zip((lat, lon), CHINA, strict=True))


def without_place(data: dict[str, Any]) -> dict[str, Any]:
    """What an operation says but its position."""
    return {name: value for name, value in data.items() if name not in PLACE}


def _far(data: dict[str, Any]) -> bool:
    lat, lon = data.get("lat"), data.get("lon")
    return isinstance(lat, int | float) and isinstance(lon, int | float) and is_far(lat, lon)


def odd_days(kind: str, data: dict[str, Any], at: str | None, received: date) -> list[str]:
    """The fields of an operation whose day cannot be, received on `received`: years away, or not come yet; `at` for a
    phone whose clock is ahead."""
    said = {name: data[name] for name, check in KINDS[kind].fields.items() if check is day and data.get(name)}
    found = [name for name, value in said.items() if not EARLIEST <= value <= _latest(name, received)]
    return found + (["at"] if at and at[:10] > _latest("at", received) else [])


def _latest(name: str, received: date) -> str:
    return (received + timedelta(days=AHEAD_DAYS[name in COMING])).isoformat()


def odd_of(operation: Any, received: date) -> list[str]:
    """The notes an operation gets by itself, whatever else is known. One that cannot be read gets none."""
    if operation.kind not in KINDS or operation.void or operation.data is None or operation.problem:
        return []
    notes = [ODD_DAY] if odd_days(operation.kind, operation.data, operation.at, received) else []
    notes += [ODD_PLACE] if operation.odd_place or _far(operation.data) else []
    return notes + ([ODD_PHONE] if odd_phones(operation.kind, operation.data) else [])


def odd_phones(kind: str, data: Mapping[str, Any]) -> list[str]:
    """The fields of an operation that hold a telephone number of too few or too many digits."""
    fields = KINDS[kind].fields
    said = [(name, data.get(name)) for name in PHONES if name in fields]
    return [name for name, value in said if isinstance(value, str) and is_odd_phone(value)]


def is_bare(child: Mapping[str, Any]) -> bool:
    """Whether nothing but a name is known of a child, so that nobody can tell whom it means."""
    return bool(child["name"]) and not any(child[name] for name in TELLING)


def before_birth(born: str | None, days: Iterable[str | None]) -> bool:
    """Whether one of these days of doses lies before the birth."""
    return born is not None and any(one is not None and one < born for one in days)
