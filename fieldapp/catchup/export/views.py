"""The page of exports back to the register: what waits, one given out, and former ones downloaded again."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for

from fieldapp.catchup.export import giving, sample
from fieldapp.ground.clock import china_time
from fieldapp.ground.spreadsheets.cells import Column
from fieldapp.ground.spreadsheets.writing import text_table
from fieldapp.ground.words import t
from fieldapp.web.forms import asks_again, comes_back_to, sent
from fieldapp.web.gate import needs
from fieldapp.web.once import alone
from fieldapp.web.workbooks import file_response, form_response

blueprint = Blueprint("register_export", __name__, url_prefix="/register-export")
SHOWN = 500


@blueprint.route("", methods=["GET", "POST"])
@needs("export")
@asks_again
def index() -> Any:
    """What waits to be given out, and what was; POST gives it out."""
    area = request.values.get("area", "").strip()
    if sent():
        with alone(f"register export {area}"):
            key = giving.give_out(g.person, area)
        flash(
            t(
                "已导出，下面第一行就是，可以反复下载。",
                "Given out: the first line below, to be downloaded as often as needed.",
            )
        )
        return redirect(url_for("register_export.index", area=giving.export_of(g.person, key).area))
    found = giving.waiting(g.person, area)
    return render_template("catchup/export/index.html", found=found, china_time=china_time, shown=SHOWN)


@blueprint.get("/<key>/doses.xlsx")
@needs("export")
def book(key: str) -> Response:
    """An export as a workbook, in the register's columns."""
    row = giving.export_of(g.person, key)
    sheet = giving.sheet_of(g.person, row)
    columns = [Column(f"column {n}", title, title) for n, title in enumerate(sheet.heads)]
    return form_response(_name(row), columns, sheet.rows)


@blueprint.get("/<key>/doses.csv")
@needs("export")
def text(key: str) -> Response:
    """An export as text."""
    row = giving.export_of(g.person, key)
    sheet = giving.sheet_of(g.person, row)
    content = text_table(sheet.heads, sheet.rows)
    return file_response(f"{_name(row)}.csv", content, "text/csv; charset=utf-8")


@blueprint.get("/sample.xlsx")
@needs("import")
def sample_book() -> Response:
    """A register to try the import with, in a demonstration."""
    sheet = sample.sample_of(g.person)
    columns = [Column(f"column {n}", title, title) for n, title in enumerate(sheet.heads)]
    name = t("演示用接种名单 截至", "sample register up to ") + sample.last_day().isoformat()
    return form_response(name, columns, sheet.rows)


def _name(row: Any) -> str:
    return t("回录接种记录 ", "doses for the register ") + china_time(row.at).replace(":", "")


@blueprint.post("/<key>/withdraw")
@needs("export")
@comes_back_to(index)
def withdraw(key: str) -> Any:
    """An export that was not used: its doses wait again."""
    doses = giving.withdraw(g.person, key)
    flash(t(f"已退回，{doses} 剂又在等着导出。", f"Withdrawn: {doses} doses wait again."))
    return redirect(url_for("register_export.index", area=request.form.get("area", "")))
