"""What the map asks for the person signed in: villages with figures, children to come back to, words of its page."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from fieldapp.areas.villages import read_villages
from fieldapp.campaigns.figures.units import townships
from fieldapp.campaigns.map.children import missed_children
from fieldapp.campaigns.map.data import Shift, far_villages, moved, village_features
from fieldapp.campaigns.map.ground import borders, township_names
from fieldapp.campaigns.room import seen_of
from fieldapp.campaigns.rounds.page import version_of
from fieldapp.ground.db import db, reads
from fieldapp.ground.words import t
from fieldapp.models.campaigns import Campaign, Round
from fieldapp.models.settings import Setting
from fieldapp.sync import codes

Tagged = tuple[dict[str, Any], str]  # what is sent, and the version it is of


@reads
def townships_of(connection: Connection, campaign: Campaign) -> list[tuple[str, str]]:
    """Townships to choose among."""
    seen = seen_of(campaign)
    return townships(read_villages(connection, campaign.county, seen), seen)


@reads
def reasons(connection: Connection, county: str) -> dict[str, tuple[str, str]]:
    """The words of the county's codes."""
    return codes.names(connection, county)


def credit() -> str | None:
    """Where the outline of a demonstration comes from, as its maker wrote it down, in the language of the page."""
    mark = db.session.get(Setting, "demo")
    said = json.loads(mark.value).get("outline") if mark else None
    return t(*said) if isinstance(said, list) else said  # one line in older demonstrations


@reads
def villages(
    connection: Connection, campaign: Campaign, round_: Round, area: str | None, folder: Path, shift: Shift
) -> Tagged:
    """Villages with shape, figures and class, townships' names and borders; no personal data.

    Raises:
        Problem: `not_allowed` for an area that is not the person's.
    """
    seen = seen_of(campaign, area)
    shown = read_villages(connection, campaign.county, seen)
    features = village_features(connection, campaign, round_, shown, folder, shift)
    ground = {
        "borders": borders(connection, campaign.county, seen, lambda at: moved(at, shift)),
        "townships": township_names(features, shown),
    }
    far = far_villages(connection, campaign, shown, folder)
    content = {"type": "FeatureCollection", "features": features, "ground": ground, "far": far}
    return content, version_of(connection, campaign.county)


@reads
def children(
    connection: Connection, campaign: Campaign, round_: Round, area: str | None, shift: Shift
) -> Tagged:
    """Where the children are who were visited and not dosed, with the reason."""
    shown = read_villages(connection, campaign.county, seen_of(campaign, area))
    dots, more = missed_children(connection, campaign, round_, shown, shift)
    return {"children": dots, "more": more}, version_of(connection, campaign.county)
