"""Differences, classifications and consistency: R's figures and the manual's examples."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldapp.survey.stats.compare import (
    between_surveys,
    classify,
    consistency,
    difference,
    effective_count,
    fisher_exact,
)
from fieldapp.survey.stats.design import build
from fieldapp.survey.stats.estimate import Estimate, mean
from fieldapp.survey.stats.intervals import beta
from tests.survey.reference_data import design, far, figures, rows, table

COLUMNS = ("p1", "p2", "diff", "se", "df", "lo", "hi", "t_p")


def test_every_difference_of_r_is_reproduced():
    wrong = []
    for row in rows("r/ref_differences.csv"):
        group = np.array(table().texts(row["group"]))
        found = difference(design(), table().outcome(row["var"]), group == row["g1"], group == row["g2"])
        got = (
            found.first.value,
            found.second.value,
            found.value,
            found.se,
            found.df,
            found.low,
            found.high,
            found.p,
        )
        wrong += [
            (*row.values(), *pair)
            for pair in zip(got, [float(row[c]) for c in COLUMNS], strict=True)
            if far(*pair)
        ]
        assert found.show
    assert wrong == []


def test_domains_of_the_same_clusters_share_their_error():
    sample = build(8, clusters=list("aabbccdd"))
    outcome = np.array([1, 1, 0, 0, 1, 1, 0, 0.0])
    first = np.array([True, False] * 4)
    found = difference(sample, outcome, first, ~first)
    assert (found.value, found.se) == (0, 0)
    assert found.p is None


def test_a_comparison_with_few_degrees_of_freedom_is_not_to_be_shown():
    sample = build(8, clusters=list("aabbccdd"))
    first = np.array([True, False] * 4)
    found = difference(sample, np.array([1, 0, 1, 1, 0, 1, 0, 0.0]), first, ~first)
    assert found.df == 3
    assert not found.show


def test_without_degrees_of_freedom_there_is_a_difference_and_no_interval():
    strata, clusters = list("AAAABBBB"), list("11112222")
    sample = build(8, strata=strata, clusters=clusters, lonely="adjust")
    first = np.array([True, False] * 4)
    found = difference(sample, np.array([1, 0, 1, 1, 0, 1, 0, 0.0]), first, ~first)
    assert (found.df, found.low, found.high, found.p) == (0, None, None, None)


def test_a_domain_without_a_value_cannot_be_compared():
    sample = build(4)
    nobody = np.zeros(4, dtype=bool)
    with pytest.raises(ValueError, match="without a value"):
        between_surveys(mean(sample, np.ones(4)), Estimate(0, 0, None, 0.0, None, 1, 1, 1))
    with pytest.raises(ValueError, match="without a standard error"):
        between_surveys(mean(sample, np.ones(4)), mean(sample, np.ones(4), nobody))


def test_two_surveys_add_their_variances_and_degrees_of_freedom():
    one = Estimate(300, 300, 0.80, 0.03, 0.16, 28, 30, 2)
    other = Estimate(400, 400, 0.70, 0.04, 0.21, 19, 20, 1)
    found = between_surveys(one, other)
    assert (found.value, found.se, found.df) == (pytest.approx(0.1), pytest.approx(0.05), 47)


def test_two_surveys_side_by_side_equal_one_survey_of_two_strata():
    rng = np.random.default_rng(3)
    outcome = (rng.random(60) < 0.6).astype(float)
    clusters = [str(i // 5) for i in range(60)]
    both = build(60, strata=["x"] * 30 + ["y"] * 30, clusters=clusters)
    in_x = np.arange(60) < 30
    whole = difference(both, outcome, in_x, ~in_x)
    apart = between_surveys(
        mean(build(30, clusters=clusters[:30]), outcome[:30]),
        mean(build(30, clusters=clusters[30:]), outcome[30:]),
    )
    assert (apart.se, apart.df, apart.low) == (pytest.approx(whole.se), whole.df, pytest.approx(whole.low))


def test_the_manuals_comparison_of_two_surveys_comes_out():
    example = figures("who2018/worked_examples.json")["compare_p82"]
    counts = []
    for survey in (example["survey1"], example["survey2"]):
        x, size = effective_count(survey["p"], survey["n"], survey["deff"])
        assert (x, size) == (survey["x"], survey["ess"])
        assert beta(x / size, size, 0, 0.025) == pytest.approx(survey["exact"], abs=5e-4)
        counts += [x, size]
    two_sided, one_sided = fisher_exact(*counts)
    assert two_sided == pytest.approx(example["fisher_two_sided"], abs=5e-4)
    assert one_sided == pytest.approx(example["fisher_one_sided"], abs=5e-4)


@given(st.integers(1, 40), st.integers(1, 40), st.data())
def test_fishers_sides_overlap_in_the_table_seen(n1, n2, data):
    x1, x2 = data.draw(st.integers(0, n1)), data.draw(st.integers(0, n2))
    rise, fall = fisher_exact(x1, n1, x2, n2)[1], fisher_exact(x2, n2, x1, n1)[1]
    seen = math.comb(n1, x1) * math.comb(n2, x2) / math.comb(n1 + n2, x1 + x2)
    assert rise + fall == pytest.approx(1 + seen)
    assert fisher_exact(x1, n1, x2, n2)[0] <= 1 + 1e-12


@pytest.mark.parametrize(
    ("lower", "upper", "verdict"),
    [(0.80, 0.90, "pass"), (0.60, 0.799, "fail"), (0.70, 0.80, "intermediate"), (0.70, 0.90, "intermediate")],
)
def test_classification_against_a_goal_of_eighty_per_cent(lower, upper, verdict):
    assert classify(lower, upper, 0.8) == verdict


@pytest.mark.parametrize(
    ("reported", "said"),
    [
        (0.83, "consistent"),
        (0.93, "reported_above_survey"),
        (0.60, "reported_below_survey"),
        (0.86, "consistent"),
        (0.76, "consistent"),
    ],
)
def test_reported_coverage_beside_a_survey_of_81_per_cent_between_78_and_84(reported, said):
    assert consistency(reported, 0.81, 0.78, 0.84) == said
