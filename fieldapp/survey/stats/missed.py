"""How many children two lists have both missed: Chapman's estimate, or a refusal.

Two lists of the same children (the register and an independent check) overlap; the overlap tells how
complete each is. Only counts come in. The assumptions are part of the answer, and where they plainly
fail there is none. Sources: Chapman (1951), Seber (1970) for the variance, Chao (1987) for the
interval, Robson & Regier (1964) for the least overlap.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from fieldapp.ground.problems import BadInput
from fieldapp.survey.stats.distributions import normal_quantile

LEAST_OVERLAP = 7
ASSUMPTIONS = (
    "being on one list makes it neither more nor less likely to be on the other",
    "nobody was born, died or moved between the two lists",
    "every child on both lists is recognised as the same child",
    "every child of one list had about the same chance to be on it",
)


@dataclass(frozen=True)
class Missed:
    """Children in all, and on neither list, with an interval for each. `refusal` says why there is none."""

    seen: int
    total: float | None
    se: float | None
    low: float | None
    high: float | None
    missed: float | None
    missed_low: float | None
    missed_high: float | None
    assumptions: tuple[str, ...] = ASSUMPTIONS
    refusal: str | None = None


def estimate_missed(
    first: int,
    second: int,
    both: int,
    *,
    independent: bool = True,
    closed: bool = True,
    matched: bool = True,
    level: float = 95,
) -> Missed:
    """Chapman's estimate from the lengths of two lists and their overlap.

    N = (n1+1)(n2+1)/(m+1) − 1. The interval is log-normal on the number unseen, so that it never falls
    below the children seen. `independent`, `closed` and `matched` are the caller's knowledge; any False
    is a refusal, and so are an overlap below 7 and a list that lies wholly inside the other.
    """
    if min(first, second, both) < 0:
        raise BadInput("The counts of the two lists must be 0 or more.")
    if both > min(first, second):
        raise BadInput(f"The overlap ({both}) cannot be larger than a list ({min(first, second)}).")
    seen = first + second - both
    refusal = _refusal(first, second, both, independent, closed, matched)
    if refusal:
        return Missed(seen, None, None, None, None, None, None, None, refusal=refusal)
    total = (first + 1) * (second + 1) / (both + 1) - 1
    spread = (first + 1) * (second + 1) * (first - both) * (second - both)
    variance = spread / ((both + 1) ** 2 * (both + 2))
    unseen = total - seen
    z = normal_quantile(0.5 + level / 200)
    factor = math.exp(z * math.sqrt(math.log1p(variance / unseen**2)))
    low, high = unseen / factor, unseen * factor
    return Missed(seen, total, math.sqrt(variance), seen + low, seen + high, unseen, low, high)


def _refusal(
    first: int, second: int, both: int, independent: bool, closed: bool, matched: bool
) -> str | None:
    """Why these lists cannot answer, or None."""
    if not independent:
        return "one list was made from the other or by the same people: they are not independent"
    if not closed:
        return "children came or left between the two lists"
    if not matched:
        return "children could not be matched between the two lists with confidence"
    if both < LEAST_OVERLAP:
        return f"only {both} children are on both lists; at least {LEAST_OVERLAP} are needed"
    if both == min(first, second):
        return "one list lies wholly inside the other: it was copied from it, or it is the only one needed"
    return None
