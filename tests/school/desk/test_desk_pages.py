"""The clinic's desk: who was sent by the schools, what each needs, doses and papers recorded and taken back; what the
nurse sees of it, and who sees nothing."""

from __future__ import annotations

import io
import re
from typing import Any

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from fieldapp.accounts.people import add_person
from fieldapp.ground.db import db
from fieldapp.models.clinics import Clinic
from fieldapp.models.schools import School
from fieldapp.records.fields.notice_numbers import number_of
from fieldapp.school.classes.naming import address_of
from tests import cast
from tests.cast import Member, post, signed_in
from tests.grown import grown
from tests.school.classes.office import enter_cases, found_schools, said
from tests.school.classes.test_class_pages import rows
from tests.school.places import KINDERGARTEN, OTHER_CLINIC, PRIMARY
from tests.sync.county import key, operation

CLASS = f"/schools/{PRIMARY}/classes/{address_of('1', '1')}"
OTHER_DOCTOR = Member("other-doctor", "贺平", "clinic", (cast.TOWNSHIP,))
LOT, DAY = "D20260401", "2026-11-28"


@pytest.fixture
@grown
def school(app: Flask) -> Flask:
    """The nine cases, none of which had a dose since: as on the day after the check."""
    found_schools(app)
    enter_cases(app)
    with app.app_context():
        db.session.add(Clinic(key=OTHER_CLINIC, area=cast.TOWNSHIP, name="东卫生院"))
        db.session.flush()
        add_person(
            OTHER_DOCTOR.username, OTHER_DOCTOR.name, "clinic", OTHER_DOCTOR.areas, cast.PASSWORD
        ).clinic = OTHER_CLINIC
        db.session.commit()
    return app


def at(child: str, school: str = PRIMARY, act: str = "") -> str:
    return f"/schools/{school}/desk/{key(f'child {child}')}{'/' if act else ''}{act}"


def give(
    client: FlaskClient, child: str, *doses: tuple[str, str], on: str = DAY, **more: Any
) -> TestResponse:
    said: dict[str, Any] = {"on": on, "source": "register", "dose": [slot for slot, _product in doses]}
    for slot, product in doses:
        said |= {f"product.{slot}": product, f"lot.{slot}": LOT, f"body_site.{slot}": "left_arm"}
    return post(client, at(child, act="doses"), **(said | more))


def enter_open_case(
    app: Flask, name: str = "王小明", missing: tuple[tuple[str, int], ...] = (("dtp", 5), ("menac", 2))
) -> str:
    """A pupil of the primary school who lacks doses since the check of 10 September, and was given none."""
    child, place, check = key(f"child {name}"), key(f"enrolment {name}"), key(f"check {name}")
    words = {
        "child": child,
        "school": PRIMARY,
        "term": "2026-1",
        "grade": "1",
        "class_name": "1",
        "reason": "new",
    }
    looked = {
        "enrolment": place,
        "checked_on": "2026-09-10",
        "certificate": "seen",
        "clinic_assessment": "needs",
    }
    looked |= {
        "assessed_on": "2026-09-08",
        "report_no": f"B-{name}",
        "missing": [list(one) for one in missing],
    }
    said(
        app,
        operation("child", {"name": name, "sex": "male", "born": "2020-05-20"}, key=child),
        operation("enrolment", words, key=place),
        operation("certificate_check", looked, id=check, key=check),
    )
    return child


def test_the_desk_lists_who_was_sent_most_gaps_first(school: Flask) -> None:
    enter_open_case(school)
    page = signed_in(school, cast.CLINIC).get("/schools/desk").text
    listed = rows(page)
    assert next(iter(listed)) == "王小明" and listed["王小明"].startswith("百白破5、A+C2 | 2 | 青树嘴小学")
    assert "P8" in listed and "（拒绝）" in listed["P8"] and list(listed)[-1] == "P8"
    assert "K2" not in listed and "P1" not in listed  # nothing was ever missing
    assert "2 个孩子还没办完，还差 3 剂" in page


