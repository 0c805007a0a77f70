"""Areas as a file brings them, and what is wrong with them: line by line, nothing is guessed. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from fieldapp.areas.codes import LEVELS, level_of, parent_of, unpadded

LONGEST_NAME = 100
LEVEL_WORDS = {
    "省": "province",
    "自治区": "province",
    "直辖市": "province",
    "市": "city",
    "州": "city",
    "县": "county",
    "区": "county",
    "县(区)": "county",
    "县（区）": "county",
    "乡": "township",
    "镇": "township",
    "街道": "township",
    "乡镇": "township",
    "乡镇(街道)": "township",
    "乡镇（街道）": "township",
    "村": "village",
    "社区": "village",
    "村(社区)": "village",
    "村（社区）": "village",
} | {level: level for level in LEVELS.values()}


class Incoming(NamedTuple):
    """One area of a file. None: the file says nothing, what is known stays."""

    code: str
    name: str
    line: int
    file: str = ""
    population: int | None = None
    lat: float | None = None
    lon: float | None = None


@dataclass(frozen=True)
class Wrong:
    """One thing that is wrong, where, and why in both languages."""

    file: str
    line: int
    field: str
    zh: str
    en: str
    of_outline: bool = False

    def sentence(self, language: str = "en") -> str:
        """The place and the reason in one sentence."""
        if language == "zh":
            return f"{self.file} 第 {self.line} {'个图形' if self.of_outline else '行'}，{self.field}：{self.zh}。"
        return f"{self.file} {'feature' if self.of_outline else 'line'} {self.line}: {self.field} {self.en}."


def check(
    rows: Iterable[Incoming], known: Mapping[str, object] | set[str]
) -> tuple[list[Incoming], list[Wrong]]:
    """The rows from province to village, and everything wrong with them.

    A row's parent must be in the file or among the codes `known` already.
    """
    ordered = sorted(rows, key=lambda row: (len(row.code), row.code))
    wrong: list[Wrong] = []
    codes: set[str] = set()
    for row in ordered:
        reason = _reason(row, codes, known)
        if reason:
            wrong.append(Wrong(row.file, row.line, *reason))
        codes.add(row.code)
    return ordered, sorted(wrong, key=lambda one: (one.file, one.line))


def _reason(
    row: Incoming, codes: set[str], known: Mapping[str, object] | set[str]
) -> tuple[str, str, str] | None:
    code, name = row.code, row.name
    if level_of(code) is None:
        lengths = "2, 4, 6, 9 or 12 digits"
        return "code", f"“{code}”不是 2、4、6、9 或 12 位数字", f"{code!r} does not have {lengths}"
    if code in codes:
        return "code", f"{code} 出现了两次", f"{code} occurs twice"
    if not is_name(name):
        return (
            "name",
            f"名称为空、太长或含特殊字符（{name[:20]}）",
            f"{name[:20]!r} is empty, too long or not printable",
        )
    parent = parent_of(code)
    if parent and parent not in codes and parent not in known:
        return "code", f"{code} 的上级 {parent} 不存在", f"{code} has no parent: there is no area {parent}"
    return None


def is_name(name: str) -> bool:
    """Whether this can be a place's name. Characters outside Unicode's tables occur in the national one."""
    return 0 < len(name) <= LONGEST_NAME and not any(letter < " " or letter == "\x7f" for letter in name)


def said_of(cells: Mapping[str, str], line: int, file: str) -> Incoming | Wrong:
    """An area from the cells of a simple sheet: code, name, level?, population?, lat?, lon?."""
    code, level = unpadded(cells.get("code", "")), cells.get("level", "")
    if level and level_of(code) and LEVEL_WORDS.get(level) != level_of(code):
        right = level_of(code)
        return Wrong(
            file,
            line,
            "level",
            f"“{level}”与代码 {code} 的位数不符",
            f"{level!r} is not {right}, as {code} is",
        )
    try:
        population = _count(cells.get("population", ""))
    except ValueError:
        said = cells["population"]
        return Wrong(file, line, "population", f"“{said}”不是人数", f"{said!r} is not a number of people")
    found: list[float | None] = []
    for name, most in (("lat", 90), ("lon", 180)):
        try:
            found.append(_degrees(cells.get(name, ""), most))
        except ValueError:
            said = cells[name]
            return Wrong(
                file, line, name, f"“{said}”不是度数", f"{said!r} is not in degrees from -{most} to {most}"
            )
    lat, lon = (None, None) if found == [0, 0] else found  # what stands in many tables for not known
    if (lat is None) != (lon is None):
        return Wrong(file, line, "lat", "经度纬度要一起填", "and lon must be given together")
    return Incoming(code, cells.get("name", ""), line, file, population, lat, lon)


def _count(text: str) -> int | None:
    number = int(text.replace(",", "")) if text else None
    if number is not None and not 0 <= number < 2**31:
        raise ValueError(text)
    return number


def _degrees(text: str, most: int) -> float | None:
    number = float(text) if text else None
    if number is not None and not (math.isfinite(number) and abs(number) <= most):
        raise ValueError(text)
    return number
