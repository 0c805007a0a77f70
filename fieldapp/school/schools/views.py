"""Pages of schools: the list, one of them with classes, clinic and people, adding, changing, closing, opening again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for

from fieldapp.areas.latin.said import person_said, place_said
from fieldapp.ground.parsing import TELEPHONE
from fieldapp.ground.problems import Problem
from fieldapp.ground.words import language, t
from fieldapp.models.people import Person
from fieldapp.models.schools import School
from fieldapp.records.permissions import may_somewhere
from fieldapp.school.schools import desk, one_school
from fieldapp.school.store import KIND_NAMES, SchoolLine
from fieldapp.school.terms import Term
from fieldapp.web.forms import asks_again, comes_back_to, entered, number, sent
from fieldapp.web.gate import may, needs
from fieldapp.web.versions import texts, unchanged

CHANGED = (
    "name",
    "code",
    "kind",
    "licensed",
    "area",
    "clinic",
    "address",
    "phone",
    "lat",
    "lon",
)  # what its form changes
OTHERWISE = ("licensed", "lat", "lon")  # of these, what are no words
blueprint = Blueprint("schools", __name__, url_prefix="/schools")


@blueprint.app_template_global()
def school_kind(kind: str) -> str:
    """A kind of school in the language of the page."""
    return t(*KIND_NAMES.get(kind, (kind, kind)))


@blueprint.app_template_global()
def schools_of_person(person: str) -> list[tuple[str, str]]:
    """The schools a person belongs to, key and name, of those whoever is signed in may see."""
    return one_school.schools_of_person(g.person, person) if may("school.see") else []


@blueprint.get("")
@needs("school.see")
def index() -> Any:
    """Her schools; a nurse's one school opens at once."""
    only = desk.only_one(g.person)
    if only:
        return redirect(url_for("schools.show", key=only))
    kind, words = (request.args.get(name, "").strip() for name in ("kind", "words"))
    page, counts = desk.page_of(g.person, kind, words), desk.how_many(g.person)
    said = {"kind": kind, "words": words, "counts": counts, "ways": _ways(counts, kind)}
    said["ask"] = desk.whom_to_ask(g.person) if not page.rows else []
    return render_template(
        "school/schools/index.html",
        page=page,
        beside=desk.beside([school for (school,) in page.rows]),
        total=sum(counts[kind] for kind in KIND_NAMES),
        **said,
    )


def _ways(counts: dict[str, int], current: str) -> list[tuple[str, str, int, bool]]:
    """The kinds there are, as a filter."""
    kinds = [*KIND_NAMES.items(), (desk.RETIRED, ("已停办", "closed"))]
    ways = [("", t("全部", "all"), sum(counts[kind] for kind in KIND_NAMES))]
    ways += [(kind, t(*names), counts[kind]) for kind, names in kinds if counts[kind]]
    found = [(url_for("schools.index", kind=kind or None), *rest) for kind, *rest in ways]
    return [(*way, kind == current) for way, (kind, *_rest) in zip(found, ways, strict=True)]


@blueprint.get("/<key>")
@needs("school.see")
def show(key: str) -> str:
    """One school: how far its classes have come, its clinic, its people."""
    words = one_school.of_one(g.person, key)
    area = words["school"].area
    gives = may("people.staff") and not words["school"].retired_on
    words |= {"ruled": may("school.edit", area), "calls": may("people.see"), "gives": gives}
    words["opens_people"] = may("people.see", area)
    found = one_school.nurses_to_give(g.person, words["people"]) if gives else []
    nurses = [(one.id, f"{person_said(one.name)} {one.username}") for one in found]
    words |= {
        "nurses": nurses,
        "term_name": _term(words["term"]),
        "enrols": may_somewhere(g.person.role, "school.enrol"),
    }
    return render_template("school/schools/show.html", **words)


def _term(term: Term) -> str:
    return term.name(language())


def _typed() -> SchoolLine:
    """What the form says.

    Raises:
        Problem: `bad_request`, `not_right`.
    """
    said = {name: entered(name, needed=name in ("name", "area")) for name in CHANGED if name not in OTHERWISE}
    if said["phone"] and not TELEPHONE.match(said["phone"]):
        why = t("要写电话号码，例如 0737-5200000", "write a telephone number such as 0737-5200000")
        raise Problem("not_right", field="phone", why=why)
    lat, lon = number("lat", float, -90, 90), number("lon", float, -180, 180)
    return SchoolLine(**said, licensed=entered("licensed") == "1", lat=lat, lon=lon)


