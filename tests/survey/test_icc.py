"""Intracluster correlation against R's rows, and the manual's table of design effects."""

from __future__ import annotations

import numpy as np
import pytest

from fieldapp.survey.stats.icc import design_effect, intracluster_correlation
from tests.survey.reference_data import OUTCOMES, design, domains, far, number, outcomes, rows


def test_every_intracluster_correlation_of_vcqi_is_reproduced():
    wrong = []
    for row in rows("r/ref_icc.csv"):
        inside = domains()[row["domain"]]
        column = outcomes()[inside, OUTCOMES.index(row["var"])]
        found = intracluster_correlation(column, design().cluster[inside])
        got = (found.k, found.n, found.n0, found.between, found.within, found.icc)
        expected = [number(row[name]) for name in ("k", "N", "n0", "msb", "msw", "icc")]
        wrong += [
            (row["domain"], row["var"], *pair) for pair in zip(got, expected, strict=True) if far(*pair)
        ]
    assert wrong == []


def test_clusters_all_alike_inside_have_correlation_one():
    assert intracluster_correlation(np.array([1, 1, 0, 0, 1, 1.0]), np.array([0, 0, 1, 1, 2, 2])).icc == 1


@pytest.mark.parametrize("clusters", [[0, 0, 0], [0, 1, 2]])
def test_one_cluster_or_one_child_a_cluster_says_nothing(clusters):
    assert intracluster_correlation(np.array([1, 0, 1.0]), np.array(clusters)) is None


def test_every_cell_of_the_manuals_table_c_comes_out():
    for row in rows("who2018/tableC_deff.csv"):
        found = design_effect(float(row["m"]), float(row["icc"]))
        assert found == pytest.approx(float(row["deff_cluster_term"]), abs=5e-5), row


def test_unequal_weights_multiply_the_design_effect():
    assert design_effect(7, 1 / 3, 0.5) == pytest.approx(3 * 1.25)
