"""What phones are told of campaigns in their `setup`: rounds, posts, and who was given what."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Connection, select

from fieldapp.models.areas import Area
from fieldapp.models.campaigns import Assignment, Campaign, Post, Round
from fieldapp.sync.outgoing.changes import Change
from fieldapp.sync.outgoing.setup import Dated, Named, SetupRows, gone, rows_of, setup_row


def of_campaigns(connection: Connection, villages: list[str], alone: str | None) -> tuple[list[Dated], Named]:
    """Campaigns with their rounds, posts and assignments, and who is named by these since when. What hangs on a
    campaign is seen since that is."""
    campaigns = _campaigns(connection, villages)
    seen = {campaign.key: campaign.version for campaign in campaigns}
    rounds = rows_of(connection, Round, Round.campaign.in_(seen))
    begun = {row.key: seen[row.campaign] for row in rounds}
    posts = rows_of(connection, Post, Post.campaign.in_(seen))
    here = (Assignment.round.in_(begun), Assignment.area.in_(villages))
    whose = (Assignment.person == alone,) if alone else ()
    assignments = rows_of(connection, Assignment, *here, *whose)
    named: Named = {}
    for row in assignments:
        moment = max(row.version, begun[row.round])
        named[row.person] = min(moment, named.get(row.person, moment))
    told = [(row.version, _campaign(row)) for row in campaigns]
    told += [(max(row.version, seen[row.campaign]), _round(row)) for row in rounds]
    told += [(max(row.version, seen[row.campaign]), _post(row, staff=alone is None)) for row in posts]
    told += [
        (max(row.version, begun[row.round]), gone("assignment", row.key, row.area, row.version))
        if row.ended
        else (max(row.version, begun[row.round]), _assignment(row))
        for row in assignments
    ]
    return told, named


def _campaigns(connection: Connection, villages: list[str]) -> list[Any]:
    """Opened campaigns that cover one of the villages."""
    counties = {
        county for county in connection.scalars(select(Area.county).where(Area.code.in_(villages))) if county
    }
    rows = rows_of(connection, Campaign, Campaign.county.in_(counties), Campaign.state != "draft")
    return [row for row in rows if any(v.startswith(tuple(json.loads(row.areas))) for v in villages)]


def _campaign(row: Any) -> Change:
    names = (
        "name",
        "kind",
        "product",
        "form",
        "born_from",
        "born_to",
        "min_age_days",
        "min_age_months",
        "min_interval_days",
        "mopup_days",
        "goal",
    )
    data = {name: getattr(row, name) for name in (*names, "state", "zero_dose_ipv_first")}
    document = {"name": row.document_name, "no": row.document_no, "by": row.document_by}
    data |= {"areas": json.loads(row.areas), "document": document}
    data["door_allowed"] = row.form != "injection" or row.door_allowed
    return setup_row("campaign", row.key, None, row, data)


def _round(row: Any) -> Change:
    names = ("campaign", "n", "first_day", "last_day", "state", "closed_on")
    return setup_row("round", row.key, None, row, {name: getattr(row, name) for name in names})


def _post(row: Any, staff: bool) -> Change:
    data = {name: getattr(row, name) for name in ("campaign", "area", "name", "kind", "hours", "lat", "lon")}
    data |= {"days": json.loads(row.days)} | ({"staff": json.loads(row.staff)} if staff else {})
    return setup_row("post", row.key, row.area, row, data)


def _assignment(row: Any) -> Change:
    names = ("round", "area", "post", "person", "expected")
    return setup_row("assignment", row.key, row.area, row, {name: getattr(row, name) for name in names})


SETUP = SetupRows("campaign.see", of_campaigns)
