"""Tables in and out of spreadsheets: XLSX downloads, and XLSX, XLS or CSV read with line numbers.

Text stays text (leading zeros, no formulas); a column is known by its name or its heading in either language.
"""

from __future__ import annotations

import csv
import io
import unicodedata
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import xlsxwriter
from flask import Response, send_file

from fieldapp.book import Unreadable, read_book, read_strange_book
from fieldapp.problems import Problem
from fieldapp.showing import is_number, plain, shortened, unreadable
from fieldapp.typed import column_letter
from fieldapp.words import language, t

MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LARGEST_FILE, LARGEST_INFLATED, MOST_LINES = 10 * 2**20, 200 * 2**20, 100_000
WIDEST, LONGEST_CELL = 48, 32_000  # a cell holds 32,767 letters


@dataclass(frozen=True)
class Column:
    """One column: the name code uses, its headings, other headings it is known by, and whether it must be there."""

    name: str
    zh: str
    en: str
    needed: bool = False
    also: tuple[str, ...] = field(default=())

    def known_as(self) -> set[str]:
        """Every heading that means this column."""
        return {_plain(heading) for heading in (self.name, self.zh, self.en, *self.also)}


@dataclass(frozen=True)
class Line:
    """One line of a sheet: its number as the spreadsheet shows it, and its cells as text by column name."""

    number: int
    cells: dict[str, str]


Rows = Iterable[Sequence[Any]]


