"""Pages of a campaign under way: its figures by unit, its summary table on the page, as a workbook and as PDF, and its
lists of children."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, g, render_template, request, url_for

from fieldapp.areas.latin.said import place_said
from fieldapp.catchup.plan.asking import PLAN
from fieldapp.catchup.plan.plan import RESIDENCES
from fieldapp.catchup.tables import asking, listing
from fieldapp.catchup.tables.drawing import as_book, as_pdf, name_of
from fieldapp.catchup.tables.figures import EVERYONE, reason_words, vaccine_words, vaccines_in
from fieldapp.catchup.tables.lists import LISTS, WHY
from fieldapp.catchup.tables.sheet import Paper, head_lines, said
from fieldapp.catchup.tables.summary import TITLE, paper_of
from fieldapp.ground.showing import percent
from fieldapp.ground.words import t
from fieldapp.web.gate import may, needs
from fieldapp.web.workbooks import file_response, paper_fonts, pdf_response, sheet_response

blueprint = Blueprint("catchup_tables", __name__, url_prefix="/catchup/<key>")
blueprint.add_app_template_global(said, "cell_said")
blueprint.add_app_template_global(head_lines, "head_lines")
blueprint.add_app_template_global(name_of, "line_name")
blueprint.add_app_template_global(percent, "percent_of")
blueprint.add_app_template_global(listing.guardian_of, "guardian_listed")
blueprint.add_app_template_global(listing.phone_of, "phone_listed")


@blueprint.app_template_global()
def vaccine_said(vaccine: str) -> str:
    """A vaccine of the tables in the language of the page."""
    return t(*vaccine_words(vaccine))


@blueprint.app_template_global()
def reason_said(code: str) -> str:
    """A reason in the language of the page."""
    return t(*reason_words(code)) if code else ""


def _area() -> str:
    return request.args.get("area", "").strip()


@blueprint.get("")
@needs("catchup.see")
def show(key: str) -> str:
    """A campaign: how far it is, by vaccine and by unit."""
    found = asking.table_of(g.person, key, _area())
    whole, plan = found.whole, found.plan
    vaccines = [
        (one, whole[f"need:{one}", EVERYONE], whole[f"given:{one}", EVERYONE]) for one in vaccines_in(whole)
    ]
    units = sorted(found.units, key=lambda unit: (-_left(unit.figures), unit.code))
    words: dict[str, Any] = {"found": found, "plan": plan, "vaccines": vaccines, "units": units}
    words |= {"ruled": all(may(PLAN, code) for code in plan.areas), "everyone": EVERYONE}
    words |= {"sees": may("children.see", found.code), "residence": t(*RESIDENCES[plan.residence])}
    return render_template("catchup/tables/show.html", **words)


def _left(figures: Any) -> int:
    return int(figures["short", EVERYONE] - figures["done", EVERYONE])


def summary_paper(key: str, area: str) -> tuple[Paper, asking.Found, str]:
    """The summary of an area with what it is of, and what its file is called."""
    found = asking.table_of(g.person, key, area)
    plan, name = found.plan, found.name
    units = [(unit.code, (unit.name, place_said(unit.name, "en")), unit.figures) for unit in found.units]
    facts = [
        (f"活动：{plan.name}", f"Catch-up: {plan.name}"),
        (f"{plan.first_day} 至 {plan.last_day}", f"{plan.first_day} to {plan.last_day}"),
        (f"截至 {found.on}", f"up to {found.on}"),
    ]
    paper = paper_of((name, place_said(name, "en")), facts, units, found.whole)
    return paper, found, f"{name} {t(*TITLE)} {plan.name} {found.on}"


@blueprint.get("/summary")
@needs("catchup.see")
def summary(key: str) -> str:
    """The summary table."""
    paper, found, _name = summary_paper(key, _area())
    return render_template(
        "catchup/tables/paper.html",
        paper=paper,
        found=found,
        plan=found.plan,
        end="summary",
        hands_in=found.plan.state != "draft" and may("catchup.notices", found.code),
    )


@blueprint.get("/summary.xlsx")
@needs("catchup.see")
def summary_book(key: str) -> Response:
    """The same as a workbook."""
    paper, _found, name = summary_paper(key, _area())
    return file_response(f"{name}.xlsx", as_book(paper, name))


@blueprint.get("/summary.pdf")
@needs("catchup.see")
def summary_pdf(key: str) -> Response:
    """The same as PDF."""
    paper, _found, name = summary_paper(key, _area())
    return pdf_response(name, as_pdf(paper, name, paper_fonts()))


@blueprint.get("/children")
@needs("children.see")
def children(key: str) -> str:
    """A list of the campaign's children."""
    found = listing.list_of(g.person, key, _area(), _wished(), request.args.get("vaccine", ""))
    lists = [
        (_listed(found, name, found.vaccine), t(*words), found.sizes.get(name), name == found.name)
        for name, words in LISTS.items()
    ]
    vaccines = [(_listed(found, found.name, ""), t("全部疫苗", "all"), None, not found.vaccine)]
    vaccines += [
        (_listed(found, found.name, one), vaccine_said(one), n, one == found.vaccine)
        for one, n in found.vaccines
    ]
    words = {"found": found, "lists": lists, "vaccines": vaccines, "title": t(*LISTS[found.name])}
    why = t(*WHY[found.name]) if found.name in WHY else ""
    return render_template("catchup/tables/children.html", **words, why=why)


def _listed(found: listing.List, name: str, vaccine: str) -> str:
    """The address of another list."""
    here = {"key": found.of.plan.key, "area": found.of.code, "list": name, "vaccine": vaccine or None}
    return url_for("catchup_tables.children", **here)


def _wished() -> str:
    name = request.args.get("list", "open")
    return name if name in LISTS else "open"


@blueprint.get("/children.xlsx")
@needs("export")
def children_book(key: str) -> Response:
    """The same as a sheet."""
    found = listing.list_of(g.person, key, _area(), _wished(), request.args.get("vaccine", ""), "export")
    name = f"{found.of.name} {t(*LISTS[found.name])} {found.of.plan.name} {found.of.on}"
    heads = [t(*words) for words in listing.HEADS]
    return sheet_response(name, heads, listing.rows_of(found), page=t(*LISTS[found.name]))
