"""A register read line by line, one column or one row a dose: children with their doses, and every wrong cell. Pure.

Rows of one number are one child; without a number it is the name, the birth date and the guardian.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from fieldapp.areas.naming import VillageWords
from fieldapp.catchup.register.columns import PASSED, WIDE, passed_of, product_of
from fieldapp.catchup.register.vaccine_words import VaccineWords
from fieldapp.ground.parsing import read_day
from fieldapp.ground.same import bare, clean_name, number_key
from fieldapp.ground.spreadsheets.cells import Words
from fieldapp.ground.spreadsheets.lines import Line, Table, Wrong
from fieldapp.records.lists.likeness import Identity, identity_of
from fieldapp.records.lists.meanings import SEXES, home_of

LIMITS = {
    "name": 50,
    "guardian": 50,
    "mother": 50,
    "phone": 60,
    "phone2": 60,
    "card_no": 60,
    "certificate_no": 60,
}
STATES = {
    **dict.fromkeys(("在册", "正常", "常住", "在管", "本地"), "here"),
    **dict.fromkeys(("迁出", "转出", "已迁出", "迁走", "搬走", "离册", "离开"), "moved"),
    **dict.fromkeys(("死亡", "死亡注销"), "died"),
    **dict.fromkeys(("临时外出", "长期外出", "外出", "临时离开"), "away"),
}
Problems = list[tuple[str, Words]]


@dataclass(frozen=True)
class Rules:
    """What holds for a whole register: the last day it speaks of (ISO), the county, the villages it may name, the
    village of lines that name none, and what its words for vaccines mean."""

    as_of: str
    county: str
    villages: VillageWords
    area: str
    vaccines: VaccineWords


@dataclass
class Entry:
    """One child of the register: its first line, village, what is said of it, and its doses, product and day."""

    line: int
    area: str
    child: dict[str, Any]
    doses: dict[tuple[str, str], int] = field(default_factory=dict)  # with the line that says it

    def identity(self) -> Identity:
        """What tells this child from another; within a township a village says nothing."""
        return identity_of(self.area[:9], self.child)


@dataclass
class Register:
    """What was read: children, wrong cells, words for vaccines that nobody has said the meaning of, and those that are
    not read, with how many doses each."""

    entries: list[Entry] = field(default_factory=list)
    wrong: list[Wrong] = field(default_factory=list)
    asked: dict[str, int] = field(default_factory=dict)  # words → rows
    passed: dict[str, int] = field(default_factory=dict)  # words → doses
    called: dict[str, str] = field(default_factory=dict)  # product → what the register calls it


def read_register(table: Table, rules: Rules) -> Register:
    """The children of a register. A line with a wrong cell of the child is not read; a wrong dose leaves the others."""
    found = Register(wrong=table.wrong())
    by_mark: dict[tuple[str, ...], Entry] = {}
    for line in table.lines:
        said = {name: bare(words) for name, words in line.cells.items()}
        who = clean_name(said.get("name", ""))
        entry, problems = _entry(line, said, rules)
        faults = [
            line.wrong(name, why, who, lost=True)
            for name, why in line.faults.items()
            if not _is_of_dose(name)
        ]
        problems = [one for one in problems if one[0] not in line.faults]
        found.wrong += faults + [line.wrong(name, why, who) for name, why in problems]
        if entry is None or problems or faults:
            continue
        mark = mark_of(entry)
        known = by_mark.get(mark)
        if known is not None and (why := _contradicts(known, entry)):
            found.wrong.append(line.wrong("name", why, who))
            continue
        if known is None:
            known = by_mark[mark] = entry
            found.entries.append(entry)
        else:
            known.child |= {name: value for name, value in entry.child.items() if name not in known.child}
        _doses(found, known, line, said, rules)
    return found


def _is_of_dose(column: str) -> bool:
    return column in ("given_on", "vaccine") or column.startswith((WIDE, PASSED))


def mark_of(entry: Entry) -> tuple[str, ...]:
    """By what one register's lines of a child are told from those of another, whatever row they stand in."""
    number = number_key(entry.child.get("card_no"))
    said = entry.child
    return (number,) if number else (said["name"], said["born"], said.get("guardian", said.get("mother", "")))


def _contradicts(one: Entry, other: Entry) -> Words | None:
    """Why two lines of one number cannot be one child."""
    if (one.child["name"], one.child["born"]) == (other.child["name"], other.child["born"]):
        return None
    return (
        f"编码和第 {one.line} 行一样，姓名或出生日期却不同",
        f"the number of line {one.line}, but another name or birth date",
    )


