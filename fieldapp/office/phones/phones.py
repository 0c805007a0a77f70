"""Phones of some areas as the office sees them, and stopping one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, func, or_, select

from fieldapp.accounts.people import end_token, stop_device
from fieldapp.ground.clock import SILENT_HOURS, hours_between
from fieldapp.ground.clock import now as this_moment
from fieldapp.ground.db import db
from fieldapp.ground.parsing import is_odd_phone
from fieldapp.ground.problems import Problem
from fieldapp.models.audit import Audit
from fieldapp.models.log import LoggedOperation as Log
from fieldapp.models.people import Device, Person, PersonArea
from fieldapp.records import ledger
from fieldapp.sync.outgoing.exchange import CLOCK_OFF_S
from fieldapp.sync.rework.rejudge import NAMED_ANOTHER, rejudge_named


@dataclass(frozen=True)
class Phone:
    """One phone: its person, when it was heard of, and how many of its numbered operations are missing."""

    id: str
    name: str
    person: str
    username: str
    last_seen: str | None
    silent: bool
    hours: int
    telephone: str
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
    query = select(Device, Person.name.label("person_name"), Person.username, Person.phone)
    query = query.join(Person, Person.id == Device.person).where(Device.person.in_(mine))
    found = [_phone(row, now) for row in connection.execute(query.where(~Device.office))]
    return sorted(found, key=lambda p: (p.stopped_at is not None, not p.silent, p.last_seen or "", p.person))


def _phone(row: Any, now: str) -> Phone:
    hours = hours_between(row.last_seen or row.created, now)  # one registered a minute ago is not silent
    silent = hours >= SILENT_HOURS and row.stopped_at is None
    telephone = row.phone or (
        row.username if row.username.isdecimal() and not is_odd_phone(row.username) else ""
    )
    words = (
        row.last_seen,
        silent,
        hours,
        telephone,
        missing(row.seen),
        row.clock_off_s,
        row.app,
        row.stopped_at,
    )
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
    row = phone(device)
    homes = db.session.scalars(
        select(PersonArea.area).where(PersonArea.person == row.person, PersonArea.until.is_(None))
    ).all()
    if not homes or not all(allowed(area) for area in homes):
        raise Problem("not_allowed")
    stop_device(row)
    db.session.commit()


@dataclass(frozen=True)
class Claim:
    """Somebody whom refused records of a phone name, though it is registered for another; how many records."""

    device: str
    person: str
    name: str
    count: int


def claims(connection: Connection, counties: Iterable[str]) -> list[Claim]:
    """Phones registered for one person that sent what another says she recorded, in these counties."""
    query = select(Log.device, Log.by, Person.name, func.count()).join(Person, Person.id == Log.by)
    query = query.join(Device, (Device.id == Log.device) & ~Device.office & (Device.person != Log.by))
    query = query.where(NAMED_ANOTHER, Log.county.in_(list(counties)))
    rows = connection.execute(
        query.group_by(Log.device, Log.by, Person.name).order_by(Log.device, Person.name)
    )
    return [Claim(*row) for row in rows]


def phone(device: str) -> Device:
    """A phone's row.

    Raises:
        Problem: `not_found`, also for the device of an office.
    """
    row = db.session.get(Device, device)
    if row is None or row.office:
        raise Problem("not_found")
    return row


def give(engine: Engine, device: Device, person: str, by: str) -> int:
    """Register a phone for the person whose it is; commits. Whoever had it is signed out, and what she recorded stays.

    What was refused because it named the right person is judged again. Returns how much of it is refused no longer.
    """
    key, before = device.id, device.person  # after the commit they would be read, and locked, anew
    device.person = person
    end_token(device, "given")
    said = {"at": this_moment(), "by": by, "action": "give", "table": "device", "row": person}
    db.session.add(Audit(**said, after=f'{{"device": "{key}", "before": "{before}"}}'))
    db.session.commit()
    return rejudge_named(engine, key, person)
