"""The count of the school check: what of a county's reference rows it hangs on, and what the sync room is given."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, bindparam, inspect, select

from fieldapp.ground.handed_in import HandedIn
from fieldapp.models.campaigns import Campaign, Round
from fieldapp.models.records import CertificateCheck, Dose, Recheck
from fieldapp.models.schools import School
from fieldapp.models.settings import Setting
from fieldapp.records.blanking import Cuts
from fieldapp.records.counts import Count, HangsOn
from fieldapp.schedule import Programme, packaged, programme_for
from fieldapp.schedule.in_use import programme_in_use
from fieldapp.schedule.rules.installed import LOADED
from fieldapp.schedule.series_of import parts_of
from fieldapp.school.counting.rules import CHECK, PUPILS, SchoolCheck, contributions
from fieldapp.school.reading import heirs_in

FOLDERS: HandedIn[str] = HandedIn("folders of corrected rule files")
PARTS = parts_of(packaged().products)
BY_AGE = sorted(one for one, parts in PARTS.items() if any("from" in p or "until" in p for p in parts))

# Asked for every batch, so put together once: the product of every round, of a county that has a school.
A_SCHOOL = select(School.county).where(School.county == bindparam("county")).limit(1).subquery()
ROUNDS = select(Round.key, Campaign.product).select_from(
    A_SCHOOL.outerjoin(Campaign, Campaign.county == A_SCHOOL.c.county).outerjoin(
        Round, Round.campaign == Campaign.key
    )
)


def rules_of(county: str) -> Programme:
    """The rules in use in a county: the packaged ones, an instance's corrected files on top."""
    if FOLDERS.things:
        return programme_in_use(FOLDERS.things[0], county)
    return programme_for(province=county)


def counted_check(connection: Connection, county: str) -> list[SchoolCheck]:
    """The school check of a county; none where there is no school."""
    rows = connection.execute(ROUNDS, {"county": county}).all()
    if not rows:
        return []
    products = {key: product for key, product in rows if key}
    return [SchoolCheck(rules_of(county), PARTS, products, heirs_in(connection, county))]


def _mark(row: Any) -> str:
    """What of a saved row may make it count otherwise: a county's first school, one merged into another or opened
    again, a round's product, new rules."""
    if isinstance(row, School):
        merged = inspect(row).attrs.replaced_by.history.has_changes() and not inspect(row).pending
        return f"merged:{row.county}" if merged else f"school:{row.key}"
    if isinstance(row, Setting):
        return f"setting:{row.name}"
    return f"campaign:{row.key if isinstance(row, Campaign) else row.campaign}"


def _counted_in(connection: Connection, marks: set[str]) -> dict[str, set[str]]:
    """By county, that its school check is to be counted again. A further school of a county changes nothing."""
    found = {mark.partition(":")[2] for mark in marks if mark.startswith("merged:")}
    counties = select(School.county).distinct()
    if f"setting:{LOADED}" in marks:
        found |= set(connection.scalars(counties))
    saved = {mark.partition(":")[2] for mark in marks if mark.startswith("school:")}
    if saved:
        older = set(connection.scalars(counties.where(School.key.not_in(saved))))
        found |= set(connection.scalars(counties.where(School.key.in_(saved)))) - older
    campaigns = {mark.partition(":")[2] for mark in marks if mark.startswith("campaign:")}
    if campaigns:
        found |= set(
            connection.scalars(select(Campaign.county).where(Campaign.key.in_(campaigns)).distinct())
        )
    return {county: {CHECK} for county in found}


def cuts(connection: Connection, county: str) -> Cuts:
    """The days on which ages decide: of checks, second looks and assessments, and of doses that count by age."""
    return Cuts(first_days=tuple(sorted({day for day in _days(connection, county) if day})))


def _days(connection: Connection, county: str) -> Iterator[str | None]:
    checks = select(CertificateCheck.checked_on, CertificateCheck.assessed_on).distinct()
    for row in connection.execute(checks.where(CertificateCheck.county == county)):
        yield from row
    looks = select(Recheck.on, Recheck.more).where(Recheck.county == county)
    for on, more in connection.execute(looks):
        yield from (on, json.loads(more).get("assessed_on") if more else None)
    doses = select(Dose.given_on).where(Dose.county == county, Dose.product.in_(BY_AGE)).distinct()
    yield from connection.scalars(doses)


COUNT = Count(
    name="school check",
    rules="school 5",
    reads=counted_check,
    subjects=PUPILS,
    contribution=contributions,
    hangs_on=HangsOn(
        {
            School: ("county", "replaced_by"),
            Setting: ("value",),
            Campaign: ("product",),
            Round: ("campaign",),
        },
        _mark,
        _counted_in,
    ),
    cuts=cuts,
)
