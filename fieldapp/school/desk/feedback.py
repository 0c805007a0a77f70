"""What of a school was caught up in a period: the children with the doses, as its clinic feeds it back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from fieldapp.ground.clock import today
from fieldapp.ground.db import reads
from fieldapp.ground.problems import Problem
from fieldapp.ground.words import t
from fieldapp.models.clinics import Clinic
from fieldapp.school import access
from fieldapp.school.classes.left import OneOf
from fieldapp.school.classes.looking import in_year, outcomes, pupils_in, school_of
from fieldapp.school.terms import term_of
from fieldapp.web.gate import Who


@dataclass(frozen=True)
class Feedback:
    """A school, its clinic's name, the period, and its pupils with what came of their checks."""

    school: Any
    clinic: str
    since: str
    until: str
    pupils: Sequence[OneOf]


def period(since: date | None, until: date | None) -> tuple[str, str]:
    """First and last day: what was asked for, else from the beginning of the term until today.

    Raises:
        Problem: `not_right` where the end lies before the beginning.
    """
    last = until or today()
    first = since or min(term_of(today()).first_day, last)
    if first > last:
        raise Problem("not_right", field="until", why=t("不能早于开始日期", "cannot be before the first day"))
    return first.isoformat(), last.isoformat()


@reads
def feedback_of(
    connection: Connection, who: Who, key: str, since: str, until: str, instance: str
) -> Feedback:
    """The pupils of a school year, with what was caught up by the end of a period.

    Raises:
        Problem: `not_found`, `not_allowed`.
    """
    school = school_of(connection, who, key)
    year = term_of(date.fromisoformat(until)).year
    pupils = in_year(access.as_seen(who, pupils_in(connection, school, year)), year)
    clinic = connection.scalar(select(Clinic.name).where(Clinic.key == school.clinic))
    by_then = min(until, today().isoformat())
    return Feedback(school, clinic or "", since, until, outcomes(pupils, instance, school.area, by_then))


@reads
def clinic_called(connection: Connection, key: str | None) -> dict[str, str]:
    """Name, address and telephone of a clinic."""
    query = select(Clinic.name, Clinic.address, Clinic.phone).where(Clinic.key == key)
    row = connection.execute(query).first()
    return {
        "clinic": row.name if row else "",
        "address": (row and row.address) or "",
        "phone": (row and row.phone) or "",
    }
