"""Office pages of the inbox: held and refused records, conflicts, missing records, hand-over files."""

from __future__ import annotations

from collections import Counter
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for

from fieldapp.ground.clock import china_time
from fieldapp.ground.field_words import field_word
from fieldapp.ground.problems import Problem
from fieldapp.ground.words import language, t
from fieldapp.office.inbox import asking, deciding
from fieldapp.office.inbox.items import ASIDE, Item, Row
from fieldapp.office.inbox.mending import GOOD
from fieldapp.office.inbox.office_words import kind_words, said_word
from fieldapp.records.code_words import choices_of, code_word
from fieldapp.records.handing_over.file import handed_lines, read_handover
from fieldapp.web.forms import asks_again, comes_back_to, sent
from fieldapp.web.gate import local_path, may, needs, require
from fieldapp.web.paging import Pages, page_asked
from fieldapp.web.workbooks import sheet_response, uploaded

blueprint = Blueprint("sync", __name__)
blueprint.add_app_template_filter(china_time)
VERDICTS = {"held": ("held",), "refused": ("refused",), "conflict": ("conflict",), "aside": ASIDE}
BOTH = ("held", "refused")
WORDS = {"held": ("待核实", "held"), "refused": ("不计入", "refused"), "conflict": ("不一样", "differs")}


@blueprint.app_context_processor
def _words() -> dict[str, Any]:
    words = {"choices_of": choices_of, "code_word": code_word, "field_word": field_word}
    words |= {"kind_words": lambda: kind_words(language())}
    return words | {"said_word": said_word, "inbox_counts": lambda: asking.how_many_by_list(g.person)}


@blueprint.get("/inbox")
@needs("inbox.see")
def inbox() -> str:
    """Held and refused operations."""
    items, more = asking.listed(g.person, _asked(), page_asked())
    words: dict[str, Any] = {"items": items, "pages": Pages(page_asked(), None, more)}
    words["waiting"], words["first"] = asking.how_many(g.person, _asked())
    words["verdict"] = request.args.get("verdict", "")
    words["counts"] = {name: asking.how_many(g.person, VERDICTS[name])[0] for name in (*BOTH, "aside")}
    return render_template("sync/inbox.html", unsigned=asking.unsigned_phones(g.person), **words)


def _asked() -> tuple[str, ...]:
    return VERDICTS.get(request.args.get("verdict", ""), BOTH)


@blueprint.get("/inbox/inbox.xlsx")
@needs("inbox.see")
def inbox_sheet() -> Response:
    """The whole list as a workbook."""
    require("export")
    items = asking.all_listed(g.person, _asked())
    zh = "收到日期,村,儿童,内容,结果,原因,记录人,手机,代交人"
    en = "Received,Village,Child,Kind,Verdict,Reason,Person,Phone,Handed over by"
    return sheet_response(t("待核实", "inbox"), t(zh, en).split(","), map(_line, items))


def _line(item: Item) -> list[Any]:
    row, office = item.row, t("办公室", "office") if item.row["relayed"] else ""
    kind = kind_words(language()).get(row["kind"], row["kind"])
    what = [item.child, kind, t(*WORDS[row["verdict"]]), item.reason or "、".join(item.fields)]
    return [row["received"][:10], item.village, *what, item.person, item.phone, item.bringer or office]


@blueprint.post("/inbox/unsigned/<device>/take")
@needs("inbox.mend")
def take_unsigned(device: str) -> Any:
    """Take over, in one's own name, what others handed over of one phone without its signature."""
    done, failed = deciding.take_unsigned(g.person, device)
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
    items, more = asking.listed(g.person, ("conflict",), page_asked())
    rows = [item.row for item in items]
    words: dict[str, Any] = {"said": asking.said_of(g.person, rows)}
    words["children"] = asking.children_of(g.person, rows)
    words["pages"] = Pages(page_asked(), None, more)
    words["waiting"], words["first"] = asking.how_many(g.person, ("conflict",))
    return render_template("sync/conflicts.html", items=items, **words)


@blueprint.get("/inbox/waiting")
@needs("inbox.see")
def waiting() -> str:
    """Children whose own record or birth date has not come."""
    rows, more = asking.missing(g.person, page_asked())
    pages = Pages(page_asked(), None, more)
    return render_template("sync/waiting.html", rows=rows, pages=pages, days=asking.WAIT_DAYS)


@blueprint.get("/inbox/waiting.xlsx")
@needs("inbox.see")
def waiting_sheet() -> Response:
    """All of them as a workbook."""
    require("export")
    rows = asking.whole(lambda page: asking.missing(g.person, page))
    heads = t("儿童,村,缺什么,最后提到", "Child,Village,Missing,Last named").split(",")
    lines = [[r["name"] or r["key"], r["village"], _missing(r), r["named_at"][:10]] for r in rows]
    return sheet_response(t("缺档案", "records-missing"), heads, lines)


