"""A design is checked completely, and every fault is named by line and column."""

from __future__ import annotations

import numpy as np
import pytest

from fieldapp.ground.problems import BadInput
from fieldapp.survey.stats.design import DesignProblem, Origin, build

STRATA = ["A", "A", "A", "B", "B", "B"]
CLUSTERS = ["1", "1", "2", "3", "4", "4"]


def problems(**changed) -> tuple[str, ...]:
    """What building a small design with changes complains about."""
    given = {
        "weights": [1.0] * 6,
        "strata": STRATA,
        "clusters": CLUSTERS,
        "origin": Origin(lines=range(2, 8)),
    }
    with pytest.raises(DesignProblem) as caught:
        build(6, **(given | changed))
    return caught.value.problems


def test_a_design_knows_its_clusters_strata_and_weights():
    design = build(6, [2, 2, 3, 1, 1, 1], STRATA, CLUSTERS, fpc=[10, 10, 10, 4, 4, 4])
    assert (design.n, design.clusters, design.stratum_names) == (6, 4, ("A", "B"))
    assert design.sizes.tolist() == [2, 2]
    assert design.fractions.tolist() == [0.2, 0.5]
    assert design.cluster.tolist() == [0, 0, 1, 2, 3, 3]


def test_without_columns_every_row_is_a_cluster_of_one_stratum():
    design = build(3)
    assert (design.clusters, design.clustered, design.sizes.tolist()) == (3, False, [3])
    assert design.weights.tolist() == [1, 1, 1]


def test_a_correction_may_be_given_as_fractions():
    assert build(6, strata=STRATA, clusters=CLUSTERS, fpc=[0.2] * 3 + [1] * 3).fractions.tolist() == [0.2, 1]


@pytest.mark.parametrize("weight", [0, -1, np.nan, np.inf])
def test_a_weight_that_is_not_above_zero_is_named(weight):
    (said,) = problems(weights=[1, 1, weight, 1, 1, 1])
    assert said == f"Line 4, column weight: a weight must be a finite number above 0, not {weight:g}."


def test_weights_whose_sum_overflows_are_refused():
    assert "add up to more" in problems(weights=[1.7e308] * 6)[0]


def test_a_cluster_in_two_strata_is_named_with_both_lines():
    (said,) = problems(clusters=["1", "1", "2", "3", "3", "1"])
    assert said == (
        "Line 7, columns strata and cluster: cluster '1' is in stratum 'B' here but in 'A' at line 2."
    )


def test_one_cluster_in_all_is_refused_under_every_policy():
    for lonely in ("fail", "certainty", "adjust", "average"):
        (said,) = problems(strata=["A"] * 6, clusters=["7"] * 6, lonely=lonely)
        assert said.startswith("Line 2, column cluster: there is only one cluster ('7')")


def test_a_stratum_of_one_cluster_fails_unless_a_policy_is_chosen():
    single = ["1", "1", "2", "3", "3", "3"]
    (said,) = problems(clusters=single)
    assert said.startswith("Line 5, column strata: stratum 'B' has only one cluster")
    assert build(6, strata=STRATA, clusters=single, lonely="certainty").alone.tolist() == [False, True]


def test_a_single_cluster_that_is_the_whole_stratum_is_not_lonely():
    design = build(6, strata=STRATA, clusters=["1", "1", "2", "3", "3", "3"], fpc=[8, 8, 8, 1, 1, 1])
    assert not design.alone.any()


@pytest.mark.parametrize(
    ("fpc", "words"),
    [
        ([0, 9, 9, 9, 9, 9], "Line 2, column fpc: a finite population correction must be above 0, not 0."),
        ([9, 9, 8, 9, 9, 9], "Line 4, column fpc: 8 here but 9 at line 2, in the same stratum 'A'."),
        ([9, 9, 9, 1, 1, 1], "Line 5, column fpc: stratum 'B' has 2 clusters in the table but 1 in all."),
    ],
)
def test_a_wrong_correction_is_named(fpc, words):
    assert problems(fpc=fpc) == (words,)


def test_a_wrong_second_stage_is_named_by_its_cluster():
    assert "in the same cluster '1'" in problems(within_fpc=[5, 6, 5, 5, 5, 5])[0]


def test_all_faults_are_listed_and_the_sentence_tells_how_many():
    with pytest.raises(BadInput, match=r"not -1 \(and 2 more like it\)\.$") as caught:
        build(6, [-1, 1, 0, 1, 1, 1], STRATA, ["1", "1", "2", "3", "3", "1"])
    assert len(caught.value.problems) == 3


def test_a_table_without_rows_is_refused():
    with pytest.raises(BadInput, match="no rows"):
        build(0)
