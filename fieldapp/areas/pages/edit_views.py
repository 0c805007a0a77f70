"""Pages that change the division tree: one dated change a page, local units, boundaries, a sheet."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from werkzeug import Response

from fieldapp.areas import changes
from fieldapp.areas.changes import UNIT_KINDS
from fieldapp.areas.codes import level_of, parent_of
from fieldapp.areas.pages import asking, changing
from fieldapp.ground.clock import today
from fieldapp.ground.problems import Problem
from fieldapp.ground.words import language, t
from fieldapp.web.forms import asks_again, day, entered, number, sent, upload
from fieldapp.web.gate import needs, require
from fieldapp.web.marked import keep_marked
from fieldapp.web.uploads import forget, keep, kept
from fieldapp.web.versions import texts

CHANGED = {"edit": ("name", "population", "lat", "lon"), "rename": ("name",)}  # what a form writes anew
blueprint = Blueprint("area_changes", __name__, url_prefix="/areas")


@blueprint.app_template_global()
def unit_kind(kind: str) -> str:
    """A kind of local unit in the language of the page."""
    return t(*UNIT_KINDS.get(kind, (kind, kind)))


def _back_to(code: str, words: str) -> Response:
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
    code = entered(field, needed=True)
    _require_own(code, field)
    return code


@blueprint.route("/<code>/edit", methods=["GET", "POST"])
@needs("areas.edit", area="code")
@asks_again
def edit(code: str) -> Any:
    """Correct what is written of an area: a mistyped name, population, position."""
    asking.known(code)
    if sent():
        changing.unchanged_since_shown(code, CHANGED["edit"])
        name, people = entered("name", needed=True), number("population", int, 0, 2**31 - 1)
        changing.change(changes.correct, code, name, people, *_position())
        return _back_to(code, t("已保存。", "Saved."))
    return _page("edit", code)


@blueprint.route("/<code>/rename", methods=["GET", "POST"])
@needs("areas.edit", area="code")
@asks_again
def rename(code: str) -> Any:
    """A new name from a date."""
    asking.known(code)
    if sent():
        changing.unchanged_since_shown(code, CHANGED["rename"])
        changing.change(changes.rename, code, entered("name", needed=True), day("on"), entered("document"))
        return _back_to(code, t("已改名，旧名留在历史里。", "Renamed; the old name stays in its history."))
    return _page("rename", code)


@blueprint.route("/<code>/merge", methods=["GET", "POST"])
@needs("areas.edit", area="code")
@asks_again
def merge(code: str) -> Any:
    """Merge an area into another."""
    asking.known(code)
    if sent():
        into = _own_code("into")
        heir = changing.merge(code, into, day("on"), entered("document"))
        return _back_to(heir, t("已合并，记录从此显示在这里。", "Merged; its records are shown here now."))
    return _page("merge", code)


@blueprint.route("/<code>/split", methods=["GET", "POST"])
@needs("areas.edit", area="code")
@asks_again
def split(code: str) -> Any:
    """Split new areas off an area, each line `code name`."""
    asking.known(code)
    if sent():
        parts = [_part(line) for line in entered("parts", needed=True).splitlines() if line.strip()]
        for part, _name in parts:
            _require_own(part, "parts")
        changing.change(changes.split, code, parts, day("on"), entered("document"), entered("heir") or None)
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
    asking.known(code)
    if sent():
        new_code = entered("new_code", needed=True)
        _require_code(new_code, "new_code")
        if parent_of(new_code) != parent_of(code):  # beside where it was it stays one's own
            require("areas.edit", new_code)
        new = changing.recode(code, new_code, day("on"), entered("document"))
        return _back_to(new, t("已换码，旧码仍可识别。", "Recoded; the old codes stay known."))
    return _page("recode", code)


@blueprint.route("/<code>/add", methods=["GET", "POST"])
@needs("areas.edit", area="code")
@asks_again
def add(code: str) -> Any:
    """One more area one level below."""
    asking.known(code)
    if sent():
        new_code = _own_code("new_code")
        changing.change(changes.add, new_code, entered("name", needed=True), day("on"), entered("document"))
        return _back_to(code, t("已添加。", "Added."))
    return _page("add", code)


def _position() -> tuple[float | None, float | None]:
    return number("lat", float, -90, 90), number("lon", float, -180, 180)


def _page(kind: str, code: str) -> str:
    path, area = asking.path(code), asking.known(code)
    shown = (code, area.version, texts(area, CHANGED.get(kind, ())))
    return render_template(
        "areas/change.html", kind=kind, area=area, path=path, today=today().isoformat(), shown=shown
    )


@blueprint.route("/<code>/units/new", methods=["GET", "POST"])
@needs("units.edit", area="code")
@asks_again
def add_unit(code: str) -> Any:
    """A farm, building site or market that belongs to a village."""
    area = asking.known(code)
    if sent():
        changing.change(changes.add_unit, area, entered("kind"), entered("name", needed=True), *_position())
        return _back_to(code, t("已添加。", "Added."))
    path = asking.path(code)
    kinds = [(kind, t(*names)) for kind, names in UNIT_KINDS.items()]
    return render_template("areas/unit.html", area=area, path=path, kinds=kinds)


@blueprint.post("/units/<key>/retire")
@needs("units.edit")
def retire_unit(key: str) -> Response:
    """A local unit that is no more; records that name it stay."""
    village = changing.retire_unit(key, lambda area: require("units.edit", area))
    return _back_to(village, t("已撤销。", "Retired."))


@blueprint.route("/import", methods=["GET", "POST"])
@needs("areas.edit")
@asks_again
def import_sheet() -> Any:
    """Upload a sheet of areas or a file of boundaries, look at what it would do, then do it."""
    if not sent():
        return render_template("areas/import.html", review=None)
    token = entered("kept")
    name, content = (entered("filename"), kept(token)) if token else upload("file")
    taken = set(request.form.getlist("take"))
    found = changing.reviewed(name, content, g.person.areas, language(), taken)
    if not token or found.wrong:
        words = {"kept": keep(content), "filename": name, "marked": keep_marked(content, found.cells)}
        return render_template("areas/import.html", review=found, **words)
    changing.store(found)
    forget(token)
    flash(_imported(found.count("new"), found.count("changed"), len(found.outlines)))
    return redirect(url_for("areas.index"))


def _imported(new: int, changed: int, outlines: int) -> str:
    zh = f"已导入：新增 {new}，更改 {changed}，边界 {outlines}。"
    return t(zh, f"Imported: {new} new, {changed} changed, {outlines} boundaries.")
