"""A class answered on one screen: as a plain form and line by line, with what else happens meanwhile."""

from __future__ import annotations

import html
import json
import re
from typing import Any

import pytest
from flask import Flask

from fieldapp.school.assessing import recording
from fieldapp.school.assessing.slot_words import SLOTS, id_of, read_slot_words
from fieldapp.school.outcome import outcome_of
from fieldapp.school.slots import short_name
from tests import cast
from tests.campaigns.office import record
from tests.cast import Member, signed_in
from tests.grown import grown
from tests.school.cases import ASSESSED, CASES, CHECKED, Case
from tests.school.class_sheet.office import CLASS, cases_without_checks, enrol, outcomes, pupils
from tests.school.classes.office import OTHER_NURSE, found_schools
from tests.school.meanwhile import meanwhile
from tests.school.places import ELSEWHERE, KINDERGARTEN, PRIMARY
from tests.school.told import of_case as told_of_case
from tests.sync.county import key, operation

JSON = {"Accept": "application/json"}


@pytest.fixture
@grown
def school(app: Flask) -> Flask:
    found_schools(app)
    enrol(app, "甲", "乙", "丙")
    return app


class Screen:
    """Somebody at the screen of a class."""

    def __init__(self, app: Flask, who: Member = cast.CLINIC, school: str = PRIMARY, of: str = CLASS) -> None:
        self.client, self.path = signed_in(app, who), f"/schools/{school}/classes/{of}/assess"

    def save(self, lines: dict[str, dict[str, str]], **said: str) -> Any:
        """Send the form with these lines, each by the child's key."""
        words = {"checked_on": CHECKED, "assessed_on": ASSESSED} | said
        fields = {f"{name}.{child}": value for child, line in lines.items() for name, value in line.items()}
        return cast.post(self.client, self.path, **words, **fields)

    def line(self, child: str, words: dict[str, str], **said: str) -> Any:
        """Send one line as the page's script does."""
        page = self.client.get(self.path).text
        token = re.search(r'name="csrf_token" value="([^"]+)"', page)
        assert token
        fields = {f"{name}.{child}": value for name, value in words.items()}
        data = {"csrf_token": token[1], "checked_on": CHECKED, "assessed_on": ASSESSED} | said | fields
        return self.client.post(f"{self.path}/line", data=data, headers=JSON)


def filled(case: Case) -> dict[str, str]:
    slots = case.missing or tuple((series, n) for series, n, _why in case.exempt)
    said = {"answer": "without" if case.assessment == "none" else case.assessment}
    said |= {"slots": "、".join(map(short_name, slots)), "report_no": f"R-{case.id}"}
    said |= {"why": case.exempt[0][2]} if case.exempt else {}
    return said | ({"certificate": "lost", "report_no": ""} if case.assessment == "none" else {})


def test_the_nine_cases_on_the_screen_are_the_nine_cases_by_operations(app: Flask) -> None:
    cases_without_checks(app)
    for place in ("primary", "kindergarten"):
        screen = Screen(app, school=PRIMARY if place == "primary" else KINDERGARTEN)
        lines = {key(f"child {case.id}"): filled(case) for case in CASES if case.school == place}
        assert screen.save(lines).status_code == 302
    screen = Screen(app)
    again = {"answer": "complete", "assessed_on": "2026-09-18"}
    assert screen.save({key("child P5"): again}, checked_on="2026-09-18").status_code == 302
    came = outcomes(app)
    for case in CASES:
        assert came[case.id] == outcome_of(told_of_case(case)[1], "2026-12-31"), case.id


def test_what_is_right_is_kept_and_what_is_wrong_stands_there_with_its_reason(school: Flask) -> None:
    screen = Screen(school)
    lines = {
        key("甲"): {"answer": "complete", "report_no": "R-1"},
        key("乙"): {"answer": "needs", "report_no": "R-2"},
        key("丙"): {"answer": "needs", "slots": "百白破5、谁知道", "assessed_on": "昨儿"},
    }
    answer = screen.save(lines)
    assert answer.status_code == 422
    page = answer.text
    assert "已记 1 人。还有 2 人没记" in page and "已录" in page and ">1</strong>" in page
    for words in (
        "需补种，没写缺哪几剂",
        "不是日期：昨儿",
        'value="R-2"',
        'value="昨儿"',
        'value="百白破5、谁知道"',
    ):
        assert words in page
    assert 'value="R-1"' not in page
    assert [bool(one.looks) for one in pupils(school).values()].count(True) == 1


