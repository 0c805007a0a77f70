"""Where each village's households are: a centre and a radius, kept on disk so that no page scans households.

A village is worked out again when one of its households changed (its highest version did), and at most a
few changed villages a reading, so that a reading stays short while a whole county reports.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from math import cos, hypot, radians
from pathlib import Path
from statistics import median_low

from geopy.distance import geodesic
from sqlalchemy import Connection, func, select

from fieldapp.ground import private
from fieldapp.models.areas import Area
from fieldapp.models.records import Household

AGAIN_AT_ONCE = 6
SMALLEST_M = 100
VILLAGE_M = 50_000  # no door of a village is farther than this from its middle
DEGREE_M = 111_320


@dataclass(frozen=True)
class Circle:
    """Centre (WGS-84 degrees) and radius (metres) of `n` households, as of `version`."""

    lat: float
    lon: float
    radius_m: int
    n: int
    version: int


def middle(points: list[tuple[float, float]]) -> tuple[float, float]:
    """The middle of some places, which a few far ones do not move."""
    return median_low([lat for lat, _lon in points]), median_low([lon for _lat, lon in points])


def rough_metres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """The distance of two places, good enough to tell what is in the neighbourhood from what is not."""
    north = one[0] - other[0]
    return DEGREE_M * hypot(north, (one[1] - other[1]) * cos(radians(one[0])))


def without_strays(points: list[tuple[float, float]], most_m: float) -> list[tuple[float, float]]:
    """Those places that are no farther from their middle: one far door would cost the village its scale."""
    if not points:
        return []
    centre = middle(points)
    return [point for point in points if rough_metres(centre, point) <= most_m]


def circle_of(points: list[tuple[float, float]], version: int) -> Circle | None:
    """The circle around the mean of some points that holds them all; None without points."""
    if not points:
        return None
    lat = sum(point[0] for point in points) / len(points)
    lon = sum(point[1] for point in points) / len(points)
    shrink = cos(radians(lat))
    farthest = max(points, key=lambda p: (p[0] - lat) ** 2 + ((p[1] - lon) * shrink) ** 2)
    metres = geodesic((lat, lon), farthest).meters  # the ellipsoid's distance once, not for every door
    return Circle(round(lat, 6), round(lon, 6), max(round(metres), SMALLEST_M), len(points), version)


def joined(circles: list[Circle]) -> Circle:
    """One circle that holds some circles: for villages merged into one."""
    if len(circles) == 1:
        return circles[0]
    n = sum(c.n for c in circles)
    lat = sum(c.lat * c.n for c in circles) / n
    lon = sum(c.lon * c.n for c in circles) / n
    reach = max(geodesic((lat, lon), (c.lat, c.lon)).meters + c.radius_m for c in circles)
    return Circle(round(lat, 6), round(lon, 6), round(reach), n, max(c.version for c in circles))


def read_circles(
    connection: Connection, folder: Path, county: str, villages: Iterable[str]
) -> dict[str, Circle]:
    """The circle of every village that has a household with coordinates."""
    file = folder / f"places-near-{county}.json"  # another name than when far doors were drawn as well
    kept = _load(file)
    wanted = set(villages)
    versions = {
        code: version for code, version in _versions(connection, county).items() if code in wanted and version
    }
    stale = [code for code, version in versions.items() if code in kept and kept[code].version < version]
    missing = [code for code in versions if code not in kept]
    again = [*missing, *sorted(stale, key=lambda code: kept[code].version)[:AGAIN_AT_ONCE]]
    for code in again:
        kept[code] = _work_out(connection, county, code, versions[code])
    if again:
        _save(file, kept)
    return {code: circle for code, circle in kept.items() if code in wanted and circle.n}


def _versions(connection: Connection, county: str) -> Mapping[str, int | None]:
    """Each village's highest household version: one step down an index a village."""
    newest = (
        select(func.max(Household.version))
        .where(Household.county == county, Household.package_area == Area.code)
        .correlate(Area)
        .scalar_subquery()
    )
    query = select(Area.code, newest).where(Area.county == county, Area.level == "village")
    return {row[0]: row[1] for row in connection.execute(query)}


def _work_out(connection: Connection, county: str, village: str, version: int) -> Circle:
    query = select(Household.lat, Household.lon).where(
        Household.county == county, Household.package_area == village
    )
    query = query.where(Household.lat.is_not(None), Household.lon.is_not(None), Household.voided.is_(False))
    points = [(lat, lon) for lat, lon in connection.execute(query)]
    return circle_of(without_strays(points, VILLAGE_M), version) or Circle(0, 0, 0, 0, version)


def _load(file: Path) -> dict[str, Circle]:
    try:
        return {code: Circle(**said) for code, said in json.loads(file.read_text()).items()}
    except (OSError, ValueError, TypeError):
        return {}  # a missing or torn file is worked out again


def _save(file: Path, circles: Mapping[str, Circle]) -> None:
    """Replace the file in one step; two readers that save at once leave one whole file."""
    private.write(file, json.dumps({code: asdict(circle) for code, circle in circles.items()}).encode())
