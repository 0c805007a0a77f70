"""Children of whom others speak, whose own record or birth date has not come. Reads only."""

from __future__ import annotations

from sqlalchemy import Connection, select

from fieldapp.models.areas import Area
from fieldapp.models.people import Person
from fieldapp.office.inbox import items
from fieldapp.office.inbox.items import Row, named
from fieldapp.records.rows.stamps import REFERENCE, spread
from fieldapp.sync.incoming import row_store
from fieldapp.sync.within import counties, in_areas


def unborn_children(
    connection: Connection, areas: tuple[str, ...], before: str, page: int = 1
) -> tuple[list[Row], bool]:
    """Children without a birth date: placeholders last named before `before` (a moment), and known ones."""
    table = row_store.table("child")
    query = select(table).where(table.c.county.in_(counties(connection, areas)), table.c.born.is_(None))
    query = query.where(in_areas(table.c.package_area, areas), table.c.voided.is_(False))
    query = (
        query.order_by(table.c.package_area, table.c.key)
        .limit(items.PAGE + 1)
        .offset(items.PAGE * (page - 1))
    )
    rows = [dict(row._mapping) for row in connection.execute(query)]
    villages = named(connection, Area, [row["area"] for row in rows[: items.PAGE]], "code")
    told = _who_named(connection, rows[: items.PAGE])
    found = []
    for row in rows[: items.PAGE]:
        named_at = _last_named(row)
        if row["known"] or named_at < before:
            words = {"village": villages.get(row["area"], row["area"]), "named_at": named_at}
            found.append(row | words | {"who": told.get((row["county"], row["key"]), "")})
    return found, len(rows) > items.PAGE


def _who_named(connection: Connection, rows: list[Row]) -> dict[tuple[str, str], str]:
    """Who to ask about these children: the authors of their visits, with number where there is one."""
    visit = row_store.table("visit")
    query = select(visit.c.county, visit.c.child, Person.name, Person.phone, Person.username)
    query = query.join(Person, Person.id == visit.c.by).where(
        visit.c.county.in_({row["county"] for row in rows}), visit.c.child.in_([row["key"] for row in rows])
    )
    found: dict[tuple[str, str], str] = {}
    for county, child, name, phone, username in connection.execute(query.order_by(visit.c.at)):
        found[(county, child)] = f"{name} {phone or username}"
    return found


def _last_named(row: Row) -> str:
    """When a placeholder was last named by another record; empty for a known one."""
    stamp = spread(row["stamps"]).get("area") if row["stamps"] else None
    return str(stamp[0]).removeprefix(REFERENCE) if stamp and not row["known"] else ""
