"""The sheet of a class goes out, comes back in any order, and ends in the same records as the sitting on the phone."""

from __future__ import annotations

import io
import random
import re
from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import func, select

from fieldapp.ground.db import db
from fieldapp.models.records import CertificateCheck, Recheck
from fieldapp.school.outcome import outcome_of
from fieldapp.school.slots import short_name
from tests import cast
from tests.campaigns.office import record
from tests.grown import grown
from tests.office.zoo import book
from tests.school.cases import ASSESSED, BY_ID, CASES, CHECKED, TERM, Case
from tests.school.class_sheet.office import (
    HEADS,
    Sheets,
    cases_without_checks,
    columns,
    enrol,
    fill,
    outcomes,
    pupils,
)
from tests.school.classes.office import OTHER_NURSE, found_schools
from tests.school.places import ELSEWHERE, KINDERGARTEN, PRIMARY
from tests.school.told import of_case as told_of_case
from tests.sync.county import key, operation


@pytest.fixture
@grown
def school(app: Flask) -> Flask:
    found_schools(app)
    return app


def looks(app: Flask) -> tuple[int, int]:
    """How many checks and second looks stand."""
    with app.app_context():
        return tuple(
            db.session.scalar(select(func.count()).select_from(one).where(~one.voided)) or 0
            for one in (CertificateCheck, Recheck)
        )  # type: ignore[return-value]


def filled(case: Case) -> dict[str, Any]:
    """What a clinic writes into the row of a case."""
    slots = case.missing or tuple((series, n) for series, n, _why in case.exempt)
    words = {"complete": "已完成", "needs": "需补种", "exempt": "不用补", "none": "无证"}
    why = {"over_age": "超龄", "contraindicated": "禁忌"}.get(case.exempt[0][2]) if case.exempt else None
    said: dict[str, Any] = {"评估结果": words[case.assessment], "不用补原因": why}
    said |= {"缺的剂次": "、".join(short_name(slot) for slot in slots) or None}
    if case.assessment == "none":
        return said | {"接种证": "丢失"}
    return said | {"评估日期": datetime.fromisoformat(ASSESSED), "报告编号": f"R-{case.id}"}


def test_the_nine_cases_by_sheet_are_the_nine_cases_by_operations(app: Flask) -> None:
    cases_without_checks(app)
    for place in (PRIMARY, KINDERGARTEN):
        office = Sheets(app, school=place)
        workbook = office.out()
        fill(workbook.worksheets[0], {case.id: filled(case) for case in CASES})
        office.bring(office.look_at(workbook))
    again = Sheets(app)
    page = again.look(["P5", "已完成", "", "2026-09-18", "R-P5", "有"], checked_on="2026-09-18")
    assert "记为再次查验" in page
    again.bring(page)
    came = outcomes(app)
    assert looks(app) == (9, 1) and came.keys() == BY_ID.keys()
    for case in CASES:
        assert came[case.id] == outcome_of(told_of_case(case)[1], "2026-12-31"), case.id


def test_the_sheet_that_goes_out_is_of_the_class_and_keeps_who_is_who(school: Flask) -> None:
    enrol(school, "王小明", "李小红")
    enrol(school, "老生", reason=None)
    enrol(school, "走了", left_on="2026-09-20")
    workbook = Sheets(school, cast.NURSE).out()
    page, guide = workbook.worksheets
    heads = [str(cell.value) for cell in page[1]]
    assert heads[:8] == ["序号", "姓名", "性别", "出生日期", "儿童编码", "监护人", "电话", "班级"]
    assert [page.cell(row, 2).value for row in (2, 3, 4)] == ["李小红", "王小明", None]
    assert page.freeze_panes == "C2"
    rules = {next(iter(one.sqref.ranges)).min_col: one for one in page.data_validations.dataValidation}
    at = columns(page)
    assert rules[at["评估结果"]].formula1 == '"已完成,需补种,不用补,没评估,无证"'
    for head in ("姓名", "班级", "识别码"):
        assert (rules[at[head]].type, rules[at[head]].formula1) == ("custom", "FALSE")
    assert at["缺的剂次"] not in rules and guide.cell(1, 1).value == "列"
    assert any("bbp5" in str(cell.value) for row in guide for cell in row)


