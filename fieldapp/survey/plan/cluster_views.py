"""Pages of clusters: given to surveyors and taken back, and one replaced with the reason."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from fieldapp.ground.problems import Problem
from fieldapp.ground.words import t
from fieldapp.survey import access
from fieldapp.survey.plan import clusters, shown
from fieldapp.survey.plan.views import show
from fieldapp.web.forms import asks_again, comes_back_to, entered, sent
from fieldapp.web.gate import needs

blueprint = Blueprint("survey_clusters", __name__, url_prefix="/surveys/<key>/clusters")


@blueprint.post("/give")
@needs("survey.plan")
@comes_back_to(show, "key")
def give(key: str) -> Any:
    """Give the ticked clusters to a person."""
    survey = access.survey_of(key, access.PLAN)
    chosen = request.form.getlist("clusters")
    if not chosen:
        raise Problem("bad_request", field="clusters")
    n = clusters.give(survey, chosen, entered("person", needed=True))
    flash(
        t(
            f"已分给她 {n} 个群；手机下次联网收到。",
            f"{n} clusters given; her phone gets them at its next exchange.",
        )
    )
    return redirect(url_for("surveys.show", key=key))


@blueprint.post("/<cluster>/people/<person>/end")
@needs("survey.plan")
@comes_back_to(show, "key")
def take(key: str, cluster: str, person: str) -> Any:
    """Take a cluster back from a person."""
    clusters.take(access.survey_of(key, access.PLAN), cluster, person)
    flash(t("已收回；她记过的留着。", "Taken back; what she recorded stays."))
    return redirect(url_for("surveys.show", key=key))


@blueprint.route("/<cluster>/replace", methods=["GET", "POST"])
@needs("survey.plan")
@asks_again
def replace(key: str, cluster: str) -> Any:
    """Put another area in the place of one that cannot be visited."""
    survey = access.survey_of(key, access.PLAN)
    old = clusters.cluster_of(survey, cluster)
    if sent():
        new = clusters.replace(
            survey, old, entered("area", needed=True), entered("why_replaced", needed=True)[:200]
        )
        flash(
            t(
                f"第 {old.n} 群换成第 {new.n} 群；报告里会写明。",
                f"Cluster {old.n} replaced by {new.n}; the report says so.",
            )
        )
        return redirect(url_for("surveys.show", key=key))
    return render_template("survey/plan/replace.html", **shown.of_replacing(survey, old))
