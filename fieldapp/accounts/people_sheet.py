"""A sheet of people to add: every line judged before any is added; every wrong one is named."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection, or_, select

from fieldapp.areas.codes import level_of, unpadded
from fieldapp.areas.naming import same_name
from fieldapp.ground.parsing import plain, read_day, words_apart
from fieldapp.ground.same import clean_name, plain_username
from fieldapp.ground.spreadsheets.cells import DAY, Column, Words
from fieldapp.ground.spreadsheets.lines import Line, Wrong
from fieldapp.models.areas import Area
from fieldapp.models.people import Person
from fieldapp.records.permissions import ROLE_NAMES, is_kept, is_own, may_give, roles_given

COLUMNS = (
    Column(
        "username",
        "用户名（手机号）",
        "User name (phone)",
        needed=True,
        also=("用户名", "手机号", "手机", "手机号码"),
        instead="phone",
    ),
    Column("name", "姓名", "Name", needed=True, also=("人员姓名", "名字")),
    Column(
        "role",
        "角色",
        "Role",
        needed=True,
        also=("岗位", "人员类别", "职务"),
        choices=tuple(ROLE_NAMES.values()),
    ),
    Column(
        "areas",
        "地区代码",
        "Area codes",
        needed=True,
        also=("地区代码（多个用空格隔开）", "村代码", "区划代码"),
        instead="area_names",
    ),
    Column("certificate_no", "接种资格证号", "Vaccinator's certificate", also=("资格证号", "资格证编号")),
    Column(
        "certificate_until",
        "资格证有效期至",
        "Certificate valid until",
        also=("有效期至", "有效期"),
        holds=DAY,
    ),
    Column(
        "area_names",
        "地区",
        "Areas",
        also=("地区名称", "负责地区", "负责村", "村", "村名", "所在地区", "乡镇", "单位"),
    ),
    Column("phone", "联系电话", "Phone", also=("电话", "联系方式")),
)
TEMPLATE = COLUMNS[:-2]
EXAMPLE = ("（示例）", "(example)")  # the user name of the template's example line, which is no one
ROLE_WORDS = {word.casefold(): role for role, names in ROLE_NAMES.items() for word in (role, *names)}
ROLE_WORDS |= {
    word: role
    for role, words in {
        "lister": ("摸底人员", "村干部", "网格员"),
        "vaccinator": ("接种员", "接种医生", "村医", "乡村医生", "乡医"),
        "clinic": ("防保人员", "防保科"),
        "nurse": ("校医", "保健老师", "保健医", "校医(保健老师)"),
        "supervisor": ("县疾控", "乡镇防保科", "督导员"),
        "observer": ("观察员",),
    }.items()
    for word in words
}
LONGEST = 50


@dataclass(frozen=True)
class Entry:
    """One line of the sheet: what it says, and what is wrong with it."""

    line: int
    username: str
    name: str
    role: str
    areas: tuple[str, ...]
    certificate_no: str | None
    certificate_until: str | None
    wrong: list[Wrong] = field(default_factory=list)


def read_roster(
    connection: Connection,
    lines: Sequence[Line],
    own: Sequence[str],
    by: str = "administrator",
    withheld: Collection[str] = (),
) -> list[Entry]:
    """The people of a sheet; areas must exist and lie inside `own`, user names must be new, and roles such as somebody
    of the role `by` may give there."""
    lines = [line for line in lines if line.cells.get("username") not in EXAMPLE]
    areas = Areas(connection, own, {word for line in lines for word in _areas_said(line)})
    entries = [_entry(line, areas) for line in lines]
    taken = set(
        connection.scalars(select(Person.username).where(Person.username.in_({e.username for e in entries})))
    )
    for line, entry in zip(lines, entries, strict=True):
        if entry.username and entry.username in taken:
            why = f"用户名 {entry.username} 已有人用", f"user name {entry.username} is taken"
            entry.wrong.append(line.wrong("username", why, entry.name))
        taken.add(entry.username)
        entry.wrong.extend(
            line.wrong(column, why, entry.name) for column, why in _not_given(entry, own, by, withheld)
        )
    return entries


def _not_given(
    entry: Entry, own: Sequence[str], by: str, withheld: Collection[str] = ()
) -> list[tuple[str, Words]]:
    """What somebody of the role `by` may not give, by column."""
    if not entry.role:
        return []
    if entry.role not in roles_given(by):
        zh, en = ROLE_NAMES[entry.role]
        return [("role", (f"{zh}由县管理员添加", f"only the administrator adds a {en}"))]
    kept = [area for area in entry.areas if is_kept(by, "people.staff", area, withheld)]
    if kept:
        return [("areas", (f"{kept[0]} 的人由县里添加", f"the county takes on the people of {kept[0]}"))]
    large = [area for area in entry.areas if is_own(own, area) and not may_give(by, own, entry.role, area)]
    return [
        ("areas", (f"{area} 比乡镇大，请管理员分", f"{area} is larger than a township")) for area in large
    ]


class Areas:
    """The current areas that a sheet names, by code or by name, and which of them are one's own."""

    def __init__(self, connection: Connection, own: Sequence[str], words: set[str]) -> None:
        query = select(Area.code, Area.name).where(Area.retired_on.is_(None))
        found = connection.execute(query.where(or_(Area.code.in_(words), Area.name.in_(words))))
        self.own, self.by_name = own, dict[str, list[str]]()
        self.names: dict[str, str] = {}
        for code, name in found:
            self.names[code] = name
            self.by_name.setdefault(name, []).append(code)

    def find(self, words: str) -> tuple[str, Words | None]:
        """The area of these words, and what is wrong with it."""
        if words in self.names:
            outside = (f"{words} 不在您的地区内", f"{words} lies outside your areas")
            return words, None if is_own(self.own, words) else outside
        mine = [code for code in self.by_name.get(words, []) if is_own(self.own, code)]
        if len(mine) == 1:
            return mine[0], None
        if mine:
            said = "、".join(mine)
            return words, (
                f"有几个地区叫“{words}”（{said}），请写代码",
                f"several areas are called {words}: {said}",
            )
        if words in self.by_name:
            return words, (f"{words} 不在您的地区内", f"{words} lies outside your areas")
        return words, (f"没有代码为 {words} 的地区", f"there is no area {words}")

    def all_of(self, line: Line) -> tuple[tuple[str, ...], list[tuple[str, Words]]]:
        """The codes of a line's areas, and what is wrong by column; code and name of other areas are a question."""
        column, other = ("areas", "area_names") if line.cells.get("areas") else ("area_names", "areas")
        found = [self.find(word) for word in _words_in(line, column)]
        wrong = [(column, why) for _code, why in found if why]
        names = [word for word in _words_in(line, other) if not wrong]
        for code, _why in found if names else ():
            mine = self.names[code]
            if not any(same_name(level_of(code), mine, name) or mine in name for name in names):
                zh = f"代码 {code} 是“{mine}”，表里写的是“{'、'.join(names)}”，请核对哪一个对"
                wrong.append((column, (zh, f"the code {code} is {mine}, the sheet says {', '.join(names)}")))
        return tuple(code for code, _why in found), wrong


