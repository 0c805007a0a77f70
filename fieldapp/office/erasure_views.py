"""Office pages for erasing one person: find the child, say what will be lost, do it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from flask import Blueprint, current_app, flash, g, redirect, render_template, request, url_for

from fieldapp.areas import tree
from fieldapp.ground.db import db, only_reads_follow, reading
from fieldapp.ground.problems import Problem
from fieldapp.ground.words import t
from fieldapp.records.kinds import KINDS
from fieldapp.sync.rework import erasure
from fieldapp.web.forms import comes_back_to
from fieldapp.web.gate import needs, require

blueprint = Blueprint("erasure", __name__, url_prefix="/erasure")


@blueprint.get("")
@needs("erase")
def index() -> str:
    """Look for a child by name, phone, card or certificate number."""
    words = request.args.get("words", "").strip()
    with reading(db.engine) as connection:
        rows = erasure.find(connection, g.person.areas, words) if words else []
        names = tree.names(connection, {row["area"] for row in rows})
    return render_template("sync/erasure.html", words=words, rows=rows, names=names, most=erasure.FOUND)


def _traces(county: str, key: str) -> erasure.Traces:
    """What is held of a person whose every record lies in one's own areas."""
    with reading(db.engine) as connection:
        found = erasure.traces(connection, county, key)
    for row in found.members:
        require("erase", row["area"])
    return found


@blueprint.get("/<county>/<key>")
@needs("erase")
def confirm(county: str, key: str) -> str:
    """What will be lost and what stays, before anything is done."""
    found = _traces(county, key)
    counts = Counter(line["kind"] if line["kind"] in KINDS else "?" for line in found.lines)
    with reading(db.engine) as connection:
        names = tree.names(connection, {row["area"] for row in found.members})
    return render_template("sync/erase.html", found=found, counts=counts, names=names, county=county, key=key)


@blueprint.post("/<county>/<key>")
@needs("erase")
@comes_back_to(confirm, "county", "key")
def erase(county: str, key: str) -> Any:
    """Erase, once the box is ticked."""
    _traces(county, key)
    if not request.form.get("sure"):
        raise Problem("bad_request", field="sure")
    db.session.rollback()  # the erasure takes the writer lock itself
    only_reads_follow()
    erasure.erase(db.engine, county, key, g.person.id, Path(current_app.config["INSTANCE"]))
    flash(
        t(
            "已清除。统计没有变化；以前的备份请按规定销毁。",
            "Erased. No figure has changed; destroy older backups.",
        )
    )
    return redirect(url_for("erasure.index"))
