"""Through what a record speaks of to the child or household whose area is asked: an event of a notice, of a check, of
an enrolment, of a child (docs/adr/0011). Reads the database, decides nothing.

What a record hangs on stands in `waits_for` of its line in the log, also when it was applied, so that it is found
when that becomes known or turns out to lie elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, select

from fieldapp.records.kinds import NAMED_IN, OF_CHILD_TABLES, table_of
from fieldapp.records.own_area import CHILD_FIELDS, NAMED, Link, link_of
from fieldapp.records.rows.stamps import Row
from fieldapp.records.rows.working_set import WorkingSet
from fieldapp.sync.incoming import row_store
from fieldapp.sync.incoming.own_lines import FOLDED, LOG

WAITS = "own:"  # with a key: an operation that hangs on where this lies, and is not found by its row alone
SPOKEN_OF = {of for fields in NAMED.values() for of in fields.values()}  # kinds that others hang on
LINKS = {column for named in NAMED_IN.values() for column in named}


def lay_chain(connection: Connection, working: WorkingSet, links: Iterable[Link]) -> set[str]:
    """Lay in the working set what is spoken of, and what that speaks of; returns the children to be laid with it."""
    children, todo = set(), set(links)
    while todo:
        for kind in sorted({kind for kind, _key in todo}):
            row_store.lay(connection, working, table_of(kind), {key for of, key in todo if of == kind})
        children |= {
            row["child"]
            for kind, key in todo
            if (row := working.get(table_of(kind), key)) is not None and row.get("child")
        }
        named = [(kind, row) for kind, key in todo if (row := known_row(working, kind, key)) is not None]
        todo = {link for kind, row in named if (link := link_of(kind, words_of(row))) is not None}
    return children


def known_row(working: WorkingSet, kind: str, key: str) -> Row | None:
    """A row of this kind that somebody has said a word of."""
    row = working.get(table_of(kind), key)
    return row if row is not None and row["known"] and row.get("kind", kind) == kind else None


def words_of(row: Row) -> dict[str, Any]:
    """What is said in a row, as far as it may name another record."""
    return {name: row[name] for name in LINKS if name in row}


def owners(working: WorkingSet, kind: str, said: Mapping[str, Any]) -> list[Link]:
    """The records whose area decides who may say this: children and households, or what has neither behind it."""
    found = [("child", said[name]) for name in CHILD_FIELDS.get(kind, ()) if said.get(name)]
    link = link_of(kind, said)
    row = known_row(working, *link) if link else None
    if link is None or row is None:
        return found
    return found + (owners(working, link[0], words_of(row)) or [link])


def spoken_of(working: WorkingSet, children: set[str]) -> set[str]:
    """Records of these children, whose dependents lie in the working set, that others may hang on."""
    tables = SPOKEN_OF.intersection(OF_CHILD_TABLES)
    rows = [row for name in tables for row in working.rows.get(name, {}).values()]
    return {row["key"] for row in rows if row["child"] in children}


def hanging_on(connection: Connection, county: str, keys: Iterable[str]) -> set[Link]:
    """Records of which some word hangs on where these lie."""
    return {
        mark
        for some in row_store.chunks(WAITS + key for key in keys)
        for mark in _lines(connection, county, some)
    }


def spoken_through(connection: Connection, county: str, keys: Iterable[str]) -> set[Link]:
    """Records that speak of these, of what speaks of these, and so on."""
    found: set[Link] = set()
    todo = set(keys)
    while todo:
        marks = {(kind, key) for kind, key in hanging_on(connection, county, todo) if kind in NAMED}
        todo = {key for _kind, key in marks - found}
        found |= marks
    return found


def _lines(connection: Connection, county: str, waits: list[str]) -> set[Link]:
    """Kind and key of the lines that wait for these. The county is not asked of the database: SQLite would walk the
    county's whole log for it instead of taking the few lines from the index of `waits_for`."""
    query = select(LOG.c.county, LOG.c.kind, LOG.c.key).where(FOLDED, LOG.c.waits_for.in_(waits))
    return {(kind, key) for of, kind, key in connection.execute(query) if of == county}
