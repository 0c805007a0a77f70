"""Reads the pages of a workbook, every cell with its kind; as a program, in a process of its own with little memory
and time.

A workbook of one kilobyte can say that it has a cell in the last row and the last column; the reader then asks for
more memory than there is and ends its whole process, which must not be the server. The program stands alone: it
imports nothing of ours but what reads a workbook, and nothing that one file in a hundred needs.
"""

from __future__ import annotations

import io
import json
import resource
import struct
import sys
from pathlib import Path
from typing import Any, NamedTuple

import python_calamine
from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from fieldapp.ground.spreadsheets.plain import Merged, Plain, Rows, plain
from fieldapp.ground.spreadsheets.workbook_parts import Locked, Parts, parts_of

MEMORY, SECONDS = 2**30, 60
OLE = b"\xd0\xcf\x11\xe0"
SEALED = "EncryptedPackage".encode(
    "utf-16-le"
)  # the stream in which Excel and WPS keep a workbook with a password


class Unreadable(ValueError):
    """Nothing of the file can be read as a sheet."""


class Page(NamedTuple):
    """One page of a workbook: its rows numbered from 1, and the areas that are one cell (row from 1, column from 0)."""

    name: str
    rows: Rows
    hidden: bool
    merged: Merged


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
    except _refusals() as wrong:  # asked for where something failed
        if "encrypted" in str(wrong).lower():
            raise Locked from None
        raise Unreadable(str(wrong)) from None
    except (ValueError, AssertionError, LookupError, struct.error) as wrong:  # of a file that breaks off
        raise Unreadable(str(wrong)) from None


def _old_pages(content: bytes) -> list[Page]:
    """The pages of an XLS or ET file; what reads them is loaded for them alone."""
    from fieldapp.ground.spreadsheets.old_workbook import pages_of_old

    return [Page(*one) for one in pages_of_old(content)]


def _refusals() -> tuple[type[Exception], ...]:
    from fieldapp.ground.spreadsheets.old_workbook import REFUSALS

    return (CalamineError, *REFUSALS)


def read_strange_book(content: bytes) -> list[Page]:
    """The same of a file that somebody sent.

    Raises:
        Unreadable: it is no workbook, or it takes more memory or time than any real one.
        Locked: it has a password.
    """
    import subprocess  # nosec B404 - the program itself starts none, and has not to load it

    folders = [str(Path(__file__).resolve().parents[3]), str(Path(python_calamine.__file__).parents[1])]
    program = f"import sys; sys.path[:0] = {folders!r}; from fieldapp.ground.spreadsheets import workbook"
    command = [sys.executable, "-I", "-S", "-c", f"{program}; workbook.main()"]
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
        cells = [plain(cell) for cell in row]
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


def main() -> None:
    """Read the workbook on standard input and write its pages as JSON."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        said: Any = [page._asdict() for page in read_book(sys.stdin.buffer.read())]
    except Locked:
        said = "locked"
    json.dump(said, sys.stdout)
