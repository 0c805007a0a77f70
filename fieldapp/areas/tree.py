"""Reads the division tree: what lies where, what it is called, and what became of retired codes.

Every question is answered from a range of an index; nothing here writes.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, or_, select

from fieldapp.areas.codes import VILLAGE_DIGITS, path_of, span
from fieldapp.models.areas import Area, LocalUnit

MOST_FOUND = 50
HIGHEST_LETTER = "\U0010ffff"
COLUMNS = tuple(Area.__table__.columns)


def area(connection: Connection, code: str) -> Row[Any] | None:
    """The row of one area."""
    return connection.execute(select(*COLUMNS).where(Area.code == code)).first()


def inside(column: Any, areas: Iterable[str]) -> ColumnElement[bool]:
    """The condition that a column's code is one of these areas or lies in one; of no areas nothing is."""
    return or_(False, *(column.between(*span(area)) for area in areas if area))


def children(connection: Connection, code: str | None, *, retired: bool = False) -> Sequence[Row[Any]]:
    """The areas one level below `code` (below none: the provinces); retired ones only if asked for."""
    query = select(*COLUMNS).where(Area.parent == code if code else Area.parent.is_(None))
    if not retired:
        query = query.where(Area.retired_on.is_(None))
    return connection.execute(query.order_by(Area.code)).all()


def path(connection: Connection, code: str) -> Sequence[Row[Any]]:
    """The areas from the province down to `code` itself."""
    return connection.execute(select(*COLUMNS).where(Area.code.in_(path_of(code))).order_by(Area.code)).all()


def names(connection: Connection, codes: Iterable[str]) -> dict[str, str]:
    """What each of these areas is called now."""
    query = select(Area.code, Area.name).where(Area.code.in_(set(codes)))
    return {row.code: row.name for row in connection.execute(query)}


def codes_by_name(connection: Connection, under: str = "") -> dict[str, list[str]]:
    """The codes of every current area under `under`, by name."""
    query = select(Area.name, Area.code).where(Area.retired_on.is_(None))
    if under:
        query = query.where(Area.code.between(*span(under)))
    found: dict[str, list[str]] = {}
    for name, code in connection.execute(query):
        found.setdefault(name, []).append(code)
    return found


def county_of(connection: Connection, code: str) -> str | None:
    """The partition in which an area's field records lie; None above a county and for an unknown code."""
    return connection.scalar(select(Area.county).where(Area.code == code))


def holds_every_county(connection: Connection, own: Iterable[str], within: str = "") -> bool:
    """Whether every county this server knows inside `within` (a code; empty: everywhere) lies in one of the areas
    `own`: then what all of them share is hers to change."""
    query = select(Area.code).where(Area.level == "county", Area.retired_on.is_(None))
    if within:
        query = query.where(Area.code.between(*span(within)))
    areas = [area for area in own if area]
    return bool(areas) and all(
        any(code.startswith(area) for area in areas) for code in connection.scalars(query)
    )


def successors(connection: Connection, under: str = "") -> dict[str, str]:
    """The code under which each retired one's records are shown now, to the end of the chain."""
    query = select(Area.code, Area.replaced_by).where(Area.replaced_by.is_not(None))
    if under:
        query = query.where(Area.code.between(*span(under)))
    heirs = {row.code: row.replaced_by for row in connection.execute(query)}
    return {code: _last(heirs, code) for code in heirs}


def _last(heirs: dict[str, str], code: str) -> str:
    seen = {code}
    while code in heirs and heirs[code] not in seen:
        code = heirs[code]
        seen.add(code)
    return code


def units(connection: Connection, code: str) -> Sequence[Row[Any]]:
    """The local units of a village, current ones first."""
    columns = LocalUnit.__table__.columns
    query = select(*columns).where(LocalUnit.area == code)
    return connection.execute(query.order_by(LocalUnit.retired_on.is_not(None), LocalUnit.name)).all()


def search(
    connection: Connection, words: str, under: Sequence[str] = (), limit: int = MOST_FOUND
) -> list[Row[Any]]:
    """Areas by the beginning of code, name, pinyin or pinyin initials, best first; at most `limit`.

    `under` keeps to these subtrees. Inside one county a name's middle is found too.
    """
    words = unicodedata.normalize("NFKC", words).strip().lower().replace(" ", "")
    if not words:
        return []
    found: dict[str, Row[Any]] = {}
    for column, condition in _conditions(words, under):
        query = select(*COLUMNS).where(condition).order_by(column).limit(limit)
        if under:
            query = query.where(or_(*(Area.code.between(*span(prefix)) for prefix in under)))
        for row in connection.execute(query):
            found.setdefault(row.code, row)
    ordered = sorted(found.values(), key=lambda row: row.retired_on is not None)
    return ordered[:limit]


def _conditions(words: str, under: Sequence[str]) -> list[tuple[Any, ColumnElement[bool]]]:
    """The columns to look in, each with its range, the likeliest first."""
    if words.isascii() and words.isdigit():
        low, high = words[:VILLAGE_DIGITS], span(words[:VILLAGE_DIGITS])[1]
        return [(Area.code, Area.code.between(low, high))]
    if words.isascii():
        return [(column, _begins(column, words)) for column in (Area.initials, Area.pinyin)]
    conditions: list[tuple[Any, ColumnElement[bool]]] = [(Area.name, _begins(Area.name, words))]
    counties = {prefix[:6] for prefix in under if len(prefix) >= 6}
    if counties and len(counties) == len({prefix[:6] for prefix in under}):
        inside = Area.county.in_(counties) & Area.name.contains(words, autoescape=True)
        conditions.append((Area.code, inside))
    return conditions


def _begins(column: Any, words: str) -> ColumnElement[bool]:
    return and_(column >= words, column <= words + HIGHEST_LETTER)
