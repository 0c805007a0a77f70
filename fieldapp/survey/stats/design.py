"""The design object: which cluster, stratum and weight each row has, checked completely once.

Decides whether a sample can be analysed at all and names everything that is wrong with it. Never
looks at an outcome: estimates take a `Design` and cannot change it. Values of one row live in
parallel arrays; strata and clusters are integers with their names beside them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt

from fieldapp.ground.problems import BadInput

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Lonely = Literal["fail", "certainty", "adjust", "average"]
LONELY: tuple[Lonely, ...] = get_args(Lonely)


class DesignProblem(BadInput):
    """Everything wrong with a design; the first sentence is the message, `problems` has them all."""

    def __init__(self, problems: Sequence[str]) -> None:
        more = f" (and {len(problems) - 1} more like it)" if len(problems) > 1 else ""
        super().__init__(problems[0].rstrip(".") + more + ".")
        self.problems = tuple(problems)


@dataclass(frozen=True)
class Origin:
    """Where rows came from, so that a sentence can name file, line and column. All optional."""

    name: str = ""
    lines: Sequence[int] | None = None
    strata: str = "strata"
    cluster: str = "cluster"
    weight: str = "weight"
    fpc: str = "fpc"

    def line(self, row: int | np.signedinteger) -> str:
        """The words for the place of one row (0-based)."""
        return f"line {self.lines[int(row)]}" if self.lines is not None else f"row {row + 1}"

    def at(self, row: int | np.signedinteger) -> str:
        """The same at the beginning of a sentence, with the file's name where there is one."""
        return f"{self.name}, {self.line(row)}" if self.name else self.line(row).capitalize()


@dataclass(frozen=True)
class Design:
    """A checked sample of `n` rows in `clusters` clusters in `strata` strata.

    weights       n, above 0
    cluster       n, index of the row's cluster
    stratum       one per cluster, index of its stratum
    sizes         one per stratum, its number of clusters m_h
    fractions     one per stratum, first-stage sampling fraction f_h, 0 without a correction
    within        one per cluster, second-stage fraction, or None for a single stage
    clustered     False when every row is its own cluster
    lonely        what a stratum of one cluster contributes
    cells         n, post-stratum of each row whose total the weights were scaled to; None without
    """

    weights: Floats
    cluster: Integers
    stratum: Integers
    sizes: Integers
    fractions: Floats
    within: Floats | None
    clustered: bool
    lonely: Lonely
    stratum_names: tuple[str, ...]
    cells: Integers | None = None

    @property
    def n(self) -> int:
        """Rows."""
        return len(self.weights)

    @property
    def clusters(self) -> int:
        """Clusters drawn."""
        return len(self.stratum)

    @property
    def alone(self) -> npt.NDArray[np.bool_]:
        """One per stratum: has a single cluster and is not taken whole."""
        single: npt.NDArray[np.bool_] = (self.sizes == 1) & (self.fractions < 1)
        return single


def build(
    n: int,
    weights: Sequence[float] | Floats | None = None,
    strata: Sequence[str] | None = None,
    clusters: Sequence[str] | None = None,
    fpc: Sequence[float] | Floats | None = None,
    within_fpc: Sequence[float] | Floats | None = None,
    lonely: Lonely = "fail",
    origin: Origin | None = None,
) -> Design:
    """Check and assemble a design of `n` rows.

    `weights` default to 1, `strata` to one stratum, `clusters` to one per row. `fpc` is, per row and
    constant in its stratum, the number of clusters the stratum has, or (all values at most 1) the
    fraction drawn; `within_fpc` the same for the elements of the row's cluster.
    Raises DesignProblem with every fault found. Source: R survey `svydesign`, `as.fpc`.
    """
    origin = origin or Origin()
    if n == 0:
        raise DesignProblem(["The table has no rows."])
    stratum_of_row, stratum_names = _codes(strata if strata is not None else [""] * n)
    cluster, cluster_names = _codes(clusters) if clusters is not None else (np.arange(n), ())
    weight = np.ones(n) if weights is None else np.asarray(weights, dtype=np.float64)
    problems = _weight_problems(weight, origin)
    first = np.unique(cluster, return_index=True)[1]
    stratum = stratum_of_row[first]
    problems += _split_problems(cluster, stratum_of_row, first, cluster_names, stratum_names, origin)
    sizes = np.bincount(stratum, minlength=len(stratum_names)).astype(np.int64)
    fractions, wrong = _fractions(fpc, stratum_of_row, sizes, stratum_names, origin)
    within, wrong_within = _within(within_fpc, cluster, cluster_names, origin)
    design = Design(
        weight, cluster, stratum, sizes, fractions, within, clusters is not None, lonely, stratum_names
    )
    problems += wrong + wrong_within + ([] if problems else _lonely_problems(design, cluster_names, origin))
    if problems:
        raise DesignProblem(problems)
    return design


