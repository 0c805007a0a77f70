"""A frame by sheet: the villages a survey is drawn from, each with its size and its stratum, if there are any. Pure.

Every line is judged before any is stored; every wrong one is named.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from fieldapp.areas.naming import same_name
from fieldapp.ground.parsing import plain
from fieldapp.ground.spreadsheets.cells import NUMBER, Column, Words
from fieldapp.ground.spreadsheets.lines import Line, Wrong
from fieldapp.survey.plan.drawing import Place

COLUMNS = (
    Column(
        "code", "村代码", "Village code", needed=True, also=("代码", "地区代码", "区划代码", "code", "id")
    ),
    Column("name", "村", "Village", also=("村名", "名称", "村(社区)")),
    Column(
        "size", "大小", "Size", needed=True, also=("人口", "人口数", "户数", "儿童数", "size"), holds=NUMBER
    ),
    Column("stratum", "层", "Stratum", also=("分层", "层次", "strata")),
)
LARGEST, LONGEST = 10**7, 20  # people of one village; letters of a stratum's name


@dataclass(frozen=True)
class Entry:
    """One line: the village with its size, and what is wrong with it."""

    line: int
    place: Place
    wrong: list[Wrong] = field(default_factory=list)


def read_frame(lines: Sequence[Line], known: Mapping[str, str]) -> list[Entry]:
    """The villages of a sheet. `known`: name by code, of the survey's area. A stratum is said of all or of none."""
    entries: list[Entry] = []
    seen: dict[str, int] = {}
    stratified = any(line.cells.get("stratum", "").strip() for line in lines)
    for line in lines:
        code, said, size, stratum = (
            line.cells.get(name, "").strip() for name in ("code", "name", "size", "stratum")
        )
        why = _of_code(code, said, known) + _of_size(size) + _of_stratum(stratum, stratified)
        if code in seen:
            why.append(
                ("code", (f"和第 {seen[code]} 行是同一个村", f"the same village as line {seen[code]}"))
            )
        seen.setdefault(code, line.number)
        who = known.get(code, said)
        wrong = [line.wrong(column, words, who) for column, words in why if column not in line.faults]
        place = Place(code, who, int(size) if size.isdecimal() else 0, stratum)
        entries.append(Entry(line.number, place, line.all_faults(who) + wrong))
    return entries


def _of_code(code: str, said: str, known: Mapping[str, str]) -> list[tuple[str, Words]]:
    if code not in known:
        zh = f"{code or '（空）'} 不是这次调查地区里的村"
        return [("code", (zh, f"{code or '(empty)'} is no village of this survey's area"))]
    if said and not same_name("village", known[code], plain(said)):
        zh = f"代码 {code} 是“{known[code]}”，表里写的是“{said}”，请核对哪一个对"
        return [("name", (zh, f"the code {code} is {known[code]}, the sheet says {said}"))]
    return []


def _of_size(size: str) -> list[tuple[str, Words]]:
    if size.isascii() and size.isdecimal() and int(size) <= LARGEST:
        return []
    return [
        ("size", (f"“{size}”不是 0 到 {LARGEST} 的整数", f"“{size}” is no whole number from 0 to {LARGEST}"))
    ]


def _of_stratum(stratum: str, stratified: bool) -> list[tuple[str, Words]]:
    if len(stratum) > LONGEST:
        return [("stratum", (f"层的名称最多 {LONGEST} 个字", f"at most {LONGEST} letters"))]
    if stratified and not stratum:
        return [("stratum", ("别的村写了层，这个没写", "other villages have a stratum, this one has none"))]
    return []
