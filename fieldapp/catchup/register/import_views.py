"""One register that was brought in: how far it is while it is written, what was not read of it, taken up or back."""

from __future__ import annotations

import json
from typing import Any

from flask import flash, g, redirect, render_template, url_for

from fieldapp.catchup.register import bringing_in, carrying, imports
from fieldapp.catchup.register.bringing_in import Asked
from fieldapp.catchup.register.imports import Foreseen, Import
from fieldapp.catchup.register.views import blueprint
from fieldapp.ground.clock import china_time
from fieldapp.ground.field_words import field_word
from fieldapp.ground.problems import Problem
from fieldapp.ground.words import language, t
from fieldapp.records.lists.undoing import CHANGED, JOINED, VISITED, Kept
from fieldapp.web.aside import ahead
from fieldapp.web.forms import asks_again, comes_back_to, sent
from fieldapp.web.gate import needs
from fieldapp.web.once import alone
from fieldapp.web.uploads import kept_for

WHY = {
    VISITED: ("去过，或后来又记了接种", "visited, or dosed since"),
    JOINED: ("和另一条记录合并了", "joined with another record"),
}
WHAT = {"child": ("儿童", "child"), "dose": ("接种记录", "dose"), "same_child": ("合并", "joining")}


@blueprint.get("/imports/<key>")
@needs("import")
def brought(key: str) -> str:
    """How a register stands that was brought in."""
    one = imports.import_of(g.person, key)
    return render_template("catchup/register/import.html", one=one, row=one.row, china_time=china_time)


@blueprint.post("/imports/<key>/again")
@needs("import")
@comes_back_to(brought, "key")
def take_up(key: str) -> Any:
    """Write the rest of a register that was left in the middle."""
    one = imports.import_of(g.person, key)
    content = kept_for(g.person.id, one.row.token)
    if not one.may_be_taken_up or content is None:
        raise Problem("form_expired" if one.may_be_taken_up else "wrong_state")
    asked = Asked(one.row.county, one.row.as_of, one.row.within)
    choices = {int(line): said for line, said in json.loads(one.row.choices).items()}
    if ahead.is_large(content):
        carrying.confirm(g.person, content, asked, one.row.token, choices, key)
        said = {"county": asked.county, "as_of": asked.as_of, "area": asked.area}
        return redirect(url_for("clinic_register.confirmed", token=one.row.token, **said))
    with alone(f"register {one.row.county}"):
        found = bringing_in.read(g.person, content, asked)
        what = bringing_in.compared(found, choices)
        carrying.do(carrying.begin(g.person, found, what, one.row.token, choices, key))
    return redirect(url_for("clinic_register.brought", key=key))


@blueprint.route("/imports/<key>/undo", methods=["GET", "POST"])
@needs("import")
@asks_again
def undo(key: str) -> Any:
    """What taking a register back would do, what stays and why; POST does it."""
    if sent():
        flash(_done(*imports.take_back(g.person, key)))
        return redirect(url_for("clinic_register.brought", key=key))
    one = imports.import_of(g.person, key)
    words: dict[str, Any] = {"one": one, "row": one.row, "why": _why, "china_time": china_time}
    words |= {"found": imports.foreseen(one), "may_undo": _may(one), "what": lambda kind: t(*WHAT[kind])}
    return render_template("catchup/register/undo.html", **words)


def _may(one: Import) -> bool:
    return one.may_be_taken_back(g.person) and one.state != carrying.WRITING


def _why(kept: Kept, people: dict[str, str]) -> str:
    """Why something stays."""
    if kept.reason != CHANGED:
        return t(*WHY[kept.reason])
    fields = t("、", ", ").join(field_word(name, language()) for name in kept.fields)
    who = f"{people.get(kept.by, '')} {china_time(kept.at)}".strip()
    return t(f"后来改过：{fields}（{who}）", f"changed since: {fields} ({who})")


def _done(found: Foreseen, lost: int) -> str:
    """What came of it."""
    children, doses, kept = found.undo.count("child"), found.undo.count("dose"), len(found.undo.kept)
    words = t(
        f"已撤回：儿童 {children} 名，接种记录 {doses} 剂",
        f"Taken back: {children} children, {doses} doses",
    )
    if found.undo.completed:
        words += t(f"，恢复 {found.undo.completed} 名", f", {found.undo.completed} children as they were")
    words += t("。", ".")
    if kept:
        words += t(f"后来改过、去过的 {kept} 条留着。", f" {kept} records changed since stay.")
    if lost:
        words += t(f"有 {lost} 条没有计入，见“待核实”。", f" {lost} were not counted, see the inbox.")
    return words
