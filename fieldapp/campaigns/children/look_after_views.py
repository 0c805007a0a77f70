"""需要留意 of a round as lists: visits that do not count and wait for a word, children taken back though dosed, late
records; and what a supervisor decides of them, recorded as operations of her own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from flask import Response, flash, g, redirect, render_template, request, url_for
from sqlalchemy import Connection

from fieldapp.campaigns.children import cell_children, late_records, look_after, taken_back
from fieldapp.campaigns.children.look_after import Odd
from fieldapp.campaigns.children.views import sees
from fieldapp.campaigns.figures.tally_slices import Villages, read_villages
from fieldapp.campaigns.figures.units import list_name
from fieldapp.campaigns.names import areas_named
from fieldapp.campaigns.room import blueprint, campaign_of, round_of, rounds_of, seen_of
from fieldapp.ground.clock import after, china_time, today
from fieldapp.ground.db import db, only_reads_follow, reading
from fieldapp.ground.problems import Problem
from fieldapp.ground.subtrees import inside
from fieldapp.ground.words import language, t
from fieldapp.models.campaigns import Campaign, Round
from fieldapp.records.code_words import word
from fieldapp.records.permissions import TABLE
from fieldapp.records.standing import last_review
from fieldapp.schedule.antigens import product_names
from fieldapp.sync.codes import names as code_names
from fieldapp.sync.from_office.office_device import record
from fieldapp.sync.incoming import row_store
from fieldapp.web.forms import comes_back_to
from fieldapp.web.gate import may, needs, require
from fieldapp.web.workbooks import sheet_response

LISTS = {
    "left_out": ("不计入，待定", "Not counted, to decide"),
    "decided": ("已定", "Decided"),
    "taken_back": ("撤销了但有接种", "Taken back, but dosed"),
    "late": ("补报", "Late records"),
}
SAY = {"in": True, "out": False}
MOST_NOTE = 200
MOST_SHOWN, MOST_LINES = 1000, 50_000


class Room:
    """What every list of the page is read with: the round, the villages seen, names of villages."""

    def __init__(self, connection: Connection, campaign: Campaign, round_: Round, area: str | None) -> None:
        self.here = cell_children.counted(connection, campaign.county, round_.key, campaign.name)
        self.villages = read_villages(connection, campaign.county, seen_of(campaign, area))
        self.names = areas_named(connection, campaign.county)

    def name_of(self, code: str | None) -> str:
        """A village's name, the code where there is none."""
        return self.names.get(code or "", code or "")

    def holds(self, code: str) -> bool:
        """Whether a village is among those seen."""
        return _within(code, self.villages)


def _within(code: str, villages: Villages) -> bool:
    own = inside(code, villages.codes) and code not in villages.outside
    return own or code in villages.inherited


def may_in(action: str, code: str, villages: Villages) -> bool:
    """Whether the person may do this where the record was made, or in the village that took it over since."""
    return may(action, code) or may(action, villages.standing(code))


def _list() -> str:
    asked = request.values.get("list", "")
    return asked if asked in LISTS else "left_out"


def _read(connection: Connection, room: Room, name: str, most: int = MOST_SHOWN) -> list[Any]:
    if name == "taken_back":
        return taken_back.taken_back(connection, room.here.county, room.villages)
    if name == "late":
        return late_records.late_records(connection, room.here, room.villages)
    find, shown = (
        (look_after.undecided, look_after.is_undecided)
        if name == "left_out"
        else (look_after.decided, look_after.is_decided)
    )
    found = find(connection, room.here, room.villages, most)
    return look_after.listed(
        connection, room.here, found, shown, room.holds, sees(room.villages), room.name_of, language()
    )


