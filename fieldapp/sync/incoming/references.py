"""Reads the reference rows that judging needs: devices and their people, areas, rounds."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import BindParameter, Connection, Select, bindparam, select, union

from fieldapp.models.areas import Area
from fieldapp.models.campaigns import Assignment, Round
from fieldapp.models.codes import Code
from fieldapp.models.people import Device, Person, PersonArea, PersonScope
from fieldapp.models.schools import School
from fieldapp.models.settings import Setting
from fieldapp.models.surveys import SurveyCluster
from fieldapp.records.judge import Author, Reference
from fieldapp.records.operation import Operation, is_uuid
from fieldapp.records.permissions import may_void_others


def _any_of(name: str) -> BindParameter[list[str]]:
    return bindparam(name, expanding=True)


# Asked for every batch, so put together once.
AUTHORS = (
    select(Device.id, Device.stopped_at, Person.id, Person.role, Person.active, Device.office)
    .join(Person, Person.id == Device.person)
    .where(Device.id.in_(_any_of("devices")))
)
EVER = union(
    select(PersonArea.person, PersonArea.area).where(PersonArea.person.in_(_any_of("people"))),
    select(Assignment.person, Assignment.area).where(Assignment.person.in_(_any_of("people"))),
    # a school takes children from anywhere in its county (docs/adr/0055)
    select(PersonScope.person, PersonScope.partition).where(
        PersonScope.person.in_(_any_of("people")), PersonScope.scope.startswith("school:")
    ),
    # who was ever given a cluster interviews there
    select(PersonScope.person, SurveyCluster.area)
    .join(SurveyCluster, PersonScope.scope == "cluster:" + SurveyCluster.key)
    .where(PersonScope.person.in_(_any_of("people"))),
    # and so does one that belongs to the clinic of a doctor (docs/adr/0059)
    select(Person.id, School.county)
    .join(School, School.clinic == Person.clinic)
    .where(Person.id.in_(_any_of("people")), Person.role == "clinic"),
)
AREAS = select(Area.code, Area.county, Area.replaced_by).where(Area.code.in_(_any_of("codes")))
CODES = select(Code.county, Code.key).where(Code.key.in_(_any_of("keys")))
ROUNDS = select(Round.key).where(Round.key.in_(_any_of("keys")))
CLOSED = ROUNDS.where(Round.state == "closed")
SETTING = select(Setting.value).where(Setting.name == bindparam("name"))


def read_reference(connection: Connection, operations: Iterable[Operation]) -> Reference:
    """Everything judging these operations may ask of the reference tables."""
    operations = list(operations)
    devices = {o.device for o in operations if o.device}
    villages = {o.area for o in operations if o.area}
    rounds = {str(o.data["round"]) for o in operations if o.data and is_uuid(o.data.get("round"))}
    reference = Reference(authors=_authors(connection, devices))
    for code, county, heir in connection.execute(AREAS, {"codes": sorted(villages)}):
        if county:
            reference.counties[code] = county
            if heir:
                reference.successors[code] = ()
    for code in reference.successors:
        reference.successors[code] = heirs_of(connection, code)
    asked = {f"{o.kind}.{o.problem.field}:{o.problem.words['value']}" for o in operations if _asks_a_code(o)}
    if asked:
        rows = connection.execute(CODES, {"keys": sorted(asked)})
        reference.codes = frozenset((county, key) for county, key in rows)
    reference.rounds = _keys(connection, ROUNDS, rounds)
    return reference


def _keys(connection: Connection, query: Select[tuple[str]], keys: set[str]) -> frozenset[str]:
    return frozenset(connection.scalars(query, {"keys": sorted(keys)}) if keys else ())


def heirs_of(connection: Connection, code: str) -> tuple[str, ...]:
    """Every area that took the place of a retired one since, in turn."""
    found = [code]
    while heir := connection.scalar(select(Area.replaced_by).where(Area.code == found[-1])):
        if heir in found:
            break
        found.append(heir)
    return tuple(found[1:])


def _asks_a_code(operation: Operation) -> bool:
    return operation.problem is not None and operation.problem.code == "unknown_code"


def _authors(connection: Connection, devices: set[str]) -> dict[str, Author]:
    """Who each device belongs to, with every area ever given or assigned to that person."""
    people = connection.execute(AUTHORS, {"devices": sorted(devices)}).all()
    areas: dict[str, set[str]] = {row[2]: set() for row in people}
    for person, area in connection.execute(EVER, {"people": sorted(areas)}):
        areas[person].add(area)
    return {
        device: Author(
            person,
            role,
            tuple(sorted(areas[person])),
            stopped is not None or not active,
            may_void_others(role),
            office,
        )
        for device, stopped, person, role, active, office in people
    }


def ever_areas(connection: Connection, person: str) -> tuple[str, ...]:
    """Every area ever given or assigned to a person."""
    return tuple(sorted({area for _person, area in connection.execute(EVER, {"people": [person]})}))


def closed_rounds(connection: Connection, keys: set[str]) -> frozenset[str]:
    """Those of these rounds that are closed."""
    return _keys(connection, CLOSED, keys)


def setting(connection: Connection, name: str, default: str = "") -> str:
    """A value the server keeps for itself."""
    return connection.scalar(SETTING, {"name": name}) or default


def epoch(connection: Connection) -> str:
    """The server's epoch: a new one at every restore."""
    return setting(connection, "epoch")
