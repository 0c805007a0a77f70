"""Pages of a survey's plan: the list, how large, a new one, its clusters drawn and given, opened and closed."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for

from fieldapp.ground.clock import today
from fieldapp.ground.problems import Problem
from fieldapp.ground.words import t
from fieldapp.survey import access
from fieldapp.survey.plan import asked, desk, shown, words
from fieldapp.survey.plan.drawing import read_text
from fieldapp.survey.plan.sizing import EXAMPLES, PRESETS, PURPOSES, Preset, Wanted
from fieldapp.web.forms import asks_again, comes_back_to, entered, sent
from fieldapp.web.gate import needs
from fieldapp.web.workbooks import sheet_response

blueprint = Blueprint("surveys", __name__, url_prefix="/surveys")
for _one in words.GLOBALS:
    blueprint.add_app_template_global(_one)
STATES = {"draft": ("筹备", "being planned"), "open": ("进行中", "under way"), "closed": ("已结束", "closed")}


@blueprint.app_template_global()
def survey_state(state: str) -> str:
    """The state of a survey in words."""
    return t(*STATES[state])


@blueprint.app_template_global()
def survey_series() -> dict[str, str]:
    """The series a survey may ask about, in the language of the page."""
    return dict(asked.all_series())


@blueprint.get("")
@needs("survey.see")
def index() -> str:
    """Her surveys."""
    surveys = desk.surveys(g.person)
    return render_template("survey/plan/index.html", surveys=surveys, counts=desk.counted(g.person))


@blueprint.get("/size")
@needs("survey.plan")
@asks_again
def size() -> str:
    """How large a survey must be, and the examples of the manual through the same code."""
    preset = asked.preset_of(request.args.get("preset", ""))
    wanted = _wanted(preset)
    said = {"wanted": wanted, "size": asked.sized(wanted), "preset": preset, "presets": PRESETS}
    return render_template("survey/plan/size.html", **said, examples=EXAMPLES, purposes=PURPOSES)


@blueprint.route("/new", methods=["GET", "POST"])
@needs("survey.plan")
@asks_again
def new() -> Any:
    """Plan one."""
    preset = asked.preset_of(request.values.get("preset", ""))
    if sent():
        survey = desk.put(g.person, asked.plan_typed(preset), preset)
        flash(t("已存为筹备：下一步抽群。", "Saved as being planned: now draw its clusters."))
        return redirect(url_for("surveys.show", key=survey.key))
    said = {
        "preset": preset,
        "presets": PRESETS,
        "purposes": PURPOSES,
        "campaigns": desk.campaigns_of(g.person),
    }
    said |= {"born": asked.window(preset, today()), "areas": g.person.areas}
    return render_template("survey/plan/new.html", **said, wanted=_wanted(preset))


def _wanted(preset: Preset) -> Wanted:
    """What the figures of a size start from; of a form that was refused its fields hold what was typed."""
    try:
        return preset.wanted if "problem" in g else asked.wanted_typed(preset.wanted)
    except Problem as problem:
        g.problem = problem  # the page says what is wrong beside its fields
        return preset.wanted


@blueprint.get("/<key>")
@needs("survey.see")
def show(key: str) -> str:
    """One survey: how it was planned, its clusters on a map and in a table, who works them."""
    survey = access.survey_of(key)
    return render_template("survey/plan/show.html", **shown.of_survey(survey))


@blueprint.post("/<key>/draw")
@needs("survey.plan")
@comes_back_to(show, "key")
def draw(key: str) -> Any:
    """Draw its clusters from the table of areas."""
    survey = access.survey_of(key, access.PLAN)
    how, source = asked.how_typed(), entered("measure")
    frame = read_text(survey.frame) if source == "kept" else desk.frame_of(survey, source, entered("strata"))
    n = desk.draw(survey, frame, how)
    flash(t(f"抽了 {n} 个群；再抽一次会换掉它们。", f"{n} clusters drawn; drawing again replaces them."))
    return redirect(url_for("surveys.show", key=key))


@blueprint.post("/<key>/state")
@needs("survey.plan")
@comes_back_to(show, "key")
def state(key: str) -> Any:
    """Open it, close it, or open it again."""
    survey = access.survey_of(key, access.PLAN)
    desk.set_state(survey, entered("state", needed=True))
    said = {
        "open": t(
            "已开始：调查员的手机下次联网就收到各自的群。",
            "Open: phones get their clusters at their next exchange.",
        ),
        "closed": t(
            "已结束；迟到的访谈照收，标明“迟到”。",
            "Closed; late interviews are still taken, and marked late.",
        ),
    }
    flash(said[survey.state])
    return redirect(url_for("surveys.show", key=key))


@blueprint.post("/<key>/remove")
@needs("survey.plan")
@comes_back_to(show, "key")
def remove(key: str) -> Any:
    """Take a draft away."""
    desk.remove(access.survey_of(key, access.PLAN))
    flash(t("已删除。", "Removed."))
    return redirect(url_for("surveys.index"))


@blueprint.get("/<key>/clusters.xlsx")
@needs("survey.see")
def clusters(key: str) -> Response:
    """The clusters drawn, with all that is needed to draw them again."""
    survey = access.survey_of(key)
    return sheet_response(t("调查群 ", "clusters ") + survey.name, *shown.sheet_of(survey))