def _entry(line: Line, said: Mapping[str, str], rules: Rules) -> tuple[Entry | None, Problems]:
    """The child of a line, and what is wrong with what is said of it."""
    wrong: Problems = []
    child: dict[str, Any] = {}
    name = clean_name(said.get("name", ""))
    if not name:
        wrong.append(("name", ("没有姓名", "no name")))
    child["name"] = name
    born = read_day(said.get("born", ""))
    if born is None:
        words = said.get("born", "")
        wrong.append(
            (
                "born",
                (f"不是日期：{words}", f"is no day: {words}") if words else ("没有出生日期", "no birth date"),
            )
        )
    elif born > rules.as_of:
        wrong.append(("born", (f"{born} 晚于名单截至的日期", f"{born} is after the day of the register")))
    child["born"] = born
    for one, most in LIMITS.items():
        words = said.get(one, "")
        if len(words) > most:
            wrong.append((one, (f"最多 {most} 个字", f"at most {most} characters")))
        elif words and one != "name":
            child[one] = clean_name(words) if one in ("guardian", "mother") else words.replace(" ", "")
    wrong += _coded(child, said, rules)
    area, why = _village(said, rules)
    if why:
        wrong.append(("area_code" if said.get("area_code") else "area", why))
    return (None if wrong else Entry(line.number, area, child)), wrong


def _coded(child: dict[str, Any], said: Mapping[str, str], rules: Rules) -> Problems:
    """Sex, registration and status, each one of a few answers."""
    wrong: Problems = []
    for name, codes in (("sex", SEXES), ("status", STATES)):
        words = said.get(name, "")
        code = codes.get(words.lower())
        if code:
            child[name] = code
        elif words:
            wrong.append((name, (f"不认识：{words[:20]}", f"not known: {words[:20]}")))
    if child.get("status") == "here":
        del child["status"]  # who is not said to be away is here
    elif "status" in child:
        child["status_on"] = rules.as_of
    if said.get("registered_at"):
        home, why = home_of(said["registered_at"], rules.county)
        if why:
            wrong.append(("registered_at", why))
        else:
            child["registered_at"] = home
    return wrong


def _village(said: Mapping[str, str], rules: Rules) -> tuple[str, Words | None]:
    code, name = said.get("area_code", ""), said.get("area", "")
    if not code and not name and rules.area:
        return rules.area, None
    found, why = rules.villages.find(code, name, said.get("township", ""))
    return found or "", why


def _doses(found: Register, entry: Entry, line: Line, said: Mapping[str, str], rules: Rules) -> None:
    """Put the doses of a line to its child; what is wrong with one is said of its cell."""
    cells = [(product_of(name), name, words) for name, words in said.items() if name.startswith(WIDE)]
    if "vaccine" in line.heads and said.get("vaccine"):
        words = said["vaccine"]
        product = rules.vaccines.meaning(words)
        if product:
            found.called.setdefault(product, words)
            cells.append((product, "given_on", said.get("given_on", "")))
        else:
            counted = found.asked if product is None else found.passed
            counted[words] = counted.get(words, 0) + 1
    elif said.get("given_on"):
        found.wrong.append(line.wrong("vaccine", ("没有写疫苗", "no vaccine is given"), entry.child["name"]))
    filled = [name for name, words in said.items() if words or name in line.faults]
    for title in (passed_of(name) for name in filled if name.startswith(PASSED)):
        found.passed[title] = found.passed.get(title, 0) + 1
    for product, column, words in cells:
        why = line.faults.get(column) or _add(entry, product, words, line.number, rules)
        if why and (words or column in line.faults or column == "given_on"):
            lost = column in line.faults
            found.wrong.append(line.wrong(column, why, entry.child["name"], lost=lost))


def _add(entry: Entry, product: str, words: str, line: int, rules: Rules) -> Words | None:
    """Take a dose, or why it cannot be one."""
    day = read_day(words)
    if day is None:
        return (
            (f"不是日期：{words[:20]}", f"is no day: {words[:20]}")
            if words
            else ("没有接种日期", "no day is given")
        )
    if day < entry.child["born"]:
        return f"{day} 早于出生日期 {entry.child['born']}", f"{day} is before the birth date"
    if day > rules.as_of:
        return f"{day} 晚于名单截至的日期 {rules.as_of}", f"{day} is after the day of the register"
    entry.doses.setdefault((product, day), line)
    return None