def test_sorted_rows_moved_and_more_columns_come_back_to_their_children(school: Flask) -> None:
    names = [f"孩子{n}" for n in range(12)]
    enrol(school, *names)
    page = Sheets(school).out().worksheets[0]
    rows = [[cell.value for cell in row] for row in page.iter_rows(max_row=13)]
    heads, lines = rows[0], rows[1:]
    at = {str(head).split("（")[0]: place for place, head in enumerate(heads)}
    for line in lines:
        line[at["评估结果"]], line[at["评估日期"]] = "已完成", "2026-08-20"
        line[at["报告编号"]] = f"R-{line[at['姓名']]}"
    chance = random.Random(5)
    chance.shuffle(lines)
    order = list(range(len(heads)))
    chance.shuffle(order)
    sheet = [
        [*(str(heads[n]) for n in order), "医生"],
        *([*(line[n] for n in order), "张"] for line in lines[:10]),
    ]
    office = Sheets(school)
    found = office.upload(book(sheet)).text
    assert "要记 10 人" in found and "没有读的列：医生" in found
    office.bring(found)
    made = pupils(school)
    assert {name for name in names if made[name].looks} == {str(line[at["姓名"]]) for line in lines[:10]}
    assert all(one.looks[0].report_no == f"R-{name}" for name, one in made.items() if one.looks)


def test_the_same_sheet_again_changes_nothing_and_what_goes_out_says_what_stands(school: Flask) -> None:
    enrol(school, "甲", "乙", "丙")
    office = Sheets(school)
    rows = [["甲", "需补种", "百白破5、A+C2", "2026-08-20", "R-1", ""], ["乙", "无证", "", "", "", "没办过"]]
    rows.append(["丙", "不用补", "", "2026-08-21", "", "电子"])
    office.bring(office.look(*rows))
    assert looks(school) == (3, 0)
    page = office.look(*rows)
    assert "要记 0 人" in page and "已经这样记了 3 人" in page and 'name="token"' in page
    page = office.look_at(office.out())
    assert "要记 0 人" in page and "已经这样记了 3 人" in page
    assert looks(school) == (3, 0)


def test_rows_left_empty_change_nothing(school: Flask) -> None:
    enrol(school, "甲", "乙")
    page = Sheets(school).look_at(Sheets(school).out())
    assert "要记 0 人" in page and "没填 2 行" in page and looks(school) == (0, 0)


BROKEN: list[tuple[dict[str, Any], str]] = [
    ({"评估结果": "好"}, "不认识：好"),
    ({"评估结果": "=1/0"}, "没有算出结果的公式"),
    ({"评估结果": "#N/A"}, "错误值"),
    ({"评估结果": True}, "逻辑值"),
    ({"评估结果": None, "报告编号": "R-1"}, "没写评估结果"),
    ({"评估结果": None, "缺的剂次": "百白破5"}, "没写评估结果"),
    ({"评估日期": None}, "没写评估日期"),
    ({"评估日期": "去年"}, "不是日期"),
    ({"评估日期": 46254}, "没有设成日期的数字"),
    ({"评估日期": "2026-02-30"}, "不是日期"),
    ({"评估日期": "2026-09-11"}, "在查验日期"),
    ({"评估日期": "2020-01-01"}, "在出生"),
    ({"评估日期": "12:30"}, "不是日期"),
    ({"缺的剂次": "百白破5"}, "已完成，又写了缺的剂次"),
    ({"评估结果": "没评估", "缺的剂次": "甲肝1"}, "没评估，又写了缺的剂次"),
    ({"评估结果": "需补种"}, "没写缺哪几剂"),
    ({"评估结果": "需补种", "缺的剂次": "水痘2"}, "水痘2 是自费疫苗"),
    ({"评估结果": "需补种", "缺的剂次": datetime(2026, 5, 4)}, "成了日期"),
    ({"评估结果": "需补种", "缺的剂次": 5.5}, "成了小数"),
    ({"评估结果": "需补种", "缺的剂次": "无"}, "没写缺哪几剂"),
    ({"评估结果": "不用补", "缺的剂次": "含麻2"}, "没写不用补的原因"),
    ({"评估结果": "不用补", "缺的剂次": "含麻2", "不用补原因": "忙"}, "不认识：忙"),
    ({"不用补原因": "禁忌"}, "只有不用补的才写原因"),
    ({"评估结果": "无证"}, "丢失还是没办过"),
    ({"评估结果": "无证", "接种证": "有"}, "丢失还是没办过"),
    ({"接种证": "丢失"}, "又写了别的结果"),
    ({"接种证": "红的"}, "不认识：红的"),
    ({"报告编号": "1" * 61}, "最多 60 个字"),
    ({"报告编号": 1234567890123456789}, "丢掉末尾几位"),
    ({"报告编号": datetime(2026, 3, 2)}, "成了日期"),
    ({"备注": "长" * 501}, "最多 500 个字"),
    ({"姓名": "别人"}, "对不上"),
    ({"出生日期": "2019-03-10"}, "对不上"),
    ({"出生日期": "昨天"}, "不是日期"),
    ({"识别码": "x"}, "识别码不完整"),
    ({"识别码": f"{key('nobody')}-abcdef"}, "不是本校这一学年的孩子"),
    ({"识别码": None, "姓名": "没有这人"}, "班里没有这个孩子"),
    ({"识别码": None, "姓名": None}, "没有姓名，也没有识别码"),
    ({"识别码": None, "出生日期": "大前年"}, "不是日期"),
    ({"评估结果": "❤", "报告编号": "<script>alert(1)</script>"}, "不认识：❤"),
]


