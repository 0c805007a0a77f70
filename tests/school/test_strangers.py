"""Nobody whose school it is not, or is no more, reads a word of a school's pupils on any of its pages and files."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from fieldapp.accounts import scopes
from fieldapp.ground.db import db
from fieldapp.models.people import Person
from tests import cast
from tests.cast import Member, signed_in
from tests.school.classes.office import NAMES, OTHER_NURSE, enter_cases, found_schools
from tests.school.places import PRIMARY
from tests.sync.county import key

VALUES = {
    "key": PRIMARY,
    "child": key("child P8"),
    "name": "1~1",
    "notice": key("notice"),
    "given": key("given"),
}


NAMED = re.compile(rf"\bP8\b|{NAMES[PRIMARY]}")  # a token of a form may hold the two letters


@pytest.fixture
def school(app: Flask) -> Flask:
    found_schools(app)
    enter_cases(app)
    return app


def addresses(app: Flask) -> Iterator[str]:
    """Every page and file of a school."""
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith("/schools/<key>") and "GET" in (rule.methods or ()):
            words = {name: VALUES.get(name, key(name)) for name in rule.arguments}
            yield adapter.build(rule.endpoint, words)


def as_person(app: Flask, name: str, change: Callable[[Person], None]) -> None:
    with app.app_context():
        change(db.session.scalars(select(Person).where(Person.username == name)).one())
        db.session.commit()


def shown(app: Flask, client: FlaskClient) -> list[str]:
    """What answers with anything of the school."""
    found = []
    for address in addresses(app):
        answer = client.get(address)
        if answer.status_code == 200 or NAMED.search(answer.text):
            found.append(f"{address} {answer.status_code}")
    return found


def test_there_are_pages_to_ask_for_and_her_nurse_reads_them(school: Flask) -> None:
    assert len(list(addresses(school))) > 25
    assert len(shown(school, signed_in(school, cast.NURSE))) > 20


@pytest.mark.parametrize("member", [OTHER_NURSE, cast.OUTSIDER, cast.VACCINATOR, cast.SURVEYOR, None])
def test_whose_school_it_is_not_reads_nothing(school: Flask, member: Member | None) -> None:
    client = signed_in(school, member) if member else school.test_client()
    assert shown(school, client) == []


def take_school(person: Person) -> None:
    scopes.take(db.session(), person.id, f"school:{PRIMARY}")


def retire(person: Person) -> None:
    person.active = False


def become(role: str) -> Callable[[Person], None]:
    def change(person: Person) -> None:
        person.role = role

    return change


@pytest.mark.parametrize("change", [take_school, retire, become("vaccinator"), become("surveyor")])
def test_whose_school_it_is_no_more_reads_nothing_in_a_session_kept(
    school: Flask, change: Callable[[Person], None]
) -> None:
    client = signed_in(school, cast.NURSE)
    assert client.get(f"/schools/{PRIMARY}").status_code == 200
    as_person(school, cast.NURSE.username, change)
    assert shown(school, client) == []


def test_a_doctor_whose_clinic_it_is_no_more_reads_nothing(school: Flask) -> None:
    client = signed_in(school, cast.CLINIC)
    assert client.get(f"/schools/{PRIMARY}").status_code == 200

    def leave(person: Person) -> None:
        person.clinic = None

    as_person(school, cast.CLINIC.username, leave)
    assert shown(school, client) == []
