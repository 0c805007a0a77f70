"""The tables of the school check on page, workbook and PDF: each figure of the nine cases, from records; who sees what,
and where each number leads."""

from __future__ import annotations

import io
import re
from typing import Any

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests import cast
from tests.campaigns.sheets import pdf_words
from tests.cast import signed_in
from tests.grown import grown
from tests.school.cases import UNTIL
from tests.school.classes.office import OTHER_NURSE, enter_cases, found_schools, said
from tests.school.places import ELSEWHERE, KINDERGARTEN, PRIMARY
from tests.sync.county import key, operation

# 应查验 查验 · 持证 其他证明 无证 补证 · 完成 无需补种 需补种 完成补种 未评估 · 应补 实补 · 四个率
FIGURES = {
    "合计": "9 9 8 0 1 1 3 2 4 3 0 5 4 100.00 100.00 75.00 80.00",
    "托幼机构": "4 4 4 0 0 0 1 1 2 2 0 2 2 100.00 — 100.00 100.00",
    "小学": "5 5 4 0 1 1 2 1 2 1 0 3 2 100.00 100.00 50.00 66.67",
}
BY_DOSE = {"合计": "1/1 1/1 1/1 2/1", "托幼机构": "0/0 1/1 1/1 0/0", "小学": "1/1 0/0 0/0 2/1"}
HEADS = ["应查验人数", "查验人数", "持接种证人数", "其他证明人数", "无证人数", "补证人数", "完成全程接种人数"]
HEADS += ["无需补种人数", "需补种人数", "完成补种人数", "未评估人数", "应补种剂次", "补种剂次"]
RATES = ["查验率（%）", "补证率（%）", "补种率（人，%）", "补种率（剂次，%）"]
AREA, TABLE = "/schools/tables", f"/schools/{PRIMARY}/table"


@pytest.fixture
@grown
def school(app: Flask) -> Flask:
    found_schools(app)
    enter_cases(app)
    return app


def rows(page: str) -> dict[str, list[str]]:
    """The rows of a page's tables as text, by what stands first; of several of a name the first."""
    found: dict[str, list[str]] = {}
    for row in re.findall(r"<tr[^>]*><th scope=.*?</tr>", page, re.DOTALL):
        cells = [re.sub(r"<[^>]+>", "", one).strip() for one in re.split(r"</t[hd]>", row)]
        found.setdefault(cells[0], cells[1:-1])
    return found


def by_dose(page: str) -> dict[str, str]:
    """The rows under 按疫苗和剂次, as pairs."""
    part = page.partition("<h2>按疫苗和剂次</h2>")[2]
    return {name: pairs(cells) for name, cells in rows(part).items()}


def pairs(cells: list[Any]) -> str:
    return " ".join(f"{cells[n]}/{cells[n + 1]}" for n in range(0, len(cells), 2))


def link(page: str, row: str, number: str) -> list[str]:
    """Where the numbers of a row that are such lead."""
    line = "".join(one for one in re.findall(r"<tr[^>]*>.*?</tr>", page, re.DOTALL) if f">{row}<" in one)
    return [href.replace("&amp;", "&") for href in re.findall(rf'href="([^"]+)">{number}</a>', line)]


def sheet(answer: Any) -> list[list[Any]]:
    book = openpyxl.load_workbook(io.BytesIO(answer.data))
    return [list(row) for row in book.worksheets[0].iter_rows(values_only=True)]


def test_each_figure_of_the_nine_cases_stands_on_the_page(school: Flask) -> None:
    page = signed_in(school, cast.SUPERVISOR).get(AREA).text
    found = rows(page)
    for name, figures in FIGURES.items():
        assert " ".join(found[name][2:]) == figures, name
    assert found["合计"][:2] == ["3", "2"] and found["小学"][:2] == ["2", "1"]
    assert by_dose(page) | BY_DOSE == by_dose(page)
    assert (
        "百白破5" in page and "A+C2" in page and "应查验 9 人，查验 9 人；需补种 4 人，已补完 3 人。" in page
    )


