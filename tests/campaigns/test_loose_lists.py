"""Lists as townships write them: understood where one meaning is possible, asked where not, in the sheet's words."""

from __future__ import annotations

import pytest

from fieldapp.areas.naming import VillageWords
from fieldapp.campaigns.lists.child_list import read_roster
from fieldapp.campaigns.plan.assign_sheet import read_sheet
from fieldapp.ground.parsing import read_day
from fieldapp.records.lists.meanings import home_of

FENGAN, MINGSHAN_VILLAGE, MINGSHAN_TOWN, CENTRE, OTHER_CENTRE = (
    "430921102203",
    "430921102204",
    "430921102003",
    "430921102005",
    "430921103005",
)
VILLAGES = VillageWords(
    [
        (FENGAN, "丰安坝村委会", "明山头镇"),
        (MINGSHAN_VILLAGE, "明山村", "明山头镇"),
        (MINGSHAN_TOWN, "明山社区居委会", "明山头镇"),
        (CENTRE, "中心社区", "明山头镇"),
        (OTHER_CENTRE, "中心社区", "青树嘴镇"),
    ]
)


@pytest.mark.parametrize(
    ("code", "name", "town", "means"),
    [
        ("", "丰安坝村委会", "", FENGAN),
        ("", "丰安坝", "", FENGAN),
        ("", "丰安坝村", "", FENGAN),
        ("", " 丰安坝 村", "", FENGAN),
        ("", "丰安坝社区", "", FENGAN),  # there is no other of that name
        ("", "明山头镇丰安坝村", "", FENGAN),
        (FENGAN, "", "", FENGAN),
        ("丰安坝", "", "", FENGAN),
        (FENGAN, "丰安坝", "明山头", FENGAN),
        ("", "明山村", "", MINGSHAN_VILLAGE),
        ("", "明山居委会", "", MINGSHAN_TOWN),
        ("", "中心社区", "青树嘴镇", OTHER_CENTRE),
        ("", "中心", "明山头", CENTRE),
        ("", "青树嘴镇中心社区", "", OTHER_CENTRE),
    ],
)
def test_a_village_is_known_by_every_word_that_can_mean_it_alone(
    code: str, name: str, town: str, means: str
) -> None:
    assert VILLAGES.find(code, name, town) == (means, None)


@pytest.mark.parametrize(
    ("code", "name", "town", "asks"),
    [
        ("", "明山", "", "“明山”可能是明山头镇明山村、明山头镇明山社区居委会"),
        ("", "中心社区", "", "“中心社区”可能是明山头镇中心社区、青树嘴镇中心社区"),
        ("", "没有村", "", "没有这个村，或不归您管：没有村"),
        ("", "", "", "没有写村"),
        (FENGAN, "明山村", "", f"代码 {FENGAN} 是“明山头镇丰安坝村委会”，表里写的是“明山村”，请核对哪一个对"),
        (MINGSHAN_VILLAGE, "明山社区", "", "请核对哪一个对"),
        (FENGAN, "丰安坝村", "青树嘴镇", "请核对哪一个对"),
        ("430921102999", "丰安坝村", "", "没有这个村，或不归您管：430921102999"),
    ],
)
def test_a_village_that_may_be_two_or_contradicts_itself_is_asked(
    code: str, name: str, town: str, asks: str
) -> None:
    found, why = VILLAGES.find(code, name, town)
    assert found is None and why is not None
    assert asks in why[0]


@pytest.mark.parametrize(
    ("words", "means"),
    [
        ("本县", "county"),
        ("本村", "county"),
        ("县外", "other_county"),
        ("外市", "other_city"),
        ("省外", "other_province"),
        ("省外（贵州毕节）", "other_province"),
        ("省外(贵州毕节)", "other_province"),
        ("省外 贵州", "other_province"),
        ("外省、贵州", "other_province"),
        ("贵州毕节", "other_province"),
        ("广东省深圳市", "other_province"),
        ("无户口", "none"),
        ("流动", None),
        ("外地", None),
        ("流动（县外还是市外不清楚）", None),
        ("湖南长沙", None),
        ("火星", None),
    ],
)
def test_where_a_child_is_registered(words: str, means: str | None) -> None:
    found, why = home_of(words, "430921")
    assert found == means and (why is None) is (means is not None)


