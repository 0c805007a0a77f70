"""Gives people scopes that are no areas, and takes them back: `school:KEY`, `cluster:KEY`. In the caller's transaction;
every change is a line of the record of changes, like any other of a reference row.
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from fieldapp.ground.clock import today
from fieldapp.ground.problems import Problem
from fieldapp.models.people import PersonScope
from fieldapp.records.kinds import prefix_of


def give(session: Session, person: str, scope: str, county: str) -> None:
    """Let a person hold a scope in a county (its partition name); one she holds already stays as it is.

    Raises:
        Problem: `wrong_value` for what is no such scope, or one she holds in another county.
    """
    held = session.get(PersonScope, (person, scope))
    if prefix_of(scope) is None or (held is not None and held.partition != county):
        raise Problem("wrong_value", field="scope", value=scope[:60])
    if held is None:
        day = today().isoformat()
        session.add(PersonScope(person=person, scope=scope, partition=county, since=day))
    elif held.until is not None:
        held.until = None


def take(session: Session, person: str, scope: str) -> None:
    """Take a scope back; what she recorded stays.

    Raises:
        Problem: `not_found`.
    """
    held = session.get(PersonScope, (person, scope))
    if held is None:
        raise Problem("not_found")
    held.until = held.until or today().isoformat()
