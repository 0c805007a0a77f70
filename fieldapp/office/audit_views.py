"""The page that says who changed what in the office, and what was said before."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, g, render_template, request
from sqlalchemy import Select, or_, select

from fieldapp.accounts import directory
from fieldapp.areas import tree
from fieldapp.ground.clock import china_time
from fieldapp.ground.db import db
from fieldapp.ground.spreadsheets.cells import Column
from fieldapp.ground.spreadsheets.writing import sheet
from fieldapp.ground.words import t
from fieldapp.models.audit import Audit
from fieldapp.models.people import Person
from fieldapp.office import audit_words
from fieldapp.office.audit_words import TABLES
from fieldapp.web.gate import needs
from fieldapp.web.paging import listing

blueprint = Blueprint("audit", __name__)
COLUMNS = (
    Column("at", "时间", "When"),
    Column("by", "谁", "Who"),
    Column("what", "什么", "What"),
    Column("change", "内容", "Change"),
)
MOST_LINES = 5000


@blueprint.get("/audit")
@needs("audit.see")
def index() -> str:
    """What people of one's own areas changed, newest first."""
    page = listing(db.session, _lines(request.args.get("table", "")))
    tables = [("", t("全部", "all")), *((table, t(*names)) for table, names in TABLES.items())]
    names = audit_words.names_of(db.session(), [line for line, _by in page.rows])
    said = {"tables": tables, "table": request.args.get("table", ""), "names": names, "words": audit_words}
    return render_template("people/audit.html", page=page, most=MOST_LINES, **said)


@blueprint.get("/audit.xlsx")
@needs("audit.see")
def download() -> Response:
    """The newest of them as a sheet, filter kept."""
    query = _lines(request.args.get("table", "")).limit(MOST_LINES)
    rows = [(line, by) for line, by in db.session.execute(query)]
    names = audit_words.names_of(db.session(), [line for line, _by in rows])
    lines = (
        (
            china_time(line.at),
            by or t("命令行", "command line"),
            audit_words.what(line, names),
            _told(line, names),
        )
        for line, by in rows
    )
    return sheet(t("修改记录", "Changes"), COLUMNS, lines)


def _told(line: Audit, names: dict[str, str]) -> str:
    found = audit_words.changes(line, names)
    return t("；", "; ").join(
        f"{name} {f'{old} → ' if old is not None else ''}{new or '—'}" for name, old, new in found
    )


def _lines(table: str) -> Select[Any]:
    """Lines by people of one's own areas, and what a command did or others handed over to one's own areas."""
    own = g.person.areas
    mine = directory.people(own, state="all").order_by(None).with_only_columns(Person.id)
    of_areas = tree.inside(Audit.row, own)
    shown = or_(Audit.by.in_(mine), Audit.by.is_(None) & (Audit.table == "area") & of_areas)
    shown |= (Audit.table == "handover") & of_areas  # whoever brought it
    query = select(Audit, Person.name).outerjoin(Person, Person.id == Audit.by).where(shown)
    return (query.where(Audit.table == table) if table else query).order_by(Audit.id.desc())
