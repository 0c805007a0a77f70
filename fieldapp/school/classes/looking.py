"""What the pages of classes and pupils ask: every answer is of a school where the person may see pupils."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, select

from fieldapp.areas import tree
from fieldapp.ground.clock import today
from fieldapp.ground.db import reads
from fieldapp.ground.problems import Problem
from fieldapp.models.schools import School
from fieldapp.schedule import packaged
from fieldapp.schedule.in_use import programme_in_use
from fieldapp.schedule.series_of import parts_of
from fieldapp.school import access
from fieldapp.school.classes.left import OneOf
from fieldapp.school.classes.naming import Class, in_order
from fieldapp.school.engine import assessed
from fieldapp.school.of_rows import once_a_year
from fieldapp.school.pupils import Pupil, outcome_of_pupil
from fieldapp.school.reading import (
    enrolments_by_number,
    heirs_in,
    people_names,
    pupils_by_enrolment,
    pupils_of,
    pupils_of_children,
)
from fieldapp.school.terms import Term, read_term, term_of, terms_of
from fieldapp.sync.incoming import row_store
from fieldapp.web.gate import Who


@dataclass(frozen=True)
class SchoolYear:
    """A school in a school year: its row, the year (that it begins in), the years there are, and its pupils; `former`:
    by key the names of schools that were merged into it, of whose rosters some of its pupils are."""

    school: Any
    year: int
    years: Sequence[int]
    pupils: Sequence[OneOf]
    former: Mapping[str, str] = field(default_factory=dict)

    @property
    def classes(self) -> list[tuple[Class, list[OneOf]]]:
        """Its classes in their order, each with its pupils."""
        found: dict[Class, list[OneOf]] = {}
        for one in self.pupils:
            found.setdefault((one.pupil.grade, one.pupil.class_name), []).append(one)
        return sorted(found.items(), key=lambda pair: in_order(pair[0]))


@dataclass(frozen=True)
class PupilPage:
    """A pupil with all classes it was in at schools that are the person's, and what the schedule says of it today."""

    school: Any
    now: OneOf
    classes: Sequence[OneOf]
    schools: dict[str, str]
    answer: dict[str, Any]
    people: dict[str, str]
    village: str


def school_of(connection: Connection, who: Who, key: str, action: str = access.SEE) -> Any:
    """The row of a school where the person may do this.

    Raises:
        Problem: `not_found`, `not_allowed`.
    """
    access.require_at(connection, who, key, action)
    return connection.execute(select(*School.__table__.columns).where(School.key == key)).one()


def years_of(connection: Connection, school: Any) -> list[int]:
    """The school years in which it has pupils, the last first."""
    table = row_store.table("enrolment")
    heirs = heirs_in(connection, school.county)
    query = select(table.c.school, table.c.term).where(table.c.county == school.county, table.c.known)
    query = query.where(table.c.school.in_(sorted(heirs.with_merged([school.key])))).distinct()
    own = [term for of, term in connection.execute(query) if heirs.at(of, term) == school.key]
    terms = [read_term(term) for term in own]
    return sorted({term.year for term in terms if term}, reverse=True)


def year_shown(years: Sequence[int], asked: str, now: Term) -> int:
    """The school year a page shows: the one asked for, else this one, or the last in which there are pupils."""
    if asked.isascii() and asked.isdecimal() and len(asked) == 4:
        return int(asked)
    return now.year if now.year in years or not years else years[0]


def outcomes(pupils: Iterable[Pupil], instance: str, area: str, until: str) -> list[OneOf]:
    """Pupils with what came of their checks by a day, by the rules in use in an area."""
    rules, parts = programme_in_use(instance, area), parts_of(packaged().products)
    return [OneOf(one, outcome_of_pupil(one, until, rules, parts)) for one in pupils]


def in_year(pupils: Iterable[Pupil], year: int) -> list[Pupil]:
    """The pupils of a school year, each once: who was enrolled in both terms where it is now, or was last. In a class
    those whom a merged school brought stand after the others."""
    codes = [term.code for term in terms_of(year)]
    found = once_a_year(one for one in pupils if one.term in codes)

    def place(one: Pupil) -> tuple[Any, ...]:
        return in_order((one.grade, one.class_name)), one.merged_from, one.name, one.child

    return sorted(found, key=place)


