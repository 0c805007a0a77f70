"""Verbs and questions about schools, in the caller's transaction. A right is asked for by whoever calls
(`fieldapp.school.access`)."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from sqlalchemy import ColumnElement, literal, select
from sqlalchemy.orm import Session

from fieldapp.accounts import scopes
from fieldapp.ground.clock import today
from fieldapp.ground.problems import Problem
from fieldapp.models.areas import Area
from fieldapp.models.clinics import Clinic
from fieldapp.models.people import Person, PersonScope
from fieldapp.models.schools import KINDS, School

LONGEST = 200  # characters of a name or an address
KIND_NAMES = {
    "kindergarten": ("幼儿园", "kindergarten"),
    "nursery": ("托育机构", "nursery"),
    "primary": ("小学", "primary school"),
    "other": ("其他", "other"),
}


@dataclass(frozen=True)
class SchoolLine:
    """What is said of a school; what is not needed may be empty. `area`: the village it stands in; `clinic`: a key."""

    area: str
    name: str
    code: str = ""
    kind: str = "primary"
    licensed: bool = True
    clinic: str = ""
    address: str = ""
    phone: str = ""
    lat: float | None = None
    lon: float | None = None


def school_of(session: Session, key: str) -> School:
    """One of them.

    Raises:
        Problem: `not_found`.
    """
    school = session.get(School, key)
    if school is None:
        raise Problem("not_found")
    return school


def put(session: Session, said: SchoolLine, school: School | None = None) -> School:
    """Add a school, or change one.

    Raises:
        Problem: `wrong_value`, `too_long`, `no_such_area`.
    """
    county = _check(session, said, school)
    if school is None:
        school = School(key=str(uuid.uuid4()), county=county)
        session.add(school)
    if school.county != county:
        raise Problem("wrong_value", field="area")  # its pupils' records lie in the other county
    school.area, school.name, school.kind = said.area, said.name, said.kind
    school.licensed, school.clinic = said.licensed, said.clinic or None
    school.lat, school.lon = said.lat, said.lon
    school.code, school.address, school.phone = said.code or None, said.address or None, said.phone or None
    session.flush()
    return school


def _check(session: Session, said: SchoolLine, school: School | None) -> str:
    """The county of the village it stands in."""
    for field in ("name", "code", "address", "phone"):
        words = getattr(said, field)
        if len(words) > LONGEST:
            raise Problem("too_long", field=field, limit=LONGEST)
        if not words.isprintable() or (field == "name" and not words):
            raise Problem("wrong_value", field=field)
    if (said.lat is None) != (said.lon is None) or (said.lat, said.lon) == (0, 0):
        raise Problem("wrong_value", field="lon" if said.lon is None else "lat")
    if said.kind not in KINDS:
        raise Problem("wrong_value", field="kind")
    if said.clinic and session.get(Clinic, said.clinic) is None:
        raise Problem("wrong_value", field="clinic")
    area = session.get(Area, said.area)
    if area is None or area.level != "village" or area.county is None:
        raise Problem("no_such_area", field="area", area=said.area[:60])
    if (name := taken(session, said, school)) is not None:
        raise Problem("wrong_value", field=name[0])
    return area.county


def taken(session: Session, said: SchoolLine, school: School | None) -> tuple[str, School] | None:
    """Another school that has its code, or its name in the same township: which of the two (`code`, `name`), and it."""
    with session.no_autoflush:
        there = found(session, said)
    if there is None or (school is not None and there.key == school.key):
        return None
    return ("code" if said.code and there.code == said.code else "name"), there


def found(session: Session, said: SchoolLine) -> School | None:
    """The one a line of a sheet is about: that of its code, else the one of its name in its township."""
    of_code = session.scalar(select(School).where(School.code == said.code)) if said.code else None
    if of_code is not None:
        return of_code
    query = select(School).where(School.name == said.name, School.area.startswith(said.area[:9]))
    return session.scalars(query.where(School.retired_on.is_(None)).limit(1)).first()


def retire(session: Session, school: School, into: School | None = None) -> list[Person]:
    """It is no more, or was merged into another; what names it stays. Names who belonged to it and no longer does."""
    school.retired_on = school.retired_on or today().isoformat()
    school.replaced_by = into.key if into else school.replaced_by
    people = staff(session, school)
    for person in people:
        take(session, person.id, school)
    return people


def reopen(session: Session, school: School) -> None:
    """It is there again, by itself; who belongs to it is to be said anew.

    Raises:
        Problem: `wrong_value` where another school has its name or code meanwhile.
    """
    if (name := taken(session, line_of(school), school)) is not None:
        raise Problem("wrong_value", field=name[0])
    school.retired_on = school.replaced_by = None
    session.flush()


def line_of(school: School) -> SchoolLine:
    """What is said of a school now."""
    return SchoolLine(area=school.area, name=school.name, code=school.code or "", kind=school.kind)


def give(session: Session, person: str, school: School) -> None:
    """Let a nurse belong to a school: her phone carries it, and it is what she sees."""
    scopes.give(session, person, f"school:{school.key}", school.county)


def take(session: Session, person: str, school: School) -> None:
    """She belongs to it no longer; what she recorded stays.

    Raises:
        Problem: `not_found`.
    """
    scopes.take(session, person, f"school:{school.key}")


def belongs(person: str) -> ColumnElement[bool]:
    """The condition on `School` for those a person belongs to."""
    held = select(PersonScope.scope).where(PersonScope.person == person, PersonScope.until.is_(None))
    return (literal("school:") + School.key).in_(held)


def staff(session: Session, school: School) -> list[Person]:
    """Who belongs to a school."""
    here = select(PersonScope.person).where(
        PersonScope.scope == f"school:{school.key}", PersonScope.until.is_(None)
    )
    return list(
        session.scalars(select(Person).where(Person.active, Person.id.in_(here)).order_by(Person.name))
    )
