"""What of 明细表 is asked for: the table of a round over the villages a person sees, its foot, and its file's name."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy import Connection

from fieldapp.areas.latin.said import place_said
from fieldapp.areas.villages import TOWNSHIP, read_villages
from fieldapp.campaigns.detail_table.collecting import read_foot, read_table, slices_of
from fieldapp.campaigns.detail_table.foot import Foot
from fieldapp.campaigns.detail_table.table import Table
from fieldapp.campaigns.figures.closing import book_of, day_of_book
from fieldapp.campaigns.figures.file_names import file_name
from fieldapp.campaigns.figures.units import place_of, townships
from fieldapp.campaigns.room import areas_of, rests_on, seen_of
from fieldapp.campaigns.titles import campaign_said
from fieldapp.ground.db import reads
from fieldapp.ground.words import language, t
from fieldapp.models.campaigns import Campaign, Round


@dataclass(frozen=True)
class Wide:
    """What was asked for: the table and its foot, the lines above it, what its file is called, and the townships by
    code that its villages lie in."""

    table: Table
    foot: Foot
    facts: tuple[str, ...]
    name: str
    towns: dict[str, str]


@reads
def wide_table(
    connection: Connection,
    campaign: Campaign,
    round_: Round,
    area: str | None,
    by: str,
    empty: bool,
    as_now: bool,
) -> Wide:
    """The table; villages where nobody counts only where `empty`; as it was closed, unless `as_now`.

    Raises:
        Problem: `not_allowed` for an area that is not the person's.
    """
    seen = seen_of(campaign, area)
    villages = read_villages(connection, campaign.county, seen)
    book = book_of(connection, campaign.county, round_.key, as_now=as_now)
    table = read_table(connection, campaign, round_, villages, by, empty, book)
    foot = read_foot(connection, campaign, round_, villages, book)
    day = day_of_book(connection, book).isoformat()
    place = place_of(villages, seen, campaign.county)
    facts = (
        t(f"填报单位：{place}", f"Reporting unit: {place}"),
        t(
            f"接种日期：{round_.first_day} 至 {round_.last_day}",
            f"Days: {round_.first_day} to {round_.last_day}",
        ),
        t("单位：人", "Unit: children"),
        t(f"数字截至 {day}", f"Data as of {day}"),
    )
    name = file_name(place, campaign_said(campaign), round_.n, t("明细表", "detailed-table"), day, language())
    towns = {
        row.code[:TOWNSHIP]: place_said(villages.name(row.code[:TOWNSHIP])) for row in table.rows if row.code
    }
    foot = replace(foot, form=campaign.form, document=rests_on(campaign))
    return Wide(table, foot, facts, name, towns)


@reads
def choices(
    connection: Connection, campaign: Campaign, round_: Round, by: str
) -> tuple[list[tuple[str, str]], str]:
    """The townships to choose among, and how the columns' cells cut ages."""
    everywhere = read_villages(connection, campaign.county, seen_of(campaign))
    return townships(everywhere, seen_of(campaign), areas_of(campaign)), slices_of(
        connection, campaign, round_, by
    )
