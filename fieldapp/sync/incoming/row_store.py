"""Between the database and the fold: reads the rows a batch may touch, writes those that changed.

One query a table, whatever the size of the batch; nothing here decides anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from sqlalchemy import Connection, Table

from fieldapp.ground.db import Base, insert_all, look_up, renumber, upsert
from fieldapp.records.counts import Subjects, having, of_kind
from fieldapp.records.fold import reviewed_visit
from fieldapp.records.kinds import KINDS, LIES_WITH, NAMED_IN, OF_CHILD_TABLES, TABLES, table_of
from fieldapp.records.operation import Operation, is_uuid
from fieldapp.records.rows.stamps import Row, compact
from fieldapp.records.rows.working_set import WorkingSet

CHUNK = 5000
WITH_CHILD = ("visit", "dose")  # what is laid with every child


def table(name: str) -> Table:
    """A table by name."""
    return Base.metadata.tables[name]


@cache
def _columns(name: str) -> tuple[str, ...]:
    return tuple(column.name for column in table(name).columns)


def blank(name: str) -> Row:
    """A row of a table with nothing said."""
    return dict.fromkeys(_columns(name))


def chunks(keys: Iterable[str]) -> Iterator[list[str]]:
    """The distinct keys in order, a few thousand at a time."""
    ordered = sorted(set(keys))
    for start in range(0, len(ordered), CHUNK):
        yield ordered[start : start + CHUNK]


def fetch(connection: Connection, name: str, county: str, column: str, keys: Iterable[str]) -> list[Row]:
    """Rows of one county whose `column` is one of `keys`."""
    names = _columns(name)
    found: list[Row] = []
    for some in chunks(keys):
        rows = look_up(connection, table(name), names, column, some, county=county).all()
        found += [dict(zip(names, row, strict=True)) for row in rows]
    return found


def with_joined(
    connection: Connection, county: str, rows: Iterable[Row], name: str = "child"
) -> dict[str, Row]:
    """These rows by key, in their order, and after them those of the records they are one with."""
    found = {row["key"]: row for row in rows}
    heads = sorted({row["joined"] for row in found.values() if row.get("joined")})
    for row in fetch(connection, name, county, "joined", heads) if heads else ():
        found.setdefault(row["key"], row)
    return found


def fill(connection: Connection, working: WorkingSet, operations: list[Operation]) -> set[str]:
    """Lay in the working set every row these operations may change; returns the keys of the children concerned."""
    lay(connection, working, "household", _named(operations, "household"))
    for name in TABLES:
        if name not in ("household", "child"):
            # an append-only key is its operation's id: only a void, or what follows one, can find it there already
            lay(
                connection,
                working,
                name,
                {o.key for o in operations if table_of(o.kind or "") == name and o.key}
                | _parents(operations, name),
            )
    lay(connection, working, "visit", {reviewed_visit(row) for row in working.rows.get("fact", {}).values()})
    children = _named(operations, "child") | lay_above(connection, working)
    lay_children(connection, working, children)
    return children


def lay_above(connection: Connection, working: WorkingSet) -> set[str]:
    """Lay in the working set what its rows name, and what that names in turn, up to the children; returns the keys of
    these, which are laid with all that is theirs. (Where a child lives changes nothing of it.)"""
    children: set[str] = set()
    for name in reversed(TABLES):
        rows = working.rows.get(name)
        for column, of in NAMED_IN[name].items() if rows and name != "child" else ():
            keys = {row[column] for row in rows.values() if row[column]}
            if of == "child":
                children |= keys
            else:
                lay(connection, working, of, keys)
    return children


def lies_with(name: str, row: Row) -> tuple[str, str] | None:
    """Table and key of the row whose package a row travels in; None where it lies by itself."""
    return next(((of, row[column]) for column, of in LIES_WITH[name].items() if row[column]), None)


def lay_with(connection: Connection, working: WorkingSet, name: str, moved: dict[str, set[str]]) -> None:
    """Lay the rows of a table that travel with rows which moved, by the tables of these."""
    for column, of in LIES_WITH[name].items():
        for row in fetch(connection, name, working.county, column, moved[of]) if moved.get(of) else ():
            if lies_with(name, row) == (of, row[column]):
                working.put(name, row)


def _parents(operations: list[Operation], name: str) -> set[str]:
    """Keys of rows of a table that operations of other kinds name as what they are about: a review its visit."""
    named = [
        (o.data, f) for o in operations if o.data for f, t in KINDS[o.kind or ""].parents.items() if t == name
    ]
    return {data[f] for data, f in named if is_uuid(data.get(f))}


def _named(operations: list[Operation], name: str) -> set[str]:
    """Keys of households or children that operations are about or name as parent."""
    keys = {o.key for o in operations if o.kind == name and o.key}
    fields = ("child", "other") if name == "child" else (name,)
    return keys | {o.data[f] for o in operations if o.data for f in fields if is_uuid(o.data.get(f))}


def lay(connection: Connection, working: WorkingSet, name: str, keys: Iterable[str | None]) -> None:
    """Lay rows of a table in the working set that are not there yet."""
    missing = [key for key in keys if key and working.get(name, key) is None]
    for row in fetch(connection, name, working.county, "key", missing) if missing else []:
        working.put(name, row)


def lay_children(connection: Connection, working: WorkingSet, children: set[str]) -> None:
    """Children, everyone joined with them, and all their visits and doses."""
    there = set(working.rows.get("child", ()))
    lay(connection, working, "child", children)
    heads = {row["joined"] for key in children if (row := working.get("child", key)) and row["joined"]}
    if heads:
        for row in fetch(connection, "child", working.county, "joined", heads):
            working.put("child", row)
    new = working.rows.get("child", {}).keys() - there
    for name in WITH_CHILD:
        lay_beside(connection, working, name, "child", new)


def lay_subjects(connection: Connection, working: WorkingSet, subjects: Iterable[Subjects]) -> None:
    """What counts need to see whole: the subjects that a row names or named, and all that is beside each."""
    asked: dict[tuple[str, str], set[str]] = {}
    for one in subjects:
        ways = [(kind, column, of) for kind in one.beside for column, of in one.ways(kind)]
        for kind, column, of in reversed(ways):
            states = (working.before, working.rows)
            named = {row[column] for rows in states for row in of_kind(rows, kind)}
            _lay_whole(connection, working, of, {key for key in named if key})
        for kind, column, of in ways:
            if of != "child" or kind not in WITH_CHILD:
                place = table_of(kind), column
                keys = _keys_to_ask(working, one, kind, of) - asked.get(place, set())
                asked[place] = asked.get(place, set()) | keys
                lay_beside(connection, working, *place, keys)


def _keys_to_ask(working: WorkingSet, subjects: Subjects, kind: str, of: str) -> set[str]:
    """The records of which those beside are to be read: not of one that this batch made, since whatever names a record
    makes it; and of what counts for nothing without another kind, that one is read first."""
    keys = {row["key"] for row in of_kind(working.rows, of) if (table_of(of), row["key"]) not in working.new}
    if kind == subjects.only_with or of != subjects.kind or not subjects.only_with:
        return keys
    return keys & (having(working.rows, subjects) | having(working.before, subjects))


def _lay_whole(connection: Connection, working: WorkingSet, kind: str, keys: set[str]) -> None:
    """Lay records that are not there yet, children with all that is laid with them."""
    missing = {key for key in keys if working.get(table_of(kind), key) is None}
    if missing and kind == "child":
        lay_children(connection, working, missing)
    else:
        lay(connection, working, table_of(kind), missing)


def lay_beside(
    connection: Connection, working: WorkingSet, name: str, column: str, keys: Iterable[str]
) -> None:
    """Lay rows of a table whose `column` names one of these."""
    rows = fetch(connection, name, working.county, column, keys)
    if name == "child":
        return _lay_whole(connection, working, name, {row["key"] for row in rows})
    for row in rows:
        working.put(name, row)
    return None


def links_of(connection: Connection, working: WorkingSet, members: set[str]) -> list[tuple[str, str]]:
    """Un-voided links among these children, as they stand after the fold."""
    lay_links(connection, working, members)
    rows = working.rows.get("same_child", {}).values()
    return [(r["child"], r["other"]) for r in rows if r["child"] and r["other"] and not r["voided"]]


def lay_links(connection: Connection, working: WorkingSet, children: set[str]) -> None:
    """Every link of these children, voided or not."""
    for column in ("child", "other"):
        lay_beside(connection, working, "same_child", column, children)


def lay_dependents(connection: Connection, working: WorkingSet, children: set[str]) -> None:
    """What names these children, but for visits and doses, which are laid with them."""
    for name in (one for one in OF_CHILD_TABLES if one not in WITH_CHILD):
        lay_beside(connection, working, name, "child", children)


def write(connection: Connection, working: WorkingSet) -> None:
    """Write every row that is new or says something else, parents first; of the others that changed the version."""
    for name in TABLES:
        rows = working.rows.get(name, {})
        new, said, changed = (
            sorted(key for table_name, key in marked if table_name == name)
            for marked in (working.new, working.said - working.new, working.changed - working.said)
        )
        insert_all(connection, table(name), [_plain(rows[key]) for key in new])
        upsert(connection, table(name), [_plain(rows[key]) for key in said])
        renumber(connection, table(name), working.county, [(key, rows[key]["version"]) for key in changed])


def _plain(row: Row) -> dict[str, Any]:
    if "_stamps" in row:
        row = dict(row)
        row["stamps"] = compact(row.pop("_stamps"))
    elif "stamps" in row and row["stamps"] is None:
        row = row | {"stamps": compact({})}
    return row
