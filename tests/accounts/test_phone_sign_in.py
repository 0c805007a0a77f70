"""A phone signs in once with a password and works with a token from then on."""

from __future__ import annotations

import hashlib
import json
import re
import uuid

import pytest
from flask import Flask

from fieldapp.accounts.people import leave, person_of_token, stop_device
from fieldapp.ground.db import db
from fieldapp.models.people import Device, Person, SignInTry
from tests import cast

PHONE = "01890000-0000-7000-8000-0000000000aa"


def sign_in(app: Flask, member: cast.Member = cast.VILLAGE_WORKER, **other: object):
    said = {
        "username": member.username,
        "password": cast.PASSWORD,
        "device": PHONE,
        "name": "红米 9A",
        **other,
    }
    return app.test_client().post("/api/v1/devices", data=json.dumps(said), content_type="application/json")


def test_signing_in_gives_a_token_the_person_and_her_scopes(each_database: Flask):
    answer = sign_in(each_database)
    said = answer.json
    assert answer.status_code == 200
    assert said["user"] == {
        "id": cast.person_id(each_database, cast.VILLAGE_WORKER),
        "name": "李秀英",
        "role": "lister",
        "areas": [cast.VILLAGE],
    }
    assert said["epoch"] == cast.EPOCH
    assert said["scopes"] == ["setup", cast.VILLAGE]
    assert said["time"].endswith("Z")
    with each_database.app_context(), db.engine.connect() as connection:
        device, person = person_of_token(connection, said["token"])
        assert (device.id, device.name, person.username) == (PHONE, "红米 9A", "village-worker")


def test_only_the_tokens_digest_is_stored(app: Flask):
    token = sign_in(app).json["token"]
    assert len(token) >= 43
    with app.app_context():
        device = db.session.get_one(Device, PHONE)
        assert device.token_hash == hashlib.sha256(token.encode()).hexdigest()


def test_signing_in_again_renews_the_token_and_keeps_the_ledger(app: Flask):
    old = sign_in(app).json["token"]
    with app.app_context():
        db.session.get_one(Device, PHONE).seen = "[[1, 40]]"
        db.session.commit()
    new = sign_in(app).json["token"]
    with app.app_context(), db.engine.connect() as connection:
        assert person_of_token(connection, old) is None
        assert person_of_token(connection, new)[0].seen == "[[1, 40]]"


def test_another_person_on_the_same_phone_needs_another_device_id(app: Flask):
    sign_in(app)
    refused = sign_in(app, cast.VACCINATOR)
    assert refused.status_code == 409
    assert refused.json["problem"]["code"] == "device_of_another"
    assert sign_in(app, cast.VACCINATOR, device=str(uuid.uuid4())).status_code == 200


def test_a_clinics_phone_holds_every_village_of_its_township(app: Flask):
    assert sign_in(app, cast.CLINIC).json["scopes"] == [
        "setup",
        "430921103001",
        "430921103213",
        "430921103231",
    ]


def test_a_county_supervisors_phone_holds_no_village_unasked(app: Flask):
    assert sign_in(app, cast.SUPERVISOR).json["scopes"] == ["setup", f"check:{cast.COUNTY}"]


@pytest.mark.parametrize("typed", ["VILLAGE-worker", " village-worker ", "ｖillage-worker"])
def test_user_names_forgive_capitals_blanks_and_full_width_letters(app: Flask, typed: str):
    assert sign_in(app, username=typed).status_code == 200


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(app: Flask):
    wrong, unknown = sign_in(app, password="wrong"), sign_in(app, username="nobody")
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.json == unknown.json
    assert wrong.json["problem"]["code"] == "wrong_password"


def test_after_ten_failures_even_the_right_password_has_to_wait(each_database: Flask):
    for _ in range(10):
        assert sign_in(each_database, password="wrong").status_code == 401
    refused = sign_in(each_database)
    assert refused.status_code == 429
    assert refused.json["problem"]["code"] == "slow_down"
    assert 1 <= refused.json["problem"]["limit"] <= 15
    assert sign_in(each_database, cast.VACCINATOR, device=str(uuid.uuid4())).status_code == 200


def test_failures_of_a_year_to_come_lock_nobody_out(each_database: Flask):
    with each_database.app_context():  # the server's clock was a year ahead, and has been set right
        tried = {"who": cast.VILLAGE_WORKER.username, "at": "2099-01-01T00:00:00.000Z"}
        db.session.add_all(SignInTry(**tried) for _ in range(200))
        db.session.commit()
    assert sign_in(each_database, password="wrong").status_code == 401
    assert sign_in(each_database).status_code == 200
    with each_database.app_context():
        assert db.session.query(SignInTry).filter(SignInTry.at > "2099").count() == 0


def sign_in_from(app: Flask, address: str, password: str) -> int:
    said = {"username": cast.VILLAGE_WORKER.username, "password": password, "device": PHONE, "name": "x"}
    there = {"REMOTE_ADDR": address}
    return app.test_client().post("/api/v1/devices", json=said, environ_overrides=there).status_code


def test_who_guesses_elsewhere_locks_nobody_out_at_home(app: Flask):
    assert [sign_in_from(app, "10.0.0.66", "wrong") for _ in range(12)] == [401] * 10 + [429] * 2
    assert sign_in_from(app, "10.0.0.7", cast.PASSWORD) == 200


def test_guessing_from_everywhere_is_slowed_down_as_well(app: Flask):
    said = [sign_in_from(app, f"10.0.{n // 9}.1", "wrong") for n in range(110)]
    assert said == [401] * 100 + [429] * 10


