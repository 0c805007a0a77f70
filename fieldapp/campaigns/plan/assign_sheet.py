"""A sheet of assignments read: village, person, number expected; every wrong cell named. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fieldapp.areas.naming import VillageWords
from fieldapp.ground.parsing import plain, read_count, without_latin
from fieldapp.ground.same import clean_name, plain_username
from fieldapp.ground.spreadsheets.cells import NUMBER, Column, Words
from fieldapp.ground.spreadsheets.lines import Line as SheetLine
from fieldapp.ground.spreadsheets.lines import Table, Wrong
from fieldapp.ground.spreadsheets.tables import find_table, text_page

__all__ = ["COLUMNS", "Line", "Wrong", "read_sheet"]

VILLAGE_CODE = ("村(居)代码", "村社区代码", "区划代码", "行政区划代码", "统计代码", "code")
VILLAGE_NAME = (
    "村名",
    "村(居)",
    "村居",
    "村(社区)",
    "村社区",
    "村委会",
    "村(居)委会",
    "村居委会",
    "村(居)名称",
    "村名称",
    "行政村",
    "所在村",
    "所属村",
    "社区",
    "village",
    "name",
)
COLUMNS = (
    Column("area_code", "村代码", "Village code", needed=True, also=VILLAGE_CODE, instead="area"),
    Column("area", "村", "Village", also=VILLAGE_NAME),
    Column("township", "乡镇", "Township", also=("乡镇(街道)", "乡镇街道", "所属乡镇", "镇")),
    Column(
        "person",
        "用户名",
        "User name",
        needed=True,
        also=("username", "用户名(手机号)", "手机号", "手机", "手机号码", "person"),
        instead="person_name",
    ),
    Column("person_name", "姓名", "Person", also=("人员", "人员姓名", "负责人", "接种人员")),
    Column(
        "expected",
        "预计人数",
        "Expected",
        also=("expected", "预计儿童数", "人数", "预计", "应种人数"),
        holds=NUMBER,
    ),
)


@dataclass(frozen=True)
class Line:
    """One right line."""

    line: int
    area: str
    person: str
    expected: int | None


def person_mark(words: str) -> str:
    """What a person is found by: user name, telephone or name, however it is written; Latin letters that a page shows
    beside a name are none of it."""
    return plain_username(clean_name(without_latin(words)))


def read_sheet(
    rows: Sequence[Sequence[str]] | Table,
    villages: Mapping[str, str] | VillageWords,
    people: Mapping[str, str],
) -> tuple[list[Line], list[Wrong]]:
    """The lines of a sheet, and its wrong cells.

    Args:
        rows: the table found in a file, or rows of text with a heading among them.
        villages: code or name → code; a name two villages share is left out.
        people: user name, phone or name → id; likewise.
    """
    table = rows if isinstance(rows, Table) else find_table([text_page(rows)], COLUMNS)
    if not rows and not isinstance(rows, Table):
        return [], [Wrong(1, "", "表是空的", "the sheet is empty")]
    words, wrong = VillageWords.of(villages), table.wrong()
    lines: list[Line] = []
    for line in table.lines:
        read, faults = _read_line(line, words, people)
        wrong += faults
        lines += [read] if read else []
    return lines, wrong


def _read_line(
    line: SheetLine, villages: VillageWords, people: Mapping[str, str]
) -> tuple[Line | None, list[Wrong]]:
    said = {name: plain(words) for name, words in line.cells.items()}
    who = said.get("person") or said.get("person_name", "")
    if not who and not said.get("expected") and not line.faults:
        return None, []  # a village of the form that nobody filled in
    wrong = line.all_faults(who)
    area, why = villages.find(said.get("area_code", ""), said.get("area", ""), said.get("township", ""))
    if why and not {"area", "area_code"} & set(line.faults):
        wrong.append(
            line.wrong("area_code" if said.get("area_code") or "area" not in said else "area", why, who)
        )
    person, why = _person(said.get("person", ""), said.get("person_name", ""), people)
    if why and not {"person", "person_name"} & set(line.faults):
        wrong.append(line.wrong("person" if "person" in said else "person_name", why, who))
    expected = read_count(said.get("expected", ""))
    if said.get("expected") and expected is None:
        wrong.append(line.wrong("expected", ("不是人数", "is no number of children"), who))
    return (None if wrong or not area or not person else Line(line.number, area, person, expected)), wrong


def _person(username: str, name: str, people: Mapping[str, str]) -> tuple[str | None, Words | None]:
    """Whom a line means by user name and name, either of them empty; where they are two people's it is asked."""
    said = username or name
    if not said:
        return None, ("没有写人", "no person is given")
    found = people.get(person_mark(said))
    if found is None:
        return None, (f"没有这个人：{said}", f"nobody called {said}")
    if username and name and people.get(person_mark(name), found) != found:
        return None, (
            f"{username} 不是“{name}”，请核对哪一个对",
            f"{username} is not {name}: see which is right",
        )
    return found, None
