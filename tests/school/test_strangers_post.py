"""Nobody whose school it is not, or is no more, changes anything of it, by any form that its pages send."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from fieldapp.accounts.people import add_person
from fieldapp.ground.db import Base, db
from fieldapp.models.clinics import Clinic
from fieldapp.models.people import Person
from tests import cast
from tests.cast import Member, post, signed_in
from tests.grown import grown
from tests.school.cases import TERM
from tests.school.classes.office import NEXT_VILLAGE, OTHER_NURSE, enter_cases, found_schools, said
from tests.school.places import PRIMARY
from tests.school.test_strangers import as_person, retire, take_school
from tests.sync.county import key, operation

NEXT_CLINIC = Member("next-clinic", "何平", "clinic", (NEXT_VILLAGE[:9],))
NEXT_TOWN = Member("next-town", "邓华", "supervisor", (NEXT_VILLAGE[:9],))
STRANGERS = (
    *(OTHER_NURSE, NEXT_CLINIC, NEXT_TOWN, cast.OUTSIDER, cast.VACCINATOR, cast.VILLAGE_WORKER),
    *(cast.SURVEYOR, cast.OBSERVER),
)
VALUES = {
    "key": PRIMARY,
    "child": key("child P8"),
    "name": "1~1",
    "notice": key("notice P8"),
    "given": key("given"),
    "event": key("event P8"),
}
ROSTER = "姓名,出生日期,年级,班级\n新来的,2020-01-02,一年级,1班\n".encode()
WORDS = {  # what her own nurse could send
    "name": "新来的",
    "born": "20200102",
    "sex": "male",
    "grade": "1",
    "class_name": "1",
    "reason": "new",
    "term": TERM,
    "on": "20261120",
    "event": "returned",
    "receiver": "李医生",
    "other": key("child P1"),
    "enrolment": key("enrolment P8"),
    "children": key("child P8"),
    "checked_on": "20261120",
    "answer": "complete",
    "certificate": "seen",
    "product": "MPSV-AC",
    "given_on": "20261120",
    "state": "refused",
    "slot": "menac-2",
    "numbers": "12345678",
    "school": PRIMARY,
    "person": OTHER_NURSE.username,
    "save": "1",
}


@pytest.fixture
@grown
def school(app: Flask) -> Flask:
    found_schools(app)
    enter_cases(app)
    words = {"school": PRIMARY, "clinic": key("clinic"), "term": TERM, "on": "2026-09-12", "receiver": "李"}
    listed = operation(
        "list_handover", words | {"checks": [key("check P8")]}, "nurse", id=key("given"), key=key("given")
    )
    said(app, listed)
    with app.app_context():
        db.session.add(Clinic(key=key("next clinic"), area=NEXT_VILLAGE[:9], name="厂窖卫生院"))
        for one in (NEXT_CLINIC, NEXT_TOWN):
            add_person(one.username, one.name, one.role, one.areas, cast.PASSWORD)
        db.session.flush()
        doctor = db.session.scalars(select(Person).where(Person.username == NEXT_CLINIC.username)).one()
        doctor.clinic = key("next clinic")
        db.session.commit()
    return app


def addresses(app: Flask) -> Iterator[str]:
    """Where every form of a school is sent."""
    adapter, person = app.url_map.bind("localhost"), cast.person_id(app, cast.NURSE)
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith("/schools/<key>") and "POST" in (rule.methods or ()):
            words = {name: (VALUES | {"person": person}).get(name, key(name)) for name in rule.arguments}
            yield adapter.build(rule.endpoint, words, method="POST")


def kept(app: Flask) -> dict[str, int]:
    """How many rows every table has."""
    with app.app_context():
        count = func.count
        return {
            name: db.session.scalar(select(count()).select_from(table)) or 0
            for name, table in Base.metadata.tables.items()
            if name != "office_session"
        }


def sent(app: Flask, client: FlaskClient) -> list[str]:
    """Which forms were taken, or changed anything."""
    found = []
    for address in addresses(app):
        before = kept(app)
        file = {"file": (io.BytesIO(ROSTER), "roster.csv")}
        answers = [post(client, address, **WORDS), post(client, address, **WORDS | file)]
        for answer in answers:
            away = answer.status_code == 302 and "/sign-in" in answer.headers["Location"]
            if answer.status_code not in (401, 403, 404) and not away:
                found.append(f"{address} {answer.status_code}")
            elif re.search(r"\bP8\b", answer.text):
                found.append(f"{address} says the child's name")
        after = kept(app)
        found += [f"{address} {name}" for name in after if after[name] != before[name]]
    return found


def test_there_are_forms_to_send_and_some_are_taken_from_her_nurse(school: Flask) -> None:
    assert len(list(addresses(school))) > 25
    assert len(sent(school, signed_in(school, cast.NURSE))) > 15


@pytest.mark.parametrize("member", STRANGERS)
def test_whose_school_it_is_not_changes_nothing(school: Flask, member: Member) -> None:
    assert sent(school, signed_in(school, member)) == []


def test_who_is_not_signed_in_changes_nothing(school: Flask) -> None:
    client = school.test_client()
    token = {"csrf_token": "none"}
    for address in addresses(school):
        before = kept(school)
        assert client.post(address, data=WORDS | token).status_code in (302, 400, 401, 403), address
        assert kept(school) == before, address


@pytest.mark.parametrize("change", [take_school, retire])
def test_whose_school_it_is_no_more_changes_nothing_in_a_session_kept(
    school: Flask, change: Callable[[Person], None]
) -> None:
    client = signed_in(school, cast.NURSE)
    assert client.get(f"/schools/{PRIMARY}").status_code == 200
    as_person(school, cast.NURSE.username, change)
    assert sent(school, client) == []


AREA_FORMS = ("/schools/new", "/schools/import", "/schools/settings", "/schools/tables/hand-in")


@pytest.mark.parametrize("path", AREA_FORMS)
@pytest.mark.parametrize("member", [cast.NURSE, cast.VACCINATOR, cast.VILLAGE_WORKER, cast.SURVEYOR])
def test_who_may_not_have_or_set_up_schools_changes_none(school: Flask, member: Member, path: str) -> None:
    before = kept(school)
    if (member, path) == (cast.NURSE, "/schools/tables/hand-in"):
        assert post(signed_in(school, member), path).status_code in (403, 409)
    else:
        assert post(signed_in(school, member), path, **WORDS).status_code in (403, 404)
    after = kept(school)
    assert {name for name in after if after[name] != before[name]} == set()