def sheet(
    title: str,
    columns: Sequence[Column],
    rows: Rows,
    guide: tuple[str, list[str], Rows] | None = None,
    page: str | None = None,
) -> Response:
    """An XLSX download named `title`: headings in the page's language, one row each of `rows`; a `Decimal` is a share.

    `page`: what its page is called, where the file's name is longer.
    `guide`: name, headings and rows of a second page that says how the first is filled in.
    """
    file = io.BytesIO()
    book = xlsxwriter.Workbook(
        file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    _page(book, page or title, [t(column.zh, column.en) for column in columns], rows)
    if guide:
        _page(book, *guide)
    book.close()
    file.seek(0)
    answer = send_file(file, MIME, as_attachment=True, download_name=f"{title}.xlsx")
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _page(book: xlsxwriter.Workbook, title: str, headings: Sequence[str], rows: Rows) -> None:
    page = book.add_worksheet(_sheet_name(title))
    head = book.add_format(
        {"bold": True, "bg_color": "#E3F0F1", "border": 1, "text_wrap": True, "valign": "top"}
    )
    looks = book.add_format({"num_format": "@"}), book.add_format({"num_format": "0.00"})
    widths = [_width(heading) for heading in headings]
    page.write_row(0, 0, headings, head)
    last = 0
    for last, row in enumerate(rows, start=1):
        for place, value in enumerate(row):
            _write(page, last, place, value, looks)
            widths[place] = max(widths[place], _width(value))
    for place, width in enumerate(widths):
        page.set_column(place, place, min(width + 2, WIDEST))
    _for_print(page, last, len(headings))


def _write(page: Any, row: int, place: int, value: Any, looks: tuple[Any, Any]) -> None:
    text, share = looks
    if value is None or value == "":
        return
    if isinstance(value, Decimal):
        page.write_number(row, place, value, share)
    elif isinstance(value, bool) or not isinstance(value, int | float):
        page.write_string(row, place, shortened(plain(str(value)), LONGEST_CELL), text)
    elif is_number(value):
        page.write_number(row, place, value)
    else:
        page.write_string(row, place, unreadable(language()), text)


def _for_print(page: Any, last: int, columns: int) -> None:
    page.freeze_panes(1, 0)
    page.repeat_rows(0)
    page.set_paper(9)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.autofilter(0, 0, max(last, 1), columns - 1)


def _sheet_name(title: str) -> str:
    return "".join(letter for letter in title if letter not in "[]:*?/\\'")[:31] or "1"


def _width(value: Any) -> int:
    return sum(
        2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in str(value or "")[:WIDEST]
    )


def read_sheet(content: bytes, columns: Sequence[Column], *, any_size: bool = False) -> list[Line]:
    """The lines under the heading line of an XLSX, XLS or CSV file, empty ones left out.

    `any_size` lifts the limits meant for what comes over the network.

    Raises:
        Problem: `sheet_unreadable`, `sheet_line`, `sheet_too_long`, `sheet_without` a needed column,
            `sheet_unknown_column`, `sheet_heading_twice`.
    """
    rows = rows_of(content, any_size=any_size)
    numbered = [(n, row) for n, row in enumerate(rows, start=1) if any(row)]
    if not numbered:
        raise Problem("sheet_unreadable")
    if len(numbered) > MOST_LINES and not any_size:
        raise Problem("sheet_too_long", limit=MOST_LINES)
    names = headings(numbered[0][1], columns)
    for n, row in numbered[1:] if not _is_book(content) else ():
        if any(row[len(names) :]):  # a comma inside a name that nobody quoted
            raise Problem("sheet_line", line=n)
    return [Line(n, _cells(names, row)) for n, row in numbered[1:]]


def rows_of(content: bytes, *, any_size: bool = False) -> list[list[str]]:
    """Every row of an XLSX, XLS or CSV file as text, empty ones too.

    Raises:
        Problem: `file_too_large`, `sheet_unreadable`, `sheet_line`.
    """
    if len(content) > LARGEST_FILE and not any_size:
        raise Problem("file_too_large", limit=LARGEST_FILE // 2**20)
    return _rows_of_book(content, any_size) if _is_book(content) else _rows_of_csv(content)


def _is_book(content: bytes) -> bool:
    return content[:2] == b"PK" or content[:4] == b"\xd0\xcf\x11\xe0"


def headings(row: Sequence[str], columns: Sequence[Column]) -> list[str | None]:
    """The column name under each heading of a heading line, None for an empty heading.

    Raises:
        Problem: `sheet_without`, `sheet_unknown_column`, `sheet_heading_twice`.
    """
    known = {heading: column.name for column in columns for heading in column.known_as()}
    names: list[str | None] = []
    for heading in row:
        if heading and _plain(heading) not in known:
            raise Problem("sheet_unknown_column", field=heading)
        name = known[_plain(heading)] if heading else None
        if name and name in names:
            first, second = column_letter(names.index(name)), column_letter(len(names))
            raise Problem("sheet_heading_twice", field=heading, first=first, second=second)
        names.append(name)
    for column in columns:
        if column.needed and column.name not in names:
            raise Problem("sheet_without", field=t(column.zh, column.en))
    return names


def coding_of(content: bytes) -> str:
    """The coding of a text file as Excel writes it: UTF-8 with or without its mark, UTF-16, or GBK.

    Raises:
        Problem: `sheet_unreadable`.
    """
    codings = ["utf-16"] if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ["utf-8-sig", "gb18030"]
    for coding in codings:
        try:
            content.decode(coding)
        except UnicodeDecodeError:
            continue
        return coding
    raise Problem("sheet_unreadable")


def decode(content: bytes) -> str:
    """The text of a file in any of those codings.

    Raises:
        Problem: `sheet_unreadable`.
    """
    return content.decode(coding_of(content))


def _rows_of_csv(content: bytes) -> list[list[str]]:
    text = decode(content)
    if "\x00" in text:
        raise Problem("sheet_unreadable")
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    rows = csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)
    try:
        return [[cell.strip() for cell in row] for row in rows]
    except csv.Error:  # a quote that is never closed would swallow all that follows
        raise Problem("sheet_line", line=rows.line_num) from None


def _rows_of_book(content: bytes, any_size: bool) -> list[list[str]]:
    try:
        if content[:2] == b"PK":
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                if sum(part.file_size for part in archive.infolist()) > LARGEST_INFLATED:
                    raise Problem("file_too_large", limit=LARGEST_INFLATED // 2**20)
        return read_book(content) if any_size else read_strange_book(content)
    except (Unreadable, zipfile.BadZipFile):
        raise Problem("sheet_unreadable") from None


def _cells(names: Sequence[str | None], row: Sequence[str]) -> dict[str, str]:
    return {name: cell for name, cell in zip(names, row, strict=False) if name}


def _plain(heading: str) -> str:
    return unicodedata.normalize("NFKC", heading).strip().casefold().replace(" ", "")
