"""The class register on a page, as a workbook and as PDF, and what the teacher is told."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, g, render_template, request

from fieldapp.areas.latin.said import place_said
from fieldapp.ground.clock import today
from fieldapp.ground.problems import Problem
from fieldapp.ground.showing import shown
from fieldapp.ground.words import language, t
from fieldapp.school.classes.naming import class_of, class_words
from fieldapp.school.register import layout
from fieldapp.school.register.book import register_book
from fieldapp.school.register.lines import AFTER, BEFORE, still_short
from fieldapp.school.register.looking import Register, class_register
from fieldapp.school.register.marks import NOT_DUE
from fieldapp.school.register.typesetting import register_as_pdf
from fieldapp.school.slots import COLUMNS
from fieldapp.web.gate import needs
from fieldapp.web.workbooks import file_response, paper_fonts, pdf_response

blueprint = Blueprint("register", __name__, url_prefix="/schools/<key>")


def _asked(key: str, name: str) -> Register:
    """The register of the class asked for.

    Raises:
        Problem: `not_found`, `not_allowed`.
    """
    of = class_of(name)
    if of is None:
        raise Problem("not_found")
    year, instance = request.args.get("year", ""), current_app.config["INSTANCE"]
    return class_register(g.person, key, of, year, instance, language())


def _title(register: Register) -> layout.Title:
    school, day = place_said(shown(register.found.school.name)), today().isoformat()
    called = shown(class_words(*register.of, language()))
    year = register.found.year
    term = t(f"{year}—{year + 1}学年", f"school year {year}–{year + 1}")
    facts = [
        t(f"学校：{school}", f"School: {school}"),
        t(f"班级：{called}", f"Class: {called}"),
        term,
        t(f"截至 {day}", f"as of {day}"),
    ]
    title = t("入托、入学预防接种证查验登记表", "Register of the check of vaccination certificates")
    name = t("查验登记表", "register") + f" {register.found.school.name} {called} {day}"
    return layout.Title(name, language(), title, facts, register.checkers)


@blueprint.get("/classes/<name>/register")
@needs("school.see")
def of_class(key: str, name: str) -> str:
    """The register on a page that prints."""
    register = _asked(key, name)
    first, second = layout.heads(language())
    words = {"register": register, "school": register.found.school, "address": name, "said": _title(register)}
    words |= {"first": first, "second": second, "before": BEFORE, "after": AFTER, "columns": COLUMNS}
    words |= {"not_due": NOT_DUE, "legend": layout.legend(register.marks, language())}
    words["assumption"] = layout.assumption(language())
    return render_template("school/register/page.html", **words)


@blueprint.get("/classes/<name>/register.xlsx")
@needs("school.see")
def book(key: str, name: str) -> Response:
    """The register as a workbook."""
    register = _asked(key, name)
    said = _title(register)
    return file_response(f"{said.name}.xlsx", register_book(register.lines, register.marks, said))


@blueprint.get("/classes/<name>/register.pdf")
@needs("school.see")
def paper(key: str, name: str) -> Response:
    """The register as PDF."""
    register = _asked(key, name)
    said = _title(register)
    content = register_as_pdf(register.lines, register.marks, said, paper_fonts())
    return pdf_response(said.name, content)


@blueprint.get("/classes/<name>/teacher")
@needs("school.see")
def teacher(key: str, name: str) -> str:
    """Who still has something left, by name alone: to be copied into a message, or printed small."""
    register = _asked(key, name)
    names = [shown(one) for one in still_short(register.found.pupils)]
    words = {"register": register, "school": register.found.school, "address": name, "names": names}
    return render_template("school/register/teacher.html", **words)
