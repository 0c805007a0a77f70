"""Pages of quick checks and lots: what they decided, a new lot, one lot with its curve, the county's rule."""

from __future__ import annotations

from math import ceil
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for

from fieldapp.ground.problems import Problem, Together
from fieldapp.ground.words import t
from fieldapp.survey import access
from fieldapp.survey.lots import desk, judged
from fieldapp.web.forms import FIELDS, asks_again, comes_back_to, entered, number, sent
from fieldapp.web.gate import needs

blueprint = Blueprint("lots", __name__, url_prefix="/quick-checks")
FIELDS.update(
    {
        "per_cluster": ("每群人数", "children a cluster"),
        "limits": ("档的上限", "limits of the bands"),
        "high": ("好的接种率", "high coverage"),
        "low": ("差的接种率", "low coverage"),
        "check_children": ("每个点查几名", "children of a check"),
        "check_act_from": ("漏几名要重做", "missed to act"),
        "check_extra": ("再看几名", "more to look at"),
    }
)
RANGES = {"check_children": (1, 100), "check_act_from": (1, 100), "check_extra": (0, 100)}


@blueprint.app_template_global()
def lot_decision(code: str) -> str:
    """A decision in words."""
    return t(*judged.DECISIONS[code])


@blueprint.app_template_global()
def site_kind(code: Any) -> str:
    """A kind of site in words."""
    return t(*judged.SITES[code]) if code in judged.SITES else ""


@blueprint.get("")
@needs("survey.see")
def index() -> str:
    """Quick checks by what they ask for, and lots."""
    return render_template("survey/lots/index.html", **desk.overview(g.person), place_of=desk.place_of)


@blueprint.post("/rule")
@needs("survey.plan")
@comes_back_to(index)
def rule() -> Any:
    """Set the county's rule of quick checks."""
    values = {name: number(name, int, *ends) for name, ends in RANGES.items()}
    missing = next((name for name, value in values.items() if value is None), None)
    if missing:
        raise Problem("bad_request", field=missing)
    desk.set_rule(entered("county", needed=True), values)
    flash(t("已保存；手机下次联网时带上。", "Saved; phones get it at their next exchange."))
    return redirect(url_for("lots.index"))


@blueprint.route("/lots/new", methods=["GET", "POST"])
@needs("survey.plan")
@asks_again
def new() -> Any:
    """Draw a lot."""
    if sent():
        lot = desk.put(*_lot_typed())
        return redirect(url_for("lots.show", key=lot.key))
    plan = _plan()
    said = {"rounds": desk.rounds_of(g.person), "plan": plan, "each": ceil(plan[0] / 6) if plan else 10}
    return render_template("survey/lots/new.html", **said)


def _lot_typed() -> tuple[str, str, int, int, list[int], str]:
    """Area, name, clusters, children of each, limits and round of a lot, as the form says them.

    Raises:
        Problem: `bad_request`, `no_number`, `not_right`.
    """
    wrong = Together()
    name, area = (wrong.read(entered, one, needed=True) or "" for one in ("name", "area"))
    clusters = wrong.read(number, "clusters", int, 1, 60) or 6
    each = wrong.read(number, "per_cluster", int, 1, 100) or 10
    limits = wrong.read(_limits, clusters * each) or []
    wrong.end()
    return area, name[:50], clusters, each, limits, entered("round")


def _limits(children: int) -> list[int]:
    """The limits typed, rising and below the number of children.

    Raises:
        Problem: `not_right`.
    """
    words = entered("limits", needed=True).replace("，", " ").replace(",", " ").split()
    found = [int(word) for word in words if word.isascii() and word.isdecimal() and len(word) < 5]
    if len(found) != len(words) or found != sorted(set(found)) or found[-1] >= children:
        raise Problem(
            "not_right", field="limits", why=t("要从小到大，如 3 8 19", "must rise, such as 3 8 19")
        )
    return found


def _plan() -> tuple[int, int] | None:
    """The plan that was asked for in the address."""
    said = [request.args.get(name, "") for name in ("high", "low", "alpha", "beta")]
    try:
        high, low, alpha, beta = (float(one) for one in said)
        return desk.plan_for(high, low, alpha, beta)
    except (ValueError, Problem):
        return None


@blueprint.get("/lots/<key>")
@needs("survey.see")
def show(key: str) -> str:
    """One lot: its decision, its clusters, what a pass means."""
    return render_template("survey/lots/show.html", **desk.of_lot(access.lot_of(key), g.person))


@blueprint.post("/lots/<key>/again")
@needs("survey.plan")
@comes_back_to(show, "key")
def again(key: str) -> Any:
    """Draw it again, after the place was done again."""
    lot = desk.redo(access.lot_of(key, access.PLAN))
    flash(t("已重新抽群；手机下次联网收到。", "Drawn again; phones get it at their next exchange."))
    return redirect(url_for("lots.show", key=lot.key))