@pytest.mark.parametrize(
    "typed", ["2022-07-14 00:00:00", "2022/7/14 0:00", "2022年7月14日 00:00:00", "2022-07-14T00:00:00"]
)
def test_an_hour_behind_a_day_is_left_out(typed: str) -> None:
    assert read_day(typed) == "2022-07-14"


HEADS = ("序号", "村（居）委会", "儿童\n姓名", "性别", "出生日期", "户籍（本县/县外）", "家长电话")


def test_mistakes_are_said_in_the_words_of_the_sheet_with_the_child() -> None:
    rows = [
        HEADS,
        ("1", "没有村", "张三", "男", "2021-05-04", "本县", ""),
        ("2", "丰安坝", "李四", "公", "2021-05-04", "流动", ""),
        ("3", "丰安坝", "", "女", "昨天", "", ""),
    ]
    _entries, wrong = read_roster(rows, VILLAGES, "2026-01-01")
    assert [(one.line, one.column, one.who) for one in wrong] == [
        (2, "村(居)委会", "张三"),
        (3, "性别", "李四"),
        (3, "户籍(本县/县外)", "李四"),
        (4, "儿童 姓名", ""),
        (4, "出生日期", ""),
    ]
    assert "请写其中一个" in wrong[2].zh


def test_rows_of_totals_notes_and_signatures_are_no_lines() -> None:
    rows = [
        ("明山头镇摸底名单",),
        HEADS,
        ("1", "丰安坝", "张三", "男", "2021-05-04", "", ""),
        ("合计", "", "1", "", "", "", ""),
        ("", "小计：1 人"),
        ("备注：外出儿童另附",),
        ("填表人：王五", "", "审核人：赵六", "", "2025年11月20日"),
    ]
    entries, wrong = read_roster(rows, VILLAGES, "2026-01-01")
    assert [entry.child["name"] for entry in entries] == ["张三"] and wrong == []


def test_a_sheet_of_assignments_whose_code_and_name_disagree_is_a_question() -> None:
    heads = ("村代码", "村名", "用户名", "预计人数")
    lines, wrong = read_sheet([heads, (FENGAN, "明山村", "138", "5")], VILLAGES, {"138": "p"})
    assert lines == [] and [(one.line, one.column, one.who) for one in wrong] == [(2, "村代码", "138")]
    lines, wrong = read_sheet([heads, (FENGAN, "丰安坝", "138", "5")], VILLAGES, {"138": "p"})
    assert wrong == [] and [(line.area, line.person, line.expected) for line in lines] == [(FENGAN, "p", 5)]


@pytest.mark.parametrize(
    ("username", "name", "asks"),
    [
        ("138", "王五", None),
        ("", "王五", None),
        ("138", "", None),
        ("138", "没有的人", None),  # a name that two have is nobody's either
        ("138", "赵六", "138 不是“赵六”，请核对哪一个对"),
        ("137", "", "没有这个人：137"),
    ],
)
def test_user_name_and_name_of_an_assignment_are_one_person_s(
    username: str, name: str, asks: str | None
) -> None:
    people = {"138": "p", "王五": "p", "139": "q", "赵六": "q"}
    heads = ("村代码", "村名", "用户名", "姓名")
    lines, wrong = read_sheet([heads, (FENGAN, "", username, name)], VILLAGES, people)
    assert [one.zh for one in wrong] == ([asks] if asks else [])
    assert [line.person for line in lines] == ([] if asks else ["p"])


@pytest.mark.parametrize(("expected", "asks"), [("12", ["没有写人"]), ("", [])])
def test_a_line_with_nobody_is_asked_about_where_a_number_stands(expected: str, asks: list[str]) -> None:
    heads = ("村代码", "村名", "用户名", "预计人数")
    lines, wrong = read_sheet([heads, (FENGAN, "", "", expected)], VILLAGES, {"138": "p"})
    assert (lines, [one.zh for one in wrong]) == ([], asks)
