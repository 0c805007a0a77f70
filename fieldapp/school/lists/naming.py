"""Which pupils a school still has to name to its clinic, and what a list says of each. Pure.

A pupil is named once for each check: who is on a list that was handed over is not asked for again, though it may be
named again as long as something is open.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

from fieldapp.school.classes.left import OPEN, REISSUE, OneOf, Words, left_of
from fieldapp.school.classes.naming import class_words
from fieldapp.school.deadlines import Deadline, within
from fieldapp.school.outcome import RESULTS
from fieldapp.school.pupils import Handover, Pupil
from fieldapp.school.slots import in_order, product_by_age, short_name
from fieldapp.school.terms import read_term, term_of

LATEST_DAYS = 30  # after a check that found something a list must have gone, whatever a county sets
HEADS = (
    ("序号", "No."),
    ("学校", "School"),
    ("年级", "Grade"),
    ("班级", "Class"),
    ("姓名", "Name"),
    ("出生日期", "Born"),
    ("需补种疫苗剂次", "Doses to catch up"),
    ("家长", "Guardian"),
    ("电话", "Telephone"),
    ("补种时间", "Caught up on"),
    ("是否种全", "Complete"),
)


class Line(NamedTuple):
    """A pupil on a list: what is to be done for it, each in both languages."""

    pupil: Pupil
    todo: tuple[Words, ...]

    def row(self, number: int, school: str, language: str) -> tuple[Any, ...]:
        """As the official list has it; the last two columns are for the clinic to fill in."""
        at = 0 if language == "zh" else 1
        grade = class_words(self.pupil.grade, "", language)
        name = _class(self.pupil.class_name, language)
        todo = ("、", ", ")[at].join(words[at] for words in self.todo)
        last = (self.pupil.guardian, self.pupil.fields.get("phone"), "", "")
        return (number, school, grade, name, self.pupil.name, self.pupil.born, todo, *last)


def _class(name: str, language: str) -> str:
    return f"{name}班" if language == "zh" and name.isdecimal() else class_words("", name, language) or name


def checks_of(pupil: Pupil) -> set[str]:
    """The keys of its checks, each of which may stand on a list."""
    return {look.key for look in pupil.looks if look.first}


def given_of(pupil: Pupil, lists: Iterable[Handover]) -> Handover | None:
    """The last list a pupil was named on."""
    own = checks_of(pupil)
    return max(
        (one for one in lists if own & set(one.checks)), key=lambda one: (one.on, one.key), default=None
    )


def to_name(pupils: Iterable[OneOf], lists: Sequence[Handover]) -> tuple[list[OneOf], list[OneOf]]:
    """Pupils here with something open: those on no list yet, and those who were named already."""
    waiting: list[OneOf] = []
    named: list[OneOf] = []
    for one in pupils:
        if one.state == OPEN:
            (named if given_of(one.pupil, lists) else waiting).append(one)
    return waiting, named


def first_check(waiting: Iterable[OneOf]) -> date | None:
    """The day of the oldest check of pupils."""
    days = [one.outcome.checked_on for one in waiting if one.outcome.checked_on]
    return date.fromisoformat(min(days)) if days else None


def hand_over_by(waiting: Iterable[OneOf], days: int) -> Deadline | None:
    """By when pupils must be named, so many days after the oldest check; None where nobody waits."""
    first = first_check(waiting)
    return within(first, days) if first else None


def is_late(waiting: Iterable[OneOf], on: date) -> bool:
    """Whether somebody should have been named long ago: what a township is told in red."""
    latest = hand_over_by(waiting, LATEST_DAYS)
    return latest is not None and latest.is_over(on)


def line_now(one: OneOf) -> Line:
    """A pupil as a list printed now has it."""
    return Line(one.pupil, tuple(left_of(one.pupil, one.outcome)))


def lines_then(pupils: Iterable[OneOf], given: Handover) -> Iterator[Line]:
    """The pupils of a list that was handed over, as it had them. `pupils`: with what was known by its day."""
    checks = set(given.checks)
    for one in pupils:
        if checks & checks_of(one.pupil):
            yield Line(one.pupil, _todo_then(one, given.on))


def _todo_then(one: OneOf, on: str) -> tuple[Words, ...]:
    """What was open when a list was given: what was done on that day was done after it."""
    outcome, found = one.outcome, []
    if outcome.certificate == "without" and (outcome.reissued_on or "9999") >= on:
        found.append(REISSUE)
    for slot in in_order(outcome.missing):
        if slot not in outcome.excused and outcome.filled.get(slot, "9999") >= on:
            product = product_by_age(slot, one.pupil.born, outcome.said_on or on)
            found.append((short_name(slot, "zh", product), short_name(slot, "en", product)))
    return tuple(found or left_of(one.pupil, outcome) or [RESULTS[outcome.result]])


def is_of_year(given: Handover, year: int) -> bool:
    """Whether a list belongs to the school year that begins in `year`: by the term it says, else by its day."""
    return (read_term(given.term) or term_of(date.fromisoformat(given.on))).year == year
