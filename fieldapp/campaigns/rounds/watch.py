"""What a supervisor must be told beside the figures: silent phones, records that wait, late arrivals. Reads only."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, func, or_, select

from fieldapp.accounts.responsible import FIELD_ROLES
from fieldapp.areas.latin.said import person_said
from fieldapp.areas.villages import Villages, in_villages
from fieldapp.ground.clock import SILENT_HOURS, day_of, hours_between
from fieldapp.ground.parsing import telephone
from fieldapp.models.campaigns import Assignment
from fieldapp.models.log import UNSETTLED
from fieldapp.models.log import LoggedOperation as Log
from fieldapp.models.people import Device, Person, PersonArea
from fieldapp.sync.incoming.resolution import SET_ASIDE

GIVERS = ("vaccinator", "clinic")  # who may dose, and has a certificate


@dataclass(frozen=True)
class Silent:
    """Someone who works in the round and whose phone has not been heard of; `hours` is None for never."""

    id: str
    person: str
    phone: str | None
    device: str | None
    hours: int | None


@dataclass(frozen=True)
class Expired:
    """Somebody who doses, and the day until which her certificate was valid."""

    id: str
    person: str
    until: str


def silent_phones(connection: Connection, round_: str, villages: Villages, now: str) -> list[Silent]:
    """People assigned in the round or at home in its villages, none of whose phones was heard for 24 hours; who was
    added since yesterday and has not signed in yet is new, not silent."""
    people = _people(connection, round_, villages)
    new = _new_people(connection, people, now)
    query = select(Device.id, Device.person, Device.name, Device.last_seen).where(
        Device.stopped_at.is_(None), ~Device.office
    )
    phones: dict[str, list[Any]] = {}
    for row in connection.execute(query.where(Device.person.in_(list(people)))):
        phones.setdefault(row.person, []).append(row)
    found = [
        _latest(id_, name, phone, phones.get(id_, []), now)
        for id_, (name, phone) in people.items()
        if id_ in phones or id_ not in new
    ]
    silent = [one for one in found if one.hours is None or one.hours >= SILENT_HOURS]
    return sorted(silent, key=lambda one: (one.hours is not None, -(one.hours or 0), one.person))


def _people(connection: Connection, round_: str, villages: Villages) -> dict[str, tuple[str, str | None]]:
    assigned = select(Assignment.person).where(Assignment.round == round_, Assignment.ended.is_(None))
    here = or_(in_villages(PersonArea.area, villages), PersonArea.area.in_(villages.codes))
    at_home = select(PersonArea.person).where(PersonArea.until.is_(None), here)
    named = Person.id.in_(assigned.where(in_villages(Assignment.area, villages)))
    working = Person.id.in_(at_home) & Person.role.in_(FIELD_ROLES)
    query = select(Person.id, Person.name, Person.phone, Person.username).where(
        Person.active, named | working
    )
    return {
        row.id: (person_said(row.name), telephone(row.phone, row.username))
        for row in connection.execute(query)
    }


def _new_people(connection: Connection, people: Iterable[str], now: str) -> set[str]:
    """Who of these was given the first area today or yesterday."""
    yesterday = (day_of(now) - timedelta(days=1)).isoformat()
    query = select(PersonArea.person).where(PersonArea.person.in_(list(people))).group_by(PersonArea.person)
    return set(connection.scalars(query.having(func.min(PersonArea.since) >= yesterday)))


def _latest(id_: str, name: str, phone: str | None, devices: list[Any], now: str) -> Silent:
    seen = max((device.last_seen for device in devices if device.last_seen), default=None)
    device = devices[0].name if devices else None
    return Silent(id_, name, phone, device, hours_between(seen, now) if seen else None)


def verdict_counts(connection: Connection, county: str, villages: Villages) -> dict[str, int]:
    """How many held, refused and conflicting operations of these villages nobody has mended yet."""
    query = select(Log.verdict, func.count()).where(Log.county == county, Log.mended_by.is_(None))
    query = query.where(
        UNSETTLED, Log.verdict.in_(("held", "refused", "conflict")), in_villages(Log.area, villages)
    )
    return {row[0]: row[1] for row in connection.execute(query.group_by(Log.verdict))}


def aside_count(connection: Connection, county: str, villages: Villages) -> int:
    """How many operations of these villages were set aside: nobody waits for them, and they are not counted."""
    query = select(func.count()).where(Log.county == county, UNSETTLED, Log.mended_by.startswith(SET_ASIDE))
    return connection.scalar(query.where(in_villages(Log.area, villages))) or 0


def expired_certificates(connection: Connection, round_: str, villages: Villages, on: str) -> list[Expired]:
    """Who works in the round or at home in its villages with a vaccinator's certificate that has run out by a day, the
    longest first."""
    query = select(Person.id, Person.name, Person.certificate_until).where(
        Person.id.in_(list(_people(connection, round_, villages))),
        Person.role.in_(GIVERS),
        Person.certificate_until < on,
    )
    rows = connection.execute(query.order_by(Person.certificate_until, Person.name, Person.id))
    return [Expired(row.id, person_said(row.name), row.certificate_until) for row in rows]


def late_count(connection: Connection, county: str, round_: str, villages: Villages) -> int:
    """Operations of a round that came in after it was closed."""
    query = select(Log.raw).where(Log.county == county, Log.late, in_villages(Log.area, villages))
    return sum(json.loads(raw).get("data", {}).get("round") == round_ for raw in connection.scalars(query))
