"""Sessions of the office: signing in, what ends a session, and forms that outlive one."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import update

from fieldapp.accounts.people import leave, set_password
from fieldapp.ground.db import db
from fieldapp.models.people import OfficeSession, Person
from fieldapp.models.settings import Setting
from tests import cast

OURS = {"Origin": "http://localhost"}


def change(app: Flask, member: cast.Member, verb, *arguments: object, **more: object) -> None:
    with app.app_context():
        verb(db.session.get_one(Person, cast.person_id(app, member)), *arguments, **more)
        db.session.commit()


def test_signing_in_leads_to_the_page_one_wanted(app: Flask):
    client = app.test_client()
    asked = client.get("/account?x=1")
    assert (asked.status_code, asked.location) == (302, "/sign-in?next=/account?x%3D1")
    answer = cast.post(client, "/sign-in", username="nurse", password=cast.PASSWORD, next="/account?x=1")
    assert (answer.status_code, answer.location) == (302, "/account?x=1")
    assert "刘芳" in client.get("/account").text


def test_a_wrong_password_says_so_and_keeps_the_page_one_wanted(app: Flask):
    refused = cast.post(app.test_client(), "/sign-in", username="nurse", password="x", next="/help")
    assert refused.status_code == 401
    assert "用户名或密码不对" in refused.text
    assert 'name="next" value="/help"' in refused.text


def test_signing_out_ends_the_session(app: Flask):
    client = cast.signed_in(app, cast.NURSE)
    cast.post(client, "/sign-out")
    assert client.get("/account").status_code == 302


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example", "/\\evil.example", "\n/x", ""]
)
def test_sign_in_never_leads_to_another_server(app: Flask, elsewhere: str):
    answer = cast.post(
        app.test_client(), "/sign-in", username="nurse", password=cast.PASSWORD, next=elsewhere
    )
    assert answer.location == "/"


def test_a_form_without_its_token_is_refused(app: Flask):
    client = cast.signed_in(app, cast.NURSE)
    refused = client.post("/sign-out")
    assert refused.status_code == 400
    assert "页面放得太久" in refused.text
    assert client.get("/account").status_code == 200


@pytest.mark.parametrize(("verb", "more"), [(leave, ()), (set_password, ("another-word-5",))])
def test_leaving_or_a_new_password_ends_open_sessions(app: Flask, verb, more: tuple[str, ...]):
    client = cast.signed_in(app, cast.NURSE)
    change(app, cast.NURSE, verb, *more)
    assert client.get("/account").status_code == 302


def hours_are_over(app: Flask) -> None:
    with app.app_context():
        db.session.execute(update(OfficeSession).values(until=cast.long_ago()))
        db.session.commit()


def test_session_expires_mid_form_and_the_form_is_kept(app: Flask):
    client = cast.signed_in(app, cast.ADMINISTRATOR)
    token = re.search(r'csrf_token" value="([^"]+)', client.get("/people/new").text)[1]
    hours_are_over(app)
    asked = client.post("/people/new", data={"csrf_token": token, "name": "二"}, headers=OURS)
    assert asked.status_code == 401
    kept = re.search(r'name="kept" value="([^"]+)"', asked.text)[1]
    page = cast.post(client, "/sign-in", username="administrator", password=cast.PASSWORD, kept=kept).text
    assert 'action="/people/new"' in page
    assert 'name="name" value="二"' in page
    assert token not in page


def test_a_forged_kept_form_is_ignored(app: Flask):
    forged = cast.post(app.test_client(), "/sign-in", username="nurse", password=cast.PASSWORD, kept="[1].x")
    assert (forged.status_code, forged.location) == (302, "/")


def test_a_one_time_password_must_be_changed_before_anything_else(app: Flask):
    change(app, cast.NURSE, set_password, "12345678", must_change=True)
    client = app.test_client()
    cast.post(client, "/sign-in", username="nurse", password="12345678")
    assert client.get("/help").location == "/account/password"
    page = client.get("/account/password").text
    fields = {"csrf_token": re.search(r'csrf_token" value="([^"]+)', page)[1], "old": "12345678"}
    fields |= {"new": "my-own-word", "again": "my-own-word"}
    assert client.post("/account/password", data=fields).location == "/"
    assert client.get("/help").status_code == 200


@pytest.mark.parametrize(
    ("old", "new", "again", "sentence"),
    [
        ("wrong", "my-own-word", "my-own-word", "“现在的密码”不对"),
        (cast.PASSWORD, "short", "short", "密码至少要 8 个字符"),
        (cast.PASSWORD, "my-own-word", "my-own-ward", "两次输入的新密码不一样"),
        (cast.PASSWORD, cast.PASSWORD, cast.PASSWORD, "新密码不能和旧密码一样"),
    ],
)
def test_a_password_that_will_not_do_is_explained(app: Flask, old: str, new: str, again: str, sentence: str):
    client = cast.signed_in(app, cast.NURSE)
    refused = cast.post(client, "/account/password", old=old, new=new, again=again)
    assert refused.status_code >= 400
    assert sentence in refused.text


def test_the_language_is_switched_on_the_spot_and_remembered(app: Flask):
    client = cast.signed_in(app, cast.NURSE)
    assert "我的账号" in client.get("/account").text
    assert cast.post(client, "/language", lang="en", next="/account").location == "/account"
    assert "My account" in client.get("/account").text
    assert cast.post(client, "/language", lang="tlh", next="/account").status_code == 302
    assert "My account" in client.get("/account").text


def test_demo_sign_ins_are_shown_by_a_demonstration_only(app: Flask):
    with app.app_context():
        db.session.add(Setting(name="demo", value="{}"))
        db.session.commit()
    assert "demo2025" not in app.test_client().get("/sign-in").text
    app.config["DEMO"] = True
    page = app.test_client().get("/sign-in").text
    assert "demo2025" in page
    assert "<code>supervisor</code>" in page or "<code>outsider</code>" in page
    with app.app_context():
        db.session.delete(db.session.get_one(Setting, "demo"))
        db.session.commit()
    assert "demo2025" not in app.test_client().get("/sign-in").text


@pytest.mark.parametrize(
    "address", ["/", "/people", "/people.xlsx", "/inbox", "/account", "/areas/430921103213.xlsx"]
)
def test_a_shared_computer_keeps_no_page_after_signing_out(app: Flask, address: str):
    assert "no-store" in cast.signed_in(app, cast.ADMINISTRATOR).get(address).headers["Cache-Control"]


@pytest.mark.parametrize(
    "address",
    [
        "/people?words=%00",
        "/people/%00",
        "/audit?table=%00",
        "/areas?q=%00",
        "/areas/%00",
        "/inbox/%00/1",
        "/%00",
    ],
)
def test_a_nul_in_an_address_is_a_bad_request(each_database: Flask, address: str):
    assert cast.signed_in(each_database, cast.ADMINISTRATOR).get(address).status_code == 400
