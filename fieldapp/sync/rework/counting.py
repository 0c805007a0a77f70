"""Tallies worked out afresh from the folded rows, for when a campaign's rules change under them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from sqlalchemy import Connection, Engine, select

from fieldapp.ground.db import upsert, writing
from fieldapp.models.log import County
from fieldapp.models.settings import Setting
from fieldapp.records.fold import Row, merged
from fieldapp.records.standing import by_child
from fieldapp.records.tally import ChildFacts, Key, RoundFacts, contributions
from fieldapp.sync.incoming import references, row_store
from fieldapp.sync.incoming.apply import facts_of, products_of, write_tally
from fieldapp.sync.incoming.receive import lock

PAGE = 2000
RULES = (
    "4"  # raised whenever a child counts otherwise than before; a database counted by others is counted again
)
COUNTED_BY = "counted_by"


def count_rows(connection: Connection, county: str, rounds: list[RoundFacts]) -> Counter[Key]:
    """The contributions of every child of the county in these rounds."""
    total: Counter[Key] = Counter()
    for page in _pages(connection, county):
        for child in _children(connection, county, page, rounds):
            total.update(contributions(child, rounds))
    return total


def children_of(
    connection: Connection, county: str, keys: Iterable[str], rounds: list[RoundFacts]
) -> Iterator[tuple[Row, ChildFacts]]:
    """The children that some records are part of, all records of each: the merged row, and what counting needs."""
    rows = {row["key"]: row for row in row_store.fetch(connection, "child", county, "key", keys)}
    heads = {row["joined"] for row in rows.values() if row["joined"]}
    for row in row_store.fetch(connection, "child", county, "joined", heads) if heads else ():
        rows[row["key"]] = row
    return _with_rows(connection, county, list(rows.values()), rounds)


def _children(
    connection: Connection, county: str, rows: list[Row], rounds: list[RoundFacts]
) -> Iterator[ChildFacts]:
    for _row, facts in _with_rows(connection, county, rows, rounds):
        yield facts


def _with_rows(
    connection: Connection, county: str, rows: list[Row], rounds: list[RoundFacts]
) -> Iterator[tuple[Row, ChildFacts]]:
    """The children whose records these are, all records of each."""
    members: dict[str, list[Row]] = {}
    for row in rows:
        members.setdefault(row["joined"] or row["key"], []).append(row)
    keys, products = [row["key"] for row in rows], products_of(rounds)
    visits, doses = by_child(
        *(row_store.fetch(connection, n, county, "child", keys) for n in ("visit", "dose"))
    )
    for records in members.values():
        seen = [visit for row in records for visit in visits.get(row["key"], ())]
        given = [dose for row in records for dose in doses.get(row["key"], ())]
        yield merged(records), facts_of(records, seen, given, products)


def _pages(connection: Connection, county: str) -> Iterator[list[Row]]:
    """Children a page at a time; those joined with others all together at the end."""
    child, last = row_store.table("child"), ""
    names = [column.name for column in child.columns]
    while True:
        query = select(child).where(child.c.county == county, child.c.joined.is_(None), child.c.key > last)
        rows = connection.execute(query.order_by(child.c.key).limit(PAGE)).all()
        if not rows:
            break
        yield [dict(zip(names, row, strict=True)) for row in rows]
        last = rows[-1].key
    query = select(child).where(child.c.county == county, child.c.joined.is_not(None))
    yield [dict(zip(names, row, strict=True)) for row in connection.execute(query)]


def tally_rows(connection: Connection, county: str) -> Counter[Key]:
    """The tallies as they are kept."""
    tally = row_store.table("tally")
    query = select(tally.c.round, tally.c.slice, tally.c.area, tally.c.measure, tally.c.n)
    rows = connection.execute(query.where(tally.c.county == county))
    return Counter({tuple(row[:4]): row[4] for row in rows})


def bring_up_to_date(engine: Engine) -> None:
    """Count every county again that was counted by the rules of an earlier version, each in its own transaction."""
    with engine.connect() as connection:
        if references.setting(connection, COUNTED_BY) == RULES:
            return
        counties = list(connection.scalars(select(County.code).order_by(County.code)))
    for county in counties:
        with writing(engine) as connection:
            lock(connection, county)
            right = count_rows(connection, county, references.counted_rounds(connection, county))
            write_tally(connection, county, tally_rows(connection, county), right)
    with writing(engine) as connection:
        upsert(connection, Setting.__table__, [{"name": COUNTED_BY, "value": RULES}])  # type: ignore[arg-type]


def count_again(connection: Connection, county: str, changed: set[str]) -> int:
    """Make the county's tallies what the rows say; returns how many counts changed.

    All its rounds, not only those that changed: what one campaign gives is an earlier dose to another. Nothing is
    done while none of `changed` is counted. The caller holds a writing transaction; the county's lock is taken here.
    """
    lock(connection, county)
    rounds, kept = references.counted_rounds(connection, county), tally_rows(connection, county)
    if not changed & {*(round_.key for round_ in rounds), *(key[0] for key in kept)}:
        return 0
    right = count_rows(connection, county, rounds)
    write_tally(connection, county, kept, right)
    return sum(right[key] != kept[key] for key in right.keys() | kept.keys())
