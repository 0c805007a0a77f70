"""Where the villages of a county are drawn, and the frame around them. Reads only."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from math import cos, radians
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select

from fieldapp.areas.maps.ground import box_of
from fieldapp.areas.maps.places import DEGREE_M, Circle, joined, middle, read_circles, rough_metres
from fieldapp.areas.villages import Villages
from fieldapp.models.areas import Area, Boundary
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


Centres = dict[str, tuple[float, float]]


@dataclass(frozen=True)
class Spots:
    """Where the villages of a county lie: circles around their households, else the centres imported with the areas;
    `far`: the codes of those whose place is too far from all others' to be true."""

    circles: Mapping[str, Circle]
    centres: Centres
    far: list[str]

    @property
    def places(self) -> Centres:
        """One place a village, the imported centre where there is one."""
        return {code: (circle.lat, circle.lon) for code, circle in self.circles.items()} | self.centres


def read_spots(connection: Connection, county: str, villages: Villages, folder: Path) -> Spots:
    """Those that lie with the others, and which do not: one far away would cost the map its scale."""
    circles, centres = _circles(connection, county, villages, folder), _centres(connection, county)
    places = centres | {code: (circle.lat, circle.lon) for code, circle in circles.items()}
    far = _strays({code: place for code, place in places.items() if code in villages.names})
    nowhere = {code for code, place in centres.items() if is_far(*place)}
    near = {code: circle for code, circle in circles.items() if code not in far}
    return Spots(
        near, {code: place for code, place in centres.items() if code not in far | nowhere}, sorted(far)
    )


def features_of(
    connection: Connection, county: str, said: Mapping[str, dict[str, Any]], spots: Spots, shift: Shift
) -> list[dict[str, Any]]:
    """A GeoJSON feature for each village of which something is said: its boundary, else a circle where its households
    are (`radius` in metres). One whose place is not known, or far from all others', is left out."""
    shapes = _boundaries(connection, county, shift)
    features = []
    for code, words in said.items():
        circle = spots.circles.get(code)
        shape = shapes.get(code) or _point(circle, spots.centres.get(code), shift)
        if shape is not None and code not in spots.far:
            radius = circle.radius_m if circle else GUESSED_M
            features.append({"type": "Feature", "geometry": shape, "properties": words | {"radius": radius}})
    return features


def frame_of(
    features: Iterable[dict[str, Any]], borders: Iterable[dict[str, Any]] = ()
) -> list[list[float]] | None:
    """South-west and north-east corner (lat, lon) around all that is drawn, borders too; None where nothing is."""
    boxes = [_box(one["geometry"], one["properties"]["radius"]) for one in features]
    if not boxes:
        return None
    south, west, north, east = zip(*boxes, *(box_of(one["coordinates"]) for one in borders), strict=True)
    return [[round(min(south), 6), round(min(west), 6)], [round(max(north), 6), round(max(east), 6)]]


def _box(shape: dict[str, Any], radius_m: int) -> tuple[float, float, float, float]:
    south, west, north, east = box_of(shape["coordinates"])
    if shape["type"] != "Point":
        return south, west, north, east
    tall = radius_m / DEGREE_M
    wide = tall / cos(radians(south))
    return south - tall, west - wide, north + tall, east + wide


def _strays(places: Centres) -> set[str]:
    """Those many times farther from the middle than most are."""
    if not places:
        return set()
    centre = middle(list(places.values()))
    metres = {code: rough_metres(centre, place) for code, place in places.items()}
    most = max(NEAR_M, MANY_TIMES * sorted(metres.values())[len(metres) // 2])
    return {code for code, far in metres.items() if far > most}


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
