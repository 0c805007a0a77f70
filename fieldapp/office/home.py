"""The office's own pages: the overview one lands on, help, and the language switch."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import Blueprint, current_app, g, redirect, render_template, request, url_for

from fieldapp.areas.latin.said import person_said, place_said, places_said
from fieldapp.campaigns.titles import campaign_said
from fieldapp.ground.clock import china_time, now
from fieldapp.ground.words import LANGUAGES, t
from fieldapp.models.campaigns import Campaign
from fieldapp.office import front, on_the_phone
from fieldapp.office.menu import menu
from fieldapp.web.gate import anyone, local_path, needs

blueprint = Blueprint("office", __name__)
YEAR_S = 365 * 24 * 3600
MOST_NAMED = 3  # areas on a printed page
FIRST_PAGES = {"nurse": "schools.index"}  # of roles whose work is in one place


@blueprint.app_context_processor
def _shell() -> dict[str, Any]:
    return {"menu": menu, "signed_in": g.get("person"), "product_name": product_name}


@blueprint.app_template_global()
def on_paper() -> dict[str, str]:
    """What a printed page says of itself: whose areas its figures are of, who printed it, and when."""
    if g.get("trouble"):
        return {"whose": "", "at": china_time(now())}
    places, many = g.person.places, len(g.person.areas)
    more = t(f"等{many}个地区", f" and {many - MOST_NAMED} more") if many > MOST_NAMED else ""
    return {"whose": t("、", ", ").join(map(place, places[:MOST_NAMED])) + more, "at": china_time(now())}


@blueprint.app_template_filter()
def place(name: str | None) -> str:
    """A place's name, on an English page with the same in Latin letters beside it: `{{ village | place }}`."""
    return place_said(name)


@blueprint.app_template_filter()
def places(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """What a choice offers, its places as they are said: `{{ clinics | places }}`."""
    return places_said(pairs)


@blueprint.app_template_filter()
def person(name: str | None) -> str:
    """A person's name, on an English page with the same in Latin letters beside it: `{{ child | person }}`."""
    return person_said(name)


@blueprint.app_template_filter()
def campaign_name(campaign: Campaign) -> str:
    """What a campaign is called in the language of the page: `{{ campaign | campaign_name }}`."""
    return campaign_said(campaign)


def product_name() -> str:
    """What the software is called here, in the language of the page."""
    return t(current_app.config["PRODUCT_NAME"], current_app.config["PRODUCT_NAME_EN"])


@blueprint.get("/")
@needs("account.own")
def home() -> Any:
    """The overview: the person's areas and the way to everything else; for whom all is on the phone, the way there."""
    if g.person.role in FIRST_PAGES:
        return redirect(url_for(FIRST_PAGES[g.person.role]))
    if said := on_the_phone.sentence(g.person.role):
        return render_template("office/on_the_phone.html", sentence=said, ask=front.whom_to_ask(g.person))
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
        # the phone app of this site begins in the same language: its script reads it
        answer.set_cookie("lang", chosen, max_age=YEAR_S, path="/", samesite="Lax", secure=secure)
    return answer
