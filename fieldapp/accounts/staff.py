"""What the office does with the people of its areas: looks them up, takes them on, changes, stops and calls them back.

Each verb commits. The line of the audit and the version phones see are written as rows are saved
(`fieldapp.models.reference.keep_track`); where no row says it, the verb writes the line itself. Whose rights are asked
is whoever is signed in (`Who`): a person is found only in her areas.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select

from fieldapp.accounts import directory
from fieldapp.accounts import people as verbs
from fieldapp.accounts.people_sheet import Entry, read_roster
from fieldapp.areas import given, tree
from fieldapp.areas.codes import require_code
from fieldapp.areas.latin.said import place_said
from fieldapp.clinics.store import clinics
from fieldapp.ground.clock import now
from fieldapp.ground.db import db
from fieldapp.ground.problems import Problem
from fieldapp.ground.spreadsheets.lines import Table
from fieldapp.models import county_rights
from fieldapp.models.areas import Area
from fieldapp.models.audit import Audit
from fieldapp.models.clinics import Clinic
from fieldapp.models.people import Device, Person, PersonArea, SignInSlip
from fieldapp.records.permissions import is_kept, may_give
from fieldapp.web import sessions
from fieldapp.web.gate import Who
from fieldapp.web.paging import Listing, listing

Given = Sequence[tuple[PersonArea, str]]
Issued = list[tuple[Person, str]]


def page_of(
    who: Who, filters: dict[str, str]
) -> tuple[Listing, dict[str, list[tuple[PersonArea, str]]], set[str]]:
    """One page of the people of one's areas, the areas of each, and who of them never signed in."""
    page = listing(db.session, directory.people(who.areas, **filters))
    ids = [person.id for (person,) in page.rows]
    return page, directory.areas_of_people(db.session, ids), directory.never_in_of(db.session(), ids)


def how_many(who: Who, state: str) -> int:
    """How many people of one's areas are in a state of `directory.people`."""
    found = directory.people(who.areas, state=state).order_by(None).subquery()
    return db.session.scalar(select(func.count()).select_from(found)) or 0


def all_of(who: Who, filters: dict[str, str]) -> list[tuple[Person, Given]]:
    """Everybody of one's areas with the areas of each."""
    found = list(db.session.scalars(directory.people(who.areas, **filters)))
    areas = directory.areas_of_people(db.session, [person.id for person in found])
    return [(person, areas.get(person.id, [])) for person in found]


def ruled(who: Who, key: str) -> Person:
    """A person whom one may change.

    Raises:
        Problem: `not_found`, `not_allowed`.
    """
    person = directory.staff_ruled(db.session(), who.role, who.areas, key)
    homes = [given.area for given, _name in directory.areas_of_people(db.session, [key]).get(key, [])]
    if any(is_kept(who.role, "people.staff", home, who.withheld) for home in homes):
        raise Problem("not_allowed")
    return person


def counties_ruled(who: Who) -> list[tuple[str, str, bool]]:
    """The counties that are whole a person's: code, name, and whether it lets its clinic doctors take people on."""
    here = select(Area.code, Area.name).where(Area.level == "county", Area.retired_on.is_(None))
    rows = db.session.execute(here.where(tree.inside(Area.code, who.areas)).order_by(Area.code)).all()
    given_ = county_rights.given_by(db.session(), [row.code for row in rows], "people.staff")
    return [(row.code, row.name, given_[row.code]) for row in rows]


def give_right(who: Who, county: str, given_: bool) -> None:
    """A county lets its clinic doctors take people on and print slips, or keeps that to itself.

    Raises:
        Problem: `not_found`: it is no county of hers.
    """
    if county not in {code for code, _name, _given in counties_ruled(who)}:
        raise Problem("not_found")
    county_rights.keep(db.session(), county, "people.staff", not given_)
    by = {"at": now(), "by": who.id, "action": "change", "table": "area", "row": county}
    was, is_now = (json.dumps({"staff_by_clinics": one}) for one in (not given_, given_))
    db.session.add(Audit(**by, before=was, after=is_now))
    db.session.commit()


def of_one(who: Who, key: str, with_sessions: bool) -> dict[str, Any]:
    """What the page of one person shows: areas, phones, clinic, slip, and sessions where they may be ended.

    Raises:
        Problem: `not_found`.
    """
    person = directory.person_seen(db.session, who.areas, key)
    phones = select(Device).where(Device.person == key, ~Device.office).order_by(Device.created.desc())
    return {
        "person": person,
        "areas": directory.areas_of_people(db.session, [key]).get(key, []),
        "phones": list(db.session.scalars(phones)),
        "sessions": sessions.of_person(db.session(), key) if with_sessions else [],
        "clinic": db.session.get(Clinic, person.clinic) if person.clinic else None,
        "slip": db.session.get(SignInSlip, person.slip) if person.slip else None,
    }


