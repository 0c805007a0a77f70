"""Reads the pupils of a school, a class or a few children, in one query a table: `pupils.Pupil`."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable
from itertools import chain
from typing import Any

from sqlalchemy import Connection, select

from fieldapp.ground.db import look_up
from fieldapp.records.rows.one_child import merged, wholes_of
from fieldapp.records.standing import by_child, dose_at
from fieldapp.school.notice_numbers import number_of
from fieldapp.school.pupils import Handover, Look, NoticeOf, Pupil, look_of, more_of, notices_of
from fieldapp.sync.incoming import row_store
from fieldapp.sync.outgoing.changes import content, products_of_rounds

Row = dict[str, Any]
RANKS = {"recall": 0, "campaign": 1, "register": 2, "certificate": 3, "card": 4}  # the best source of a dose
READ = {
    "visit": ("key", "child", "known", "voided", "outcome", "on", "product", "round"),
    "dose": ("key", "child", "known", "voided", "product", "given_on", "source"),
}


def pupils_of(
    connection: Connection,
    county: str,
    schools: Collection[str],
    term: str | None = None,
    classes: Collection[tuple[str, str]] | None = None,
) -> list[Pupil]:
    """The pupils of schools, by school, grade, class and name; in a term (`2026-1`), in classes (grade, class) where
    said. Those who left too."""
    table = row_store.table("enrolment")
    query = select(table).where(table.c.county == county, table.c.school.in_(sorted(schools)))
    query = query.where(table.c.known, ~table.c.voided)
    query = query.where(table.c.term == term) if term is not None else query
    rows = [dict(row) for row in connection.execute(query).mappings()]
    if classes is not None:
        rows = [row for row in rows if (row["grade"] or "", row["class_name"] or "") in classes]
    return _pupils(connection, county, rows)


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
        row for row in row_store.fetch(connection, "notice", county, "number", [number]) if _stands(row)
    ]
    found = {row["check"] for row in notices if row["check"]}
    by_key = row_store.fetch(connection, "certificate_check", county, "key", found)
    by_report = row_store.fetch(connection, "certificate_check", county, "report_no", [number])
    enrolments = {row["enrolment"] for row in (*by_key, *by_report) if _stands(row) and row["enrolment"]}
    children = {row["child"] for row in notices if row["child"]}
    of_children = row_store.fetch(connection, "enrolment", county, "child", children)
    return enrolments | {row["key"] for row in of_children if _stands(row)}


def handovers_of(connection: Connection, county: str, schools: Collection[str]) -> list[Handover]:
    """The lists these schools gave to clinics, by day."""
    drawn, fact = row_store.table("in_scope"), row_store.table("fact")
    scopes = sorted(f"school:{school}" for school in schools)
    mine = select(drawn.c.fact).where(drawn.c.county == county, drawn.c.scope.in_(scopes))
    query = select(fact).where(fact.c.county == county, fact.c.kind == "list_handover", fact.c.key.in_(mine))
    query = query.where(fact.c.known, ~fact.c.voided).order_by(fact.c.on, fact.c.at, fact.c.key)
    return [_handover(dict(row)) for row in connection.execute(query).mappings()]


def _handover(row: Row) -> Handover:
    said = more_of(row)
    return Handover(
        key=row["key"],
        school=said["school"],
        clinic=said["clinic"],
        term=said.get("term"),
        on=row["on"],
        receiver=said.get("receiver"),
        checks=tuple(said.get("checks") or ()),
        by=row["by"],
    )


def new_notice_key(connection: Connection, county: str, taken: Collection[str] = ()) -> tuple[str, str]:
    """A key for a new notice and its number, one that no notice of the county has, nor those just made (`taken`)."""
    while True:
        key = str(uuid.uuid4())
        number = number_of(key)
        if number not in taken and not row_store.fetch(connection, "notice", county, "number", [number]):
            return key, number


def _stands(row: Row) -> bool:
    return bool(row["known"]) and not row["voided"]


def _with_kin(connection: Connection, county: str, children: set[str]) -> list[Row]:
    """These children's rows, and those of the records they are one with."""
    rows = {row["key"]: row for row in row_store.fetch(connection, "child", county, "key", children)}
    heads = {row["joined"] for row in rows.values() if row["joined"]}
    for row in row_store.fetch(connection, "child", county, "joined", heads) if heads else []:
        rows.setdefault(row["key"], row)
    return [row for _key, row in sorted(rows.items())]


def _pupils(connection: Connection, county: str, enrolments: list[Row]) -> list[Pupil]:
    members = wholes_of(_with_kin(connection, county, {row["child"] for row in enrolments if row["child"]}))
    head_of = {row["key"]: head for head, rows in members.items() for row in rows}
    together: dict[tuple[str, str, str], list[Row]] = {}
    for row in sorted(enrolments, key=lambda one: (one["at"] or "", one["key"])):
        if row["child"] in head_of:
            mark = head_of[row["child"]], row["school"] or "", row["term"] or ""
            together.setdefault(mark, []).append(row)
    looks = _looks(connection, county, [row["key"] for row in enrolments])
    doses = _doses(connection, county, head_of)
    states = _states(connection, county, head_of)
    notices = _notices(connection, county, head_of, looks)
    found = []
    for (head, _school, _term), rows in together.items():
        own = sorted(
            (look for row in rows for look in looks.get(row["key"], ())), key=lambda one: (one.on, one.at)
        )
        mine = [
            one
            for one in notices.get(head, ())
            if one.check is None or one.check in {look.key for look in own}
        ]
        found.append(_pupil(head, rows, members[head], own, mine, doses.get(head, []), states.get(head, [])))
    return sorted(found, key=lambda one: (one.school, one.grade, one.class_name, one.name, one.child))


