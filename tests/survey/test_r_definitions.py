"""Where a column of R is not ours: its own formula, fed with our estimates, gives R's figure."""

from __future__ import annotations

import numpy as np
import pytest

from tests.survey import r_definitions as r
from tests.survey.reference_data import OUTCOMES, design, domains, far, number, outcomes, rows
from tests.survey.test_estimate import R_ZERO_OVER_ZERO, estimate

METHODS = ("logit", "xlogit", "asin", "mean", "wald_t", "beta", "likelihood", "logit_dfR")


def ends_by_r(method: str, found, df_of_domain: int, stale: float) -> tuple[float, float]:
    """R's interval of one method from our estimate."""
    p, se, n, df = found.value, found.se, found.n, found.df
    if method == "beta":
        return r.beta_ends(p, se, n, df_of_domain)
    if method == "likelihood":
        return r.likelihood_ends(p, se, n, df, stale)
    if method == "logit_dfR":
        return r.logit_ends(p, se, df_of_domain)
    return {"logit": r.logit_ends, "xlogit": r.logit_ends, "asin": r.asin_ends}.get(method, r.mean_ends)(
        p, se, df
    )


def test_every_interval_of_r_comes_from_our_estimate_by_r_s_formula():
    wrong, seen = [], 0
    for row in rows("r/ref_proportions.csv"):
        deff = number(row["deff_replace"])
        if deff is None or deff > R_ZERO_OVER_ZERO:
            continue
        found = estimate(row["domain"], row["var"])
        column = outcomes()[:, OUTCOMES.index(row["var"])]
        inside = domains()[row["domain"]] & ~np.isnan(column)
        stale = r.last_but_one_fit(column[inside], design().weights[inside])
        for method in METHODS:
            expected = number(row[f"{method}_lo"]), number(row[f"{method}_hi"])
            got = ends_by_r(method, found, int(row["df_R"]), stale)
            wrong += [
                (row["domain"], row["var"], method, *pair)
                for pair in zip(got, expected, strict=True)
                if far(*pair)
            ]
            seen += 2
    assert wrong == []
    assert seen == 8 * 2 * 86


def test_r_counts_clusters_with_members_where_we_count_all_in_the_strata():
    for row in rows("r/ref_proportions.csv"):
        inside = domains()[row["domain"]] & ~np.isnan(outcomes()[:, OUTCOMES.index(row["var"])])
        clusters = np.unique(design().cluster[inside])
        assert len(clusters) == int(row["n_clusters_domain"])
        assert len(clusters) - len(np.unique(design().stratum[clusters])) == int(row["df_R"])


def test_where_all_children_are_alike_r_has_no_interval_or_a_nominal_one():
    for row in rows("r/ref_proportions.csv"):
        if row["deff_replace"] == "NA":
            assert row["asin_lo"] == "NA"
            assert float(row["wald_t_lo"]) == pytest.approx(float(row["wald_t_hi"]))
