"""Pages of a campaign's sessions: set up and called off, the session table, the list of who is down for one."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for

from fieldapp.areas.latin.said import place_said
from fieldapp.catchup.told import asking, sessions
from fieldapp.catchup.told.asking import Told
from fieldapp.catchup.told.slots import Slot, read_slots, read_time, session_table
from fieldapp.ground.clock import today
from fieldapp.ground.problems import Problem, Together
from fieldapp.ground.words import t
from fieldapp.web.forms import FIELDS, asks_again, day, entered, sent
from fieldapp.web.gate import needs
from fieldapp.web.workbooks import sheet_response

blueprint = Blueprint("catchup_sessions", __name__, url_prefix="/catchup/<key>/sessions")
FIELDS.update(
    {"place": ("地点", "place"), "times": ("时段", "times"), "cutoff": ("预约截止", "cut-off hour")}
)
HEADS = (
    ("接种时间", "Day"),
    ("地点", "Place"),
    ("预约时段", "Time"),
    ("社区（村）", "Village"),
    ("接种人数", "Children"),
)


def _told(key: str, action: str = asking.TELL) -> Told:
    return asking.told_of(g.person, key, request.values.get("area", "").strip(), action)


@blueprint.route("", methods=["GET", "POST"])
@needs("catchup.notices")
@asks_again
def index(key: str) -> Any:
    """The session table, and the form for one more."""
    told = _told(key)
    if sent():
        sessions.add(told, _typed())
        flash(t("已加上这一场；手机下次上报时会拿到。", "Added; phones get it at their next exchange."))
        return redirect(url_for("catchup_sessions.index", key=key, area=told.code))
    rows = session_table(told.sessions, told.booked)
    return render_template("catchup/told/sessions.html", told=told, rows=rows)


def _typed() -> sessions.Line:
    """The session that was typed.

    Raises:
        Problem: `bad_request`, `no_day`, `not_right`: the first field that is wrong, with all others that are.
    """
    wrong = Together()
    on = wrong.read(_day_to_come)
    place = wrong.read(entered, "place", needed=True) or ""
    cutoff = wrong.read(_hour, "cutoff")
    slots = wrong.read(_times)
    wrong.end()
    return sessions.Line(place, on or today(), slots or [], request.form.getlist("villages"), cutoff)


def _day_to_come() -> date | None:
    on = day("day")
    if on is not None and on < today():
        raise Problem("not_right", field="day", why=t("不能早于今天", "must not lie before today"))
    return on


def _hour(name: str) -> str | None:
    words = entered(name)
    hour = read_time(words) if words else None
    if words and hour is None:
        raise Problem("not_right", field=name, why=t("写成 17:00", "write 17:00"))
    return hour


def _times() -> list[Slot]:
    slots = read_slots(entered("times", needed=True))
    if slots is None:
        why = t(
            "每行一段，如 8:30-9:30 20，前后不重叠", "one time a line, such as 8:30-9:30 20, none crossing"
        )
        raise Problem("not_right", field="times", why=why)
    return slots


@blueprint.post("/<meeting>/cancel")
@needs("catchup.notices")
def cancel(key: str, meeting: str) -> Any:
    """Call a session off, or on again."""
    told = _told(key)
    sessions.cancel(told, meeting)
    flash(t("已改。", "Changed."))
    return redirect(url_for("catchup_sessions.index", key=key, area=told.code))


@blueprint.get("/table.xlsx")
@needs("catchup.notices")
def table(key: str) -> Response:
    """The session table as a sheet."""
    told = _told(key)
    rows = (
        (on, place_said(place), hours, place_said(told.villages.get(village, village)), n)
        for on, place, hours, village, n in session_table(told.sessions, told.booked)
    )
    return sheet_response(
        f"{told.name} {t('补种场次', 'sessions')} {told.on}", [t(*one) for one in HEADS], rows
    )


@blueprint.get("/<meeting>")
@needs("catchup.notices")
def show(key: str, meeting: str) -> str:
    """Who is down for a session, by time: the list of the day."""
    told = _told(key)
    one, slots = asking.down_for(told, meeting)
    families = [each for each in told.families if each.story.case.child.key in slots]
    families.sort(key=lambda each: slots[each.story.case.child.key])
    return render_template(
        "catchup/told/session.html", told=told, meeting=one, families=families, slots=slots
    )
