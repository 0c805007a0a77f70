"""A nurse keeps what her school recorded of a child that left, is told nothing later of it, and changes nothing."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from flask import Flask

from tests import cast
from tests.campaigns.office import record
from tests.cast import post, signed_in
from tests.filled_forms import form_with, send
from tests.school.cases import TERM
from tests.school.classes.office import NEXT_VILLAGE, OTHER_NURSE, enter_cases, found_schools
from tests.school.places import ELSEWHERE, PRIMARY
from tests.sync.county import key, operation

SCHOOL = f"/schools/{PRIMARY}"
CHILD = key("child P8")
PUPIL = f"{SCHOOL}/pupils/{CHILD}"
LEAVING, LATER = "2026-10-01T02:00:00.000Z", "2026-11-10T02:00:00.000Z"
GONE = {"left_on": "2026-10-01", "left_to": "外县小学"}
MOVED = {"child": CHILD, "school": ELSEWHERE, "term": TERM, "grade": "1", "class_name": "2"}
MOVED |= {"reason": "transfer", "joined_on": "2026-10-01"}
WAYS = {
    "said": operation("enrolment", GONE, key=key("enrolment P8"), at=LEAVING),
    "moved": operation("enrolment", MOVED, key=key("other enrolment"), at=LEAVING),
}


@pytest.fixture
def school(app: Flask) -> Flask:
    found_schools(app)
    enter_cases(app)
    words = {"guardian": "孙家长", "phone": "13700000001"}
    told(app, operation("child", words, key=CHILD, at="2026-09-20T02:00:00.000Z"))
    return app


def told(app: Flask, *operations: dict[str, Any]) -> None:
    """What somebody says of it, who answers for its village."""
    said = record(app, cast.SUPERVISOR, *operations)
    assert {one["outcome"] for one in said} == {"applied"}, said


def later(app: Flask) -> None:
    """What becomes of the child after it left: a dose, another telephone, another look, another village."""
    dose = {"child": CHILD, "product": "MPSV-AC", "given_on": "2026-09-25", "source": "register"}
    again = {
        "check": key("check P8"),
        "on": "2026-11-10",
        "clinic_assessment": "complete",
        "certificate": "seen",
    }
    told(
        app,
        operation("dose", dose, at=LATER),
        operation("recheck", again, at=LATER),
        operation(
            "child", {"phone": "13899999999", "guardian": "李家长"}, key=CHILD, at=LATER, area=NEXT_VILLAGE
        ),
    )


NEW = ("2026-09-25", "13899999999", "李家长", "2026-11-10", "Lijia", "已补种", "都办好了")


def cells(content: bytes) -> str:
    book = openpyxl.load_workbook(io.BytesIO(content))
    return "\n".join(str(cell) for sheet in book for row in sheet.values for cell in row if cell is not None)


@pytest.mark.parametrize("way", WAYS)
def test_she_keeps_what_her_school_recorded_and_is_told_nothing_later(school: Flask, way: str) -> None:
    nurse = signed_in(school, cast.NURSE)
    assert "13700000001" in nurse.get(PUPIL).text
    told(school, WAYS[way])
    page = nurse.get(PUPIL).text
    assert "2026-10-01 离校" in page and "13700000001" in page and "孙家长" in page
    later(school)
    page = nurse.get(PUPIL).text
    assert "P8" in page and "2026-10-01 离校" in page and "已转出" in page
    assert "R-P8" in page  # the report of its check
    papers = [f"{SCHOOL}/classes/1~1", f"{SCHOOL}/classes/1~1/register"]
    listed, register = (nurse.get(path).text for path in papers)
    sheets = [nurse.get(f"{SCHOOL}/classes/1~1/list.xlsx").data, nurse.get(f"{SCHOOL}/classes.xlsx").data]
    for text in (page, listed, register, *map(cells, sheets)):
        assert "P8" in text
        shown = [new for new in NEW[:3] if new in text]
        assert shown == [], (way, shown)
    assert "2026-11-10" not in page and "已补种" not in page
    assert "13700000001" in page and "孙家长" in page  # what its school knew until that day


@pytest.mark.parametrize("way", WAYS)
def test_she_changes_nothing_of_it_but_when_it_left(school: Flask, way: str) -> None:
    nurse = signed_in(school, cast.NURSE)
    told(school, WAYS[way])
    form = form_with(nurse.get(f"{PUPIL}/edit").text, "born")
    refused = send(nurse, f"{PUPIL}/edit", form, phone="13011111111")
    assert refused.status_code == 409 and "已离开这所学校" in refused.text
    assert send(nurse, f"{PUPIL}/edit", form, left_on="20261002", left_to="县一小").status_code == 302
    assert post(nurse, f"{PUPIL}/join", other=key("child P1")).status_code == 404
    assert post(nurse, f"{PUPIL}/apart").status_code == 409
    told(school, operation("child", {"phone": "13899999999"}, key=CHILD, at=LATER))
    assert "13899999999" not in nurse.get(f"{PUPIL}/edit").text


def test_who_answers_for_its_village_still_sees_it_whole(school: Flask) -> None:
    told(school, WAYS["said"])
    later(school)
    page = signed_in(school, cast.SUPERVISOR).get(PUPIL).text
    assert "13899999999" in page and "2026-09-25" in page


def test_the_school_it_went_to_sees_it_whole(school: Flask) -> None:
    told(school, WAYS["moved"])
    later(school)
    page = signed_in(school, OTHER_NURSE).get(f"/schools/{ELSEWHERE}/pupils/{CHILD}").text
    assert "13899999999" in page and "2026-09-25" in page and "R-P8" not in page


def test_it_comes_back_whole_when_it_is_enrolled_here_again(school: Flask) -> None:
    told(school, WAYS["said"])
    later(school)
    words = {"left_on": None, "left_to": None}
    told(school, operation("enrolment", words, key=key("enrolment P8"), at="2026-11-12T02:00:00.000Z"))
    assert "13899999999" in signed_in(school, cast.NURSE).get(PUPIL).text


def test_what_nobody_had_said_before_it_left_stays_unsaid(school: Flask) -> None:
    """An address first said afterwards; and of two records joined as one, each as it was."""
    twin = key("P8 again")
    told(school, operation("child", {"name": "P8", "born": "2020-07-07", "guardian": "旧家长"}, key=twin))
    told(school, operation("same_child", {"child": CHILD, "other": twin}, at="2026-09-21T02:00:00.000Z"))
    told(school, WAYS["said"])
    told(school, operation("child", {"guardian": "新家长", "address": "新街1号"}, key=twin, at=LATER))
    page = signed_in(school, cast.NURSE).get(PUPIL).text
    assert "孙家长" in page and "新家长" not in page and "新街1号" not in page
