"""What the pages of notices ask: a class with the notices of each pupil, of a school where the person may give them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Connection, select

from fieldapp.ground.db import reads
from fieldapp.models.clinics import Clinic
from fieldapp.school import access
from fieldapp.school.classes import looking
from fieldapp.school.classes.left import OneOf
from fieldapp.school.classes.naming import Class
from fieldapp.school.notices.owed import Paper, papers_of
from fieldapp.school.outcome import Event
from fieldapp.school.pupils import NoticeOf
from fieldapp.school.reading import clinic_names, people_names
from fieldapp.school.settings import Settings, read_settings
from fieldapp.web.gate import Who

NOTICES = "school.notices"


class Held(NamedTuple):
    """A pupil and one notice, out or to be issued."""

    one: OneOf
    paper: Paper


@dataclass(frozen=True)
class ClassNotices:
    """A class of a school year with its notices, what the county sets, the school's clinic, and the names of those that
    assessed, by key."""

    of: Class
    found: looking.SchoolYear
    held: Sequence[Held]
    settings: Settings
    clinic: Any
    clinics: dict[str, str]
    people: dict[str, str]

    @property
    def withdrawn(self) -> list[tuple[OneOf, NoticeOf, Event]]:
        """Those that were taken back, each with when and by whom."""
        return [
            (one, notice, event)
            for one in self.found.pupils
            for notice in one.pupil.notices
            for event in notice.events
            if event.event == "withdrawn"
        ]

    @property
    def out(self) -> list[Held]:
        """Those that are out."""
        return [each for each in self.held if each.paper.notice is not None]

    @property
    def new(self) -> list[Held]:
        """Those still to be issued."""
        return [each for each in self.held if each.paper.notice is None]


def of_class(who: Who, key: str, of: Class, asked: str, instance: str) -> ClassNotices:
    """A class with its notices.

    Raises:
        Problem: `not_found`, `not_allowed`.
    """
    found = looking.year_of(who, key, asked, instance, of)
    settings, clinic, clinics, people = _around(who, found)
    held = [Held(one, paper) for one in found.pupils for paper in papers_of(*one)]
    return ClassNotices(of, found, held, settings, clinic, clinics, people)


@reads
def _around(
    connection: Connection, who: Who, found: looking.SchoolYear
) -> tuple[Settings, Any, dict[str, str], dict[str, str]]:
    """The county's settings, the clinic the school belongs to, if any, those that assessed, and who took back."""
    access.require_at(connection, who, found.school.key, NOTICES)
    own = select(*Clinic.__table__.columns).where(Clinic.key == found.school.clinic)
    names = clinic_names(connection, [look.assessed_by for one in found.pupils for look in one.pupil.looks])
    settings = read_settings(connection, found.school.county)
    events = (event for one in found.pupils for notice in one.pupil.notices for event in notice.events)
    people = people_names(connection, (event.by for event in events if event.event == "withdrawn"))
    return settings, connection.execute(own).first(), names, people
