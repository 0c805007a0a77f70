"""The schedule's pages: every rule in words, a corrected file loaded, and the try-it page without network."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import expect

from fieldapp.schedule import packaged
from tests.browser.conftest import new_phone, phone, server  # noqa: F401
from tests.cast import ADMINISTRATOR, SUPERVISOR, signed_in

EDITION = (Path(__file__).parents[2] / "fieldapp" / "schedule" / "editions" / "2026.toml").read_text("utf-8")


def test_a_supervisor_reads_every_rule_of_the_edition_in_force_with_its_source(app: Flask) -> None:
    page = signed_in(app, SUPERVISOR).get("/schedule").text
    edition = packaged().editions["2026"]
    assert edition.head["zh"] in page
    for table in ("rule", "choose", "enough", "close", "advice", "live", "plan"):
        for entry in edition.tables[table]:
            assert f'id="{entry["id"]}"' in page
    assert "须向县疾控确认" in page
    assert "检查并启用" not in page


def test_an_older_edition_can_be_read_in_english(app: Flask) -> None:
    client = signed_in(app, SUPERVISOR)
    client.set_cookie("lang", "en")
    page = client.get("/schedule?edition=2021").text
    assert "Measles-containing dose 1" in page
    assert client.get("/schedule?edition=1999").status_code == 404


def load(client, text: str):
    token = client.get("/schedule").text.partition('name="csrf_token" value="')[2].partition('"')[0]
    sent = {"csrf_token": token, "file": (io.BytesIO(text.encode()), "2026.toml")}
    return client.post(
        "/schedule/files", data=sent, content_type="multipart/form-data", follow_redirects=True
    )


def test_an_administrator_loads_a_corrected_edition_and_it_is_in_force(app: Flask) -> None:
    client = signed_in(app, ADMINISTRATOR)
    answer = load(client, EDITION.replace("（2026年版）", "（2026年版，县里更正）"))
    assert answer.status_code == 200
    assert "县里更正" in client.get("/schedule").text


def test_a_faulty_file_changes_nothing_and_all_faults_are_listed(app: Flask) -> None:
    client = signed_in(app, ADMINISTRATOR)
    answer = load(
        client, EDITION.replace('before = "12m"', 'before = "soon"').replace('conf = "low"', 'conf = "?"')
    )
    assert answer.status_code == 422
    assert answer.text.count("<li>") >= 2
    assert "（2026年版）" in client.get("/schedule").text


@pytest.mark.parametrize("text", ["", "not toml [", "\x00"])
def test_rubbish_is_refused_with_a_sentence(app: Flask, text: str) -> None:
    assert load(signed_in(app, ADMINISTRATOR), text).status_code == 422


def test_a_supervisor_may_not_load_a_file(app: Flask) -> None:
    assert load(signed_in(app, SUPERVISOR), EDITION).status_code == 403


@pytest.mark.browser
def test_a_childs_doses_are_tried_with_the_network_cut(phone) -> None:  # noqa: F811
    page = phone.open()
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_function("caches.match('/static/build/schedule.json').then(Boolean)")
    phone.cut()
    phone.close()
    page = phone.open("/field/schedule")
    page.get_by_label("出生日期").fill("20240601")
    page.get_by_label("查看日期").fill("20260901")
    page.get_by_label("接种史").fill("乙肝 20240601\n乙肝 20240602\n卡介苗 20240602")
    expect(page.get_by_text("结果：否-需补种")).to_be_visible()
    expect(page.get_by_text("乙肝疫苗 2024-06-02：✘")).to_be_visible()
    expect(page.get_by_role("heading", name="补种安排")).to_be_visible()
    page.get_by_role("button", name="English").click()
    expect(page.get_by_text("Result：needs catch-up")).to_be_visible()
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0
