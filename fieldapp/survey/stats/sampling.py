"""Drawing clusters and households, with every probability kept.

Systematic selection with probability proportional to size, by whole-number arithmetic, so that the
probabilities are exact. A seed or a start comes from the caller: nothing here is random by itself.
Source: WHO/IVB/18.09 Annex D and J, and p. 186 with the number of clusters put back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate
from math import ceil, isfinite
from random import Random

from fieldapp.ground.problems import BadInput
from fieldapp.survey.stats.table import Table


@dataclass(frozen=True)
class Area:
    """An enumeration area (or a segment of one): its name and its households."""

    id: str
    size: int


@dataclass(frozen=True)
class Draw:
    """One cluster drawn.

    at             number of the drawn household in the running total
    probability    that the area is in the sample at all
    expected_hits  how often it is expected to be drawn; above 1 for an area larger than the interval
    hits           how often it was drawn this time
    """

    draw: int
    id: str
    size: int
    at: int
    cumulative: int
    probability: float
    expected_hits: float
    hits: int


@dataclass(frozen=True)
class Preset:
    """A named way to survey: clusters, and children in each."""

    clusters: int
    children: int


PRESETS = {"30x7": Preset(30, 7)}


def frame(table: Table) -> list[Area]:
    """The areas of a table with columns id and size: names once, sizes whole households from 0."""
    names, sizes = table.names("id"), table.numbers("size").tolist()
    seen: dict[str, int] = {}
    for name, size, line in zip(names, sizes, table.lines, strict=True):
        at = f"{table.name}, line {line}, column"
        if not (isfinite(size) and size >= 0 and size == int(size)):
            raise BadInput(f"{at} size: {size:g} is not a whole number of households.")
        if name in seen:
            raise BadInput(f"{at} id: '{name}' is already in line {seen[name]}.")
        seen[name] = line
    return [Area(name, int(size)) for name, size in zip(names, sizes, strict=True)]


def draw(areas: Sequence[Area], clusters: int, interval: Fraction, start: Fraction) -> list[Draw]:
    """Take the households start + k·interval of the running total, k = 0 … clusters − 1.

    `start` is above 0 and at most `interval`. Raises BadInput when the total is passed.
    """
    sums = _running(areas)
    if not 0 < start <= interval:
        raise BadInput(f"The start must be above 0 and at most the interval {float(interval):g}.")
    points = [ceil(start + k * interval) for k in range(clusters)]
    if points[-1] > sums[-1]:
        raise BadInput(
            f"Cluster {clusters} would be household {points[-1]} of {sums[-1]}: "
            "take a shorter interval or fewer clusters."
        )
    places, place = [], 0
    for point in points:
        while sums[place] < point:
            place += 1
        places.append(place)
    return [
        _drawn(number, areas[place], points[number], sums[place], interval, places.count(place))
        for number, place in enumerate(places)
    ]


def _drawn(number: int, area: Area, point: int, cumulative: int, interval: Fraction, hits: int) -> Draw:
    expected = float(area.size / interval)
    return Draw(number + 1, area.id, area.size, point, cumulative, min(1.0, expected), expected, hits)


def _running(areas: Sequence[Area]) -> list[int]:
    sums = list(accumulate(area.size for area in areas))
    if not sums or sums[-1] <= 0:
        raise BadInput("The frame has no households to draw from.")
    return sums


def exact_interval(areas: Sequence[Area], clusters: int) -> Fraction:
    """Households over clusters as an exact fraction: rounded down, the last ones could never be drawn."""
    if clusters < 1:
        raise BadInput(f"The number of clusters must be 1 or more, not {clusters}.")
    return Fraction(_running(areas)[-1], clusters)


def random_start(interval: Fraction, seed: int) -> Fraction:
    """A start for a seed: every multiple of 1/denominator up to the interval is as likely."""
    return Fraction(Random(seed).randrange(interval.numerator) + 1, interval.denominator)  # nosec B311


def split_large(areas: Sequence[Area], most: int) -> list[Area]:
    """Split every area of more than `most` households into the fewest near-equal segments (A, B, C …)."""
    segments: list[Area] = []
    for area in areas:
        parts = -(-area.size // most) if area.size else 1
        share, rest = divmod(area.size, parts)
        sizes = [share + (part < rest) for part in range(parts)]
        names = [area.id] if parts == 1 else [f"{area.id}{_letters(part)}" for part in range(parts)]
        segments += map(Area, names, sizes)
    return segments


def _letters(number: int) -> str:
    """0 → A … 25 → Z, 26 → AA."""
    return (_letters(number // 26 - 1) if number >= 26 else "") + chr(65 + number % 26)


def merge_small(areas: Sequence[Area], least: int) -> list[Area]:
    """Join areas of fewer than `least` households with the next one in the order given (names with &)."""
    merged: list[Area] = []
    for area in areas:
        if merged and merged[-1].size < least:
            before = merged.pop()
            area = Area(f"{before.id}&{area.id}", before.size + area.size)
        merged.append(area)
    if len(merged) > 1 and merged[-1].size < least:
        last, before = merged.pop(), merged.pop()
        merged.append(Area(f"{before.id}&{last.id}", before.size + last.size))
    return merged


def segment_probability(expected_hits: float, segments: int) -> float:
    """Stage probability when one of `segments` equal parts of a drawn area is taken at random."""
    if segments < 1:
        raise BadInput(f"The number of segments must be 1 or more, not {segments}.")
    return expected_hits / segments


def select_households(listed: Sequence[str], wanted: int, seed: int) -> tuple[list[str], float]:
    """Systematic selection of `wanted` listed households in walking order, and the probability of each.

    All are taken, with probability 1, where there are no more than wanted.
    """
    if wanted < 1:
        raise BadInput(f"The number of households must be 1 or more, not {wanted}.")
    if len(listed) <= wanted:
        return list(listed), 1.0
    interval = Fraction(len(listed), wanted)
    start = random_start(interval, seed)
    return [listed[ceil(start + k * interval) - 1] for k in range(wanted)], wanted / len(listed)
