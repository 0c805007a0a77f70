"""Pages that take the people of an area along as a sheet, and bring in a roster."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Response, g, render_template

from fieldapp.accounts import staff
from fieldapp.accounts.people_sheet import COLUMNS, EXAMPLE, TEMPLATE
from fieldapp.accounts.people_views import blueprint, filters, roles_offered, slips_page
from fieldapp.accounts.views import role_name
from fieldapp.ground.spreadsheets.reader import read_table, required
from fieldapp.ground.spreadsheets.writing import sheet
from fieldapp.ground.words import t
from fieldapp.web.forms import asks_again, entered, sent, upload
from fieldapp.web.gate import needs
from fieldapp.web.marked import keep_marked
from fieldapp.web.uploads import forget, keep, kept


@blueprint.get("/people.xlsx")
@needs("people.see")
def download() -> Response:
    """The list as a sheet, filters kept; it can be used as a roster."""
    rows = (
        (p.username, p.name, role_name(p.role), _codes(areas), p.certificate_no, p.certificate_until)
        for p, areas in staff.all_of(g.person, filters())
    )
    return sheet(t("人员", "people"), TEMPLATE, rows, form=True)


def _codes(given: Sequence[Any]) -> str:
    return " ".join(area.area for area, _name in given if not area.until)


@blueprint.get("/people/template.xlsx")
@needs("people.staff")
def template() -> Response:
    """An empty roster with an example line."""
    own = g.person.areas[0] if g.person.areas else ""
    example = (t(*EXAMPLE), t("张三", "Zhang San"), role_name("vaccinator"), own, "", "2027-12-31")
    return sheet(t("人员导入模板", "people form"), TEMPLATE, [example], form=True)


@blueprint.route("/people/import", methods=["GET", "POST"])
@needs("people.staff")
@asks_again
def import_sheet() -> Any:
    """Upload a roster, look at it line by line, then add everybody and print the slips."""
    if not sent():
        return render_template("people/import.html", entries=None, roles=roles_offered())
    token = entered("kept")
    content = kept(token) if token else upload("file")[1]
    table = required(read_table(content, COLUMNS))
    entries = staff.roster_in(g.person, table)
    wrong = [one for entry in entries for one in entry.wrong]
    if not token or wrong:
        words: dict[str, Any] = {"kept": keep(content), "marked": keep_marked(content, wrong)}
        words |= {"unread": table.unread, "roles": roles_offered()}
        return render_template("people/import.html", entries=entries, **words)
    forget(token)
    return slips_page(staff.take_all_on(entries))
