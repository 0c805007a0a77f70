"""Pages of a survey's result: the figures in words, tables and plots; the estimates and records as files."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, render_template, request

from fieldapp.ground.words import t
from fieldapp.survey import access
from fieldapp.survey.result import drawn, page, sheets, wording
from fieldapp.web.gate import needs
from fieldapp.web.workbooks import file_response, sheet_response

blueprint = Blueprint("survey_result", __name__, url_prefix="/surveys/<key>/result")
SIZES = (False, True)  # a plot for a desk, and one for a telephone; the page's sheet shows one of them
blueprint.add_app_template_global(drawn.share)
blueprint.add_app_template_global(drawn.interval, "interval_of")
blueprint.add_app_template_global(drawn.figures, "estimate_cells")


@blueprint.app_template_global()
def in_words(record: dict[str, Any], goal: int) -> str:
    """A record as one reads it aloud, with what it shows of the goal."""
    return t(*wording.sentence(record, goal))


@blueprint.app_template_global()
def shows_goal(record: dict[str, Any], goal: int) -> str:
    """What a record shows of the goal."""
    return t(*wording.shown(record, goal))


@blueprint.get("")
@needs("survey.see")
def show(key: str) -> str:
    """The whole result."""
    result = page.result_of(access.survey_of(key))
    words = page.words_of(result, request.args.get("of", ""))
    plots = [drawn.plot_of_doses(result, narrow) for narrow in SIZES]
    by_group = [drawn.plot_of_groups(result, words["chosen"], narrow) for narrow in SIZES]
    return render_template("survey/result/show.html", **words, plots=plots, by_group=by_group)


@blueprint.get("/estimates.xlsx")
@needs("survey.see")
def estimates(key: str) -> Response:
    """Every estimate as a sheet."""
    result = page.result_of(access.survey_of(key))
    return sheet_response(t("估计值 ", "estimates ") + result.survey.name, *sheets.estimates(result))


@blueprint.get("/records.csv")
@needs("survey.plan")
def records(key: str) -> Response:
    """The anonymised records, as `fieldapp survey estimate` reads them."""
    result = page.result_of(access.survey_of(key, access.PLAN))
    name = t("匿名记录 ", "records ") + result.survey.name + ".csv"
    return file_response(name, sheets.records(result).encode("utf-8-sig"), "text/csv; charset=utf-8")


@blueprint.get("/codebook.xlsx")
@needs("survey.plan")
def codebook(key: str) -> Response:
    """What each column of the records is."""
    result = page.result_of(access.survey_of(key, access.PLAN))
    return sheet_response(t("编码说明 ", "codebook ") + result.survey.name, *sheets.codebook(result))