def test_each_figure_of_the_nine_cases_stands_in_the_workbook_as_a_number(school: Flask) -> None:
    lines = sheet(signed_in(school, cast.SUPERVISOR).get(AREA + ".xlsx?by=school"))
    heads = lines[2]
    places = {str(head): place for place, head in enumerate(heads) if head}
    of = {str(line[0]): line for line in lines[5:]}
    for name, figures in FIGURES.items():
        told = [of[name][places[head]] for head in (*HEADS, *RATES)]
        wanted = [one if one == "—" else float(one) if "." in one else int(one) for one in figures.split()]
        assert told == wanted and all(type(a) is not str or a == "—" for a in told), name
    columns = lines[3]
    for name, figures in BY_DOSE.items():
        told = [
            of[name][columns.index(one) + n] for one in ("百白破5", "含麻2", "A+C1", "A+C2") for n in (0, 1)
        ]
        order = figures.split()
        assert pairs(told) == " ".join(order), name
    assert "卡介" not in [str(one) for one in columns]


def test_each_figure_of_the_nine_cases_stands_in_the_pdf(school: Flask) -> None:
    answer = signed_in(school, cast.SUPERVISOR).get(AREA + ".pdf?by=school")
    text = " ".join(pdf_words(answer.data).split())
    assert "入托、入学预防接种证查验情况汇总表" in text and "补种率 = " not in text
    for name, figures in FIGURES.items():
        assert re.search(rf"{name} \d+ \d+ {re.escape(figures)}", text), (name, text)
    for name, figures in BY_DOSE.items():
        assert f"{name} {figures.replace('/', ' ')}" in text, name


def test_a_school_is_listed_by_class_and_each_number_leads_to_its_children(school: Flask) -> None:
    nurse = signed_in(school, cast.NURSE)
    page = nurse.get(TABLE).text
    assert " ".join(rows(page)["一年级（1）班"]) == FIGURES["小学"]
    needs = [one for one in link(page, "一年级（1）班", "2") if "cell=needs" in one]
    behind = nurse.get(needs[0]).text
    assert set(rows(behind)) == {"P2", "P8"} and "2 人。" in behind
    owed = [one for one in link(page, "一年级（1）班", "3") if "cell=owed" in one]
    assert (
        set(rows(nurse.get(owed[0]).text)) == {"P2", "P8"} and "2 人，共 3 剂次。" in nurse.get(owed[0]).text
    )
    given = [one for one in link(page, "一年级（1）班", "1") if "cell=given:dtp-5" in one]
    assert set(rows(nurse.get(given[0]).text)) == {"P2"}
    names = sheet(nurse.get(needs[0].replace("/children?", "/children.xlsx?")))
    assert [line[0] for line in names] == ["姓名", "P2", "P8"]


def test_up_to_an_earlier_day_only_what_was_known_then_counts(school: Flask) -> None:
    nurse = signed_in(school, cast.NURSE)
    page = nurse.get(f"{TABLE}?until=2026-09-10").text
    assert " ".join(rows(page)["一年级（1）班"]) == "5 5 4 0 1 0 1 1 2 0 1 3 0 100.00 0.00 0.00 0.00"
    assert "截至 2026-09-10" in page
    before = nurse.get(f"{TABLE}?until=2026-09-01").text
    assert " ".join(rows(before)["一年级（1）班"]) == "5 0 0 0 0 0 0 0 0 0 0 0 0 0.00 — — —"
    assert " ".join(rows(nurse.get(f"{TABLE}?until={UNTIL}").text)["一年级（1）班"]) == FIGURES["小学"]
    assert nurse.get(f"{TABLE}?until=2026-13-01").status_code == 422
    assert nurse.get(f"{AREA}?area=x%00").status_code == 400
    assert nurse.get(f"{AREA}?area=430922").status_code == 404


def test_terms_and_kinds_are_chosen(school: Flask) -> None:
    boss = signed_in(school, cast.SUPERVISOR)
    assert "这段时间没有新入学、转入的学生要查验。" in boss.get(AREA + "?year=2026&half=2").text
    assert " ".join(rows(boss.get(AREA + "?year=2026&half=0").text)["合计"][2:]) == FIGURES["合计"]
    care = rows(boss.get(AREA + "?group=care").text)
    assert " ".join(care["合计"][2:]) == FIGURES["托幼机构"] and "小学" not in care


def test_township_leads_to_its_schools_and_a_school_to_its_classes(school: Flask) -> None:
    boss = signed_in(school, cast.SUPERVISOR)
    page = boss.get(AREA).text
    township = link(page, "青树嘴镇", "5")
    of = boss.get(AREA + f"?area={cast.TOWNSHIP}").text
    assert any(f"area={cast.TOWNSHIP}" in one for one in township) or f"area={cast.TOWNSHIP}" in page
    assert {"青树嘴小学", "青树嘴幼儿园"} <= set(rows(of)) and f"/schools/{PRIMARY}/table" in of


