"""Two figures beside each other, or one beside a goal: differences, classification, consistency.

Decides what may be said (pass, fail, neither; consistent or not) and when nothing should be. Never
computes a coverage of its own. Sources: WHO/IVB/18.09 p. 82–86 and 197–202; R survey `svycontrast`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from fieldapp.survey.stats.design import Design, Floats
from fieldapp.survey.stats.distributions import t_tail
from fieldapp.survey.stats.estimate import Estimate, Mask, mean, mean_scores, touched
from fieldapp.survey.stats.intervals import t_interval
from fieldapp.survey.stats.variance import covariance

LEAST_DF_TO_COMPARE = 12
LEAST_CLUSTERS_TO_CLASSIFY = 15
LEAST_CLUSTERS_TO_ESTIMATE = 30
Verdict = Literal["pass", "fail", "intermediate"]


@dataclass(frozen=True)
class Difference:
    """`first` − `second` with a t interval and the two-sided p of no difference.

    `show` is False with fewer than 12 degrees of freedom (WHO p. 83): then it must not be shown.
    """

    first: Estimate
    second: Estimate
    value: float
    se: float
    df: int
    low: float | None
    high: float | None
    p: float | None
    show: bool


def difference(design: Design, outcome: Floats, first: Mask, second: Mask, level: float = 95) -> Difference:
    """The difference of an outcome's mean between two domains of one survey.

    The standard error is that of the difference of the linearised values, so clusters and strata the
    domains share count as shared. Rows without a value are in neither. Degrees of freedom are those of
    the whole survey (all strata with a value), as in R's `degf` and VCQI's comparisons.
    """
    a, b = first & ~np.isnan(outcome), second & ~np.isnan(outcome)
    one, other = mean(design, outcome, a), mean(design, outcome, b)
    scores = mean_scores(design, outcome, a) - mean_scores(design, outcome, b)
    clusters, strata = touched(design, ~np.isnan(outcome))
    variance = float(covariance(design, scores[:, None], a | b)[0, 0])
    return _compared(one, other, math.sqrt(max(variance, 0.0)), clusters - strata, level)


def between_surveys(first: Estimate, second: Estimate, level: float = 95) -> Difference:
    """The difference of two independent surveys' figures: variances and degrees of freedom add up."""
    if first.se is None or second.se is None:
        raise ValueError("a figure without a standard error cannot be compared")
    return _compared(first, second, math.hypot(first.se, second.se), first.df + second.df, level)


def _compared(first: Estimate, second: Estimate, se: float, df: int, level: float) -> Difference:
    if first.value is None or second.value is None:
        raise ValueError("a domain without a value cannot be compared")
    value = first.value - second.value
    low = high = p = None
    if df > 0:
        low, high = t_interval(value, se, df, level)
        p = 2 * t_tail(abs(value) / se, df) if se > 0 else None
    return Difference(first, second, value, se, df, low, high, p, df >= LEAST_DF_TO_COMPARE)


def classify(lower: float, upper: float, goal: float) -> Verdict:
    """Three-way classification from the one-sided bounds of a coverage (WHO p. 197–202)."""
    if lower >= goal:
        return "pass"
    return "fail" if upper < goal else "intermediate"


def effective_count(p: float, n: int, deff: float) -> tuple[int, int]:
    """Effective sample size and covered children to the nearest whole, for tests made for simple samples."""
    size = round(n / deff)
    return round(p * size), size


def fisher_exact(x1: int, n1: int, x2: int, n2: int) -> tuple[float, float]:
    """Fisher's exact test of x1/n1 against x2/n2: p two-sided, and one-sided for a rise from 1 to 2.

    Exact integer sums; the two-sided p adds every table no likelier than the one seen (as R does).
    """
    covered, everyone = x1 + x2, n1 + n2
    ways = {
        x: math.comb(n1, x) * math.comb(n2, covered - x)
        for x in range(max(0, covered - n2), min(n1, covered) + 1)
    }
    seen, tables = ways[x1], math.comb(everyone, covered)
    rise = sum(count for x, count in ways.items() if x <= x1)
    return sum(count for count in ways.values() if count <= seen) / tables, rise / tables


Consistency = Literal["consistent", "reported_above_survey", "reported_below_survey"]


def consistency(
    reported: float, estimate: float, low: float, high: float, tolerance: float = 0.05
) -> Consistency:
    """Administrative beside survey coverage; shown side by side, never merged.

    Consistent inside the survey's interval or within `tolerance` of its estimate. Above: over-reporting
    or too small a denominator. Below: reports missing or too large a denominator.
    """
    if low <= reported <= high or abs(reported - estimate) <= tolerance + 1e-12:
        return "consistent"
    return "reported_above_survey" if reported > high else "reported_below_survey"
