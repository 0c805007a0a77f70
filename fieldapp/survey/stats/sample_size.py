"""How many children, clusters and households a survey needs.

Formulas of WHO/IVB/18.09 (2018), Annex B, and nothing else: no survey is looked at. Fractions are
between 0 and 1, counts come rounded up. Tables B-1, B-2, C, D and E of the manual come out.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from fieldapp.ground.problems import BadInput
from fieldapp.survey.stats.distributions import normal_quantile
from fieldapp.survey.stats.icc import design_effect

Side = Literal["below", "above"]


@dataclass(frozen=True)
class Plan:
    """What to do in the field. `ess2` is the second group of a comparison, else None."""

    ess: int
    ess2: int | None
    deff: float
    respondents: int
    clusters: int
    households: int


def round_up(value: float) -> int:
    """The next whole number; a value that is whole but for rounding stays."""
    return math.ceil(value - 1e-9 * max(1.0, abs(value)))


def _fraction(name: str, value: float) -> None:
    if not 0 < value < 1:
        raise BadInput(f"The {name} must be between 0 and 1, not {value:g}.")


def estimation_ess(coverage: float, half_width: float, level: float = 95) -> int:
    """Children for an interval of ± `half_width` about an expected `coverage` (Annex B-1).

    k·z²/4d² + 1/d − 2z² + (z + 2)/k, k by how far the interval reaches from one half.
    """
    if not 0 <= coverage <= 1:
        raise BadInput(f"The coverage must be between 0 and 1, not {coverage:g}.")
    if not 0 < half_width < 0.5:
        raise BadInput(f"The half-width must be above 0 and below 0.5, not {half_width:g}.")
    if not 0 < level < 100:
        raise BadInput(f"The level must be a percentage between 0 and 100, not {level:g}.")
    k = _reach(coverage, half_width)
    z = normal_quantile(0.5 + level / 200)
    return round_up(k * z * z / (4 * half_width**2) + 1 / half_width - 2 * z * z + (z + 2) / k)


def _reach(p: float, d: float) -> float:
    """The manual's k: 4·pq at the end of the interval nearest to one half, 1 in the middle."""
    if 0.3 <= p <= 0.7:
        return 1.0
    if d <= p < 0.3:
        return 4 * (p + d) * (1 - p - d)
    if 0.7 < p <= 1 - d:
        return 4 * (p - d) * (1 - p + d)
    return 8 * d * (1 - 2 * d)


def classification_ess(threshold: float, delta: float, side: Side, alpha: float, power: float) -> int:
    """Children to tell a coverage `delta` below (or above) a threshold from the threshold (Annex B-2)."""
    other = threshold - delta if side == "below" else threshold + delta
    other = min(max(other, 0.0), 1.0) if -1e-12 < other < 1 + 1e-12 else other
    _fraction("threshold", threshold)
    _tests(alpha, power)
    if delta <= 0 or not 0 <= other <= 1:
        raise BadInput(f"The delta must be above 0 and leave a coverage between 0 and 1, not {delta:g}.")
    root = normal_quantile(1 - alpha) * math.sqrt(threshold * (1 - threshold))
    root += normal_quantile(power) * math.sqrt(other * (1 - other))
    raw = (root / (other - threshold)) ** 2
    return round_up(raw / 4 * (1 + math.sqrt(1 + 2 / (raw * abs(other - threshold)))) ** 2)


def comparison_ess(p1: float, delta: float, ratio: float, alpha: float, power: float) -> tuple[int, int]:
    """Children in each of two groups to see a difference of `delta` from `p1`, n2/n1 = `ratio`."""
    p2 = p1 + delta
    _fraction("first coverage", p1)
    _tests(alpha, power)
    if delta == 0 or not 0 < p2 < 1:
        raise BadInput(f"The delta must not be 0 and must leave a coverage between 0 and 1, not {delta:g}.")
    if not 0 < ratio < math.inf:
        raise BadInput(f"The ratio must be above 0, not {ratio:g}.")
    pooled = (p1 + ratio * p2) / (ratio + 1)
    root = normal_quantile(1 - alpha / 2) * math.sqrt((ratio + 1) * pooled * (1 - pooled))
    root += normal_quantile(power) * math.sqrt(ratio * p1 * (1 - p1) + p2 * (1 - p2))
    raw = root**2 / (ratio * delta**2)
    n1 = round_up(raw / 4 * (1 + math.sqrt(1 + 2 * (ratio + 1) / (raw * ratio * abs(delta)))) ** 2)
    return n1, round_up(ratio * n1)


def _tests(alpha: float, power: float) -> None:
    _fraction("alpha", alpha)
    _fraction("power", power)
    if alpha >= power:
        raise BadInput(f"The power ({power:g}) must be above alpha ({alpha:g}).")


def households_per_child(
    years: float, births_per_1000: float, household_size: float, infant_deaths_per_1000: float
) -> int:
    """Households to visit to meet one child of the age group (Annex B, table D), rounded up."""
    children = years * births_per_1000 * household_size / 1000 * (1000 - infant_deaths_per_1000) / 1000
    if children <= 0:
        raise BadInput("Years, births and household size must be above 0, infant deaths below 1,000.")
    return round_up(1 / children)


def nonresponse_inflation(percent: float) -> float:
    """100 / (100 − %), not rounded (table E shows two decimals)."""
    if not 0 <= percent < 100:
        raise BadInput(f"Non-response must be a percentage from 0 to below 100, not {percent:g}.")
    return 100 / (100 - percent)


@dataclass(frozen=True)
class Field:
    """What the field looks like: B-1's strata A, C's clusters and likeness, D's households, E's inflation."""

    cluster_size: float = 1.0
    icc: float = 0.0
    weight_variation: float = 0.0
    strata: int = 1
    households_per_child: float = 1.0
    inflation: float = 1.0


def plan(ess: int, ess2: int | None, field: Field) -> Plan:
    """Respondents A·B·C, clusters (respondents over cluster size) and households A·B·C·D·E, all rounded up.

    B is `ess`, for a comparison both groups together.
    """
    _check(field)
    deff = design_effect(field.cluster_size, field.icc, field.weight_variation)
    people = field.strata * (ess + (ess2 or 0)) * deff
    respondents = round_up(people)
    return Plan(
        ess,
        ess2,
        deff,
        respondents,
        round_up(respondents / field.cluster_size),
        round_up(people * field.households_per_child * field.inflation),
    )


def _check(field: Field) -> None:
    """Every figure of the field in its range."""
    for name, value, least in (
        ("cluster size", field.cluster_size, 1),
        ("number of strata", field.strata, 1),
        ("coefficient of variation of the weights", field.weight_variation, 0),
        ("intracluster correlation", field.icc, 0),
    ):
        if not least <= value < math.inf:
            raise BadInput(f"The {name} must be {least} or more, not {value:g}.")
    if field.icc > 1:
        raise BadInput(f"The intracluster correlation must be at most 1, not {field.icc:g}.")
    if not 0 < field.households_per_child < math.inf:
        raise BadInput(f"Households per child must be above 0, not {field.households_per_child:g}.")
