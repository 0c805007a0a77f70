"""A campaign about adults: groups by age with census numbers and dated goals, areas ranked by share, who is left."""

from __future__ import annotations

import io
import re
from collections import Counter
from typing import Any

import openpyxl
import pytest
from flask import Flask
from sqlalchemy import select

from fieldapp.catchup.groups.ranking import Place, number_of, ranked, row_of, sum_of, together
from fieldapp.catchup.groups.said import goal_words
from fieldapp.catchup.plan.group_figures import measure
from fieldapp.catchup.plan.groups import Goal, Group
from fieldapp.catchup.tables import asking as tables
from fieldapp.catchup.tables.nightly import count_all
from fieldapp.ground import clock
from fieldapp.ground.db import db
from fieldapp.models.catchups import CatchupCampaign
from tests import cast
from tests.answer_words import words_in
from tests.campaigns.sheets import pdf_words
from tests.catchup.test_campaign_pages import FORM, TO_LAST, TO_TENTH, at, opened, refusals, say
from tests.sync.county import key

GROUPS = {"group_from1": "60", "group_to1": "79", "first_share1": "80", "first_by1": "2026-11-20"}
GROUPS |= {"all_share1": "50", "all_by1": "20261130", "group_from2": "80"}
ADULTS: dict[str, Any] = {
    "series": ["hepb"],
    "born_from": "1900-01-01",
    "born_to": "2008-11-10",
    "apart": "28",
}
ADULTS |= {"months1_hepb": "216", "fewer1_hepb": "2", "unknown_hepb": "1"} | GROUPS
FIRST, SECOND = "2026-11-12", "2026-11-27"
PEOPLE = {  # born, village, days of doses
    "甲": ("1950-01-01", cast.VILLAGE, ["2026-10-01", SECOND]),  # the first before it began
    "乙": ("1960-01-01", cast.VILLAGE, [FIRST]),
    "丙": ("1966-11-10", cast.VILLAGE, []),
    "丁": ("1966-11-11", cast.VILLAGE, [FIRST]),  # 59 on the first day
    "戊": ("1940-01-01", cast.VILLAGE, []),
    "己": ("1955-01-01", cast.OTHER_VILLAGE, [FIRST]),
    "庚": ("1956-01-01", cast.OTHER_VILLAGE, [SECOND]),
}


def people() -> list[dict[str, Any]]:
    said: list[dict[str, Any]] = []
    for name, (born, village, days) in PEOPLE.items():
        words = {"name": name, "born": born, "sex": "male", "phone": "13900000001", "registered_at": "county"}
        said.append({"kind": "child", "key": key(name), "area": village, "data": words})
        for day in days:
            given = {"child": key(name), "product": "HepB", "given_on": day, "source": "campaign"}
            said.append({"kind": "dose", "area": village, "data": given})
    return said


@pytest.fixture
def grown(app: Flask, monkeypatch: pytest.MonkeyPatch) -> tuple[Flask, str]:
    """The application near the campaign's end, and the campaign's key."""
    at(monkeypatch, TO_TENTH)
    campaign = opened(app, **ADULTS)
    at(monkeypatch, TO_LAST)
    say(app, people())
    return app, campaign


def typed(app: Flask, campaign: str, numbers: dict[str, str], who: cast.Member = cast.SUPERVISOR) -> Any:
    area = next(iter(numbers)).split(":")[1][:9]
    address = f"/catchup/{campaign}/census"
    return cast.post(cast.signed_in(app, who), address, area=area, **numbers)


def number(area: str, group: str = "60-79") -> str:
    return f"people:{area}:{group}"


def ranking(app: Flask, campaign: str, who: cast.Member = cast.SUPERVISOR, **asked: str) -> str:
    answer = cast.signed_in(app, who).get(f"/catchup/{campaign}/groups", query_string=asked)
    assert answer.status_code == 200
    return answer.text


