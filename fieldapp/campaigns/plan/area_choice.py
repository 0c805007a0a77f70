"""The areas a plan may be for, as a tree to tick: counties, their townships, the villages of those."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from fieldapp.areas import tree
from fieldapp.areas.latin.said import place_said
from fieldapp.areas.romanised import place_in_latin
from fieldapp.models.areas import Area

MOST_TOWNSHIPS, MOST_VILLAGES = 400, 3000  # beyond it (a city, a province) villages are named by their codes


@dataclass
class Branch:
    """One area that can be ticked, what else it is found by, and the areas in it."""

    code: str
    name: str
    words: str
    level: str
    below: list[Branch] = field(default_factory=list)

    def codes(self) -> Iterator[str]:
        """Its own code and those of all in it."""
        yield self.code
        for branch in self.below:
            yield from branch.codes()


def branches(session: Session, own: Iterable[str]) -> list[Branch]:
    """The counties of a person, or where she has none her townships, with all that stands in them."""
    mine = tree.inside(Area.code, own)
    upper = _read(session, MOST_TOWNSHIPS, Area.level.in_(("county", "township")), mine)
    by_code = {branch.code: branch for branch in upper}
    villages = _read(session, MOST_VILLAGES + 1, Area.level == "village", mine)
    for branch in [*upper, *(villages if len(villages) <= MOST_VILLAGES else [])]:
        above = by_code.get(branch.code[: 6 if branch.level == "township" else 9])
        if above is not None and above is not branch:
            above.below.append(branch)
    counties = [branch for branch in upper if branch.level == "county"]
    return counties or [branch for branch in upper if branch.level == "township"]


def _read(session: Session, most: int, *where: ColumnElement[bool]) -> list[Branch]:
    query = select(Area.code, Area.name, Area.initials, Area.level).where(Area.retired_on.is_(None), *where)
    rows = session.execute(query.order_by(Area.code).limit(most))
    return [
        Branch(
            r.code,
            place_said(r.name),
            f"{r.name} {place_in_latin(r.name)} {r.initials or ''} {r.code}".lower(),
            r.level,
        )
        for r in rows
    ]
