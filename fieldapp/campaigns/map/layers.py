"""The layers that other capabilities hand in for the map: which are offered to the person signed in, and their marks,
each at its own place, or where its village lies."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import g, url_for
from sqlalchemy import Connection

from fieldapp.areas import tree
from fieldapp.areas.maps.said import latin
from fieldapp.areas.maps.spots import Shift, read_spots
from fieldapp.areas.villages import TOWNSHIP, read_villages
from fieldapp.campaigns.map.asked import Tagged
from fieldapp.campaigns.room import seen_of
from fieldapp.ground.db import reads
from fieldapp.ground.problems import Problem
from fieldapp.ground.words import t
from fieldapp.models.campaigns import Campaign, Round
from fieldapp.sync.outgoing.version import version_of
from fieldapp.web.gate import may, require
from fieldapp.web.on_maps.layers import LAYERS, Mark


@reads
def offered(
    connection: Connection, campaign: Campaign, round_: Round, area: str | None
) -> list[dict[str, Any]]:
    """The layers that hold something of hers: what each is called, its legend, and where its marks are."""
    where = {"key": campaign.key, "n": round_.n, "area": area}
    return [
        {
            "words": t(*one.words),
            "note": t(*one.note),
            "lead": t(*one.lead),
            "steps": [
                {"name": step.name, "words": t(*step.words)}
                for step in one.steps(connection, campaign.county)
            ],
            "data": url_for("campaigns.map_layer", name=one.name, **where),
        }
        for one in LAYERS.all()
        if may(one.right) and one.there(connection, g.person, _areas(campaign, area))
    ]


def _areas(campaign: Campaign, area: str | None) -> list[str]:
    """Where the marks of a layer lie; whose they are is the layer's to say."""
    return [area or campaign.county]


@reads
def drawn(
    connection: Connection, campaign: Campaign, name: str, area: str | None, folder: Path, shift: Shift
) -> Tagged:
    """The marks of a layer that are hers to see.

    Raises:
        Problem: `not_found` for no such layer, `not_allowed` for one that is not hers, and as of `seen_of`.
    """
    layer = next((one for one in LAYERS.all() if one.name == name), None)
    if layer is None:
        raise Problem("not_found")
    require(layer.right)
    seen_of(campaign, area)  # refuses an area that is not hers
    marks = layer.marks(connection, g.person, _areas(campaign, area))
    return _placed(connection, campaign, marks, folder, shift), version_of(connection, campaign.county)


def _placed(
    connection: Connection, campaign: Campaign, marks: Any, folder: Path, shift: Shift
) -> dict[str, Any]:
    """Marks at their own places, else where their villages lie, and how many of those whose place is not known."""
    places = read_spots(
        connection, campaign.county, read_villages(connection, campaign.county, [campaign.county]), folder
    ).places
    codes = {code for one in marks for code in (one.village, one.village[:TOWNSHIP])}
    names = tree.names(connection, codes)
    at = {one.key: one.at or places.get(one.village) for one in marks}
    found = [_said(one, names, shift(*place)) for one in marks if (place := at[one.key])]
    return {"marks": found, "placeless": len(marks) - len(found)}


def _said(one: Mark, names: dict[str, str], at: tuple[float, float]) -> dict[str, Any]:
    village, town = names.get(one.village, ""), names.get(one.village[:TOWNSHIP], "")
    here = latin(town) or town, latin(village) or village
    place = t(f"{town}，画在{village}的位置", f"{here[0]}; drawn where {here[1]} lies")
    if one.at is not None:
        place = t(f"{town}，{village}", f"{here[0]}, {here[1]}")
    return {
        "name": one.name,
        "latin": latin(one.name),
        "at": [round(at[0], 6), round(at[1], 6)],
        "shape": one.shape,
        "step": one.step,
        "figure": one.figure,
        "lines": [place, *(t(*words) for words in one.lines)],
        "link": one.link,
    }
