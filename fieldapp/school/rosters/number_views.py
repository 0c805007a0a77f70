"""A roster by numbers: scanned or typed one a line, then reviewed as every roster."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, g, redirect, render_template, url_for

from fieldapp.ground.words import language
from fieldapp.school.classes.naming import read_class
from fieldapp.school.rosters import bringing_in
from fieldapp.school.rosters.numbers import Numbers, as_sheet, looked_up, read_numbers
from fieldapp.school.rosters.tries import note_tries
from fieldapp.school.rosters.views import HOW
from fieldapp.web.forms import asks_again, entered, sent
from fieldapp.web.gate import needs
from fieldapp.web.uploads import keep

blueprint = Blueprint("roster_numbers", __name__, url_prefix="/schools/<key>/roster")
CARRIED = ("term", "of", "reason")


@blueprint.route("/numbers", methods=["GET", "POST"])
@needs("school.enrol")
@asks_again
def by_number(key: str) -> Any:
    """Take numbers of certificates; what they lead to is reviewed, what leads to nobody is said by line first."""
    school = bringing_in.school_of(g.person, key)
    if not sent():
        return _form(school, Numbers())
    found = looked_up(school, read_numbers(entered("numbers", needed=True)))
    note_tries(g.person, key, found.tried)
    bringing_in.asked_of(entered("term"), read_class("", entered("of", needed=True)[:50]), entered("reason"))
    if not found.found or (found.wrong and not entered("rest")):
        return _form(school, found), 422
    said = {name: entered(name) for name in CARRIED}
    return redirect(url_for("rosters.again", key=key, token=keep(as_sheet(found)), **said))


def _form(school: Any, found: Numbers) -> str:
    words: dict[str, Any] = {"school": school, "found": found, "how": HOW, "lang": language()}
    return render_template("school/rosters/numbers.html", terms=bringing_in.terms_offered(), **words)
