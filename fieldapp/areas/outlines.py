"""Boundaries from GeoJSON: which area each belongs to, and whether its geometry can be one. Pure.

Only polygons in degrees of WGS-84 are taken, longitude first, as the standard (RFC 7946) has it.
"""

from __future__ import annotations

import itertools
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fieldapp.areas.codes import level_of, unpadded
from fieldapp.areas.incoming import Wrong
from fieldapp.areas.naming import same_name

DEPTH = {"Polygon": 1, "MultiPolygon": 2}
DIGITS = 6
SHOWN = 60  # characters of what is wrong
CODE_NAMES, NAME_NAMES = ("code", "代码", "adcode"), ("name", "名称")


@dataclass(frozen=True)
class Outline:
    """The outline of one area: its code, the geometry as stored, and a point inside for a label."""

    code: str
    geometry: str
    lat: float
    lon: float


class WrongOutline(ValueError):
    """Why a feature cannot be an outline: (field, Chinese, English)."""

    def __init__(self, field: str, zh: str, en: str) -> None:
        super().__init__(field, zh, en)
        self.field, self.zh, self.en = field, zh, en


def outlines_of(
    content: Any, file: str, by_name: Mapping[str, list[str]]
) -> tuple[list[Outline], list[Wrong]]:
    """The outlines of a FeatureCollection, and what is wrong with its features.

    `by_name` holds the codes of every area one may mean, by name.
    """
    collection = isinstance(content, dict) and content.get("type") == "FeatureCollection"
    features = content.get("features") if collection else None
    if not isinstance(features, list) or not features:
        return [], [
            Wrong(
                file,
                1,
                "type",
                "不是 FeatureCollection 或是空的",
                "is no FeatureCollection with features",
                True,
            )
        ]
    known = {code: name for name, codes in by_name.items() for code in codes}
    outlines: dict[str, Outline] = {}
    wrong = []
    for number, feature in enumerate(features, start=1):
        try:
            outline = outline_of(feature, by_name, known)
            if outline.code in outlines:
                raise WrongOutline("code", f"{outline.code} 出现了两次", f"{outline.code} occurs twice")
            outlines[outline.code] = outline
        except WrongOutline as why:
            wrong.append(Wrong(file, number, why.field, why.zh, why.en, True))
    return list(outlines.values()), wrong


def outline_of(feature: Any, by_name: Mapping[str, list[str]], known: Mapping[str, str]) -> Outline:
    """The outline a GeoJSON feature gives.

    Raises:
        WrongOutline: it names no area we know, or its geometry is no polygon in degrees.
    """
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        raise WrongOutline("type", "不是 Feature", "is not Feature")
    code = _code(feature.get("properties") or {}, by_name, known)
    geometry = feature.get("geometry") or {}
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind not in DEPTH:
        raise WrongOutline(
            "geometry", "不是面（Polygon 或 MultiPolygon）", "is neither Polygon nor MultiPolygon"
        )
    coordinates = _rounded(geometry.get("coordinates"), DEPTH[kind])
    rings = [coordinates[0]] if kind == "Polygon" else [polygon[0] for polygon in coordinates]
    lon, lat = centre(max(rings, key=lambda ring: abs(_doubled_area(ring))))
    stored = json.dumps({"type": kind, "coordinates": coordinates}, separators=(",", ":"))
    return Outline(code, stored, lat, lon)


def _code(properties: Any, by_name: Mapping[str, list[str]], known: Mapping[str, str]) -> str:
    said = properties if isinstance(properties, dict) else {}
    code = next((_code_said(said[name]) for name in CODE_NAMES if said.get(name) is not None), None)
    name = next((str(said[name]) for name in NAME_NAMES if said.get(name)), None)
    if code is not None:
        if code not in known:
            raise WrongOutline("code", f"没有代码为 {code} 的地区", f"{code} is no area we know")
        if name and known[code] != code and not same_name(level_of(code), known[code], name):
            zh = f"代码 {code} 在本系统是“{known[code]}”，图里是“{name}”，请核对哪一个对"
            raise WrongOutline(
                "name", zh, f"{name} is not what the code {code} means here, which is {known[code]}"
            )
        return code
    if name is None:
        raise WrongOutline("properties", "没有 code 也没有 name", "have neither code nor name")
    codes = by_name.get(name, [])
    if len(codes) != 1:
        zh, en = (
            ("没有叫", "is the name of no area")
            if not codes
            else ("有多个地区叫", "is the name of several areas")
        )
        raise WrongOutline("name", f"{zh}“{name}”的地区，请给代码", f"{name} {en}; give its code")
    return codes[0]