def test_two_who_answer_for_a_child_at_the_same_moment_are_told_of_each_other(
    school: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    clinic, nurse, answers = Screen(school), Screen(school, cast.NURSE), list[Any]()

    def again() -> None:
        answers.append(nurse.line(key("甲"), {"answer": "needs", "slots": "百白破5", "seen": ""}))

    second = meanwhile(monkeypatch, recording, "record_now", again)
    assert clinic.line(key("甲"), {"answer": "complete", "seen": ""}).status_code == 200
    second.join()
    assert answers[0].status_code == 409 and "已经记了" in answers[0].json["lines"][0]["words"]
    assert sum(len(one.looks) for one in pupils(school).values()) == 1


def test_a_line_by_itself_is_answered_with_what_came_and_the_progress(school: Flask) -> None:
    screen = Screen(school)
    answer = screen.line(key("甲"), {"answer": "needs", "slots": "bbp5 ac2", "report_no": "R-1", "seen": ""})
    assert answer.status_code == 200 and (answer.json["done"], answer.json["all"]) == (1, 3)
    [line] = answer.json["lines"]
    assert line["done"] and line["words"] == "需补种 百白破5、A+C2 · 2026-08-20 · R-1"
    wrong = screen.line(key("乙"), {"answer": "complete", "seen": ""}, assessed_on="")
    assert wrong.status_code == 422 and "没写评估日期" in wrong.json["lines"][0]["words"]
    refused = screen.line(key("乙"), {"answer": "complete", "seen": ""}, checked_on="哪天")
    assert refused.status_code >= 400 and "查验日期" in refused.json["problem"]["sentence"]


def test_a_line_sent_twice_is_one_check(school: Flask) -> None:
    screen = Screen(school)
    words = {"answer": "complete", "seen": ""}
    screen.line(key("甲"), words)
    again = screen.line(key("甲"), words)
    assert again.status_code == 200 and again.json["lines"][0]["how"] == "same"
    assert len(pupils(school)["甲"].looks) == 1


def test_of_two_people_the_second_sees_what_the_first_recorded_and_chooses(school: Flask) -> None:
    nurse, clinic = Screen(school, cast.NURSE), Screen(school)
    nurse.line(key("甲"), {"answer": "none", "seen": ""})
    said = {"answer": "needs", "slots": "甲肝1", "seen": ""}
    answer = clinic.line(key("甲"), said)
    assert answer.status_code == 409
    [line] = answer.json["lines"]
    assert "没评估" in line["words"] and "刘芳" in line["words"] and line["choices"] == ["again", "keep"]
    page = clinic.save({key("甲"): said})
    assert page.status_code == 409 and 'value="again"' in page.text and 'value="甲肝1"' in page.text
    assert clinic.save({key("甲"): said | {"choice": "again"}}).status_code == 302
    assert [look.assessment for look in pupils(school)["甲"].looks] == [None, "needs"]


def test_a_second_look_goes_on_where_the_page_showed_the_first(school: Flask) -> None:
    screen = Screen(school)
    screen.line(key("甲"), {"answer": "none", "seen": ""})
    first = pupils(school)["甲"].looks[0].key
    answer = screen.line(key("甲"), {"answer": "complete", "seen": first})
    assert answer.json["lines"][0]["how"] == "again" and answer.json["done"] == 1


def test_an_answer_is_taken_back_by_script_and_by_button(school: Flask) -> None:
    screen = Screen(school)
    look = screen.line(key("甲"), {"answer": "complete", "seen": ""}).json["lines"][0]["look"]
    token = re.search(r'name="csrf_token" value="([^"]+)"', screen.client.get(screen.path).text)
    assert token
    data = {"csrf_token": token[1], "back": look}
    assert screen.client.post(f"{screen.path}/back", data=data).json == {"taken": 1, "done": 0, "all": 3}
    screen.line(key("乙"), {"answer": "complete", "seen": ""})
    [value] = re.findall(r'name="back" value="([^"]+)"', screen.client.get(screen.path).text)
    answer = screen.save({key("丙"): {"answer": "none"}}, back=value)
    assert "已撤销" in answer.text and 'value="none" selected' in answer.text
    assert not any(one.looks for one in pupils(school).values())


def test_what_another_person_recorded_is_not_taken_back(school: Flask) -> None:
    nurse, clinic = Screen(school, cast.NURSE), Screen(school)
    look = nurse.line(key("甲"), {"answer": "complete", "seen": ""}).json["lines"][0]["look"]
    assert 'name="back"' not in clinic.client.get(clinic.path).text
    assert "没有撤销" in clinic.save({}, back=look).text and pupils(school)["甲"].looks


def test_who_left_meanwhile_is_said(school: Flask) -> None:
    words = {"left_on": "2026-10-01"}
    record(
        school, cast.NURSE, operation("enrolment", words, key=key("pupil 甲"), at="2026-10-01T08:00:00.000Z")
    )
    answer = Screen(school).line(key("甲"), {"answer": "complete", "seen": ""})
    assert answer.status_code == 409 and "不在这个班" in answer.json["lines"][0]["words"]


@pytest.mark.parametrize(
    ("who", "place", "status"),
    [
        (OTHER_NURSE, PRIMARY, 404),
        (cast.CLINIC, ELSEWHERE, 404),
        (cast.OUTSIDER, PRIMARY, 404),
        (cast.OBSERVER, PRIMARY, 403),
    ],
)
def test_the_screen_of_others_is_not_there(school: Flask, who: Member, place: str, status: int) -> None:
    enrol(school, "丁", school=ELSEWHERE)
    screen = Screen(school, who, place)
    assert screen.client.get(screen.path).status_code == status
    assert screen.save({key("甲"): {"answer": "none"}}).status_code == status
    assert not pupils(school)["甲"].looks


def test_hostile_words_are_named_and_never_run(school: Flask) -> None:
    words = {
        "answer": "needs",
        "slots": "<script>alert(1)</script>",
        "report_no": "\u202e'\"><b>",
        "seen": "x",
    }
    answer = Screen(school).save({key("甲"): words, "<i>": {"answer": "none"}})
    assert answer.status_code in (409, 422)
    assert "<script>alert" not in answer.text and "<i>" not in answer.text


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_a_key_writes_is_read_as_its_dose(school: Flask, lang: str) -> None:
    screen = Screen(school)
    cast.post(screen.client, "/language", lang=lang, next="/")
    said = re.search(r'data-slots="([^"]+)"', screen.client.get(screen.path).text)
    assert said
    keys = [dose for _called, doses in json.loads(html.unescape(said[1])) for dose in doses]
    assert [id_ for id_, _name, _word in keys] == [id_of(slot) for slot in SLOTS]
    for id_, name, _word in keys:
        assert [id_of(slot) for slot in read_slot_words(name).slots] == [id_], name
    together = read_slot_words(("、", ", ")[lang == "en"].join(name for _id, name, _word in keys))
    assert set(together.slots) == set(SLOTS) and together.unknown == ()
