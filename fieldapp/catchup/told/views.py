"""Pages of telling families: who is still to be told, slips, calls, messages, loudspeaker, who was told how often."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import Blueprint, Response, current_app, flash, g, redirect, render_template, request, url_for

from fieldapp.areas.latin.said import person_said, place_said
from fieldapp.catchup.gaps.telling import dose_said
from fieldapp.catchup.told import asking, recording, wording
from fieldapp.catchup.told.asking import Told
from fieldapp.catchup.told.printing import slips_as_pdf
from fieldapp.catchup.told.slots import taken
from fieldapp.ground.problems import Problem
from fieldapp.ground.showing import plain
from fieldapp.ground.spreadsheets.writing import text_table
from fieldapp.ground.words import language, t
from fieldapp.records.code_words import NOTICE_RESULTS
from fieldapp.web.forms import FIELDS, comes_back_to, entered
from fieldapp.web.gate import needs
from fieldapp.web.workbooks import file_response, paper_fonts, pdf_response, sheet_response

blueprint = Blueprint("catchup_told", __name__, url_prefix="/catchup/<key>/told")
blueprint.add_app_template_global(recording.phone_of, "phone_told")
blueprint.add_app_template_global(lambda one: recording.may_undo(g.person, one), "may_take_back")
FIELDS.update({"result": ("电话结果", "result of the call"), "slot": ("预约时段", "time booked")})
WAYS = {
    "slip": ("通知单", "slip"),
    "call": ("电话", "call"),
    "message": ("短信", "message"),
    "loudspeaker": ("广播", "loudspeaker"),
}
HEADS = (("村", "Village"), ("姓名", "Name"), ("家长", "Guardian"), ("电话", "Telephone"), ("应补", "Needed"))
HEADS += (
    ("通知单", "Slips"),
    ("电话", "Calls"),
    ("短信", "Messages"),
    ("最近一次", "Last"),
    ("结果", "Result"),
)


@blueprint.app_template_global()
def way_told(how: str) -> str:
    """A way of telling in the language of the page."""
    return t(*WAYS.get(how, (how, how)))


@blueprint.app_template_global()
def told_result(code: str) -> str:
    """What came of a call in the language of the page."""
    return t(*NOTICE_RESULTS.get(code, (code, code)))


def _told(key: str) -> Told:
    area = request.values.get("area", "").strip()
    return asking.told_of(g.person, key, area)


@blueprint.get("")
@needs("catchup.notices")
def index(key: str) -> str:
    """Who is still to be told, in a village or wider."""
    told = _told(key)
    open_ = [gap for one in told.families for gap in one.story.case.open]
    sessions, place, lang = asking.sessions_said(told), place_said(told.name), language()
    texts = {
        "group": wording.group_text(place, open_, len(told.families), sessions, told.where, lang),
        "loud": wording.loudspeaker_text(place, open_, sessions, told.where, lang),
    }
    results = [(code, t(*words)) for code, words in NOTICE_RESULTS.items()]
    words: dict[str, Any] = {"told": told, "texts": texts if told.families else None, "results": results}
    return render_template("catchup/told/index.html", **words, times=_times(told))


def _times(told: Told) -> list[tuple[str, str]]:
    """What may be booked: sessions to come with their times, and how many are down."""
    counted = taken(told.booked)
    found = []
    for one in told.sessions:
        if one.cancelled or one.day < told.on:
            continue
        for slot in one.slots:
            n, most = counted[one.key, slot.hours], "" if slot.most is None else f"/{slot.most}"
            found.append(
                (f"{one.key}|{slot.hours}", f"{one.day[5:]} {slot.hours} {place_said(one.place)} {n}{most}")
            )
    return found


def _back(told: Told, words: str) -> Any:
    flash(words)
    return redirect(url_for("catchup_told.index", key=told.plan.key, area=told.code))


@blueprint.post("/slips")
@needs("catchup.notices")
@comes_back_to(index, "key")
def issue(key: str) -> Any:
    """Issue slips to the families that were ticked."""
    chosen = request.form.getlist("child")
    if not chosen:
        raise Problem("bad_request", field="child")
    told = _told(key)
    n = recording.issue(g.person, told, chosen)
    return _back(told, t(f"已发 {n} 张通知单，请打印。", f"{n} slips were issued: print them now."))


@blueprint.get("/slips.pdf")
@needs("catchup.notices")
def slips(key: str) -> Response:
    """The slips that are out as PDF, two on a sheet; of one child where it is named."""
    told, child = _told(key), request.args.get("child", "")
    held = [one for one in told.families if one.slip and child in ("", one.story.case.child.key)]
    if not held:
        raise Problem("not_found")
    server = request.host_url, str(current_app.secret_key)
    name = f"{t('补种通知单', 'slips')} {told.name} {told.on}"
    return pdf_response(name, slips_as_pdf(told, held, name, server, paper_fonts()))


@blueprint.post("/call")
@needs("catchup.notices")
@comes_back_to(index, "key")
def call(key: str) -> Any:
    """Write down what came of a call."""
    told, (meeting, _, slot) = _told(key), entered("time").partition("|")
    recording.call(g.person, told, entered("child"), entered("result", needed=True), meeting, slot)
    return _back(told, t("已记下。", "Written down."))


@blueprint.post("/back")
@needs("catchup.notices")
@comes_back_to(index, "key")
def back(key: str) -> Any:
    """A slip came back."""
    told = _told(key)
    family = recording.slip_back(g.person, told, entered("number", needed=True))
    name = person_said(family.story.case.child.fields.get("name") or "")
    return _back(told, t(f"已收回 {name} 的回执。", f"The slip of {name} came back."))


@blueprint.post("/messages")
@needs("catchup.notices")
@comes_back_to(index, "key")
def messages(key: str) -> Any:
    """Messages were sent to all that have a telephone."""
    told = _told(key)
    n = recording.messages(g.person, told)
    return _back(told, t(f"已记 {n} 户发了短信。", f"Messages to {n} families are written down."))


@blueprint.post("/broadcast")
@needs("catchup.notices")
@comes_back_to(index, "key")
def broadcast(key: str) -> Any:
    """A village's loudspeaker said it."""
    told = _told(key)
    recording.broadcast(g.person, told, entered("village"))
    return _back(told, t("已记广播一次。", "The loudspeaker is written down."))


