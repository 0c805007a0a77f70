"""What the pages and tables of a campaign ask: its figures by unit, and the stories of its children.

Up to so many children (`AT_ONCE`) everything is worked out when asked; of more the figures are last night's, with their
day beside them, and lists are those of a township.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, select

from fieldapp.areas import tree
from fieldapp.areas.villages import TOWNSHIP, VILLAGE, Villages, read_villages
from fieldapp.catchup.gaps.looking import AT_ONCE
from fieldapp.catchup.gaps.reading import are_more_than
from fieldapp.catchup.plan.asking import campaign_in, cases_in, recorded
from fieldapp.catchup.plan.group_figures import group_figures
from fieldapp.catchup.plan.needed import Case
from fieldapp.catchup.plan.plan import Plan, plan_of
from fieldapp.catchup.tables.figures import Figures, Story, Told, figures_of
from fieldapp.ground.clock import today
from fieldapp.ground.db import among, reads
from fieldapp.ground.problems import Problem
from fieldapp.ground.subtrees import inside, overlap
from fieldapp.models.catchups import CatchupVisit, GapCount
from fieldapp.models.records import Child, Notice
from fieldapp.web.gate import Who, require

OF_CAMPAIGN = "catchup:"  # before a campaign's key, in place of a series: its figures as counted nightly
WAYS = {"slip": "slip", "call": "call", "message": "message", "loudspeaker": "message"}


@dataclass(frozen=True)
class Unit:
    """A village or township with its figures."""

    code: str
    name: str
    figures: Figures


@dataclass(frozen=True)
class Found:
    """A campaign in an area: its row, its plan, the area with its name, the units, all of them together, and the day
    of the figures."""

    row: Any
    plan: Plan
    code: str
    name: str
    units: Sequence[Unit]
    whole: Figures
    on: str
    nightly: bool = False
    by: str = "village"
    children: int = 0


@dataclass(frozen=True)
class Stories:
    """The children of a campaign in an area, with the names of their villages."""

    row: Any
    plan: Plan
    code: str
    name: str
    stories: Sequence[Story]
    villages: dict[str, str]
    on: str
    too_many: Sequence[tuple[str, str]] = field(default_factory=list)


@reads
def table_of(connection: Connection, who: Who, key: str, area: str, action: str = "catchup.see") -> Found:
    """The figures of a campaign, by village; by township where they are last night's.

    Raises:
        Problem: `not_found`, `not_allowed`.
    """
    row, plan, code, villages = place_of(connection, who, key, area, action)
    name = tree.names(connection, [code]).get(code, code)
    n = recorded(connection, plan.county, villages)
    if n > AT_ONCE:
        units, on = _last_night(connection, plan, villages, TOWNSHIP)
        return Found(row, plan, code, name, units, _sum(units), on, True, "township", n)
    stories = stories_in(connection, plan, villages.codes)
    units = units_of(stories, villages, plan)
    return Found(row, plan, code, name, units, _sum(units), today().isoformat(), children=n)


def by_village(connection: Connection, plan: Plan, villages: Villages) -> tuple[Sequence[Unit], str, bool]:
    """The figures of a campaign by village, their day, and whether they are last night's."""
    if are_more_than(connection, AT_ONCE, plan.county, villages):
        return *_last_night(connection, plan, villages, VILLAGE), True
    stories = stories_in(connection, plan, villages.codes)
    return units_of(stories, villages, plan), today().isoformat(), False


@reads
def stories_of(
    connection: Connection, who: Who, key: str, area: str, action: str = "children.see"
) -> Stories:
    """The children of a campaign in an area; where there are too many its townships instead.

    Raises:
        Problem: `not_found`, `not_allowed`.
    """
    row, plan, code, villages = place_of(connection, who, key, area, action)
    name, on = tree.names(connection, [code]).get(code, code), today().isoformat()
    if are_more_than(connection, AT_ONCE, plan.county, villages):
        towns = sorted({village[:TOWNSHIP] for village in villages.names})
        said = [(town, villages.name(town)) for town in towns]
        return Stories(row, plan, code, name, [], dict(villages.names), on, said)
    return Stories(
        row, plan, code, name, stories_in(connection, plan, villages.codes), dict(villages.names), on
    )


