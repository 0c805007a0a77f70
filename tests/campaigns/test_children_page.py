"""Every number of a round's pages leads to the children behind it: as many as it says, for who may see them."""

from __future__ import annotations

import re
from html import unescape
from io import BytesIO

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from fieldapp.campaigns.children import behind_cell
from fieldapp.campaigns.children.homes import home_words, walking_order
from fieldapp.ground.db import db
from fieldapp.models.campaigns import Visit
from tests import cast
from tests.campaigns.office import CAMPAIGN, ROUND2, found_campaign, listed, record, some_children, visited
from tests.cast import post, signed_in
from tests.grown import grown
from tests.sync.county import key, operation

ROUND_PAGE = f"/campaigns/{CAMPAIGN}/rounds/1"
LIST = f"{ROUND_PAGE}/children"
LINK = re.compile(r'<a[^>]* href="([^"]*/children\?[^"]*)"[^>]*>([^<]*)</a>')


@pytest.fixture
@grown
def county(app: Flask) -> Flask:
    """Some of everything: dosed, away, found, elsewhere, moved, without registration, by a mobile team."""
    found_campaign(app)
    some_children(app)
    record(
        app,
        cast.VACCINATOR,
        listed("小强", area=cast.OTHER_VILLAGE, registered_at="other_province", born="2023-02-03"),
        visited("小强", area=cast.OTHER_VILLAGE, mode="mobile"),
        listed("小丽", registered_at=None, prior_polio="0"),
        visited("小丽", mode="mobile", outcome="refused", reason="没空, 说了"),
        listed("小华", born="2024-07-07", status="moved", status_on="2025-11-25"),
        listed("小云", born=None),
        visited("小云", "vaccinated_elsewhere"),
        listed("小雨"),
        listed("小海", guardian="海妈", phone="13800000001"),
        visited("小海", product="HepB"),
    )
    return app


def names(page: str) -> list[str]:
    """Who is on a list."""
    body = page.split('id="children"')[1] if 'id="children"' in page else ""
    return [re.sub("<[^>]*>", "", one) for one in re.findall(r'<th scope="row">(.*?)</th>', body)]


def links(client: FlaskClient, path: str) -> list[tuple[str, str]]:
    """Addresses of lists that a page leads to, each with the words of the link."""
    found = LINK.findall(client.get(path).text)
    return [(unescape(href), words.strip()) for href, words in found]


@pytest.mark.parametrize(
    "path",
    [
        "",
        f"?area={cast.TOWNSHIP}",
        "/table",
        "/table?by=born",
        f"/table?area={cast.VILLAGE}",
        "/sheets/1",
        "/sheets/1?by=age",
        "/sheets/2",
        f"/sheets/2?area={cast.VILLAGE}",
    ],
)
def test_every_number_leads_to_as_many_children(county: Flask, path: str) -> None:
    client = signed_in(county, cast.SUPERVISOR)
    numbers = {(href, int(words)) for href, words in links(client, ROUND_PAGE + path) if words.isdigit()}
    assert len(numbers) > (15 if "sheets" in path else 25)  # a sheet of one village has few lines
    for href, n in numbers:
        page = client.get(href)
        assert page.status_code == 200, href
        assert len(names(page.text)) == n, href


def test_the_second_round_s_tables_lead_on_too(county: Flask) -> None:
    record(county, cast.VACCINATOR, visited("小明", round=ROUND2, on="2026-01-06"))
    client = signed_in(county, cast.SUPERVISOR)
    for path in ("", "/table", "/sheets/1", "/sheets/1?by=age", "/sheets/2"):
        numbers = [one for one in links(client, f"/campaigns/{CAMPAIGN}/rounds/2{path}") if one[1].isdigit()]
        assert numbers
        for href, words in numbers:
            assert len(names(client.get(href).text)) == int(words), href


def test_each_share_leads_to_both_its_numbers(county: Flask) -> None:
    client = signed_in(county, cast.SUPERVISOR)
    page = client.get(ROUND_PAGE).text
    for figure in re.findall(r'<li class="figure.*?</li>', page, re.DOTALL):
        top, bottom = re.findall(r'<span class="of">(\d+) / (\d+|—)</span>', figure)[0]
        for href, words in LINK.findall(figure):
            n = int(top if words == "分子" else bottom)
            assert len(names(client.get(unescape(href)).text)) == n, figure


def test_the_columns_of_the_days_lead_on(county: Flask) -> None:
    client = signed_in(county, cast.SUPERVISOR)
    [href] = set(
        re.findall(r'href="([^"]*cell=day:[^"]*)"', client.get(ROUND_PAGE).text)
    )  # a picture for phones too
    assert sorted(names(client.get(unescape(href)).text)) == ["小刚", "小强", "小明"]


def test_the_list_says_who_where_and_why(county: Flask) -> None:
    page = signed_in(county, cast.SUPERVISOR).get(f"{LIST}?cell=all+no_reason").text
    assert sorted(names(page)) == ["小海", "小雨"]
    for words in ("海妈", "tel:13800000001", "疫苗不同：乙肝疫苗", "在名单上（2025-11-20登记）", "2 名儿童"):
        assert words in page


