"""A map of areas with numbered marks, as SVG: outlines of townships, a mark where each cluster or lot lies. Pure.

North is up, widths are shrunk as at the latitude; classes, not colours, so that the page's sheet paints it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape, quoteattr  # nosec B406

WIDE, EDGE = 760.0, 16.0
Point = tuple[float, float]  # longitude, latitude


@dataclass(frozen=True)
class Mark:
    """One mark: where, what stands in it (a dot where nothing does), what its tip says, its class, where it leads."""

    at: Point
    text: str
    said: str
    kind: str = "mark"
    href: str = ""


@dataclass(frozen=True)
class _Frame:
    west: float
    north: float
    scale: float
    shrink: float
    height: float

    def at(self, point: Sequence[float]) -> str:
        x = EDGE + (point[0] - self.west) * self.shrink * self.scale
        return f"{x:.1f} {EDGE + (self.north - point[1]) * self.scale:.1f}"


def drawn(outlines: Iterable[Mapping[str, Any]], marks: Sequence[Mark], words: str) -> str:
    """The picture; nothing where neither an outline nor a mark has a place."""
    rings = [ring for outline in outlines for ring in _rings(outline)]
    points = [point for ring in rings for point in ring] + [one.at for one in marks]
    if not points:
        return ""
    frame = _framed(points)
    paths = "".join(f'<path d="M{"L".join(frame.at(point) for point in ring)}Z"/>' for ring in rings)
    shown = "".join(_mark(frame, one) for one in marks)
    size = f'viewBox="0 0 {WIDE:.0f} {frame.height:.0f}"'
    role = (
        "group" if any(one.href for one in marks) else "img"
    )  # what is tapped within a picture nobody hears
    return f'<svg class="places" {size} role="{role}" aria-label={quoteattr(words)}>{paths}{shown}</svg>'


def _rings(outline: Mapping[str, Any]) -> list[list[Point]]:
    coordinates = outline.get("coordinates") or []
    polygons = coordinates if outline.get("type") == "MultiPolygon" else [coordinates]
    return [polygon[0] for polygon in polygons if polygon]


def _framed(points: Sequence[Point]) -> _Frame:
    lons, lats = [point[0] for point in points], [point[1] for point in points]
    shrink = math.cos(math.radians((min(lats) + max(lats)) / 2))
    width = max((max(lons) - min(lons)) * shrink, 1e-3)
    scale = (WIDE - 2 * EDGE) / width
    height = max(lats) - min(lats)
    return _Frame(min(lons), max(lats), scale, shrink, height * scale + 2 * EDGE)


def _mark(frame: _Frame, one: Mark) -> str:
    x, y = frame.at(one.at).split()
    down = "-1.1em" if one.kind == "ring" else ".35em"
    words = (
        f'<text x="{x}" y="{y}" dy="{down}" text-anchor="middle">{escape(one.text)}</text>'
        if one.text
        else ""
    )
    title = f"<title>{escape(one.said)}</title>" if one.said else ""
    inside = (
        f'<g class="{one.kind}">{title}<circle cx="{x}" cy="{y}" r="{16 if one.text else 5}"/>{words}</g>'
    )
    return f"<a href={quoteattr(one.href)}>{inside}</a>" if one.href else inside
