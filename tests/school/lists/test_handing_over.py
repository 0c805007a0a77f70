"""A list is handed over with its day and who took it, printed again as it was, and taken back by who made it."""

from __future__ import annotations

import io
import re

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient

from fieldapp.school.lists.paper import Paper, rows_of
from tests import cast
from tests.campaigns.sheets import pdf_words
from tests.cast import signed_in
from tests.grown import grown
from tests.school.classes.office import NEXT_VILLAGE, OTHER_NURSE, enter_cases, found_schools, said
from tests.school.places import CLINIC, KINDERGARTEN, PRIMARY
from tests.sync.county import key, operation

LISTS = f"/schools/{PRIMARY}/lists"
P2, P8 = key("check P2"), key("check P8")


@pytest.fixture
@grown
def school(app: Flask) -> Flask:
    found_schools(app)
    enter_cases(app)
    return app


def hand_over(client: FlaskClient, *checks: str, at: str = LISTS, **more: str) -> str:
    """The list given to Dr Li on 12 September; where it stands now."""
    words = {"clinic": CLINIC, "receiver": "李医生", "on": "2026-09-12", "checks": list(checks)} | more
    answer = cast.post(client, at, **words)
    assert answer.status_code == 302, answer.text
    found = re.findall(rf"{at}/([0-9a-f-]{{36}})\"", client.get(at).text)
    return f"{at}/{found[0]}"


def book(content: bytes) -> list[list[tuple[object, ...]]]:
    pages = openpyxl.load_workbook(io.BytesIO(content)).worksheets
    return [list(page.iter_rows(values_only=True)) for page in pages]


def test_who_has_something_open_waits_for_the_list_and_who_is_done_or_gone_does_not(school: Flask) -> None:
    client = signed_in(school, cast.NURSE)
    page = client.get(LISTS).text
    assert "1 人还没有报给接种单位" in page and ">P8<" in page and "A+C2（拒绝）" in page
    assert ">P2<" not in page and ">P4<" not in page
    assert "查出来已超过30天" in page
    said(school, operation("enrolment", {"left_on": "2026-10-01"}, key=key("enrolment P8")))
    assert "没有要补种、补证的孩子" in client.get(LISTS).text


def test_day_and_receiver_stand_in_the_record_on_the_pages_and_on_paper(school: Flask) -> None:
    client = signed_in(school, cast.NURSE)
    given = hand_over(client, P8)
    page = client.get(LISTS).text
    assert "要报的都报了" in page and "2026-09-12" in page and "李医生" in page
    assert "名单 2026-09-12 交 李医生" in client.get(f"/schools/{PRIMARY}/pupils/{key('child P8')}").text
    assert "名单 2026-09-12 交 李医生" in client.get(f"/schools/{PRIMARY}").text
    assert "2026-09-12 交 李医生，1 人" in client.get(given).text
    rows, facts = book(client.get(f"{given}/list.xlsx").data)
    heads = ("序号", "学校", "年级", "班级", "姓名", "出生日期", "需补种疫苗剂次")
    assert rows[0][:7] == heads
    assert rows[1][:7] == (1, "青树嘴小学", "一年级", "1班", "P8", "2020-07-07", "A+C2")
    assert ("接收人", "李医生") in facts and ("交接日期", "2026-09-12") in facts
    paper = pdf_words(client.get(f"{given}/list.pdf").data)
    for words in ("青树嘴小学", "青树嘴卫生院", "P8", "A+C2", "接收人：李医生", "签字", "2026-09-12", "刘芳"):
        assert words in paper, words


def test_a_list_is_printed_again_as_it_was(school: Flask) -> None:
    """P2 caught both doses up on 19 September: the list of the 12th still names them."""
    client = signed_in(school, cast.NURSE)
    words = {"school": PRIMARY, "clinic": CLINIC, "term": "2026-1", "on": "2026-09-12", "receiver": "李医生"}
    given = key("list of September")
    said(school, operation("list_handover", words | {"checks": [P2, P8]}, id=given, key=given))
    rows = book(client.get(f"{LISTS}/{given}/list.xlsx").data)[0]
    assert [(row[4], row[6]) for row in rows[1:]] == [("P2", "百白破5、A+C2"), ("P8", "A+C2")]
    assert "百白破5、A+C2" in pdf_words(client.get(f"{LISTS}/{given}/list.pdf").data)
    left = {"left_on": "2026-10-01", "left_to": "外县小学"}
    said(school, operation("enrolment", left, key=key("enrolment P2")))
    assert len(book(client.get(f"{LISTS}/{given}/list.xlsx").data)[0]) == 3
    said(school, operation("certificate_check", {}, key=P2, void=True))
    assert len(book(client.get(f"{LISTS}/{given}/list.xlsx").data)[0]) == 2
    assert "有 1 人的查验记录后来撤销了" in client.get(f"{LISTS}/{given}").text


def test_a_draft_has_lines_for_receiver_and_day(school: Flask) -> None:
    client = signed_in(school, cast.NURSE)
    paper = pdf_words(client.get(f"{LISTS}/new.pdf").data)
    for words in ("P8", "接收人：签字＿", "年＿＿月＿＿日", "青树嘴卫生院"):
        assert words in paper, words
    rows = book(client.get(f"{LISTS}/new.xlsx").data)[0]
    assert [row[4] for row in rows[1:]] == ["P8"]
    cast.post(client, "/language", lang="en")
    assert "Received by:" in pdf_words(client.get(f"{LISTS}/new.pdf").data)