def test_forty_broken_rows_are_each_named_and_the_right_ones_go_in(school: Flask) -> None:
    names = [f"孩子{n:02}" for n in range(len(BROKEN) + 5)]
    enrol(school, *names)
    office = Sheets(school)
    workbook = office.out()
    page = workbook.worksheets[0]
    right = {"评估结果": "已完成", "评估日期": "2026-08-20"}
    fill(page, dict.fromkeys(names, right))
    at = columns(page)
    for row, (words, _why) in enumerate(BROKEN, start=2):
        for head, value in words.items():
            page.cell(row, at[head]).value = value
    found = office.look_at(workbook)
    assert "<script>alert" not in found
    said = wrong_lines(found)
    for row, (words, why) in enumerate(BROKEN, start=2):
        assert why in said.get(row, ""), (row, words, said.get(row))
    assert len(said) == len(BROKEN) == 40 and "有错 40 行" in found and "要记 5 人" in found
    assert looks(school) == (0, 0)
    assert "已记 5 人" in office.bring(found) and looks(school) == (5, 0)


def wrong_lines(page: str) -> dict[int, str]:
    """The rows of the table of wrong cells, by line."""
    table = page.partition("有错的格")[2].partition("</table>")[0]
    found: dict[int, str] = {}
    for line, words in re.findall(r'<tr><td class="n">(\d+)</td>(.*?)</tr>', table, re.S):
        found[int(line)] = found.get(int(line), "") + words
    return found


def test_a_row_of_another_class_or_school_is_never_taken(school: Flask) -> None:
    enrol(school, "甲", "乙")
    enrol(school, "丙", class_name="2")
    enrol(school, "丁", school=KINDERGARTEN)
    second = Sheets(school, address="1~2").out()
    fill(second.worksheets[0], {"丙": {"评估结果": "没评估"}})
    page = Sheets(school).look_at(second)
    assert "是一年级（2）班的孩子，请到那个班导入" in page and "要记 0 人" in page
    other = Sheets(school, school=KINDERGARTEN).out()
    fill(other.worksheets[0], {"丁": {"评估结果": "没评估"}})
    page = Sheets(school).look_at(other)
    assert "是不是别的学校的表" in page and "要记 0 人" in page
    assert "是一年级（2）班的孩子" in Sheets(school).look(["丙", "没评估", "", "", "", ""])


def test_a_child_that_changed_moved_or_left_since_is_said(school: Flask) -> None:
    enrol(school, "甲", "乙", "丙")
    workbook = Sheets(school).out()
    changes = [
        operation(kind, words, key=key(of), at="2026-10-01T08:00:00.000Z")
        for kind, words, of in (
            ("child", {"name": "甲一"}, "甲"),
            ("enrolment", {"class_name": "2"}, "pupil 乙"),
            ("enrolment", {"left_on": "2026-10-01"}, "pupil 丙"),
        )
    ]
    record(school, cast.NURSE, *changes)
    enrol(school, "留下")
    fill(workbook.worksheets[0], {name: {"评估结果": "没评估"} for name in ("甲", "乙", "丙")})
    office = Sheets(school)
    page = office.look_at(workbook)
    for words in (
        "名册改过，现在是 甲一",
        "现在在一年级（2）班，照样记",
        "2026-10-01 已离校，不记",
        "要记 2 人",
    ):
        assert words in page
    office.bring(page)
    made = pupils(school)
    assert [bool(made[name].looks) for name in ("甲一", "乙", "丙")] == [True, True, False]


def test_a_stale_report_is_said_and_recorded_as_such(school: Flask) -> None:
    enrol(school, "甲", born="2020-08-20")
    office = Sheets(school)
    page = office.look(["甲", "已完成", "", "2026-06-15", "", ""])
    assert "2026-06-15 评估后已满6岁，请重新评估" in page
    office.bring(page)
    assert outcomes(school)["甲"].result == "stale"


