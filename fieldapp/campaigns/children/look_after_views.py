"""需要留意 of a round as lists: visits that do not count and wait for a word, children taken back though dosed, late
records; and what a supervisor decides of them, recorded as operations of her own."""

from __future__ import annotations

from collections import Counter
from typing import Any

from flask import Response, flash, g, redirect, render_template, request, url_for

from fieldapp.campaigns.children import late_records, settling, taken_back
from fieldapp.campaigns.children.behind_cell import sees
from fieldapp.campaigns.children.look_after import Odd
from fieldapp.campaigns.children.settling import Room, may_in
from fieldapp.campaigns.figures.units import list_name
from fieldapp.campaigns.room import blueprint, campaign_of, round_of, rounds_of
from fieldapp.ground.clock import china_time
from fieldapp.ground.words import language, t
from fieldapp.records.code_words import word
from fieldapp.records.permissions import TABLE
from fieldapp.schedule.antigens import product_names
from fieldapp.web.forms import comes_back_to
from fieldapp.web.gate import needs, require
from fieldapp.web.workbooks import sheet_response

LISTS = {
    "left_out": ("不计入，待定", "Not counted, to decide"),
    "decided": ("已定", "Decided"),
    "taken_back": ("撤销了但有接种", "Taken back, but dosed"),
    "late": ("补报", "Late records"),
}
MOST_NOTE = 200
MOST_SHOWN, MOST_LINES = 1000, 50_000


def _list() -> str:
    asked = request.values.get("list", "")
    return asked if asked in LISTS else "left_out"


@blueprint.get("/<key>/rounds/<int:n>/look-after", endpoint="look_after")
@needs("inbox.see")
def look_after_page(key: str, n: int) -> str:
    """One of the lists (`?list=`), of the person's villages or of `?area=`."""
    campaign, area, name = campaign_of(key), request.args.get("area") or None, _list()
    round_ = round_of(campaign, n)
    room, lines, names = settling.listed(campaign, round_, area, name, MOST_SHOWN)
    words: dict[str, Any] = {"lines": lines[:MOST_SHOWN], "more": len(lines) >= MOST_SHOWN, "names": names}
    words |= {"campaign": campaign, "round": round_, "rounds": rounds_of(campaign), "area": area}
    words |= {"list": name, "lists": LISTS, "room": room, "china_time": china_time}
    words |= {"may_in": lambda action, code: may_in(action, code, room.villages)}
    words |= {"sees": sees(room.villages), "product": product_word, "kind": kind_word}
    words |= {"change": lambda changed: late_records.change_words(changed, language())}
    words |= {"reason": lambda code: word(names, code, language())}
    return render_template("campaigns/look_after.html", **words)


def product_word(code: str) -> str:
    """What a product is called."""
    return word(product_names(), code, language())


def kind_word(kind: str | None) -> str:
    """What a kind of record is called."""
    action = TABLE.get(kind or "")
    return t(action.zh, action.en) if action else kind or ""


@blueprint.post("/<key>/rounds/<int:n>/look-after/visits")
@needs("visit_review")
@comes_back_to(look_after_page, "key", "n")
def review_visits(key: str, n: int) -> Any:
    """Say of the ticked visits that they count (`say` is `in`), do not (`out`), or take back the last word (`back`)."""
    campaign, note = campaign_of(key), request.form.get("note", "").strip()[:MOST_NOTE]
    ticked, said = request.form.getlist("visit"), request.form.get("say", "")
    receipts = settling.review_visits(g.person, campaign, round_of(campaign, n), ticked, said, note)
    return _back_to_list(receipts, key, n, t("没有勾选记录。", "Nothing was ticked."))


@blueprint.post("/<key>/rounds/<int:n>/look-after/child")
@needs("void_others")
@comes_back_to(look_after_page, "key", "n")
def settle_child(key: str, n: int) -> Any:
    """Of a child taken back though dosed: take back its doses too (`say` is `doses`), or put it back (`child`)."""
    campaign, said = campaign_of(key), request.form.get("say", "")
    child = request.form.get("child", "")
    receipts = settling.settle_child(g.person, campaign, round_of(campaign, n), child, said)
    return _back_to_list(receipts, key, n, "")


