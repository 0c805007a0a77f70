"""Finds people for the office: who works in one's own areas. Reads only."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import Session

from fieldapp.areas import tree
from fieldapp.areas.codes import level_of, span
from fieldapp.ground.clock import today
from fieldapp.ground.problems import Problem
from fieldapp.ground.same import clean_name, plain_username
from fieldapp.models.areas import Area
from fieldapp.models.people import Device, Person, PersonArea, SignInSlip
from fieldapp.records.permissions import is_own, may_somewhere, roles_given
from fieldapp.web.scopes import villages_of

FEWEST_DIGITS = 3  # of a telephone number, by which somebody is looked for
DOTS = ".。·"  # with which a name that is half typed may end


def people(
    own: Sequence[str], words: str = "", area: str = "", role: str = "", state: str = "active"
) -> Select[Any]:
    """People who have (or, for `state` left or all, ever had) an area inside one's own areas; `waiting`: who work and
    have not signed in with their slip yet, on a phone or at a computer; `expired`: whose certificate has run out.

    `words`: part of a name, of a telephone number (three digits or more) or the beginning of a user name; `area`:
    only people of this subtree.
    """
    given = select(PersonArea.person).where(tree.inside(PersonArea.area, own))
    if level_of(area):
        given = given.where(PersonArea.area.between(*span(area)))
    query = select(Person).where(Person.id.in_(given))
    if words:
        username = Person.username.startswith(plain_username(words), autoescape=True)
        name = (Person.name.contains(one, autoescape=True) for one in {words, clean_name(words).strip(DOTS)})
        query = query.where(or_(*name, username, *_by_number(words)))
    if role:
        query = query.where(Person.role == role)
    if state != "all":
        query = query.where(Person.active.is_(state != "left"))
    if state == "waiting":
        query = query.where(never_in())
    if state == "expired":
        query = query.where(Person.certificate_until < today().isoformat())
    return query.order_by(Person.name, Person.id)


def _by_number(words: str) -> list[ColumnElement[bool]]:
    """The conditions that somebody's telephone number, which the user name usually is, holds these digits."""
    digits = re.sub(r"[\s\-–—()+.]", "", plain_username(words))
    if not digits.isdecimal() or len(digits) < FEWEST_DIGITS:
        return []
    return [column.contains(digits, autoescape=True) for column in (Person.username, Person.phone)]


def never_in() -> ColumnElement[bool]:
    """The condition that somebody carries a slip and never signed in, with this or an earlier one, anywhere."""
    used = select(SignInSlip.person).where(SignInSlip.used_at.is_not(None))
    phones = select(Device.person).where(~Device.office)
    return and_(Person.must_change, Person.id.not_in(used), Person.id.not_in(phones))


def never_in_of(session: Session, people: Iterable[str]) -> set[str]:
    """Which of these people never signed in."""
    return set(session.scalars(select(Person.id).where(Person.id.in_(set(people)), never_in())))


def has_people(session: Session) -> bool:
    """Whether anybody can sign in on this server."""
    return session.scalar(select(Person.id).where(Person.active).limit(1)) is not None


def areas_of_people(session: Session, people: Iterable[str]) -> dict[str, list[tuple[PersonArea, str]]]:
    """The areas ever given to each of these people, with their names, current ones first."""
    query = select(PersonArea, Area.name).join(Area, Area.code == PersonArea.area)
    query = query.where(PersonArea.person.in_(set(people)))
    found: dict[str, list[tuple[PersonArea, str]]] = {}
    for given, name in session.execute(query.order_by(PersonArea.until.is_not(None), PersonArea.area)):
        found.setdefault(given.person, []).append((given, name))
    return found


def person_seen(session: Session, own: Sequence[str], key: str) -> Person:
    """A person who has or had an area inside one's own.

    Raises:
        Problem: `not_found`, also for somebody who exists elsewhere.
    """
    person = session.scalar(people(own, state="all").where(Person.id == key))
    if person is None:
        raise Problem("not_found")
    return person


def person_ruled(session: Session, own: Sequence[str], key: str) -> Person:
    """A person one may change: every area she has lies inside one's own.

    Raises:
        Problem: `not_found`, `not_allowed`.
    """
    person = session.get(Person, key)
    if person is None:
        raise Problem("not_found")
    has = list(
        session.scalars(select(PersonArea.area).where(PersonArea.person == key, PersonArea.until.is_(None)))
    )
    ever = list(session.scalars(select(PersonArea.area).where(PersonArea.person == key)))
    if not ever or not all(is_own(own, area) for area in has or ever):
        raise Problem("not_allowed")
    return person


def staff_ruled(session: Session, role: str, own: Sequence[str], key: str) -> Person:
    """A person whom somebody of `role` with the areas `own` may change and print slips for. Who may give some roles
    only rules people of these, and nobody who carries a village beyond `own`: her slip would open it.

    Raises:
        Problem: `not_found`, `not_allowed`.
    """
    person = person_ruled(session, own, key)
    if may_somewhere(role, "people.edit"):
        return person
    carried = villages_of(session.connection(), key)
    if person.role not in roles_given(role) or not all(is_own(own, village) for village in carried):
        raise Problem("not_allowed")
    return person
