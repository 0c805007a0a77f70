"""What of the school check's tables is asked for, by the person signed in: whose schools, which term, up to which day.

Every school is one where she may see sums. Nothing here reads a child: the figures are those of the tally.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, select

from fieldapp.areas import tree
from fieldapp.areas.codes import require_code
from fieldapp.areas.latin.said import person_said, place_said
from fieldapp.ground.clock import today
from fieldapp.ground.db import reads
from fieldapp.ground.parsing import read_day
from fieldapp.ground.problems import Problem
from fieldapp.models.clinics import Clinic
from fieldapp.models.people import Person
from fieldapp.models.schools import School
from fieldapp.records.permissions import TOWNSHIP_DIGITS, is_own
from fieldapp.school import access
from fieldapp.school.classes.naming import address_of, class_words, in_order
from fieldapp.school.deadlines import day_in_year
from fieldapp.school.settings import read_settings
from fieldapp.school.summary import GROUP_NAMES, GROUPS, Sums
from fieldapp.school.tables import kept, table
from fieldapp.school.tables.table import Line, Table, Words
from fieldapp.school.terms import Term, term_of, terms_of
from fieldapp.web.gate import Who

SUMS = "school.sums"
BY_TOWNSHIP, BY_SCHOOL = "township", "school"
HALVES = ((0, ("全学年", "whole year")), (1, ("秋季", "autumn")), (2, ("春季", "spring")))


@dataclass(frozen=True)
class Wish:
    """What a table is to be of: the school year it begins in, which half (0: both), up to which day (None: as recorded
    now), which group of schools, which area, and whether its lines are townships or schools."""

    year: int
    half: int
    until: str | None = None
    group: str = ""
    area: str = ""
    by: str = ""

    @property
    def terms(self) -> list[Term]:
        """The terms it is of."""
        return [term for term in terms_of(self.year) if self.half in (0, term.half)]

    @property
    def codes(self) -> list[str]:
        """The same, as enrolments write them."""
        return [term.code for term in self.terms]


@dataclass(frozen=True)
class Asked:
    """A table that was asked for, what was wished, and what may be chosen beside.

    scope: by whom it would be handed in: `school:KEY`, `clinic:KEY` or `area:CODE`; empty where nobody's.
    townships: of her schools, code and name; days: up to which a county asks for interim figures.
    """

    wish: Wish
    table: Table
    school: Any = None
    scope: str = ""
    townships: Sequence[tuple[str, str]] = ()
    years: Sequence[int] = ()
    days: Sequence[str] = ()


def read_wish(said: Any, now: date) -> Wish:
    """What an address asks for; what is no answer is as usual.

    Raises:
        Problem: `no_day`, `bad_area`.
    """
    here, year = term_of(now), said.get("year", "")
    half, group = said.get("half", ""), said.get("group", "")
    return Wish(
        year=int(year) if year.isascii() and year.isdecimal() and len(year) == 4 else here.year,
        half=int(half) if half in ("0", "1", "2") else here.half,
        until=_day(said.get("until", "")),
        group=group if group in GROUP_NAMES else "",
        area=_area(said.get("area", "").strip()),
        by=said.get("by", "") if said.get("by") in (BY_TOWNSHIP, BY_SCHOOL) else "",
    )


def _area(said: str) -> str:
    if said:
        require_code("area", said)
    return said


def _day(said: str) -> str | None:
    if not said.strip():
        return None
    day = read_day(said.strip())
    if day is None:
        raise Problem("no_day", field="until")
    return day


@reads
def of_school(connection: Connection, who: Who, key: str, wish: Wish) -> Asked:
    """The table of one school, by class.

    Raises:
        Problem: `not_found`, `not_allowed`.
    """
    access.require_at(connection, who, key, SUMS)
    school = connection.execute(select(*School.__table__.columns).where(School.key == key)).one()
    lines = class_lines(connection, school, wish)
    of_its_kind = replace(wish, group=GROUPS[school.kind])
    made = made_of(table.CLASS, place_words(school.name), of_its_kind, lines)
    return Asked(wish, made, school, f"school:{key}", days=days_of(connection, [school.county], wish))


def class_lines(connection: Connection, school: Any, wish: Wish) -> tuple[Line, ...]:
    """The lines of a school's classes with their total."""
    classes = kept.sums_of_classes(connection, school.county, school.key, wish.codes, wish.until)
    group = GROUPS[school.kind]
    lines = [
        Line(table.CLASS, address_of(grade, name), _class_said(grade, name), sums, group)
        for (grade, name), sums in sorted(classes.items(), key=lambda pair: in_order(pair[0]))
    ]
    return table.with_totals(lines, lines)


def _class_said(grade: str, name: str) -> Words:
    zh = class_words(grade, name) or "（没有班级）"
    return zh, class_words(grade, name, "en") or "(no class)"


@reads
def of_area(connection: Connection, who: Who, wish: Wish) -> Asked:
    """The table of her schools, or those of an area: a line a township, or a school.

    Raises:
        Problem: `not_found` where none of them lies in the area asked for.
    """
    schools = schools_of(connection, access.her_schools(connection, who), wish)
    everywhere = townships_of(connection, who)
    if wish.area and not schools and wish.area not in {code for code, _name in everywhere} | set(who.areas):
        raise Problem("not_found")
    kind, lines = lines_of(connection, schools, wish)
    scope, unit = unit_of(connection, who, wish.area)
    made = made_of(kind, unit, wish, lines)
    counties = sorted({one.county for one in schools})
    days = days_of(connection, counties, wish)
    return Asked(wish, made, None, scope, everywhere, days=days)


