"""Notices of a class: who gets which, each once, printed again with what is still open, taken back; and by whom."""

from __future__ import annotations

import re
from functools import partial
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from fieldapp.ground.db import db
from fieldapp.records.fields.notice_numbers import is_number
from fieldapp.school.classes.naming import address_of
from fieldapp.school.notices import issuing
from fieldapp.sync.incoming import row_store
from tests import cast
from tests.cast import signed_in
from tests.grown import grown
from tests.school.classes.office import OTHER_NURSE, enter_cases, found_schools, said
from tests.school.meanwhile import meanwhile
from tests.school.notices.papers import pdf_text
from tests.school.places import KINDERGARTEN, PRIMARY
from tests.sync.county import key, operation

CLASS = f"/schools/{PRIMARY}/classes/{address_of('1', '1')}/notices"
SMALL = f"/schools/{KINDERGARTEN}/classes/{address_of('1', '1')}/notices"
OPEN_CASES = ("P2", "P5", "P8", "K1", "K3")


@pytest.fixture
@grown
def school(app: Flask) -> Flask:
    """The nine cases on the day of their check: nothing caught up, nothing issued again."""
    found_schools(app)
    enter_cases(app)
    return app


def rows_of(app: Flask, kind: str) -> list[dict[str, Any]]:
    with app.app_context(), db.engine.connect() as connection:
        table = row_store.table(kind)
        return [dict(row) for row in connection.execute(select(table)).mappings()]


def issued(app: Flask, path: str = CLASS, *children: str) -> Any:
    client = signed_in(app, cast.NURSE)
    return cast.post(client, path, child=[key(f"child {name}") for name in children])


def lines(page: str) -> dict[str, str]:
    """Rows of the page's tables as text, by name."""
    found = {}
    for row in re.findall(r'<tr><th scope="row">.*?</tr>', page, re.DOTALL):
        cells = [re.sub(r"<[^>]+>", "", one).strip() for one in re.split(r"</t[hd]>", row)]
        found[cells[0]] = " | ".join(cells[1:-1])
    return found


def test_a_class_is_issued_its_notices_each_once_and_printed(school: Flask) -> None:
    client = signed_in(school, cast.NURSE)
    page = client.get(CLASS).text
    assert lines(page) == {"P8": "补种通知单 | A+C2"}  # P2 was caught up, P5 has a certificate again
    assert "要发 1 张，已发没办完的 0 张" in page
    answer = issued(school, CLASS, "P8", "P1")
    assert answer.status_code == 302
    [notice] = rows_of(school, "notice")
    assert is_number(notice["number"]) and (notice["check"], notice["how"]) == (key("check P8"), "slip")
    [printed] = rows_of(school, "notice_event")
    assert (printed["notice"], printed["event"], printed["on"]) == (notice["key"], "printed", "2026-11-30")
    page = client.get(CLASS).text
    assert "没有要新发的，已发没办完的 1 张" in page and notice["number"] in page
    issued(school, CLASS, "P8")  # from a page that was still open
    assert len(rows_of(school, "notice")) == 1


def test_a_form_sent_twice_makes_no_second_notice(school: Flask) -> None:
    client = signed_in(school, cast.NURSE)
    words = {"child": [key("child P8")], "once": "the same word"}
    assert [cast.post(client, CLASS, **words).status_code for _twice in "12"] == [302, 302]
    assert len(rows_of(school, "notice")) == 1


