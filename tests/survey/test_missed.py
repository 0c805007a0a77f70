"""Two lists: Chapman's estimate, and when it must not be made."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldapp.ground.problems import BadInput
from fieldapp.survey.stats.missed import ASSUMPTIONS, estimate_missed


def test_two_lists_tell_how_many_are_on_neither():
    found = estimate_missed(200, 180, 150)
    assert found.seen == 230
    assert found.total == pytest.approx(201 * 181 / 151 - 1)
    assert found.se == pytest.approx(math.sqrt(201 * 181 * 50 * 30 / (151**2 * 152)))
    assert found.missed == pytest.approx(found.total - 230)
    assert 230 < found.low < found.total < found.high
    assert found.missed_high == pytest.approx(found.high - 230)
    assert found.assumptions == ASSUMPTIONS


@pytest.mark.parametrize(
    ("counts", "known", "words"),
    [
        ((200, 180, 150), {"independent": False}, "not independent"),
        ((200, 180, 150), {"closed": False}, "came or left"),
        ((200, 180, 150), {"matched": False}, "matched"),
        ((200, 180, 6), {}, "at least 7"),
        ((200, 180, 0), {}, "at least 7"),
        ((200, 180, 180), {}, "wholly inside"),
    ],
)
def test_where_an_assumption_plainly_fails_there_is_no_answer(counts, known, words):
    found = estimate_missed(*counts, **known)
    assert words in found.refusal
    assert (found.total, found.low, found.high, found.missed) == (None,) * 4


@pytest.mark.parametrize(("counts", "words"), [((10, 20, 11), "cannot be larger"), ((-1, 2, 0), "0 or more")])
def test_counts_that_cannot_be_are_refused(counts, words):
    with pytest.raises(BadInput, match=words):
        estimate_missed(*counts)


@given(st.integers(8, 500), st.integers(8, 500), st.data())
def test_the_interval_holds_the_estimate_and_never_falls_below_the_children_seen(first, second, data):
    both = data.draw(st.integers(7, min(first, second) - 1))
    found = estimate_missed(first, second, both)
    assert found.seen <= found.low <= found.total <= found.high


def test_nine_in_ten_intervals_hold_the_truth_of_a_known_population():
    rng = np.random.default_rng(20)
    held = 0
    for _ in range(400):
        one, other = rng.random(300) < 0.7, rng.random(300) < 0.6
        found = estimate_missed(int(one.sum()), int(other.sum()), int((one & other).sum()))
        held += found.low <= 300 <= found.high
    assert held / 400 >= 0.9
