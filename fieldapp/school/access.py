"""Which schools and pupils a person may see, and what she may do there: by her role now, and by school (a nurse), by
clinic (a clinic's doctor) or by area (township and county). Asked on every path: page, sheet, paper, QR, map.

Who has the right to see sums alone (the education office) sees no pupil.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, Connection, false, select

from fieldapp.areas import tree
from fieldapp.ground.problems import Problem
from fieldapp.ground.subtrees import inside
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


def as_seen(who: Who, pupils: Iterable[Pupil]) -> list[Pupil]:
    """Pupils as a person sees them: who left a school is to a nurse as her school knew it when it left, and so to
    everybody else who does not answer for where it lives."""
    return [one if follows(who, one) else one.then or one for one in pupils]


def follows(who: Who, pupil: Pupil) -> bool:
    """Whether a person is told what is said of a pupil now: it is at its school, or its village is hers."""
    return pupil.gone_on is None or (who.role != "nurse" and inside(pupil.area, who.areas))


def require_there(who: Who, pupil: Pupil) -> None:
    """Go on only if a person is told what is said of a pupil now.

    Raises:
        Problem: `pupil_left`.
    """
    if not follows(who, pupil):
        raise Problem("pupil_left")


def only_hers(connection: Connection, who: Who, pupils: Iterable[Pupil], action: str = SEE) -> list[Pupil]:
    """Of some pupils those of schools where she may do this, as she sees them: what a number, a scan or a search leads
    to."""
    found = list(pupils)
    own = set(keys_of(connection, who, action)) if found else set()
    return as_seen(who, (pupil for pupil in found if pupil.school in own))
