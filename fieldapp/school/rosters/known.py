"""What is recorded that a roster may be about: children of the county that share something with a line, the pupils of
the school, and their classes this school year. Reads only.

Records joined as one child are one here.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Connection, and_, or_, select

from fieldapp.ground.db import among_said
from fieldapp.models.records import Child
from fieldapp.records.lists.likeness import NUMBERS, identity_of
from fieldapp.records.rows.one_child import merged, row_to_name, wholes_of
from fieldapp.school.reading import heirs_in
from fieldapp.school.rosters.lines import Entry
from fieldapp.school.rosters.review import Record, Row
from fieldapp.school.terms import terms_of
from fieldapp.sync.incoming import row_store

CHILD = Child.__table__.c


def recorded(
    connection: Connection, county: str, school: str, year: int, entries: Sequence[Entry]
) -> dict[str, Record]:
    """Children by key, those voided left out: a roster does not bring them again."""
    enrolments = _enrolments(connection, county, school)
    rows = _rows(connection, county, entries, {row["child"] for row in enrolments if row["child"]})
    codes, there = {term.code for term in terms_of(year)}, _there(connection, county, school)
    found = {}
    for members in wholes_of(rows).values():
        keys = {row["key"] for row in members}
        mine = [row for row in enrolments if row["child"] in keys]
        now = sorted(
            (row for row in mine if row["term"] in codes),
            key=lambda row: (row["left_on"] is None, row["term"], row["key"]),
        )
        one = _record(members, now[-1] if now else None, bool(mine), bool(keys & there))
        if not one.child["voided"]:
            found[one.key] = one
    return found


def _record(members: list[Row], enrolment: Row | None, here: bool, there: bool) -> Record:
    row, child = row_to_name(members), merged(members)
    village = child["package_area"]
    return Record(row, child, village, identity_of(village[:9], child), enrolment, here, there)


def _there(connection: Connection, county: str, school: str) -> set[str]:
    """The children that are at a school now."""
    drawn = row_store.table("in_scope").c
    scopes = sorted(f"school:{one}" for one in heirs_in(connection, county).with_merged([school]))
    query = select(drawn.key).where(drawn.county == county, drawn.scope.in_(scopes))
    return set(connection.scalars(query))


def _enrolments(connection: Connection, county: str, school: str) -> list[Row]:
    table, heirs = row_store.table("enrolment"), heirs_in(connection, county)
    here = table.c.school.in_(sorted(heirs.with_merged([school])))
    query = select(table).where(table.c.county == county, here, table.c.known, ~table.c.voided)
    rows = [dict(row) for row in connection.execute(query).mappings()]
    return [row for row in rows if heirs.at(row["school"], row["term"]) == school]


def _rows(connection: Connection, county: str, entries: Sequence[Entry], pupils: set[str]) -> list[Row]:
    """The rows of the school's pupils, and those of the county that share a name, a number, or birth date and family
    with a line; with them the rows they are one with."""
    rows = {row["key"]: row for row in row_store.fetch(connection, "child", county, "key", pupils)}
    query = select(Child.__table__).where(CHILD.county == county, CHILD.known)
    for row in connection.execute(query.where(_shares(connection, entries))).mappings():
        rows.setdefault(row["key"], dict(row))
    found = row_store.with_joined(connection, county, rows.values())
    return [row for row in found.values() if row["known"]]


def _shares(connection: Connection, entries: Sequence[Entry]) -> ColumnElement[bool]:
    said = {
        name: [one.child.get(name) for one in entries]
        for name in ("name", "born", "guardian", "phone", *NUMBERS)
    }
    family = or_(
        among_said(connection, CHILD.guardian, said["guardian"]),
        among_said(connection, CHILD.mother, said["guardian"]),
        among_said(connection, CHILD.phone, said["phone"]),
    )
    numbers = (among_said(connection, CHILD[name], said[name]) for name in NUMBERS)
    names = among_said(connection, CHILD.name, said["name"])
    return or_(names, *numbers, and_(among_said(connection, CHILD.born, said["born"]), family))
