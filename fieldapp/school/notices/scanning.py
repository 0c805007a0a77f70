"""To whom the number in a notice's code leads: pupils of schools that are the person's, nobody else."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, select

from fieldapp.ground.db import reads
from fieldapp.models.schools import School
from fieldapp.school import access
from fieldapp.school.pupils import NoticeOf, Pupil
from fieldapp.school.reading import enrolments_by_number, pupils_by_enrolment
from fieldapp.web.gate import Who


class Led(NamedTuple):
    """A pupil, its school's name, and its notice with the number."""

    pupil: Pupil
    school: str
    notice: NoticeOf


@reads
def led_to(connection: Connection, who: Who, number: str) -> Sequence[Led]:
    """The pupils that a number leads this person to, each once, in the class it was in last."""
    own = set(access.keys_of(connection, who))
    names: dict[str, str] = {}
    counties: set[str] = set()
    for row in connection.execute(select(School.key, School.name, School.county).where(School.key.in_(own))):
        names[row.key] = row.name
        counties.add(row.county)
    found: dict[tuple[str, str], Led] = {}
    for county in sorted(counties):
        for pupil in access.only_hers(connection, who, _pupils(connection, county, number)):
            for notice in pupil.notices:
                if notice.number == number:
                    found[pupil.child, notice.key] = Led(pupil, names[pupil.school], notice)
    return sorted(found.values(), key=lambda one: (one.pupil.name, one.pupil.child, one.notice.issued_on))


def _pupils(connection: Connection, county: str, number: str) -> list[Any]:
    """Those who may have it, the class each was in last at the end."""
    found = pupils_by_enrolment(connection, county, enrolments_by_number(connection, county, number))
    return sorted(found, key=lambda one: (one.term, one.left_on is None))
