"""Doses given here that the register does not have and no export gave out yet; exports written down, and given again.

A dose is ours to give out where a campaign or one of our people gave it, with a batch or a name. What an export gave
out is kept by child, product and day alone: downloaded again, it says of the child what is known then.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, insert, or_, select

from fieldapp.areas import tree
from fieldapp.areas.villages import TOWNSHIP, Villages, in_villages, read_villages
from fieldapp.catchup.register.going_out import SEXES, GivenDose, Layout, Line, Sheet, laid_out, numbered
from fieldapp.catchup.register.meanings import products
from fieldapp.catchup.register.said import Given, last_word
from fieldapp.ground.clock import now
from fieldapp.ground.db import among, db, insert_all, let_go, reads, writing
from fieldapp.ground.problems import Problem
from fieldapp.ground.subtrees import overlap
from fieldapp.models.clinics import RegisterExport, RegisterExported, RegisterImport
from fieldapp.models.people import Person
from fieldapp.records.rows.one_child import merged, row_to_name, wholes_of
from fieldapp.records.rows.stamps import Row
from fieldapp.records.standing import by_child, dose_at
from fieldapp.sync.incoming import row_store
from fieldapp.sync.outgoing.changes import products_of_rounds
from fieldapp.web.gate import Who, require

RIGHT = "export"
EXPORT, GONE, IMPORT = RegisterExport.__table__, RegisterExported.__table__, RegisterImport.__table__
DOSE, VISIT = row_store.table("dose").c, row_store.table("visit").c


@dataclass(frozen=True)
class Dosed:
    """A child with its doses that are ours to give out, product and day with the lot, and all it has had."""

    key: str
    members: tuple[str, ...]
    child: Row
    ours: Mapping[Given, str]
    all: frozenset[Given]


@dataclass(frozen=True)
class Waiting:
    """What an export would give out now, in which columns, and the exports there were."""

    county: str
    area: str
    name: str
    children: list[tuple[Dosed, list[Given]]]
    layout: Layout
    exports: Sequence[Any]

    @property
    def doses(self) -> int:
        """How many doses wait."""
        return sum(len(given) for _one, given in self.children)


@reads
def waiting(connection: Connection, who: Who, asked: str) -> Waiting:
    """What waits in an area, in her first where none is asked for.

    Raises:
        Problem: `not_allowed`, `not_found`.
    """
    code = asked or (who.areas[0] if who.areas else "")
    row, county = tree.area(connection, code), tree.county_of(connection, code)
    if row is None or county is None:
        raise Problem("not_found")
    require(RIGHT, code)
    villages = read_villages(connection, county, overlap(who.areas, [code]))
    found = _not_out_yet(
        connection, county, _dosed(connection, county, _dosed_keys(connection, county, villages))
    )
    query = select(EXPORT, Person.name.label("name")).join(Person, Person.id == EXPORT.c.by)
    mine = or_(tree.inside(EXPORT.c.area, who.areas), EXPORT.c.by == who.id)
    exports = connection.execute(
        query.where(EXPORT.c.county == county, mine).order_by(EXPORT.c.at.desc())
    ).all()
    return Waiting(county, code, row.name, found, _layout(connection, county), exports)


def _layout(connection: Connection, county: str) -> Layout:
    """Of the last register that stands."""
    query = select(IMPORT.c.layout).where(IMPORT.c.county == county, IMPORT.c.taken_back == "[]")
    said = connection.scalar(query.where(IMPORT.c.layout != "{}").order_by(IMPORT.c.at.desc()))
    return dict(json.loads(said)) if said else {}


def _dosed_keys(connection: Connection, county: str, villages: Villages) -> set[str]:
    """Records of children who live in these villages and of whom a dose was given here."""
    ours = or_(DOSE.source == "campaign", DOSE.given_by.is_not(None), DOSE.batch.is_not(None))
    doses = select(DOSE.child).where(DOSE.county == county, DOSE.known, ~DOSE.voided, ours)
    visits = select(VISIT.child).where(VISIT.county == county, VISIT.known, ~VISIT.voided)
    visits = visits.where(VISIT.outcome == "vaccinated")
    keys = set(connection.scalars(doses)) | set(connection.scalars(visits))
    child = row_store.table("child").c
    found: set[str] = set()
    for some in row_store.chunks(key for key in keys if key):
        here = select(child.key).where(child.county == county, in_villages(child.package_area, villages))
        found |= set(connection.scalars(here.where(among(connection, child.key, some))))
    return found


def _dosed(connection: Connection, county: str, keys: Iterable[str]) -> list[Dosed]:
    rows = row_store.fetch(connection, "child", county, "key", keys)
    wholes = wholes_of(row_store.with_joined(connection, county, rows).values())
    members = [row["key"] for some in wholes.values() for row in some]
    visits, doses = by_child(
        row_store.fetch(connection, "visit", county, "child", members),
        row_store.fetch(connection, "dose", county, "child", members),
    )
    lots = _lots(connection, county, [*visits.values(), *doses.values()])
    rounds, found = products_of_rounds(connection, county), []
    for some in wholes.values():
        child, of = merged(some), [row["key"] for row in some]
        if child["known"] and not child["voided"]:
            ours, given = _given(of, visits, doses, rounds, lots)
            found.append(Dosed(row_to_name(some)["key"], tuple(of), child, ours, given))
    return sorted(found, key=lambda one: (one.child["area"], one.child["name"] or "", one.key))


def _given(
    members: Sequence[str],
    visits: Mapping[str, list[Row]],
    doses: Mapping[str, list[Row]],
    rounds: Mapping[str, str],
    lots: Mapping[str, str],
) -> tuple[dict[Given, str], frozenset[Given]]:
    """The doses of a child that were given here, with their lots, and all doses with a day."""
    ours: dict[Given, str] = {}
    every: set[Given] = set()
    for key in members:
        for visit in visits.get(key, ()):
            dose = dose_at(visit, rounds)
            if dose and dose[0] and dose[1]:
                ours[dose[0], dose[1]] = ours.get((dose[0], dose[1])) or lots.get(visit["batch"] or "", "")
        for row in doses.get(key, ()):
            if row["product"] and row["given_on"]:
                one = row["product"], row["given_on"]
                every.add(one)
                if row["source"] == "campaign" or row["given_by"] or row["batch"]:
                    ours[one] = ours.get(one) or lots.get(row["batch"] or "", "")
    return ours, frozenset(every | set(ours))


def _lots(connection: Connection, county: str, some: Iterable[list[Row]]) -> dict[str, str]:
    keys = {row["batch"] for rows in some for row in rows if row["batch"]}
    return {row["key"]: row["lot"] or "" for row in row_store.fetch(connection, "batch", county, "key", keys)}


def _not_out_yet(
    connection: Connection, county: str, children: Sequence[Dosed]
) -> list[tuple[Dosed, list[Given]]]:
    members = [key for one in children for key in one.members]
    known = last_word(connection, county, members)
    out: dict[str, set[Given]] = {}
    for some in row_store.chunks(members):
        query = select(GONE.c.child, GONE.c.product, GONE.c.given_on).where(GONE.c.county == county)
        for child, product, day in connection.execute(query.where(among(connection, GONE.c.child, some))):
            out.setdefault(child, set()).add((product, day))
    found = []
    for one in children:
        before = set().union(*(out.get(key, set()) | known.get(key, ("", set()))[1] for key in one.members))
        given = sorted(one.ours.keys() - before, key=lambda dose: (dose[1], dose[0]))
        if given:
            found.append((one, given))
    return found


def give_out(who: Who, asked: str) -> str:
    """Write down that what waits is given out now; the export's key.

    Raises:
        Problem: `not_allowed`, `not_found`; `nothing_to_export`.
    """
    found = waiting(who, asked)
    if not found.children:
        raise Problem("nothing_to_export")
    key = str(uuid.uuid4())
    row = {"key": key, "county": found.county, "area": found.area, "at": now(), "by": who.id}
    row |= {"children": len(found.children), "doses": found.doses, "layout": json.dumps(found.layout)}
    doses = [
        {"export": key, "child": one.key, "product": product, "given_on": day, "county": found.county}
        for one, given in found.children
        for product, day in given
    ]
    let_go()
    with writing(db.engine) as connection:
        connection.execute(insert(EXPORT).values(**row))
        insert_all(connection, GONE, doses)
    return key


def withdraw(who: Who, key: str) -> int:
    """An export was not used: its doses wait again; how many.

    Raises:
        Problem: `not_found`, `not_allowed`.
    """
    row = export_of(who, key)
    let_go()
    with writing(db.engine) as connection:
        connection.execute(delete(GONE).where(GONE.c.export == key))
        connection.execute(delete(EXPORT).where(EXPORT.c.key == key))
    return int(row.doses)


@reads
def export_of(connection: Connection, who: Who, key: str) -> Any:
    """An export as it was written down.

    Raises:
        Problem: `not_found`, `not_allowed`.
    """
    row = connection.execute(select(EXPORT).where(EXPORT.c.key == key)).first()
    if row is None:
        raise Problem("not_found")
    require(RIGHT, row.area)
    return row


@reads
def sheet_of(connection: Connection, who: Who, row: Any) -> Sheet:
    """The table of an export, in the columns the register had then; a dose taken back since is not in it."""
    said = connection.execute(select(GONE).where(GONE.c.export == row.key)).all()
    wanted: dict[str, set[Given]] = {}
    for one in said:
        wanted.setdefault(one.child, set()).add((one.product, one.given_on))
    villages = read_villages(connection, row.county, overlap(who.areas, [row.area]))
    lines = []
    for one in _dosed(connection, row.county, wanted):
        mine = set().union(*(wanted.get(key, set()) for key in one.members)) & one.ours.keys()
        if mine and villages.standing(one.child["package_area"]) in villages.names:
            lines.append(_line(one, mine, villages))
    return laid_out(json.loads(row.layout), lines, {id_: zh for id_, zh, _en in products()})


def _line(one: Dosed, given: Iterable[Given], villages: Villages) -> Line:
    nth = numbered(one.all)
    doses = [GivenDose(*dose, nth[dose], one.ours[dose]) for dose in given]
    return Line(
        one.key, said_of(one.child, villages), sorted(doses, key=lambda dose: (dose.day, dose.product))
    )


def said_of(child: Row, villages: Villages) -> dict[str, str]:
    """What the columns of a register hold of a child, by name."""
    village = villages.standing(child["package_area"])
    said = {name: str(child[name]) for name in ("name", "born", "card_no", "certificate_no") if child[name]}
    said |= {name: str(child[name]) for name in ("guardian", "mother", "phone", "phone2") if child[name]}
    said |= {"sex": SEXES.get(child["sex"] or "", ""), "area_code": village, "area": villages.name(village)}
    return said | {"township": villages.name(village[:TOWNSHIP])}
