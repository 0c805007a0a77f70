"""What R computes where this project computes something else: R's formulas, so that the ADR's explanation
of each difference is itself tested. Source: R survey 4.1-1 (`svyciprop`, `confint.svyglm`, `pFsum`, `saddle`)
and R 4.2.2 (`splinefun` method fmm)."""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np

from fieldapp.survey.stats.distributions import beta_quantile, t_quantile

NORMAL = NormalDist()


def expit(x: float) -> float:
    return 1 / (1 + math.exp(-x))


def logit_ends(p: float, se: float, df: int) -> tuple[float, float]:
    """`logit` and `xlogit`: the t interval on the log odds; no truncation of the design effect."""
    centre, half = math.log(p / (1 - p)), t_quantile(0.975, df) * se / (p * (1 - p))
    return expit(centre - half), expit(centre + half)


def asin_ends(p: float, se: float, df: int) -> tuple[float, float]:
    """`asin`: the t interval on arcsin √p."""
    centre, half = math.asin(math.sqrt(p)), t_quantile(0.975, df) * se / (2 * math.sqrt(p * (1 - p)))
    return math.sin(centre - half) ** 2, math.sin(centre + half) ** 2


def mean_ends(p: float, se: float, df: int) -> tuple[float, float]:
    """`mean`: the plain t interval."""
    half = t_quantile(0.975, df) * se
    return p - half, p + half


def beta_ends(p: float, se: float, n: int, df_of_domain: int) -> tuple[float, float]:
    """`beta` (Korn and Graubard): t of n − 1 over t of R's own degrees of freedom; no truncation."""
    ratio = t_quantile(0.975, n - 1) / t_quantile(0.975, df_of_domain)
    size = p * (1 - p) / se**2 * ratio**2
    return beta_quantile(0.025, size * p, size * (1 - p) + 1), beta_quantile(
        0.975, size * p + 1, size * (1 - p)
    )


def last_but_one_fit(y: np.ndarray, weights: np.ndarray) -> float:
    """p of the iteration before R's `glm` stops (deviance within 1e-8): its working weights are of that p."""
    w = weights / weights.mean()
    p = float((w * y).sum() / w.sum())
    mu = (w * y + 0.5) / (w + 1)
    v = mu * (1 - mu)
    eta = float((w * (v * np.log(mu / (1 - mu)) + y - mu)).sum() / (w * v).sum())
    before, deviance = p, -2 * float((w * (y * np.log(mu) + (1 - y) * np.log(1 - mu))).sum())
    for _ in range(25):
        now = expit(eta)
        was, deviance = deviance, -2 * len(y) * (p * math.log(now) + (1 - p) * math.log(1 - now))
        if abs(deviance - was) / (abs(deviance) + 0.1) < 1e-8:
            break
        before, eta = now, eta + (p - now) / (now * (1 - now))
    return before


def likelihood_ends(p: float, se: float, n: int, df: int, stale: float) -> tuple[float, float]:
    """`likelihood`: the profile at steps of a fifth of its cut-off, a spline through them, straight lines
    between the spline's 3·k points: R's approximation of the ends. `stale` is the last but one p."""
    q = 1 - p
    centre, step_error = math.log(p / q), se / (p * q)
    cut = t_quantile(0.975, df) * step_error * math.sqrt(n * stale * (1 - stale))
    half_alpha = NORMAL.cdf(-cut) / 2
    furthest = t_quantile(1 - half_alpha / 2, n - 1)
    points = [(0.0, centre)]
    for sign in (-1, 1):
        z, step = 0.0, 1
        while step < 10 and abs(z) < furthest:
            beta = centre + sign * step * furthest / 5 * step_error
            pi = expit(beta)
            deviance = 2 * n * (p * math.log(p / pi) + q * math.log(q / (1 - pi)))
            z = sign * math.sqrt(max(deviance, 0) / (n / (n - 1)))
            points.append((z, beta))
            step += 1
    points.sort()
    x, y = np.array([b for _, b in points]), np.array([z for z, _ in points])
    at = np.linspace(x[0], x[-1], 3 * len(x))
    ends = np.interp([-cut, cut], fmm_spline(x, y, at), at)
    return expit(float(ends[0])), expit(float(ends[1]))


def fmm_spline(x: np.ndarray, y: np.ndarray, at: np.ndarray) -> np.ndarray:
    """R's default cubic spline: each end's third derivative is that of the cubic through its four points."""
    n, h = len(x), np.diff(x)
    slope = np.diff(y) / h
    matrix, right = np.zeros((n, n)), np.zeros(n)
    matrix[0, :2], matrix[-1, -2:] = [-h[0], h[0]], [h[-1], -h[-1]]
    second = [(slope[i + 1] - slope[i]) / (x[i + 2] - x[i]) for i in range(n - 2)]
    right[0] = h[0] ** 2 * (second[1] - second[0]) / (x[3] - x[0])
    right[-1] = -(h[-1] ** 2) * (second[-1] - second[-2]) / (x[-1] - x[-4])
    for i in range(1, n - 1):
        matrix[i, i - 1 : i + 2] = h[i - 1], 2 * (h[i - 1] + h[i]), h[i]
        right[i] = slope[i] - slope[i - 1]
    c = np.linalg.solve(matrix, right)
    b = slope - h * (c[1:] + 2 * c[:-1])
    place = np.clip(np.searchsorted(x, at, side="right") - 1, 0, n - 2)
    d = at - x[place]
    cubic = (c[place + 1] - c[place]) / h[place]
    return y[place] + d * (b[place] + d * (3 * c[place] + d * cubic))


def saddlepoint_tail(statistic: float, effects: tuple[float, ...], df: float) -> float:
    """`lincom` and `saddlepoint`: P(Σ δ·χ² > X·χ²_df/df) by Lugannani and Rice, df cut to a whole number
    where it multiplies. (Without package CompQuadForm R's `lincom` falls back to this.)"""
    values = np.array([*effects, *[-statistic / df] * int(df)])
    values = values / values.max()
    low = max(1 / (2 * values[values < 0])) * 0.99999
    high = min(1 / (2 * values[values > 0])) * 0.99999
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if (values / (1 - 2 * middle * values)).sum() < 0 else (low, middle)
    zeta = (low + high) / 2
    k0 = -np.log1p(-2 * zeta * values).sum() / 2
    w = math.copysign(math.sqrt(-2 * k0), zeta)
    v = zeta * math.sqrt(2 * (values**2 / (1 - 2 * zeta * values) ** 2).sum())
    return 1 - NORMAL.cdf(w + math.log(v / w) / w)
