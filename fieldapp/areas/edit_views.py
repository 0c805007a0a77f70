"""Pages that change the division tree: one dated change a page, local units, boundaries, a sheet."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from werkzeug import Response

from fieldapp.areas import changes, review, tree
from fieldapp.areas.changes import UNIT_KINDS
from fieldapp.areas.codes import level_of, parent_of
from fieldapp.areas.store import store_areas, store_outlines
from fieldapp.areas.views import known
from fieldapp.ground.clock import today
from fieldapp.ground.db import db
from fieldapp.ground.problems import Problem
from fieldapp.ground.words import language, t
from fieldapp.models.areas import Area, LocalUnit
from fieldapp.models.reference import rows_came
from fieldapp.web.forms import asks_again, day, number, said, sent, upload
from fieldapp.web.gate import needs, require
from fieldapp.web.marked import keep_marked
from fieldapp.web.uploads import forget, keep, kept
from fieldapp.web.versions import texts, unchanged

CHANGED = {"edit": ("name", "population", "lat", "lon"), "rename": ("name",)}  # what a form writes anew
blueprint = Blueprint("area_changes", __name__, url_prefix="/areas")


@blueprint.app_template_global()
def unit_kind(kind: str) -> str:
    """A kind of local unit in the language of the page."""
    return t(*UNIT_KINDS.get(kind, (kind, kind)))


def _back_to(code: str, words: str) -> Response:
    db.session.commit()
    flash(words)
    return redirect(url_for("areas.show", code=code))


def _require_code(code: str, field: str) -> None:
    """Go on only with what can be a code: a name or half a code is a slip, not a trespass."""
    if level_of(code) is None:
        raise Problem("area_code_wrong", field=field, area=code[:60])


def _require_own(code: str, field: str) -> None:
    _require_code(code, field)
    require("areas.edit", code)


def _own_code(field: str) -> str:
    """The code typed into a field, of an area that is the person's to change.

    Raises:
        Problem: `bad_request`, `area_code_wrong`, `not_allowed`.
    """
    code = said(field, needed=True)
    _require_own(code, field)
    return code


@blueprint.route("/<code>/edit", methods=["GET", "POST"])
@needs("areas.edit", area="code")
@asks_again
def edit(code: str) -> Any:
    """Correct what is written of an area: a mistyped name, population, position."""
    known(code)
    if sent():
        _unchanged("edit", code)
        changes.correct(
            db.session,
            code,
            said("name", needed=True),
            number("population", int, 0, 2**31 - 1),
            number("lat", float, -90, 90),
            number("lon", float, -180, 180),
        )
        return _back_to(code, t("已保存。", "Saved."))
    return _page("edit", code)


@blueprint.route("/<code>/rename", methods=["GET", "POST"])
@needs("areas.edit", area="code")
@asks_again
def rename(code: str) -> Any:
    """A new name from a date."""
    known(code)
    if sent():
        _unchanged("rename", code)
        changes.rename(db.session, code, said("name", needed=True), day("on"), said("document"))
        return _back_to(code, t("已改名，旧名留在历史里。", "Renamed; the old name stays in its history."))
    return _page("rename", code)


@blueprint.route("/<code>/merge", methods=["GET", "POST"])
@needs("areas.edit", area="code")
@asks_again
def merge(code: str) -> Any:
    """Merge an area into another."""
    known(code)
    if sent():
        into = _own_code("into")
        heir = changes.merge(db.session, code, into, day("on"), said("document"))
        return _back_to(
            heir.code, t("已合并，记录从此显示在这里。", "Merged; its records are shown here now.")
        )
    return _page("merge", code)


@blueprint.route("/<code>/split", methods=["GET", "POST"])
@needs("areas.edit", area="code")
@asks_again
def split(code: str) -> Any:
    """Split new areas off an area, each line `code name`."""
    known(code)
    if sent():
        parts = [_part(line) for line in said("parts", needed=True).splitlines() if line.strip()]
        for part, _name in parts:
            _require_own(part, "parts")
        changes.split(db.session, code, parts, day("on"), said("document"), said("heir") or None)
        return _back_to(code, t("已拆分。", "Split."))
    return _page("split", code)


def _part(line: str) -> tuple[str, str]:
    code, _space, name = line.replace(",", " ").replace("，", " ").strip().partition(" ")
    if not name.strip():
        raise Problem("wrong_value", field="parts")
    return code, name.strip()


@blueprint.route("/<code>/recode", methods=["GET", "POST"])
@needs("areas.edit", area="code")
@asks_again
def recode(code: str) -> Any:
    """A new code for an area and all that lies in it."""
    known(code)
    if sent():
        new_code = said("new_code", needed=True)
        _require_code(new_code, "new_code")
        if parent_of(new_code) != parent_of(code):  # beside where it was it stays one's own
            require("areas.edit", new_code)
        new = changes.recode(db.session, code, new_code, day("on"), said("document"))
        return _back_to(new.code, t("已换码，旧码仍可识别。", "Recoded; the old codes stay known."))
    return _page("recode", code)


@blueprint.route("/<code>/add", methods=["GET", "POST"])
@needs("areas.edit", area="code")
@asks_again
def add(code: str) -> Any:
    """One more area one level below."""
    known(code)
    if sent():
        new_code = _own_code("new_code")
        changes.add(db.session, new_code, said("name", needed=True), day("on"), said("document"))
        return _back_to(code, t("已添加。", "Added."))
    return _page("add", code)


def _unchanged(kind: str, code: str) -> None:
    area = db.session.get_one(Area, code)
    unchanged(area, code, lambda: texts(area, CHANGED[kind]))


def _page(kind: str, code: str) -> str:
    path, area = tree.path(db.session.connection(), code), known(code)
    shown = (code, area.version, texts(area, CHANGED.get(kind, ())))
    return render_template(
        "areas/change.html", kind=kind, area=area, path=path, today=today().isoformat(), shown=shown
    )


@blueprint.route("/<code>/units/new", methods=["GET", "POST"])
@needs("units.edit", area="code")
@asks_again
def add_unit(code: str) -> Any:
    """A farm, building site or market that belongs to a village."""
    area = known(code)
    if sent():
        changes.add_unit(
            db.session,
            area,
            said("kind"),
            said("name", needed=True),
            number("lat", float, -90, 90),
            number("lon", float, -180, 180),
        )
        return _back_to(code, t("已添加。", "Added."))
    path = tree.path(db.session.connection(), code)
    kinds = [(kind, t(*names)) for kind, names in UNIT_KINDS.items()]
    return render_template("areas/unit.html", area=area, path=path, kinds=kinds)


@blueprint.post("/units/<key>/retire")
@needs("units.edit")
def retire_unit(key: str) -> Response:
    """A local unit that is no more; records that name it stay."""
    unit = db.session.get(LocalUnit, key)
    if unit is None:
        raise Problem("not_found")
    require("units.edit", unit.area)
    unit.retired_on = today().isoformat()
    return _back_to(unit.area, t("已撤销。", "Retired."))


@blueprint.route("/import", methods=["GET", "POST"])
@needs("areas.edit")
@asks_again
def import_sheet() -> Any:
    """Upload a sheet of areas or a file of boundaries, look at what it would do, then do it."""
    if not sent():
        return render_template("areas/import.html", review=None)
    token = said("kept")
    name, content = (said("filename"), kept(token)) if token else upload("file")
    taken = set(request.form.getlist("take"))
    found = review.review(db.session.connection(), name, content, g.person.areas, language(), taken)
    if not token or found.wrong:
        words = {"kept": keep(content), "filename": name, "marked": keep_marked(content, found.cells)}
        return render_template("areas/import.html", review=found, **words)
    store_areas(db.session, found.rows)
    if found.outlines:
        store_outlines(db.session, found.outlines)
    forget(token)
    db.session.commit()
    rows_came(db.engine)
    new, changed, outlines = found.count("new"), found.count("changed"), len(found.outlines)
    flash(
        t(
            f"已导入：新增 {new}，更改 {changed}，边界 {outlines}。",
            f"Imported: {new} new, {changed} changed, {outlines} boundaries.",
        )
    )
    return redirect(url_for("areas.index"))
