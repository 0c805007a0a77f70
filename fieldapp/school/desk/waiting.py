"""The children of schools that belong to a clinic: those sent to it, who lacks most and longest first, and whoever is
looked for by a number or a name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from sqlalchemy import Connection, select

from fieldapp.areas.pinyin import pinyin_of
from fieldapp.ground.clock import today
from fieldapp.ground.db import reads
from fieldapp.ground.parsing import plain
from fieldapp.models.schools import School
from fieldapp.school import access
from fieldapp.school.classes.left import DONE, OPEN, OneOf
from fieldapp.school.classes.looking import in_year, outcomes
from fieldapp.school.classes.naming import Class
from fieldapp.school.pupils import Pupil
from fieldapp.school.reading import (
    enrolments_by_number,
    handovers_of,
    pupils_by_enrolment,
    pupils_of,
    pupils_of_children,
)
from fieldapp.school.terms import term_of, terms_of
from fieldapp.sync.incoming import row_store
from fieldapp.web.gate import Who

ASSESS = "school.assess"
MOST_SCHOOLS = 40  # whoever has more says which one
OF_NOTICE = re.compile(r"/n/(\d{8})")


@dataclass(frozen=True)
class Waiting:
    """A child of a school with what came of its check, and the day its school gave the list to the clinic."""

    one: OneOf
    school: Any
    handed_on: str | None = None

    @property
    def since(self) -> str:
        """Since when something is missing: the day it was found."""
        return self.one.outcome.decided_on or self.one.outcome.checked_on or ""

    @property
    def gaps(self) -> int:
        """How many doses are still to be given."""
        return len(self.one.outcome.open)

    @property
    def refuses(self) -> bool:
        """Whether all that is open was refused."""
        return bool(self.gaps) and len(self.one.outcome.refused) == self.gaps


@dataclass(frozen=True)
class Asked:
    """What a page of the desk is asked for: a school's key, a class, what is shown (`open`, `done`, all), words."""

    school: str = ""
    of: Class | None = None
    show: str = OPEN
    words: str = ""


@dataclass(frozen=True)
class Desk:
    """The schools of the person, the one chosen, who was sent by them, and whoever was looked for."""

    schools: Sequence[Any]
    school: Any
    sent: Sequence[Waiting]
    found: Sequence[Waiting]
    asks_school: bool = False

    @property
    def classes(self) -> list[Class]:
        """Of one school the classes that sent somebody."""
        return sorted({(one.one.pupil.grade, one.one.pupil.class_name) for one in self.sent})

    def in_state(self, state: str) -> list[Waiting]:
        """Those with something open, or done; all of them where no state is said."""
        return [one for one in self.sent if not state or one.one.state == state]


@reads
def desk_of(connection: Connection, who: Who, asked: Asked, instance: str) -> Desk:
    """What stands on a clinic's desk."""
    own = _schools(connection, who)
    school = next((one for one in own if one.key == asked.school), None)
    chosen = [school] if school else own
    many = len(chosen) > MOST_SCHOOLS
    there = _this_year(connection, who, [] if many else chosen, instance)
    found = _looked_for(connection, who, own, there, asked.words, instance) if asked.words else []
    sent = sorted((one for one in there if was_sent(one.one)), key=_most_first)
    if asked.of is not None:
        sent = [one for one in sent if (one.one.pupil.grade, one.one.pupil.class_name) == asked.of]
    return Desk(own, school, sent, found, many)


def was_sent(one: OneOf) -> bool:
    """Whether the check of a child found something for its clinic to do."""
    outcome = one.outcome
    had = outcome.missing or outcome.certificate == "without" or outcome.exempt
    return one.state == OPEN or (one.state == DONE and bool(had))


def _most_first(one: Waiting) -> tuple[bool, int, int, str, str, str]:
    pupil = one.one.pupil
    return one.refuses, -one.gaps, -len(one.one.left), one.since, pupil.name, pupil.child


def _schools(connection: Connection, who: Who) -> list[Any]:
    keys = access.keys_of(connection, who, ASSESS)
    query = select(*School.__table__.columns).where(School.key.in_(keys), School.retired_on.is_(None))
    return list(connection.execute(query.order_by(School.name, School.key)))


def _this_year(connection: Connection, who: Who, schools: Sequence[Any], instance: str) -> list[Waiting]:
    """Every pupil of these schools in the school year that runs."""
    year, found = term_of(today()).year, list[Waiting]()
    for county in sorted({one.county for one in schools}):
        some = {one.key: one for one in schools if one.county == county}
        both = (pupils_of(connection, county, some, term.code) for term in terms_of(year))
        rows = access.as_seen(who, chain.from_iterable(both))
        handed = _handed_on(connection, county, some)
        for key, school in some.items():
            own = in_year((one for one in rows if one.school == key), year)
            found += _with_outcomes(own, school, instance, handed)
    return found


def _with_outcomes(
    pupils: Iterable[Pupil], school: Any, instance: str, handed: dict[str, str]
) -> list[Waiting]:
    said = outcomes(pupils, instance, school.area, today().isoformat())
    return [Waiting(one, school, _given_on(one.pupil, handed)) for one in said]


def _given_on(pupil: Pupil, handed: dict[str, str]) -> str | None:
    return min((handed[look.key] for look in pupil.looks if look.key in handed), default=None)


def _handed_on(connection: Connection, county: str, schools: Iterable[str]) -> dict[str, str]:
    """By check the first day on which it stood on a list that a school gave to a clinic."""
    found: dict[str, str] = {}
    for one in handovers_of(connection, county, list(schools)):
        for check in one.checks:
            found[check] = min(one.on, found.get(check, one.on))
    return found


def _looked_for(
    connection: Connection, who: Who, own: Sequence[Any], there: list[Waiting], words: str, instance: str
) -> list[Waiting]:
    """The pupils to whom a number leads, wherever in her schools; else those of that name, in letters too."""
    schools = {one.key: one for one in own}
    number = number_in(words)
    by_number: list[Waiting] = []
    for county in sorted({one.county for one in own}):
        pupils = access.only_hers(connection, who, _by_number(connection, county, number), ASSESS)
        latest = {one.child: one for one in sorted(pupils, key=lambda one: (one.term, one.left_on is None))}
        for one in sorted(latest.values(), key=lambda one: (one.name, one.child)):
            if one.school in schools:
                by_number += _with_outcomes([one], schools[one.school], instance, {})
    return by_number or [one for one in there if is_called(one.one.pupil.name, words)]


def _by_number(connection: Connection, county: str, number: str) -> list[Pupil]:
    """The pupils of a notice, a report, a certificate or a child's own number."""
    of_papers = pupils_by_enrolment(connection, county, enrolments_by_number(connection, county, number))
    children = {one.child for one in of_papers}
    for column in ("certificate_no", "card_no"):
        children |= {row["key"] for row in row_store.fetch(connection, "child", county, column, [number])}
    return pupils_of_children(connection, county, children)


def number_in(words: str) -> str:
    """The number in what was typed or scanned: of a notice's address its eight digits."""
    found = OF_NOTICE.search(words)
    return found[1] if found else plain(words)


def is_called(name: str, words: str) -> bool:
    """Whether a child's name holds what was typed, its pinyin or its initials do."""
    said = plain(words).lower().replace(" ", "")
    whole, initials = pinyin_of(name)
    return bool(said) and (said in name.lower() or said in whole or initials.startswith(said))
