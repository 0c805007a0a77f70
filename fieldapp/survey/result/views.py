"""Pages of a survey's result: the figures in words, tables and plots; the estimates and records as files."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, render_template, request

from fieldapp.ground.design_tokens import colours
from fieldapp.ground.words import language, t
from fieldapp.survey import access
from fieldapp.survey.result import page, sheets, wording
from fieldapp.survey.tables.chart import chart, percent
from fieldapp.web.gate import needs
from fieldapp.web.workbooks import file_response, sheet_response

blueprint = Blueprint("survey_result", __name__, url_prefix="/surveys/<key>/result")


@blueprint.app_template_global()
def share(value: float | None) -> str:
    """A share as a percentage with one decimal; a dash where there is none."""
    return "—" if value is None else percent(value)


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
    return render_template(
        "survey/result/show.html", **words, plot=_plot(result), by_group=_group_plot(result, words)
    )


def _plot(result: page.Result) -> str:
    """The doses by all sources, with their intervals against the goal."""
    lines = [one["any"] | {"outcome": one["dose"]} for one in page.dose_lines(result) if "any" in one]
    title = t("单苗接种率（卡、证、系统或回忆）", "Coverage by card, register or recall")
    goal = result.survey.goal / 100
    return chart(lines, goal, language(), title=title, colours=colours()) if lines else ""


def _group_plot(result: page.Result, words: dict[str, Any]) -> str:
    """The chosen indicator by stratum, residence, sex and township; of too few clusters the estimate alone."""
    lines = [record | {"outcome": value, "group": {"": group}} for group, value, record in words["groups"]]
    title, goal = dict(words["down"]).get(words["chosen"], ""), result.survey.goal / 100
    return chart(lines, goal, language(), title=title, colours=colours()) if lines else ""


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
