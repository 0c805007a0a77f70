"""Sessions: their times, who is booked, and whether one more may be. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

TIME = re.compile(r"([01]?\d|2[0-3])[:：]([0-5]\d)\Z")
LINE = re.compile(r"\s*(\S+?)\s*[-–—~至到]\s*(\S+?)(?:[\s,，]+(\d{1,3})\s*人?)?\s*\Z")
MOST_SLOTS = 20


class Slot(NamedTuple):
    """A time of a session, and how many may come (None: any number)."""

    hours: str
    most: int | None


@dataclass(frozen=True)
class Session:
    """A session as it was planned."""

    key: str
    area: str
    place: str
    day: str
    slots: Sequence[Slot]
    villages: Sequence[str]
    cutoff: str | None
    cancelled: bool = False

    @property
    def hours(self) -> str:
        """From its first to its last hour."""
        if not self.slots:
            return ""
        return f"{self.slots[0].hours.split('-')[0]}-{self.slots[-1].hours.split('-')[-1]}"


class Booked(NamedTuple):
    """A child that is down for a time of a session."""

    child: str
    village: str
    session: str
    slot: str


def read_time(words: str) -> str | None:
    """An hour as it is written: 8:30 and 08：30 are 08:30."""
    found = TIME.match(words.strip())
    return f"{int(found[1]):02d}:{found[2]}" if found else None


def read_slots(words: str) -> list[Slot] | None:
    """The times of a session, one a line: `8:30-9:30 20`; None where a line is none, or they cross."""
    found: list[Slot] = []
    for line in words.splitlines():
        if not line.strip():
            continue
        parts = LINE.match(line)
        first, last = (read_time(parts[1]), read_time(parts[2])) if parts else (None, None)
        if parts is None or first is None or last is None or first >= last:
            return None
        if found and first < found[-1].hours.split("-")[1]:
            return None
        found.append(Slot(f"{first}-{last}", int(parts[3]) if parts[3] else None))
    return found if found and len(found) <= MOST_SLOTS else None


def as_lines(slots: Iterable[Slot]) -> str:
    """Times as they are typed."""
    return "\n".join(f"{one.hours}{f' {one.most}' if one.most is not None else ''}" for one in slots)


def taken(booked: Iterable[Booked]) -> Counter[tuple[str, str]]:
    """How many are down for each time."""
    return Counter((one.session, one.slot) for one in booked)


def closes_at(session: Session) -> datetime:
    """The moment (China's clock) up to which one may be put down: the cut-off hour of the day before, else the end of
    that day."""
    before = date.fromisoformat(session.day) - timedelta(days=1)
    hour = session.cutoff or "23:59"
    return datetime.combine(before, datetime.strptime(hour, "%H:%M").time())


def why_not(session: Session, slot: str, booked: Iterable[Booked], now: datetime) -> str | None:
    """Why one more may not be put down for a time: `not_found`, `past_cutoff`, `slot_full`; None where she may."""
    of = next((one for one in session.slots if one.hours == slot), None)
    if of is None or session.cancelled:
        return "not_found"
    if now > closes_at(session):
        return "past_cutoff"
    if of.most is not None and taken(booked)[session.key, slot] >= of.most:
        return "slot_full"
    return None


def session_table(
    sessions: Iterable[Session], booked: Iterable[Booked]
) -> list[tuple[str, str, str, str, int]]:
    """接种时间｜预约时段｜社区(村)｜接种人数, with the place: a line for each village that is down for a time."""
    counted = Counter((one.session, one.slot, one.village) for one in booked)
    found = []
    for session in sorted(sessions, key=lambda one: (one.day, one.place, one.key)):
        if session.cancelled:
            continue
        for slot in session.slots:
            villages = sorted(
                village for key, hours, village in counted if (key, hours) == (session.key, slot.hours)
            )
            for village in villages or [""]:
                n = counted[session.key, slot.hours, village] if village else 0
                found.append((session.day, session.place, slot.hours, village, n))
    return found
