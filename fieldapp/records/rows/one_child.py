"""Several records that are one child: which belong together, and the one child they make. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from fieldapp.records.rows.stamps import (
    AUTHOR,
    RESERVED,
    SEVERAL,
    Row,
    Stamp,
    day_in_china,
    stamps_of,
)


def groups(children: Iterable[str], links: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Child key → smallest key of those joined with it, itself where alone."""
    parent = {key: key for key in children}

    def find(key: str) -> str:
        while parent[key] != key:
            parent[key] = parent[parent[key]]
            key = parent[key]
        return key

    for one, other in links:
        first, second = sorted((find(one), find(other)))
        parent[second] = first
    return {key: find(key) for key in parent}


def wholes_of(rows: Iterable[Row]) -> dict[str, list[Row]]:
    """Rows by the child they are part of, itself where alone; of what is no child each by itself."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row.get("joined") or row["key"], []).append(row)
    return found


def row_to_name(members: list[Row]) -> Row:
    """The row that an operation about a child names: of those not voided the one that others are joined to, else that
    with the smallest key."""
    live = [row for row in members if not row["voided"]] or members
    smallest = min(live, key=lambda row: str(row["key"]))
    return next((row for row in live if row["joined"] == row["key"]), smallest)


def first_listed(members: list[Row]) -> str | None:
    """The earliest `listed_on` among a child's records that are not voided: whoever was listed before a round stays
    so when a later record of the same child is joined to it."""
    standing = [row for row in members if not row["voided"]] or members
    return min((row["listed_on"] for row in standing if row["listed_on"]), default=None)


def status_day(child: Row) -> str | None:
    """The day since when a child has moved or died: as said, else the day (UTC+8) on which its status was said."""
    if child["status"] not in ("moved", "died"):
        return None
    said = stamps_of(child).get("status")
    if child["status_on"] or not said:
        return str(child["status_on"]) if child["status_on"] else None
    return day_in_china(said[0])


def merged(members: list[Row]) -> Row:
    """The one child its records make: each field the latest said among members that are not voided, but `listed_on`
    the earliest."""
    if len(members) == 1:
        return members[0]
    members = sorted(members, key=lambda row: str(row["key"]))
    standing = [row for row in members if not row["voided"]] or members
    child = dict(members[0]) | {"voided": all(row["voided"] for row in members)}
    child["known"] = any(row["known"] for row in standing)
    names = {name for row in standing for name in stamps_of(row)} - {AUTHOR, SEVERAL}
    stamps: dict[str, Stamp] = {}
    more: dict[str, Any] = {}
    for name in names:
        best = max(
            (row for row in standing if name in stamps_of(row)), key=lambda row: stamps_of(row)[name][:2]
        )
        stamps[name] = stamps_of(best)[name]
        if name.startswith("."):
            more[name[1:]] = json.loads(best["more"])[name[1:]]
        else:
            child[name] = best[name]
    for name in set(child) - set(stamps) - RESERVED - {"_stamps"}:
        child[name] = None
    child["more"] = json.dumps(more, ensure_ascii=False, sort_keys=True) if more else None
    child["listed_on"] = first_listed(members)
    child["_stamps"] = stamps
    return child
