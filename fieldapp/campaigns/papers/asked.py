"""What of the official sheets is asked for by the person signed in: the sheets of a round, and who is 不详 in them."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from fieldapp.areas.villages import Villages, read_villages
from fieldapp.campaigns.figures.closing import book_of
from fieldapp.campaigns.figures.file_names import file_name
from fieldapp.campaigns.figures.units import townships
from fieldapp.campaigns.papers.layout import Paper
from fieldapp.campaigns.papers.material import read_material
from fieldapp.campaigns.papers.sheets import SHEETS, papers_of
from fieldapp.campaigns.papers.unknown import UnknownChild, unknown_children
from fieldapp.campaigns.room import areas_of, seen_of
from fieldapp.campaigns.titles import campaign_said
from fieldapp.ground.db import reads
from fieldapp.ground.problems import Problem
from fieldapp.ground.words import language, t
from fieldapp.models.campaigns import Campaign, Round
from fieldapp.web.gate import require


@dataclass(frozen=True)
class Asked:
    """The sheets that were asked for, and what their file is called."""

    campaign: Campaign
    round: Round
    area: str | None
    by: str
    papers: list[Paper]
    name: str
    townships: list[tuple[str, str]]


@reads
def papers_asked(
    connection: Connection,
    campaign: Campaign,
    round_: Round,
    which: int,
    area: str | None,
    by: str,
    as_now: bool,
) -> Asked:
    """A sheet of a round, of the person's areas or of `area`: as the round was closed, unless `as_now`.

    Raises:
        Problem: `not_found` for another sheet than 1 or 2, `not_allowed`.
    """
    if str(which) not in SHEETS:
        raise Problem("not_found")
    seen = seen_of(campaign, area)
    villages = read_villages(connection, campaign.county, seen)
    book = book_of(connection, campaign.county, round_.key, as_now=as_now)
    material = read_material(connection, campaign, round_, villages, by, book)
    everywhere = read_villages(connection, campaign.county, seen_of(campaign))
    papers = papers_of(material, str(which), seen, areas_of(campaign), language())
    name = file_name(
        papers[0].unit, campaign_said(campaign), round_.n, t(*SHEETS[str(which)]), material.day, language()
    )
    choice = townships(everywhere, seen_of(campaign), areas_of(campaign))
    return Asked(campaign, round_, area, by, papers, name, choice)


@reads
def unknown_listed(
    connection: Connection, campaign: Campaign, round_: Round, area: str | None, most: int
) -> tuple[list[UnknownChild], bool, Villages]:
    """Who is 不详 in the person's areas or in `area`, `most` of them, whether there are more, and the villages.

    Raises:
        Problem: `not_allowed` where she may not see children.
    """
    seen = seen_of(campaign, area)
    for code in seen:
        require("children.see", code)
    villages = read_villages(connection, campaign.county, seen)
    return *unknown_children(connection, campaign, round_, villages, most), villages
