"""One child of a run: what certificate, card and register have, side by side, and what its papers have written down."""

from __future__ import annotations

from typing import Any, NamedTuple

from flask import Blueprint, flash, g, redirect, render_template, request, url_for

from fieldapp.catchup.agreement import asking, paper_doses, recording, showing
from fieldapp.catchup.agreement.asking import READ, Case
from fieldapp.catchup.agreement.comparing import PAPERS, REGISTER, SOURCES, Dose
from fieldapp.catchup.register.meanings import products
from fieldapp.ground.clock import china_time
from fieldapp.ground.parsing import read_day
from fieldapp.ground.problems import Together
from fieldapp.ground.words import t
from fieldapp.web.forms import FIELDS, asks_again, comes_back_to, entered, sent
from fieldapp.web.gate import may, needs

blueprint = Blueprint("agreement_child", __name__, url_prefix="/agreement/<key>/<child>")
AS = "as:"  # before the name of a day that was ticked, not typed
MORE = 3  # lines for doses that no source had
UNCLEAR = ("不清", "unclear", "?", "？")
FIELDS["seen"] = "看到没有", "seen or not"
FIELDS.update({f"{said}{one}": showing.SOURCE_NAMES[one] for one in PAPERS for said in ("seen_", "")})


class Entry(NamedTuple):
    """A line of the form: a product, the day each paper was seen to have, and the day each may be said to have."""

    product: str
    days: dict[str, str]
    hints: dict[str, str]


@blueprint.route("", methods=["GET", "POST"])
@needs("children.see")
@asks_again
def show(key: str, child: str) -> Any:
    """A child's doses side by side; POST writes down what its papers have."""
    run, case = asking.case_of(g.person, key, child)
    if sent():
        recording.say(g.person, run, case, _said(case))
        return _shown(key, child, t("已记下。", "Written down."))
    words: dict[str, Any] = {"run": run, "case": case, "showing": showing}
    words |= {"sources": SOURCES, "papers": PAPERS}
    words |= {"lines": _lines(case), "may_back": _may_back}
    words |= {"products": [(id_, t(zh, en)) for id_, zh, en in products()], "more": range(MORE)}
    words |= {"records": run.issued is None and may(recording.RECORD, case.village), "china_time": china_time}
    words |= {"recorded": paper_doses.doses_of(run.county, case)}
    words |= {"gives": may(paper_doses.RECORD, case.village)}
    return render_template("catchup/agreement/child.html", **words)


def _shown(key: str, child: str, words: str) -> Any:
    flash(words)
    return redirect(url_for("agreement_child.show", key=key, child=child))


def _may_back(row: dict[str, Any]) -> bool:
    return recording.may_take_back(g.person, row)


def _lines(case: Case) -> list[Entry]:
    """The lines of the form. Of a paper that was read they are filled in with what it has; of one that was not nothing
    is, and what the register has, or what was recorded from that paper before, stands beside to be ticked."""
    found = []
    for slot in case.doses.slots:
        days = {one: _day(slot.said[one]) for one in SOURCES if one in slot.said}
        unread = [paper for paper in PAPERS if paper not in case.doses.until]
        hints = {paper: days[REGISTER] for paper in unread if REGISTER in days}
        found.append(Entry(slot.product, {paper: days.get(paper, "") for paper in PAPERS}, hints))
    there = {(one.product, day) for one in found for day in (*one.days.values(), *one.hints.values())}
    for paper in PAPERS:
        if paper not in case.doses.until:
            more = [one for one in case.known[paper] if (one[0], _day(one)) not in there]
            found += [Entry(one[0], dict.fromkeys(PAPERS, ""), {paper: _day(one)}) for one in more]
    return found


def _day(dose: Dose) -> str:
    return dose[1] or t(*UNCLEAR[:2])


def _said(case: Case) -> dict[str, tuple[str, list[Dose]]]:
    """What was entered of each paper that was looked at."""
    same = request.form.get("same", "")
    if same:
        has = [slot.said[REGISTER] for slot in case.doses.slots if REGISTER in slot.said]
        return {paper: (READ, has) for paper in PAPERS if same in (paper, "both")}
    found, wrong = {}, Together()
    for paper in PAPERS:
        if seen := entered(f"seen_{paper}"):
            found[paper] = seen, _entered(paper, wrong) if seen == READ else []
    if not found:
        wrong.add("bad_request", f"seen_{PAPERS[0]}")
    wrong.end()
    return found


def _entered(paper: str, wrong: Together) -> list[Dose]:
    known = {id_ for id_, _zh, _en in products()}
    found: list[Dose] = []
    for name, words in request.form.items():
        mark, _, n = name.partition(":")
        product, ticked = request.form.get(f"product:{n}", ""), request.form.get(f"{AS}{name}", "")
        words = words.strip() or ticked
        if mark != paper or not words:
            continue
        day = None if words in UNCLEAR else read_day(words)
        if ticked and words != ticked:
            wrong.add("wrong_value", name)
        elif product not in known:
            wrong.add("bad_request", f"product:{n}")
        elif day is None and words not in UNCLEAR:
            wrong.add("no_day", name)
        elif day is None or (product, day) not in found:  # a day written twice is one dose
            found.append((product, day))
    return found


@blueprint.post("/back")
@needs("children.see")
@comes_back_to(show, "key", "child")
def back(key: str, child: str) -> Any:
    """What was said of a paper is taken back."""
    run, case = asking.case_of(g.person, key, child)
    recording.take_back(g.person, run, case, entered("paper"))
    return _shown(key, child, t("已撤回。", "Taken back."))


@blueprint.post("/record")
@needs("children.see")
@comes_back_to(show, "key", "child")
def record(key: str, child: str) -> Any:
    """A dose that a paper has and nobody recorded is recorded."""
    run, case = asking.case_of(g.person, key, child)
    paper, product, day = entered("paper"), entered("product"), entered("given_on")
    paper_doses.record(g.person, run.county, case, paper, (product, day))
    return _shown(key, child, t("已补记。", "Recorded."))


@blueprint.post("/record/back")
@needs("children.see")
@comes_back_to(show, "key", "child")
def record_back(key: str, child: str) -> Any:
    """A dose that was recorded from a paper is taken back."""
    run, case = asking.case_of(g.person, key, child)
    paper_doses.take_back(g.person, run.county, case, entered("dose"))
    return _shown(key, child, t("已撤回。", "Taken back."))
