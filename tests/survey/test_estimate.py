"""Estimates and standard errors against R: every row of every reference file."""

from __future__ import annotations

import math

import numpy as np
import pytest

from fieldapp.ground.problems import BadInput
from fieldapp.survey.stats.design import build
from fieldapp.survey.stats.estimate import deff_without_replacement, mean, proportions, ratio, total
from fieldapp.survey.stats.intervals import t_interval
from fieldapp.survey.stats.table import design_of
from tests.survey.reference_data import OUTCOMES, design, domains, far, number, outcomes, rows, table

R_ZERO_OVER_ZERO = 1e20


def estimate(domain: str, outcome: str):
    group = np.where(domains()[domain], 0, -1)
    return proportions(design(), outcomes(), group)[0][OUTCOMES.index(outcome)]


def test_the_example_of_the_formulas_comes_out():
    found = estimate("overall", "bcg")
    assert found.value == pytest.approx(0.673988, abs=5e-7)
    assert found.se == pytest.approx(0.055470, abs=5e-7)
    assert found.deff == pytest.approx(3.528838, abs=5e-7)
    assert found.df == 27


def test_every_proportion_of_r_is_reproduced():
    wrong = []
    for row in rows("r/ref_proportions.csv"):
        found = estimate(row["domain"], row["var"])
        deff = number(row["deff_replace"])
        no_spread = deff is None or deff > R_ZERO_OVER_ZERO
        pairs = [
            (found.n, int(row["n"])),
            (found.n_weighted, float(row["sum_w"])),
            (found.value, float(row["p"])),
            (found.se, float(row["se"])),
            (found.df, int(row["df_vcqi"])),
            (found.clusters, int(row["n_clusters_strata"])),
            (found.deff, 1.0 if no_spread else deff),
            (deff_without_replacement(found), None if no_spread else number(row["deff"])),
        ]
        wrong += [(row["domain"], row["var"], *pair) for pair in pairs[: 7 if no_spread else 8] if far(*pair)]
    assert wrong == []


def designs() -> dict:
    """The designs of reference.R."""
    data = table()
    weight, stratum, cluster = data.numbers("weight"), data.texts("stratum"), data.texts("cluster")
    areas, households = data.numbers("n_psu"), data.numbers("n_hh")
    n = len(weight)
    return {
        "strat_cluster_weights": build(n, weight, stratum, cluster),
        "cluster_weights_nostrata": build(n, weight, clusters=cluster),
        "weights_only_srs_wr": build(n, weight),
        "unweighted_srs_wr": build(n),
        "strat_cluster_unweighted": build(n, None, stratum, cluster),
        "strat_cluster_weights_fpc1": build(n, weight, stratum, cluster, areas),
        "strat_twostage_fpc": build(n, weight, stratum, cluster, areas, households),
    }


def test_every_other_design_of_r_is_reproduced_corrections_included():
    known, wrong = designs(), []
    for row in rows("r/ref_designs.csv"):
        found = proportions(known[row["design"]], table().outcome(row["var"])[:, None])[0][0]
        expected = [number(row[name].replace("Inf", "inf")) for name in ("p", "se", "deff", "df")]
        got = [found.value, found.se, deff_without_replacement(found), found.df]
        wrong += [
            (row["design"], row["var"], *pair) for pair in zip(got, expected, strict=True) if far(*pair)
        ]
    assert wrong == []


def lonely_estimate(policy: str, domain: str, outcome: str):
    """An estimate of the survey with a stratum of one cluster; certainty is R's `remove` too."""
    data = table("r/survey31_lonely.csv")
    sample = design_of(
        data, "stratum", "cluster", "weight", lonely="certainty" if policy == "remove" else policy
    )
    inside = {
        "overall": np.ones(sample.n, dtype=bool),
        "stratum_D": np.array(data.texts("stratum")) == "D",
        "sex1": data.numbers("sex") == 1,
    }[domain]
    found = proportions(sample, data.outcome(outcome)[:, None], np.where(inside, 0, -1))[0][0]
    assert mean(sample, data.outcome(outcome), inside).se == (
        None if found.se is None else pytest.approx(found.se, abs=1e-12)
    )
    return found


