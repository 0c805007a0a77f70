"""The children listed in a campaign's villages, counted by village and line by line: a number and its lines follow from
one condition. Reads only."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, or_, select

from fieldapp.areas.latin.said import person_said, place_said
from fieldapp.areas.pinyin import pinyin_of
from fieldapp.areas.villages import Villages, in_villages, read_villages
from fieldapp.campaigns.children.behind_cell import sees
from fieldapp.campaigns.children.homes import home_words, walking_order
from fieldapp.campaigns.room import seen_of
from fieldapp.campaigns.search import by_words
from fieldapp.ground.db import reads
from fieldapp.models.campaigns import Campaign
from fieldapp.models.records import Child, Household
from fieldapp.sync.incoming import row_store

MOST = 2000  # children of one page: more than any village has


@dataclass(frozen=True)
class Village:
    """A village with how many children are listed in it, and how many of them with a day of listing."""

    code: str
    township: str
    name: str
    children: int
    dated: int

    @property
    def letters(self) -> str:
        """The village's name and its township's in pinyin, whole and by initials, by which one looks for it too."""
        return " ".join((*pinyin_of(self.name), *pinyin_of(self.township)))


@dataclass(frozen=True)
class Listed:
    """Lines of a village, or of what was looked for; whether there are more than are shown."""

    lines: list[dict[str, Any]]
    more: bool


def _condition(county: str, villages: Villages) -> ColumnElement[bool]:
    """A child that stands, once where several records are one child."""
    of_villages = (Child.county == county) & in_villages(Child.package_area, villages)
    return of_villages & Child.known & ~Child.voided & or_(Child.joined.is_(None), Child.joined == Child.key)


@reads
def by_village(connection: Connection, campaign: Campaign) -> list[Village]:
    """Every village of the campaign that the person sees, in order."""
    villages = read_villages(connection, campaign.county, seen_of(campaign))
    query = select(Child.package_area, func.count(), func.count(Child.listed_on))
    query = query.where(_condition(campaign.county, villages)).group_by(Child.package_area)
    counted = {code: [0, 0] for code in villages.names}
    for home, n, dated in connection.execute(query):
        pair = counted.setdefault(villages.standing(home), [0, 0])
        pair[0], pair[1] = pair[0] + n, pair[1] + dated
    return [
        Village(code, villages.name(code[:9]), villages.name(code), *pair) for code, pair in counted.items()
    ]


@reads
def listed(connection: Connection, campaign: Campaign, area: str | None, words: str, dated: bool) -> Listed:
    """The children of `area`, or of all villages the person sees; those found by `words`, where some are said; with a
    day of listing only, if `dated`.

    Raises:
        Problem: `not_allowed` for an area that is not hers.
    """
    villages = read_villages(connection, campaign.county, seen_of(campaign, area))
    query = select(Child.key).where(_condition(campaign.county, villages))
    query = query.where(Child.listed_on.is_not(None)) if dated else query
    keys = set(connection.scalars(query if words else query.limit(MOST + 1)))
    if words:
        found = by_words.keys(connection, campaign.county, villages, words, sees(villages))
        keys = set(islice((key for key in found if key in keys), MOST + 1))
    lines = _lines(connection, campaign.county, keys, villages)
    return Listed(lines[:MOST], len(lines) > MOST)


def _lines(connection: Connection, county: str, keys: set[str], villages: Villages) -> list[dict[str, Any]]:
    rows, shown = row_store.fetch(connection, "child", county, "key", keys), sees(villages)
    homes = {row["household"] for row in rows if row["household"]}
    houses = {
        row["key"]: row for row in row_store.fetch(connection, Household.__tablename__, county, "key", homes)
    }
    houses = {key: row for key, row in houses.items() if shown(row["package_area"])}
    lines = [
        _line(row, houses.get(row["household"] or "", {}), villages)
        for row in rows
        if shown(row["package_area"])
    ]
    return sorted(lines, key=lambda one: (one["area"], walking_order(one["door"]), one["name"], one["key"]))


def _line(row: dict[str, Any], house: dict[str, Any], villages: Villages) -> dict[str, Any]:
    area = villages.standing(row["package_area"])
    return {
        "key": row["key"],
        "area": area,
        "village": place_said(villages.name(area)),
        "township": place_said(villages.name(area[:9])),
        "name": person_said(row["name"]),
        "born": row["born"] or "",
        "sex": row["sex"] or "",
        "guardian": person_said(row["guardian"] or row["mother"]),
        "phone": row["phone"] or row["phone2"] or house.get("phone") or "",
        "household": person_said(house.get("head")),
        "door": home_words(house, villages.name(area)),
        "listed_on": row["listed_on"] or "",
    }
