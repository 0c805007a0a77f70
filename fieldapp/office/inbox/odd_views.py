"""Office pages of what says a day, place or telephone that cannot be: the open list, what was seen, the workbook."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for

from fieldapp.ground.clock import china_time
from fieldapp.ground.words import language, t
from fieldapp.office.inbox import asking, deciding, odd
from fieldapp.office.inbox.office_words import kind_words
from fieldapp.web.gate import needs, require
from fieldapp.web.paging import Pages, page_asked
from fieldapp.web.workbooks import sheet_response

blueprint = Blueprint("odd", __name__, url_prefix="/inbox")


@blueprint.get("/odd")
@needs("inbox.see")
def index() -> str:
    """Records that say a day, a place or a telephone that cannot be; or those of them that were seen."""
    seen = "seen" in request.args
    rows, more = asking.odd_ones(g.person, page_asked(), seen)
    words = {"seen": seen, "n_seen": asking.how_many_seen(g.person), "pages": Pages(page_asked(), None, more)}
    return render_template("sync/odd.html", rows=rows, **words)


@blueprint.get("/odd.xlsx")
@needs("inbox.see")
def sheet() -> Response:
    """All of them as a workbook."""
    require("export")
    rows = asking.whole(lambda page: asking.odd_ones(g.person, page, "seen" in request.args))
    heads = t(
        "儿童,村,内容,哪里不对,记录人,手机,收到,谁看过,什么时候看的",
        "Child,Village,Kind,What is odd,Person,Phone,Received,Seen by,Seen at",
    )
    return sheet_response(t("值得核对", "days-places-phones"), heads.split(","), map(_odd_line, rows))


def _odd_line(listed: odd.Listed) -> list[Any]:
    i, row = listed.item, listed.item.row
    kind = kind_words(language()).get(row["kind"], row["kind"])
    said = [i.child, i.village, kind, listed.words, i.person, i.phone, china_time(row["received"])]
    return [*said, listed.seen_by, china_time(row["seen_at"]) if row["seen_at"] else ""]


@blueprint.post("/<county>/<int:position>/seen")
@needs("inbox.mend")
def seen(county: str, position: int) -> Any:
    """Take an odd record off the open list: somebody looked at it, and it is left as it is."""
    return _look(county, position, True)


@blueprint.post("/<county>/<int:position>/unseen")
@needs("inbox.mend")
def unseen(county: str, position: int) -> Any:
    """Put it back on the open list."""
    return _look(county, position, False)


def _look(county: str, position: int, is_seen: bool) -> Any:
    row = asking.line(g.person, county, position)
    require("inbox.mend", row["area"])
    deciding.look_at(g.person, row, is_seen)
    flash(
        t("已记下您看过了。", "Written down as seen by you.")
        if is_seen
        else t("已放回列表。", "Back on the list.")
    )
    return redirect(url_for("odd.index", seen=None if is_seen else 1))
