"""Reads every sheet that is brought in: XLSX, XLS, ET, ODS or a text file, its cells with their kinds.

The one reader of all imports. A column is known by its name or its heading in either language; what a cell may be
stands in `cells.py`, how the table is found in `tables.py`.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
import zipfile
from collections.abc import Sequence

from fieldapp.ground.problems import Problem
from fieldapp.ground.spreadsheets.cells import Cell, Column, text_cell
from fieldapp.ground.spreadsheets.lines import Line, Page, Table
from fieldapp.ground.spreadsheets.tables import find_table
from fieldapp.ground.spreadsheets.workbook import OLE, Unreadable, read_book, read_strange_book
from fieldapp.ground.spreadsheets.workbook_parts import Locked
from fieldapp.ground.words import t

LARGEST_FILE, LARGEST_INFLATED, MOST_LINES = 10 * 2**20, 200 * 2**20, 100_000
SEPARATOR = re.compile(r'"?sep=(.)"?\s*\Z', re.IGNORECASE)
SEPARATORS = ",;\t|"
SAMPLE = 50  # lines that say how a text file is separated
RARE = 20  # one letter lost in so many is a file damaged on its way, not one in another coding


def read_sheet(content: bytes, columns: Sequence[Column], *, any_size: bool = False) -> list[Line]:
    """The lines of the table in a file; as `read_table`, where a wrong heading is a refusal.

    Raises:
        Problem: as of `read_table`; `sheet_without` a needed column, `sheet_heading_twice`.
    """
    return required(read_table(content, columns, any_size=any_size)).lines


def required(table: Table) -> Table:
    """The table, if its heading is right.

    Raises:
        Problem: `sheet_without` a needed column, `sheet_heading_twice`.
    """
    for column in table.missing:
        raise Problem("sheet_without", field=t(column.zh, column.en))
    for heading, first, second in table.twice:
        raise Problem("sheet_heading_twice", field=heading, first=first, second=second)
    return table


def read_table(
    content: bytes, columns: Sequence[Column], *, any_size: bool = False, most: int = MOST_LINES
) -> Table:
    """The table in an XLSX, XLS, ODS or text file, and what of the file is not read.

    Args:
        any_size: without the limits meant for what comes over the network.
        most: lines it may have.

    Raises:
        Problem: `file_too_large`, `sheet_unreadable`, `sheet_locked`, `sheet_letters`, `sheet_line`,
            `sheet_too_long`, `sheet_all_hidden`.
    """
    return table_on(pages_within(content, any_size=any_size, most=most), content, columns)


def pages_within(content: bytes, *, any_size: bool = False, most: int = MOST_LINES) -> list[Page]:
    """The pages of a file that is neither too long nor empty, for who looks more than once for a table on them; refused
    as by `read_table`."""
    pages = pages_of(content, any_size=any_size)
    if sum(len(page.rows) for page in pages if not page.hidden) > most and not any_size:
        raise Problem("sheet_too_long", limit=most)
    if not any(page.rows for page in pages if not page.hidden):
        raise Problem("sheet_all_hidden" if any(page.rows for page in pages) else "sheet_unreadable")
    return pages


def table_on(pages: Sequence[Page], content: bytes, columns: Sequence[Column]) -> Table:
    """The table on the pages of a file; refused as by `read_table`."""
    table = find_table(pages, columns)
    if not is_book(content) and _is_a_letter(pages[0], columns):
        raise Problem(
            "sheet_unreadable"
        )  # a letter or a picture's name for a table: nothing stands beside anything
    if not is_book(content) and not table.twice:
        _require_whole_lines(pages[0], table)
    return table


def _is_a_letter(page: Page, columns: Sequence[Column]) -> bool:
    """Whether a text holds no table at all: nothing stands beside anything, and no line is a heading of ours."""
    known = {words for one in columns for words in (one.name, one.zh, one.en, *one.also)}
    return all(len(cells) < 2 and not {cell.said for cell in cells} & known for _number, cells in page.rows)


def _require_whole_lines(page: Page, table: Table) -> None:
    """Refuse a line with more cells than headings: a comma inside a name that nobody quoted."""
    for number, cells in page.rows:
        if table.width and number > table.heading and any(cell.said for cell in cells[table.width :]):
            raise Problem("sheet_line", line=number)


def is_book(content: bytes) -> bool:
    """Whether this is a workbook, by its first bytes; all else is text."""
    return content[:2] == b"PK" or content[:4] == OLE


def pages_of(content: bytes, *, any_size: bool = False) -> list[Page]:
    """The pages of a file with every row that holds something, those of hidden pages too.

    Raises:
        Problem: `file_too_large`, `sheet_unreadable`, `sheet_locked`, `sheet_letters`, `sheet_line`.
    """
    if len(content) > LARGEST_FILE and not any_size:
        raise Problem("file_too_large", limit=LARGEST_FILE // 2**20)
    return _pages_of_book(content, any_size) if is_book(content) else [_page_of_text(content)]


def _pages_of_book(content: bytes, any_size: bool) -> list[Page]:
    try:
        if content[:2] == b"PK":
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                if sum(part.file_size for part in archive.infolist()) > LARGEST_INFLATED and not any_size:
                    raise Problem("file_too_large", limit=LARGEST_INFLATED // 2**20)
        pages = read_book(content) if any_size else read_strange_book(content)
    except Locked:
        raise Problem("sheet_locked") from None
    except (Unreadable, zipfile.BadZipFile):
        raise Problem("sheet_unreadable") from None
    return [
        Page(
            page.name,
            [
                (number, [text_cell(one) if isinstance(one, str) else Cell(*one) for one in cells])
                for number, cells in page.rows
            ],
            page.hidden,
            page.merged,
        )
        for page in pages
    ]


def _page_of_text(content: bytes) -> Page:
    text, coding = decode(content), coding_of(content)
    if "\x00" in text or text.lstrip().startswith(("<", "%PDF")):
        raise Problem("sheet_unreadable")
    rows = csv.reader(io.StringIO(text), delimiter=_separator(text), strict=True)
    found = []
    try:
        for number, row in enumerate(rows, start=1):
            said = [cell.strip() for cell in row]
            if any(said) and not (number == 1 and SEPARATOR.match(",".join(row).strip())):
                found.append((number, [_text_cell(cell, coding) for cell in said]))
    except csv.Error:  # a quote that is never closed would swallow all that follows
        raise Problem("sheet_line", line=rows.line_num) from None
    return Page("", found)


def _text_cell(said: str, coding: str) -> Cell:
    """A cell of a text file; Excel writes a question mark for every letter that GBK does not have."""
    lost = (
        coding == "gb18030" and "?" in said and any(unicodedata.east_asian_width(one) == "W" for one in said)
    )
    return text_cell(said.replace("?", "\ufffd") if lost else said, from_text_file=True)


def _separator(text: str) -> str:
    first, *rest = (text.splitlines() or [""])[:SAMPLE]
    told = SEPARATOR.match(first.strip(" ,;\t|")) or SEPARATOR.match(first.strip())
    if told:
        return told[1]
    return max(SEPARATORS, key="\n".join([first, *rest]).count)


def coding_of(content: bytes) -> str:
    """The coding of a text file as Excel writes it: UTF-8 with or without its mark, UTF-16, or GBK.

    Raises:
        Problem: `sheet_unreadable`; `sheet_letters` where it is one of them but for a few letters.
    """
    codings = ["utf-16"] if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ["utf-8-sig", "gb18030"]
    for coding in codings:
        try:
            text = content.decode(coding)
        except UnicodeDecodeError:
            _require_not_damaged(content, coding)
            continue
        if coding == "gb18030" and _is_no_language(text):
            break
        return coding
    raise Problem("sheet_unreadable")


def _require_not_damaged(content: bytes, coding: str) -> None:
    """Refuse a file of this coding in which some letters are broken, naming the first line of them."""
    if b"\x00" in content and coding != "utf-16":
        return
    text = content.decode(coding, "replace")
    broken = text.count("\ufffd")
    whole = sum(1 for letter in text if unicodedata.east_asian_width(letter) == "W")
    if 0 < broken * RARE <= whole + RARE - 1:
        raise Problem("sheet_letters", line=text[: text.index("\ufffd")].count("\n") + 1)


def _is_no_language(text: str) -> bool:
    """Whether much of a text is letters that nobody has given a meaning: it was another coding."""
    odd = sum(1 for letter in text if unicodedata.category(letter) in ("Co", "Cn"))
    return odd * RARE > len(text)


def decode(content: bytes) -> str:
    """The text of a file in any of those codings.

    Raises:
        Problem: as of `coding_of`.
    """
    return content.decode(coding_of(content))
