"""What the demo's surveys are: their days, ages and clusters, drawn as the office draws them. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from random import Random

from fieldapp.demo.stage.cast import Cast
from fieldapp.demo.stage.phone import named
from fieldapp.demo.stage.places import COUNTY, PUBLISHED, villages_of
from fieldapp.survey.plan.drawing import Chosen, Drawn, Place, draw

YEARLY, AFTER, LOT = "yearly survey", "survey after round 1", "lot"
SEED = 20260
SERIES = ("bcg", "hepb", "polio", "dtp", "mcv", "je", "mena")
LOT_CLUSTERS, LOT_EACH = 6, 10


@dataclass(frozen=True)
class Planned:
    """One survey of the demo."""

    which: str
    key: str
    name: str
    kind: str
    state: str
    first_day: str
    last_day: str
    born_from: str
    born_to: str
    clusters: int
    each: int
    done: int
    goal: int
    series: tuple[str, ...]
    preset: str


def surveys(cast: Cast) -> list[Planned]:
    """The finished yearly survey, and one after round 1 that is half-way."""
    day = cast.days.day
    first, after = day("2025-11-10"), day("2025-12-15")
    yearly = Planned(
        *(YEARLY, named(cast.seed, YEARLY), f"{first[:4]}年度接种率调查", "routine", "closed"),
        *(first, day("2025-11-21"), back(first, 24, 1), back(first, 12, 0)),
        *(30, 7, 30, 90, SERIES, "30x7"),
    )
    half = Planned(
        *(AFTER, named(cast.seed, AFTER), "第一轮服苗后调查", "after_campaign", "open"),
        *(after, day("2026-01-16"), back(after, 84, 1), back(after, 2, 0)),
        *(26, 10, 13, 95, ("polio",), "after"),
    )
    return [yearly, half]


def back(on: str, months: int, later: int) -> str:
    """The day so many months before, or the day after it."""
    day = date.fromisoformat(on)
    number = day.year * 12 + day.month - 1 - months
    before = date(number // 12, number % 12 + 1, min(day.day, 28))
    return date.fromordinal(before.toordinal() + later).isoformat()


def frame() -> list[Place]:
    """The villages of the county with their people."""
    return [Place(one.code, one.name, one.population or 0) for one in villages_of(COUNTY)]


def drawn(one: Planned) -> Drawn:
    """Its clusters."""
    return draw(frame(), one.clusters, SEED + len(one.which))


def cluster_key(cast: Cast, survey: Planned, cluster: Chosen) -> str:
    """A cluster's key."""
    return named(cast.seed, "cluster", survey.which, str(cluster.n))


def lot_key(cast: Cast) -> str:
    """The key of the lot that failed."""
    return named(cast.seed, LOT)


def lot_clusters() -> list[str]:
    """The villages in which it was looked."""
    codes = [one.code for one in villages_of(PUBLISHED)]
    return sorted(Random(SEED).sample(codes, LOT_CLUSTERS))  # nosec B311
