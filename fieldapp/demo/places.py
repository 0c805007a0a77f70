"""Where the story plays: the county's areas from nanxian.csv, and outlines invented for some villages. Pure but for
reading that file."""

from __future__ import annotations

import csv
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


def near(centre: Place | Point, metres: float, rng: Random) -> Point:
    """A point scattered around a centre, most within `metres`; rounded to about a metre."""
    lat, lon = (centre.lat, centre.lon) if isinstance(centre, Place) else centre
    north, east = rng.gauss(0, metres / 2), rng.gauss(0, metres / 2)
    scale = 1000 * KM_PER_DEGREE
    return round(lat + north / scale, 5), round(lon + east / scale / math.cos(math.radians(lat)), 5)


def outline(village: Place, others: list[Place], radius_km: float = 1.5) -> list[list[float]]:
    """A closed ring `[[lon, lat], …]`: what is nearer to this village than to the others, within a radius."""
    squeeze = math.cos(math.radians(village.lat))
    ring = [
        (radius_km * math.cos(angle * math.pi / 8), radius_km * math.sin(angle * math.pi / 8))
        for angle in range(16)
    ]
    for other in others:
        if other.code != village.code:
            x = (other.lon - village.lon) * KM_PER_DEGREE * squeeze
            y = (other.lat - village.lat) * KM_PER_DEGREE
            ring = _nearer(ring, (x, y))
    points = [
        [
            round(village.lon + x / KM_PER_DEGREE / squeeze, 5),
            round(village.lat + y / KM_PER_DEGREE, 5),
        ]
        for x, y in ring
    ]
    return [*points, points[0]]


def _nearer(ring: list[Point], other: Point) -> list[Point]:
    """The part of a convex ring that is nearer to the origin than to `other`."""
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
