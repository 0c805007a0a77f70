"""Which packages a person's phone holds, and which areas were ever hers. Reads only."""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, or_, select

from fieldapp.models.areas import Area
from fieldapp.models.campaigns import Assignment, Campaign, Round
from fieldapp.models.people import Person, PersonArea, PersonScope
from fieldapp.models.schools import School
from fieldapp.records.permissions import carries_villages, is_carried

SETUP, SCHOOL, CHECK = "setup", "school:", "check:"
COUNTY_DIGITS, TOWNSHIP_DIGITS, VILLAGE_DIGITS = 6, 9, 12

# Asked at every exchange with a phone, so put together once.
PERSON = bindparam("person")
ASSIGNED = (
    select(Assignment.area)
    .join(Round, Round.key == Assignment.round)
    .join(Campaign, Campaign.key == Round.campaign)
    .where(Assignment.person == PERSON, Assignment.ended.is_(None))
    .where(Round.state == "open", Campaign.state == "open")
)
ROLE = select(Person.role).where(Person.id == PERSON)
GIVEN = select(PersonArea.area, PersonArea.until).where(PersonArea.person == PERSON)
OWN = select(PersonArea.area).where(PersonArea.person == PERSON, PersonArea.until.is_(None))
NAMES = (
    select(PersonArea.area, Area.name)
    .outerjoin(Area, Area.code == PersonArea.area)
    .where(PersonArea.person == PERSON, PersonArea.until.is_(None))
    .order_by(PersonArea.area)
)
HELD = (
    select(PersonScope.scope, PersonScope.partition)
    .where(PersonScope.person == PERSON, PersonScope.until.is_(None))
    .order_by(PersonScope.scope)
)
# a clinic's doctor is given no school: hers are the open ones that belong to her clinic (docs/adr/0059)
OF_CLINIC = (
    select("school:" + School.key, School.county)
    .join(Person, Person.clinic == School.clinic)
    .where(Person.id == PERSON, School.retired_on.is_(None))
    .order_by(School.key)
)
# of what lies in each of her areas: the area's own, and those of areas that were merged into it (their records say the
# old code)
OF_AREAS = (
    select(Area.code, Area.county)
    .join(PersonArea, or_(Area.code == PersonArea.area, Area.replaced_by.startswith(PersonArea.area)))
    .where(PersonArea.person == PERSON, PersonArea.until.is_(None), Area.county.is_not(None))
)
MERGED_AREAS = select(Area.code, Area.county).where(Area.replaced_by.in_(bindparam("codes", expanding=True)))
MERGED_SCHOOLS = select(School.key, School.county).where(
    School.replaced_by.in_(bindparam("keys", expanding=True))
)
VILLAGES = select(Area.code).where(Area.level == "village")
NAMED = VILLAGES.where(Area.code.in_(bindparam("codes", expanding=True)))
INSIDE = VILLAGES.where(Area.code.between(bindparam("first"), bindparam("last")))
MERGED = select(Area.code).where(Area.replaced_by.in_(bindparam("codes", expanding=True)))


def scopes_of(connection: Connection, person: str, role: str | None = None) -> list[str]:
    """`setup`, then the person's villages where her role (read when not given) carries children on a phone, then
    her schools and clusters where it carries those."""
    role = role or connection.scalar(ROLE, {"person": person}) or ""
    near = villages_of(connection, person) if carries_villages(role) else ()
    return [SETUP, *near, *held_by(connection, person, role)]


def held_by(connection: Connection, person: str, role: str) -> dict[str, str]:
    """The scopes beside villages, `school:KEY`, that are a person's now, as far as her role carries them, with the
    county of each: those she was given, a clinic's doctor those of the schools that belong to her clinic; and
    those of her areas."""
    rows = connection.execute(OF_CLINIC if role == "clinic" else HELD, {"person": person})
    found = {scope: county for scope, county in rows if is_carried(role, scope)}
    newest = [scope for scope in found if scope.startswith(SCHOOL)]
    while newest:  # a school that was merged into one of them comes along: its records still say it
        keys = [scope.removeprefix(SCHOOL) for scope in newest]
        merged = {SCHOOL + key: county for key, county in connection.execute(MERGED_SCHOOLS, {"keys": keys})}
        newest = sorted(merged.keys() - found.keys())
        found = merged | found
    return found | (_of_areas(connection, person) if is_carried(role, f"{CHECK}-") else {})


def _of_areas(connection: Connection, person: str) -> dict[str, str]:
    """The scopes of what is recorded in each of her areas, and of what was merged into these, with their counties."""
    found = dict(connection.execute(OF_AREAS, {"person": person}).all())
    newest = list(found)
    while newest:
        merged = dict(connection.execute(MERGED_AREAS, {"codes": sorted(newest)}).all())
        newest = sorted(merged.keys() - found.keys())
        found |= merged
    own = areas_of(connection, person)
    return {
        CHECK + code: found[code] for code in sorted(found) if code in own or not code.startswith(tuple(own))
    }


def villages_of(connection: Connection, person: str) -> list[str]:
    """The villages of the person's own villages and townships, and those assigned in open rounds, but for a county
    where all that she had was taken from her: who has moved away has left its rounds, who is lent has not.

    A village that was merged into one of them comes along: its records still carry the old code.
    """
    given = connection.execute(GIVEN, {"person": person}).all()
    own = [area for area, until in given if until is None]
    left = {area[:COUNTY_DIGITS] for area, _until in given} - {area[:COUNTY_DIGITS] for area in own}
    assigned = connection.scalars(ASSIGNED, {"person": person})
    lent = [area for area in assigned if not area.startswith(tuple(left)) or area.startswith(tuple(own))]
    small = [area for area in own if len(area) >= TOWNSHIP_DIGITS]
    return sorted(_with_merged(connection, _villages(connection, {*small, *lent})))


def areas_of(connection: Connection, person: str) -> list[str]:
    """The codes of the areas that are the person's now."""
    return sorted(connection.scalars(OWN, {"person": person}))


def areas_named(connection: Connection, person: str) -> dict[str, str | None]:
    """The areas that are the person's now, by code, with what each is called: asked at once for every page of the
    office, since each says on paper whose figures it has."""
    rows = connection.execute(NAMES, {"person": person})
    return {row.area: row.name for row in rows}


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