def test_who_is_done_and_all_of_them_are_a_tap_away(school: Flask) -> None:
    client = signed_in(school, cast.CLINIC)
    assert set(rows(client.get("/schools/desk?show=done").text)) >= {"P2", "P5", "K1", "K3"}
    every = rows(client.get("/schools/desk?show=all").text)
    assert {"P2", "P8"} <= set(every)
    only = rows(client.get(f"/schools/desk?show=all&school={KINDERGARTEN}").text)
    assert {"K1", "K3"} <= set(only) and "P2" not in only


def test_a_number_a_name_or_its_pinyin_leads_to_the_child(school: Flask) -> None:
    child = enter_open_case(school)
    notice = key("slip of wang")
    words = {
        "kind": "doses",
        "check": key("check 王小明"),
        "issued_on": "2026-09-11",
        "number": number_of(notice),
    }
    said(school, operation("notice", words | {"items": [["dtp", 5], ["menac", 2]]}, id=notice, key=notice))
    client = signed_in(school, cast.CLINIC)
    number = number_of(notice)
    for said_of in (
        number,
        f"https://x.example/n/{number}-abcDEF_1",
        "B-王小明",
        "王小",
        "wangxm",
        "wxm",
        "WXM",
    ):
        answer = client.get("/schools/desk", query_string={"words": said_of})
        if said_of == "wangxm":
            assert "没有找到" in answer.text
            continue
        assert answer.status_code == 302 and answer.location.endswith(child), said_of
    assert "没有找到" in client.get("/schools/desk?words=88888888").text


def test_two_doses_of_one_visit_are_planned_for_today(school: Flask) -> None:
    enter_open_case(school)
    page = signed_in(school, cast.CLINIC).get(at("王小明")).text
    (visit,) = re.findall(r"<ol class=\"visits\">.*?</ol>", page, re.DOTALL)
    assert visit.count("<li>") == 1 and "今天" in visit and "百白破5" in visit and "A+C2" in visit


def test_no_two_doses_of_one_series_are_planned_for_one_day(school: Flask) -> None:
    enter_open_case(school, missing=(("dtp", 4), ("dtp", 5), ("menac", 2)))
    client = signed_in(school, cast.CLINIC)
    page = client.get(at("王小明")).text
    (visit,) = re.findall(r"<ol class=\"visits\">.*?</ol>", page, re.DOTALL)
    assert "百白破4" in visit and "百白破5" not in visit and "还不能种：百白破5" in page.replace("\n", "")
    page = client.get(give(client, "王小明", ("dtp-4", "DTaP")).location).text
    assert "还差：百白破5、A+C2。" in page and 'value="dtp-5"' in page


def test_the_plan_of_a_child_whose_doses_are_known_says_days_and_conditions(school: Flask) -> None:
    page = signed_in(school, cast.CLINIC).get(at("P8")).text
    assert "A+C2" in page and "拒绝" in page
    (visit,) = re.findall(r"<ol class=\"visits\">.*?</ol>", page, re.DOTALL)
    assert visit.count("<li>") == 1 and "A+C2" in visit


def test_a_dose_at_the_desk_closes_the_gap_on_the_nurses_page(school: Flask) -> None:
    enter_open_case(school)
    client, nurse = signed_in(school, cast.CLINIC), signed_in(school, cast.NURSE)
    assert rows(nurse.get(CLASS).text)["王小明"].startswith("百白破5、A+C2")
    answer = give(client, "王小明", ("dtp-5", "DTaP"))
    assert answer.status_code == 302, answer.text
    page = client.get(answer.location).text
    assert "已记 1 剂。 还差：A+C2。" in page and LOT in page and "批号" in page
    assert rows(nurse.get(CLASS).text)["王小明"].startswith("A+C2")
    give(client, "王小明", ("menac-2", "MPSV-AC"))
    assert "已补种 2026-11-28" in rows(nurse.get(CLASS).text)["王小明"]
    assert "王小明" not in rows(client.get("/schools/desk").text)


