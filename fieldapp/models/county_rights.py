"""What a county keeps to itself of what the table of rights gives: read at each request, written by the county alone.

A county that says nothing gives what stands in the table (`fieldapp.records.permissions.BY_COUNTY`).
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from fieldapp.models.settings import Setting
from fieldapp.records.permissions import BY_COUNTY

KEPT = "kept to the county: {action} {county}"
PREFIX = KEPT.partition("{")[0]


def withheld(connection: Connection, role: str) -> frozenset[str]:
    """The counties (6 digits) that keep from this role what `BY_COUNTY` lets them keep; none for every other role."""
    actions = [action for action, roles in BY_COUNTY.items() if role in roles]
    if not actions:
        return frozenset()
    names = connection.scalars(select(Setting.name).where(Setting.name.startswith(PREFIX, autoescape=True)))
    kept = [name.removeprefix(PREFIX).split() for name in names]
    return frozenset(county for action, county in kept if action in actions)


def given_by(session: Session, counties: Iterable[str], action: str) -> dict[str, bool]:
    """For each of these counties, whether it gives the right."""
    return {
        county: session.get(Setting, KEPT.format(action=action, county=county)) is None for county in counties
    }


def keep(session: Session, county: str, action: str, kept: bool) -> None:
    """A county keeps a right to itself, or gives it; in the caller's transaction."""
    assert action in BY_COUNTY
    name = KEPT.format(action=action, county=county)
    row = session.get(Setting, name)
    if kept and row is None:
        session.add(Setting(name=name, value="1"))
    elif not kept and row is not None:
        session.delete(row)
