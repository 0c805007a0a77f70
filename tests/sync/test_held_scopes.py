"""A school held by a nurse goes through sign-in, sync and packages as a village does, and follows role and office as
they are now; a name that is nobody's is answered like an area that is not hers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from fieldapp.accounts import scopes
from fieldapp.ground.db import db
from fieldapp.ground.problems import Problem
from fieldapp.models.audit import Audit
from fieldapp.models.people import Device, Person
from fieldapp.web.passwords import token_hash
from tests.sync.county import COUNTY, NORTH, child, key, send
from tests.sync.ready import small_county
from tests.sync.test_scopes import enrolled

SCHOOL = "school:实验小学/../x"


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    """A server where Sun is a school nurse; the phone of each has her name as its token."""
    app = small_county(tmp_path)
    with app.app_context():
        send(db.engine, child(by="sun"), enrolled(school=SCHOOL.removeprefix("school:")), by="sun")
        with Session(db.engine) as session:
            for who in ("ann", "sun"):
                mine = update(Device).where(Device.id == key(f"{who}'s phone"))
                session.execute(mine.values(token_hash=token_hash(who)))
            session.commit()
        office(lambda session: setattr(session.get_one(Person, key("sun")), "role", "nurse"))
        app.extensions["engine"] = db.engine
        yield app
        app.extensions["engine"].dispose()


def office(act: Any) -> None:
    with Session(db.engine) as session:
        act(session)
        session.commit()


def package(app: Flask, who: str, scope: str, **headers: str) -> Any:
    head = {"Authorization": f"Bearer {who}"} | headers
    return app.test_client().get(f"/api/v1/packages/{scope}", headers=head)


def sync(app: Flask, who: str, **cursor: int) -> Any:
    said = {"epoch": None, "cursor": cursor, "ops": []}
    return app.test_client().post("/api/v1/sync", json=said, headers={"Authorization": f"Bearer {who}"}).json


def test_a_school_is_held_from_when_it_is_given_until_it_is_taken(app: Flask) -> None:
    assert package(app, "sun", SCHOOL).status_code == 403
    office(lambda session: scopes.give(session, key("sun"), SCHOOL, COUNTY))
    reply = sync(app, "sun", setup=10**6)
    assert (reply["add"], reply["drop"]) == ([SCHOOL], [])
    first = package(app, "sun", SCHOOL)
    assert {(row["kind"], row["key"], row["scope"]) for row in first.json["changes"]} == {
        ("child", key("child"), SCHOOL),
        ("enrolment", key("e"), SCHOOL),
    }
    assert package(app, "sun", SCHOOL, **{"If-None-Match": first.headers["ETag"]}).status_code == 304
    send(db.engine, child(at="2025-12-06T08:00:00.000Z", guardian="王"), by="ann")
    told = sync(app, "sun", **first.json["cursor"], setup=10**6)["changes"]
    assert [(row["kind"], row["scope"], row["data"]["guardian"]) for row in told] == [("child", SCHOOL, "王")]
    office(lambda session: scopes.take(session, key("sun"), SCHOOL))
    assert sync(app, "sun", **first.json["cursor"])["drop"] == [SCHOOL]
    assert package(app, "sun", SCHOOL).status_code == 403
    with Session(db.engine) as session:
        lines = session.scalars(select(Audit.action).where(Audit.table == "person_scope").order_by(Audit.id))
        assert list(lines) == ["new", "change"]


def test_a_school_stays_within_its_folder_and_its_role(app: Flask, tmp_path: Path) -> None:
    office(lambda session: scopes.give(session, key("sun"), SCHOOL, COUNTY))
    office(lambda session: scopes.give(session, key("ann"), SCHOOL, COUNTY))
    assert package(app, "sun", SCHOOL).status_code == 200
    kept = [file.relative_to(tmp_path / "packages") for file in (tmp_path / "packages").rglob("*.json.*")]
    assert [(len(file.parts), file.parts[0].isalnum()) for file in kept] == [(2, True)]
    assert package(app, "ann", SCHOOL).status_code == 403
    assert SCHOOL not in sync(app, "ann")["add"]
    office(lambda session: setattr(session.get_one(Person, key("sun")), "role", "supervisor"))
    assert package(app, "sun", SCHOOL).status_code == 403


@pytest.mark.parametrize(
    "scope", ["school:", "school:../../x", "school:x", "cluster:1", "school:" + "x" * 500]
)
def test_a_scope_nobody_gave_is_answered_like_an_area_that_is_not_hers(app: Flask, scope: str) -> None:
    office(lambda session: scopes.give(session, key("sun"), SCHOOL, COUNTY))
    assert package(app, "sun", scope).status_code == package(app, "sun", NORTH).status_code == 403
    if len(scope) <= 100:
        reply = sync(app, "sun", **{scope: 0})
        assert (reply["drop"], reply["changes"]) == ([scope], [])


@pytest.mark.parametrize("scope", ["school:", "x", "setup", NORTH, "school:a\n", "clinic:1"])
def test_what_can_be_no_scope_is_given_to_nobody(app: Flask, scope: str) -> None:
    with Session(db.engine) as session:
        with pytest.raises(Problem) as refused:
            scopes.give(session, key("sun"), scope, COUNTY)
        assert refused.value.code == "wrong_value"
        with pytest.raises(Problem):
            scopes.take(session, key("sun"), "school:b")


def test_a_package_is_one_reader_s_shape(app: Flask) -> None:
    office(lambda session: scopes.give(session, key("sun"), SCHOOL, COUNTY))
    assert set(json.loads(package(app, "sun", SCHOOL).data)) == {"scope", "epoch", "cursor", "changes"}