@reads
def year_of(
    connection: Connection,
    who: Who,
    key: str,
    asked: str,
    instance: str,
    only: Class | None = None,
    every_dose: bool = True,
) -> SchoolYear:
    """A school in a school year; of `only` one class the pupils of that. `every_dose`: as `reading.pupils_of` has it.

    Raises:
        Problem: `not_found`, `not_allowed`.
    """
    school = school_of(connection, who, key)
    years, now = years_of(connection, school), today()
    year = year_shown(years, asked, term_of(now))
    pupils = in_year(access.as_seen(who, pupils_in(connection, school, year, every_dose)), year)
    if only is not None:
        pupils = [one for one in pupils if (one.grade, one.class_name) == only]
    former = names_of(connection, (one.merged_from for one in pupils))
    return SchoolYear(school, year, years, outcomes(pupils, instance, school.area, now.isoformat()), former)


def names_of(connection: Connection, schools: Iterable[str]) -> dict[str, str]:
    """The names of schools by key."""
    keys = {key for key in schools if key}
    query = select(School.key, School.name).where(School.key.in_(sorted(keys)))
    return {row.key: row.name for row in connection.execute(query)} if keys else {}


def this_year_of(who: Who, key: str, instance: str) -> SchoolYear:
    """A school in the school year that runs, whether or not it has pupils in it yet.

    Raises:
        Problem: `not_found`, `not_allowed`.
    """
    return year_of(who, key, str(term_of(today()).year), instance)


def pupils_in(connection: Connection, school: Any, year: int, every_dose: bool = True) -> list[Pupil]:
    """The pupils of both terms of a school year, as enrolments have them."""
    terms = [term.code for term in terms_of(year)]
    return [
        one
        for term in terms
        for one in pupils_of(connection, school.county, [school.key], term, every_dose=every_dose)
    ]


@reads
def pupil_of(connection: Connection, who: Who, key: str, child: str, instance: str) -> PupilPage:
    """A pupil of a school.

    Raises:
        Problem: `not_found`, `not_allowed`.
    """
    school, now = school_of(connection, who, key), today().isoformat()
    found = access.only_hers(connection, who, pupils_of_children(connection, school.county, [child]))
    found.sort(key=lambda one: (one.term, one.left_on is None), reverse=True)
    classes = outcomes(found, instance, school.area, now)
    here = next((one for one in classes if one.pupil.school == key), None)
    if here is None:
        raise Problem("not_found")
    said = here.pupil.fields
    doses = [(product, day) for product, day, _source in here.pupil.doses]
    rules = programme_in_use(instance, school.area)
    states = [state for state in here.pupil.states if state[2] != "refused"]  # a refusal leaves the gap open
    answer = assessed(here.pupil.born, said.get("sex"), doses, states, now, rules)
    schools = [key for one in classes for key in (one.pupil.school, one.pupil.roster)]
    return PupilPage(
        school,
        here,
        classes,
        names_of(connection, schools),
        answer,
        people_names(connection, (look.by for one in classes for look in one.pupil.looks)),
        tree.names(connection, [here.pupil.area]).get(here.pupil.area, here.pupil.area),
    )


@reads
def by_number(connection: Connection, who: Who, key: str, number: str) -> tuple[Any, list[Pupil]]:
    """A school and its pupils to whom a number leads: of a notice, a report, a certificate or the child itself; each in
    the class it is in now.

    Raises:
        Problem: `not_found`, `not_allowed`.
    """
    school = school_of(connection, who, key)
    if not number:
        return school, []
    found = pupils_by_enrolment(
        connection, school.county, enrolments_by_number(connection, school.county, number)
    )
    children = {one.child for one in found}
    for column in ("certificate_no", "card_no"):
        children |= {
            row["key"] for row in row_store.fetch(connection, "child", school.county, column, [number])
        }
    found = access.as_seen(who, pupils_of_children(connection, school.county, children))
    pupils = [one for one in found if one.school == key]
    latest = {one.child: one for one in sorted(pupils, key=lambda one: (one.term, one.left_on is None))}
    return school, sorted(latest.values(), key=lambda one: (one.name, one.child))
