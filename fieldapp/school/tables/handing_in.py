"""Handing a table in: its figures are kept as they stand, with who and when; and what has changed since.

A school hands in its own, a clinic's doctor that of her schools, township and county theirs. What was handed in is
never changed; a later one stands beside it.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Connection, or_, select

from fieldapp.areas import tree
from fieldapp.ground.clock import now, today
from fieldapp.ground.db import db, reads
from fieldapp.ground.problems import Problem
from fieldapp.models.clinics import Clinic
from fieldapp.models.people import Person
from fieldapp.models.schools import School, SchoolReport
from fieldapp.records import permissions
from fieldapp.school import access
from fieldapp.school.summary import Sums
from fieldapp.school.tables import asked as asking
from fieldapp.school.tables import table
from fieldapp.school.tables.asked import SUMS, Asked, Wish
from fieldapp.school.tables.table import Line, Table
from fieldapp.web.gate import Who, may

REPORT = "school.report"
MOST = 200


@dataclass(frozen=True)
class Issued:
    """A table as it was handed in: the row, who did, the table, and the lines that are others by now."""

    row: Any
    by: str
    table: Table
    changed: Sequence[tuple[Line | None, Line | None, list[str]]]


def may_hand_in(who: Who, scope: str) -> bool:
    """Whether the person signed in may hand this table in, and nobody else's is hers to."""
    kind, _, key = scope.partition(":")
    if kind == "area":
        return may(REPORT, key) and who.role != "clinic"
    return kind in ("school", "clinic") and permissions.may_somewhere(who.role, REPORT)


def hand_in(who: Who, asked: Asked) -> str:
    """Keep a table as it stands; its key.

    Raises:
        Problem: `not_allowed`; `not_right` where there is nothing to be checked.
    """
    if not may_hand_in(who, asked.scope):
        raise Problem("not_allowed")
    if not asked.table.whole.sums.expected:
        raise Problem("nothing_to_hand_in")
    county, area = _where(asked)
    row = SchoolReport(
        key=str(uuid.uuid4()),
        county=county,
        scope=asked.scope,
        area=area,
        unit=asked.table.unit[0],
        year=asked.wish.year,
        half=asked.wish.half,
        group=asked.wish.group,
        until=asked.wish.until,
        kind=asked.table.kind,
        at=now(),
        by=who.id,
        figures=json.dumps([_kept(line) for line in asked.table.lines], ensure_ascii=False),
    )
    db.session.add(row)
    db.session.commit()
    return str(row.key)


def as_of_today(wish: Wish) -> Wish:
    """What is handed in says up to which day it is: today, where nothing else was chosen."""
    return replace(wish, until=wish.until or today().isoformat())


def _where(asked: Asked) -> tuple[str, str]:
    """County and area a table is of."""
    kind, _, key = asked.scope.partition(":")
    if asked.school is not None:
        return asked.school.county, asked.school.area
    code = key
    if kind == "clinic":
        code = db.session.get_one(Clinic, key).area
    return code[:6], code


def _kept(line: Line) -> dict[str, Any]:
    said = {"kind": line.kind, "key": line.key, "name": line.name, "group": line.group}
    return said | {"schools": [line.schools, line.schools_checked], "counts": dict(line.sums.measures())}


def _line(said: dict[str, Any]) -> Line:
    sums = Sums()
    for measure, n in said["counts"].items():
        sums.put(measure, n)
    return Line(said["kind"], said["key"], tuple(said["name"]), sums, said["group"], *said["schools"])


def hers(connection: Connection, who: Who) -> ColumnElement[bool]:
    """The condition on `SchoolReport` for those she may see: of her schools, her clinic, her areas."""
    schools = [f"school:{key}" for key in access.keys_of(connection, who, SUMS)]
    if who.role == "nurse":
        return SchoolReport.scope.in_(schools)
    if who.role == "clinic":
        clinic = connection.scalar(select(Person.clinic).where(Person.id == who.id))
        return or_(SchoolReport.scope.in_(schools), SchoolReport.scope == f"clinic:{clinic}")
    return tree.inside(SchoolReport.area, list(who.areas))


@reads
def listed(connection: Connection, who: Who) -> list[Any]:
    """What was handed in of hers, the last first, with who did."""
    query = select(*SchoolReport.__table__.columns, Person.name.label("person"))
    query = query.join(Person, Person.id == SchoolReport.by).where(hers(connection, who))
    return list(connection.execute(query.order_by(SchoolReport.at.desc(), SchoolReport.key).limit(MOST)))


@reads
def last_of(connection: Connection, scope: str, wish: Wish) -> Any:
    """The last that was handed in of a unit for this year, half and group; None where none was."""
    row = SchoolReport
    here = (row.scope == scope, row.year == wish.year, row.half == wish.half, row.group == wish.group)
    query = (
        select(row.key, row.at, Person.name.label("person")).join(Person, Person.id == row.by).where(*here)
    )
    return connection.execute(query.order_by(row.at.desc()).limit(1)).first()


@reads
def issued(connection: Connection, who: Who, key: str) -> Issued:
    """A table as it was handed in, and what is other by now.

    Raises:
        Problem: `not_found` where there is none, or none of hers.
    """
    query = select(*SchoolReport.__table__.columns, Person.name.label("person"))
    query = query.join(Person, Person.id == SchoolReport.by)
    row = connection.execute(query.where(SchoolReport.key == key, hers(connection, who))).first()
    if row is None:
        raise Problem("not_found")
    wish = Wish(row.year, row.half, row.until, row.group)
    then = tuple(_line(said) for said in json.loads(row.figures))
    of_its_kind = wish
    if row.scope.startswith("school:") and then:
        of_its_kind = replace(wish, group=then[0].group)
    unit = asking.place_words(row.unit)
    made = asking.made_of(row.kind, unit, of_its_kind, then)
    return Issued(row, row.person, made, table.differences(then, _lines_now(connection, row, wish)))


def _lines_now(connection: Connection, row: Any, wish: Wish) -> tuple[Line, ...]:
    """The same lines as the records say now, up to the same day."""
    kind, _, key = row.scope.partition(":")
    if kind == "school":
        school = connection.execute(select(*School.__table__.columns).where(School.key == key)).one()
        return asking.class_lines(connection, school, wish)
    by = asking.BY_SCHOOL if row.kind == table.SCHOOL else asking.BY_TOWNSHIP
    which = School.clinic == key if kind == "clinic" else tree.inside(School.area, [key])
    schools = asking.schools_of(connection, which, wish)
    return asking.lines_of(connection, schools, replace(wish, by=by))[1]
