"""What one child counts for in the school check, day by day. Pure.

Everything a table shows is there from a day on and never goes again as days pass, so each thing counts once, on the day
it came true: a table as of any day is the sum up to it, and nothing that is tallied hangs on today.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from fieldapp.records.counts import Key, Subject, Subjects
from fieldapp.schedule import Programme
from fieldapp.school.classes.naming import address_of
from fieldapp.school.of_rows import ALONE, Heirs, RowsOfChild, in_one_year, pupils_in, stands
from fieldapp.school.outcome import outcome_of
from fieldapp.school.pupils import ENTERING, Pupil, story_of
from fieldapp.school.summary import Sums
from fieldapp.school.terms import WRITTEN, read_term

CHECK = "check"  # what all of it is counted in
MORE, LESS = (
    "-more",
    "-less",
)  # after a year: what is added to both of its terms, and what is taken off, for it
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
    """What one child counts for: in each school and term it entered, as of now and by day and class."""
    if not checks or not any(map(_enters, subject.beside["enrolment"])):
        return []
    (check,) = checks
    pupils = [one for one in pupils_in(rows_of(subject), check.products, heirs=check.heirs) if counts(one)]
    of = [(pupil, steps_of(pupil, check.rules, check.parts)) for pupil in pupils]
    return [*(key for one in of for key in _keys(*one)), *_of_years(of, check)]


def _of_years(of: list[tuple[Pupil, Steps]], check: SchoolCheck) -> Iterator[Key]:
    """Of a child that both terms of a year count at a school: what they count it for beside, and what the year does."""
    together: dict[tuple[str, str], list[tuple[Pupil, Steps]]] = {}
    for one in of:
        together.setdefault((one[0].school, one[0].term[:4]), []).append(one)
    for (_school, year), some in together.items():
        if len(some) > 1:
            (once,) = in_one_year(pupil for pupil, _steps in some)
            steps = steps_in_year(once, [each for each, _steps in some], check.rules, check.parts)
            yield from _keys(replace(once, term=f"{year}{MORE}"), steps)
            for pupil, own in some:
                yield from _keys(replace(pupil, term=f"{year}{LESS}"), own)


def steps_in_year(
    once: Pupil, terms: Sequence[Pupil], rules: Programme, parts: dict[str, list[dict[str, Any]]]
) -> Steps:
    """What a child counts for in a whole year, from the day its first term counts it."""
    found = steps_of(once, rules, parts)
    return [(min(first_counted(one) for one in terms), found[0][1]), *found[1:]]


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


def _keys(pupil: Pupil, steps: Steps) -> Iterator[Key]:
    where = address_of(pupil.grade, pupil.class_name)
    for day, counted in steps:
        for measure in counted.elements():
            yield CHECK, whole_slice(pupil.term), pupil.school, measure
            yield CHECK, f"{days_slice(pupil.term)}{day}|{where}", pupil.school, measure


def whole_slice(term: str) -> str:
    """The slice of what a school counts in a term, as recorded now."""
    return f"{term}|all"


def days_slice(term: str) -> str:
    """What the slices of a term by day and class begin with."""
    return f"{term}|day:"


def first_counted(pupil: Pupil) -> str:
    """The day from which a pupil is one to be checked: it joined, or was checked even before."""
    term = read_term(pupil.term)
    joined = pupil.joined_on or (term.first_day.isoformat() if term else "")
    seen = [look.on for look in pupil.looks if look.first]
    return min([joined, *seen]) if joined else min(seen, default="")


def steps_of(pupil: Pupil, rules: Programme, parts: dict[str, list[dict[str, Any]]]) -> Steps:
    """What a pupil counts for, by the day from which it does."""
    counted = Counter({"expected": 1})
    found: Steps = [(first_counted(pupil), counted)]
    days = _days(pupil)
    if not days:
        return found
    story = story_of(pupil, days[-1], rules, parts)
    for day in days:
        sums = Sums()
        sums.add(outcome_of(story, day), pupil.born)
        now = sums.measures()
        if came := now - counted:
            found.append((day, came))
        counted = now
    return found


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
