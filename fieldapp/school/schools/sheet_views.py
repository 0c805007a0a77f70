"""Sheets of schools: the list as a file, a form to fill in, and the way back, looked at line by line."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, g, redirect, render_template, url_for

from fieldapp.ground.spreadsheets.reader import read_table, required
from fieldapp.ground.spreadsheets.writing import sheet
from fieldapp.ground.words import t
from fieldapp.school.schools import sheet_desk
from fieldapp.school.schools.sheet import COLUMNS, LICENCES, READ, Entry
from fieldapp.school.schools.views import blueprint
from fieldapp.school.store import KIND_NAMES
from fieldapp.web.forms import asks_again, entered, sent, upload
from fieldapp.web.gate import needs
from fieldapp.web.marked import keep_marked
from fieldapp.web.uploads import forget, keep, kept


@blueprint.get("/list.xlsx")
@needs("school.see")
def download() -> Response:
    """Her schools as a sheet, which can be mended and imported again."""
    rows = [
        (
            *(one.name, t(*KIND_NAMES[one.kind]), one.area, one.code, t(*LICENCES[not one.licensed])),
            *(clinic, one.address, one.phone, one.lon, one.lat),
        )
        for one, clinic in sheet_desk.rows_of(g.person)
    ]
    return sheet(t("学校", "schools"), COLUMNS, rows, form=True)


@blueprint.get("/template.xlsx")
@needs("school.edit")
def template() -> Response:
    """A form for a sheet of schools, with an example line."""
    village, clinic = sheet_desk.example(g.person)
    name, kind = t("例村小学", "Example school"), t(*KIND_NAMES["primary"])
    line = (name, kind, village, "", t(*LICENCES[0]), clinic, "", "0737-0000000", "", "")
    return sheet(t("学校导入模板", "schools form"), COLUMNS, [line], form=True)


@blueprint.route("/import", methods=["GET", "POST"])
@needs("school.edit")
@asks_again
def import_sheet() -> Any:
    """Upload a sheet, look at it line by line, then store it."""
    if not sent():
        return render_template("school/schools/import.html", entries=None)
    token = entered("kept")
    content = kept(token) if token else upload("file")[1]
    table = required(read_table(content, READ))
    entries = sheet_desk.read(g.person, table)
    wrong = [one for entry in entries for one in entry.wrong]
    if not token or wrong:
        words = {"kept": keep(content), "marked": keep_marked(content, wrong), "unread": table.unread}
        return render_template("school/schools/import.html", entries=entries, **words)
    return _stored(entries, token)


def _stored(entries: list[Entry], token: str) -> Any:
    changed = sheet_desk.put_all(entries)
    forget(token)
    flash(
        t(f"已导入 {len(entries)} 所，新增或更改 {changed} 所。", f"{len(entries)} read, {changed} stored.")
    )
    return redirect(url_for("schools.index"))