def _pupil(
    head: str,
    rows: list[Row],
    members: list[Row],
    looks: list[Look],
    notices: list[NoticeOf],
    doses: list[tuple[str, str | None, str]],
    states: list[tuple[str, int, str, str]],
) -> Pupil:
    here = [row for row in rows if not row["left_on"]] or rows
    row, child = here[-1], merged(members)
    said = content(child) if not child["voided"] else {}
    return Pupil(
        child=head,
        enrolment=row["key"],
        enrolments=tuple(one["key"] for one in rows),
        school=row["school"] or "",
        term=row["term"] or "",
        grade=row["grade"] or "",
        class_name=row["class_name"] or "",
        reason=row["reason"],
        joined_on=row["joined_on"],
        left_on=row["left_on"],
        left_to=row["left_to"],
        area=child["area"],
        fields=said,
        looks=tuple(looks),
        notices=tuple(notices),
        doses=tuple(doses),
        states=tuple(states),
    )


def _looks(connection: Connection, county: str, enrolments: list[str]) -> dict[str, list[Look]]:
    """Checks and second looks by enrolment."""
    found: dict[str, list[Look]] = {}
    checks = [
        row
        for row in row_store.fetch(connection, "certificate_check", county, "enrolment", enrolments)
        if _stands(row)
    ]
    of = {row["key"]: row["enrolment"] for row in checks}
    for row in checks:
        found.setdefault(row["enrolment"], []).append(look_of(row, True))
    for row in row_store.fetch(connection, "recheck", county, "check", of):
        if _stands(row):
            found.setdefault(of[row["check"]], []).append(look_of(row, False))
    return found


def _notices(
    connection: Connection, county: str, head_of: dict[str, str], looks: dict[str, list[Look]]
) -> dict[str, list[NoticeOf]]:
    """Notices about doses or a certificate by child: of a check here, or of the child itself."""
    checks = {look.key for some in looks.values() for look in some if look.first}
    rows = {row["key"]: row for row in row_store.fetch(connection, "notice", county, "check", checks)}
    rows |= {row["key"]: row for row in row_store.fetch(connection, "notice", county, "child", head_of)}
    rows = {key: row for key, row in rows.items() if _stands(row)}
    events = [
        row for row in row_store.fetch(connection, "notice_event", county, "notice", rows) if _stands(row)
    ]
    enrolment_of = {look.key: enrolment for enrolment, some in looks.items() for look in some}
    children = {
        row["key"]: row["child"] for row in _children_of(connection, county, set(enrolment_of.values()))
    }
    found: dict[str, list[NoticeOf]] = {}
    for row, notice in notices_of(rows.values(), events):
        child = row["child"] or children.get(enrolment_of.get(row["check"] or "", ""))
        if child in head_of and notice.kind in ("doses", "certificate"):
            found.setdefault(head_of[child], []).append(notice)
    return found


def _children_of(connection: Connection, county: str, enrolments: set[str]) -> list[Row]:
    return row_store.fetch(connection, "enrolment", county, "key", enrolments)


def _doses(
    connection: Connection, county: str, head_of: dict[str, str]
) -> dict[str, list[tuple[str, str | None, str]]]:
    """Doses by child: records and vaccinated visits alike, each once, by day, from its best source."""
    visits, doses = by_child(*(_some(connection, name, county, head_of) for name in ("visit", "dose")))
    products = products_of_rounds(connection, county)
    best: dict[str, dict[tuple[str, str | None, str], str]] = {}
    for row in chain.from_iterable(doses.values()):
        if row["product"]:
            source, mark = (
                row["source"] or "recall",
                (row["product"], row["given_on"], "" if row["given_on"] else row["key"]),
            )
            kept = best.setdefault(head_of[row["child"]], {})
            kept[mark] = max(source, kept.get(mark, source), key=RANKS.__getitem__)
    for row in chain.from_iterable(visits.values()):
        if (dose := dose_at(row, products)) and dose[0]:
            kept = best.setdefault(head_of[row["child"]], {})
            mark = dose[0], dose[1], ""
            kept[mark] = max("campaign", kept.get(mark, "campaign"), key=RANKS.__getitem__)
    return {
        head: sorted(
            ((p, day, source) for (p, day, _key), source in kept.items()), key=lambda one: one[1] or ""
        )
        for head, kept in best.items()
    }


def _some(connection: Connection, name: str, county: str, children: Iterable[str]) -> list[Row]:
    """Visits or doses of children, as far as a school asks: a school has tens of thousands."""
    table, names = row_store.table(name), READ[name]
    return [
        dict(zip(names, row, strict=True))
        for keys in row_store.chunks(children)
        for row in look_up(connection, table, names, "child", keys, county=county).all()
    ]


def _states(
    connection: Connection, county: str, head_of: dict[str, str]
) -> dict[str, list[tuple[str, int, str, str]]]:
    """Contraindications, refusals and the like by child: series, n, state, day."""
    found: dict[str, list[tuple[str, int, str, str]]] = {}
    for row in row_store.fetch(connection, "fact", county, "child", head_of):
        if row["kind"] == "dose_state" and _stands(row):
            said = more_of(row)
            day = row["on"] or (row["at"] or "")[:10]
            found.setdefault(head_of[row["child"]], []).append(
                (said["series"], said["n"], said["state"], day)
            )
    return found
