"""The table of indicators: one record for each question and group, the plain share beside the weighted one.

Joins questions with estimates; computes no figure itself. Where visits count and not children, the estimate is the
weighted ratio of visits that missed to visits at which something was due. Pure.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from fieldapp.survey.indicators.coverage import column
from fieldapp.survey.indicators.evidence import Interview
from fieldapp.survey.indicators.questions import Question
from fieldapp.survey.stats.design import Design
from fieldapp.survey.stats.estimate import ratio
from fieldapp.survey.stats.intervals import proportion_interval
from fieldapp.survey.tables.results import FIELDS, POST_STRATIFIED, Group, Grouping, estimate_table, groups_of

WORDS = ("indicator", "name", "zh", "vcqi", "group", "n", "count", "unweighted")
INDICATOR_FIELDS = (*WORDS, *(field for field in FIELDS if field not in ("outcome", "group", "n")))


def indicator_table(
    design: Design,
    children: Sequence[Interview],
    questions: Sequence[Question],
    groupings: Sequence[Grouping] = (),
    method: str = "wilson",
    level: float = 95,
) -> list[dict[str, Any]]:
    """Every question overall ({}), then in each group. `count` of `n` children (or visits) without weights is
    `unweighted`, the figure VCQI shows for dropout and missed opportunities; `estimate` is weighted."""
    asked = {one.asked: one for one in questions}
    outcomes = {name: column(one.indicator, children) for name, one in asked.items() if one.visits is None}
    records = estimate_table(design, outcomes, groupings, method, level, unweighted=True) if outcomes else []
    for one in asked.values():
        if one.visits is not None:
            records += _visit_records(design, children, one, groupings, method, level)
    order = {name: place for place, name in enumerate(asked)}
    records.sort(key=lambda record: order[record["outcome"]])
    return [_told(record, asked[record["outcome"]]) for record in records]


def _told(record: dict[str, Any], question: Question) -> dict[str, Any]:
    """The record under its indicator's names, fields in order."""
    one = question.indicator
    words = {"indicator": question.asked, "name": one.name, "zh": one.zh, "vcqi": one.vcqi}
    return {field: (words | record)[field] for field in INDICATOR_FIELDS}


def _visit_records(
    design: Design,
    children: Sequence[Interview],
    question: Question,
    groupings: Sequence[Grouping],
    method: str,
    level: float,
) -> list[dict[str, Any]]:
    """The records of a question about visits."""
    assert question.visits is not None
    counts = np.array([question.visits(child) for child in children], dtype=np.float64)
    calibrated = None if design.cells is None else POST_STRATIFIED
    groups = [Group({}, np.ones(design.n, dtype=bool), calibrated)]
    groups += [group for one in groupings for group in groups_of(one, calibrated)]
    found: list[dict[str, Any]] = []
    for group in groups:
        missed, due = counts[group.rows].sum(axis=0).tolist()
        one = ratio(design, counts[:, 0], counts[:, 1], group.rows & (counts[:, 1] > 0))
        interval = proportion_interval(one.value, one.se, int(due), one.df, method, level)
        notes = "; ".join(filter(None, (interval.note, group.note, "of visits, not of children"))) or None
        found.append(
            {
                "outcome": question.asked,
                "group": group.names,
                "n": int(due),
                "count": int(missed),
                "unweighted": missed / due if due else None,
                "n_weighted": float((design.weights * counts[:, 1])[group.rows].sum()),
                "estimate": one.value,
                "se": one.se,
                "deff": interval.deff,
                "df": one.df if due else None,
                "neff": interval.neff,
                "ci_low": interval.low,
                "ci_high": interval.high,
                "lower_one_sided": interval.lower_one_sided,
                "upper_one_sided": interval.upper_one_sided,
                "method": interval.method,
                "note": notes,
            }
        )
    return found
