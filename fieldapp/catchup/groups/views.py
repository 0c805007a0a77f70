"""Pages of a campaign's groups: areas ranked by share beside the goals, as a workbook and as PDF, and who is left."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import Blueprint, Response, g, render_template, request, url_for

from fieldapp.areas.latin.said import place_said
from fieldapp.catchup.gaps.telling import dose_said, series_said, when_said
from fieldapp.catchup.groups import asking
from fieldapp.catchup.groups.asking import VILLAGES, Found, People
from fieldapp.catchup.groups.said import NOTES, TITLE, goal_words, lacking_words, paper_of
from fieldapp.catchup.plan.asking import PLAN
from fieldapp.catchup.plan.groups import DOSES, FIRST
from fieldapp.catchup.tables.drawing import as_book, as_pdf
from fieldapp.catchup.tables.figures import Story, reason_of, reason_words
from fieldapp.catchup.tables.listing import WHOSE, telephone_of, whose
from fieldapp.catchup.tables.sheet import Paper
from fieldapp.ground.words import language, t
from fieldapp.web.gate import may, needs
from fieldapp.web.workbooks import file_response, paper_fonts, pdf_response, sheet_response

blueprint = Blueprint("catchup_groups", __name__, url_prefix="/catchup/<key>")
blueprint.add_app_template_global(telephone_of, "telephone_of")
HEADS = (
    *WHOSE,
    ("联系电话", "Telephone"),
    ("已种剂数", "Doses had"),
    ("最近一剂", "Last dose"),
    ("下一剂", "Next dose"),
    ("没种的原因", "Why not"),
    ("通知次数", "Times told"),
)


def _asked() -> dict[str, str]:
    said = {name: request.args.get(name, "").strip() for name in ("area", "by", "vaccine", "group")}
    dose = request.args.get("dose", "")
    return said | {"dose": dose if dose in DOSES else FIRST}


@blueprint.get("/groups")
@needs("catchup.see")
def index(key: str) -> str:
    """The groups beside their goals, and the areas of one by share."""
    asked = _asked()
    found = asking.ranking_of(g.person, key, asked)
    one = found.of(asked["group"])
    words: dict[str, Any] = {"found": found, "plan": found.plan, "one": one, "doses": DOSES, "notes": NOTES}
    words |= {"goal_words": goal_words, "lacking_words": lacking_words, "village": VILLAGES}
    words |= {"sees": may("children.see", found.code), "plans": may(PLAN, found.code)}
    words["at"] = {name: value for name, value in _here(found, asked).items() if value}
    return render_template("catchup/groups/index.html", **words)


def _here(found: Found, asked: dict[str, str]) -> dict[str, Any]:
    here = {"key": found.plan.key, "area": found.code, "by": found.by, "vaccine": found.series}
    return here | {"group": asked["group"], "dose": found.dose}


def _paper(found: Found) -> tuple[Paper, str]:
    """The paper of all groups, and what its file is called."""
    plan, lang = found.plan, ("zh", "en")
    zh, en = (series_said(found.series, one) for one in lang)
    facts = [
        (f"活动：{plan.name}", f"Catch-up: {plan.name}"),
        (f"疫苗：{zh}", f"Vaccine: {en}"),
        (f"按{DOSES[found.dose][0]}排名", f"ranked by {DOSES[found.dose][1]}"),
        (f"截至 {found.on}", f"up to {found.on}"),
    ]
    parts = []
    for one in found.groups:
        names = {row.code: (row.name, place_said(row.name, "en")) for row in one.rows}
        parts.append((one.group, one.whole, one.rows, names))
        for dose in DOSES:
            said = goal_words(dose, one.whole.reached[dose], found.on)
            facts += [(f"{one.group.words[0]} {said[0]}", f"{one.group.words[1]}. {said[1]}")] if said else []
    paper = paper_of((found.name, place_said(found.name, "en")), facts, parts)
    return paper, f"{found.name} {t(*TITLE)} {plan.name} {found.on}"


@blueprint.get("/groups.xlsx")
@needs("catchup.see")
def book(key: str) -> Response:
    """The same as a workbook."""
    paper, name = _paper(asking.ranking_of(g.person, key, _asked()))
    return file_response(f"{name}.xlsx", as_book(paper, name))


@blueprint.get("/groups.pdf")
@needs("catchup.see")
def pdf(key: str) -> Response:
    """The same as PDF."""
    paper, name = _paper(asking.ranking_of(g.person, key, _asked()))
    return pdf_response(name, as_pdf(paper, name, paper_fonts()))


@blueprint.get("/groups/people")
@needs("children.see")
def people(key: str) -> str:
    """Who of a group on the list has not got there yet."""
    found = asking.people_of(g.person, key, _asked())
    here = {"key": key, "area": found.of.code, "group": found.group.code, "vaccine": found.series}
    ways = [
        (url_for("catchup_groups.people", **here, dose=dose), t(*said), None, dose == found.dose)
        for dose, said in DOSES.items()
    ]
    rows = list(_rows(found)) if not found.of.too_many else []
    words: dict[str, Any] = {"found": found, "plan": found.of.plan, "ways": ways, "rows": rows, "here": here}
    return render_template("catchup/groups/people.html", **words, title=_title(found))


def _title(found: People) -> str:
    zh, en = DOSES[found.dose]
    return t(f"{found.group.words[0]} 还没种{zh}", f"{found.group.words[1]}, {en} not yet")


@blueprint.get("/groups/people.xlsx")
@needs("export")
def people_book(key: str) -> Response:
    """The same as a sheet."""
    found = asking.people_of(g.person, key, _asked(), "export")
    name = f"{found.of.name} {_title(found)} {found.of.plan.name} {found.of.on}"
    return sheet_response(name, [t(*words) for words in HEADS], (row for _story, row in _rows(found)))


def _rows(found: People) -> Iterator[tuple[Story, tuple[Any, ...]]]:
    lang, on = language(), found.of.on
    for n, one in enumerate(found.stories, start=1):
        days = one.case.have.get(found.series, ())
        coming = next((gap for gap in one.case.left if gap.series == found.series and gap.earliest), None)
        said = f"{dose_said(coming, lang)} {when_said(coming, on, lang)}" if coming else ""
        why = t(*reason_words(reason_of(one))) if one.visits else ""
        yield (
            one,
            (
                n,
                *whose(one, found.of.villages),
                telephone_of(one),
                len(days),
                days[-1] if days else "",
                said,
                why,
                sum(one.told),
            ),
        )
