"""Which packages a person's phone holds, and which areas were ever hers. Reads only."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, select

from fieldapp.accounts.models import PersonArea
from fieldapp.areas.models import Area
from fieldapp.campaigns.models import Assignment, Campaign, Round

SETUP = "setup"
TOWNSHIP_DIGITS, VILLAGE_DIGITS = 9, 12


def scopes_of(connection: Connection, person: str) -> list[str]:
    """`setup`, then the villages assigned in open rounds and those of the person's own villages and townships.

    A village that was merged into one of them comes along: its records still carry the old code.
    """
    assigned = (
        select(Assignment.area)
        .join(Round, Round.key == Assignment.round)
        .join(Campaign, Campaign.key == Round.campaign)
        .where(Assignment.person == person, Assignment.ended.is_(None))
        .where(Round.state == "open", Campaign.state == "open")
    )
    own = [area for area in areas_of(connection, person) if len(area) >= TOWNSHIP_DIGITS]
    villages = _villages(connection, {*own, *connection.scalars(assigned)})
    return [SETUP, *sorted(_with_merged(connection, villages))]


def areas_of(connection: Connection, person: str) -> list[str]:
    """The codes of the areas that are the person's now."""
    query = select(PersonArea.area).where(PersonArea.person == person, PersonArea.until.is_(None))
    return sorted(connection.scalars(query))


def areas_ever(connection: Connection, person: str) -> list[str]:
    """Every area ever given or assigned to the person, and what was merged into one of them."""
    given = connection.scalars(select(PersonArea.area).where(PersonArea.person == person))
    assigned = connection.scalars(select(Assignment.area).where(Assignment.person == person).distinct())
    return sorted(_with_merged(connection, {*given, *assigned}))


def _villages(connection: Connection, areas: Iterable[str]) -> set[str]:
    found: set[str] = set()
    for area in areas:
        inside = Area.code.between(area.ljust(VILLAGE_DIGITS, "0"), area.ljust(VILLAGE_DIGITS, "9"))
        found.update(connection.scalars(select(Area.code).where(Area.level == "village", inside)))
    return found


def _with_merged(connection: Connection, areas: set[str]) -> set[str]:
    found, newest = set(areas), set(areas)
    while newest:
        merged = connection.scalars(select(Area.code).where(Area.replaced_by.in_(newest)))
        newest = set(merged) - found
        found |= newest
    return found
