"""Which package each row of a batch travels in, and what tells phones that it left another."""

from __future__ import annotations

from sqlalchemy import Connection

from fieldapp.ground.db import upsert
from fieldapp.records.kinds import TABLES
from fieldapp.records.rows.one_child import merged, wholes_of
from fieldapp.records.rows.stamps import Row
from fieldapp.records.rows.working_set import WorkingSet
from fieldapp.sync.incoming import row_store


def settle_homes(connection: Connection, working: WorkingSet) -> None:
    """Give each row the package it travels in: its own area, or that of what it lies with, which moves it too."""
    _touch_children(working)
    moved: dict[str, set[str]] = {name: set() for name in TABLES}
    for members in wholes_of(working.rows.get("child", {}).values()).values():
        home = merged(members)["area"]
        for row in members:
            if row["package_area"] != home:
                if row["version"]:
                    moved["child"].add(row["key"])
                _set_home(working, "child", row, home)
    for name in (one for one in TABLES if one != "child"):  # what others lie with comes before them
        row_store.lay_with(connection, working, name, moved)
        for row in working.rows.get(name, {}).values():
            home = _home(working, name, row)
            if row["package_area"] != home:
                if row["version"]:
                    moved[name].add(row["key"])
                _set_home(working, name, row, home)


def _home(working: WorkingSet, name: str, row: Row) -> str:
    """The package a row travels in; where what it lies with was not read, nothing has moved it."""
    mark = row_store.lies_with(name, row)
    if mark is None:
        return str(row["area"])
    parent = working.get(*mark)
    return str(parent["package_area"] if parent else row["package_area"])


def _touch_children(working: WorkingSet) -> None:
    """A child is shown with its doses, so it changes with them; and all it is joined with change together."""
    for name in ("visit", "dose"):
        for table_name, key in sorted(working.changed):
            if table_name == name and working.rows[name][key]["child"]:
                working.renumber("child", working.rows[name][key]["child"])
    for members in wholes_of(working.rows.get("child", {}).values()).values():
        if len(members) > 1 and any(("child", row["key"]) in working.changed for row in members):
            for row in members:
                working.renumber("child", row["key"])


def _set_home(working: WorkingSet, name: str, row: Row, home: str) -> None:
    if row["version"]:
        working.departed.add((name, row["key"], row["package_area"]))
    row["package_area"] = home
    working.touch(name, row["key"])


def write_departures(connection: Connection, working: WorkingSet) -> None:
    """Tell phones that held the old scope; a dose travels inside its child and needs no telling, and of a record that
    only voids have named, whose kind nobody knows yet, no phone holds anything."""
    rows = []
    for name, key, scope in sorted(working.departed):
        row = working.rows[name][key]
        kind = row["kind"] if name == "fact" else name
        if name != "dose" and kind:
            rows.append(
                {
                    "county": working.county,
                    "scope": scope,
                    "kind": kind,
                    "key": key,
                    "version": row["version"],
                }
            )
    upsert(connection, row_store.table("departure"), rows)
