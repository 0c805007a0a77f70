"""Records that may be one child, side by side: looked for, joined, parted, or said to be two."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for

from fieldapp.catchup.doubles import searching
from fieldapp.catchup.doubles.likely import REASONS
from fieldapp.ground.clock import china_time
from fieldapp.ground.words import t
from fieldapp.web.forms import comes_back_to, entered
from fieldapp.web.gate import needs
from fieldapp.web.paging import Pages

blueprint = Blueprint("doubles", __name__, url_prefix="/doubles")
SHOWS = {"open": ("可能是同一个孩子", "may be one child"), "joined": ("已合并", "joined")}
SHOWS |= {"other": ("不是同一个", "two children")}


@blueprint.get("")
@needs("same_child")
def index() -> str:
    """The pairs of an area."""
    at = searching.here(g.person, request.values.get("area", "").strip())
    show = request.values.get("show", "") if request.values.get("show") in SHOWS else "open"
    said = request.args.get("page", "1")
    number = min(max(int(said), 1), 10_000) if said.isascii() and said.isdecimal() and len(said) < 6 else 1
    found, count = searching.pairs_of(at, show, number)
    row, state = searching.state_of(at)
    pages = Pages(number, -(-count // searching.SHOWN) or 1, count > number * searching.SHOWN)
    words: dict[str, Any] = {"at": at, "show": show, "found": found, "count": count, "pages": pages}
    words |= {"ways": [(name, t(*SHOWS[name])) for name in SHOWS], "reason": lambda why: t(*REASONS[why])}
    words |= {"row": row, "state": state, "china_time": china_time}
    return render_template("catchup/doubles/index.html", **words)


def _back(show: str) -> Any:
    return redirect(url_for("doubles.index", area=request.form.get("area", ""), show=show))


@blueprint.post("/search")
@needs("same_child")
@comes_back_to(index)
def search() -> Any:
    """Look for doubles in an area."""
    at = searching.here(g.person, entered("area"))
    if searching.search(g.person, at):
        flash(t("已找完。", "Looked through."))
    return _back("open")


@blueprint.post("/join")
@needs("same_child")
@comes_back_to(index)
def join() -> Any:
    """Two records are one child."""
    at = searching.here(g.person, entered("area"))
    searching.join(g.person, at, entered("one"), entered("other"), entered("lives"))
    flash(
        t(
            "已合并：两条记录算一个孩子，接种记录合在一起。不对可以在“已合并”里分开。",
            "Joined: they count as one child with the doses of both. They can be parted again under “joined”.",
        )
    )
    return _back("open")


@blueprint.post("/part")
@needs("same_child")
@comes_back_to(index)
def part() -> Any:
    """Two records are two children again."""
    searching.part(g.person, searching.here(g.person, entered("area")), entered("link"))
    flash(t("已分开，各算各的。", "Parted: each is one by itself."))
    return _back("joined")


@blueprint.post("/two")
@needs("same_child")
@comes_back_to(index)
def two() -> Any:
    """Two records are two children, now and whenever they are found again; or that is taken back."""
    at, one, other = searching.here(g.person, entered("area")), entered("one"), entered("other")
    searching.say(g.person, at, one, other, entered("two") == "yes")
    return _back("open" if entered("two") == "yes" else "other")
