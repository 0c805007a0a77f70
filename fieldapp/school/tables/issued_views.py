"""Pages of the tables that were handed in: the list, one as it was with what has changed since, and its files."""

from __future__ import annotations

from flask import Blueprint, Response, g, render_template

from fieldapp.areas.latin.said import person_said
from fieldapp.ground.clock import china_time
from fieldapp.ground.words import t
from fieldapp.school.summary import NAMES
from fieldapp.school.tables import handing_in
from fieldapp.school.tables.asked import HALVES
from fieldapp.school.tables.handing_in import Issued
from fieldapp.school.tables.table import DOSES, PEOPLE, Line, count_in, said
from fieldapp.school.tables.views import book_of, pdf_of
from fieldapp.web.gate import needs

blueprint = Blueprint("school_reports", __name__, url_prefix="/schools/reports")


@blueprint.app_template_global()
def half_said(half: int) -> str:
    """Autumn, spring or the whole year."""
    return t(*dict(HALVES).get(half, ("", "")))


@blueprint.get("")
@needs("school.sums")
def index() -> str:
    """What was handed in, the last first."""
    return render_template("school/tables/issued_list.html", reports=handing_in.listed(g.person))


@blueprint.get("/<key>")
@needs("school.sums")
def show(key: str) -> str:
    """A table as it was handed in, and what is other by now."""
    found = handing_in.issued(g.person, key)
    changes = [_change(*one) for one in found.changed]
    lines = [(line, [said(line, column) for column in found.table.columns]) for line in found.table.lines]
    doses = [column for _id, *pair in found.table.dose_columns() for column in pair]
    by_dose = [(line, [said(line, column) for column in doses]) for line in found.table.lines]
    words = {"found": found, "lines": lines, "changes": changes, "doses": doses, "by_dose": by_dose}
    return render_template("school/tables/issued.html", **words)


def _change(then: Line | None, now: Line | None, ids: list[str]) -> tuple[str, list[tuple[str, int, int]]]:
    """A line that is other by now: its name, and for each column what it was and is."""
    columns = {column.id: column for column in (*PEOPLE, *DOSES)}
    line = then or now
    figures = [
        (t(*NAMES[one]), *(count_in(part, columns[one]) if part else 0 for part in (then, now)))
        for one in ids
    ]
    return t(*line.name) if line else "", figures  # type: ignore[return-value]


@blueprint.get("/<key>.xlsx")
@needs("school.sums")
def book(key: str) -> Response:
    """The same as a workbook."""
    return book_of(handing_in.issued(g.person, key).table)


@blueprint.get("/<key>.pdf")
@needs("school.sums")
def pdf(key: str) -> Response:
    """The same as PDF, with who handed it in and when."""
    found = handing_in.issued(g.person, key)
    return pdf_of(found.table, _issued(found))


def _issued(found: Issued) -> str:
    at, by = china_time(found.row.at), person_said(found.by)
    return t(f"{by} 于 {at} 上报", f"handed in by {by}, {at}")
