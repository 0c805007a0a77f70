"""Office pages for erasing one person: find the child, say what will be lost, do it."""

from __future__ import annotations

from collections import Counter
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for

from fieldapp.ground.problems import Problem
from fieldapp.ground.words import t
from fieldapp.office import erasing
from fieldapp.records.kinds import KINDS
from fieldapp.sync.rework.erasure import FOUND
from fieldapp.web.forms import comes_back_to
from fieldapp.web.gate import needs

blueprint = Blueprint("erasure", __name__, url_prefix="/erasure")


@blueprint.get("")
@needs("erase")
def index() -> str:
    """Look for a child by name, phone, card or certificate number."""
    words = request.args.get("words", "").strip()
    rows, names = erasing.found(g.person, words)
    return render_template("sync/erasure.html", words=words, rows=rows, names=names, most=FOUND)


@blueprint.get("/<county>/<key>")
@needs("erase")
def confirm(county: str, key: str) -> str:
    """What will be lost and what stays, before anything is done."""
    found, names = erasing.traces(county, key)
    counts = Counter(line["kind"] if line["kind"] in KINDS else "?" for line in found.lines)
    return render_template("sync/erase.html", found=found, counts=counts, names=names, county=county, key=key)


@blueprint.post("/<county>/<key>")
@needs("erase")
@comes_back_to(confirm, "county", "key")
def erase(county: str, key: str) -> Any:
    """Erase, once the box is ticked."""
    erasing.traces(county, key)
    if not request.form.get("sure"):
        raise Problem("bad_request", field="sure")
    erasing.erase(g.person, county, key)
    flash(
        t(
            "已清除。统计没有变化；以前的备份请按规定销毁。",
            "Erased. No figure has changed; destroy older backups.",
        )
    )
    return redirect(url_for("erasure.index"))
