"""Reads the official sheets back as their reader does: columns by their headings, from a workbook, a page, a PDF."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

import openpyxl
import pypdf
from openpyxl.worksheet.worksheet import Worksheet

from fieldapp.campaigns.papers.layout import Paper

Table = dict[str, dict[tuple[str, ...], Any]]  # row → headings from the top → cell


def cells_of(paper: Paper) -> Table:
    """The rows of a sheet as it is put together."""
    paths = [column.path for column in paper.columns]
    return {row.name: dict(zip(paths, row.cells, strict=True)) for row in paper.rows}


def workbook(content: bytes) -> dict[str, Table]:
    """Page → its rows, read from the cells of the file."""
    book = openpyxl.load_workbook(BytesIO(content))
    return {sheet.title: _rows(sheet) for sheet in book.worksheets}


def _rows(sheet: Worksheet) -> Table:
    heading = next(r for r in sheet.merged_cells.ranges if r.min_col == r.max_col == 1 and r.min_row > 1)
    paths = {c: _path(sheet, heading.min_row, heading.max_row, c) for c in range(2, sheet.max_column + 1)}
    rows: Table = {}
    for line in sheet.iter_rows(min_row=heading.max_row + 1):
        name = line[0].value
        rows[str(name)] = {paths[cell.column]: cell.value for cell in line[1:] if paths.get(cell.column)}
        if name == "合计":
            break
    return rows


def _path(sheet: Worksheet, first: int, last: int, column: int) -> tuple[str, ...]:
    """The headings over a column, each once."""
    seen: list[str] = []
    for row in range(first, last + 1):
        inside = [r for r in sheet.merged_cells.ranges if (row, column) in [*r.rows, *r.cells]]
        cell = sheet.cell(inside[0].min_row, inside[0].min_col) if inside else sheet.cell(row, column)
        if cell.value and (not seen or seen[-1] != str(cell.value)):
            seen.append(str(cell.value))
    return tuple(seen)


def page_totals(html: str) -> list[list[str]]:
    """The cells of 合计 of every sheet on a page."""
    rows = re.findall(r'<tr class="total"><th scope="row">合计</th>(.*?)</tr>', html, re.S)
    return [[re.sub("<[^>]*>", "", cell) for cell in re.findall(r"<td>(.*?)</td>", row)] for row in rows]


def pdf_words(content: bytes) -> str:
    """The text of all pages as it stands, page after page."""
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(content)).pages)


def pdf_pages(content: bytes) -> list[str]:
    """The text of every page, without blanks and line ends, so that no font's widths matter."""
    return [re.sub(r"\s+", "", page.extract_text()) for page in pypdf.PdfReader(BytesIO(content)).pages]
