"""Pages of 接种单位: the list, one of them with its people, adding, changing, a sheet."""

from __future__ import annotations

import json
from typing import Any

from flask import Blueprint, Response, flash, g, redirect, render_template, url_for

from fieldapp.areas.codes import require_code
from fieldapp.areas.latin.said import place_said
from fieldapp.clinics import desk
from fieldapp.clinics.sheet import COLUMNS, READ
from fieldapp.clinics.store import KIND_NAMES, ClinicLine
from fieldapp.ground.parsing import words_apart
from fieldapp.ground.problems import Problem
from fieldapp.ground.spreadsheets.reader import read_table, required
from fieldapp.ground.spreadsheets.writing import sheet
from fieldapp.ground.words import t
from fieldapp.models.clinics import Clinic
from fieldapp.records.permissions import is_own
from fieldapp.web.forms import asks_again, entered, sent, upload
from fieldapp.web.gate import may, needs, require
from fieldapp.web.marked import keep_marked
from fieldapp.web.uploads import forget, keep, kept
from fieldapp.web.versions import texts, unchanged

CHANGED = (
    "name",
    "code",
    "kind",
    "area",
    "days",
    "address",
    "phone",
)  # with what it serves: what its form changes
blueprint = Blueprint("clinics", __name__, url_prefix="/clinics")


@blueprint.app_template_global()
def clinic_kind(kind: str) -> str:
    """A kind of 接种单位 in the language of the page."""
    return t(*KIND_NAMES.get(kind, (kind, kind)))


@blueprint.app_template_global()
def clinic_choices() -> list[tuple[str, str]]:
    """Those of the signed-in person's areas, for a select; the first is none."""
    return [("", "—"), *((one.key, place_said(one.name)) for one in desk.all_of(g.person.areas))]


@blueprint.get("")
@needs("clinics.see")
def index() -> str:
    """Those in one's own areas."""
    page, names = desk.page_of(g.person.areas)
    unserved = desk.unserved(g.person.areas)
    return render_template("clinics/index.html", page=page, names=names, serves=_serves, unserved=unserved)


def _serves(clinic: Clinic) -> list[str]:
    return [str(code) for code in json.loads(clinic.serves)]


@blueprint.get("/list.xlsx")
@needs("clinics.see")
def download() -> Response:
    """The list as a sheet, which can be mended and imported again."""
    rows = (
        (c.name, c.code, c.area, t(*KIND_NAMES[c.kind]), c.address, c.phone, c.days, " ".join(_serves(c)))
        for c in desk.all_of(g.person.areas)
    )
    return sheet(t("接种单位", "clinics"), COLUMNS, rows, form=True)


@blueprint.get("/template.xlsx")
@needs("clinics.edit")
def template() -> Response:
    """A form for a sheet of 接种单位, with an example line."""
    own = g.person.areas[0] if g.person.areas else ""
    name, days = t("例镇卫生院", "Example clinic"), t("每周二、周四", "Tuesday and Thursday")
    line = (name, "", own, t(*KIND_NAMES["township"]), "", "0737-0000000", days, own)
    return sheet(t("接种单位导入模板", "clinics form"), COLUMNS, [line], form=True)


def _typed() -> ClinicLine:
    """What the form says; the place and what is served must be the person's own.

    Raises:
        Problem: `bad_request`, `not_allowed`.
    """
    area, serves = entered("area", needed=True), words_apart(entered("serves"))
    for field, code in (("area", area), *(("serves", code) for code in serves)):
        require_code(field, code)
        require("clinics.edit", code)
    rest = {name: entered(name) for name in ("code", "kind", "address", "phone", "days")}
    return ClinicLine(area, entered("name", needed=True), serves=serves, **rest)


@blueprint.route("/new", methods=["GET", "POST"])
@needs("clinics.edit")
@asks_again
def new() -> Any:
    """Add one."""
    if sent():
        return _saved(desk.put(_typed()))
    return _form(None)


@blueprint.route("/<key>/edit", methods=["GET", "POST"])
@needs("clinics.edit")
@asks_again
def edit(key: str) -> Any:
    """Change one."""
    clinic = _own(key)
    if sent():
        unchanged(clinic, key, lambda: _values(clinic), {"kind": lambda kind: t(*KIND_NAMES[kind])})
        return _saved(desk.put(_typed(), clinic))
    return _form(clinic)


def _values(clinic: Clinic) -> dict[str, Any]:
    return texts(clinic, CHANGED) | {"serves": " ".join(_serves(clinic))}


def _own(key: str) -> Clinic:
    clinic = desk.one(key)
    require("clinics.edit", clinic.area)
    return clinic


def _form(clinic: Clinic | None) -> str:
    kinds = [(kind, t(*names)) for kind, names in KIND_NAMES.items()]
    serves = " ".join(_serves(clinic)) if clinic else ""
    shown = (clinic.key, clinic.version, _values(clinic)) if clinic else None
    return render_template("clinics/edit.html", clinic=clinic, kinds=kinds, serves=serves, shown=shown)


def _saved(clinic: Clinic) -> Any:
    flash(t("已保存。", "Saved."))
    return redirect(url_for("clinics.show", key=clinic.key))


@blueprint.get("/<key>")
@needs("clinics.see")
def show(key: str) -> str:
    """One of them, what it serves and who belongs to it."""
    clinic = desk.one(key)
    if not is_own(g.person.areas, clinic.area):
        raise Problem("not_found")
    people = desk.staff(clinic, g.person.areas) if may("people.see", clinic.area) else []
    names = desk.names_of(clinic)
    ruled = may("clinics.edit", clinic.area)
    words = {"clinic": clinic, "people": people, "names": names, "serves": _serves(clinic), "ruled": ruled}
    return render_template("clinics/show.html", **words)


@blueprint.post("/<key>/retire")
@needs("clinics.edit")
def retire(key: str) -> Any:
    """It vaccinates no more."""
    desk.retire(_own(key))
    flash(t("已撤销；以前的记录照常有效。", "Retired; what was recorded stays."))
    return redirect(url_for("clinics.index"))


@blueprint.route("/import", methods=["GET", "POST"])
@needs("clinics.edit")
@asks_again
def import_sheet() -> Any:
    """Upload a sheet, look at it line by line, then store it."""
    if not sent():
        return render_template("clinics/import.html", entries=None)
    token = entered("kept")
    content = kept(token) if token else upload("file")[1]
    table = required(read_table(content, READ))
    entries = desk.read(table, g.person.areas)
    wrong = [one for entry in entries for one in entry.wrong]
    if not token or wrong:
        words = {"kept": keep(content), "marked": keep_marked(content, wrong), "unread": table.unread}
        return render_template("clinics/import.html", entries=entries, **words)
    desk.put_all(entries)
    forget(token)
    flash(t(f"已导入 {len(entries)} 个接种单位。", f"{len(entries)} clinics imported."))
    return redirect(url_for("clinics.index"))
