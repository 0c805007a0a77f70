"""Pages of the reason tables: of a campaign and of an area outside of any, on the page, as a workbook and as PDF."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, g, render_template, request, url_for

from fieldapp.catchup.tables import explaining
from fieldapp.catchup.tables.drawing import as_book, as_pdf
from fieldapp.catchup.tables.explaining import CASE_HEADS, Explained
from fieldapp.catchup.tables.periods import KINDS, after, before
from fieldapp.catchup.tables.reasons import TITLE
from fieldapp.catchup.tables.sheet import Paper
from fieldapp.ground.problems import Problem
from fieldapp.ground.words import t
from fieldapp.web.gate import may, needs
from fieldapp.web.workbooks import file_response, paper_fonts, pdf_response, sheet_response

blueprint = Blueprint("catchup_reasons", __name__)


def _asked(key: str, action: str = "") -> Explained:
    """The table of a campaign; of an area where no campaign is named."""
    said = request.args
    area, period = said.get("area", "").strip(), explaining.wished(said.get("kind", ""), said.get("day", ""))
    if key:
        return explaining.of_campaign(g.person, key, area, period, action or "catchup.see")
    return explaining.of_area(g.person, area, period, action or "children.see")


def _address(end: str, found: Explained, kind: str, day: str) -> str:
    here = {"area": found.code, "kind": kind, "day": day}
    if found.plan.key:
        return url_for(f"catchup_reasons.{end}", key=found.plan.key, **here)
    return url_for(f"catchup_reasons.area_{end}", **here)


def _page(found: Explained) -> str:
    period = found.period
    kinds = [
        (_address("table", found, kind, period.first), t(*words), None, kind == period.kind)
        for kind, words in KINDS.items()
    ]
    earliest, latest = explaining.span_of(found.plan)
    turns = [
        one and _address("table", found, one.kind, one.first)
        for one in (before(period, earliest), after(period, latest))
    ]
    files = {end: _address(end, found, period.kind, period.first) for end in ("book", "pdf", "cases")}
    words: dict[str, Any] = {"found": found, "paper": found.paper, "kinds": kinds, "turns": turns}
    sees = may("children.see", found.code)
    words |= {"files": files, "cases": list(explaining.cases_of(found)) if sees else None}
    words["hands_in"] = found.plan.state != "draft" and may("catchup.notices", found.code)
    words["as_table"] = period.code
    heads = [t(*one) for one in CASE_HEADS]
    return render_template("catchup/tables/reasons.html", **words, heads=heads, title=t(*TITLE))


def _file(found: Explained) -> tuple[Paper, str]:
    """The paper, and what its file is called.

    Raises:
        Problem: `not_found` where there are too many children.
    """
    if found.paper is None:
        raise Problem("not_found")
    return found.paper, f"{found.name} {t(*TITLE)} {found.plan.name} {t(*found.period.said())}".replace(
        "  ", " "
    )


def _book(found: Explained) -> Response:
    paper, name = _file(found)
    return file_response(f"{name}.xlsx", as_book(paper, name))


def _pdf(found: Explained) -> Response:
    paper, name = _file(found)
    return pdf_response(name, as_pdf(paper, name, paper_fonts()))


def _cases(found: Explained) -> Response:
    name = f"{found.name} {t('未种走访', 'visits')} {t(*found.period.said())}"
    return sheet_response(name, [t(*one) for one in CASE_HEADS], explaining.cases_of(found))


@blueprint.get("/catchup/<key>/reasons")
@needs("catchup.see")
def table(key: str) -> str:
    """Why doses of a campaign were not given."""
    return _page(_asked(key))


@blueprint.get("/catchup/<key>/reasons.xlsx")
@needs("catchup.see")
def book(key: str) -> Response:
    """The same as a workbook."""
    return _book(_asked(key))


@blueprint.get("/catchup/<key>/reasons.pdf")
@needs("catchup.see")
def pdf(key: str) -> Response:
    """The same as PDF."""
    return _pdf(_asked(key))


@blueprint.get("/catchup/<key>/reasons/visits.xlsx")
@needs("export")
def cases(key: str) -> Response:
    """The visits behind it as a sheet."""
    return _cases(_asked(key, "export"))


@blueprint.get("/gaps/reasons")
@needs("children.see")
def area_table() -> str:
    """Why doses were not given, outside of any campaign."""
    return _page(_asked(""))


@blueprint.get("/gaps/reasons.xlsx")
@needs("children.see")
def area_book() -> Response:
    """The same as a workbook."""
    return _book(_asked(""))


@blueprint.get("/gaps/reasons.pdf")
@needs("children.see")
def area_pdf() -> Response:
    """The same as PDF."""
    return _pdf(_asked(""))


@blueprint.get("/gaps/reasons/visits.xlsx")
@needs("export")
def area_cases() -> Response:
    """The visits behind it as a sheet."""
    return _cases(_asked("", "export"))
