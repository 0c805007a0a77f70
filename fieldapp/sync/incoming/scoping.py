"""Which children, and which records about none, travel in a scope beside their village (`school:KEY`), as rows come.

Called inside `apply`, when homes are settled and before versions are given: whatever enters a scope takes a new
version, so that its phones are told; whatever leaves is noted as departed. Only a batch that touches an enrolment, a
link between children or an interview costs anything.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, delete

from fieldapp.ground.db import upsert
from fieldapp.records.kinds import SCOPED, TABLES, scopes_of_row, table_of
from fieldapp.records.rows.enrolled import going_on
from fieldapp.records.rows.working_set import WorkingSet
from fieldapp.sync.incoming import row_store

Root = tuple[str, str]  # table and key of what others travel with
Drawn = tuple[dict[str, set[str]], dict[str, set[str]]]  # scopes by key, before and now
DRAWING = {table_of(kind): kind for kind in SCOPED}


def settle_scopes(connection: Connection, working: WorkingSet) -> Drawn:
    """Work out again the scopes of whatever this batch may have drawn into one or out of it: those before, and now."""
    touched = {
        name: {key for of, key in working.changed if of == name} for name in DRAWING if working.rows.get(name)
    }
    touched["fact"] = {key for key in touched.get("fact", ()) if working.rows["fact"][key]["kind"] in SCOPED}
    if not any(touched.values()) and not working.links_changed:
        return {}, {}
    kept = working.before.get("enrolment", {})
    before = {key: kept[key]["child"] for key in touched.get("enrolment", set()) & kept.keys()}
    children = {child for child in before.values() if child}
    children |= {
        child for key in touched.get("enrolment", ()) if (child := working.rows["enrolment"][key]["child"])
    }
    children |= set(working.rows.get("child", {})) if working.links_changed else set()
    children = _with_kin(working, children)
    held = _held(connection, working.county, children | touched["fact"])
    now = _now(connection, working, children, touched["fact"])
    for key in sorted(children):
        _move(connection, working, ("child", key), held.get(key, set()), now.get(key, set()))
    for key in sorted(touched["fact"]):
        _move(connection, working, ("fact", key), held.get(key, set()), now.get(key, set()))
    for key, child in sorted(before.items()):
        other = working.rows["enrolment"][key]["child"]
        if child and other != child:
            _move(
                connection, working, ("enrolment", key), held.get(child, set()), now.get(other or "", set())
            )
    return held, now


def _with_kin(working: WorkingSet, children: set[str]) -> set[str]:
    """These children and everyone they are one with."""
    rows = working.rows.get("child", {})
    heads = {rows[key]["joined"] for key in children if key in rows and rows[key]["joined"]}
    return children | {key for key, row in rows.items() if row["joined"] in heads} if heads else children


def _held(connection: Connection, county: str, keys: set[str]) -> dict[str, set[str]]:
    """The scopes these lie in so far."""
    found: dict[str, set[str]] = {}
    for row in row_store.fetch(connection, "in_scope", county, "key", keys):
        found.setdefault(row["key"], set()).add(row["scope"])
    return found


def _now(
    connection: Connection, working: WorkingSet, children: set[str], facts: set[str]
) -> dict[str, set[str]]:
    """The scopes these lie in now: a child, and who is one with it, in those of the enrolments that go on."""
    row_store.lay_beside(connection, working, "enrolment", "child", children)
    rows = working.rows.get("child", {})
    together: dict[str, list[dict[str, Any]]] = {_head(rows, key): [] for key in children}
    for row in working.rows.get("enrolment", {}).values():
        if row["child"] in children:
            together[_head(rows, row["child"])].append(row)
    shared = {
        head: {scope for row in going_on(some) for scope in scopes_of_row("enrolment", row)}
        for head, some in together.items()
    }
    found = {key: shared[_head(rows, key)] for key in children}
    for key in facts:
        row = working.rows["fact"][key]
        found[key] = scopes_of_row(row["kind"], row)
    return found


def _head(rows: dict[str, dict[str, str]], key: str) -> str:
    return rows[key]["joined"] or key if key in rows else key


def _move(connection: Connection, working: WorkingSet, root: Root, before: set[str], after: set[str]) -> None:
    """Tell whatever travels with this of the scopes it entered and those it left."""
    if before == after:
        return
    for name, key in lay_family(connection, working, {root}):
        working.renumber(name, key)
        working.departed |= {(name, key, scope) for scope in before - after}  # a link travels with two


def lay_family(connection: Connection, working: WorkingSet, roots: Iterable[Root]) -> list[Root]:
    """Lay in the working set what travels with these rows, and what names them as one with another; the rows."""
    found: dict[str, set[str]] = {name: set() for name in TABLES}
    for name, key in roots:
        found[name].add(key)
    row_store.lay_links(connection, working, found["child"])
    for name in TABLES:
        row_store.lay_with(connection, working, name, found)
        for key, row in working.rows.get(name, {}).items():
            mark = row_store.lies_with(name, row)
            links = name == "same_child" and found["child"].intersection((row["child"], row["other"]))
            if links or (mark is not None and mark[1] in found[mark[0]]):
                found[name].add(key)
    return [(name, key) for name in TABLES for key in sorted(found[name]) if name != "dose"]


def write_scopes(connection: Connection, working: WorkingSet, drawn: Drawn) -> None:
    """Write what entered a scope or left it, when the rows themselves are written."""
    held, now = drawn
    table, county = row_store.table("in_scope"), working.county
    for key in sorted(held.keys() | now.keys()):
        gone = held.get(key, set()) - now.get(key, set())
        here = (table.c.county == county, table.c.key == key)
        if gone:
            connection.execute(delete(table).where(*here, table.c.scope.in_(sorted(gone))))
    come = [
        {"county": county, "scope": scope, "key": key} | _whose(working, key)
        for key in sorted(now)
        for scope in sorted(now[key] - held.get(key, set()))
    ]
    upsert(connection, table, come)


def _whose(working: WorkingSet, key: str) -> dict[str, str | None]:
    child = key in working.rows.get("child", {})
    return {"child": key if child else None, "fact": None if child else key}
