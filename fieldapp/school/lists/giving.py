"""What the pages of lists ask, and a list handed over or taken back: an operation of the person signed in."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from fieldapp.areas import tree
from fieldapp.ground.clock import today
from fieldapp.ground.db import reads
from fieldapp.ground.problems import Problem
from fieldapp.ground.words import language, t
from fieldapp.models.clinics import Clinic
from fieldapp.records.permissions import COUNTY_DIGITS, may_void_others
from fieldapp.school import access
from fieldapp.school.classes.left import OneOf
from fieldapp.school.classes.looking import in_year, outcomes, pupils_in, school_of, this_year_of
from fieldapp.school.deadlines import Deadline
from fieldapp.school.lists.naming import (
    Line,
    checks_of,
    hand_over_by,
    is_late,
    is_of_year,
    line_now,
    lines_then,
    to_name,
)
from fieldapp.school.pupils import Handover
from fieldapp.school.reading import clinic_names, handovers_of, people_names
from fieldapp.school.settings import read_settings
from fieldapp.school.terms import read_term, term_of
from fieldapp.sync.from_office.office_device import record_all
from fieldapp.sync.incoming import row_store
from fieldapp.web.gate import Who

GIVE = "school.notices"
LONGEST = 50  # letters of a receiver's name


@dataclass(frozen=True)
class Lists:
    """A school's lists of a school year: who is to be named still, who was named and is open, and what was given."""

    school: Any
    year: int
    waiting: Sequence[OneOf]
    named: Sequence[OneOf]
    given: Sequence[Handover]
    clinics: Sequence[tuple[str, str]]
    people: dict[str, str]
    deadline: Deadline | None
    late: bool

    @property
    def clinic(self) -> str:
        """The name of the school's own clinic; empty where it has none."""
        return dict(self.clinics).get(self.school.clinic or "", "")

    @property
    def doubles(self) -> set[str]:
        """The keys of lists that name nobody whom another of that day and clinic does not: counted once."""
        found, before = set(), dict[tuple[str, str], set[str]]()
        for one in self.given:
            there = before.setdefault((one.clinic, one.on), set())
            if there and set(one.checks) <= there:
                found.add(one.key)
            there |= set(one.checks)
        return found

    @property
    def receiver(self) -> str:
        """Who took the last list."""
        return (self.given[-1].receiver or "") if self.given else ""


@dataclass(frozen=True)
class GivenList:
    """A list as it was handed over; `lost`: how many of its checks were taken back since."""

    school: Any
    given: Handover
    clinic: str
    giver: str
    lines: Sequence[Line]
    lost: int


def lists_of(who: Who, key: str, instance: str) -> Lists:
    """What a school has to hand over, and what it has handed over.

    Raises:
        Problem: `not_found`, `not_allowed`.
    """
    of = this_year_of(who, key, instance)
    return _lists(of.school, of.year, of.pupils)


@reads
def _lists(connection: Connection, school: Any, year: int, pupils: Sequence[OneOf]) -> Lists:
    given = lists_in(connection, school.county, [school.key], year)[school.key]
    waiting, named = to_name(pupils, given)
    settings = read_settings(connection, school.county)
    clinics = _clinics(connection, school, {one.clinic for one in given})
    people = people_names(connection, [one.by for one in given])
    by = hand_over_by(waiting, settings.handover_days)
    return Lists(school, year, waiting, named, given, clinics, people, by, is_late(waiting, today()))


def lists_in(
    connection: Connection, county: str, schools: Collection[str], year: int
) -> dict[str, list[Handover]]:
    """The lists of a school year by school, by day."""
    found: dict[str, list[Handover]] = {school: [] for school in schools}
    for one in handovers_of(connection, county, schools):
        if one.school in found and is_of_year(one, year):
            found[one.school].append(one)
    return found


def _clinics(connection: Connection, school: Any, named: set[str]) -> list[tuple[str, str]]:
    """The school's clinic first, then the others of its county that are open, and those a list was given to."""
    here = tree.inside(Clinic.area, [school.area[:COUNTY_DIGITS]]) & Clinic.retired_on.is_(None)
    query = select(Clinic.key, Clinic.name).where(
        here | Clinic.key.in_(sorted(named | {school.clinic or ""}))
    )
    found = [(key, name) for key, name in connection.execute(query)]
    return sorted(found, key=lambda one: (one[0] != school.clinic, one[1], one[0]))


