"""The report's files and page: Word by the county's template, PDF, and the template to edit."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import Blueprint, Response, current_app, flash, redirect, render_template, url_for

from fieldapp.ground.words import t
from fieldapp.models.surveys import Survey
from fieldapp.survey import access
from fieldapp.survey.report import word
from fieldapp.survey.report.content import Report, report_of
from fieldapp.survey.report.paper import as_pdf
from fieldapp.survey.result import page
from fieldapp.web.forms import asks_again, entered, sent, upload
from fieldapp.web.gate import needs
from fieldapp.web.workbooks import file_response, paper_fonts, pdf_response

blueprint = Blueprint("survey_report", __name__, url_prefix="/surveys/<key>/report")


def _instance() -> Path:
    return Path(current_app.config["INSTANCE"])


def _report(key: str, action: str = access.SEE) -> tuple[Survey, Report]:
    survey = access.survey_of(key, action)
    return survey, report_of(page.result_of(survey, wait=True))


@blueprint.route("", methods=["GET", "POST"])
@needs("survey.plan")
@asks_again
def index(key: str) -> Any:
    """The report's files; POST brings the county's own template, or takes it away."""
    survey, report = _report(key, access.PLAN)
    if sent():
        if entered("usual"):
            word.usual_again(_instance(), survey.county)
        else:
            word.keep(_instance(), survey.county, upload("file")[1], report)
        flash(t("已保存。", "Saved."))
        return redirect(url_for("survey_report.index", key=key))
    own = word.own_template(_instance(), survey.county).exists()
    return render_template("survey/report/show.html", survey=survey, report=report, own=own)


@blueprint.get("/report.docx")
@needs("survey.see")
def as_word(key: str) -> Response:
    """The report as a Word file."""
    survey, report = _report(key)
    content = word.as_word(report, word.template_of(_instance(), survey.county))
    return file_response(f"{report.title}.docx", content, word.MIME)


@blueprint.get("/report.pdf")
@needs("survey.see")
def as_paper(key: str) -> Response:
    """The report as PDF."""
    _survey, report = _report(key)
    return pdf_response(report.title, as_pdf(report, paper_fonts()))


@blueprint.get("/template.docx")
@needs("survey.plan")
def template(key: str) -> Response:
    """The template in use, to be edited in Word."""
    survey = access.survey_of(key, access.PLAN)
    content = word.template_of(_instance(), survey.county).read_bytes()
    return file_response(t("调查报告模板", "survey report template") + ".docx", content, word.MIME)
