"""What the pages of a campaign's groups ask: its areas ranked, the census numbers as typed, people not reached yet."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from fieldapp.areas import tree
from fieldapp.areas.villages import TOWNSHIP, Villages
from fieldapp.catchup.groups.ranking import (
    Place,
    Row,
    is_counted,
    number_of,
    ranked,
    row_of,
    sum_of,
    together,
)
from fieldapp.catchup.plan.group_figures import reached_on
from fieldapp.catchup.plan.groups import FIRST, Group
from fieldapp.catchup.plan.plan import Plan
from fieldapp.catchup.tables.asking import Stories, Unit, by_village, place_of, stories_of
from fieldapp.catchup.tables.figures import Story
from fieldapp.ground.db import reads
from fieldapp.ground.problems import Problem
from fieldapp.ground.subtrees import inside
from fieldapp.models.catchups import CatchupCensus
from fieldapp.web.gate import Who

CENSUS = CatchupCensus.__table__.c
TOWNSHIPS, VILLAGES = "township", "village"
Typed = dict[tuple[str, str], int]


@dataclass(frozen=True)
class Ranked:
    """A group of one vaccine: its areas by share, and all of them together; not `counted` where the figures are older
    than the group."""

    group: Group
    rows: Sequence[Row]
    whole: Row
    counted: bool


@dataclass(frozen=True)
class Found:
    """The groups of a campaign in an area. `until`: the day of the figures, last night's where they are `nightly`."""

    plan: Plan
    code: str
    name: str
    by: str
    may_by: Sequence[str]
    series: str
    dose: str
    groups: Sequence[Ranked]
    on: str
    nightly: bool

    def of(self, code: str) -> Ranked | None:
        """One of them, the first where none is named so."""
        named = [one for one in self.groups if one.group.code == code]
        return next(iter(named or self.groups), None)


@reads
def ranking_of(connection: Connection, who: Who, key: str, asked: Mapping[str, str]) -> Found:
    """The areas of a campaign ranked; `asked`: area, `by`, vaccine and dose.

    Raises:
        Problem: `not_found`, `not_allowed`.
    """
    _row, plan, code, villages = place_of(connection, who, key, asked.get("area", ""), "catchup.see")
    units, on, nightly = by_village(connection, plan, villages) if plan.groups else ([], "", False)
    towns = sorted({village[:TOWNSHIP] for village in villages.names})
    may_by = (TOWNSHIPS, VILLAGES) if len(towns) > 1 else (VILLAGES,)
    by = asked.get("by") if asked.get("by") in may_by else may_by[0]
    places = _places(units, villages) if by == VILLAGES else _towns(units, villages, towns)
    series = asked.get("vaccine", "")
    series = series if series in plan.series else next(iter(plan.series), "")
    dose, typed = asked.get("dose") or FIRST, census_in(connection, plan)
    name = tree.names(connection, [code]).get(code, code)
    whole = together(code, name, places, inside(code, villages.codes))
    groups = [_ranked(places, whole, (group, series, dose), typed) for group in plan.groups]
    return Found(plan, code, name, str(by), may_by, series, dose, groups, on, nightly)


def _places(units: Sequence[Unit], villages: Villages) -> list[Place]:
    return [
        Place(unit.code, unit.name, unit.figures, [unit.code])
        for unit in units
        if unit.code in villages.names
    ]


def _towns(units: Sequence[Unit], villages: Villages, towns: Sequence[str]) -> list[Place]:
    mine = _places(units, villages)
    return [
        together(
            town,
            villages.name(town),
            [place for place in mine if place.code.startswith(town)],
            inside(town, villages.codes),
        )
        for town in towns
    ]


def _ranked(places: Sequence[Place], around: Place, of: tuple[Group, str, str], typed: Typed) -> Ranked:
    group, series, dose = of
    rows = [row_of(place, number_of(place, typed, group), group, series) for place in places]
    census = sum_of(around.code, rows, typed, group, around.whole)
    whole = row_of(around, census, group, series)
    return Ranked(group, ranked(rows, dose), whole, is_counted(places, group))


def census_in(connection: Connection, plan: Plan) -> Typed:
    """The census numbers of a campaign as they were typed."""
    query = select(CENSUS.area, CENSUS.people).where(CENSUS.campaign == plan.key)
    return {
        (area, group): n
        for area, people in connection.execute(query)
        for group, n in json.loads(people).items()
    }


@dataclass(frozen=True)
class Census:
    """The numbers of an area's places as they stand: of the area itself and the places below it, all villages of hers
    by any words, and townships to look at."""

    plan: Plan
    row: Any
    code: str
    name: str
    places: Sequence[tuple[str, str]]
    typed: Typed
    villages: Villages
    towns: Sequence[tuple[str, str]]

    def values(self) -> dict[str, str]:
        """As the form shows them."""
        return {
            field_of(area, group): str(self.typed.get((area, group.code), ""))
            for area, _name in self.places
            for group in self.plan.groups
        }


def field_of(area: str, group: Group) -> str:
    """The field of one number."""
    return f"people:{area}:{group.code}"


@reads
def census_of(connection: Connection, who: Who, key: str, area: str) -> Census:
    """The census numbers of a campaign in an area.

    Raises:
        Problem: `not_found`, `not_allowed`.
    """
    row, plan, code, villages = place_of(connection, who, key, area, "catchup.plan")
    towns = [(town, villages.name(town)) for town in sorted({one[:TOWNSHIP] for one in villages.names})]
    name = tree.names(connection, [code]).get(code, code)
    below = towns if len(towns) > 1 and len(code) < TOWNSHIP else sorted(villages.names.items())
    own = [(code, name)] if inside(code, villages.codes) and code not in villages.names else []
    return Census(plan, row, code, name, [*own, *below], census_in(connection, plan), villages, towns)


def is_whole(census: Census, code: str) -> bool:
    """Whether all of an area is hers and the campaign's."""
    return inside(code, census.villages.codes)


@dataclass(frozen=True)
class People:
    """People of a group on the list who have not got there with a dose."""

    of: Stories
    group: Group
    series: str
    dose: str
    stories: Sequence[Story]


def people_of(who: Who, key: str, asked: Mapping[str, str], action: str = "children.see") -> People:
    """Who of a group has not got there yet.

    Raises:
        Problem: `not_found`, `not_allowed`.
    """
    of = stories_of(who, key, asked.get("area", ""), action)
    plan, dose, series = of.plan, asked.get("dose") or FIRST, asked.get("vaccine", "")
    group = next((one for one in plan.groups if one.code == asked.get("group")), None)
    if group is None or series not in plan.series:
        raise Problem("not_found")
    some = [
        one
        for one in of.stories
        if group.has(str(one.case.child.fields["born"]), plan.first_day)
        and reached_on(one.case, plan, series, dose) is None
    ]
    return People(of, group, series, dose, some)
