"""Weighted estimates and their standard errors: proportions, means, ratios and totals of domains.

One pure function per kind of figure, each from a `Design` and values to frozen records. Never reads a
file, never chooses an interval (`intervals`), never subsets the design: a domain is a mask or a code.
Missing values (NaN) leave the domain of that estimate. Source: WHO/IVB/18.09; R survey `svymean`,
`svytotal`, `svyratio`; degrees of freedom as in VCQI `svypd`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fieldapp.survey.stats.design import Design, Floats, Integers
from fieldapp.survey.stats.variance import Cells, cell_sums, covariance, sort_cells, variances

Mask = npt.NDArray[np.bool_]
ZERO_SE = 5e-8
WHOLE = (
    1e-12  # a share this near to 0 or 1 is 0 or 1: which interval it gets must not hang on the order of a sum
)


@dataclass(frozen=True)
class Estimate:
    """One figure with its precision.

    n, n_weighted   rows and sum of weights it rests on
    value, se       None where they cannot be computed; a standard error below 5e-8 is 0
    spread          what se² would be times (n − 1) under simple random sampling with replacement
    df              degrees of freedom; 0 or less means no interval
    clusters        in the strata the domain touches (rows of the domain where nothing is clustered)
    strata          that the domain touches
    """

    n: int
    n_weighted: float
    value: float | None
    se: float | None
    spread: float | None
    df: int
    clusters: int
    strata: int

    @property
    def deff(self) -> float | None:
        """Design effect against simple random sampling with replacement (R: deff="replace")."""
        if self.se is None or self.spread is None:
            return None
        if self.se == 0:
            return 1.0
        return (self.n - 1) * self.se**2 / self.spread if self.spread else math.inf


def deff_without_replacement(estimate: Estimate) -> float | None:
    """R's default design effect: against simple random sampling of n from the sum of weights."""
    if estimate.deff is None:
        return None
    rest = 1 - estimate.n / estimate.n_weighted
    return estimate.deff / rest if rest > 0 else math.inf


def proportions(
    design: Design, outcomes: Floats, group: Integers | None = None, groups: int = 1
) -> list[list[Estimate]]:
    """Proportions of k outcomes (0, 1 or NaN for missing) in each group, all at once.

    `outcomes` is n × k; `group` one integer per row in 0 … groups−1, or −1 for a row in none.
    Returns one list of k estimates per group, in order; a group without a value has n 0.
    """
    if design.within is not None or design.cells is not None:
        member = np.zeros(design.n, np.int64) if group is None else group
        return [[mean(design, column, member == g) for column in outcomes.T] for g in range(groups)]
    cells = sort_cells(design, group)
    result = [[_nothing(0, 0) for _ in range(outcomes.shape[1])] for _ in range(groups)]
    if len(cells.order):
        for place, estimates in zip(cells.present, _by_cells(design, cells, outcomes), strict=True):
            result[place] = estimates
    return result


def _by_cells(design: Design, cells: Cells, outcomes: Floats) -> list[list[Estimate]]:
    """The estimates of every present group from sums over its cells."""
    valid = ~np.isnan(outcomes)
    weights = design.weights[:, None] * valid
    above, below = cell_sums(cells, weights * np.where(valid, outcomes, 0.0)), cell_sums(cells, weights)
    counts = np.add.reduceat(cell_sums(cells, valid.astype(np.float64)), cells.slot_starts, axis=0)
    first = cells.slot_starts[cells.group_starts]
    repeats = np.diff(np.append(first, len(cells.cluster)))
    size = np.add.reduceat(below, first, axis=0)
    value = _divide(np.add.reduceat(above, first, axis=0), size)
    totals = _divide(above - np.repeat(value, repeats, axis=0) * below, np.repeat(size, repeats, axis=0))
    variance = variances(design, cells, np.nan_to_num(totals), counts)
    n = np.add.reduceat(counts, cells.group_starts, axis=0)
    clusters, strata = _touched(design, cells, counts)
    return _records(n, size, value, variance, value * (1 - value), clusters, strata)


def _divide(above: Floats, below: Floats) -> Floats:
    """above / below, NaN where below is 0."""
    return np.divide(above, below, out=np.full_like(above, np.nan), where=below > 0)


