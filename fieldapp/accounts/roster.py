"""A sheet of people to add: every line judged before any is added; every wrong one is named."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection, select

from fieldapp.accounts.models import Person
from fieldapp.accounts.people import plain_username
from fieldapp.accounts.permissions import ROLE_NAMES, is_own, may_give, roles_given
from fieldapp.areas.models import Area
from fieldapp.sheets import Column, Line
from fieldapp.typed import read_day
from fieldapp.words import t

COLUMNS = (
    Column(
        "username", "用户名（手机号）", "User name (phone)", needed=True, also=("用户名", "手机号", "手机")
    ),
    Column("name", "姓名", "Name", needed=True),
    Column("role", "角色", "Role", needed=True),
    Column("areas", "地区代码", "Area codes", needed=True, also=("地区", "地区代码（多个用空格隔开）")),
    Column("certificate_no", "接种资格证号", "Vaccinator's certificate"),
    Column("certificate_until", "资格证有效期至", "Certificate valid until"),
)
EXAMPLE = ("（示例）", "(example)")  # the user name of the template's example line, which is no one
ROLE_WORDS = {word.casefold(): role for role, names in ROLE_NAMES.items() for word in (role, *names)}
ROLE_WORDS |= {"校医": "nurse", "保健老师": "nurse", "县疾控": "supervisor", "乡镇防保科": "supervisor"}
ROLE_WORDS |= {"督导员": "supervisor", "观察员": "observer"}  # as sheets of earlier versions say it
APART = re.compile(r"[\s,，、;；]+")
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
    wrong: list[str] = field(default_factory=list)


def read_roster(
    connection: Connection, lines: Sequence[Line], own: Sequence[str], by: str = "administrator"
) -> list[Entry]:
    """The people of a sheet; areas must exist and lie inside `own`, user names must be new, and roles such as somebody
    of the role `by` may give there."""
    entries = [_entry(line) for line in lines if line.cells.get("username") not in EXAMPLE]
    taken = set(
        connection.scalars(select(Person.username).where(Person.username.in_({e.username for e in entries})))
    )
    named = {area for entry in entries for area in entry.areas}
    current = select(Area.code).where(Area.code.in_(named), Area.retired_on.is_(None))
    known = set(connection.scalars(current))
    for entry in entries:
        if entry.username in taken:
            entry.wrong.append(t(f"用户名 {entry.username} 已有人用", f"user name {entry.username} is taken"))
        taken.add(entry.username)
        for area in entry.areas:
            if area not in known:
                entry.wrong.append(t(f"没有代码为 {area} 的地区", f"there is no area {area}"))
            elif not is_own(own, area):
                entry.wrong.append(t(f"{area} 不在您的地区内", f"{area} lies outside your areas"))
            elif entry.role in roles_given(by) and not may_give(by, own, entry.role, area):
                entry.wrong.append(t(f"{area} 比乡镇大，请管理员分", f"{area} is larger than a township"))
        if entry.role and entry.role not in roles_given(by):
            entry.wrong.append(
                t(
                    f"{ROLE_NAMES[entry.role][0]}由县管理员添加",
                    f"only the administrator adds a {ROLE_NAMES[entry.role][1]}",
                )
            )
    return entries


def _entry(line: Line) -> Entry:
    said, wrong = line.cells.get, []
    username, name, until = (
        plain_username(said("username", "")),
        said("name", ""),
        said("certificate_until", ""),
    )
    role = ROLE_WORDS.get(said("role", "").casefold(), "")
    areas = tuple(code for code in APART.split(said("areas", "")) if code)
    if not 0 < len(username) <= LONGEST:
        wrong.append(t("用户名为空或太长", "the user name is empty or too long"))
    if not 0 < len(name) <= LONGEST:
        wrong.append(t("姓名为空或太长", "the name is empty or too long"))
    if not role:
        wrong.append(t(f"没有“{said('role', '')}”这种角色", f"there is no role “{said('role', '')}”"))
    if not areas:
        wrong.append(t("没有写地区代码", "no area code is given"))
    day = read_day(until)
    if until and not day:
        wrong.append(t(f"“{until}”不是日期", f"“{until}” is no day"))
    return Entry(line.number, username, name, role, areas, said("certificate_no") or None, day, wrong)
