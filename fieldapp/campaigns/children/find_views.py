"""找孩子: one looks for a child by whatever one knows of it, and comes to its page."""

from __future__ import annotations

from typing import Any

from flask import Response, g, render_template, request

from fieldapp.campaigns.children import finding
from fieldapp.campaigns.children.finding import Answer
from fieldapp.campaigns.children.views import LONGEST, SEX
from fieldapp.campaigns.room import blueprint
from fieldapp.ground.clock import today
from fieldapp.ground.words import language, t
from fieldapp.web.gate import needs, require
from fieldapp.web.workbooks import sheet_response

MOST_LINES = 2000


def _asked() -> str:
    return request.args.get("q", "").strip()[:LONGEST]


def _found(most: int) -> Answer:
    return finding.search(g.person.areas, _asked(), today(), language(), most)


@blueprint.get("/find")
@needs("children.see")
def find() -> str:
    """Children of the person's areas by name, pinyin, family, telephone or number (`?q=`)."""
    answer = _found(finding.MOST)
    words: dict[str, Any] = {"words": _asked(), "lines": answer.lines, "more": answer.more}
    return render_template("campaigns/find.html", most=finding.MOST, **words)


@blueprint.get("/find.xlsx")
@needs("export")
def find_sheet() -> Response:
    """What was found as a workbook."""
    require("children.see")
    zh = "乡镇,村,组、门牌,姓名,性别,出生日期,监护人,电话,户主,这一轮"
    en = "Township,Village,Group and door,Name,Sex,Born,Guardian,Telephone,Household,This round"
    what = t("找孩子", "children found")
    return sheet_response(what, t(zh, en).split(","), map(_cells, _found(MOST_LINES).lines), page=what)


def _cells(line: dict[str, Any]) -> list[Any]:
    where = [line["township"], line["village"], line["door"], line["name"]]
    sex = t(*SEX[line["sex"]]) if line["sex"] in SEX else ""
    return [
        *where,
        sex,
        line["born"],
        line["guardian"],
        line["phone"],
        line["household"],
        standing_words(line),
    ]


@blueprint.app_template_global()
def standing_words(line: dict[str, Any]) -> str:
    """How a child stands in the round: its result with the day, not visited yet, or not of the round."""
    if line["visit"]:
        return f"{line['visit']['words']} {line['visit']['day']}"
    return t("还没去过", "not visited") if line["in_round"] else t("不在这一轮", "not in this round")
