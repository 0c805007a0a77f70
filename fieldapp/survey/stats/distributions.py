"""Normal, t, F, chi-square and beta probabilities and quantiles in double precision.

Decides nothing: it is the table at the back of the book, computed. It never reads data.
Sources: Numerical Recipes 6.4 (continued fraction of the incomplete beta), Loader (2000) "Fast and
accurate computation of binomial probabilities" for its leading factor, and
`statistics.NormalDist` of the standard library for the normal.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache
from statistics import NormalDist

NORMAL = NormalDist()
TINY = 1e-300
EPSILON = 2.0**-53
MOST_STEPS = 20_000


def normal_quantile(probability: float) -> float:
    """The z with P(Z ≤ z) = `probability`, strictly between 0 and 1."""
    return NORMAL.inv_cdf(probability)


def _stirling_error(n: float) -> float:
    """log Γ(n+1) − log(√(2πn)·(n/e)ⁿ), by series where lgamma would cancel."""
    if n < 16:
        return math.lgamma(n + 1) - (n + 0.5) * math.log(n) + n - 0.5 * math.log(2 * math.pi)
    square = n * n
    terms = (1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360)
    return sum(term / (n * square**power) for power, term in enumerate(terms))


def _deviance(x: float, expected: float) -> float:
    """x·log(x/expected) + expected − x without cancellation when both are close."""
    difference = x - expected
    if abs(difference) >= 0.1 * (x + expected):
        return x * math.log(x / expected) - difference
    v = difference / (x + expected)
    total, term, power = difference * v, 2 * x * v, 3
    while True:
        term *= v * v
        more = total + term / power
        if more == total:
            return total
        total, power = more, power + 2


def _beta_factor(a: float, b: float, x: float, y: float) -> float:
    """xᵃ·yᵇ / B(a, b) with y = 1 − x (Loader's saddle-point form)."""
    n = a + b
    exponent = _stirling_error(n) - _stirling_error(a) - _stirling_error(b)
    exponent -= _deviance(a, n * x) + _deviance(b, n * y)
    return math.exp(exponent) * math.sqrt(a * b / (2 * math.pi * n))


def _beta_fraction(a: float, b: float, x: float, y: float) -> float:
    """The continued fraction of I_x(a, b) without its leading factor, for x at or below the mean.

    The odd part of the usual fraction, its elements written with λ = a·y − b·x so that nothing
    cancels when x is close to 1. Evaluated by Lentz's method.
    """
    lead = a * y - b * x
    value = c = (1 + lead) / (a + 1)
    d = 0.0
    for m in range(1, MOST_STEPS):
        even = m * (b - m) * x / ((a + (2 * m - 1)) * (a + 2 * m))
        odd = (a + m) * (2 * m + 1 + lead + m * y) + m * (m + 1)
        partial = even + odd / ((a + 2 * m) * (a + 2 * m + 1))
        before = even * (a + (m - 1)) * (a + b + (m - 1)) * x / ((a + 2 * (m - 1)) * (a + (2 * m - 1)))
        d = 1 / (partial + before * d or TINY)
        c = partial + before / c or TINY
        value *= c * d
        if abs(c * d - 1) < 4 * EPSILON:
            break
    return 1 / value


def beta_cdf(x: float, a: float, b: float, complement: float | None = None) -> float:
    """The regularised incomplete beta I_x(a, b).

    `complement` is 1 − x where the caller knows it better than the subtraction would.
    """
    y = 1 - x if complement is None else complement
    if x <= 0 or y <= 0:
        return 0.0 if x <= 0 else 1.0
    factor = _beta_factor(a, b, x, y)
    if a * y >= b * x:
        return factor * _beta_fraction(a, b, x, y) / a
    return 1 - factor * _beta_fraction(b, a, y, x) / b


def _root(
    value: Callable[[float], float], slope: Callable[[float], float], low: float, high: float, start: float
) -> float:
    """Newton's method inside a bracket of an increasing function, halving (in a wide bracket its exponent)
    wherever Newton leaves it."""
    x = start
    for _ in range(400):
        gap = value(x)
        low, high = (x, high) if gap < 0 else (low, x)
        steepness = slope(x)
        better = x - gap / steepness if steepness > TINY else math.nan
        if not low <= better <= high:
            better = math.sqrt(low) * math.sqrt(high) if 0 < low < high / 1000 else (low + high) / 2
        if abs(better - x) <= 2 * EPSILON * abs(x) or gap == 0:
            return x if gap == 0 else better
        x = better
    return x


@lru_cache(maxsize=8192)
def beta_quantile(probability: float, a: float, b: float) -> float:
    """The x with I_x(a, b) = `probability`; a and b above 0, probability in [0, 1]."""
    if probability <= 0 or probability >= 1:
        return 0.0 if probability <= 0 else 1.0
    if probability > beta_cdf(0.5, a, b):
        return 1 - _lower_half(1 - probability, probability, b, a)
    return _lower_half(probability, 1 - probability, a, b)


def _lower_half(below: float, above: float, a: float, b: float) -> float:
    """A beta quantile that is at most 1/2, sought in the smaller tail, so that it is precise relatively."""

    def gap(x: float) -> float:
        return beta_cdf(x, a, b) - below if below < 0.5 else above - beta_cdf(1 - x, b, a, complement=x)

    def density(x: float) -> float:
        return _beta_factor(a, b, x, 1 - x) / (x * (1 - x))

    if gap(TINY) > 0:
        return 0.0
    mean = a / (a + b)
    near = mean + normal_quantile(below) * math.sqrt(mean * (1 - mean) / (a + b + 1))
    return _root(gap, density, TINY, 0.5, near if 0 < near < 0.5 else min(mean, 0.49))


def t_tail(t: float, df: float) -> float:
    """P(T > t) of Student's t with `df` > 0 degrees of freedom."""
    whole = df + t * t
    half = beta_cdf(df / whole, df / 2, 0.5, complement=t * t / whole) / 2
    return half if t >= 0 else 1 - half


def _t_density(t: float, df: float) -> float:
    """The density of Student's t."""
    scale = math.lgamma((df + 1) / 2) - math.lgamma(df / 2) - 0.5 * math.log(df * math.pi)
    return math.exp(scale - (df + 1) / 2 * math.log1p(t * t / df))


@lru_cache(maxsize=1024)
def _t_upper(tail: float, df: float) -> float:
    """The t ≥ 0 with P(T > t) = `tail`, at most 1/2."""
    high = 2.0
    while t_tail(high, df) > tail:
        high *= 2
    start = min(-normal_quantile(tail), high)
    return _root(lambda t: tail - t_tail(t, df), lambda t: _t_density(t, df), 0.0, high, start)


def t_quantile(probability: float, df: float) -> float:
    """The t with P(T ≤ t) = `probability`, strictly between 0 and 1; `df` above 0."""
    return -_t_upper(probability, df) if probability < 0.5 else _t_upper(1 - probability, df)


def f_tail(f: float, df1: float, df2: float) -> float:
    """P(F > f) of Fisher's F; degrees of freedom may be fractional."""
    whole = df2 + df1 * f
    return beta_cdf(df2 / whole, df2 / 2, df1 / 2, complement=df1 * f / whole) if f > 0 else 1.0


def chi_square_tail(x: float, df: float) -> float:
    """P(X > x) of chi-square: the upper regularised incomplete gamma at df/2, x/2 (Numerical Recipes 6.2)."""
    if x <= 0:
        return 1.0
    a, z = df / 2, x / 2
    factor = math.exp(a * math.log(z) - z - math.lgamma(a))
    return 1 - factor * _gamma_series(a, z) if z < a + 1 else factor * _gamma_fraction(a, z)


def _gamma_series(a: float, z: float) -> float:
    """Σ zⁿ / (a(a+1)…(a+n)), the series of the lower incomplete gamma."""
    term = total = 1 / a
    n = a
    while abs(term) > total * EPSILON:
        n += 1
        term *= z / n
        total += term
    return total


def _gamma_fraction(a: float, z: float) -> float:
    """Lentz's evaluation of the continued fraction of the upper incomplete gamma."""
    b = z + 1 - a
    c, d = 1 / TINY, 1 / b
    value = d
    for i in range(1, MOST_STEPS):
        b += 2
        d = 1 / (-i * (i - a) * d + b or TINY)
        c = b - i * (i - a) / c or TINY
        value *= d * c
        if abs(d * c - 1) < 4 * EPSILON:
            break
    return value
