"""Reads the pages of a workbook, every cell with its kind; as a program, in a process of its own with little memory
and time.

A workbook of one kilobyte can say that it has a cell in the last row and the last column; the reader then asks for
more memory than there is and ends its whole process, which must not be the server. The program stands alone: it
imports nothing of ours but what reads the parts of a workbook.
"""

from __future__ import annotations

import io
import json
import resource
import struct
import subprocess
import sys
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlrd
from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from fieldapp.ground.spreadsheets.workbook_parts import Locked, Parts, parts_of, width_of

MEMORY, SECONDS = 2**30, 60
OLE = b"\xd0\xcf\x11\xe0"
SEALED = "EncryptedPackage".encode(
    "utf-16-le"
)  # the stream in which Excel and WPS keep a workbook with a password
Plain = str | list[str]  # text, or [what is read, kind of cell]
Rows = list[tuple[int, list[Plain]]]  # rows that hold something, by their number in the sheet
Merged = list[tuple[int, int, int, int]]  # first row and column, last row and column, as in `Page`


class Unreadable(ValueError):
    """Nothing of the file can be read as a sheet."""


@dataclass(frozen=True)
class Page:
    """One page of a workbook: its rows numbered from 1, and the areas that are one cell (row from 1, column from 0)."""

    name: str
    rows: Rows
    hidden: bool = False
    merged: Merged = field(default_factory=list)


def read_book(content: bytes) -> list[Page]:
    """Every page of a workbook, those that are hidden too.

    Raises:
        Unreadable: it is no workbook.
        Locked: it has a password.
    """
    if SEALED in content:
        raise Locked
    try:
        return _old_pages(content) if content[:4] == OLE else _pages(content)
    except PasswordError:
        raise Locked from None
    except (CalamineError, xlrd.XLRDError, xlrd.compdoc.CompDocError) as wrong:
        if "encrypted" in str(wrong).lower():
            raise Locked from None
        raise Unreadable(str(wrong)) from None
    except (ValueError, AssertionError, LookupError, struct.error) as wrong:  # of a file that breaks off
        raise Unreadable(str(wrong)) from None


def read_strange_book(content: bytes) -> list[Page]:
    """The same of a file that somebody sent.

    Raises:
        Unreadable: it is no workbook, or it takes more memory or time than any real one.
        Locked: it has a password.
    """
    root = str(Path(__file__).resolve().parents[3])
    command = [
        sys.executable,
        "-I",
        "-c",
        f"import sys; sys.path.insert(0, {root!r}); from fieldapp.ground.spreadsheets import workbook; workbook.main()",
    ]
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=SECONDS, check=True)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
        raise Unreadable("not read") from None
    said = json.loads(done.stdout)
    if said == "locked":
        raise Locked
    return [Page(**one) for one in said]


def _pages(content: bytes) -> list[Page]:
    parts = parts_of(content)
    book = CalamineWorkbook.from_filelike(io.BytesIO(parts.content))
    pages = []
    for about in book.sheets_metadata:
        if about.typ != SheetTypeEnum.WorkSheet:
            continue  # a chart or a macro
        sheet = book.get_sheet_by_name(about.name)
        hidden = about.visible != SheetVisibleEnum.Visible
        merged = [(a[0] + 1, a[1], b[0] + 1, b[1]) for a, b in sheet.merged_cell_ranges or ()]
        pages.append(Page(about.name, _rows(sheet, parts, about.name), hidden, merged))
    return pages


def _rows(sheet: Any, parts: Parts, name: str) -> Rows:
    """The rows as the library has them, and the cells it leaves empty although there is something in them."""
    top, left = sheet.start or (0, 0)
    found: dict[int, list[Plain]] = {}
    for number, row in enumerate(sheet.to_python(skip_empty_area=True), start=top + 1):
        cells = [_plain(cell) for cell in row]
        if any(cells):
            found[number] = [*[""] * left, *cells]
    for (number, place), cell in parts.left_out.get(name, {}).items():
        cells = found.setdefault(number, [])
        cells += [""] * (place + 1 - len(cells))
        if not cells[place]:
            cells[place] = list(cell)
    for (number, place), cell in parts.padded.get(name, {}).items():
        if place < len(found.get(number, ())):
            found[number][place] = list(cell)
    return sorted(found.items())


def _plain(cell: Any) -> Plain:
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, bool):
        return [str(cell).upper(), "truth"]
    if isinstance(cell, int | float):
        return [_number(cell), "number"]
    if isinstance(cell, datetime):
        midnight = cell.time() == time()
        return [cell.date().isoformat() if midnight else cell.isoformat(" ", "seconds"), "day"]
    if isinstance(cell, date):
        return [cell.isoformat(), "day"]
    return [str(cell), "time"]


def _number(value: float) -> str:
    """As a spreadsheet shows it: of a long number its first fifteen digits and noughts."""
    return f"{Decimal(repr(value)):f}".removesuffix(".0")


def _old_pages(content: bytes) -> list[Page]:
    """The pages of an XLS or ET file: this library tells errors from empty cells, the other does not."""
    book = xlrd.open_workbook(file_contents=content, formatting_info=True, logfile=io.StringIO())
    pages = []
    for sheet in book.sheets():
        rows = []
        for number, row in enumerate(sheet.get_rows(), start=1):
            cells: list[Plain] = [_old_padded(book, cell, _old_plain(cell, book.datemode)) for cell in row]
            if any(cells):
                rows.append((number, cells))
        merged = [(top + 1, left, bottom, right - 1) for top, bottom, left, right in sheet.merged_cells]
        pages.append(Page(sheet.name, rows, bool(sheet.visibility), merged))
    return pages


def _old_plain(cell: Any, datemode: int) -> Plain:
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return [xlrd.error_text_from_code.get(cell.value, "#VALUE!"), "error"]
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return [str(bool(cell.value)).upper(), "truth"]
    if cell.ctype != xlrd.XL_CELL_DATE:
        return _plain(cell.value)
    try:
        day = xlrd.xldate.xldate_as_datetime(cell.value, datemode)
    except (ValueError, OverflowError):
        return [_number(cell.value), "number"]
    return _plain(day) if cell.value >= 1 else [day.time().isoformat(), "time"]


def _old_padded(book: Any, cell: Any, said: Plain) -> Plain:
    """A whole number as people see it, where its format is nothing but noughts."""
    if cell.ctype != xlrd.XL_CELL_NUMBER or cell.xf_index is None or not said[0].isdecimal():
        return said
    width = width_of(book.format_map[book.xf_list[cell.xf_index].format_key].format_str)
    return [said[0].zfill(width), said[1]] if width else said


def main() -> None:
    """Read the workbook on standard input and write its pages as JSON."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        said: Any = [page.__dict__ for page in read_book(sys.stdin.buffer.read())]
    except Locked:
        said = "locked"
    json.dump(said, sys.stdout)