def test_the_form_keeps_groups_and_goals_and_shows_them_again(grown: tuple[Flask, str]) -> None:
    app, campaign = grown
    page = cast.signed_in(app, cast.SUPERVISOR).get(f"/catchup/{campaign}/edit").text
    for name, value in (
        ("group_from1", "60"),
        ("group_to1", "79"),
        ("all_by1", "2026-11-30"),
        ("group_from2", "80"),
    ):
        assert re.search(rf'name="{name}" value="{value}"', page), name
    assert "group_from3" in page and "group_from4" not in page


@pytest.mark.parametrize(
    ("wrong", "fields"),
    [
        ({"group_to1": "50"}, {"group_to1"}),
        (
            {"group_from1": "x", "first_share1": "120", "all_by1": "soon"},
            {"group_from1", "first_share1", "all_by1"},
        ),
        ({"first_by1": ""}, {"first_by1"}),
        ({"first_share1": ""}, {"first_share1"}),
        ({"first_by1": "2026-11-09"}, {"first_by1"}),
        ({"all_by1": "2027-01-31"}, {"all_by1"}),
        ({"group_from2": "60", "group_to2": "79"}, {"group_from2"}),
        ({"group_from2": "", "group_to2": "90"}, {"group_from2"}),
        ({"group_from2": "12", "group_to2": "17"}, {"group_from2"}),
        ({"born_from": "1950-01-01"}, {"group_from1", "group_from2"}),
        ({"group_from1": "18", "group_to1": ""}, set()),
    ],
)
def test_what_is_wrong_with_a_group_is_said_at_its_field(
    app: Flask, monkeypatch: pytest.MonkeyPatch, wrong: dict[str, str], fields: set[str]
) -> None:
    at(monkeypatch, TO_TENTH)
    answer = cast.post(cast.signed_in(app, cast.SUPERVISOR), "/catchup/new", **FORM | ADULTS | wrong)
    assert (answer.status_code == 302) is not bool(fields)
    if len(fields) > 1:
        assert set(refusals(answer.text)[1]) == fields
    elif fields:
        assert set(re.findall(r'id="why-(\w+)"', answer.text)) == fields


def test_without_a_census_number_nothing_is_worked_out_and_it_is_said(grown: tuple[Flask, str]) -> None:
    app, campaign = grown
    page = words_in(ranking(app, campaign))
    assert "2 个单位没有普查人数" in page or "个单位没有普查人数" in page
    assert "没有普查人数，不能算率" in page and "%（" not in page
    typed(app, campaign, {number(cast.VILLAGE): "5"})
    page = words_in(ranking(app, campaign, area=cast.TOWNSHIP))
    assert re.search(r"1 青树嘴村委会 5 3 2 40.00", page)
    assert "不能算率" in page and re.search(r"— 玖丰庙村 没有普查人数 2 2 —", page)


def test_areas_are_ranked_by_share_beside_the_goal(grown: tuple[Flask, str]) -> None:
    app, campaign = grown
    other = "430921103001"
    numbers = {number(cast.VILLAGE): "5", number(cast.OTHER_VILLAGE): "2", number(other): "3"}
    assert typed(app, campaign, numbers).status_code == 302
    page = words_in(ranking(app, campaign, area=cast.TOWNSHIP))
    assert re.search(r"1 玖丰庙村 2 2 2 100.00 1 0 0 0 0 0.00 1 2 2", page), page
    assert re.search(r"2 青树嘴村委会 5 3 2 40.00 0 0 2 1 1 20.00 2 2 2", page), page
    assert re.search(r"3 青树嘴社区 3 0 0 0.00", page)
    assert "第一剂目标：2026-11-20 前 80%；现在 40.00%（4 / 10），还差 4 人，已过 8 天" in page
    assert "全程目标：2026-11-30 前 50%；现在 10.00%（1 / 10），还差 4 人，还有 2 天" in page
    assert "普查 10 人，名单上 5 人；名单上还没有的 5 人要先摸底" in page
    page = words_in(ranking(app, campaign, area=cast.TOWNSHIP, dose="all"))
    assert page.index("1 青树嘴村委会 5") < page.index("2 玖丰庙村 2")
    town = words_in(ranking(app, campaign))
    assert re.search(r"1 青树嘴镇 10 5 4 40.00", town) and "— 厂窖镇 没有普查人数" in town
    assert "80岁及以上" in page