def spray(app: Flask, count: int, address: str = "10.0.0.66") -> list[int]:
    """One password tried on many names from one address."""
    said = {"password": "demo2025", "device": PHONE, "name": "x"}
    there = {"REMOTE_ADDR": address}
    return [
        app.test_client()
        .post("/api/v1/devices", json=said | {"username": f"w{n}"}, environ_overrides=there)
        .status_code
        for n in range(count)
    ]


def test_one_password_tried_on_many_names_is_slowed_down(each_database: Flask):
    assert spray(each_database, 105) == [401] * 100 + [429] * 5
    assert sign_in_from(each_database, "10.0.0.66", cast.PASSWORD) == 429
    assert sign_in_from(each_database, "10.0.0.6", cast.PASSWORD) == 200


def test_a_phone_known_here_is_not_kept_waiting_for_what_others_tried(app: Flask):
    assert sign_in_from(app, "10.0.0.66", cast.PASSWORD) == 200
    spray(app, 100)
    assert sign_in_from(app, "10.0.0.66", cast.PASSWORD) == 200
    assert [sign_in_from(app, "10.0.0.66", "wrong") for _ in range(11)] == [401] * 10 + [429]


def test_a_computer_known_here_is_not_kept_waiting_either(app: Flask):
    there = {"REMOTE_ADDR": "10.0.0.66"}
    known, new = cast.signed_in(app, cast.NURSE), app.test_client()
    cast.post(known, "/sign-out")
    spray(app, 100)
    for client, member, status in (
        (known, cast.CLINIC, 429),
        (known, cast.NURSE, 302),
        (new, cast.NURSE, 429),
    ):
        page = client.get("/sign-in").text
        token = re.search(r'csrf_token" value="([^"]+)', page)[1]
        said = {"csrf_token": token, "username": member.username, "password": cast.PASSWORD}
        assert client.post("/sign-in", data=said, environ_overrides=there).status_code == status


def test_a_hall_full_of_people_who_mistype_and_then_get_in_is_let_in(app: Flask):
    app.config["SIGN_IN_TRIES"] = 2  # so 20 at an address
    for n in range(30):
        member, device = (cast.CAST[n % len(cast.CAST)], str(uuid.uuid4()))
        for password, status in (("oops", 401), (cast.PASSWORD, 200)):
            said = {"username": member.username, "password": password, "device": device, "name": "x"}
            assert app.test_client().post("/api/v1/devices", json=said).status_code == status, n


def test_nobody_locks_another_address_out_with_an_odd_name(app: Flask):
    said = {"password": "x", "device": PHONE, "name": "x"}
    for n in range(100):
        there = {"REMOTE_ADDR": f"10.1.{n // 9}.1"}
        odd = said | {"username": f"10.0.0.7 {n}"}
        app.test_client().post("/api/v1/devices", json=odd, environ_overrides=there)
    assert sign_in_from(app, "10.0.0.7", cast.PASSWORD) == 200


def test_a_network_of_the_sixth_version_is_one_address(app: Flask):
    said = [sign_in_from(app, f"2001:db8::{n:x}", "wrong") for n in range(11)]
    assert said == [401] * 10 + [429]
    assert sign_in_from(app, "2001:db8:0:1::1", cast.PASSWORD) == 200


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("username", None),
        ("password", 12345678),
        ("device", "PHONE"),
        ("device", PHONE.upper()),
        ("name", ["x"]),
        ("username", "a\x00b"),
        ("password", "\ud800"),
    ],
)
def test_a_missing_or_odd_field_is_named(app: Flask, field: str, value: object):
    refused = sign_in(app, **{field: value})
    assert refused.status_code == 400
    assert refused.json["problem"]["code"] == "bad_request"
    assert refused.json["problem"]["field"] == field


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"x"', b"\xff\xfe"])
def test_what_is_not_a_json_object_is_refused(app: Flask, body: bytes):
    refused = app.test_client().post("/api/v1/devices", data=body, content_type="application/json")
    assert (refused.status_code, refused.json["problem"]["code"]) == (400, "not_json")


def test_an_enormous_body_is_refused_unread(app: Flask):
    refused = app.test_client().post("/api/v1/devices", data=b" " * 20_000)
    assert (refused.status_code, refused.json["problem"]["code"]) == (413, "too_large")


def test_a_stopped_phone_is_found_but_cannot_sign_in_again(app: Flask):
    token = sign_in(app).json["token"]
    with app.app_context():
        stop_device(db.session.get_one(Device, PHONE))
        db.session.commit()
        with db.engine.connect() as connection:
            assert person_of_token(connection, token)[0].stopped_at is not None
    assert sign_in(app).json["problem"]["code"] == "phone_stopped"


def test_someone_who_has_left_cannot_sign_in_and_her_phones_are_stopped(app: Flask):
    sign_in(app)
    with app.app_context():
        leave(db.session.get_one(Person, cast.person_id(app, cast.VILLAGE_WORKER)))
        db.session.commit()
        assert db.session.get_one(Device, PHONE).stopped_at is not None
    assert sign_in(app).status_code == 401


def test_a_token_runs_out(app: Flask):
    token = sign_in(app).json["token"]
    with app.app_context():
        db.session.get_one(Device, PHONE).token_until = cast.long_ago()
        db.session.commit()
        with db.engine.connect() as connection:
            assert person_of_token(connection, token) is None


def test_the_answer_sets_no_cookie_and_ignores_an_office_session(app: Flask):
    client = cast.signed_in(app, cast.SUPERVISOR)
    said = {"username": "vaccinator", "password": cast.PASSWORD, "device": PHONE, "name": ""}
    answer = client.post("/api/v1/devices", json=said)
    assert answer.json["user"]["role"] == "vaccinator"
    assert "Set-Cookie" not in answer.headers
