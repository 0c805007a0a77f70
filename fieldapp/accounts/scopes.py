"""Which packages a person's phone holds, and which areas were ever hers. Reads only."""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, select

from fieldapp.accounts.models import PersonArea
from fieldapp.areas.models import Area
from fieldapp.campaigns.models import Assignment, Campaign, Round

SETUP = "setup"
TOWNSHIP_DIGITS, VILLAGE_DIGITS = 9, 12

# Asked at every exchange with a phone, so put together once.
PERSON = bindparam("person")
ASSIGNED = (
    select(Assignment.area)
    .join(Round, Round.key == Assignment.round)
    .join(Campaign, Campaign.key == Round.campaign)
    .where(Assignment.person == PERSON, Assignment.ended.is_(None))
    .where(Round.state == "open", Campaign.state == "open")
)
OWN = select(PersonArea.area).where(PersonArea.person == PERSON, PersonArea.until.is_(None))
VILLAGES = select(Area.code).where(Area.level == "village")
NAMED = VILLAGES.where(Area.code.in_(bindparam("codes", expanding=True)))
INSIDE = VILLAGES.where(Area.code.between(bindparam("first"), bindparam("last")))
MERGED = select(Area.code).where(Area.replaced_by.in_(bindparam("codes", expanding=True)))


def scopes_of(connection: Connection, person: str) -> list[str]:
    """`setup`, then the villages assigned in open rounds and those of the person's own villages and townships.

    A village that was merged into one of them comes along: its records still carry the old code.
    """
    own = [area for area in areas_of(connection, person) if len(area) >= TOWNSHIP_DIGITS]
    villages = _villages(connection, {*own, *connection.scalars(ASSIGNED, {"person": person})})
    return [SETUP, *sorted(_with_merged(connection, villages))]


def areas_of(connection: Connection, person: str) -> list[str]:
    """The codes of the areas that are the person's now."""
    return sorted(connection.scalars(OWN, {"person": person}))


def areas_ever(connection: Connection, person: str) -> list[str]:
    """Every area ever given or assigned to the person, and what was merged into one of them."""
    given = connection.scalars(select(PersonArea.area).where(PersonArea.person == person))
    assigned = connection.scalars(select(Assignment.area).where(Assignment.person == person).distinct())
    return sorted(_with_merged(connection, {*given, *assigned}))


def _villages(connection: Connection, areas: set[str]) -> set[str]:
    villages = sorted(area for area in areas if len(area) == VILLAGE_DIGITS)
    found = set(connection.scalars(NAMED, {"codes": villages})) if villages else set()
    for area in areas.difference(villages):
        ends = {"first": area.ljust(VILLAGE_DIGITS, "0"), "last": area.ljust(VILLAGE_DIGITS, "9")}
        found.update(connection.scalars(INSIDE, ends))
    return found


def _with_merged(connection: Connection, areas: set[str]) -> set[str]:
    found, newest = set(areas), set(areas)
    while newest:
        newest = set(connection.scalars(MERGED, {"codes": sorted(newest)})) - found
        found |= newest
    return found
