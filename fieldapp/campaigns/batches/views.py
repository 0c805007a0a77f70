"""Pages of batches: what the township received, and the doses that stand apart because of their batch or place."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, g, redirect, render_template, request, url_for

from fieldapp.areas.latin.said import place_said
from fieldapp.areas.villages import TOWNSHIP, Villages
from fieldapp.campaigns.batches import received
from fieldapp.campaigns.batches.form import is_expired, read_expiry
from fieldapp.campaigns.batches.received import Typed
from fieldapp.campaigns.batches.standing_apart import KINDS, products
from fieldapp.campaigns.figures.file_names import campaign_file
from fieldapp.campaigns.figures.units import list_name
from fieldapp.campaigns.room import blueprint, campaign_of, round_of, rounds_of
from fieldapp.campaigns.titles import campaign_said
from fieldapp.campaigns.words import in_form
from fieldapp.ground.clock import today
from fieldapp.ground.problems import Problem
from fieldapp.ground.words import language, t
from fieldapp.models.campaigns import Campaign, Round
from fieldapp.web.forms import asks_again, entered, number, sent
from fieldapp.web.gate import may, needs, require
from fieldapp.web.workbooks import sheet_response

SHOWN, WRITTEN = 500, 20_000
WRITTEN_OF_BATCH = ("lot", "product", "maker", "expires", "doses_per_vial")
ELSEWHERE = ("别处的孩子", "a child of elsewhere")


def _area() -> str | None:
    return request.args.get("area") or None


@blueprint.route("/<key>/batches", methods=["GET", "POST"])
@needs("batch")
@asks_again
def batches(key: str) -> Any:
    """Batches of the campaign's vaccine; POST enters one or completes one, and warns of one that has expired."""
    campaign = campaign_of(key)
    villages = received.villages_of(campaign, _area())
    held = received.held_by(campaign, villages)
    if sent():
        _say_kept(received.keep(g.person, campaign, villages, held, _typed(campaign)))
        return redirect(url_for("campaigns.batches", key=key))
    chosen = next((one for one in held if one["key"] == request.values.get("batch")), None)
    words: dict[str, Any] = {"campaign": campaign, "rounds": rounds_of(campaign), "batches": held}
    words |= {"villages": villages, "towns": received.towns(villages), "products": products(campaign)}
    words |= {"chosen": chosen, "shown": received.shown(chosen)}
    return render_template("campaigns/batches.html", **words)


@blueprint.get("/<key>/batches.xlsx")
@needs("batch")
def batches_sheet(key: str) -> Response:
    """The batches as a workbook."""
    campaign = campaign_of(key)
    villages = received.villages_of(campaign, _area())
    zh = "批号,疫苗,上市许可持有人,有效期至,每瓶（支）剂次,乡镇"
    heads = t(zh, "Lot,Product,Manufacturer,Expires,Doses a vial,Township").split(",")
    lines = [
        [*(one[name] for name in WRITTEN_OF_BATCH), place_said(villages.name(one["package_area"][:TOWNSHIP]))]
        for one in received.held_by(campaign, villages)
    ]
    page = t("批号", "batches")
    return sheet_response(
        campaign_file(campaign_said(campaign), page, today().isoformat(), language()), heads, lines, page=page
    )


def _say_kept(expires: str | None) -> None:
    if is_expired(expires, today().isoformat()):
        flash(
            t("已保存。注意：这个批号已经过期，不能再用！", "Saved. This batch has expired: do not use it!")
        )
    else:
        zh, en = (
            "批号已保存，本乡镇的手机上报后就能选。",
            "Saved: the township’s phones can choose it when they next send.",
        )
        flash(t(zh, en))


def _typed(campaign: Campaign) -> Typed:
    """What the form of a batch says.

    Raises:
        Problem: `bad_request`, `too_long`, `wrong_value`.
    """
    lot, product = entered("lot", needed=True), entered("product") or campaign.product
    area = entered("area", needed=True)
    if len(lot) > 60:
        raise Problem("too_long", field="lot", limit=60)
    expires = read_expiry(entered("expires")) if entered("expires") else None
    if entered("expires") and expires is None:
        raise Problem("wrong_value", field="expires")
    doses = number("doses_per_vial", int, 1, 1000)
    return Typed(entered("batch"), area, product, lot, entered("maker")[:200] or None, expires, doses)


def _apart(key: str, n: int, action: str) -> tuple[Campaign, Round, Villages, str]:
    """What of a round is asked for, where the person has the right everywhere in it.

    Raises:
        Problem: `not_found`, `not_allowed`.
    """
    campaign, what = campaign_of(key), request.args.get("what", "no_batch")
    round_, villages = round_of(campaign, n), received.villages_of(campaign, _area())
    if what not in KINDS:
        raise Problem("not_found")
    for code in villages.codes:
        require(action, code)
    return campaign, round_, villages, what


@blueprint.route("/<key>/rounds/<int:n>/doses", methods=["GET", "POST"])
@needs("children.see")
@asks_again
def doses_apart(key: str, n: int) -> Any:
    """Doses of a round without a batch, from an expired one, or injected at a door; POST gives some their batch."""
    campaign, round_, villages, what = _apart(key, n, "children.see")
    area = request.args.get("area")
    if sent():
        ticked = request.form.getlist("visit")
        given = received.fill(g.person, campaign, villages, entered("batch", needed=True), ticked)
        flash(t(f"已给 {given} 剂补上批号。", f"{given} doses have their batch now."))
        return redirect(url_for("campaigns.doses_apart", key=key, n=n, area=area, what=what))
    words: dict[str, Any] = {"campaign": campaign, "rounds": rounds_of(campaign), "round": round_}
    words |= {"what": what, "kinds": KINDS, "area": area}
    words["counted"] = received.counted_apart(campaign, round_, villages)
    words["doses"] = received.doses_apart(campaign, round_, villages, what, SHOWN)
    words["batches"] = received.held_by(campaign, villages) if may("dose") else []
    return render_template("campaigns/doses.html", **words)


@blueprint.get("/<key>/rounds/<int:n>/doses.xlsx")
@needs("export")
def doses_sheet(key: str, n: int) -> Response:
    """The same list as a workbook, for who may take personal data along."""
    campaign, round_, villages, what = _apart(key, n, "export")
    found = received.doses_apart(campaign, round_, villages, what, WRITTEN)
    zh = "村代码,村,姓名,出生日期,接种日期,疫苗,批号,有效期,接种人"
    heads = t(zh, "Code,Village,Name,Born,Given on,Product,Batch,Expires,Given by").split(",")
    page = in_form(campaign.form, t(*KINDS[what][:2]))
    return sheet_response(list_name(campaign, n, villages, page), heads, map(_cells, found), page=page)


def _cells(dose: Any) -> list[Any]:
    child = t(*ELSEWHERE) if dose.elsewhere else dose.child
    rest = [dose.product, dose.lot, dose.expires, dose.giver]
    return [dose.area, dose.village, child, dose.born, dose.on, *rest]
