"""Pages of the schedule: the edition in force with every rule in words, and loading a corrected file."""

from __future__ import annotations

from flask import Blueprint, current_app, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from fieldapp.areas.tree import holds_every_county
from fieldapp.ground.clock import now, today
from fieldapp.ground.db import db
from fieldapp.ground.problems import Problem
from fieldapp.ground.words import language, t
from fieldapp.models.audit import Audit
from fieldapp.models.reference import next_version
from fieldapp.models.settings import Setting
from fieldapp.schedule.rules.days import ISO_TEXTS, day_number
from fieldapp.schedule.rules.installed import LOADED, editions_of, faults_of, install, provinces_of
from fieldapp.schedule.rules.library import Editions
from fieldapp.schedule.rules.telling import Teller
from fieldapp.web.gate import needs

blueprint = Blueprint("schedule", __name__, url_prefix="/schedule")
LARGEST = 200_000


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
    edition, lang = library.by_id[chosen], language()
    teller = Teller(library, lang)
    groups = teller.edition(edition)
    unsure = sum(rule.confirm is not None for _, rules in groups for rule in rules)
    words = {
        "edition": edition,
        "current": current,
        "since": ISO_TEXTS[edition.head["from"]],
        "unsure": unsure,
    }
    editions = [(one.id, one.head[lang]) for one in library.in_order()]
    provinces = [(name, sheet.head[lang]) for name, sheet in library.provinces.items()]
    used = {name for _, rules in groups for rule in rules for name, *_ in rule.sources}
    sources = [(name, *teller.source(name)) for name in library.sources if name in used]
    conf = {code: teller.word("conf", code) for code in ("high", "medium", "low")}
    return render_template(
        "schedule/index.html",
        groups=groups,
        editions=editions,
        provinces=provinces,
        conf=conf,
        sources=sources,
        lang=lang,
        **words,
    )


@blueprint.post("/files")
@needs("schedule.edit")
def load_file() -> Response | tuple[str, int]:
    """Check a corrected rule file; in use at once when it has no fault, else every fault on a page."""
    sent = request.files.get("file")
    content = sent.read(LARGEST + 1) if sent else b""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = ""
    if not text.strip() or len(content) > LARGEST:
        faults = [
            t("请选一个 UTF-8 的 TOML 文件，不超过 200 kB。", "Choose a TOML file in UTF-8, at most 200 kB.")
        ]
    else:
        faults = faults_of(current_app.config["INSTANCE"], text)
    if faults:
        return render_template("schedule/faults.html", faults=faults, file=sent.filename if sent else ""), 422
    _require_for_all(provinces_of(current_app.config["INSTANCE"], text))
    name, _none = install(current_app.config["INSTANCE"], text)
    number = Setting(name=LOADED, value=str(next_version(db.session())))  # phones fetch their setup anew
    db.session.merge(number)
    db.session.add(
        Audit(at=now(), by=g.person.id, action="load", table="schedule", row=str(name), after=text)
    )
    db.session.commit()
    flash(t(f"已启用：{name}。", f"In use: {name}."))
    return redirect(url_for("schedule.index"))


def _require_for_all(provinces: list[str]) -> None:
    """Rules hold for everybody's children: who loads them has every county they hold for.

    Raises:
        Problem: `not_yours_alone`.
    """
    for province in provinces:
        if not holds_every_county(db.session.connection(), g.person.areas, province):
            raise Problem("not_yours_alone")
