"""For whom a phone is registered: whose records it sent, and giving it to the person whose it is."""

from __future__ import annotations

from sqlalchemy import Connection, select

from fieldapp.accounts import directory
from fieldapp.areas import tree
from fieldapp.ground.clock import now
from fieldapp.ground.db import db, only_reads_follow, reads
from fieldapp.ground.problems import Problem
from fieldapp.ground.same import plain_username
from fieldapp.models.areas import Area
from fieldapp.models.people import Device, Person
from fieldapp.office.phones import phones
from fieldapp.web.gate import Who


@reads
def phones_of(connection: Connection, who: Who) -> list[phones.Phone]:
    """Phones of one's areas: when last heard of, what is wrong with them."""
    return phones.phones_in(connection, who.areas, now())


def claims_of(who: Who) -> dict[str, list[phones.Claim]]:
    """Phones of one's own counties whose records name somebody else, by the phone's number."""
    found: dict[str, list[phones.Claim]] = {}
    for claim in phones.claims(db.session.connection(), _counties(who)):
        found.setdefault(claim.device, []).append(claim)
    return found


def _counties(who: Who) -> list[str]:
    """The partition names of the counties in which a person's areas lie, or which lie in them."""
    here = tree.inside(Area.code, who.areas)
    query = select(Area.county).where(Area.county.is_not(None), here).distinct()
    return [county for county in db.session.scalars(query) if county]


def holder(who: Who, row: Device) -> Person:
    """The person for whom a phone is registered.

    Raises:
        Problem: `not_found` for somebody who has no area inside one's own.
    """
    return directory.person_seen(db.session, who.areas, row.person)


def give(who: Who, row: Device, username: str) -> tuple[str, int]:
    """Register a phone for another person; what was refused because it named her is judged again.

    Both people must be one's own to change: nobody's phone is taken over a border.

    Returns:
        her name, and how many records are refused no longer.

    Raises:
        Problem: `not_allowed`; `no_such_person`.
    """
    directory.person_ruled(db.session, who.areas, row.person)
    username = plain_username(username)
    key = db.session.scalar(select(Person.id).where(Person.username == username))
    if key is None:
        raise Problem("no_such_person", field="username", username=username)
    person = directory.person_ruled(db.session, who.areas, key)
    name = person.name
    counted = phones.give(db.engine, row, person.id, who.id)
    only_reads_follow()
    return name, counted
