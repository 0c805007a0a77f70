"""What the pages of 接种单位 ask and do, for the person signed in; each change is committed.

The line of the audit and the version phones see are written as rows are saved.
"""

from __future__ import annotations

from collections.abc import Sequence

from fieldapp.clinics import store
from fieldapp.clinics.sheet import Entry, read_clinics
from fieldapp.clinics.store import ClinicLine
from fieldapp.ground.db import db
from fieldapp.ground.problems import Problem
from fieldapp.ground.spreadsheets.lines import Table
from fieldapp.models.clinics import Clinic
from fieldapp.models.people import Person
from fieldapp.web.paging import Listing, listing

Own = Sequence[str]


def all_of(own: Own) -> list[Clinic]:
    """Those of one's areas, by name."""
    return list(db.session.scalars(store.clinics(own)))


def page_of(own: Own) -> tuple[Listing, dict[str, str]]:
    """One page of them, and the names of the areas they name."""
    page = listing(db.session, store.clinics(own))
    return page, store.area_names(db.session(), [one for (one,) in page.rows])


def unserved(own: Own) -> int:
    """How many villages of one's areas no 接种单位 serves."""
    return store.unserved(db.session(), own)


def one(key: str) -> Clinic:
    """One of them, wherever it is.

    Raises:
        Problem: `not_found`.
    """
    return store.clinic_of(db.session(), key)


def names_of(clinic: Clinic) -> dict[str, str]:
    """The names of the areas it names."""
    return store.area_names(db.session(), [clinic])


def staff(clinic: Clinic, own: Own) -> list[Person]:
    """Who belongs to it, of the people who work in one's areas."""
    return store.staff(db.session(), clinic.key, own)


def put(said: ClinicLine, clinic: Clinic | None = None) -> Clinic:
    """Add one, or change one.

    Raises:
        Problem: as of `store.put`.
    """
    saved = store.put(db.session(), said, clinic)
    db.session.commit()
    return saved


def retire(clinic: Clinic) -> None:
    """It vaccinates no more; what names it stays."""
    store.retire(clinic)
    db.session.commit()


def read(table: Table, own: Own) -> list[Entry]:
    """The lines of a sheet, each with what is wrong with it.

    Raises:
        Problem: `sheet_empty`.
    """
    entries = read_clinics(db.session(), table.lines, own)
    if not entries:
        raise Problem("sheet_empty")
    return entries


def put_all(entries: Sequence[Entry]) -> None:
    """Store every line: it changes the one it is about, or adds one."""
    for entry in entries:
        store.put(db.session(), entry.said, store.found(db.session(), entry.said))
    db.session.commit()