def test_a_cell_without_anybody_says_so(county: Flask) -> None:
    page = signed_in(county, cast.SUPERVISOR).get(f"{LIST}?cell=day:2025-12-05+vaccinated").text
    assert "现在这一格里没有孩子" in page and "下载 XLSX" not in page


def test_back_leads_to_the_page_one_came_from(county: Flask) -> None:
    client = signed_in(county, cast.SUPERVISOR)
    came = f"{ROUND_PAGE}?area={cast.TOWNSHIP}"
    page = client.get(f"{LIST}?cell=all+target", headers={"Referer": f"http://localhost{came}"}).text
    assert f'href="{came}" data-back' in page
    further = unescape(re.findall(r'href="([^"]*in_round[^"]*)"', page)[0])
    again = client.get(further, headers={"Referer": f"http://localhost{LIST}?cell=all+target"}).text
    assert f'href="{came}" data-back' in again
    away = client.get(f"{LIST}?cell=all+target&back=//evil.example/x").text
    assert "evil.example" not in away.split("data-back")[0].rsplit("<a", 1)[1]


def test_a_closed_round_s_list_says_what_it_was_then(county: Flask) -> None:
    client = signed_in(county, cast.SUPERVISOR)
    post(client, f"/campaigns/{CAMPAIGN}/rounds/1/act", act="close")
    record(county, cast.VACCINATOR, visited("小雨", on="2025-12-03"))
    page = client.get(f"{LIST}?cell=all+vaccinated").text
    assert "结束时是 3 名；名单是现在的，4 名，结束后变了 +1 名" in page
    assert len(names(page)) == 4
    assert "人数没有变" in client.get(f"{LIST}?cell=all+elsewhere").text


def test_an_observer_sees_numbers_and_no_name(county: Flask) -> None:
    client = signed_in(county, cast.OBSERVER)
    page = client.get(f"{LIST}?cell=all+vaccinated").text
    assert names(page) == [] and "小明" not in page and "青树嘴村委会" in page
    assert client.get(f"{LIST}?cell=all+vaccinated&q=小明").text.count("小明") <= 1  # the search box itself
    assert client.get(f"{LIST}.xlsx?cell=all+vaccinated").status_code == 403


def test_who_lives_outside_one_s_areas_has_a_line_and_no_name(county: Flask) -> None:
    record(county, cast.VACCINATOR, listed("小远", area=cast.OTHER_VILLAGE), visited("小远"))
    client = signed_in(county, cast.VILLAGE_WORKER)
    page = client.get(f"{LIST}?cell=all+vaccinated").text
    assert sorted(names(page)) == ["小刚", "小明", "（住在别处，不显示）"]
    assert "小远" not in page
    assert "没有找到" in client.get(f"{LIST}?cell=all+vaccinated&q=小远").text


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("cell=all+target", 200),
        ("", 422),
        ("cell=all+dosed", 422),
        ("cell=all+target&area=430922", 403),
        ("cell=all+target&area=x", 404),
    ],
)
def test_what_is_no_cell_or_not_one_s_area_is_refused(county: Flask, query: str, status: int) -> None:
    assert signed_in(county, cast.SUPERVISOR).get(f"{LIST}?{query}").status_code == status


def test_the_workbook_holds_the_whole_list(county: Flask) -> None:
    answer = signed_in(county, cast.SUPERVISOR).get(f"{LIST}.xlsx?cell=all+short")
    rows = list(openpyxl.load_workbook(BytesIO(answer.data)).active.values)
    assert rows[0][:3] == ("村", "户主", "姓名")
    assert sorted(str(row[2]) for row in rows[1:]) == ["小丽", "小海", "小红", "小雨"]
    assert signed_in(county, cast.VACCINATOR).get(f"{LIST}.xlsx?cell=all+short").status_code == 403


