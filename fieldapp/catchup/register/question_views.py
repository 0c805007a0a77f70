"""Lines of registers that may be a child known already: side by side, decided now or later, and decided otherwise."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for

from fieldapp.areas.latin.said import place_said
from fieldapp.catchup.register import bringing_in, questions
from fieldapp.catchup.register.views import blueprint
from fieldapp.ground.clock import china_time
from fieldapp.ground.words import t
from fieldapp.records.lists.likeness import REASONS
from fieldapp.web.forms import comes_back_to, entered
from fieldapp.web.gate import needs


@blueprint.get("/questions")
@needs("import")
def ask() -> str:
    """Who waits to be decided, or who was decided."""
    counties = bringing_in.counties_of(g.person)
    county = request.args.get("county") or (counties[0][0] if counties else "")
    decided = request.args.get("show") == "decided"
    found = questions.waiting(g.person, county, decided)
    words: dict[str, Any] = {"counties": [(code, place_said(name)) for code, name in counties]}
    words |= {"county": county, "decided": decided, "found": found, "china_time": china_time}
    words |= {"reason": lambda why: t(*REASONS[why]), "villages": bringing_in.names_of(_codes(found))}
    return render_template("catchup/register/questions.html", **words)


def _codes(found: list[questions.Waiting]) -> set[str]:
    return {c.village for one in found for c in one.question.candidates} | {one.area for one in found}


@blueprint.post("/questions/<key>")
@needs("import")
@comes_back_to(ask)
def decide(key: str) -> Any:
    """Say who a line is."""
    questions.decide(g.person, key, entered("choice"))
    flash(t("已存上。选错了可以在“已决定的”里改回。", "Saved. It can be taken back among those decided."))
    return redirect(url_for("clinic_register.ask", county=request.form.get("county", "")))


@blueprint.post("/questions/<key>/again")
@needs("import")
@comes_back_to(ask)
def ask_again(key: str) -> Any:
    """Take an answer back, so that it is asked again."""
    kept = questions.take_back(g.person, key)
    flash(t("已改回，又在等您决定。", "Taken back; it waits to be decided again."))
    if kept:
        flash(t(f"后来改过的 {kept} 条留着。", f"{kept} records changed since stay."))
    return redirect(url_for("clinic_register.ask", county=request.form.get("county", "")))
