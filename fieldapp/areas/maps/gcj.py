"""Coordinates for a basemap that is shifted (GCJ-02), as public web maps in China are. Pure.

Records are WGS-84 and stay so; only what is drawn on such a basemap is converted. The series is the one
every open implementation uses (eviltransform and others); outside China nothing is shifted.
"""

from __future__ import annotations

from math import cos, pi, sin, sqrt

AXIS, ECCENTRICITY = 6378245.0, 0.00669342162296594323


def _waves(x: float) -> float:
    return (20 * sin(6 * x * pi) + 20 * sin(2 * x * pi)) * 2 / 3


def _north(x: float, y: float) -> float:
    base = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x))
    slow = (20 * sin(y * pi) + 40 * sin(y / 3 * pi) + 160 * sin(y / 12 * pi) + 320 * sin(y * pi / 30)) * 2 / 3
    return base + _waves(x) + slow


def _east(x: float, y: float) -> float:
    base = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x))
    slow = (20 * sin(x * pi) + 40 * sin(x / 3 * pi) + 150 * sin(x / 12 * pi) + 300 * sin(x / 30 * pi)) * 2 / 3
    return base + _waves(x) + slow


def to_gcj(lat: float, lon: float) -> tuple[float, float]:
    """WGS-84 degrees as GCJ-02 degrees."""
    if not (0.8293 <= lat <= 55.8271 and 72.004 <= lon <= 137.8347):
        return lat, lon
    x, y, angle = lon - 105, lat - 35, lat / 180 * pi
    flat = 1 - ECCENTRICITY * sin(angle) ** 2
    north = _north(x, y) * 180 / (AXIS * (1 - ECCENTRICITY) / (flat * sqrt(flat)) * pi)
    east = _east(x, y) * 180 / (AXIS / sqrt(flat) * cos(angle) * pi)
    return lat + north, lon + east
