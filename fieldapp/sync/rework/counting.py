"""Tallies worked out afresh from the folded rows, for when reference rows or rules change under them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from sqlalchemy import ColumnElement, Connection, Engine, Table, select

from fieldapp.ground.db import reading, upsert, writing
from fieldapp.models.log import County
from fieldapp.models.settings import Setting
from fieldapp.records.counts import (
    CountOfCounty,
    Key,
    Places,
    Subject,
    Subjects,
    gather,
    of_kind,
    subjects_of,
)
from fieldapp.records.kinds import FACTS, table_of
from fieldapp.records.rows.stamps import Row
from fieldapp.sync import counts
from fieldapp.sync.counts import tally_rows, write_tally
from fieldapp.sync.incoming import references, row_store
from fieldapp.sync.incoming.receive import lock

PAGE = 2000
COUNTED_BY = "counted_by"  # the setting that says by which rules a database was counted


def count_rows(connection: Connection, county: str, counted: list[CountOfCounty]) -> Counter[Key]:
    """What every subject of the county counts for."""
    total: Counter[Key] = Counter()
    for subjects, about_these in subjects_of(counted):
        for page in _pages(connection, county, subjects.kind):
            for subject in _whole(connection, county, subjects, page):
                for one in about_these:
                    total.update(one.count.contribution(subject, one.counted_in))
    return total


def subjects_named(
    connection: Connection, county: str, subjects: Subjects, keys: Iterable[str]
) -> Iterator[Subject]:
    """The subjects that some records are part of, all records of each."""
    name = table_of(subjects.kind)
    rows = row_store.fetch(connection, name, county, "key", keys)
    found = row_store.with_joined(connection, county, rows, name)
    return _whole(connection, county, subjects, list(found.values()))


def _whole(connection: Connection, county: str, subjects: Subjects, rows: list[Row]) -> Iterator[Subject]:
    """The subjects made of these rows, with what is beside them."""
    found = {table_of(subjects.kind): {row["key"]: row for row in rows}}
    for kind in subjects.beside:
        for column, of in subjects.ways(kind):
            keys = [row["key"] for row in of_kind(found, of)]
            beside = row_store.fetch(connection, table_of(kind), county, column, keys)
            found.setdefault(table_of(kind), {}).update((row["key"], row) for row in beside)
    return gather(found, subjects)


def _pages(connection: Connection, county: str, kind: str) -> Iterator[list[Row]]:
    """Records of a kind a page at a time; children joined with others all together at the end."""
    table, last = row_store.table(table_of(kind)), ""
    names = [column.name for column in table.columns]
    here = _of_kind(table, kind) & (table.c.county == county)
    alone = here & table.c.joined.is_(None) if "joined" in table.c else here
    while True:
        query = select(table).where(alone, table.c.key > last)
        rows = connection.execute(query.order_by(table.c.key).limit(PAGE)).all()
        if not rows:
            break
        yield [dict(zip(names, row, strict=True)) for row in rows]
        last = rows[-1].key
    if "joined" in table.c:
        query = select(table).where(here, table.c.joined.is_not(None))
        yield [dict(zip(names, row, strict=True)) for row in connection.execute(query)]


def _of_kind(table: Table, kind: str) -> ColumnElement[bool]:
    return table.c.kind == kind if table.name == FACTS else table.c.key.is_not(None)


def bring_up_to_date(engine: Engine) -> None:
    """Count every county again that was counted by other rules than today's, each in its own transaction."""
    rules = " ".join(one.rules for one in counts.handed_in())
    with engine.connect() as connection:
        if references.setting(connection, COUNTED_BY) == rules:
            return
        counties = list(connection.scalars(select(County.code).order_by(County.code)))
    for county in counties:
        with writing(engine) as connection:
            lock(connection, county)
            right = count_rows(connection, county, counts.of_county(connection, county))
            write_tally(connection, county, tally_rows(connection, county), right)
    with writing(engine) as connection:
        upsert(connection, Setting.__table__, [{"name": COUNTED_BY, "value": rules}])  # type: ignore[arg-type]


def count_again_where(engine: Engine, counted_in: Places, marks: set[str]) -> int:
    """Count the counties again in which something hangs on these saved rows; returns how many counts changed."""
    changed = 0
    with reading(engine) as connection:
        by_county = counted_in(connection, marks)
    for county, keys in sorted(by_county.items()):
        with writing(engine) as connection:
            changed += count_again(connection, county, keys)
    return changed


def count_again(connection: Connection, county: str, changed: set[str]) -> int:
    """Make the county's tallies what the rows say; returns how many counts changed.

    All of them, not only what is counted in `changed`: what one campaign gives is an earlier dose to another. Nothing
    is done while none of `changed` is counted. The caller holds a writing transaction; the county's lock is taken here.
    """
    lock(connection, county)
    counted, kept = counts.of_county(connection, county), tally_rows(connection, county)
    counted_in = {part.key for one in counted for part in one.counted_in}
    if not changed & {*counted_in, *(key[0] for key in kept)}:
        return 0
    right = count_rows(connection, county, counted)
    write_tally(connection, county, kept, right)
    return sum(right[key] != kept[key] for key in right.keys() | kept.keys())
