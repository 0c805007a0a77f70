"""Pages of a class's sheet: out to the clinic, in again with a review by row, and an import taken back."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, current_app, flash, g, redirect, render_template, request, url_for

from fieldapp.ground.clock import today
from fieldapp.ground.words import language, t
from fieldapp.records.lists.choices import choices_in
from fieldapp.school.assessing import recording
from fieldapp.school.assessing.class_here import ClassHere, class_here, usual_of
from fieldapp.school.assessing.slot_words import choices as slot_choices
from fieldapp.school.class_sheet import bringing_in, going_out
from fieldapp.school.class_sheet.bringing_in import Sheet, Written
from fieldapp.school.class_sheet.columns import ANSWERS_HERE, BESIDE, COLUMNS
from fieldapp.school.classes.naming import class_words
from fieldapp.web.forms import asks_again, entered, sent
from fieldapp.web.gate import needs
from fieldapp.web.marked import keep_marked
from fieldapp.web.once import alone
from fieldapp.web.uploads import forget, keep, kept
from fieldapp.web.workbooks import form_response, table_in, uploaded

blueprint = Blueprint("class_sheet", __name__, url_prefix="/schools/<key>/classes/<name>")
WORD = "word."  # what the name of a field that says what a word means begins with
CARRIED = ("checked_on", "assessed_on", "assessed_by", "year")
WAYS = {
    "first": ("记下", "recorded"),
    "again": ("记为再次查验", "recorded as a second look"),
    "replace": ("代替原来记的", "takes the place of what stood"),
    "same": ("已经这样记了", "recorded already"),
    "keep": ("不记，原来的不动", "not recorded, what stands stays"),
    "ask": ("和已记的不一样，要您选", "not what is recorded: your choice"),
}


@blueprint.app_template_global()
def way_said(how: str) -> str:
    """What comes of a row."""
    return t(*WAYS[how])


def _here(key: str, name: str) -> ClassHere:
    year = request.values.get("year", "")
    return class_here(g.person, key, name, year, current_app.config["INSTANCE"])


@blueprint.get("/sheet.xlsx")
@needs("school.check")
def download(key: str, name: str) -> Response:
    """The sheet of a class for its clinic: the children to be checked, with what is recorded already."""
    here, at = _here(key, name), 0 if language() == "zh" else 1
    heads = {one.name: (one.zh, one.en)[at] for one in COLUMNS}
    guide = [(heads[column], may[at], means[at]) for column, (may, means) in ANSWERS_HERE.items()]
    title = f"{here.school.name} {class_words(*here.of, language())} {t('评估表', 'assessment')} {here.year}"
    rows = going_out.rows([one.pupil for one in here.asked], language())
    page = class_words(*here.of, language()) or t("评估表", "assessment")
    return form_response(title, COLUMNS, rows, guide, page, beside=BESIDE)


@blueprint.route("/sheet", methods=["GET", "POST"])
@needs("school.check")
@asks_again
def bring(key: str, name: str) -> Any:
    """Upload the filled sheet, look at it row by row, say what is asked, then record it."""
    here = _here(key, name)
    if not sent():
        words = {"here": here, "address": name, "today": today().isoformat()}
        return render_template("school/class_sheet/bring.html", **words)
    token = entered("token")
    content = kept(token) if token else uploaded()
    if not token:
        return _reviewed(_read(here, content, request.form), name, content, keep(content))
    with alone(f"checks {key}"):
        sheet = _read(_here(key, name), content, request.form)
        return _written(sheet, bringing_in.write(g.person, sheet), name, token)


@blueprint.get("/sheet/<token>")
@needs("school.check")
def again(key: str, name: str, token: str) -> str:
    """The review of a sheet that was uploaded before: what is still to be said or mended."""
    here, content = _here(key, name), kept(token)
    return _reviewed(_read(here, content, request.args), name, content, token)


@blueprint.route("/sheet/imports/<token>", methods=["GET", "POST"])
@needs("school.check")
def imported(key: str, name: str, token: str) -> Any:
    """What an import wrote, and taking it back; only for who imported it, for a day."""
    here = _here(key, name)
    looks, rest = bringing_in.read_kept(kept(token))
    if not sent():
        words = {"here": here, "address": name, "n": len(looks), "rest": rest, "token": token}
        return render_template("school/class_sheet/imported.html", **words, carried=_carried(request.args))
    flash(_taken_back(recording.take_back(g.person, here, looks)))
    forget(token)
    return redirect(url_for("classes.show", key=key, name=name, year=here.year))


def _carried(said: Any) -> dict[str, str]:
    """What was said of the whole sheet, as a form and an address carry it on."""
    return {name: said[name] for name in CARRIED if said.get(name)}


def _read(here: ClassHere, content: bytes, said: Any) -> Sheet:
    known = {
        name.removeprefix(WORD): value for name, value in said.items() if name.startswith(WORD) and value
    }
    usual = usual_of(here, said, known)
    return bringing_in.read(g.person, here, table_in(content, COLUMNS), usual, choices_in(said))


def _reviewed(sheet: Sheet, name: str, content: bytes, token: str) -> str:
    wrong = sheet.review.wrong
    words: dict[str, Any] = {
        "here": sheet.here,
        "sheet": sheet,
        "address": name,
        "token": token,
        "wrong": wrong,
    }
    words |= {"carried": _carried(request.values), "marked": keep_marked(content, wrong)}
    words |= {"bad": len({one.line for one in wrong}), "slots": slot_choices(language())}
    return render_template("school/class_sheet/review.html", **words)


def _written(sheet: Sheet, came: Written, name: str, token: str) -> Any:
    flash(_summary(sheet, came))
    rest = token if sheet.is_open else ""
    if not rest:
        forget(token)
    nothing_yet = rest and not came.looks
    page = "class_sheet.again" if nothing_yet else "class_sheet.imported"
    shown = rest if nothing_yet else keep(bringing_in.kept_words(came.looks, rest))
    at = {"key": sheet.here.school.key, "name": name, "token": shown}
    return redirect(url_for(page, **at, **_carried(request.form)))


def _summary(sheet: Sheet, came: Written) -> str:
    """What came of it, by the server's receipts."""
    n, same = len(came.looks), len(sheet.of("same"))
    words = t(f"已记 {n} 人，{same} 人和已记的一样。", f"{n} children recorded, {same} as they stood.")
    bad, open_ = len({one.line for one in sheet.review.wrong}), len(sheet.asked) + len(sheet.waiting)
    if bad:
        words += t(f"有 {bad} 行有错，没有记。", f" {bad} lines are wrong and were not recorded.")
    if open_:
        words += t(f"还有 {open_} 行要您选。", f" {open_} lines wait for your choice.")
    lost = [*came.lost, *((one.entry.pupil.name, one.why) for one in sheet.judged if one.why)]
    if lost:
        said = t("；", "; ").join(f"{who} {why}" for who, why in lost[:5])
        words += t(f"有 {len(lost)} 人没有计入：{said}", f" {len(lost)} were not counted: {said}")
    return words


def _taken_back(came: recording.TakenBack) -> str:
    words = t(f"已撤回 {came.taken} 人。", f"Taken back: {came.taken} children.")
    if not came.stay:
        return words
    names = t("、", ", ").join(one.name for one in came.stay[:5])
    why = t(
        "后来又查验过、发了通知单，或是别人记的，留着",
        "looked at again, given a notice, or another person's: they stay",
    )
    return words + t(f"{len(came.stay)} 人{why}：{names}", f" {len(came.stay)} {why}: {names}")
