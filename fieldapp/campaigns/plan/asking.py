"""What the pages of a plan ask: its areas and villages, what is still to do, and among what one chooses. Reads only."""

from __future__ import annotations

from sqlalchemy import select

from fieldapp.accounts.responsible import Responsible, county_office, in_charge_of
from fieldapp.areas.villages import TOWNSHIP, read_villages
from fieldapp.campaigns.plan.area_choice import Branch, branches
from fieldapp.campaigns.plan.first_steps import Step, plan_steps
from fieldapp.campaigns.room import areas_of
from fieldapp.ground.db import db
from fieldapp.models.areas import Area
from fieldapp.models.campaigns import Campaign, Round
from fieldapp.web.gate import Who, may

COUNTY = 6


def branches_of(who: Who) -> list[Branch]:
    """The areas a person plans for, with all that stands in them."""
    return branches(db.session(), who.areas)


def others_who_plan(who: Who) -> list[Responsible]:
    """Whom a person asks for a campaign that she may not make herself: who supervises her townships, and the county's
    office; nobody for who plans for a whole county."""
    townships = {area[:TOWNSHIP] for area in who.areas if len(area) >= TOWNSHIP}
    connection = db.session.connection()
    found = [
        one
        for some in in_charge_of(connection, townships).values()
        for one in some
        if one.role == "supervisor"
    ]
    for county in sorted({area[:COUNTY] for area in townships}):
        found += county_office(connection, county)
    return [one for one in dict.fromkeys(found) if one.id != who.id]


def plans_for(who: Who) -> list[str]:
    """What the areas are called that a person plans for who has no whole county."""
    whole = any(len(area) <= COUNTY for area in who.areas)
    return [] if whole or not may("campaign.plan") else [branch.name for branch in branches_of(who)]


def area_name(code: str) -> str:
    """What an area is called; its code where there is none."""
    return str(getattr(db.session.get(Area, code), "name", code))


def ordered_for(campaign: Campaign) -> list[Area]:
    """The areas a campaign is ordered for."""
    return list(db.session.scalars(select(Area).where(Area.code.in_(areas_of(campaign)))))


def villages_of(campaign: Campaign) -> list[str]:
    """The codes of the campaign's villages."""
    return list(read_villages(db.session.connection(), campaign.county, areas_of(campaign)).names)


def steps_of(campaign: Campaign, rounds: list[Round]) -> list[Step]:
    """What is still to do before a campaign can be opened, in order."""
    return plan_steps(db.session(), campaign, rounds, villages_of(campaign))