def test_more_than_the_census_counts_is_flagged_and_not_clipped(grown: tuple[Flask, str]) -> None:
    app, campaign = grown
    typed(app, campaign, {number(cast.OTHER_VILLAGE): "1"})
    page = words_in(ranking(app, campaign, area=cast.TOWNSHIP))
    assert re.search(r"1 玖丰庙村 1 2 2 200.00 超过100%，请核对", page)


def test_a_township_s_own_number_goes_before_its_villages_and_another_sum_is_said(
    grown: tuple[Flask, str],
) -> None:
    app, campaign = grown
    other = "430921103001"
    numbers = {number(cast.VILLAGE): "5", number(cast.OTHER_VILLAGE): "2", number(other): "3"}
    typed(app, campaign, numbers | {number(cast.TOWNSHIP): "12"})
    page = words_in(ranking(app, campaign, area=cast.TOWNSHIP))
    assert "4 / 12" in page and "写的是 12，各单位相加是 10，请核对" in page
    assert "各村相加 10" in words_in(ranking(app, campaign))


def test_people_not_yet_are_behind_the_number(grown: tuple[Flask, str]) -> None:
    app, campaign = grown
    page = ranking(app, campaign, area=cast.TOWNSHIP)
    asked = {"area": cast.VILLAGE, "group": "60-79", "vaccine": "hepb"}
    link = re.search(
        rf'href="(/catchup/{campaign}/groups/people\?area={cast.VILLAGE}[^"]*dose=first)">1</a>', page
    )
    assert link
    client = cast.signed_in(app, cast.SUPERVISOR)
    first = client.get(link[1].replace("&amp;", "&")).text
    assert ">丙<" in first and ">乙<" not in first and ">丁<" not in first and "13900000001" in first
    whole = client.get(f"/catchup/{campaign}/groups/people", query_string=asked | {"dose": "all"}).text
    assert ">丙<" in whole and ">乙<" in whole and ">甲<" not in whole
    assert re.search(r"2026-11-12</td><td class=\"nowrap\">乙肝2 ", whole)
    book = client.get(f"/catchup/{campaign}/groups/people.xlsx", query_string=asked | {"dose": "all"})
    rows = list(openpyxl.load_workbook(io.BytesIO(book.data)).worksheets[0].iter_rows(values_only=True))
    assert {row[4] for row in rows} >= {"乙", "丙"} and len(rows) == 3
    for nothing in ({"group": "1-2"}, {"vaccine": "polio"}):
        assert (
            client.get(f"/catchup/{campaign}/groups/people", query_string=asked | nothing).status_code == 404
        )


def test_the_ranking_as_a_workbook_and_as_pdf(grown: tuple[Flask, str]) -> None:
    app, campaign = grown
    typed(app, campaign, {number(cast.VILLAGE): "5", number(cast.OTHER_VILLAGE): "1"})
    client, asked = cast.signed_in(app, cast.SUPERVISOR), {"area": cast.TOWNSHIP}
    book = client.get(f"/catchup/{campaign}/groups.xlsx", query_string=asked)
    sheet = openpyxl.load_workbook(io.BytesIO(book.data)).worksheets[0]
    rows = {row[0]: list(row[1:]) for row in sheet.iter_rows(values_only=True)}
    assert rows["青树嘴村委会"][:5] == [2, 5, 3, 2, 40] and rows["玖丰庙村"][4] == 200
    words = pdf_words(client.get(f"/catchup/{campaign}/groups.pdf", query_string=asked).data)
    assert "分组接种进度排名" in words and "200.00※" in words and "40.00" in words


def book_of(*rows: list[Any]) -> io.BytesIO:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    file.seek(0)
    return file


