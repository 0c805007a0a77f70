"""Pages of phones: the list; one of them, for whom it is registered, and giving it to the person whose it is."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, g, redirect, render_template, url_for

from fieldapp.ground.clock import china_time
from fieldapp.ground.words import t
from fieldapp.office.phones import phones, registering
from fieldapp.web.forms import asks_again, entered, sent
from fieldapp.web.gate import may, needs, require
from fieldapp.web.versions import compare, seen
from fieldapp.web.workbooks import sheet_response

blueprint = Blueprint("phones", __name__)


@blueprint.app_template_global()
def phone_claims() -> dict[str, list[phones.Claim]]:
    """Phones of one's own counties whose records name somebody else, by the phone's number."""
    return registering.claims_of(g.person)


@blueprint.get("/phones")
@needs("phones.see")
def index() -> str:
    """Phones of the person's areas: when last heard of, what is wrong with them."""
    rows = registering.phones_of(g.person)
    return render_template("sync/phones.html", rows=rows)


@blueprint.get("/phones.xlsx")
@needs("phones.see")
def download() -> Response:
    """The phones as a workbook."""
    rows = registering.phones_of(g.person)
    heads = t(
        "姓名,用户名,手机,最后上报,缺号,时钟差(秒),版本,停用",
        "Person,User name,Phone,Last heard of,Known to be unsent,Clock off (s),App,Stopped",
    )
    lines = [
        [p.person, p.username, p.name, *_times(p), p.clock_off_s, p.app, _time(p.stopped_at)] for p in rows
    ]
    return sheet_response(t("手机", "phones"), heads.split(","), lines)


def _times(phone: phones.Phone) -> tuple[str, int | str]:
    """When a phone was last heard of, and how much is known to be on it: of a silent one that is not known."""
    return _time(phone.last_seen), phone.missing or ("" if phone.silent else 0)


def _time(at: str | None) -> str:
    return china_time(at) if at else ""


@blueprint.post("/phones/<device>/stop")
@needs("phones.stop")
def stop(device: str) -> Any:
    """Stop a lost phone."""
    phones.stop(device, lambda area: may("phones.stop", area))
    flash(
        t(
            "手机已停用：它下次联网时会交出未上报的记录，然后清空自己。",
            "Stopped: it hands in what it holds, then wipes itself.",
        )
    )
    return redirect(url_for("phones.index"))


@blueprint.route("/phones/<device>", methods=["GET", "POST"])
@needs("phones.see")
@asks_again
def show(device: str) -> Any:
    """The phone with its number; who may change people gives it to whom it belongs."""
    row = phones.phone(device)
    holder = registering.holder(g.person, row)
    shown = (device, 0, {"username": holder.username})
    if sent():
        came = seen()
        if came is not None:
            compare(came, device, 0, shown[2], {}, ("", ""))
        return _give(row)
    claims = phone_claims().get(device, [])
    return render_template(
        "sync/phone.html", phone=row, holder=holder, claims=claims, may_give=may("people.edit"), shown=shown
    )


def _give(row: Any) -> Any:
    device = row.id
    require("people.edit")
    name, counted = registering.give(g.person, row, entered("username", needed=True))
    flash(
        t(f"已改登记给 {name}，重新计入 {counted} 条。", f"Given to {name}; {counted} records judged again.")
    )
    return redirect(url_for("phones.show", device=device))
