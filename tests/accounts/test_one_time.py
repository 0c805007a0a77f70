"""A printed slip is a row: one use, on one phone or in one session, whatever the server's clock says."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import select

from fieldapp.accounts import one_time, people
from fieldapp.ground.db import db
from fieldapp.ground.problems import Problem
from fieldapp.models.people import Device, Person, SignInSlip
from tests import cast
from tests.accounts.test_people_pages import digits_on, sign_in_on_phone

PHONES = [f"01890000-0000-7000-8000-0000000000{n:02x}" for n in range(8)]


def slip_for(app: Flask, member: cast.Member = cast.NURSE) -> str:
    """The digits of a slip printed in the office."""
    client = cast.signed_in(app, cast.ADMINISTRATOR)
    return digits_on(cast.post(client, f"/people/{cast.person_id(app, member)}/slip").text)


def at_a_computer(app: Flask, digits: str, member: cast.Member = cast.NURSE):
    return cast.post(app.test_client(), "/sign-in", username=member.username, password=digits)


def on_a_phone(app: Flask, digits: str, phone: str = PHONES[0]) -> tuple[int, str | None]:
    answer = sign_in_on_phone(app, cast.NURSE.username, digits, phone)
    return answer.status_code, answer.json.get("problem", {}).get("code")


def slips(app: Flask) -> list[tuple[bool, str | None, str | None]]:
    with app.app_context():
        rows = db.session.scalars(select(SignInSlip).order_by(SignInSlip.issued_at))
        return [(row.used_at is not None, row.used_by, row.ended_how) for row in rows]


def test_a_slip_opens_no_second_computer(each_database: Flask):
    digits = slip_for(each_database)
    assert at_a_computer(each_database, digits).status_code == 302
    second = at_a_computer(each_database, digits)
    assert second.status_code == 401
    assert "已经用过了" in second.text
    assert on_a_phone(each_database, digits) == (401, "slip_used")


def test_a_slip_opens_one_phone_and_no_computer(each_database: Flask):
    digits = slip_for(each_database)
    assert on_a_phone(each_database, digits) == (200, None)
    assert on_a_phone(each_database, digits) == (200, None)  # a lost answer is asked for again
    assert on_a_phone(each_database, digits, PHONES[1]) == (401, "slip_used")
    assert at_a_computer(each_database, digits).status_code == 401
    assert slips(each_database) == [(True, PHONES[0], None)]


def set_the_clock(monkeypatch: pytest.MonkeyPatch, year: str) -> None:
    for module in (one_time, people):
        monkeypatch.setattr(module, "now", lambda: f"{year}-01-01T00:00:00.000Z")
        monkeypatch.setattr(
            module, "away", lambda by: f"{int(year) + (1 if by.days > 0 else -1)}-01-01T00:00:00.000Z"
        )


@pytest.mark.parametrize("first", [on_a_phone, at_a_computer])
def test_a_used_slip_stays_used_when_the_server_s_clock_is_set_back(
    app: Flask, monkeypatch: pytest.MonkeyPatch, first
):
    digits = slip_for(app)
    set_the_clock(monkeypatch, "2020")
    first(app, digits)
    assert on_a_phone(app, digits, PHONES[1]) == (401, "slip_used")
    assert at_a_computer(app, digits).status_code == 401


def test_a_slip_found_too_old_once_opens_nothing_when_the_clock_is_set_back(
    app: Flask, monkeypatch: pytest.MonkeyPatch
):
    digits = slip_for(app)
    set_the_clock(monkeypatch, "2099")
    assert on_a_phone(app, digits) == (401, "slip_expired")
    monkeypatch.undo()
    assert on_a_phone(app, digits) == (401, "slip_expired")
    assert at_a_computer(app, digits).status_code == 401


def test_a_new_slip_ends_the_one_before(app: Flask):
    before, after = slip_for(app), slip_for(app)
    assert on_a_phone(app, before) == (401, "wrong_password")
    assert on_a_phone(app, after) == (200, None)
    assert [how for _used, _by, how in slips(app)] == ["new_slip", None]


def test_a_slip_ends_when_the_account_is_stopped_and_does_not_come_back_with_it(app: Flask):
    digits = slip_for(app)
    client, key = cast.signed_in(app, cast.ADMINISTRATOR), cast.person_id(app, cast.NURSE)
    cast.post(client, f"/people/{key}/leave")
    assert on_a_phone(app, digits) == (401, "wrong_password")
    new = digits_on(cast.post(client, f"/people/{key}/return").text)
    assert on_a_phone(app, digits) == (401, "wrong_password")
    assert on_a_phone(app, new) == (200, None)
    assert [how for _used, _by, how in slips(app)] == ["stopped", None]


def test_a_phone_signed_in_with_a_slip_before_it_was_stopped_needs_a_new_one(app: Flask):
    digits = slip_for(app)
    on_a_phone(app, digits)
    with app.app_context():
        people.stop_device(db.session.get_one(Device, PHONES[0]))
        db.session.commit()
    assert on_a_phone(app, digits) == (403, "phone_stopped")
    assert on_a_phone(app, digits, PHONES[1]) == (401, "slip_used")


def test_of_many_who_use_a_slip_at_the_same_time_one_gets_in(each_database: Flask):
    digits = slip_for(each_database)
    with ThreadPoolExecutor(len(PHONES)) as at_once:
        said = list(at_once.map(lambda phone: on_a_phone(each_database, digits, phone), PHONES))
    assert sorted(status for status, _code in said) == [200] + [401] * (len(PHONES) - 1)
    with each_database.app_context():
        mine = select(Device.id).where(Device.person == cast.person_id(each_database, cast.NURSE))
        assert len(db.session.scalars(mine).all()) == 1


def test_who_lost_the_race_has_spent_nothing_and_is_signed_in_nowhere(app: Flask):
    slip_for(app)
    with app.app_context():
        slip = db.session.scalars(select(SignInSlip.id)).one()
        one_time.spend(db.session(), slip, "first")
        with pytest.raises(Problem):
            one_time.spend(db.session(), slip, "second")
        one_time.spend(db.session(), slip, "first")


def test_the_page_of_a_person_says_what_became_of_her_slip(app: Flask):
    digits, client = slip_for(app), cast.signed_in(app, cast.ADMINISTRATOR)
    path = f"/people/{cast.person_id(app, cast.NURSE)}"
    assert "还没用" in client.get(path).text
    on_a_phone(app, digits)
    assert "已使用" in client.get(path).text
    with app.app_context():
        people.set_password(db.session.get_one(Person, cast.person_id(app, cast.NURSE)), "my-own-word")
        db.session.commit()
    assert "自己的" in client.get(path).text


@pytest.mark.parametrize("put", ["{} {}", " {}  {} ", "{}-{}", "{}\u3000{}", "{}\u00a0{}"])
def test_digits_are_taken_as_they_are_printed(each_database: Flask, put: str):
    digits = slip_for(each_database)
    assert on_a_phone(each_database, put.format(digits[:4], digits[4:])) == (200, None)


def test_digits_as_printed_open_the_office_and_change_the_password(app: Flask):
    digits = slip_for(app)
    printed = f"{digits[:4]} {digits[4:]}".translate(
        {48 + n: 0xFF10 + n for n in range(10)}
    )  # wide ones, too
    client = app.test_client()
    fields = {"username": cast.NURSE.username, "password": printed}
    assert cast.post(client, "/sign-in", **fields).status_code == 302
    again = {"old": printed, "new": "my-own-word", "again": "my-own-word"}
    token = re.search(r'csrf_token" value="([^"]+)', client.get("/account/password").text)[1]
    assert client.post("/account/password", data={"csrf_token": token, **again}).location == "/"


def test_a_password_of_ones_own_is_taken_with_its_spaces(app: Flask):
    with app.app_context():
        nurse = db.session.get_one(Person, cast.person_id(app, cast.NURSE))
        people.set_password(nurse, "8174 2329 11")
        db.session.commit()
    assert on_a_phone(app, "8174232911") == (401, "wrong_password")
    assert on_a_phone(app, "8174 2329 11") == (200, None)