def test_a_workbook_that_would_be_too_long_is_refused(county: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(behind_cell, "MOST_LINES", 3)
    answer = signed_in(county, cast.SUPERVISOR).get(f"{LIST}.xlsx?cell=all+short")
    assert answer.status_code == 422 and "请先选一个乡镇或村" in answer.text


def test_a_long_list_comes_in_pages_each_child_once(county: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(behind_cell, "PAGE", 2)
    client = signed_in(county, cast.SUPERVISOR)
    whole = f"{LIST}?cell=all+in_round"
    pages = [names(client.get(f"{whole}&page={n}").text) for n in range(1, 6)]
    assert [len(page) for page in pages] == [2, 2, 2, 2, 1]
    everybody = [name for page in pages for name in page]
    assert len(set(everybody)) == 9
    assert "第 1 页，共 5 页" in client.get(whole).text
    assert names(client.get(f"{whole}&q=海妈").text) == ["小海"]


def test_a_village_leads_to_its_own_children(county: Flask) -> None:
    client = signed_in(county, cast.SUPERVISOR)
    page = client.get(f"{LIST}?cell=all+vaccinated").text
    [href] = {unescape(one) for one in re.findall(r'href="([^"]*in_round[^"]*)"', page) if "103231" in one}
    assert names(client.get(href).text) == ["小强"]


def test_reading_a_village_s_cell_uses_the_indexes(county: Flask) -> None:
    """No step of it walks the county: every table is searched by an index that begins with county and village."""
    with county.app_context(), db.engine.connect() as connection:
        away = select(Visit.child).where(Visit.county == "430921", Visit.area == cast.VILLAGE)
        away = away.where(Visit.area != Visit.package_area, Visit.round == ROUND2)
        sql = str(away.compile(connection, compile_kwargs={"literal_binds": True}))
        plan = " ".join(str(row) for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}"))
    assert "ix_visit_away (county=? AND round=? AND area=?)" in plan


def test_a_draft_s_round_has_no_lists(app: Flask) -> None:
    found_campaign(app, state="draft")
    record(app, cast.VACCINATOR, operation("household", {"head": "王"}, area=cast.VILLAGE))
    answer = signed_in(app, cast.SUPERVISOR).get(f"{LIST}?cell=all+target")
    assert answer.status_code == 409 and "还没有启动" in answer.text


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("阿依古丽•买买提", ["阿依古丽·买 买提"]),
        ("阿依 古丽．买", ["阿依古丽·买 买提"]),
        ("买\u200b买提", ["阿依古丽·买 买提"]),
        ("anna", ["Ａｎｎａ"]),
        ("AN NA", ["Ａｎｎａ"]),
        ("137 0000-9999", ["Ａｎｎａ"]),
        ("９９９９", ["Ａｎｎａ"]),
        ("依买", []),
        ("a_n", []),
    ],
)
def test_a_child_is_found_however_its_name_is_written(county: Flask, words: str, found: list[str]) -> None:
    odd = listed("阿依古丽·买 买提"), listed("Ａｎｎａ", phone="13700009999")
    record(county, cast.VACCINATOR, *odd, *(visited(one["data"]["name"]) for one in odd))
    query = {"cell": "all vaccinated", "q": words}
    page = signed_in(county, cast.SUPERVISOR).get(LIST, query_string=query).text
    assert names(page) == found


@pytest.mark.parametrize(
    ("group", "door", "address", "said"),
    [
        ("1组", "8", "丰安坝村1组8号", "1组 8"),
        ("3组", "12号", "学堂边", "3组 12号 学堂边"),
        ("3组", "12号", "丰安坝村3组12号 学堂边", "3组 12号 学堂边"),
        (None, None, "丰安坝村1组8号", "1组8号"),
        ("第2村民小组", None, None, "第2村民小组"),
        (None, None, "丰安坝村", ""),
    ],
)
def test_a_home_is_said_once(group: str | None, door: str | None, address: str | None, said: str) -> None:
    assert home_words({"group": group, "door": door, "address": address}, "丰安坝村") == said
    assert home_words({}, "丰安坝村") == ""


def test_homes_stand_as_one_walks() -> None:
    homes = ["10组 2", "", "2组 11号", "2组 3号", "2组 3号 后院"]
    assert sorted(homes, key=walking_order) == ["2组 3号", "2组 3号 后院", "2组 11号", "10组 2", ""]


def test_a_list_stands_under_its_villages_with_group_and_door(county: Flask) -> None:
    home = {"head": "李", "group": "3组", "door": "12号"}
    house = operation("household", home, key=key("李家"), area=cast.VILLAGE)
    record(county, cast.VACCINATOR, house, listed("李小雨", household=key("李家"), guardian="李妈"))
    client = signed_in(county, cast.SUPERVISOR)
    page = client.get(f"{LIST}?cell=all+in_round").text
    heads = [re.sub("<[^>]*>", "", one).split() for one in re.findall(r'<tr class="sub">(.*?)</tr>', page)]
    assert [one[-3:] for one in heads] == [["青树嘴村委会", "9", "名"], ["玖丰庙村", "1", "名"]]
    row = next(one for one in page.split("<tr") if "李小雨" in one)
    assert "3组 12号" in row and "还没去过" in row
    assert names(page)[0] == "李小雨"  # who has a number comes before who has none
    book = openpyxl.load_workbook(BytesIO(client.get(f"{LIST}.xlsx?cell=all+in_round").data))
    lines = [dict(zip(next(book.active.values), row, strict=True)) for row in book.active.values]
    [line] = [one for one in lines if one["姓名"] == "李小雨"]
    assert (line["家在"], line["组、门牌"]) == ("青树嘴村委会", "3组 12号")


def test_a_list_says_whose_it_is_and_by_numbers_which_township(county: Flask) -> None:
    record(county, cast.SUPERVISOR, listed("远村的", area="430921101001"))
    township = signed_in(county, cast.CLINIC).get(f"{LIST}?cell=all+short").text
    assert "南县青树嘴镇 · 第1轮" in township and "全部" not in township
    page = signed_in(county, cast.OBSERVER).get(f"{LIST}?cell=all+short").text
    rows = re.findall(r'<tr><th scope="row">.*?</tr>', page, re.DOTALL)
    assert any("厂窖镇" in row and "厂窖社区" in row for row in rows)
