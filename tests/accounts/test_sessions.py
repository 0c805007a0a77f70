"""Sessions of the office are rows: what ends one ends every copy of its cookie, at once and for good."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select

from fieldapp.accounts import people
from fieldapp.accounts.views import browser_name
from fieldapp.ground.db import db
from fieldapp.models.people import Device, OfficeSession, Person
from fieldapp.web import sessions
from tests import cast

OURS = {"Origin": "http://localhost"}


def copy_of(app: Flask, client: FlaskClient) -> FlaskClient:
    """Another browser, with the cookie of this one."""
    other = app.test_client()
    other.set_cookie("fieldapp", client.get_cookie("fieldapp").value)
    return other


def signed_in_still(client: FlaskClient) -> bool:
    return client.get("/account").status_code == 200


def rows(app: Flask, member: cast.Member) -> list[tuple[str, str | None]]:
    """How each of a person's sessions ended, in the order they were made."""
    with app.app_context():
        query = select(OfficeSession).where(OfficeSession.person == cast.person_id(app, member))
        return [row.ended_how for row in db.session.scalars(query.order_by(OfficeSession.made))]


@pytest.mark.parametrize("member", cast.CAST, ids=lambda member: member.username)
def test_a_copied_cookie_is_dead_after_signing_out(each_database: Flask, member: cast.Member):
    client = cast.signed_in(each_database, member)
    stolen = copy_of(each_database, client)
    assert signed_in_still(stolen)
    cast.post(client, "/sign-out")
    assert not signed_in_still(stolen) and not signed_in_still(client)
    assert rows(each_database, member) == ["signed_out"]


def in_the_office(path: str, **fields: str) -> Callable[[Flask], None]:
    def act(app: Flask) -> None:
        key = cast.person_id(app, cast.NURSE)
        answer = cast.post(cast.signed_in(app, cast.ADMINISTRATOR), f"/people/{key}/{path}", **fields)
        assert answer.status_code in (200, 302), answer.text

    return act


def at_the_command_line(app: Flask) -> None:
    with app.app_context():
        people.set_password(db.session.get_one(Person, cast.person_id(app, cast.NURSE)), "another-word-5")
        db.session.commit()


def by_herself(app: Flask) -> None:
    fields = {"old": cast.PASSWORD, "new": "another-word-5", "again": "another-word-5"}
    elsewhere = cast.signed_in(app, cast.NURSE)
    assert cast.post(elsewhere, "/account/password", **fields).status_code == 302
    assert signed_in_still(elsewhere)


@pytest.mark.parametrize(
    ("act", "how"),
    [
        (in_the_office("leave"), "stopped"),
        (in_the_office("slip"), "password"),
        (in_the_office("edit", name="刘芳", role="observer"), "role"),
        (in_the_office("sessions/end"), "administrator"),
        (at_the_command_line, "password"),
        (by_herself, "password"),
    ],
    ids=["stop", "slip", "role", "ended", "command", "password"],
)
def test_what_ends_a_person_s_sessions_ends_them_everywhere_at_once(app: Flask, act, how: str):
    first, second = cast.signed_in(app, cast.NURSE), cast.signed_in(app, cast.NURSE)
    stolen, another = copy_of(app, first), cast.signed_in(app, cast.CLINIC)
    act(app)
    assert [signed_in_still(one) for one in (first, second, stolen)] == [False] * 3
    assert rows(app, cast.NURSE)[:2] == [how, how]
    assert signed_in_still(another)


def test_a_change_of_name_ends_nothing(app: Flask):
    client = cast.signed_in(app, cast.NURSE)
    in_the_office("edit", name="刘芳芳", role="nurse")(app)
    assert signed_in_still(client)


def test_a_session_whose_hours_are_over_stays_over_when_the_clock_is_set_back(
    app: Flask, monkeypatch: pytest.MonkeyPatch
):
    client = cast.signed_in(app, cast.NURSE)
    monkeypatch.setattr(sessions, "now", lambda: "2099-01-01T00:00:00.000Z")
    assert not signed_in_still(client)
    monkeypatch.undo()
    assert not signed_in_still(client)
    assert rows(app, cast.NURSE) == ["expired"]


