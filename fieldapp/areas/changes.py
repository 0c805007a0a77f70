"""Dated changes of the tree: rename, merge, split, a new code. History follows, nothing is deleted.

A retired area keeps its row with `retired_on` and `replaced_by`; field records keep the code they were made
under and are shown under its heir. Whoever had the old area gets the new one as well.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from fieldapp.areas.codes import COUNTY_DIGITS, level_of, parent_of, span
from fieldapp.areas.given import give_area
from fieldapp.areas.incoming import is_name
from fieldapp.areas.pinyin import pinyin_of
from fieldapp.ground.clock import today
from fieldapp.ground.problems import Problem
from fieldapp.models.areas import Area, AreaChange, Boundary, LocalUnit
from fieldapp.models.campaigns import Assignment, Campaign
from fieldapp.models.people import PersonArea

UNIT_KINDS = {
    "farm": ("农场", "farm"),
    "fishery": ("渔场", "fishery"),
    "site": ("工地", "building site"),
    "market": ("市场", "market"),
    "factory": ("厂矿", "factory"),
    "other": ("其他", "other"),
}


def rename(session: Session, code: str, name: str, on: date, document: str | None = None) -> Area:
    """Give an area a new name from `on`; the old one stays in its history."""
    area = _current(session, code)
    old = area.name
    _call(area, name)
    _note(session, "rename", on, code, document, old_name=old, new_name=area.name)
    return area


def correct(
    session: Session, code: str, name: str, population: int | None, lat: float | None, lon: float | None
) -> Area:
    """Put right what was written wrongly of an area; no change of the world, so nothing goes into its history.

    Raises:
        Problem: `wrong_value` for a bad name or half a position.
    """
    area = _current(session, code)
    if (lat is None) != (lon is None):
        raise Problem("wrong_value", field="lon" if lon is None else "lat")
    _call(area, name)
    area.population, area.lat, area.lon = population, lat, lon
    session.flush()
    return area


def add_unit(
    session: Session, area: Any, kind: str, name: str, lat: float | None, lon: float | None
) -> LocalUnit:
    """Add a local unit (farm, fishery, building site, market …) to a village.

    Raises:
        Problem: `area_code_wrong` when the area is no current village, `wrong_value` for a bad name or half a position.
    """
    if area.level != "village" or area.retired_on:
        raise Problem("area_code_wrong", field="area", area=area.code)
    if kind not in UNIT_KINDS:
        raise Problem("wrong_value", field="kind")
    if not is_name(name) or (lat is None) != (lon is None):
        raise Problem("wrong_value", field="name" if not is_name(name) else "lat")
    unit = LocalUnit(key=str(uuid.uuid4()), area=area.code, kind=kind, name=name, lat=lat, lon=lon)
    unit.since = today().isoformat()
    session.add(unit)
    session.flush()
    return unit


def merge(session: Session, code: str, into: str, on: date, document: str | None = None) -> Area:
    """Merge an area into another of its level and county; it retires on `on`. Returns the heir.

    Raises:
        Problem: `area_unlike`, `area_has_children`, `area_retired`, `not_found`, `day_in_future`.
    """
    area, heir = _current(session, code), _current(session, into)
    if area is heir or area.level != heir.level or area.county != heir.county:
        raise Problem("area_unlike", field="into", area=code, other=into)
    if session.scalar(select(Area.code).where(Area.parent == code, Area.retired_on.is_(None)).limit(1)):
        raise Problem("area_has_children", field="code", area=code)
    _retire(session, area, heir, on)
    _note(session, "merge", on, code, document, other=into, old_name=area.name, new_name=heir.name)
    return heir


def split(
    session: Session,
    code: str,
    parts: Sequence[tuple[str, str]],
    on: date,
    document: str | None = None,
    heir: str | None = None,
) -> list[Area]:
    """Split new areas (code, name) off an area. It stays, unless `heir` names the part that its records go to."""
    area = _current(session, code)
    if not parts or (heir and heir not in dict(parts)):
        raise Problem("bad_request", field="parts")
    made = [_make(session, part, name, area.level, area.county, on) for part, name in parts]
    for part in made:
        _note(session, "split", on, code, document, other=part.code, old_name=area.name, new_name=part.name)
        _pass_on(session, {code: part.code})
    if heir:
        _retire(session, area, next(part for part in made if part.code == heir), on)
    return made


def recode(session: Session, code: str, new_code: str, on: date, document: str | None = None) -> Area:
    """Give an area, and all that lies in it, codes that begin with `new_code`. The county's partition stays.

    Raises:
        Problem: `area_code_wrong`, `area_code_taken`, `not_found`, `area_retired`.
    """
    top = _current(session, code)
    if level_of(new_code) != top.level:
        raise Problem("area_code_wrong", field="new_code", area=new_code)
    inside = select(Area).where(Area.code.between(*span(code)), Area.retired_on.is_(None))
    for area in sorted(session.scalars(inside), key=lambda area: (len(area.code), area.code)):
        made = _make(session, new_code + area.code[len(code) :], area.name, area.level, area.county, on)
        made.population, made.lat, made.lon = area.population, area.lat, area.lon
        _copy_boundary(session, area.code, made.code)
        _retire(session, area, made, on)
    _note(session, "recode", on, code, document, other=new_code, old_name=top.name, new_name=top.name)
    return session.get_one(Area, new_code)


def add(session: Session, code: str, name: str, on: date, document: str | None = None) -> Area:
    """Add one area under its parent.

    Raises:
        Problem: `area_code_wrong`, `area_code_taken`, `no_such_area` for the parent.
    """
    level = level_of(code)
    if level is None:
        raise Problem("area_code_wrong", field="code", area=code)
    parent = session.get(Area, parent_of(code) or "")
    county = (
        parent.county if parent and parent.county else code[:COUNTY_DIGITS] if level == "county" else None
    )
    area = _make(session, code, name, level, county, on)
    _note(session, "new", on, code, document, new_name=area.name)
    return area


def history(session: Session, code: str) -> Sequence[AreaChange]:
    """What happened to an area, and what it came from, newest first."""
    about = or_(AreaChange.code == code, AreaChange.other == code)
    return session.scalars(
        select(AreaChange).where(about).order_by(AreaChange.on.desc(), AreaChange.key)
    ).all()


def _current(session: Session, code: str) -> Area:
    area = session.get(Area, code)
    if area is None:
        raise Problem("no_such_area", field="code", area=code)
    if area.retired_on:
        raise Problem("area_retired", field="code", area=code)
    return area


def _call(area: Area, name: str) -> None:
    name = name.strip()
    if not is_name(name):
        raise Problem("wrong_value", field="name")
    area.name = name
    area.pinyin, area.initials = pinyin_of(name, as_phrase=len(area.code) <= COUNTY_DIGITS)


def _make(session: Session, code: str, name: str, level: str, county: str | None, on: date) -> Area:
    if level_of(code) != level:
        raise Problem("area_code_wrong", field="code", area=code)
    if session.get(Area, code) is not None:
        raise Problem("area_code_taken", field="code", area=code)
    parent = parent_of(code)
    if parent:
        _current(session, parent)
    area = Area(code=code, level=level, parent=parent, county=county, since=on.isoformat())
    _call(area, name)
    session.add(area)
    session.flush()
    return area


def _retire(session: Session, area: Area, heir: Area, on: date) -> None:
    area.retired_on, area.replaced_by = on.isoformat(), heir.code
    for unit in session.scalars(select(LocalUnit).where(LocalUnit.area == area.code)):
        unit.area = heir.code
    _pass_on(session, {area.code: heir.code})


def _pass_on(session: Session, heirs: dict[str, str]) -> None:
    """Give the new areas to whoever has or works in the old ones, and to the campaigns that name them."""
    for old, new in heirs.items():
        for person in _people_of(session, old):
            give_area(person, new)
        campaigns = select(Campaign).where(Campaign.state != "closed", Campaign.areas.contains(f'"{old}"'))
        for campaign in session.scalars(campaigns):
            campaign.areas = json.dumps([*json.loads(campaign.areas), new])


def _people_of(session: Session, code: str) -> set[str]:
    given = select(PersonArea.person).where(PersonArea.area == code, PersonArea.until.is_(None))
    assigned = select(Assignment.person).where(Assignment.area == code, Assignment.ended.is_(None))
    return {*session.scalars(given), *session.scalars(assigned)}


def _copy_boundary(session: Session, old: str, new: str) -> None:
    boundary = session.get(Boundary, old)
    if boundary:
        session.add(Boundary(code=new, geometry=boundary.geometry))


def _note(session: Session, kind: str, on: date, code: str, document: str | None, **more: Any) -> None:
    if on > today():
        raise Problem("day_in_future", field="on")
    change = AreaChange(
        key=str(uuid.uuid4()), kind=kind, on=on.isoformat(), code=code, document=document or None
    )
    for name, value in more.items():
        setattr(change, name, value)
    session.add(change)
    session.flush()
