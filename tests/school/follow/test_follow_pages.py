"""The pages that follow a check up: a nurse her school, a clinic its schools, a township and a county by school."""

from __future__ import annotations

import io
import re

import openpyxl
import pytest
from flask import Flask

from tests import cast
from tests.cast import signed_in
from tests.grown import grown
from tests.school.class_sheet.office import enrol
from tests.school.classes.office import OTHER_NURSE, enter_cases, found_schools, rows, said
from tests.school.places import CLINIC, ELSEWHERE, KINDERGARTEN, PRIMARY
from tests.sync.county import key, operation

OPEN = f"/schools/{PRIMARY}/open"


@pytest.fixture
@grown
def school(app: Flask) -> Flask:
    found_schools(app)
    enter_cases(app)
    return app


def sheet(content: bytes) -> list[dict[str, object]]:
    heads, *lines = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0].iter_rows(values_only=True)
    return [dict(zip(heads, line, strict=True)) for line in lines]


def handed_over(app: Flask, on: str = "2026-09-12") -> None:
    words = {"school": PRIMARY, "clinic": CLINIC, "term": "2026-1", "on": on, "receiver": "李医生"}
    said(
        app,
        operation("list_handover", words | {"checks": [key("check P8")]}, key=key("list"), id=key("list")),
    )


def test_a_nurse_sees_what_is_open_at_her_school_its_age_and_its_deadlines(school: Flask) -> None:
    page = signed_in(school, cast.NURSE).get(OPEN).text
    assert "1 人还有要办的，最久的查验后已 81 天；1 人还没报接种单位" in page
    assert list(rows(page)) == ["P8"]
    assert rows(page)["P8"].startswith("一年级（1）班 | A+C2（拒绝） | — | 81 | 没报 | 没发")
    assert f"/schools/{PRIMARY}/pupils/{key('child P8')}" in page
    assert "2026-12-31，还有 31 天" in page and "节假日安排还没有" in page
    assert "名单还没有交接种单位：请今天就交" in page
    again = rows(signed_in(school, cast.NURSE).get(f"{OPEN}?list=again").text)
    assert set(again) == {"P2", "P5", "P8"} and again["P5"].startswith("✔ 2026-09-18")
    assert again["P2"].startswith("还没有 | 已补种 2026-09-19")


def test_a_birthday_is_on_its_own_list_and_not_among_the_open(school: Flask) -> None:
    client = signed_in(school, cast.NURSE)
    at = f"/schools/{KINDERGARTEN}/open"
    assert rows(client.get(f"{at}?list=birthdays").text)["K2"].startswith("满4岁 10-10 已满")
    assert "都办好了" in client.get(at).text and "K2" not in rows(client.get(at).text)
    assert "还有 2 人要在 2026-12-31 前再次查验" in client.get(at).text
    (found,) = [one for one in sheet(client.get(f"{at}.xlsx?list=birthdays").data) if one["姓名"] == "K2"]
    assert (found["满几岁"], found["哪天"]) == (4, "2026-10-10")


def test_a_township_sees_by_school_who_gave_no_list_in_thirty_days(school: Flask) -> None:
    client = signed_in(school, cast.SUPERVISOR)
    page = client.get("/school-gaps").text
    found = rows(page)
    assert list(found) == ["青树嘴小学", "厂窖小学", "青树嘴幼儿园"]
    assert found["青树嘴小学"].startswith(
        "⚠ 超过30天没交，1 人 | 0 | 1 | 1 | 0 | 0 | 1 | 2 | 青树嘴镇青树嘴卫生院"
    )
    assert "⚠ 1 所学校查出缺漏超过30天" in page
    assert list(rows(client.get("/school-gaps?show=late").text)) == ["青树嘴小学"]
    handed_over(school)
    page = client.get("/school-gaps").text
    assert rows(page)["青树嘴小学"].startswith("✔ 2026-09-12 李医生 | 0 | 1") and "⚠" not in page
    (line,) = [one for one in sheet(client.get("/school-gaps/list.xlsx").data) if one["学校"] == "青树嘴小学"]
    assert (line["还有要办的"], line["30天以上"], line["接收人"]) == (1, 1, "李医生")


def test_a_list_taken_back_counts_no_more(school: Flask) -> None:
    handed_over(school)
    client = signed_in(school, cast.NURSE)
    assert "李医生" in rows(client.get(OPEN).text)["P8"]
    said(school, operation("list_handover", {}, key=key("list"), void=True))
    assert "没报" in rows(client.get(OPEN).text)["P8"]


def just_checked(app: Flask) -> None:
    """K9, who joined the kindergarten in November and was checked on the 25th."""
    extra = key("just moved")
    place = {"child": extra, "school": KINDERGARTEN, "term": "2026-1", "grade": "小班", "class_name": "1"}
    check = {"enrolment": key("enrolled K9"), "checked_on": "2026-11-25", "certificate": "seen"}
    check |= {"clinic_assessment": "needs", "assessed_on": "2026-11-20", "missing": [["mcv", 2]]}
    said(
        app,
        operation("child", {"name": "K9", "born": "2023-03-03", "phone": "13900000009"}, key=extra),
        operation("enrolment", place | {"reason": "new", "joined_on": "2026-11-20"}, key=key("enrolled K9")),
        operation("certificate_check", check, id=key("check K9"), key=key("check K9")),
    )


