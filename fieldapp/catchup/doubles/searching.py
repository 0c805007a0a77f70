"""Doubles looked for: at once in a township, by a thread of this server in a county; and what was said of pairs.

What was found is kept, so that a page needs no search; who was said to be another child stays so when found again. A
search that a restart stopped is not done, and is said so.
"""

from __future__ import annotations

import json
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Select, delete, func, or_, select, update

from fieldapp.areas import tree
from fieldapp.areas.villages import Villages, in_villages, read_villages
from fieldapp.catchup.doubles.likely import Pair, likely
from fieldapp.catchup.doubles.reading import Side, joined_keys, links_of, records_of, sides_of
from fieldapp.ground.clock import after, now
from fieldapp.ground.db import db, let_go, reading, reads, upsert, writing
from fieldapp.ground.problems import Problem
from fieldapp.ground.subtrees import overlap
from fieldapp.ground.words import language
from fieldapp.models.catchups import ChildPair, PairSearch
from fieldapp.models.records import Child
from fieldapp.sync.from_office.office_device import record_all
from fieldapp.sync.outgoing.changes import latest
from fieldapp.web.aside import threads
from fieldapp.web.gate import Who, require

RIGHT = "same_child"
AT_ONCE = 20_000  # records looked through while somebody waits
SHOWN = 50
PAIR, SEARCH = ChildPair.__table__, PairSearch.__table__
CHILD = Child.__table__.c
OPEN, JOINED, OTHER = "open", "joined", "other"


@dataclass(frozen=True)
class Here:
    """Where somebody looks: county, area with its name, the villages of it that are hers."""

    county: str
    area: str
    name: str
    villages: Villages


@dataclass(frozen=True)
class Shown:
    """A pair as it is shown; `link`: the word that joins them."""

    one: Side
    other: Side
    reasons: list[str]
    by: str | None = None
    at: str | None = None
    link: str = ""


def here(who: Who, asked: str) -> Here:
    """An area of hers, her first where none is asked for.

    Raises:
        Problem: `not_found`, `not_allowed`.
    """
    with reading(db.engine) as connection:
        code = asked or (who.areas[0] if who.areas else "")
        row, county = tree.area(connection, code), tree.county_of(connection, code)
        if row is None or county is None:
            raise Problem("not_found")
        require(RIGHT, code)
        villages = read_villages(connection, county, overlap(who.areas, [code]))
        return Here(county, code, row.name, villages)


def search(who: Who, at: Here) -> bool:
    """Look for doubles; whether that is done, or goes on while one may leave the page.

    Raises:
        Problem: `busy` while the same is looked for.
    """
    if threads.is_at_work(_name(at)):
        raise Problem("busy")
    let_go()
    with writing(db.engine) as connection:
        said = {"county": at.county, "area": at.area, "began": now(), "done": None}
        upsert(connection, SEARCH, [said | {"records": 0, "pairs": 0, "by": who.id}])
        count = connection.scalar(
            select(func.count()).where(
                CHILD.county == at.county, in_villages(CHILD.package_area, at.villages)
            )
        )
    if (count or 0) <= AT_ONCE:
        look(db.engine, at)
        return True
    threads.begin(_name(at), lambda: look(db.engine, at))
    return False


def _name(at: Here) -> Hashable:
    return "doubles", at.county, at.area


def look(engine: Engine, at: Here) -> None:
    """Find the pairs of an area and keep them; those found before and not now are forgotten, unless somebody spoke."""
    with reading(engine) as connection:
        records = records_of(connection, at.county, at.villages)
    found, when = likely(records), now()
    with writing(engine) as connection:
        keys = sorted(one.key for one in records)
        _forget(connection, at.county, set(keys), found)
        _keep(connection, at.county, found, when)
        ended = {"done": when, "records": len(records), "pairs": len(found)}
        mine = (SEARCH.c.county == at.county) & (SEARCH.c.area == at.area)
        connection.execute(update(SEARCH).where(mine).values(**ended))


def _forget(connection: Connection, county: str, keys: set[str], found: Sequence[Pair]) -> None:
    again = {(one.one, one.other) for one in found}
    query = select(PAIR.c.one, PAIR.c.other).where(PAIR.c.county == county, PAIR.c.said.is_(None))
    for one, other in connection.execute(query).all():
        if (one, other) not in again and one in keys and other in keys:
            gone = (PAIR.c.county == county) & (PAIR.c.one == one) & (PAIR.c.other == other)
            connection.execute(delete(PAIR).where(gone))


def _keep(connection: Connection, county: str, found: Iterable[Pair], when: str) -> None:
    said = select(PAIR).where(PAIR.c.county == county)
    before = {(row.one, row.other): (row.said, row.by, row.at) for row in connection.execute(said)}
    rows = []
    for pair in found:
        words, by, at = before.get((pair.one, pair.other), (None, None, None))
        row = {"county": county, "one": pair.one, "other": pair.other, "weight": round(pair.weight * 10)}
        row |= {"reasons": json.dumps(pair.reasons), "found": when, "said": words, "by": by, "at": at}
        rows.append(row)
    upsert(connection, PAIR, rows)


def state_of(at: Here) -> tuple[Any, str]:
    """The last search of an area, and how it stands: empty, `going`, `stopped` or `done`."""
    with reading(db.engine) as connection:
        mine = (SEARCH.c.county == at.county) & (SEARCH.c.area == at.area)
        row = connection.execute(select(SEARCH).where(mine)).first()
    if row is None:
        return None, ""
    if row.done:
        return row, "done"
    return row, "going" if threads.is_at_work(_name(at)) else "stopped"


