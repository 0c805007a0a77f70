"""The screen on which the answers of a whole class are said, by keys or as a plain form."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app, flash, g, jsonify, redirect, render_template, request, url_for

from fieldapp.ground.clock import today
from fieldapp.ground.words import language, t
from fieldapp.school.assessing import recording, screen
from fieldapp.school.assessing.answers import ANSWERS, CERTIFICATES, WHY
from fieldapp.school.assessing.class_here import ClassHere, class_here
from fieldapp.school.assessing.screen import Taken
from fieldapp.school.assessing.slot_words import ROWS, id_of
from fieldapp.school.slots import IPV_AGAIN, short_name
from fieldapp.web.forms import asks_again, entered, sent
from fieldapp.web.gate import needs
from fieldapp.web.once import alone

blueprint = Blueprint("assessing", __name__, url_prefix="/schools/<key>/classes/<name>")
blueprint.add_app_template_global(screen.answer_words, "answer_said")
blueprint.add_app_template_global(screen.look_words, "look_said")


def _here(key: str, name: str) -> ClassHere:
    year = request.values.get("year", "")
    return class_here(g.person, key, name, year, current_app.config["INSTANCE"])


@blueprint.route("/assess", methods=["GET", "POST"])
@needs("school.check")
@asks_again
def whole(key: str, name: str) -> Any:
    """The class with a line for each child; what is filled in is recorded, the rest is left."""
    if not sent():
        here = _here(key, name)
        return _shown(here, name, Taken(done=here.seen, all=len(here.asked)))
    with alone(f"checks {key}"):
        here = _here(key, name)
        if entered("back"):
            return _back(here, name)
        taken = screen.take(g.person, here, request.form)
    words = _said(taken)
    if taken.left:
        return _shown(_here(key, name), name, taken, words), taken.status
    flash(words)
    return redirect(url_for("assessing.whole", key=key, name=name, year=here.year))


@blueprint.post("/assess/line")
@needs("school.check")
def line(key: str, name: str) -> Any:
    """One child's line, sent by the page's script as soon as it is answered."""
    with alone(f"checks {key}"):
        taken = screen.take(g.person, _here(key, name), request.form)
    return jsonify(screen.as_json(taken)), taken.status


@blueprint.post("/assess/back")
@needs("school.check")
def back(key: str, name: str) -> Any:
    """What the page's script recorded last, taken back."""
    here = _here(key, name)
    came = recording.take_back(g.person, here, [_look()])
    return jsonify(taken=came.taken, done=_here(key, name).seen, all=len(here.asked))


def _look() -> tuple[str, ...]:
    kind, _, of = entered("back", needed=True).partition(":")
    return kind, *of.split(":")


def _back(here: ClassHere, name: str) -> Any:
    came = recording.take_back(g.person, here, [_look()])
    stays = t(
        "没有撤销：后来又查验过、发了通知单，或是别人记的。",
        "Not taken back: looked at again, given a notice, or another person's.",
    )
    words = t("已撤销。", "Taken back.") if came.taken else stays
    now = _here(here.school.key, name)
    return _shown(now, name, Taken(done=now.seen, all=len(now.asked)), words)


def _shown(here: ClassHere, name: str, taken: Taken, said: str = "") -> str:
    words: dict[str, Any] = {"here": here, "address": name, "taken": taken, "said": said}
    words |= {"slots": _slots(), "mine": screen.hers(g.person, here), "today": today().isoformat()}
    words |= {"answers": ANSWERS, "certificates": CERTIFICATES, "whys": WHY}
    return render_template("school/assessing/whole.html", **words, typed=screen.typed)


def _slots() -> list[tuple[str, list[tuple[str, str, str]]]]:
    """The doses that may be missing, by vaccine: its name, then each dose's id, name and word on its key. The order is
    the number of the key, as on the phone."""
    found = []
    for series, most in ROWS:
        called = short_name((series, 1), language()).rstrip("0123456789 ")
        slots = [(series, n) for n in range(1, most + 1)]
        found.append((called, [(id_of(slot), *_dose(slot, called, most)) for slot in slots]))
    return found


def _dose(slot: tuple[str, int], called: str, most: int) -> tuple[str, str]:
    """What a dose is written as, and the word on its key: its number, where there are several."""
    if slot == ("polio", IPV_AGAIN):
        return short_name(slot, language()), t("灭活补种", "IPV")
    return (called + t("", " ") + str(slot[1]), str(slot[1])) if most > 1 else (called, called)


def _said(taken: Taken) -> str:
    """What came of a form."""
    n, left = len(taken.written), len(taken.left)
    words = t(f"已记 {n} 人。", f"{n} children recorded.")
    return words + (t(f"还有 {left} 人没记，见下面。", f" {left} not recorded, see below.") if left else "")
