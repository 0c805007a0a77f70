"""Roles whose work is not in the app yet: what the overview says to them, and whom they ask. Reads only.

Until school checks and surveys are built a nurse or a surveyor would meet lists that are not hers and ways that lead
nowhere. A role leaves `WORDS` when its work is there.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from fieldapp.areas.codes import path_of
from fieldapp.ground.words import t
from fieldapp.models.people import Person, PersonArea
from fieldapp.web.gate import Who

WORDS = {
    "nurse": (
        "学校查验还在做。做好以后，您学校的学生名单、查验和通知单会在这里；现在请照学校原来的办法查验。",
        "The school check is being made. Your school’s children, checks and notices will be here; until then go on as "
        "your school always has.",
    ),
    "surveyor": (
        "接种率调查还在做。做好以后，分给您的调查村和住户会在这里；现在请照县里发的调查表做。",
        "The coverage survey is being made. Your clusters and households will be here; until then use the county’s "
        "paper forms.",
    ),
}
ASKED = ("clinic", "administrator", "supervisor")  # who is asked first, nearest to her
MOST = 3


@dataclass(frozen=True)
class Contact:
    """Somebody to ask: name, and number where there is one."""

    name: str
    phone: str


def sentence(role: str) -> str | None:
    """What is said to a role whose work is not here yet; None to any other."""
    return t(*WORDS[role]) if role in WORDS else None


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
