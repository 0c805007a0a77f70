"""Office pages of the sync room: the inbox, conflicts, waiting records, hand-over files, phones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for

from fieldapp.ground.clock import china_time, now, today
from fieldapp.ground.db import db, only_reads_follow, reading
from fieldapp.ground.field_words import field_word
from fieldapp.ground.problems import Problem
from fieldapp.ground.words import language, t
from fieldapp.office.inbox import items as lists
from fieldapp.office.inbox import mending, unsigned
from fieldapp.office.phones import phones
from fieldapp.records.code_words import choices_of, code_word
from fieldapp.records.handing_over.file import read_handover, told
from fieldapp.sync.from_office.bringing import take_file
from fieldapp.web.forms import asks_again, comes_back_to, sent
from fieldapp.web.gate import may, needs, require
from fieldapp.web.paging import LAST_PAGE, Pages, page_asked
from fieldapp.web.workbooks import sheet_response, uploaded

blueprint = Blueprint("sync", __name__)
blueprint.add_app_template_filter(china_time)
VERDICTS = {"held": ("held",), "refused": ("refused",), "conflict": ("conflict",)}
WAIT_DAYS = 7


@blueprint.app_context_processor
def _words() -> dict[str, Any]:
    return {"choices_of": choices_of, "code_word": code_word, "field_word": field_word}


def _listed(verdicts: tuple[str, ...], page: int = 1) -> tuple[list[lists.Item], bool]:
    with reading(db.engine) as connection:
        return lists.waiting_for_a_person(connection, *whose(), verdicts, language(), page)


def whose() -> tuple[tuple[str, ...], bool]:
    """The signed-in person's areas, and whether she is an administrator."""
    return g.person.areas, g.person.role == "administrator"


def whole(read: Callable[[int], tuple[list[Any], bool]]) -> list[Any]:
    """Every page of a list."""
    found: list[Any] = []
    for page in range(1, LAST_PAGE):
        rows, more = read(page)
        found += rows
        if not more:
            break
    return found


@blueprint.get("/inbox")
@needs("inbox.see")
def inbox() -> str:
    """Held and refused operations."""
    items, more = _listed(_asked(), page_asked())
    with reading(db.engine) as connection:
        phones = unsigned.by_phone(connection, g.person.areas)
    return render_template(
        "sync/inbox.html", items=items, pages=Pages(page_asked(), None, more), unsigned=phones
    )


def _asked() -> tuple[str, ...]:
    return VERDICTS.get(request.args.get("verdict", ""), ("held", "refused"))


@blueprint.get("/inbox/inbox.xlsx")
@needs("inbox.see")
def inbox_sheet() -> Response:
    """The whole list as a workbook."""
    require("export")
    items = whole(lambda page: _listed(_asked(), page))
    words = {
        "held": t("待核实", "held"),
        "refused": t("不计入", "refused"),
        "conflict": t("不一样", "differs"),
    }
    heads = t(
        "收到日期,村,儿童,内容,结果,原因,记录人,手机,代交人",
        "Received,Village,Child,Kind,Verdict,Reason,Person,Phone,Handed over by",
    )
    rows = [
        [
            i.row["received"][:10],
            i.village,
            i.child,
            i.row["kind"],
            words[i.row["verdict"]],
            i.reason or "、".join(i.fields),
            i.person,
            i.phone,
            i.bringer or (t("办公室", "office") if i.row["relayed"] else ""),
        ]
        for i in items
    ]
    return sheet_response(t("待核实", "inbox"), heads.split(","), rows)


@blueprint.post("/inbox/unsigned/<device>/take")
@needs("inbox.mend")
def take_unsigned(device: str) -> Any:
    """Take over, in one's own name, what others handed over of one phone without its signature."""
    db.session.rollback()  # `receive` takes the writer lock itself
    only_reads_follow()
    done, failed = unsigned.take_over(db.engine, g.person.id, g.person.areas, device, language())
    if not done and not failed:
        raise Problem("not_found")
    flash(t(f"已照原样采纳 {done} 条，记在您名下。", f"{done} taken over as they are, in your name."))
    if failed:
        flash(
            t(f"还有 {failed} 条不能照原样采纳，请逐条处理。", f"{failed} cannot be taken over: open each.")
        )
    return redirect(url_for("sync.inbox"))


