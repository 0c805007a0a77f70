"""Confidence intervals of a proportion from a survey, and t intervals of everything else.

Takes an estimate's four numbers (p, standard error, n, degrees of freedom) and a method's name; never
sees data. Sources: VCQI `svyp_ci_calc`, after Dean & Pagano (2015), for the adjusted and truncated
effective sample size; WHO/IVB/18.09 for one-sided bounds.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from fieldapp.survey.stats.distributions import beta_quantile, normal_quantile, t_quantile
from fieldapp.survey.stats.estimate import ZERO_SE, Estimate

Ends = tuple[float, float]
# A simple random sample has a design effect of exactly 1: rounding must not make it "below 1"
BELOW_ONE = 1 - 1e-9


@dataclass(frozen=True)
class Interval:
    """Ends of a two-sided interval, the two one-sided bounds of the same level, and what they rest on.

    `neff` and `deff` are after the adjustment for degrees of freedom and the truncation at 1.
    Whatever cannot be computed is None and `note` says why.
    """

    low: float | None
    high: float | None
    lower_one_sided: float | None
    upper_one_sided: float | None
    neff: float | None
    deff: float | None
    method: str
    level: float
    note: str | None = None


def wald(p: float, neff: float, z: float, _alpha: float) -> Ends:
    """p ∓ z·√(pq/neff); may leave [0, 1]."""
    half = z * math.sqrt(p * (1 - p) / neff)
    return p - half, p + half


def wilson(p: float, neff: float, z: float, _alpha: float) -> Ends:
    """Wilson's score interval with the effective sample size; the lower end as p² over the upper, which
    is the same root without its cancellation."""
    middle = p + z * z / (2 * neff)
    half = z * math.sqrt(p * (1 - p) / neff + z * z / (4 * neff * neff))
    below = 1 + z * z / neff
    high = (middle + half) / below
    return _around(p, p * p / (below * high), high)


def logit(p: float, neff: float, z: float, _alpha: float) -> Ends:
    """expit(logit p ∓ z/√(neff·pq)); needs 0 < p < 1."""
    centre = math.log(p / (1 - p))
    half = z / math.sqrt(neff * p * (1 - p))
    return _around(p, _expit(centre - half), _expit(centre + half))


def beta(p: float, neff: float, _z: float, alpha: float) -> Ends:
    """Clopper and Pearson's interval with x = p·neff, which need not be whole."""
    x = p * neff
    low = beta_quantile(alpha, x, neff - x + 1) if p > 0 else 0.0
    return _around(p, low, beta_quantile(1 - alpha, x + 1, neff - x) if p < 1 else 1.0)


def jeffreys(p: float, neff: float, _z: float, alpha: float) -> Ends:
    """Equal-tailed posterior under Jeffreys' prior; closed at an observed 0 or 1."""
    x = p * neff
    low = beta_quantile(alpha, x + 0.5, neff - x + 0.5) if p > 0 else 0.0
    return low, beta_quantile(1 - alpha, x + 0.5, neff - x + 0.5) if p < 1 else 1.0


def agresti_coull(p: float, neff: float, z: float, _alpha: float) -> Ends:
    """Wald's interval after adding z²/2 successes and failures; may leave [0, 1]."""
    size = neff + z * z
    middle = (p * neff + z * z / 2) / size
    half = z * math.sqrt(middle * (1 - middle) / size)
    return middle - half, middle + half


def fleiss(p: float, neff: float, z: float, _alpha: float) -> Ends:
    """Wilson's interval with continuity correction; closed at an observed 0 or 1."""
    q, below = 1 - p, 2 * (neff + z * z)
    low = 2 * neff * p + z * z - 1 - z * math.sqrt(z * z - (2 + 1 / neff) + 4 * p * (neff * q + 1))
    high = 2 * neff * p + z * z + 1 + z * math.sqrt(z * z + (2 - 1 / neff) + 4 * p * (neff * q - 1))
    return low / below if p > 0 else 0.0, high / below if p < 1 else 1.0


def _expit(x: float) -> float:
    return 1 / (1 + math.exp(-x)) if x > -700 else 0.0


def _around(p: float, low: float, high: float) -> Ends:
    """Rounding must not push an end past 0, 1 or the estimate."""
    return min(max(low, 0.0), p), max(min(high, 1.0), p)


METHODS: dict[str, Callable[[float, float, float, float], Ends]] = {
    "wilson": wilson,
    "logit": logit,
    "beta": beta,
    "jeffreys": jeffreys,
    "agresti-coull": agresti_coull,
    "fleiss": fleiss,
    "wald": wald,
}


def proportion_interval(
    p: float | None, se: float | None, n: int, df: int, method: str = "wilson", level: float = 95
) -> Interval:
    """The interval of a proportion `p` with standard error `se` from `n` rows and `df` degrees of freedom.

    `method` is a name in METHODS, `level` a percentage between 0 and 100 (both excluded). One-sided
    bounds of a level are the ends of the two-sided interval with twice its error; at 50 % and below
    there are none.
    """
    if p is None or se is None or df <= 0:
        return _refused(p, se, n, df, method, level)
    homogeneous = se < ZERO_SE or p in (0, 1)
    neff0 = float(n) if homogeneous else p * (1 - p) / se**2
    deff = 1.0 if homogeneous else (n - 1) / neff0
    used = "beta" if method in ("logit", "wald") and homogeneous else method
    full = deff < BELOW_ONE or (homogeneous and used == "beta")

    def ends(alpha: float) -> tuple[float, Ends]:
        z = normal_quantile(1 - alpha)
        neff = float(n) if full else neff0 * (z / t_quantile(1 - alpha, df)) ** 2
        return neff, METHODS[used](p, neff, z, alpha)

    neff, (low, high) = ends((100 - level) / 200)
    one_sided = ends((100 - level) / 100)[1] if level > 50 else None
    lower, upper = (max(one_sided[0], low), min(one_sided[1], high)) if one_sided else (None, None)
    return Interval(low, high, lower, upper, neff, max(deff, 1.0), used, level, _note(deff, method, used))


def _note(deff: float, asked: str, used: str) -> str | None:
    """What the reader should know about an interval that was computed."""
    notes = []
    if deff < BELOW_ONE:
        notes.append(f"design effect {deff:.4g} is below 1: taken as 1")
    if asked != used:
        notes.append(f"no {asked} interval where all have the same outcome or nothing varies: beta instead")
    return "; ".join(notes) or None


def _refused(p: float | None, se: float | None, n: int, df: int, method: str, level: float) -> Interval:
    """No interval, and the reason."""
    deff = None
    if p is None:
        note = "no row has a value"
    elif se is None:
        note = "no stratum with more than one cluster: no standard error and no interval"
    else:
        homogeneous = se < ZERO_SE or p in (0, 1)
        deff = 1.0 if homogeneous else max(1.0, (n - 1) * se**2 / (p * (1 - p)))
        note = f"{df} degrees of freedom: no interval"
    return Interval(None, None, None, None, None, deff, method, level, note)


def of_estimate(estimate: Estimate, method: str = "wilson", level: float = 95) -> Interval:
    """The interval of an estimated proportion."""
    return proportion_interval(estimate.value, estimate.se, estimate.n, estimate.df, method, level)


def t_interval(value: float, se: float, df: float, level: float = 95) -> Ends:
    """value ∓ t·se with `df` > 0 degrees of freedom: means, ratios, totals, differences."""
    half = t_quantile(1 - (100 - level) / 200, df) * se
    return value - half, value + half
