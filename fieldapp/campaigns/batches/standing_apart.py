"""The batches a campaign's townships received, and the doses that stand apart because of theirs. Reads only.

A dose stands apart (需要留意) without a batch, from a batch that had expired on its day, or as an injection at a door
where the document does not allow it. It counts all the same. A dose's batch is that of the record that was made of it
afterwards, else its visit's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, and_, func, or_, select

from fieldapp.areas.latin.said import person_said, place_said
from fieldapp.areas.villages import TOWNSHIP, Villages, in_villages
from fieldapp.campaigns.figures.tally_slices import by_slice
from fieldapp.campaigns.states import last_counted_day
from fieldapp.models.campaigns import Campaign, Round, Visit
from fieldapp.models.people import Person
from fieldapp.models.records import Batch, Child, Dose
from fieldapp.sync.tallies import Book

KINDS = {
    "no_batch": ("没有批号", "without a batch"),
    "expired": ("批号已过期", "from an expired batch"),
    "door": ("入户打针，方案不允许", "injected at the door against the plan"),
}


@dataclass(frozen=True)
class Apart:
    """A dose that stands apart, and why; `visit` and `area` name its record. `elsewhere`: of a child who lives where
    the reader may see none, and is not named."""

    visit: str
    area: str
    village: str
    child: str | None
    born: str | None
    on: str | None
    product: str
    giver: str
    lot: str
    expires: str | None
    elsewhere: bool = False


def batches_of(connection: Connection, campaign: Campaign, villages: Villages) -> list[Any]:
    """Batches of the campaign's product in the townships of these villages, the last entered first."""
    towns = sorted({code[:TOWNSHIP] for code in villages.names})
    query = select(Batch.__table__).where(
        Batch.county == campaign.county, Batch.product.in_(products(campaign))
    )
    query = query.where(Batch.known.is_(True), Batch.voided.is_(False), Batch.lot.is_not(None))
    near = [Batch.package_area.between(town + "000", town + "999") for town in towns]
    return (
        list(connection.execute(query.where(or_(*near)).order_by(Batch.at.desc(), Batch.key))) if near else []
    )


def products(campaign: Campaign) -> list[str]:
    """The products given in a campaign: its own, and IPV where zero-dose children get that first."""
    return [campaign.product, *(["IPV"] if campaign.zero_dose_ipv_first else [])]


def counts(connection: Connection, campaign: Campaign, round_: Round, villages: Villages) -> dict[str, int]:
    """How many doses of a round stand apart, by reason; reasons without any are left out."""
    found = {}
    for kind in KINDS:
        query = _query(connection, campaign, round_, villages, kind)
        n = 0 if query is None else connection.scalar(select(func.count()).select_from(query.subquery()))
        found[kind] = n or 0
    return {kind: n for kind, n in found.items() if n}


def doses(
    connection: Connection,
    campaign: Campaign,
    round_: Round,
    villages: Villages,
    kind: str,
    most: int,
    sees: Callable[[str], bool],
) -> list[Apart]:
    """The doses that stand apart for one reason, by village and day, at most `most`. A child may have been dosed here
    and live elsewhere: it is named where `sees` says so of the village it lives in."""
    query = _query(connection, campaign, round_, villages, kind)
    if query is None:
        return []
    rows = connection.execute(query.order_by(Visit.area, Visit.on, Visit.key).limit(most)).all()
    return [_apart(row, campaign, villages, sees(row.package_area)) for row in rows]


def _apart(row: Any, campaign: Campaign, villages: Villages, named: bool) -> Apart:
    return Apart(
        row.key,
        row.area,
        place_said(villages.name(villages.standing(row.area))),
        person_said(row.name) if named else None,
        row.born if named else None,
        row.on,
        row.product or campaign.product,
        person_said(row.giver),
        row.lot or "",
        row.expires,
        not named,
    )


def _query(
    connection: Connection, campaign: Campaign, round_: Round, villages: Villages, kind: str
) -> Select[Any] | None:
    """The doses of a round that stand apart for one reason; None where there can be none, without looking at doses."""
    run_out = _run_out(connection, campaign, round_) if kind == "expired" else []
    if kind == "expired" and not run_out:
        return None
    if kind == "door" and not _any_at_door(connection, campaign, round_, villages):
        return None
    filled = and_(
        Dose.county == Visit.county,
        Dose.child == Visit.child,
        Dose.product == func.coalesce(Visit.product, campaign.product),
        Dose.given_on == Visit.on,
        Dose.batch.is_not(None),
        Dose.known.is_(True),
        Dose.voided.is_(False),
    )
    later = select(Dose.batch).where(filled).order_by(Dose.version.desc()).limit(1).scalar_subquery()
    batch = func.coalesce(later, Visit.batch)
    query = select(
        Visit.key, Visit.area, Visit.on, Visit.product, Child.name, Child.born, Child.package_area
    ).add_columns(Batch.lot, Batch.expires, Person.name.label("giver"))
    query = query.select_from(Visit).join(Child, and_(Child.county == Visit.county, Child.key == Visit.child))
    query = query.outerjoin(Batch, and_(Batch.county == Visit.county, Batch.key == batch))
    query = query.outerjoin(Person, Person.id == func.coalesce(Visit.given_by, Visit.by))
    query = query.where(Visit.county == campaign.county, Visit.round == round_.key)
    query = query.where(Visit.outcome == "vaccinated", Visit.known.is_(True), Visit.voided.is_(False))
    query = query.where(in_villages(Visit.area, villages))
    if kind == "no_batch":
        return query.where(Visit.batch.is_(None), ~select(Dose.key).where(filled).exists())
    if kind == "expired":
        said = select(Dose.child).where(Dose.county == campaign.county, Dose.batch.in_(run_out))
        query = query.where(or_(Visit.batch.in_(run_out), Visit.child.in_(said)))
        return query.where(Batch.expires < Visit.on)
    return query.where(Visit.mode == "door")


def _run_out(connection: Connection, campaign: Campaign, round_: Round) -> list[str]:
    """Batches of the campaign's products that ran out before the round and its mop-up were over: as a rule none, and
    then no dose is looked at."""
    until = last_counted_day(round_.last_day, campaign.mopup_days)
    query = select(Batch.key).where(Batch.county == campaign.county, Batch.product.in_(products(campaign)))
    return list(connection.scalars(query.where(Batch.expires < until)))


def _any_at_door(connection: Connection, campaign: Campaign, round_: Round, villages: Villages) -> bool:
    if campaign.form != "injection" or campaign.door_allowed:
        return False
    modes = by_slice(connection, Book(campaign.county, round_.key), "mode", villages)
    return "door" in modes and modes["door"].vaccinated > 0


def named(connection: Connection, county: str, keys: Iterable[str]) -> list[Any]:
    """These visits as they stand: key, area, child, product, round, day."""
    query = select(Visit.key, Visit.area, Visit.child, Visit.product, Visit.round, Visit.on)
    query = query.where(
        Visit.county == county, Visit.key.in_(sorted(set(keys))), Visit.outcome == "vaccinated"
    )
    return list(connection.execute(query.where(Visit.known.is_(True), Visit.voided.is_(False))))