@blueprint.get("/inbox/conflicts")
@needs("inbox.see")
def conflicts() -> str:
    """Records on which two people differ."""
    items, more = _listed(("conflict",), page_asked())
    with reading(db.engine) as connection:
        said = {item.row["position"]: lists.words_on(connection, item.row, g.person.areas) for item in items}
    return render_template(
        "sync/conflicts.html", items=items, said=said, pages=Pages(page_asked(), None, more)
    )


@blueprint.get("/inbox/waiting")
@needs("inbox.see")
def waiting() -> str:
    """Children whose own record or birth date has not come."""
    before = (today() - timedelta(days=WAIT_DAYS)).isoformat()
    with reading(db.engine) as connection:
        rows, more = lists.unborn_children(connection, g.person.areas, before, page_asked())
    return render_template(
        "sync/waiting.html", rows=rows, pages=Pages(page_asked(), None, more), days=WAIT_DAYS
    )


@blueprint.get("/inbox/waiting.xlsx")
@needs("inbox.see")
def waiting_sheet() -> Response:
    """All of them as a workbook."""
    require("export")
    before = (today() - timedelta(days=WAIT_DAYS)).isoformat()
    with reading(db.engine) as connection:
        rows = whole(lambda page: lists.unborn_children(connection, g.person.areas, before, page))
    heads = t("儿童,村,缺什么,最后提到", "Child,Village,Missing,Last named").split(",")
    lines = [[r["name"] or r["key"], r["village"], _missing(r), r["named_at"][:10]] for r in rows]
    return sheet_response(t("缺档案", "records-missing"), heads, lines)


def _missing(row: lists.Row) -> str:
    return t("出生日期", "birth date") if row["known"] else t("整条记录", "the whole record")


def line_asked(county: str, position: int) -> lists.Row:
    """A line of the log that this person may see."""
    with reading(db.engine) as connection:
        row = lists.one_operation(connection, county, position) if position < 2**63 else None
        if row is None:
            raise Problem("not_found")
        if not lists.is_theirs(connection, row, *whose()):
            raise Problem("not_allowed")
    return row


@blueprint.get("/inbox/<county>/<int:position>")
@needs("inbox.see")
def operation(county: str, position: int) -> str:
    """One operation, and what can be done about it."""
    row = line_asked(county, position)
    with reading(db.engine) as connection:
        item = lists.describe(connection, [row], language(), g.person.areas)[0]
        choices = lists.choices(connection, row, g.person.areas)
        said = lists.words_on(connection, row, g.person.areas) if row["verdict"] == "conflict" else {}
    return render_template("sync/operation.html", item=item, said=said, **choices)


@blueprint.post("/inbox/<county>/<int:position>/mend")
@needs("inbox.mend")
@comes_back_to(operation, "county", "position")
def mend(county: str, position: int) -> Any:
    """Record it again, corrected, as the person signed in; or approve a void."""
    row, area = line_asked(county, position), request.form.get("area", "")
    if not area:
        raise Problem("bad_request", field="area")
    require("inbox.mend", area)
    if row["mended_by"]:
        raise Problem("settled_already")
    if row["kind"] == "visit" or row["verdict"] in ("held", "refused"):
        typed = {n.removeprefix("data."): v for n, v in request.form.items() if n.startswith("data.")}
        return _record(row, mending.mended(row, area, typed))
    raise Problem("wrong_state")


@blueprint.app_template_filter()
def among(said: list[lists.Row]) -> str:
    """Which values a person is asked to choose among, so that one that came meanwhile is not taken for another."""
    return " ".join([str(len(said)), *(one["at"] for one in said[:1])])


