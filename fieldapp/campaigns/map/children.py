"""The children the map draws: those still to be dosed, at home, without a name. Reads only.

Who is still to be dosed, and who was visited, is said by `counting.rules` alone, as for every figure; the database is
only asked for whom that may be. So the dots, with those that have no place, are as many as 还差.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, exists, func, or_, select

from fieldapp.areas.maps.spots import Shift
from fieldapp.areas.villages import Villages, in_villages
from fieldapp.campaigns.counting.rounds import children_of, counted_rounds
from fieldapp.campaigns.counting.rules import (
    RANK,
    SETTLING,
    RoundFacts,
    contribution,
    missed_visit,
)
from fieldapp.campaigns.figures.indicators import SUMS
from fieldapp.models.campaigns import Campaign, Round, Visit
from fieldapp.models.codes import Code
from fieldapp.models.records import Child
from fieldapp.records.kinds import OUTCOMES
from fieldapp.records.rows.stamps import Row
from fieldapp.records.standing import ChildFacts
from fieldapp.sync.incoming import row_store

MOST_CHILDREN = 1500
LOOKED_AT = 10_000  # records that may be of a child still to dose
CHUNK = 500


@dataclass
class Missing:
    """Children still to be dosed: `dots` as `[lat, lon, reason, village, its code, key]`, no names, an empty reason
    where nobody has been yet; `placeless`: how many have no place to be drawn at; `away`: how many count in these
    villages and live in others; `guests`: how many of the dots count in another village; `more`: there are more."""

    dots: list[list[Any]] = field(default_factory=list)
    placeless: int = 0
    away: int = 0
    guests: int = 0
    more: bool = False

    def as_json(self) -> dict[str, Any]:
        """As it is sent."""
        numbers = {"placeless": self.placeless, "away": self.away, "guests": self.guests}
        return {"children": self.dots, "more": self.more} | numbers


@dataclass(frozen=True)
class OneMissing:
    """A child still to be dosed: its merged row, the visit that left it so (None: nobody was there), the village it
    counts in."""

    row: Row
    visit: Row | None
    counts_in: str


def missing_children(
    connection: Connection, campaign: Campaign, round_: Round, villages: Villages, shift: Shift
) -> Missing:
    """The children who live in these villages and are still to be dosed in the round, at most `MOST_CHILDREN`."""
    rounds = counted_rounds(connection, campaign.county)
    here = next((one for one in rounds if one.key == round_.key), None)
    if here is None:  # a draft counts nothing
        return Missing()
    keys = _may_be_missing(connection, campaign.county, here, villages)
    found, ours = [], _ours(villages)
    more = len(keys) == LOOKED_AT
    for one in _missing(connection, campaign.county, here, rounds, list(dict.fromkeys(keys))):
        at_home, counted = ours(one.row["package_area"]), ours(one.counts_in)
        if len(found) == MOST_CHILDREN:
            more = True
            break
        if at_home or counted:
            found.append((one, at_home, counted))
    return _drawn(connection, campaign.county, found, villages, shift, more)


def _ours(villages: Villages) -> Callable[[str], bool]:
    return lambda code: villages.standing(code) in villages.names


def _may_be_missing(connection: Connection, county: str, here: RoundFacts, villages: Villages) -> list[str]:
    """Records of children who live in these villages or were visited there, without those surely dosed: a child listed
    before the round, or one whom a visit of the round left to come back to."""
    at_home = in_villages(Child.package_area, villages)
    listed = Child.known & (Child.listed_on < here.first_day)
    listed &= Child.born.is_(None) | Child.born.between(here.born_from, here.born_to)
    mine = select(Child.key).where(Child.county == county, at_home)
    query = mine.where(or_(Child.joined.is_not(None), and_(listed, ~_surely_dosed(county, here))))
    seen = select(Visit.child).where(Visit.county == county, Visit.round == here.key, Visit.voided.is_(False))
    unsettled = Visit.outcome.in_(_unsettling(connection, county))
    visited = seen.where(unsettled, in_villages(Visit.package_area, villages))
    away = seen.where(Visit.area != Visit.package_area, in_villages(Visit.area, villages))
    found: list[str | None] = []
    for one in (query, visited, away):
        found += connection.scalars(one.limit(LOOKED_AT - len(found)))
    return [key for key in found if key]


def _unsettling(connection: Connection, county: str) -> list[str]:
    """Outcomes after which somebody has to come back, the county's own among them."""
    own = select(Code.code).where(Code.list == "visit.outcome", Code.county.in_(["", county]))
    return sorted({*OUTCOMES, *connection.scalars(own)} - SETTLING)