def _words_in(line: Line, column: str) -> list[str]:
    said = [plain(word) for word in words_apart(line.cells.get(column, ""))]
    return [unpadded(word) for word in said]


def _areas_said(line: Line) -> list[str]:
    return [*_words_in(line, "areas"), *_words_in(line, "area_names")]


def _entry(line: Line, areas: Areas) -> Entry:
    said = {name: line.cells.get(name, "") for name in (column.name for column in COLUMNS)}
    username, name = plain_username(said["username"] or said["phone"]), clean_name(said["name"])
    role, day = ROLE_WORDS.get(plain(said["role"]).casefold(), ""), read_day(said["certificate_until"])
    codes, of_areas = areas.all_of(line)
    wrong = _wrong_words(username, name, role, said) + of_areas
    mistakes = [line.wrong(column, why, name) for column, why in wrong if column not in line.faults]
    more = said["certificate_no"] or None, day
    return Entry(line.number, username, name, role, codes, *more, line.all_faults(name) + mistakes)


def _wrong_words(username: str, name: str, role: str, said: dict[str, str]) -> list[tuple[str, Words]]:
    """What is wrong with the words of a line, by column."""
    until = said["certificate_until"]
    checks = (
        (
            "username",
            0 < len(username) <= LONGEST,
            ("用户名为空或太长", "the user name is empty or too long"),
        ),
        ("name", 0 < len(name) <= LONGEST, ("姓名为空或太长", "the name is empty or too long")),
        ("role", role, (f"没有“{said['role']}”这种角色", f"there is no role “{said['role']}”")),
        ("areas", said["areas"] or said["area_names"], ("没有写地区代码", "no area code is given")),
        ("certificate_until", not until or read_day(until), (f"“{until}”不是日期", f"“{until}” is no day")),
    )
    return [(column, why) for column, right, why in checks if not right]
