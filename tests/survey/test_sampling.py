"""Drawing areas and households: the worked example, exact probabilities, large and small areas."""

from __future__ import annotations

import math
from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldapp.ground.problems import BadInput
from fieldapp.survey.stats.sampling import (
    Area,
    draw,
    exact_interval,
    frame,
    merge_small,
    random_start,
    segment_probability,
    select_households,
    split_large,
)
from fieldapp.survey.stats.table import read_table
from tests.survey.reference_data import figures, rows

EXPECTED = figures("who2018/annexD_expected.json")
FRAME = [
    Area(row["entry"], int(row["households"])) for row in rows("who2018/annexD_frame_combined_split.csv")
]
AREAS = (
    st.lists(st.integers(0, 60), min_size=1, max_size=12)
    .filter(any)
    .map(lambda sizes: [Area(str(place), size) for place, size in enumerate(sizes)])
)


def test_the_manuals_fifteen_areas_come_out():
    drawn = draw(FRAME, 15, Fraction(EXPECTED["interval"]), Fraction(EXPECTED["random_start"]))
    assert [one.id for one in drawn] == EXPECTED["selected"]
    chosen = {
        row["entry"]: row for row in rows("who2018/annexD_frame_combined_split.csv") if row["cluster_id"]
    }
    assert [(one.at, one.cumulative) for one in drawn] == [
        (int(chosen[one.id]["selected_hh"]), int(chosen[one.id]["cumulative"])) for one in drawn
    ]
    assert drawn[0].probability == pytest.approx(184 / 276)


def test_the_manuals_shares_of_towns_come_out():
    kinds = {row["entry"]: row for row in rows("who2018/annexD_frame_combined_split.csv")}
    towns = sum(int(row["households"]) for row in kinds.values() if row["urban_rural"] == "U")
    assert towns / EXPECTED["total_households"] == pytest.approx(EXPECTED["urban_share_frame"])
    drawn = draw(FRAME, 15, Fraction(276), Fraction(107))
    assert sum(kinds[one.id]["urban_rural"] == "U" for one in drawn) / 15 == EXPECTED["urban_share_sample"]


def test_the_exact_interval_can_reach_the_last_household_and_the_rounded_one_cannot():
    exact = exact_interval(FRAME, 15)
    assert exact == Fraction(4153, 15)
    assert draw(FRAME, 15, exact, exact)[-1].at == 4153
    assert draw(FRAME, 15, Fraction(276), Fraction(276))[-1].at == 4140


def test_each_area_is_drawn_as_often_as_its_probability_says_over_ten_thousand_seeds():
    interval = exact_interval(FRAME, 15)
    seen = Counter(
        one.id for seed in range(10_000) for one in draw(FRAME, 15, interval, random_start(interval, seed))
    )
    for area in FRAME:
        p = float(area.size / interval)
        assert abs(seen[area.id] / 10_000 - p) <= 4 * math.sqrt(p * (1 - p) / 10_000), area


@given(AREAS, st.integers(1, 8))
def test_over_all_starts_every_area_is_hit_exactly_as_often_as_expected(areas, clusters):
    interval = exact_interval(areas, clusters)
    total = sum(area.size for area in areas)
    starts = [Fraction(step, interval.denominator) for step in range(1, interval.numerator + 1)]
    seen = Counter(one.id for start in starts for one in draw(areas, clusters, interval, start))
    for area in areas:
        assert Fraction(seen[area.id], len(starts)) == Fraction(area.size * clusters, total)


def test_an_area_larger_than_the_interval_may_be_drawn_twice_with_its_expected_hits():
    drawn = draw([Area("large", 70), Area("small", 30)], 4, Fraction(25), Fraction(5))
    assert [(one.id, one.hits) for one in drawn] == [("large", 3), ("large", 3), ("large", 3), ("small", 1)]
    assert (drawn[0].probability, drawn[0].expected_hits) == (1, 2.8)
    assert (drawn[3].probability, drawn[3].expected_hits) == (1, 1.2)


def test_the_same_seed_draws_the_same_and_another_differs():
    interval = exact_interval(FRAME, 15)
    assert random_start(interval, 5) == random_start(interval, 5)
    assert len({random_start(interval, seed) for seed in range(50)}) > 40


def test_large_areas_are_split_evenly_and_small_ones_joined():
    assert split_large([Area("12", 309), Area("9", 34)], 184) == [
        Area("12A", 155),
        Area("12B", 154),
        Area("9", 34),
    ]
    assert merge_small([Area("1", 20), Area("2", 25), Area("3", 90), Area("4", 10)], 40) == [
        Area("1&2", 45),
        Area("3&4", 100),
    ]
    assert split_large([Area("x", 0)], 10) == [Area("x", 0)]
    assert [area.id for area in split_large([Area("x", 28)], 1)][-2:] == ["xAA", "xAB"]


@given(AREAS, st.integers(1, 40))
def test_splitting_and_joining_lose_no_household(areas, size):
    total = sum(area.size for area in areas)
    assert sum(area.size for area in split_large(areas, size)) == total
    assert all(area.size <= size for area in split_large(areas, size))
    joined = merge_small(areas, size)
    assert sum(area.size for area in joined) == total
    assert len(joined) == 1 or all(area.size >= size for area in joined)


def test_one_of_several_segments_keeps_its_probability():
    assert segment_probability(220 / 410, 5) == pytest.approx(0.10732, abs=5e-6)


def test_households_are_taken_at_even_steps_with_equal_probability():
    listed = [str(door) for door in range(1, 24)]
    chosen, probability = select_households(listed, 7, seed=1)
    assert (len(set(chosen)), probability) == (7, 7 / 23)
    assert chosen == sorted(chosen, key=int)
    assert select_households(listed[:5], 7, seed=1) == (listed[:5], 1.0)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: draw(FRAME, 15, Fraction(276), Fraction(300)), "start"),
        (lambda: draw(FRAME, 16, Fraction(276), Fraction(107)), "Cluster 16 would be household 4247 of 4153"),
        (lambda: exact_interval(FRAME, 0), "number of clusters"),
        (lambda: exact_interval([Area("a", 0)], 1), "no households"),
        (lambda: segment_probability(1, 0), "segments"),
        (lambda: select_households(["1"], 0, 1), "households"),
    ],
)
def test_what_cannot_be_drawn_is_refused(call, words):
    with pytest.raises(BadInput, match=words):
        call()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("id,size\na,12.5\n", "line 2, column size: 12.5 is not a whole number"),
        ("id,size\na,-1\n", "line 2, column size"),
        ("id,size\na,1\nb,2\na,3\n", "line 4, column id: 'a' is already in line 2"),
    ],
)
def test_a_wrong_frame_is_named_by_line_and_column(text, words):
    with pytest.raises(BadInput, match=words):
        frame(read_table(text.encode(), "frame.csv"))
