"""Lots and quick checks: small samples that decide, and never estimate a coverage.

Decisions by counts of missed children; the chance of each decision by exact sums. The rules are
settings because guides differ. A quick check has no coverage and is never added to another. Sources:
polio lot sampling of 60 children in 6 clusters of 10; Hedt et al. (2012) for the clustered
characteristic; WHO/IVB/18.09.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np

from fieldapp.ground.problems import BadInput
from fieldapp.survey.stats.distributions import beta_cdf

POLIO_LIMITS = (3, 8, 19)
POLIO_CHILDREN = 60
LARGEST_PLAN = 20_000


@dataclass(frozen=True)
class LotDecision:
    """One lot: pass, fail, or incomplete; `band` counts from 1 (best), missed between its two ends."""

    n: int
    missed: int
    decision: Literal["pass", "fail", "incomplete"]
    band: int | None
    band_from: int | None
    band_to: int | None
    note: str


def decide_lot(
    n: int, missed: int, limits: Sequence[int] = POLIO_LIMITS, children: int = POLIO_CHILDREN
) -> LotDecision:
    """Judge a lot of `n` children with `missed` unvaccinated ones.

    `limits` are the largest numbers missed of each band but the last; at most the first passes. Any
    number of children other than `children` is incomplete, never a pass.
    """
    _check_counts(n, missed)
    _check_limits(limits, children)
    if n != children:
        wrong = f"{n} children were checked, the rule needs {children}: incomplete, neither passed nor failed"
        return LotDecision(n, missed, "incomplete", None, None, None, wrong)
    band = sum(missed > limit for limit in limits)
    ends = (0, *(limit + 1 for limit in limits)), (*limits, children)
    fails = 1 - accept_probability(children, limits[0], 0.95)
    note = f"a lot whose coverage truly is 95 % fails this rule {fails:.1%} of the time"
    return LotDecision(n, missed, "fail" if band else "pass", band + 1, ends[0][band], ends[1][band], note)


def _check_counts(n: int, missed: int) -> None:
    if n < 0 or not 0 <= missed <= n:
        raise BadInput(f"The number missed must lie between 0 and the {n} children checked, not {missed}.")


def _check_limits(limits: Sequence[int], children: int) -> None:
    rising = all(low < high for low, high in pairwise(limits))
    if not limits or not rising or limits[0] < 0 or limits[-1] >= children:
        raise BadInput(f"The limits must rise from 0 or more to less than {children} children.")


def accept_probability(
    n: int, max_missed: int, coverage: float, cluster_size: int | None = None, cluster_sd: float = 0.0
) -> float:
    """P(missed ≤ max_missed) of `n` children at a true `coverage`: the operating characteristic.

    With `cluster_size` and `cluster_sd` the coverage of clusters varies with that standard deviation
    (beta distributed), the last cluster being smaller where the size does not divide n.
    """
    _check_plan(n, max_missed, coverage)
    if not cluster_sd:
        return min(1.0, math.fsum(_binomial(n, 1 - coverage)[: max_missed + 1]))
    if cluster_size is None or cluster_size < 1:
        raise BadInput("A standard deviation between clusters needs a cluster size of 1 or more.")
    if not 0 < cluster_sd < math.sqrt(coverage * (1 - coverage)):
        raise BadInput(
            f"Clusters of coverage {coverage:g} on average cannot vary with standard deviation {cluster_sd:g}."
        )
    whole, rest = divmod(n, cluster_size)
    missed = np.ones(1)
    for size in [cluster_size] * whole + [rest] * (rest > 0):
        missed = np.convolve(missed, _beta_binomial(size, 1 - coverage, cluster_sd))
    return min(1.0, math.fsum(missed[: max_missed + 1].tolist()))


def _check_plan(n: int, max_missed: int, coverage: float) -> None:
    if n < 1:
        raise BadInput(f"The number of children must be 1 or more, not {n}.")
    if not 0 <= max_missed <= n:
        raise BadInput(f"The largest number missed must lie between 0 and {n}, not {max_missed}.")
    if not 0 <= coverage <= 1:
        raise BadInput(f"The coverage must be between 0 and 1, not {coverage:g}.")


def _binomial(n: int, q: float) -> list[float]:
    """P(X = x) for x = 0 … n."""
    if q in (0, 1):
        return [float(x == n * q) for x in range(n + 1)]
    log_q, log_p = math.log(q), math.log1p(-q)
    if n <= 1000:
        return [math.comb(n, x) * q**x * (1 - q) ** (n - x) for x in range(n + 1)]
    top = math.lgamma(n + 1)
    return [
        math.exp(top - math.lgamma(x + 1) - math.lgamma(n - x + 1) + x * log_q + (n - x) * log_p)
        for x in range(n + 1)
    ]


def _beta_binomial(n: int, q: float, sd: float) -> np.typing.NDArray[np.float64]:
    """P(X = x) for x = 0 … n when the chance of a miss is beta distributed with mean q."""
    strength = q * (1 - q) / sd**2 - 1
    a, b = q * strength, (1 - q) * strength
    base = _log_beta(a, b)
    return np.array([math.comb(n, x) * math.exp(_log_beta(x + a, n - x + b) - base) for x in range(n + 1)])


def _log_beta(a: float, b: float) -> float:
    return math.lgamma(a) + math.lgamma(b) - math.lgamma(a + b)


def _at_most(n: int, x: int, q: float) -> float:
    """P(X ≤ x) of a binomial through the incomplete beta: quick, for the search."""
    return 1.0 if x >= n else beta_cdf(1 - q, n - x, x + 1, complement=q)


def find_plan(high: float, low: float, alpha: float, beta: float) -> tuple[int, int]:
    """The smallest n, and its largest number missed, with P(fail | high) ≤ α and P(pass | low) ≤ β."""
    for name, value in (("high coverage", high), ("low coverage", low), ("alpha", alpha), ("beta", beta)):
        if not 0 < value < 1:
            raise BadInput(f"The {name} must be between 0 and 1, not {value:g}.")
    if low >= high:
        raise BadInput(f"The low coverage ({low:g}) must be below the high one ({high:g}).")
    missed = 0
    for n in range(1, LARGEST_PLAN + 1):
        while 1 - _at_most(n, missed, 1 - high) > alpha:
            missed += 1
        if _at_most(n, missed, 1 - low) <= beta:
            return n, missed
    raise BadInput(
        f"No plan of up to {LARGEST_PLAN:,} children keeps both risks: the coverages are too close."
    )


def smallest_worst_error(n: int, high: float, low: float) -> int:
    """The largest number missed that makes the greater of the two risks smallest, for a fixed n."""

    def worst(missed: int) -> float:
        return max(1 - accept_probability(n, missed, high), accept_probability(n, missed, low))

    return min(range(n + 1), key=worst)


@dataclass(frozen=True)
class QuickRule:
    """A quick check's rule: look at `children`; act from `act_from` missed, else look at `extra` more."""

    children: int = 20
    act_from: int = 2
    extra: int = 10


QuickDecision = Literal["act", "look_at_more", "no_action", "incomplete"]


def decide_quick_check(checked: int, missed: int, rule: QuickRule | None = None) -> QuickDecision:
    """What a quick check asks for. Too many missed act at once; nothing is ever a coverage."""
    rule = rule or QuickRule()
    _check_counts(checked, missed)
    if missed >= rule.act_from:
        return "act"
    if checked < rule.children:
        return "incomplete"
    return "no_action" if checked >= rule.children + rule.extra else "look_at_more"
