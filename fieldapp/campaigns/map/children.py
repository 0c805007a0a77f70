"""The children the map draws: those still to come back to, at home, without a name. Reads only.

Who is to come back to is said by `rules.missed_visit` alone, as for every figure; the database is only asked for whom
that may be.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, select

from fieldapp.areas.villages import Villages, in_villages
from fieldapp.campaigns.counting.rounds import children_of, counted_rounds
from fieldapp.campaigns.counting.rules import SETTLING, missed_visit
from fieldapp.campaigns.map.data import Shift
from fieldapp.models.campaigns import Campaign, Round, Visit
from fieldapp.models.codes import Code
from fieldapp.records.kinds import OUTCOMES
from fieldapp.records.rows.stamps import Row
from fieldapp.sync.incoming import row_store

MOST_CHILDREN = 1500
LOOKED_AT = 10_000  # visits that may have left a child to come back to
CHUNK = 500

Missed = tuple[Row, Row]  # a child, and the visit that left it to come back to


def missed_children(
    connection: Connection, campaign: Campaign, round_: Round, villages: Villages, shift: Shift
) -> tuple[list[list[Any]], bool]:
    """Children of these villages whose deciding visit left them to come back to, as `[lat, lon, reason, village]`;
    no names.

    Returns:
        at most `MOST_CHILDREN` of them, and whether there are more.
    """
    looked_at = _may_be_missed(connection, campaign.county, round_.key, villages)
    more, found = len(looked_at) == LOOKED_AT, []
    for one in _missed(connection, campaign.county, round_.key, list(dict.fromkeys(looked_at))):
        if len(found) == MOST_CHILDREN:
            more = True
            break
        found.append(one)
    houses = _houses(connection, campaign.county, [child for child, _visit in found])
    dots = (_dot(child, visit, houses, villages, shift) for child, visit in found)
    return [dot for dot in dots if dot], more


def _may_be_missed(connection: Connection, county: str, round_: str, villages: Villages) -> list[str]:
    """Records of children who live in these villages, one for each visit whose outcome settles nothing."""
    query = select(Visit.child).where(Visit.county == county, Visit.round == round_)
    query = query.where(
        Visit.outcome.in_(_unsettling(connection, county)), in_villages(Visit.package_area, villages)
    )
    found = connection.scalars(query.where(Visit.voided.is_(False)).limit(LOOKED_AT))
    return [key for key in found if key]


def _unsettling(connection: Connection, county: str) -> list[str]:
    """Outcomes after which somebody has to come back, the county's own among them."""
    own = select(Code.code).where(Code.list == "visit.outcome", Code.county.in_(["", county]))
    return sorted({*OUTCOMES, *connection.scalars(own)} - SETTLING)


def _missed(connection: Connection, county: str, round_: str, keys: list[str]) -> Iterator[Missed]:
    """Those of these children who are to come back to, each once however many records it is."""
    rounds, seen = counted_rounds(connection, county), set()
    here = [one for one in rounds if one.key == round_]
    for start in range(0, len(keys), CHUNK):
        for row, child in children_of(connection, county, keys[start : start + CHUNK], rounds):
            visits = [visit for one in here if (visit := missed_visit(child, one))]
            if visits and row["key"] not in seen:
                seen.add(row["key"])
                yield row, visits[0]


def _houses(connection: Connection, county: str, children: list[Row]) -> dict[str, Row]:
    keys = {child["household"] for child in children if child["household"]}
    return {row["key"]: row for row in row_store.fetch(connection, "household", county, "key", keys)}


def _dot(
    child: Row, visit: Row, houses: dict[str, Row], villages: Villages, shift: Shift
) -> list[Any] | None:
    """A child at its house, else where it was visited; None where neither has a place. A child may name any household:
    where one of another village lies is not this village's to show."""
    house = houses.get(child["household"] or "")
    places = [house, visit] if house and house["package_area"] == child["package_area"] else [visit]
    place = next((one for one in places if one["lat"] is not None and one["lon"] is not None), None)
    if place is None:
        return None
    lat, lon = shift(place["lat"], place["lon"])
    village = villages.name(villages.standing(child["package_area"]))
    return [round(lat, 6), round(lon, 6), visit["reason"] or visit["outcome"], village]
