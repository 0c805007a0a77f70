"""Pages of what is still open after the check: of one school, and of all that are a person's, each as a sheet too."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import Blueprint, Response, current_app, g, redirect, render_template, request, url_for

from fieldapp.ground.clock import today
from fieldapp.ground.words import language, t
from fieldapp.records.permissions import may_somewhere
from fieldapp.school import access
from fieldapp.school.follow import asking
from fieldapp.school.follow.cases import AGES, KINDS, SINCE, Case, Standing
from fieldapp.school.follow.sheets import (
    AGAIN,
    BIRTHDAYS,
    CASES,
    SCHOOLS,
    again_rows,
    birthday_rows,
    case_rows,
    school_row,
)
from fieldapp.school.outcome import RESULTS
from fieldapp.web.gate import needs
from fieldapp.web.workbooks import sheet_response

blueprint = Blueprint("follow", __name__)
LISTS = {
    "": ("还有要办的", "open"),
    "again": ("再次查验", "second look"),
    "birthdays": ("快满岁数", "birthdays"),
}
MOST_LISTED = 1000


@blueprint.app_template_global()
def standing_of_school(school: Any) -> Standing | None:
    """How a school stands this year, for whoever may see its sums."""
    return asking.standing_at(g.person, school, current_app.config["INSTANCE"])


@blueprint.app_template_global()
def result_said(result: str) -> str:
    """A result of a check as the register has it."""
    return t(*RESULTS[result])


def _asked(name: str, known: Iterable[str]) -> str:
    """What a filter says, where it is one of those there are."""
    said = request.args.get(name, "")
    return said if said in known else ""


def _filtered(cases: list[Case]) -> list[Case]:
    """The children a filter leaves."""
    kind, age, since = _asked("kind", KINDS), _asked("age", AGES), _asked("since", SINCE) or "check"
    found = [case for case in cases if not kind or case.kind == kind]
    return [case for case in found if not age or case.age(since) == age]


def _filters(cases: list[Case]) -> dict[str, Any]:
    """What a page shows of its filters: the kinds with how many each has, the ages, since when."""
    kind, age, since = _asked("kind", KINDS), _asked("age", AGES), _asked("since", SINCE)
    counts = [
        (code, t(*words), sum(1 for case in cases if case.kind == code)) for code, words in KINDS.items()
    ]
    ways = [("", t("全部", "all"), len(cases)), *[way for way in counts if way[2]]]
    words: dict[str, Any] = {"kind": kind, "age": age, "since": since, "kinds": ways}
    words["ages"] = [(code, t(*said)) for code, said in AGES.items()]
    words["sinces"] = [(code, t(*said)) for code, said in SINCE.items()]
    return words | {"args": {"kind": kind or None, "age": age or None, "since": since or None}}


@blueprint.get("/schools/<key>/open")
@needs("school.see")
def show(key: str) -> str:
    """What is open at one school: children, those to be looked at again, birthdays, deadlines."""
    of = asking.one_school(g.person, key, current_app.config["INSTANCE"])
    which, cases = _asked("list", LISTS), list(of.cases)
    left = [again for again in of.again if not again.over]
    sizes = {"": len(cases), "again": len(left), "birthdays": len(of.birthdays)}
    tabs = [(code, t(*words), sizes[code], code == which) for code, words in LISTS.items()]
    words = {"of": of, "which": which, "tabs": tabs, "today": today()} | _filters(cases)
    words["gives"] = may_somewhere(g.person.role, "school.notices")
    return render_template("school/follow/school.html", cases=_filtered(cases), **words)


@blueprint.get("/schools/<key>/open.xlsx")
@needs("school.see")
def download(key: str) -> Response:
    """A list of it as a sheet."""
    of = asking.one_school(g.person, key, current_app.config["INSTANCE"])
    which, school = _asked("list", LISTS), of.school.name
    what = t(*LISTS[which])
    heads = {"": CASES, "again": AGAIN, "birthdays": BIRTHDAYS}[which]
    if which == "again":
        rows = again_rows(school, of.again, language())
    elif which == "birthdays":
        rows = birthday_rows(school, of.birthdays, language())
    else:
        rows = case_rows(((school, case) for case in _filtered(list(of.cases))), language())
    return sheet_response(f"{what} {school} {today()}", [t(*words) for words in heads], rows, page=what)


def _followed(action: str = asking.SUMS) -> asking.Followed:
    return asking.followed(g.person, current_app.config["INSTANCE"], action)


@blueprint.get("/school-gaps")
@needs("school.sums")
def index() -> Any:
    """All her schools, those in red first; a nurse's one school opens at once."""
    of = _followed()
    if g.person.role == "nurse" and len(of.lines) == 1:
        return redirect(url_for("follow.show", key=of.lines[0].school.key))
    sets = _sets(of)
    asked = _asked("show", sets)
    names = {
        "": t("全部", "all"),
        "late": t("超过30天没交名单", "no list for 30 days"),
        "open": t("有要办的", "open"),
        "unseen": t("没查完", "not all checked"),
    }
    ways = [(code, names[code], len(found), code == asked) for code, found in sets.items()]
    words = {"of": of, "lines": sets[asked], "ways": ways, "late": sets["late"], "today": today()}
    words["sees"] = may_somewhere(g.person.role, access.SEE)
    return render_template("school/follow/index.html", **words)


def _sets(of: asking.Followed) -> dict[str, list[asking.SchoolLine]]:
    """All schools, those in red, those with something left, and those that have not checked everybody."""
    late = [line for line in of.lines if line.standing.late]
    left = [line for line in of.lines if line.standing.open]
    unseen = [line for line in of.lines if line.unseen]
    return {"": list(of.lines), "late": late, "open": left, "unseen": unseen}


@blueprint.get("/school-gaps/list.xlsx")
@needs("school.sums")
def schools_sheet() -> Response:
    """All her schools as a sheet."""
    name = t("各校补种跟踪 ", "schools to follow up ") + today().isoformat()
    lines = _followed().lines
    rows = [
        school_row(
            (one.school.name, one.township, one.clinic), one.expected, one.unseen, one.standing, language()
        )
        for one in lines
    ]
    return sheet_response(name, [t(*words) for words in SCHOOLS], rows, page=t("学校", "schools"))


@blueprint.get("/school-gaps/children")
@needs("school.see")
def children() -> str:
    """The children of all her schools with something left."""
    of = _followed(access.SEE)
    school_of = {id(case): line.school for line, case in of.cases}
    every = [case for _line, case in of.cases]
    found = _filtered(every)
    words = {"of": of, "pairs": [(school_of[id(case)], case) for case in found[:MOST_LISTED]]}
    words |= {"most": MOST_LISTED, "more": max(len(found) - MOST_LISTED, 0)} | _filters(every)
    return render_template("school/follow/children.html", **words)


@blueprint.get("/school-gaps/children.xlsx")
@needs("school.see")
def children_sheet() -> Response:
    """They as a sheet."""
    of = _followed(access.SEE)
    kept = {id(case) for case in _filtered([case for _line, case in of.cases])}
    rows = case_rows(((line.school.name, case) for line, case in of.cases if id(case) in kept), language())
    name = t("需跟踪的孩子 ", "children to follow up ") + today().isoformat()
    return sheet_response(name, [t(*words) for words in CASES], rows, page=t("孩子", "children"))
