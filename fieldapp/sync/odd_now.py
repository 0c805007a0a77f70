"""What is still odd of an odd operation: what was put right since, by a correction or by taking it back, is listed no
longer. Reads only; what decides is pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Connection

from fieldapp.sync import shelves
from fieldapp.sync.fold import table_of
from fieldapp.sync.kinds import KINDS, PLACE
from fieldapp.sync.oddity import (
    NAME_ONLY,
    ODD_DAY,
    ODD_PHONE,
    ODD_PLACE,
    before_birth,
    is_bare,
    is_far,
    odd_days,
    odd_phones,
)
from fieldapp.sync.showing import read_raw

Row = dict[str, Any]
Named = tuple[str, str | None]  # county and key of a child, if any


@dataclass
class Standing:
    """What stands now of the record a line is about: its row, the birth of the child it names, and for a child the
    days of its doses."""

    row: Row | None = None
    born: str | None = None
    doses: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Odd:
    """What is odd about a line: fields whose day or telephone cannot be, and whether a dose lies before the birth,
    the position is none, nothing but a name is known."""

    days: tuple[str, ...] = ()
    before: bool = False
    place: bool = False
    phones: tuple[str, ...] = ()
    bare: bool = False

    def __bool__(self) -> bool:
        return bool(self.days or self.before or self.place or self.phones or self.bare)


def said_of(line: Row) -> Row:
    """What a line of the log says."""
    data = (read_raw(line["raw"]) or {}).get("data")
    return data if isinstance(data, dict) else {}


def odd_as_it_came(line: Row) -> Odd:
    """All that was odd about a line when it came."""
    data, notes = said_of(line), (line["note"] or "").split()
    days = odd_days(line["kind"], data, line["at"], date.fromisoformat(line["received"][:10]))
    return Odd(
        tuple(days),
        ODD_DAY in notes and not days,
        ODD_PLACE in notes,
        tuple(odd_phones(line["kind"], data)) if ODD_PHONE in notes else (),
        NAME_ONLY in notes,
    )


def odd_still(line: Row, now: Standing) -> Odd:
    """What of it stands in the record as it is now."""
    came, row = odd_as_it_came(line), now.row
    if row is None:
        return came
    if row["voided"]:
        return Odd()
    data, merging = said_of(line), KINDS[line["kind"]].merging
    return Odd(
        tuple(name for name in came.days if name == "at" or not merging or row.get(name) == data[name]),
        came.before and _before(line["kind"], row, now),
        came.place and (not merging or _no_place(row, data)),
        tuple(name for name in came.phones if row.get(name) == data[name]),
        came.bare and is_bare(row),
    )


def _before(kind: str, row: Row, now: Standing) -> bool:
    if kind == "child":
        return before_birth(row["born"], now.doses)
    return before_birth(now.born, [row.get("on" if kind == "visit" else "given_on")])


def _no_place(row: Row, data: Row) -> bool:
    """Whether the record has no other position now than the one that cannot be."""
    if row["lat"] is None or row["lon"] is None:
        return True
    return is_far(row["lat"], row["lon"]) and all(
        row[name] == data.get(name) for name in PLACE if name in data
    )


def standing_of(connection: Connection, lines: Sequence[Row]) -> list[Standing]:
    """What stands of the records these lines are about."""
    rows = {
        (county, table, row["key"]): row
        for (county, table), keys in _keys(lines).items()
        for row in shelves.fetch(connection, table, county, "key", keys)
    }
    found = [Standing(rows.get((one["county"], table_of(one["kind"]), one["key"]))) for one in lines]
    children = _children(lines, found)
    born, doses = _births_and_doses(connection, children)
    for now, child in zip(found, children, strict=True):
        if child[1] is not None:
            now.born, now.doses = born.get(child), doses[child]
    return found


def _keys(lines: Iterable[Row]) -> dict[tuple[str, str], set[str]]:
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for line in lines:
        found[line["county"], table_of(line["kind"])].add(line["key"])
    return found


def _children(lines: Sequence[Row], found: Sequence[Standing]) -> list[Named]:
    """Of a line that says a dose before the birth, county and key of the child."""
    asked = []
    for line, now in zip(lines, found, strict=True):
        named = line["key"] if line["kind"] == "child" else (now.row or {}).get("child")
        asked.append((line["county"], named if ODD_DAY in (line["note"] or "").split() else None))
    return asked


def _births_and_doses(
    connection: Connection, children: Iterable[Named]
) -> tuple[dict[Named, str | None], dict[Named, list[str]]]:
    """Birth dates of children, and the days of their doses that stand."""
    born: dict[Named, str | None] = {}
    doses: dict[Named, list[str]] = defaultdict(list)
    keys: dict[str, set[str]] = defaultdict(set)
    for county, child in children:
        if child is not None:
            keys[county].add(child)
    for county, some in keys.items():
        for row in shelves.fetch(connection, "child", county, "key", some):
            born[county, row["key"]] = row["born"]
        for name, day in (("visit", "on"), ("dose", "given_on")):
            for row in shelves.fetch(connection, name, county, "child", some):
                given = name == "dose" or row["outcome"] == "vaccinated"
                if row["known"] and not row["voided"] and given and row[day]:
                    doses[county, row["child"]].append(row[day])
    return born, doses