@reads
def pairs_of(connection: Connection, at: Here, show: str, page: int) -> tuple[list[Shown], int]:
    """A page of pairs of an area, and how many there are: those that may be one child (`open`), the likeliest first,
    those that are joined, or those said to be two."""
    if show == JOINED:
        return _joined(connection, at, page)
    query = _query(at, show)
    rows = connection.execute(query.order_by(PAIR.c.weight.desc(), PAIR.c.one, PAIR.c.other)).all()
    some = rows[(page - 1) * SHOWN : page * SHOWN]
    sides = sides_of(
        connection, at.county, (key for row in some for key in (row.one, row.other)), at.villages
    )
    found = [
        Shown(sides[row.one], sides[row.other], json.loads(row.reasons), row.by, row.at)
        for row in some
        if row.one in sides and row.other in sides
    ]
    return found, len(rows)


def _query(at: Here, show: str) -> Select[Any]:
    """Pairs of two records that stand in these villages and are not joined. The pairs are read first, each with its two
    records by their keys: joined, SQLite went through every child beside every other before it asked for pairs."""
    one, other = Child.__table__.alias("one_child").c, Child.__table__.alias("other_child").c
    both = select(one.key).where(
        or_(one.joined.is_(None), other.joined.is_(None), one.joined != other.joined)
    )
    for side, key in ((one, PAIR.c.one), (other, PAIR.c.other)):
        both = both.where(side.county == PAIR.c.county, side.key == key)
        both = both.where(side.known, ~side.voided, in_villages(side.package_area, at.villages))
    said = PAIR.c.said == OTHER if show == OTHER else PAIR.c.said.is_(None)
    return select(PAIR).where(PAIR.c.county == at.county, said, both.correlate(PAIR).exists())


def _joined(connection: Connection, at: Here, page: int) -> tuple[list[Shown], int]:
    links = sorted(
        links_of(connection, at.county, joined_keys(connection, at.county, at.villages)),
        key=lambda row: (row["at"] or "", row["key"]),
        reverse=True,
    )
    some = links[(page - 1) * SHOWN : page * SHOWN]
    sides = sides_of(
        connection, at.county, (row[name] for row in some for name in ("child", "other")), at.villages
    )
    found = [
        Shown(sides[row["child"]], sides[row["other"]], [], row["by"], row["at"], row["key"])
        for row in some
        if row["child"] in sides and row["other"] in sides
    ]
    return found, len(links)


@reads
def _both(connection: Connection, at: Here, one: str, other: str) -> tuple[Side, Side]:
    sides = sides_of(connection, at.county, (one, other), at.villages)
    if one not in sides or other not in sides or one == other:
        raise Problem("not_found")
    return sides[one], sides[other]


def join(who: Who, at: Here, one: str, other: str, lives: str) -> None:
    """Say that two records are one child; both keep what is recorded with them. Of two villages it lives in one: there
    its phones have it with the doses of both, and it counts there alone.

    Args:
        lives: the village, of the two.

    Raises:
        Problem: `not_found`; `wrong_value`; `wrong_state` where they are one already, or the server did not take it.
    """
    first, second = _both(at, one, other)
    if first.whole == second.whole or not (first.stands and second.stands):
        raise Problem("wrong_state")
    if lives not in (first.village, second.village):
        raise Problem("wrong_value", field="lives")
    said: list[dict[str, Any]] = [
        {"kind": RIGHT, "area": first.row["area"], "data": {"child": one, "other": other}}
    ]
    if first.village != second.village:
        said.append(_lives_here(first if first.village == lives else second))
    record_all(who.id, said, language())


def _lives_here(side: Side) -> dict[str, Any]:
    """A whole lies where its records were last said to lie; each keeps its own village, for when they are parted."""
    row, data = side.row, {"status": side.row["status"] or "here"}
    said = {"kind": "child", "key": row["key"], "area": row["area"], "base": row["version"], "data": data}
    return said | {"at": after(latest(row))}


def part(who: Who, at: Here, link: str) -> None:
    """Take back that two records are one child: each is in its own village again.

    Raises:
        Problem: `not_found`; `wrong_state`.
    """
    with reading(db.engine) as connection:
        keys = joined_keys(connection, at.county, at.villages)
        found = [row for row in links_of(connection, at.county, keys) if row["key"] == link]
        if not found:
            raise Problem("not_found")
    row = found[0]
    said = {"kind": RIGHT, "key": row["key"], "area": row["area"], "void": True, "base": row["version"]}
    record_all(who.id, [said], language())


def _pair(at: Here, one: str, other: str) -> ColumnElement[bool]:
    smaller, greater = sorted((one, other))
    return (PAIR.c.county == at.county) & (PAIR.c.one == smaller) & (PAIR.c.other == greater)


def _note(place: Here, one: str, other: str, said: dict[str, Any]) -> int:
    """Keep something with a pair; how many there are."""
    let_go()
    with writing(db.engine) as connection:
        return connection.execute(update(PAIR).where(_pair(place, one, other)).values(**said)).rowcount


def say(who: Who, at: Here, one: str, other: str, two: bool) -> None:
    """Keep that two records are two children, or take that back.

    Raises:
        Problem: `not_found`.
    """
    _both(at, one, other)
    said = {"said": OTHER, "by": who.id, "at": now()} if two else {"said": None, "by": None, "at": None}
    if not _note(at, one, other, said):
        raise Problem("not_found")