@blueprint.get("/<key>/rounds/<int:n>/look-after", endpoint="look_after")
@needs("inbox.see")
def look_after_page(key: str, n: int) -> str:
    """One of the lists (`?list=`), of the person's villages or of `?area=`."""
    campaign, area, name = campaign_of(key), request.args.get("area") or None, _list()
    round_ = round_of(campaign, n)
    with reading(db.engine) as connection:
        room = Room(connection, campaign, round_, area)
        lines = _read(connection, room, name)
        words: dict[str, Any] = {
            "lines": lines[:MOST_SHOWN],
            "names": code_names(connection, campaign.county),
        }
        words["more"] = len(lines) >= MOST_SHOWN
    words |= {"campaign": campaign, "round": round_, "rounds": rounds_of(campaign), "area": area}
    words |= {"list": name, "lists": LISTS, "room": room, "china_time": china_time}
    words |= {"may_in": lambda action, code: may_in(action, code, room.villages)}
    words |= {"sees": sees(room.villages), "product": product_word, "kind": kind_word}
    words |= {"change": lambda changed: late_records.change_words(changed, language())}
    words |= {"reason": lambda code: word(words["names"], code, language())}
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
    campaign, said = campaign_of(key), request.form.get("say", "")
    round_ = round_of(campaign, n)
    if said not in ("back", *SAY):
        raise Problem("bad_request", field="say")
    with reading(db.engine) as connection:
        room = Room(connection, campaign, round_, None)
        visits = _chosen(connection, room, request.form.getlist("visit"))
    note = request.form.get("note", "").strip()[:MOST_NOTE]
    operations = [one for visit in visits if (one := _word_on(visit, said, note))]
    return _recorded(operations, key, n, t("没有勾选记录。", "Nothing was ticked."))


def _chosen(connection: Connection, room: Room, keys: Iterable[str]) -> list[dict[str, Any]]:
    """The round's visits of these keys.

    Raises:
        Problem: `not_found` for one of another round, `not_allowed` for one made where the person has not the right.
    """
    wanted = list(dict.fromkeys(keys))
    rows = {row["key"]: row for row in row_store.fetch(connection, "visit", room.here.county, "key", wanted)}
    for one in wanted:
        if one not in rows or rows[one]["round"] != room.here.round.key:
            raise Problem("not_found")
        if not may_in("visit_review", rows[one]["area"], room.villages):
            raise Problem("not_allowed")
    return [rows[one] for one in wanted]


def _word_on(visit: dict[str, Any], said: str, note: str) -> dict[str, Any] | None:
    """The operation that says it; None where there is no word to take back."""
    last = last_review(visit)
    made = {"kind": "visit_review", "area": visit["area"], "at": after(last[0] if last else visit["at"])}
    if said == "back":
        return made | {"key": last[1], "void": True} if last else None
    data = {"visit": visit["key"], "child": visit["child"], "round": visit["round"]}
    data |= {"in_round": SAY[said], "on": today().isoformat()} | ({"note": note} if note else {})
    return made | {"data": data}


@blueprint.post("/<key>/rounds/<int:n>/look-after/child")
@needs("void_others")
@comes_back_to(look_after_page, "key", "n")
def settle_child(key: str, n: int) -> Any:
    """Of a child taken back though dosed: take back its doses too (`say` is `doses`), or put it back (`child`)."""
    campaign, said = campaign_of(key), request.form.get("say", "")
    round_ = round_of(campaign, n)
    with reading(db.engine) as connection:
        room = Room(connection, campaign, round_, None)
        one = taken_back.one_taken_back(connection, room.here.county, request.form.get("child", ""))
    if said not in ("doses", "child"):
        raise Problem("bad_request", field="say")
    if one is None:
        raise Problem("not_found")
    operations = taken_back.put_back(one) if said == "child" else taken_back.without_doses(one)
    for area in {operation["area"] for operation in operations}:
        if not may_in("void_others", area, room.villages):
            raise Problem("not_allowed")
    return _recorded(operations, key, n, "")


def _recorded(operations: list[dict[str, Any]], key: str, n: int, nothing: str) -> Any:
    """Record them as the signed-in person, say what became of them, and show the list again."""
    db.session.rollback()  # `receive` takes the writer lock itself
    only_reads_follow()
    receipts = record(db.engine, g.person.id, operations, language()) if operations else []
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
    with reading(db.engine) as connection:
        room = Room(connection, campaign, round_, request.args.get("area") or None)
        lines, names = _read(connection, room, name, MOST_LINES), code_names(connection, room.here.county)
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
