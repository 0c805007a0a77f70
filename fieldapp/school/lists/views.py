"""Pages of lists: whom to name to the clinic, the list as a sheet and on paper, handed over, and taken back."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, current_app, flash, g, redirect, render_template, request, url_for

from fieldapp.areas.latin.said import person_said, place_said, places_said
from fieldapp.ground.clock import today
from fieldapp.ground.words import language, t
from fieldapp.records.permissions import may_somewhere
from fieldapp.school.classes.left import OneOf
from fieldapp.school.deadlines import Deadline
from fieldapp.school.lists import giving
from fieldapp.school.lists.naming import HEADS, checks_of
from fieldapp.school.lists.paper import Paper, list_as_pdf, rows_of
from fieldapp.school.lists.telling import deadline_words
from fieldapp.school.pupils import Handover
from fieldapp.school.terms import read_term, term_of
from fieldapp.web.forms import comes_back_to, day, entered
from fieldapp.web.gate import needs
from fieldapp.web.once import alone
from fieldapp.web.workbooks import paper_fonts, pdf_response, sheet_response

blueprint = Blueprint("lists", __name__, url_prefix="/schools/<key>/lists")


@blueprint.app_template_global()
def lists_naming(school: Any, pupils: list[OneOf]) -> list[tuple[Handover, str]]:
    """The lists on which a pupil stands, in any of its classes, each with the clinic that took it."""
    return giving.handed_over(school, {key for one in pupils for key in checks_of(one.pupil)})


@blueprint.app_template_global()
def last_list(school: Any) -> Handover | None:
    """The last list a school handed over."""
    return giving.last_given(school)


@blueprint.app_template_global()
def deadline_said(deadline: Deadline) -> str:
    """A deadline as of today."""
    return t(*deadline_words(deadline, today()))


def _lists(key: str) -> giving.Lists:
    return giving.lists_of(g.person, key, current_app.config["INSTANCE"])


@blueprint.get("")
@needs("school.see")
def index(key: str) -> str:
    """Whom the school still has to name, and the lists it has handed over."""
    of = _lists(key)
    gives = may_somewhere(g.person.role, giving.GIVE) and not of.school.retired_on
    chosen = set(request.form.getlist("checks")) if request.method == "POST" else None
    words: dict[str, Any] = {"of": of, "gives": gives, "chosen": chosen, "clinics": places_said(of.clinics)}
    words |= {"today": today().isoformat()}
    words |= {"undoes": {one.key for one in of.given if gives and giving.may_undo(g.person, one)}}
    return render_template("school/lists/index.html", **words)


@blueprint.post("")
@needs("school.notices")
@comes_back_to(index, "key")
def give(key: str) -> Any:
    """Write down that the list was handed over: when, to whom, and who is on it."""
    receiver, clinic, on = entered("receiver", needed=True), entered("clinic"), day("on")
    assert on is not None
    with alone(f"lists {key}"):
        of = _lists(key)
        n = giving.give(g.person, of, clinic, on, receiver, request.form.getlist("checks"))
    said = (
        _there_already(of, clinic, on.isoformat())
        if not n
        else t(
            f"已记录：{n} 人的名单 {on} 交 {receiver}。",
            f"Recorded: list of {n} pupils handed to {receiver} on {on}.",
        )
    )
    flash(said)
    return redirect(url_for("lists.index", key=key))


def _there_already(of: giving.Lists, clinic: str, on: str) -> str:
    there = next(one for one in of.given if (one.clinic, one.on) == (clinic, on))
    who, to = person_said(of.people.get(there.by or "", "")), person_said(there.receiver or "")
    return t(
        f"没有再记：{who} 已记下这些孩子的名单 {on} 交 {to}。",
        f"Not written again: {who} wrote down that {to} got the list of these pupils on {on}.",
    )


@blueprint.get("/new.xlsx")
@needs("school.see")
def new_sheet(key: str) -> Response:
    """Whom to name, as a sheet."""
    return _sheet(_new(_lists(key)))


@blueprint.get("/new.pdf")
@needs("school.see")
def new_paper(key: str) -> Response:
    """Whom to name, on paper, with a line for receiver and day."""
    return _paper(_new(_lists(key)))


def _new(of: giving.Lists) -> Paper:
    school, term = place_said(of.school.name), term_of(today())
    name = t("需补种名单 ", "catch-up list ") + f"{of.school.name} {of.year}"
    lines = giving.lines_to_give(of)
    return Paper(
        name, school, place_said(of.clinic), lines, term.name(language()), person_said(g.person.name)
    )


def _sheet(paper: Paper) -> Response:
    facts = [
        (t("学校", "School"), paper.school),
        (t("接种单位", "Clinic"), paper.clinic),
        (t("交出人", "Handed over by"), paper.giver),
        (t("接收人", "Received by"), paper.receiver),
        (t("交接日期", "Day"), paper.on),
        (t("人数", "Pupils"), len(paper.lines)),
    ]
    guide = (t("交接", "Hand-over"), [t("项目", "What"), t("内容", "Value")], facts)
    return sheet_response(
        paper.name, [t(*words) for words in HEADS], rows_of(paper), guide, t("名单", "list")
    )


def _paper(paper: Paper) -> Response:
    return pdf_response(paper.name, list_as_pdf(paper, paper_fonts()))


def _given(key: str, given: str) -> giving.GivenList:
    return giving.given_list(g.person, key, given, current_app.config["INSTANCE"])


@blueprint.get("/<given>")
@needs("school.see")
def show(key: str, given: str) -> str:
    """A list that was handed over, as it was."""
    of = _given(key, given)
    undoes = may_somewhere(g.person.role, giving.GIVE) and giving.may_undo(g.person, of.given)
    return render_template("school/lists/show.html", of=of, undoes=undoes)


@blueprint.get("/<given>/list.xlsx")
@needs("school.see")
def given_sheet(key: str, given: str) -> Response:
    """It as a sheet."""
    return _sheet(_as_given(_given(key, given)))


@blueprint.get("/<given>/list.pdf")
@needs("school.see")
def given_paper(key: str, given: str) -> Response:
    """It on paper again, with its day and who took it."""
    return _paper(_as_given(_given(key, given)))


def _as_given(of: giving.GivenList) -> Paper:
    term = read_term(of.given.term)
    receiver = of.given.receiver or ""
    name = t("需补种名单 ", "catch-up list ") + f"{of.school.name} {of.given.on} {receiver}".strip()
    return Paper(
        name,
        place_said(of.school.name),
        place_said(of.clinic),
        of.lines,
        term.name(language()) if term else "",
        person_said(of.giver),
        person_said(receiver),
        of.given.on,
        of.lost,
    )


@blueprint.post("/<given>/undo")
@needs("school.notices")
def undo(key: str, given: str) -> Any:
    """Take back that it was handed over."""
    giving.undo(g.person, key, given)
    flash(
        t("已撤销这次交接；这些孩子又列在要交的名单里。", "Taken back; its children are to be named again.")
    )
    return redirect(url_for("lists.index", key=key))
