"""Pages of gaps: villages with how many children lack something, a village's children by household, and its sheet."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, g, render_template, request

from fieldapp.catchup.gaps import looking
from fieldapp.catchup.gaps.looking import Village
from fieldapp.catchup.gaps.missing import Missing, OfChild
from fieldapp.catchup.gaps.telling import dose_said, series_said, when_said
from fieldapp.ground.clock import today
from fieldapp.ground.words import language, t
from fieldapp.web.gate import needs, require
from fieldapp.web.workbooks import sheet_response

blueprint = Blueprint("gaps", __name__, url_prefix="/gaps")
HEADS = (
    ("姓名", "Name"),
    ("性别", "Sex"),
    ("出生日期", "Born"),
    ("儿童编码", "Child's number"),
    ("家长", "Guardian"),
    ("联系电话", "Telephone"),
    ("村民小组", "Group"),
    ("门牌号", "Door"),
    ("今天能种", "May be given today"),
    ("还要等的", "Must wait"),
)
SEXES = {"male": ("男", "male"), "female": ("女", "female")}


@blueprint.app_template_global()
def gap_said(one: Missing) -> str:
    """A missing dose: 脊灰3."""
    return dose_said(one, language())


@blueprint.app_template_global()
def gap_when(one: Missing) -> str:
    """When a missing dose may be given."""
    return when_said(one, today().isoformat(), language())


@blueprint.get("")
@needs("children.see")
def index() -> str:
    """The villages of an area, the most gaps first."""
    area = looking.area_of(g.person, request.args.get("area", "").strip())
    series = [] if area.sums is None else [(name, series_said(name, language())) for name in area.sums.doses]
    return render_template("catchup/gaps/index.html", area=area, series=sorted(series))


@blueprint.get("/<code>")
@needs("children.see")
def village(code: str) -> str:
    """The children of a village with what each lacks and when it may be given."""
    found = looking.village_of(code)
    only = request.args.get("series", "")
    short = [one for one in found.short if not only or any(gap.series == only for gap in one.missing)]
    ways = [(name, series_said(name, language()), n) for name, n in found.sums.doses.most_common()]
    return render_template("catchup/gaps/village.html", found=found, short=short, ways=ways, only=only)


@blueprint.get("/<code>/list.xlsx")
@needs("export")
def sheet(code: str) -> Response:
    """The list of a village as a sheet."""
    require("export", code)
    found = looking.village_of(code)
    heads = [t(*names) for names in HEADS]
    name = t("漏种儿童 ", "children with gaps ") + found.name + " " + found.on
    return sheet_response(name, heads, [_row(found, one) for one in found.short])


def _row(found: Village, one: OfChild) -> tuple[Any, ...]:
    child, home, lang = one.child.fields, one.child.home, language()
    now = [dose_said(gap, lang) for gap in one.now(found.on)]
    waits = [
        f"{dose_said(gap, lang)} {when_said(gap, found.on, lang)}"
        for gap in one.missing
        if not gap.may_be_given(found.on)
    ]
    guardian = child.get("guardian") or child.get("mother") or home.get("head") or ""
    phone = child.get("phone") or home.get("phone") or ""
    sex = t(*SEXES[child["sex"]]) if child.get("sex") in SEXES else ""
    said = (
        child.get("name") or "",
        sex,
        child.get("born") or "",
        child.get("card_no") or "",
        guardian,
        phone,
    )
    return (*said, home.get("group") or "", home.get("door") or "", "、".join(now), "；".join(waits))
