"""Whose an operation is that names no village of this server: nobody's area holds it, its phone's person has one.

It lies in a partition that no area of the tree names. Reads only.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import ColumnElement, Connection, and_, false, or_, select

from fieldapp.models.areas import Area
from fieldapp.models.log import County, LoggedOperation
from fieldapp.models.people import Device, PersonArea

LOG = LoggedOperation.__table__


def partitions(connection: Connection) -> list[str]:
    """The partitions that no area of the tree names."""
    named = select(Area.county).where(Area.county.is_not(None))
    return sorted(connection.scalars(select(County.code).where(County.code.not_in(named))))


def strays_of(connection: Connection, areas: Iterable[str], administrator: bool) -> ColumnElement[bool]:
    """The condition that a line of the log is such an operation, and came from a phone of a person at home in these
    areas; who administers every county there is sees the others too, of phones that nobody knows."""
    areas = [code for code in areas if code]
    lost = LOG.c.county.in_(partitions(connection))
    if not areas:
        return false()
    if administrator and _hold_every_county(connection, areas):
        return lost
    at_home = or_(*(PersonArea.area.startswith(code, autoescape=True) for code in areas))
    phones = select(Device.id).join(PersonArea, PersonArea.person == Device.person).where(at_home)
    return and_(lost, or_(LOG.c.device.in_(phones), LOG.c.relayed.in_(phones)))


def _hold_every_county(connection: Connection, areas: list[str]) -> bool:
    inside = or_(*(Area.code.startswith(code, autoescape=True) for code in areas))
    return connection.scalar(select(Area.code).where(Area.level == "county", ~inside).limit(1)) is None
