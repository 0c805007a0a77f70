"""Whom somebody asks who has nothing to do here yet: the people in charge, nearest first. Reads only."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from fieldapp.areas.codes import path_of
from fieldapp.models.people import Person, PersonArea
from fieldapp.web.gate import Who

ASKED = ("clinic", "administrator", "supervisor")  # who is asked first, nearest to her
MOST = 3


@dataclass(frozen=True)
class Contact:
    """Somebody to ask: name, and number where there is one."""

    name: str
    phone: str


def whom_to_ask(session: Session, person: Who) -> list[Contact]:
    """People in charge of the areas hers lie in: the township's clinic first, then the county's."""
    above = {code for area in person.areas for code in path_of(area)}
    query = select(Person, PersonArea.area).join(PersonArea, PersonArea.person == Person.id)
    query = query.where(PersonArea.until.is_(None), PersonArea.area.in_(above))
    query = query.where(Person.active, Person.role.in_(ASKED))
    found = session.execute(query.order_by(Person.name)).all()
    nearest = sorted(found, key=lambda row: (ASKED.index(row.Person.role), -len(row.area)))
    people = dict.fromkeys((row.Person.name, row.Person.phone or "") for row in nearest)
    return [Contact(*one) for one in list(people)[:MOST]]
