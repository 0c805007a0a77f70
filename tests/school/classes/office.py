"""The schools of the small county in the office of the cast, with the nurse, the clinic's doctor and the nine cases."""

from __future__ import annotations

import re
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
from tests.campaigns.office import record
from tests.cast import Member
from tests.school.cases import CASES
from tests.school.places import CLINIC, ELSEWHERE, KINDERGARTEN, PRIMARY, of_case
from tests.sync.county import NORTH

NEXT_VILLAGE = "430921101001"
OTHER_NURSE = Member("other-nurse", "龙玉", "nurse", ("430921101",))
NAMES = {PRIMARY: "青树嘴小学", KINDERGARTEN: "青树嘴幼儿园", ELSEWHERE: "厂窖小学"}


def found_schools(app: Flask) -> None:
    """A primary school and a kindergarten of the cast's nurse and clinic, and a school of another township."""
    with app.app_context():
        db.session.add(Clinic(key=CLINIC, area=cast.TOWNSHIP, name="青树嘴卫生院"))
        db.session.flush()
        for key, kind, area, clinic in (
            (PRIMARY, "primary", NORTH, CLINIC),
            (KINDERGARTEN, "kindergarten", NORTH, CLINIC),
            (ELSEWHERE, "primary", NEXT_VILLAGE, None),
        ):
            words = {"county": cast.COUNTY, "area": area, "name": NAMES[key], "kind": kind, "clinic": clinic}
            db.session.add(School(key=key, **words))
        add_person(OTHER_NURSE.username, OTHER_NURSE.name, "nurse", OTHER_NURSE.areas, cast.PASSWORD)
        db.session.flush()
        people = {one.username: one for one in db.session.scalars(select(Person))}
        people["clinic"].clinic = CLINIC
        for person, schools in (("nurse", (PRIMARY, KINDERGARTEN)), ("other-nurse", (ELSEWHERE,))):
            for key in schools:
                scopes.give(db.session, people[person].id, f"school:{key}", cast.COUNTY)
        db.session.commit()


def enter_cases(app: Flask) -> None:
    """All nine, by the nurse."""
    for case in CASES:
        outcomes = {receipt["outcome"] for receipt in record(app, cast.NURSE, *of_case(case))}
        assert outcomes == {"applied"}, (case.id, outcomes)


def said(app: Flask, *operations: dict[str, Any]) -> None:
    """More operations of the nurse's phone, all of which are applied."""
    assert {one["outcome"] for one in record(app, cast.NURSE, *operations)} == {"applied"}


def rows(page: str) -> dict[str, str]:
    """The rows of a page's tables as text, by what stands first."""
    found = {}
    for row in re.findall(r"<tr[^>]*><th scope=.*?</tr>", page, re.DOTALL):
        cells = [re.sub(r"<[^>]+>", "", one).strip() for one in re.split(r"</t[hd]>", row)]
        found[cells[0]] = " | ".join(cells[1:-1])
    return found
