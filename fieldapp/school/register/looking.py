"""What the register asks: a class of a school where the person may see pupils, each with what its doses fill."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection

from fieldapp.areas import tree
from fieldapp.areas.latin.said import person_said, place_said
from fieldapp.ground.clock import today
from fieldapp.ground.db import reads
from fieldapp.ground.problems import Problem
from fieldapp.schedule import Programme, packaged
from fieldapp.schedule.in_use import programme_in_use
from fieldapp.schedule.series_of import counts_in, parts_of
from fieldapp.school import access
from fieldapp.school.classes import looking
from fieldapp.school.classes.left import OneOf
from fieldapp.school.classes.naming import Class
from fieldapp.school.deadlines import day_in_year
from fieldapp.school.engine import assessed
from fieldapp.school.reading import clinic_names, people_names
from fieldapp.school.register.lines import Known, Line, entering, line_of
from fieldapp.school.register.marks import NAMES, Dose, given_slots, with_later
from fieldapp.school.register.usual import assumed
from fieldapp.school.settings import Settings, read_settings
from fieldapp.school.slots import Slot
from fieldapp.web.gate import Who


@dataclass(frozen=True)
class Register:
    """A class of a school year with a line for each child that entered, the county's marks, and who checked."""

    of: Class
    found: looking.SchoolYear
    lines: Sequence[Line]
    marks: Mapping[str, str]
    checkers: Sequence[str]


@dataclass(frozen=True)
class _Around:
    settings: Settings
    villages: dict[str, str]
    clinics: dict[str, str]
    people: dict[str, str]


def class_register(who: Who, key: str, of: Class, asked: str, instance: str, language: str) -> Register:
    """The register of a class.

    Raises:
        Problem: `not_found`, `not_allowed`.
    """
    found = looking.year_of(who, key, asked, instance, of)
    if not found.pupils:
        raise Problem("not_found")
    here = entering(found.pupils)
    around = _around(who, found, here)
    rules, parts = programme_in_use(instance, found.school.area), parts_of(packaged().products)
    until = day_in_year(around.settings.second_look, found.year).isoformat()
    clinics = {key: place_said(called, language) for key, called in around.clinics.items()}
    own, lines = clinics.get(found.school.clinic or "", ""), []
    for number, one in enumerate(here, start=1):
        village = place_said(around.villages.get(one.pupil.area, ""), language)
        known = Known(_given(one, rules, parts), village, clinics, own, until)
        lines.append(line_of(number, _named(one, language), known, language))
    return Register(of, found, lines, _marks(around.settings), list(around.people.values()))


def _named(one: OneOf, language: str) -> OneOf:
    """A pupil with its names as the paper says them."""
    fields = dict(one.pupil.fields)
    for name in ("name", "guardian", "mother"):
        fields[name] = person_said(fields.get(name), language)
    return one._replace(pupil=replace(one.pupil, fields=fields))


def _marks(settings: Settings) -> dict[str, str]:
    """The county's mark of each state."""
    return {state: str(getattr(settings, f"mark_{state}")) for state in NAMES}


def _given(one: OneOf, rules: Programme, parts: dict[str, list[dict[str, Any]]]) -> dict[Slot, Dose]:
    """Which slots a child's valid doses fill, by the schedule; those from its check on come after what was there
    by then, entered or as the assessment has it."""
    pupil, on, checked = one.pupil, today().isoformat(), one.outcome.checked_on or "9999"
    doses = [(product, day) for product, day, _source in pupil.doses]
    said = assessed(pupil.born, pupil.fields.get("sex"), doses, (), on, rules)["doses"] if doses else []
    valid = [(dose["product"], dose["given_on"]) for dose in said if dose["valid"]]
    series_at = counts_in(pupil.born, parts)
    given = given_slots([dose for dose in valid if (dose[1] or "") < checked], series_at, on)
    given |= assumed(pupil, given, rules)
    return with_later(
        given, [dose for dose in valid if (dose[1] or "") >= checked], series_at, one.outcome.filled
    )


@reads
def _around(connection: Connection, who: Who, found: looking.SchoolYear, pupils: Sequence[OneOf]) -> _Around:
    """The county's settings; names of villages, clinics and of those who checked, by key."""
    access.require_at(connection, who, found.school.key)
    looks = [look for one in pupils for look in one.pupil.looks]
    return _Around(
        read_settings(connection, found.school.county),
        tree.names(connection, {one.pupil.area for one in pupils if one.pupil.area}),
        clinic_names(connection, [found.school.clinic, *(look.assessed_by for look in looks)]),
        people_names(connection, [look.by for look in looks if look.first]),
    )
