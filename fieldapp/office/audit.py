"""Lines of the audit that a person may read: what people of her areas did, and what happened to her areas."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, or_, select

from fieldapp.accounts import directory
from fieldapp.areas import tree
from fieldapp.ground.db import db
from fieldapp.models.audit import Audit
from fieldapp.models.people import Person
from fieldapp.office.audit_words import Names, names_of
from fieldapp.web.gate import Who
from fieldapp.web.paging import Listing, listing


def page_of(who: Who, table: str) -> tuple[Listing, Names]:
    """One page of them, of one table or (empty) of all, newest first, and the names of what they speak of."""
    page = listing(db.session, _lines(who, table))
    return page, names_of(db.session(), [line for line, _by in page.rows])


def newest(who: Who, table: str, most: int) -> tuple[list[tuple[Audit, str | None]], Names]:
    """The newest `most` of them, each with the name of who did it, and the names of what they speak of."""
    rows = [(line, by) for line, by in db.session.execute(_lines(who, table).limit(most))]
    return rows, names_of(db.session(), [line for line, _by in rows])


def _lines(who: Who, table: str) -> Select[Any]:
    """Lines by people of one's own areas, and what a command did or others handed over to one's own areas."""
    own = who.areas
    mine = directory.people(own, state="all").order_by(None).with_only_columns(Person.id)
    of_areas = tree.inside(Audit.row, own)
    shown = or_(Audit.by.in_(mine), Audit.by.is_(None) & (Audit.table == "area") & of_areas)
    shown |= (Audit.table == "handover") & of_areas  # whoever brought it
    query = select(Audit, Person.name).outerjoin(Person, Person.id == Audit.by).where(shown)
    return (query.where(Audit.table == table) if table else query).order_by(Audit.id.desc())
