"""Reads the pages of a workbook as Excel 97 and old WPS write it."""

from __future__ import annotations

import io
from typing import Any

import xlrd

from fieldapp.ground.spreadsheets.plain import Merged, Plain, Rows, as_shown, plain
from fieldapp.ground.spreadsheets.workbook_parts import width_of

REFUSALS: tuple[type[Exception], ...] = (xlrd.XLRDError, xlrd.compdoc.CompDocError)


def pages_of_old(content: bytes) -> list[tuple[str, Rows, bool, Merged]]:
    """The pages of an XLS or ET file, each as the fields of a `Page`: this library tells errors from empty cells, the
    other does not."""
    book = xlrd.open_workbook(file_contents=content, formatting_info=True, logfile=io.StringIO())
    pages = []
    for sheet in book.sheets():
        rows = []
        for number, row in enumerate(sheet.get_rows(), start=1):
            cells: list[Plain] = [_old_padded(book, cell, _old_plain(cell, book.datemode)) for cell in row]
            if any(cells):
                rows.append((number, cells))
        merged = [(top + 1, left, bottom, right - 1) for top, bottom, left, right in sheet.merged_cells]
        pages.append((sheet.name, rows, bool(sheet.visibility), merged))
    return pages


def _old_plain(cell: Any, datemode: int) -> Plain:
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return [xlrd.error_text_from_code.get(cell.value, "#VALUE!"), "error"]
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return [str(bool(cell.value)).upper(), "truth"]
    if cell.ctype != xlrd.XL_CELL_DATE:
        return plain(cell.value)
    try:
        day = xlrd.xldate.xldate_as_datetime(cell.value, datemode)
    except (ValueError, OverflowError):
        return [as_shown(cell.value), "number"]
    return plain(day) if cell.value >= 1 else [day.time().isoformat(), "time"]


def _old_padded(book: Any, cell: Any, said: Plain) -> Plain:
    """A whole number as people see it, where its format is nothing but noughts."""
    if cell.ctype != xlrd.XL_CELL_NUMBER or cell.xf_index is None or not said[0].isdecimal():
        return said
    width = width_of(book.format_map[book.xf_list[cell.xf_index].format_key].format_str)
    return [said[0].zfill(width), said[1]] if width else said
