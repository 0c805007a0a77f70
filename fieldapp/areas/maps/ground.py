"""What lies under the villages of the map, for the eye to find its way: outlines of county and townships, and the
townships' names. Nothing here is about a person. Reads only.

Townships without an imported outline get lines worked out from their villages (`derived`), which the map says.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from statistics import fmean
from typing import Any

from sqlalchemy import Connection, select

from fieldapp.areas.codes import LEVELS
from fieldapp.areas.maps.derived import Ring, Site, township_borders
from fieldapp.areas.villages import TOWNSHIP, Villages
from fieldapp.ground.subtrees import related
from fieldapp.models.areas import Area, Boundary

Move = Callable[[Any], Any]
Places = Mapping[str, tuple[float, float]]  # village → lat, lon


def ground_of(
    connection: Connection, county: str, seen: tuple[str, ...], places: Places, move: Move
) -> dict[str, Any]:
    """`borders`: the imported outlines of the county and of its townships that are seen, as GeoJSON geometries with
    their `level`; `derived`: lines of `[lon, lat]` between townships without an outline of their own. `move` takes
    coordinates to those of the basemap."""
    shapes = _outlines(connection, county)
    sites: tuple[Site, ...] = tuple(
        (code[:TOWNSHIP], *place) for code, place in sorted(places.items()) if code[:TOWNSHIP] not in shapes
    )
    lines = township_borders(sites, tuple(_outer_rings(shapes.get(county))))
    return {
        "borders": [
            shape | {"coordinates": move(shape["coordinates"]), "level": LEVELS[len(code)]}
            for code, shape in shapes.items()
            if any(related(code, one) for one in seen)
        ],
        "derived": [move([list(point) for point in line]) for line in lines],
    }


def _outlines(connection: Connection, county: str) -> dict[str, dict[str, Any]]:
    """The imported outlines of a county and its townships."""
    query = select(Boundary.code, Boundary.geometry).join(Area, Area.code == Boundary.code)
    query = query.where(Area.county == county, Area.level.in_(("county", "township"))).order_by(Boundary.code)
    return {code: json.loads(geometry) for code, geometry in connection.execute(query)}


def _outer_rings(shape: dict[str, Any] | None) -> Iterator[Ring]:
    if shape:
        polygons = shape["coordinates"] if shape["type"] == "MultiPolygon" else [shape["coordinates"]]
        for polygon in polygons:
            yield tuple((lon, lat) for lon, lat, *_height in polygon[0])


def township_names(
    places: Places, villages: Villages, move: Callable[[float, float], Any]
) -> list[list[Any]]:
    """`[lat, lon, name, code]` of each township with a village that is seen and has a place: the middle of its
    villages, where the number of its children stands with its name."""
    found: dict[str, list[tuple[float, float]]] = {}
    for code, place in places.items():
        if code in villages.names and code[:TOWNSHIP] in villages.townships:
            found.setdefault(code[:TOWNSHIP], []).append(move(*place))
    return [
        [
            round(fmean(lat for lat, _lon in some), 6),
            round(fmean(lon for _lat, lon in some), 6),
            villages.name(code),
            code,
        ]
        for code, some in sorted(found.items())
    ]


def box_of(coordinates: Any) -> tuple[float, float, float, float]:
    """South, west, north and east of a geometry's coordinates."""
    points = list(_points(coordinates))
    lons, lats = [point[0] for point in points], [point[1] for point in points]
    return min(lats), min(lons), max(lats), max(lons)


def _points(coordinates: Any) -> Iterator[Any]:
    if coordinates and isinstance(coordinates[0], int | float):
        yield coordinates
        return
    for part in coordinates:
        yield from _points(part)
