"""Phones of some areas as the office sees them, and stopping one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, or_, select

from fieldapp.accounts.models import Device, Person, PersonArea, office_device_id
from fieldapp.accounts.people import stop_device
from fieldapp.campaigns.watch import SILENT_HOURS, hours_between
from fieldapp.db import db
from fieldapp.problems import Problem
from fieldapp.sync import ledger
from fieldapp.sync.exchange import CLOCK_OFF_S


@dataclass(frozen=True)
class Phone:
    """One phone: its person, when it was heard of, and how many of its numbered operations are missing."""

    id: str
    name: str
    person: str
    username: str
    last_seen: str | None
    silent: bool
    missing: int
    clock_off_s: int | None
    app: str | None
    stopped_at: str | None

    @property
    def clock_off(self) -> bool:
        """Whether its clock is more than five minutes off."""
        return self.clock_off_s is not None and abs(self.clock_off_s) > CLOCK_OFF_S


def phones_in(connection: Connection, areas: Iterable[str], now: str) -> list[Phone]:
    """Phones of people at home in these areas, the silent ones first."""
    own = [PersonArea.area.startswith(code, autoescape=True) for code in areas if code]
    if not own:
        return []
    mine = select(PersonArea.person).where(PersonArea.until.is_(None), or_(*own))
    query = select(Device, Person.name.label("person_name"), Person.username)
    query = query.join(Person, Person.id == Device.person).where(Device.person.in_(mine))
    found = [_phone(row, now) for row in connection.execute(query)]
    phones = [phone for phone in found if phone is not None]
    return sorted(phones, key=lambda p: (p.stopped_at is not None, p.last_seen or "", p.person))


def _phone(row: Any, now: str) -> Phone | None:
    if row.id == office_device_id(row.person):
        return None
    silent = row.last_seen is None or hours_between(row.last_seen, now) >= SILENT_HOURS
    words = (row.last_seen, silent, missing(row.seen), row.clock_off_s, row.app, row.stopped_at)
    return Phone(row.id, row.name, row.person_name, row.username, *words)


def missing(seen: str) -> int:
    """How many operations below the highest number received have not come."""
    ranges = ledger.read(seen)
    return ranges[-1][1] - sum(high - low + 1 for low, high in ranges) if ranges else 0


def stop(device: str, allowed: Callable[[str], bool]) -> None:
    """Stop a phone whose person is at home where `allowed` says yes.

    Raises:
        Problem: `not_found`, `not_allowed`.
    """
    row = db.session.get(Device, device)
    if row is None or row.id == office_device_id(row.person):
        raise Problem("not_found")
    homes = db.session.scalars(
        select(PersonArea.area).where(PersonArea.person == row.person, PersonArea.until.is_(None))
    ).all()
    if not homes or not all(allowed(area) for area in homes):
        raise Problem("not_allowed")
    stop_device(row)
    db.session.commit()
