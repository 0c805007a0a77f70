"""What must hold for any sample: the textbook, additivity, invariance, and no bias in design effects."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldapp.survey.stats.design import build
from fieldapp.survey.stats.estimate import mean, proportions, total

SEEDS = st.integers(0, 2**32 - 1)


def sample(seed: int, weighted: bool = True):
    """A clustered, stratified sample drawn from a seed, with an outcome and a domain."""
    rng = np.random.default_rng(seed)
    clusters = int(rng.integers(4, 25))
    cluster = np.concatenate(
        [np.repeat(np.arange(clusters), 1), rng.integers(0, clusters, rng.integers(10, 150))]
    )
    stratum = cluster % int(rng.integers(1, 1 + clusters // 2))
    weights = rng.uniform(0.5, 200, len(cluster)) if weighted else None
    levels = rng.uniform(0, 1, clusters)
    outcome = (rng.random(len(cluster)) < levels[cluster]).astype(float)
    design = build(len(cluster), weights, [str(s) for s in stratum], [str(c) for c in cluster])
    return design, outcome, rng.random(len(cluster)) < 0.5


@given(st.lists(st.booleans(), min_size=2, max_size=300))
def test_equal_weights_and_single_element_clusters_give_the_textbook_binomial(values):
    outcome = np.array(values, dtype=float)
    found = proportions(build(len(outcome)), outcome[:, None])[0][0]
    p, n = outcome.mean(), len(outcome)
    assert found.value == pytest.approx(p)
    assert found.se == pytest.approx(math.sqrt(p * (1 - p) / (n - 1)), abs=5e-8)
    assert found.deff == pytest.approx(1)
    assert found.df == n - 1


@given(SEEDS)
def test_a_domains_total_and_its_complements_are_the_whole(seed):
    design, outcome, domain = sample(seed)
    whole, part, rest = (
        total(design, outcome),
        total(design, outcome, domain),
        total(design, outcome, ~domain),
    )
    assert part.value + rest.value == pytest.approx(whole.value)
    assert abs(part.se - rest.se) <= whole.se * (1 + 1e-9)


@given(SEEDS, st.floats(1e-6, 1e6))
def test_scaling_the_weights_changes_no_proportion(seed, factor):
    design, outcome, domain = sample(seed)
    names = [str(s) for s in design.stratum[design.cluster]], [str(c) for c in design.cluster]
    scaled = build(design.n, design.weights * factor, *names)
    group = np.where(domain, 0, -1)
    one, other = (proportions(each, outcome[:, None], group)[0][0] for each in (design, scaled))
    assert other.n_weighted == pytest.approx(one.n_weighted * factor)
    if one.n:
        assert (other.value, other.se) == (pytest.approx(one.value), pytest.approx(one.se, abs=1e-7))
        assert (other.n, other.df) == (one.n, one.df)


@given(SEEDS)
def test_the_order_of_rows_changes_nothing(seed):
    design, outcome, _ = sample(seed)
    order = np.random.default_rng(seed + 1).permutation(design.n)
    shuffled = build(
        design.n,
        design.weights[order],
        [str(s) for s in design.stratum[design.cluster][order]],
        [str(c) for c in design.cluster[order]],
    )
    one, other = mean(design, outcome), mean(shuffled, outcome[order])
    assert (other.value, other.se, other.df) == (
        pytest.approx(one.value),
        pytest.approx(one.se, abs=1e-7),
        one.df,
    )


@given(SEEDS)
def test_one_outcome_alone_and_among_others_by_groups_gives_the_same(seed):
    design, outcome, domain = sample(seed)
    holes = np.where(domain, np.nan, outcome)
    codes = np.random.default_rng(seed + 2).integers(-1, 4, design.n)
    together = proportions(design, np.column_stack([outcome, holes]), codes, 4)
    for group in range(4):
        for column, values in enumerate((outcome, holes)):
            alone = mean(design, values, codes == group)
            found = together[group][column]
            assert (found.n, found.df if found.n else 0) == (alone.n, alone.df if alone.n else 0)
            if found.n:
                assert found.value == pytest.approx(alone.value)
                assert found.se == pytest.approx(alone.se, abs=1e-7)


def test_the_mean_design_effect_of_exchangeable_samples_is_one():
    """1,000 samples whose children are dealt to 20 clusters at random: nothing is alike within them."""
    rng = np.random.default_rng(7)
    design = build(400, clusters=[str(i // 20) for i in range(400)])
    outcomes = (rng.random((400, 1000)) < 0.7).astype(float)
    effects = np.array([found.deff for found in proportions(design, outcomes)[0]])
    assert abs(effects.mean() - 1) <= 4 * effects.std(ddof=1) / math.sqrt(1000)


@given(SEEDS, st.floats(0.05, 0.99))
def test_a_finite_population_correction_shrinks_the_variance_by_its_fraction(seed, fraction):
    design, outcome, _ = sample(seed)
    names = [str(s) for s in design.stratum[design.cluster]], [str(c) for c in design.cluster]
    corrected = build(design.n, design.weights, *names, fpc=np.full(design.n, fraction))
    plain, smaller = mean(design, outcome), mean(corrected, outcome)
    assert smaller.se == pytest.approx(plain.se * math.sqrt(1 - fraction), abs=1e-7)