@reads
def given_list(connection: Connection, who: Who, key: str, given: str, instance: str) -> GivenList:
    """A list that was handed over, as it was.

    Raises:
        Problem: `not_found`, `not_allowed`.
    """
    school = school_of(connection, who, key)
    one = _one(connection, school, given)
    term = read_term(one.term) or term_of(date.fromisoformat(one.on))
    pupils = in_year(access.as_seen(who, pupils_in(connection, school, term.year)), term.year)
    lines = list(lines_then(outcomes(pupils, instance, school.area, one.on), one))
    found = {key for line in lines for key in checks_of(line.pupil)}
    clinic = clinic_names(connection, [one.clinic]).get(one.clinic, one.clinic)
    giver = people_names(connection, [one.by]).get(one.by or "", "")
    return GivenList(school, one, clinic, giver, lines, len(set(one.checks) - found))


def _one(connection: Connection, school: Any, key: str) -> Handover:
    found = handovers_of(connection, school.county, [school.key])
    given = next((one for one in found if one.key == key), None)
    if given is None:
        raise Problem("not_found")
    return given


def may_undo(who: Who, given: Handover) -> bool:
    """Whether she may take it back: it is hers, or her role may take back what others wrote."""
    return given.by == who.id or may_void_others(who.role)


def give(who: Who, of: Lists, clinic: str, on: date, receiver: str, chosen: Collection[str]) -> int:
    """Write down that a list was handed over; how many pupils are on it: none where the list that clinic was given on
    that day has them all, and nothing is written then.

    Raises:
        Problem: `not_allowed`, `not_found`, `not_right`, `day_in_future`, `too_long`, `wrong_state`.
    """
    _may_give(who, of.school.key)
    pupils = [one for one in (*of.waiting, *of.named) if one.pupil.check and one.pupil.check.key in chosen]
    _check(of, pupils, clinic, on, receiver)
    there = {
        key for one in of.given if (one.clinic, one.on) == (clinic, on.isoformat()) for key in one.checks
    }
    keys = sorted({one.pupil.check.key for one in pupils if one.pupil.check} - there)
    if not keys:
        return 0
    words = {"school": of.school.key, "clinic": clinic, "term": term_of(today()).code}
    words |= {"on": on.isoformat(), "receiver": receiver}
    said = {"kind": "list_handover", "area": of.school.area, "data": words | {"checks": keys}}
    record_all(who.id, [said], language())
    return len(keys)


@reads
def _may_give(connection: Connection, who: Who, key: str) -> None:
    access.require_at(connection, who, key, GIVE)


def _check(of: Lists, pupils: Sequence[OneOf], clinic: str, on: date, receiver: str) -> None:
    if not pupils:
        raise Problem("not_right", field="checks", why=t("至少要选一个孩子", "choose at least one child"))
    if clinic not in dict(of.clinics):
        raise Problem("not_right", field="clinic", why=t("要选一个接种单位", "choose a clinic"))
    if len(receiver) > LONGEST or not receiver.isprintable():
        raise Problem("too_long", field="receiver", limit=LONGEST)
    if on > today():
        raise Problem("day_in_future", field="on")
    last = max(one.outcome.checked_on or "" for one in pupils)
    if on.isoformat() < last:
        why = t(f"不能早于查验的日子（{last}）", f"must not lie before the day of the check ({last})")
        raise Problem("not_right", field="on", why=why)


def undo(who: Who, key: str, given: str) -> None:
    """Take back that a list was handed over: it was never given, or not so.

    Raises:
        Problem: `not_found`, `not_allowed`, `wrong_state`.
    """
    _may_give(who, key)
    said = _void(who, key, given)
    record_all(who.id, [said], language())


@reads
def _void(connection: Connection, who: Who, key: str, given: str) -> dict[str, Any]:
    school = school_of(connection, who, key, GIVE)
    one = _one(connection, school, given)
    if not may_undo(who, one):
        raise Problem("not_allowed")
    (row,) = row_store.fetch(connection, "fact", school.county, "key", [one.key])
    about = {"kind": "list_handover", "key": one.key, "area": row["area"]}
    return about | {"void": True, "base": row["version"]}


def lines_to_give(of: Lists) -> list[Line]:
    """The lines of a list printed now: who is to be named."""
    return [line_now(one) for one in of.waiting]


@reads
def last_given(connection: Connection, school: Any) -> Handover | None:
    """The last list a school handed over."""
    return next(iter(reversed(handovers_of(connection, school.county, [school.key]))), None)


@reads
def handed_over(connection: Connection, school: Any, checks: set[str]) -> list[tuple[Handover, str]]:
    """The lists of a school on which any of these checks stands, each with its clinic."""
    found = [one for one in handovers_of(connection, school.county, [school.key]) if checks & set(one.checks)]
    called = clinic_names(connection, [one.clinic for one in found])
    return [(one, called.get(one.clinic, one.clinic)) for one in found]