def place_of(
    connection: Connection, who: Who, key: str, area: str, action: str
) -> tuple[Any, Plan, str, Villages]:
    """The campaign, and the villages of an area that are both its and the person's."""
    row = campaign_in(connection, who, key)
    plan = plan_of(row)
    own = overlap(who.areas, plan.areas)
    code = area or (own[0] if len(own) == 1 else plan.county)
    here = overlap(own, [code])
    if not here or tree.area(connection, code) is None:
        raise Problem("not_found")
    for one in here:
        require(action, one)
    return row, plan, code, read_villages(connection, plan.county, here)


def stories_in(
    connection: Connection, plan: Plan, areas: Sequence[str], on: str | None = None
) -> list[Story]:
    """The cases of a campaign in some areas as of a day (today), each with its visits up to then and how often its
    family was told."""
    day = on or today().isoformat()
    cases = cases_in(connection, plan, areas, day)
    members = _members(connection, plan.county, [case.child.key for case in cases])
    visits = _visits(connection, plan, members, day)
    told = _told(connection, plan, members)
    return [_story(case, visits, told) for case in cases]


def _story(case: Case, visits: dict[str, list[dict[str, Any]]], told: dict[str, Counter[str]]) -> Story:
    return Story(case, visits.get(case.child.key, ()), Told(**told.get(case.child.key, {})))


def _members(connection: Connection, county: str, heads: list[str]) -> dict[str, str]:
    """Every record of these children, with the key of the child it is part of."""
    table = Child.__table__.c
    query = select(table.key, table.joined).where(table.county == county)
    rows = connection.execute(query.where(among(connection, table.joined, heads)))
    return {head: head for head in heads} | {row.key: row.joined for row in rows}


def _visits(
    connection: Connection, plan: Plan, members: dict[str, str], on: str
) -> dict[str, list[dict[str, Any]]]:
    """Visits of the campaign up to a day, and those of its days that name none, by child, the earliest first."""
    table = CatchupVisit.__table__.c
    query = select(*table).where(table.county == plan.county, table.known, ~table.voided)
    query = query.where(among(connection, table.child, sorted(members)))
    found: dict[str, list[dict[str, Any]]] = {}
    for row in connection.execute(query.order_by(table.on, table.at, table.key)).mappings():
        own = plan.key and row["campaign"] == plan.key
        if row["on"] <= on and (own or plan.first_day <= row["on"] <= plan.last_day):
            more = json.loads(row["more"]) if row["more"] else {}
            found.setdefault(members[row["child"]], []).append(more | dict(row))
    return found


def _told(connection: Connection, plan: Plan, members: dict[str, str]) -> dict[str, Counter[str]]:
    """How often each family was told in this campaign, by way."""
    table = Notice.__table__.c
    query = select(table.child, table.how).where(table.county == plan.county, table.campaign == plan.key)
    query = query.where(table.known, ~table.voided)
    found: dict[str, Counter[str]] = {}
    for row in connection.execute(query):
        if row.child in members and row.how in WAYS:
            found.setdefault(members[row.child], Counter())[WAYS[row.how]] += 1
    return found


def units_of(stories: Iterable[Story], villages: Villages, plan: Plan, on: str | None = None) -> list[Unit]:
    """Stories by village as of a day (today); villages without a child of the campaign stand with nothing."""
    by_village: dict[str, list[Story]] = {code: [] for code in villages.names}
    for story in stories:
        by_village.setdefault(story.case.child.village, []).append(story)
    return [
        Unit(code, villages.name(code), _figures(some, plan, on or today().isoformat()))
        for code, some in sorted(by_village.items())
    ]


def _figures(stories: Sequence[Story], plan: Plan, on: str) -> Figures:
    found = figures_of(stories, plan.first_day)
    found.update(group_figures((one.case for one in stories), plan, on))
    return found


def _sum(units: Iterable[Unit]) -> Figures:
    whole: Figures = Counter()
    for unit in units:
        whole.update(unit.figures)
    return whole


def _last_night(
    connection: Connection, plan: Plan, villages: Villages, digits: int
) -> tuple[list[Unit], str]:
    """The figures of last night by township or village, as many digits of the code as it has."""
    table = GapCount.__table__.c
    query = select(*table).where(table.county == plan.county, table.series == OF_CAMPAIGN + plan.key)
    found: dict[str, Figures] = {village[:digits]: Counter() for village in villages.names}
    on = ""
    for row in connection.execute(query):
        code = villages.standing(row.area)
        if inside(code, villages.codes):
            on = max(on, row.on)
            measure, residence = json.loads(row.measure)
            found.setdefault(code[:digits], Counter())[measure, residence] += row.n
    return [Unit(code, villages.name(code), figures) for code, figures in sorted(found.items())], on
