"""Borders between townships worked out from where their villages lie, for a county of which none were imported. Pure.

A place belongs to the township of the village nearest to it (Voronoi's cells, on the flat at the county's latitude).
Only the lines between townships are kept, inside the county's outline. They are no official border, and the map says
so.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

Point = tuple[float, float]  # (lon, lat) in degrees; inside this module also (x, y) on the flat
Ring = tuple[Point, ...]
Site = tuple[str, float, float]  # township, lat, lon of a village
Corner = tuple[float, float, int]  # x, y, and whose border the side that begins here is (-1: of the box)
MARGIN = 0.25  # of the county's breadth, around villages where there is no outline
DIGITS = 5  # about a metre
CLOSEST = 1e-9  # two villages nearer than this lie on one spot


@lru_cache(maxsize=8)
def township_borders(sites: tuple[Site, ...], rings: tuple[Ring, ...]) -> tuple[tuple[Point, ...], ...]:
    """Lines of (lon, lat) between the townships of some villages.

    Args:
        sites: a village each, in any order; those on one spot count once.
        rings: the county's outer rings; without one the lines end around the villages.
    """
    spots = {(round(lon, DIGITS), round(lat, DIGITS)): township for township, lat, lon in sorted(sites)}
    if len(set(spots.values())) < 2:
        return ()
    squeeze = math.cos(math.radians(sum(lat for _lon, lat in spots) / len(spots)))
    towns, flat = list(spots.values()), [(lon * squeeze, lat) for lon, lat in spots]
    outer = [[(lon * squeeze, lat) for lon, lat in ring] for ring in rings]
    pieces = [
        piece
        for one, other, side in _sides(flat, _box(flat, outer))
        if one < other and towns[one] != towns[other]
        for piece in (_inside(side, outer) if outer else [side])
    ]
    return tuple(
        tuple((round(x / squeeze, DIGITS), round(y, DIGITS)) for x, y in line) for line in _joined(pieces)
    )


def _box(sites: Sequence[Point], rings: Sequence[Sequence[Point]]) -> list[Corner]:
    points = [*sites, *(point for ring in rings for point in ring)]
    xs, ys = [x for x, _y in points], [y for _x, y in points]
    far = MARGIN * max(max(xs) - min(xs), max(ys) - min(ys), 0.01)
    left, right, low, high = min(xs) - far, max(xs) + far, min(ys) - far, max(ys) + far
    return [(left, low, -1), (right, low, -1), (right, high, -1), (left, high, -1)]


def _sides(sites: Sequence[Point], box: list[Corner]) -> Iterator[tuple[int, int, tuple[Point, Point]]]:
    """Every side of every cell: whose, to which neighbour, from where to where. Neighbours are tried from the nearest;
    one farther than twice the cell's farthest corner cannot cut it."""
    for own, (x, y) in enumerate(sites):
        others = sorted(
            (math.hypot(there[0] - x, there[1] - y), number) for number, there in enumerate(sites)
        )
        cell = box
        for far, number in others:
            if far > 2 * max(math.hypot(corner[0] - x, corner[1] - y) for corner in cell):
                break
            if far > CLOSEST and number != own:
                cell = _cut(cell, sites[own], sites[number], number)
        for corner, following in zip(cell, [*cell[1:], cell[0]], strict=True):
            if corner[2] >= 0:
                yield own, corner[2], (corner[:2], following[:2])


def _cut(cell: list[Corner], here: Point, there: Point, number: int) -> list[Corner]:
    """What of a cell is nearer to `here` than to `there`, the new side marked with the neighbour's number."""
    across = there[0] - here[0], there[1] - here[1]
    half = (there[0] ** 2 + there[1] ** 2 - here[0] ** 2 - here[1] ** 2) / 2
    left = [half - x * across[0] - y * across[1] for x, y, _of in cell]
    kept: list[Corner] = []
    for place, (x, y, of) in enumerate(cell):
        to = (place + 1) % len(cell)
        if left[place] >= 0:
            kept.append((x, y, of))
        if (left[place] >= 0) != (left[to] >= 0):
            share = left[place] / (left[place] - left[to])
            at_x, at_y = x + share * (cell[to][0] - x), y + share * (cell[to][1] - y)
            kept.append((at_x, at_y, number if left[place] >= 0 else of))
    return kept


def _inside(side: tuple[Point, Point], rings: Sequence[Sequence[Point]]) -> list[tuple[Point, Point]]:
    """The parts of a line that lie inside some rings: cut where it crosses one, and asked in each part's middle."""
    (x, y), (to_x, to_y) = side
    shares = sorted({0.0, 1.0, *(share for ring in rings for share in _crossings(side, ring))})
    along = [(x + share * (to_x - x), y + share * (to_y - y)) for share in shares]
    middles = [((a[0] + b[0]) / 2, (a[1] + b[1]) / 2) for a, b in pairwise(along)]
    return [
        part
        for part, at in zip(pairwise(along), middles, strict=True)
        if any(_holds(ring, at) for ring in rings)
    ]


def _crossings(side: tuple[Point, Point], ring: Sequence[Point]) -> Iterator[float]:
    """Where along a line, from 0 to 1, it crosses a ring."""
    (x, y), (to_x, to_y) = side
    for (a_x, a_y), (b_x, b_y) in pairwise(ring):
        turn = (to_x - x) * (b_y - a_y) - (to_y - y) * (b_x - a_x)
        if turn:
            along = ((a_x - x) * (b_y - a_y) - (a_y - y) * (b_x - a_x)) / turn
            across = ((a_x - x) * (to_y - y) - (a_y - y) * (to_x - x)) / turn
            if 0 < along < 1 and 0 <= across <= 1:
                yield along


def _holds(ring: Sequence[Point], at: Point) -> bool:
    """Whether a point lies inside a closed ring: a ray to the east crosses it oddly often."""
    crossed = False
    for (x, y), (to_x, to_y) in pairwise(ring):
        if (y > at[1]) != (to_y > at[1]) and at[0] < x + (to_x - x) * (at[1] - y) / (to_y - y):
            crossed = not crossed
    return crossed


def _joined(pieces: Sequence[tuple[Point, Point]]) -> list[list[Point]]:
    """Pieces put together where two ends meet, so that a border is drawn in one stroke."""
    ends: dict[Point, list[Point]] = {}
    lines: dict[int, list[Point]] = {}
    for piece in pieces:
        line = _longer(_longer(list(piece), ends, lines)[::-1], ends, lines)
        lines[id(line)] = ends[_near(line[0])] = ends[_near(line[-1])] = line
    return list(lines.values())


def _longer(line: list[Point], ends: dict[Point, list[Point]], lines: dict[int, list[Point]]) -> list[Point]:
    """A line with the one that ends where it begins put before it."""
    met = ends.pop(_near(line[0]), None)
    if met is None or lines.pop(id(met), None) is None:
        return line
    before = met if _near(met[-1]) == _near(line[0]) else met[::-1]
    if ends.get(_near(before[0])) is met:
        del ends[_near(before[0])]
    return [*before, *line[1:]]


def _near(point: Point) -> Point:
    return round(point[0], DIGITS), round(point[1], DIGITS)
