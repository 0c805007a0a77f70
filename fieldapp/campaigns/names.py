"""What ids and codes are called: people by id, areas of a county by code. Reads only."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, select

from fieldapp.areas.latin.said import person_said, place_said
from fieldapp.models.areas import Area
from fieldapp.models.people import Person
from fieldapp.sync.incoming.row_store import chunks


def people_named(connection: Connection, ids: Iterable[str | None]) -> dict[str, str]:
    """Names by id, as they are said; ids of nobody are left out."""
    found: dict[str, str] = {}
    for some in chunks(id_ for id_ in ids if id_):
        rows = connection.execute(select(Person.id, Person.name).where(Person.id.in_(some)))
        found |= {row.id: person_said(row.name) for row in rows}
    return found


def areas_named(connection: Connection, county: str) -> dict[str, str]:
    """Names of a county's areas by code, as they are said, retired ones among them."""
    rows = connection.execute(select(Area.code, Area.name).where(Area.county == county))
    return {row.code: place_said(row.name) for row in rows}