def _codes(names: Sequence[str]) -> tuple[Integers, tuple[str, ...]]:
    """Names as integers in order of first appearance."""
    order: dict[str, int] = {}
    codes = np.fromiter((order.setdefault(name, len(order)) for name in names), np.int64, len(names))
    return codes, tuple(order)


def _weight_problems(weights: Floats, origin: Origin) -> list[str]:
    bad = np.flatnonzero(~(np.isfinite(weights) & (weights > 0)))
    said = [
        f"{origin.at(row)}, column {origin.weight}: "
        f"a weight must be a finite number above 0, not {weights[row]:g}."
        for row in bad
    ]
    with np.errstate(over="ignore"):
        whole = weights.sum()
    if not said and not np.isfinite(whole):
        said = [f"{origin.at(0)}, column {origin.weight}: the weights add up to more than a number can hold."]
    return said


def _split_problems(
    cluster: Integers,
    stratum_of_row: Integers,
    first: Integers,
    cluster_names: tuple[str, ...],
    stratum_names: tuple[str, ...],
    origin: Origin,
) -> list[str]:
    """A cluster lies in one stratum: the first row of each cluster that says otherwise."""
    strays = np.flatnonzero(stratum_of_row != stratum_of_row[first][cluster])
    once = strays[np.unique(cluster[strays], return_index=True)[1]]
    return [
        f"{origin.at(row)}, columns {origin.strata} and {origin.cluster}: cluster "
        f"'{cluster_names[cluster[row]]}' is in stratum '{stratum_names[stratum_of_row[row]]}' here but in "
        f"'{stratum_names[stratum_of_row[first[cluster[row]]]]}' at {origin.line(first[cluster[row]])}."
        for row in once
    ]


def _fractions(
    fpc: Sequence[float] | Floats | None,
    stratum_of_row: Integers,
    sizes: Integers,
    names: tuple[str, ...],
    origin: Origin,
) -> tuple[Floats, list[str]]:
    """f_h per stratum from the correction's column, and what is wrong with it."""
    if fpc is None:
        return np.zeros(len(sizes)), []
    values = np.asarray(fpc, dtype=np.float64)
    problems = _correction_problems(values, stratum_of_row, names, "stratum", origin)
    of_group = values[np.unique(stratum_of_row, return_index=True)[1]]
    if not problems and (values > 1).any():
        problems = [
            f"{origin.at(int(np.flatnonzero(stratum_of_row == h)[0]))}, column {origin.fpc}: "
            f"stratum '{names[h]}' has {sizes[h]} clusters in the table but {of_group[h]:g} in all."
            for h in np.flatnonzero(of_group < sizes)
        ]
        of_group = sizes / of_group
    return of_group, problems


def _within(
    fpc: Sequence[float] | Floats | None, cluster: Integers, names: tuple[str, ...], origin: Origin
) -> tuple[Floats | None, list[str]]:
    """Second-stage fraction per cluster, and what is wrong with it."""
    if fpc is None:
        return None, []
    values = np.asarray(fpc, dtype=np.float64)
    problems = _correction_problems(values, cluster, names, "cluster", origin)
    of_cluster = values[np.unique(cluster, return_index=True)[1]]
    if not problems and (values > 1).any():
        of_cluster = np.minimum(np.bincount(cluster) / of_cluster, 1.0)
    return of_cluster, problems


def _correction_problems(
    values: Floats, group: Integers, names: tuple[str, ...], what: str, origin: Origin
) -> list[str]:
    """A correction is above 0, finite, and the same in all rows of its group."""
    bad = np.flatnonzero(~(np.isfinite(values) & (values > 0)))
    if len(bad):
        return [
            f"{origin.at(row)}, column {origin.fpc}: "
            f"a finite population correction must be above 0, not {values[row]:g}."
            for row in bad
        ]
    first = np.unique(group, return_index=True)[1]
    varied = np.flatnonzero(values != values[first][group])
    once = varied[np.unique(group[varied], return_index=True)[1]]
    return [
        f"{origin.at(row)}, column {origin.fpc}: {values[row]:g} here but "
        f"{values[first[group[row]]]:g} at {origin.line(first[group[row]])}, in the same {what}"
        + (f" '{names[group[row]]}'." if names and names[group[row]] else ".")
        for row in once
    ]


def _lonely_problems(design: Design, cluster_names: tuple[str, ...], origin: Origin) -> list[str]:
    """One cluster in all gives no variance; a stratum of one needs a policy."""
    named = f" ('{cluster_names[0]}')" if cluster_names else ""
    if design.clusters == 1:
        return [
            f"{origin.at(0)}, column {origin.cluster}: there is only one cluster{named}, "
            "and one cluster says nothing about how clusters differ."
        ]
    if design.lonely != "fail":
        return []
    return [
        f"{origin.at(int(np.flatnonzero(design.stratum[design.cluster] == h)[0]))}, column "
        f"{origin.strata}: stratum '{design.stratum_names[h]}' has only one cluster; "
        "join it with another or choose certainty, adjust or average."
        for h in np.flatnonzero(design.alone)
    ]
