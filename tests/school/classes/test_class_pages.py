"""The pages of classes and pupils: who is there, what came of each check, what is left; each person her schools."""

from __future__ import annotations

import io
import re

import openpyxl
import pytest
from flask import Flask

from fieldapp.ground.db import db
from fieldapp.models.schools import School
from fieldapp.school import store
from fieldapp.school.classes.naming import address_of
from tests import cast
from tests.cast import signed_in
from tests.grown import grown
from tests.school.classes.office import OTHER_NURSE, enter_cases, found_schools, rows, said
from tests.school.places import ELSEWHERE, KINDERGARTEN, PRIMARY
from tests.sync.county import key, operation

CLASS = f"/schools/{PRIMARY}/classes/{address_of('1', '1')}"


@pytest.fixture
@grown
def school(app: Flask) -> Flask:
    found_schools(app)
    enter_cases(app)
    return app


def sheet(content: bytes) -> list[tuple[object, ...]]:
    return list(openpyxl.load_workbook(io.BytesIO(content)).worksheets[0].iter_rows(values_only=True))


def test_the_classes_of_a_school_say_how_far_each_has_come(school: Flask) -> None:
    page = signed_in(school, cast.NURSE).get(f"/schools/{PRIMARY}/classes").text
    assert "1 个班 5 人，应查验 5 人" in page
    assert rows(page)["一年级（1）班"] == "5 | 5 | 0 | 1 | 4 | 0"


def test_a_class_says_what_is_left_of_each_child(school: Flask) -> None:
    extra = key("just listed")
    said(
        school,
        operation("child", {"name": "新来的", "born": "2020-03-03"}, key=extra),
        operation(
            "enrolment",
            {"child": extra, "school": PRIMARY, "term": "2026-1", "grade": "1", "class_name": "1"}
            | {"reason": "mid_term", "joined_on": "2026-10-09"},
            key=key("extra enrolment"),
        ),
    )
    page = signed_in(school, cast.NURSE).get(CLASS).text
    found = rows(page)
    assert found["新来的"].startswith("查验 | 未查验")
    assert found["P8"].startswith("A+C2（拒绝） | 否-需补种")
    assert found["P2"].startswith("✔ 都办好了 | 已补种 2026-09-19")
    assert "补证 2026-09-18" in found["P5"]
    assert "还差 1 人没查验，1 人还有要办的" in page
    only = rows(signed_in(school, cast.NURSE).get(f"{CLASS}?show=open").text)
    assert list(only) == ["P8"]


def test_who_left_stays_in_the_list_and_is_asked_for_nothing(school: Flask) -> None:
    left = {"left_on": "2026-10-01", "left_to": "外县小学"}
    said(school, operation("enrolment", left, key=key("enrolment P8")))
    client = signed_in(school, cast.NURSE)
    assert "2026-10-01 离校，转往 外县小学" in rows(client.get(CLASS).text)["P8"]
    assert "4 人，应查验 4 人：都办好了" in client.get(CLASS).text


def test_a_pupil_shows_classes_checks_notices_doses_and_gaps_with_their_first_day(school: Flask) -> None:
    notice, words = key("notice P8"), {"kind": "doses", "check": key("check P8"), "issued_on": "2026-09-10"}
    said(
        school,
        operation("notice", words | {"how": "slip", "items": [["menac", 2]]}, id=notice, key=notice),
        operation("notice_event", {"notice": notice, "event": "printed", "on": "2026-09-10"}),
    )
    page = signed_in(school, cast.NURSE).get(f"/schools/{PRIMARY}/pupils/{key('child P8')}").text
    found = rows(page)
    assert found["A+C2"] == "2026-07-09 | — | 在通知单上"
    assert "还差：A+C2（拒绝）" in page
    for cell in ("需补种", "2026-08-20", "R-P8", "A+C2", "刘芳"):
        assert re.search(f"<td[^>]*>{re.escape(cell)}</td>", page), cell
    assert "补种通知单" in page and "已打印 2026-09-10" in page
    assert "家长不愿意种" in page
    assert "2026—2027学年秋季" in found


def test_a_sheet_of_the_class_holds_every_pupil(school: Flask) -> None:
    heads, *lines = sheet(signed_in(school, cast.NURSE).get(f"{CLASS}/list.xlsx").data)
    by_name = {line[0]: dict(zip(heads, line, strict=True)) for line in lines}
    assert set(by_name) == {"P1", "P2", "P4", "P5", "P8"}
    assert by_name["P8"]["还差什么"] == "A+C2（拒绝）" and by_name["P8"]["学期"] == "2026—2027学年秋季"
    whole = sheet(signed_in(school, cast.NURSE).get(f"/schools/{PRIMARY}/classes.xlsx").data)
    assert len(whole) == 6
    assert sheet(signed_in(school, cast.NURSE).get(f"/schools/{PRIMARY}/classes/summary.xlsx").data)[1] == (
        *("一年级（1）班", 5, 5, 0, 1, 4, 0),
    )


