"""Pages of the plan: make and change a campaign, its rounds, its state."""

from __future__ import annotations

import json
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for

from fieldapp.campaigns.plan import asking, copying, giving, saving
from fieldapp.campaigns.plan.form import MOPUP_DAYS, PlanForm, read_plan, read_round
from fieldapp.campaigns.plan.products import choosable, forms_of
from fieldapp.campaigns.room import (
    areas_of,
    blueprint,
    campaign_of,
    campaigns_of,
    may_everywhere,
    require_everywhere,
    round_of,
    rounds_of,
)
from fieldapp.campaigns.states import acts
from fieldapp.ground.clock import today
from fieldapp.ground.problems import Problem
from fieldapp.ground.words import language, t
from fieldapp.models.campaigns import Campaign, Round
from fieldapp.records.code_words import FORMS, word
from fieldapp.schedule import packaged
from fieldapp.web.forms import asks_again, number, sent
from fieldapp.web.gate import may, needs, require
from fieldapp.web.versions import texts, unchanged

PLANNED = ("name", "product", "form", "goal", "born_from", "born_to", "min_age_months", "min_age_days")
PLANNED += (
    "min_interval_days",
    "zero_dose_ipv_first",
    "areas",
    "document_name",
    "document_no",
    "document_by",
)
PLANNED += ("door_allowed", "mopup_days", "planned")  # what the form of a plan changes
DAYS = ("first_day", "last_day")


@blueprint.route("/new", methods=["GET", "POST"])
@needs("campaign.plan")
def new() -> Any:
    """Make a campaign."""
    if request.method == "GET" and request.args.get("from"):
        return _form(None, PlanForm(values=_as_before(campaign_of(request.args["from"]))))
    if request.method == "GET":
        whole = [branch.code for branch in asking.branches_of(g.person)]
        usual: dict[str, Any] = {"goal": 95, "product": "bOPV", "form": "drops", "mopup_days": MOPUP_DAYS}
        usual["areas"] = whole if len(whole) == 1 else []
        return _form(None, PlanForm(values=usual))
    return _save(None)


OF_ONE_YEAR = {"born_from", "born_to", "document_name", "document_no", "document_by", "planned", "areas"}


def _as_before(campaign: Campaign) -> dict[str, Any]:
    """What a new plan takes from another: all but what is of that year alone; of its areas those that are one's own."""
    values = {name: getattr(campaign, name) for name in PLANNED if name not in OF_ONE_YEAR}
    own = [code for code in areas_of(campaign) if may("campaign.plan", code)]
    first = min((one.first_day for one in rounds_of(campaign)), default="")
    if first:  # a name that says the year of the campaign before says this one's
        values["name"] = campaign.name.replace(first[:4], str(today().year))
    return values | {"areas": own, "before": campaign}


@blueprint.route("/<key>/edit", methods=["GET", "POST"])
@needs("campaign.plan")
def edit(key: str) -> Any:
    """Change a campaign."""
    campaign = campaign_of(key)
    require_everywhere("campaign.plan", campaign)
    if request.method == "POST":
        try:
            unchanged(campaign, key, lambda: _shown(campaign), _said_in_plan())
        except Problem as problem:
            if problem.code != "changed_meanwhile":
                raise
            g.problem = problem
            return _form(campaign, _typed_form(campaign)), problem.status
        return _save(campaign)
    values = {column.key: getattr(campaign, column.key) for column in Campaign.__table__.columns}
    return _form(campaign, PlanForm(values=values | {"areas": json.loads(campaign.areas)}))


def _shown(campaign: Campaign) -> dict[str, Any]:
    """What the form of a plan shows, as text."""
    return texts(campaign, [name for name in PLANNED if name != "areas"]) | {"areas": areas_of(campaign)}


def _said_in_plan() -> dict[str, Any]:
    """How codes of the plan are said to people."""
    names = {product["id"]: product[language()] for product in packaged().products}
    tick = lambda value: t("是", "yes") if value else t("否", "no")  # noqa: E731
    words: dict[str, Any] = {"product": lambda code: names.get(code, code), "areas": asking.area_name}
    words |= {"form": lambda code: word(FORMS, code, language())}
    return words | {"zero_dose_ipv_first": tick, "door_allowed": tick}


def _typed_form(campaign: Campaign | None) -> PlanForm:
    more = request.form.get("more_areas", "").replace("，", ",").replace(",", " ").split()
    kept = campaign.product if campaign else None
    return read_plan(request.form, [*request.form.getlist("areas"), *more], kept)


