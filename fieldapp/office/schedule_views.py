"""Pages of the schedule: the edition in force with every rule in words, and loading a corrected file."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from fieldapp.ground.clock import today
from fieldapp.ground.problems import Problem
from fieldapp.ground.words import language, t
from fieldapp.office import rule_files
from fieldapp.schedule.rules.days import ISO_TEXTS, day_number
from fieldapp.schedule.rules.installed import editions_of
from fieldapp.schedule.rules.library import Editions
from fieldapp.schedule.rules.telling import Teller
from fieldapp.web.gate import needs

blueprint = Blueprint("schedule", __name__, url_prefix="/schedule")


def in_force(library: Editions) -> str:
    """The id of the edition in force today."""
    day = day_number(today())
    begun = [edition for edition in library.in_order() if edition.head["from"] <= day]
    return (begun or library.in_order())[-1].id


@blueprint.get("")
@needs("schedule.see")
def index() -> str:
    """The edition in force, or another one, rule by rule."""
    library = editions_of(current_app.config["INSTANCE"])
    current = in_force(library)
    chosen = request.args.get("edition", current)
    if chosen not in library.by_id:
        raise Problem("not_found")
    return render_template("schedule/index.html", current=current, **told(library, chosen, language()))


def told(library: Editions, chosen: str, lang: str) -> dict[str, Any]:
    """One edition in words: its rules in groups, where they come from, and the editions and provinces there are."""
    edition, teller = library.by_id[chosen], Teller(library, lang)
    groups = teller.edition(edition)
    rules = [rule for _heading, of_group in groups for rule in of_group]
    used = {name for rule in rules for name, *_ in rule.sources}
    return {
        "edition": edition,
        "groups": groups,
        "confirm": teller.beside(edition.head, "confirm"),
        "since": ISO_TEXTS[edition.head["from"]],
        "unsure": sum(rule.confirm is not None for rule in rules),
        "editions": [(one.id, one.head[lang]) for one in library.in_order()],
        "provinces": [(name, sheet.head[lang]) for name, sheet in library.provinces.items()],
        "sources": [(name, *teller.source(name)) for name in library.sources if name in used],
        "conf": {code: teller.word("conf", code) for code in ("high", "medium", "low")},
        "lang": lang,
    }


@blueprint.post("/files")
@needs("schedule.edit")
def load_file() -> Response | tuple[str, int]:
    """Check a corrected rule file; in use at once when it has no fault, else every fault on a page."""
    sent = request.files.get("file")
    text = rule_files.text_of(sent.read(rule_files.LARGEST + 1) if sent else b"")
    if faults := rule_files.faults(text):
        return render_template("schedule/faults.html", faults=faults, file=sent.filename if sent else ""), 422
    name = rule_files.load(g.person, text)
    flash(t(f"已启用：{name}。", f"In use: {name}."))
    return redirect(url_for("schedule.index"))
