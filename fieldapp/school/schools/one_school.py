"""What the page of one school shows: its classes of this term, its clinic, its people; and who belongs to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from fieldapp.accounts import directory, staff
from fieldapp.areas import tree
from fieldapp.ground.clock import today
from fieldapp.ground.db import db, reads
from fieldapp.ground.problems import Problem
from fieldapp.ground.words import t
from fieldapp.models.clinics import Clinic
from fieldapp.models.people import Person
from fieldapp.models.schools import School
from fieldapp.records.permissions import TOWNSHIP_DIGITS
from fieldapp.school import access, store
from fieldapp.school.classes.naming import in_order
from fieldapp.school.reading import pupils_of
from fieldapp.school.schools import desk
from fieldapp.school.terms import Term, term_of
from fieldapp.web.gate import Who

NURSE = "nurse"


@dataclass
class ClassLine:
    """A class of a term: its pupils now, how many of it are to be checked, how many of those were."""

    grade: str
    name: str
    pupils: int = 0
    expected: int = 0
    checked: int = 0


@reads
def classes_of(connection: Connection, who: Who, key: str, term: Term) -> list[ClassLine]:
    """The classes of a school in a term. Who left after the check began stays among those to be checked.

    Raises:
        Problem: `not_found`, `not_allowed`.
    """
    access.require_at(connection, who, key)
    county = connection.execute(select(School.county).where(School.key == key)).scalar_one()
    found: dict[tuple[str, str], ClassLine] = {}
    for pupil in pupils_of(connection, county, [key], term.code):
        mark = pupil.grade, pupil.class_name
        line = found.setdefault(mark, ClassLine(*mark))
        line.pupils += pupil.left_on is None
        line.expected += pupil.entering
        line.checked += pupil.entering and pupil.check is not None
    return sorted(found.values(), key=lambda line: in_order((line.grade, line.name)))


def of_one(who: Who, key: str) -> dict[str, Any]:
    """Everything its page shows.

    Raises:
        Problem: `not_found`, `not_allowed`.
    """
    school = desk.one(who, key)
    term = term_of(today())
    codes = [school.area[:digits] for digits in (TOWNSHIP_DIGITS, desk.VILLAGE_DIGITS)]
    names = tree.names(db.session.connection(), codes)
    return {
        "school": school,
        "term": term,
        "classes": classes_of(who, key, term),
        "clinic": db.session.get(Clinic, school.clinic) if school.clinic else None,
        "people": store.staff(db.session(), school),
        "place": [names[code] for code in codes if code in names],
        "heir": db.session.get(School, school.replaced_by) if school.replaced_by else None,
    }


def nurses_to_give(who: Who, already: Sequence[Person]) -> list[Person]:
    """The nurses of her areas who do not belong to a school yet that has these people."""
    found = db.session.scalars(directory.people(who.areas, role=NURSE))
    there = {person.id for person in already}
    return [nurse for nurse in found if nurse.id not in there]


def give(who: Who, key: str, person: str) -> str:
    """A nurse belongs to a school: it is what she sees, and her phone carries it. Her name.

    Raises:
        Problem: `not_found`, `not_allowed`, `not_right` for somebody who is no nurse.
    """
    school, nurse = desk.one(who, key), staff.ruled(who, person)
    if nurse.role != NURSE:
        why = t("要选角色是校医的人", "choose somebody whose role is school nurse")
        raise Problem("not_right", field="person", why=why)
    store.give(db.session(), nurse.id, school)
    db.session.commit()
    return nurse.name


def take(who: Who, key: str, person: str) -> str:
    """She belongs to it no longer; what she recorded stays. Her name.

    Raises:
        Problem: `not_found`, `not_allowed`.
    """
    school, nurse = desk.one(who, key), staff.ruled(who, person)
    store.take(db.session(), nurse.id, school)
    db.session.commit()
    return nurse.name


def schools_of_person(who: Who, person: str) -> list[tuple[str, str]]:
    """The schools a person belongs to of those that are hers who asks: key and name."""
    return [(one.key, one.name) for one in db.session.scalars(desk.hers(who).where(store.belongs(person)))]
