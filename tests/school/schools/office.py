"""Schools in the office of the cast: one of its nurse and its clinic, one of the next township with its own nurse."""

from __future__ import annotations

from typing import Any

from flask import Flask
from sqlalchemy import select

from fieldapp.accounts import scopes
from fieldapp.accounts.people import add_person
from fieldapp.ground.db import db
from fieldapp.models.clinics import Clinic
from fieldapp.models.people import Person
from fieldapp.models.schools import School
from tests import cast
from tests.cast import Member
from tests.sync.county import key, operation

NEXT_TOWNSHIP, NEXT_VILLAGE = "430921101", "430921101001"
HOSPITAL, NEXT_HOSPITAL = key("town hospital"), key("next hospital")
PRIMARY, KINDERGARTEN, ELSEWHERE = key("town school"), key("town kindergarten"), key("next school")
NAMES = {PRIMARY: "青树嘴小学", KINDERGARTEN: "青树嘴幼儿园", ELSEWHERE: "厂窖小学"}
NEXT_NURSE = Member("next-nurse", "龙玉", "nurse", (NEXT_TOWNSHIP,))
TOWN = Member("town", "何平", "supervisor", (cast.TOWNSHIP,))


def found_schools(app: Flask) -> None:
    """Three schools: the cast's nurse has the first, nobody the kindergarten, another nurse the one elsewhere."""
    with app.app_context():
        db.session.add(
            Clinic(key=HOSPITAL, area=cast.TOWNSHIP, name="青树嘴卫生院", code="J1", phone="0737-5200000")
        )
        db.session.add(Clinic(key=NEXT_HOSPITAL, area=NEXT_TOWNSHIP, name="厂窖卫生院", phone="0737-5300000"))
        db.session.flush()
        for school, kind, area, clinic in (
            (PRIMARY, "primary", cast.VILLAGE, HOSPITAL),
            (KINDERGARTEN, "kindergarten", cast.VILLAGE, None),
            (ELSEWHERE, "primary", NEXT_VILLAGE, NEXT_HOSPITAL),
        ):
            words = {
                "county": cast.COUNTY,
                "area": area,
                "name": NAMES[school],
                "kind": kind,
                "clinic": clinic,
            }
            db.session.add(School(key=school, **words))
        for member in (NEXT_NURSE, TOWN):
            add_person(member.username, member.name, member.role, member.areas, cast.PASSWORD)
        db.session.flush()
        people = {one.username: one for one in db.session.scalars(select(Person))}
        people["clinic"].clinic = HOSPITAL
        for member, school in ((cast.NURSE, PRIMARY), (NEXT_NURSE, ELSEWHERE)):
            scopes.give(db.session(), people[member.username].id, f"school:{school}", cast.COUNTY)
        db.session.commit()


def schools(app: Flask) -> dict[str, School]:
    """Every school there is, by name."""
    with app.app_context():
        return {one.name: one for one in db.session.scalars(select(School))}


def enrolled(name: str, class_name: str, *, checked: bool, **other: Any) -> list[dict[str, Any]]:
    """A child of the first school's first grade this autumn, its certificate seen or not."""
    child, enrolment = key(f"pupil {name}"), key(f"place of {name}")
    words = {"child": child, "school": PRIMARY, "grade": "1", "class_name": class_name, "reason": "new"}
    said = [
        operation(
            "child",
            {"name": name, "sex": "female", "born": "2020-03-10", "listed_on": "2026-09-01"},
            key=child,
        ),
        operation("enrolment", words | {"term": "2026-1", "joined_on": "2026-09-01"} | other, key=enrolment),
    ]
    if checked:
        words = {"enrolment": enrolment, "checked_on": "2026-09-10", "certificate": "seen"}
        words |= {"clinic_assessment": "complete", "assessed_on": "2026-09-05"}
        check = key(f"check of {name}")
        said.append(operation("certificate_check", words, id=check, key=check))
    return [one | {"area": cast.VILLAGE} for one in said]
