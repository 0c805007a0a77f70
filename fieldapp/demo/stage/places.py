"""Where the story plays: the county's areas from nanxian.csv, its real outline from outline.json, and outlines invented
for some villages inside it. Pure but for reading those files."""

from __future__ import annotations

import csv
import itertools
import json
import math
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

COUNTY = "430921"
PUBLISHED = "430921103"  # 青树嘴镇: its two rounds give the published table
ORDINARY = ("430921102", "430921106", "430921107", "430921132")
FARM_TOWNSHIP = "430921201"
FARM = "430921201231"  # the farm lies in this village and runs its own small campaign
OUTLINED = ("430921103", "430921106")
KM_PER_DEGREE = 111.2
LEVELS = {2: "province", 4: "city", 6: "county", 9: "township", 12: "village"}

Point = tuple[float, float]


@dataclass(frozen=True)
class Place:
    """One area: code, name, level, invented population and centre (WGS-84 degrees)."""

    code: str
    name: str
    level: str
    population: int | None
    lat: float
    lon: float

    @property
    def short(self) -> str:
        """The name people say: without 村委会."""
        return self.name.removesuffix("委会")


@cache
def places() -> tuple[Place, ...]:
    """Every area of the demo county, upper levels first."""
    with (Path(__file__).parent / "nanxian.csv").open(encoding="utf-8", newline="") as file:
        rows = [
            Place(
                row["code"],
                row["name"],
                row["level"],
                int(row["population"]) if row["population"] else None,
                float(row["lat"]),
                float(row["lon"]),
            )
            for row in csv.DictReader(file)
        ]
    return tuple(rows)


def place(code: str) -> Place:
    """The area with this code."""
    return next(one for one in places() if one.code == code)


def villages_of(prefix: str) -> list[Place]:
    """Villages under a code, in order."""
    return [one for one in places() if one.level == "village" and one.code.startswith(prefix)]


@cache
def county_ring() -> list[list[float]]:
    """The county's outline as a closed ring `[[lon, lat], …]`; outline.json says where it comes from."""
    said = json.loads((Path(__file__).parent / "outline.json").read_text(encoding="utf-8"))
    ring: list[list[float]] = said["geometry"]["coordinates"][0]
    return ring


def inside(ring: list[list[float]], lat: float, lon: float) -> bool:
    """Whether a point lies inside a closed ring `[[lon, lat], …]`, of any shape: a ray to the east crosses it oddly
    often."""
    crossed = False
    for (x, y), (to_x, to_y) in itertools.pairwise(ring):
        if (y > lat) != (to_y > lat) and lon < x + (to_x - x) * (lat - y) / (to_y - y):
            crossed = not crossed
    return crossed


def near(centre: Place | Point, metres: float, rng: Random) -> Point:
    """A point scattered around a centre, most within `metres`; rounded to about a metre. One beyond the county's border
    is drawn nearer to the centre until it is inside."""
    lat, lon = (centre.lat, centre.lon) if isinstance(centre, Place) else centre
    scale = 1000 * KM_PER_DEGREE
    north, east = rng.gauss(0, metres / 2) / scale, rng.gauss(0, metres / 2) / scale
    for share in (1, 0.5, 0.25, 0):
        there = round(lat + north * share, 5), round(lon + east * share / math.cos(math.radians(lat)), 5)
        if inside(county_ring(), *there):
            break
    return there


def outline(village: Place, others: list[Place], radius_km: float = 1.5) -> list[list[float]]:
    """A closed ring `[[lon, lat], …]`: what of the county is nearer to this village than to the others, within a
    radius."""
    squeeze = math.cos(math.radians(village.lat))

    def seen_from_here(lat: float, lon: float) -> Point:
        return (lon - village.lon) * KM_PER_DEGREE * squeeze, (lat - village.lat) * KM_PER_DEGREE

    ring = [seen_from_here(lat, lon) for lon, lat in county_ring()[:-1]]
    for side in range(16):  # a line at the radius is half way to a point at twice the radius
        angle = side * math.pi / 8
        ring = _nearer(ring, (2 * radius_km * math.cos(angle), 2 * radius_km * math.sin(angle)))
    for other in others:
        if other.code != village.code:
            ring = _nearer(ring, seen_from_here(other.lat, other.lon))
    points = [
        [
            round(village.lon + x / KM_PER_DEGREE / squeeze, 5),
            round(village.lat + y / KM_PER_DEGREE, 5),
        ]
        for x, y in ring
    ]
    return [*points, points[0]]


def _nearer(ring: list[Point], other: Point) -> list[Point]:
    """The part of a ring that is nearer to the origin than to `other`."""
    half = (other[0] ** 2 + other[1] ** 2) / 2
    kept: list[Point] = []
    for one, following in zip(ring, [*ring[1:], ring[0]], strict=True):
        here = half - one[0] * other[0] - one[1] * other[1]
        there = half - following[0] * other[0] - following[1] * other[1]
        if here >= 0:
            kept.append(one)
        if (here >= 0) != (there >= 0):
            share = here / (here - there)
            kept.append((one[0] + share * (following[0] - one[0]), one[1] + share * (following[1] - one[1])))
    return kept
