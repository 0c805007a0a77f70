"""Reading a table of a survey: bytes of a CSV file into columns and a design, every fault named by line and column.

Knows spreadsheets' habits (byte-order marks, CRLF, quotes, GB18030 and UTF-16 from Chinese Excel). Never opens
a file and never computes.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NoReturn

import numpy as np

from fieldapp.problems import BadInput
from fieldapp.survey.design import Design, Floats, Lonely, Origin, build

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
        if self.header.count(column) > 1:
            raise BadInput(f"{self.name}, line 1: two columns are called '{column}'.")
        return self.columns[self.header.index(column)]

    def names(self, column: str) -> tuple[str, ...]:
        """A column that must not have empty cells."""
        cells = self.texts(column)
        if "" in cells:
            self._refuse(cells, column, [cell == "" for cell in cells], "the cell is empty")
        return cells

    def numbers(self, column: str) -> Floats:
        """A column of numbers without empty cells."""
        cells = self.names(column)
        values = [_number(cell) for cell in cells]
        if None in values:
            self._refuse(cells, column, [value is None for value in values], "'{}' is not a number")
        return np.array(values, dtype=np.float64)

    def outcome(self, column: str) -> Floats:
        """A column of 0, 1 and empty cells; empty is NaN."""
        cells = self.texts(column)
        known = OUTCOMES | {cell: _outcome(cell) for cell in set(cells) - OUTCOMES.keys()}
        if None in known.values():
            wrong = [known[cell] is None for cell in cells]
            self._refuse(cells, column, wrong, "'{}' is neither 0, 1 nor empty")
        return np.array([known[cell] for cell in cells], dtype=np.float64)

    def _refuse(self, cells: Sequence[str], column: str, wrong: Sequence[bool], words: str) -> NoReturn:
        """One sentence about the first wrong cell, and how many more there are."""
        row = wrong.index(True)
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

    Raises BadInput for an empty file, no rows, rows longer or shorter than the header, bad quotes.
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
    return Table(name, header, columns, tuple(lines[1:]))


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
) -> Design:
    """The design that columns of a table describe; its faults are named by line and column."""
    columns = strata or "strata", cluster or "cluster", weight or "weight", fpc or "fpc"
    origin = Origin(table.name, table.lines, *columns)
    return build(
        len(table.lines),
        table.numbers(weight) if weight else None,
        table.names(strata) if strata else None,
        table.names(cluster) if cluster else None,
        table.numbers(fpc) if fpc else None,
        lonely=lonely,
        origin=origin,
    )
