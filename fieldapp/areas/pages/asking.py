"""What the pages of the tree ask: one area with all that lies in it, what is found by words, everything as a sheet."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Row, func, select

from fieldapp.areas import changes, tree
from fieldapp.areas.books import NAMES as BOOKS
from fieldapp.areas.books import book_followed
from fieldapp.areas.codes import path_of, span
from fieldapp.areas.latin.said import place_said
from fieldapp.areas.outlines import drawing
from fieldapp.ground.db import db
from fieldapp.ground.problems import Problem
from fieldapp.ground.words import t
from fieldapp.models.areas import Area, Boundary, LocalUnit

Areas = Sequence[Row[Any]]


def known(code: str) -> Row[Any]:
    """The area of a page's address.

    Raises:
        Problem: `not_found`.
    """
    area = tree.area(db.session.connection(), code)
    if area is None:
        raise Problem("not_found")
    return area


def path(code: str) -> Areas:
    """An area and all above it, from the top."""
    return tree.path(db.session.connection(), code)


def found(words: str, under: Sequence[str] = ()) -> Areas:
    """Areas that are called so, in the subtrees `under` or (without one) anywhere."""
    return tree.search(db.session.connection(), words, under)


def front(words: str, own: Sequence[str]) -> dict[str, Any]:
    """What the first page shows: one's own areas, the provinces, and what is found, at least among one's own."""
    connection = db.session.connection()
    mine = [row for code in own if (row := tree.area(connection, code))]
    rows = found(words) or found(words, own)
    provinces = tree.children(connection, None)
    below = {row.code: _counts_below(row.code) for row in mine}
    placed = {row.code: _without_a_place(row.code) for row in mine}
    return {"below": below, "unplaced": placed} | {
        "rows": rows,
        "own": mine,
        "provinces": provinces,
        "paths": paths_of([*rows, *mine]),
    }


def paths_of(rows: Areas) -> dict[str, str]:
    """What lies above each area, the two nearest levels: `南县 青树嘴镇`."""
    steps = {row.code: path_of(row.code)[-3:-1] for row in rows}
    names = tree.names(db.session.connection(), {code for codes in steps.values() for code in codes})
    return {
        code: t(" ", ", ").join(place_said(names.get(step, step)) for step in above)
        for code, above in steps.items()
    }


def of_one(code: str) -> dict[str, Any]:
    """What the page of one area shows: what it is, what lies in it, what happened to it.

    Raises:
        Problem: `not_found`.
    """
    connection, area = db.session.connection(), known(code)
    boundary, history = db.session.get(Boundary, code), changes.history(db.session, code)
    named = {change.code for change in history} | {change.other for change in history if change.other}
    return {
        "area": area,
        "path": path(code),
        "children": tree.children(connection, code, retired=True),
        "below": _counts_below(code),
        "units": tree.units(connection, code),
        "history": history,
        "names": tree.names(connection, named | ({area.replaced_by} if area.replaced_by else set())),
        "book": BOOKS.get(book_followed(connection, code) or "") if area.level == "county" else None,
        "outline": drawing(json.loads(boundary.geometry), area.lat, area.lon) if boundary else None,
    }


def _counts_below(code: str) -> dict[str, int]:
    """How many current areas and local units lie in an area, by level."""
    query = select(Area.level, func.count().label("n")).where(
        Area.code.between(*span(code)), Area.code != code
    )
    rows = db.session.execute(query.where(Area.retired_on.is_(None)).group_by(Area.level))
    counts = {row.level: row.n for row in rows}
    units = select(func.count()).select_from(LocalUnit).where(LocalUnit.area.between(*span(code)))
    return counts | {"unit": db.session.scalar(units.where(LocalUnit.retired_on.is_(None))) or 0}


def _without_a_place(code: str) -> int:
    """How many current villages of an area no map can show."""
    query = (
        select(func.count()).select_from(Area).where(Area.code.between(*span(code)), Area.level == "village")
    )
    return db.session.scalar(query.where(Area.retired_on.is_(None), Area.lat.is_(None))) or 0


def everything_in(code: str) -> Iterator[Area]:
    """Every current area of a subtree, in order of their codes."""
    query = select(Area).where(Area.code.between(*span(code)), Area.retired_on.is_(None)).order_by(Area.code)
    return iter(db.session.scalars(query))
