"""What the map draws: villages with their coverage, and the children still to come back to. Reads only."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, and_, exists, or_, select

from fieldapp.areas.models import Area, Boundary
from fieldapp.campaigns import reading
from fieldapp.campaigns.classes import class_of
from fieldapp.campaigns.indicators import Counts, percent
from fieldapp.campaigns.models import Campaign, Round, Visit
from fieldapp.campaigns.places import Circle, joined, read_circles
from fieldapp.campaigns.reading import Villages, in_villages
from fieldapp.survey.models import Child, Household

Shift = Callable[[float, float], tuple[float, float]]
MOST_CHILDREN = 1500
GUESSED_M = 600
LOOKED_AT = 10_000
MISSED = ("absent_short", "absent_long", "refused", "ill", "contraindicated", "house_closed")
SETTLED = ("vaccinated", "vaccinated_elsewhere", "moved_away", "not_eligible")


def unshifted(lat: float, lon: float) -> tuple[float, float]:
    """Coordinates as they are recorded."""
    return lat, lon


def village_features(
    connection: Connection, campaign: Campaign, round_: Round, villages: Villages, folder: Path, shift: Shift
) -> list[dict[str, Any]]:
    """A GeoJSON feature a village: its boundary, else a circle where its households are (`radius` in metres)."""
    counts = reading.by_village(connection, campaign.county, round_.key, villages)
    shapes = _boundaries(connection, campaign.county, shift)
    circles = _circles(connection, campaign.county, villages, folder)
    centres = _centres(connection, campaign.county)
    features = []
    for code, c in counts.items():
        shape = shapes.get(code) or _point(circles.get(code), centres.get(code), shift)
        if shape is not None:
            words = _words(code, villages.name(code), c, campaign.goal)
            radius = circles[code].radius_m if code in circles else GUESSED_M
            features.append({"type": "Feature", "geometry": shape, "properties": words | {"radius": radius}})
    return features


def _words(code: str, name: str, c: Counts, goal: int) -> dict[str, Any]:
    figures = {"target": c.target, "covered": c.covered, "short": c.short}
    figures |= {"percent": percent(c.covered, c.target), "class": class_of(c, goal)}
    return {"code": code, "name": name} | figures


def _boundaries(connection: Connection, county: str, shift: Shift) -> dict[str, dict[str, Any]]:
    query = select(Boundary.code, Boundary.geometry).join(Area, Area.code == Boundary.code)
    rows = connection.execute(query.where(Area.county == county, Area.level == "village"))
    shapes = {code: json.loads(geometry) for code, geometry in rows}
    if shift is unshifted:
        return shapes
    return {
        code: shape | {"coordinates": _moved(shape["coordinates"], shift)} for code, shape in shapes.items()
    }


def _moved(coordinates: Any, shift: Shift) -> Any:
    """Every position of a geometry shifted; GeoJSON writes longitude first."""
    if coordinates and isinstance(coordinates[0], int | float):
        lat, lon = shift(coordinates[1], coordinates[0])
        return [lon, lat]
    return [_moved(part, shift) for part in coordinates]


def _circles(connection: Connection, county: str, villages: Villages, folder: Path) -> dict[str, Circle]:
    codes = {*villages.names, *villages.heirs}
    found: dict[str, list[Circle]] = {}
    for code, circle in read_circles(connection, folder, county, codes).items():
        found.setdefault(villages.standing(code), []).append(circle)
    return {code: joined(circles) for code, circles in found.items()}


def _centres(connection: Connection, county: str) -> dict[str, tuple[float, float]]:
    """Coordinates imported with the areas, for villages without a household on the map."""
    query = select(Area.code, Area.lat, Area.lon).where(Area.county == county, Area.lat.is_not(None))
    return {row.code: (row.lat, row.lon) for row in connection.execute(query) if row.lon is not None}


def _point(circle: Circle | None, centre: tuple[float, float] | None, shift: Shift) -> dict[str, Any] | None:
    place = (circle.lat, circle.lon) if circle else centre
    if place is None:
        return None
    lat, lon = shift(*place)
    return {"type": "Point", "coordinates": [round(lon, 6), round(lat, 6)]}


def missed_children(
    connection: Connection, county: str, round_: str, villages: Villages, shift: Shift
) -> tuple[list[list[Any]], bool]:
    """Children with a visit in the round and none that settles it, as `[lat, lon, reason, village]`; no names.

    Returns:
        at most `MOST_CHILDREN` of them, and whether there are more.
    """
    columns = (Visit.child, Visit.at, Visit.outcome, Visit.reason, Visit.lat, Visit.lon, Visit.area)
    visits = select(*columns).where(Visit.county == county, Visit.round == round_)
    visits = visits.where(
        Visit.outcome.in_(MISSED), in_villages(Visit.home, villages), Visit.voided.is_(False)
    )
    missed = visits.limit(LOOKED_AT).subquery("missed")
    again = Visit.__table__.alias("again")
    settled = exists().where(
        again.c.county == county, again.c.child == missed.c.child, again.c.round == round_
    )
    settled = settled.where(again.c.voided.is_(False), again.c.outcome.in_(SETTLED))
    query = select(missed, Household.lat.label("home_lat"), Household.lon.label("home_lon"))
    query = query.join(Child, and_(Child.county == county, Child.key == missed.c.child))
    query = query.outerjoin(Household, and_(Household.county == county, Household.key == Child.household))
    query = query.where(or_(Child.status.is_(None), Child.status.not_in(("moved", "died"))), ~settled)
    rows = sorted(connection.execute(query.limit(MOST_CHILDREN + 1)).all(), key=lambda row: row.at)
    latest = {row.child: row for row in rows}
    drawn = [_dot(row, villages, shift) for row in latest.values() if _where(row)]
    return drawn[:MOST_CHILDREN], len(rows) > MOST_CHILDREN


def _where(row: Any) -> tuple[float, float] | None:
    if row.home_lat is not None and row.home_lon is not None:
        return row.home_lat, row.home_lon
    return (row.lat, row.lon) if row.lat is not None and row.lon is not None else None


def _dot(row: Any, villages: Villages, shift: Shift) -> list[Any]:
    lat, lon = shift(*(_where(row) or (0, 0)))
    village = villages.name(villages.standing(row.area))
    return [round(lat, 6), round(lon, 6), row.reason or row.outcome, village]
