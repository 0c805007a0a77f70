"""What says a day, a place or a telephone that cannot be, or nothing but a child's name, as a supervisor reads it: kept
and counted, and listed until it is put right or she has seen it. Reads only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count, islice
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, func, or_, select

from fieldapp.ground.field_words import field_word
from fieldapp.ground.showing import shown
from fieldapp.models.log import ODD
from fieldapp.models.people import Person
from fieldapp.office.inbox import items
from fieldapp.office.inbox.items import Item, Row
from fieldapp.office.inbox.odd_now import Odd, odd_as_it_came, odd_still, said_of, standing_of
from fieldapp.office.inbox.unplaced import strays_of
from fieldapp.records.kinds import PLACE
from fieldapp.sync.incoming.receive import LOG
from fieldapp.sync.within import counties, in_areas

RIGHT = ("applied", "conflict")
SHORT = 20  # letters of a value in the list


@dataclass
class Listed:
    """One line of the list: what is odd in words, and who has seen it."""

    item: Item
    words: str
    seen_by: str = ""


def odd_ones(
    connection: Connection,
    areas: tuple[str, ...],
    administrator: bool,
    language: str,
    page: int = 1,
    seen: bool = False,
) -> tuple[list[Listed], bool]:
    """One page of such operations, newest first, and whether more follow: those that are still so and that nobody has
    looked at, or, `seen`, those that somebody has, whatever became of them."""
    query = _listed(connection, areas, administrator, seen)
    start = items.PAGE * (page - 1)
    found = list(islice(_still(connection, query, seen), start, start + items.PAGE + 1))
    described = items.describe(connection, [row for row, _odd in found[: items.PAGE]], language, areas)
    people = _people(connection, [item.row["seen_by"] for item in described])
    listed = [
        Listed(item, words_of(item.row, odd, language), people.get(item.row["seen_by"], ""))
        for item, (_row, odd) in zip(described, found, strict=False)
    ]
    return listed, len(found) > items.PAGE


def how_many(connection: Connection, areas: tuple[str, ...], administrator: bool) -> tuple[int, bool]:
    """How many are still so and nobody has looked at, as many as one page has, and whether more follow."""
    listed = _still(connection, _listed(connection, areas, administrator, seen=False), seen=False)
    found = sum(1 for _ in islice(listed, items.PAGE + 1))
    return min(found, items.PAGE), found > items.PAGE


def _listed(connection: Connection, areas: tuple[str, ...], administrator: bool, seen: bool) -> Select[Any]:
    query = select(LOG).where(_theirs(connection, areas, administrator))
    query = query.where(LOG.c.seen_by.is_not(None) if seen else LOG.c.seen_by.is_(None))
    return query.order_by(LOG.c.received.desc(), LOG.c.position.desc())


def how_many_seen(connection: Connection, areas: tuple[str, ...], administrator: bool) -> int:
    """How many of such operations somebody has looked at."""
    query = select(func.count()).select_from(LOG).where(_theirs(connection, areas, administrator))
    return connection.scalar(query.where(LOG.c.seen_by.is_not(None))) or 0


def _theirs(connection: Connection, areas: tuple[str, ...], administrator: bool) -> ColumnElement[bool]:
    here = and_(LOG.c.county.in_(counties(connection, areas)), in_areas(LOG.c.area, areas))
    return and_(ODD, LOG.c.verdict.in_(RIGHT), or_(here, strays_of(connection, areas, administrator)))


def _still(connection: Connection, query: Select[Any], seen: bool) -> Iterator[tuple[Row, Odd]]:
    """The lines of the query that are still odd, each with what is; where they were seen, every one as it came."""
    step = items.PAGE + 1  # whether more than a page follow is known without asking twice
    for number in count():
        page = connection.execute(query.limit(step).offset(step * number))
        rows = [dict(row._mapping) for row in page]
        if not rows:
            return
        if seen:
            yield from ((row, odd_as_it_came(row)) for row in rows)
        else:
            standing = standing_of(connection, rows)
            still = ((row, odd_still(row, now)) for row, now in zip(rows, standing, strict=True))
            yield from ((row, odd) for row, odd in still if odd)


def _people(connection: Connection, ids: list[str | None]) -> dict[str | None, str]:
    query = select(Person.id, Person.name).where(Person.id.in_({one for one in ids if one}))
    return dict(connection.execute(query).all())


def words_of(row: Row, odd: Odd, language: str) -> str:
    """What is odd about a line of the log: the field and what it says, or that a day lies before the birth."""
    data = said_of(row)
    which = 0 if language == "zh" else 1
    said = [_said(name, data, row, language) for name in odd.days]
    if odd.before:
        said.append(("接种日期在出生以前", "a dose before the birth")[which])
    if odd.place:
        place = " ".join(_said(name, data, row, language) for name in PLACE if name in data)
        said.append(("位置不对：", "the position: ")[which] + place)
    if odd.phones:
        numbers = " ".join(_said(name, data, row, language) for name in odd.phones)
        said.append(("电话位数不对：", "digits of a telephone: ")[which] + numbers)
    if odd.bare:
        said.append(("只有名字，没法找人", "nothing but a name")[which])
    return "；".join(said) if language == "zh" else "; ".join(said)


def _said(name: str, data: Row, row: Row, language: str) -> str:
    if name == "at":
        return f"{'手机时间' if language == 'zh' else 'the phone’s clock'} {row['at'][:10]}"
    return f"{field_word(name, language)} {shown(data.get(name), language, SHORT)}"
