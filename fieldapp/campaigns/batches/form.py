"""What is typed of a batch: lot, holder, expiry, doses a vial. Pure."""

from __future__ import annotations

import calendar
import re

from fieldapp.ground.parsing import plain, read_day

MONTH = re.compile(r"(\d{4})[-/.年]?(\d{1,2})月?\Z")


def read_expiry(text: str) -> str | None:
    """The last day a batch may be used, as ISO: a day, or a month as many boxes have it, which is its last day; None
    for anything else."""
    day = read_day(text)
    if day is not None:
        return day
    found = MONTH.match(plain(text))
    if not found or not 1 <= int(found[2]) <= 12:
        return None
    year, month = int(found[1]), int(found[2])
    return f"{year:04d}-{month:02d}-{calendar.monthrange(year, month)[1]:02d}" if year else None


def is_expired(expires: str | None, on: str) -> bool:
    """Whether a batch must not be used any more on a day; the day on the box is the last one."""
    return bool(expires) and str(expires) < on
