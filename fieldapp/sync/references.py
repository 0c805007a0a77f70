"""Reads the reference rows that judging and counting need: devices and their people, areas, rounds."""

from __future__ import annotations

import json
from collections.abc import Iterable

from sqlalchemy import Connection, select

from fieldapp.accounts.models import Device, Person, PersonArea
from fieldapp.accounts.permissions import may_void_others
from fieldapp.areas.models import Area
from fieldapp.campaigns.models import Assignment, Campaign, Round
from fieldapp.campaigns.tally import RoundFacts
from fieldapp.sync.judge import Author, Reference
from fieldapp.sync.models import Code, Setting
from fieldapp.sync.operation import Operation, is_uuid


def read_reference(connection: Connection, operations: Iterable[Operation]) -> Reference:
    """Everything judging these operations may ask of the reference tables."""
    operations = list(operations)
    devices = {o.device for o in operations if o.device}
    villages = {o.area for o in operations if o.area}
    rounds = {str(o.data["round"]) for o in operations if o.data and is_uuid(o.data.get("round"))}
    reference = Reference(authors=_authors(connection, devices))
    query = select(Area.code, Area.county, Area.replaced_by).where(Area.code.in_(villages))
    for code, county, heir in connection.execute(query):
        if county:
            reference.counties[code] = county
            if heir:
                reference.successors[code] = heir
    asked = {f"{o.kind}.{o.problem.field}:{o.problem.words['value']}" for o in operations if _asks_a_code(o)}
    reference.codes = (
        frozenset(connection.scalars(select(Code.key).where(Code.key.in_(asked)))) if asked else frozenset()
    )
    reference.rounds = frozenset(connection.scalars(select(Round.key).where(Round.key.in_(rounds))))
    return reference


def _asks_a_code(operation: Operation) -> bool:
    return operation.problem is not None and operation.problem.code == "unknown_code"


def _authors(connection: Connection, devices: set[str]) -> dict[str, Author]:
    """Who each device belongs to, with every area ever given or assigned to that person."""
    query = select(Device.id, Device.stopped_at, Person.id, Person.role, Person.active)
    people = connection.execute(
        query.join(Person, Person.id == Device.person).where(Device.id.in_(devices))
    ).all()
    named = {row[2] for row in people}
    given = select(PersonArea.person, PersonArea.area).where(PersonArea.person.in_(named))
    assigned = select(Assignment.person, Assignment.area).where(Assignment.person.in_(named)).distinct()
    areas: dict[str, set[str]] = {person: set() for person in named}
    for person, area in [*connection.execute(given), *connection.execute(assigned)]:
        areas[person].add(area)
    return {
        device: Author(
            person,
            role,
            tuple(sorted(areas[person])),
            stopped is not None or not active,
            may_void_others(role),
        )
        for device, stopped, person, role, active in people
    }


def counted_rounds(connection: Connection, county: str) -> list[RoundFacts]:
    """Rounds of the county's opened campaigns, in order."""
    query = (
        select(Round.key, Round.n, Round.first_day, Campaign.key, Campaign.born_from, Campaign.born_to)
        .add_columns(Campaign.areas, Campaign.product)
        .join(Campaign, Campaign.key == Round.campaign)
        .where(Campaign.county == county, Campaign.state != "draft", Campaign.kind == "sia")
        .order_by(Campaign.key, Round.n)
    )
    rows = connection.execute(query).all()
    first = {row[3]: row[2] for row in reversed(rows)}
    return [
        RoundFacts(key, n, first_day, first[campaign], born_from, born_to, tuple(json.loads(areas)), product)
        for key, n, first_day, campaign, born_from, born_to, areas, product in rows
    ]


def closed_rounds(connection: Connection, keys: Iterable[str]) -> frozenset[str]:
    """Those of these rounds that are closed."""
    query = select(Round.key).where(Round.key.in_(set(keys)), Round.state == "closed")
    return frozenset(connection.scalars(query))


def setting(connection: Connection, name: str, default: str = "") -> str:
    """A value the server keeps for itself."""
    return connection.scalar(select(Setting.value).where(Setting.name == name)) or default


def epoch(connection: Connection) -> str:
    """The server's epoch: a new one at every restore."""
    return setting(connection, "epoch")
