"""Compares a list with what is recorded and writes what is new through `receive`; nothing recorded is overwritten.

A child of the list is one that is recorded when its key is, or its village, name and birth date are.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Engine, select

from fieldapp.campaigns.roster import Entry
from fieldapp.campaigns.roster_keys import rekey
from fieldapp.survey.models import Child, Household
from fieldapp.sync.office_device import record


@dataclass
class Review:
    """What an import would do: new children, known ones that gain a field, known ones that stay as they are."""

    new: list[Entry] = field(default_factory=list)
    gains: list[Entry] = field(default_factory=list)
    same: list[Entry] = field(default_factory=list)
    operations: list[dict[str, Any]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)  # of the sheet, one for each operation

    def say(self, entry: Entry, operation: dict[str, Any]) -> None:
        """One more operation to write, for a line of the sheet."""
        self.operations.append(operation)
        self.lines.append(entry.line)


@dataclass
class Written:
    """What came of it, by the server's receipts: children that are new or gained a field, and (line, reason) of what
    was not taken."""

    new: int = 0
    gains: int = 0
    lost: list[tuple[int, str]] = field(default_factory=list)


TAKEN = ("applied", "conflict", "duplicate")


def review(
    connection: Connection, county: str, entries: Iterable[Entry], listed_on: str, secret: bytes
) -> Review:
    """What importing these entries would write; `listed_on` is the day the list was made, `secret` what their keys
    are made with."""
    entries = list(entries)
    rekey(connection, county, entries, secret)
    children, twins = _children(connection, county, entries)
    households = _households(connection, county, entries)
    found, said_households = Review(), set()
    for entry in entries:
        row = children.get(entry.key) or twins.get(_identity(entry))
        if entry.household_key and row is None and entry.household_key not in said_households:
            said_households.add(entry.household_key)
            for one in _gained("household", entry.household_key, entry.area, entry.household, households):
                found.say(entry, one)
        words = entry.child | {"listed_on": listed_on}
        if row is None:
            words |= {"household": entry.household_key} if entry.household_key else {}
            found.new.append(entry)
            found.say(entry, _said("child", entry.key, entry.area, words))
            continue
        empty = {name: value for name, value in words.items() if _is_empty(row, name) and value is not None}
        if row["voided"] or not empty:
            found.same.append(entry)
        else:
            found.gains.append(entry)
            found.say(entry, _said("child", row["key"], row["area"], empty, row["version"]))
    return found


def write(engine: Engine, person: str, found: Review, language: str) -> Written:
    """Record the review's operations in the office, and say what the server made of them."""
    written, new = Written(), {entry.line for entry in found.new}
    receipts = record(engine, person, found.operations, language)
    for line, said, receipt in zip(found.lines, found.operations, receipts, strict=True):
        if not _taken(receipt):
            written.lost.append((line, receipt.get("problem", {}).get("sentence", "")))
        elif said["kind"] == "child":
            written.new += line in new
            written.gains += line not in new
    return written


def _taken(receipt: dict[str, Any]) -> bool:
    return receipt["outcome"] in TAKEN and receipt.get("was") not in ("held", "refused")


def _said(kind: str, key: str, area: str, data: dict[str, Any], base: int = 0) -> dict[str, Any]:
    return {"kind": kind, "key": key, "area": area, "data": data, "base": base}


def _is_empty(row: dict[str, Any], name: str) -> bool:
    return name in row and row[name] is None and not (name == "name" and row["unnamed"])


def _gained(
    kind: str, key: str, area: str, words: dict[str, Any], known: dict[str, dict[str, Any]]
) -> list[dict[str, Any]]:
    row = known.get(key)
    if row is None:
        return [_said(kind, key, area, words)]
    empty = {name: value for name, value in words.items() if row.get(name) is None and value is not None}
    return [_said(kind, key, row["area"], empty, row["version"])] if empty and not row["voided"] else []


def _identity(entry: Entry) -> tuple[str, str | None, str]:
    return entry.area, entry.child["name"], entry.child["born"]


def _children(
    connection: Connection, county: str, entries: list[Entry]
) -> tuple[dict[str, dict[str, Any]], dict[tuple[str, str | None, str], dict[str, Any]]]:
    """Recorded children of the list's villages by key; and those with a name, by village, name and birth date."""
    by_key: dict[str, dict[str, Any]] = {}
    by_words: dict[tuple[str, str | None, str], dict[str, Any]] = {}
    table = Child.__table__
    for village in sorted({entry.area for entry in entries}):
        query = select(table).where(table.c.county == county, table.c.home == village, table.c.known)
        for found in connection.execute(query):
            row = dict(found._mapping)
            by_key[row["key"]] = row
            if row["name"] and row["born"] and not row["voided"]:
                by_words.setdefault((village, row["name"], row["born"]), row)
    elsewhere = [entry.key for entry in entries if entry.key not in by_key]
    for start in range(0, len(elsewhere), 500):
        keys = elsewhere[start : start + 500]
        for found in connection.execute(
            select(table).where(table.c.county == county, table.c.key.in_(keys), table.c.known)
        ):
            by_key[found.key] = dict(found._mapping)
    return by_key, by_words


def _households(connection: Connection, county: str, entries: list[Entry]) -> dict[str, dict[str, Any]]:
    table, found = Household.__table__, {}
    keys = sorted({entry.household_key for entry in entries if entry.household_key})
    for start in range(0, len(keys), 500):
        query = select(table).where(table.c.county == county, table.c.key.in_(keys[start : start + 500]))
        for row in connection.execute(query.where(table.c.known)):
            found[row.key] = dict(row._mapping)
    return found
