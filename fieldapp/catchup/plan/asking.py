"""What pages of a campaign of catch-up ask: campaigns of one's areas, children's cases, the count while one is being
set."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import current_app
from sqlalchemy import Connection, func, select

from fieldapp.areas import tree
from fieldapp.areas.villages import Villages, in_villages, read_villages
from fieldapp.catchup.gaps.answers import ANSWERS
from fieldapp.catchup.gaps.looking import AT_ONCE
from fieldapp.catchup.gaps.missing import added
from fieldapp.catchup.gaps.nights import night_of
from fieldapp.catchup.gaps.reading import are_more_than
from fieldapp.catchup.plan.kept import CASES, kept_children
from fieldapp.catchup.plan.needed import Asker, Case, Count, cases_of, count_of
from fieldapp.catchup.plan.plan import Plan, plan_of
from fieldapp.ground.clock import today
from fieldapp.ground.db import reads
from fieldapp.ground.problems import Problem
from fieldapp.ground.subtrees import overlap
from fieldapp.ground.words import t
from fieldapp.models.catchups import CatchupCampaign
from fieldapp.models.records import Child
from fieldapp.schedule import Programme
from fieldapp.schedule.in_use import programme_in_use
from fieldapp.web.gate import Who, may, require

CHILD = Child.__table__.c
TABLE = CatchupCampaign.__table__
SEE, PLAN = "catchup.see", "catchup.plan"


@dataclass(frozen=True)
class Counted:
    """A count with the day it is of; `nightly`: it is last night's of all children under seven, without the campaign's
    ages, days of grace and definition."""

    count: Count
    on: str
    nightly: bool = False


@reads
def campaigns(connection: Connection, who: Who) -> list[Any]:
    """The campaigns that are about one of a person's areas, the latest first."""
    rows = connection.execute(select(*TABLE.columns).order_by(TABLE.c.first_day.desc(), TABLE.c.key)).all()
    return [row for row in rows if overlap(who.areas, plan_of(row).areas)]


def campaign_in(connection: Connection, who: Who, key: str) -> Any:
    """The row of one of them.

    Raises:
        Problem: `not_found`.
    """
    row = connection.execute(select(*TABLE.columns).where(TABLE.c.key == key)).first()
    if row is None or not overlap(who.areas, plan_of(row).areas):
        raise Problem("not_found")
    return row


@reads
def campaign(connection: Connection, who: Who, key: str) -> Any:
    """As `campaign_in`, over a connection of its own."""
    return campaign_in(connection, who, key)


def require_all(action: str, areas: Iterable[str]) -> None:
    """Go on only where the person may do this in every one of the areas.

    Raises:
        Problem: `not_allowed`.
    """
    for code in areas:
        require(action, code)


@reads
def county_of(connection: Connection, areas: Sequence[str]) -> str:
    """The one county that the areas lie in.

    Raises:
        Problem: `no_such_area`, `one_county`.
    """
    found = set()
    for code in areas:
        if tree.area(connection, code) is None:
            raise Problem("no_such_area", field="areas", area=code)
        found.add(tree.county_of(connection, code))
    if len(found) != 1 or None in found:
        raise Problem("one_county", field="areas")
    return str(found.pop())


def county_planned(areas: Sequence[str], county: str | None) -> str:
    """The county of the areas of a campaign that is being set, all of them one's own.

    Raises:
        Problem: `no_such_area`, `one_county`; `not_right` where one is not hers.
    """
    found = county_of(areas)
    for code in areas:
        if not may(PLAN, code):
            raise Problem("not_right", field="areas", why=t(f"{code} 不归您管", f"{code} is not yours"))
    if county not in (None, found):
        raise Problem("one_county", field="areas")
    return found


@reads
def choices(connection: Connection, who: Who) -> list[tuple[str, str, int]]:
    """Areas to choose among: one's own down to townships, with how deep each stands."""
    found: list[tuple[str, str, int]] = []
    for code in who.areas:
        row = tree.area(connection, code)
        if row is not None:
            found.append((row.code, row.name, 0))
            if row.level in ("county", "township"):
                found += [(one.code, one.name, 1) for one in tree.children(connection, code)]
    return found


@reads
def names_of(connection: Connection, codes: Iterable[str]) -> dict[str, str]:
    """What areas are called."""
    return tree.names(connection, codes)


@reads
def counted(connection: Connection, plan: Plan, county: str) -> Counted:
    """The count of a campaign as it stands in the form."""
    villages = read_villages(connection, county, plan.areas)
    on = today().isoformat()
    if are_more_than(connection, AT_ONCE, county, villages):
        return _nightly(connection, county, plan, villages)
    rules = _rules(plan, county)
    children = kept_children(connection, county, villages)
    return Counted(count_of(children, Asker(plan, on, rules, ANSWERS)), on)


def recorded(connection: Connection, county: str, villages: Villages) -> int:
    """How many children of villages are recorded."""
    query = select(func.count()).where(CHILD.county == county, CHILD.known, ~CHILD.voided)
    return connection.scalar(query.where(in_villages(CHILD.package_area, villages))) or 0


def cases_in(connection: Connection, plan: Plan, areas: Sequence[str], on: str) -> list[Case]:
    """The cases of a campaign in some areas as of a day."""
    villages = read_villages(connection, plan.county, overlap(areas, plan.areas))
    return _cases(connection, plan, plan.county, villages, on)


def _cases(connection: Connection, plan: Plan, county: str, villages: Villages, on: str) -> list[Case]:
    asker = Asker(plan, on, _rules(plan, county), ANSWERS)

    def worked_out() -> list[Case]:
        return cases_of(kept_children(connection, county, villages), asker)

    asked = [county, villages.codes, plan, plan.until(on), asker.rules]
    return list(CASES.of(connection, county, asked, worked_out))


def _rules(plan: Plan, county: str) -> Programme:
    return programme_in_use(current_app.config["INSTANCE"], plan.areas[0] if plan.areas else county)


def _nightly(connection: Connection, county: str, plan: Plan, villages: Villages) -> Counted:
    """What was counted last night of these villages and vaccines."""
    towns, on = night_of(connection, county, villages)
    sums = added(towns.values())
    doses = Counter({series: n for series, n in sums.doses.items() if series in plan.series})
    return Counted(Count(sums.children, sums.short, sums.unknown, doses), on, nightly=True)
