"""What checks and lots decide, of the records that stand: by the county's rule, by the lot's limits. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fieldapp.survey.stats.lots import LotDecision, QuickDecision, QuickRule, decide_lot, decide_quick_check

Row = Mapping[str, Any]
DECISIONS: dict[str, tuple[str, str]] = {
    "act": ("要重做", "to be done again"),
    "look_at_more": ("再看几名", "look at more"),
    "no_action": ("不用重做", "nothing to be done"),
    "incomplete": ("没查满", "incomplete"),
    "pass": ("通过", "pass"),
    "fail": ("不通过", "fail"),
}
SITES: dict[str, tuple[str, str]] = {
    "market": ("农贸市场", "market"),
    "station": ("车站", "station"),
    "building_site": ("工地", "building site"),
    "kindergarten": ("幼儿园", "kindergarten"),
    "rented": ("出租屋", "rented rooms"),
    "school": ("学校", "school"),
    "other": ("其他", "other"),
}


def standing(rows: Iterable[Row]) -> list[Row]:
    """The checks that nothing corrects and nobody took back, by their moments; of several corrections of one check the
    latest."""
    there = {row["key"]: row for row in sorted(rows, key=_moment) if not row["voided"]}
    ends = _ends(there)
    return sorted((there[key] for key in {*ends.values()}), key=_moment)


def _moment(row: Row) -> tuple[str, str]:
    return row["at"] or "", row["key"]


def _ends(there: Mapping[str, Row]) -> dict[str, str]:
    """Of each check, these by their moments, what stands in its place after all corrections."""
    made_from = {key: row["data"].get("corrects") for key, row in there.items()}
    made_from = {key: first for key, first in made_from.items() if isinstance(first, str) and first in there}
    heirs = {first: key for key, first in made_from.items()}
    return {key: _last(heirs, _last(made_from, key)) for key in there}


def _last(links: Mapping[str, str], key: str) -> str:
    seen = {key}
    while key in links and links[key] not in seen:
        key = links[key]
        seen.add(key)
    return key


def children(row: Row) -> list[Row]:
    """The children of a check."""
    said = row["data"].get("children")
    return [one for one in said if isinstance(one, dict)] if isinstance(said, list) else []


def is_missed(child: Row) -> bool:
    """Whether a child was not dosed in the rounds that were to be seen: as was said, else in any round that it says."""
    said = child.get("vaccinated")
    if isinstance(said, bool):
        return not said
    rounds = [child[name] for name in ("round1", "round2") if child.get(name) in ("yes", "no")]
    return not rounds or "no" in rounds


@dataclass(frozen=True)
class Check:
    """One quick check with what it asks for; `again`: the check that looked at the place again."""

    row: Row
    checked: int
    missed: int
    decision: QuickDecision
    again: Row | None


def checks(rows: Sequence[Row], rule: QuickRule) -> list[Check]:
    """Every quick check by a rule, the newest first."""
    stand = [row for row in standing(rows) if row["data"].get("kind") == "rcm"]
    ends = _ends({row["key"]: row for row in sorted(rows, key=_moment) if not row["voided"]})
    again = {row["data"].get("redo_of"): row for row in stand if isinstance(row["data"].get("redo_of"), str)}
    later = {
        ends.get(key, key): row for key, row in again.items()
    }  # also of a check that was put right since
    found = []
    for row in stand:
        some = children(row)
        missed = sum(map(is_missed, some))
        decision = decide_quick_check(len(some), missed, rule)
        found.append(Check(row, len(some), missed, decision, later.get(row["key"])))
    return found[::-1]


def decided(
    rows: Sequence[Row], limits: Sequence[int], clusters: int, each: int
) -> tuple[LotDecision, dict[str, tuple[int, int]]]:
    """A lot's decision, and of each cluster children seen and missed: those of its latest whole check, or, while there
    is none, of its parts together."""
    found: dict[str, list[Row]] = {}
    for row in standing(rows):
        found.setdefault(str(row["data"].get("cluster")), []).append(row)
    by_cluster = {}
    for cluster, some in found.items():
        whole = [row for row in some if len(children(row)) >= each][-1:]
        seen = [child for row in whole or some for child in children(row)]
        by_cluster[cluster] = (len(seen), sum(map(is_missed, seen)))
    n, missed = (sum(pair[place] for pair in by_cluster.values()) for place in (0, 1))
    return decide_lot(n, missed, limits, clusters * each), by_cluster
