"""Weights: selection, non-response, known population."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldapp.ground.problems import BadInput
from fieldapp.survey.stats.weights import adjust_for_nonresponse, base_weights, post_stratify, summary
from tests.survey.reference_data import figures


def test_the_manuals_area_gets_its_weight_with_the_number_of_clusters_put_back():
    example = figures("who2018/worked_examples.json")["annexJ_p186"]
    hits = example["ea_hh"] / example["interval"]
    assert base_weights(hits, 1 / example["segments"]) == pytest.approx(9.318, abs=5e-4)
    without_clusters = example["ea_hh"] / example["stratum_hh"]
    assert base_weights(without_clusters, 1 / example["segments"]) == pytest.approx(
        example["manual_weight"], rel=1e-4
    )


def test_those_who_answered_stand_for_those_who_did_not():
    weights = np.array([10, 10, 20, 5, 5.0])
    answered = np.array([True, False, True, True, True])
    found = adjust_for_nonresponse(weights, answered, ["a", "a", "a", "b", "b"])
    assert found.tolist() == pytest.approx([10 * 40 / 30, 0, 20 * 40 / 30, 5, 5])
    assert adjust_for_nonresponse(weights, answered).sum() == pytest.approx(weights.sum())


def test_a_class_nobody_answered_in_is_refused_by_name():
    with pytest.raises(BadInput, match="class 'b'"):
        adjust_for_nonresponse(np.ones(2), np.array([True, False]), ["a", "b"])


def test_post_stratified_weights_add_up_to_the_population():
    found = post_stratify(np.array([1, 3, 2.0]), ["boys", "boys", "girls"], {"boys": 400, "girls": 380})
    assert found.tolist() == [100, 300, 380]


@pytest.mark.parametrize(
    ("population", "words"),
    [
        ({"a": 5}, "cell 'b' is not given"),
        ({"a": 5, "b": 6, "c": 7}, "Cell 'c' has"),
        ({"a": 5, "b": 0}, "above 0"),
    ],
)
def test_a_population_that_does_not_fit_the_sample_is_refused(population, words):
    with pytest.raises(BadInput, match=words):
        post_stratify(np.ones(2), ["a", "b"], population)


def test_a_probability_of_zero_is_refused():
    with pytest.raises(BadInput, match="above 0"):
        base_weights(np.array([0.5, 0]))


def test_weighted_and_unweighted_numbers_are_both_reported():
    found = summary(np.array([1, 3, 0, 2.0]))
    assert (found.n, found.n_weighted) == (3, 6)
    assert found.variation == pytest.approx(np.std([1, 3, 2]) / 2)


@given(st.lists(st.floats(0.01, 1000), min_size=2, max_size=30), st.floats(1, 1e6))
def test_post_stratifying_one_cell_scales_all_weights_alike(weights, population):
    found = post_stratify(np.array(weights), ["x"] * len(weights), {"x": population})
    assert found.sum() == pytest.approx(population)
    assert found / found[0] == pytest.approx(np.array(weights) / weights[0])