def _save(campaign: Campaign | None) -> Any:
    form = _typed_form(campaign)
    for code in form.values["areas"]:
        require("campaign.plan", code)
    if request.form.get("taken_from"):
        campaign_of(request.form["taken_from"])  # refuses one that is not hers
    if form.wrong:
        return _form(campaign, form), 422
    try:
        saved = saving.save_campaign(campaign, form.values)
    except Problem as problem:
        form.wrong[problem.field or "areas"] = (problem.sentence("zh"), problem.sentence("en"))
        return _form(campaign, form), 422
    flash(t("方案已保存。", "The plan is saved."))
    if campaign is None and request.form.get("taken_from"):
        n = copying.copy_posts(
            campaign_of(request.form["taken_from"]), saved, giving.villages_of(g.person, saved)
        )
        flash(
            t(f"接种点照抄了 {n} 个，日期要重填。", f"{n} posts were copied; their days are to be said anew.")
        )
    return redirect(url_for("campaigns.plan", key=saved.key))


def _form(campaign: Campaign | None, form: PlanForm) -> str:
    again = (form.wrong.keys() & request.form.keys()) - {"areas"}  # of which there are several
    typed = {**form.values, **{name: request.form[name] for name in again}}
    wrong = {name: words[0 if language() == "zh" else 1] for name, words in form.wrong.items()}
    words: dict[str, Any] = {"campaign": campaign, "values": typed, "wrong": wrong}
    words["choices"] = asking.branches_of(g.person)
    shown = {code for branch in words["choices"] for code in branch.codes()}
    words["single"] = [code for code in typed["areas"] if code not in shown]
    names = {product["id"]: product[language()] for product in packaged().products}
    kept = campaign.product if campaign else None
    words["before"] = typed.get("before")
    words["others"] = [] if campaign else [(one.key, one.name) for one in campaigns_of(g.person.areas)]
    if campaign:
        words["shown"] = (campaign.key, campaign.version, _shown(campaign))
    words["products"] = [(code, names.get(code, code), forms_of(code)) for code in choosable(kept)]
    return render_template("campaigns/edit.html", forms=FORMS, lang=language(), **words)


@blueprint.get("/<key>/plan")
@needs("campaign.see")
def plan(key: str) -> str:
    """The plan: what is ordered, where, when, and what can be done next."""
    return _plan_page(campaign_of(key))


def _plan_page(campaign: Campaign) -> str:
    rounds = rounds_of(campaign)
    words: dict[str, Any] = {"campaign": campaign, "rounds": rounds, "today": today().isoformat()}
    words |= {"areas": asking.ordered_for(campaign), "acts": acts(campaign.state), "doubts": []}
    if campaign.state != "closed" and may_everywhere("campaign.plan", campaign):
        words["steps"] = asking.steps_of(campaign, rounds)
    if campaign.state != "open" and may_everywhere("campaign.open", campaign):
        words["doubts"] = saving.doubts_of_opening(campaign, asking.villages_of(campaign))
    words["form"] = word(FORMS, campaign.form, language())
    words["shown"] = {one.n: (one.key, one.version, texts(one, DAYS)) for one in rounds}
    return render_template("campaigns/plan.html", **words)


@blueprint.post("/<key>/rounds")
@needs("campaign.plan")
@asks_again
def add_round(key: str) -> Any:
    """Add a round, or change the days of round `n`; wrong days come back with the reason."""
    campaign = campaign_of(key)
    require_everywhere("campaign.plan", campaign)
    if not sent():
        return _plan_page(campaign)
    form, n = read_round(request.form), number("n", int, 1, 1000)
    for name, (zh, en) in form.wrong.items():
        raise Problem("not_right", field=name, why=t(zh, en))
    if n is not None:
        round_ = round_of(campaign, n)
        unchanged(round_, round_.key, lambda: texts(round_, DAYS))
    saving.save_round(campaign, n, form.values)
    flash(t("轮次已保存。", "The round is saved."))
    return redirect(url_for("campaigns.plan", key=key))


DONE = {
    "open": ("已启动：手机下次上报后就能看到。", "Open: phones see it after they next send."),
    "close": ("已结束：以后上报的仍会计入。", "Closed: what is sent later still counts."),
}


@blueprint.post("/<key>/act")
@needs("campaign.open")
@asks_again
def act(key: str) -> Any:
    """Open, close or open the campaign again."""
    campaign = campaign_of(key)
    require_everywhere("campaign.open", campaign)
    if not sent():
        return _plan_page(campaign)
    sure = request.form.get("confirmed") == "1"
    saving.act_on_campaign(campaign, request.form.get("act", ""), sure, asking.villages_of(campaign))
    flash(t(*DONE[request.form["act"]]))
    return redirect(url_for("campaigns.plan", key=key))


@blueprint.post("/<key>/rounds/<int:n>/act")
@needs("campaign.open")
@asks_again
def act_on_round(key: str, n: int) -> Any:
    """Close a round or open it again."""
    campaign = campaign_of(key)
    require_everywhere("campaign.open", campaign)
    if not sent():
        return _plan_page(campaign)
    round_: Round = round_of(campaign, n)
    saving.act_on_round(round_, request.form.get("act", ""))
    flash(t(*DONE[request.form["act"]]))
    return redirect(url_for("campaigns.plan", key=key))
