"""Who the 不详 of the official sheets are: children of the target without birth date, residence or earlier doses.

They are judged by the tally's own rule, so that the list is as long as the figure. Reads only.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, false, or_, select, true

from fieldapp.areas.villages import Villages, in_villages
from fieldapp.campaigns.counting.rounds import children_of, counted_rounds
from fieldapp.campaigns.counting.rules import POLIO, RoundFacts, contribution
from fieldapp.ground.subtrees import inside
from fieldapp.models.campaigns import Campaign, Round, Visit
from fieldapp.models.records import Child
from fieldapp.records.standing import UNKNOWN

CHUNK = 1000
PARTS = ("born", "residence", "prior")


@dataclass(frozen=True)
class UnknownChild:
    """One child of the target, the village it counts in, and what is not known of it (some of `PARTS`)."""

    village: str
    row: dict[str, Any]
    missing: tuple[str, ...]


def unknown_children(
    connection: Connection, campaign: Campaign, round_: Round, villages: Villages, most: int
) -> tuple[list[UnknownChild], bool]:
    """Those who count in these villages, village by village.

    Returns:
        at most `most` of them, and whether there are more.
    """
    found: list[UnknownChild] = []
    for one in _all(connection, campaign, round_, villages):
        found.append(one)
        if len(found) > most:
            break
    more, found = len(found) > most, found[:most]
    return sorted(found, key=lambda one: (one.village, one.row["name"] or "", one.row["key"])), more


def _all(
    connection: Connection, campaign: Campaign, round_: Round, villages: Villages
) -> Iterator[UnknownChild]:
    rounds = counted_rounds(connection, campaign.county)
    facts = next((one for one in rounds if one.key == round_.key), None)
    if facts is None:  # a draft counts nobody
        return
    keys = _candidates(connection, campaign.county, facts, villages)
    seen: set[str] = set()
    for start in range(0, len(keys), CHUNK):
        for row, child in children_of(connection, campaign.county, keys[start : start + CHUNK], rounds):
            if row["key"] in seen:  # several records of one child
                continue
            seen.add(row["key"])
            counted = [key for key in contribution(child, facts) if key[1].startswith("born:")]
            if not counted or any(measure == "removed" for *_rest, measure in counted):
                continue
            area, parts = villages.standing(counted[0][2]), counted[0][1].removeprefix("born:").split("|")
            missing = tuple(name for name, part in zip(PARTS, parts, strict=True) if part == UNKNOWN)
            if missing and _here(villages, area):
                yield UnknownChild(area, row, missing)


def _here(villages: Villages, area: str) -> bool:
    return area in villages.names or (area not in villages.heirs and inside(area, villages.codes))


def _candidates(connection: Connection, county: str, facts: RoundFacts, villages: Villages) -> list[str]:
    """Records of which something may be unknown, of children who live here or were visited here in the round."""
    visited = select(Visit.child).where(
        Visit.county == county, Visit.round == facts.key, in_villages(Visit.area, villages)
    )
    query = select(Child.key).where(Child.county == county, _may_lack(facts))
    query = query.where(or_(in_villages(Child.package_area, villages), Child.key.in_(visited)))
    return list(connection.scalars(query.order_by(Child.package_area, Child.key)))


def _may_lack(facts: RoundFacts) -> ColumnElement[bool]:
    """That a record may be of a child of whom something is unknown. Earlier doses of another antigen than polio are
    only in the dose records, which every child has to be asked for."""
    prior = (
        or_(Child.prior_polio.is_(None), Child.prior_polio == UNKNOWN) if facts.product in POLIO else true()
    )
    return or_(Child.born.is_(None), Child.registered_at.is_(None), prior, false())
