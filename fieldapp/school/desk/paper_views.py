"""The clinic's papers as pages and files: the assessment page of a child, and what of a school was caught up."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, Response, current_app, g, render_template, request

from fieldapp.ground.parsing import read_day
from fieldapp.ground.problems import Problem
from fieldapp.ground.typesetting.typeset import LIST, typeset
from fieldapp.ground.words import language, t
from fieldapp.school.desk import papers
from fieldapp.school.desk.child import at_desk
from fieldapp.school.desk.feedback import Feedback, clinic_called, feedback_of, period
from fieldapp.web.gate import needs
from fieldapp.web.workbooks import paper_fonts, pdf_response, sheet_response

blueprint = Blueprint("desk_papers", __name__, url_prefix="/schools/<key>")


@blueprint.get("/desk/<child>/report.pdf")
@needs("school.assess")
def report(key: str, child: str) -> Response:
    """The assessment page of a child."""
    at = at_desk(g.person, key, child, current_app.config["INSTANCE"])
    places = clinic_called(at.clinic[0] if at.clinic else None) | {"school": at.school.name}
    said = papers.report_said(at.one, at.needs.missing, places, at.today, language())
    return pdf_response(said["name"], typeset(papers.REPORT, said, paper_fonts()))


def _day(name: str) -> date | None:
    said = request.args.get(name, "").strip()
    read = read_day(said) if said else None
    if said and read is None:
        raise Problem("no_day", field=name)
    return date.fromisoformat(read) if read else None


def _asked(key: str) -> tuple[Feedback, list[papers.Row]]:
    since, until = period(_day("since"), _day("until"))
    found = feedback_of(g.person, key, since, until, current_app.config["INSTANCE"])
    return found, papers.caught_up_rows(found.pupils, found.school.name, since, until, language())


def _name(found: Feedback) -> str:
    return f"{t(*papers.FEEDBACK_TITLE)} {found.school.name} {found.since} {found.until}"


@blueprint.get("/feedback")
@needs("school.see")
def feedback(key: str) -> str:
    """补种情况反馈表 of a school."""
    found, rows = _asked(key)
    heads = [t(*words) for words in papers.HEADS]
    children = len({(row[4], row[5]) for row in rows})
    words = {"found": found, "rows": rows, "heads": heads, "children": children}
    return render_template("school/desk/feedback.html", **words)


@blueprint.get("/feedback.xlsx")
@needs("school.see")
def feedback_sheet(key: str) -> Response:
    """The same as a sheet."""
    found, rows = _asked(key)
    heads = [t(*words) for words in papers.HEADS]
    return sheet_response(_name(found), heads, rows, page=t(*papers.FEEDBACK_TITLE))


@blueprint.get("/feedback.pdf")
@needs("school.see")
def feedback_pdf(key: str) -> Response:
    """The same on paper."""
    found, rows = _asked(key)
    said = papers.feedback_said(rows, found.clinic, found.since, found.until, language())
    return pdf_response(_name(found), typeset(LIST, said, paper_fonts()))
