"""Where interviews were made beside the clusters they name: a map without a name on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from fieldapp.areas.latin.said import place_said
from fieldapp.ground.words import t
from fieldapp.models.surveys import Survey, SurveyCluster
from fieldapp.survey.interviews.flags import kilometres
from fieldapp.survey.plan import picture
from fieldapp.survey.plan.picture import Mark
from fieldapp.survey.plan.shown import outlines, positions

AWAY_KM = 100.0  # from every cluster: a phone that did not know where it was would shrink the rest to a point
STEP = 1000  # of a degree: interviews within a hundred metres are one dot


def map_of(
    survey: Survey,
    clusters: Sequence[SurveyCluster],
    names: Mapping[str, str],
    rows: Sequence[Mapping[str, Any]],
    odd: Mapping[str, Sequence[str]],
) -> dict[str, Any]:
    """The picture, and how many interviews are not on it: without a place, or too far away."""
    at = positions([one.area for one in clusters])
    placed = [row for row in rows if not row["voided"] and row["lat"] is not None and row["lon"] is not None]
    near = [row for row in placed if _is_near(row, list(at.values()))]
    marks = [
        Mark(at[one.area], str(one.n), f"{one.n} {place_said(names.get(one.area, ''))}", "ring")
        for one in clusters
        if one.area in at
    ]
    drawn = picture.drawn(
        outlines(survey.area),
        [*_dots(near, odd), *marks],
        t("群和访谈的位置", "where clusters and interviews lie"),
    )
    lost = sum(not row["voided"] for row in rows) - len(placed)
    return {"map": drawn if near else "", "unplaced": lost, "away": len(placed) - len(near)}


def _is_near(row: Mapping[str, Any], clusters: Sequence[picture.Point]) -> bool:
    here = (row["lat"], row["lon"])
    return not clusters or any(kilometres(here, (lat, lon)) <= AWAY_KM for lon, lat in clusters)


def _dots(rows: Sequence[Mapping[str, Any]], odd: Mapping[str, Sequence[str]]) -> list[Mark]:
    """One dot for interviews close to each other, one for each that is to be asked about, above them."""
    found = {
        kind: sorted(
            {
                (round(row["lon"] * STEP) / STEP, round(row["lat"] * STEP) / STEP)
                for row in rows
                if bool(odd.get(row["key"])) == (kind == "odd")
            }
        )
        for kind in ("dot", "odd")
    }
    return [Mark(point, "", "", kind) for kind, points in found.items() for point in points]