def test_a_list_that_arrives_before_the_check_it_names_counts_all_the_same(school: Flask) -> None:
    words = {"school": KINDERGARTEN, "clinic": CLINIC, "on": "2026-11-26", "receiver": "王医生"}
    said(school, operation("list_handover", words | {"checks": [key("check K9")]}))
    just_checked(school)
    page = signed_in(school, cast.NURSE).get(f"/schools/{KINDERGARTEN}/open").text
    assert "2026-11-26 王医生" in rows(page)["K9"]


def test_the_children_of_all_schools_stand_in_one_list_and_one_sheet(school: Flask) -> None:
    just_checked(school)
    client = signed_in(school, cast.CLINIC)
    page = client.get("/school-gaps/children").text
    assert list(rows(page)) == ["K9", "P8"] and "13900000009" in page
    assert list(rows(client.get("/school-gaps/children?kind=refused").text)) == ["P8"]
    assert list(rows(client.get("/school-gaps/children?age=fresh").text)) == ["K9"]
    assert list(rows(client.get("/school-gaps/children?age=old&since=list").text)) == []
    found = sheet(client.get("/school-gaps/children.xlsx").data)
    assert [(one["姓名"], one["还差什么"], one["查验至今（天）"]) for one in found] == [
        *(("K9", "含麻2", 5), ("P8", "A+C2（拒绝）", 81)),
    ]
    assert len(sheet(client.get("/school-gaps/children.xlsx?kind=gaps").data)) == 1


def test_the_schools_page_leads_there_with_its_counts(school: Flask) -> None:
    page = signed_in(school, cast.NURSE).get(f"/schools/{PRIMARY}").text
    assert "1 人还有要办的，最久的查验后已 81 天" in page and f'href="{OPEN}"' in page
    assert "还有要办的，最久" not in signed_in(school, cast.NURSE).get(f"/schools/{KINDERGARTEN}").text


def test_who_left_is_on_no_list(school: Flask) -> None:
    left = {"left_on": "2026-10-01", "left_to": "外县小学"}
    said(school, operation("enrolment", left, key=key("enrolment P8")))
    page = signed_in(school, cast.NURSE).get(OPEN).text
    assert "都办好了" in page and "P8" not in rows(page)
    assert rows(signed_in(school, cast.SUPERVISOR).get("/school-gaps").text)["青树嘴小学"].startswith(
        "不用交 | 0"
    )


def test_each_sees_her_own_schools_and_the_education_office_sums_alone(school: Flask) -> None:
    for path in (OPEN, f"{OPEN}.xlsx", f"{OPEN}?list=again", f"{OPEN}?list=birthdays"):
        for member in (cast.NURSE, cast.CLINIC, cast.SUPERVISOR):
            assert signed_in(school, member).get(path).status_code == 200, (path, member)
        for member, status in ((OTHER_NURSE, 404), (cast.OUTSIDER, 404), (cast.OBSERVER, 403)):
            assert signed_in(school, member).get(path).status_code == status, (path, member)
    office = signed_in(school, cast.OBSERVER)
    page = office.get("/school-gaps").text
    assert rows(page)["青树嘴小学"].startswith("⚠ 超过30天没交，1 人 | 0 | 1")
    assert not re.search(r"\bP8\b", page) and "/open" not in page and "/pupils/" not in page
    assert "P8" not in str(sheet(office.get("/school-gaps/list.xlsx").data))
    for path in ("/school-gaps/children", "/school-gaps/children.xlsx", "/school-slips"):
        assert office.get(path).status_code == 403
    other = signed_in(school, OTHER_NURSE)
    assert other.get("/school-gaps").location == f"/schools/{ELSEWHERE}/open"
    assert not re.search(r"\bP8\b", other.get("/school-gaps/children").text)
    assert "青树嘴小学" not in signed_in(school, cast.OUTSIDER).get("/school-gaps").text


def test_an_english_page_says_it_in_english(school: Flask) -> None:
    client = signed_in(school, cast.NURSE)
    cast.post(client, "/language", lang="en")
    page = client.get(OPEN).text
    assert "1 pupil with something left, the oldest checked 81 days ago" in page
    assert "MenAC 2 (refused)" in page and "guardian refuses" in page


def test_a_school_that_has_checked_nobody_is_not_done(school: Flask) -> None:
    """No roster, a roster that nobody looked at, and a school whose check has begun are three things."""
    client = signed_in(school, cast.SUPERVISOR)
    at = f"/schools/{ELSEWHERE}/open"
    bare = client.get(at).text
    assert "都办好了" not in bare and "还没有要查验的学生" in bare
    enrol(school, "新来的", school=ELSEWHERE)
    waiting = client.get(at).text
    assert "都办好了" not in waiting and "还有 1 人没查验" in waiting and "查过的没有要办的" not in waiting
    every = client.get("/school-gaps").text
    lines = rows(every)
    assert "都办好了" not in every and "1 人没查验" in every
    [line] = [words for name, words in lines.items() if "1/1" in words]
    assert "不用交" not in line
    assert list(rows(client.get("/school-gaps?show=unseen").text)) == [
        name for name, words in lines.items() if words == line
    ]
    content = sheet(client.get("/school-gaps/list.xlsx").data)
    assert sorted((row["应查验"], row["还没查验"]) for row in content)[0] == (1, 1)
