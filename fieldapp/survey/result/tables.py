"""The tables of a survey's result, from children with weights and answers: one pass of the engine, no figure its own.

Pure. The file of records that `fieldapp survey estimate` reads is made here too, of the same columns, so that page and
command cannot differ.
"""

from __future__ import annotations

import csv
import io
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from fieldapp.survey.interviews.asked import Asked
from fieldapp.survey.result.weights import Respondent, Words
from fieldapp.survey.stats.design import Design, DesignProblem, Floats, build
from fieldapp.survey.tables.results import Grouping, estimate_table, grouping

LEAST_DF = 12  # WHO/IVB/18.09 p. 83: below it no subgroup is compared
GROUPS = ("stratum", "residence", "sex", "township")
SAMPLE = ("cluster", "stratum", "weight")
Record = dict[str, Any]


@dataclass(frozen=True)
class Tables:
    """What a survey found: for each indicator its record of everybody, and those of groups; why there is none."""

    n: int
    clusters: int
    weights: float
    records: dict[str, Record] = field(default_factory=dict)
    groups: dict[str, list[Record]] = field(default_factory=dict)
    problem: Words | None = None


def tables(children: Sequence[Respondent], asked: Sequence[Asked], goal: float) -> Tables:
    """Every indicator overall, and those to be broken down by each grouping there is."""
    n, clusters = len(children), len({one.cluster.key for one in children})
    if not n:
        return Tables(0, 0, 0.0, problem=("还没有访谈到孩子。", "No child was told of yet."))
    total = float(sum(one.weight for one in children))
    try:
        design = design_of(children)
    except DesignProblem as wrong:
        return Tables(n, clusters, total, problem=_refused(clusters, wrong))
    outcomes = outcomes_of(children, asked)
    found = {one["outcome"]: one for one in estimate_table(design, outcomes, (), goal=goal, unweighted=True)}
    down = {one.name: outcomes[one.name] for one in asked if one.broken_down}
    return Tables(n, clusters, total, found, _broken_down(design, down, groupings(children), goal))


def _refused(clusters: int, wrong: DesignProblem) -> Words:
    if clusters == 1:
        return (
            "只有一个群有访谈：一个群说明不了群和群之间差多少，不估计。",
            "Only one cluster has interviews: one says nothing of how clusters differ, so nothing is estimated.",
        )
    return (
        f"这样的设计不能估计：有的层只有一个群。（{wrong}）",
        f"This design cannot be estimated from: {wrong}",
    )


def design_of(children: Sequence[Respondent]) -> Design:
    """The design of these children: weights, strata and clusters, with replacement."""
    return build(
        len(children),
        [one.weight for one in children],
        [one.cluster.stratum for one in children],
        [one.cluster.key for one in children],
    )


def outcomes_of(children: Sequence[Respondent], asked: Sequence[Asked]) -> dict[str, Floats]:
    """What the children answer to each indicator, NaN where it does not apply."""
    letters = np.array([list(one.child["answers"]) for one in children], dtype="U1").reshape(
        len(children), -1
    )
    values = np.where(letters == "1", 1.0, np.where(letters == "0", 0.0, np.nan))
    return {one.name: values[:, place] for place, one in enumerate(asked)}


def groupings(children: Sequence[Respondent]) -> list[Grouping]:
    """The groupings with two groups or more."""
    cells = {name: [group_of(one, name) for one in children] for name in GROUPS}
    return [grouping(name, some) for name, some in cells.items() if len(set(some) - {""}) > 1]


def group_of(one: Respondent, name: str) -> str:
    """The group of a child by a name of `GROUPS`."""
    if name == "stratum":
        return one.cluster.stratum
    return str(one.interview["area"])[:9] if name == "township" else str(one.child[name])


def _broken_down(
    design: Design, outcomes: Mapping[str, Floats], by: Sequence[Grouping], goal: float
) -> dict[str, list[Record]]:
    found: dict[str, list[Record]] = {name: [] for name in outcomes}
    if outcomes and by:
        for one in estimate_table(design, outcomes, by, goal=goal, unweighted=True):
            if one["group"]:
                found[one["outcome"]].append(_careful(one))
    return found


def _careful(record: Record) -> Record:
    """A group of too few clusters shows its estimate, and nothing it would be compared by."""
    few = record["df"] is None or record["df"] < LEAST_DF
    if not few:
        return record | {"few": False}
    return record | {"few": True, "ci_low": None, "ci_high": None, "classification": None}


def reasons(children: Sequence[Respondent]) -> list[tuple[str, int, float]]:
    """Why children were not vaccinated: each main reason with children, and their share by weight of those with one."""
    told = [one for one in children if one.child["main"]]
    weight = sum(one.weight for one in told)
    n: Counter[str] = Counter(one.child["main"] for one in told)
    share: dict[str, float] = defaultdict(float)
    for one in told:
        share[one.child["main"]] += one.weight
    return [(code, count, share[code] / weight) for code, count in n.most_common()] if weight else []


def records_csv(children: Sequence[Respondent], asked: Sequence[Asked], names: Mapping[str, str]) -> str:
    """The anonymised records: one child a line, with its sample and its answers, for any program; nothing that names
    anybody, neither key nor day nor place below its cluster's number.

    names: the number of each cluster, and the word for each stratum.
    """
    out = io.StringIO()
    head = [*SAMPLE, "residence", "sex", "township", *(column_of(one.name) for one in asked)]
    writer = csv.DictWriter(out, head, lineterminator="\n")
    writer.writeheader()
    for one in children:
        sample = (names.get(one.cluster.key, one.cluster.key), one.cluster.stratum or "all", repr(one.weight))
        groups = (group_of(one, "residence"), group_of(one, "sex"), group_of(one, "township"))
        cells = [*sample, *groups, *("" if letter == "-" else letter for letter in one.child["answers"])]
        writer.writerow(dict(zip(head, cells, strict=True)))
    return out.getvalue()


def column_of(name: str) -> str:
    """An indicator's column in the file of records."""
    return name.replace(":", "_").replace("-", "_to_")
