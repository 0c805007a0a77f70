"""Pages of slips: found by their eight digits, written down, taken back."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app, flash, g, redirect, render_template, request, url_for

from fieldapp.areas.latin.said import person_said
from fieldapp.ground.clock import today
from fieldapp.ground.words import t
from fieldapp.records.fields.notice_numbers import is_number
from fieldapp.records.permissions import may_somewhere
from fieldapp.school.classes.telling import WORDS
from fieldapp.school.follow import slips
from fieldapp.school.notices.scanning import led_to
from fieldapp.school.outcome import CLOSING
from fieldapp.school.slots import Slot
from fieldapp.web.forms import asks_again, day, entered, sent
from fieldapp.web.gate import needs
from fieldapp.web.once import alone

blueprint = Blueprint("slips", __name__)


@blueprint.get("/school-slips")
@needs("school.see")
def find() -> Any:
    """The notice of eight digits; says where a digit is wrong."""
    number = "".join(request.args.get("number", "").split())[:60]
    right = is_number(number)
    found = led_to(g.person, number) if right else []
    if len(found) == 1:
        return redirect(url_for("slips.show", key=found[0].pupil.school, notice=found[0].notice.key))
    return render_template("school/follow/find.html", number=number, right=right, found=found)


def _slip(key: str, notice: str) -> slips.Slip:
    return slips.slip_of(g.person, key, notice, current_app.config["INSTANCE"])


@blueprint.route("/schools/<key>/slips/<notice>", methods=["GET", "POST"])
@needs("school.see")
@asks_again
def show(key: str, notice: str) -> Any:
    """One notice: what is out, what came back; a slip that came back is written down here."""
    slip = _slip(key, notice)
    if sent():
        on = day("on")
        assert on is not None
        with alone(f"slip {notice}"):
            slip = _slip(key, notice)
            return _closed(slip, slips.close(g.person, slip, entered("event"), on, _slots(slip)))
    follows = may_somewhere(g.person.role, slips.FOLLOW)
    words = {"slip": slip, "follows": follows, "today": today().isoformat()}
    words |= {"events": [(code, t(*WORDS["event"][code])) for code in CLOSING]}
    words |= {"undoes": {one["key"] for one in slip.events if follows and slips.may_undo(g.person, one)}}
    words["chosen"] = set(_slots(slip)) if request.method == "POST" else set(slip.out)
    return render_template("school/follow/slip.html", **words)


def _slots(slip: slips.Slip) -> list[Slot]:
    """The slots that were ticked, of those the notice names."""
    said = set(request.form.getlist("slots"))
    return [slot for slot in slip.notice.items if f"{slot[0]}:{slot[1]}" in said]


def _closed(slip: slips.Slip, new: bool) -> Any:
    name, number = person_said(slip.one.pupil.name), slip.notice.number or ""
    if new:
        flash(t(f"已记下：{name}，通知单 {number}。", f"Written down: {name}, notice {number}."))
    else:
        day_ = slip.notice.returned_on or ""
        flash(
            t(
                f"这张通知单的回执 {day_} 已经记过，没有再记一次。",
                f"This slip was written down before ({day_}); nothing was written again.",
            )
        )
    return redirect(url_for("slips.show", key=slip.school.key, notice=slip.notice.key))


@blueprint.post("/schools/<key>/slips/<notice>/<event>/undo")
@needs("school.notices")
def undo(key: str, notice: str, event: str) -> Any:
    """Take back that it came back, or was withdrawn."""
    slips.undo(g.person, _slip(key, notice), event)
    flash(t("已撤销，这张通知单又算没回来。", "Taken back: the slip counts as out again."))
    return redirect(url_for("slips.show", key=key, notice=notice))
