"""Writes imported areas and boundaries, in the transaction of the session it is given; audited as one change.

New areas go in by the database's fastest road. What a file does not say stays; nothing is ever removed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Any

from flask import g, has_request_context
from sqlalchemy import Connection, bindparam, select, update
from sqlalchemy.orm import Session

from fieldapp.areas.agreement import Known
from fieldapp.areas.codes import COUNTY_DIGITS, LEVELS, level_of, parent_of, path_of
from fieldapp.areas.incoming import Incoming
from fieldapp.areas.outlines import Outline
from fieldapp.areas.pinyin import pinyin_of
from fieldapp.ground.clock import now
from fieldapp.ground.db import upsert
from fieldapp.models.areas import Area, Boundary
from fieldapp.models.audit import Audit
from fieldapp.models.reference import next_version

CHUNK, MANY = 20_000, 100_000
NEW_COLUMNS = (
    "code",
    "name",
    "level",
    "parent",
    "county",
    "population",
    "lat",
    "lon",
    "pinyin",
    "initials",
    "version",
)
Progress = Callable[[int], None]


@dataclass(frozen=True)
class Stored:
    """What an import did: areas added, changed, and already the same; the codes of those added."""

    new: int
    changed: int
    same: int
    codes: tuple[str, ...] = ()


def found_ground(session: Session, code: str) -> None:
    """The first area of an empty tree and those above it, named by their codes until a table brings their names."""
    if level_of(code) and session.scalar(select(Area.code).limit(1)) is None:
        store_areas(session, [Incoming(one, one, 0) for one in path_of(code)])


def store_areas(session: Session, rows: Sequence[Incoming], progress: Progress = lambda _n: None) -> Stored:
    """Add and change areas; `rows` are checked and ordered from province to village."""
    connection = session.connection()
    known = _known(connection)
    new = [row for row in rows if row.code not in known]
    changed = [row for row in rows if row.code in known and _says_more(row, known[row.code])]
    progress(len(rows) - len(new) - len(changed))
    if new or changed:
        version = next_version(session)
        counties = {code: kept.county for code, kept in known.items() if len(code) == COUNTY_DIGITS}
        with _without_indexes(connection, len(new)):
            _insert(connection, (_row(row, counties, version) for row in new), progress)
        _change(connection, changed, known, version, progress)
        _audit(session, "areas", {"new": len(new), "changed": len(changed)})
    return Stored(len(new), len(changed), len(rows) - len(new) - len(changed), tuple(row.code for row in new))


def _known(connection: Connection) -> dict[str, Any]:
    query = select(Area.code, Area.name, Area.county, Area.population, Area.lat, Area.lon)
    return {row.code: row for row in connection.execute(query)}


def known_names(connection: Connection) -> dict[str, Known]:
    """The codes of all areas there are, with their names and whether they stand."""
    query = select(Area.code, Area.name, Area.retired_on)
    return {code: Known(name, retired is None) for code, name, retired in connection.execute(query)}


def _says_more(row: Incoming, kept: Any) -> bool:
    said = (
        (row.name, kept.name),
        (row.population, kept.population),
        (row.lat, kept.lat),
        (row.lon, kept.lon),
    )
    return any(new is not None and new != old for new, old in said)


def _row(row: Incoming, counties: dict[str, str], version: int) -> tuple[Any, ...]:
    code = row.code
    county = (
        counties.setdefault(code[:COUNTY_DIGITS], code[:COUNTY_DIGITS])
        if len(code) >= COUNTY_DIGITS
        else None
    )
    pinyin, initials = pinyin_of(row.name, as_phrase=len(code) <= COUNTY_DIGITS)
    place = (row.population, row.lat, row.lon)
    return (code, row.name, LEVELS[len(code)], parent_of(code), county, *place, pinyin, initials, version)


@contextmanager
def _without_indexes(connection: Connection, rows: int) -> Iterator[None]:
    """Build the indexes once at the end where that is three times as fast as keeping them row by row."""
    indexes = sorted(Area.__table__.indexes, key=lambda index: str(index.name)) if rows > MANY else []
    for index in indexes:
        index.drop(connection)
    yield
    for index in indexes:
        index.create(connection)


def _insert(connection: Connection, rows: Iterable[tuple[Any, ...]], progress: Progress) -> None:
    columns = ", ".join(NEW_COLUMNS)
    rows = iter(rows)
    while chunk := list(islice(rows, CHUNK)):
        if connection.dialect.name == "postgresql":
            with connection.connection.cursor().copy(f"COPY area ({columns}) FROM STDIN") as copy:
                for row in chunk:
                    copy.write_row(row)
        else:
            blanks = ", ".join("?" * len(NEW_COLUMNS))
            connection.exec_driver_sql(f"INSERT INTO area ({columns}) VALUES ({blanks})", chunk)  # nosec B608
        progress(len(chunk))


def _change(
    connection: Connection, rows: Iterable[Incoming], known: dict[str, Any], version: int, progress: Progress
) -> None:
    table = Area.__table__
    names = ("name", "population", "lat", "lon", "pinyin", "initials")
    statement = update(table).where(table.c.code == bindparam("of"))
    statement = statement.values(version=version, **{name: bindparam(f"new_{name}") for name in names})
    rows = iter(rows)
    while chunk := list(islice(rows, CHUNK)):
        connection.execute(statement, [_changed(row, known[row.code]) for row in chunk])
        progress(len(chunk))


def _changed(row: Incoming, kept: Any) -> dict[str, Any]:
    pinyin, initials = pinyin_of(row.name, as_phrase=len(row.code) <= COUNTY_DIGITS)
    said = {"of": row.code, "new_name": row.name, "new_pinyin": pinyin, "new_initials": initials}
    for name in ("population", "lat", "lon"):
        value = getattr(row, name)
        said[f"new_{name}"] = getattr(kept, name) if value is None else value
    return said


def store_outlines(session: Session, outlines: Sequence[Outline]) -> int:
    """Add or replace boundaries; an area without a position gets its outline's middle."""
    connection = session.connection()
    upsert(connection, Boundary.__table__, [{"code": o.code, "geometry": o.geometry} for o in outlines])
    table = Area.__table__
    statement = update(table).where(table.c.code == bindparam("of"), table.c.lat.is_(None))
    version = next_version(session)
    values = {"lat": bindparam("new_lat"), "lon": bindparam("new_lon"), "version": version}
    middles = [{"of": o.code, "new_lat": round(o.lat, 6), "new_lon": round(o.lon, 6)} for o in outlines]
    connection.execute(statement.values(**values), middles)
    _audit(session, "boundaries", {"new": len(outlines)})
    return len(outlines)


def _audit(session: Session, what: str, counts: dict[str, int]) -> None:
    by = g.person.id if has_request_context() and g.get("person") else None
    session.add(Audit(at=now(), by=by, action="import", table="area", row=what, after=json.dumps(counts)))