def _surely_dosed(county: str, here: RoundFacts) -> ColumnElement[bool]:
    """That a child has a visit which counts whatever else was said, and after which nobody has to come back. The round
    is asked of an expression, so that the visits are found by their child: a round's are a thousand times as many."""
    return exists().where(
        Visit.county == county,
        Visit.child == Child.key,
        func.coalesce(Visit.round, "") == here.key,
        Visit.voided.is_(False),
        Visit.known,
        Visit.outcome.in_(sorted(RANK)),
        Visit.reviews.is_(None),
        Visit.on.between(here.first_day, here.last_counted_day),
        Visit.product.is_(None) | Visit.product.in_(sorted(here.given)),
    )


def _missing(
    connection: Connection, county: str, here: RoundFacts, rounds: list[RoundFacts], keys: list[str]
) -> Iterator[OneMissing]:
    """Those of these children who are still to be dosed, each once however many records it is."""
    seen = set()
    for start in range(0, len(keys), CHUNK):
        for row, child in children_of(connection, county, keys[start : start + CHUNK], rounds):
            area = _short_in(child, here)
            if area is not None and row["key"] not in seen:
                seen.add(row["key"])
                yield OneMissing(row, missed_visit(child, here), area)


def _short_in(child: ChildFacts, here: RoundFacts) -> str | None:
    """The village in which a child counts as still to be dosed; None where it does not."""
    said = {name: area for _round, cut, area, name in contribution(child, here) if cut == "all"}
    short = sum(SUMS["short"].get(name, 0) for name in said)
    return next(iter(said.values())) if short else None


def _drawn(
    connection: Connection,
    county: str,
    found: list[tuple[OneMissing, bool, bool]],
    villages: Villages,
    shift: Shift,
    more: bool,
) -> Missing:
    """The dots of those at home here, and the numbers of the others."""
    houses = _houses(connection, county, [one.row for one, at_home, _counted in found if at_home])
    drawn = Missing(more=more, away=sum(not at_home for _one, at_home, _counted in found))
    for one, at_home, counted in found:
        dot = _dot(one, houses, villages, shift) if at_home else None
        if dot:
            drawn.dots.append(dot)
            drawn.guests += not counted
        elif at_home and counted:
            drawn.placeless += 1
    return drawn


def _houses(connection: Connection, county: str, children: list[Row]) -> dict[str, Row]:
    keys = {child["household"] for child in children if child["household"]}
    return {row["key"]: row for row in row_store.fetch(connection, "household", county, "key", keys)}


def _dot(one: OneMissing, houses: dict[str, Row], villages: Villages, shift: Shift) -> list[Any] | None:
    """A child at its house, else where it was visited; None where neither has a place. A child may name any household:
    where one of another village lies is not this village's to show."""
    house, visit = houses.get(one.row["household"] or ""), one.visit
    mine = house if house and house["package_area"] == one.row["package_area"] else None
    place = next((at for at in (mine, visit) if at and at["lat"] is not None and at["lon"] is not None), None)
    if place is None:
        return None
    lat, lon = shift(place["lat"], place["lon"])
    code = villages.standing(one.row["package_area"])
    reason = (visit["reason"] or visit["outcome"]) if visit else ""
    return [round(lat, 6), round(lon, 6), reason, villages.name(code), code, one.row["key"]]