@blueprint.post("/undo")
@needs("catchup.notices")
@comes_back_to(index, "key")
def undo(key: str) -> Any:
    """Take back one time a family was told."""
    told = _told(key)
    recording.undo(g.person, told, entered("notice"))
    return _back(told, t("已撤销。", "Taken back."))


@blueprint.get("/messages.csv")
@needs("export")
def messages_csv(key: str) -> Response:
    """Telephones and messages for a message service."""
    told = asking.told_of(g.person, key, request.args.get("area", "").strip(), "export")
    heads = [t("手机号", "telephone"), t("姓名", "name"), t("内容", "message")]
    name = f"{t('补种短信', 'messages')} {told.name} {told.on}.csv"
    return file_response(name, text_table(heads, _messages(told)), "text/csv; charset=utf-8")


def _messages(told: Told) -> Iterator[list[str]]:
    """A line for each family that has a telephone."""
    for one in told.families:
        if phone := recording.phone_of(one):
            name, plan = plain(one.story.case.child.fields.get("name") or ""), told.plan
            said = wording.message_text(name, one.story.case.open, told.where, plan.last_day, language())
            yield [plain(phone), name, plain(said)]


@blueprint.get("/list.xlsx")
@needs("export")
def sheet(key: str) -> Response:
    """Who was told how often, as a sheet."""
    told = asking.told_of(g.person, key, request.args.get("area", "").strip(), "export")
    rows = (_row(told, one) for one in told.families)
    return sheet_response(
        f"{told.name} {t('通知情况', 'families told')} {told.on}", [t(*one) for one in HEADS], rows
    )


def _row(told: Told, one: asking.Family) -> tuple[Any, ...]:
    child, last = one.story.case.child, one.last
    fields, home = child.fields, child.home
    guardian = fields.get("guardian") or fields.get("mother") or home.get("head")
    who = (person_said(fields.get("name")), person_said(guardian), recording.phone_of(one))
    doses = "、".join(dose_said(gap, language()) for gap in one.story.case.open)
    times = [sum(said.how == how for said in one.said) for how in ("slip", "call", "message")]
    result = t(*NOTICE_RESULTS[last.result]) if last and last.result in NOTICE_RESULTS else ""
    village = place_said(told.villages.get(child.village, child.village))
    return (
        village,
        *who,
        doses,
        *times,
        last.on if last else "",
        f"{result} {last.slot if last else ''}".strip(),
    )