def bring(app: Flask, campaign: str, *rows: list[Any], who: cast.Member = cast.SUPERVISOR) -> Any:
    client, address = cast.signed_in(app, who), f"/catchup/{campaign}/census/import"
    return cast.post(client, address, area=cast.COUNTY, file=(book_of(*rows), "census.xlsx"))


def test_numbers_come_by_sheet_and_the_form_goes_out_with_them(grown: tuple[Flask, str]) -> None:
    app, campaign = grown
    heads = ["乡镇", "60~79岁人数", "80岁以上"]
    answer = bring(
        app, campaign, heads, ["青树嘴镇", 1200, "1,000"], ["玖丰庙村", 2, None], ["合计", 1202, 1000]
    )
    assert answer.status_code == 302, words_in(answer.text)
    client = cast.signed_in(app, cast.SUPERVISOR)
    form = client.get(f"/catchup/{campaign}/census/sheet.xlsx", query_string={"area": cast.COUNTY})
    rows = {
        row[1]: row[2:4]
        for row in openpyxl.load_workbook(io.BytesIO(form.data)).worksheets[0].iter_rows(values_only=True)
    }
    assert rows["青树嘴镇"] == (1200, 1000) and rows["玖丰庙村"][0] == 2 and rows["青树嘴社区"][0] is None
    assert 'value="1200"' in client.get(f"/catchup/{campaign}/census").text
    again = cast.post(
        client,
        f"/catchup/{campaign}/census/import",
        area=cast.COUNTY,
        file=(io.BytesIO(form.data), "again.xlsx"),
    )
    assert again.status_code == 302 and "改了 0 个数" in client.get(again.headers["Location"]).text


def test_every_wrong_row_of_the_sheet_is_named_and_nothing_kept(grown: tuple[Flask, str]) -> None:
    app, campaign = grown
    rows = [
        ["青树嘴镇", "很多"],
        ["没有的村", 5],
        ["玖丰庙村", 2],
        ["玖丰庙", 3],
        ["田家冲村", 9],
        ["青树嘴社区", -1],
    ]
    answer = bring(app, campaign, ["地区", "60-79岁"], *rows)
    assert answer.status_code == 422
    page = words_in(answer.text)
    assert (
        "表里有 5 处不对" in page
        and "和第 4 行是同一个地方" in page
        and "没有这个村，或不归您管：田家冲村" in page
    )
    assert 'value="2"' not in ranking(app, campaign)
    answer = bring(app, campaign, ["地区", "人数"], ["青树嘴镇", 5])
    assert answer.status_code == 422 and "没有一列是这些组的人数" in answer.text


def test_wrong_numbers_are_named_at_once_and_nothing_typed_is_lost(grown: tuple[Flask, str]) -> None:
    app, campaign = grown
    answer = typed(
        app,
        campaign,
        {number(cast.VILLAGE): "很多", number(cast.OTHER_VILLAGE): "-2", number(cast.TOWNSHIP): "77"},
    )
    assert answer.status_code == 422
    assert set(re.findall(r'id="why-([\w:-]+)"', answer.text)) == {
        number(cast.VILLAGE),
        number(cast.OTHER_VILLAGE),
    }
    assert all(f'value="{value}"' in answer.text for value in ("很多", "-2", "77"))


def test_who_may_type_numbers_and_who_sees_the_ranking(grown: tuple[Flask, str]) -> None:
    app, campaign = grown
    for who in (cast.OBSERVER, cast.CLINIC):
        assert typed(app, campaign, {number(cast.VILLAGE): "5"}, who).status_code in (403, 404)
        assert "青树嘴村委会" in ranking(app, campaign, who, area=cast.TOWNSHIP)
    for who in (cast.OUTSIDER, cast.NURSE):
        answer = cast.signed_in(app, who).get(f"/catchup/{campaign}/groups")
        assert answer.status_code in (403, 404)
    observer = cast.signed_in(app, cast.OBSERVER)
    asked = {"area": cast.VILLAGE, "group": "60-79", "vaccine": "hepb"}
    assert observer.get(f"/catchup/{campaign}/groups/people", query_string=asked).status_code == 403
    assert "groups/people" not in ranking(app, campaign, cast.OBSERVER, area=cast.TOWNSHIP)


