"""Pages of certificates, cards and register compared (卡证相符): runs, one with its rates and children, its table."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for

from fieldapp.catchup.agreement import asking, recording, showing
from fieldapp.catchup.agreement.asking import Run
from fieldapp.catchup.agreement.comparing import PAIRS
from fieldapp.catchup.agreement.showing import DIFFER, LISTS, UNITS
from fieldapp.catchup.agreement.sums import NOTES, PAIR_NAMES, TITLE, Rate, rate
from fieldapp.catchup.tables.drawing import as_book, as_pdf
from fieldapp.catchup.tables.sheet import Paper
from fieldapp.ground.clock import china_time, today
from fieldapp.ground.problems import Together
from fieldapp.ground.words import t
from fieldapp.web.forms import FIELDS, asks_again, comes_back_to, day, entered, number, sent
from fieldapp.web.gate import may, needs, require
from fieldapp.web.workbooks import file_response, paper_fonts, pdf_response, sheet_response

blueprint = Blueprint("agreement", __name__, url_prefix="/agreement")
SHOWN = 1000
FIELDS.update({"sample": ("抽几名", "how many are drawn")})


@blueprint.route("", methods=["GET", "POST"])
@needs("children.see")
@asks_again
def index() -> Any:
    """The runs of one's areas; POST makes one."""
    if sent():
        key = _made()
        flash(t("已开始核对。", "The comparison has begun."))
        return redirect(url_for("agreement.show", key=key, show="open"))
    own = g.person.areas[0] if g.person.areas else ""
    words: dict[str, Any] = {"runs": asking.runs_of(g.person), "own": own, "on": today()}
    return render_template("catchup/agreement/index.html", china_time=china_time, notes=NOTES, **words)


def _made() -> str:
    wrong = Together()
    name = wrong.read(entered, "name", needed=True) or ""
    area = wrong.read(recording.area_for, wrong.read(entered, "area", needed=True))
    days = {one: str(wrong.read(day, one) or "") for one in ("first_day", "last_day", "born_from", "born_to")}
    for first, last in (("first_day", "last_day"), ("born_from", "born_to")):
        if days[last] and days[first] > days[last]:
            wrong.add("before_the_first", last)
    sample = wrong.read(number, "sample", int, 1, recording.LARGEST) or 0
    wrong.end()
    return recording.make(g.person, str(area), {"name": name[:60], **days}, sample)


def _run(key: str) -> Run:
    return asking.run_of(g.person, key, request.args.get("area", "").strip())


def _wished(names: Any, name: str, usual: str) -> str:
    asked = request.args.get(name, "")
    return asked if asked in names else usual


@blueprint.get("/<key>")
@needs("children.see")
def show(key: str) -> str:
    """A run: its rates, its children by list, and its table."""
    run, by, name = _run(key), _wished(UNITS, "by", "village"), _wished(LISTS, "show", DIFFER)
    figures = showing.figures_of(run)
    words: dict[str, Any] = {"run": run, "by": by, "show": name, "shown": SHOWN, "china_time": china_time}
    words |= {"paper": showing.table_of(run, figures, by), "rates": _rates(figures["whole"])}
    words |= {"cases": [one for one in run.cases if showing.is_on(one, name)], "showing": showing}
    words["ways"] = [(one, t(*LISTS[one]), sum(showing.is_on(c, one) for c in run.cases)) for one in LISTS]
    words["units"] = [(one, t(*UNITS[one])) for one in UNITS]
    words["rules"] = recording.may_rule(g.person, run.row) and may(recording.MAKE, run.row.area)
    words["whole"] = run.code == run.row.area
    return render_template("catchup/agreement/show.html", **words)


def _rates(whole: dict[str, int]) -> list[tuple[str, Rate, Rate]]:
    """By pair its name, its rate of children and of doses."""
    counts = showing.Counter(whole)
    return [(t(*PAIR_NAMES[one]), rate(counts, one, "children"), rate(counts, one, "doses")) for one in PAIRS]


@blueprint.get("/<key>/list.xlsx")
@needs("export")
def sheet(key: str) -> Response:
    """A list of the run as a sheet, a line a dose that differs."""
    run, name = _run(key), _wished(LISTS, "show", DIFFER)
    require("export", run.code)
    cases = [one for one in run.cases if showing.is_on(one, name)]
    title = f"{run.name} {run.row.name} {t(*LISTS[name])}"
    return sheet_response(title, showing.heads(), showing.rows_of(run, cases))


def _paper(key: str) -> tuple[Paper, str]:
    run, by = _run(key), _wished(UNITS, "by", "village")
    paper = showing.table_of(run, showing.figures_of(run), by)
    return paper, f"{run.name} {t(*TITLE)} {run.row.name}"


@blueprint.get("/<key>/table.xlsx")
@needs("children.see")
def book(key: str) -> Response:
    """The table as a workbook."""
    paper, name = _paper(key)
    return file_response(f"{name}.xlsx", as_book(paper, name))


@blueprint.get("/<key>/table.pdf")
@needs("children.see")
def pdf(key: str) -> Response:
    """The table as PDF."""
    paper, name = _paper(key)
    return pdf_response(name, as_pdf(paper, name, paper_fonts()))


@blueprint.post("/<key>/issue")
@needs("import")
@comes_back_to(show, "key")
def issue(key: str) -> Any:
    """Keep the result as it stands: it stays so."""
    run = asking.run_of(g.person, key)
    recording.issue(g.person, key, showing.kept_of(run))
    flash(t("已定稿，数字以后不变。", "Issued: these figures stay."))
    return redirect(url_for("agreement.show", key=key))


@blueprint.post("/<key>/remove")
@needs("import")
@comes_back_to(show, "key")
def remove(key: str) -> Any:
    """Take a run away that was not issued."""
    recording.remove(g.person, key)
    flash(t("已删除这次核对；看过的证、卡还留着。", "The run is gone; what was read of papers stays."))
    return redirect(url_for("agreement.index"))
