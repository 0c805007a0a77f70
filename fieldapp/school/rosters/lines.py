"""A roster read line by line: right lines become entries, wrong cells are named. Pure.

The identity number of a register says birth date and sex, and is held against what the sheet says of them; it is not
kept.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from fieldapp.ground.parsing import read_day
from fieldapp.ground.same import bare, clean_name, phone_key
from fieldapp.ground.spreadsheets.cells import Words
from fieldapp.ground.spreadsheets.lines import Line, Table, Wrong
from fieldapp.records.lists.likeness import SAME, Identity, compare, identity_of
from fieldapp.records.lists.meanings import SEXES
from fieldapp.school.classes.naming import Class, is_lowest, read_class
from fieldapp.school.rosters.columns import EXAMPLE_MARK

IDENTITY_NO = re.compile(r"\d{17}[\dX]\Z", re.ASCII)
WEIGHTS, CHECKS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2), "10X98765432"
REASONS = {
    **dict.fromkeys(("新入学", "新生", "新入园", "入学", "入园", "新", "new", "正常入学", "招生"), "new"),
    **dict.fromkeys(("转入", "转学", "转园", "转学转入", "transfer", "transferred"), "transfer"),
    **dict.fromkeys(("中途入学", "插班", "插班生", "中途入园", "mid_term", "joined mid-term"), "mid_term"),
    **dict.fromkeys(("随班升级", "升级", "在读", "老生", "原有", "moved up"), ""),
}
BY_GRADE = "by_grade"  # in the lowest grades they are new, in all others they moved up
LONGEST, OLDEST = 50, 25
NO_PHONE = ("无", "没有", "不详", "-", "—", "/", "0")
LIMITS = {"guardian": 50, "phone": 60, "certificate_no": 60, "card_no": 60, "left_to": 200}


@dataclass(frozen=True)
class Rules:
    """What holds for a whole roster: the village of the school, the day it is read, the first day of the term, the
    class of lines that name none, and how children entered where a line does not say it (a reason, or `by_grade`)."""

    area: str
    today: str
    since: str
    of: Class = ("", "")
    reason: str = BY_GRADE


@dataclass
class Entry:
    """One right line: what it says of the child, and of its place in the school (without what it leaves empty); `said`:
    the columns in which something stands, so that what holds for the whole roster is known from what a line says."""

    line: int
    child: dict[str, Any]
    place: dict[str, Any] = field(default_factory=dict)
    said: frozenset[str] = frozenset()

    def identity(self, area: str) -> Identity:
        """What tells this child from another; within a township a village says nothing about a pupil."""
        return identity_of(area[:9], self.child)


def read_roster(table: Table, rules: Rules) -> tuple[list[Entry], list[Wrong]]:
    """Entries and wrong cells of a roster. The example line of our own form is passed over."""
    wrong, entries = table.wrong(), list[Entry]()
    seen: dict[tuple[str, str], list[Entry]] = {}
    for line in table.lines:
        if line.cells.get("name", "").startswith(EXAMPLE_MARK):
            continue
        entry, problems = _entry(line, rules)
        if entry and not problems:
            again = _again(entry, seen, rules.area)
            problems = [] if again is None else [("name", _twice(again))]
        who = clean_name(line.cells.get("name", ""))
        wrong += line.all_faults(who)
        wrong += [line.wrong(name, why, who) for name, why in problems if name not in line.faults]
        if entry and not problems and not line.faults:
            entries.append(entry)
            seen.setdefault((entry.child["name"], entry.child["born"]), []).append(entry)
    return entries, wrong


def _again(entry: Entry, seen: Mapping[tuple[str, str], list[Entry]], area: str) -> Entry | None:
    """The earlier line that has this child already."""
    before = seen.get((entry.child["name"], entry.child["born"]), ())
    mine = entry.identity(area)
    return next((one for one in before if compare(mine, one.identity(area)) == SAME), None)


def _twice(again: Entry) -> Words:
    return f"和第 {again.line} 行是同一个孩子", f"the same child as line {again.line}"


def _entry(line: Line, rules: Rules) -> tuple[Entry | None, list[tuple[str, Words]]]:
    """The entry of a line, and what is wrong with it by column."""
    said = {name: bare(words) for name, words in line.cells.items()}
    wrong: list[tuple[str, Words]] = []
    phone = said.pop("phone", "")
    said |= {"phone": phone} if phone not in ("", *NO_PHONE) else {}
    if said.get("phone") and not phone_key(phone):
        wrong.append(("phone", (f"不是电话号码：{phone[:LONGEST]}", f"is no telephone: {phone[:LONGEST]}")))
    name = clean_name(said.get("name", ""))
    if not name or len(name) > LONGEST:
        wrong.append(("name", ("没有姓名" if not name else f"最多 {LONGEST} 个字", "no name, or too long")))
    born, sex, why = _born_and_sex(said, rules.today)
    wrong += why
    child = {"name": name, "born": born} | ({"sex": sex} if sex else {})
    for one in ("guardian", "phone", "certificate_no", "card_no"):
        child |= {one: clean_name(said[one]) if one == "guardian" else said[one]} if said.get(one) else {}
    wrong += [
        (one, (f"最多 {most} 个字", f"at most {most} characters"))
        for one, most in LIMITS.items()
        if len(said.get(one, "")) > most
    ]
    place, more = _place(said, rules)
    return Entry(line.number, child, place, frozenset(one for one in said if said[one])), wrong + more


def _place(said: Mapping[str, str], rules: Rules) -> tuple[dict[str, Any], list[tuple[str, Words]]]:
    """Where in the school a line puts its child."""
    wrong: list[tuple[str, Words]] = []
    grade, name = read_class(said.get("grade", ""), said.get("class_name", ""))
    if not (said.get("grade") or said.get("class_name")):
        grade, name = rules.of
    if not grade and not name:
        wrong.append(("class_name", ("没有写年级和班级", "neither grade nor class is given")))
    place: dict[str, Any] = {"grade": grade[:LONGEST], "class_name": name[:LONGEST]}
    usual = ("new" if is_lowest(grade) else "") if rules.reason == BY_GRADE else rules.reason
    reason = REASONS.get(said["reason"].lower()) if said.get("reason") else usual
    if reason is None:
        words = said["reason"][:LONGEST]
        wrong.append(
            ("reason", (f"不认识：{words}（可写新入学、转入、中途入学、随班升级）", f"not known: {words}"))
        )
    place |= {"reason": reason} if reason else {}
    for one in ("joined_on", "left_on"):
        day = read_day(said.get(one, ""))
        if said.get(one) and day is None:
            wrong.append((one, _no_day(said[one])))
        place |= {one: day} if day else {}
    if reason and "joined_on" not in place:
        place["joined_on"] = rules.since
    if said.get("left_to"):
        place["left_to"] = said["left_to"]
    return place, wrong


def _no_day(words: str) -> Words:
    return f"不是日期：{words[:LONGEST]}", f"is no day: {words[:LONGEST]}"


def _born_and_sex(said: Mapping[str, str], today: str) -> tuple[str | None, str, list[tuple[str, Words]]]:
    """Birth date and sex as the sheet and the identity number say, and where they do not agree."""
    wrong: list[tuple[str, Words]] = []
    number = said.get("id_no", "").replace(" ", "").upper()
    of_number, sex_of_number = (None, "") if not number else _of_number(number)
    if number and of_number is None:
        wrong.append(("id_no", ("不是身份证号（位数或校验位不对）", "is no identity number")))
    words = said.get("born", "")
    born = read_day(words) if words else of_number
    if words and born is None:
        wrong.append(("born", _no_day(words)))
    elif born is None and not wrong:
        wrong.append(("born", ("没有出生日期", "no birth date")))
    elif born and not is_pupils(born, today):
        why = (f"{born} 不像一个学生的出生日期", f"{born} is hardly a pupil's birth date")
        wrong.append(("born" if words else "id_no", why))
    elif born and of_number and born != of_number:
        why = (f"和身份证号里的 {of_number} 不一样", f"is not {of_number}, as the identity number says")
        wrong.append(("born", why))
    sex = SEXES.get(said.get("sex", "").lower(), "")
    if said.get("sex") and not sex:
        wrong.append(("sex", (f"不认识：{said['sex'][:LONGEST]}", f"not known: {said['sex'][:LONGEST]}")))
    elif sex and sex_of_number and sex != sex_of_number:
        wrong.append(("sex", ("和身份证号里的不一样", "is not what the identity number says")))
    return born, sex or sex_of_number, wrong


def is_pupils(born: str, today: str) -> bool:
    """Whether somebody born that day can be in a kindergarten or school."""
    return born <= today and int(today[:4]) - int(born[:4]) <= OLDEST


def _of_number(number: str) -> tuple[str | None, str]:
    """Birth date and sex of an identity number; no date where it is none."""
    if not IDENTITY_NO.match(number):
        return None, ""
    sum_ = sum(int(digit) * weight for digit, weight in zip(number, WEIGHTS, strict=False))
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14])).isoformat()
    except ValueError:
        return None, ""
    right = CHECKS[sum_ % 11] == number[17]
    return (born, "male" if int(number[16]) % 2 else "female") if right else (None, "")
