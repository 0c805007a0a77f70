"""The class whose answers are to be said: its pupils with what is recorded of them, and the clinics that assess. Reads
only, and only where the person may check."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, select

from fieldapp.ground.clock import today
from fieldapp.ground.db import reads
from fieldapp.ground.problems import Problem
from fieldapp.models.clinics import Clinic
from fieldapp.models.people import Person
from fieldapp.school import access
from fieldapp.school.assessing.rows import Usual, read_typed_day
from fieldapp.school.classes import looking
from fieldapp.school.classes.left import OneOf
from fieldapp.school.classes.naming import Class, class_of
from fieldapp.school.pupils import Pupil
from fieldapp.school.reading import people_names
from fieldapp.school.terms import term_of
from fieldapp.sync.incoming import row_store
from fieldapp.web.gate import Who

CHECK = "school.check"


@dataclass(frozen=True)
class ClassHere:
    """A class of a school in a school year, with every pupil of the school that year: a sheet may be of another class.

    areas: the village in which each enrolment lies, by its key; people: who looked, by key; clinics: key and name,
    those of the township first; clinic: the one whose reports these are, unless something else is said.
    """

    school: Any
    of: Class
    year: int
    pupils: Sequence[OneOf]
    areas: dict[str, str] = field(default_factory=dict)
    people: dict[str, str] = field(default_factory=dict)
    clinics: Sequence[tuple[str, str]] = ()
    clinic: str = ""

    @property
    def asked(self) -> list[OneOf]:
        """Those of the class whose certificate is to be checked, in the order of its list."""
        return [
            one
            for one in self.pupils
            if is_of(one.pupil, self.of) and one.pupil.entering and not one.pupil.left_on
        ]

    @property
    def seen(self) -> int:
        """How many of those were checked."""
        return sum(1 for one in self.asked if one.pupil.check)

    def pupil(self, child: str) -> Pupil | None:
        """One of those who are asked for."""
        return next((one.pupil for one in self.asked if one.pupil.child == child), None)


def is_of(pupil: Pupil, of: Class) -> bool:
    """Whether a pupil is in a class."""
    return (pupil.grade, pupil.class_name) == of


def usual_of(here: ClassHere, said: Mapping[str, str], known: Mapping[str, str]) -> Usual:
    """What a form says of the whole class; `known`: what words for doses mean, as somebody said.

    Raises:
        Problem: `no_day`, `day_in_future`, `wrong_value`.
    """
    now, days = today().isoformat(), {}
    for name in ("checked_on", "assessed_on"):
        typed = said.get(name, "").strip()
        day = read_typed_day(typed, now) if typed else ""
        if day is None:
            raise Problem("no_day", field=name)
        if day > now:
            raise Problem("day_in_future", field=name)
        days[name] = day
    clinic = said.get("assessed_by", "")
    if clinic and clinic not in dict(here.clinics):
        raise Problem("wrong_value", field="assessed_by")
    return Usual(days["checked_on"] or now, days["assessed_on"], clinic, known)


@reads
def class_here(
    connection: Connection, who: Who, key: str, address: str, year: str, instance: str
) -> ClassHere:
    """A class where the person may check.

    Raises:
        Problem: `not_found`, `not_allowed`.
    """
    school = looking.school_of(connection, who, key, CHECK)
    of = class_of(address)
    shown = looking.year_shown(looking.years_of(connection, school), year, term_of(today()))
    pupils = looking.in_year(access.as_seen(who, looking.pupils_in(connection, school, shown)), shown)
    if of is None or not any(is_of(one, of) for one in pupils):
        raise Problem("not_found")
    rows = row_store.fetch(connection, "enrolment", school.county, "key", [one.enrolment for one in pupils])
    clinics, own = _clinics(connection, who, school)
    return ClassHere(
        school,
        of,
        shown,
        looking.outcomes(pupils, instance, school.area, today().isoformat()),
        {row["key"]: row["area"] for row in rows},
        people_names(connection, (look.by for one in pupils for look in one.looks)),
        clinics,
        own,
    )


def _clinics(connection: Connection, who: Who, school: Any) -> tuple[list[tuple[str, str]], str]:
    """The clinics of the county, and whose reports these are: of a clinic's doctor hers, else the school's."""
    query = select(Clinic.key, Clinic.name, Clinic.area).where(Clinic.area.startswith(school.county))
    rows = connection.execute(query.where(Clinic.retired_on.is_(None)).order_by(Clinic.name)).all()
    near = sorted(rows, key=lambda row: (row.key != school.clinic, row.area[:9] != school.area[:9]))
    keys = {row.key for row in rows}
    hers = connection.scalar(select(Person.clinic).where(Person.id == who.id))
    own = next((key for key in (hers, school.clinic) if key in keys), "")
    return [(row.key, row.name) for row in near], own or ""
