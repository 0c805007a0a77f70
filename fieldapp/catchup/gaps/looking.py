"""Who has a gap, as the person signed in may see it: villages of an area with their sums, and a village's children."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import current_app
from sqlalchemy import Connection, func, select

from fieldapp.areas import tree
from fieldapp.areas.villages import TOWNSHIP, Villages, in_villages, read_villages
from fieldapp.catchup.gaps.answers import ANSWERS
from fieldapp.catchup.gaps.missing import OfChild, Sums, added, is_asked, missing_of, sums_of
from fieldapp.catchup.gaps.nights import night_of
from fieldapp.catchup.gaps.reading import are_more_than, children_of
from fieldapp.ground.clock import today
from fieldapp.ground.db import reads
from fieldapp.ground.problems import Problem
from fieldapp.ground.subtrees import overlap
from fieldapp.models.clinics import RegisterImport
from fieldapp.models.records import Child
from fieldapp.schedule.in_use import programme_in_use
from fieldapp.web.gate import Who, require

SEE = "children.see"
AT_ONCE = 5_000  # children whose gaps are worked out while somebody waits
CHILD = Child.__table__.c


@dataclass(frozen=True)
class Place:
    """A village or township with the sums of its children; without them where there are too many to be worked out at
    once (`children`: how many are recorded)."""

    code: str
    name: str
    town: str
    children: int
    sums: Sums | None


@dataclass(frozen=True)
class Area:
    """An area's places in their order, its sums where they were worked out, and the last day its register speaks of;
    `nightly`: the day of the night's count, where the sums are of one (empty: none was made yet)."""

    code: str
    name: str
    places: list[Place]
    sums: Sums | None
    as_of: str | None
    nightly: str | None = None


@dataclass(frozen=True)
class Village:
    """A village's children with a gap, those of whom nothing is recorded, and its sums."""

    code: str
    name: str
    town: str
    short: list[OfChild]
    unknown: list[OfChild]
    sums: Sums
    as_of: str | None
    on: str


@reads
def area_of(connection: Connection, who: Who, asked: str) -> Area:
    """The places of an area, of her first where none is asked for.

    Raises:
        Problem: `not_allowed`, `not_found`.
    """
    code = asked or (who.areas[0] if who.areas else "")
    require(SEE, code)
    row = tree.area(connection, code)
    county = tree.county_of(connection, code)
    if row is None or county is None:
        raise Problem("not_found")
    villages = read_villages(connection, county, overlap(who.areas, [code]))
    as_of = _as_of(connection, county, code)
    if len(code) < TOWNSHIP and are_more_than(connection, AT_ONCE, county, villages):
        return _last_night(connection, row, county, villages, as_of)
    found = _missing(connection, county, villages, code)
    by_village: dict[str, list[OfChild]] = {village: [] for village in villages.names}
    for one in found:
        by_village.setdefault(one.child.village, []).append(one)
    on = today().isoformat()
    places = [
        Place(
            village, villages.name(village), villages.name(village[:TOWNSHIP]), len(some), sums_of(some, on)
        )
        for village, some in sorted(by_village.items())
        if some
    ]
    places.sort(key=lambda one: -(one.sums.short if one.sums else 0))
    return Area(code, row.name, places, sums_of(found, on), as_of)


def _last_night(connection: Connection, row: Any, county: str, villages: Villages, as_of: str | None) -> Area:
    """The townships of an area with the sums of last night; where none was made, with their children of today."""
    sums, on = night_of(connection, county, villages)
    if on:  # a township whose first child came since then stands there with no figure of the night
        towns = dict.fromkeys({*sums, *_with_children(connection, county, villages)}, 0)
    else:
        towns = _counted(connection, county, villages)
    none = Sums() if on else None
    places = [
        Place(town, villages.name(town), "", n, sums.get(town, none)) for town, n in sorted(towns.items())
    ]
    places.sort(key=lambda one: -(one.sums.short if one.sums else 0))
    return Area(row.code, row.name, places, added(sums.values()) if on else None, as_of, on)


def _with_children(connection: Connection, county: str, villages: Villages) -> list[str]:
    """The townships of villages in which a child is recorded; no more than the first of each is looked at."""
    of_county = select(CHILD.key).where(CHILD.county == county, CHILD.known, ~CHILD.voided)
    towns = sorted({village[:TOWNSHIP] for village in villages.names})
    there = [of_county.where(tree.inside(CHILD.package_area, [town])).exists().label(town) for town in towns]
    found = connection.execute(select(*there)).one() if there else ()
    return [town for town, has in zip(towns, found, strict=True) if has]


@reads
def village_of(connection: Connection, code: str) -> Village:
    """A village's children with what each lacks, those who can be helped today first.

    Raises:
        Problem: `not_allowed`, `not_found`.
    """
    require(SEE, code)
    row, county = tree.area(connection, code), tree.county_of(connection, code)
    if row is None or county is None or row.level != "village":
        raise Problem("not_found")
    villages, on = read_villages(connection, county, [code]), today().isoformat()
    found = _missing(connection, county, villages, code)
    short = [one for one in found if one.missing]
    short.sort(key=lambda one: (not one.now(on), one.next_day() or "9", one.child.fields["name"] or ""))
    unknown = [one for one in found if one.unknown or one.unasked]
    town = tree.names(connection, [code[:TOWNSHIP]]).get(code[:TOWNSHIP], "")
    return Village(
        code, row.name, town, short, unknown, sums_of(found, on), _as_of(connection, county, code), on
    )


def _missing(connection: Connection, county: str, villages: Villages, area: str) -> list[OfChild]:
    """What every child of villages that is asked about lacks today."""
    rules, on = programme_in_use(current_app.config["INSTANCE"], area), today().isoformat()
    return [
        missing_of(one, on, rules, ANSWERS.lacks)
        for one in children_of(connection, county, villages)
        if is_asked(one, on)
    ]


def _counted(connection: Connection, county: str, villages: Villages) -> dict[str, int]:
    """How many children each township has recorded."""
    query = select(CHILD.package_area, func.count()).where(CHILD.county == county, CHILD.known, ~CHILD.voided)
    query = query.where(in_villages(CHILD.package_area, villages)).group_by(CHILD.package_area)
    found: dict[str, int] = {}
    for village, n in connection.execute(query):
        town = villages.standing(village)[:TOWNSHIP]
        found[town] = found.get(town, 0) + n
    return found


def _as_of(connection: Connection, county: str, code: str) -> str | None:
    """The last day that a register of this area, of one around it or within it speaks of."""
    around = [code[:size] for size in (6, TOWNSHIP, 12) if size <= len(code)]
    mine = RegisterImport.area.in_(around) | tree.inside(RegisterImport.area, [code])
    query = select(func.max(RegisterImport.as_of)).where(RegisterImport.county == county, mine)
    return connection.scalar(query)
