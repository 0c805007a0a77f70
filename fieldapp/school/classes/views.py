"""Pages of classes and pupils: the classes of a school, one class, one pupil, each with what is left, and as sheets."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, current_app, g, redirect, render_template, request, url_for

from fieldapp.areas.pinyin import pinyin_of
from fieldapp.ground.problems import Problem
from fieldapp.ground.words import language, t
from fieldapp.records.permissions import may_somewhere
from fieldapp.schedule.antigens import product_name
from fieldapp.school import access
from fieldapp.school.classes import looking
from fieldapp.school.classes.left import DONE, GONE, OLD, OPEN, STATES, UNSEEN, OneOf, added_up
from fieldapp.school.classes.naming import address_of, class_of, class_words
from fieldapp.school.classes.sheets import CLASSES, PUPILS, class_rows, pupil_rows
from fieldapp.school.classes.telling import WORDS, gaps_of
from fieldapp.school.slots import in_order, product_by_age, short_name
from fieldapp.school.terms import Term, read_term
from fieldapp.web.gate import needs
from fieldapp.web.workbooks import sheet_response

blueprint = Blueprint("classes", __name__, url_prefix="/schools/<key>")
SHOWN = (UNSEEN, OPEN, DONE, OLD, GONE)


@blueprint.app_template_global()
def class_said(grade: str, name: str) -> str:
    """A class in the language of the page."""
    return class_words(grade, name, language()) or t("（没有班级）", "(no class)")


@blueprint.app_template_global()
def class_address(grade: str, name: str) -> str:
    """A class as a piece of an address."""
    return address_of(grade, name)


@blueprint.app_template_global()
def year_said(year: int) -> str:
    """A school year: 2026—2027学年."""
    return t(f"{year}—{year + 1}学年", f"school year {year}–{year + 1}")


@blueprint.app_template_global()
def term_said(term: str) -> str:
    """A term of an enrolment in the language of the page."""
    read = read_term(term)
    return read.name(language()) if read else term or "—"


@blueprint.app_template_global()
def school_word(list_: str, code: str | None) -> str:
    """A code of a check, a notice or an enrolment in words."""
    return t(*WORDS[list_].get(code or "", (code or "—", code or "—")))


@blueprint.app_template_global()
def slots_said(slots: Any, born: str | None, on: str) -> str:
    """Slots as the register calls them: 百白破5、A+C2."""
    names = [short_name(slot, language(), product_by_age(slot, born, on)) for slot in in_order(slots)]
    return t("、", ", ").join(names)


@blueprint.app_template_global()
def vaccine_called(product: str) -> str:
    """A product in the language of the page."""
    return product_name(product, language())


@blueprint.app_template_global()
def letters_of(name: str) -> str:
    """A name in pinyin and by its initials, for who types those into a finder."""
    return " ".join(pinyin_of(name))


def _year(key: str, only: Any = None) -> looking.SchoolYear:
    asked, instance = request.args.get("year", ""), current_app.config["INSTANCE"]
    return looking.year_of(g.person, key, asked, instance, only, every_dose=False)


def _class(key: str, name: str) -> tuple[Any, looking.SchoolYear, list[OneOf]]:
    """A class of the school year asked for.

    Raises:
        Problem: `not_found`.
    """
    of = class_of(name)
    found = _year(key, of) if of else None
    if of is None or found is None or not found.pupils:
        raise Problem("not_found")
    return of, found, list(found.pupils)


def _may(action: str) -> bool:
    """Whether the role may do this; that the school is hers was asked before."""
    return may_somewhere(g.person.role, action)


@blueprint.get("/classes")
@needs("school.see")
def index(key: str) -> str:
    """The classes of a school with how far each has come."""
    found = _year(key)
    sums = [(of, added_up(pupils)) for of, pupils in found.classes]
    words = {"found": found, "sums": sums, "total": added_up(found.pupils)}
    return render_template("school/classes/index.html", **words, enrols=_may("school.enrol"))


@blueprint.get("/classes.xlsx")
@needs("school.see")
def download(key: str) -> Response:
    """All pupils of the school year as a sheet, which can be mended and brought in again."""
    found = _year(key)
    name = t("学生名册 ", "pupils ") + f"{found.school.name} {found.year}"
    heads = [t(*words) for words in PUPILS]
    return sheet_response(name, heads, pupil_rows(found.pupils, language()), page=t("名册", "pupils"))


@blueprint.get("/classes/summary.xlsx")
@needs("school.see")
def summary(key: str) -> Response:
    """The list of classes as a sheet."""
    found = _year(key)
    name = t("各班情况 ", "classes ") + f"{found.school.name} {found.year}"
    heads = [t(*words) for words in CLASSES]
    return sheet_response(name, heads, class_rows(found.classes, language()), page=t("各班", "classes"))


@blueprint.get("/classes/<name>")
@needs("school.see")
def show(key: str, name: str) -> str:
    """One class: its pupils, what came of each check, what is left."""
    (grade, of), found, pupils = _class(key, name)
    asked = request.args.get("show", "")
    shown = [one for one in pupils if one.state == asked] if asked in STATES else pupils
    counts = {state: sum(1 for one in pupils if one.state == state) for state in SHOWN}
    ways = [("", t("全部", "all"), len(pupils))]
    ways += [(state, t(*STATES[state]), n) for state, n in counts.items() if n]
    words = {"found": found, "grade": grade, "name": of, "address": name, "pupils": shown, "ways": ways}
    words |= {"asked": asked if asked in STATES else "", "total": added_up(pupils)}
    words |= {"enrols": _may("school.enrol"), "checks": _may("school.check"), "imports": _may("import")}
    return render_template("school/classes/class.html", **words)


@blueprint.get("/classes/<name>/list.xlsx")
@needs("school.see")
def class_download(key: str, name: str) -> Response:
    """A class as a sheet."""
    (grade, of), found, pupils = _class(key, name)
    called = class_words(grade, of, language())
    heads = [t(*words) for words in PUPILS]
    title = f"{found.school.name} {called} {found.year}"
    return sheet_response(title, heads, pupil_rows(pupils, language()), page=called[:31] or "1")


@blueprint.get("/pupils")
@needs("school.see")
def find(key: str) -> Any:
    """The pupil to whom a number leads; of several, or none, a list."""
    number = request.args.get("number", "").strip()[:60]
    school, pupils = looking.by_number(g.person, key, number)
    if len(pupils) == 1:
        return redirect(url_for("classes.pupil", key=key, child=pupils[0].child))
    return render_template("school/classes/find.html", school=school, pupils=pupils, number=number)


@blueprint.get("/pupils/<child>")
@needs("school.see")
def pupil(key: str, child: str) -> str:
    """One pupil: its classes, checks, notices, doses, and what is missing with the first day it may be given."""
    page = looking.pupil_of(g.person, key, child, current_app.config["INSTANCE"])
    told = access.follows(g.person, page.now.pupil)
    gaps = gaps_of(page.answer, page.now.outcome, page.now.pupil.born) if told else []
    year = (read_term(page.now.pupil.term) or Term(0, 1)).year
    return render_template(
        "school/classes/pupil.html", page=page, gaps=gaps, told=told, year=year, enrols=_may("school.enrol")
    )
