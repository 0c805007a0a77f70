"""Sample sizes: every cell of the manual's tables and its worked examples."""

from __future__ import annotations

import pytest

from fieldapp.ground.problems import BadInput
from fieldapp.survey.stats.sample_size import (
    Field,
    classification_ess,
    comparison_ess,
    estimation_ess,
    households_per_child,
    nonresponse_inflation,
    plan,
    round_up,
)
from tests.survey.reference_data import figures, rows

EXAMPLES = figures("who2018/worked_examples.json")


def test_the_manuals_survey_of_page_17_comes_out():
    found = plan(estimation_ess(0.5, 0.1), None, Field(7, 1 / 3, 0, 1, 5, 1.11))
    expected = EXAMPLES["design_p17"]
    assert (found.ess, found.respondents, found.households) == (
        103,
        expected["respondents"],
        expected["households"],
    )


def test_every_cell_of_table_b1_comes_out():
    wrong = [
        row
        for row in rows("who2018/tableB1_ess_estimation.csv")
        if estimation_ess(float(row["expected_coverage"]), float(row["half_width"])) != int(row["WHO_ESS"])
    ]
    assert wrong == []


def test_every_cell_of_table_b2_comes_out():
    wrong = []
    for row in rows("who2018/tableB2_ess_classification_below.csv"):
        for column, alpha, power in (
            ("a10_p80", 0.10, 0.8),
            ("a05_p80", 0.05, 0.8),
            ("a10_p90", 0.10, 0.9),
            ("a05_p90", 0.05, 0.9),
        ):
            found = classification_ess(float(row["threshold"]), float(row["delta"]), "below", alpha, power)
            wrong += [(row, column, found)] if found != int(row[column]) else []
    assert wrong == []


def test_every_cell_of_table_d_comes_out():
    columns = ("years_in_cohort", "birth_rate", "hh_size", "infant_mortality")
    wrong = [
        row
        for row in rows("who2018/tableD_hh_per_child.csv")
        if households_per_child(*(float(row[name]) for name in columns)) != int(row["WHO"])
    ]
    assert wrong == []


def test_every_cell_of_table_e_comes_out_at_its_two_decimals():
    for row in rows("who2018/tableE_nonresponse.csv"):
        assert round(nonresponse_inflation(float(row["nonresponse_pct"])), 2) == float(row["inflation"])


def test_the_manuals_worked_examples_come_out():
    assert estimation_ess(0.75, 0.06) == EXAMPLES["ess_p129"]["ess"]
    assert estimation_ess(0.75, 0.05) == 340
    assert classification_ess(0.85, 0.10, "below", 0.05, 0.8) == EXAMPLES["cls_p131_below"]["ess"]
    assert classification_ess(0.85, 0.10, "above", 0.05, 0.8) == EXAMPLES["cls_p131_above"]["ess"]
    assert comparison_ess(0.7, 0.05, 1, 0.05, 0.8) == (1291, 1291)


def test_the_manuals_surveys_of_pages_18_and_21_come_out():
    stated = EXAMPLES["design_p18"]
    found = plan(stated["B"], None, Field(stated["m"], 1 / 3, 0, stated["A"], stated["D"], stated["E"]))
    assert (found.deff, found.respondents, found.households) == (stated["C"], 6015, 33384)
    hpv = EXAMPLES["design_p21_hpv"]
    found = plan(hpv["B"], None, Field(hpv["m"], 1 / 6, 0, hpv["A"], hpv["D"], hpv["E"]))
    assert (found.respondents, found.clusters, found.households) == (
        hpv["respondents"],
        hpv["clusters"],
        hpv["households"],
    )
    assert found.households / found.clusters == hpv["hh_per_cluster"]


def test_the_manuals_comparison_of_page_136_is_one_child_less_by_its_own_formula():
    """The manual prints 258.4 where its formula gives 257.97 (ADR on the figures that differ)."""
    assert comparison_ess(0.7, 0.1, 1.5, 0.05, 0.8) == (258, 387)
    assert EXAMPLES["cmp_p136"]["ess1"] == 259


def test_households_for_ten_children_follow_annex_e():
    example = EXAMPLES["annexE_p150"]
    each = households_per_child(1, example["birth_rate"], example["hh"], example["imr"])
    assert each * example["children"] == example["households"]


def test_annex_es_second_example_is_not_rounded_before_it_is_multiplied():
    """The manual keeps 12.887 households per child there and rounds to the nearest: 143 (ADR)."""
    example = EXAMPLES["annexE_p150_b"]
    exact = 1000 / (example["birth_rate"] * example["hh"]) * 1000 / (1000 - example["imr"])
    assert round(exact * example["children"] * 1.11) == example["households"]
    assert households_per_child(1, example["birth_rate"], example["hh"], example["imr"]) == 13


def test_a_comparison_plans_for_both_groups():
    found = plan(100, 150, Field(5, 0.25))
    assert (found.deff, found.respondents, found.clusters) == (2, 500, 100)


def test_the_regions_of_k_join_where_the_interval_meets_the_ends():
    assert estimation_ess(0.93, 0.07) == estimation_ess(0.07, 0.07)
    assert estimation_ess(0.02, 0.05) == estimation_ess(0.98, 0.05) == 162


@pytest.mark.parametrize(
    ("value", "whole"), [(3.0, 3), (3.0000000001, 3), (3.001, 4), (2.9999999999, 3), (0.2, 1)]
)
def test_rounding_up_forgives_rounding(value, whole):
    assert round_up(value) == whole


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: estimation_ess(1.2, 0.1), "coverage"),
        (lambda: estimation_ess(0.5, 0.5), "half-width"),
        (lambda: estimation_ess(0.5, 0.1, 100), "level"),
        (lambda: classification_ess(1, 0.1, "below", 0.05, 0.8), "threshold"),
        (lambda: classification_ess(0.95, 0.1, "above", 0.05, 0.8), "delta"),
        (lambda: classification_ess(0.8, 0, "below", 0.05, 0.8), "delta"),
        (lambda: classification_ess(0.8, 0.1, "below", 0, 0.8), "alpha"),
        (lambda: classification_ess(0.8, 0.1, "below", 0.8, 0.2), "must be above alpha"),
        (lambda: comparison_ess(0.9, 0.1, 1, 0.05, 0.8), "delta"),
        (lambda: comparison_ess(0.7, 0.1, 0, 0.05, 0.8), "ratio"),
        (lambda: nonresponse_inflation(100), "Non-response"),
        (lambda: households_per_child(1, 0, 4, 30), "births"),
        (lambda: plan(100, None, Field(cluster_size=0.5)), "cluster size"),
        (lambda: plan(100, None, Field(icc=1.2)), "at most 1"),
        (lambda: plan(100, None, Field(icc=-0.1)), "intracluster"),
        (lambda: plan(100, None, Field(households_per_child=0)), "Households"),
        (lambda: plan(100, None, Field(strata=0)), "strata"),
    ],
)
def test_a_figure_out_of_its_range_is_named(call, words):
    with pytest.raises(BadInput, match=words):
        call()
