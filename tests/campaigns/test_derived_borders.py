"""Borders between townships worked out from their villages: halfway, inside the county, the same whatever the order."""

from __future__ import annotations

import math
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldapp.areas.maps.derived import Ring, Site, township_borders
from fieldapp.demo.stage.places import county_ring, inside, places

SQUARE: Ring = ((112.0, 29.0), (113.0, 29.0), (113.0, 30.0), (112.0, 30.0), (112.0, 29.0))
DEMO: tuple[Site, ...] = tuple((one.code[:9], one.lat, one.lon) for one in places() if one.level == "village")
COUNTY: Ring = tuple((lon, lat) for lon, lat in county_ring())


def test_between_two_villages_lies_the_line_half_way() -> None:
    [line] = township_borders((("a", 29.5, 112.25), ("b", 29.5, 112.75)), (SQUARE,))
    assert {lon for lon, _lat in line} == {112.5}
    assert sorted(lat for _lon, lat in line) == [29.0, 30.0]


def test_villages_of_one_township_have_no_border() -> None:
    assert township_borders((("a", 29.2, 112.2), ("a", 29.8, 112.8)), (SQUARE,)) == ()
    assert township_borders((("a", 29.2, 112.2),), (SQUARE,)) == ()
    assert township_borders((), (SQUARE,)) == ()


def test_two_villages_on_one_spot_are_one() -> None:
    sites: tuple[Site, ...] = (("a", 29.5, 112.25), ("b", 29.5, 112.25), ("c", 29.5, 112.75))
    assert len(township_borders(sites, (SQUARE,))) == 1


def test_without_an_outline_the_lines_still_end() -> None:
    [line] = township_borders((("a", 29.5, 112.25), ("b", 29.5, 112.75)), ())
    assert len(line) == 2 and all(28 < lat < 31 for _lon, lat in line)


def test_a_county_of_two_parts_has_lines_in_both() -> None:
    west: Ring = ((112.0, 29.0), (112.2, 29.0), (112.2, 30.0), (112.0, 30.0), (112.0, 29.0))
    east: Ring = ((112.8, 29.0), (113.0, 29.0), (113.0, 30.0), (112.8, 30.0), (112.8, 29.0))
    sites: tuple[Site, ...] = (("n", 29.8, 112.1), ("s", 29.2, 112.1), ("n", 29.8, 112.9), ("s", 29.2, 112.9))
    lines = township_borders(sites, (west, east))
    assert sorted(min(lon for lon, _lat in line) for line in lines) == [112.0, 112.8]


def test_the_lines_of_the_demo_county_lie_inside_it_and_beside_two_townships() -> None:
    """A point a little to either side of a line's middle is nearest to villages of two different townships."""
    lines = township_borders(DEMO, (COUNTY,))
    assert len(lines) >= 11
    squeeze = math.cos(math.radians(29.3))

    def nearest(lat: float, lon: float) -> str:
        return min(DEMO, key=lambda one: math.hypot(one[1] - lat, (one[2] - lon) * squeeze))[0]

    for line in lines:
        for (x, y), (to_x, to_y) in pairwise(line):
            long = math.dist((x, y), (to_x, to_y))
            if long > 0.002:
                lon, lat = (x + to_x) / 2, (y + to_y) / 2
                assert inside(county_ring(), lat, lon)
                aside = (to_y - y) / long * 0.0005, (x - to_x) / long * 0.0005
                assert nearest(lat + aside[1], lon + aside[0]) != nearest(lat - aside[1], lon - aside[0])


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_villages_does_not_matter(seed: int) -> None:
    turned = list(DEMO)
    Random(seed).shuffle(turned)
    assert _pieces(township_borders(tuple(turned), (COUNTY,))) == _pieces(township_borders(DEMO, (COUNTY,)))


def _pieces(lines: tuple[tuple[tuple[float, float], ...], ...]) -> float:
    return round(sum(math.dist(a, b) for line in lines for a, b in pairwise(line)), 3)


@settings(deadline=None, max_examples=30)
@given(st.lists(st.tuples(st.sampled_from("abc"), st.floats(29, 30), st.floats(112, 113)), max_size=12))
def test_any_villages_give_lines_inside_the_county(sites: list[tuple[str, float, float]]) -> None:
    for line in township_borders(tuple(sites), (SQUARE,)):
        assert all(112 - 1e-4 <= lon <= 113 + 1e-4 and 29 - 1e-4 <= lat <= 30 + 1e-4 for lon, lat in line)
