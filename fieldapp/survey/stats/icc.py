"""Likeness within clusters, and the design effect it makes.

Two formulas, no data kept. Sources: VCQI `calcicc` (one-way analysis of variance, unweighted);
WHO/IVB/18.09 p. 110 for the design effect.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fieldapp.survey.stats.design import Floats, Integers


@dataclass(frozen=True)
class Likeness:
    """Intracluster correlation with its parts: clusters k, children n, n0, mean squares; icc None for 0/0."""

    k: int
    n: int
    n0: float
    between: float
    within: float
    icc: float | None


def intracluster_correlation(outcome: Floats, cluster: Integers) -> Likeness | None:
    """ANOVA estimate from an outcome (NaN missing) and a cluster number per row.

    (msb − msw)/(msb + (n0 − 1)·msw), n0 = (N − Σn²/N)/(k − 1). None with fewer than two clusters or
    where no cluster has two children: then nothing within clusters is seen.
    """
    known = ~np.isnan(outcome)
    y, code = outcome[known], np.unique(cluster[known], return_inverse=True)[1]
    sizes = np.bincount(code).astype(np.float64)
    k, n = len(sizes), len(y)
    if k < 2 or n <= k:
        return None
    sums = np.bincount(code, y)
    n0 = (n - (sizes**2).sum() / n) / (k - 1)
    between = float(((sums**2 / sizes).sum() - sums.sum() ** 2 / n) / (k - 1))
    within = float(((y**2).sum() - (sums**2 / sizes).sum()) / (n - k))
    below = between + (n0 - 1) * within
    icc = (between - within) / below if below > 0 else None
    return Likeness(k, n, float(n0), between, within, icc)


def design_effect(cluster_size: float, icc: float, weight_variation: float = 0.0) -> float:
    """[1 + (m − 1)·ICC]·[1 + CV²] for m children a cluster and weights of coefficient of variation CV."""
    return (1 + (cluster_size - 1) * icc) * (1 + weight_variation**2)
