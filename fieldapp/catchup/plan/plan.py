"""What a county sets for a catch-up: whom it is about, and what counts as a gap. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from fieldapp.catchup.plan.groups import Group, groups_of
from fieldapp.ground.subtrees import inside

SERIES = ("hepb", "bcg", "polio", "dtp", "mcv", "je", "mena", "menac", "hepa", "hpv")
ALL, LOCAL, MIGRANT, UNKNOWN = "all", "local", "migrant", "unknown"
RESIDENCES = {ALL: ("全部", "all"), LOCAL: ("本地", "local"), MIGRANT: ("流动", "migrant")}
DRAFT, OPEN, CLOSED = "draft", "open", "closed"
STATES = {DRAFT: ("筹备", "planned"), OPEN: ("进行中", "under way"), CLOSED: ("已结束", "closed")}
GROWN_MONTHS = 18 * 12
APART_DAYS = 28  # between two doses of somebody grown, where the campaign says nothing else
MOST_GRACE, MOST_MONTHS, MOST_DOSES = 3650, 240, 10
Fields = Mapping[str, Any]


@dataclass(frozen=True)
class Step:
    """From an age in completed months on: who has fewer doses than this has a gap; `or_unknown`: who has no record
    too."""

    from_months: int
    fewer_than: int
    or_unknown: bool = False

    def said(self) -> dict[str, Any]:
        """As it is stored and told phones."""
        told: dict[str, Any] = {"from_months": self.from_months, "fewer_than": self.fewer_than}
        return told | ({"or_unknown": True} if self.or_unknown else {})


@dataclass(frozen=True)
class Plan:
    """A campaign; days as ISO texts, `grace` in days by series, `rule` the steps by series: without any what the
    schedule misses is a gap."""

    areas: Sequence[str]
    series: Sequence[str]
    born_from: str
    born_to: str
    first_day: str
    last_day: str
    residence: str = ALL
    grace: Mapping[str, int] = field(default_factory=dict)
    rule: Mapping[str, Sequence[Step]] = field(default_factory=dict)
    goal: int = 95
    apart: int = APART_DAYS
    key: str = ""
    county: str = ""
    name: str = ""
    state: str = DRAFT
    groups: Sequence[Group] = ()

    def until(self, on: str) -> str:
        """The day up to which is counted: today, after its end its last day."""
        return max(self.first_day, min(on, self.last_day))


def plan_of(row: Any) -> Plan:
    """A campaign from its row."""
    rule = {
        series: [Step(one["from_months"], one["fewer_than"], bool(one.get("or_unknown"))) for one in steps]
        for series, steps in json.loads(row.rule).items()
    }
    own = (
        "born_from",
        "born_to",
        "first_day",
        "last_day",
        "residence",
        "goal",
        "apart",
        "key",
        "county",
        "name",
        "state",
    )
    listed = {name: json.loads(getattr(row, name)) for name in ("areas", "series", "grace")}
    listed["groups"] = groups_of(json.loads(row.groups))
    return Plan(rule=rule, **listed, **{name: getattr(row, name) for name in own})


def residence_of(child: Fields) -> str:
    """Local or migrant by the place of registration, as in the tables of a round; unknown where nobody said it."""
    said = child.get("registered_at")
    return UNKNOWN if not said else LOCAL if said == "county" else MIGRANT


def is_meant(plan: Plan, village: str, child: Fields, gone_on: str | None) -> bool:
    """Whether a child is one the campaign is about: born in its window, of its areas and residence, and neither moved
    nor dead before its first day. Of unknown residence is whoever is not asked to be a migrant."""
    born = child.get("born")
    if not born or not plan.born_from <= born <= plan.born_to or not inside(village, plan.areas):
        return False
    if gone_on is not None and gone_on < plan.first_day:
        return False
    where = residence_of(child)
    return plan.residence in (ALL, where) or (plan.residence == LOCAL and where == UNKNOWN)


def months_old(born: str, on: str) -> int:
    """Completed months of age on a day."""
    months = (int(on[:4]) - int(born[:4])) * 12 + int(on[5:7]) - int(born[5:7])
    return months - (on[8:] < born[8:])


def asked_doses(plan: Plan, series: str, born: str, on: str, have: int, known: bool) -> int | None:
    """Up to which dose of a series a child lacks something by the campaign's own definition; None where it has none
    and the schedule decides, 0 where it lacks nothing."""
    steps = plan.rule.get(series)
    if not steps:
        return None
    return _most(steps, months_old(born, on), have, known)


def whole_doses(plan: Plan, series: str, born: str) -> int:
    """How many doses of a series the campaign's own definition asks of somebody, whatever she had; 0 where it has
    none."""
    months = months_old(born, plan.first_day)
    return max((one.fewer_than for one in plan.rule.get(series, ()) if months >= one.from_months), default=0)


def grown_doses(plan: Plan, series: str, born: str, on: str, have: int, known: bool) -> int:
    """The same of steps that speak of the grown alone: these open again what the schedule closes by age."""
    steps = [one for one in plan.rule.get(series, ()) if one.from_months >= GROWN_MONTHS]
    return _most(steps, months_old(born, on), have, known)


def _most(steps: Sequence[Step], months: int, have: int, known: bool) -> int:
    due = [one for one in steps if months >= one.from_months]
    return max(
        (one.fewer_than for one in due if (have < one.fewer_than if known else one.or_unknown)), default=0
    )


def days_before(day: str, days: int) -> str:
    """The day so many days before another."""
    return (date.fromisoformat(day) - timedelta(days=days)).isoformat()
