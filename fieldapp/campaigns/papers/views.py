"""The official sheets of a round as page, workbook and PDF, and the list of who is 不详 in them."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from flask import Response, render_template, request, url_for
from markupsafe import Markup

from fieldapp.areas.latin.said import person_said, place_said
from fieldapp.areas.villages import Villages
from fieldapp.campaigns.detail_table.drawing import line
from fieldapp.campaigns.detail_table.table import cell_in
from fieldapp.campaigns.figures.units import list_name
from fieldapp.campaigns.papers.asked import Asked, papers_asked, unknown_listed
from fieldapp.campaigns.papers.layout import ROW, Paper, Row, head_lines
from fieldapp.campaigns.papers.material import BY_AGE, BY_YEAR
from fieldapp.campaigns.papers.paper_book import paper_workbook
from fieldapp.campaigns.papers.typesetting import papers_as_pdf
from fieldapp.campaigns.papers.unknown import UnknownChild
from fieldapp.campaigns.room import blueprint, campaign_of, round_of, rounds_of, seen_of
from fieldapp.ground.words import language, t
from fieldapp.records.code_words import REGISTERED, word
from fieldapp.web.gate import needs, require
from fieldapp.web.workbooks import file_response, paper_fonts, pdf_response, sheet_response

MOST_LISTED, MOST_IN_BOOK = 1000, 20_000


def _area() -> str | None:
    return request.args.get("area") or None


def _asked(key: str, n: int, which: int) -> Asked:
    by = BY_AGE if request.args.get("by") == BY_AGE else BY_YEAR
    campaign = campaign_of(key)
    return papers_asked(campaign, round_of(campaign, n), which, _area(), by, "now" in request.args)


@blueprint.get("/<key>/rounds/<int:n>/sheets/<int:which>")
@needs("campaign.see")
def sheet_page(key: str, n: int, which: int) -> str:
    """A sheet on a page that prints: the whole, and every township after it."""
    asked = _asked(key, n, which)
    children = url_for("campaigns.children", key=key, n=n)
    drawn = [
        (paper, head_lines(paper.columns), _linked(paper, children, asked.area)) for paper in asked.papers
    ]
    words: dict[str, Any] = {"asked": asked, "campaign": asked.campaign, "round": asked.round}
    words |= {"rounds": rounds_of(asked.campaign), "area": asked.area, "by": asked.by, "which": which}
    words |= {"name": asked.name, "townships": asked.townships, "as_now": "now" in request.args}
    return render_template("campaigns/sheet.html", drawn=drawn, **words)


def _linked(paper: Paper, page: str, area: str | None) -> list[tuple[Row, Markup]]:
    """The rows with their cells as they stand in the page: each number leads to the children behind it."""
    found = []
    for row in paper.rows:
        cells = [
            cell_in(column.cell.replace(ROW, row.part), row.kind, paper.slices) for column in paper.columns
        ]
        start = f"{page}?area={row.code or paper.code or area or ''}&amp;"
        found.append((row, line(row.cells, start, [quote(cell, safe=":") for cell in cells])))
    return found


@blueprint.get("/<key>/rounds/<int:n>/sheets/<int:which>.xlsx")
@needs("campaign.see")
def sheet_book(key: str, n: int, which: int) -> Response:
    """A sheet as a workbook, a page a unit."""
    asked = _asked(key, n, which)
    return file_response(f"{asked.name}.xlsx", paper_workbook(asked.papers, asked.name))


@blueprint.get("/<key>/rounds/<int:n>/sheets/<int:which>.pdf")
@needs("campaign.see")
def sheet_pdf(key: str, n: int, which: int) -> Response:
    """A sheet as PDF."""
    asked = _asked(key, n, which)
    return pdf_response(asked.name, papers_as_pdf(asked.papers, asked.name, language(), paper_fonts()))


@blueprint.get("/<key>/rounds/<int:n>/unknown")
@needs("children.see")
def unknown_page(key: str, n: int) -> str:
    """Who is 不详, and what is not known of each; as it is now, also of a closed round."""
    campaign = campaign_of(key)
    round_ = round_of(campaign, n)
    children, more, villages = unknown_listed(campaign, round_, _area(), MOST_LISTED)
    words: dict[str, Any] = {"campaign": campaign, "round": round_, "rounds": rounds_of(campaign)}
    words |= {"lines": _lines(children, villages), "heads": _heads(), "more": more, "most": MOST_LISTED}
    return render_template("campaigns/unknown.html", area=_area(), **words)


@blueprint.get("/<key>/rounds/<int:n>/unknown.xlsx")
@needs("export")
def unknown_book(key: str, n: int) -> Response:
    """The list as a workbook."""
    campaign = campaign_of(key)
    round_ = round_of(campaign, n)
    for code in seen_of(campaign, _area()):
        require("export", code)
    children, _more, villages = unknown_listed(campaign, round_, _area(), MOST_IN_BOOK)
    what = t("不详名单", "unknown")
    name = list_name(campaign, n, villages, what)
    return sheet_response(name, _heads(), _lines(children, villages), page=what)


def _heads() -> list[str]:
    zh = "乡镇,村,儿童姓名,不详的是,出生日期,户籍,既往剂次,监护人,电话,登记日期"
    en = "Township,Village,Name,Unknown,Born,Registered at,Earlier doses,Guardian,Phone,Listed on"
    return t(zh, en).split(",")


def _lines(children: list[UnknownChild], villages: Villages) -> list[list[str]]:
    return [_line(one, villages) for one in children]


def _line(child: UnknownChild, villages: Villages) -> list[str]:
    row = child.row
    named = {"born": t("出生日期", "birth date"), "residence": t("户籍", "residence")}
    named["prior"] = t("既往剂次", "earlier doses")
    lives, prior = row["registered_at"], row["prior_polio"]
    return [
        place_said(villages.name(child.village[:9])),
        place_said(villages.name(child.village)),
        person_said(row["name"])
        or (t("未取名", "no name yet") if row["known"] else t("档案还没到", "record not here yet")),
        t("、", ", ").join(named[part] for part in child.missing),
        row["born"] or "",
        word(REGISTERED, lives, language()) if lives else "",
        "" if "prior" in child.missing else {"3": "≥3"}.get(prior or "", prior or ""),
        person_said(row["guardian"] or row["mother"]),
        row["phone"] or "",
        row["listed_on"] or "",
    ]
