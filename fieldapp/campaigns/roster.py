"""A list of children from a workbook, read line by line: right lines become entries, wrong cells are named. Pure.

The columns are those of 摸底登记表 (docs/forms.md, table 1), in any order; only village, name (or
未取名) and birth date must be there.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from fieldapp.campaigns.assign_sheet import Wrong, find_columns, headed_twice
from fieldapp.campaigns.likeness import SAME, Told, compare, told
from fieldapp.campaigns.roster_homes import give_homes
from fieldapp.same import bare, clean_name, number_key
from fieldapp.typed import read_day

ROSTER = uuid.UUID("0b7c1b0e-5a63-5c52-9a3f-6f8e2f6f1d21")
COLUMNS: dict[str, tuple[str, ...]] = {
    "area": ("村代码", "村", "村(居)", "village"),
    "name": ("儿童姓名", "姓名", "name"),
    "born": ("出生日期", "出生年月日", "生日", "born"),
    "sex": ("性别", "sex"),
    "group": ("村民小组", "组", "group"),
    "door": ("门牌号", "门牌", "door"),
    "head": ("户主", "head"),
    "guardian": ("家长(母亲)姓名", "家长", "监护人", "guardian"),
    "mother": ("母亲", "mother"),
    "phone": ("联系电话", "电话", "手机", "phone"),
    "registered_at": ("户籍", "registered"),
    "since": ("来本地日期", "来本地时间", "since"),
    "landlord": ("出租房主", "房东", "landlord"),
    "prior_polio": ("既往剂次", "既往脊灰剂次", "prior"),
    "prior_source": ("依据", "source"),
    "certificate_no": ("接种证号", "证号", "certificate"),
    "card_no": ("儿童编码", "接种卡号", "卡号", "card"),
}
NEEDED = ("area", "name", "born")
SEXES = {"男": "male", "女": "female", "male": "male", "female": "female", "m": "male", "f": "female"}
HOMES = {
    **dict.fromkeys(("本县", "本地", "本县(区)", "county"), "county"),
    **dict.fromkeys(("县外", "外县", "other_county"), "other_county"),
    **dict.fromkeys(("市外", "外市", "other_city"), "other_city"),
    **dict.fromkeys(("省外", "外省", "other_province"), "other_province"),
    **dict.fromkeys(("无户籍", "未落户", "无", "none"), "none"),
}
PRIOR = {"0": "0", "1": "1", "2": "2", "3": "3", "≥3": "3", ">=3": "3", "3次及以上": "3", "不详": "unknown"}
ANSWERS = {
    "born": "20190305、2019-03-05 或 2019年3月5日",
    "name": "没取名写“未取名”",
    "sex": "男、女",
    "registered_at": "本县、县外、市外、省外、无户籍",
    "since": "同出生日期的写法",
    "prior_polio": "0、1、2、≥3、不详",
    "prior_source": "证、卡、口述",
}  # what may be written into a column, for the form's second page
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

    def told(self) -> Told:
        """What tells this child from another."""
        return told(self.area, self.child, self.household)


def read_roster(
    rows: Sequence[Sequence[str]], villages: Mapping[str, str], today: str
) -> tuple[list[Entry], list[Wrong]]:
    """Entries and wrong cells of a sheet whose first row is the heading.

    Args:
        villages: code or name → code, of the villages this person may write for.
        today: ISO day; nobody is born after it.
    """
    if not rows:
        return [], [Wrong(1, "", "表是空的", "the sheet is empty")]
    columns = find_columns(rows[0], COLUMNS)
    wrong = [
        Wrong(1, COLUMNS[name][0], "缺少这一列", "this column is missing")
        for name in NEEDED
        if name not in columns
    ]
    wrong += headed_twice(rows[0], COLUMNS)
    entries: list[Entry] = []
    seen: dict[str, list[Entry]] = {}
    for number, row in enumerate([] if wrong else rows[1:], start=2):
        said = {name: bare(row[at]) if at < len(row) else "" for name, at in columns.items()}
        if any(said.values()):
            values, problems = _values(number, said, villages, today)
            wrong += problems
            if not problems:
                _take(_entry(number, values, seen), entries, wrong, seen)
    give_homes(entries)
    return entries, wrong


def _take(entry: Entry, entries: list[Entry], wrong: list[Wrong], seen: dict[str, list[Entry]]) -> None:
    """Take an entry, or name the earlier line that has its child already."""
    marks = _marks(entry)
    again = next(
        (one for mark in marks for before in seen.get(mark, ()) if (one := _twice(entry, before))), None
    )
    if again:
        wrong.append(again)
        return
    entries.append(entry)
    for mark in marks:
        seen.setdefault(mark, []).append(entry)


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
        alike = compare(entry.told(), before.told()) == SAME
        zh = f"和第 {line} 行是同一个孩子" if alike else f"编码和第 {line} 行一样，姓名、性别或出生日期却不同"
        en = f"the same child as line {line}" if alike else f"the number of line {line}, but not that child"
        return Wrong(entry.line, COLUMNS["card_no"][0], zh, en)
    if entry.child.get("unnamed") or compare(entry.told(), before.told()) != SAME:
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


def _village(words: str, villages: Mapping[str, str], _today: str) -> Reading:
    code = villages.get(words)
    return code, None if code else (f"没有这个村，或不归您管：{words}", f"no village of yours: {words}")


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
    "registered_at": _one_of(HOMES),
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
