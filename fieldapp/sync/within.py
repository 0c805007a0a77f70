"""Which rows and partitions lie within somebody's areas. Reads only."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, false, or_, select

from fieldapp.models.areas import Area

VILLAGE = 12


def in_areas(column: Any, areas: Iterable[str]) -> ColumnElement[bool]:
    """The condition that a column of village codes lies in one of these subtrees."""
    ranges = [column.between(code.ljust(VILLAGE, "0"), code.ljust(VILLAGE, "9")) for code in areas if code]
    return or_(*ranges) if ranges else false()


def counties(connection: Connection, areas: Iterable[str]) -> list[str]:
    """The partitions these areas lie in or hold."""
    areas = [code for code in areas if code]
    above = [Area.code.in_([code[:6] for code in areas if len(code) >= 6])]
    below = [and_(Area.level == "county", Area.code.startswith(code)) for code in areas if len(code) < 6]
    found = connection.scalars(select(Area.county).where(or_(*above, *below)).distinct())
    return sorted(code for code in found if code)
