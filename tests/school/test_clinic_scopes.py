"""A clinic's doctor carries the schools of her clinic, as rows of schools and people say it now, and nobody else's."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, update
from sqlalchemy.orm import Session

from fieldapp.ground.db import db, reading
from fieldapp.models.people import Device, Person
from fieldapp.models.schools import School
from fieldapp.records.permissions import ROLES
from fieldapp.school.store import retire
from fieldapp.web.passwords import token_hash
from fieldapp.web.scopes import held_by, scopes_of
from tests.school.places import (
    CLINIC,
    ELSEWHERE,
    KINDERGARTEN,
    OTHER_CLINIC,
    PRIMARY,
    enter_cases,
    found_schools,
)
from tests.sync.county import COUNTY, FAR, NORTH, SOUTH, add_person, child, key, operation, send
from tests.sync.ready import small_county
from tests.sync.test_held_scopes import package, sync

HERS = {f"school:{PRIMARY}", f"school:{KINDERGARTEN}"}


@pytest.fixture
def school(engine: Engine) -> Engine:
    """The small county with its schools and the nine cases."""
    found_schools(engine)
    enter_cases(engine)
    return engine


def change(engine: Engine, model: Any, of: str, **words: Any) -> None:
    with Session(engine) as session:
        for name, value in words.items():
            setattr(session.get_one(model, of), name, value)
        session.commit()


def held(engine: Engine, who: str, role: str = "clinic") -> set[str]:
    with reading(engine) as connection:
        return set(held_by(connection, key(who), role))


def test_a_doctor_carries_the_open_schools_of_her_clinic(school: Engine) -> None:
    assert held(school, "doctor") == HERS
    with reading(school) as connection:
        assert set(scopes_of(connection, key("doctor"))) > HERS
        assert held_by(connection, key("doctor"), "clinic")[f"school:{PRIMARY}"] == COUNTY
    change(school, School, PRIMARY, clinic=OTHER_CLINIC)
    assert held(school, "doctor") == {f"school:{KINDERGARTEN}"}
    change(school, School, PRIMARY, clinic=CLINIC)
    change(school, School, KINDERGARTEN, clinic=None)
    assert held(school, "doctor") == {f"school:{PRIMARY}"}
    change(school, Person, key("doctor"), clinic=OTHER_CLINIC)
    assert held(school, "doctor") == {f"school:{ELSEWHERE}"}
    change(school, Person, key("doctor"), clinic=None)
    assert held(school, "doctor") == set()


def test_a_closed_school_is_carried_no_more(school: Engine) -> None:
    with Session(school) as session:
        retire(session, session.get_one(School, PRIMARY))
        session.commit()
    assert held(school, "doctor") == {f"school:{KINDERGARTEN}"}


@pytest.mark.parametrize("role", [role for role in ROLES if role != "clinic"])
def test_no_other_role_has_schools_by_its_clinic(school: Engine, role: str) -> None:
    assert {one for one in held(school, "doctor", role) if one.startswith("school:")} == set()


def test_what_she_was_given_as_a_nurse_is_not_hers_as_a_doctor(school: Engine) -> None:
    change(school, Person, key("stranger"), clinic=CLINIC)
    assert held(school, "stranger", "nurse") == {f"school:{ELSEWHERE}"}
    assert held(school, "stranger", "clinic") == HERS


def test_she_is_heard_about_pupils_who_live_outside_her_villages(school: Engine) -> None:
    far = child(by="sun", key=key("far child"), area=SOUTH, name="远")
    send(school, far, by="sun")
    words = {"child": far["key"], "series": "menac", "n": 2, "state": "refused", "on": "2026-09-12"}

    def outcome(area: str) -> str:
        (receipt,) = send(school, operation("dose_state", words, "doctor", area=area), by="doctor")
        return str(receipt["outcome"])

    assert (outcome(SOUTH), outcome(FAR)) == ("applied", "refused")
    change(school, School, PRIMARY, clinic=OTHER_CLINIC)
    assert outcome(SOUTH) == "applied"  # there is another school of hers in this county
    change(school, Person, key("doctor"), clinic=None)
    assert outcome(SOUTH) == "refused"


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    """A server with the schools, and phones of the doctor and of another clinic's: their names are their tokens."""
    app = small_county(tmp_path)
    with app.app_context():
        found_schools(db.engine)
        with Session(db.engine) as session:
            add_person(session, "other", "clinic", [NORTH])
            session.get_one(Person, key("other")).clinic = OTHER_CLINIC
            for who in ("doctor", "other"):
                mine = update(Device).where(Device.id == key(f"{who}'s phone"))
                session.execute(mine.values(token_hash=token_hash(who)))
            session.commit()
        enter_cases(db.engine)
        app.extensions["engine"] = db.engine
        yield app
        app.extensions["engine"].dispose()


def test_a_school_that_goes_to_another_clinic_leaves_one_phone_and_comes_to_the_other(app: Flask) -> None:
    assert package(app, "other", f"school:{PRIMARY}").status_code == 403
    hers = package(app, "doctor", f"school:{PRIMARY}")
    assert {row["kind"] for row in hers.json["changes"]} >= {"child", "enrolment", "certificate_check"}
    cursor = {"setup": 10**6} | hers.json["cursor"]
    words = {"child": key("child P2"), "product": "DTaP", "given_on": "2026-09-19", "source": "register"}
    send(db.engine, operation("dose", words, "sun", key=key("given")), by="sun")
    told = [row for row in sync(app, "doctor", **cursor)["changes"] if row["key"] == key("child P2")]
    assert [["DTaP", "2026-09-19"] in [dose[:2] for dose in row["data"]["doses"]] for row in told] == [True]
    change(db.engine, School, PRIMARY, clinic=OTHER_CLINIC)
    reply = sync(app, "doctor", **cursor)
    assert reply["drop"] == [f"school:{PRIMARY}"] and not [
        row for row in reply["changes"] if row.get("scope") == f"school:{PRIMARY}"
    ]
    assert package(app, "doctor", f"school:{PRIMARY}").status_code == 403
    assert f"school:{PRIMARY}" in sync(app, "other", setup=10**6)["add"]
    assert package(app, "other", f"school:{PRIMARY}").status_code == 200


def test_a_doctor_who_goes_to_another_clinic_takes_no_school_along(app: Flask) -> None:
    cursor = package(app, "doctor", f"school:{PRIMARY}").json["cursor"]
    change(db.engine, Person, key("doctor"), clinic=OTHER_CLINIC)
    reply = sync(app, "doctor", setup=10**6, **cursor)
    assert reply["drop"] == [f"school:{PRIMARY}"] and f"school:{ELSEWHERE}" in reply["add"]
    change(db.engine, Person, key("doctor"), active=False)
    assert package(app, "doctor", f"school:{ELSEWHERE}").status_code in (401, 403)