def test_both_doses_of_one_visit_close_both_gaps(school: Flask) -> None:
    enter_open_case(school)
    client = signed_in(school, cast.CLINIC)
    page = client.get(give(client, "王小明", ("dtp-5", "DTaP"), ("menac-2", "MPSV-AC")).location).text
    assert "已记 2 剂。 没有要办的了。" in page
    assert LOT in page and page.count("撤销") >= 2


def test_a_dose_taken_back_opens_the_gap_and_can_be_given_again(school: Flask) -> None:
    enter_open_case(school)
    client = signed_in(school, cast.CLINIC)
    page = client.get(give(client, "王小明", ("dtp-5", "DTaP")).location).text
    (dose,) = re.findall(r'name="record" value="([^"]+)"', page)
    answer = post(client, at("王小明", act="back"), kind="dose", record=dose)
    assert "还差：百白破5、A+C2" in client.get(answer.location).text
    page = client.get(give(client, "王小明", ("dtp-5", "DTaP")).location).text
    assert "还差：A+C2" in page


def test_a_dose_before_the_check_is_no_catch_up(school: Flask) -> None:
    enter_open_case(school)
    client = signed_in(school, cast.CLINIC)
    give(client, "王小明", ("dtp-5", "DTaP"), on="2026-09-09", source="certificate")
    line = rows(signed_in(school, cast.NURSE).get(CLASS).text)["王小明"]
    assert line.startswith("A+C2") and "已补种" not in line


def test_a_dose_said_twice_is_one(school: Flask) -> None:
    enter_open_case(school)
    client = signed_in(school, cast.CLINIC)
    give(client, "王小明", ("dtp-5", "DTaP"), ("menac-2", "MPSV-AC"))
    page = client.get(f"/schools/{PRIMARY}/pupils/{key('child 王小明')}").text
    assert page.count("2026-11-28</th>") == 2


def test_what_is_wrong_in_a_dose_is_said_and_nothing_is_lost(school: Flask) -> None:
    enter_open_case(school)
    client = signed_in(school, cast.CLINIC)
    for more, words in (
        ({"lot.dtp-5": ""}, "批号"),
        ({"on": "2027-01-01"}, "不能晚于今天"),
        ({"on": "2019-01-01"}, "不能早于出生日期"),
        ({"on": "昨天"}, "日期"),
        ({"product.dtp-5": "BCG"}, "疫苗"),
        ({"dose": []}, "勾选"),
        ({"source": "x"}, "来源"),
        ({"body_site.dtp-5": "nose"}, "接种部位"),
    ):
        answer = give(client, "王小明", ("dtp-5", "DTaP"), **more)
        assert answer.status_code in (400, 422) and words in answer.text, (more, answer.status_code)
        if "lot.dtp-5" not in more:
            assert f'value="{LOT}"' in answer.text
    assert "已种" not in rows(signed_in(school, cast.NURSE).get(CLASS).text)["王小明"]


def test_a_refusal_stays_a_gap_and_a_contraindication_ends_it(school: Flask) -> None:
    enter_open_case(school)
    client = signed_in(school, cast.CLINIC)
    post(client, at("王小明", act="state"), dose="dtp-5", state="refused", on=DAY)
    assert "百白破5（拒绝）" in rows(signed_in(school, cast.NURSE).get(CLASS).text)["王小明"]
    post(client, at("王小明", act="state"), dose="menac-2", state="contraindicated", on=DAY)
    line = rows(signed_in(school, cast.NURSE).get(CLASS).text)["王小明"]
    assert line.startswith("百白破5（拒绝） |")
    page = client.get(at("王小明")).text
    states = re.findall(r'value="dose_state"[^>]*>\s*<input[^>]*name="record" value="([^"]+)"', page)
    assert len(states) == 2
    for one in states:
        post(client, at("王小明", act="back"), kind="dose_state", record=one)
    assert rows(signed_in(school, cast.NURSE).get(CLASS).text)["王小明"].startswith("百白破5、A+C2")


