"""What is still open of a pupil, since when, and by when it is to be done; who is looked at again, and who has a
birthday before that. Pure.

Nobody who left the school is chased, and who moved up with the class was not checked.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from fieldapp.school.classes.left import DONE, OPEN, OneOf
from fieldapp.school.deadlines import Days, Deadline, day_in_year, on_day, within
from fieldapp.school.lists.naming import given_of, hand_over_by, is_late
from fieldapp.school.outcome import COMPLETE, EXEMPT, NEEDS, birthdays_between
from fieldapp.school.pupils import Handover

Words = tuple[str, str]
GAPS, REFUSED, CERTIFICATE, ASSESSMENT = "gaps", "refused", "certificate", "assessment"
KINDS = {
    GAPS: ("需补种", "doses missing"),
    REFUSED: ("拒绝补种", "guardian refuses"),
    CERTIFICATE: ("无证，需补证", "no certificate"),
    ASSESSMENT: ("需评估", "to be assessed"),
}
FRESH, MONTH, OLD = "fresh", "month", "old"
AGES = {
    FRESH: ("7天以内", "up to 7 days"),
    MONTH: ("8–30天", "8–30 days"),
    OLD: ("30天以上", "more than 30 days"),
}
CHECK, LIST, NOTICE = "check", "list", "notice"
SINCE = {
    CHECK: ("查验", "the check"),
    LIST: ("交名单", "the list"),
    NOTICE: ("发通知单", "the notice"),
}


class Case(NamedTuple):
    """A pupil with something left: the list it was named on, and the days that matter."""

    one: OneOf
    given: Handover | None
    on: date
    settings: Days

    @property
    def kind(self) -> str:
        """A code of `KINDS`: what comes first of what is left."""
        outcome = self.one.outcome
        if outcome.open:
            return REFUSED if set(outcome.open) <= set(outcome.refused) else GAPS
        if outcome.lacks_certificate:
            return CERTIFICATE
        return GAPS if outcome.result == NEEDS else ASSESSMENT

    @property
    def noticed_on(self) -> str | None:
        """The day of the last notice that was not taken back; where doses are open, of those that name one of them."""
        missing, notices = set(self.one.outcome.open), self.one.pupil.notices
        out = [one for one in notices if not one.withdrawn and (not missing or missing & set(one.items))]
        return max((one.issued_on for one in out), default=None)

    def days_since(self, step: str) -> int | None:
        """The days since its check, its list or its notice; None where there was none."""
        given = self.given.on if self.given else None
        day = {CHECK: self.one.outcome.checked_on, LIST: given, NOTICE: self.noticed_on}[step]
        return (self.on - date.fromisoformat(day)).days if day else None

    def age(self, step: str = CHECK) -> str | None:
        """A code of `AGES`; None where that step was not taken."""
        days = self.days_since(step)
        if days is None:
            return None
        return FRESH if days <= 7 else MONTH if days <= 30 else OLD

    @property
    def catch_up_by(self) -> Deadline:
        """By when it should be caught up: so many days after its notice, or after its check where it got none."""
        start = self.noticed_on or self.one.outcome.checked_on or self.on.isoformat()
        return within(date.fromisoformat(start), self.settings.catch_up_days)


def cases_of(pupils: Iterable[OneOf], lists: Sequence[Handover], on: date, settings: Days) -> list[Case]:
    """The pupils with something left: doses missing first, those checked longest ago before others."""
    found = [Case(one, given_of(one.pupil, lists), on, settings) for one in pupils if one.state == OPEN]
    kinds = list(KINDS)
    return sorted(
        found,
        key=lambda case: (kinds.index(case.kind), case.one.outcome.checked_on or "", case.one.pupil.name),
    )


class Again(NamedTuple):
    """A pupil that is to be looked at again: why, what is left, and the day it was (None: not yet)."""

    one: OneOf
    why: str
    looked_on: str | None

    @property
    def over(self) -> bool:
        """Whether it was looked at again and nothing is left."""
        return self.looked_on is not None and self.one.state == DONE


def to_look_at_again(pupils: Iterable[OneOf]) -> list[Again]:
    """Whose first check found something: doses missing, no certificate, no assessment, or one out of date. Those that
    wait come first."""
    found = []
    for one in pupils:
        if one.state not in (OPEN, DONE) or not _found_something(one):
            continue
        later = [look.on for look in one.pupil.looks if not look.first]
        found.append(Again(one, one.outcome.first, max(later, default=None)))
    return sorted(found, key=lambda again: (again.over, again.one.state == DONE))


def _found_something(one: OneOf) -> bool:
    return one.outcome.first not in (COMPLETE, EXEMPT) or bool(one.outcome.open)


class Birthday(NamedTuple):
    """A pupil that reaches an age at which doses come due: which one, and when."""

    one: OneOf
    years: int
    day: str


def birthdays(pupils: Iterable[OneOf], until: date) -> list[Birthday]:
    """Who reaches 2, 3, 4, 6 or 7 years after its last look and by the second look, by day."""
    found = []
    for one in pupils:
        pupil = one.pupil
        if one.state in (OPEN, DONE) and pupil.born and pupil.looks:
            last = max(look.on for look in pupil.looks)
            found += [
                Birthday(one, years, day)
                for years, day in birthdays_between(pupil.born, last, max(last, until.isoformat()))
            ]
    return sorted(found, key=lambda birthday: (birthday.day, birthday.one.pupil.name))


class Due(NamedTuple):
    """A deadline of a school: what is to be done by then."""

    words: Words
    deadline: Deadline


YEARLY = {
    "school": ("school_report", ("学校上报汇总表", "the school's yearly table")),
    "township": ("township_report", ("乡镇上报汇总表", "the township's yearly table")),
    "county": ("county_report", ("全县上报汇总表", "the county's yearly table")),
}


def dues_of(cases: Sequence[Case], year: int, on: date, settings: Days, level: str) -> list[Due]:
    """The deadlines that lie ahead, and those passed with something open, by day. `level`: whose table it is."""
    waiting = [case.one for case in cases if case.given is None]
    found = []
    if (by := hand_over_by(waiting, settings.handover_days)) is not None:
        found.append(Due(("名单交接种单位", "the list to the clinic"), by))
    if first := [case.catch_up_by for case in cases if case.kind == GAPS]:
        found.append(Due(("最早一个孩子补种", "the first child to be caught up"), min(first)))
    name, words = YEARLY[level]
    fixed = [(settings.second_look, ("再次查验", "second look")), (getattr(settings, name), words)]
    fixed += [(day, ("阶段报数", "interim figures")) for day in settings.interim]
    ahead = [Due(words, on_day(day_in_year(day, year))) for day, words in fixed]
    found += [due for due in ahead if not due.deadline.is_over(on)]
    return sorted(found, key=lambda due: due.deadline)


class Standing(NamedTuple):
    """How a school stands: children with something left, how old, who is not named to the clinic, and the last list."""

    open: int
    gaps: int
    fresh: int
    month: int
    old: int
    waiting: int
    by: Deadline | None
    late: bool
    again: int
    last: Handover | None
    oldest: int | None


def standing_of(pupils: Sequence[OneOf], lists: Sequence[Handover], on: date, settings: Days) -> Standing:
    """Added up from a school's pupils."""
    cases = cases_of(pupils, lists, on, settings)
    ages = [case.age() for case in cases]
    waiting = [case.one for case in cases if case.given is None]
    return Standing(
        open=len(cases),
        gaps=sum(1 for case in cases if case.kind in (GAPS, REFUSED)),
        fresh=ages.count(FRESH),
        month=ages.count(MONTH),
        old=ages.count(OLD),
        waiting=len(waiting),
        by=hand_over_by(waiting, settings.handover_days),
        late=is_late(waiting, on),
        again=sum(1 for again in to_look_at_again(pupils) if not again.over),
        last=max(lists, key=lambda one: (one.on, one.key), default=None),
        oldest=max((case.days_since(CHECK) or 0 for case in cases), default=None),
    )
