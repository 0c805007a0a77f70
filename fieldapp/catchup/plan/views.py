"""Pages of a campaign of catch-up: the list of campaigns, setting one with its count before the eyes, its state."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for

from fieldapp.catchup.gaps.telling import series_said
from fieldapp.catchup.plan import asking, saving
from fieldapp.catchup.plan.form import STEPS, Typed, areas_typed, documents, read_plan, usual, values_of
from fieldapp.catchup.plan.group_form import FIELD_WORDS, MOST_GROUPS, ROWS, SHORT, rows_shown
from fieldapp.catchup.plan.plan import RESIDENCES, SERIES, STATES, Plan, plan_of
from fieldapp.ground.clock import today
from fieldapp.ground.problems import Problem, Together
from fieldapp.ground.words import language, t
from fieldapp.models.catchups import CatchupCampaign
from fieldapp.web.forms import FIELDS, asks_again, entered, problem_words, sent
from fieldapp.web.gate import may, needs
from fieldapp.web.versions import unchanged

blueprint = Blueprint("catchup", __name__, url_prefix="/catchup")
DOCUMENT = ("document_name", "document_no", "document_by")
FIELDS.update(
    {
        "apart": ("成人两剂间隔", "days between two doses of adults"),
        "groups": ("分组和目标", "groups and goals"),
    }
)
FIELDS.update({"series": ("疫苗", "vaccines"), "residence": ("本地、流动", "residence")})
FIELDS.update(
    {f"{name}{n}": (zh.format(n), en.format(n)) for name, (zh, en) in FIELD_WORDS.items() for n in ROWS}
)
for _one in SERIES:
    _zh, _en = series_said(_one, "zh"), series_said(_one, "en")
    FIELDS[f"grace_{_one}"] = f"{_zh} 宽限天数", f"{_en}, days of grace"
    FIELDS[f"unknown_{_one}"] = f"{_zh} 没有记录的也算", f"{_en}, no record counts too"
    for _n in STEPS:
        FIELDS[f"months{_n}_{_one}"] = f"{_zh} 满几月龄", f"{_en}, months of age"
        FIELDS[f"fewer{_n}_{_one}"] = f"{_zh} 少于几剂", f"{_en}, fewer doses than"


@blueprint.app_template_global()
def series_words(series: str) -> str:
    """A series of the schedule in the language of the page."""
    return series_said(series, language())


@blueprint.app_template_global()
def catchup_state(state: str) -> str:
    """A state of a campaign in the language of the page."""
    return t(*STATES[state])


@blueprint.get("")
@needs("catchup.see")
def index() -> str:
    """The campaigns of one's areas."""
    rows = asking.campaigns(g.person)
    plans = [plan_of(row) for row in rows]
    names = asking.names_of({code for plan in plans for code in plan.areas})
    return render_template("catchup/plan/index.html", plans=plans, names=names)


@blueprint.route("/new", methods=["GET", "POST"])
@needs("catchup.plan")
@asks_again
def new() -> Any:
    """Make a campaign."""
    if sent() and not entered("look"):
        return _save(None)
    return _form(None)


@blueprint.route("/<key>/edit", methods=["GET", "POST"])
@needs("catchup.plan")
@asks_again
def edit(key: str) -> Any:
    """Change a campaign."""
    row = saving.row_of(asking.campaign(g.person, key).key)
    asking.require_all(asking.PLAN, plan_of(row).areas)
    if sent() and not entered("look"):
        unchanged(row, key, lambda: _shown(row), {"residence": lambda code: t(*RESIDENCES[code])})
        return _save(row)
    return _form(row)


@blueprint.get("/count")
@needs("catchup.plan")
def count() -> str:
    """The count of a campaign as it is being set: what the form's page puts in its place."""
    counted, wrong = _counted(request.args)
    return render_template("catchup/plan/_count.html", counted=counted, wrong=wrong)


@blueprint.post("/<key>/act")
@needs("catchup.plan")
def act(key: str) -> Any:
    """Open or close a campaign."""
    row = saving.row_of(asking.campaign(g.person, key).key)
    asking.require_all(asking.PLAN, plan_of(row).areas)
    saving.act(row, entered("act"), bool(entered("sure")))
    words = {
        "open": ("已开始：手机下次上报时会拿到。", "Under way: phones get it at their next exchange."),
        "close": ("已结束；以后上报的照样计入。", "Closed; what is sent later counts all the same."),
    }
    flash(t(*words[entered("act")]))
    return redirect(url_for("catchup_tables.show", key=key))


def _save(row: CatchupCampaign | None) -> Any:
    wrong = Together()
    name = wrong.read(entered, "name", needed=True) or ""
    plan = wrong.read(read_plan, request.form)
    areas = areas_typed(request.form)
    county = wrong.read(asking.county_planned, areas, row and row.county) if areas else ""
    wrong.end()
    saved = saving.save(plan, county, name, documents(request.form), row)
    flash(t("已保存。", "Saved."))
    return redirect(url_for("catchup_tables.show", key=saved.key))


def _form(row: CatchupCampaign | None) -> str:
    own = g.person.areas[0] if len(g.person.areas) == 1 else ""
    plan = plan_of(row) if row is not None else usual(today(), own)
    values = _typed(values_of(plan) | _documents(row))
    looked = request.form if request.method == "POST" else None
    counted, wrong = _counted(looked) if looked is not None else _count(plan)
    choices = asking.choices(g.person)
    words: dict[str, Any] = {"row": row, "values": values, "choices": choices, "steps": STEPS}
    words["more"] = [one for one in values["areas"] if one not in {code for code, _name, _deep in choices}]
    words |= {"all_series": SERIES, "residences": [(code, t(*said)) for code, said in RESIDENCES.items()]}
    words["groups_shown"] = rows_shown(values)
    words["group_fields"] = [(name, t(*said), t(*SHORT[name])) for name, said in FIELD_WORDS.items()]
    words["groups_most"] = MOST_GROUPS
    words["shown"] = (row.key, row.version, _shown(row)) if row is not None else None
    return render_template("catchup/plan/edit.html", counted=counted, wrong=wrong, **words)


def _typed(values: dict[str, Any]) -> dict[str, Any]:
    """What was typed in place of what stands, where the form came back."""
    if request.method != "POST":
        return values
    lists = {name: request.form.getlist(name) for name, value in values.items() if isinstance(value, list)}
    return {name: lists.get(name, request.form.get(name, "")) for name in values}


def _documents(row: CatchupCampaign | None) -> dict[str, str]:
    return {name: (getattr(row, name) or "") if row is not None else "" for name in DOCUMENT}


def _shown(row: CatchupCampaign) -> dict[str, Any]:
    return values_of(plan_of(row)) | _documents(row)


def _counted(typed: Typed) -> tuple[Any, str]:
    """The count of what is typed, or why there is none."""
    try:
        return _count(read_plan(typed))
    except Problem as problem:
        g.setdefault("problem", problem)
        return None, (problem_words() or {}).get("sentence", "")


def _count(plan: Plan) -> tuple[Any, str]:
    if not plan.areas or not all(may(asking.PLAN, code) for code in plan.areas):
        return None, t("先选地区。", "Choose the areas first.")
    return asking.counted(plan, asking.county_of(plan.areas)), ""
