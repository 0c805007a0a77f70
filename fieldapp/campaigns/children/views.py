"""The page behind every number of a round: the children who make it up, as a list and as a workbook."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from flask import Response, render_template, request, url_for

from fieldapp.campaigns.children import behind_cell, one_child
from fieldapp.campaigns.children.cell_children import Line
from fieldapp.campaigns.figures.units import list_name
from fieldapp.campaigns.room import blueprint, campaign_of, round_of, rounds_of
from fieldapp.ground.clock import china_time
from fieldapp.ground.words import t
from fieldapp.models.campaigns import Campaign, Round
from fieldapp.web.gate import local_path, may, needs, require
from fieldapp.web.paging import page_asked, page_of
from fieldapp.web.workbooks import sheet_response

LONGEST = 100
SEX = {"male": ("男", "boy"), "female": ("女", "girl")}


def _place(key: str, n: int) -> tuple[Campaign, Round]:
    campaign = campaign_of(key)
    return campaign, round_of(campaign, n)


def _area() -> str | None:
    return request.args.get("area") or None


@blueprint.get("/<key>/rounds/<int:n>/children")
@needs("campaign.see")
def children(key: str, n: int) -> str:
    """Who is behind a cell (`?area=&cell=`); `?q=` looks for one; only numbers for who may not see children."""
    campaign, round_ = _place(key, n)
    asked = behind_cell.asked_for(campaign, round_, request.args.get("cell", ""), _area())
    words = {"campaign": campaign, "round": round_, "rounds": rounds_of(campaign)} | _list_words(asked)
    back = _back(campaign, round_)
    words |= {"where": behind_cell.where(asked, campaign.county), "back": back}
    words["pages"] = page_of(words["number"], words["last"], back=back)
    return render_template("campaigns/children.html", sex=_sex, china_time=china_time, **words)


def _list_words(asked: Any) -> dict[str, Any]:
    """One page of the children behind a cell, or of those of them who are looked for."""
    looked_for = request.args.get("q", "").strip()[:LONGEST]
    named = may("children.see")
    matches = behind_cell.matching(asked, looked_for) if looked_for else None
    total = asked.total if matches is None else len(matches)
    last = max(1, -(-total // behind_cell.PAGE))
    number = page_asked(last)
    found = behind_cell.page_of(asked, number) if matches is None else _part(matches, number)
    words: dict[str, Any] = {"asked": asked, "area": _area(), "named": named, "lines": found if named else []}
    words |= {"places": behind_cell.places(asked), "words": looked_for, "found": total}
    words["groups"] = behind_cell.by_village(asked, found) if named else []
    words |= {"title": behind_cell.title(asked), "closed": behind_cell.closed_at(asked)}
    return words | {"number": number, "last": last, "size": behind_cell.PAGE}


def _part(lines: list[Line], number: int) -> list[Line]:
    return lines[behind_cell.PAGE * (number - 1) :][: behind_cell.PAGE]


def _sex(code: str) -> str:
    return t(*SEX[code]) if code in SEX else "—"


def _back(campaign: Campaign, round_: Round) -> str:
    """The page one came from, else the round's: said again by every link of the list, so that it leads there."""
    round_page = url_for("campaigns.overview", key=campaign.key, n=round_.n, area=request.args.get("area"))
    if request.args.get("back"):
        return local_path(request.args["back"])
    own = urlsplit(request.referrer or "").path.startswith(request.path)  # the list itself, or a child of it
    return round_page if own else _came_from(round_page)


def _came_from(otherwise: str) -> str:
    """The page of ours that led here, as it was asked for; `otherwise` where none did."""
    referrer = urlsplit(request.referrer or "")
    if referrer.netloc != request.host or referrer.path == request.path:
        return otherwise
    return local_path(referrer.path + (f"?{referrer.query}" if referrer.query else ""))


@blueprint.get("/<key>/rounds/<int:n>/children/<child>")
@needs("children.see")
def child(key: str, n: int, child: str) -> str:
    """One child: family, telephone, why it counts as it does, every visit, and who is responsible for its village."""
    campaign, round_ = _place(key, n)
    found = one_child.child_of(campaign, round_, child)
    words: dict[str, Any] = {"campaign": campaign, "round": round_, "rounds": rounds_of(campaign), "c": found}
    home = url_for("campaigns.overview", key=key, n=n, area=found["standing"])
    return render_template("campaigns/child.html", sex=_sex, back=_came_from(home), **words)


@blueprint.get("/<key>/rounds/<int:n>/children.xlsx")
@needs("children.see")
def children_sheet(key: str, n: int) -> Response:
    """The whole list as a workbook."""
    require("export")
    asked = behind_cell.asked_for(*_place(key, n), request.args.get("cell", ""), _area())
    lines, title = behind_cell.everybody(asked), behind_cell.title(asked)
    zh = "村,户主,姓名,性别,出生日期,监护人,电话,家在,组、门牌,日期,结果,约定,谁,说明"
    en = "Village,Household,Name,Sex,Born,Guardian,Telephone,Lives in,Group and door,Day,Result,Noted,Who,Why"
    name = list_name(campaign_of(key), n, asked.villages, title)
    return sheet_response(name, t(zh, en).split(","), map(_cells, lines), page=title)


def _cells(line: Line) -> list[Any]:
    name = line["name"] if line["shown"] else t("（住在别处）", "(lives elsewhere)")
    visit = line["visit"] or {}
    sex = t(*SEX[line["sex"]]) if line["sex"] in SEX else ""
    who = [line["village"], line["household"], name]
    home = [line["guardian"], line["phone"], line["home"] or line["village"], line["door"]]
    rest = [*home, visit.get("day"), visit.get("words"), visit.get("note")]
    return [*who, sex, line["born"], *rest, visit.get("who"), line["why"]]
