"""Pages of a survey while it goes on: progress, its interviews, and one household with every version."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, render_template, request

from fieldapp.ground.words import t
from fieldapp.survey import access
from fieldapp.survey.aside import BeingCounted
from fieldapp.survey.interviews import flags, watching
from fieldapp.web.gate import needs
from fieldapp.web.workbooks import sheet_response

blueprint = Blueprint("survey_watch", __name__, url_prefix="/surveys/<key>")
blueprint.add_app_template_global(watching.outcome_said, "survey_outcome")
blueprint.add_app_template_global(watching.paper_said, "survey_paper")
AGAIN_S = 2
HEADS = (
    *(
        ("群号", "Cluster"),
        ("户号", "Household"),
        ("日期", "Day"),
        ("结果", "Outcome"),
        ("走访次数", "Tries"),
    ),
    *(
        ("孩子", "Children"),
        ("调查员", "Surveyor"),
        ("版本", "Versions"),
        ("要问一问的", "To be asked about"),
    ),
)


@blueprint.app_errorhandler(BeingCounted)
def counting(going: BeingCounted) -> Response:
    """How far the reading of a survey's interviews is, instead of a page or a file made of them."""
    answer = make_response(render_template("survey/watch/counting.html", going=going))
    answer.headers["Cache-Control"] = "no-store"
    if "." in request.path.rpartition("/")[2]:  # who asked for a file is not given a page in its place
        answer.status_code, answer.headers["Retry-After"] = 503, str(AGAIN_S)
    return answer


@blueprint.get("/watch")
@needs("survey.see")
def watch(key: str) -> str:
    """How far it is: clusters, response, tries left, what is odd by surveyor."""
    return render_template("survey/watch/show.html", **watching.of_survey(access.survey_of(key)))


@blueprint.get("/interviews")
@needs("survey.plan")
def interviews(key: str) -> str:
    """Its interviews that stand, all or those with a flag."""
    survey = access.survey_of(key, access.PLAN)
    flag, person = request.args.get("flag", ""), request.args.get("by", "")
    rows = watching.interviews(survey, flag, person)
    choices = [(code, t(*words)) for code, words in flags.WORDS.items()]
    return render_template(
        "survey/watch/interviews.html", survey=survey, rows=rows, flag=flag, choices=choices
    )


@blueprint.get("/interviews.xlsx")
@needs("survey.plan")
def sheet(key: str) -> Response:
    """The same as a sheet; it names no child."""
    survey = access.survey_of(key, access.PLAN)
    names = ("n", "household", "on", "outcome", "tries", "children", "by", "versions")
    rows = [
        (*(one[name] for name in names), "；".join(one["flags"]))
        for one in watching.interviews(survey, "", "")
    ]
    return sheet_response(t("访谈 ", "interviews ") + survey.name, [t(*words) for words in HEADS], rows)


@blueprint.get("/interviews/<interview>")
@needs("survey.plan")
def one(key: str, interview: str) -> str:
    """One household: what stands, and every version."""
    survey = access.survey_of(key, access.PLAN)
    return render_template("survey/watch/one.html", **watching.one_household(survey, interview))
