"""What phones are told of catch-up in their `setup`: open campaigns that cover one of their villages, and sessions."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Connection, select

from fieldapp.models.areas import Area
from fieldapp.models.catchups import CatchupCampaign, CatchupSession
from fieldapp.sync.outgoing.changes import Change
from fieldapp.sync.outgoing.setup import Dated, Named, SetupRows, gone, rows_of, setup_row

NAMES = ("name", "state", "born_from", "born_to", "residence", "first_day", "last_day", "goal", "apart")
LISTED = ("areas", "grace", "rule")


def of_catchup(connection: Connection, villages: list[str], alone: str | None) -> tuple[list[Dated], Named]:
    """The campaigns under way in these villages and their sessions; one that is closed is taken away again."""
    counties = set(connection.scalars(select(Area.county).where(Area.code.in_(villages)).distinct())) - {None}
    here = CatchupCampaign.county.in_(counties), CatchupCampaign.state != "draft"
    rows = [row for row in rows_of(connection, CatchupCampaign, *here) if covers(row.areas, villages)]
    seen = {row.key: row for row in rows}
    told = [(row.version, _campaign(row)) for row in rows]
    for row in rows_of(connection, CatchupSession, CatchupSession.campaign.in_(seen)):
        campaign = seen[row.campaign]
        told.append((max(row.version, campaign.version), _session(row, campaign.state)))
    return told, {}


def covers(areas: str, villages: list[str]) -> bool:
    """Whether a campaign of these areas (JSON) is about one of these villages."""
    around = tuple(json.loads(areas))
    return any(village.startswith(around) for village in villages)


def _campaign(row: Any) -> Change:
    if row.state != "open":
        return gone("catchup", row.key, None, row.version)
    said = {name: getattr(row, name) for name in NAMES}
    said |= {name: json.loads(getattr(row, name)) for name in LISTED}
    said["of_series"] = json.loads(row.series)  # `series` is a text wherever else a phone reads it
    said["document"] = {"name": row.document_name, "no": row.document_no, "by": row.document_by}
    return setup_row("catchup", row.key, None, row, said)


def _session(row: Any, state: str) -> Change:
    if state != "open" or row.cancelled:
        return gone("catchup_session", row.key, row.area, row.version)
    said = {name: getattr(row, name) for name in ("campaign", "area", "place", "day", "cutoff")}
    said |= {name: json.loads(getattr(row, name)) for name in ("slots", "villages")}
    return setup_row("catchup_session", row.key, row.area, row, said)


SETUP = SetupRows("catchup.see", of_catchup)