def test_a_cookie_without_its_row_opens_nothing(app: Flask):
    client = cast.signed_in(app, cast.NURSE)
    with client.session_transaction() as cookie:
        cookie["signed_in"] = cookie["browser"]
    assert not signed_in_still(client)


def test_one_sees_where_one_is_signed_in_and_ends_it(app: Flask):
    here, there = cast.signed_in(app, cast.NURSE), cast.signed_in(app, cast.NURSE)
    page = here.get("/account").text
    [key] = re.findall(r'name="session" value="([^"]+)"', page)
    assert "这一次" in page
    cast.post(here, "/account/sessions/end", session=key)
    assert (signed_in_still(here), signed_in_still(there)) == (True, False)
    assert "本人退出" in here.get("/account").text
    third = cast.signed_in(app, cast.NURSE)
    cast.post(here, "/account/sessions/end")
    assert (signed_in_still(here), signed_in_still(third)) == (True, False)


@pytest.mark.parametrize("member", cast.CAST, ids=lambda member: member.username)
def test_nobody_ends_another_s_session_but_her_administrator(app: Flask, member: cast.Member):
    target = cast.CLINIC if member is cast.NURSE else cast.NURSE
    open_ = cast.signed_in(app, target)
    with app.app_context():
        key = db.session.scalars(select(OfficeSession.id)).one()
    client = cast.signed_in(app, member)
    cast.post(client, "/account/sessions/end", session=key)
    assert signed_in_still(open_)
    answer = cast.post(client, f"/people/{cast.person_id(app, target)}/sessions/end", session=key)
    assert answer.status_code == (302 if member is cast.ADMINISTRATOR else 403)
    assert signed_in_still(open_) == (member is not cast.ADMINISTRATOR)
    page = client.get(f"/people/{cast.person_id(app, target)}").text
    assert ("在电脑上登录" in page) == (member is cast.ADMINISTRATOR)


def test_an_administrator_ends_no_session_of_another_county(app: Flask):
    open_ = cast.signed_in(app, cast.OUTSIDER)
    client = cast.signed_in(app, cast.ADMINISTRATOR)
    path = f"/people/{cast.person_id(app, cast.OUTSIDER)}/sessions/end"
    assert cast.post(client, path).status_code == 403
    assert signed_in_still(open_)


def test_one_s_own_phone_is_signed_out_from_the_office_and_no_other(app: Flask):
    device = "01890000-0000-7000-8000-0000000000aa"
    token = cast.phone_token(app, cast.NURSE, device)
    other = cast.signed_in(app, cast.CLINIC)
    assert cast.post(other, f"/account/phones/{device}/end").status_code == 404
    client = cast.signed_in(app, cast.NURSE)
    assert f"/account/phones/{device}/end" in client.get("/account").text
    assert cast.post(client, f"/account/phones/{device}/end").status_code == 302
    sent = {"Authorization": f"Bearer {token}"}
    answer = app.test_client().post("/api/v1/sync", json={"ops": []}, headers=sent)
    assert (answer.status_code, answer.json["problem"]["code"]) == (401, "sign_in_again")
    assert cast.phone_token(app, cast.NURSE, device) != token


def test_a_token_that_ran_out_stays_out_when_the_clock_is_set_back(
    app: Flask, monkeypatch: pytest.MonkeyPatch
):
    token = cast.phone_token(app, cast.NURSE)
    sent = {"headers": {"Authorization": f"Bearer {token}"}, "json": {"ops": []}}
    monkeypatch.setattr(people, "now", lambda: "2099-01-01T00:00:00.000Z")
    assert app.test_client().post("/api/v1/sync", **sent).status_code == 401
    monkeypatch.undo()
    assert app.test_client().post("/api/v1/sync", **sent).status_code == 401
    with app.app_context():
        assert db.session.scalars(select(Device.token_ended_how)).one() == "expired"