def test_who_sees_sums_alone_sees_no_child(school: Flask) -> None:
    education = signed_in(school, cast.OBSERVER)
    page = education.get(AREA + "?by=school").text
    assert " ".join(rows(page)["合计"][2:]) == FIGURES["合计"] and "/table/children" not in page
    of_school = education.get(TABLE).text
    assert " ".join(rows(of_school)["一年级（1）班"]) == FIGURES["小学"]
    assert "children" not in of_school and f"/schools/{PRIMARY}/classes" not in of_school
    assert education.get(f"{TABLE}/children?cell=needs").status_code == 403
    assert education.post(f"{TABLE}/hand-in").status_code in (400, 403)


PATHS = ("table", "table.xlsx", "table.pdf", "table/children?cell=needs", "table/children.xlsx?cell=needs")


@pytest.mark.parametrize("path", PATHS)
def test_nobody_elsewhere_opens_a_table(school: Flask, path: str) -> None:
    for member in (OTHER_NURSE, cast.OUTSIDER, cast.VACCINATOR):
        assert signed_in(school, member).get(f"/schools/{PRIMARY}/{path}").status_code in (403, 404), member
    assert signed_in(school, cast.NURSE).get(f"/schools/{PRIMARY}/{path}").status_code == 200


def test_a_nurse_sees_her_schools_alone_and_a_clinic_its_own(school: Flask) -> None:
    hers, others = {"青树嘴小学", "青树嘴幼儿园"}, {"厂窖小学"}
    for member, schools in ((cast.NURSE, hers), (OTHER_NURSE, others), (cast.CLINIC, hers)):
        found = set(rows(signed_in(school, member).get(AREA).text))
        assert found & (hers | others) == schools, member


def test_a_table_of_some_schools_of_a_township_is_not_called_the_townships(school: Flask) -> None:
    for member, unit in ((cast.NURSE, "所管学校"), (cast.CLINIC, "青树嘴卫生院")):
        page = signed_in(school, member).get(f"{AREA}?area={cast.TOWNSHIP}").text
        assert "报告单位：青树嘴镇" not in page and unit in page.partition("报告单位：")[2][:30], member
        assert "上报这张表" not in page
    assert "报告单位：青树嘴镇" in signed_in(school, cast.SUPERVISOR).get(f"{AREA}?area={cast.TOWNSHIP}").text


def test_a_class_whose_name_holds_the_sign_between_stands_in_its_own_line(school: Flask) -> None:
    later = "2025-12-01T09:00:00.000Z"  # of two words said at one moment an id decides
    said(school, operation("enrolment", {"class_name": "红|1~2"}, key=key("enrolment P8"), at=later))
    assert rows(signed_in(school, cast.NURSE).get(TABLE).text)["一年级红|1~2"][0] == "1"


def hand_in(client: FlaskClient, path: str, **said_: str) -> Any:
    page = client.get(path).text
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    return client.post(path + "/hand-in", data={"csrf_token": token[1] if token else "", **said_})


def test_what_is_handed_in_stays_as_it_was_and_says_what_changed(school: Flask) -> None:
    nurse = signed_in(school, cast.NURSE)
    answer = hand_in(nurse, TABLE)
    assert answer.status_code == 302
    where = answer.headers["Location"]
    page = nurse.get(where).text
    assert (
        " ".join(rows(page)["一年级（1）班"]) == FIGURES["小学"] and "没有变化。" in page and "刘芳" in page
    )
    dose = {"child": key("child P8"), "product": "MPSV-AC", "given_on": "2026-11-20", "source": "card"}
    said(school, operation("dose", dose, "nurse"))
    page = nurse.get(where).text
    changes = re.sub(r"<[^>]+>", " ", page.partition("上报以后的变化")[2].partition("<h2>上报的表")[0])
    assert "完成补种人数 1 2" in " ".join(changes.split()) and "补种剂次 2 3" in " ".join(changes.split())
    kept = page.partition("<h2>上报的表")[2]
    assert " ".join(rows(kept)["一年级（1）班"]) == FIGURES["小学"]
    assert rows(nurse.get(TABLE).text)["一年级（1）班"][9] == "2"
    assert sheet(nurse.get(where + ".xlsx"))[5][10] == 1
    text = pdf_words(nurse.get(where + ".pdf").data)
    assert "刘芳" in text and "上报" in text
    assert where in nurse.get("/schools/reports").text


