"""Small lists that the first build read wrongly, and what each must give (files of tests/campaigns/lists)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from fieldapp.accounts.people_sheet import COLUMNS as PEOPLE
from fieldapp.areas.naming import VillageWords
from fieldapp.campaigns.lists.child_list import Entry, read_roster
from fieldapp.campaigns.lists.columns import READ
from fieldapp.ground.spreadsheets.lines import Wrong
from fieldapp.ground.spreadsheets.reader import read_table
from tests.office.zoo import book

LISTS = Path(__file__).parent / "lists"
VILLAGES = VillageWords(
    [
        ("430921102203", "丰安坝村", "明山头镇"),
        ("430921102003", "明山社区", "明山头镇"),
        ("430921102004", "红星社区", "明山头镇"),
    ]
)
Unread = list[tuple[str, str]]


def read(name: str) -> tuple[list[Entry], list[Wrong], Unread]:
    """Entries, wrong cells and what was not read of a list."""
    table = read_table((LISTS / name).read_bytes(), READ)
    return *read_roster(table, VILLAGES, "2026-01-01"), table.unread


@pytest.mark.parametrize(
    ("name", "names", "born"),
    [
        ("two-sheets.xlsx", ["首表童", "次表童"], "2022-03-05"),
        ("title-row.xlsx", ["标题童"], "2022-03-05"),
        ("hidden-sheet.xlsx", ["标题童"], "2022-03-05"),
        ("empty-first-line.csv", ["标题童"], "2022-03-05"),
        ("stray-blank.xlsx", ["远格童"], "2022-01-11"),
        ("ok-1904.xlsx", ["纪元童"], "2022-03-05"),
        ("ok-phonetic.xlsx", ["拼音童"], "2022-03-06"),
    ],
)
def test_a_list_is_read_with_every_child_and_day(name: str, names: list[str], born: str) -> None:
    entries, wrong, _unread = read(name)
    assert wrong == []
    assert [entry.child["name"] for entry in entries] == names
    assert entries[0].child["born"] == born


@pytest.mark.parametrize(
    ("name", "cells"),
    [
        (
            "long-number.xlsx",
            [(2, "儿童编码", "数长甲", "超过 15 位"), (3, "儿童编码", "数长乙", "超过 15 位")],
        ),
        ("day-guessed.xlsx", [(2, "出生日期", "猜日童", "不是日期：2022-112")]),
        ("error-cell.xlsx", [(2, "家长(母亲)姓名", "错值童", "错误值 #N/A")]),
        ("serial-day.xlsx", [(2, "出生日期", "序号童", "44625 是没有设成日期的数字")]),
    ],
)
def test_a_wrong_cell_is_named_with_line_column_and_child(
    name: str, cells: list[tuple[int, str, str, str]]
) -> None:
    entries, wrong, _unread = read(name)
    assert entries == []
    assert [(one.line, one.column, one.who) for one in wrong] == [cell[:3] for cell in cells]
    for one, (*_where, words) in zip(wrong, cells, strict=True):
        assert words in one.zh


def test_the_lines_of_further_sheets_are_called_by_their_sheet() -> None:
    entries, _wrong, _unread = read("two-sheets.xlsx")
    assert [str(entry.line) for entry in entries] == ["Sheet!2", "二村!2"]
    assert len({entry.line for entry in entries}) == 2


def test_what_is_not_read_is_said() -> None:
    assert [zh for zh, _en in read("hidden-sheet.xlsx")[2]] == ["隐藏的工作表“x”没有读"]
    assert [zh for zh, _en in read("title-row.xlsx")[2]] == ["表头上面的第 1 行没有读"]


def test_a_number_of_a_certificate_that_lost_its_end_is_no_number() -> None:
    [line] = read_table((LISTS / "people-long-number.xlsx").read_bytes(), PEOPLE).lines
    assert line.cells["certificate_no"] == "" and "超过 15 位" in line.faults["certificate_no"][0]


def test_a_cell_merged_over_several_lines_stands_in_each_of_them() -> None:
    """As townships group a village's or a household's children."""

    def merge(_book: Any, page: Any) -> None:
        page.merge_cells("A2:A4")
        page.merge_cells("B3:B4")

    lines = [["丰安坝", "王大", "甲", "20210504"], ["", "李二", "乙", "20210505"], ["", "", "丙", "20210506"]]
    content = book([["村", "户主", "儿童姓名", "出生日期"], *lines], merge)
    entries, wrong = read_roster(read_table(content, READ), VILLAGES, "2026-01-01")
    assert wrong == []
    assert [(entry.area, entry.household["head"]) for entry in entries] == [
        ("430921102203", "王大"),
        ("430921102203", "李二"),
        ("430921102203", "李二"),
    ]
