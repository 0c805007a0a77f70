"""The office's own pages: the overview one lands on, help, and the language switch."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, current_app, g, redirect, render_template, request
from sqlalchemy import select

from fieldapp.areas.romanised import person_in_latin, place_in_latin
from fieldapp.ground.clock import china_time, now
from fieldapp.ground.db import db
from fieldapp.ground.words import LANGUAGES, language, t
from fieldapp.models.areas import Area
from fieldapp.office import front, not_yet
from fieldapp.office.menu import menu
from fieldapp.web.gate import anyone, local_path, needs

blueprint = Blueprint("office", __name__)
YEAR_S = 365 * 24 * 3600
MOST_NAMED = 3  # areas on a printed page


@blueprint.app_context_processor
def _shell() -> dict[str, Any]:
    return {"menu": menu, "signed_in": g.get("person"), "product_name": product_name}


@blueprint.app_template_global()
def on_paper() -> dict[str, str]:
    """What a printed page says of itself: whose areas its figures are of, who printed it, and when."""
    codes = tuple(g.person.areas)
    names = db.session.scalars(select(Area.name).where(Area.code.in_(codes[:MOST_NAMED])).order_by(Area.code))
    more = (
        t(f"等{len(codes)}个地区", f" and {len(codes) - MOST_NAMED} more") if len(codes) > MOST_NAMED else ""
    )
    return {"whose": t("、", ", ").join(map(place, names)) + more, "at": china_time(now())}


@blueprint.app_template_filter()
def place(name: str | None) -> str:
    """A place's name, on an English page with the same in Latin letters beside it: `{{ village | place }}`."""
    return _beside(name, place_in_latin)


@blueprint.app_template_filter()
def person(name: str | None) -> str:
    """A person's name, on an English page with the same in Latin letters beside it: `{{ child | person }}`."""
    return _beside(name, person_in_latin)


def _beside(name: str | None, in_latin: Callable[[str], str]) -> str:
    latin = in_latin(name) if name and language() == "en" else ""
    return f"{name} {latin}" if latin else name or ""


def product_name() -> str:
    """What the software is called here, in the language of the page."""
    return t(current_app.config["PRODUCT_NAME"], current_app.config["PRODUCT_NAME_EN"])


@blueprint.get("/")
@needs("account.own")
def home() -> str:
    """The overview: the person's areas and the way to everything else; for whom nothing is built yet, whom to ask."""
    if waiting := not_yet.sentence(g.person.role):
        return render_template("office/not_yet.html", sentence=waiting, ask=front.whom_to_ask(g.person))
    return render_template("office/home.html", **front.overview(g.person))


@blueprint.get("/help")
@needs("account.own")
def help() -> str:
    """What each part is for, in a page."""
    return render_template("office/help.html")


@blueprint.post("/language", endpoint="language")
@anyone
def choose_language() -> Any:
    """Show pages in Chinese or English from now on."""
    chosen = request.form.get("lang")
    answer = redirect(local_path(request.form.get("next")))
    if chosen in LANGUAGES:
        secure = current_app.config["SESSION_COOKIE_SECURE"]
        answer.set_cookie("lang", chosen, max_age=YEAR_S, samesite="Lax", httponly=True, secure=secure)
    return answer
