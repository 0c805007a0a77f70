"""A list of children from a workbook, read line by line: right lines become entries, wrong cells are named. Pure.

The columns are those of 摸底登记表 (docs/forms.md, table 1), in any order; only village (its code or name), name (or
未取名) and birth date must be there. What a cell says is understood loosely where it can mean one thing only.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from fieldapp.areas.naming import VillageWords
from fieldapp.campaigns.lists.columns import COLUMNS, READ
from fieldapp.campaigns.lists.homes import give_homes
from fieldapp.ground.parsing import plain, read_day
from fieldapp.ground.same import bare, clean_name, number_key
from fieldapp.ground.spreadsheets.cells import Words
from fieldapp.ground.spreadsheets.lines import Line, Table, Wrong
from fieldapp.ground.spreadsheets.tables import find_table, text_page
from fieldapp.records.lists.likeness import SAME, Identity, compare, identity_of
from fieldapp.records.lists.meanings import PRIOR, SEXES, home_of

ROSTER = uuid.UUID("0b7c1b0e-5a63-5c52-9a3f-6f8e2f6f1d21")
NEEDED = ("area", "name", "born")
UNNAMED = ("未取名", "未命名", "未起名", "没取名", "没起名", "暂未取名", "待取名", "无名")
CLEAN: dict[str, Callable[[str], str]] = {
    **dict.fromkeys(("name", "head", "guardian", "mother", "landlord"), clean_name),
    **dict.fromkeys(("card_no", "certificate_no"), lambda words: words.replace(" ", "")),
}  # how what was written is kept
LIMITS = {"name": 50, "head": 50, "guardian": 50, "mother": 50, "landlord": 50, "group": 200, "door": 200}
SHORT = 60


@dataclass
class Entry:
    """One right line: its village, its key, and what it says of child and household (without empty cells).

    `another`: its key where another child of the very same words has the first; `older`: the key that a list with
    this number was imported under when the number alone made the key.
    """

    line: int
    area: str
    key: str
    child: dict[str, Any]
    another: str = ""
    older: str | None = None
    household_key: str | None = None
    household: dict[str, Any] = field(default_factory=dict)

    def identity(self) -> Identity:
        """What tells this child from another."""
        return identity_of(self.area, self.child, self.household)


def read_roster(
    rows: Sequence[Sequence[str]] | Table, villages: Mapping[str, str] | VillageWords, today: str
) -> tuple[list[Entry], list[Wrong]]:
    """Entries and wrong cells of a list.

    Args:
        rows: the table found in a file, or rows of text with a heading among them.
        villages: of those this person may write for; or code or name → code.
        today: ISO day; nobody is born after it.
    """
    if not rows and not isinstance(rows, Table):
        return [], [Wrong(1, "", "表是空的", "the sheet is empty")]
    table = rows if isinstance(rows, Table) else find_table([text_page(rows)], READ)
    words, wrong = VillageWords.of(villages), table.wrong()
    entries: list[Entry] = []
    seen: dict[str, list[Entry]] = {}
    for line in table.lines:
        said, why = _said(line, words)
        values, problems = _values(line.number, said, words.names, today)
        problems = _named(line, problems, why)
        if not problems:
            again = _take(_entry(line.number, values, seen), entries, seen)
            problems = [line.in_its_words(again, FIELD_OF, _who(line))] if again else []
        wrong += problems
    give_homes(entries)
    return entries, wrong


def _take(entry: Entry, entries: list[Entry], seen: dict[str, list[Entry]]) -> Wrong | None:
    """Take an entry, or name the earlier line that has its child already."""
    marks = _marks(entry)
    again = next(
        (one for mark in marks for before in seen.get(mark, ()) if (one := _twice(entry, before))), None
    )
    if again:
        return again
    entries.append(entry)
    for mark in marks:
        seen.setdefault(mark, []).append(entry)
    return None


FIELD_OF = {names[0]: name for name, names in COLUMNS.items()}


def _who(line: Line) -> str:
    """Whom a line is about, for what is said of it."""
    return plain(line.cells.get("name", "")) or plain(line.cells.get("guardian", ""))


def _said(line: Line, villages: VillageWords) -> tuple[dict[str, str], Words | None]:
    """The cells of a line as text, its village as a code where code, name and township say one and the same; else
    why it is none."""
    said = {name: bare(words) for name, words in line.cells.items()}
    code, name, town = (said.pop(one, "") for one in ("area_code", "area", "township"))
    found, why = villages.find(code, name, town)
    return said | {"area": found or ""}, why


def _named(line: Line, found: list[Wrong], why: Words | None) -> list[Wrong]:
    """What is wrong with a line in the words of its sheet: a fault of a cell instead of what its being empty would
    mean, and `why` no village is meant."""
    who, faults = _who(line), dict(line.faults)
    of_village = {"area", "area_code"}
    if why and not of_village & set(faults):
        faults["area_code" if line.cells.get("area_code") or "area" not in line.heads else "area"] = why
    told = set(faults) | (of_village if of_village & set(faults) else set())
    rest = [one for one in found if FIELD_OF.get(one.column) not in told]
    said = [line.wrong(name, words, who, lost=name in line.faults) for name, words in faults.items()]
    return said + [line.in_its_words(one, FIELD_OF, who) for one in rest]


def _marks(entry: Entry) -> list[str]:
    """What no two lines have in common unless they are about one child."""
    number = number_key(entry.child.get("card_no"))
    return [_identity(entry.area, entry.child)] + ([f"number|{number}"] if number else [])


def _identity(area: str, child: Mapping[str, Any]) -> str:
    """Everything that makes the key of a line; lists have been imported under it."""
    who = "未取名" if child.get("unnamed") else child["name"]
    said = [area, who, child["born"], child.get("sex", ""), child.get("guardian", "")]
    return "|".join(said + ([number_key(child["card_no"])] if "card_no" in child else []))


def _twice(entry: Entry, before: Entry) -> Wrong | None:
    """A child that an earlier line has already. Two without a name and a number may be twins, and two of one name may
    be two children: that is asked, not refused."""
    number = number_key(entry.child.get("card_no"))
    line = before.line
    if number and number == number_key(before.child.get("card_no")):
        alike = compare(entry.identity(), before.identity()) == SAME
        zh = f"和第 {line} 行是同一个孩子" if alike else f"编码和第 {line} 行一样，姓名、性别或出生日期却不同"
        en = f"the same child as line {line}" if alike else f"the number of line {line}, but not that child"
        return Wrong(entry.line, COLUMNS["card_no"][0], zh, en)
    if entry.child.get("unnamed") or compare(entry.identity(), before.identity()) != SAME:
        return None
    return Wrong(
        entry.line, COLUMNS["name"][0], f"和第 {line} 行是同一个孩子", f"the same child as line {line}"
    )


def _values(
    line: int, said: Mapping[str, str], villages: Mapping[str, str], today: str
) -> tuple[dict[str, Any], list[Wrong]]:
    """The line's values by field, and what is wrong with it."""
    values: dict[str, Any] = {}
    wrong: list[Wrong] = []
    for name, words in said.items():
        if not words and name not in NEEDED:
            continue
        value, problem = READERS.get(name, _text(LIMITS.get(name, SHORT)))(words, villages, today)
        if problem:
            wrong.append(Wrong(line, COLUMNS[name][0], *problem))
        else:
            values[name] = CLEAN[name](value) if name in CLEAN else value
    return values, wrong


