"""Pages of batches: what the township received, and the doses that stand apart because of their batch or place."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, g, redirect, render_template, request, url_for

from fieldapp.campaigns.batches import standing_apart
from fieldapp.campaigns.batches.form import is_expired, read_expiry
from fieldapp.campaigns.batches.standing_apart import KINDS, batches_of, products
from fieldapp.campaigns.figures.tally_slices import TOWNSHIP, Villages, read_villages
from fieldapp.campaigns.figures.units import list_name
from fieldapp.campaigns.names import people_named
from fieldapp.campaigns.room import blueprint, campaign_of, round_of, rounds_of, seen_of
from fieldapp.campaigns.words import in_form
from fieldapp.ground.clock import after, china_time, today
from fieldapp.ground.db import db, only_reads_follow, reading
from fieldapp.ground.problems import Problem
from fieldapp.ground.words import language, t
from fieldapp.models.campaigns import Campaign
from fieldapp.records.standing import filling_key
from fieldapp.sync.from_office import office_device
from fieldapp.sync.outgoing.changes import latest
from fieldapp.web.forms import asks_again, number, said, sent
from fieldapp.web.gate import may, needs, require
from fieldapp.web.once import key_for
from fieldapp.web.versions import compare, seen
from fieldapp.web.workbooks import sheet_response

SHOWN, WRITTEN = 500, 20_000
ELSEWHERE = ("别处的孩子", "a child of elsewhere")
SHOWN_OF_BATCH = ("lot", "product", "maker", "expires", "doses_per_vial")  # what the form of a batch changes


def _villages(campaign: Campaign) -> Villages:
    with reading(db.engine) as connection:
        return read_villages(connection, campaign.county, seen_of(campaign, request.args.get("area") or None))


def _batches(campaign: Campaign, villages: Villages) -> list[dict[str, Any]]:
    with reading(db.engine) as connection:
        rows = batches_of(connection, campaign, villages)
    day = today().isoformat()
    return [dict(row._mapping) | {"expired": is_expired(row.expires, day)} for row in rows]


def _write(operations: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Record them as the person's work in the office."""
    db.session.rollback()  # the writer lock is taken again below
    only_reads_follow()
    return office_device.record(db.engine, g.person.id, operations, language())


@blueprint.route("/<key>/batches", methods=["GET", "POST"])
@needs("batch")
@asks_again
def batches(key: str) -> Any:
    """Batches of the campaign's vaccine; POST enters one or completes one, and warns of one that has expired."""
    campaign = campaign_of(key)
    villages = _villages(campaign)
    held = _batches(campaign, villages)
    if sent():
        expires = _keep(campaign, villages, held)
        if is_expired(expires, today().isoformat()):
            flash(
                t(
                    "已保存。注意：这个批号已经过期，不能再用！",
                    "Saved. This batch has expired: do not use it!",
                )
            )
        else:
            flash(
                t(
                    "批号已保存，本乡镇的手机上报后就能选。",
                    "Saved: the township’s phones can choose it when they next send.",
                )
            )
        return redirect(url_for("campaigns.batches", key=key))
    words: dict[str, Any] = {"campaign": campaign, "rounds": rounds_of(campaign), "batches": held}
    words |= {"villages": villages, "towns": _towns(villages), "products": products(campaign)}
    chosen = next((one for one in held if one["key"] == request.values.get("batch")), None)
    words |= {"chosen": chosen, "shown": _shown(chosen) if chosen else ("", 0, {})}
    return render_template("campaigns/batches.html", **words)


def _towns(villages: Villages) -> dict[str, str]:
    """The first village of each township, under which its batches are kept, with the township's name."""
    found: dict[str, str] = {}
    for code in sorted(villages.names):
        found.setdefault(code[:TOWNSHIP], code)
    return {code: villages.name(town) for town, code in found.items()}


def _keep(campaign: Campaign, villages: Villages, held: list[dict[str, Any]]) -> str | None:
    """Record what was typed; the same lot of a township is the same batch. Returns its expiry."""
    lot, product, area = (
        said("lot", needed=True),
        said("product") or campaign.product,
        said("area", needed=True),
    )
    if len(lot) > 60:
        raise Problem("too_long", field="lot", limit=60)
    if product not in products(campaign) or area not in villages.names:
        raise Problem("wrong_value", field="area" if area not in villages.names else "product")
    require("batch", area)
    expires = read_expiry(said("expires")) if said("expires") else None
    if said("expires") and expires is None:
        raise Problem("wrong_value", field="expires")
    form = campaign.form if product == campaign.product else "injection"
    data = {
        "product": product,
        "form": form,
        "lot": lot,
        "maker": said("maker")[:200] or None,
        "expires": expires,
    }
    data["doses_per_vial"] = number("doses_per_vial", int, 1, 1000)
    before = next((one for one in held if _is_same(one, product, lot, area)), None)
    if before:
        _unchanged(before)
        area = before["area"]
        data = {name: value for name, value in data.items() if value is not None}
    words = {"kind": "batch", "area": area, "data": data}
    known = {"key": before["key"], "base": before["version"], "at": after(latest(before))} if before else {}
    known = known or {"key": key_for("batch")}
    receipt = _write([words | known])[0]
    if receipt["outcome"] in ("held", "refused"):
        raise Problem("wrong_state")
    return expires or (before["expires"] if before else None)


