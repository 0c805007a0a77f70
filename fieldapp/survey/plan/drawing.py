"""A frame of areas with their sizes, and the clusters drawn from it: systematic, with probability proportional to size,
stratum by stratum, every number kept so that anybody can draw the same again. Pure.

Source: WHO/IVB/18.09 Annex D and J; `stats.sampling` does the arithmetic.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from fieldapp.ground.problems import BadInput
from fieldapp.survey.stats import sampling

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"  # of segments; a code has none


@dataclass(frozen=True)
class Place:
    """One area of the frame: its code, name, size, and the stratum it is drawn in."""

    code: str
    name: str
    size: int
    stratum: str = ""


@dataclass(frozen=True)
class Chosen:
    """One cluster drawn. `expected`: how often it was expected to be drawn, above 1 where it is larger than the
    interval; its share of the area where that was split (`segment` `B/3`) is in `size`."""

    n: int
    code: str
    segment: str | None
    stratum: str
    size: int
    expected: float


@dataclass(frozen=True)
class Drawn:
    """What was drawn, with the interval and start of each stratum as exact fractions."""

    clusters: tuple[Chosen, ...]
    interval: dict[str, str]
    start: dict[str, str]


def as_text(frame: Iterable[Place]) -> str:
    """A frame as it is kept."""
    return json.dumps([[one.code, one.name, one.size, one.stratum] for one in frame], ensure_ascii=False)


def read_text(kept: str | None) -> list[Place]:
    """A frame that was kept."""
    return [Place(*one) for one in json.loads(kept or "[]")]


def strata_of(frame: Sequence[Place]) -> dict[str, list[Place]]:
    """The places of each stratum, in the order of their codes."""
    found: dict[str, list[Place]] = {}
    for place in sorted(frame, key=lambda one: (one.stratum, one.code)):
        found.setdefault(place.stratum, []).append(place)
    return found


def shares(frame: Sequence[Place], clusters: int) -> dict[str, int]:
    """How many clusters each stratum gets: proportional to its size, two at the least, the largest remainders first."""
    strata = strata_of(frame)
    total = sum(one.size for one in frame)
    if clusters < 2 * len(strata):
        raise BadInput(f"{clusters} clusters are too few for {len(strata)} strata of at least two each.")
    if not total:
        raise BadInput("The frame has no households to draw from.")
    exact = {name: clusters * sum(one.size for one in some) / total for name, some in strata.items()}
    found = {name: max(2, int(share)) for name, share in exact.items()}
    while (left := clusters - sum(found.values())) != 0:
        step = 1 if left > 0 else -1
        free = [name for name in found if step > 0 or found[name] > 2]
        chosen = max(free, key=lambda name: (step * (exact[name] - found[name]), name))
        found[chosen] += step
    return found


def draw(frame: Sequence[Place], clusters: int, seed: int, largest: int | None = None) -> Drawn:
    """The clusters of a seed, the same whenever it is asked. Places of more than `largest` are split in near-equal
    segments first, so that none is too large to be walked.

    Raises:
        BadInput: more clusters than places, too few for the strata, a frame without sizes.
    """
    wanted = shares(frame, clusters)
    found: list[Chosen] = []
    interval, start = {}, {}
    for number, (stratum, places) in enumerate(strata_of(frame).items()):
        areas = [sampling.Area(one.code, one.size) for one in places if one.size > 0]
        parts = sampling.split_large(areas, largest) if largest else areas
        if wanted[stratum] > len(parts):
            raise BadInput(
                f"Stratum '{stratum}' has only {len(parts)} areas for {wanted[stratum]} clusters: split the large ones."
            )
        step = sampling.exact_interval(parts, wanted[stratum])
        first = sampling.random_start(step, seed + number)
        interval[stratum], start[stratum] = str(step), str(first)
        found += _chosen(stratum, parts, wanted[stratum], step, first, len(found))
    return Drawn(tuple(found), interval, start)


def _chosen(
    stratum: str, parts: Sequence[sampling.Area], wanted: int, step: Fraction, first: Fraction, before: int
) -> list[Chosen]:
    codes: dict[str, list[str]] = {}
    for part in parts:
        codes.setdefault(part.id.rstrip(LETTERS), []).append(part.id)
    return [
        _one(one, stratum, before + n, codes)
        for n, one in enumerate(sampling.draw(parts, wanted, step, first), start=1)
    ]


def _one(one: sampling.Draw, stratum: str, n: int, codes: Mapping[str, list[str]]) -> Chosen:
    code = one.id.rstrip(LETTERS)
    letter, parts = one.id[len(code) :], len(codes[code])
    segment = f"{letter}/{parts}" if letter else None
    return Chosen(n, code, segment, stratum, one.size, one.expected_hits)


def replacements(frame: Sequence[Place], taken: Iterable[str], stratum: str) -> list[Place]:
    """Places of a stratum that were not drawn, in the order of the frame."""
    used = set(taken)
    return [one for one in frame if one.stratum == stratum and one.code not in used and one.size > 0]
