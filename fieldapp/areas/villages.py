"""The villages of some areas: their names, and which of them took the place of merged ones. Reads only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Connection, or_, select

from fieldapp.areas.naming import VillageWords
from fieldapp.ground.subtrees import inside
from fieldapp.models.areas import Area

TOWNSHIP, VILLAGE = 9, 12


@dataclass(frozen=True)
class Villages:
    """The villages of some areas: names of those that stand, and the heir of each that was merged."""

    names: Mapping[str, str]
    townships: Mapping[str, str]
    heirs: Mapping[str, str]
    codes: tuple[str, ...]
    outside: frozenset[str] = field(default_factory=frozenset)
    inherited: frozenset[str] = field(default_factory=frozenset)

    def standing(self, code: str) -> str:
        """The village that now counts what `code` counted."""
        return self.heirs.get(code, code)

    def name(self, code: str) -> str:
        """A village's or township's name, the code where there is none."""
        return self.names.get(code) or self.townships.get(code) or code

    def words(self) -> VillageWords:
        """The villages by all the words people use for them."""
        return VillageWords((code, name, self.name(code[:TOWNSHIP])) for code, name in self.names.items())


def read_villages(connection: Connection, county: str, within: Iterable[str]) -> Villages:
    """Villages and townships of a county inside `within` (prefixes)."""
    within = tuple(within)
    query = select(Area.code, Area.name, Area.level, Area.replaced_by).where(Area.county == county)
    rows = connection.execute(query.order_by(Area.code)).all()
    heirs = _last_heirs({row.code: row.replaced_by for row in rows if row.replaced_by})
    return Villages(
        names={
            r.code: r.name
            for r in rows
            if r.level == "village" and r.code not in heirs and inside(r.code, within)
        },
        townships={row.code: row.name for row in rows if row.level in ("county", "township")},
        heirs=heirs,
        codes=within,
        outside=frozenset(c for c in heirs if inside(c, within) and not inside(heirs[c], within)),
        inherited=frozenset(c for c in heirs if inside(heirs[c], within) and not inside(c, within)),
    )


def _last_heirs(replaced: dict[str, str]) -> dict[str, str]:
    """Each merged village with the one at the end of its chain; a circle ends where it began."""
    found = {}
    for code in replaced:
        heir, seen = replaced[code], {code}
        while heir in replaced and heir not in seen:
            seen.add(heir)
            heir = replaced[heir]
        found[code] = heir
    return found


def in_villages(column: Any, villages: Villages) -> ColumnElement[bool]:
    """The condition that a column of village codes lies in these villages."""
    ranges = [column.between(code.ljust(VILLAGE, "0"), code.ljust(VILLAGE, "9")) for code in villages.codes]
    if villages.inherited or not ranges:
        ranges.append(column.in_(sorted(villages.inherited)))
    condition = or_(*ranges)
    return condition & column.not_in(sorted(villages.outside)) if villages.outside else condition