def test_bcg_said_to_be_missing_of_a_child_too_old_for_it_is_pointed_at(school: Flask) -> None:
    enrol(school, "甲", born="2020-03-10")
    enrol(school, "乙", born="2024-03-10")
    said = ["需补种", "卡介苗", "2026-09-10", "", ""]
    page = Sheets(school).look(["甲", *said], ["乙", *said])
    assert page.count("满4岁不再补卡介苗") == 1 and "要记 2 人" in page


def test_words_nobody_knows_are_asked_and_recorded_once_said(school: Flask) -> None:
    enrol(school, "甲", "乙")
    office = Sheets(school)
    rows = [
        ["甲", "需补种", "白百破末次、A+C2", "2026-08-20", "", ""],
        ["乙", "需补种", "白百破末次", "2026-08-20", "", ""],
    ]
    page = office.look(*rows)
    assert "“白百破末次”（2 行）" in page and "要记 0 人" in page
    office.bring(page)
    assert looks(school) == (0, 0)
    office.bring(page, **{"word.白百破末次": "dtp-5"})
    made = pupils(school)
    assert made["甲"].looks[0].missing == (("dtp", 5), ("menac", 2)) and made["乙"].looks[0].missing == (
        ("dtp", 5),
    )


def choice(office: Sheets, page: str, what: str) -> str:
    return office.bring(page, **{"choice-2": what})


@pytest.mark.parametrize(
    ("what", "stands"), [("again", (1, 1)), ("replace", (1, 0)), ("keep", (1, 0)), ("", (1, 0))]
)
def test_something_else_than_what_is_recorded_is_asked_side_by_side(
    school: Flask, what: str, stands: Any
) -> None:
    enrol(school, "甲")
    office = Sheets(school)
    office.bring(office.look(["甲", "已完成", "", "2026-08-20", "R-1", ""]))
    page = office.look(["甲", "需补种", "甲肝1", "2026-08-20", "R-1", ""])
    assert "和已经记的不一样" in page and "R-1 · 2026-09-10 查验 · 张敏" in page and "要记 0 人" in page
    choice(office, page, what)
    assert looks(school) == stands
    last = pupils(school)["甲"].looks[-1]
    assert last.assessment == ("needs" if what in ("again", "replace") else "complete")


def test_who_may_not_take_back_another_persons_check_is_not_offered_to(school: Flask) -> None:
    enrol(school, "甲")
    clinic, nurse = Sheets(school), Sheets(school, cast.NURSE)
    clinic.bring(clinic.look(["甲", "已完成", "", "2026-08-20", "", ""]))
    page = nurse.look(["甲", "没评估", "", "", "", ""])
    assert 'value="again"' in page and 'value="replace"' not in page
    choice(nurse, page, "replace")
    assert looks(school) == (1, 0) and pupils(school)["甲"].looks[0].assessment == "complete"


def test_an_import_is_taken_back_as_one_and_what_went_on_stays(school: Flask) -> None:
    enrol(school, "甲", "乙", "丙")
    office = Sheets(school)
    page = office.bring(office.look(*([name, "已完成", "", "2026-08-20", "", ""] for name in "甲乙丙")))
    assert "这次记了 3 人" in page
    check = pupils(school)["乙"].looks[0].key
    record(
        school, cast.NURSE, operation("recheck", {"check": check, "on": "2026-10-01", "certificate": "seen"})
    )
    said = office.take_back()
    assert "已撤回 2 人" in said and "1 人后来又查验过" in said and "乙" in said
    assert looks(school) == (1, 1)
    assert cast.post(office.client, office.last.split("?")[0]).status_code in (400, 404, 409)


def test_what_an_import_replaced_stands_again_once_it_is_taken_back(school: Flask) -> None:
    enrol(school, "甲")
    office = Sheets(school)
    office.bring(office.look(["甲", "需补种", "百白破5、A+C2", "2026-08-20", "R-1", ""]))
    before = pupils(school)["甲"].looks[0]
    choice(office, office.look(["甲", "已完成", "", "2026-08-20", "R-2", ""]), "replace")
    assert [one.report_no for one in pupils(school)["甲"].looks] == ["R-2"]
    assert "已撤回 1 人" in office.take_back()
    (now,) = pupils(school)["甲"].looks
    names = (
        "on",
        "certificate",
        "assessment",
        "assessed_on",
        "assessed_by",
        "report_no",
        "missing",
        "missing_from",
    )
    assert [getattr(now, one) for one in names] == [getattr(before, one) for one in names]


