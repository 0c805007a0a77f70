"""The `setup` scope: the reference rows a person's phone holds, and nothing of anyone else's area."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, or_, select

from fieldapp.areas.codes import path_of
from fieldapp.models.areas import Area
from fieldapp.models.campaigns import Assignment, Campaign, Post, Round
from fieldapp.models.clinics import Clinic
from fieldapp.models.people import Person, PersonArea
from fieldapp.models.reference import COUNTER
from fieldapp.schedule.rules.installed import LOADED, for_phones
from fieldapp.sync.codes import for_counties
from fieldapp.sync.incoming.references import setting
from fieldapp.sync.outgoing.changes import Change


def _change(kind: str, key: str, area: str | None, row: Any, data: dict[str, Any]) -> Change:
    data = {name: value for name, value in data.items() if value is not None}
    return {"kind": kind, "key": key, "area": area, "version": max(1, row.version), "at": None, "data": data}


def setup_changes(
    connection: Connection,
    villages: Iterable[str],
    instance: str,
    since: int | None = None,
    alone: str | None = None,
    rounds: bool = True,
) -> list[Change]:
    """Areas with what lies above them, open campaigns with rounds and posts, assignments, people by name, and the
    schedule where `instance` holds a corrected one. Told `since` a version, assignments ended after it are `removed`.
    `alone`: a person whose work carries no children, and so names no colleagues: of people she is told herself.
    `rounds`: whether her work is about rounds at all; a school nurse's is not.
    """
    villages = sorted(villages)
    campaigns = _campaigns(connection, villages) if rounds else []
    of_campaigns = _rows(connection, Round, Round.campaign.in_([c.key for c in campaigns]))
    posts = _rows(connection, Post, Post.campaign.in_([c.key for c in campaigns]))
    here = (Assignment.round.in_([r.key for r in of_campaigns]), Assignment.area.in_(villages))
    whose = (Assignment.person == alone,) if alone else ()
    assignments = _rows(connection, Assignment, *here, *whose)
    return (
        _areas(connection, villages)
        + [_campaign(row) for row in campaigns]
        + [_round(row) for row in of_campaigns]
        + [_post(row, staff=alone is None) for row in posts]
        + [_assignment(row) for row in assignments if row.ended is None]
        + [_ended(row) for row in assignments if row.ended and since is not None and row.version > since]
        + _clinics(connection, villages)
        + _codes(connection, villages)
        + _people(connection, villages, {row.person for row in assignments}, alone)
        + _editions(connection, villages, instance)
    )


def _rows(connection: Connection, model: Any, *where: Any) -> list[Any]:
    return list(connection.execute(select(*model.__table__.columns).where(*where)))


def _areas(connection: Connection, villages: list[str]) -> list[Change]:
    codes = {code for village in villages for code in path_of(village)}
    return [
        _change("area", row.code, row.code, row, _area_words(row))
        for row in _rows(connection, Area, Area.code.in_(codes))
    ]


def _area_words(row: Any) -> dict[str, Any]:
    return {
        "name": row.name,
        "level": row.level,
        "lat": row.lat,
        "lon": row.lon,
        "replaced_by": row.replaced_by,
    }


def _campaigns(connection: Connection, villages: list[str]) -> list[Any]:
    """Opened campaigns that cover one of the villages."""
    counties = {
        county for county in connection.scalars(select(Area.county).where(Area.code.in_(villages))) if county
    }
    rows = _rows(connection, Campaign, Campaign.county.in_(counties), Campaign.state != "draft")
    return [row for row in rows if any(v.startswith(tuple(json.loads(row.areas))) for v in villages)]


def _campaign(row: Any) -> Change:
    names = (
        "name",
        "kind",
        "product",
        "form",
        "born_from",
        "born_to",
        "min_age_days",
        "min_age_months",
        "min_interval_days",
        "mopup_days",
        "goal",
    )
    data = {name: getattr(row, name) for name in (*names, "state", "zero_dose_ipv_first")}
    document = {"name": row.document_name, "no": row.document_no, "by": row.document_by}
    data |= {"areas": json.loads(row.areas), "document": document}
    data["door_allowed"] = row.form != "injection" or row.door_allowed
    return _change("campaign", row.key, None, row, data)


def _round(row: Any) -> Change:
    names = ("campaign", "n", "first_day", "last_day", "state", "closed_on")
    return _change("round", row.key, None, row, {name: getattr(row, name) for name in names})


def _post(row: Any, staff: bool) -> Change:
    data = {name: getattr(row, name) for name in ("campaign", "area", "name", "kind", "hours", "lat", "lon")}
    data |= {"days": json.loads(row.days)} | ({"staff": json.loads(row.staff)} if staff else {})
    return _change("post", row.key, row.area, row, data)


def _assignment(row: Any) -> Change:
    names = ("round", "area", "post", "person", "expected")
    return _change("assignment", row.key, row.area, row, {name: getattr(row, name) for name in names})


def _ended(row: Any) -> Change:
    return _change("assignment", row.key, row.area, row, {}) | {"removed": True}


def _clinics(connection: Connection, villages: list[str]) -> list[Change]:
    """Who may vaccinate in the counties of these villages, with the codes of what each serves."""
    counties = {village[:6] for village in villages}
    names = ("area", "name", "code", "kind", "address", "phone", "days", "retired_on")
    rows = _rows(connection, Clinic, or_(False, *(Clinic.area.startswith(county) for county in counties)))
    return [
        _change(
            "clinic",
            row.key,
            row.area,
            row,
            {name: getattr(row, name) for name in names} | {"serves": json.loads(row.serves)},
        )
        for row in rows
    ]


def _codes(connection: Connection, villages: list[str]) -> list[Change]:
    """The common codes and the counties' own, as they stand now: which are offered depends on the counties of this
    phone as well as on the rows, so each is as new as the reference rows are."""
    counties = connection.scalars(select(Area.county).where(Area.code.in_(villages)).distinct())
    version = max(1, int(setting(connection, COUNTER, "0")))
    names = ("list", "code", "zh", "en", "retired_on")
    rows = for_counties(connection, [county for county in counties if county])
    return [
        {"kind": "code", "key": row["key"], "area": None, "version": version, "at": None, "data": said}
        for row in rows
        if (said := {name: row[name] for name in names if row[name] is not None})
    ]


def _editions(connection: Connection, villages: list[str], instance: str) -> list[Change]:
    version = max(1, int(setting(connection, LOADED, "0")))
    return [
        {"kind": "edition", "key": place, "area": None, "version": version, "at": None, "data": told}
        for place, told in for_phones(instance, villages).items()
    ]


def _people(connection: Connection, villages: list[str], named: set[str], alone: str | None) -> list[Change]:
    """Names of those assigned here and of those who may dose in the same townships; or of one person alone."""
    townships = {code for village in villages for code in path_of(village)}
    near = select(PersonArea.person).where(PersonArea.area.in_(townships | set(villages)))
    shown = {alone} if alone else named | set(connection.scalars(near))
    rows = _rows(connection, Person, Person.id.in_(shown), Person.active)
    return [_change("person", row.id, None, row, {"name": row.name, "role": row.role}) for row in rows]
