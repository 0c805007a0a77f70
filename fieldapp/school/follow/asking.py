"""What the pages that follow a check up ask: of one school everything, of many the children with something left."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, and_, select

from fieldapp.areas import tree
from fieldapp.ground.clock import today
from fieldapp.ground.db import among, reads
from fieldapp.models.schools import School
from fieldapp.records.permissions import COUNTY_DIGITS, TOWNSHIP_DIGITS
from fieldapp.school import access
from fieldapp.school.classes.left import GONE, OLD, UNSEEN, OneOf
from fieldapp.school.classes.looking import in_year, outcomes, this_year_of
from fieldapp.school.deadlines import Days, day_in_year
from fieldapp.school.follow.cases import (
    Again,
    Birthday,
    Case,
    Due,
    Standing,
    birthdays,
    cases_of,
    dues_of,
    standing_of,
    to_look_at_again,
)
from fieldapp.school.lists.giving import lists_in
from fieldapp.school.outcome import COMPLETE, EXEMPT, HELD, OTHER, stale_age
from fieldapp.school.pupils import ENTERING, Pupil
from fieldapp.school.reading import clinic_names, heirs_in, pupils_of_children
from fieldapp.school.settings import read_settings
from fieldapp.school.summary import Sums
from fieldapp.school.tables.kept import sums_of
from fieldapp.school.terms import term_of, terms_of
from fieldapp.sync.incoming import row_store
from fieldapp.web.gate import Who

SUMS = "school.sums"


@dataclass(frozen=True)
class OneSchool:
    """What is open at a school in this school year; `unseen`: how many are still to be checked, of `entering`."""

    school: Any
    year: int
    unseen: int
    entering: int
    cases: Sequence[Case]
    again: Sequence[Again]
    birthdays: Sequence[Birthday]
    dues: Sequence[Due]
    standing: Standing
    second_look: date


@dataclass(frozen=True)
class SchoolLine:
    """A school of a list of many: its row, township and clinic by name, how it stands, how many of its children are
    not checked of how many (应查验 of the table), and its children with something left."""

    school: Any
    township: str
    clinic: str
    standing: Standing
    unseen: int
    expected: int
    cases: Sequence[Case]


@dataclass(frozen=True)
class Followed:
    """All schools of a person, those in red and those with most first; and the deadlines of her level."""

    lines: Sequence[SchoolLine]
    dues: Sequence[Due]
    year: int

    @property
    def cases(self) -> list[tuple[SchoolLine, Case]]:
        """Every child with something left, those with gaps and the oldest first."""
        found = [(line, case) for line in self.lines for case in line.cases]
        return sorted(found, key=lambda pair: (pair[1].kind != "gaps", pair[1].one.outcome.checked_on or ""))


def one_school(who: Who, key: str, instance: str) -> OneSchool:
    """What is open at a school of hers.

    Raises:
        Problem: `not_found`, `not_allowed`.
    """
    of = this_year_of(who, key, instance)
    return _followed(of.school, of.year, of.pupils)


@reads
def _followed(connection: Connection, school: Any, year: int, pupils: Sequence[OneOf]) -> OneSchool:
    settings, on = read_settings(connection, school.county), today()
    lists = lists_in(connection, school.county, [school.key], year)[school.key]
    cases = cases_of(pupils, lists, on, settings)
    until = day_in_year(settings.second_look, year)
    states = [one.state for one in pupils]
    return OneSchool(
        school,
        year,
        states.count(UNSEEN),
        len(states) - states.count(OLD) - states.count(GONE),
        cases,
        to_look_at_again(pupils),
        birthdays(pupils, until),
        dues_of(cases, year, on, settings, "school"),
        standing_of(pupils, lists, on, settings),
        until,
    )


@reads
def standing_at(connection: Connection, who: Who, school: Any, instance: str) -> Standing | None:
    """How a school of hers stands this year; None where she may not see its sums."""
    if not access.may_at(connection, who, school.key, SUMS):
        return None
    year, on = term_of(today()).year, today()
    pupils = _pupils_left(connection, school.county, {school.key}, year).get(school.key, [])
    lists = lists_in(connection, school.county, [school.key], year)[school.key]
    of = outcomes(pupils, instance, school.area, on.isoformat())
    return standing_of(of, lists, on, read_settings(connection, school.county))


@reads
def followed(connection: Connection, who: Who, instance: str, action: str = SUMS) -> Followed:
    """What is open at all schools of a person that are open, by school."""
    year, on = term_of(today()).year, today()
    keys = access.keys_of(connection, who, action)
    rows = connection.execute(
        select(*School.__table__.columns).where(
            among(connection, School.key, keys), School.retired_on.is_(None)
        )
    ).all()
    named = _names(connection, rows)
    found, settings = list[SchoolLine](), Days()
    for county in sorted({row.county for row in rows}):
        here = [row for row in rows if row.county == county]
        settings = read_settings(connection, county)
        pupils = _pupils_left(connection, county, {row.key for row in here}, year)
        lists = lists_in(connection, county, [row.key for row in here], year)
        terms = [term.code for term in terms_of(year)]
        tally = sums_of(connection, county, [row.key for row in here], terms, None)
        for row in here:
            of = outcomes(pupils.get(row.key, ()), instance, row.area, on.isoformat())
            stands = standing_of(of, lists[row.key], on, settings)
            cases = cases_of(of, lists[row.key], on, settings)
            sums = tally.get(row.key, Sums())
            unseen = sums.expected - sums.checked
            found.append(SchoolLine(row, *named[row.key], stands, unseen, sums.expected, cases))
    found.sort(key=lambda one: (not one.standing.late, -one.standing.open, -one.unseen, one.school.name))
    every = [case for line in found for case in line.cases]
    return Followed(found, dues_of(every, year, on, settings, _level(who)), year)


def _level(who: Who) -> str:
    """Whose yearly table is next: a nurse's school's, a township's or a county's."""
    if who.role == "nurse":
        return "school"
    return "county" if any(len(area) <= COUNTY_DIGITS for area in who.areas) else "township"


def _names(connection: Connection, rows: Iterable[Any]) -> dict[str, tuple[str, str]]:
    """The names of township and clinic of each school."""
    here = list(rows)
    towns = tree.names(connection, [row.area[:TOWNSHIP_DIGITS] for row in here])
    clinics = clinic_names(connection, [row.clinic for row in here])
    return {
        row.key: (towns.get(row.area[:TOWNSHIP_DIGITS], ""), clinics.get(row.clinic or "", ""))
        for row in here
    }


def _pupils_left(
    connection: Connection, county: str, schools: Collection[str], year: int
) -> dict[str, list[Pupil]]:
    """Pupils whose checks found something, by school: of a county one in five, so the others are not read."""
    children = _with_something(connection, county, schools, year)
    found: dict[str, list[Pupil]] = {}
    for one in pupils_of_children(connection, county, children):
        if one.school in schools:
            found.setdefault(one.school, []).append(one)
    return {school: in_year(pupils, year) for school, pupils in found.items()}


def _with_something(connection: Connection, county: str, schools: Collection[str], year: int) -> set[str]:
    """The children of schools one of whose looks this year was not complete with a certificate in hand."""
    enrolment, child = row_store.table("enrolment"), row_store.table("child")
    schools = heirs_in(connection, county).with_merged(schools)
    here = and_(
        enrolment.c.county == county,
        among(connection, enrolment.c.school, sorted(schools)),
        enrolment.c.term.in_([term.code for term in terms_of(year)]),
        enrolment.c.reason.in_(ENTERING),
        enrolment.c.left_on.is_(None),
        enrolment.c.known,
        ~enrolment.c.voided,
    )
    check = row_store.table("certificate_check")
    said = (check.c.certificate, check.c.clinic_assessment, check.c.assessed_on, check.c.checked_on)
    query = (
        select(enrolment.c.child, child.c.born, *said)
        .join(check, and_(check.c.county == county, check.c.enrolment == enrolment.c.key))
        .join(child, and_(child.c.county == county, child.c.key == enrolment.c.child))
        .where(here, check.c.known, ~check.c.voided)
    )
    found = {row.child for row in connection.execute(query) if not _is_fine(row)}
    again = row_store.table("recheck")
    query = (
        select(enrolment.c.child)
        .join(check, and_(check.c.county == county, check.c.enrolment == enrolment.c.key))
        .join(again, and_(again.c.county == county, again.c.check == check.c.key))
        .where(here, again.c.known, ~again.c.voided)
    )
    return found | set(connection.scalars(query))


def _is_fine(row: Any) -> bool:
    """Whether a check leaves nothing to do: complete or exempt, not out of date, with a certificate or other proof."""
    return (
        row.clinic_assessment in (COMPLETE, EXEMPT)
        and row.certificate in (*HELD, OTHER)
        and stale_age(row.born, row.assessed_on, row.checked_on) is None
    )
