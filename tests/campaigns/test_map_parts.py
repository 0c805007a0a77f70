"""The shift of public basemaps."""

from __future__ import annotations

from geopy.distance import geodesic
from hypothesis import given
from hypothesis import strategies as st

from fieldapp.campaigns.map.gcj import to_gcj


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
