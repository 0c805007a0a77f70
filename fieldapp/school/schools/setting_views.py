"""The page of what a county sets for its school check: marks, deadlines, goals, words on notices."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for

from fieldapp.ground.words import t
from fieldapp.school.schools import county, setting_form
from fieldapp.school.settings import Settings
from fieldapp.web.forms import FIELDS, asks_again, entered, sent
from fieldapp.web.gate import needs

blueprint = Blueprint("school_settings", __name__, url_prefix="/schools/settings")
FIELDS.update({name: (one.zh, one.en) for name, one in setting_form.ASKED.items()})


@blueprint.app_template_global()
def sets_for_schools() -> bool:
    """Whether whoever is signed in has a whole county to set something for."""
    return bool(county.counties(g.person))


@blueprint.route("", methods=["GET", "POST"])
@needs("school.settings")
@asks_again
def index() -> Any:
    """What her county sets; POST sets all of it."""
    code = county.chosen(g.person, entered("county") or request.args.get("county", ""))
    if sent():
        county.put(g.person, code, {name: entered(name) for name in setting_form.ASKED})
        flash(t("已保存；手机下次上报时带上。", "Saved; phones get it at their next exchange."))
        return redirect(url_for("school_settings.index", county=code))
    values = county.values(code)
    words = {"county": code, "counties": county.counties(g.person), "values": values}
    words |= {"groups": setting_form.GROUPS, "usual": setting_form.shown(Settings())}
    return render_template("school/schools/settings.html", **words, shown=(code, 0, values))
