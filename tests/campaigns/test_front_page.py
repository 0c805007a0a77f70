"""The front page's figures of open rounds, the search among phones, and the audit in words."""

from __future__ import annotations

import re
from io import BytesIO

import openpyxl
import pytest
from flask import Flask
from sqlalchemy import event

from fieldapp.campaigns.rounds.running import MOST
from fieldapp.ground.db import db
from tests import cast
from tests.campaigns.office import CAMPAIGN, found_campaign, listed, record, some_children
from tests.campaigns.test_removing import found_post
from tests.cast import person_id, post, signed_in
from tests.grown import grown


def figures(page: str) -> dict[str, list[str]]:
    """Round → still to dose, target, dosed, coverage."""
    cards = re.findall(r'<section class="card running">.*?<h2>([^<]+?) <span(.*?)</section>', page, re.S)
    return {name: _figures(words) for name, words in cards}


def _figures(words: str) -> list[str]:
    short = re.findall(r'class="sentence">[^<]*<strong>(?:<a[^>]*>)?(\d+)', words)
    for percent, dosed, target in re.findall(
        r'"percent">([\d.]+)<small>.*?class="of">(?:<a[^>]*>)?(\d+)(?:</a>)? / (?:<a[^>]*>)?(\d+)<',
        words,
        re.S,
    ):
        return [*short, target, dosed, f"{percent}%"]
    return short


def test_the_front_page_shows_each_open_round_s_figures(app: Flask) -> None:
    found_campaign(app)
    some_children(app)
    shown = figures(signed_in(app, cast.SUPERVISOR).get("/").text)
    assert shown["冬季脊灰补充免疫 第1轮"] == ["1", "3", "2", "66.67%"]
    assert shown["冬季脊灰补充免疫 第2轮"] == ["3", "3", "0", "0.00%"]


def test_its_figures_are_those_of_the_round_s_page_and_of_one_s_own_areas(app: Flask) -> None:
    found_campaign(app)
    some_children(app)
    record(app, cast.SUPERVISOR, listed("远儿", area="430921101001"))
    for member, target in ((cast.SUPERVISOR, "4"), (cast.VILLAGE_WORKER, "3"), (cast.OBSERVER, "4")):
        client = signed_in(app, member)
        assert figures(client.get("/").text)["冬季脊灰补充免疫 第1轮"][1] == target
        assert f"应服 {target} =" in re.sub(r"\s+", " ", client.get(f"/campaigns/{CAMPAIGN}/rounds/1").text)
    assert "进行中的活动" not in signed_in(app, cast.OUTSIDER).get("/").text


def test_a_closed_round_and_a_draft_show_no_figures(app: Flask) -> None:
    found_campaign(app)
    client = signed_in(app, cast.SUPERVISOR)
    post(client, f"/campaigns/{CAMPAIGN}/rounds/1/act", act="close")
    assert list(figures(client.get("/").text)) == ["冬季脊灰补充免疫 第2轮"]
    post(client, f"/campaigns/{CAMPAIGN}/act", act="close")
    assert figures(client.get("/").text) == {}


def test_the_figures_are_read_from_tallies_in_a_few_statements(app: Flask) -> None:
    found_campaign(app)
    some_children(app)
    client, said = signed_in(app, cast.SUPERVISOR), []
    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", lambda _c, _u, words, *_more: said.append(words))
    client.get("/")
    assert not [words for words in said if re.search(r"FROM (child|visit|dose)\b", words)]
    assert len([words for words in said if "FROM tally" in words]) == 2 <= MOST


def test_phones_can_be_searched(app: Flask) -> None:
    cast.phone_token(app, cast.VACCINATOR)
    page = signed_in(app, cast.SUPERVISOR).get("/phones").text
    assert 'data-filter="phones"' in page and 'id="phones"' in page


@pytest.fixture
@grown
def audited(app: Flask) -> Flask:
    found_campaign(app)
    found_post(app)
    client, person = signed_in(app, cast.ADMINISTRATOR), person_id(app, cast.VACCINATOR)
    home = f"/campaigns/{CAMPAIGN}"
    post(client, f"{home}/rounds/2/assignments", area=cast.VILLAGE, person=person, expected="30")
    post(client, f"{home}/rounds", n="1", first_day="20251202", last_day="20251209")
    staffed = {"name": "村小学", "kind": "temporary", "area": cast.VILLAGE, "days": "20251203 20251204"}
    post(client, f"{home}/posts", **staffed, staff=person)
    post(client, f"{home}/rounds", first_day="20260301", last_day="20260302")
    post(client, f"{home}/rounds/3/remove")
    return app


def told(app: Flask, address: str = "/audit") -> list[str]:
    page = signed_in(app, cast.ADMINISTRATOR).get(address).text
    rows = [re.sub(r"<[^>]+>", " ", row) for row in page.split("<tbody>")[1].split("</tr>")]
    return [" ".join(row.split()) for row in rows]


def test_the_audit_names_campaigns_rounds_and_posts(audited: Flask) -> None:
    lines = told(audited)
    assert not [line for line in lines if re.search(r"[0-9a-f]{8}-[0-9a-f]{4}", line)]

    def line(words: str) -> str:
        return next(one for one in lines if words in one)

    assert "轮次 冬季脊灰补充免疫 第2轮" in line("新增 分工")
    assert "更改 轮次：冬季脊灰补充免疫 第1轮" in line("更改 轮次")
    assert "开始日期 2025-12-01 → 2025-12-02" in line("更改 轮次")
    assert "种类 临时" in line("新增 接种点") and "日期 2025-12-03、2025-12-04" in line("新增 接种点")
    assert f"人员 {cast.VACCINATOR.name}" in line("新增 接种点")
    assert "活动 冬季脊灰补充免疫" in line("删除 轮次：冬季脊灰补充免疫 第3轮")


def test_a_removed_campaign_keeps_its_name_in_the_audit(app: Flask) -> None:
    found_campaign(app, state="draft")
    client = signed_in(app, cast.ADMINISTRATOR)
    post(client, f"/campaigns/{CAMPAIGN}/rounds", first_day="20260301", last_day="20260302")
    post(client, f"/campaigns/{CAMPAIGN}/remove")
    [line] = [one for one in told(app, "/audit?table=campaign") if "删除 活动" in one]
    assert "删除 活动：冬季脊灰补充免疫" in line
    assert "疫苗 二价脊灰减毒活疫苗（bOPV）" in line and "剂型 滴剂" in line and "地区 南县 430921" in line
    assert "冬季脊灰补充免疫 第3轮" in " ".join(told(app, "/audit?table=round"))


def test_the_audit_comes_as_a_workbook(audited: Flask) -> None:
    client = signed_in(audited, cast.ADMINISTRATOR)
    assert "/audit.xlsx?table=round" in client.get("/audit?table=round").text
    book = openpyxl.load_workbook(BytesIO(client.get("/audit.xlsx?table=round").data))
    rows = list(book.active.values)
    assert rows[0] == ("时间", "谁", "什么", "内容")
    assert {row[1] for row in rows[1:]} == {cast.ADMINISTRATOR.name}
    assert rows[-1][2] == "更改 轮次：冬季脊灰补充免疫 第1轮"
    assert rows[-1][3] == "开始日期 2025-12-01 → 2025-12-02"
