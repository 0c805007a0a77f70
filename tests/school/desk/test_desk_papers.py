"""The clinic's papers are opened again: the assessment page of a child, and 补种情况反馈表 as page, sheet and PDF."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests import cast
from tests.campaigns.sheets import pdf_words
from tests.cast import Member, post, signed_in
from tests.school.classes.office import OTHER_NURSE
from tests.school.classes.test_class_pages import rows
from tests.school.desk.test_desk_pages import DAY, OTHER_DOCTOR, at, enter_open_case, give, school
from tests.school.places import KINDERGARTEN, PRIMARY

__all__ = ["school"]
FEEDBACK = f"/schools/{PRIMARY}/feedback"


def report(client: FlaskClient, child: str) -> str:
    answer = client.get(at(child, act="report.pdf"))
    assert answer.status_code == 200 and answer.mimetype == "application/pdf", answer.text[:500]
    return pdf_words(answer.data)


def test_the_assessment_page_says_what_is_missing_and_from_when(school: Flask, tmp_path: Path) -> None:
    enter_open_case(school)
    client = signed_in(school, cast.CLINIC)
    words = report(client, "王小明")
    for said in (
        "预防接种完成情况评估报告",
        "王小明",
        "2020-05-20",
        "B-王小明",
        "2026-09-08",
        "青树嘴卫生院",
        "青树嘴小学",
    ):
        assert said in words, said
    assert "百白破疫苗第5剂" in words and "A+C流脑疫苗第2剂" in words


def test_after_the_doses_it_names_them_and_asks_for_nothing(school: Flask) -> None:
    enter_open_case(school)
    client = signed_in(school, cast.CLINIC)
    give(client, "王小明", ("dtp-5", "DTaP"))
    words = report(client, "王小明")
    assert "查验后已补种：百白破5 2026-11-28" in words and "百白破疫苗第5剂" not in words
    give(client, "王小明", ("menac-2", "MPSV-AC"))
    assert "已全部补种" in report(client, "王小明")
    post(client, at("王小明", act="assessment"), answer="complete", assessed_on=DAY, report_no="NEW-9")
    words = report(client, "王小明")
    assert "NEW-9" in words and DAY in words and "疫苗第" not in words


def test_of_a_child_with_a_refusal_the_page_still_names_the_dose(school: Flask) -> None:
    assert "A+C流脑疫苗第2剂" in report(signed_in(school, cast.CLINIC), "P8")


def test_what_is_exempt_stands_with_its_reason(school: Flask) -> None:
    client = signed_in(school, cast.CLINIC)
    answer = client.get(at("K5", KINDERGARTEN, "report.pdf"))
    words = pdf_words(answer.data)
    assert "不用补：" in words and "禁忌" in words


def test_a_name_without_a_glyph_stops_with_the_name_said(school: Flask) -> None:
    child = enter_open_case(school, "王\U000323af明")
    answer = signed_in(school, cast.CLINIC).get(f"/schools/{PRIMARY}/desk/{child}/report.pdf")
    assert answer.status_code in (409, 422) and "王" in answer.text


def test_what_was_caught_up_is_fed_back_to_the_school(school: Flask) -> None:
    enter_open_case(school)
    client = signed_in(school, cast.CLINIC)
    give(client, "王小明", ("dtp-5", "DTaP"), on="2026-11-20")
    page = signed_in(school, cast.NURSE).get(FEEDBACK).text
    assert "百白破5 | 2026-11-20 | 否，还差 A+C2" in rows(page)["王小明"]
    assert rows(page)["P2"].count("2026-09-19") == 1 and "百白破5、A+C2" in rows(page)["P2"]
    only = client.get(FEEDBACK + "?since=20261101&until=2026-11-30").text
    assert "王小明" in only and "P2" not in rows(only)
    assert "这段时间没有补种" in client.get(FEEDBACK + "?since=2026-10-01&until=2026-10-02").text


def test_the_sheet_and_the_paper_hold_the_columns_of_the_form(school: Flask) -> None:
    enter_open_case(school)
    client = signed_in(school, cast.CLINIC)
    give(client, "王小明", ("dtp-5", "DTaP"), ("menac-2", "MPSV-AC"), on="2026-11-20")
    content = client.get(FEEDBACK + ".xlsx").data
    lines = list(openpyxl.load_workbook(io.BytesIO(content)).worksheets[0].iter_rows(values_only=True))
    heads = ("序号", "学校", "年级", "班级", "姓名", "出生日期", "补种疫苗剂次", "补种时间", "是否种全")
    assert lines[0] == heads
    (line,) = [one for one in lines if "王小明" in one]
    assert [str(cell)[:10] for cell in line[1:]] == [
        "青树嘴小学", "一年级", "1", "王小明", "2020-05-20", "百白破5、A+C2", "2026-11-20", "是",
    ]  # fmt: skip
    words = pdf_words(client.get(FEEDBACK + ".pdf").data)
    for said in (*heads, "王小明", "2026-11-20", "补种情况反馈表", "青树嘴卫生院"):
        assert said in words, said
    client.set_cookie("lang", "en")
    assert "Wang Xiaoming" in pdf_words(client.get(FEEDBACK + ".pdf").data)


@pytest.mark.parametrize(
    ("who", "paper", "feedback"),
    [
        (cast.CLINIC, 200, 200),
        (cast.NURSE, 403, 200),
        (OTHER_NURSE, 403, 404),
        (OTHER_DOCTOR, 404, 404),
        (cast.OUTSIDER, 404, 404),
        (cast.OBSERVER, 403, 403),
    ],
)
def test_papers_are_for_whom_the_children_are(school: Flask, who: Member, paper: int, feedback: int) -> None:
    enter_open_case(school)
    client = signed_in(school, who)
    assert client.get(at("王小明", act="report.pdf")).status_code == paper
    for ending in ("", ".xlsx", ".pdf"):
        assert client.get(FEEDBACK + ending).status_code == feedback


def test_days_that_are_none_are_refused(school: Flask) -> None:
    client = signed_in(school, cast.CLINIC)
    assert client.get(FEEDBACK + "?since=gestern").status_code == 422
    assert client.get(FEEDBACK + "?since=2026-11-02&until=2026-11-01").status_code == 422
