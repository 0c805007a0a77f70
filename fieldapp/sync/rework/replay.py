"""Fold the log again into a scratch database and compare it with what is kept, table by table.

`verify` only reports; `recount` also makes rows and tallies what the log says. Stored verdicts are used:
the past is not judged again. Row versions may differ, nothing else.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Connection,
    Engine,
    Select,
    bindparam,
    create_engine,
    create_mock_engine,
    delete,
    event,
    select,
)

from fieldapp.ground.db import Base, upsert, writing
from fieldapp.models.log import County
from fieldapp.records.kinds import TABLES
from fieldapp.records.operation import read
from fieldapp.records.rows.stamps import Row
from fieldapp.records.verdicts import Judged
from fieldapp.sync import counts
from fieldapp.sync.counts import tally_rows, write_tally
from fieldapp.sync.incoming import row_store
from fieldapp.sync.incoming.apply import apply
from fieldapp.sync.incoming.own_lines import settled_until
from fieldapp.sync.incoming.receive import LOG, lock

BATCH = 1000
GOOD, CLAIMS = ("applied", "conflict"), ("not_author", "not_your_record")
ADDED = "only in the tables"
LACKING = "only in the log"


def verify(engine: Engine, say: Callable[[str], None] | None = None) -> list[str]:
    """Every difference between the log and what is kept, a line each; an empty list when there is none."""
    return _compare_all(engine, say, mend=False)


def recount(engine: Engine, say: Callable[[str], None] | None = None) -> list[str]:
    """As `verify`, and makes rows and tallies what the log says."""
    return _compare_all(engine, say, mend=True)


def _compare_all(engine: Engine, say: Callable[[str], None] | None, mend: bool) -> list[str]:
    with engine.connect() as connection:
        counties = list(connection.scalars(select(County.code).order_by(County.code)))
    found: list[str] = []
    for county in counties:
        with tempfile.TemporaryDirectory() as folder, writing(engine) as connection:
            scratch = _scratch(Path(folder))
            version = lock(connection, county)
            with writing(scratch) as fresh:
                folded = _fold_log(connection, fresh, county)
                if say:
                    say(f"{county}: {folded} operations folded again")
                found += _compare(connection, fresh, county, version if mend else None)
            scratch.dispose()
    return found


def _scratch(folder: Path) -> Engine:
    engine = create_engine(f"sqlite:///{folder / 'scratch.sqlite'}")

    @event.listens_for(engine, "connect")
    def _fast(connection: Any, _record: Any) -> None:
        connection.execute("PRAGMA synchronous=OFF")

    with closing(engine.raw_connection()) as connection:
        connection.driver_connection.executescript(_schema(frozenset(Base.metadata.tables)))  # type: ignore[union-attr]
    return engine


@cache
def _schema(_names: frozenset[str]) -> str:
    """The statements that make all tables, these. To put them together takes thirty times as long as to run them, and
    each county has a scratch database of its own."""
    words: list[str] = []

    def note(statement: Any, *_: Any, **__: Any) -> None:
        words.append(str(statement.compile(dialect=noting.dialect)))

    noting = create_mock_engine("sqlite://", note)
    Base.metadata.create_all(noting, checkfirst=False)
    return ";\n".join(words)


def _fold_log(connection: Connection, fresh: Connection, county: str) -> int:
    counted = counts.of_county(connection, county)  # the scratch database has no reference rows
    version = folded = 0
    for batch in _batches(connection, county):
        version, _flips = apply(fresh, county, batch, counted, max(version, batch[-1].position))
        folded += len(batch)
    return folded


def _batches(connection: Connection, county: str) -> Iterator[list[Judged]]:
    """The folded part of the log in its order: all that was applied, and what waits for who has the record."""
    last, settled = 0, settled_until(connection, county)
    while True:
        query = (
            select(LOG)
            .where(LOG.c.county == county, LOG.c.position > last)
            .order_by(LOG.c.position)
            .limit(BATCH)
        )
        rows = connection.execute(query).all()
        if not rows:
            return
        last = rows[-1].position
        batch = [_as_judged(row, settled) for row in rows if row.verdict in GOOD or _is_claim(row)]
        if batch:
            yield batch


def _as_judged(row: Any, settled: int) -> Judged:
    """A line of the log with the verdict that stands."""
    reach = tuple(json.loads(row.reach)) if row.reach else None
    one = Judged(
        read(json.loads(row.raw)),
        "applied",
        by_supervisor=row.by_supervisor,
        reach=reach,
        position=row.position,
    )
    one.barred, one.settled = row.verdict == "held", row.position <= settled
    return one


def _is_claim(row: Any) -> bool:
    """Whether a held line is kept with its record: its author may turn out to have had the right to it."""
    return row.verdict == "held" and row.problem is not None and json.loads(row.problem)["code"] in CLAIMS


def _compare(kept: Connection, fresh: Connection, county: str, mend_from: int | None) -> list[str]:
    found: list[str] = []
    version, too_many = mend_from, []
    for name in TABLES:
        differences, rows, extra = _compare_table(kept, fresh, county, name)
        found += differences
        if version is not None:
            version = _mend(kept, name, rows, version)
            too_many.append((name, extra))
    for name, extra in reversed(too_many):  # a row goes before the rows it names
        _remove(kept, county, name, extra)
    found += _compare_scopes(kept, fresh, county, mend=version is not None)
    right, now = tally_rows(fresh, county), tally_rows(kept, county)
    for key in sorted(right.keys() | now.keys()):
        if right[key] != now[key]:
            found.append(f"{county} tally {' '.join(key)}: kept {now[key]}, the log gives {right[key]}")
    if version is not None:
        write_tally(kept, county, now, right)
        kept.execute(County.__table__.update().where(County.code == county).values(version=version))  # type: ignore[attr-defined]
    return found


def _compare_scopes(kept: Connection, fresh: Connection, county: str, mend: bool) -> list[str]:
    """What lies in a scope beside its village, kept and as the log gives it."""
    table, names = row_store.table("in_scope"), ("scope", "key", "child", "fact")
    query = select(*(table.c[name] for name in names)).where(table.c.county == county)
    now, right = ({tuple(row) for row in connection.execute(query)} for connection in (kept, fresh))
    if mend and now != right:
        kept.execute(delete(table).where(table.c.county == county))
        rows = [dict(zip(names, row, strict=True)) for row in sorted(right, key=lambda row: row[:2])]
        upsert(kept, table, [{"county": county, **row} for row in rows])
    lines = [(row[:2], ADDED) for row in now - right] + [(row[:2], LACKING) for row in right - now]
    return [f"{county} in_scope {' '.join(row)}: {why}" for row, why in sorted(lines)]


def _rows(connection: Connection, name: str, county: str) -> Iterator[Row]:
    names = [column.name for column in row_store.table(name).columns]
    for row in connection.execute(_in_order(name), {"county": county}):
        yield dict(zip(names, row, strict=True))


@cache
def _in_order(name: str) -> Select[Any]:
    table = row_store.table(name)
    rows = select(table).where(table.c.county == bindparam("county")).order_by(table.c.key)
    return rows.execution_options(yield_per=2000)


def _compare_table(
    kept: Connection, fresh: Connection, county: str, name: str
) -> tuple[list[str], list[Row], set[str]]:
    """Differences in words, the rows as they should be, and keys that should not be there."""
    found, rows, extra = [], [], set()
    for key, now, right in _side_by_side(_rows(kept, name, county), _rows(fresh, name, county)):
        if right is None:
            found.append(f"{county} {name} {key}: {ADDED}")
            extra.add(key)
        elif now is None or {**now, "version": 0} != {**right, "version": 0}:
            differs = sorted(c for c in right if now and c != "version" and now[c] != right[c])
            found.append(f"{county} {name} {key}: {'differs in ' + ', '.join(differs) if now else LACKING}")
            rows.append(right)
    return found, rows, extra


def _side_by_side(left: Iterator[Row], right: Iterator[Row]) -> Iterator[tuple[str, Row | None, Row | None]]:
    """Two sorted streams of rows paired by key."""
    one, other = next(left, None), next(right, None)
    while one or other:
        key = min(str(row["key"]) for row in (one, other) if row)
        first = one if one and one["key"] == key else None
        second = other if other and other["key"] == key else None
        yield key, first, second
        one = next(left, None) if first else one
        other = next(right, None) if second else other


def _mend(kept: Connection, name: str, rows: list[Row], version: int) -> int:
    for row in rows:
        version += 1
        row["version"] = version
    upsert(kept, row_store.table(name), rows)
    return version


def _remove(kept: Connection, county: str, name: str, extra: set[str]) -> None:
    table = row_store.table(name)
    for some in row_store.chunks(extra):
        kept.execute(delete(table).where(table.c.county == county, table.c.key.in_(some)))