def _shown(batch: dict[str, Any]) -> tuple[str, int, dict[str, str]]:
    """Which batch a form shows, in which version, with which values."""
    said = {name: "" if batch[name] is None else str(batch[name]) for name in SHOWN_OF_BATCH}
    return batch["key"], batch["version"], said


def _unchanged(batch: dict[str, Any]) -> None:
    """Go on only if nobody changed the batch after the form showed it.

    Raises:
        Problem: `changed_meanwhile`.
    """
    shown, now = seen(), _shown(batch)
    if shown is None or shown[0] != now[0] or shown[1] == now[1]:
        return
    with reading(db.engine) as connection:
        who = people_named(connection, [batch["by"]]).get(batch["by"], "")
    compare(shown, now[0], now[1], now[2], {}, (who, china_time(batch["at"])))


def _is_same(held: dict[str, Any], product: str, lot: str, area: str) -> bool:
    if said("batch"):
        return bool(held["key"] == said("batch"))
    return bool((held["product"], held["lot"], held["home"][:TOWNSHIP]) == (product, lot, area[:TOWNSHIP]))


@blueprint.route("/<key>/rounds/<int:n>/doses", methods=["GET", "POST"])
@needs("children.see")
@asks_again
def doses_apart(key: str, n: int) -> Any:
    """Doses of a round without a batch, from an expired one, or injected at a door; POST gives some their batch."""
    campaign, what = campaign_of(key), request.args.get("what", "no_batch")
    round_, villages = round_of(campaign, n), _villages(campaign)
    if what not in KINDS:
        raise Problem("not_found")
    for code in villages.codes:
        require("children.see", code)
    if sent():
        given = _fill(campaign, villages)
        flash(t(f"已给 {given} 剂补上批号。", f"{given} doses have their batch now."))
        return redirect(
            url_for("campaigns.doses_apart", key=key, n=n, area=request.args.get("area"), what=what)
        )
    with reading(db.engine) as connection:
        counted = standing_apart.counts(connection, campaign, round_, villages)
        found = standing_apart.doses(connection, campaign, round_, villages, what, SHOWN, _sees)
    words: dict[str, Any] = {
        "campaign": campaign,
        "rounds": rounds_of(campaign),
        "round": round_,
        "what": what,
    }
    words |= {"doses": found, "counted": counted, "kinds": KINDS, "area": request.args.get("area")}
    words["batches"] = _batches(campaign, villages) if may("dose") else []
    return render_template("campaigns/doses.html", **words)


def _sees(area: str) -> bool:
    return may("children.see", area)


def _fill(campaign: Campaign, villages: Villages) -> int:
    """Give the doses ticked the batch chosen: a dose record of the same child, product and day that carries it."""
    key = said("batch", needed=True)
    batch = next((one for one in _batches(campaign, villages) if one["key"] == key), None)
    if batch is None:
        raise Problem("not_found")
    with reading(db.engine) as connection:
        visits = standing_apart.named(connection, campaign.county, request.form.getlist("visit"))
    for area in {visit.area for visit in visits}:
        require("dose", area)
    receipts = _write([_filling(campaign, visit, batch["key"]) for visit in visits])
    return sum(receipt["outcome"] in ("applied", "conflict", "duplicate") for receipt in receipts)


def _filling(campaign: Campaign, visit: Any, batch: str) -> dict[str, Any]:
    """Under a key of the visit's own, as phones make it: a dose taken back and given again is another."""
    data = {"child": visit.child, "product": visit.product or campaign.product, "given_on": visit.on}
    data |= {"source": "campaign", "campaign": campaign.key, "round": visit.round, "batch": batch}
    return {
        "kind": "dose",
        "key": filling_key(visit.key, visit.on),
        "area": visit.area,
        "data": data,
    }


@blueprint.get("/<key>/rounds/<int:n>/doses.xlsx")
@needs("export")
def doses_sheet(key: str, n: int) -> Response:
    """The same list as a workbook, for who may take personal data along."""
    campaign, what = campaign_of(key), request.args.get("what", "no_batch")
    round_, villages = round_of(campaign, n), _villages(campaign)
    if what not in KINDS:
        raise Problem("not_found")
    for code in villages.codes:
        require("export", code)
    with reading(db.engine) as connection:
        found = standing_apart.doses(connection, campaign, round_, villages, what, WRITTEN, _sees)
    zh = "村代码,村,姓名,出生日期,接种日期,疫苗,批号,有效期,接种人"
    heads = t(zh, "Code,Village,Name,Born,Given on,Product,Batch,Expires,Given by").split(",")
    whose = [t(*ELSEWHERE) if d.elsewhere else d.child for d in found]
    rows = [
        [d.area, d.village, child, d.born, d.on, d.product, d.lot, d.expires, d.giver]
        for d, child in zip(found, whose, strict=True)
    ]
    page = in_form(campaign.form, t(*KINDS[what][:2]))
    return sheet_response(list_name(campaign, n, villages, page), heads, rows, page=page)
