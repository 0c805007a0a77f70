"""Who is responsible for a village in a round, and the number to call: the people it is given to, else the clinic that
serves it. Reads only."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable

from sqlalchemy import Connection, select

from fieldapp.areas.villages import Villages, in_villages
from fieldapp.ground.subtrees import inside
from fieldapp.models.campaigns import Assignment
from fieldapp.models.clinics import Clinic
from fieldapp.models.people import Person

Named = list[tuple[str, str]]  # name and telephone number, empty where none is known
PHONE_DIGITS = 11


def responsible_for(
    connection: Connection, round_: str, villages: Villages, sees: Callable[[str], bool]
) -> dict[str, Named]:
    """By village, the people it is given to in the round; `sees`: whether people of a village may be shown."""
    query = select(Assignment.area, Person.name, Person.phone, Person.username)
    query = query.join(Person, Person.id == Assignment.person).where(
        Assignment.round == round_, Assignment.ended.is_(None), Person.active
    )
    found: dict[str, Named] = {}
    for area, name, phone, username in connection.execute(
        query.where(in_villages(Assignment.area, villages)).order_by(Assignment.area, Person.name)
    ):
        code = villages.standing(area)
        if sees(code) and (one := (name, phone or _as_phone(username))) not in found.setdefault(code, []):
            found[code].append(one)
    return found


def _as_phone(username: str) -> str:
    """A user name is usually the number of a mobile telephone."""
    return username if len(username) == PHONE_DIGITS and username.isascii() and username.isdigit() else ""


def clinics_for(connection: Connection, codes: Iterable[str]) -> dict[str, tuple[str, str]]:
    """By village, the clinic that serves it: its name and telephone number."""
    query = select(Clinic.name, Clinic.phone, Clinic.serves).where(Clinic.retired_on.is_(None))
    rows = [(name, phone or "", json.loads(serves)) for name, phone, serves in connection.execute(query)]
    return {
        code: clinic
        for code in codes
        if (clinic := next(((name, phone) for name, phone, serves in rows if inside(code, serves)), None))
    }
