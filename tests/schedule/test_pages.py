"""The schedule's pages: every rule in words, a corrected file loaded, and the try-it page without network."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import expect
from sqlalchemy.orm import Session

from fieldapp.areas.given import give_area
from fieldapp.ground.db import db
from fieldapp.models.people import Person
from fieldapp.schedule import Programme, evaluate, packaged
from fieldapp.schedule.rules.installed import editions_of, for_phones, install
from fieldapp.schedule.rules.telling import Teller
from fieldapp.web.passwords import hash_password
from tests.browser.conftest import PASSWORD, new_phone, phone, server  # noqa: F401
from tests.cast import ADMINISTRATOR, SUPERVISOR, person_id, signed_in
from tests.sync.county import add_person

EDITION = (Path(__file__).parents[2] / "fieldapp" / "schedule" / "editions" / "2026.toml").read_text("utf-8")
PROVINCES = Path(__file__).parents[2] / "fieldapp" / "schedule" / "provinces"


def test_a_supervisor_reads_every_rule_of_the_edition_in_force_with_its_source(app: Flask) -> None:
    page = signed_in(app, SUPERVISOR).get("/schedule").text
    edition = packaged().by_id["2026"]
    assert edition.head["zh"] in page
    for table in ("rule", "choose", "enough", "close", "advice", "live", "plan"):
        for entry in edition.tables[table]:
            assert f'id="{entry["id"]}"' in page
            for name in entry.get("source", []):
                assert f'href="#source-{name}"' in page
                assert f'<li id="source-{name}">' in page
    assert "须向县疾控确认" in page
    assert "检查并启用" not in page


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_rule_is_told_with_a_name_from_the_rule_file(lang: str) -> None:
    library = packaged()
    codes = {name for name in library.words["counter"] if name not in library.words["counter"][name]["en"]}
    assert set(library.names.counters) == {*library.names.series, *library.words["counter"]}
    for edition in library.by_id.values():
        for _, rules in Teller(library, lang).edition(edition):
            for rule in rules:
                told = set(re.findall(r"[a-z_0-9]+", rule.words))
                assert told.isdisjoint(codes), rule.words


def test_conditions_and_sources_are_told_in_words(app: Flask) -> None:
    page = signed_in(app, SUPERVISOR).get("/schedule").text
    assert "仅当：含Ⅱ型脊灰疫苗 至多1剂，出生日期 2016-03-01及以后" in page
    assert "第4剂及以后" in page
    assert 'title="一般知识，未见文本">常识</a>' in page
    assert "general knowledge" not in page


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


def country(app: Flask):
    """The administrator, with every county of the server."""
    with app.app_context():
        give_area(person_id(app, ADMINISTRATOR), "43")
        db.session.commit()
    return signed_in(app, ADMINISTRATOR)


@pytest.mark.parametrize("text", [EDITION, EDITION.replace("2026年版", "更正")])
def test_a_countys_administrator_does_not_change_the_rules_of_every_county(app: Flask, text: str) -> None:
    assert load(signed_in(app, ADMINISTRATOR), text).status_code == 403
    assert for_phones(app.config["INSTANCE"], ["430921103213"]) == {}


def test_rules_of_a_province_are_its_counties_to_change(app: Flask) -> None:
    head = 'id = "hunan"\nprovince = ["湖南", "43"]\n'
    rules = (PROVINCES / "zhejiang.toml").read_text("utf-8")
    text = head + rules.split("\n", 3)[3]
    county = load(signed_in(app, ADMINISTRATOR), text)
    assert (county.status_code, "hunan" in editions_of(app.config["INSTANCE"]).provinces) == (403, False)
    assert load(country(app), text).status_code == 200
    assert "hunan" in editions_of(app.config["INSTANCE"]).provinces


def test_an_administrator_loads_a_corrected_edition_and_it_is_in_force(app: Flask) -> None:
    client = country(app)
    answer = load(client, EDITION.replace("（2026年版）", "（2026年版，县里更正）"))
    assert answer.status_code == 200
    assert "县里更正" in client.get("/schedule").text
    assert "换规则文件 免疫程序" in client.get("/audit").text


def test_phones_are_sent_rules_only_while_a_corrected_file_is_in_use(tmp_path: Path) -> None:
    zhejiang_and_hunan = ["330102001001", "430921100200"]
    assert for_phones(str(tmp_path), zhejiang_and_hunan) == {}
    assert install(str(tmp_path), CORRECTED) == ("2026", [])
    told = for_phones(str(tmp_path), zhejiang_and_hunan)
    assert list(told) == ["national", "zhejiang"]
    assert told["national"]["editions"]["2026"]["zh"].endswith("县里更正）")
    doses = [{"product": "HepB", "given_on": day} for day in ("2026-06-20", "2026-07-04")]
    for place in told.values():
        answer = evaluate({"born": "2026-06-20"}, doses, "2026-09-01", Programme(place["rules"]))
        assert [dose["valid"] for dose in answer["doses"]] == [True, True]


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
    phone.open()
    phone.sign_in("ann")
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
    expect(page.get_by_text("Result: needs catch-up")).to_be_visible()
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0


@pytest.mark.browser
def test_the_try_it_page_says_what_is_missing_and_what_cannot_be_as_the_command_does(phone) -> None:  # noqa: F811
    page = phone.open("/field/schedule")
    page.get_by_label("出生日期").fill("20251220")
    page.get_by_label("查看日期").fill("20261111")
    page.get_by_label("接种史").fill("麻腮风 20261110\n水痘 20260901")
    missing = page.locator("section", has=page.get_by_role("heading", name="缺的剂次"))
    expect(missing.get_by_text("乙脑第1剂 乙脑减毒活疫苗：等间隔，2026-12-08起")).to_be_visible()
    expect(missing.get_by_text("卡介苗第1剂 卡介苗：今天能种 须PPD试验阴性方可接种")).to_be_visible()
    expect(missing.get_by_text("乙肝第2剂 乙肝疫苗：等前面的剂次种了再定")).to_be_visible()
    page.get_by_label("接种史").fill("乙肝 20251219")
    expect(page.get_by_role("alert")).to_have_text(
        "接种史第1条 乙肝疫苗：接种日期 2025-12-19 早于出生日期 2025-12-20，请核对。"
    )
    expect(page.get_by_text("结果：")).to_have_count(0)
    page.get_by_label("出生日期").fill("20130601")
    page.get_by_label("接种史").fill("")
    expect(page.get_by_role("alert")).to_contain_text("性别不详")
    page.get_by_label("性别").select_option("female")
    expect(page.get_by_role("alert")).to_be_empty()
    page.get_by_label("接种史").fill("九价HPV疫苗 20250601")
    expect(page.get_by_text("把握低、须向县疾控确认的规则")).to_be_visible()


@pytest.mark.browser
def test_a_corrected_edition_reaches_the_try_it_page_with_the_network_cut(phone, server, new_phone) -> None:  # noqa: F811
    with Session(server.engine) as session:
        add_person(session, "office", "administrator", ["43"])  # every county of the server
        session.query(Person).filter_by(username="office").one().password_hash = hash_password(PASSWORD, 8)
        session.commit()
    phone.open()
    phone.sign_in("ann")
    page = try_two_hepatitis_b(phone)
    expect(page.get_by_text("2026-06-28：✘")).to_be_visible()
    load_in_the_office(new_phone("office", 1000), CORRECTED)
    phone.mend()
    phone.page.goto(f"{phone.url}/field")
    phone.page.get_by_role("navigation").wait_for()
    for _ in range(100):
        if phone.page.evaluate(KEPT):
            break
        phone.page.wait_for_timeout(100)
    page = try_two_hepatitis_b(phone)
    expect(page.get_by_text("2026-06-28：✔ 有效")).to_be_visible()
    expect(page.get_by_text("用的是管理员更正后启用的规则。")).to_be_visible()
    expect(page.get_by_text("县里更正")).to_be_visible()


# Hepatitis B doses a fortnight apart are fine, says the made-up correction.
CORRECTED = (
    EDITION.replace("（2026年版）", "（2026年版，县里更正）")
    + """
