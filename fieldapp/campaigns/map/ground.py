"""What lies under the villages of the map, for the eye to find its way: borders of county and townships, and the
townships' names. Nothing here is about a person. Reads only."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from statistics import fmean
from typing import Any

from sqlalchemy import Connection, select

from fieldapp.areas.villages import Villages
from fieldapp.ground.subtrees import related
from fieldapp.models.areas import Area, Boundary

Move = Callable[[Any], Any]
TOWNSHIP_DIGITS = 9


def borders(connection: Connection, county: str, seen: tuple[str, ...], move: Move) -> list[dict[str, Any]]:
    """The imported outlines of the county and of its townships that are seen, as GeoJSON geometries; `move` takes
    their coordinates to those of the basemap."""
    query = select(Boundary.code, Boundary.geometry).join(Area, Area.code == Boundary.code)
    query = query.where(Area.county == county, Area.level.in_(("county", "township"))).order_by(Boundary.code)
    shapes = [
        json.loads(geometry)
        for code, geometry in connection.execute(query)
        if any(related(code, one) for one in seen)
    ]
    return [shape | {"coordinates": move(shape["coordinates"])} for shape in shapes]


def township_names(features: list[dict[str, Any]], villages: Villages) -> list[list[Any]]:
    """`[lat, lon, name]` of each township with a village on the map: its name stands over the middle of its villages,
    north of where most of the children's dots are."""
    places: dict[str, list[tuple[float, float]]] = {}
    for one in features:
        township = one["properties"]["code"][:TOWNSHIP_DIGITS]
        if township in villages.townships:
            places.setdefault(township, []).append(_middle(one["geometry"]["coordinates"]))
    return [
        [
            round(fmean((fmean(lat for lat, _lon in some), max(lat for lat, _lon in some))), 6),
            round(fmean(lon for _lat, lon in some), 6),
            villages.name(code),
        ]
        for code, some in sorted(places.items())
    ]


def _middle(coordinates: Any) -> tuple[float, float]:
    """The middle of a geometry's box, as (lat, lon): near enough for a name."""
    points = list(_points(coordinates))
    lons, lats = [point[0] for point in points], [point[1] for point in points]
    return (min(lats) + max(lats)) / 2, (min(lons) + max(lons)) / 2


def _points(coordinates: Any) -> Iterator[Any]:
    if coordinates and isinstance(coordinates[0], int | float):
        yield coordinates
        return
    for part in coordinates:
        yield from _points(part)