def clinic_name(key: str) -> str:
    """What a 接种单位 is called."""
    clinic = db.session.get(Clinic, key) if key else None
    return place_said(clinic.name) if clinic else "—"


def clinic_chosen(who: Who, key: str) -> str | None:
    """The 接种单位 chosen, one of one's areas.

    Raises:
        Problem: `wrong_value`.
    """
    if key and db.session.scalar(clinics(who.areas).where(Clinic.key == key)) is None:
        raise Problem("wrong_value", field="clinic")
    return key or None


def take_on(username: str, name: str, role: str, areas: Sequence[str], **more: Any) -> tuple[Person, str]:
    """Add a person, and the one-time password of her first slip; not committed before the slip is printed."""
    person = verbs.add_person(username, name, role, list(areas), verbs.passwords.new_token(), **more)
    return person, verbs.issue_slip(person)


def take_all_on(entries: Sequence[Entry]) -> Issued:
    """`take_on` for every line of a roster."""
    more = ("certificate_no", "certificate_until")
    return [
        take_on(one.username, one.name, one.role, one.areas, **{name: getattr(one, name) for name in more})
        for one in entries
    ]


def roster_in(who: Who, table: Table) -> list[Entry]:
    """The lines of a roster, each with what is wrong with it.

    Raises:
        Problem: `sheet_empty`.
    """
    entries = read_roster(db.session.connection(), table.lines, who.areas, who.role, who.withheld)
    if not entries:
        raise Problem("sheet_empty")
    return entries


def print_slips(who: Who, issued: Issued) -> dict[str, list[tuple[PersonArea, str]]]:
    """Write down whose slips are printed and commit what was done for it; the areas of each person."""
    areas = directory.areas_of_people(db.session, [person.id for person, _digits in issued])
    by = {"at": now(), "by": who.id, "action": "slip", "table": "person"}
    db.session.add_all(
        Audit(**by, row=person.id, after=json.dumps({"username": person.username}))
        for person, _digits in issued
    )
    db.session.commit()
    return areas


def change(person: Person, name: str, role: str, **more: Any) -> None:
    """Change what the form of a person says; where the role changes, her sessions end."""
    verbs.change(person, name, role, **more)
    db.session.commit()


def give_area(who: Who, key: str, area: str) -> tuple[str, str]:
    """Give a person one more area; what person and area are called.

    Raises:
        Problem: `not_found`, `not_allowed`, `area_code_wrong`, `no_such_area`.
    """
    person = ruled(who, key)
    require_code("area", area)
    if not may_give(who.role, who.areas, person.role, area, who.withheld):
        raise Problem("not_allowed")
    given.give_area(key, area)
    names = person.name, tree.names(db.session.connection(), [area]).get(area, area)
    db.session.commit()
    return names


def end_area(who: Who, key: str, area: str) -> None:
    """End an area of a person from today.

    Raises:
        Problem: `not_found`, `not_allowed`.
    """
    person = directory.person_seen(db.session, who.areas, key)
    if not may_give(who.role, who.areas, person.role, area, who.withheld):
        raise Problem("not_allowed")
    given.end_area(key, area)
    db.session.commit()


def end_sessions(who: Who, key: str, session: str | None, but: str) -> int:
    """End a session of a person in the office, or where none is named every one; how many ended."""
    directory.person_ruled(db.session, who.areas, key)
    ended = sessions.end_others(db.session(), "administrator", key, session, but=but)
    by = {"at": now(), "by": who.id, "action": "end", "table": "office_session", "row": key}
    db.session.add(Audit(**by, after=json.dumps({"count": ended})))
    db.session.commit()
    return ended


def leave(who: Who, key: str) -> None:
    """A person stops working here: her account ends, her sessions and phones with it."""
    verbs.leave(ruled(who, key))
    db.session.commit()


def new_slip(who: Who, key: str, back: bool = False) -> Issued:
    """A new one-time password, the old one ends; `back`: the person works here again, her old phones stay stopped."""
    person = ruled(who, key)
    if back:
        person.active = True
    return [(person, verbs.issue_slip(person))]
