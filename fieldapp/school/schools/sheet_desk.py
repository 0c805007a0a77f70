"""What the sheets of schools ask and do, for the person signed in."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select

from fieldapp.areas import tree
from fieldapp.clinics.store import clinics
from fieldapp.ground.db import db
from fieldapp.ground.problems import Problem
from fieldapp.ground.spreadsheets.lines import Table
from fieldapp.models.areas import Area
from fieldapp.models.clinics import Clinic
from fieldapp.models.schools import School
from fieldapp.school import store
from fieldapp.school.schools import desk
from fieldapp.school.schools.sheet import Entry, read_schools
from fieldapp.web.gate import Who


def rows_of(who: Who) -> list[tuple[School, str]]:
    """Her schools, each with how a sheet names its clinic: by its name, or by its code where others are called so."""
    schools = desk.all_of(who)
    known = desk.beside(schools).clinics
    names = select(Clinic.name).where(Clinic.retired_on.is_(None)).group_by(Clinic.name)
    common = set(db.session.scalars(names.having(func.count() > 1)))
    return [(one, _called(known.get(one.clinic or ""), common)) for one in schools]


def _called(clinic: Clinic | None, common: set[str]) -> str:
    if clinic is None:
        return ""
    return clinic.code if clinic.code and clinic.name in common else clinic.name


def example(who: Who) -> tuple[str, str]:
    """A village and the name of a clinic of her areas, for the example line; empty where there is none."""
    here = select(Area.code).where(Area.level == "village", Area.retired_on.is_(None))
    village = db.session.scalar(here.where(tree.inside(Area.code, who.areas)).order_by(Area.code).limit(1))
    clinic = db.session.scalars(clinics(who.areas).limit(1)).first()
    return village or "", clinic.name if clinic else ""


def read(who: Who, table: Table) -> list[Entry]:
    """The lines of a sheet, each with what is wrong with it.

    Raises:
        Problem: `sheet_empty`.
    """
    entries = read_schools(db.session(), table.lines, who.areas, desk.clinic_choices(who))
    if not entries:
        raise Problem("sheet_empty")
    return entries


def put_all(entries: Sequence[Entry]) -> int:
    """Store every line that says something new; how many those were."""
    changed = [entry for entry in entries if entry.becomes != "same"]
    for entry in changed:
        store.put(db.session(), entry.said, store.found(db.session(), entry.said))
    db.session.commit()
    return len(changed)
