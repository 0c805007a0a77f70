"""The table of differences: two groups of one survey, or one figure of two surveys, one record for each pair.

Says what may be shown (WHO p. 83: no comparison with fewer than 12 degrees of freedom) and computes no figure
itself. Pure.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import combinations
from typing import Any

import numpy as np

from fieldapp.survey.stats.association import association
from fieldapp.survey.stats.compare import LEAST_DF_TO_COMPARE, Difference, between_surveys, difference
from fieldapp.survey.stats.design import Design, Floats
from fieldapp.survey.stats.estimate import Estimate, Mask, mean
from fieldapp.survey.tables.results import POST_STRATIFIED, Grouping

DIFFERENCE_FIELDS = (
    "outcome",
    "by",
    "first",
    "second",
    "n_first",
    "n_second",
    "estimate_first",
    "estimate_second",
    "difference",
    "se",
    "df",
    "ci_low",
    "ci_high",
    "p",
    "p_rao_scott",
    "note",
)
FIGURES = ("difference", "se", "ci_low", "ci_high", "p", "p_rao_scott")


def group_differences(
    design: Design,
    name: str,
    outcome: Floats,
    groups: Grouping,
    pair: tuple[str, str] | None = None,
    level: float = 95,
) -> list[dict[str, Any]]:
    """First less second, of one pair of a column's values or of every pair in order (VCQI COVG_DIFF_01 and 02)."""
    pairs = [pair] if pair else list(combinations(groups.values, 2))
    return [_of_pair(design, name, outcome, groups, first, second, level) for first, second in pairs]


def survey_difference(
    name: str,
    surveys: tuple[str, str],
    designs: tuple[Design, Design],
    outcomes: tuple[Floats, Floats],
    level: float = 95,
) -> dict[str, Any]:
    """The first survey's share less that of another, drawn apart from it."""
    first, second = (mean(design, outcome) for design, outcome in zip(designs, outcomes, strict=True))
    found = between_surveys(first, second, level) if _known(first, second) else None
    calibrated = any(design.cells is not None for design in designs)
    return _record(name, "", surveys, first, second, found, None, [POST_STRATIFIED] if calibrated else [])


def _of_pair(
    design: Design, name: str, outcome: Floats, groups: Grouping, one: str, other: str, level: float
) -> dict[str, Any]:
    first, second = (groups.codes == groups.values.index(value) for value in (one, other))
    estimates = mean(design, outcome, first), mean(design, outcome, second)
    found = difference(design, outcome, first, second, level) if _known(*estimates) else None
    notes = [] if design.cells is None else [POST_STRATIFIED]
    score = _rao_scott(design, outcome, first, second) if found else None
    return _record(name, groups.column, (one, other), *estimates, found, score, notes)


def _known(first: Estimate, second: Estimate) -> bool:
    return None not in (first.value, second.value, first.se, second.se)


def _rao_scott(design: Design, outcome: Floats, first: Mask, second: Mask) -> float | None:
    """p of the Rao-Scott test of the two groups' table; None where all have the same outcome or nothing varies."""
    inside = (first | second) & ~np.isnan(outcome)
    if len(np.unique(outcome[inside])) < 2:
        return None
    rows = np.where(inside, np.where(first, 0, 1), -1)
    columns = np.where(inside, np.nan_to_num(outcome), -1).astype(np.int64)
    try:
        with np.errstate(all="ignore"):
            p = association(design, rows, columns).f.p
    except (np.linalg.LinAlgError, ZeroDivisionError):
        return None
    return p if math.isfinite(p) else None


def _record(
    name: str,
    by: str,
    pair: tuple[str, str],
    first: Estimate,
    second: Estimate,
    found: Difference | None,
    score: float | None,
    notes: Sequence[str],
) -> dict[str, Any]:
    """One record; what must not be shown or cannot be computed is None, and the note says which."""
    record: dict[str, Any] = dict.fromkeys(DIFFERENCE_FIELDS)
    record |= {"outcome": name, "by": by, "first": pair[0], "second": pair[1]}
    record |= {"n_first": first.n, "n_second": second.n}
    record |= {"estimate_first": first.value, "estimate_second": second.value}
    why: str | None = None
    if found is None:
        why = "a group without a value or without a standard error: no difference"
    else:
        record |= {"difference": found.value, "se": found.se, "df": found.df}
        record |= {"ci_low": found.low, "ci_high": found.high, "p": found.p, "p_rao_scott": score}
        why = None if found.se else "nothing varies: no test"
    if found is not None and not found.show:
        record |= dict.fromkeys(FIGURES)
        why = f"{found.df} degrees of freedom: below {LEAST_DF_TO_COMPARE} a comparison is not shown"
    return record | {"note": "; ".join(filter(None, (why, *notes))) or None}
