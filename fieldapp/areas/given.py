"""Which areas are whose: giving one to a person, and ending it, in the caller's transaction."""

from __future__ import annotations

from fieldapp.ground.clock import today
from fieldapp.ground.db import db
from fieldapp.ground.problems import Problem
from fieldapp.models.areas import Area
from fieldapp.models.people import PersonArea


def give_area(person: str, area: str) -> PersonArea:
    """Give a person an area from today on; giving it again takes an end back.

    Raises:
        Problem: `no_such_area`.
    """
    if db.session.get(Area, area) is None:
        raise Problem("no_such_area", field="area", area=area)
    given = db.session.get(PersonArea, (person, area))
    if given is None:
        given = PersonArea(person=person, area=area, since=today().isoformat())
        db.session.add(given)
    given.until = None
    db.session.flush()
    return given


def end_area(person: str, area: str) -> None:
    """End an area today. The row stays: work done there before stays allowed."""
    given = db.session.get(PersonArea, (person, area))
    if given is None:
        raise Problem("not_found")
    given.until = given.until or today().isoformat()