def test_a_lost_certificate_is_reissued_and_the_child_assessed(school: Flask) -> None:
    child, place, check = key("child 李无证"), key("enrolment 李无证"), key("check 李无证")
    words = {
        "child": child,
        "school": PRIMARY,
        "term": "2026-1",
        "grade": "1",
        "class_name": "1",
        "reason": "new",
    }
    said(
        school,
        operation("child", {"name": "李无证", "sex": "female", "born": "2020-06-01"}, key=child),
        operation("enrolment", words, key=place),
        operation(
            "certificate_check",
            {
                "enrolment": place,
                "checked_on": "2026-09-10",
                "certificate": "lost",
                "clinic_assessment": "none",
            },
            id=check,
            key=check,
        ),
    )
    client = signed_in(school, cast.CLINIC)
    assert "补办接种证" in client.get(at("李无证")).text
    answer = post(client, at("李无证", act="certificate"), on=DAY)
    assert "还差：到接种单位评估" in client.get(answer.location).text
    nurse = signed_in(school, cast.NURSE)
    assert "补证 2026-11-28" in rows(nurse.get(CLASS).text)["李无证"]
    post(client, at("李无证", act="assessment"), answer="complete", assessed_on=DAY, report_no="P-77")
    assert (
        "是" in rows(nurse.get(CLASS).text)["李无证"]
        and "P-77" in nurse.get(f"/schools/{PRIMARY}/pupils/{child}").text
    )
    again = post(client, at("李无证", act="certificate"), on=DAY)
    assert again.status_code == 302  # a second certificate changes nothing that counts


def test_an_assessment_that_lets_a_dose_off_closes_it_for_the_nurse(school: Flask) -> None:
    enter_open_case(school)
    client, nurse = signed_in(school, cast.CLINIC), signed_in(school, cast.NURSE)
    wrong = post(client, at("王小明", act="assessment"), answer="needs", assessed_on=DAY)
    assert wrong.status_code == 422 and "勾选" in wrong.text
    post(
        client,
        at("王小明", act="assessment"),
        answer="exempt",
        why="over_age",
        slot=["dtp-5", "menac-2"],
        assessed_on=DAY,
    )
    line = rows(nurse.get(CLASS).text)["王小明"]
    assert "百白破5" not in line and "否-无需补种" in line
    page = client.get(at("王小明")).text
    (look,) = re.findall(r'value="recheck"[^>]*>\s*<input[^>]*name="record" value="([^"]+)"', page)
    post(client, at("王小明", act="back"), kind="recheck", record=look)
    assert rows(nurse.get(CLASS).text)["王小明"].startswith("百白破5、A+C2")


def test_a_child_not_checked_yet_is_assessed_as_its_check(school: Flask) -> None:
    child, place = key("child 新来"), key("enrolment 新来")
    words = {
        "child": child,
        "school": PRIMARY,
        "term": "2026-1",
        "grade": "1",
        "class_name": "1",
        "reason": "mid_term",
    }
    said(
        school,
        operation("child", {"name": "新来", "sex": "female", "born": "2020-02-01"}, key=child),
        operation("enrolment", words, key=place),
    )
    client = signed_in(school, cast.CLINIC)
    assert "学校还没查验" in client.get(at("新来")).text
    post(client, at("新来", act="assessment"), answer="needs", slot=["menac-2"], assessed_on=DAY)
    assert rows(signed_in(school, cast.NURSE).get(CLASS).text)["新来"].startswith("A+C2")


