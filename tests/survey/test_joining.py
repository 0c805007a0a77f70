"""Small villages joined before the draw: none is left alone that has a neighbour, and the chance of each is known."""

from __future__ import annotations

from fractions import Fraction

import pytest

from fieldapp.survey.plan.drawing import Place, draw
from fieldapp.survey.plan.joining import grouped, join_small

TOWN, NEXT = "430921103", "430921104"


def frame(*sizes: int, town: str = TOWN, stratum: str = "") -> list[Place]:
    return [Place(f"{town}{n:03}", f"村{n}", size, stratum) for n, size in enumerate(sizes, start=1)]


def code(n: int, town: str = TOWN) -> str:
    return f"{town}{n:03}"


def test_a_small_village_goes_to_the_next_by_code_where_nobody_knows_where_they_lie() -> None:
    assert join_small(frame(300, 40, 500), 100) == {code(1): [code(1), code(2)]}
    assert join_small(frame(300, 500, 40), 100) == {code(2): [code(2), code(3)]}
    assert join_small(frame(30, 40, 50, 900), 100) == {code(1): [code(1), code(2), code(3)]}
    assert join_small(frame(300, 500), 100) == {}


def test_a_small_village_goes_to_the_nearest_where_all_positions_are_known() -> None:
    places = frame(300, 40, 500, 600)
    at = {code(1): (29.0, 112.0), code(2): (29.5, 112.5), code(3): (29.2, 112.2), code(4): (29.5, 112.51)}
    assert join_small(places, 100, at=at) == {code(2): [code(2), code(4)]}
    del at[code(4)]  # half a map is none
    assert join_small(places, 100, at=at) == {code(1): [code(1), code(2)]}


def test_it_stays_within_what_is_not_split_again_where_it_can() -> None:
    assert join_small(frame(480, 40, 300), 100, most=500) == {code(2): [code(2), code(3)]}
    assert join_small(frame(480, 40, 490), 100, most=500) == {code(1): [code(1), code(2)]}


def test_neither_township_nor_stratum_is_crossed_and_a_village_without_size_stays_out() -> None:
    places = [*frame(40, 300, stratum="山"), *frame(0, 50, town=NEXT, stratum="山")]
    assert join_small(places, 100) == {code(1): [code(1), code(2)]}
    apart = [*frame(40, stratum="山"), Place(code(2), "村2", 300, "坝")]
    assert join_small(apart, 100) == {}


def test_the_draw_takes_a_group_as_one_place_with_the_chance_of_its_whole_size() -> None:
    places = frame(300, 40, 500, 60, 30, 400, 0, 270)
    groups = join_small(places, 100, most=600)
    whole = grouped(places, groups)
    assert sum(one.size for one in whole) == sum(one.size for one in places)
    assert [(one.name, one.size) for one in whole if "、" in one.name] == [
        ("村1、村2", 340),
        ("村3、村4、村5", 590),
    ]
    hits = {one.code: 0 for one in whole}
    total = sum(one.size for one in places)
    for seed in range(400):
        found = draw(whole, 3, seed)
        for one in found.clusters:
            hits[one.code] += 1
            assert one.expected == pytest.approx(float(Fraction(one.size * 3, total)))
            assert one.size == next(place.size for place in whole if place.code == one.code)
    for one in whole:
        assert hits[one.code] / 400 == pytest.approx(3 * one.size / total, abs=0.09)


@pytest.mark.parametrize("least", [1, 50, 200, 1000, 5000])
def test_every_village_is_in_one_place_and_order_decides_nothing(least: int) -> None:
    places = [*frame(30, 900, 45, 80, 0, 120, 7), *frame(15, 20, town=NEXT)]
    groups = join_small(places, least)
    assert join_small(places[::-1], least) == groups
    codes = [code for some in groups.values() for code in some]
    assert len(codes) == len(set(codes)) and all(first == some[0] for first, some in groups.items())
    for one in grouped(places, groups):
        alone = [place for place in places if place.code[:9] == one.code[:9] and place.size]
        assert one.size >= least or not one.size or one.size == sum(place.size for place in alone)