[[patch]]
rule = "hepb-2"
age = "14d"
gap = "14d"
"""
)
KEPT = """() => new Promise((resolve) => {
  const opened = indexedDB.open('fieldapp');
  opened.onsuccess = () => {
    const asked = opened.result.transaction('meta').objectStore('meta').get('editions');
    asked.onsuccess = () => { opened.result.close(); resolve(Boolean(asked.result && asked.result.national)); };
  };
})"""


def try_two_hepatitis_b(phone):  # noqa: F811
    """Two doses a fortnight apart, by the rules this phone has, without network."""
    phone.wait_until_kept()
    phone.cut()
    phone.page.goto(f"{phone.url}/field/schedule")
    phone.page.get_by_label("出生日期").fill("20260610")
    phone.page.get_by_label("查看日期").fill("20260901")
    phone.page.get_by_label("接种史").fill("乙肝 20260610\n乙肝 20260628")
    return phone.page


def load_in_the_office(office, text: str) -> None:
    page = office.open("/schedule")
    page.locator("input[name=username]").fill("office")
    page.locator("input[type=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_role("navigation").first.wait_for()
    page.goto(f"{office.url}/schedule")
    page.get_by_label("规则文件（TOML）").set_input_files(
        {"name": "2026.toml", "mimeType": "text/plain", "buffer": text.encode()}
    )
    page.get_by_role("button", name="检查并启用").click()
    expect(page.get_by_text("已启用：2026")).to_be_visible()