def test_an_english_page_says_it_in_english(school: Flask) -> None:
    client = signed_in(school, cast.NURSE)
    cast.post(client, "/language", lang="en")
    page = client.get(CLASS).text
    assert "grade 1, class 1" in page and "MenAC 2 (refused)" in page
    assert "DTaP 5" not in rows(page)["P2"]
    pupil = client.get(f"/schools/{PRIMARY}/pupils/{key('child P8')}").text
    assert "MenAC 2" in pupil and "guardian refuses" in pupil


PATHS = ("classes", f"classes/{address_of('1', '1')}", "classes.xlsx", "classes/summary.xlsx")
PATHS += (f"classes/{address_of('1', '1')}/list.xlsx", f"pupils/{key('child P8')}")


@pytest.mark.parametrize("path", PATHS)
def test_everybody_opens_her_own_schools_and_no_other(school: Flask, path: str) -> None:
    for member in (cast.NURSE, cast.CLINIC, cast.SUPERVISOR, cast.ADMINISTRATOR):
        assert signed_in(school, member).get(f"/schools/{PRIMARY}/{path}").status_code == 200, member
    for member, status in ((OTHER_NURSE, 404), (cast.OUTSIDER, 404), (cast.OBSERVER, 403)):
        answer = signed_in(school, member).get(f"/schools/{PRIMARY}/{path}")
        assert answer.status_code == status and ">P8<" not in answer.text, member


def test_a_pupil_of_another_school_is_not_shown_through_ones_own(school: Flask) -> None:
    client = signed_in(school, OTHER_NURSE)
    assert client.get(f"/schools/{ELSEWHERE}/pupils/{key('child P8')}").status_code == 404
    own = signed_in(school, cast.NURSE)
    assert own.get(f"/schools/{KINDERGARTEN}/pupils/{key('child P8')}").status_code == 404


def test_of_a_school_outside_ones_own_a_pupils_page_tells_nothing(school: Flask) -> None:
    """The child changed to a school of another nurse: each sees her own part."""
    words = {"child": key("child P8"), "school": ELSEWHERE, "term": "2026-1", "grade": "2", "class_name": "7"}
    said(school, operation("enrolment", words, key=key("elsewhere P8")))
    theirs = signed_in(school, OTHER_NURSE).get(f"/schools/{ELSEWHERE}/pupils/{key('child P8')}").text
    assert "青树嘴小学" not in theirs and "R-P8" not in theirs
    mine = signed_in(school, cast.NURSE).get(f"/schools/{PRIMARY}/pupils/{key('child P8')}").text
    assert "厂窖小学" not in mine and "R-P8" in mine


def test_an_empty_school_says_the_next_step_and_no_class_is_no_page(app: Flask) -> None:
    found_schools(app)
    client = signed_in(app, cast.NURSE)
    assert "这个学年还没有学生" in client.get(f"/schools/{PRIMARY}/classes").text
    assert client.get(CLASS).status_code == 404
    assert client.get(f"/schools/{PRIMARY}/classes/nothing").status_code == 404


def test_pupils_whom_a_merged_school_brought_stand_after_the_others_with_its_name(school: Flask) -> None:
    place = {"child": key("theirs"), "school": ELSEWHERE, "term": "2026-1", "grade": "1", "class_name": "1"}
    said(
        school,
        operation("child", {"name": "郑在前", "born": "2020-03-03"}, key=key("theirs")),
        operation("enrolment", place | {"reason": "new"}, key=key("their enrolment")),
    )
    with school.app_context():
        store.retire(db.session(), db.session.get_one(School, PRIMARY), db.session.get_one(School, ELSEWHERE))
        db.session.commit()
    nurse = signed_in(school, OTHER_NURSE)
    found = list(rows(nurse.get(f"/schools/{ELSEWHERE}/classes/1~1").text))
    assert found[0] == "郑在前" and set(found[1:]) == {f"P{n} 原青树嘴小学" for n in (1, 2, 4, 5, 8)}
    assert "原青树嘴小学" in nurse.get(f"/schools/{ELSEWHERE}/pupils/{key('child P8')}").text
    moved = {"child": key("child P8"), "school": ELSEWHERE, "term": "2026-1", "grade": "1", "class_name": "2"}
    later = operation("enrolment", moved | {"reason": "new"}, at="2026-11-30T05:00:00.000Z")
    said(school, later)
    assert list(rows(nurse.get(f"/schools/{ELSEWHERE}/classes/1~2").text)) == ["P8"]