def test_of_many_people_the_figures_are_last_night_s_with_their_day(
    grown: tuple[Flask, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    app, campaign = grown
    typed(app, campaign, {number(cast.VILLAGE): "5", number(cast.OTHER_VILLAGE): "2"})
    with app.app_context():
        count_all(db.engine, app.config["INSTANCE"], clock.today())
    monkeypatch.setattr(tables, "AT_ONCE", 1)
    page = words_in(ranking(app, campaign, area=cast.TOWNSHIP))
    assert "2026-11-28 夜里统计的" in page and re.search(r"2 青树嘴村委会 5 3 2 40.00", page)
    with app.app_context():
        row = db.session.scalars(select(CatchupCampaign)).one()
        row.groups = '[{"from": 70, "to": null, "goals": {}}]'
        db.session.commit()
    assert "今晚统计后才有数" in ranking(app, campaign, area=cast.TOWNSHIP)
    people = cast.signed_in(app, cast.SUPERVISOR).get(
        f"/catchup/{campaign}/groups/people?group=70-&vaccine=hepb&area={cast.COUNTY}"
    )
    assert "先选一个乡镇" in people.text


def test_a_campaign_without_groups_says_how_they_are_set(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    at(monkeypatch, TO_TENTH)
    campaign = opened(app)
    assert "没有分组" in ranking(app, campaign)
    assert "没有分组" in cast.signed_in(app, cast.SUPERVISOR).get(f"/catchup/{campaign}/census").text


SENIORS = Group(60, 79, {"first": Goal(80, "2027-01-31")})


def place(code: str, n: int, listed: int, villages: list[str] | None = None) -> Place:
    figures = Counter({(measure(SENIORS, "first", "hepb"), ""): n, (measure(SENIORS, "people"), ""): listed})
    return Place(code, code, figures, villages or [code])


def test_equal_shares_have_one_place_and_a_goal_is_reached_by_whole_people() -> None:
    typed_ = {("a", "60-79"): 3, ("b", "60-79"): 6, ("c", "60-79"): 10}
    places = [place("a", 2, 2), place("b", 4, 5), place("c", 9, 9), place("d", 5, 5)]
    rows = [row_of(one, number_of(one, typed_, SENIORS), SENIORS, "hepb") for one in places]
    assert [(row.code, row.rank) for row in ranked(rows, "first")] == [("c", 1), ("a", 2), ("b", 2), ("d", 0)]
    assert [row.reached["first"].left for row in rows] == [1, 1, 0, None]
    assert sum_of("x", rows, typed_, SENIORS, whole=True).n is None
    assert sum_of("x", rows, typed_, SENIORS, whole=True).lacking == 1
    assert sum_of("x", rows[:3], typed_, SENIORS, whole=True).n == 19
    around = together("x", "x", places[:3])
    assert (
        row_of(around, sum_of("x", rows[:3], typed_, SENIORS, whole=True), SENIORS, "hepb").reached["first"].n
        == 15
    )
    assert sum_of("x", rows[:3], typed_ | {("x", "60-79"): 30}, SENIORS, whole=False).n == 19


def test_a_goal_in_words() -> None:
    def said(n: int, of: int | None, on: str) -> str:
        one = place("a", n, n)
        typed_ = {} if of is None else {("a", "60-79"): of}
        words = goal_words(
            "first", row_of(one, number_of(one, typed_, SENIORS), SENIORS, "hepb").reached["first"], on
        )
        assert words
        return words[0]

    assert (
        said(60, 100, "2027-01-01")
        == "第一剂目标：2027-01-31 前 80%；现在 60.00%（60 / 100），还差 20 人，还有 30 天"
    )
    assert said(80, 100, "2027-02-01").endswith("80.00%（80 / 100），已达到")
    assert said(79, 100, "2027-01-31").endswith("还差 1 人，今天到期")
    assert said(5, None, "2027-02-01").endswith("没有普查人数，不能算率，已过 1 天")