def lines_of(connection: Connection, schools: Iterable[Any], wish: Wish) -> tuple[str, tuple[Line, ...]]:
    """The lines of some schools with their totals, and of what they are: a line a township where there are several."""
    lines = school_lines(connection, schools, wish)
    several = len({area[:TOWNSHIP_DIGITS] for _line, area in lines}) > 1
    of_schools = [line for line, _area in lines]
    if several and wish.by != BY_SCHOOL:
        return table.TOWNSHIP, table.with_totals(_by_township(connection, lines), of_schools)
    return table.SCHOOL, table.with_totals(of_schools, of_schools)


def schools_of(connection: Connection, which: ColumnElement[bool], wish: Wish) -> list[Any]:
    """Some schools of a group and an area, by name; closed ones too."""
    query = select(*School.__table__.columns).where(which)
    if wish.area:
        query = query.where(tree.inside(School.area, [wish.area]))
    found = connection.execute(query.order_by(School.name, School.key)).all()
    return [one for one in found if not wish.group or GROUPS[one.kind] == wish.group]


def school_lines(connection: Connection, schools: Iterable[Any], wish: Wish) -> list[tuple[Line, str]]:
    """A line for each school with its area; of a closed one only where it has figures."""
    by_county: dict[str, list[Any]] = {}
    for one in schools:
        by_county.setdefault(one.county, []).append(one)
    found = []
    for county, some in sorted(by_county.items()):
        sums = kept.sums_of(connection, county, [one.key for one in some], wish.codes, wish.until)
        for one in some:
            if one.key in sums or one.retired_on is None:
                found.append((school_line(one, sums.get(one.key, Sums())), one.area))
    return sorted(found, key=lambda pair: (table.group_order(pair[0].group), pair[0].name, pair[0].key))


def school_line(school: Any, sums: Sums) -> Line:
    """The line of one school."""
    words = place_words(school.name)
    return Line(table.SCHOOL, school.key, words, sums, GROUPS[school.kind], 1, int(sums.checked > 0))


def _by_township(connection: Connection, lines: Iterable[tuple[Line, str]]) -> list[Line]:
    by_code: dict[str, list[Line]] = {}
    for line, area in lines:
        by_code.setdefault(area[:TOWNSHIP_DIGITS], []).append(line)
    names = tree.names(connection, by_code)
    return [
        table.together(some, table.TOWNSHIP, code, place_words(names.get(code, code)), "")
        for code, some in sorted(by_code.items())
    ]


def unit_of(connection: Connection, who: Who, area: str) -> tuple[str, Words]:
    """Whose table it is, and what that is called: of a clinic's doctor her clinic's; else of the area asked for, or her
    only one. What is but a part of that, or of an area that is not hers, is nobody's to hand in, and named after her.
    """
    if who.role == "clinic":
        query = select(Clinic.key, Clinic.name).join(Person, Person.clinic == Clinic.key)
        found = connection.execute(query.where(Person.id == who.id)).first()
        return ("" if area else f"clinic:{found.key}", place_words(found.name)) if found else ("", ("", ""))
    code = area if is_own(who.areas, area) else who.areas[0] if len(who.areas) == 1 else ""
    if not code or who.role == "nurse":
        return "", (_own(who, 0), _own(who, 1))
    return f"area:{code}", place_words(tree.names(connection, [code]).get(code, code))


def _own(who: Who, at: int) -> str:
    return (f"{who.name}所管学校", f"schools of {person_said(who.name, 'en')}")[at]


def townships_of(connection: Connection, who: Who) -> list[tuple[str, str]]:
    """The townships her schools lie in, code and name."""
    areas = connection.scalars(select(School.area).where(access.her_schools(connection, who)))
    names = tree.names(connection, {area[:TOWNSHIP_DIGITS] for area in areas})
    return sorted(names.items())


def days_of(connection: Connection, counties: Sequence[str], wish: Wish) -> list[str]:
    """The days for which the county asks figures, in this school year, in order: interim days, then the second look."""
    if len(counties) != 1:
        return []
    settings = read_settings(connection, counties[0])
    days = [*settings.interim, settings.second_look]
    return sorted({day_in_year(said, wish.year).isoformat() for said in days})


def place_words(name: str) -> Words:
    """A name of a school or an area in both languages."""
    return place_said(name, "zh"), place_said(name, "en")


def made_of(kind: str, unit: Words, wish: Wish, lines: tuple[Line, ...]) -> Table:
    """A table with what stands above it and what its file is called."""
    until = wish.until or today().isoformat()
    halves = dict(HALVES)[wish.half]
    group = GROUP_NAMES.get(wish.group, ("托幼机构、小学", "kindergartens and primary schools"))
    facts = (
        (f"报告单位：{unit[0]}", f"Unit: {unit[1]}"),
        (
            f"{wish.year}—{wish.year + 1}学年 {halves[0]}",
            f"School year {wish.year}–{wish.year + 1}, {halves[1]}",
        ),
        (f"类型：{group[0]}", f"Kind: {group[1]}"),
        (f"截至 {until}", f"Up to {until}"),
    )
    zh = f"{unit[0]} {wish.year}年{halves[0]} 查验汇总表 {until}"
    en = f"{unit[1]} {wish.year} {halves[1]} school check {until}"
    return Table(kind, unit, facts, lines, (zh, en))
