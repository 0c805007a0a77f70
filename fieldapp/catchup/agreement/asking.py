"""Reads the runs in which papers were held against the register, and what every source has of a run's children."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, select

from fieldapp.areas import tree
from fieldapp.areas.villages import TOWNSHIP, Villages, in_villages, read_villages
from fieldapp.catchup.agreement.comparing import CARD, CERTIFICATE, PAPERS, REGISTER, Compared, Said, compared
from fieldapp.catchup.register.said import last_word
from fieldapp.ground.db import among, reads
from fieldapp.ground.problems import Problem
from fieldapp.ground.subtrees import overlap
from fieldapp.models.catchups import AgreementRun
from fieldapp.models.people import Person
from fieldapp.models.records import Child
from fieldapp.models.schools import School
from fieldapp.records.rows.one_child import merged, wholes_of
from fieldapp.schedule.antigens import series_of
from fieldapp.sync.incoming import row_store
from fieldapp.web.gate import Who, require

SEE = "children.see"
AT_ONCE = 20_000  # children compared while somebody waits
READ = "read"
GONE = ("moved", "died")
RUN, CHILD = AgreementRun.__table__, Child.__table__.c
Row = dict[str, Any]


@dataclass(frozen=True)
class Case:
    """A child of a run: what all its records together say (`fields`), its papers as they were looked at last, and what
    is recorded from them elsewhere (`known`), by paper."""

    key: str
    area: str
    village: str
    school: str
    fields: Mapping[str, Any]
    doses: Compared
    papers: Mapping[str, Row]
    known: Mapping[str, list[tuple[str, str | None]]]

    @property
    def is_done(self) -> bool:
        """Whether certificate and card were asked for."""
        return all(one in self.papers for one in PAPERS)


@dataclass(frozen=True)
class Run:
    """A run with its children in an area (`code`); without them where there are too many (`towns` instead)."""

    row: Any
    by: str
    code: str
    name: str
    cases: list[Case]
    towns: list[str]
    names: Mapping[str, str]


def _query() -> Select[Any]:
    return select(*RUN.columns, Person.name.label("person")).join(Person, Person.id == RUN.c.by)


@reads
def runs_of(connection: Connection, who: Who) -> list[tuple[Any, str]]:
    """The runs of a person's areas, the latest first, each with the name of its area."""
    rows = connection.execute(_query().order_by(RUN.c.first_day.desc(), RUN.c.at.desc())).all()
    mine = [row for row in rows if overlap(who.areas, [row.area])]
    names = tree.names(connection, {row.area for row in mine})
    return [(row, names.get(row.area, row.area)) for row in mine]


def run_row(connection: Connection, who: Who, key: str) -> Any:
    """The row of one of them.

    Raises:
        Problem: `not_found`.
    """
    row = connection.execute(_query().where(RUN.c.key == key)).first()
    if row is None or not overlap(who.areas, [row.area]):
        raise Problem("not_found")
    return row


@reads
def run_of(connection: Connection, who: Who, key: str, asked: str = "") -> Run:
    """A run with its children in an area of hers, in all of it where none is asked for.

    Raises:
        Problem: `not_found`, `not_allowed`.
    """
    row = run_row(connection, who, key)
    mine = overlap(who.areas, [row.area])
    code = asked if asked and overlap([asked], [row.area]) else mine[0] if len(mine) == 1 else row.area
    require(SEE, mine[0] if code == row.area else code)
    villages = read_villages(connection, row.county, overlap(mine, [code]))
    names = {one: villages.name(one) for one in (*villages.names, *villages.townships)}
    name = tree.names(connection, [code]).get(code, code)
    here = _here(connection, row, villages)
    if (connection.scalar(select(func.count()).where(*here)) or 0) > AT_ONCE and len(code) < TOWNSHIP:
        towns = sorted({one[:TOWNSHIP] for one in villages.names})
        return Run(row, row.person, code, name, [], towns, names)
    found = [dict(one) for one in connection.execute(select(Child.__table__).where(*here)).mappings()]
    cases = _cases(connection, row, villages, found)
    return Run(row, row.person, code, name, cases, [], names | _schools(connection, cases))


def _here(connection: Connection, row: Any, villages: Villages) -> list[ColumnElement[bool]]:
    said = [CHILD.county == row.county, CHILD.known, in_villages(CHILD.package_area, villages)]
    if row.drawn is not None:
        return [*said, among(connection, CHILD.key, json.loads(row.drawn))]
    return [*said, CHILD.born.between(row.born_from, row.born_to)]


@reads
def case_of(connection: Connection, who: Who, key: str, child: str) -> tuple[Any, Case]:
    """One child of a run, with the run.

    Raises:
        Problem: `not_found`, `not_allowed`.
    """
    row = run_row(connection, who, key)
    villages = read_villages(connection, row.county, overlap(who.areas, [row.area]))
    here = *_here(connection, row, villages), CHILD.key == child
    found = [dict(one) for one in connection.execute(select(Child.__table__).where(*here)).mappings()]
    cases = _cases(connection, row, villages, found)
    if not cases:
        raise Problem("not_found")
    require(SEE, cases[0].area)
    return row, cases[0]


