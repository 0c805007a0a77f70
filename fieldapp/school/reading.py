"""Reads the pupils of a school, a class or a few children, in one query a table: `pupils.Pupil`."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from fieldapp.ground.db import look_up
from fieldapp.models.clinics import Clinic
from fieldapp.models.log import NO_VISIT, LoggedOperation
from fieldapp.models.people import Person
from fieldapp.models.schools import School
from fieldapp.records.rows.one_child import wholes_of
from fieldapp.school.of_rows import Heirs, RowsOfChild, pupils_in, stands
from fieldapp.school.pupils import Handover, Pupil, more_of
from fieldapp.school.terms import term_of
from fieldapp.sync.incoming import row_store
from fieldapp.sync.outgoing.changes import content, products_of_rounds

Row = dict[str, Any]
READ = {
    "visit": ("key", "child", "known", "voided", "outcome", "on", "product", "round", "at"),
    "dose": ("key", "child", "known", "voided", "product", "given_on", "source", "at"),
}


def heirs_in(connection: Connection, county: str) -> Heirs:
    """The schools of a county that were merged into others."""
    query = select(School.key, School.replaced_by, School.retired_on)
    query = query.where(School.county == county, School.replaced_by.is_not(None))
    return Heirs(
        {
            row.key: (
                row.replaced_by,
                term_of(date.fromisoformat(row.retired_on)).year if row.retired_on else 0,
            )
            for row in connection.execute(query)
        }
    )


def pupils_of(
    connection: Connection,
    county: str,
    schools: Collection[str],
    term: str | None = None,
    classes: Collection[tuple[str, str]] | None = None,
    every_dose: bool = True,
) -> list[Pupil]:
    """The pupils of schools, by school, grade, class and name; in a term (`2026-1`), in classes (grade, class) where
    said. Those who left too. Where not `every_dose`, with the doses of those alone to whom a look found one missing:
    what came of the checks of all others hangs on none."""
    table, heirs = row_store.table("enrolment"), heirs_in(connection, county)
    query = select(table).where(
        table.c.county == county, table.c.school.in_(sorted(heirs.with_merged(schools)))
    )
    query = query.where(table.c.known, ~table.c.voided)
    query = query.where(table.c.term == term) if term is not None else query
    names = table.columns.keys()
    rows = [dict(zip(names, row, strict=True)) for row in connection.execute(query)]
    if classes is not None:
        rows = [row for row in rows if (row["grade"] or "", row["class_name"] or "") in classes]
    return [one for one in _pupils(connection, county, rows, every_dose, heirs) if one.school in schools]


def pupils_by_enrolment(connection: Connection, county: str, keys: Iterable[str]) -> list[Pupil]:
    """The pupils of these enrolments that stand; of several of one child in one school and term one."""
    rows = row_store.fetch(connection, "enrolment", county, "key", keys)
    return _pupils(connection, county, [row for row in rows if row["known"] and not row["voided"]])


def pupils_of_children(connection: Connection, county: str, children: Iterable[str]) -> list[Pupil]:
    """Every class these children, and the records they are one with, are or were in."""
    kin = [row["key"] for row in _with_kin(connection, county, set(children))]
    rows = row_store.fetch(connection, "enrolment", county, "child", kin)
    return _pupils(connection, county, [row for row in rows if row["known"] and not row["voided"]])


def enrolments_by_number(connection: Connection, county: str, number: str) -> set[str]:
    """The enrolments a notice's number or a report's leads to: nearly always one."""
    notices = [
        row for row in row_store.fetch(connection, "notice", county, "number", [number]) if stands(row)
    ]
    found = {row["check"] for row in notices if row["check"]}
    by_key = row_store.fetch(connection, "certificate_check", county, "key", found)
    by_report = row_store.fetch(connection, "certificate_check", county, "report_no", [number])
    enrolments = {row["enrolment"] for row in (*by_key, *by_report) if stands(row) and row["enrolment"]}
    children = {row["child"] for row in notices if row["child"]}
    of_children = row_store.fetch(connection, "enrolment", county, "child", children)
    return enrolments | {row["key"] for row in of_children if stands(row)}


def handovers_of(connection: Connection, county: str, schools: Collection[str]) -> list[Handover]:
    """The lists these schools gave to clinics, and those of schools merged into them, by day."""
    drawn, fact, heirs = row_store.table("in_scope"), row_store.table("fact"), heirs_in(connection, county)
    scopes = sorted(f"school:{school}" for school in heirs.with_merged(schools))
    mine = select(drawn.c.fact).where(drawn.c.county == county, drawn.c.scope.in_(scopes))
    query = select(fact).where(fact.c.county == county, fact.c.kind == "list_handover", fact.c.key.in_(mine))
    query = query.where(fact.c.known, ~fact.c.voided).order_by(fact.c.on, fact.c.at, fact.c.key)
    found = [_handover(dict(row), heirs) for row in connection.execute(query).mappings()]
    return [one for one in found if one.school in schools]


def _handover(row: Row, heirs: Heirs) -> Handover:
    said = more_of(row)
    return Handover(
        key=row["key"],
        school=heirs.at(said["school"], said.get("term") or term_of(date.fromisoformat(row["on"])).code),
        clinic=said["clinic"],
        term=said.get("term"),
        on=row["on"],
        receiver=said.get("receiver"),
        checks=tuple(said.get("checks") or ()),
        by=row["by"],
    )


def _with_kin(connection: Connection, county: str, children: set[str]) -> list[Row]:
    """These children's rows, and those of the records they are one with."""
    rows = row_store.fetch(connection, "child", county, "key", children)
    return [row for _key, row in sorted(row_store.with_joined(connection, county, rows).items())]


