"""A roster of numbers, as a scanner or a hand reads them off certificates: each line becomes the line of a sheet with
what is recorded of its child, and is reviewed as every roster.

Whoever has a certificate in her hand has its birth date too. A child that was never at her school is named only where
number and birth date fit, and nothing says which of the two does not: nobody learns names by counting numbers up, and
what does not fit is counted (`tries`).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, or_, select

from fieldapp.ground.db import among, reads
from fieldapp.ground.parsing import read_day
from fieldapp.ground.problems import Problem
from fieldapp.ground.same import bare, number_key
from fieldapp.ground.spreadsheets.cells import Words
from fieldapp.ground.spreadsheets.writing import form_content
from fieldapp.ground.words import t
from fieldapp.models.records import Child
from fieldapp.records.lists.likeness import NUMBERS
from fieldapp.records.rows.one_child import merged, wholes_of
from fieldapp.school.rosters.columns import READ
from fieldapp.school.rosters.tries import Try
from fieldapp.sync.incoming import row_store

MOST, LONGEST = 500, 60  # numbers at once; letters of one
BETWEEN = re.compile(r"[\s,;，；、]+")
WRITTEN = ("name", "sex", "born", "card_no", "certificate_no")
BY_NAME = {one.name: one for one in READ}
CHILD = Child.__table__.c
NO_MATCH = (
    "对不上：不在本校的孩子，编号后面要写出生日期，如 20200310；还对不上的，请按姓名添加",
    "fits no child: of one not at this school write the birth date after the number, as 20200310; else add it by name",
)
SEVERAL = ("不止一个孩子有这个编号，请按姓名添加", "several children have this number: add it by name")
NO_DAY = ("编号后面不是出生日期", "what follows the number is no birth date")
TWICE = ("前面有过了", "was there before")


@dataclass(frozen=True)
class Said:
    """One line: a number, and the birth date behind it where there is one (`born` None where it is no day)."""

    line: int
    number: str
    behind: str = ""

    @property
    def born(self) -> str | None:
        """The birth date."""
        return read_day(self.behind)


@dataclass
class Numbers:
    """What numbers lead to: children by line, and of the other lines why not."""

    found: dict[int, Mapping[str, Any]] = field(default_factory=dict)
    wrong: list[tuple[int, str, Words]] = field(default_factory=list)
    tried: list[Try] = field(default_factory=list)  # what leads to nobody


def read_numbers(text: str) -> list[Said]:
    """The lines of what was typed or scanned; empty ones are passed over.

    Raises:
        Problem: `bad_request` where there is no number, `sheet_too_long`, `too_long`.
    """
    said = []
    for line, words in enumerate(text.splitlines(), start=1):
        number, *behind = [one for one in BETWEEN.split(bare(words)) if one] or [""]
        if number:
            said.append(Said(line, number, "".join(behind)))
    if not said:
        raise Problem("bad_request", field="numbers")
    if len(said) > MOST:
        raise Problem("sheet_too_long", limit=MOST)
    if any(len(one.number) > LONGEST for one in said):
        raise Problem("too_long", field="numbers", limit=LONGEST)
    return said


@reads
def looked_up(connection: Connection, school: Any, said: Sequence[Said]) -> Numbers:
    """The children of these numbers in the school's county, records joined as one taken together."""
    by_number = _by_number(connection, school.county, [one.number for one in said])
    pupils = _pupils(connection, school)
    found, before = Numbers(), set[str]()
    for one in said:
        having = by_number.get(number_key(one.number), {})
        children = _fitting(one, having, pupils)
        why = _why_not(one, children, len(having), before)
        if why:
            found.wrong.append((one.line, one.number, why))
            if why is NO_MATCH:
                found.tried.append((number_key(one.number), one.born or ""))
            continue
        ((key, child),) = children.items()
        before.add(key)
        found.found[one.line] = child
    return found


def _fitting(
    one: Said, children: Mapping[str, Mapping[str, Any]], pupils: set[str]
) -> dict[str, Mapping[str, Any]]:
    """Of the children of a number those who may be named: of the birth date said, else those of the school."""
    return {
        key: child
        for key, child in children.items()
        if (child["born"] == one.born if one.born else key in pupils)
    }


def _why_not(one: Said, fitting: Collection[str], having: int, before: set[str]) -> Words | None:
    if one.behind and one.born is None:
        return NO_DAY
    if not fitting:
        return NO_MATCH
    if having > 1:
        return SEVERAL
    return TWICE if before.intersection(fitting) else None


def _by_number(
    connection: Connection, county: str, numbers: Sequence[str]
) -> dict[str, dict[str, Mapping[str, Any]]]:
    """By number as it is compared: the children that have it, by the key of the first of their records."""
    written = sorted({*numbers, *(number_key(one) for one in numbers)})
    has = or_(*(among(connection, CHILD[name], written) for name in NUMBERS))
    query = select(Child.__table__).where(CHILD.county == county, CHILD.known, has)
    rows = row_store.with_joined(connection, county, map(dict, connection.execute(query).mappings()))
    found: dict[str, dict[str, Mapping[str, Any]]] = {}
    for head, members in wholes_of(rows.values()).items():
        child = merged(members)
        keys = {number_key(row[name]) for row in members for name in NUMBERS if row[name]}
        for number in keys if not child["voided"] and child["name"] and child["born"] else ():
            found.setdefault(number, {})[head] = child
    return found


def _pupils(connection: Connection, school: Any) -> set[str]:
    """The heads of all children that are or were at a school."""
    table = row_store.table("enrolment")
    query = select(table.c.child).where(table.c.county == school.county, table.c.school == school.key)
    children = set(connection.scalars(query.where(table.c.known, ~table.c.voided))) - {None}
    rows = row_store.fetch(connection, "child", school.county, "key", children)
    return {row["joined"] or row["key"] for row in rows}


def as_sheet(found: Numbers) -> bytes:
    """The children as the sheet that a school would have brought."""
    sexes = {"male": t("男", "male"), "female": t("女", "female")}
    rows = [
        [sexes.get(child[name] or "", "") if name == "sex" else child[name] or "" for name in WRITTEN]
        for _line, child in sorted(found.found.items())
    ]
    return form_content(t("名册", "roster"), [BY_NAME[name] for name in WRITTEN], rows)
