"""The table of estimates: one record for each outcome and group, as the command line and pages show it.

Joins estimates with their intervals and says in `note` whatever a reader must know. Pure; computes
no figure itself.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from fieldapp.survey.stats.compare import LEAST_CLUSTERS_TO_CLASSIFY, classify
from fieldapp.survey.stats.design import Design, Floats, Integers
from fieldapp.survey.stats.estimate import Estimate, Mask, proportions
from fieldapp.survey.stats.intervals import Interval, of_estimate

FIELDS = (
    "outcome",
    "group",
    "n",
    "n_weighted",
    "estimate",
    "se",
    "deff",
    "df",
    "neff",
    "ci_low",
    "ci_high",
    "lower_one_sided",
    "upper_one_sided",
    "method",
    "note",
)
PLAIN_FIELDS = ("count", "unweighted")
POST_STRATIFIED = "weights post-stratified: the variance is that of residuals within cells"


@dataclass(frozen=True)
class Grouping:
    """Groups of one column: a code per row (−1 without a value) and the values in order."""

    column: str
    codes: Integers
    values: tuple[str, ...]


@dataclass(frozen=True)
class Group:
    """One group: column and value ({} for all), its rows as a mask, and what its reader must know."""

    names: dict[str, str]
    rows: Mask
    note: str | None = None


def grouping(column: str, cells: Sequence[str]) -> Grouping:
    """Code the values of a column, numbers by size and other values by text; empty cells are in no group."""
    values = sorted(set(cells) - {""}, key=_order)
    place = {value: code for code, value in enumerate(values)} | {"": -1}
    return Grouping(column, np.array([place[cell] for cell in cells], dtype=np.int64), tuple(values))


def _order(value: str) -> tuple[bool, float, str]:
    try:
        return False, float(value), value
    except ValueError:
        return True, 0.0, value


def estimate_table(
    design: Design,
    outcomes: Mapping[str, Floats],
    groupings: Sequence[Grouping] = (),
    method: str = "wilson",
    level: float = 95,
    goal: float | None = None,
    unweighted: bool = False,
) -> list[dict[str, Any]]:
    """Every outcome overall ({}), then in each group of each grouping. With a goal, a classification too;
    `unweighted` adds the plain share beside the weighted one."""
    columns = np.column_stack(list(outcomes.values()))
    calibrated = None if design.cells is None else POST_STRATIFIED
    sets = [(Group({}, np.ones(design.n, dtype=bool), calibrated), proportions(design, columns)[0])]
    for one in groupings:
        found = proportions(design, columns, one.codes, len(one.values))
        sets += list(zip(groups_of(one, calibrated), found, strict=True))
    return [
        _record(name, group, row[k], of_estimate(row[k], method, level), goal)
        | (plain_share(columns[:, k], group.rows) if unweighted else {})
        for k, name in enumerate(outcomes)
        for group, row in sets
    ]


def groups_of(one: Grouping, note: str | None = None) -> list[Group]:
    """The groups of a grouping in order; rows without a value are told in each one's note."""
    without = int((one.codes < 0).sum())
    left_out = f"{without} rows without {one.column} are in no group" if without else None
    notes = "; ".join(filter(None, (note, left_out))) or None
    return [Group({one.column: value}, one.codes == code, notes) for code, value in enumerate(one.values)]


def plain_share(outcome: Floats, rows: Mask) -> dict[str, Any]:
    """The numerator in children, and its share without weights; None where nobody has a value."""
    seen = outcome[rows & ~np.isnan(outcome)]
    return {"count": int(seen.sum()), "unweighted": float(seen.mean()) if len(seen) else None}


def _record(
    outcome: str, group: Group, estimate: Estimate, interval: Interval, goal: float | None
) -> dict[str, Any]:
    """One record; the fields of the contract, and `goal` and `classification` where a goal is set."""
    record: dict[str, Any] = {
        "outcome": outcome,
        "group": group.names,
        "n": estimate.n,
        "n_weighted": estimate.n_weighted,
        "estimate": estimate.value,
        "se": estimate.se,
        "deff": interval.deff,
        "df": estimate.df if estimate.n else None,
        "neff": interval.neff,
        "ci_low": interval.low,
        "ci_high": interval.high,
        "lower_one_sided": interval.lower_one_sided,
        "upper_one_sided": interval.upper_one_sided,
        "method": interval.method,
        "note": "; ".join(filter(None, (interval.note, group.note))) or None,
    }
    return record if goal is None else _classified(record, goal, estimate)


def _classified(record: dict[str, Any], goal: float, estimate: Estimate) -> dict[str, Any]:
    """The record with the goal and the three-way verdict; none without bounds or with too few clusters."""
    lower, upper = record["lower_one_sided"], record["upper_one_sided"]
    few = estimate.clusters < LEAST_CLUSTERS_TO_CLASSIFY * estimate.strata
    verdict = None if lower is None or upper is None or few else classify(lower, upper, goal)
    note = f"fewer than {LEAST_CLUSTERS_TO_CLASSIFY} clusters a stratum: not classified" if few else None
    notes = "; ".join(filter(None, (record["note"], note))) or None
    return record | {"note": notes, "goal": goal, "classification": verdict}


def text_of(records: Iterable[Mapping[str, Any]], form: str, fields: Sequence[str]) -> str:
    """Records as a JSON array, one record a line, or (`form` csv) as CSV with these fields."""
    if form == "json":
        lines = [json.dumps(record, ensure_ascii=False, allow_nan=False) for record in records]
        return "[" + ",\n ".join(lines) + "]"
    out = io.StringIO()
    writer = csv.DictWriter(out, fields, lineterminator="\n")
    writer.writeheader()
    writer.writerows({field: _cell(record[field]) for field in fields} for record in records)
    return out.getvalue().rstrip("\n")


def _cell(value: Any) -> Any:
    """A CSV cell: groups as column=value, numbers at full precision, None empty."""
    if isinstance(value, dict):
        return ";".join(f"{column}={name}" for column, name in value.items())
    return repr(value) if isinstance(value, float) else value
