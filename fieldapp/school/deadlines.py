"""Deadlines counted as the law counts them: the first day is not counted, and what ends on no working day ends on the
next one (民法典 第二百零一条、第二百零三条). Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from fieldapp.schedule.working_days import LAST_YEAR, is_known, this_or_before, this_or_next


@dataclass(frozen=True)
class Days:
    """What a county sets of days, each with what is usual.

    handover_days: within how many days a list goes to the clinic; catch_up_days: within how many a child is caught up.
    second_look: month and day by which all are looked at again; interim: further dates on which sums are asked for.
    school_report, township_report, county_report: month and day of the yearly table.
    """

    handover_days: int = 7
    catch_up_days: int = 30
    second_look: str = "12-31"
    interim: tuple[str, ...] = ()
    school_report: str = "01-05"
    township_report: str = "01-10"
    county_report: str = "01-20"


class Deadline(NamedTuple):
    """counted: the day the counting ends on; last: the last day on which it is in time; before: the last working day by
    then, for who would be early; known: whether the holidays of that year are known."""

    counted: date
    last: date
    before: date
    known: bool

    def is_over(self, on: date) -> bool:
        """Whether it is too late on a day."""
        return on > self.last

    def days_left(self, on: date) -> int:
        """How many days are left, 0 on the last; below 0 once it is over."""
        return (self.last - on).days


def within(start: date, days: int) -> Deadline:
    """The deadline so many days after a day: 30 days from 1 September end on 1 October, so on 8 October."""
    return on_day(start + timedelta(days=days))


def on_day(day: date) -> Deadline:
    """The deadline of a fixed day, such as 31 December."""
    last = this_or_next(day)
    return Deadline(day, last, this_or_before(day), is_known(day) and is_known(last))


def day_in_year(said: str, year: int) -> date:
    """A month and a day, 12-31, in the school year that begins in `year`; the last of its month where it has none."""
    month, day = int(said[:2]), int(said[3:])
    of = year if month >= 9 else year + 1
    while True:
        try:
            return date(of, month, day)
        except ValueError:
            day -= 1


def doubt(deadline: Deadline) -> tuple[str, str] | None:
    """What to say where the holidays of the year are not known yet, 中文 and English."""
    if deadline.known:
        return None
    return (
        f"{LAST_YEAR}年以后的节假日安排还没有，只按周末算",
        f"holidays after {LAST_YEAR} are not known yet: only weekends are counted",
    )
