"""What the map draws of villages: their places with their coverage. Reads only."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select

from fieldapp.areas.villages import Villages
from fieldapp.campaigns.figures import tally_slices
from fieldapp.campaigns.figures.closing import book_of
from fieldapp.campaigns.figures.indicators import Counts, percent
from fieldapp.campaigns.map.classes import class_of
from fieldapp.campaigns.map.places import Circle, joined, middle, read_circles, rough_metres
from fieldapp.models.areas import Area, Boundary
from fieldapp.models.campaigns import Campaign, Round
from fieldapp.records.oddity import is_far

Shift = Callable[[float, float], tuple[float, float]]
GUESSED_M = 600
NEAR_M, MANY_TIMES = (
    100_000,
    6,
)  # a village this far from the middle of a county, and so many times the usual, is not there


def unshifted(lat: float, lon: float) -> tuple[float, float]:
    """Coordinates as they are recorded."""
    return lat, lon


def village_features(
    connection: Connection, campaign: Campaign, round_: Round, villages: Villages, folder: Path, shift: Shift
) -> list[dict[str, Any]]:
    """A GeoJSON feature a village: its boundary, else a circle where its households are (`radius` in metres). One whose
    place is far from all others' is left out: see `far_villages`."""
    counts = tally_slices.by_village(connection, book_of(connection, campaign.county, round_.key), villages)
    shapes = _boundaries(connection, campaign.county, shift)
    circles, centres = _near(connection, campaign.county, villages, folder)[:2]
    features = []
    for code, c in counts.items():
        shape = shapes.get(code) or _point(circles.get(code), centres.get(code), shift)
        if shape is not None:
            words = _words(code, villages.name(code), c, campaign.goal)
            radius = circles[code].radius_m if code in circles else GUESSED_M
            features.append({"type": "Feature", "geometry": shape, "properties": words | {"radius": radius}})
    return features


def far_villages(connection: Connection, campaign: Campaign, villages: Villages, folder: Path) -> list[str]:
    """The names of villages whose place is too far from all others' to be true: not drawn, so that the map keeps its
    scale."""
    return [villages.name(code) for code in _near(connection, campaign.county, villages, folder)[2]]


Centres = dict[str, tuple[float, float]]


def _near(
    connection: Connection, county: str, villages: Villages, folder: Path
) -> tuple[dict[str, Circle], Centres, list[str]]:
    """Circles and centres of villages that lie with the others, and the codes of those that do not."""
    circles, centres = _circles(connection, county, villages, folder), _centres(connection, county)
    places = centres | {code: (circle.lat, circle.lon) for code, circle in circles.items()}
    far = _strays({code: place for code, place in places.items() if code in villages.names})
    nowhere = {code for code, place in centres.items() if is_far(*place)}
    near = {code: circle for code, circle in circles.items() if code not in far}
    return near, {code: place for code, place in centres.items() if code not in far | nowhere}, sorted(far)


def _strays(places: Centres) -> set[str]:
    """Those many times farther from the middle than most are."""
    if not places:
        return set()
    centre = middle(list(places.values()))
    metres = {code: rough_metres(centre, place) for code, place in places.items()}
    most = max(NEAR_M, MANY_TIMES * sorted(metres.values())[len(metres) // 2])
    return {code for code, far in metres.items() if far > most}


def _words(code: str, name: str, c: Counts, goal: int) -> dict[str, Any]:
    figures = {"target": c.target, "dosed": c.vaccinated, "elsewhere": c.elsewhere, "short": c.short}
    figures |= {"percent": percent(c.vaccinated, c.target), "class": class_of(c, goal)}
    return {"code": code, "name": name} | figures


def _boundaries(connection: Connection, county: str, shift: Shift) -> dict[str, dict[str, Any]]:
    query = select(Boundary.code, Boundary.geometry).join(Area, Area.code == Boundary.code)
    rows = connection.execute(query.where(Area.county == county, Area.level == "village"))
    shapes = {code: json.loads(geometry) for code, geometry in rows}
    return {
        code: shape | {"coordinates": moved(shape["coordinates"], shift)} for code, shape in shapes.items()
    }


def moved(coordinates: Any, shift: Shift) -> Any:
    """Every position of a geometry shifted; GeoJSON writes longitude first."""
    if shift is unshifted:
        return coordinates
    if coordinates and isinstance(coordinates[0], int | float):
        lat, lon = shift(coordinates[1], coordinates[0])
        return [lon, lat]
    return [moved(part, shift) for part in coordinates]


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
