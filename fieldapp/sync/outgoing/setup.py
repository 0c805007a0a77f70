"""The `setup` scope: the reference rows a person's phone holds, and nothing of anyone else's area."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, or_, select

from fieldapp.areas.codes import path_of
from fieldapp.ground.handed_in import HandedIn
from fieldapp.models.areas import Area
from fieldapp.models.campaigns import Assignment, Campaign, Round
from fieldapp.models.clinics import Clinic
from fieldapp.models.people import Person, PersonArea
from fieldapp.models.reference import COUNTER, TAKEN_OUT
from fieldapp.records.permissions import may_somewhere
from fieldapp.schedule.rules.installed import LOADED, for_phones
from fieldapp.sync.codes import for_counties
from fieldapp.sync.incoming.references import setting
from fieldapp.sync.outgoing.changes import Change
from fieldapp.web.scopes import TOWNSHIP_DIGITS

CALLED = (
    "clinic",
    "supervisor",
)  # the office's numbers of these people are told; field workers by name alone
Dated = tuple[int, Change]  # the reference version since which these villages are told a row so, and the row


Named = dict[str, int]  # people named by some rows, and since which version


@dataclass(frozen=True)
class SetupRows:
    """What a capability adds for those whose role has a `right` somewhere: asked with a connection, villages and who is
    told of nobody but herself (`alone`), the rows told and the people they name."""

    right: str
    rows: Callable[[Connection, list[str], str | None], tuple[list[Dated], Named]]


SETUP_ROWS: HandedIn[SetupRows] = HandedIn("setup rows")


def setup_row(kind: str, key: str, area: str | None, row: Any, data: dict[str, Any]) -> Change:
    """A reference row as phones are told it."""
    data = {name: value for name, value in data.items() if value is not None}
    return {"kind": kind, "key": key, "area": area, "version": max(1, row.version), "at": None, "data": data}


def setup_changes(
    connection: Connection,
    villages: Iterable[str],
    instance: str,
    since: int | None = None,
    alone: str | None = None,
    role: str | None = None,
) -> list[Change]:
    """Areas with what lies above them, what capabilities add (`SetupRows`), clinics, codes, people by name, and the
    schedule where `instance` holds a corrected one. Told `since` a version, those alone that are otherwise since, what
    is not to be seen any more as `removed`, and no schedule: whether that is to be fetched says `must_fetch`.
    `alone`: a person whose work carries no children, and so names no colleagues: of people she is told herself.
    `role`: hers; of a capability whose right it has nowhere she is told nothing, a school nurse of no round.
    """
    villages = sorted(villages)
    added, named = _of_capabilities(connection, villages, alone, role)
    dated = [
        *_areas(connection, villages),
        *added,
        *_clinics(connection, villages),
        *_codes(connection, villages),
        *_people(connection, villages, named, alone),
    ]
    if since is not None:
        return [change for moment, change in dated if max(1, moment) > since]
    rows = [change for _moment, change in dated if not change.get("removed")]
    return rows + _editions(connection, villages, instance)


def _of_capabilities(
    connection: Connection, villages: list[str], alone: str | None, role: str | None
) -> tuple[list[Dated], Named]:
    dated: list[Dated] = []
    named: Named = {}
    for one in SETUP_ROWS.all():
        if role is None or may_somewhere(role, one.right):
            rows, people = one.rows(connection, villages, alone)
            dated += rows
            named |= {id_: min(moment, named.get(id_, moment)) for id_, moment in people.items()}
    return dated, named


def must_fetch(connection: Connection, since: int) -> bool:
    """Whether what was taken out of the reference rows since a version, or changed in the schedule, can only be told
    by the whole package."""
    return any(int(setting(connection, name, "0")) > since for name in (TAKEN_OUT, LOADED))


def changed_herself(
    connection: Connection, person: str | None, since: int, around: Iterable[str], quietly: bool
) -> bool:
    """Whether a person's own row, or an area given to her, changed since a version: she may see other rows now. So does
    a change of what she was assigned, and of its rounds, where some of the villages `around` her are hers by that, or
    (`quietly`) were."""
    own = [(Person, Person.id == person), (PersonArea, PersonArea.person == person)]
    given = select(PersonArea.area).where(PersonArea.person == person, PersonArea.until.is_(None))
    small = tuple(code for code in connection.scalars(given) if len(code) >= TOWNSHIP_DIGITS)
    if quietly or not all(village.startswith(small) for village in around):
        hers = select(Assignment.round).where(Assignment.person == person)
        of_hers = select(Round.campaign).where(Round.key.in_(hers))
        own += [(Assignment, Assignment.person == person), (Round, Round.key.in_(hers))]
        own += [(Campaign, Campaign.key.in_(of_hers))]
    asked = (select(row.version).where(of, row.version > since).limit(1) for row, of in own)
    return any(connection.scalar(query) is not None for query in asked)


def gone(kind: str, key: str, area: str | None, version: int) -> Change:
    """A row that is not to be seen any more."""
    said = {"kind": kind, "key": key, "area": area, "version": version, "at": None, "data": {}}
    return said | {"removed": True}


def rows_of(connection: Connection, model: Any, *where: Any) -> list[Any]:
    """All columns of the rows for which this is so."""
    return list(connection.execute(select(*model.__table__.columns).where(*where)))


def _areas(connection: Connection, villages: list[str]) -> list[Dated]:
    codes = {code for village in villages for code in path_of(village)}
    return [
        (row.version, setup_row("area", row.code, row.code, row, _area_words(row)))
        for row in rows_of(connection, Area, Area.code.in_(codes))
    ]


def _area_words(row: Any) -> dict[str, Any]:
    return {
        "name": row.name,
        "level": row.level,
        "lat": row.lat,
        "lon": row.lon,
        "replaced_by": row.replaced_by,
    }


def _clinics(connection: Connection, villages: list[str]) -> list[Dated]:
    """Who may vaccinate in the counties of these villages, with the codes of what each serves."""
    counties = {village[:6] for village in villages}
    names = ("area", "name", "code", "kind", "address", "phone", "days", "retired_on")
    rows = rows_of(connection, Clinic, or_(False, *(Clinic.area.startswith(county) for county in counties)))
    rows_said = [
        (row, {name: getattr(row, name) for name in names} | {"serves": json.loads(row.serves)})
        for row in rows
    ]
    return [(row.version, setup_row("clinic", row.key, row.area, row, said)) for row, said in rows_said]


def _codes(connection: Connection, villages: list[str]) -> list[Dated]:
    """The common codes and the counties' own, as they stand now: which are offered depends on the counties of this
    phone as well as on the rows, so each is as new as the reference rows are. Told since one of its rows changed."""
    counties = connection.scalars(select(Area.county).where(Area.code.in_(villages)).distinct())
    version = max(1, int(setting(connection, COUNTER, "0")))
    names = ("list", "code", "zh", "en", "retired_on")
    rows = for_counties(connection, [county for county in counties if county])
    said = [(row, {name: row[name] for name in names if row[name] is not None}) for row in rows]
    as_now = {"kind": "code", "area": None, "version": version, "at": None}
    return [(row["version"], as_now | {"key": row["key"], "data": data}) for row, data in said]


def _editions(connection: Connection, villages: list[str], instance: str) -> list[Change]:
    version = max(1, int(setting(connection, LOADED, "0")))
    return [
        {"kind": "edition", "key": place, "area": None, "version": version, "at": None, "data": rules}
        for place, rules in for_phones(instance, villages).items()
    ]


def _people(connection: Connection, villages: list[str], named: Named, alone: str | None) -> list[Dated]:
    """Names of those assigned here and of those who may dose in the same townships; or of one person alone. Each is
    seen since the first of what names her is."""
    seen = {alone: 0} if alone else dict(named)
    areas = {} if alone else _areas_of_people(connection, villages)
    for person, given in areas.items():
        seen[person] = min([*(row.version for row in given), *([seen[person]] if person in seen else [])])
    return [
        (max(row.version, seen[row.id]), gone("person", row.id, None, row.version))
        if not row.active
        else _person(row, seen[row.id], areas.get(row.id, []))
        for row in rows_of(connection, Person, Person.id.in_(seen))
    ]


def _areas_of_people(connection: Connection, villages: list[str]) -> dict[str, list[Any]]:
    """What was ever given to people of these villages and of what lies above them, by person."""
    above = {code for village in villages for code in path_of(village)} | set(villages)
    found: dict[str, list[Any]] = {}
    for row in rows_of(connection, PersonArea, PersonArea.area.in_(above)):
        found.setdefault(row.person, []).append(row)
    return found


def _person(row: Any, seen: int, given: list[Any]) -> Dated:
    """Name and role; of those whom field workers call (`CALLED`) also the number and the area they answer for, the
    nearest of what is theirs now. That changes with their areas, so such a row is as new as those are."""
    words, area, version = {"name": row.name, "role": row.role}, None, row.version
    if row.role in CALLED and given:
        nearest = sorted(
            (one.area for one in given if one.until is None), key=lambda code: (-len(code), code)
        )
        version = max([row.version, *(one.version for one in given)])
        area, words["phone"] = (nearest[0], row.phone) if nearest else (None, None)
    said = setup_row("person", row.id, area, row, words)
    return max(version, seen), said | {"version": max(1, version)}
