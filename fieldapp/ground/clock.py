"""What time it is: the one module of the server that asks. Days are calendar days at UTC+8."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

CHINA = timezone(timedelta(hours=8))
SILENT_HOURS = 24  # after which a phone that was not heard of is asked about


def now() -> str:
    """The moment as operations write it: `2025-12-01T08:15:30.123Z`."""
    return stamp(datetime.now(UTC))


def away(by: timedelta) -> str:
    """The moment so far from now, before it or after."""
    return stamp(datetime.now(UTC) + by)


def stamp(moment: datetime) -> str:
    """A UTC moment in the form of operations, milliseconds cut off."""
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


def after(at: str | None) -> str:
    """This moment, or one millisecond after `at` where that is later: who has seen a value can correct it, also when
    it was said by a clock that was ahead."""
    later = datetime.fromisoformat(at.replace("Z", "+00:00")) + timedelta(milliseconds=1) if at else None
    return max(now(), stamp(later)) if later else now()


def today() -> date:
    """The calendar day at UTC+8."""
    return datetime.now(CHINA).date()


def day_of(at: str) -> date:
    """The calendar day at UTC+8 of a moment in the form of operations."""
    return datetime.fromisoformat(at.replace("Z", "+00:00")).astimezone(CHINA).date()


def hours_between(earlier: str, later: str) -> int:
    """Whole hours from one moment to another, both in the form of operations; a day alone is its beginning."""
    apart = _moment(later) - _moment(earlier)
    return int(apart / timedelta(hours=1))


def _moment(at: str) -> datetime:
    whole = at if "T" in at else f"{at}T00:00:00.000Z"
    return datetime.fromisoformat(whole.replace("Z", "+00:00"))


def china_time(at: str | None) -> str:
    """A moment of an operation as the clock on the wall shows it, to the minute."""
    if not at:
        return "—"
    return datetime.fromisoformat(at.replace("Z", "+00:00")).astimezone(CHINA).strftime("%Y-%m-%d %H:%M")
