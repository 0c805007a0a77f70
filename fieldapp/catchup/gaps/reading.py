"""Reads the children of villages with their homes, doses and states. Records joined as one child are one here."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, func, select

from fieldapp.areas.villages import Villages, in_villages
from fieldapp.catchup.gaps.missing import Known, State
from fieldapp.models.records import Child
from fieldapp.records.rows.one_child import merged, wholes_of
from fieldapp.records.standing import by_child, facts_of
from fieldapp.sync.incoming import row_store
from fieldapp.sync.outgoing.changes import products_of_rounds

CHILD = Child.__table__.c
Row = dict[str, Any]


def children_of(connection: Connection, county: str, villages: Villages) -> list[Known]:
    """The children that live in villages, by village and name; those taken back left out."""
    query = select(Child.__table__).where(CHILD.county == county, CHILD.known)
    query = query.where(in_villages(CHILD.package_area, villages))
    rows = [dict(row) for row in connection.execute(query).mappings()]
    wholes = wholes_of(row_store.with_joined(connection, county, rows).values())
    keys = sorted({row["key"] for members in wholes.values() for row in members})
    visits, doses = by_child(
        row_store.fetch(connection, "visit", county, "child", keys),
        row_store.fetch(connection, "dose", county, "child", keys),
    )
    states = _states(connection, county, keys)
    products = products_of_rounds(connection, county)
    homes = _homes(connection, county, {row["household"] for rows in wholes.values() for row in rows})
    found = []
    for head, members in wholes.items():
        of = [row["key"] for row in members]
        mine = [v for key in of for v in visits.get(key, ())], [d for key in of for d in doses.get(key, ())]
        facts, child = facts_of(members, *mine, products), merged(members)
        if child["voided"] or not child["known"]:
            continue
        some = [state for key in of for state in states.get(key, ())]
        village = villages.standing(child["package_area"])
        home = homes.get(child["household"] or "", {})
        given_in = _by_campaign(mine[1])
        found.append(Known(head, village, child, home, facts.doses, some, given_in, facts.status_on))
    return sorted(found, key=lambda one: (one.village, one.fields["name"] or "", one.key))


def are_more_than(connection: Connection, n: int, county: str, villages: Villages) -> bool:
    """Whether more than `n` children are recorded in villages; no more are looked at."""
    some = select(CHILD.key).where(CHILD.county == county, CHILD.known, ~CHILD.voided)
    some = some.where(in_villages(CHILD.package_area, villages)).limit(n + 1)
    return (connection.scalar(select(func.count()).select_from(some.subquery())) or 0) > n


def _by_campaign(doses: list[Row]) -> dict[str, list[tuple[str | None, str | None]]]:
    found: dict[str, list[tuple[str | None, str | None]]] = {}
    for dose in doses:
        if dose["campaign"]:
            found.setdefault(dose["campaign"], []).append((dose["product"], dose["given_on"]))
    return found


def _states(connection: Connection, county: str, keys: list[str]) -> dict[str, list[State]]:
    found: dict[str, list[State]] = {}
    for row in row_store.fetch(connection, "fact", county, "child", keys):
        if row["kind"] == "dose_state" and row["known"] and not row["voided"]:
            said = json.loads(row["more"])
            found.setdefault(row["child"], []).append((said["series"], said["n"], said["state"]))
    return found


def _homes(connection: Connection, county: str, keys: set[str | None]) -> Mapping[str, Row]:
    rows = row_store.fetch(connection, "household", county, "key", sorted(key for key in keys if key))
    return {row["key"]: row for row in rows if row["known"] and not row["voided"]}
