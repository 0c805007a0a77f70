"""Who is responsible for a village in a round, and how to reach them: whom a supervisor calls. Reads only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, select

from fieldapp.areas.latin.said import person_said
from fieldapp.areas.villages import Villages, in_villages
from fieldapp.ground.parsing import telephone
from fieldapp.models.campaigns import Assignment
from fieldapp.models.people import Person, PersonArea

FIELD_ROLES = ("lister", "vaccinator", "clinic")
OF_TOWNSHIP = ("clinic", "supervisor")  # whom one calls about a whole township, who is asked first
MOST_OF_TOWNSHIP = 2


@dataclass(frozen=True)
class Responsible:
    """Somebody to call about a village; `given`: its work was given to her in this round, else she is at home there."""

    id: str
    name: str
    phone: str | None
    role: str
    given: bool


def responsible_for(
    connection: Connection, round_: str, villages: Villages, codes: Iterable[str]
) -> dict[str, list[Responsible]]:
    """Whom each of these standing villages was given to in the round; where nobody has it, who works at home there.
    Villages without anybody are left out."""
    wanted = set(codes)
    found = _given(connection, round_, villages, wanted)
    return found | at_home(connection, villages, wanted - found.keys())


def in_charge_of(connection: Connection, codes: Iterable[str]) -> dict[str, list[Responsible]]:
    """Whom one calls about each of these townships or counties: its clinic's doctor and its supervisor. Who has nobody
    is left out."""
    wanted = sorted(set(codes))
    columns = (PersonArea.area, Person.id, Person.name, Person.phone, Person.username, Person.role)
    query = select(*columns).join(Person, Person.id == PersonArea.person)
    query = query.where(PersonArea.area.in_(wanted), PersonArea.until.is_(None))
    query = query.where(Person.active, Person.role.in_(OF_TOWNSHIP)).order_by(Person.role, Person.name)
    found: dict[str, list[Responsible]] = {}
    for area, id_, name, phone, username, role in connection.execute(query):
        here = found.setdefault(area, [])
        if len(here) < MOST_OF_TOWNSHIP:
            here.append(Responsible(id_, person_said(name), telephone(phone, username), role, False))
    return found


def county_office(connection: Connection, county: str) -> list[Responsible]:
    """Whom one calls in the county's office who may not see who works in its villages: the first who has a number."""
    people = in_charge_of(connection, [county]).get(county, [])
    return [one for one in people if one.phone][:1]


def _given(
    connection: Connection, round_: str, villages: Villages, wanted: set[str]
) -> dict[str, list[Responsible]]:
    columns = (Person.id, Person.name, Person.phone, Person.username, Person.role)
    query = select(Assignment.area, *columns).join(Person, Person.id == Assignment.person)
    query = query.where(Assignment.round == round_, Assignment.ended.is_(None), Person.active)
    query = query.where(in_villages(Assignment.area, villages)).order_by(
        Assignment.post.is_not(None), Person.name
    )
    return _by_village(connection.execute(query), villages, wanted, given=True)


def at_home(connection: Connection, villages: Villages, wanted: set[str]) -> dict[str, list[Responsible]]:
    """Who works at home in each of these standing villages."""
    columns = (Person.id, Person.name, Person.phone, Person.username, Person.role)
    query = select(PersonArea.area, *columns).join(Person, Person.id == PersonArea.person)
    query = query.where(PersonArea.until.is_(None), Person.active, Person.role.in_(FIELD_ROLES))
    query = query.where(in_villages(PersonArea.area, villages)).order_by(Person.role.desc(), Person.name)
    return _by_village(connection.execute(query), villages, wanted, given=False) if wanted else {}


def _by_village(
    rows: Iterable[tuple[str, str, str, str | None, str, str]],
    villages: Villages,
    wanted: set[str],
    given: bool,
) -> dict[str, list[Responsible]]:
    found: dict[str, list[Responsible]] = {}
    for area, id_, name, phone, username, role in rows:
        code = villages.standing(area)
        here = found.setdefault(code, []) if code in wanted else None
        if here is not None and id_ not in {one.id for one in here}:
            here.append(Responsible(id_, person_said(name), telephone(phone, username), role, given))
    return found
