"""When a page cannot be: a sentence, a way back, no innards, and what was typed can be sent again."""

from __future__ import annotations

import errno
import io
import re
import sqlite3
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select

from fieldapp.ground.db import db
from fieldapp.models.areas import Area
from fieldapp.web import gate
from tests import cast

OURS = {"Origin": "http://localhost", "Referer": "http://localhost/areas"}
RENAME = f"/areas/{cast.VILLAGE}/rename"
FORM = {"name": "青树嘴新村", "on": "20251201", "document": "南民字〔2025〕3号"}


@pytest.fixture
def desk(app: Flask) -> FlaskClient:
    """The administrator's browser; a locked database is waited for 0.2 s only."""
    with app.app_context():
        event.listen(db.engine, "connect", lambda raw, _record: raw.execute("PRAGMA busy_timeout=200"))
        db.engine.dispose()
    return cast.signed_in(app, cast.ADMINISTRATOR)


def token_of(client: FlaskClient, path: str = "/account") -> str:
    return re.search(r'csrf_token" value="([^"]+)', client.get(path).text)[1]


def send(client: FlaskClient, path: str, fields: dict[str, object], token: str | None = None):
    return client.post(path, data={"csrf_token": token or token_of(client), **fields}, headers=OURS)


def send_again(client: FlaskClient, page: str):
    """Press the button of the page."""
    [form] = [part for part in page.split("<form ") if "<button>再提交一次" in part]
    fields = dict(re.findall(r'name="([^"]+)" value="([^"]*)"', form))
    return client.post(re.search('action="([^"]+)"', form)[1], data=fields, headers=OURS)


def name_of(app: Flask) -> str:
    with app.app_context():
        return db.session.scalars(select(Area.name).where(Area.code == cast.VILLAGE)).one()


def fail(wrong: Exception):
    @gate.needs("account.own")
    def view() -> str:
        raise wrong

    return view


@pytest.mark.parametrize(
    ("path", "status", "sentence"),
    [
        ("/nowhere", 404, "没有找到这一页或这一项"),
        ("/audit", 403, "您没有做这件事的权限"),
        ("/broken", 500, "服务器出错了"),
        ("/full", 503, "服务器磁盘满了"),
    ],
)
def test_a_refused_page_says_why_and_leads_on(app: Flask, path: str, status: int, sentence: str):
    app.add_url_rule("/broken", "broken", fail(ValueError("the innards")))
    app.add_url_rule("/full", "full", fail(OSError(errno.ENOSPC, "No space left on device")))
    client = cast.signed_in(app, cast.SUPERVISOR)
    answer = client.get(path, headers={"Referer": "http://localhost/campaigns?x=1"})
    assert answer.status_code == status
    assert f"<h1>{sentence}" in answer.text
    assert 'href="http://localhost/campaigns?x=1"' in answer.text
    assert cast.SUPERVISOR.name in answer.text  # she is still signed in, and has the menu
    assert "innards" not in answer.text
    shown = re.sub(
        r'title="[a-z_]+"', "", answer.text
    )  # the code is for who asks us, not for who reads the page
    assert "代码：" not in answer.text and "not_allowed" not in shown
    assert "Traceback" not in answer.text


def test_a_page_from_elsewhere_or_itself_is_no_way_back(app: Flask):
    client = cast.signed_in(app, cast.SUPERVISOR)
    for came in ("https://evil.example/", "http://localhost/nowhere", "javascript:alert(1)"):
        assert "回到上一页" not in client.get("/nowhere", headers={"Referer": came}).text


def test_an_upload_past_the_limit_says_how_large_it_may_be(desk: FlaskClient):
    large = (io.BytesIO(b"x" * (33 * 2**20)), "villages.csv")
    answer = send(desk, "/areas/import", {"file": large})
    assert answer.status_code == 413
    assert "最多 32 MB" in answer.text
    assert 'href="http://localhost/areas"' in answer.text
    assert (
        'data-most="33554432"' in desk.get("/areas/import").text
    )  # the browser says it before the file is sent


def test_a_form_sent_while_the_database_is_locked_can_be_sent_again(
    app: Flask, desk: FlaskClient, tmp_path: Path
):
    before, token = name_of(app), token_of(desk)
    backup = sqlite3.connect(tmp_path / "fieldapp.sqlite", isolation_level=None)
    backup.execute("BEGIN IMMEDIATE")
    answer = send(desk, RENAME, FORM, token)
    backup.execute("ROLLBACK")
    backup.close()
    assert (answer.status_code, name_of(app)) == (503, before)
    assert "服务器正忙" in answer.text
    assert "都还留在这一页" in answer.text
    assert send_again(desk, answer.text).status_code == 302
    assert name_of(app) == "青树嘴新村"


