"""What one child counts for in the school check, day by day. Pure.

Everything a table shows is there from a day on and never goes again as days pass, so each thing counts once, on the day
it came true: a table as of any day is the sum up to it, and nothing that is tallied hangs on today.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from fieldapp.records.counts import Key, Subject, Subjects
from fieldapp.schedule import Programme
from fieldapp.school.classes.naming import address_of
from fieldapp.school.of_rows import ALONE, Heirs, RowsOfChild, in_year, once_a_year, pupils_in, stands
from fieldapp.school.outcome import outcome_of
from fieldapp.school.pupils import ENTERING, Pupil, story_of
from fieldapp.school.summary import Sums
from fieldapp.school.terms import WRITTEN, read_term

CHECK = "check"  # what all of it is counted in
PUPILS = Subjects(
    "child",
    beside=(
        *("visit", "dose", "enrolment", "certificate_check", "recheck", "notice", "notice_event"),
        "dose_state",
    ),
    only_with="enrolment",
)
Steps = list[tuple[str, Counter[str]]]  # a day, and what counts from it on


@dataclass(frozen=True)
class SchoolCheck:
    """What the school check of a county is counted by: the rules that say which dose is none, what products count in,
    what visits of rounds gave that name no product, and which schools were merged into others."""

    rules: Programme
    parts: dict[str, list[dict[str, Any]]]
    products: dict[str, str] = field(default_factory=dict)
    heirs: Heirs = ALONE
    key: str = CHECK


def contributions(subject: Subject, checks: Sequence[SchoolCheck]) -> list[Key]:
    """What one child counts for: once a year in each school it entered, as of now and by day and class."""
    if not checks or not any(map(_enters, subject.beside["enrolment"])):
        return []
    (check,) = checks
    pupils = pupils_in(rows_of(subject), check.products, heirs=check.heirs)
    return [key for one in entered(pupils) for key in _keys(one, one.steps(check.rules, check.parts))]


class Entered(NamedTuple):
    """A pupil of a school year that is to be checked, and its first entry of that year: whose term counts it."""

    pupil: Pupil
    first: Pupil

    @property
    def since(self) -> str:
        """The day from which it is one to be checked: it joined, or was checked even before."""
        term = read_term(self.first.term)
        joined = self.first.joined_on or (term.first_day.isoformat() if term else "")
        return min([joined, *(look.on for look in self.pupil.looks if look.first)])

    def steps(self, rules: Programme, parts: dict[str, list[dict[str, Any]]]) -> Steps:
        """What it counts for, by the day from which it does."""
        counted = Counter({"expected": 1})
        found: Steps = [(self.since, counted)]
        days = _days(self.pupil)
        if not days:
            return found
        story = story_of(self.pupil, days[-1], rules, parts)
        for day in days:
            sums = Sums()
            sums.add(outcome_of(story, day), self.pupil.born)
            now = sums.measures()
            if came := now - counted:
                found.append((day, came))
            counted = now
        return found


def entered(pupils: Iterable[Pupil]) -> list[Entered]:
    """Of all that some children are those to be checked, each once a year at a school. Who comes back in spring stands
    in the table of autumn alone, as pages show one pupil with the looks of both terms."""
    every = list(pupils)
    firsts = {
        in_year(one): one for one in sorted(every, key=lambda one: one.term, reverse=True) if counts(one)
    }
    return [Entered(one, firsts[in_year(one)]) for one in once_a_year(every) if in_year(one) in firsts]


def _enters(enrolment: dict[str, Any]) -> bool:
    return bool(enrolment["school"]) and enrolment["reason"] in ENTERING and stands(enrolment)


def counts(pupil: Pupil) -> bool:
    """Whether a pupil is one of those to be checked in a term."""
    return pupil.entering and bool(pupil.school) and WRITTEN.match(pupil.term) is not None


def rows_of(subject: Subject) -> RowsOfChild:
    """The rows of a child as a count is given them."""
    beside = subject.beside
    return RowsOfChild(
        subject.records,
        enrolments=beside["enrolment"],
        checks=beside["certificate_check"],
        rechecks=beside["recheck"],
        notices=beside["notice"],
        events=beside["notice_event"],
        visits=beside["visit"],
        doses=beside["dose"],
        states=beside["dose_state"],
    )


def _keys(one: Entered, steps: Steps) -> Iterator[Key]:
    term, school = one.first.term, one.pupil.school
    where = address_of(one.pupil.grade, one.pupil.class_name)
    for day, counted in steps:
        for measure in counted.elements():
            yield CHECK, whole_slice(term), school, measure
            yield CHECK, f"{days_slice(term)}{day}|{where}", school, measure


def whole_slice(term: str) -> str:
    """The slice of what a school counts in a term, as recorded now."""
    return f"{term}|all"


def days_slice(term: str) -> str:
    """What the slices of a term by day and class begin with."""
    return f"{term}|day:"


def _days(pupil: Pupil) -> list[str]:
    """The days on which what came of a check may change, in order."""
    start = min((look.on for look in pupil.looks if look.first), default=None)
    if start is None:
        return []
    days = {look.on for look in pupil.looks}
    if any(look.missing for look in pupil.looks):
        days |= {event.on for notice in pupil.notices for event in notice.events}
        days |= {day for _product, day, _source in pupil.doses if day}
    return sorted(day for day in days if day >= start)


def as_of(steps: Iterable[tuple[str, Counter[str]]], until: str | None) -> Counter[str]:
    """What a pupil counts for by the end of a day; by now, where none is said."""
    found: Counter[str] = Counter()
    for day, came in steps:
        if until is None or day <= until:
            found.update(came)
    return found
