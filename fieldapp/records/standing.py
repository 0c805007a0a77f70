"""Which visits and dose records of children stand. Pure: rows in, rows out."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

Row = dict[str, Any]


def derived_key(child: str, product: str, given_on: str) -> str:
    """The key of a dose every phone and import makes alike: UUIDv5(child key, `product|given_on`)."""
    return str(uuid.uuid5(uuid.UUID(child), f"{product}|{given_on}"))


def filling_key(visit: str, on: str) -> str:
    """The key of the dose record that gives a visit its batch afterwards: UUIDv5(visit key, `batch|day`). Phones make
    it alike, so that a dose taken back and given again is another."""
    return derived_key(visit, "batch", on)


def by_child(
    visits: Iterable[Row], doses: Iterable[Row]
) -> tuple[dict[str, list[Row]], dict[str, list[Row]]]:
    """Those that count, by the child they name. A record that only gives a visit its batch falls with the visit.

    Args:
        visits: all of these children, those taken back too.
        doses: the same of dose records.
    """
    found_visits: dict[str, list[Row]] = {}
    fallen: set[str] = set()
    for visit in visits:
        if not visit["known"]:
            continue
        if not visit["voided"]:
            _put(found_visits, visit)
        elif visit["outcome"] == "vaccinated":
            fallen.add(filling_key(visit["key"], visit["on"]))
    found_doses: dict[str, list[Row]] = {}
    for dose in doses:
        if dose["known"] and not dose["voided"] and dose["key"] not in fallen:
            _put(found_doses, dose)
    return found_visits, found_doses


def _put(found: dict[str, list[Row]], row: Row) -> None:
    if row["child"]:
        found.setdefault(row["child"], []).append(row)