def _code_said(value: Any) -> str:
    """A code as text: programs write it as a number, and fill it up with noughts."""
    whole = isinstance(value, float) and value.is_integer()
    return unpadded(str(int(value) if whole else value).strip())


def _rounded(value: Any, depth: int) -> list[Any]:
    """Lists of rings checked and rounded; `depth` lists lie around the rings."""
    if not isinstance(value, list) or not value:
        raise WrongOutline("coordinates", "是空的或不是列表", "are empty or no list")
    if depth > 0:
        return [_rounded(part, depth - 1) for part in value]
    ring = [_position(position) for position in value]
    if ring[0] != ring[-1]:
        ring.append(ring[0])
    if len(ring) < 4:
        raise WrongOutline("coordinates", "一圈少于四个点", "have a ring of less than four points")
    return ring


def _position(value: Any) -> list[float]:
    pair = value[:2] if isinstance(value, list) else []
    said = str(value)[:SHOWN]
    if len(pair) != 2 or not all(type(n) in (int, float) and abs(n) < math.inf for n in pair):
        raise WrongOutline(
            "coordinates", f"有一个点不是经纬度：{said}", f"have a point that is no position: {said}"
        )
    lon, lat = pair
    if abs(lon) > 180 or abs(lat) > 90:
        said = f"{lon}, {lat}"[:SHOWN]
        zh, en = f"超出度数范围（应为经度在前）：{said}", f"are not degrees, longitude first: {said}"
        raise WrongOutline("coordinates", zh, en)
    return [round(lon, DIGITS), round(lat, DIGITS)]


def _doubled_area(ring: list[list[float]]) -> float:
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in itertools.pairwise(ring))


def centre(ring: list[list[float]]) -> tuple[float, float]:
    """Longitude and latitude of a ring's centroid; the mean of its points where it has no area."""
    x0, y0 = ring[0]
    moved = [[x - x0, y - y0] for x, y in ring]
    doubled = _doubled_area(moved)
    if abs(doubled) < 1e-12:
        points = ring[:-1]
        return sum(x for x, _y in points) / len(points), sum(y for _x, y in points) / len(points)
    x = y = 0.0
    for a, b in itertools.pairwise(moved):
        cross = a[0] * b[1] - b[0] * a[1]
        x, y = x + (a[0] + b[0]) * cross, y + (a[1] + b[1]) * cross
    return x0 + x / (3 * doubled), y0 + y / (3 * doubled)


@dataclass(frozen=True)
class Drawing:
    """A small picture of an outline for a page: the box of an SVG, its path, and where a dot goes."""

    box: str
    path: str
    dot: tuple[float, float] | None
    size: float


def drawing(geometry: Mapping[str, Any], lat: float | None, lon: float | None) -> Drawing:
    """Draw a stored geometry, north up, widths shrunk as at its latitude."""
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    points = [position for polygon in polygons for ring in polygon for position in ring]
    shrink = math.cos(math.radians(points[0][1]))
    left, top = min(x for x, _y in points), max(y for _x, y in points)
    size = max((max(x for x, _y in points) - left) * shrink, top - min(y for _x, y in points)) or 1e-6

    def place(x: float, y: float) -> tuple[float, float]:
        return round((x - left) * shrink / size * 100, 2), round((top - y) / size * 100, 2)

    rings = [[place(x, y) for x, y in ring] for polygon in polygons for ring in polygon]
    path = "".join("M" + "L".join(f"{x} {y}" for x, y in ring) + "Z" for ring in rings)
    wide, high = (max(ring[axis] for part in rings for ring in part) for axis in (0, 1))
    dot = place(lon, lat) if lat is not None and lon is not None else None
    return Drawing(f"-3 -3 {wide + 6} {high + 6}", path, dot, max(wide, high) / 50)
