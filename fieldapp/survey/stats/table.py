"""Reading a table of a survey: bytes of a CSV file into columns and a design, every fault named by line and column.

Knows spreadsheets' habits (byte-order marks, CRLF, quotes, GB18030 and UTF-16 from Chinese Excel). Never opens
a file and never computes.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NoReturn

import numpy as np

from fieldapp.ground.problems import BadInput
from fieldapp.survey.stats.design import Design, Floats, Lonely, Origin, build
from fieldapp.survey.stats.weights import post_stratify

OUTCOMES = {"0": 0.0, "1": 1.0, "": math.nan}


@dataclass(frozen=True)
class Table:
    """Rows of text under a header; `lines` is where each row began in the file (the header is 1)."""

    name: str
    header: tuple[str, ...]
    columns: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]

    def texts(self, column: str) -> tuple[str, ...]:
        """A column's cells without outer blanks."""
        if column not in self.header:
            known = ", ".join(self.header)
            raise BadInput(f"{self.name}, line 1: there is no column '{column}'; the columns are {known}.")
        return self.columns[self.header.index(column)]

    def names(self, column: str) -> tuple[str, ...]:
        """A column that must not have empty cells."""
        cells = self.texts(column)
        if "" in cells:
            self.refuse(column, [cell == "" for cell in cells], "the cell is empty")
        return cells

    def numbers(self, column: str) -> Floats:
        """A column of numbers without empty cells."""
        cells = self.names(column)
        values = [_number(cell) for cell in cells]
        if None in values:
            self.refuse(column, [value is None for value in values], "'{}' is not a number")
        return np.array(values, dtype=np.float64)

    def outcome(self, column: str) -> Floats:
        """A column of 0, 1 and empty cells; empty is NaN."""
        cells = self.texts(column)
        known = OUTCOMES | {cell: _outcome(cell) for cell in set(cells) - OUTCOMES.keys()}
        if None in known.values():
            wrong = [known[cell] is None for cell in cells]
            self.refuse(column, wrong, "'{}' is neither 0, 1 nor empty")
        return np.array([known[cell] for cell in cells], dtype=np.float64)

    def unique(self, column: str) -> tuple[str, ...]:
        """A column of names that must not have empty cells nor the same name twice."""
        seen: dict[str, int] = {}
        for name, line in zip(self.names(column), self.lines, strict=True):
            if name in seen:
                at = f"{self.name}, line {line}, column {column}"
                raise BadInput(f"{at}: '{name[:60]}' is already in line {seen[name]}.")
            seen[name] = line
        return tuple(seen)

    def refuse(self, column: str, wrong: Sequence[bool], words: str) -> NoReturn:
        """One sentence about the first wrong cell of a column, and how many more there are."""
        cells, row = self.texts(column), wrong.index(True)
        more = f" (and {sum(wrong) - 1} more like it)" if sum(wrong) > 1 else ""
        said = words.format(cells[row][:60])
        raise BadInput(f"{self.name}, line {self.lines[row]}, column {column}: {said}{more}.")


def _number(cell: str) -> float | None:
    """The number a cell says in plain ASCII, infinities and NaN included, or None."""
    try:
        return float(cell) if cell.isascii() and "_" not in cell else None
    except ValueError:
        return None


def _outcome(cell: str) -> float | None:
    value = _number(cell)
    return value if value in (0, 1) else None


