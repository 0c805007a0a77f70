"""Pages that bring in what a survey is drawn from: its frame, the households of its clusters, known populations."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for

from fieldapp.ground.spreadsheets.cells import Column
from fieldapp.ground.spreadsheets.reader import Table, read_table, required
from fieldapp.ground.spreadsheets.writing import sheet
from fieldapp.ground.words import t
from fieldapp.survey import access
from fieldapp.survey.frame import desk, frame_sheet, household_sheet, populations, shown
from fieldapp.web.forms import asks_again, entered, sent, upload
from fieldapp.web.gate import needs
from fieldapp.web.marked import keep_marked
from fieldapp.web.uploads import forget, keep, kept

blueprint = Blueprint("survey_frame", __name__, url_prefix="/surveys/<key>")


def _brought(
    columns: tuple[Column, ...], judged: Callable[[Table], list[Any]]
) -> tuple[list[Any], dict[str, Any] | None]:
    """The lines of the sheet sent, or of the one that was looked at, each `judged`; and what a page shows of them while
    they are to be looked at, None where they may be kept."""
    token = entered("kept")
    content = kept(token) if token else upload("file")[1]
    table = required(read_table(content, columns))
    entries = judged(table)
    wrong = [one for entry in entries for one in entry.wrong]
    if token and not wrong:
        return entries, None
    words = {"entries": entries, "wrong": wrong, "unread": table.unread}
    return entries, words | {"marked": keep_marked(content, wrong), "kept": "" if wrong else keep(content)}


@blueprint.route("/frame", methods=["GET", "POST"])
@needs("survey.plan")
@asks_again
def frame(key: str) -> Any:
    """Bring in a frame: look at it, then keep it."""
    survey = access.survey_of(key, access.PLAN)
    if not sent():
        return render_template("survey/frame/frame.html", **shown.of_frame(survey))
    entries, looked = _brought(frame_sheet.COLUMNS, lambda table: desk.read_frame(survey, table))
    if looked:
        return render_template("survey/frame/frame.html", **shown.of_frame(survey, entries), **looked)
    n = desk.put_frame(survey, entries)
    forget(entered("kept"))
    flash(t(f"抽样框已存：{n} 个村，可以按它抽群。", f"Frame kept: {n} villages to draw clusters from."))
    return redirect(url_for("surveys.show", key=key))


@blueprint.get("/frame.xlsx")
@needs("survey.plan")
def frame_form(key: str) -> Response:
    """The form of a frame: the villages with the sizes that are known."""
    survey = access.survey_of(key, access.PLAN)
    return sheet(t("抽样框", "frame"), frame_sheet.COLUMNS, desk.frame_lines(survey), form=True)


@blueprint.route("/households", methods=["GET", "POST"])
@needs("survey.plan")
@asks_again
def households(key: str) -> Any:
    """Bring in the households of clusters: look at them, then keep them and draw those to be visited."""
    survey = access.survey_of(key, access.PLAN)
    if not sent():
        return render_template("survey/frame/households.html", **shown.of_households(survey))
    if entered("records"):
        return _kept(key, desk.put_households(survey, desk.of_records(survey)))
    entries, looked = _brought(household_sheet.COLUMNS, lambda table: desk.read_households(survey, table))
    if looked:
        return render_template("survey/frame/households.html", **shown.of_households(survey), **looked)
    forget(entered("kept"))
    return _kept(key, desk.put_households(survey, desk.of_sheet(entries)))


def _kept(key: str, clusters: int) -> Any:
    flash(
        t(
            f"{clusters} 个群有了户名单，要去的户已抽好。",
            f"{clusters} clusters have their households; those to visit are drawn.",
        )
    )
    return redirect(url_for("survey_frame.households", key=key))


@blueprint.get("/households.xlsx")
@needs("survey.plan")
def household_form(key: str) -> Response:
    """The form of households, with those that are kept."""
    survey = access.survey_of(key, access.PLAN)
    return sheet(t("户名单", "households"), household_sheet.COLUMNS, desk.household_lines(survey), form=True)


@blueprint.route("/population", methods=["GET", "POST"])
@needs("survey.plan")
@asks_again
def population(key: str) -> Any:
    """Say how many children there are by residence, sex or township: weights are brought to these numbers."""
    survey = access.survey_of(key, access.PLAN)
    by = populations.way_of(request.values.get("by", ""), survey)
    if not sent():
        return render_template("survey/frame/population.html", **shown.of_population(survey, by))
    populations.put(survey, by, populations.typed(survey, by))
    flash(t("已存；结果按这些人数校正。", "Kept; the result is weighted to these numbers."))
    return redirect(url_for("survey_result.show", key=key))


@blueprint.post("/population/none")
@needs("survey.plan")
def no_population(key: str) -> Any:
    """Weight to no known numbers."""
    populations.put(access.survey_of(key, access.PLAN), "", {})
    flash(t("不再按人数校正。", "The result is weighted to no numbers."))
    return redirect(url_for("survey_frame.population", key=key))
