"""Pages that change a class: a pupil typed in, changed, taken out, records taken apart, classes moved up a year."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for

from fieldapp.ground.clock import today
from fieldapp.ground.problems import Problem
from fieldapp.ground.same import clean_name
from fieldapp.ground.words import t
from fieldapp.school.classes.naming import a_year_on, address_of, class_of, read_class
from fieldapp.school.rosters import bringing_in, changing
from fieldapp.school.rosters.changing import Change, MovingUp
from fieldapp.school.rosters.lines import LIMITS, LONGEST, Entry, is_pupils
from fieldapp.school.rosters.review import Question
from fieldapp.school.terms import term_of
from fieldapp.web.forms import asks_again, day, entered, sent
from fieldapp.web.gate import needs
from fieldapp.web.once import alone
from fieldapp.web.versions import compare, seen

blueprint = Blueprint("pupils", __name__, url_prefix="/schools/<key>")
LINE = 1  # of the one line a pupil that is typed in makes
REASONS = ("new", "transfer", "mid_term", "")
FORM_NAME = {"certificate_no": "book_no"}  # elsewhere that field is a person's certificate


@blueprint.route("/pupils/new", methods=["GET", "POST"])
@needs("school.enrol")
@asks_again
def new(key: str) -> Any:
    """Add one pupil, at any time of the year."""
    school = bringing_in.school_of(g.person, key)
    if not sent():
        return _new_form(school)
    said = _typed(reason=entered("reason"))
    with alone(f"pupils {key}"):
        question, child = changing.typed_in(g.person, school, _entry(said), entered("choice"))
    if question:
        return _new_form(school, question)
    flash(t("已保存。", "Saved."))
    return redirect(url_for("classes.pupil", key=key, child=child))


def _entry(said: dict[str, str]) -> Entry:
    """What was typed as the one line of a roster."""
    child = {name: said[name] for name in changing.CHILD if said[name]}
    place = {name: said[name] for name in changing.PLACE if said[name]}
    classes = {"grade": said["grade"], "class_name": said["class_name"]}
    return Entry(LINE, child, place | classes, frozenset(place))


def _new_form(school: Any, question: Question | None = None) -> str:
    grade, name = class_of(request.args.get("class", "")) or ("", "")
    values = {"grade": grade, "class_name": name, "joined_on": today().isoformat()}
    first = term_of(today()).first_day
    usual = "new" if (today() - first).days < 31 else "mid_term"
    words = {"school": school, "values": values | {"reason": usual}, "question": question}
    return render_template("school/rosters/pupil.html", of=None, shown=None, **words)


@blueprint.route("/pupils/<child>/edit", methods=["GET", "POST"])
@needs("school.enrol")
@asks_again
def edit(key: str, child: str) -> Any:
    """Change a pupil, put it into another class, or say that it left and where it went."""
    of = changing.pupil_to_change(g.person, key, child)
    if not sent():
        words = {"school": of.school, "values": of.values, "question": None, "shown": _shown(of)}
        words |= {"others": changing.others_of(of)}
        return render_template("school/rosters/pupil.html", of=of, **words)
    _unchanged(of)
    changing.change(g.person, of, _typed(reason=entered("reason")))
    flash(t("已保存。", "Saved."))
    return redirect(url_for("classes.pupil", key=key, child=child))


@blueprint.post("/pupils/<child>/apart")
@needs("school.enrol")
def apart(key: str, child: str) -> Any:
    """Take apart records that were said to be one child."""
    of = changing.pupil_to_change(g.person, key, child)
    changing.take_apart(g.person, of)
    flash(t("已分开，现在是两个孩子。", "Taken apart: these are two children now."))
    return redirect(url_for("classes.index", key=key))


@blueprint.post("/pupils/<child>/join")
@needs("school.enrol")
def join(key: str, child: str) -> Any:
    """Say that another record is the same child."""
    of = changing.pupil_to_change(g.person, key, child)
    changing.join(g.person, of, entered("other"))
    flash(t("已合成一个孩子；不对可以再分开。", "One child now; it can be taken apart again."))
    return redirect(url_for("classes.index", key=key))


@blueprint.route("/roster/up", methods=["GET", "POST"])
@needs("school.enrol")
@asks_again
def up(key: str) -> Any:
    """Move classes up into the next school year."""
    year = request.values.get("year", "")
    if not sent():
        found = changing.moving_up(g.person, key, year)
        return render_template("school/rosters/up.html", up=found, next_grade=a_year_on)
    with alone(f"pupils {key}"):
        found = changing.moving_up(g.person, key, year)
        n = changing.move_up(g.person, found, _chosen(found))
    flash(t(f"{n} 人已升级。", f"{n} pupils moved up."))
    return redirect(url_for("classes.index", key=key, year=found.year + 1))


def _chosen(found: MovingUp) -> dict[int, str]:
    """The classes that were ticked, by place in the list, with the grade each moves up to.

    Raises:
        Problem: `bad_request` where none is, or one has no grade; `form_expired` where another class has its place.
    """
    for n, (of, _pupils) in enumerate(found.classes):
        if entered(f"of.{n}") not in ("", address_of(*of)):
            raise Problem("form_expired")
    said = {n: entered(f"grade.{n}") for n in range(len(found.classes)) if request.form.get(f"up.{n}")}
    if not said or not all(said.values()):
        raise Problem("bad_request", field="grade")
    return {n: read_class(grade, "")[0][:LONGEST] for n, grade in said.items()}


def _typed(reason: str) -> dict[str, str]:
    """What the form says of a pupil, empty where it says nothing.

    Raises:
        Problem: `bad_request`, `no_day`, `wrong_value`, `too_long`.
    """
    said = {name: clean_name(entered(name, needed=name == "name")) for name in ("name", "guardian")}
    said |= {"sex": entered("sex"), "phone": entered("phone"), "certificate_no": entered("book_no")}
    said |= {"reason": reason, "left_to": entered("left_to")}
    for name in ("born", "joined_on", "left_on"):
        typed = day(name, needed=name == "born")
        said[name] = typed.isoformat() if typed else ""
    said["grade"], said["class_name"] = read_class(entered("grade"), entered("class_name"))
    return _checked(said)


def _checked(said: dict[str, str]) -> dict[str, str]:
    limits = LIMITS | {"name": LONGEST, "grade": LONGEST, "class_name": LONGEST}
    for name, most in limits.items():
        if len(said.get(name, "")) > most or not said.get(name, "").isprintable():
            raise Problem("too_long", field=FORM_NAME.get(name, name), limit=most)
    if not said["grade"] and not said["class_name"]:
        raise Problem("bad_request", field="class_name")
    if said["sex"] not in ("male", "female", "") or said["reason"] not in REASONS:
        raise Problem("wrong_value", field="sex" if said["reason"] in REASONS else "reason")
    if not is_pupils(said["born"], today().isoformat()):
        raise Problem("wrong_value", field="born")
    if said["left_on"] > today().isoformat():
        raise Problem("day_in_future", field="left_on")
    return said


def _shown(of: Change) -> tuple[str, int, dict[str, str]]:
    values = {FORM_NAME.get(name, name): value for name, value in of.values.items()}
    return of.pupil.enrolment, of.version, values


def _unchanged(of: Change) -> None:
    """Go on only if nobody changed the pupil after the form showed it.

    Raises:
        Problem: `changed_meanwhile`, `form_expired`.
    """
    before, now = seen(), _shown(of)
    if before is not None and before[:2] != now[:2]:
        compare(before, *now, {"sex": lambda code: code}, changing.saved_by(of))