def test_every_policy_for_a_lonely_cluster_is_that_of_r():
    wrong = []
    for row in rows("r/ref_lonely.csv"):
        if row["option"] == "fail":
            assert row["p"] == "NA"
            with pytest.raises(BadInput, match="stratum 'D' has only one cluster"):
                lonely_estimate("fail", row["domain"], row["var"])
            continue
        found = lonely_estimate(row["option"], row["domain"], row["var"])
        got = [found.value, found.se, found.df]
        pairs = list(zip(got, [number(row[name]) for name in ("p", "se", "df")], strict=True))
        if found.se:
            pairs.append((deff_without_replacement(found), number(row["deff"])))
        wrong += [(*row.values(), *pair) for pair in pairs if far(*pair)]
    assert wrong == []


def test_every_total_of_r_is_reproduced():
    wrong = []
    for row in rows("r/ref_totals.csv"):
        found = total(design(), table().outcome(row["var"]))
        expected = [float(row["total"]), float(row["se"]), float(row["deff"].replace("Inf", "inf"))]
        got = [found.value, found.se, deff_without_replacement(found)]
        wrong += [(row["var"], *pair) for pair in zip(got, expected, strict=True) if far(*pair)]
    assert wrong == []


def test_dropout_as_a_ratio_and_as_a_domain_is_that_of_r():
    first, third = table().outcome("penta1"), table().outcome("penta3")
    by_ratio, by_domain = rows("r/ref_dropout.csv")
    found = ratio(design(), first - third, first)
    low, high = t_interval(found.value, found.se, found.df)
    expected = [float(by_ratio[name]) for name in ("est", "se", "lo", "hi")]
    assert [found.value, found.se, low, high] == pytest.approx(expected, abs=1e-6)
    found = mean(design(), 1 - third, first == 1)
    assert [found.value, found.se] == pytest.approx(
        [float(by_domain["est"]), float(by_domain["se"])], abs=1e-6
    )


def test_a_group_that_has_no_value_is_empty_and_others_are_not_disturbed():
    sample = build(6, clusters=["1", "1", "2", "2", "3", "3"])
    values = np.array([[1, 0, np.nan, np.nan, 1, 1.0]]).T
    both, none = proportions(sample, values, np.array([0, 0, 1, 1, 0, 0]), 2)
    assert (none[0].n, none[0].value, none[0].se) == (0, None, None)
    assert (none[0].deff, deff_without_replacement(none[0])) == (None, None)
    assert both[0].value == 0.75
    assert both[0].df == 2, "clusters of the stratum count although they have no member in the domain"


def test_rows_in_no_group_are_in_none():
    sample = build(4, clusters=list("aabb"))
    (found,) = proportions(sample, np.ones((4, 1)), np.array([-1, -1, -1, -1]), 1)
    assert found[0].n == 0


def test_without_clusters_degrees_of_freedom_are_rows_of_the_domain_less_strata():
    sample = build(8, strata=list("AAAABBBB"))
    group = np.array([0, 0, 0, -1, 0, 0, -1, -1])
    assert proportions(sample, np.array([[1, 0, 1, 0, 0, 1, 0, 1.0]]).T, group)[0][0].df == 5 - 2


def test_equal_outcomes_have_no_error_and_n_less_one_degrees_of_freedom():
    sample = build(6, [1, 2, 3, 4, 5, 6], clusters=list("aabbcc"))
    always, never = proportions(sample, np.column_stack([np.ones(6), np.zeros(6)]))[0]
    assert (always.value, always.se, always.deff, always.df) == (1, 0, 1, 5)
    assert (never.value, never.se, never.deff, never.df) == (0, 0, 1, 5)


def test_a_mean_of_other_numbers_equals_the_textbook():
    sample = build(5)
    found = mean(sample, np.array([2.0, 4, 4, 5, 1e6]))
    values = [2.0, 4, 4, 5, 1e6]
    middle = sum(values) / 5
    assert found.value == pytest.approx(middle)
    assert found.se == pytest.approx(math.sqrt(sum((v - middle) ** 2 for v in values) / 4 / 5))


def test_a_ratio_over_nothing_is_empty():
    assert ratio(build(3), np.array([1.0, 2, 3]), np.zeros(3)).value is None


def test_under_adjust_a_single_clusters_total_is_centred_at_the_mean_of_all():
    sample = build(5, strata=list("AAABB"), clusters=["1", "1", "2", "3", "3"], lonely="adjust")
    found = total(sample, np.array([1, 1, 1, 1, 1.0]))
    in_a = 2 / 1 * ((2 - 1.5) ** 2 + (1 - 1.5) ** 2)
    assert found.se == pytest.approx(math.sqrt(in_a + (2 - 5 / 3) ** 2))
