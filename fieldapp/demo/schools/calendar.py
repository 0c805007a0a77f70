"""When the demo's schools check: on a Thursday of the term the telling falls in, eleven weeks ago where the term is
that old. A demo of 30 November 2026 has the days of the cases as they are written: checked on 10 September. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from fieldapp.demo.stage.days import Days
from fieldapp.school.terms import Term, term_of

WRITTEN = date(2026, 9, 10)  # the day on which the nine cases are checked as they are written
AGO_DAYS, SETTLING_DAYS = 78, 5
THURSDAY = 3
ROSTER_DAYS = 7  # before the check, as far as the term reaches


@dataclass(frozen=True)
class SchoolDays:
    """The days of the check in one telling."""

    days: Days
    term: Term
    check: date

    def day(self, written: str) -> str:
        """Where a day of the cases falls: as far from the check as it is written."""
        return (date.fromisoformat(written) + (self.check - WRITTEN)).isoformat()

    def after(self, days: int) -> str:
        """So many days after the check, or before it."""
        return (self.check + timedelta(days=days)).isoformat()

    def is_past(self, day: str) -> bool:
        """Whether a day has come: what the story says of later ones is not told yet."""
        return day <= self.days.today

    @property
    def roster(self) -> str:
        """The day the rosters were brought in."""
        return max(self.term.first_day, self.check - timedelta(days=ROSTER_DAYS)).isoformat()

    @property
    def begins(self) -> str:
        """The first day of the term."""
        return self.term.first_day.isoformat()


def school_days(days: Days) -> SchoolDays:
    """The term of a telling, and the day of its check: never after the telling, never before the term."""
    term = term_of(days.on)
    ago = _thursday(days.on - timedelta(days=AGO_DAYS), -1)
    early = _thursday(term.first_day + timedelta(days=SETTLING_DAYS), 1)
    return SchoolDays(days, term, min(days.on, max(ago, early)))


def _thursday(day: date, step: int) -> date:
    while day.weekday() != THURSDAY:
        day += timedelta(days=step)
    return day
