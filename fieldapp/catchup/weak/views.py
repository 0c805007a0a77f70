"""Pages of a catch-up's villages: the list of the weakest with the map beside it, as a sheet, and the map's data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, current_app, g, jsonify, render_template, request, url_for

from fieldapp.areas.latin.said import place_said
from fieldapp.areas.maps.answering import framed, shift_in_use, tagged
from fieldapp.catchup.tables.figures import reason_words, vaccine_words
from fieldapp.catchup.weak import asking
from fieldapp.catchup.weak.asking import BEFORE, NOW, Found, Shown
from fieldapp.catchup.weak.said import map_steps, map_words
from fieldapp.catchup.weak.villages import SMALL, WEAK
from fieldapp.ground.showing import percent
from fieldapp.ground.words import t
from fieldapp.web.gate import may, needs
from fieldapp.web.workbooks import sheet_response

blueprint = Blueprint("catchup_weak", __name__, url_prefix="/catchup/<key>")
HEADS = (
    ("乡镇", "Township"),
    ("村", "Village"),
    ("薄弱在哪", "Weak in"),
    ("开始时有漏种", "With a gap at first"),
    ("开始时占比 %", "Share at first, %"),
    ("开始时合并估计 %", "Pooled estimate at first, %"),
    ("现在有漏种", "With a gap now"),
    ("现在占比 %", "Share now, %"),
    ("现在合并估计 %", "Pooled estimate now, %"),
    ("有记录的儿童", "Children on record"),
    ("摸底儿童", "Listed"),
    ("预计儿童", "Expected"),
    ("现场发现", "Found"),
    ("现场发现占比 %", "Found, %"),
    ("脊灰0剂次 开始时", "No polio dose at first"),
    ("脊灰0剂次 现在", "No polio dose now"),
    ("主要原因", "Main reason"),
    ("几天没走访", "Days since a visit"),
    ("负责人", "Responsible"),
    ("电话", "Telephone"),
)


@blueprint.app_template_global()
def weak_said(name: str) -> str:
    """In what a village is weak."""
    return t(*WEAK[name])


@blueprint.app_template_global()
def share_said(share: float | None) -> str:
    """A share drawn towards that of all."""
    return "—" if share is None else f"{100 * share:.2f}"


def _asked() -> tuple[str, str]:
    return request.args.get("area", "").strip(), request.args.get("vaccine", "")


def _when() -> str:
    return BEFORE if request.args.get("when") == BEFORE else NOW


@blueprint.get("/villages")
@needs("catchup.see")
def index(key: str) -> str:
    """The villages, the weakest first, with the map."""
    found, when = asking.villages_of(g.person, key, *_asked()), _when()
    weak = [one for one in found.villages if one.weak]
    words: dict[str, Any] = {"found": found, "plan": found.plan, "weak": weak, "when": when, "least": SMALL}
    words |= {
        "left": sum(one.village.left for one in found.villages),
        "townships": asking.townships_of(g.person, key),
    }
    words |= {"frame": _address(found, "frame", when), "sees": may("children.see", found.code)}
    words["whens"] = [(_address(found, "index", one), said, None, one == when) for one, said in _whens()]
    words["vaccines"] = [(one, t(*vaccine_words(one))) for one in found.vaccines]
    return render_template("catchup/weak/index.html", **words)


def _whens() -> list[tuple[str, str]]:
    return [(NOW, t("现在", "now")), (BEFORE, t("开始那天", "on the first day"))]


def _address(found: Found, end: str, when: str) -> str:
    here = {"key": found.plan.key, "area": found.code, "vaccine": found.vaccine or None}
    return url_for(f"catchup_weak.{end}", **here, when=None if when == NOW else when)


@blueprint.get("/villages.xlsx")
@needs("catchup.see")
def sheet(key: str) -> Response:
    """The same as a sheet."""
    found = asking.villages_of(g.person, key, *_asked())
    name = f"{found.name} {t('薄弱村', 'weak villages')} {found.plan.name} {found.on}"
    return sheet_response(name, [t(*words) for words in HEADS], _rows(found))


def _rows(found: Found) -> Iterator[Sequence[Any]]:
    for one in found.villages:
        of = one.village
        days = of.days_since(found.until)
        yield (
            place_said(of.town),
            place_said(of.name),
            t("；", "; ").join(weak_said(name) for name in one.weak),
            *_shares(of.before, of.asked, one.before),
            *_shares(of.left, of.asked, one.left),
            of.asked,
            of.listed,
            "" if of.expected is None else of.expected,
            of.found,
            percent(of.found, of.listed),
            of.zero,
            of.zero_left,
            t(*reason_words(of.reason)) if of.reason else "",
            "" if days is None else days,
            *_whom(one),
        )


def _shares(n: int, of: int, drawn: float | None) -> tuple[int, str, str]:
    return n, percent(n, of), share_said(drawn)


def _whom(one: Shown) -> tuple[str, str]:
    return "、".join(who.name for who in one.whom), "、".join(who.phone or "" for who in one.whom)


@blueprint.get("/villages/map")
@needs("catchup.see")
def frame(key: str) -> Response:
    """The map's document."""
    found, when = asking.villages_of(g.person, key, *_asked()), _when()
    return framed(_map_said(found, when), t("薄弱村地图", "Map of weak villages"))


def _map_said(found: Found, when: str) -> dict[str, Any]:
    """What the map's script needs to know."""
    key = found.plan.key
    leads = "catchup_tables.children" if may("children.see", found.code) else "catchup_tables.show"
    data = {"key": key, "area": found.code, "vaccine": found.vaccine or None, "when": when}
    return {
        "poll": url_for("catchup_weak.poll", key=key),
        "villages": url_for("catchup_weak.data", **data),
        "children": None,
        "village": url_for(leads, key=key),
        "title": found.plan.name,
        "short_title": found.plan.name,
        "first_day": found.plan.first_day,
        "steps": map_steps(found.plan.goal),
        "words": map_words(when == BEFORE),
        "basemap": current_app.config["BASEMAP_URL"] or None,
    }


@blueprint.get("/villages/map/poll")
@needs("catchup.see")
def poll(key: str) -> Response:
    """The version of what the map shows."""
    return jsonify(version=asking.version_in(g.person, key))


@blueprint.get("/villages/map/villages.json")
@needs("catchup.see")
def data(key: str) -> Response:
    """Villages with shape, figures and step of the scale; nothing of a child."""
    folder = Path(current_app.config["INSTANCE"]) / "places"
    return tagged(*asking.on_map(g.person, key, *_asked(), _when(), folder, shift_in_use()))
