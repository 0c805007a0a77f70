"""Pages of the school check's tables: of a school by class, of a township or county by school, with the children behind
each number for who may see them; as workbook and PDF; and handing one in."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for

from fieldapp.ground.clock import today
from fieldapp.ground.words import language, t
from fieldapp.records.permissions import may_somewhere
from fieldapp.school.tables import asked as asking
from fieldapp.school.tables import behind as looking
from fieldapp.school.tables import drawn, handing_in
from fieldapp.school.tables.asked import Asked, Wish
from fieldapp.school.tables.book import workbook
from fieldapp.school.tables.table import Table
from fieldapp.school.tables.typesetting import table_as_pdf
from fieldapp.web.gate import needs
from fieldapp.web.workbooks import file_response, paper_fonts, pdf_response, sheet_response

blueprint = Blueprint("school_tables", __name__, url_prefix="/schools")


def _wish() -> Wish:
    return asking.read_wish(request.values, today())


def pdf_of(table: Table, issued: str = "") -> Response:
    """A table as PDF."""
    name = t(*table.file_name)
    return pdf_response(name, table_as_pdf(table, name, issued, paper_fonts()))


def book_of(table: Table) -> Response:
    """A table as a workbook."""
    name = t(*table.file_name)
    return file_response(f"{name}.xlsx", workbook(table, name))


def _page(asked: Asked, key: str | None) -> str:
    sees = may_somewhere(g.person.role, "school.see")
    words: dict[str, Any] = {
        "asked": asked,
        "wish": asked.wish,
        "table": asked.table,
        "key": key,
        "sees": sees,
    }
    words["last"] = handing_in.last_of(asked.scope, asked.wish) if asked.scope else None
    words["hands_in"] = handing_in.may_hand_in(g.person, asked.scope)
    words["rates"] = drawn.rates(asked.table)
    words |= {"rows": drawn.rows(asked, sees), "dose_rows": drawn.dose_rows(asked, sees)}
    return render_template(
        "school/tables/table.html", **words, links=drawn.links(asked), today=today().isoformat()
    )


@blueprint.get("/tables")
@needs("school.sums")
def area() -> str:
    """The table of her schools: a line a township, or a school."""
    return _page(asking.of_area(g.person, _wish()), None)


@blueprint.get("/tables.xlsx")
@needs("school.sums")
def area_book() -> Response:
    """The same as a workbook."""
    return book_of(asking.of_area(g.person, _wish()).table)


@blueprint.get("/tables.pdf")
@needs("school.sums")
def area_pdf() -> Response:
    """The same as PDF."""
    return pdf_of(asking.of_area(g.person, _wish()).table)


@blueprint.post("/tables/hand-in")
@needs("school.report")
def area_hand_in() -> Any:
    """Hand it in as it stands."""
    return _handed_in(asking.of_area(g.person, handing_in.as_of_today(_wish())))


@blueprint.get("/<key>/table")
@needs("school.sums")
def school(key: str) -> str:
    """The table of one school, a line a class."""
    return _page(asking.of_school(g.person, key, _wish()), key)


@blueprint.get("/<key>/table.xlsx")
@needs("school.sums")
def school_book(key: str) -> Response:
    """The same as a workbook."""
    return book_of(asking.of_school(g.person, key, _wish()).table)


@blueprint.get("/<key>/table.pdf")
@needs("school.sums")
def school_pdf(key: str) -> Response:
    """The same as PDF."""
    return pdf_of(asking.of_school(g.person, key, _wish()).table)


@blueprint.post("/<key>/table/hand-in")
@needs("school.report")
def school_hand_in(key: str) -> Any:
    """Hand it in as it stands."""
    return _handed_in(asking.of_school(g.person, key, handing_in.as_of_today(_wish())))


def _handed_in(asked: Asked) -> Any:
    key = handing_in.hand_in(g.person, asked)
    flash(t("已上报：这张表按现在的数留存。", "Handed in: the table is kept as it stands now."))
    return redirect(url_for("school_reports.show", key=key))


@blueprint.get("/<key>/table/children")
@needs("school.see")
def children(key: str) -> str:
    """The children behind a number of a school's table."""
    found = _behind(key)
    words = {"found": found, "wish": _wish(), "unnamed": drawn.UNNAMED}
    return render_template("school/tables/children.html", **words, key=key)


@blueprint.get("/<key>/table/children.xlsx")
@needs("school.see")
def children_book(key: str) -> Response:
    """The same as a sheet."""
    found = _behind(key)
    heads = t("姓名,班级,出生日期,查验日期,结果,计数", "Name,Class,Born,Checked on,Result,Counts").split(",")
    name = f"{found.school.name} {t(*found.cell.heads[-1])}"
    return sheet_response(name, heads, drawn.child_rows(found, language()), page=t("名单", "children"))


def _behind(key: str) -> looking.Behind:
    said = request.args
    return looking.behind(g.person, key, _wish(), said.get("cell", ""), said.get("class", ""))
