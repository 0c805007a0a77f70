"""How much totals over clusters vary: Taylor linearisation's last step, by stratum and by domain.

Takes linearised values (or their cluster totals) and gives variances. Knows strata, corrections and
the single-cluster policy; knows nothing about what is being estimated. A domain is never cut out of
the table: its clusters without members count as zeros. Source: R survey `multistage`, `onestrat`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fieldapp.survey.stats.design import Design, Floats, Integers


@dataclass(frozen=True)
class Cells:
    """The rows of a grouping, sorted by group, stratum and cluster; shared by all outcomes.

    order         rows that are in some group, sorted
    starts        where each cell (group, cluster) begins in `order`
    cluster       one per cell
    slot_starts   where each slot (group, stratum) begins among the cells
    stratum       one per slot
    group_starts  where each group begins among the slots
    present       groups that have rows, ascending: row g of a result is group present[g]
    """

    order: Integers
    starts: Integers
    cluster: Integers
    slot_starts: Integers
    stratum: Integers
    group_starts: Integers
    present: Integers


def _starts(*keys: Integers) -> Integers:
    """Where a run of equal keys begins, keys being sorted together."""
    changed = np.zeros(len(keys[0]), dtype=bool)
    changed[:1] = True
    for key in keys:
        changed[1:] |= key[1:] != key[:-1]
    return np.flatnonzero(changed)


def sort_cells(design: Design, group: Integers | None = None) -> Cells:
    """The cells of a grouping: `group` is one integer per row, below 0 where a row is in none."""
    group = np.zeros(design.n, np.int64) if group is None else group
    rows = np.flatnonzero(group >= 0)
    cluster = design.cluster[rows]
    order = rows[np.lexsort((cluster, design.stratum[cluster], group[rows]))]
    group, cluster = group[order], design.cluster[order]
    starts = _starts(group, cluster)
    group, cluster = group[starts], cluster[starts]
    stratum = design.stratum[cluster]
    slot_starts = _starts(group, stratum)
    group, stratum = group[slot_starts], stratum[slot_starts]
    group_starts = _starts(group)
    return Cells(order, starts, cluster, slot_starts, stratum, group_starts, group[group_starts])


def cell_sums(cells: Cells, values: Floats) -> Floats:
    """Sums over each cell of values (n × k) given per row: cells × k."""
    return np.add.reduceat(values[cells.order], cells.starts, axis=0)


def variances(design: Design, cells: Cells, totals: Floats, counts: Floats) -> Floats:
    """The variance of each group's sum of linearised values: groups × k.

    `totals` are cells × k; `counts` (slots × k) how many rows each stratum gives to each group's
    estimate: strata with none are not touched by that estimate.
    """
    sizes = design.sizes[cells.stratum][:, None]
    filled = np.diff(np.append(cells.slot_starts, len(cells.cluster)))
    centre = np.add.reduceat(totals, cells.slot_starts, axis=0) / sizes
    centre[design.alone[cells.stratum]] = 0
    squares = (totals - np.repeat(centre, filled, axis=0)) ** 2
    spread = np.add.reduceat(squares, cells.slot_starts, axis=0) + (sizes - filled[:, None]) * centre**2
    summed = np.add.reduceat(_scale(design)[cells.stratum][:, None] * spread, cells.group_starts, axis=0)
    if design.lonely == "average":
        summed = summed * _averaging(design, cells, counts)
    return summed


def _scale(design: Design) -> Floats:
    """Per stratum (1 − f)·m/(m − 1); for a single cluster what the policy says."""
    m = design.sizes
    alone = 1.0 if design.lonely == "adjust" else 0.0
    scale: Floats = (1 - design.fractions) * np.where(m > 1, m / np.maximum(m - 1, 1), alone)
    return scale


def _averaging(design: Design, cells: Cells, counts: Floats) -> Floats:
    """Groups × k: strata touched over those of them that have a variance; NaN where none has."""
    touched = np.add.reduceat(counts > 0, cells.group_starts, axis=0, dtype=np.float64)
    alone = (counts > 0) & design.alone[cells.stratum][:, None]
    known = touched - np.add.reduceat(alone, cells.group_starts, axis=0, dtype=np.float64)
    factor: Floats = np.divide(touched, known, out=np.full_like(touched, np.nan), where=known > 0)
    return factor


def covariance(design: Design, scores: Floats, domain: np.typing.NDArray[np.bool_]) -> Floats:
    """k × k covariance of the sums of linearised values `scores` (n × k), zero outside `domain` (n).

    Weights scaled to known totals are no constants: the scores lose the mean of their post-stratum (calibrated
    residuals; Särndal 1992, 6.6; R survey `postStratify`). With a second stage in the design its part is
    added. Under `adjust` a single cluster is centred at the mean of all cluster totals.
    """
    scores, k = _residuals(design, scores), scores.shape[1]
    totals = np.column_stack([np.bincount(design.cluster, scores[:, i], design.clusters) for i in range(k)])
    of_stratum = np.column_stack([np.bincount(design.stratum, totals[:, i]) for i in range(k)])
    centre = of_stratum / design.sizes[:, None]
    centre[design.alone] = totals.mean(axis=0)
    scaled: Floats = (totals - centre[design.stratum]) * np.sqrt(_scale(design))[design.stratum][:, None]
    result: Floats = scaled.T @ scaled + _second_stage(design, scores)
    if design.lonely == "average":
        touched = np.zeros(len(design.sizes), dtype=bool)
        touched[design.stratum[design.cluster[domain]]] = True
        known = touched.sum() - (touched & design.alone).sum()
        result = result * (touched.sum() / known if known else np.nan)
    return result


def _residuals(design: Design, scores: Floats) -> Floats:
    """Scores w·z less w times the weighted mean of z in the row's post-stratum, the rows outside the domain (z = 0)
    included."""
    if design.cells is None:
        return scores
    of_cell = np.column_stack([np.bincount(design.cells, column) for column in scores.T])
    means = of_cell / np.bincount(design.cells, design.weights)[:, None]
    residuals: Floats = scores - means[design.cells] * design.weights[:, None]
    return residuals


def _second_stage(design: Design, scores: Floats) -> Floats:
    """Σ over clusters of f_h·(1 − g)·n/(n − 1)·Σ(z − mean)²: elements drawn within the cluster."""
    k = scores.shape[1]
    if design.within is None:
        return np.zeros((k, k))
    n = np.bincount(design.cluster, minlength=design.clusters)
    means = np.column_stack([np.bincount(design.cluster, scores[:, i]) for i in range(k)]) / n[:, None]
    scale = design.fractions[design.stratum] * (1 - design.within) * n / np.maximum(n - 1, 1)
    scaled = (scores - means[design.cluster]) * np.sqrt(scale)[design.cluster][:, None]
    product: Floats = scaled.T @ scaled
    return product
