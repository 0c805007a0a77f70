"""What the forms of a child at the desk do: doses, states, a certificate, an assessment, and taking each back."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, current_app, flash, g, redirect, request, url_for

from fieldapp.ground.problems import Problem
from fieldapp.ground.words import t
from fieldapp.records.kinds import BODY_SITES
from fieldapp.school.desk import recording
from fieldapp.school.desk.child import AtDesk, at_desk
from fieldapp.school.desk.recording import Given, Report
from fieldapp.school.desk.views import child as page
from fieldapp.school.slots import Slot
from fieldapp.web.forms import comes_back_to, day, entered
from fieldapp.web.gate import needs

blueprint = Blueprint("desk_acts", __name__, url_prefix="/schools/<key>/desk/<child>")
LONGEST = 60
back_there = comes_back_to(page, "key", "child")


def _at(key: str, child: str) -> AtDesk:
    return at_desk(g.person, key, child, current_app.config["INSTANCE"])


def _slot(said: str) -> Slot:
    """A slot of a field's name: dtp-5."""
    series, _, n = said.rpartition("-")
    if not series or not n.isascii() or not n.isdecimal() or len(n) > 2:
        raise Problem("wrong_value", field="dose")
    return series, int(n)


def _day(name: str) -> date:
    said = day(name)
    if said is None:
        raise Problem("bad_request", field=name)
    return said


def _short(name: str) -> str:
    said = entered(name)
    if len(said) > LONGEST or (said and not said.isprintable()):
        raise Problem(
            "too_long" if len(said) > LONGEST else "wrong_value", field=name.partition(".")[0], limit=LONGEST
        )
    return said


def _ticked() -> list[Given]:
    """The doses ticked, each with its product, lot and site."""
    found = []
    for slot in request.form.getlist("dose"):
        site = entered(f"body_site.{slot}")
        if site not in ("", *BODY_SITES):
            raise Problem("wrong_value", field="body_site")
        found.append(Given(_short(f"product.{slot}"), _short(f"lot.{slot}"), site))
    return found


def _done(key: str, child: str, words: str) -> Any:
    """Back to the child, with what was done and what is left."""
    left = "、".join(t(*one) for one in _at(key, child).one.left)
    rest = t(f"还差：{left}。", f"Left: {left}.") if left else t("没有要办的了。", "Nothing is left.")
    flash(f"{words} {rest}")
    return redirect(url_for("desk.child", key=key, child=child))


@blueprint.post("/doses")
@needs("school.assess")
@back_there
def doses(key: str, child: str) -> Any:
    """Doses of one visit."""
    at, on = _at(key, child), _day("on")
    source = entered("source")
    if source not in (recording.HERE, recording.ELSEWHERE):
        raise Problem("wrong_value", field="source")
    given = _ticked()
    recording.give(g.person, at, on, source, given)
    return _done(key, child, t(f"已记 {len(given)} 剂。", f"{len(given)} doses recorded."))


@blueprint.post("/state")
@needs("school.assess")
@back_there
def state(key: str, child: str) -> Any:
    """A refusal, a contraindication, a disease gone through."""
    at, on = _at(key, child), _day("on")
    recording.say_state(g.person, at, _slot(entered("dose", needed=True)), entered("state", needed=True), on)
    return _done(key, child, t("已记。", "Recorded."))


@blueprint.post("/certificate")
@needs("school.assess")
@back_there
def certificate(key: str, child: str) -> Any:
    """A certificate was made out anew."""
    at, on = _at(key, child), _day("on")
    recording.reissue(g.person, at, on)
    return _done(key, child, t("已记补证。", "The new certificate is recorded."))


@blueprint.post("/assessment")
@needs("school.assess")
@back_there
def assessment(key: str, child: str) -> Any:
    """The clinic's assessment."""
    at, on = _at(key, child), _day("assessed_on")
    slots = tuple(_slot(one) for one in request.form.getlist("slot"))
    report = Report(entered("answer", needed=True), on, _short("report_no"), slots, entered("why"))
    recording.assess(g.person, at, report)
    return _done(key, child, t("评估已保存。", "The assessment is saved."))


@blueprint.post("/back")
@needs("school.assess")
@back_there
def back(key: str, child: str) -> Any:
    """Take one of them back."""
    recording.take_back(g.person, _at(key, child), entered("kind"), entered("record"))
    return _done(key, child, t("已撤销。", "Taken back."))