Reading = tuple[Any, tuple[str, str] | None]
Reader = Callable[[str, Mapping[str, str], str], Reading]


def _village(words: str, _villages: Mapping[str, str], _today: str) -> Reading:
    return words or None, None if words else ("没有写村", "no village is given")


def _home(words: str, villages: Mapping[str, str], _today: str) -> Reading:
    return home_of(words, next(iter(villages), ""))


def _born(words: str, _villages: Mapping[str, str], today: str) -> Reading:
    day = read_day(words)
    if day is None:
        return None, (f"不是日期：{words}", f"is no day: {words}")
    return day, ("在今天以后", "lies in the future") if day > today else None


def _day(words: str, _villages: Mapping[str, str], _today: str) -> Reading:
    day = read_day(words)
    return day, None if day else (f"不是日期：{words}", f"is no day: {words}")


def _one_of(codes: Mapping[str, str]) -> Reader:
    def read(words: str, _villages: Mapping[str, str], _today: str) -> Reading:
        code = codes.get(words.lower())
        return code, None if code else (f"不认识：{words}", f"not known: {words}")

    return read


def _text(limit: int) -> Reader:
    def read(words: str, _villages: Mapping[str, str], _today: str) -> Reading:
        if len(words) > limit or "\x00" in words:
            return None, (f"最多 {limit} 个字", f"at most {limit} characters")
        return words, None

    return read


def _name(words: str, villages: Mapping[str, str], today: str) -> Reading:
    if not words:
        return None, ("没有姓名（没取名写“未取名”）", "no name (write 未取名 for a child without one)")
    return _text(LIMITS["name"])(words, villages, today)


READERS: dict[str, Reader] = {
    "area": _village,
    "name": _name,
    "born": _born,
    "since": _day,
    "sex": _one_of(SEXES),
    "registered_at": _home,
    "prior_polio": _one_of(PRIOR),
}
OF_HOUSEHOLD = ("group", "door", "head", "phone")


def _entry(line: int, values: dict[str, Any], seen: Mapping[str, list[Entry]]) -> Entry:
    """The entry of a line, with what it says of its household; `seen`: earlier ones by what makes their keys."""
    area = values.pop("area")
    household = {name: values[name] for name in OF_HOUSEHOLD if name in values}
    child = {name: value for name, value in values.items() if name not in ("group", "door", "head")}
    if clean_name(child["name"]) in UNNAMED:
        child["name"], child["unnamed"] = None, True
    identity = _identity(area, child)
    nth = len(seen.get(identity, ())) + 1
    key = uuid.uuid5(ROSTER, f"child|{identity}|{nth}")
    more = "|".join(str(values.get(name, "")) for name in ("phone", "mother", *OF_HOUSEHOLD))
    older = str(uuid.uuid5(ROSTER, f"child|{child['card_no']}|1")) if "card_no" in child else None
    return Entry(line, area, str(key), child, str(uuid.uuid5(key, more)), older, None, household)
