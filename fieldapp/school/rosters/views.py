"""Pages of rosters: a sheet brought in, reviewed line by line, and its blank form."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for

from fieldapp.ground.field_words import field_word
from fieldapp.ground.words import language, t
from fieldapp.records.lists.choices import choices_in
from fieldapp.records.lists.likeness import REASONS
from fieldapp.school.classes.naming import read_class
from fieldapp.school.classes.telling import WORDS
from fieldapp.school.rosters import bringing_in
from fieldapp.school.rosters.bringing_in import Read, Written
from fieldapp.school.rosters.columns import ANSWERS, EXAMPLE, FORM, HEADS, READ
from fieldapp.school.rosters.lines import BY_GRADE
from fieldapp.school.rosters.review import Review
from fieldapp.school.rosters.tries import note_tries
from fieldapp.web.forms import asks_again, entered, sent
from fieldapp.web.gate import needs
from fieldapp.web.marked import keep_marked
from fieldapp.web.once import alone
from fieldapp.web.uploads import forget, keep, kept
from fieldapp.web.workbooks import form_response, table_in, uploaded

blueprint = Blueprint("rosters", __name__, url_prefix="/schools/<key>/roster")
SHOWN = 5  # lines not taken, named in the message
HOW = (
    (BY_GRADE, ("一年级、小班算新入学，其他随班升级", "new in the lowest grade, others moved up")),
    ("new", ("都是新入学", "all new")),
    ("transfer", ("都是转入", "all transferred")),
    ("mid_term", ("都是中途入学", "all joined mid-term")),
    ("", ("都是随班升级，不再查验", "all moved up, not checked again")),
)


@blueprint.app_template_global()
def likeness_said(reason: str) -> str:
    """Why a line is asked about."""
    return t(*REASONS[reason])


@blueprint.app_template_global()
def change_said(name: str, before: str | None, now: str) -> str:
    """What a line changes: 班级 2→3."""
    words = WORDS.get(name, {})
    old, new = (t(*words[one]) if one in words else one for one in (before or "", now))
    return f"{field_word(name, language())} {old}→{new}" if old else f"{field_word(name, language())} {new}"


@blueprint.route("", methods=["GET", "POST"])
@needs("school.enrol")
@asks_again
def bring(key: str) -> Any:
    """Upload a roster, look at it line by line, answer what is asked, then write the right lines."""
    school = bringing_in.school_of(g.person, key)
    if not sent():
        words = {"terms": bringing_in.terms_offered(), "how": HOW, "lang": language()}
        return render_template("school/rosters/bring.html", school=school, **words)
    token = entered("token")
    content = kept(token) if token else uploaded()
    with alone(f"pupils {key}"):
        roster, choices = _read(school, content, request.form), choices_in(request.form)
        found = bringing_in.compared(roster, choices)
        note_tries(g.person, key, found.tried)
        if entered("all_moved"):
            found = bringing_in.compared(roster, choices | bringing_in.all_moved(found))
        return _written(roster, found, token) if token else _reviewed(roster, found, content, keep(content))


@blueprint.get("/<token>")
@needs("school.enrol")
def again(key: str, token: str) -> Any:
    """The review of a roster that was uploaded before: what is still to be answered or mended."""
    school, content = bringing_in.school_of(g.person, key), kept(token)
    roster = _read(school, content, request.args)
    found = bringing_in.compared(roster, {})
    note_tries(g.person, key, found.tried)
    return _reviewed(roster, found, content, token)


@blueprint.get("/form.xlsx")
@needs("school.enrol")
def form(key: str) -> Response:
    """An empty roster with an example line, and what each column takes on a second page."""
    school = bringing_in.school_of(g.person, key)
    rows = [(t(*HEADS[name]), t(*words), "") for name, words in ANSWERS.items()]
    name = t("学生名册 空白表 ", "roster form ") + school.name
    return form_response(name, FORM, [t(*EXAMPLE)], rows, t("学生名册", "roster"))


def _read(school: Any, content: bytes, said: Any) -> Read:
    of = read_class("", said.get("of", "").strip()[:50])
    asked = bringing_in.asked_of(said.get("term", ""), of, said.get("reason", BY_GRADE))
    return bringing_in.read(school, table_in(content, READ), asked)


def _carried(roster: Read) -> dict[str, str]:
    """What was said of the whole roster, as a form carries it on."""
    asked = roster.asked
    return {"term": asked.term.code, "of": " ".join(asked.of).strip(), "reason": asked.reason}


def _reviewed(roster: Read, found: Review, content: bytes, token: str) -> str:
    words: dict[str, Any] = {"school": roster.school, "found": found, "wrong": roster.wrong, "token": token}
    words |= {"marked": keep_marked(content, roster.wrong), "carried": _carried(roster)}
    words |= {"unread": roster.unread, "term": roster.asked.term.name(language())}
    words |= {"villages": bringing_in.villages_of(found), "lost": bringing_in.not_counted(g.person, found)}
    words |= {"moved": len(bringing_in.all_moved(found)), "bad": len({one.line for one in roster.wrong})}
    return render_template("school/rosters/review.html", **words)


def _written(roster: Read, found: Review, token: str) -> Any:
    came, key = bringing_in.write(g.person, found), roster.school.key
    flash(_summary(roster, found, came))
    if found.open or roster.wrong:
        return redirect(url_for("rosters.again", key=key, token=token, **_carried(roster)))
    forget(token)
    return redirect(url_for("classes.index", key=key, year=roster.asked.term.year))


def _summary(roster: Read, found: Review, came: Written) -> str:
    """What came of it, by the server's receipts."""
    words = t(
        f"已导入 {came.taken} 行，{len(found.same)} 行和现在一样。",
        f"{came.taken} lines imported, {len(found.same)} as they stand.",
    )
    if found.open:
        n = len(found.open)
        words += t(f"还有 {n} 行要您选。", f" {n} lines wait for your choice.")
    bad = len({one.line for one in roster.wrong})
    if bad:
        words += t(f"有 {bad} 行有错，没有导入。", f" {bad} lines are wrong and were not imported.")
    if came.waiting:
        words += t(
            f"其中 {came.waiting} 人是不是别的乡镇已有的孩子，已请那里的主管核对。",
            f" Of {came.waiting} a supervisor elsewhere is asked whether they are the children known there.",
        )
    if not came.lost:
        return words
    n = len(came.lost)
    words += t(f"有 {n} 行没有计入，见“待核实”：", f" {n} were not counted, see the inbox: ")
    said = [t(f"第 {line} 行 {why}", f"line {line}: {why}") for line, why in came.lost[:SHOWN]]
    return words + t("；", "; ").join(said)
