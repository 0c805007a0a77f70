"""The office's own pages: the overview one lands on, help, and the language switch."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app, g, redirect, render_template, request
from sqlalchemy import select

from fieldapp.campaigns.plan.first_steps import campaigns_of, first_steps
from fieldapp.campaigns.room import rounds_of
from fieldapp.campaigns.rounds.running import open_rounds
from fieldapp.ground.clock import today
from fieldapp.ground.db import db, reading
from fieldapp.ground.words import LANGUAGES, t
from fieldapp.models.areas import Area
from fieldapp.office import not_yet
from fieldapp.office.menu import menu
from fieldapp.web.gate import anyone, local_path, may, needs

blueprint = Blueprint("office", __name__)
YEAR_S = 365 * 24 * 3600


@blueprint.app_context_processor
def _shell() -> dict[str, Any]:
    return {"menu": menu, "signed_in": g.get("person"), "product_name": product_name}


def product_name() -> str:
    """What the software is called here, in the language of the page."""
    return t(current_app.config["PRODUCT_NAME"], current_app.config["PRODUCT_NAME_EN"])


@blueprint.get("/")
@needs("account.own")
def home() -> str:
    """The overview: the person's areas and the way to everything else; for whom nothing is built yet, whom to ask."""
    if waiting := not_yet.sentence(g.person.role):
        ask = not_yet.whom_to_ask(db.session(), g.person)
        return render_template("office/not_yet.html", sentence=waiting, ask=ask)
    own = list(db.session.scalars(select(Area).where(Area.code.in_(g.person.areas)).order_by(Area.code)))
    todo = first_steps(db.session(), g.person) if may("campaign.plan") else []
    seen = campaigns_of(db.session(), g.person) if may("campaign.see") else []
    running = [c for c in seen if c.state == "open"]
    steps = [] if all(step.done for step in todo) else todo
    rounds = [(c, r) for c in running for r in rounds_of(c) if r.state == "open"]
    with reading(db.engine) as connection:
        figures = open_rounds(connection, g.person.areas, rounds)
    words = {"own": own, "steps": steps, "running": running, "figures": figures, "today": today().isoformat()}
    return render_template("office/home.html", **words)


@blueprint.get("/help")
@needs("account.own")
def help() -> str:
    """What each part is for, in a page."""
    return render_template("office/help.html")


@blueprint.post("/language")
@anyone
def language() -> Any:
    """Show pages in Chinese or English from now on."""
    chosen = request.form.get("lang")
    answer = redirect(local_path(request.form.get("next")))
    if chosen in LANGUAGES:
        secure = current_app.config["SESSION_COOKIE_SECURE"]
        answer.set_cookie("lang", chosen, max_age=YEAR_S, samesite="Lax", httponly=True, secure=secure)
    return answer
