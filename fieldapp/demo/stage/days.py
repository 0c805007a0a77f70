"""The story's calendar, moved to the moment it is told at: the open round is then on its fourth day of ten. Pure.

The story is written around 2026-01-08, and `day` takes a day written there to where it falls in this telling. Ages and
birth dates alone are reckoned from the rounds' first days, so that leap years change no child's age.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from random import Random

from fieldapp.ground.clock import CHINA, day_of, stamp

WRITTEN = date(2026, 1, 8)
ROUND_DAYS = 10
FOURTH = 4
OPENS, MORNING_ENDS = time(8), time(11, 30)
YOUNGEST_DAYS = 61  # of age at round 1: the campaign asks for 60


@dataclass(frozen=True)
class Days:
    """The days of one telling; `now` is its moment, in the form of operations."""

    now: str

    @classmethod
    def evening(cls, on: date) -> Days:
        """The story as it stands at six in the evening of a day at UTC+8."""
        return cls(stamp(datetime.combine(on, time(18), CHINA).astimezone(UTC)))

    @cached_property
    def on(self) -> date:
        """The day of the story's "today"."""
        return day_of(self.now)

    @cached_property
    def today(self) -> str:
        """The same, as records write it."""
        return self.on.isoformat()

    def day(self, written: str) -> str:
        """Where a day of the story as it is written falls in this telling."""
        return (date.fromisoformat(written) + (self.on - WRITTEN)).isoformat()

    @cached_property
    def first(self) -> list[str]:
        """The days of round 1, over for four weeks."""
        return _run(self.day("2025-12-01"))

    @cached_property
    def second(self) -> list[str]:
        """The days of round 2; today is the fourth."""
        return _run(self.day("2026-01-05"))

    @cached_property
    def so_far(self) -> list[str]:
        """The days of round 2 up to today."""
        return self.second[:FOURTH]

    @cached_property
    def enumeration(self) -> list[str]:
        """The days on which households were listed, before round 1."""
        return _run(self.day("2025-11-10"), 19)

    @cached_property
    def born(self) -> tuple[str, str]:
        """The campaign's window: not yet seven on the first day of round 1, and old enough for a dose there."""
        eldest = years_before(self.first[0], 7) + timedelta(days=1)
        return eldest.isoformat(), _before(self.first[0], YOUNGEST_DAYS)

    def birthday(self, age: int, rng: Random) -> str:
        """A birth date of someone `age` years old on the first day of either round, so both give one table."""
        eldest = years_before(self.second[0], age + 1) + timedelta(days=1)
        youngest = date.fromisoformat(self.born[1]) if age == 0 else years_before(self.first[0], age)
        return (eldest + timedelta(days=rng.randrange((youngest - eldest).days + 1))).isoformat()

    def moment(self, day: str, rng: Random) -> str:
        """A moment of work on that day, between 8 and 18 o'clock at UTC+8; today's lies in the morning and is past."""
        start, end = self._this_morning() if day == self.today else (f"{day}T00:00", f"{day}T10:00")
        first, last = (datetime.fromisoformat(at).replace(tzinfo=UTC) for at in (start, end))
        milliseconds = (last - first) // timedelta(milliseconds=1)
        return stamp(first + timedelta(milliseconds=rng.randrange(max(1, milliseconds))))

    def heard(self, rng: Random) -> str:
        """When a phone was last heard from: this morning, soon after its last work."""
        at = datetime.fromisoformat(self._this_morning()[1]) + timedelta(seconds=rng.randrange(600))
        return stamp(min(at, datetime.fromisoformat(self.now)))

    def _this_morning(self) -> tuple[str, str]:
        """From when to when today was worked: the morning, as much of it as is past; an hour where that is none."""
        midnight = datetime.combine(self.on, time(0), CHINA)
        noon = datetime.combine(self.on, MORNING_ENDS, CHINA)
        end = max(midnight, min(noon, datetime.fromisoformat(self.now) - timedelta(minutes=10)))
        opens = datetime.combine(self.on, OPENS, CHINA)
        start = max(midnight, min(opens, end - timedelta(hours=1)))
        return stamp(start.astimezone(UTC)), stamp(end.astimezone(UTC))


def _run(first: str, count: int = ROUND_DAYS) -> list[str]:
    start = date.fromisoformat(first)
    return [(start + timedelta(days=n)).isoformat() for n in range(count)]


def _before(day: str, days: int) -> str:
    return (date.fromisoformat(day) - timedelta(days=days)).isoformat()


def years_before(day: str, years: int) -> date:
    """The same day years earlier; the last of February where that year had no 29th."""
    then = date.fromisoformat(day)
    try:
        return then.replace(year=then.year - years)
    except ValueError:
        return then.replace(year=then.year - years, day=28)


STORY = Days.evening(WRITTEN)
