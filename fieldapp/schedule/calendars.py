"""Days seen as the rules see them: when a child reaches each age, and between which days of the rules a day lies.

Pure, and remembered as met: a birth day or a day is looked up again and again.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import Any

from fieldapp.schedule.rules.days import REMEMBER_AT_MOST, plus_each

Plain = dict[str, Any]
CONDITIONED = ("rules", "choose", "enough", "close")


class Calendars(dict[int, list[int]]):
    """By birth day, the days on which a child reaches each age of a list; "no limit" is a day that never comes."""

    def __init__(self, ages: list[int | None]) -> None:
        super().__init__()
        self.ages = ages

    def __missing__(self, born: int) -> list[int]:
        days = plus_each(born, self.ages)
        if len(self) < REMEMBER_AT_MOST:
            self[born] = days
        return days


class Stretches(dict[int, int]):
    """By day, the number of the stretch it lies in between the days that conditions on one place of a state name."""

    def __init__(self, plain: Plain, place: int) -> None:
        super().__init__()
        entries = [entry for era in plain["eras"] for key in CONDITIONED for entry in era[key]]
        tests = [test for entry in entries for test in entry["when"] if test[0] == place]
        self.edges = sorted({edge for _, low, high in tests for edge in (low, high + 1)})

    def __missing__(self, day: int) -> int:
        found = bisect_right(self.edges, day)
        if len(self) < REMEMBER_AT_MOST:
            self[day] = found
        return found
