"""Reads a county's records as the finder of doubles takes them, and two of them as they stand side by side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from fieldapp.areas.villages import Villages, in_villages
from fieldapp.catchup.doubles.likely import Who
from fieldapp.catchup.doubles.sounds import sounds
from fieldapp.ground.same import name_key, number_key, phone_key
from fieldapp.models.records import Child, Household
from fieldapp.records.standing import by_child, dose_at
from fieldapp.sync.incoming import row_store
from fieldapp.sync.outgoing.changes import products_of_rounds

CHILD, HOME = Child.__table__.c, Household.__table__.c
NAMES = (
    "key",
    "joined",
    "package_area",
    "name",
    "born",
    "sex",
    "card_no",
    "certificate_no",
    "guardian",
    "mother",
)
PHONES = ("phone", "phone2", "household")


def records_of(connection: Connection, county: str, villages: Villages) -> list[Who]:
    """Every record that stands in these villages."""
    columns = [CHILD[name] for name in (*NAMES, *PHONES)]
    query = select(*columns, HOME.phone.label("home_phone")).select_from(Child.__table__)
    of_home = (HOME.county == CHILD.county) & (HOME.key == CHILD.household)
    query = query.outerjoin(Household.__table__, of_home)
    query = query.where(CHILD.county == county, CHILD.known, ~CHILD.voided)
    query = query.where(in_villages(CHILD.package_area, villages)).order_by(CHILD.key)
    return [_who(row, villages) for row in connection.execute(query).mappings()]


def _who(row: Any, villages: Villages) -> Who:
    people = {" ".join(sounds(row[name])) for name in ("guardian", "mother")} - {""}
    numbers = {number_key(row[name]) for name in ("card_no", "certificate_no")} - {""}
    phones = {phone_key(row[name]) for name in ("phone", "phone2", "home_phone")} - {""}
    heard, named = sounds(row["name"]), name_key(row["name"])
    place, family = villages.standing(row["package_area"]), tuple(sorted(people))
    told = row["born"] or "", row["sex"] or "", tuple(sorted(numbers)), family, tuple(sorted(phones))
    return Who(row["key"], place, named, heard, *told, row["household"] or "")


@dataclass(frozen=True)
class Side:
    """One record as it stands beside the other: its fields, village, and the doses recorded with it."""

    row: Any
    village: str
    doses: list[tuple[str, str]]

    @property
    def whole(self) -> str:
        """The child it is part of."""
        return str(self.row["joined"] or self.row["key"])

    @property
    def stands(self) -> bool:
        """Whether it was not taken back."""
        return bool(self.row["known"] and not self.row["voided"])


def sides_of(connection: Connection, county: str, keys: Iterable[str], villages: Villages) -> dict[str, Side]:
    """Records by key, those of these villages."""
    wanted = sorted(set(keys))
    rows = row_store.fetch(connection, "child", county, "key", wanted)
    visits, doses = by_child(
        row_store.fetch(connection, "visit", county, "child", wanted),
        row_store.fetch(connection, "dose", county, "child", wanted),
    )
    rounds, found = products_of_rounds(connection, county), {}
    for row in rows:
        village, key = villages.standing(row["package_area"]), row["key"]
        given = {(one["product"], one["given_on"]) for one in doses.get(key, ())}
        given |= {dose for one in visits.get(key, ()) if (dose := dose_at(one, rounds))}
        if village in villages.names:
            said = [(product or "", day or "") for product, day in given]
            found[key] = Side(row, village, sorted(said, key=lambda one: (one[1], one[0])))
    return found


def links_of(connection: Connection, county: str, keys: Iterable[str]) -> Iterator[Any]:
    """The words that stand and say that records are one child, about these."""
    wanted, told = set(keys), set[str]()
    for column in ("child", "other"):
        for row in row_store.fetch(connection, "same_child", county, column, wanted):
            if row["known"] and not row["voided"] and row["key"] not in told:
                told.add(row["key"])
                yield row


def joined_keys(connection: Connection, county: str, villages: Villages) -> list[str]:
    """Records of these villages that are joined with others."""
    query = select(CHILD.key).where(CHILD.county == county, CHILD.joined.is_not(None), CHILD.known)
    return list(connection.scalars(query.where(in_villages(CHILD.package_area, villages))))