def test_a_browser_from_which_a_person_was_put_out_is_no_longer_a_known_one(app: Flask):
    known, stolen = cast.signed_in(app, cast.NURSE), cast.signed_in(app, cast.NURSE)

    def knows(client: FlaskClient) -> list[str]:
        with client.session_transaction() as cookie, app.app_context():
            return sessions.known_in(cookie["browser"])

    nurse = cast.person_id(app, cast.NURSE)
    cast.post(known, "/sign-out")
    assert (knows(known), knows(stolen)) == ([nurse], [nurse])
    in_the_office("sessions/end")(app)
    assert (knows(known), knows(stolen)) == ([nurse], [])


def test_a_request_reads_its_session_once_by_an_index_and_writes_nothing(app: Flask):
    client = cast.signed_in(app, cast.NURSE)
    client.get("/help")
    said: list[str] = []
    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", lambda _c, _r, words, *_rest: said.append(words))
    client.get("/help")
    asked = [words for words in said if "office_session" in words]
    assert len(asked) == 1 and not [
        words for words in said if words.startswith(("INSERT", "UPDATE", "DELETE"))
    ]
    with engine.connect() as connection:
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {asked[0]}", ("x",)).all()
    assert all("SEARCH" in row[-1] for row in plan), plan


def form_of(client: FlaskClient, page: str = "/people/new") -> dict[str, str]:
    """A form as the page has it, filled in by whoever is signed in."""
    token = re.search(r'csrf_token" value="([^"]+)', client.get(page).text)[1]
    return {"csrf_token": token, "name": "秘密的名字"}


@pytest.mark.parametrize("way", ["over", "signed out", "ended", "cookie lost"])
@pytest.mark.parametrize("who", ["herself", "another"])
def test_a_form_kept_from_an_ended_session_is_offered_to_its_own_person_only(app: Flask, way: str, who: str):
    client = cast.signed_in(app, cast.ADMINISTRATOR)
    form = form_of(client)
    if way == "signed out":
        cast.post(client, "/sign-out")
    elif way == "cookie lost":
        client = app.test_client()
    else:
        with app.app_context():
            how = (
                {"until": cast.long_ago()}
                if way == "over"
                else {"ended_at": cast.moment(), "ended_how": "role"}
            )
            db.session.execute(OfficeSession.__table__.update().values(**how))
            db.session.commit()
    asked = client.post("/people/new", data=form, headers=OURS)
    assert asked.status_code == 401
    assert "秘密的名字" not in asked.text
    kept = re.search(r'name="kept" value="([^"]+)"', asked.text)[1]
    member = cast.ADMINISTRATOR if who == "herself" else cast.SUPERVISOR
    answer = cast.post(client, "/sign-in", username=member.username, password=cast.PASSWORD, kept=kept)
    assert ("秘密的名字" in answer.text) == (who == "herself")
    assert answer.status_code == (200 if who == "herself" else 302)


@pytest.mark.parametrize("member", [cast.ADMINISTRATOR, cast.SUPERVISOR], ids=lambda member: member.username)
def test_a_form_of_whoever_was_signed_in_before_is_not_offered_to_the_next(app: Flask, member: cast.Member):
    client = cast.signed_in(app, cast.ADMINISTRATOR)
    form = form_of(client, "/campaigns/new")
    cast.post(client, "/sign-out")
    cast.post(client, "/sign-in", username=member.username, password=cast.PASSWORD)
    answer = client.post("/campaigns/new", data=form, headers=OURS)
    assert answer.status_code == 400
    assert ("秘密的名字" in answer.text) == (member is cast.ADMINISTRATOR)


def test_a_form_that_another_site_filled_is_not_kept(app: Flask):
    answer = app.test_client().post(
        "/people/new", data={"name": "x"}, headers={"Origin": "https://evil.example"}
    )
    assert answer.status_code == 401
    assert 'name="kept"' not in answer.text


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/131.0 Safari/537.36",
            "Chrome · Windows",
        ),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/131.0 Safari/537.36 Edg/131.0", "Edge · Windows"),
        ("Mozilla/5.0 (Linux; Android 14) Chrome/116.0 MicroMessenger/8.0", "微信 · Android"),
        ("curl/8", "curl/8"),
        ("", "—"),
    ],
)
def test_a_session_is_named_by_browser_and_system(agent: str, name: str):
    assert browser_name(agent) == name
