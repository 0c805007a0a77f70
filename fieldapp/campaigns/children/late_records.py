"""Records that came in after their round was closed (补报), each with what it changed. Reads only."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, select

from fieldapp.areas.villages import Villages, in_villages
from fieldapp.campaigns.children.cell_children import Counted
from fieldapp.campaigns.children.cells import MEASURES
from fieldapp.campaigns.counting import rules
from fieldapp.campaigns.counting.rounds import children_of
from fieldapp.campaigns.figures.indicators import Counts, counts
from fieldapp.campaigns.names import people_named
from fieldapp.models.log import LoggedOperation as Log
from fieldapp.records.standing import ChildFacts, dose_at

MOST = 2000
FOLDED = ("applied", "conflict")
SHOWN = ("registered", "found", "removed", "target", "vaccinated", "elsewhere", "short")
Child = tuple[dict[str, Any], ChildFacts]


@dataclass(frozen=True)
class Late:
    """One record: the line of the log, what it says, whose it is, and by how much it changes each figure."""

    row: Any
    data: dict[str, Any]
    child: Child | None
    by: str
    changed: dict[str, int]
    counted: bool


def late_records(connection: Connection, here: Counted, villages: Villages) -> list[Late]:
    """The newest of the round in these villages, at most `MOST`."""
    query = select(Log).where(Log.county == here.county, Log.late, in_villages(Log.area, villages))
    rows = []
    for row in connection.execute(query.order_by(Log.position)):
        data = _data(row.raw)
        if data.get("round") == here.round.key:
            rows.append((row, data))
    rows = rows[-MOST:][::-1]
    children = _children(connection, here, [data for _row, data in rows])
    names = people_named(connection, (row.by for row, _data in rows))
    return [_late(row, data, children, here, names) for row, data in rows]


def _data(raw: str) -> dict[str, Any]:
    try:
        said = json.loads(raw).get("data")
    except (ValueError, AttributeError):
        return {}
    return said if isinstance(said, dict) else {}


def _children(connection: Connection, here: Counted, said: list[dict[str, Any]]) -> dict[str, Child]:
    """By the key of any of its records."""
    keys = {data["child"] for data in said if isinstance(data.get("child"), str)}
    found = list(children_of(connection, here.county, keys, here.rounds))
    by_key = {row["key"]: (row, facts) for row, facts in found}
    by_key |= {visit["child"]: (row, facts) for row, facts in found for visit in facts.visits}
    return by_key


def _late(
    row: Any, data: dict[str, Any], children: dict[str, Child], here: Counted, names: dict[str, str]
) -> Late:
    child = children.get(data.get("child") or "")
    folded = row.verdict in FOLDED
    changed = _changed(row, child[1], here) if child and folded else {}
    return Late(row, data, child, names.get(row.by or "", ""), changed, folded)


def _changed(row: Any, child: ChildFacts, here: Counted) -> dict[str, int]:
    """By how much each figure of the round is higher with this record than without it."""
    without = WITHOUT.get(row.kind, lambda facts, _row, _here: facts)(child, row, here)
    now, then = _counts(child, here), _counts(without, here)
    moved = {name: getattr(now, name) - getattr(then, name) for name in SHOWN}
    return {name: n for name, n in moved.items() if n}


def _counts(child: ChildFacts, here: Counted) -> Counts:
    keys = rules.contribution(child, here.round)
    return counts(Counter(measure for _round, cut, _area, measure in keys if cut == "all"))


def _without_visit(child: ChildFacts, row: Any, here: Counted) -> ChildFacts:
    visits = [visit for visit in child.visits if visit["key"] != row.key]
    doses, products = list(child.doses), rules.products_of(here.rounds)
    for visit in child.visits:
        dose = dose_at(visit, products)
        if visit["key"] == row.key and dose in doses:
            doses.remove(dose)
    return replace(child, visits=visits, doses=doses)


def _without_word(child: ChildFacts, row: Any, _here: Counted) -> ChildFacts:
    """The child as if a supervisor's word on one of its visits had not been said."""
    visits = []
    for visit in child.visits:
        said = [one for one in json.loads(visit["reviews"] or "[]") if one[1] != row.key]
        visits.append(visit | {"reviews": json.dumps(said) if said else None})
    return replace(child, visits=visits)


WITHOUT: dict[str, Callable[[ChildFacts, Any, Counted], ChildFacts]] = {
    "visit": _without_visit,
    "visit_review": _without_word,
}


def change_words(changed: dict[str, int], language: str) -> str:
    """`实服 +1、还差（未服） -1`; of a record that changes no figure, so."""
    place = 0 if language == "zh" else 1
    if not changed:
        return ("不改变人数", "changes no figure")[place]
    return ("、", ", ")[place].join(f"{MEASURES[name][place]} {n:+d}" for name, n in changed.items())
