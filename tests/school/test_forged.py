"""Phones that name a school of another county, or of villages where their owner never worked, its pupils or what hangs
on them change nothing there, also where they know every key. Of a nurse and her school's clinic the whole county is
heard (docs/adr/0055): a school takes children from anywhere in it, and keys are told to nobody else."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from fieldapp.accounts import scopes
from fieldapp.accounts.people import add_person
from fieldapp.ground.db import db, reading
from fieldapp.models.people import Person
from fieldapp.models.schools import School
from fieldapp.school.reading import handovers_of, pupils_of
from tests import cast
from tests.campaigns.office import record
from tests.cast import Member
from tests.school.cases import TERM
from tests.school.classes.office import NEXT_VILLAGE, OTHER_NURSE, enter_cases, found_schools
from tests.school.places import CLINIC, ELSEWHERE
from tests.sync.county import key, operation

PLACE = {"child": key("theirs"), "school": ELSEWHERE, "term": TERM, "grade": "1", "class_name": "1"}
CHECK = {"enrolment": key("their e"), "checked_on": "2026-09-10", "certificate": "lost"}
NOTICE = {"kind": "certificate", "check": key("their check"), "issued_on": "2026-09-11", "number": "12345678"}
THEIRS = (
    operation("child", {"name": "远方", "born": "2020-05-05"}, key=key("theirs"), area=NEXT_VILLAGE),
    operation("enrolment", PLACE | {"reason": "new"}, key=key("their e"), area=NEXT_VILLAGE),
    operation("certificate_check", CHECK, id=key("their check"), key=key("their check"), area=NEXT_VILLAGE),
    operation("notice", NOTICE, id=key("their n"), key=key("their n"), area=NEXT_VILLAGE),
)
SEEN = {"certificate": "seen", "clinic_assessment": "complete", "assessed_on": "2026-09-20"}
FAR_NURSE = Member("far-nurse", "龙飞", "nurse", (cast.OTHER_COUNTYS_VILLAGE,))
LIST = {"school": ELSEWHERE, "clinic": CLINIC, "term": TERM, "on": "2026-09-20", "receiver": "假"}
LIST |= {"checks": [key("their check")]}
WRITERS = (FAR_NURSE, cast.OUTSIDER, cast.VACCINATOR, cast.VILLAGE_WORKER, cast.SURVEYOR, cast.OBSERVER)
LATER = "2026-11-01T02:00:00.000Z"
FORGED = {
    "a check": ("certificate_check", {"enrolment": key("their e"), "checked_on": "2026-09-20"} | SEEN, {}),
    "a second look": ("recheck", {"check": key("their check"), "on": "2026-09-20"} | SEEN, {}),
    "a slip": ("notice_event", {"notice": key("their n"), "event": "returned", "on": "2026-09-20"}, {}),
    "a notice": ("notice", NOTICE | {"number": "87654321", "issued_on": "2026-09-20"}, {}),
    "leaving": ("enrolment", {"left_on": "2026-09-20"}, {"key": key("their e")}),
    "another name": ("child", {"name": "假名"}, {"key": key("theirs")}),
    "a state": (
        "dose_state",
        {"child": key("theirs"), "series": "mcv", "n": 2, "state": "refused", "on": "2026-09-20"},
        {},
    ),
    "taking the check back": ("certificate_check", {}, {"key": key("their check"), "void": True}),
    "taking the notice back": ("notice", {}, {"key": key("their n"), "void": True}),
}


@pytest.fixture
def school(app: Flask) -> Flask:
    found_schools(app)
    enter_cases(app)
    with app.app_context():
        far = {"county": cast.OTHER_COUNTY, "area": cast.OTHER_COUNTYS_VILLAGE, "name": "田家冲小学"}
        db.session.add(School(key=key("far school"), kind="primary", **far))
        add_person(FAR_NURSE.username, FAR_NURSE.name, "nurse", FAR_NURSE.areas, cast.PASSWORD)
        db.session.flush()
        nurse = db.session.scalars(select(Person.id).where(Person.username == FAR_NURSE.username)).one()
        scopes.give(db.session, nurse, f"school:{key('far school')}", cast.OTHER_COUNTY)
        db.session.commit()
    said = record(app, OTHER_NURSE, *THEIRS)
    assert {one["outcome"] for one in said} == {"applied"}, said
    return app


def told(app: Flask) -> Any:
    """All that is known of the pupils of the other school, and of its lists."""
    with app.app_context(), reading(db.engine) as connection:
        return (
            pupils_of(connection, cast.COUNTY, [ELSEWHERE], TERM),
            handovers_of(connection, cast.COUNTY, [ELSEWHERE]),
        )


@pytest.mark.parametrize("member", WRITERS)
@pytest.mark.parametrize("forged", [*FORGED, "a list"])
def test_what_is_forged_changes_nothing(school: Flask, forged: str, member: Member) -> None:
    kind, words, more = (FORGED | {"a list": ("list_handover", LIST, {})})[forged]
    before = told(school)
    for area in (member.areas[0].ljust(12, "0"), NEXT_VILLAGE, cast.VILLAGE):
        said = operation(kind, words, area=area, at=LATER, **more)
        (receipt,) = record(school, member, said)
        if area == NEXT_VILLAGE:
            assert receipt["outcome"] in ("refused", "held"), receipt
        assert told(school) == before, (area, receipt)
