"""Ids of another area, person or county inside routes one may use: nothing of theirs is changed or shown."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from fieldapp.ground.db import db
from fieldapp.models.areas import Area
from fieldapp.models.campaigns import Post, Visit
from fieldapp.models.people import Device, Person
from fieldapp.sync.from_office.office_device import device_of
from fieldapp.sync.from_office.office_device import record as type_in
from tests import cast
from tests.campaigns.office import CAMPAIGN, found_campaign, listed, phone_of, record, visited
from tests.cast import person_id, phone_token, post, signed_in
from tests.grown import grown
from tests.sync.county import key, void

NEXT_TOWNSHIP = "430921101001"


@pytest.fixture
@grown
def county(app: Flask) -> Flask:
    found_campaign(app)
    record(app, cast.VACCINATOR, listed("小明"))
    return app


def as_the_supervisors_desk(app: Flask, one: dict[str, Any]) -> dict[str, Any]:
    """An operation in the name of the device under which the supervisor types in the office."""
    person = person_id(app, cast.SUPERVISOR)
    with app.app_context():
        type_in(db.engine, person, [{"kind": "child", "key": key("a"), "area": cast.VILLAGE, "data": {}}])
        device = device_of(db.session.connection(), person)[0]
    return one | {"device": device, "by": person}


@pytest.mark.parametrize("way", ["phone", "file"])
def test_nobody_hands_over_what_was_typed_in_the_office(county: Flask, way: str) -> None:
    dose = visited("小明")
    record(county, cast.VACCINATOR, dose)
    said = as_the_supervisors_desk(county, void(dose))
    if way == "phone":
        token = phone_token(county, cast.VILLAGE_WORKER)
        headers = {"Authorization": f"Bearer {token}"}
        answer = county.test_client().post("/api/v1/sync", json={"ops": [said]}, headers=headers)
        [receipt] = answer.json["receipts"]
        assert (receipt["outcome"], receipt["problem"]["code"]) == ("refused", "not_your_name")
    else:
        file = (io.BytesIO(json.dumps([said]).encode()), "unsent.json")
        assert post(signed_in(county, cast.CLINIC), "/inbox/handover", file=file).status_code == 200
    with county.app_context():
        assert not db.session.scalars(select(Visit.voided)).one()


def test_a_phone_cannot_be_registered_as_the_desk(county: Flask) -> None:
    device = as_the_supervisors_desk(county, {})["device"]
    for member in (cast.SUPERVISOR, cast.VACCINATOR):
        said = {"username": member.username, "password": cast.PASSWORD, "device": device, "name": "x"}
        answer = county.test_client().post("/api/v1/devices", json=said)
        assert (answer.status_code, answer.json["problem"]["code"]) == (409, "device_of_another")


def test_who_left_and_came_back_can_type_in_the_office_again(county: Flask) -> None:
    person, phone = phone_of(county, cast.SUPERVISOR)
    as_the_supervisors_desk(county, listed("小明"))
    client = signed_in(county, cast.ADMINISTRATOR)
    assert post(client, f"/people/{person}/leave").status_code == 302
    assert post(client, f"/people/{person}/return").status_code == 200
    with county.app_context():
        assert db.session.get_one(Device, phone).stopped_at
        said = {"kind": "child", "key": key("小明"), "area": cast.VILLAGE, "data": {"guardian": "赵丽"}}
        assert type_in(db.engine, person, [said])[0]["outcome"] in ("applied", "conflict")


def test_a_post_of_the_next_township_is_not_taken_over(county: Flask) -> None:
    path, words = f"/campaigns/{CAMPAIGN}/posts", {"name": "厂窖卫生院", "kind": "fixed"}
    assert post(signed_in(county, cast.SUPERVISOR), path, area=NEXT_TOWNSHIP, **words).status_code == 302
    with county.app_context():
        theirs = db.session.query(Post).one().key
    words = {"name": "青树嘴卫生院", "kind": "fixed", "post": theirs}
    answer = post(signed_in(county, cast.CLINIC), path, area=cast.VILLAGE, **words)
    assert answer.status_code == 403
    with county.app_context():
        assert (db.session.query(Post).one().name, db.session.query(Post).one().area) == (
            "厂窖卫生院",
            NEXT_TOWNSHIP,
        )


def test_a_village_is_not_given_a_code_of_another_county(county: Flask) -> None:
    client = signed_in(county, cast.ADMINISTRATOR)
    words = {"on": "2026-01-01", "document": ""}
    path = f"/areas/{cast.OTHER_VILLAGE}/recode"
    assert post(client, path, new_code="430922102999", **words).status_code == 403
    with county.app_context():
        assert db.session.get(Area, "430922102999") is None
    assert post(client, path, new_code="430921103299", **words).status_code == 302
    assert post(client, f"/areas/{cast.COUNTY}/recode", new_code="430981", **words).status_code == 302


STRANGERS = ["slip", "leave", "return", "edit"]


@pytest.mark.parametrize("act", STRANGERS)
def test_people_of_another_county_are_not_touched(county: Flask, act: str) -> None:
    client, stranger = signed_in(county, cast.ADMINISTRATOR), person_id(county, cast.OUTSIDER)
    answer = post(client, f"/people/{stranger}/{act}", name="改了", role="lister")
    assert answer.status_code == 403
    given = post(client, f"/people/{stranger}/areas", area=cast.VILLAGE)
    ended = post(client, f"/people/{stranger}/areas/{cast.OTHER_COUNTY}/end")
    assert (given.status_code, ended.status_code) == (403, 403)
    with county.app_context():
        person = db.session.get_one(Person, stranger)
        assert (person.name, person.role, person.active, person.must_change) == (
            "吴强",
            "supervisor",
            True,
            False,
        )


def test_a_supervisor_of_another_county_changes_nothing_here(county: Flask) -> None:
    _person, phone = phone_of(county, cast.VACCINATOR)
    [refused] = record(county, cast.VACCINATOR, listed("小红", area=cast.OTHER_COUNTYS_VILLAGE))
    [held] = record(county, cast.VACCINATOR, listed("小刚", area=cast.VILLAGE) | {"kind": "spaceship"})
    assert (refused["outcome"], held["outcome"]) == ("refused", "refused")
    client = signed_in(county, cast.OUTSIDER)
    for path in [
        f"/phones/{phone}/stop",
        f"/campaigns/{CAMPAIGN}/edit",
        f"/campaigns/{CAMPAIGN}/rounds",
        f"/campaigns/{CAMPAIGN}/act",
        f"/campaigns/{CAMPAIGN}/rounds/1/act",
        f"/campaigns/{CAMPAIGN}/rounds/1/assignments",
        f"/campaigns/{CAMPAIGN}/rounds/1/assignments/import",
        f"/campaigns/{CAMPAIGN}/rounds/1/assignments/{key('x')}/end",
        f"/campaigns/{CAMPAIGN}/posts",
        f"/campaigns/{CAMPAIGN}/list/review",
        f"/campaigns/{CAMPAIGN}/list/import",
        *(f"/inbox/{cast.COUNTY}/{n}/{act}" for n in (1, 2, 3) for act in ("mend", "choose", "set-aside")),
    ]:
        answer = post(client, path, act="close", area=cast.OTHER_COUNTYS_VILLAGE, field="name", value=0)
        assert answer.status_code in (403, 404), path