def _missing(row: Row) -> str:
    return t("出生日期", "birth date") if row["known"] else t("整条记录", "the whole record")


@blueprint.get("/inbox/<county>/<int:position>")
@needs("inbox.see")
def operation(county: str, position: int) -> str:
    """One operation, and what can be done about it."""
    row = asking.line(g.person, county, position)
    here = "odd.index" if row["odd"] and row["verdict"] == "applied" else _list_of(row)
    return render_template(
        "sync/operation.html", here=here, back=_back(here), **asking.of_line(g.person, row)
    )


def _list_of(row: Row) -> str:
    """The list a line belongs to."""
    return "sync.conflicts" if row["verdict"] == "conflict" else "sync.inbox"


def _back(here: str) -> str:
    """The page of the inbox one came from, as it was asked for; else the list the line belongs to."""
    came = urlsplit(request.referrer or "")
    inside = came.netloc == request.host and came.path.startswith("/inbox") and came.path != request.path
    lists = inside and not came.path[1:].rpartition("/")[2].isdecimal()
    return local_path(came._replace(scheme="", netloc="").geturl()) if lists else url_for(here)


@blueprint.app_template_global()
def child_page(county: str, key: str) -> str | None:
    """Where a child's page is, in the round of today; None while there is none, or where she may not see it."""
    found = asking.round_of_today(g.person, county) if may("children.see") else None
    return url_for("campaigns.child", key=found[0], n=found[1], child=key) if found else None


@blueprint.post("/inbox/<county>/<int:position>/mend")
@needs("inbox.mend")
@comes_back_to(operation, "county", "position")
def mend(county: str, position: int) -> Any:
    """Record it again, corrected, as the person signed in; or approve a void."""
    row, area = asking.line(g.person, county, position), request.form.get("area", "")
    if not area:
        raise Problem("bad_request", field="area")
    require("inbox.mend", area)
    typed = {n.removeprefix("data."): v for n, v in request.form.items() if n.startswith("data.")}
    return _settled(row, deciding.mend(g.person, row, area, typed))


@blueprint.app_template_filter()
def among(said: list[Row]) -> str:
    """Which values a person is asked to choose among, so that one that came meanwhile is not taken for another."""
    return " ".join([str(len(said)), *(one["at"] for one in said[:1])])


@blueprint.post("/inbox/<county>/<int:position>/choose")
@needs("inbox.mend")
def choose(county: str, position: int) -> Any:
    """Settle one field of a conflict by one of the values said."""
    row, name = asking.line(g.person, county, position), request.form.get("field", "")
    said, standing = asking.of_field(g.person, row, name)
    require("inbox.mend", standing["area"] if standing else row["area"])
    if request.form.get("among", among(said)) != among(said):
        flash(t("这一项刚才又有新的说法，请再选一次。", "Another value came meanwhile: choose again."))
        return redirect(url_for("sync.conflicts"))
    number = request.form.get("value", -1, type=int)
    return _settled(row, deciding.choose(g.person, row, name, said, number, standing))


def _settled(row: Row, receipt: Row) -> Any:
    if receipt["outcome"] in GOOD:
        flash(t("已处理并计入。", "Settled and counted."))
        return redirect(url_for(_list_of(row)))
    flash(t("还是不行：", "Still not possible: ") + receipt.get("problem", {}).get("sentence", ""))
    return operation(row["county"], row["position"]), 422  # with what was typed


@blueprint.post("/inbox/<county>/<int:position>/set-aside")
@needs("inbox.mend")
def set_aside(county: str, position: int) -> Any:
    """Take it off the list; it stays in the log and is not counted."""
    row = asking.line(g.person, county, position)
    deciding.set_aside(g.person, row)
    flash(
        t(
            "已搁置，不计入；在“已搁置”里可以放回。",
            "Set aside and not counted; it can be put back under Set aside.",
        )
    )
    return redirect(url_for(_list_of(row)))


@blueprint.post("/inbox/<county>/<int:position>/put-back")
@needs("inbox.mend")
def put_back(county: str, position: int) -> Any:
    """Put what was set aside back on the list."""
    row = asking.line(g.person, county, position)
    deciding.put_back(g.person, row)
    flash(t("已放回待核实。", "It waits for a decision again."))
    return redirect(url_for("sync.operation", county=county, position=position))


@blueprint.route("/inbox/handover", methods=["GET", "POST"])
@needs("import")
@asks_again
def handover() -> Any:
    """Take in the file of unsent records that a phone exported."""
    if not sent():
        return render_template("sync/handover.html", receipts=None)
    handed = read_handover(uploaded())
    receipts = deciding.take_in(g.person, handed)
    counts = Counter(receipt["outcome"] for receipt in receipts)
    lines = list(zip(receipts, handed_lines(handed.operations, language()), strict=True))
    return render_template("sync/handover.html", receipts=lines, counts=counts)
