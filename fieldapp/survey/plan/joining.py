"""Villages too small for a cluster, joined with a neighbour before the draw: such a group is drawn, named, walked and
counted as one, its size the sum. Kept in a survey's design (`fieldapp.survey.joined`). Pure.

Source: WHO/IVB/18.09 Annex D: small areas are joined with a neighbour, so that each can hold a cluster.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from math import cos, hypot, radians

from fieldapp.survey.plan.drawing import Place

Point = tuple[float, float]  # latitude and longitude
Groups = Mapping[str, Sequence[str]]  # by its first code the codes of each group of several
TOWNSHIP = 9


def join_small(
    frame: Iterable[Place], least: int, most: int | None = None, at: Mapping[str, Point] | None = None
) -> dict[str, list[str]]:
    """The groups that leave no village of fewer than `least` alone, as far as its township has another. The smallest
    goes first, to the nearest: by where the villages lie where that is known of the whole township, else by their
    codes; to one with which it stays within `most`, where there is one, so that no group is split again. Villages
    without a size are in no group, as they are in no draw."""
    towns: dict[tuple[str, str], list[Place]] = {}
    for one in sorted(frame, key=lambda place: place.code):
        if one.size > 0:
            towns.setdefault((one.stratum, one.code[:TOWNSHIP]), []).append(one)
    found = [group for town in towns.values() for group in _of_town(town, least, most, at or {})]
    return {
        group[0].code: [one.code for one in group] for group in sorted(found, key=_code) if len(group) > 1
    }


def _of_town(
    places: Sequence[Place], least: int, most: int | None, at: Mapping[str, Point]
) -> list[list[Place]]:
    codes = [one.code for one in places]
    known = all(code in at for code in codes)
    points = {code: _flat(at[code]) if known else (float(n), 0.0) for n, code in enumerate(codes)}
    groups = [[one] for one in places]
    while len(groups) > 1:
        small = min(groups, key=lambda group: (_size(group), _code(group)))
        if _size(small) >= least:
            break
        others = [group for group in groups if group is not small]
        fitting = [group for group in others if most is None or _size(group) + _size(small) <= most]
        near = min(fitting or others, key=lambda group: (_apart(small, group, points), _code(group)))
        groups = [group for group in others if group is not near]
        groups.append(sorted([*small, *near], key=lambda place: place.code))
    return groups


def _flat(point: Point) -> Point:
    """Degrees as if the earth were flat there: enough to tell which is nearer."""
    return point[0], point[1] * cos(radians(point[0]))


def _apart(one: Sequence[Place], other: Sequence[Place], points: Mapping[str, Point]) -> float:
    pairs = ((points[a.code], points[b.code]) for a, b in product(one, other))
    return min(hypot(a[0] - b[0], a[1] - b[1]) for a, b in pairs)


def _size(group: Sequence[Place]) -> int:
    return sum(one.size for one in group)


def _code(group: Sequence[Place]) -> str:
    return group[0].code


def grouped(frame: Sequence[Place], groups: Groups) -> list[Place]:
    """The frame as it is drawn from: each group as one place, named after its villages, in the place of these."""
    by_code = {one.code: one for one in frame}
    within = {code for codes in groups.values() for code in codes}
    found = [one for one in frame if one.code not in within]
    for first, codes in groups.items():
        some = [by_code[code] for code in codes if code in by_code]
        name = "、".join(one.name for one in some)
        found.append(Place(first, name, _size(some), some[0].stratum if some else ""))
    return sorted(found, key=lambda place: place.code)
