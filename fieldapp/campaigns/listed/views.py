"""The page behind the numbers of the starting list: the children of a village, or those looked for."""

from __future__ import annotations

from typing import Any

from flask import Response, render_template, request, url_for

from fieldapp.campaigns.children.views import LONGEST, SEX
from fieldapp.campaigns.figures.file_names import campaign_file
from fieldapp.campaigns.listed import children
from fieldapp.campaigns.room import blueprint, campaign_of, current_round, rounds_of
from fieldapp.campaigns.titles import campaign_said
from fieldapp.ground.clock import today
from fieldapp.ground.words import language, t
from fieldapp.models.campaigns import Campaign
from fieldapp.web.gate import needs, require
from fieldapp.web.workbooks import sheet_response


def _asked(campaign: Campaign) -> tuple[children.Listed, dict[str, Any]]:
    """What the address asks for, and its words: `?area=`, `?q=`, `?dated=1`."""
    area, words = request.args.get("area") or None, request.args.get("q", "").strip()[:LONGEST]
    dated = request.args.get("dated") == "1"
    return children.listed(campaign, area, words, dated), {"area": area, "words": words, "dated": dated}


@blueprint.get("/<key>/list/children")
@needs("children.see")
def listed_children(key: str) -> str:
    """Children listed in a village, or found by name, pinyin, parent, telephone or number in all of them."""
    campaign = campaign_of(key)
    found, asked = _asked(campaign)
    words: dict[str, Any] = {"campaign": campaign, "rounds": rounds_of(campaign), "found": found, **asked}
    words["shown_in"] = current_round(campaign, words["rounds"]) if campaign.state != "draft" else None
    words["sex"] = lambda code: t(*SEX[code]) if code in SEX else "—"
    words["whole"] = url_for("campaigns.listed_children", key=key, area=asked["area"])
    return render_template("campaigns/listed.html", **words)


@blueprint.get("/<key>/list/children.xlsx")
@needs("export")
def listed_sheet(key: str) -> Response:
    """The same children as a workbook."""
    require("children.see")
    campaign = campaign_of(key)
    found, _words = _asked(campaign)
    zh = "乡镇,村,组、门牌,姓名,性别,出生日期,监护人,电话,户主,登记日期"
    en = "Township,Village,Group and door,Name,Sex,Born,Guardian,Telephone,Household,Listed on"
    page = t("已登记的孩子", "children listed")
    name = campaign_file(campaign_said(campaign), page, today().isoformat(), language())
    return sheet_response(name, t(zh, en).split(","), map(_cells, found.lines), page=page)


def _cells(line: dict[str, Any]) -> list[Any]:
    sex = t(*SEX[line["sex"]]) if line["sex"] in SEX else ""
    where = [line["township"], line["village"], line["door"], line["name"]]
    return [*where, sex, *(line[name] for name in ("born", "guardian", "phone", "household", "listed_on"))]