def test_two_who_issue_at_the_same_moment_issue_one(school: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    clinic = signed_in(school, cast.CLINIC)
    again = partial(cast.post, clinic, CLASS, child=[key("child P8")])
    second = meanwhile(monkeypatch, issuing, "new_notice_keys", again)
    assert issued(school, CLASS, "P8").status_code == 302
    second.join()
    assert len(rows_of(school, "notice")) == 1


def test_no_tick_comes_back_with_the_reason(school: Flask) -> None:
    answer = cast.post(signed_in(school, cast.NURSE), CLASS)
    assert answer.status_code == 400 and "发通知单" in answer.text


def fresh(app: Flask, name: str, check: dict[str, Any], **child: Any) -> None:
    """A pupil of the first class with this check."""
    words = {"name": name, "sex": "female", "born": "2020-04-04", "listed_on": "2026-09-01"} | child
    place = {"school": PRIMARY, "term": "2026-1", "grade": "1", "class_name": "1", "reason": "new"}
    about = {"enrolment": key(f"enrolment {name}"), "checked_on": "2026-09-10"}
    said(
        app,
        operation("child", words, key=key(f"child {name}")),
        operation("enrolment", place | {"child": key(f"child {name}")}, key=key(f"enrolment {name}")),
        operation("certificate_check", about | check, id=key(f"check {name}"), key=key(f"check {name}")),
    )


NEEDS = {"certificate": "seen", "clinic_assessment": "needs", "assessed_on": "2026-09-05"}
TWO = NEEDS | {"missing": [["bcg", 1], ["dtp", 5], ["menac", 2]]}


def test_bcg_is_named_and_what_is_no_vaccine_of_the_programme_is_not(school: Flask) -> None:
    fresh(school, "缺三", NEEDS | {"missing": [["bcg", 1], ["menac", 2], ["varicella", 1]]})
    issued(school, CLASS, "缺三")
    [notice] = rows_of(school, "notice")
    assert notice["more"] and "varicella" not in notice["more"] and "bcg" in notice["more"]
    words = pdf_text(signed_in(school, cast.NURSE).get(f"{CLASS}.pdf").data)
    assert "卡介苗" in words and "A+C流脑疫苗第2剂" in words and "varicella" not in words


def test_a_notice_of_which_one_dose_was_given_names_only_the_other_under_the_same_number(
    school: Flask,
) -> None:
    fresh(school, "缺三", TWO)
    issued(school, CLASS, "缺三")
    [notice] = rows_of(school, "notice")
    number = f"{notice['number'][:4]}{notice['number'][4:]}"
    client = signed_in(school, cast.NURSE)
    before = pdf_text(client.get(f"{CLASS}.pdf").data)
    assert "百白破疫苗第5剂" in before and "A+C流脑疫苗第2剂" in before and number in before
    dose = {"child": key("child 缺三"), "product": "DTaP", "given_on": "2026-11-30", "source": "register"}
    said(school, operation("dose", dose))
    again = pdf_text(client.get(f"{CLASS}.pdf").data)
    assert number in again and "百白破疫苗第5剂" not in again and "A+C流脑疫苗第2剂" in again
    assert "要发" not in lines(client.get(CLASS).text).get("缺三", "")
    assert len(rows_of(school, "notice")) == 1


def test_what_a_later_look_finds_is_for_a_new_notice(school: Flask) -> None:
    fresh(school, "缺三", TWO)
    issued(school, CLASS, "缺三")
    slip = {"notice": rows_of(school, "notice")[0]["key"], "event": "returned", "on": "2026-11-30"}
    said(school, operation("notice_event", slip | {"items": [["dtp", 5], ["bcg", 1]]}))
    found = lines(signed_in(school, cast.NURSE).get(CLASS).text)
    assert found["缺三"].split(" | ")[2] == "A+C2"


LOST = {"certificate": "lost", "clinic_assessment": "none"}
OLD = {"certificate": "seen", "clinic_assessment": "complete", "assessed_on": "2026-06-15"}


@pytest.mark.parametrize(
    ("check", "born", "kind", "sentence"),
    [
        (LOST, "2020-04-04", "补证通知单", "户口簿或出生医学证明"),
        (
            {"certificate": "seen", "clinic_assessment": "none"},
            "2020-04-04",
            "评估通知单",
            "请先到接种单位评估",
        ),
        (OLD, "2020-08-20", "评估通知单", "孩子已满6岁，那份报告不能再用"),
    ],
)
def test_who_has_no_certificate_or_no_assessment_gets_the_notice_for_it(
    school: Flask, check: dict[str, Any], born: str, kind: str, sentence: str
) -> None:
    fresh(school, "小苗", check, born=born)
    client = signed_in(school, cast.NURSE)
    assert lines(client.get(CLASS).text)["小苗"].startswith(kind)
    issued(school, CLASS, "小苗")
    words = pdf_text(client.get(f"{CLASS}.pdf").data)
    assert sentence in words and "不影响孩子入学" in words and "小苗的家长" in words
    assert "小苗" not in {one for one in lines(client.get(CLASS).text) if "要发" in one}
    assert len(rows_of(school, "notice")) == 1
    issued(school, CLASS, "小苗")
    assert len(rows_of(school, "notice")) == 1


def test_who_left_moved_up_or_was_not_checked_gets_none(school: Flask) -> None:
    said(school, operation("enrolment", {"left_on": "2026-10-01"}, key=key("enrolment P8")))
    place = {"child": key("child new"), "school": PRIMARY, "term": "2026-1", "grade": "1", "class_name": "1"}
    said(
        school,
        operation("child", {"name": "没查", "born": "2020-03-03"}, key=key("child new")),
        operation("enrolment", place | {"reason": "new"}, key=key("enrolment new")),
    )
    page = signed_in(school, cast.NURSE).get(CLASS).text
    assert lines(page) == {} and "还有 1 人没查验" in page


def test_a_notice_issued_by_mistake_is_taken_back_and_another_issued(school: Flask) -> None:
    issued(school, CLASS, "P8")
    [notice] = rows_of(school, "notice")
    path = f"/schools/{PRIMARY}/pupils/{key('child P8')}/notices/{notice['key']}/withdraw"
    client = signed_in(school, cast.NURSE)
    assert cast.post(client, path).status_code == 302
    assert "已发没办完的 0 张" in client.get(CLASS).text
    assert client.get(f"{CLASS}.pdf").status_code == 404
    cast.post(client, path)  # again: nothing more is said
    assert [row["event"] for row in rows_of(school, "notice_event")].count("withdrawn") == 1
    issued(school, CLASS, "P8")
    assert len({row["number"] for row in rows_of(school, "notice")}) == 2


def test_a_notice_whose_slip_came_back_is_not_taken_back(school: Flask) -> None:
    issued(school, CLASS, "P8")
    [notice] = rows_of(school, "notice")
    said(
        school, operation("notice_event", {"notice": notice["key"], "event": "returned", "on": "2026-11-30"})
    )
    path = f"/schools/{PRIMARY}/pupils/{key('child P8')}/notices/{notice['key']}/withdraw"
    assert cast.post(signed_in(school, cast.NURSE), path).status_code == 409


@pytest.mark.parametrize("path", ["", ".pdf"])
def test_only_who_may_give_notices_at_this_school_sees_them(school: Flask, path: str) -> None:
    issued(school, CLASS, "P8")
    for member in (cast.NURSE, cast.CLINIC, cast.SUPERVISOR, cast.ADMINISTRATOR):
        assert signed_in(school, member).get(CLASS + path).status_code == 200, member
    for member, status in ((OTHER_NURSE, 404), (cast.OUTSIDER, 404), (cast.OBSERVER, 403)):
        answer = signed_in(school, member).get(CLASS + path)
        assert answer.status_code == status and ">P8<" not in answer.text, member
    assert school.test_client().get(CLASS + path).status_code == 302


def test_nobody_issues_or_takes_back_at_a_school_that_is_not_hers(school: Flask) -> None:
    issued(school, CLASS, "P8")
    [notice] = rows_of(school, "notice")
    path = f"/schools/{PRIMARY}/pupils/{key('child P8')}/notices/{notice['key']}/withdraw"
    for member, status in ((OTHER_NURSE, 404), (cast.OUTSIDER, 404), (cast.OBSERVER, 403)):
        client = signed_in(school, member)
        assert cast.post(client, path).status_code == status
        assert cast.post(client, CLASS, child=[key("child P8")]).status_code == status
    own = f"/schools/{KINDERGARTEN}/pupils/{key('child P8')}/notices/{notice['key']}/withdraw"
    assert cast.post(signed_in(school, cast.NURSE), own).status_code == 404
    assert len(rows_of(school, "notice")) == 1 and len(rows_of(school, "notice_event")) == 1
