"""What each child of a survey stands for: its cluster's chance, its household's share, and who did not answer. Pure.

Source: WHO/IVB/18.09 Annex J; `stats.weights` does the arithmetic. What the way households were found does not give is
not made up: it is said in the notes.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from fieldapp.survey.interviews.standing import DONE, NO_CHILD, Household

Words = tuple[str, str]
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Cluster:
    """A cluster as weights need it."""

    key: str
    stratum: str
    size: int
    expected: float
    listed: int | None = None


@dataclass(frozen=True)
class Respondent:
    """A child that counts: its household's interview, its weight, where it stands in the design."""

    child: Row
    interview: Row
    cluster: Cluster
    weight: float
    number: str = ""


@dataclass
class Weighted:
    """The children with their weights, and what must be said of them."""

    children: list[Respondent] = field(default_factory=list)
    notes: list[Words] = field(default_factory=list)


def weighted(
    households: Sequence[Household], clusters: Mapping[str, Cluster], drawn: bool, everybody: bool
) -> Weighted:
    """The children of the interviews that stand, each with its weight.

    drawn: households were drawn from a list or at an interval, so that their chance is known. A child of a household
    where one of several was chosen stands for all of these; of a cluster visited from a random start those who answered
    stand for all who live there.
    """
    by_cluster: dict[str, list[Household]] = defaultdict(list)
    for one in households:
        by_cluster[one.cluster].append(one)
    found = Weighted()
    silent: list[Cluster] = []
    for key, cluster in clusters.items():
        here = by_cluster.get(key, [])
        made = _of_cluster(here, cluster, drawn, everybody)
        found.children += made
        silent += [] if made else [cluster]
    _notes(found, by_cluster, clusters, drawn)
    return _without_silent(found, silent, clusters)


def _of_cluster(
    here: Sequence[Household], cluster: Cluster, drawn: bool, everybody: bool
) -> list[Respondent]:
    answered = [one for one in here if one.outcome == DONE and one.standing["children"]]
    shares = {one.number: _share(one, everybody) for one in answered}
    total = sum(shares[one.number] * len(one.standing["children"]) for one in answered)
    if not total or cluster.expected <= 0:
        return []
    if drawn and cluster.listed:
        base = cluster.listed / len(here) * response(here) / cluster.expected
    else:
        base = cluster.size / cluster.expected / total
    return [
        Respondent(child, one.standing, cluster, base * shares[one.number], one.number)
        for one in answered
        for child in one.standing["children"]
    ]


def _share(one: Household, everybody: bool) -> float:
    """How many children of the household each that was asked about stands for."""
    asked = len(one.standing["children"])
    return 1.0 if everybody else max(one.standing["eligible"], asked) / asked


def response(here: Sequence[Household]) -> float:
    """By how much those who answered are multiplied: households that may have a child of the age over those that told.

    Of those nobody was met in, so many are taken to have one as have of the rest (WHO/IVB/18.09 Annex J).
    """
    n = Counter(one.outcome for one in here)
    told = n[DONE]
    known = told + n[NO_CHILD]
    eligible = told + n["refused"] + (n["nobody"] + n["other"]) * (told / known if known else 1.0)
    return eligible / told if told else 1.0


def _notes(
    found: Weighted, by_cluster: Mapping[str, Any], clusters: Mapping[str, Cluster], drawn: bool
) -> None:
    strange = sum(len(some) for key, some in by_cluster.items() if key not in clusters)
    if strange:
        found.notes.append(
            (
                f"{strange} 户记在换掉的群或别的群里，没有算进来。",
                f"{strange} households in clusters that were replaced, or in none of this survey's, do not count.",
            )
        )
    if drawn and any(one.listed is None for one in clusters.values()):
        found.notes.append(
            (
                "有的群没有户的清单：这些群里每名孩子的权重按群的大小分。",
                "Of some clusters no households were listed: there weights share out the cluster's size.",
            )
        )
    elif not drawn:
        found.notes.append(
            (
                "随机起点挨家走：每户抽中的机会不知道，群内各人权重相同，按群的大小分。",
                "Door after door from a random start: chances of households are not known, so children of a cluster "
                "weigh alike and share its size.",
            )
        )


def _without_silent(found: Weighted, silent: Sequence[Cluster], clusters: Mapping[str, Cluster]) -> Weighted:
    """Let clusters that told nothing be stood for by those of their stratum that did."""
    if not silent or not found.children:
        return found
    whole: Counter[str] = Counter()
    told: Counter[str] = Counter()
    for one in clusters.values():
        whole[one.stratum] += 1
        told[one.stratum] += one not in silent
    factor = {name: whole[name] / told[name] for name in whole if told[name]}
    children = [
        Respondent(
            one.child, one.interview, one.cluster, one.weight * factor[one.cluster.stratum], one.number
        )
        for one in found.children
    ]
    n = len(silent)
    note = (
        f"{n} 个群还没有访谈：由同层别的群代表。",
        f"{n} clusters told nothing yet: others of their stratum stand for them.",
    )
    return Weighted(children, [*found.notes, note])
