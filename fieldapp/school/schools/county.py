"""What the page of a county's settings asks and does, for the person signed in; what is set is audited."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select

from fieldapp.accounts import staff
from fieldapp.ground.clock import china_time
from fieldapp.ground.db import db
from fieldapp.ground.problems import Problem
from fieldapp.ground.words import t
from fieldapp.models.audit import Audit
from fieldapp.models.people import Person
from fieldapp.school.schools import setting_form
from fieldapp.school.settings import put_setting, read_settings
from fieldapp.web.gate import Who, require
from fieldapp.web.versions import compare, seen


def counties(who: Who) -> list[tuple[str, str]]:
    """The counties that are whole hers, code and name: a township sets nothing for the others."""
    return [(code, name) for code, name, _given in staff.counties_ruled(who)]


def chosen(who: Who, asked: str) -> str:
    """The county asked for, or her first.

    Raises:
        Problem: `not_allowed` where it is not whole hers, or none is.
    """
    own = counties(who)
    county = asked or (own[0][0] if own else "")
    if county not in {code for code, _name in own}:
        raise Problem("not_allowed")
    require("school.settings", county)
    return county


def values(county: str) -> dict[str, str]:
    """A county's settings as the form shows them."""
    return setting_form.shown(read_settings(db.session.connection(), county))


def put(who: Who, county: str, typed: Mapping[str, str]) -> None:
    """Set what was typed, all of it or nothing.

    Raises:
        Problem: `not_right`, `changed_meanwhile`, `form_expired`, and as of `chosen`.
    """
    chosen(who, county)
    showed = seen()
    if showed is not None:
        compare(showed, county, 0, values(county), {}, _last(county))
    try:
        read = setting_form.read(typed)
    except setting_form.Wrong as wrong:
        raise Problem("not_right", field=wrong.field, why=t(*wrong.why)) from None
    for name, value in read.items():
        put_setting(db.session(), county, name, value)
    db.session.commit()


def _last(county: str) -> tuple[str, str]:
    """Who last set anything for a county, and when."""
    of_county = Audit.table == "school_setting", Audit.row.startswith(f"{county}/")
    query = select(Person.name, Audit.at).join(Person, Person.id == Audit.by).where(*of_county)
    last = db.session.execute(query.order_by(Audit.id.desc()).limit(1)).first()
    return (last.name, china_time(last.at)) if last else ("", "")
