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
from fieldapp.models.reference import COUNTER, TAKEN_OUT
from fieldapp.schedule.rules.installed import LOADED, for_phones
from fieldapp.sync.codes import for_counties
from fieldapp.sync.incoming.references import setting
from fieldapp.sync.outgoing.changes import Change
from fieldapp.web.scopes import TOWNSHIP_DIGITS

Told = tuple[int, Change]  # the reference version since which these villages are told a row so, and the row


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
    schedule where `instance` holds a corrected one. Told `since` a version, those alone that are otherwise since, what
    is not to be seen any more as `removed`, and no schedule: whether that is to be fetched says `must_fetch`.
    `alone`: a person whose work carries no children, and so names no colleagues: of people she is told herself.
    `rounds`: whether her work is about rounds at all; a school nurse's is not.
    """
    villages = sorted(villages)
    of_campaigns, named = _of_campaigns(connection, villages, alone) if rounds else ([], {})
    told = [
        *_areas(connection, villages),
        *of_campaigns,
        *_clinics(connection, villages),
        *_codes(connection, villages),
        *_people(connection, villages, named, alone),
    ]
    if since is not None:
        return [change for moment, change in told if max(1, moment) > since]
    rows = [change for _moment, change in told if not change.get("removed")]
    return rows + _editions(connection, villages, instance)


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


def _of_campaigns(
    connection: Connection, villages: list[str], alone: str | None
) -> tuple[list[Told], dict[str, int]]:
    """Campaigns with their rounds, posts and assignments, and who is named by these since when. What hangs on a
    campaign is seen since that is."""
    campaigns = _campaigns(connection, villages)
    seen = {campaign.key: campaign.version for campaign in campaigns}
    rounds = _rows(connection, Round, Round.campaign.in_(seen))
    begun = {row.key: seen[row.campaign] for row in rounds}
    posts = _rows(connection, Post, Post.campaign.in_(seen))
    here = (Assignment.round.in_(begun), Assignment.area.in_(villages))
    whose = (Assignment.person == alone,) if alone else ()
    assignments = _rows(connection, Assignment, *here, *whose)
    named: dict[str, int] = {}
    for row in assignments:
        moment = max(row.version, begun[row.round])
        named[row.person] = min(moment, named.get(row.person, moment))
    told = [(row.version, _campaign(row)) for row in campaigns]
    told += [(max(row.version, seen[row.campaign]), _round(row)) for row in rounds]
    told += [(max(row.version, seen[row.campaign]), _post(row, staff=alone is None)) for row in posts]
    told += [
        (max(row.version, begun[row.round]), _gone("assignment", row.key, row.area, row.version))
        if row.ended
        else (max(row.version, begun[row.round]), _assignment(row))
        for row in assignments
    ]
    return told, named


def _gone(kind: str, key: str, area: str | None, version: int) -> Change:
    said = {"kind": kind, "key": key, "area": area, "version": version, "at": None, "data": {}}
    return said | {"removed": True}


def _rows(connection: Connection, model: Any, *where: Any) -> list[Any]:
    return list(connection.execute(select(*model.__table__.columns).where(*where)))


def _areas(connection: Connection, villages: list[str]) -> list[Told]:
    codes = {code for village in villages for code in path_of(village)}
    return [
        (row.version, _change("area", row.code, row.code, row, _area_words(row)))
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


def _clinics(connection: Connection, villages: list[str]) -> list[Told]:
    """Who may vaccinate in the counties of these villages, with the codes of what each serves."""
    counties = {village[:6] for village in villages}
    names = ("area", "name", "code", "kind", "address", "phone", "days", "retired_on")
    rows = _rows(connection, Clinic, or_(False, *(Clinic.area.startswith(county) for county in counties)))
    told = [
        (row, {name: getattr(row, name) for name in names} | {"serves": json.loads(row.serves)})
        for row in rows
    ]
    return [(row.version, _change("clinic", row.key, row.area, row, said)) for row, said in told]


def _codes(connection: Connection, villages: list[str]) -> list[Told]:
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
        {"kind": "edition", "key": place, "area": None, "version": version, "at": None, "data": told}
        for place, told in for_phones(instance, villages).items()
    ]


def _people(
    connection: Connection, villages: list[str], named: dict[str, int], alone: str | None
) -> list[Told]:
    """Names of those assigned here and of those who may dose in the same townships; or of one person alone. Each is
    seen since the first of what names her is."""
    seen = {alone: 0} if alone else dict(named)
    townships = {code for village in villages for code in path_of(village)}
    near = select(PersonArea.person, PersonArea.version).where(PersonArea.area.in_(townships | set(villages)))
    for person, moment in connection.execute(near) if not alone else ():
        seen[person] = min(moment, seen.get(person, moment))
    return [
        (
            max(row.version, seen[row.id]),
            _change("person", row.id, None, row, {"name": row.name, "role": row.role})
            if row.active
            else _gone("person", row.id, None, row.version),
        )
        for row in _rows(connection, Person, Person.id.in_(seen))
    ]
