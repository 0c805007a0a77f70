"""Pages of a catch-up's tables that were handed in: the list, one as it was with what is other by now, its files."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for

from fieldapp.areas.latin.said import person_said
from fieldapp.catchup.handed import handing_in
from fieldapp.catchup.handed.handing_in import Issued
from fieldapp.catchup.handed.made import SUMMARY, made, words_of
from fieldapp.catchup.handed.typed import doubts_of, read_typed
from fieldapp.catchup.tables.drawing import as_book, as_pdf
from fieldapp.ground.clock import china_time
from fieldapp.ground.problems import Problem
from fieldapp.ground.spreadsheets.reader import pages_of
from fieldapp.ground.words import t
from fieldapp.web.forms import asks_again, entered, sent
from fieldapp.web.gate import needs
from fieldapp.web.workbooks import file_response, paper_fonts, pdf_response, uploaded

blueprint = Blueprint("catchup_handed", __name__, url_prefix="/catchup/<key>/handed-in")


@blueprint.app_template_global()
def table_said(kind: str) -> str:
    """A table that was handed in, in the language of the page."""
    return t(*words_of(kind))


@blueprint.get("")
@needs("catchup.see")
def index(key: str) -> str:
    """What was handed in, the last first."""
    plan, rows = handing_in.listed(g.person, key)
    return render_template(
        "catchup/handed/index.html", rows=rows, plan=plan, code=request.args.get("area", "")
    )


@blueprint.post("")
@needs("catchup.notices")
def hand_in(key: str) -> Any:
    """Hand a table of an area in as it stands."""
    report = handing_in.hand_in(g.person, made(g.person, key, entered("table"), entered("area")))
    flash(t("已上报：这张表以后不变。", "Handed in: this table stays as it is."))
    return redirect(url_for("catchup_handed.show", key=key, report=report))


@blueprint.route("/check", methods=["GET", "POST"])
@needs("catchup.see")
@asks_again
def check(key: str) -> str:
    """What does not add up in a summary that was typed elsewhere; nothing is kept of it."""
    plan, _rows = handing_in.listed(g.person, key)
    typed = read_typed(pages_of(uploaded())) if sent() and "problem" not in g else None
    if typed is not None and not typed:
        raise Problem("sheet_unreadable")
    doubts = None if typed is None else doubts_of(typed)
    return render_template("catchup/handed/check.html", plan=plan, doubts=doubts, lines=len(typed or ()))


@blueprint.get("/<report>")
@needs("catchup.see")
def show(key: str, report: str) -> str:
    """A table as it was handed in, and what is other by now."""
    found = handing_in.issued(g.person, key, report)
    words = {
        "found": found,
        "plan": found.plan,
        "changes": found.changes(made(g.person, key, found.row.kind, found.row.area).paper),
        "units": found.row.kind == SUMMARY,
        "at": china_time(found.row.at),
    }
    return render_template("catchup/handed/show.html", **words)


@blueprint.get("/<report>.xlsx")
@needs("catchup.see")
def book(key: str, report: str) -> Response:
    """The same as a workbook."""
    found = handing_in.issued(g.person, key, report)
    return file_response(f"{_name(found)}.xlsx", as_book(found.paper, _name(found)))


@blueprint.get("/<report>.pdf")
@needs("catchup.see")
def pdf(key: str, report: str) -> Response:
    """The same as PDF, with who handed it in and when."""
    found = handing_in.issued(g.person, key, report)
    at, by = china_time(found.row.at), person_said(found.row.person)
    words = t(f"{by} 于 {at} 上报", f"handed in by {by}, {at}")
    return pdf_response(_name(found), as_pdf(found.paper, _name(found), paper_fonts(), words))


def _name(found: Issued) -> str:
    return f"{found.row.unit} {t(*found.paper.title)} {found.plan.name} {found.row.until}"
