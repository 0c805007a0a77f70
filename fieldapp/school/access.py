"""Which schools and pupils a person may see, and what she may do there: by her role now, and by school (a nurse), by
clinic (a clinic's doctor) or by area (township and county). Asked on every path: page, sheet, paper, QR, map.

Who has the right to see sums alone (the education office) sees no pupil.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, Connection, false, select

from fieldapp.areas import tree
from fieldapp.ground.problems import Problem
from fieldapp.models.people import Person
from fieldapp.models.schools import School
from fieldapp.records import permissions
from fieldapp.school.pupils import Pupil
from fieldapp.web.gate import Who
from fieldapp.web.scopes import held_by

SEE = "school.see"


def her_schools(connection: Connection, who: Who) -> ColumnElement[bool]:
    """The condition on `School` for those that are a person's: a nurse's own, a clinic's doctor's those that belong to
    her clinic, everybody else's those in her areas."""
    if who.role == "nurse":
        held = held_by(connection, who.id, who.role)
        keys = [scope.removeprefix("school:") for scope in held if scope.startswith("school:")]
        return School.key.in_(sorted(keys))
    if who.role == "clinic":
        clinic = connection.scalar(select(Person.clinic).where(Person.id == who.id))
        return School.clinic == clinic if clinic else false()
    return tree.inside(School.area, list(who.areas))


def keys_of(
    connection: Connection, who: Who, action: str = SEE, areas: Sequence[str] | None = None
) -> list[str]:
    """The schools, closed ones too, where a person may do this, by key; inside `areas` where said."""
    if not permissions.may_somewhere(who.role, action):
        return []
    query = select(School.key).where(her_schools(connection, who))
    query = query.where(tree.inside(School.area, list(areas))) if areas is not None else query
    return list(connection.scalars(query.order_by(School.name, School.key)))


def may_at(connection: Connection, who: Who, school: str, action: str = SEE) -> bool:
    """Whether a person may do this at a school."""
    if not permissions.may_somewhere(who.role, action):
        return False
    query = select(School.key).where(School.key == school, her_schools(connection, who))
    return connection.scalar(query) is not None


def require_at(connection: Connection, who: Who, school: str, action: str = SEE) -> None:
    """Go on only if she may. A school that is not hers is answered as one that is not there.

    Raises:
        Problem: `not_found` for a school that is none or not hers, `not_allowed` where her role may not.
    """
    if not permissions.may_somewhere(who.role, action):
        raise Problem("not_allowed")
    if not may_at(connection, who, school, action):
        raise Problem("not_found")


def only_hers(connection: Connection, who: Who, pupils: Iterable[Pupil], action: str = SEE) -> list[Pupil]:
    """Of some pupils those of schools where she may do this: what a number, a scan or a search leads to."""
    found = list(pupils)
    own = set(keys_of(connection, who, action)) if found else set()
    return [pupil for pupil in found if pupil.school in own]
