"""What is recorded that a register may be about: children where the person may see them that share something with a
line or live in its villages, and their doses. Reads only.

Records joined as one child are one here.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, or_, select

from fieldapp.areas.villages import Villages, in_villages
from fieldapp.catchup.register.lines import Entry
from fieldapp.catchup.register.review import Given, Record, Row
from fieldapp.ground.db import among, among_said
from fieldapp.models.records import Child
from fieldapp.records.lists.likeness import NUMBERS, identity_of
from fieldapp.records.lists.undoing import went_with_its_import
from fieldapp.records.rows.one_child import merged, row_to_name, wholes_of
from fieldapp.sync.incoming import row_store
from fieldapp.sync.outgoing.changes import products_of_rounds

CHILD = Child.__table__.c
DOSE, VISIT = row_store.table("dose").c, row_store.table("visit").c


def recorded(
    connection: Connection, county: str, villages: Villages, entries: Sequence[Entry]
) -> dict[str, Record]:
    """Children by key, those voided left out: a register does not bring them again."""
    shares = [among_said(connection, CHILD.package_area, (one.area for one in entries))]
    for name in ("name", *NUMBERS):
        shares.append(among_said(connection, CHILD[name], (one.child.get(name) for one in entries)))
    query = select(Child.__table__).where(CHILD.county == county, CHILD.known)
    query = query.where(in_villages(CHILD.package_area, villages), or_(*shares))
    rows = [dict(row) for row in connection.execute(query).mappings()]
    found = row_store.with_joined(connection, county, rows).values()
    wholes = list(wholes_of([row for row in found if row["known"]]).values())
    doses, gone = _doses(connection, county, {row["key"] for rows in wholes for row in rows})
    records = (_record(rows, villages, doses, gone) for rows in wholes)
    return {one.key: one for one in records if not one.child["voided"]}


def _record(
    members: list[Row], villages: Villages, doses: dict[str, set[Given]], gone: dict[str, set[str]]
) -> Record:
    row, child = row_to_name(members), merged(members)
    village = villages.standing(child["package_area"])
    given = set().union(*(doses.get(one["key"], set()) for one in members))
    return Record(row, child, village, identity_of(village[:9], child), given, gone.get(row["key"], set()))


def _doses(
    connection: Connection, county: str, keys: set[str]
) -> tuple[dict[str, set[Given]], dict[str, set[str]]]:
    """By child product and day of every dose, those taken back too, and of every visit that stands; and by child the
    keys of doses that were taken back with the import that made them, which say nothing."""
    found: dict[str, set[Given]] = {}
    gone: dict[str, set[str]] = {}
    products = products_of_rounds(connection, county)
    for some in row_store.chunks(sorted(keys)):
        columns = DOSE.key, DOSE.child, DOSE.product, DOSE.given_on, DOSE.voided, DOSE.voids
        query = select(*columns).where(DOSE.county == county, DOSE.known)
        for row in connection.execute(query.where(among(connection, DOSE.child, some))).mappings():
            if row["voided"] and went_with_its_import(dict(row)):
                gone.setdefault(row["child"], set()).add(row["key"])
            else:
                found.setdefault(row["child"], set()).add((row["product"], row["given_on"]))
        visits = select(VISIT.child, VISIT.product, VISIT.round, VISIT.on).where(
            VISIT.county == county, VISIT.known, ~VISIT.voided, VISIT.outcome == "vaccinated"
        )
        for child, product, round_, day in connection.execute(
            visits.where(among(connection, VISIT.child, some))
        ):
            found.setdefault(child, set()).add((product or products.get(round_) or "", day))
    return found, gone
