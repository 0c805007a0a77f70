"""Pages of a campaign's children: one child, and doses recorded without their lot, which are completed here."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for

from fieldapp.catchup.child import asking
from fieldapp.catchup.tables.despite import despite_words
from fieldapp.ground.problems import Problem
from fieldapp.ground.showing import shown
from fieldapp.ground.words import language, t
from fieldapp.sync.from_office.office_device import record_all
from fieldapp.web.forms import comes_back_to, entered
from fieldapp.web.gate import may, needs

blueprint = Blueprint("catchup_child", __name__, url_prefix="/catchup/<key>")


@blueprint.app_template_global()
def despite_said(visit: Any) -> str:
    """Past which red lines a visit went on, and why."""
    return shown(t(*despite_words(visit.get("despite"), visit.get("despite_why"))))


@blueprint.get("/children/<child>")
@needs("children.see")
def show(key: str, child: str) -> str:
    """A child of the campaign."""
    found = asking.child_of(g.person, key, child)
    ruled = found.plan.state != "draft" and may("catchup.notices", found.story.case.child.village)
    return render_template("catchup/child/show.html", found=found, plan=found.plan, ruled=ruled)


@blueprint.post("/children/<child>/lot")
@needs("catchup.notices")
@comes_back_to(show, "key", "child")
def lot(key: str, child: str) -> Any:
    """Write down the lot of a dose of the campaign."""
    found = asking.child_of(g.person, key, child)
    dose = next((one for one in found.doses if one.key == entered("dose")), None)
    if dose is None:
        raise Problem("not_found")
    data = {"batch": entered("batch", needed=True)}
    said = {"kind": "dose", "key": dose.key, "area": dose.package_area, "data": data}
    record_all(g.person.id, [said], language())
    flash(t("批号已记下。", "The lot is written down."))
    return redirect(url_for("catchup_child.show", key=key, child=child))


@blueprint.get("/without-lot")
@needs("children.see")
def without_lot(key: str) -> str:
    """Doses of the campaign that name no lot."""
    found = asking.without_lot(g.person, key, request.args.get("area", "").strip())
    return render_template("catchup/child/without_lot.html", found=found, plan=found.plan)
