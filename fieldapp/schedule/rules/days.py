"""Days as whole numbers and the calendar arithmetic of the schedule.

Pure: integers in, integers out. A day is the number of days since 1970-01-01, as in the phone's interpreter.
A span is one integer too: months when positive, days when negative ("28d" is -28, "6m" is 6, "7y" is 84).
Adding months keeps the day of the month and is clamped to the month's end (31 January + 1 month = 28 or 29
February), as the national text counts them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

EPOCH = date(1970, 1, 1).toordinal()
NEVER = 9_999_999
REMEMBER_AT_MOST = 100_000
_SPAN = re.compile(r"(0|[1-9][0-9]{0,3})([dmy])")
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def day_number(when: date) -> int:
    """The number of a calendar day."""
    return when.toordinal() - EPOCH


def parse_day(text: object) -> int | None:
    """The number of a day written YYYY-MM-DD, or of a `date`; None for anything else, days that do not exist too."""
    if isinstance(text, date):
        return day_number(text)
    if not isinstance(text, str) or not _ISO.fullmatch(text):
        return None
    try:
        return day_number(date.fromisoformat(text))
    except ValueError:
        return None


def civil(day: int) -> tuple[int, int, int]:
    """Year, month and day of the month. Works for any integer, unlike `date`, so no input can overflow it."""
    era, left = divmod(day + 719_468, 146_097)
    year = (left - left // 1460 + left // 36_524 - left // 146_096) // 365
    left -= 365 * year + year // 4 - year // 100
    month = (5 * left + 2) // 153
    return year + era * 400 + (month >= 10), (month + 2) % 12 + 1, left - (153 * month + 2) // 5 + 1


def number(year: int, month: int, day: int) -> int:
    """The number of a day given as year, month and day of the month (the inverse of `civil`)."""
    year -= month <= 2
    of_year = (153 * ((month + 9) % 12) + 2) // 5 + day - 1
    return year * 365 + year // 4 - year // 100 + year // 400 + of_year - 719_468


def plus(day: int, span: int) -> int:
    """The day `span` after `day`; months are clamped to the month's end."""
    return day - span if span <= 0 else _months_on(*MONTHS[day], span)


def plus_each(day: int, spans: Sequence[int | None]) -> list[int]:
    """`plus` for a list of spans, None standing for a day that never comes. A child's whole calendar at once."""
    month, of_month = MONTHS[day]
    return [
        NEVER if span is None else day - span if span <= 0 else _months_on(month, of_month, span)
        for span in spans
    ]


def _months_on(month: int, of_month: int, span: int) -> int:
    first = FIRSTS[month + span]
    return first + (of_month if of_month < 28 else min(of_month, FIRSTS[month + span + 1] - first - 1))


def parse_span(text: str) -> int | None:
    """A span as an edition file writes it: `0d`, `28d`, `6m`, `7y`; None when it is not one."""
    found = _SPAN.fullmatch(text) if isinstance(text, str) else None
    if not found:
        return None
    count = int(found[1])
    return {"d": -count, "m": count, "y": 12 * count}[found[2]]


class Firsts(dict[int, int]):
    """Remembers the day on which a month begins, by months since the year 0."""

    def __missing__(self, month: int) -> int:
        found = number(month // 12, month % 12 + 1, 1)
        if len(self) < REMEMBER_AT_MOST:
            self[month] = found
        return found


class Months(dict[int, tuple[int, int]]):
    """Remembers of a day the months since the year 0, and the days gone since the first of its month."""

    def __missing__(self, day: int) -> tuple[int, int]:
        year, month, of_month = civil(day)
        found = 12 * year + month - 1, of_month - 1
        if len(self) < REMEMBER_AT_MOST:
            self[day] = found
        return found


class Shifted(dict[int, int]):
    """Remembers `plus(day, span)` for one span; looking a day up is a plain dictionary read."""

    def __init__(self, span: int) -> None:
        super().__init__()
        self.span = span

    def __missing__(self, day: int) -> int:
        found = plus(day, self.span)
        if len(self) < REMEMBER_AT_MOST:
            self[day] = found
        return found


class IsoDays(dict[str, int | None]):
    """Remembers `parse_day` of texts."""

    def __missing__(self, text: str) -> int | None:
        found = parse_day(text)
        if len(self) < REMEMBER_AT_MOST:
            self[text] = found
        return found


class IsoTexts(dict[int, str]):
    """Remembers how a day is written, YYYY-MM-DD."""

    def __missing__(self, day: int) -> str:
        found = "{:04d}-{:02d}-{:02d}".format(*civil(day))
        if len(self) < REMEMBER_AT_MOST:
            self[day] = found
        return found


FIRSTS = Firsts()
MONTHS = Months()
ISO_DAYS = IsoDays()
ISO_TEXTS = IsoTexts()
