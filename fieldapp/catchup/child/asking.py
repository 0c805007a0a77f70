"""What the page of a campaign's child asks, and which doses of a campaign were recorded without their lot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from fieldapp.accounts.responsible import Responsible, at_home
from fieldapp.areas import tree
from fieldapp.areas.maps.clinics import clinics_for
from fieldapp.areas.villages import Villages, in_villages, read_villages
from fieldapp.catchup.plan.asking import campaign_in
from fieldapp.catchup.plan.plan import Plan, plan_of
from fieldapp.catchup.tables.asking import place_of, stories_in
from fieldapp.catchup.tables.figures import Story
from fieldapp.catchup.told.asking import Said, heads_of, said_in
from fieldapp.ground.clock import today
from fieldapp.ground.db import reads
from fieldapp.ground.problems import Problem
from fieldapp.ground.subtrees import inside
from fieldapp.models.records import Child, Dose, Notice
from fieldapp.web.gate import Who, may, require

CHILD, DOSE, NOTICE = Child.__table__.c, Dose.__table__.c, Notice.__table__.c
SEE = "children.see"


@dataclass(frozen=True)
class OneChild:
    """A child of a campaign with its village's name, the doses it was given in the campaign (rows), what its family
    was told, and whom to call: those at home in its village, its clinic."""

    row: Any
    plan: Plan
    story: Story
    village: str
    doses: Sequence[Any]
    said: Sequence[Said]
    whom: Sequence[Responsible]
    clinic: tuple[str, str] | None
    on: str


@dataclass(frozen=True)
class WithoutLot:
    """Doses of a campaign in an area that were recorded without a lot, with their children's names and villages."""

    row: Any
    plan: Plan
    code: str
    name: str
    doses: Sequence[Any]
    villages: Mapping[str, str]


@reads
def child_of(connection: Connection, who: Who, key: str, child: str) -> OneChild:
    """A child of a campaign.

    Raises:
        Problem: `not_found`, `not_allowed`.
    """
    row = campaign_in(connection, who, key)
    plan = plan_of(row)
    members, village = _whole(connection, plan, child)
    require(SEE, village)
    if not inside(village, plan.areas):
        raise Problem("not_found")
    story = next(
        (one for one in stories_in(connection, plan, [village]) if one.case.child.key in members), None
    )
    if story is None:
        raise Problem("not_found")
    villages = read_villages(connection, plan.county, [village])
    said = said_in(connection, plan)
    heads = heads_of(connection, plan.county, said)
    mine = [one for one in said if one.child and heads.get(one.child, one.child) == story.case.child.key]
    seen = {village} if may("people.see", village) else set()
    return OneChild(
        row,
        plan,
        story,
        tree.names(connection, [village]).get(village, village),
        _doses(connection, plan, members),
        mine,
        at_home(connection, villages, seen).get(village, ()),
        clinics_for(connection, [village]).get(village),
        today().isoformat(),
    )


def _whole(connection: Connection, plan: Plan, child: str) -> tuple[set[str], str]:
    """The keys of all records of a child, and the village that counts it."""
    of = CHILD.county == plan.county
    row = connection.execute(select(CHILD.key, CHILD.joined).where(of, CHILD.key == child)).first()
    if row is None:
        raise Problem("not_found")
    head = row.joined or row.key
    rows = connection.execute(
        select(CHILD.key, CHILD.package_area).where(of, (CHILD.key == head) | (CHILD.joined == head))
    ).all()
    at = next((one.package_area for one in rows if one.key == head), rows[0].package_area)
    return {one.key for one in rows}, read_villages(connection, plan.county, [plan.county]).standing(at)


def _doses(connection: Connection, plan: Plan, members: set[str]) -> list[Any]:
    """The doses these records were given in the campaign."""
    query = select(DOSE.key, DOSE.product, DOSE.given_on, DOSE.batch, DOSE.package_area)
    query = query.where(DOSE.county == plan.county, DOSE.campaign == plan.key, DOSE.known, ~DOSE.voided)
    query = query.where(DOSE.child.in_(sorted(members))).order_by(DOSE.given_on, DOSE.product)
    return list(connection.execute(query))


@reads
def without_lot(connection: Connection, who: Who, key: str, area: str) -> WithoutLot:
    """The doses of a campaign that name no lot.

    Raises:
        Problem: `not_found`, `not_allowed`.
    """
    row, plan, code, villages = place_of(connection, who, key, area, SEE)
    name = tree.names(connection, [code]).get(code, code)
    return WithoutLot(row, plan, code, name, _lotless(connection, plan, villages), dict(villages.names))


def _lotless(connection: Connection, plan: Plan, villages: Villages) -> list[Any]:
    query = select(
        DOSE.key, DOSE.product, DOSE.given_on, DOSE.package_area, CHILD.name, CHILD.key.label("of")
    )
    query = query.join(Child, (CHILD.county == DOSE.county) & (CHILD.key == DOSE.child))
    query = query.where(DOSE.county == plan.county, DOSE.campaign == plan.key, DOSE.known, ~DOSE.voided)
    query = query.where((DOSE.batch.is_(None)) | (DOSE.batch == ""), in_villages(DOSE.package_area, villages))
    return list(connection.execute(query.order_by(DOSE.package_area, CHILD.name, DOSE.given_on, DOSE.key)))


def slips_of(connection: Connection, who: Who, number: str) -> list[tuple[str, str]]:
    """The campaigns and children that the number of a slip leads a person to."""
    query = select(NOTICE.campaign, NOTICE.child, NOTICE.package_area).where(NOTICE.number == number)
    query = query.where(NOTICE.campaign.is_not(None), NOTICE.child.is_not(None), NOTICE.known)
    return [
        (row.campaign, row.child)
        for row in connection.execute(query)
        if inside(row.package_area, who.areas) and may(SEE, row.package_area)
    ]