def _touched(design: Design, cells: Cells, counts: Floats) -> tuple[Floats, Floats]:
    """Clusters in, and number of, the strata that give rows to each estimate: groups × k both."""
    strata = (counts > 0).astype(np.float64)
    members = strata * design.sizes[cells.stratum][:, None] if design.clustered else counts
    return (
        np.add.reduceat(members, cells.group_starts, axis=0),
        np.add.reduceat(strata, cells.group_starts, axis=0),
    )


def _records(*tables: Floats) -> list[list[Estimate]]:
    """Tables (groups × k) of everything `_record` takes, as records."""
    columns = [table.tolist() for table in tables]
    return [[_record(*cell) for cell in zip(*row, strict=True)] for row in zip(*columns, strict=True)]


def _record(
    n: float, size: float, value: float, variance: float, spread: float, clusters: float, strata: float
) -> Estimate:
    """One frozen record; degrees of freedom by the rule of VCQI, se = 0 being n − 1."""
    if n == 0:
        return _nothing(int(clusters), int(strata))
    se = math.sqrt(max(variance, 0.0)) if not math.isnan(variance) else None
    if se is not None and se < ZERO_SE:
        se = 0.0
    df = int(clusters - strata)
    if df > 0 and se == 0:
        df = int(n) - 1
    return Estimate(int(n), size, _whole(value), se, spread, df, int(clusters), int(strata))


def _whole(value: float) -> float:
    """The value, or the whole number it is but for rounding."""
    return float(round(value)) if math.isfinite(value) and abs(value - round(value)) < WHOLE else value


def _nothing(clusters: int, strata: int) -> Estimate:
    return Estimate(0, 0.0, None, None, None, clusters - strata, clusters, strata)


def mean(design: Design, values: Floats, domain: Mask | None = None) -> Estimate:
    """Σw·y / Σw over a domain, for any number y."""
    return ratio(design, values, np.where(np.isnan(values), np.nan, 1.0), domain)


def mean_scores(design: Design, values: Floats, domain: Mask) -> Floats:
    """Linearised values of a domain's mean: w·(y − ȳ)/W inside, 0 outside. `values` have no NaN inside."""
    weights = np.where(domain, design.weights, 0.0)
    filled = np.where(domain, values, 0.0)
    mean = (weights * filled).sum() / weights.sum()
    scores: Floats = weights * (filled - mean) / weights.sum()
    return scores


def ratio(design: Design, above: Floats, below: Floats, domain: Mask | None = None) -> Estimate:
    """Σw·above / Σw·below in a domain (dropout, one figure per another). Missing in either leaves it out."""
    inside = _inside(design, domain, above, below)
    weights = np.where(inside, design.weights, 0.0)
    y, x = np.where(inside, above, 0.0), np.where(inside, below, 0.0)
    size = float((weights * x).sum())
    if size == 0:
        return _nothing(0, 0)
    value = float((weights * y).sum()) / size
    scores = weights * (y - value * x) / size
    residuals = weights.sum() / size * (y - value * x)
    spread = float((weights * residuals**2).sum() / weights.sum())
    return _single(design, inside, value, scores, spread)


def total(design: Design, values: Floats, domain: Mask | None = None) -> Estimate:
    """Σw·y over a domain. n and the design effect are those of the whole table with zeros outside."""
    inside = _inside(design, domain, values)
    y = np.where(inside, values, 0.0)
    weighted = design.weights * y
    size = design.weights.sum()
    spread = float(size * (design.weights * (y - weighted.sum() / size) ** 2).sum())
    everyone = np.ones(design.n, dtype=bool)
    return _single(design, everyone, float(weighted.sum()), weighted, spread)


def _inside(design: Design, domain: Mask | None, *values: Floats) -> Mask:
    inside = np.ones(design.n, dtype=bool) if domain is None else domain
    for column in values:
        inside = inside & ~np.isnan(column)
    return inside


def _single(design: Design, inside: Mask, value: float, scores: Floats, spread: float) -> Estimate:
    """The record of one estimate given by its linearised values."""
    clusters, strata = touched(design, inside)
    variance = float(covariance(design, scores[:, None], inside)[0, 0])
    n, size = float(inside.sum()), float(design.weights[inside].sum())
    return _record(n, size, value, variance, spread, clusters, strata)


def touched(design: Design, inside: Mask) -> tuple[int, int]:
    """Clusters in, and number of, the strata a domain touches; rows instead where nothing is clustered."""
    strata = np.unique(design.stratum[design.cluster[inside]])
    clusters = design.sizes[strata].sum() if design.clustered else inside.sum()
    return int(clusters), len(strata)
