"""How far each village of a catch-up is, and in what it is weak. Pure.

A share of few children says little. Beside it stands the share drawn towards that of all villages, by as much as it is
likely to be chance: the empirical Bayes estimate of Marshall (1991), "Mapping Disease and Mortality Rates Using
Empirical Bayes Estimators", Applied Statistics 40, 283-294, with the variance of a share instead of a rate's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

SMALL = 20  # a share of fewer children is marked
QUIET_DAYS = 10  # visits come every ten days
LEAST_LISTED, MOST_FOUND = 90, 10  # per cent: listed of expected; found during the campaign of all
WEAK = {
    "gaps": ("补种率没到目标", "below the goal"),
    "zero": ("还有脊灰0剂次", "children without any polio dose"),
    "listed": (f"摸底不到预计的{LEAST_LISTED}%", f"fewer than {LEAST_LISTED}% of the expected are listed"),
    "found": (f"现场才发现的超过{MOST_FOUND}%", f"more than {MOST_FOUND}% were found only on the way"),
    "quiet": (f"{QUIET_DAYS}天没走访", f"no visit for {QUIET_DAYS} days"),
}


@dataclass(frozen=True)
class Village:
    """A village of a campaign, children counted: `listed` in all; of `asked` something is recorded; `before` of them
    lacked a dose when it began and `left` still do, of whom `visited` were gone to; `expected` by the last plan;
    `found` since it began; `zero` without a polio dose then and `zero_left` now; why most are left; the last visit."""

    code: str
    name: str
    town: str
    listed: int
    asked: int
    before: int
    left: int
    visited: int = 0
    expected: int | None = None
    found: int = 0
    zero: int = 0
    zero_left: int = 0
    reason: str = ""
    last_visit: str = ""

    @property
    def small(self) -> bool:
        """Whether a share of its children says little."""
        return 0 < self.asked < SMALL

    def days_since(self, on: str) -> int | None:
        """Days since the last visit; None where there was none."""
        if not self.last_visit:
            return None
        return (date.fromisoformat(on) - date.fromisoformat(self.last_visit)).days


def weak_in(one: Village, goal: int, on: str, first_day: str) -> list[str]:
    """In what a village is weak, by the names of `WEAK`."""
    since = one.days_since(on)
    quiet_for = (date.fromisoformat(on) - date.fromisoformat(first_day)).days if since is None else since
    said = {
        "gaps": 100 * (one.before - one.left) < goal * one.before,
        "zero": one.zero_left > 0,
        "listed": one.expected is not None and 100 * one.listed < LEAST_LISTED * one.expected,
        "found": 100 * one.found > MOST_FOUND * one.listed,
        "quiet": one.left > 0 and quiet_for >= QUIET_DAYS,
    }
    return [name for name, holds in said.items() if holds]


def shrunk(counted: Sequence[tuple[int, int]]) -> list[float | None]:
    """The share of each of these (how many, of how many) drawn towards that of all; None of nobody."""
    some = [(x, n) for x, n in counted if n]
    if not some:
        return [None] * len(counted)
    children = sum(n for _x, n in some)
    mean = sum(x for x, _n in some) / children
    chance = mean * (1 - mean)
    spread = sum(n * (x / n - mean) ** 2 for x, n in some) / children
    own = max(0.0, spread - chance * len(some) / children)
    return [None if not n else _drawn(x / n, n, mean, chance, own) for x, n in counted]


def _drawn(share: float, n: int, mean: float, chance: float, own: float) -> float:
    """`own`: what of the spread is not chance; without any every village has the share of all."""
    weight = own / (own + chance / n) if own else 0.0
    return mean + weight * (share - mean)
