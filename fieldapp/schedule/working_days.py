"""Which days are working days in China, moved weekends included, as far as the State Council has said. Pure.

From `chinesecalendar`, which gets each year's notice some time after it is issued; of later years only weekends are
known, and who asks is told so.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

import chinese_calendar
from chinese_calendar.constants import holidays

LAST_YEAR: int = max(day.year for day in holidays)
SATURDAY = 5


def is_known(day: date) -> bool:
    """Whether the holidays of that year are known."""
    return 2004 <= day.year <= LAST_YEAR


@lru_cache(maxsize=10_000)
def is_working(day: date) -> bool:
    """Whether people work on this day; of a year whose holidays are not known: whether it is no weekend."""
    return bool(chinese_calendar.is_workday(day)) if is_known(day) else day.weekday() < SATURDAY


def this_or_next(day: date) -> date:
    """The day itself, or the first working day after it."""
    while not is_working(day):
        day += timedelta(days=1)
    return day


def this_or_before(day: date) -> date:
    """The day itself, or the last working day before it."""
    while not is_working(day):
        day -= timedelta(days=1)
    return day
