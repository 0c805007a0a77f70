"""Lots and quick checks: exact sums, the reference tables, and nothing added up."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldapp.ground.problems import BadInput
from fieldapp.survey.stats.lots import (
    QuickRule,
    accept_probability,
    decide_lot,
    decide_quick_check,
    find_plan,
    smallest_worst_error,
)
from tests.survey.reference_data import rows


@pytest.mark.parametrize(
    ("missed", "decision", "band", "ends"),
    [
        (0, "pass", 1, (0, 3)),
        (3, "pass", 1, (0, 3)),
        (4, "fail", 2, (4, 8)),
        (8, "fail", 2, (4, 8)),
        (9, "fail", 3, (9, 19)),
        (19, "fail", 3, (9, 19)),
        (20, "fail", 4, (20, 60)),
        (60, "fail", 4, (20, 60)),
    ],
)
def test_a_polio_lot_of_sixty_falls_into_its_band(missed, decision, band, ends):
    found = decide_lot(60, missed)
    assert (found.decision, found.band, (found.band_from, found.band_to)) == (decision, band, ends)


@pytest.mark.parametrize("n", [0, 59, 61])
def test_any_other_number_of_children_is_incomplete_and_never_a_pass(n):
    found = decide_lot(n, 0)
    assert (found.decision, found.band) == ("incomplete", None)


def test_a_lot_says_how_often_a_good_one_fails():
    assert "35.3%" in decide_lot(60, 2).note


def test_other_rules_are_settings():
    assert decide_lot(19, 5, limits=(6,), children=19).decision == "pass"


def test_every_operating_characteristic_of_the_reference_comes_out():
    wrong = []
    for row in rows("lots/oc_n60.csv"):
        for limit in (3, 8, 19):
            for column, sd in (("binomial", 0.0), ("cluster_sd0.05", 0.05), ("cluster_sd0.10", 0.10)):
                expected = row[f"P(missed<={limit})_{column}"]
                if expected == "nan":
                    with pytest.raises(BadInput, match="cannot vary"):
                        accept_probability(60, limit, float(row["true_coverage"]), 10, sd)
                    continue
                found = accept_probability(60, limit, float(row["true_coverage"]), 10, sd)
                wrong += (
                    [(row["true_coverage"], limit, column, found)]
                    if round(found, 6) != float(expected)
                    else []
                )
    assert wrong == []


def test_every_quick_check_characteristic_of_the_reference_comes_out():
    for row in rows("lots/rcm20.csv"):
        for limit in (1, 2):
            found = accept_probability(20, limit, float(row["true_coverage"]))
            assert round(found, 6) == float(row[f"P(<={limit} missed of 20)"])


def test_every_plan_of_the_reference_comes_out():
    for row in rows("lots/design_exact.csv"):
        found = find_plan(*(float(row[name]) for name in ("p_hi", "p_lo", "alpha", "beta")))
        assert found == (int(row["n"]), int(row["d_max_missed"])), row


def test_every_rule_for_nineteen_children_comes_out():
    for row in rows("lots/lqas_n19.csv"):
        high = float(row["benchmark"])
        low = max(0.0, round(high - 0.30, 10))
        missed = 19 - int(row["published_rule_min_correct"])
        assert round(1 - accept_probability(19, missed, high), 5) == float(row["alpha_P(reject|p=benchmark)"])
        assert round(accept_probability(19, missed, low), 5) == float(row["beta_P(accept|p=benchmark-0.30)"])
        assert 19 - smallest_worst_error(19, high, low) == int(row["smallest_max_error_rule"])


@given(st.integers(1, 80), st.data(), st.integers(0, 100))
def test_the_characteristic_is_the_exact_binomial_sum(n, data, percent):
    limit = data.draw(st.integers(0, n))
    q = Fraction(100 - percent, 100)
    exact = sum(math.comb(n, x) * q**x * (1 - q) ** (n - x) for x in range(limit + 1))
    assert accept_probability(n, limit, percent / 100) == pytest.approx(float(exact), rel=1e-12, abs=1e-15)


def test_large_lots_keep_their_sum():
    assert accept_probability(5000, 5000, 0.9) == pytest.approx(1, rel=1e-9)
    assert accept_probability(5000, 500, 0.9) == pytest.approx(0.5117, abs=5e-4)


@given(st.integers(2, 30), st.integers(1, 9), st.floats(0.1, 0.9))
def test_clusters_of_any_size_make_a_distribution_that_adds_to_one(n, size, coverage):
    assert accept_probability(n, n, coverage, size, 0.1) == pytest.approx(1)


def test_little_variation_between_clusters_goes_over_into_the_binomial():
    assert accept_probability(60, 3, 0.9, 10, 1e-4) == pytest.approx(accept_probability(60, 3, 0.9), abs=1e-5)


def test_no_smaller_plan_keeps_both_risks():
    n, missed = find_plan(0.9, 0.75, 0.1, 0.1)
    assert 1 - accept_probability(n, missed, 0.9) <= 0.1
    assert accept_probability(n, missed, 0.75) <= 0.1
    for fewer in range(1, n):
        assert not any(
            1 - accept_probability(fewer, limit, 0.9) <= 0.1 and accept_probability(fewer, limit, 0.75) <= 0.1
            for limit in range(fewer + 1)
        )


@pytest.mark.parametrize(
    ("checked", "missed", "decision"),
    [
        (20, 0, "look_at_more"),
        (20, 1, "look_at_more"),
        (20, 2, "act"),
        (7, 2, "act"),
        (19, 1, "incomplete"),
        (29, 1, "look_at_more"),
        (30, 1, "no_action"),
        (30, 2, "act"),
    ],
)
def test_a_quick_check_of_twenty_children(checked, missed, decision):
    assert decide_quick_check(checked, missed) == decision


def test_a_quick_checks_rule_is_a_setting():
    assert decide_quick_check(10, 2, QuickRule(children=10, act_from=3, extra=0)) == "no_action"


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: decide_lot(60, 61), "number missed"),
        (lambda: decide_lot(60, -1), "number missed"),
        (lambda: decide_lot(60, 3, limits=(8, 3)), "limits"),
        (lambda: decide_lot(60, 3, limits=(3, 60)), "limits"),
        (lambda: decide_lot(60, 3, limits=()), "limits"),
        (lambda: accept_probability(0, 0, 0.9), "number of children"),
        (lambda: accept_probability(60, 61, 0.9), "largest number missed"),
        (lambda: accept_probability(60, 3, 1.2), "coverage"),
        (lambda: accept_probability(60, 3, 0.9, None, 0.1), "cluster size"),
        (lambda: accept_probability(60, 3, 0.9, 10, -0.1), "cannot vary"),
        (lambda: accept_probability(60, 3, 0.9, 10, math.nan), "cannot vary"),
        (lambda: accept_probability(60, 3, math.nan), "coverage"),
        (lambda: find_plan(0.8, 0.9, 0.1, 0.1), "below the high"),
        (lambda: find_plan(0.9, 0.8, 0, 0.1), "alpha"),
        (lambda: find_plan(0.9, 0.8999, 0.01, 0.01), "too close"),
        (lambda: decide_quick_check(20, 21), "number missed"),
    ],
)
def test_a_lot_that_cannot_be_is_refused(call, words):
    with pytest.raises(BadInput, match=words):
        call()


def test_a_decision_says_what_was_counted() -> None:
    found = decide_lot(60, 5)
    assert (found.n, found.missed, found.band) == (60, 5, 2)


def test_a_plan_may_allow_nobody_missed() -> None:
    assert find_plan(0.99, 0.5, 0.1, 0.1) == (4, 0)  # 0.5⁴ = 0.0625, 1 - 0.99⁴ = 0.039
