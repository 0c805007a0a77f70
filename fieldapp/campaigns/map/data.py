"""What the map draws of villages: their places with their coverage, and who is responsible for them. Reads only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection

from fieldapp.areas.maps.coverage_scale import NONE, step_of
from fieldapp.areas.maps.spots import Shift, Spots, features_of
from fieldapp.areas.villages import Villages
from fieldapp.campaigns.figures import tally_slices
from fieldapp.campaigns.figures.indicators import Counts, total
from fieldapp.campaigns.room import areas_of
from fieldapp.ground.showing import EMPTY, percent
from fieldapp.ground.subtrees import inside
from fieldapp.models.campaigns import Campaign
from fieldapp.sync.tallies import Book


def counts_of(
    connection: Connection, book: Book, campaign: Campaign, villages: Villages
) -> dict[str, Counts]:
    """The counts of each village of the campaign's areas, and of those outside where somebody counts; `missed` are
    those visited and not dosed."""
    found = tally_slices.by_village(connection, book, villages)
    visited = tally_slices.by_village_and_slice(connection, book, "outcome", villages)
    areas = areas_of(campaign)
    return {
        code: c._replace(missed=sum(one.missed for one in visited.get(code, {}).values()))
        for code, c in found.items()
        if c != Counts() or inside(code, areas)
    }


def village_features(
    connection: Connection,
    campaign: Campaign,
    counts: Mapping[str, Counts],
    villages: Villages,
    spots: Spots,
    shift: Shift,
    begun: bool = True,
) -> list[dict[str, Any]]:
    """A GeoJSON feature a village with its figures. Before a round begins no village is good or bad."""
    goal = campaign.goal if begun else None
    said = {code: _words(code, villages.name(code), c, goal) for code, c in counts.items()}
    return features_of(connection, campaign.county, said, spots, shift)


def _words(code: str, name: str, c: Counts, goal: int | None) -> dict[str, Any]:
    figures = {"target": c.target, "dosed": c.vaccinated, "elsewhere": c.elsewhere, "short": c.short}
    share = EMPTY if goal is None else percent(c.vaccinated, c.target)
    step = NONE if goal is None else step_of(c.vaccinated, c.target, goal)
    return {"code": code, "name": name, **figures, "again": c.missed, "percent": share, "class": step}


def sums_of(counts: Iterable[Counts]) -> dict[str, int]:
    """What the legend adds up: 还差 is `again`, visited and to come back to, and the rest, not visited yet."""
    whole = total([Counts(), *counts])
    return {"target": whole.target, "dosed": whole.vaccinated, "short": whole.short, "again": whole.missed}