def _back_to_list(receipts: list[dict[str, Any]], key: str, n: int, nothing: str) -> Any:
    """Say what became of it, and show the list again."""
    outcomes = Counter(one["outcome"] in ("applied", "conflict") for one in receipts)
    flash(
        t(f"已记下 {outcomes[True]} 条，数字已更新。", f"{outcomes[True]} recorded; the figures follow.")
        if outcomes[True]
        else nothing
    )
    for one in receipts:
        if problem := one.get("problem"):
            flash(problem["sentence"])
    where = {"list": request.form.get("list"), "area": request.form.get("area") or None}
    return redirect(url_for("campaigns.look_after", key=key, n=n, **where))


@blueprint.get("/<key>/rounds/<int:n>/look-after.xlsx")
@needs("inbox.see")
def look_after_sheet(key: str, n: int) -> Response:
    """One of the lists as a workbook."""
    require("export")
    campaign, name = campaign_of(key), _list()
    round_ = round_of(campaign, n)
    area = request.args.get("area") or None
    room, lines, names = settling.listed(campaign, round_, area, name, MOST_LINES)
    heads, cells = SHEETS[name]
    rows = [cells(one, room, lambda code: word(names, code, language())) for one in lines]
    what = t(*LISTS[name][:2])
    return sheet_response(list_name(campaign, n, room.villages, what), t(*heads).split(","), rows, page=what)


def _odd_cells(one: Odd, _room: Room, _reason: Any) -> list[Any]:
    spoken = one.spoken
    said = (
        [] if spoken is None else [t(*COUNTS[spoken.counts]), spoken.by, china_time(spoken.at), spoken.note]
    )
    return [one.village, one.child, one.born, one.visit["on"], one.words, one.why, one.by, *said]


COUNTS = {True: ("计入本轮", "counts"), False: ("不计入本轮", "does not count")}


def _taken_back_cells(one: taken_back.TakenBack, room: Room, _reason: Any) -> list[Any]:
    shown = sees(room.villages)(one.row["area"])
    doses = "、".join(f"{day} {product_word(product)}".strip() for day, product in one.given)
    name = one.row["name"] if shown else ""
    return [room.name_of(one.row["area"]), name, one.row["born"], doses, one.by, china_time(one.at)]


def _late_cells(one: late_records.Late, room: Room, reason: Any) -> list[Any]:
    child = one.child[0] if one.child and sees(room.villages)(one.child[0]["area"]) else {}
    what = [one.data.get("on"), reason(str(one.data.get("outcome") or ""))]
    said = [room.name_of(one.row.area), child.get("name"), kind_word(one.row.kind), *what]
    changed = (
        late_records.change_words(one.changed, language()) if one.counted else t("还没计入", "not counted")
    )
    return [china_time(one.row.received), *said, one.by, changed]


_ODD_ZH, _ODD_EN = "村,儿童,出生日期,日期,结果,为什么不计,谁记的", "Village,Child,Born,Day,Result,Why not,By"
SHEETS: dict[str, tuple[tuple[str, str], Any]] = {
    "left_out": ((_ODD_ZH, _ODD_EN), _odd_cells),
    "decided": ((_ODD_ZH + ",定为,谁定的,何时,说明", _ODD_EN + ",Decided,Who,When,Note"), _odd_cells),
    "taken_back": (
        ("村,儿童,出生日期,接种,谁撤销的,何时", "Village,Child,Born,Doses,Taken back by,When"),
        _taken_back_cells,
    ),
    "late": (
        ("收到,村,儿童,内容,日期,结果,谁记的,变化", "Received,Village,Child,Kind,Day,Result,By,Change"),
        _late_cells,
    ),
}