def test_a_form_sent_while_the_disk_is_full_can_be_sent_again(app: Flask, desk: FlaskClient):
    with app.app_context():
        engine = db.engine
    with engine.connect() as connection:
        limits = [connection.exec_driver_sql("PRAGMA page_count").scalar(), 10**9]
    event.listen(engine, "checkout", lambda raw, _r, _p: raw.execute(f"PRAGMA max_page_count={limits[0]}"))
    answer = send(desk, RENAME, FORM | {"document": "长" * 9000})
    assert answer.status_code == 503
    assert "服务器磁盘满了" in answer.text
    limits.pop(0)  # somebody made room
    assert send_again(desk, answer.text).status_code == 302
    assert name_of(app) == "青树嘴新村"


def test_a_form_open_since_before_the_last_sign_in_can_be_sent_again(app: Flask, desk: FlaskClient):
    old = token_of(desk)
    cast.post(desk, "/sign-out")
    cast.post(desk, "/sign-in", username=cast.ADMINISTRATOR.username, password=cast.PASSWORD)
    answer = send(desk, RENAME, FORM, old)
    assert answer.status_code == 400
    assert send_again(desk, answer.text).status_code == 302
    assert name_of(app) == "青树嘴新村"


def test_a_form_that_another_site_filled_is_not_offered_again(desk: FlaskClient):
    answer = desk.post(RENAME, data=FORM, headers={"Origin": "https://evil.example"})
    assert answer.status_code == 400
    assert "再提交一次" not in answer.text


def test_without_any_cookie_a_form_waits_for_the_sign_in(app: Flask):
    answer = app.test_client().post(RENAME, data=FORM, headers=OURS)
    assert answer.status_code == 401
    assert "刚才填的内容还留着" in answer.text
    kept = re.search(r'name="kept" value="([^"]+)"', answer.text)[1]
    client = app.test_client()
    page = cast.post(
        client, "/sign-in", username=cast.ADMINISTRATOR.username, password=cast.PASSWORD, kept=kept
    )
    assert f'action="{RENAME}"' in page.text
    assert "青树嘴新村" in page.text


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/areas/import", {"file": b"code,name\n"}),
        ("/account/password", {"old": "blue-lantern-7", "new": "二", "again": "二"}),
    ],
)
def test_a_file_or_a_password_is_asked_for_again(app: Flask, path: str, fields: dict[str, str | bytes]):
    def filled() -> dict[str, object]:
        files = {name: (io.BytesIO(v), "a.csv") for name, v in fields.items() if isinstance(v, bytes)}
        return fields | files

    came = {"Origin": "http://localhost", "Referer": f"http://localhost{path}"}
    answer = app.test_client().post(path, data=filled(), headers=came)
    assert answer.status_code == 401
    assert "请重新选、重新填" in answer.text
    assert f'name="next" value="{path}"' in answer.text
    assert "blue-lantern-7" not in answer.text
    again = cast.signed_in(app, cast.ADMINISTRATOR).post(path, data=filled(), headers=came)
    assert again.status_code == 400
    assert "再提交一次" not in again.text
    assert "请回到上一页再做一次" in again.text


@pytest.mark.parametrize(
    ("address", "page"),
    [
        ("/people/{key}/slip", "/people/{key}"),
        ("/people/{key}/areas/430921103213/end", "/people/{key}"),
        ("/phones/01890000-0000-7000-8000-000000000001/stop", "/phones/01890000-0000-7000-8000-000000000001"),
        ("/inbox/430921/7/mend", "/inbox/430921/7"),
        ("/inbox/unsigned/x/take", "/inbox"),
        ("/campaigns/x/rounds/2/assignments/table", "/campaigns/x/rounds/2/assignments"),
        ("/sign-out", "/"),
        ("/language", "/"),
    ],
)
def test_the_address_of_a_form_leads_to_its_page(app: Flask, address: str, page: str):
    client, key = cast.signed_in(app, cast.ADMINISTRATOR), cast.person_id(app, cast.NURSE)
    answer = client.get(address.format(key=key))
    assert (answer.status_code, answer.location) == (302, page.format(key=key))


def test_a_method_no_page_knows_is_refused(app: Flask):
    answer = cast.signed_in(app, cast.SUPERVISOR).put("/help")
    assert answer.status_code in (400, 405)  # without a form's token it is not even looked at
    assert "<h1>" in answer.text


def test_an_address_of_the_api_is_refused_as_before(app: Flask):
    answer = app.test_client().get("/api/v1/devices")
    assert (answer.status_code, answer.json["problem"]["code"]) == (405, "wrong_method")