def test_of_a_child_of_seven_the_last_dtp_alone_is_called_by_the_other_product(school: Flask) -> None:
    child = enter_open_case(school)
    older = operation("child", {"born": "2019-05-20"}, key=child, at="2026-11-29T05:00:00.000Z")
    said(school, older)
    page = signed_in(school, cast.CLINIC).get(at("王小明")).text
    slots = re.findall(r'name="slot" value="dtp[^"]*"[^>]*> ([^<]+)<', page)
    assert [one.strip() for one in slots] == ["百白破1", "百白破2", "百白破3", "百白破4", "白破1"]


def test_the_list_is_a_sheet_as_well(school: Flask) -> None:
    enter_open_case(school)
    answer = signed_in(school, cast.CLINIC).get("/schools/desk.xlsx")
    lines = list(openpyxl.load_workbook(io.BytesIO(answer.data)).worksheets[0].iter_rows(values_only=True))
    (line,) = [one for one in lines if "王小明" in one]
    assert line[:3] == ("青树嘴小学", "一年级（1）班", "王小明") and line[6:8] == ("百白破5、A+C2", 2)


@pytest.mark.parametrize(
    ("who", "desk", "child"),
    [
        (cast.CLINIC, 200, 200),
        (OTHER_DOCTOR, 200, 404),
        (cast.NURSE, 403, 403),
        (cast.VACCINATOR, 403, 403),
        (cast.OBSERVER, 403, 403),
        (cast.SUPERVISOR, 200, 200),
        (cast.OUTSIDER, 200, 404),
    ],
)
def test_the_desk_is_of_the_schools_clinic_and_of_who_has_its_area(
    school: Flask, who: Member, desk: int, child: int
) -> None:
    enter_open_case(school)
    client = signed_in(school, who)
    page = client.get("/schools/desk?show=all")
    assert page.status_code == desk and (("王小明" in page.text) == (child == 200))
    assert client.get(at("王小明")).status_code == child
    assert give(client, "王小明", ("dtp-5", "DTaP")).status_code == (302 if child == 200 else child)
    if desk == 200 and child == 404:
        assert (
            "没有找到" in client.get("/schools/desk?words=B-王小明").text
            or "还没有学校" in client.get("/schools/desk").text
        )


def test_nobody_takes_back_what_is_not_hers(school: Flask) -> None:
    enter_open_case(school)
    mine, other = signed_in(school, cast.SUPERVISOR), signed_in(school, cast.CLINIC)
    page = mine.get(give(mine, "王小明", ("dtp-5", "DTaP")).location).text
    (dose,) = re.findall(r'name="record" value="([^"]+)"', page)
    assert 'name="record"' not in other.get(at("王小明")).text
    assert post(other, at("王小明", act="back"), kind="dose", record=dose).status_code == 404
    assert post(other, at("王小明", act="back"), kind="dose", record="x").status_code == 404


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", "=1+1", "{{ 7*7 }}", "名" * 50])
def test_hostile_names_are_words(school: Flask, name: str) -> None:
    child = enter_open_case(school, name)
    client = signed_in(school, cast.CLINIC)
    page = client.get("/schools/desk").text + client.get(f"/schools/{PRIMARY}/desk/{child}").text
    assert "<script>alert" not in page and "49" not in rows(page)
    answer = client.get("/schools/desk.xlsx")
    cells = [
        c for line in openpyxl.load_workbook(io.BytesIO(answer.data)).worksheets[0].iter_rows() for c in line
    ]
    assert [cell.data_type for cell in cells if cell.value == name] == ["s"]


def test_a_closed_school_is_on_no_desk(school: Flask) -> None:
    enter_open_case(school)
    with school.app_context():
        db.session.get_one(School, PRIMARY).retired_on = "2026-10-01"
        db.session.commit()
    assert "王小明" not in signed_in(school, cast.CLINIC).get("/schools/desk").text


def test_in_english_it_is_said_in_english(school: Flask) -> None:
    enter_open_case(school)
    client = signed_in(school, cast.CLINIC)
    post(client, "/language", lang="en")
    assert "Plan of visits" in client.get(at("王小明")).text
    assert "doses are left" in client.get("/schools/desk").text
