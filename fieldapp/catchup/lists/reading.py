"""Reads the children of an area with what the registers that stand had of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from fieldapp.areas import tree
from fieldapp.areas.villages import TOWNSHIP, Villages, in_villages, read_villages
from fieldapp.catchup.gaps.reading import are_more_than
from fieldapp.catchup.lists.comparing import Listed, Registered, listed
from fieldapp.ground.clock import today
from fieldapp.ground.db import among, reads
from fieldapp.ground.problems import Problem
from fieldapp.ground.subtrees import inside, overlap
from fieldapp.models.clinics import RegisterChild, RegisterImport
from fieldapp.models.records import Child
from fieldapp.records.rows.one_child import wholes_of
from fieldapp.sync.incoming import row_store
from fieldapp.web.gate import Who, require

VISIT = row_store.table("visit").c
SEE = "children.see"
AT_ONCE = 20_000  # children held against the register while somebody waits
CHILD, IMPORT, HAD = Child.__table__.c, RegisterImport.__table__.c, RegisterChild.__table__.c


@dataclass(frozen=True)
class Compared:
    """An area's lists; where it has too many children for that, its townships instead. `as_of`: the last day of which
    its registers speak, None without one."""

    code: str
    name: str
    children: list[Listed]
    towns: list[tuple[str, str]]
    names: dict[str, str]
    as_of: str | None

    def count(self, kind: str, village: str = "") -> int:
        """How many stand on a list."""
        return sum(kind in one.kinds and village in ("", one.village) for one in self.children)

    def villages(self) -> list[str]:
        """The villages of those listed, the most first."""
        return [code for code, _n in Counter(one.village for one in self.children).most_common()]


@reads
def compared(connection: Connection, who: Who, asked: str) -> Compared:
    """The lists of an area, of her first where none is asked for.

    Raises:
        Problem: `not_allowed`, `not_found`.
    """
    code = asked or (who.areas[0] if who.areas else "")
    require(SEE, code)
    row, county = tree.area(connection, code), tree.county_of(connection, code)
    if row is None or county is None:
        raise Problem("not_found")
    villages = read_villages(connection, county, overlap(who.areas, [code]))
    here = CHILD.county == county, CHILD.known, in_villages(CHILD.package_area, villages)
    registers = list(
        connection.execute(
            select(IMPORT.key, IMPORT.at, IMPORT.area, IMPORT.as_of).where(
                IMPORT.county == county, IMPORT.taken_back == "[]"
            )
        )
    )
    names = {one: villages.name(one) for one in (*villages.names, *villages.townships)}
    as_of = max((one.as_of for one in registers), default=None)
    if len(code) < TOWNSHIP and are_more_than(connection, AT_ONCE, county, villages):
        towns = sorted({one[:TOWNSHIP] for one in villages.names})
        return Compared(code, row.name, [], [(one, villages.name(one)) for one in towns], names, as_of)
    rows = [dict(one) for one in connection.execute(select(Child.__table__).where(*here)).mappings()]
    wholes = wholes_of(row_store.with_joined(connection, county, rows).values())
    found = _listed(connection, county, wholes.values(), villages, registers)
    found.sort(key=lambda one: (one.village, one.fields["name"] or "", one.key))
    return Compared(code, row.name, found, [], names, as_of)


def _listed(
    connection: Connection,
    county: str,
    wholes: Iterable[list[row_store.Row]],
    villages: Villages,
    registers: Sequence[Any],
) -> list[Listed]:
    wholes, on = list(wholes), today().isoformat()
    keys = [row["key"] for members in wholes for row in members]
    of = _registered(connection, county, keys, registers)
    seen = _seen(connection, county, of.made)
    covered, found = [one.area for one in registers], []
    for members in wholes:
        village = villages.standing(members[0]["package_area"])
        one = listed(members, village, of, seen, inside(village, covered), on)
        if one is not None and village in villages.names:
            found.append(one)
    return found


def _registered(connection: Connection, county: str, keys: list[str], registers: Sequence[Any]) -> Registered:
    standing, known, made = {one.key for one in registers}, set(), set()
    for some in row_store.chunks(keys):
        query = select(HAD.brought, HAD.child, HAD.made).where(HAD.county == county)
        for brought, child, was_made in connection.execute(query.where(among(connection, HAD.child, some))):
            if brought in standing:
                known.add(child)
                made |= {child} if was_made else set()
    return Registered(known, made, {one.at for one in registers})


def _seen(connection: Connection, county: str, keys: Set[str]) -> set[str]:
    found = set()
    for some in row_store.chunks(keys):
        query = select(VISIT.child).where(VISIT.county == county, VISIT.known, ~VISIT.voided)
        found |= set(connection.scalars(query.where(among(connection, VISIT.child, some))))
    return found