def keys_to_draw(
    connection: Connection, county: str, villages: Villages, born: tuple[str, str]
) -> dict[str, list[str]]:
    """The records a sample is drawn from, by village: of a child of several records one, of those who moved or died
    none."""
    query = select(Child.__table__).where(CHILD.county == county, CHILD.known, CHILD.born.between(*born))
    query = query.where(in_villages(CHILD.package_area, villages))
    rows = [dict(one) for one in connection.execute(query).mappings()]
    found: dict[str, list[str]] = {}
    for head, members in wholes_of(row_store.with_joined(connection, county, rows).values()).items():
        child = merged(members)
        if _is_here(child):
            found.setdefault(villages.standing(child["package_area"]), []).append(head)
    return {village: sorted(keys) for village, keys in sorted(found.items())}


def _is_here(child: Row) -> bool:
    return not child["voided"] and bool(child["known"]) and child["status"] not in GONE


def _cases(connection: Connection, run: Any, villages: Villages, rows: list[Row]) -> list[Case]:
    county = run.county
    wholes = wholes_of(row_store.with_joined(connection, county, rows).values())
    keys = sorted({row["key"] for members in wholes.values() for row in members})
    words = last_word(connection, county, keys)
    papers = _papers(connection, county, keys, run.first_day, run.last_day)
    known, schools = _known(connection, county, keys), _enrolled(connection, county, keys)
    found = []
    for head, members in wholes.items():
        child, of = merged(members), [row["key"] for row in members]
        village = villages.standing(child["package_area"])
        if not _is_here(child) or village not in villages.names:
            continue
        mine = _latest(row for key in of for row in papers.get(key, ()))
        said = read_of(mine) | _register([words[key] for key in of if key in words])
        seen = {
            paper: sorted({d for key in of for d in known.get((key, paper), ())}, key=str) for paper in PAPERS
        }
        school = max((schools[key] for key in of if key in schools), default=("", ""))[1]
        case = Case(head, child["area"], village, school, child, compared(said, alike), mine, seen)
        found.append(case)
    return sorted(found, key=lambda one: (one.village, one.fields["name"] or "", one.key))


def alike(one: str, other: str) -> bool:
    """Whether two products fill a series both."""
    return bool(series_of(one) & series_of(other))


def _latest(rows: Iterable[Row]) -> dict[str, Row]:
    """Of each paper what was said last."""
    found: dict[str, Row] = {}
    for row in sorted(rows, key=lambda one: (one["at"], one["key"])):
        found[row["paper"]] = row
    return found


def read_of(papers: Mapping[str, Row]) -> dict[str, Said]:
    """What papers have that were read."""
    return {
        paper: Said([(product, day) for product, day in row["doses"]], row["on"])
        for paper, row in papers.items()
        if row["seen"] == READ
    }


def _register(words: list[tuple[str, set[tuple[str, str]]]]) -> dict[str, Said]:
    if not words:
        return {}
    return {
        REGISTER: Said(sorted(set().union(*(doses for _day, doses in words))), max(day for day, _ in words))
    }


def _papers(
    connection: Connection, county: str, keys: list[str], first: str, last: str
) -> dict[str, list[Row]]:
    """Papers that were looked at in the days of a run, by child."""
    found: dict[str, list[Row]] = {}
    for row in row_store.fetch(connection, "fact", county, "child", keys):
        if row["kind"] == "paper_read" and row["known"] and not row["voided"] and first <= row["on"] <= last:
            said = {"doses": [], "note": ""} | json.loads(row["more"])
            found.setdefault(row["child"], []).append(row | said)
    return found


def _known(
    connection: Connection, county: str, keys: list[str]
) -> dict[tuple[str, str], list[tuple[str, str | None]]]:
    """Doses recorded from a certificate or card before, by child and paper: they fill a form in, but do not tell what
    a paper does not have."""
    found: dict[tuple[str, str], list[tuple[str, str | None]]] = {}
    for row in row_store.fetch(connection, "dose", county, "child", keys):
        if row["known"] and not row["voided"] and row["product"] and row["source"] in (CERTIFICATE, CARD):
            found.setdefault((row["child"], row["source"]), []).append((row["product"], row["given_on"]))
    return found


def _enrolled(connection: Connection, county: str, keys: list[str]) -> dict[str, tuple[str, str]]:
    """The school that each child goes to: the last term's, with that term."""
    found: dict[str, tuple[str, str]] = {}
    for row in row_store.fetch(connection, "enrolment", county, "child", keys):
        if row["known"] and not row["voided"] and not row["left_on"] and row["school"]:
            one = row["term"] or "", row["school"]
            found[row["child"]] = max(one, found.get(row["child"], one))
    return found


def _schools(connection: Connection, cases: Iterable[Case]) -> dict[str, str]:
    keys = {one.school for one in cases if one.school}
    if not keys:
        return {}
    rows = connection.execute(select(School.key, School.name).where(School.key.in_(keys)))
    return {row.key: row.name for row in rows}