def test_two_rows_of_a_child_count_once_or_are_both_named(school: Flask) -> None:
    enrol(school, "甲", "乙")
    same, first, second = (
        ["甲", "没评估", "", "", "", ""],
        ["乙", "没评估", "", "", "", ""],
        ["乙", "无证", "", "", "", "丢失"],
    )
    page = Sheets(school).look(same, same, first, second)
    assert "写了 2 行，一样" in page and "和第 5 行是同一个孩子" in page and "和第 4 行是同一个孩子" in page
    assert "要记 1 人" in page


def test_twins_of_one_name_need_their_mark_or_birth_date(school: Flask) -> None:
    enrol(school, "双双")
    said = operation(
        "child", {"name": "双双", "born": "2020-06-06", "listed_on": "2026-09-01"}, key=key("twin")
    )
    words = {
        "child": key("twin"),
        "school": PRIMARY,
        "term": TERM,
        "grade": "1",
        "class_name": "1",
        "reason": "new",
    }
    record(school, cast.NURSE, said, operation("enrolment", words, key=key("pupil twin")))
    assert "同名的孩子，分不清" in Sheets(school).look(["双双", "没评估"], heads=["姓名", "评估结果"])
    page = Sheets(school).look(["双双", "没评估", "2020-06-06"], heads=["姓名", "评估结果", "出生日期"])
    assert "要记 1 人" in page


@pytest.mark.parametrize(
    ("who", "place", "status"),
    [
        (OTHER_NURSE, PRIMARY, 404),
        (cast.NURSE, ELSEWHERE, 404),
        (cast.CLINIC, ELSEWHERE, 404),
        (cast.OUTSIDER, PRIMARY, 404),
        (cast.VACCINATOR, PRIMARY, 403),
        (cast.OBSERVER, PRIMARY, 403),
    ],
)
def test_a_class_of_others_is_not_there(school: Flask, who: cast.Member, place: str, status: int) -> None:
    enrol(school, "甲")
    enrol(school, "乙", school=ELSEWHERE)
    office = Sheets(school, who, place)
    assert office.client.get(f"{office.path}.xlsx").status_code == status
    assert office.client.get(office.path).status_code == status
    assert office.upload(book([HEADS, ["甲", "没评估", "", "", "", ""]])).status_code == status


def test_nurse_clinic_and_township_bring_in_the_same(school: Flask) -> None:
    enrol(school, "甲", "乙", "丙")
    for name, who in (("甲", cast.NURSE), ("乙", cast.CLINIC), ("丙", cast.SUPERVISOR)):
        office = Sheets(school, who)
        office.bring(office.look([name, "已完成", "", "0820", "", ""]))
    made = pupils(school).values()
    assert {(look.on, look.assessment, look.assessed_on) for one in made for look in one.looks} == {
        (CHECKED, "complete", "2026-08-20")
    }


def test_a_day_said_for_the_whole_sheet_fills_rows_that_name_none(school: Flask) -> None:
    enrol(school, "甲", "乙")
    office = Sheets(school)
    rows = [["甲", "已完成", "", "", "", ""], ["乙", "已完成", "", "2026-08-01", "", ""]]
    office.bring(office.look(*rows, assessed_on="2026-08-20"))
    made = pupils(school)
    assert [made[name].looks[0].assessed_on for name in "甲乙"] == ["2026-08-20", "2026-08-01"]


def test_a_day_to_come_is_refused_and_said(school: Flask) -> None:
    enrol(school, "甲")
    answer = Sheets(school).upload(book([HEADS, ["甲", "没评估", "", "", "", ""]]), checked_on="2027-01-01")
    assert answer.status_code >= 400 and "查验日期" in answer.text


def test_the_page_that_says_how_to_fill_in_is_in_the_language_of_the_sheet(school: Flask) -> None:
    enrol(school, "王小明")
    client = cast.signed_in(school, cast.NURSE)
    path = f"/schools/{PRIMARY}/classes/1~1/sheet.xlsx"
    zh, en = (
        load_workbook(io.BytesIO(client.get(path, headers={"Accept-Language": lang}).data)).worksheets[1]
        for lang in ("zh", "en")
    )
    assert [cell.value for cell in zh[1]] == ["列", "可以写", "说明"]
    words = [str(value) for row in en.values for value in row if value]
    assert words[:3] == ["Column", "May say", "What it means"]
    assert not [one for one in words if re.search("[\u4e00-\u9fff]", one)]
    assert short_name(("dtp", 5), "en") in " ".join(words)