def _pupils(
    connection: Connection,
    county: str,
    enrolments: list[Row],
    every_dose: bool = True,
    heirs: Heirs | None = None,
) -> list[Pupil]:
    members = wholes_of(_with_kin(connection, county, {row["child"] for row in enrolments if row["child"]}))
    head_of = {row["key"]: head for head, rows in members.items() for row in rows}
    of_child = {head: RowsOfChild(rows) for head, rows in members.items()}
    owner = {row["key"]: head_of[row["child"]] for row in enrolments if row["child"] in head_of}
    _put(of_child, "enrolments", ((owner.get(row["key"]), row) for row in enrolments))
    others = row_store.fetch(connection, "enrolment", county, "child", head_of)
    _put(of_child, "elsewhere", ((head_of[row["child"]], row) for row in others if row["key"] not in owner))
    _put_said(connection, county, of_child)
    checks = row_store.fetch(connection, "certificate_check", county, "enrolment", owner)
    of_check = {row["key"]: owner[row["enrolment"]] for row in checks}
    _put(of_child, "checks", ((of_check[row["key"]], row) for row in checks))
    rechecks = row_store.fetch(connection, "recheck", county, "check", of_check)
    _put(of_child, "rechecks", ((of_check[row["check"]], row) for row in rechecks))
    _put_notices(connection, county, of_child, head_of, of_check)
    lacking = {of_check[row["key"]] for row in checks if _lacks(row)}
    lacking |= {of_check[row["check"]] for row in rechecks if _lacks(row)}
    asked = [key for key, head in head_of.items() if every_dose or head in lacking]
    for name, kind in (("visits", "visit"), ("doses", "dose")):
        _put(of_child, name, ((head_of[row["child"]], row) for row in _some(connection, kind, county, asked)))
    facts = row_store.fetch(connection, "fact", county, "child", head_of)
    states = (row for row in facts if row["kind"] == "dose_state")
    _put(of_child, "states", ((head_of[row["child"]], row) for row in states))
    products = products_of_rounds(connection, county)
    heirs = heirs or heirs_in(connection, county)
    found = [one for rows in of_child.values() for one in pupils_in(rows, products, content, heirs)]
    return sorted(found, key=lambda one: (one.school, one.grade, one.class_name, one.name, one.child))


def _lacks(look: Row) -> bool:
    """Whether a look may have found a slot missing."""
    return '"missing"' in (look["more"] or "") and bool(more_of(look)["missing"])


def _put_notices(
    connection: Connection,
    county: str,
    of_child: dict[str, RowsOfChild],
    head_of: dict[str, str],
    of_check: dict[str, str],
) -> None:
    """Notices with what became of them to whom they speak of: the child they name, else that of their check."""
    rows = {row["key"]: row for row in row_store.fetch(connection, "notice", county, "check", of_check)}
    rows |= {row["key"]: row for row in row_store.fetch(connection, "notice", county, "child", head_of)}
    of = {
        key: head_of.get(row["child"]) if row["child"] else of_check.get(row["check"] or "")
        for key, row in rows.items()
    }
    _put(of_child, "notices", ((of[key], row) for key, row in rows.items()))
    events = row_store.fetch(connection, "notice_event", county, "notice", rows)
    _put(of_child, "events", ((of[row["notice"]], row) for row in events))


def _put_said(connection: Connection, county: str, of_child: dict[str, RowsOfChild]) -> None:
    """All that was ever said of children that may have left a school, by what it knew of them."""
    left = (
        rows
        for rows in of_child.values()
        if rows.elsewhere or len(rows.enrolments) > 1 or any(one["left_on"] for one in rows.enrolments)
    )
    of = {row["key"]: rows.said for rows in left for row in rows.members}
    log = LoggedOperation
    for keys in row_store.chunks(of):
        query = select(log.key, log.raw).where(NO_VISIT, log.county == county, log.kind == "child")
        query = query.where(log.key.in_(keys), log.verdict.in_(("applied", "conflict")))
        for key, raw in connection.execute(query):
            said = json.loads(raw)
            words = said.get("data") or {}
            of[key].setdefault(key, []).append((said["at"], said["id"], words | {"area": said["area"]}))


def _put(of_child: dict[str, RowsOfChild], name: str, rows: Iterable[tuple[str | None, Row]]) -> None:
    """Give each row to the child it is of; of none it is left out."""
    for head, row in rows:
        if head is not None:
            getattr(of_child[head], name).append(row)


def _some(connection: Connection, name: str, county: str, children: Iterable[str]) -> list[Row]:
    """Visits or doses of children, as far as a school asks: a school has tens of thousands."""
    table, names = row_store.table(name), READ[name]
    return [
        dict(zip(names, row, strict=True))
        for keys in row_store.chunks(children)
        for row in look_up(connection, table, names, "child", keys, county=county).all()
    ]


def clinic_names(connection: Connection, keys: Iterable[str | None]) -> dict[str, str]:
    """The names of clinics by key; also of those that are closed."""
    query = select(Clinic.key, Clinic.name).where(Clinic.key.in_(sorted({key for key in keys if key})))
    return {row.key: row.name for row in connection.execute(query)}


def people_names(connection: Connection, keys: Iterable[str | None]) -> dict[str, str]:
    """The names of people by key, in the order of their names."""
    query = select(Person.id, Person.name).where(Person.id.in_(sorted({key for key in keys if key})))
    return {row.id: row.name for row in connection.execute(query.order_by(Person.name))}