STATUSES = (
    *((cast.SUPERVISOR, 200), (cast.CLINIC, 200), (cast.OBSERVER, 200)),
    *((OTHER_NURSE, 404), (cast.OUTSIDER, 404), (cast.VACCINATOR, 403)),
)


def test_a_report_is_seen_by_who_may_see_the_sums(school: Flask) -> None:
    where = hand_in(signed_in(school, cast.NURSE), TABLE).headers["Location"]
    for member, status in STATUSES:
        for end in ("", ".xlsx", ".pdf"):
            assert signed_in(school, member).get(where + end).status_code == status, (member, end)


def test_township_and_clinic_hand_in_theirs(school: Flask) -> None:
    for member, path in ((cast.CLINIC, AREA), (cast.SUPERVISOR, AREA)):
        client = signed_in(school, member)
        answer = hand_in(client, path)
        assert answer.status_code == 302, member
        page = client.get(answer.headers["Location"]).text
        assert " ".join(rows(page)["合计"][2:]) == FIGURES["合计"] and "没有变化。" in page
    assert hand_in(signed_in(school, OTHER_NURSE), f"/schools/{ELSEWHERE}/table").status_code == 409


def test_the_menu_and_the_schools_lead_there(school: Flask) -> None:
    nurse = signed_in(school, cast.NURSE)
    assert f'href="{AREA}"' in nurse.get(AREA).text
    assert TABLE in nurse.get(f"/schools/{PRIMARY}").text
    assert KINDERGARTEN in nurse.get(AREA).text


LEFT = operation("enrolment", {"left_on": "2026-10-01", "left_to": "外县小学"}, key=key("enrolment P8"))
SINCE = {"child": key("child P8"), "product": "MPSV-AC", "given_on": "2026-11-20", "source": "card"}


def test_behind_a_number_a_child_that_left_is_counted_and_named_to_those_who_are_told_of_it(
    school: Flask,
) -> None:
    """P8 was caught up after it left: the number has it, its old nurse is not told who it is."""
    said(school, LEFT | {"at": "2026-10-01T02:00:00.000Z"})
    said(school, operation("dose", SINCE, at="2026-11-20T02:00:00.000Z"))
    nurse, boss = (signed_in(school, one) for one in (cast.NURSE, cast.SUPERVISOR))
    of = rows(nurse.get(TABLE).text)["一年级（1）班"]
    assert (of[HEADS.index("需补种人数")], of[HEADS.index("完成补种人数")]) == ("2", "2")
    caught = f"{TABLE}/children?cell=caught_up"
    page = nurse.get(caught).text
    assert set(rows(page)) == {"P2", "（已离校，不显示姓名）"} and "2 人。 其中 1 人已离校" in page
    lines = sheet(nurse.get(caught.replace("/children?", "/children.xlsx?")))
    assert [(line[0], line[-1]) for line in lines[1:]] == [("P2", 1), ("（已离校，不显示姓名）", 1)]
    assert set(rows(nurse.get(f"{TABLE}/children?cell=needs").text)) == {"P2", "P8"}
    page = boss.get(caught).text
    assert set(rows(page)) == {"P2", "P8"} and "已离校" not in page.partition("<table")[0]


@pytest.mark.parametrize("member", [cast.NURSE, cast.CLINIC, cast.SUPERVISOR])
def test_behind_every_number_of_a_school_stand_as_many_as_it_says(school: Flask, member: cast.Member) -> None:
    said(school, LEFT | {"at": "2026-10-01T02:00:00.000Z"})
    said(school, operation("dose", SINCE, at="2026-11-20T02:00:00.000Z"))
    client = signed_in(school, member)
    for where in ("?half=0", "?half=1", "?until=2026-10-15"):
        page = client.get(TABLE + where).text
        numbers = re.findall(r'href="([^"]*table/children[^"]*)">(\d+)</a>', page)
        assert len(numbers) > 15
        for address, number in numbers:
            lines = sheet(client.get(address.replace("&amp;", "&").replace("/children?", "/children.xlsx?")))
            assert sum(line[-1] for line in lines[1:]) == int(number), address