def read_table(content: bytes, name: str) -> Table:
    """Parse the bytes of a CSV file called `name`. Blank lines are skipped.

    Raises BadInput for an empty file, no rows, rows longer or shorter than the header, bad quotes, two columns
    of one name, cells under no heading. Columns without heading and cells (a spreadsheet's last ones) are dropped.
    """
    reader = csv.reader(io.StringIO(_decode(content, name), newline=""), strict=True)
    rows: list[list[str]] = []
    lines: list[int] = []
    end = 0
    try:
        for row in reader:
            begin, end = end + 1, reader.line_num
            if any(cell.strip() for cell in row):
                rows.append(row)
                lines.append(begin)
    except csv.Error as wrong:
        raise BadInput(f"{name}, line {end + 1}: this is not CSV ({wrong}).") from wrong
    if not rows:
        raise BadInput(f"{name} is empty: line 1 must name the columns.")
    header = tuple(cell.strip() for cell in rows[0])
    for row, line in zip(rows[1:], lines[1:], strict=True):
        if len(row) != len(header):
            raise BadInput(f"{name}, line {line}: {len(row)} cells, but the header has {len(header)}.")
    if len(rows) == 1:
        raise BadInput(f"{name} has no rows below the header in line {lines[0]}.")
    columns = tuple(tuple(map(str.strip, column)) for column in zip(*rows[1:], strict=True))
    _check_headings(name, header, columns, lines)
    named = [place for place, heading in enumerate(header) if heading]
    return Table(name, tuple(header[i] for i in named), tuple(columns[i] for i in named), tuple(lines[1:]))


def _check_headings(
    name: str, header: Sequence[str], columns: Sequence[Sequence[str]], lines: Sequence[int]
) -> None:
    """Every filled column has a heading of its own."""
    for place, heading in enumerate(header):
        filled = next((row for row, cell in enumerate(columns[place]) if cell), None)
        if not heading and filled is not None:
            raise BadInput(
                f"{name}, line {lines[0]}: column {place + 1} has no heading, but line {lines[filled + 1]} "
                f"has '{columns[place][filled][:60]}' in it."
            )
        if heading and heading in header[:place]:
            raise BadInput(f"{name}, line {lines[0]}: two columns are called '{heading}'.")


def _decode(content: bytes, name: str) -> str:
    """UTF-8 with or without mark, UTF-16 with a mark, else GB18030."""
    marked = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise BadInput(f"{name} is not text: neither UTF-8, UTF-16 nor GB18030.")


def design_of(
    table: Table,
    strata: str | None = None,
    cluster: str | None = None,
    weight: str | None = None,
    fpc: str | None = None,
    lonely: Lonely = "fail",
    cells: str | None = None,
    population: Mapping[str, float] | None = None,
) -> Design:
    """The design that columns of a table describe; its faults are named by line and column.

    `cells` is the column of post-strata: with their `population` the weights are scaled to it, without it they are
    taken as scaled already; either way the variance knows of it.
    """
    columns = strata or "strata", cluster or "cluster", weight or "weight", fpc or "fpc"
    origin = Origin(table.name, table.lines, *columns)
    weights = table.numbers(weight) if weight else None
    names = table.names(cells) if cells else None
    plain = build(
        len(table.lines),
        weights,
        table.names(strata) if strata else None,
        table.names(cluster) if cluster else None,
        table.numbers(fpc) if fpc else None,
        lonely=lonely,
        origin=origin,
    )
    if names is None:
        return plain
    scaled = plain.weights if population is None else _scaled(table, cells or "", plain.weights, population)
    codes = np.unique(np.array(names), return_inverse=True)[1]
    return replace(plain, weights=scaled, cells=codes.astype(np.int64))


def _scaled(table: Table, column: str, weights: Floats, population: Mapping[str, float]) -> Floats:
    """The weights scaled to the population of each cell of a column."""
    cells = table.texts(column)
    unknown = [cell not in population for cell in cells]
    if any(unknown):
        table.refuse(column, unknown, "the population of '{}' is not given")
    return post_stratify(weights, cells, population)


def populations(table: Table) -> dict[str, float]:
    """The known population of each cell: a table with the columns cell and population."""
    sizes = table.numbers("population")
    wrong = [not (math.isfinite(size) and size > 0) for size in sizes.tolist()]
    if any(wrong):
        table.refuse("population", wrong, "'{}' is not a number above 0")
    return dict(zip(table.unique("cell"), sizes.tolist(), strict=True))
