"""The lists of an area that can be laid on each other, counted by the one meaning of sameness: children joined are one.

Reads only; gives counts, never a child.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Subquery, func, select, true

from fieldapp.areas import tree
from fieldapp.ground.db import Base, db
from fieldapp.models.campaigns import Campaign, Round
from fieldapp.web.gate import Who

Words = tuple[str, str]


@dataclass(frozen=True)
class Pair:
    """Two lists: what each is called, how many each and both have, and whether they were made apart from each other."""

    words: Words
    first: int
    second: int
    both: int
    apart: bool
    why: Words


def pairs(who: Who, area: str) -> list[Pair]:
    """The pairs of lists of an area: the roster beside the enumeration, the enumeration beside the last round."""
    return [one for one in (_roster(area), _round(who, area)) if one is not None]


def _heads(area: str) -> tuple[Subquery, ColumnElement[str]]:
    """The children of an area, each under the key of who they are one with."""
    child = Base.metadata.tables["child"]
    columns = (
        child.c.county,
        child.c.key,
        child.c.listed_on,
        func.coalesce(child.c.joined, child.c.key).label("head"),
    )
    query = select(*columns).where(child.c.known, ~child.c.voided, tree.inside(child.c.area, [area]))
    found = query.subquery()
    return found, found.c.head


def _count(
    area: str, table: str, *extra: ColumnElement[bool], before: str | None = None
) -> tuple[int, int, int]:
    """How many heads were listed (`before` a day), how many a table names, and how many are both."""
    found, head = _heads(area)
    other = Base.metadata.tables[table]
    named = select(other.c.child).where(other.c.known, ~other.c.voided, *extra)
    listed = found.c.listed_on.is_not(None) if before is None else found.c.listed_on < before
    first = set(db.session.scalars(select(head).where(listed)))
    second = set(db.session.scalars(select(head).where(found.c.key.in_(named))))
    return len(first), len(second), len(first & second)


def _roster(area: str) -> Pair | None:
    enrolled = Base.metadata.tables["enrolment"].c.left_on.is_(None)
    first, second, both = _count(area, "enrolment", enrolled)
    why = (
        "名册是学校做的，摸底是村里做的，各做各的。但学生多是大孩子，摸底只问小孩子时不能用。",
        "Rosters are made by schools, the enumeration by villages, apart from each other; but pupils are older.",
    )
    return (
        Pair(("摸底 × 学生名册", "enumeration × rosters"), first, second, both, True, why)
        if first and second
        else None
    )


def _round(who: Who, area: str) -> Pair | None:
    """The enumeration beside who was dosed in the last round: not apart, since teams go by the list."""
    query = select(Round).join(Campaign, Campaign.key == Round.campaign).where(Round.state != "draft")
    query = query.where(tree.inside(Campaign.county, [area[:6]])).order_by(Round.first_day.desc())
    last = db.session.scalars(query).first() if any(area.startswith(own) for own in who.areas) else None
    if last is None:
        return None
    of_round = Base.metadata.tables["visit"].c.round == last.key
    first, second, both = _count(area, "visit", of_round, true(), before=last.first_day)
    why = (
        "接种队照着摸底名单去找人：两份名单不是各做各的，估计会偏低。",
        "Teams go by the enumeration's list: the two are not apart, and the estimate would be too low.",
    )
    words = ("摸底 × 最近一轮服苗", "enumeration × the last round")
    return Pair(words, first, second, both, False, why) if first and second else None
