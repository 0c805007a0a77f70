"""The page that says who changed what in the office, and what was said before."""

from __future__ import annotations

from flask import Blueprint, Response, g, render_template, request

from fieldapp.ground.clock import china_time
from fieldapp.ground.spreadsheets.cells import Column
from fieldapp.ground.spreadsheets.writing import sheet
from fieldapp.ground.words import t
from fieldapp.models.audit import Audit
from fieldapp.office import audit, audit_words
from fieldapp.office.audit_words import TABLES
from fieldapp.web.gate import needs

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
    page, names = audit.page_of(g.person, request.args.get("table", ""))
    tables = [("", t("全部", "all")), *((table, t(*names)) for table, names in TABLES.items())]
    said = {"tables": tables, "table": request.args.get("table", ""), "names": names, "words": audit_words}
    return render_template("people/audit.html", page=page, most=MOST_LINES, **said)


@blueprint.get("/audit.xlsx")
@needs("audit.see")
def download() -> Response:
    """The newest of them as a sheet, filter kept."""
    rows, names = audit.newest(g.person, request.args.get("table", ""), MOST_LINES)
    lines = (
        (
            china_time(line.at),
            by or t("命令行", "command line"),
            audit_words.what(line, names),
            _told(line, names),
        )
        for line, by in rows
    )
    return sheet(t("修改记录", "changes"), COLUMNS, lines)


def _told(line: Audit, names: dict[str, str]) -> str:
    found = audit_words.changes(line, names)
    return t("；", "; ").join(
        f"{name} {f'{old} → ' if old is not None else ''}{new or '—'}" for name, old, new in found
    )
