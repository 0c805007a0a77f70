"""Households and children of a village: who lives behind which door, how old, from where. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from fieldapp.demo.stage import names
from fieldapp.demo.stage.phone import Operation, Phone, new_id, soon_after
from fieldapp.demo.stage.places import Place, near
from fieldapp.ground.clock import day_of

ELSEWHERE = ("other_county", "other_city", "other_province", "other_province", "none")


@dataclass(frozen=True)
class Child:
    """What later days need of a child."""

    key: str
    area: str
    born: str
    migrant: bool
    listed_on: str
    household: str
    lat: float
    lon: float


@dataclass
class Wanted:
    """A child to be invented: completed years at both rounds, whether registered elsewhere, when listed."""

    age: int
    migrant: bool = False
    listed_on: str | None = None


def family_sizes(count: int, rng: Random) -> Iterator[int]:
    """Households of one to three children until there are `count` of them."""
    while count > 0:
        size = min(count, rng.choices((1, 2, 3), (55, 38, 7))[0])
        yield size
        count -= size


def settle(
    phone: Phone, village: Place, wanted: list[Wanted], rng: Random
) -> Iterator[tuple[Operation, Child | None]]:
    """Operations that list these children with their households; a child's with what later days need of it."""
    waiting = list(wanted)
    for door, size in enumerate(family_sizes(len(wanted), rng), 1):
        some, waiting = waiting[:size], waiting[size:]
        yield from family(phone, village, door, some, rng)


def family(
    phone: Phone, village: Place, door: int, wanted: list[Wanted], rng: Random
) -> Iterator[tuple[Operation, Child | None]]:
    """One household and its children."""
    lat, lon = near(village, 700, rng)
    day = wanted[0].listed_on or rng.choice(phone.days.enumeration)
    at = phone.days.moment(day, rng)
    home = {"lat": lat, "lon": lon, "phone": names.phone_number(rng), "surname": names.surname(rng)}
    home |= {"key": new_id(rng, at), "at": at}
    yield phone.say("household", village.code, at, _door(village, door, home, rng), home["key"]), None
    for one in wanted:
        yield _child(phone, village, home, one, one.listed_on or day, rng)


def _door(village: Place, door: int, home: dict[str, Any], rng: Random) -> dict[str, Any]:
    group = 1 + (door - 1) // 12
    return {
        "head": names.grown_name(rng, home["surname"]),
        "address": f"{village.short}{group}组{door}号",
        "phone": home["phone"],
        "group": f"{group}组",
        "door": str(door),
        "door_order": door,
        "people": rng.randrange(3, 8),
        "lat": home["lat"],
        "lon": home["lon"],
        "accuracy_m": rng.choice((8, 12, 20, 35)),
    }


def _child(
    phone: Phone, village: Place, home: dict[str, Any], wanted: Wanted, day: str, rng: Random
) -> tuple[Operation, Child]:
    at = soon_after(home["at"], rng) if day == day_of(home["at"]).isoformat() else phone.days.moment(day, rng)
    home["at"] = max(at, home["at"])
    key, born = new_id(rng, at), phone.days.birthday(wanted.age, rng)
    name = names.child_name(home["surname"], rng)
    data: dict[str, Any] = {"household": home["key"], "sex": rng.choice(("male", "female")), "born": born}
    data |= {"name": name} if name else {"unnamed": True}
    data |= {"guardian": names.grown_name(rng), "phone": home["phone"], "status": "here", "listed_on": day}
    data |= _registration(phone, wanted.migrant, rng) | _earlier_doses(wanted, rng)
    said = phone.say("child", village.code, at, data, key)
    return said, Child(key, village.code, born, wanted.migrant, day, home["key"], home["lat"], home["lon"])


def _registration(phone: Phone, migrant: bool, rng: Random) -> dict[str, Any]:
    if not migrant:
        return {"registered_at": "county", "certificate_no": f"430921{rng.randrange(10**9):09d}"}
    since = date.fromisoformat(phone.days.day("2025-10-31")) - timedelta(days=rng.randrange(700))
    return {
        "registered_at": rng.choice(ELSEWHERE),
        "since": since.isoformat(),
        "landlord": names.grown_name(rng),
    }


def _earlier_doses(wanted: Wanted, rng: Random) -> dict[str, Any]:
    """Polio doses before the campaign: fewer for the youngest, unknown for some migrants."""
    if wanted.migrant and rng.random() < 0.25:
        return {"prior_polio": "unknown", "prior_source": "recall"}
    weights = (12, 28, 35, 25) if wanted.age == 0 else (2, 3, 5, 90) if wanted.migrant else (0.3, 1, 3, 95.7)
    return {"prior_polio": rng.choices("0123", weights)[0], "prior_source": "certificate"}
