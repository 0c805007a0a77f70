"""Is an outcome related to a grouping? Rao and Scott's and Wald's tests of a two-way table.

Takes a design and two codes per row; gives statistics and p-values, never a conclusion. Source: Rao &
Scott (1984), Koch, Freeman & Freeman (1975) for Wald; R survey `svychisq`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fieldapp.survey.stats.design import Design, Floats, Integers
from fieldapp.survey.stats.distributions import chi_square_tail, f_tail
from fieldapp.survey.stats.variance import covariance


@dataclass(frozen=True)
class Test:
    """One test: its statistic, degrees of freedom (`df2` None for chi-square) and p."""

    statistic: float
    df1: float
    df2: float | None
    p: float


@dataclass(frozen=True)
class Association:
    """Tests of one two-way table.

    pearson      X² of the weighted table scaled to the number of rows
    eigenvalues  the generalised design effects Δ: X² behaves like a sum of these times chi-squares
    f            Rao and Scott's second-order test (the default to report)
    chi_square   their first-order test
    wald, adjusted_wald   Wald's test, and corrected for few clusters
    """

    pearson: float
    eigenvalues: tuple[float, ...]
    f: Test
    chi_square: Test
    wald: Test
    adjusted_wald: Test


def association(design: Design, rows: Integers, columns: Integers) -> Association:
    """Test the independence of two codings (0, 1, 2 … per row of the table; −1 leaves the row out)."""
    inside = (rows >= 0) & (columns >= 0)
    r, c = int(rows.max()) + 1, int(columns.max()) + 1
    cells = np.zeros((design.n, r * c))
    cells[np.flatnonzero(inside), rows[inside] * c + columns[inside]] = 1
    weights = np.where(inside, design.weights, 0.0)
    size, n = weights.sum(), int(inside.sum())
    p = weights @ cells / size
    scores = (weights / size)[:, None] * np.where(inside[:, None], cells - p, 0.0)
    table = p.reshape(r, c)
    expected = np.outer(table.sum(axis=1), table.sum(axis=0))
    pearson = float(n * ((table - expected) ** 2 / expected).sum())
    effects = _design_effects(p, covariance(design, scores, inside), n, r, c)
    df = design.clusters - len(design.sizes)
    return Association(
        pearson,
        tuple(sorted(effects, reverse=True)),
        *_rao_scott(pearson, effects, df),
        *_wald(design, weights, cells, inside, table, df),
    )


def _design_effects(p: Floats, variance: Floats, n: int, r: int, c: int) -> list[float]:
    """Eigenvalues of Δ = (C'D⁻¹C/n)⁻¹·(C'D⁻¹VD⁻¹C), C spanning the interaction."""
    row, column = np.repeat(np.eye(r), c, axis=0), np.tile(np.eye(c), (r, 1))
    both = (row[:, 1:, None] * column[:, None, 1:]).reshape(r * c, -1)
    main = np.column_stack([row, column[:, 1:]])
    contrast = both - main @ np.linalg.lstsq(main, both, rcond=None)[0]
    weighted = contrast * np.divide(1, p, out=np.zeros_like(p), where=p > 0)[:, None]
    delta = np.linalg.solve(contrast.T @ weighted / n, weighted.T @ variance @ weighted)
    return [float(value) for value in np.linalg.eigvals(delta).real]


def _rao_scott(pearson: float, effects: list[float], df: int) -> tuple[Test, Test]:
    trace = sum(effects)
    d0 = trace**2 / sum(effect**2 for effect in effects)
    f, k = pearson / trace, len(effects)
    second = Test(f, d0, d0 * df, f_tail(f, d0, d0 * df))
    return second, Test(pearson, k, None, chi_square_tail(pearson * k / trace, k))


def _wald(
    design: Design,
    weights: Floats,
    cells: Floats,
    inside: np.typing.NDArray[np.bool_],
    table: Floats,
    df: int,
) -> tuple[Test, Test]:
    """Wald's test that all p_ij − p_i·p_j are 0, on the (r−1)(c−1) free cells."""
    r, c = table.shape
    of_row, of_column = table.sum(axis=1), table.sum(axis=0)
    shaped = cells.reshape(-1, r, c)
    in_row, in_column = shaped.sum(axis=2), shaped.sum(axis=1)
    change = shaped - in_row[:, :, None] * of_column - of_row[:, None] * in_column[:, None, :]
    change = change + np.outer(of_row, of_column)
    free = (weights[:, None, None] * change)[:, 1:, 1:].reshape(len(weights), -1)
    gap = weights.sum() * (table - np.outer(of_row, of_column))[1:, 1:].ravel()
    k = len(gap)
    statistic = float(gap @ np.linalg.solve(covariance(design, free, inside), gap))
    plain, adjusted = statistic / k, statistic * (df - k + 1) / (k * df)
    return Test(plain, k, df, f_tail(plain, k, df)), Test(
        adjusted, k, df - k + 1, f_tail(adjusted, k, df - k + 1)
    )
