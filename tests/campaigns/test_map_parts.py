"""The shift of public basemaps."""

from __future__ import annotations

from math import cos, degrees, pi, radians, sin
from typing import Any

import pytest
from geopy.distance import geodesic
from hypothesis import example, given
from hypothesis import strategies as st

from fieldapp.areas.maps.gcj import to_gcj


def test_a_point_of_beijing_shifts_as_published() -> None:
    lat, lon = to_gcj(39.90960456, 116.39722824)  # as eviltransform 0.1.1 gives it
    assert (round(lat, 4), round(lon, 4)) == (39.9110, 116.4035)


def test_a_point_outside_china_stays() -> None:
    assert to_gcj(51.5, -0.1) == (51.5, -0.1)


def test_the_edges_of_china_are_those_published_and_belong_to_it() -> None:
    """As in eviltransform: 0.8293 to 55.8271 north, 72.004 to 137.8347 east."""
    for lat, lon in ((0.8293, 100.0), (55.8271, 100.0), (30.0, 72.004), (30.0, 137.8347)):
        assert to_gcj(lat, lon) != (lat, lon)
    for lat, lon in ((0.8292, 100.0), (55.8272, 100.0), (30.0, 72.0039), (30.0, 137.8348)):
        assert to_gcj(lat, lon) == (lat, lon)


@given(st.floats(20, 50), st.floats(75, 134))
def test_the_shift_is_some_hundred_metres(lat: float, lon: float) -> None:
    assert 1 < geodesic((lat, lon), to_gcj(lat, lon)).meters < 1500


PUBLISHED = [  # of googollee/eviltransform: WGS-84, then GCJ-02
    ((31.1774276, 121.5272106), (31.17530398364597, 121.531541859215)),
    ((22.543847, 113.912316), (22.540796131694766, 113.9171764808363)),
    ((39.911954, 116.377817), (39.91334545536069, 116.38404722455657)),
]


@pytest.mark.parametrize(("place", "shifted"), PUBLISHED)
def test_published_places_come_out_to_less_than_a_centimetre(place: Any, shifted: Any) -> None:
    assert geodesic(to_gcj(*place), shifted).meters < 0.01


def in_steps(lat: float, lon: float) -> tuple[float, float]:
    """The published series written as tables of (amplitude, wave length in degrees), in metres north and east."""
    x, y = lon - 105, lat - 35

    def waves(at: float, said: list[tuple[float, float]]) -> float:
        return sum(high * sin(2 * pi * at / long) for high, long in said) / 1.5

    both = waves(x, [(20, 1 / 3), (20, 1)])
    north = 0.2 * (x * y / 2 + y * y + abs(x) ** 0.5) + 2 * x + 3 * y - 100
    north += both + waves(y, [(20, 2), (40, 6), (160, 24), (320, 60)])
    east = 0.1 * (x * x + x * y + abs(x) ** 0.5) + x + 2 * y + 300
    east += both + waves(x, [(20, 2), (40, 6), (150, 24), (300, 60)])
    bent = 1 - 0.00669342162296594323 * sin(radians(lat)) ** 2
    meridian = 6378245.0 * (1 - 0.00669342162296594323) / bent**1.5
    return lat + degrees(north / meridian), lon + degrees(east * bent**0.5 / (6378245.0 * cos(radians(lat))))


@given(st.floats(1, 55), st.floats(73, 137))
@example(29.36, 112.41)
@example(35.0, 105.0)
@example(47.3, 87.1)
def test_every_place_comes_out_as_by_the_published_series_to_a_centimetre(lat: float, lon: float) -> None:
    assert geodesic(to_gcj(lat, lon), in_steps(lat, lon)).meters < 0.01
