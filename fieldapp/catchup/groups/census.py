"""Census numbers as they are typed or brought by sheet: a line an area, a column a group; every wrong cell named.
Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fieldapp.areas.naming import VillageWords
from fieldapp.catchup.plan.groups import Group
from fieldapp.ground.parsing import plain, read_count
from fieldapp.ground.spreadsheets.cells import NUMBER, Column
from fieldapp.ground.spreadsheets.lines import Line, Table, Wrong

MOST_PEOPLE = 10_000_000
CODE = Column(
    "area_code",
    "地区代码",
    "Area code",
    needed=True,
    also=("代码", "区划代码", "行政区划代码", "统计代码", "村代码", "乡镇代码", "code"),
    instead="area",
    kept=True,
)
AREA = Column(
    "area",
    "地区",
    "Area",
    also=("单位", "名称", "村", "村(居)", "村(社区)", "村名", "社区", "乡镇", "乡镇(街道)", "area"),
)
TOTALS = ("合计", "总计", "共计", "Total")  # a line that adds the others up
Numbers = dict[str, dict[str, int]]  # area → group → people


def columns_of(groups: Sequence[Group]) -> list[Column]:
    """The columns of the sheet."""
    return [CODE, AREA, *(_column(group) for group in groups)]


def _column(group: Group) -> Column:
    zh, en = group.words
    low, high = group.low, group.high
    also = [zh, f"{low}+", f"{low}岁+", f"{low}岁以上", f"≥{low}岁", f"{low}岁及以上"]
    if high is not None:
        marks = ("-", "~", "–", "—", "至", "到")
        also = [zh, *(f"{low}{years}{mark}{high}岁" for mark in marks for years in ("", "岁"))]
        also += [f"{low}{mark}{high}" for mark in marks]
    also += [f"{words}{end}" for words in also for end in ("人数", "人口", "人口数", "人", "普查人数")]
    return Column(f"n:{group.code}", zh, en, also=tuple(also), holds=NUMBER)


def read_census(table: Table, words: VillageWords, groups: Sequence[Group]) -> tuple[Numbers, list[Wrong]]:
    """The numbers of a sheet, and its wrong cells; a cell left empty says nothing."""
    wrong, found, first = table.wrong(), Numbers(), dict[str, Line]()
    if not wrong and not any(f"n:{group.code}" in line.heads for line in table.lines for group in groups):
        names = "、".join(group.words[0] for group in groups)
        english = ", ".join(group.words[1] for group in groups)
        wrong.append(
            Wrong(table.heading, names, "没有一列是这些组的人数", f"no column of a group: {english}")
        )
    for line in table.lines:
        numbers, faults = _numbers(line, groups)
        if (not numbers and not faults) or line.cells.get("area") in TOTALS:
            continue
        area, why = words.find(line.cells.get("area_code", ""), line.cells.get("area", ""))
        who = line.cells.get("area", "") or line.cells.get("area_code", "")
        if area in first:
            why = f"和第 {first[area].number} 行是同一个地方", f"the same area as line {first[area].number}"
        if why or area is None:
            said = why or ("没有写地区", "no area is given")
            faults.append(line.wrong("area_code" if line.cells.get("area_code") else "area", said, who))
        else:
            first[area], found[area] = line, numbers
        wrong += faults
    return ({} if wrong else found), wrong


def _numbers(line: Line, groups: Sequence[Group]) -> tuple[dict[str, int], list[Wrong]]:
    found: dict[str, int] = {}
    who = line.cells.get("area", "") or line.cells.get("area_code", "")
    wrong = line.all_faults(who)
    for group in groups:
        name = f"n:{group.code}"
        said = plain(line.cells.get(name, "")).replace(",", "")
        n = read_count(said, 0, MOST_PEOPLE) if said else None
        if said and n is None:
            wrong.append(line.wrong(name, ("不是人数", "is no number of people"), who))
        elif n is not None:
            found[group.code] = n
    return found, wrong


def rows_of(
    places: Sequence[tuple[str, str]], typed: Mapping[tuple[str, str], int], groups: Sequence[Group]
) -> list[list[object]]:
    """The lines of the sheet to fill in."""
    return [[code, name, *(typed.get((code, group.code)) for group in groups)] for code, name in places]