def test_who_made_it_takes_it_back_and_nobody_else_of_the_school(school: Flask) -> None:
    client = signed_in(school, cast.CLINIC)
    given = hand_over(client, P8)
    nurse = signed_in(school, cast.NURSE)
    assert cast.post(nurse, f"{given}/undo").status_code == 403
    assert "李医生" in nurse.get(LISTS).text
    assert cast.post(client, f"{given}/undo").status_code == 302
    assert "1 人还没有报给接种单位" in nurse.get(LISTS).text
    assert nurse.get(given).status_code == 404
    assert cast.post(client, f"{given}/undo").status_code == 404


def test_who_was_named_can_be_named_again_and_is_not_asked_for(school: Flask) -> None:
    client = signed_in(school, cast.NURSE)
    hand_over(client, P8)
    page = client.get(LISTS).text
    assert "已经报过、还没办完的 1 人" in page
    assert not re.search(rf'value="{P8}"[^>]* checked', page)
    hand_over(client, P8, receiver="王医生", on="2026-10-12")
    assert "名单 2026-10-12 交 王医生" in client.get(f"/schools/{PRIMARY}").text


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"receiver": ""}, "接收人"),
        ({"on": "20270101"}, "在今天以后"),
        ({"on": "2026-09-01"}, "不能早于查验的日子（2026-09-10）"),
        ({"on": "前天"}, "交接日期"),
        ({"clinic": "x"}, "要选一个接种单位"),
        ({"checks": [key("nobody")]}, "至少要选一个孩子"),
        ({"receiver": "李" * 51}, "50"),
    ],
)
def test_what_is_wrong_comes_back_with_what_was_typed(
    school: Flask, wrong: dict[str, object], why: str
) -> None:
    client = signed_in(school, cast.NURSE)
    words = {"clinic": CLINIC, "receiver": "李医生", "on": "2026-09-12", "checks": [P8]}
    answer = cast.post(client, LISTS, **words | wrong)
    assert answer.status_code in (400, 422) and why in answer.text
    assert ('value="李医生"' in answer.text) is ("receiver" not in wrong)
    assert "这个学年还没有交过名单" in client.get(LISTS).text


def test_each_sees_the_lists_of_her_own_schools_and_the_education_office_none(school: Flask) -> None:
    given = hand_over(signed_in(school, cast.NURSE), P8)
    paths = (LISTS, f"{LISTS}/new.xlsx", f"{LISTS}/new.pdf", given, f"{given}/list.xlsx", f"{given}/list.pdf")
    for path in paths:
        for member in (cast.NURSE, cast.CLINIC, cast.SUPERVISOR):
            assert signed_in(school, member).get(path).status_code == 200, (path, member)
        for member, status in ((OTHER_NURSE, 404), (cast.OUTSIDER, 404), (cast.OBSERVER, 403)):
            assert signed_in(school, member).get(path).status_code == status, (path, member)
    other = signed_in(school, OTHER_NURSE)
    assert cast.post(other, LISTS, receiver="李", on="2026-09-12", checks=[P8]).status_code == 404
    assert cast.post(other, f"{given}/undo").status_code == 404
    assert signed_in(school, cast.NURSE).get(given.replace(PRIMARY, KINDERGARTEN)).status_code == 404


def test_a_clinics_doctor_of_elsewhere_sees_no_list(school: Flask) -> None:
    hand_over(signed_in(school, cast.NURSE), P8)
    words = operation("enrolment", {"school": PRIMARY}, area=NEXT_VILLAGE)
    assert words and signed_in(school, cast.VACCINATOR).get(LISTS).status_code in (302, 403)


class _Line:
    """A line of a list as far as its row."""

    def row(self, n: int, school: str, _lang: str) -> tuple[object, ...]:
        return (n, school, "1", "1", "李小花", "2020-01-02", "JE 2", "李大山", "13800000000", None, None)


def test_an_english_list_has_its_people_in_latin_letters_beside(school: Flask) -> None:
    paper = Paper("list", "school", "clinic", [_Line()], "term")  # type: ignore[list-item]
    with school.test_request_context(headers={"Cookie": "lang=en"}):
        row = rows_of(paper)[0]
    assert (row[4], row[7], row[9]) == ("李小花 Li Xiaohua", "李大山 Li Dashan", None)


def test_a_list_given_twice_on_one_day_is_one_and_the_first_is_said(school: Flask) -> None:
    hand_over(signed_in(school, cast.NURSE), P8)
    clinic = signed_in(school, cast.CLINIC)
    hand_over(clinic, P8, receiver="王医生")
    page = clinic.get(LISTS).text
    assert page.count("王医生") == 0 and "1 人" in clinic.get(f"/schools/{PRIMARY}").text


def test_a_list_that_came_twice_is_shown_as_a_double(school: Flask) -> None:
    words = {"school": PRIMARY, "clinic": CLINIC, "term": "2026-1", "on": "2026-09-12", "receiver": "李医生"}
    said(school, *(operation("list_handover", words | {"checks": [P2, P8]}) for _ in range(2)))
    assert signed_in(school, cast.NURSE).get(LISTS).text.count("重复，只算一次") == 1
