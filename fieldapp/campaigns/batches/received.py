"""Batches a township received: those there are, one entered or completed, and doses that get theirs afterwards.

What is entered is an operation of the person signed in, received as every record: it is judged, counted and sent to
phones there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from fieldapp.areas.latin.said import place_said
from fieldapp.areas.villages import TOWNSHIP, Villages, read_villages
from fieldapp.campaigns.batches import standing_apart
from fieldapp.campaigns.batches.form import is_expired
from fieldapp.campaigns.batches.standing_apart import batches_of, products
from fieldapp.campaigns.names import people_named
from fieldapp.campaigns.room import seen_of
from fieldapp.ground.clock import after, china_time, today
from fieldapp.ground.db import reads
from fieldapp.ground.problems import Problem
from fieldapp.ground.words import language
from fieldapp.models.campaigns import Campaign, Round
from fieldapp.records.standing import filling_key
from fieldapp.sync.from_office.office_device import record_now
from fieldapp.sync.outgoing.changes import latest
from fieldapp.web.gate import Who, may, require
from fieldapp.web.once import key_for
from fieldapp.web.versions import compare, seen

SHOWN_OF_BATCH = ("lot", "product", "maker", "expires", "doses_per_vial")  # what the form of a batch changes
Held = dict[str, Any]


@dataclass(frozen=True)
class Typed:
    """What the form of a batch says; `batch` is the key of the one it changes, empty for a new one."""

    batch: str
    area: str
    product: str
    lot: str
    maker: str | None
    expires: str | None
    doses_per_vial: int | None


@reads
def villages_of(connection: Connection, campaign: Campaign, area: str | None) -> Villages:
    """The villages of the campaign that the person sees, or those of `area`."""
    return read_villages(connection, campaign.county, seen_of(campaign, area))


@reads
def held_by(connection: Connection, campaign: Campaign, villages: Villages) -> list[Held]:
    """The batches of these villages' townships; `expired` as of today."""
    rows, day = batches_of(connection, campaign, villages), today().isoformat()
    return [dict(row._mapping) | {"expired": is_expired(row.expires, day)} for row in rows]


def towns(villages: Villages) -> dict[str, str]:
    """The first village of each township, under which its batches are kept, with the township's name."""
    found: dict[str, str] = {}
    for code in sorted(villages.names):
        found.setdefault(code[:TOWNSHIP], code)
    return {code: place_said(villages.name(town)) for town, code in found.items()}


def shown(batch: Held | None) -> tuple[str, int, dict[str, str]]:
    """Which batch a form shows, in which version, with which values."""
    if batch is None:
        return "", 0, {}
    said = {name: "" if batch[name] is None else str(batch[name]) for name in SHOWN_OF_BATCH}
    return batch["key"], batch["version"], said


def keep(who: Who, campaign: Campaign, villages: Villages, held: list[Held], typed: Typed) -> str | None:
    """Record what was typed; the same lot of a township is the same batch. Returns its expiry.

    Raises:
        Problem: `wrong_value`, `not_allowed`, `changed_meanwhile`; `wrong_state` where it cannot count.
    """
    if typed.product not in products(campaign) or typed.area not in villages.names:
        raise Problem("wrong_value", field="area" if typed.area not in villages.names else "product")
    require("batch", typed.area)
    before = next((one for one in held if _is_same(one, typed)), None)
    if before:
        _unchanged(before)
    receipt = record_now(who.id, [_operation(campaign, typed, before)], language())[0]
    if receipt["outcome"] in ("held", "refused"):
        raise Problem("wrong_state")
    return typed.expires or (before["expires"] if before else None)


def _operation(campaign: Campaign, typed: Typed, before: Held | None) -> dict[str, Any]:
    form = campaign.form if typed.product == campaign.product else "injection"
    data = {"product": typed.product, "form": form, "lot": typed.lot, "maker": typed.maker}
    data |= {"expires": typed.expires, "doses_per_vial": typed.doses_per_vial}
    if before is None:
        return {"kind": "batch", "area": typed.area, "data": data, "key": key_for("batch")}
    said = {name: value for name, value in data.items() if value is not None}
    known = {"key": before["key"], "base": before["version"], "at": after(latest(before))}
    return {"kind": "batch", "area": before["area"], "data": said, **known}


@reads
def _saved_by(connection: Connection, batch: Held) -> tuple[str, str]:
    return people_named(connection, [batch["by"]]).get(batch["by"], ""), china_time(batch["at"])


def _unchanged(batch: Held) -> None:
    """Go on only if nobody changed the batch after the form showed it.

    Raises:
        Problem: `changed_meanwhile`.
    """
    before, now = seen(), shown(batch)
    if before is None or before[0] != now[0] or before[1] == now[1]:
        return
    compare(before, now[0], now[1], now[2], {}, _saved_by(batch))


def _is_same(held: Held, typed: Typed) -> bool:
    if typed.batch:
        return bool(held["key"] == typed.batch)
    here = (typed.product, typed.lot, typed.area[:TOWNSHIP])
    return bool((held["product"], held["lot"], held["package_area"][:TOWNSHIP]) == here)


@reads
def doses_apart(
    connection: Connection, campaign: Campaign, round_: Round, villages: Villages, what: str, most: int
) -> list[Any]:
    """Doses that stand apart because of their batch or place, `most` of them."""
    return standing_apart.doses(connection, campaign, round_, villages, what, most, sees)


@reads
def counted_apart(
    connection: Connection, campaign: Campaign, round_: Round, villages: Villages
) -> dict[str, int]:
    """How many of each kind there are."""
    return standing_apart.counts(connection, campaign, round_, villages)


def sees(area: str) -> bool:
    """Whether the person may see children of an area."""
    return may("children.see", area)


@reads
def _named(connection: Connection, campaign: Campaign, visits: list[str]) -> list[Any]:
    return list(standing_apart.named(connection, campaign.county, visits))


def fill(who: Who, campaign: Campaign, villages: Villages, key: str, ticked: list[str]) -> int:
    """Give the doses ticked the batch chosen: a dose record of the same child, product and day that carries it.

    Returns:
        how many have it now.

    Raises:
        Problem: `not_found`, `not_allowed`.
    """
    batch = next((one for one in held_by(campaign, villages) if one["key"] == key), None)
    if batch is None:
        raise Problem("not_found")
    visits = _named(campaign, ticked)
    for area in {visit.area for visit in visits}:
        require("dose", area)
    receipts = record_now(who.id, [_filling(campaign, visit, batch["key"]) for visit in visits], language())
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