@blueprint.route("/new", methods=["GET", "POST"])
@needs("school.edit")
@asks_again
def new() -> Any:
    """Add one."""
    if sent():
        return _saved(desk.put(g.person, _typed()))
    return _form(None)


@blueprint.route("/<key>/edit", methods=["GET", "POST"])
@needs("school.edit")
@asks_again
def edit(key: str) -> Any:
    """Change one."""
    school = desk.one(g.person, key, desk.EDIT)
    if sent():
        words = {"kind": school_kind, "licensed": _licensed, "clinic": lambda key: clinics.get(key, "—")}
        clinics = dict(_clinics(school))
        unchanged(school, key, lambda: texts(school, CHANGED), words)
        return _saved(desk.put(g.person, _typed(), school))
    return _form(school)


def _licensed(said: str) -> str:
    return t("有办学许可", "licensed") if said else t("没有办学许可", "without licence")


def _clinics(school: School | None) -> list[tuple[str, str]]:
    found = desk.clinic_choices(g.person, school.clinic if school else None)
    return [("", t("还没有定", "not decided yet")), *((one.key, place_said(one.name)) for one in found)]


def _form(school: School | None) -> str:
    return render_template(
        "school/schools/edit.html",
        school=school,
        kinds=[(kind, t(*names)) for kind, names in KIND_NAMES.items()],
        licences=[("1", _licensed("1")), ("", _licensed(""))],
        clinics=_clinics(school),
        shown=(school.key, school.version, texts(school, CHANGED)) if school else None,
    )


def _saved(school: School) -> Any:
    flash(t("已保存。", "Saved."))
    return redirect(url_for("schools.show", key=school.key))


@blueprint.route("/<key>/close", methods=["GET", "POST"])
@needs("school.edit")
@asks_again
def close(key: str) -> Any:
    """It is no more, or was merged into another."""
    school = desk.one(g.person, key, desk.EDIT)
    if sent():
        _say_closed(desk.close(g.person, school, entered("into")))
        return redirect(url_for("schools.show", key=key))
    heirs = [(one.key, place_said(one.name)) for one in desk.heirs(g.person, school)]
    choices = [("", t("没有并入别的学校", "into none")), *heirs]
    people = _names(desk.people_of(school))
    return render_template("school/schools/close.html", school=school, heirs=choices, people=people)


def _names(people: Iterable[Person]) -> str:
    return t("、", ", ").join(person_said(one.name) for one in people)


def _say_closed(people: Sequence[Person]) -> None:
    flash(t("已停办；以前的记录照常有效。", "Closed; what was recorded stays."))
    if people:
        zh = f"不再归这所学校：{_names(people)}。要去别的学校，请在那所学校的页面上加。"
        flash(
            t(
                zh,
                f"No longer of this school: {_names(people)}. Add them on the page of the school they go to.",
            )
        )


@blueprint.post("/<key>/reopen")
@needs("school.edit")
@comes_back_to(show, "key")
def reopen(key: str) -> Any:
    """It is there again."""
    desk.reopen(desk.one(g.person, key, desk.EDIT))
    flash(t("已恢复；校医要重新归到这所学校。", "Open again; add its nurses anew."))
    return redirect(url_for("schools.show", key=key))


@blueprint.post("/<key>/people")
@needs("people.staff")
@comes_back_to(show, "key")
def give(key: str) -> Any:
    """A nurse belongs to this school from now on."""
    name = one_school.give(g.person, key, entered("person", needed=True))
    zh = f"{name} 已归到这所学校；她的手机下次上报时带上学生。"
    flash(t(zh, f"{name} belongs to this school; her phone gets its pupils at its next exchange."))
    return redirect(url_for("schools.show", key=key))


@blueprint.post("/<key>/people/<person>/end")
@needs("people.staff")
def take(key: str, person: str) -> Any:
    """She belongs to it no longer."""
    name = one_school.take(g.person, key, person)
    zh = f"{name} 不再归这所学校；她以前的记录照常有效。"
    flash(t(zh, f"{name} belongs to it no longer; what she recorded stays."))
    return redirect(url_for("schools.show", key=key))
