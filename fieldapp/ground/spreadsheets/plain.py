"""A cell of a workbook as text, with what kind of cell it is where that is no text."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

Plain = str | list[str]  # text, or [what is read, kind of cell]
Rows = list[tuple[int, list[Plain]]]  # rows that hold something, by their number in the sheet
Merged = list[tuple[int, int, int, int]]  # first row and column, last row and column, as in `Page`


def plain(cell: Any) -> Plain:
    """What a library read, as it is kept."""
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, bool):
        return [str(cell).upper(), "truth"]
    if isinstance(cell, int | float):
        return [as_shown(cell), "number"]
    if isinstance(cell, datetime):
        midnight = cell.time() == time()
        return [cell.date().isoformat() if midnight else cell.isoformat(" ", "seconds"), "day"]
    if isinstance(cell, date):
        return [cell.isoformat(), "day"]
    return [str(cell), "time"]


def as_shown(value: float) -> str:
    """A number as a spreadsheet shows it: of a long number its first fifteen digits and noughts."""
    return f"{Decimal(repr(value)):f}".removesuffix(".0")
