"""What the map asks for the person signed in: villages with figures, children still to dose, words of its page."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from fieldapp.accounts.responsible import responsible_for
from fieldapp.areas.maps.clinics import clinics_for
from fieldapp.areas.maps.ground import ground_of, township_names
from fieldapp.areas.maps.said import latin
from fieldapp.areas.maps.spots import Shift, frame_of, moved, read_spots
from fieldapp.areas.villages import TOWNSHIP, Villages, read_villages
from fieldapp.campaigns.figures.closing import book_of, kept_at
from fieldapp.campaigns.figures.units import place_of, townships
from fieldapp.campaigns.map.children import missing_children
from fieldapp.campaigns.map.data import counts_of, sums_of, village_features
from fieldapp.campaigns.room import areas_of, seen_of
from fieldapp.campaigns.rounds.silence import no_record, unheard_among
from fieldapp.ground.clock import china_time, now, today
from fieldapp.ground.db import db, reads
from fieldapp.ground.words import language, t
from fieldapp.models.campaigns import Campaign, Round
from fieldapp.models.settings import Setting
from fieldapp.sync import codes
from fieldapp.sync.outgoing.version import version_of
from fieldapp.web.gate import may

Tagged = tuple[dict[str, Any], str]  # what is sent, and the version it is of


@reads
def townships_of(connection: Connection, campaign: Campaign) -> list[tuple[str, str]]:
    """Townships to choose among."""
    seen = seen_of(campaign)
    return townships(read_villages(connection, campaign.county, seen), seen, areas_of(campaign))


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
    """Villages with shape, figures, step of the coverage scale and who is responsible; outlines and names of the
    ground; sums for the legend. Nothing of a child.

    Raises:
        Problem: `not_allowed` for an area that is not the person's.
    """
    seen = seen_of(campaign, area)
    shown = read_villages(connection, campaign.county, seen)
    book = book_of(connection, campaign.county, round_.key)
    counts = counts_of(connection, book, campaign, shown)
    spots = read_spots(connection, campaign.county, shown, folder)
    begun = round_.first_day <= today().isoformat()
    features = village_features(connection, campaign, counts, shown, spots, shift, begun)
    _say_who(connection, campaign, round_, shown, features)
    _say_in_latin(shown, features)
    ground = ground_of(connection, campaign.county, seen, spots.places, lambda at: moved(at, shift))
    placed = {one["properties"]["code"] for one in features}
    content = {
        "type": "FeatureCollection",
        "features": features,
        "ground": ground | {"townships": township_names(spots.places, shown, shift)},
        "frame": frame_of(features, ground["borders"] if 2 * len(features) > len(spots.places) else []),
        "sums": sums_of(counts.values()),
        "unplaced": [[code, c.short] for code, c in counts.items() if code not in placed and c.target],
        "far": [shown.name(code) for code in spots.far],
        "state": _state(campaign, round_, begun),
        "whose": place_of(shown, seen, campaign.county),
        "at": china_time(kept_at(connection, campaign.county, round_.key) if book.closed else now()),
    }
    _say_towns_in_latin(content["ground"]["townships"])
    return content, version_of(connection, campaign.county)


def _state(campaign: Campaign, round_: Round, begun: bool) -> str:
    """`draft`, `closed`, `before` or `open`: how the map speaks of the round."""
    if campaign.state == "draft":
        return "draft"
    return "closed" if round_.state == "closed" else "open" if begun else "before"


def _say_in_latin(shown: Villages, features: list[dict[str, Any]]) -> None:
    """Write into each village its township, and on an English page its name in Latin letters."""
    for said in (feature["properties"] for feature in features):
        said["township"] = shown.name(said["code"][:TOWNSHIP])
        said["latin"] = latin(said["name"])
        said["township_latin"] = latin(said["township"])


def _say_towns_in_latin(towns: list[list[Any]]) -> None:
    for town in towns:
        town.append(latin(town[2]))


def _say_who(
    connection: Connection,
    campaign: Campaign,
    round_: Round,
    shown: Villages,
    features: list[dict[str, Any]],
) -> None:
    """Write into each village who is responsible, for those who may see people, and that no record has come where the
    phones are silent: there 0 % does not say that nobody was dosed."""
    seen = {code for code in shown.names if may("people.see", code)}
    people = responsible_for(connection, round_.key, shown, seen)
    clinics = clinics_for(connection, seen)
    unheard = unheard_among(connection, campaign, round_, shown, shown.names)
    for said in (feature["properties"] for feature in features):
        said["unheard"] = no_record(unheard.get(said["code"]), language())
        if said["code"] in seen:
            said["people"] = [(one.name, one.phone or "") for one in people.get(said["code"], [])]
            said["clinic"] = clinics.get(said["code"])


@reads
def children(
    connection: Connection, campaign: Campaign, round_: Round, areas: Sequence[str], shift: Shift
) -> Tagged:
    """Where the children are who are still to be dosed, in all the person's villages or in `areas`."""
    seen = tuple(one for area in areas for one in seen_of(campaign, area)) if areas else seen_of(campaign)
    shown = read_villages(connection, campaign.county, seen)
    found = missing_children(connection, campaign, round_, shown, shift)
    return found.as_json(), version_of(connection, campaign.county)