@blueprint.post("/inbox/<county>/<int:position>/choose")
@needs("inbox.mend")
def choose(county: str, position: int) -> Any:
    """Settle one field of a conflict by one of the values said."""
    row, name = line_asked(county, position), request.form.get("field", "")
    with reading(db.engine) as connection:
        said = lists.words_on(connection, row, g.person.areas).get(name, [])
        standing = lists.current_row(connection, row)
    area = standing["area"] if standing else row["area"]
    require("inbox.mend", area)
    if request.form.get("among", among(said)) != among(said):
        flash(t("这一项刚才又有新的说法，请再选一次。", "Another value came meanwhile: choose again."))
        return redirect(url_for("sync.conflicts"))
    number = request.form.get("value", -1, type=int)
    if row["verdict"] != "conflict" or not 0 <= number < len(said):
        raise Problem("wrong_state")
    base = standing["version"] if standing else 0
    return _record(row, mending.chosen(row | {"area": area}, name, said[number]["value"], base))


def _record(row: lists.Row, said: lists.Row) -> Any:
    db.session.rollback()  # `receive` takes the writer lock itself
    only_reads_follow()
    receipt = mending.mend(db.engine, g.person.id, row, said, language())
    if receipt["outcome"] in mending.GOOD:
        flash(t("已处理并计入。", "Settled and counted."))
        return redirect(url_for("sync.inbox"))
    flash(t("还是不行：", "Still not possible: ") + receipt.get("problem", {}).get("sentence", ""))
    return operation(row["county"], row["position"]), 422  # with what was typed


@blueprint.post("/inbox/<county>/<int:position>/set-aside")
@needs("inbox.mend")
def set_aside(county: str, position: int) -> Any:
    """Take it off the list; it stays in the log and is not counted."""
    row = line_asked(county, position)
    if row["verdict"] == "applied":
        raise Problem("wrong_state")
    db.session.rollback()
    mending.set_aside(db.engine, g.person.id, row)
    flash(t("已搁置，原记录仍保留。", "Set aside; the record as it came is kept."))
    return redirect(url_for("sync.conflicts" if row["verdict"] == "conflict" else "sync.inbox"))


@blueprint.route("/inbox/handover", methods=["GET", "POST"])
@needs("import")
@asks_again
def handover() -> Any:
    """Take in the file of unsent records that a phone exported."""
    if not sent():
        return render_template("sync/handover.html", receipts=None)
    handed = read_handover(uploaded())
    db.session.rollback()  # `receive` takes the writer lock itself
    only_reads_follow()
    receipts = take_file(db.engine, g.person.id, handed, language())
    counts = Counter(receipt["outcome"] for receipt in receipts)
    lines = list(zip(receipts, told(handed.operations, language()), strict=True))
    return render_template("sync/handover.html", receipts=lines, counts=counts)


@blueprint.get("/phones")
@needs("phones.see")
def phone_list() -> str:
    """Phones of the person's areas: when last heard of, what is wrong with them."""
    with reading(db.engine) as connection:
        rows = phones.phones_in(connection, g.person.areas, now())
    return render_template("sync/phones.html", rows=rows)


@blueprint.get("/phones.xlsx")
@needs("phones.see")
def phone_sheet() -> Response:
    """The phones as a workbook."""
    with reading(db.engine) as connection:
        rows = phones.phones_in(connection, g.person.areas, now())
    heads = t(
        "姓名,用户名,手机,最后上报,缺号,时钟差(秒),版本,停用",
        "Person,User,Phone,Last seen,Missing,Clock,App,Stopped",
    )
    lines = [
        [p.person, p.username, p.name, p.last_seen, p.missing, p.clock_off_s, p.app, p.stopped_at]
        for p in rows
    ]
    return sheet_response(t("手机", "phones"), heads.split(","), lines)


@blueprint.post("/phones/<device>/stop")
@needs("phones.stop")
def stop_phone(device: str) -> Any:
    """Stop a lost phone."""
    phones.stop(device, lambda area: may("phones.stop", area))
    flash(
        t(
            "手机已停用：它下次联网时会交出未上报的记录，然后清空自己。",
            "Stopped: it hands in what it holds, then wipes itself.",
        )
    )
    return redirect(url_for("sync.phone_list"))
