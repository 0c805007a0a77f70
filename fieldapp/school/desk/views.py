"""Pages of the clinic's desk: who was sent by the schools, and one child."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, current_app, g, redirect, render_template, request, url_for

from fieldapp.ground.clock import today
from fieldapp.ground.words import language, t
from fieldapp.records.kinds import BODY_SITES
from fieldapp.school.assessing.slot_words import ROWS, id_of
from fieldapp.school.classes.left import DONE, OPEN
from fieldapp.school.classes.naming import address_of, class_of
from fieldapp.school.desk.child import AtDesk, at_desk
from fieldapp.school.desk.sheets import WAITING, waiting_rows
from fieldapp.school.desk.waiting import Asked, Desk, Waiting, desk_of
from fieldapp.school.slots import MMR_AGAIN, product_by_age, short_name
from fieldapp.web.gate import needs
from fieldapp.web.workbooks import sheet_response

blueprint = Blueprint("desk", __name__, url_prefix="/schools")
blueprint.add_app_template_global(id_of, "slot_id")
ALL = "all"
SITE_NAMES = {
    "left_arm": ("左上臂", "left arm"),
    "right_arm": ("右上臂", "right arm"),
    "left_thigh": ("左大腿", "left thigh"),
    "right_thigh": ("右大腿", "right thigh"),
    "mouth": ("口服", "by mouth"),
}
MOST = dict(ROWS) | {"mcv": MMR_AGAIN}  # the last slot of each series


@blueprint.app_template_global()
def dose_said(slot: tuple[str, int], product: str | None = None) -> str:
    """A slot as the register calls it, of what would fill it: 白破1, 百白破5."""
    return short_name(slot, language(), product if product in ("DT", "JE-I", "HepA-I") else None)


@blueprint.app_template_global()
def body_sites() -> list[tuple[str, str]]:
    """Where on the body a dose is given, for a select."""
    return [(code, t(*SITE_NAMES[code])) for code in BODY_SITES]


def _asked() -> Asked:
    said = {name: request.args.get(name, "").strip()[:200] for name in ("school", "class", "show", "words")}
    show = "" if said["show"] == ALL else said["show"] if said["show"] in (OPEN, DONE) else OPEN
    return Asked(said["school"], class_of(said["class"]), show, said["words"])


@blueprint.get("/desk")
@needs("school.assess")
def index() -> Any:
    """The children whom schools sent, who lacks most first; a number leads to its child at once."""
    asked = _asked()
    desk = desk_of(g.person, asked, current_app.config["INSTANCE"])
    if len(desk.found) == 1:
        only = desk.found[0]
        return redirect(url_for("desk.child", key=only.school.key, child=only.one.pupil.child))
    shown = desk.found if asked.words else desk.in_state(asked.show)
    words = {"desk": desk, "asked": asked, "shown": shown, "ways": _ways(desk, asked)}
    words["doses"] = sum(one.gaps for one in desk.in_state(OPEN))
    return render_template("school/desk/index.html", classes=_classes(desk), **words)


def _ways(desk: Desk, asked: Asked) -> list[tuple[str, str, int, bool]]:
    """Who has something open, who is done, all of them."""
    names = ((OPEN, t("还没办完", "open")), (DONE, t("办好了", "done")), (ALL, t("全部", "all")))
    kept = {name: request.args[name] for name in ("school", "class") if request.args.get(name)}
    found = []
    for code, words in names:
        state = "" if code == ALL else code
        href = url_for("desk.index", **kept, show=code)
        found.append((href, words, len(desk.in_state(state)), state == asked.show))
    return found


def _classes(desk: Desk) -> list[tuple[str, tuple[str, str]]]:
    return [(address_of(*of), of) for of in desk.classes] if desk.school else []


@blueprint.get("/desk.xlsx")
@needs("school.assess")
def download() -> Response:
    """The list as a sheet."""
    asked = _asked()
    desk = desk_of(g.person, asked, current_app.config["INSTANCE"])
    rows: list[Waiting] = desk.in_state(asked.show)
    heads = [t(*words) for words in WAITING]
    name = t("需补种儿童 ", "children to catch up ") + today().isoformat()
    return sheet_response(name, heads, waiting_rows(rows, language()), page=t("需补种", "catch-up"))


@blueprint.get("/<key>/desk/<child>")
@needs("school.assess")
def child(key: str, child: str) -> str:
    """One child: what it needs and on which visits, the forms to record it, and what was recorded."""
    return child_page(at_desk(g.person, key, child, current_app.config["INSTANCE"]))


def child_page(at: AtDesk) -> str:
    """The page of a child at the desk."""
    born, day = at.one.pupil.born, today().isoformat()
    by_age = ("dtp", MOST["dtp"])  # 百白破5 and 白破1 are one slot, and no other is called 白破
    rows = [
        [
            ((series, n), product_by_age(by_age, born, day) if (series, n) == by_age else None)
            for n in range(1, most + 1)
        ]
        for series, most in MOST.items()
    ]
    lacking = {gap.slot for gap in at.needs.missing}
    words = {"one": at.one, "school": at.school, "today": day, "rows": rows, "lacking": lacking}
    return render_template("school/desk/child.html", at=at, **words)
