"""Files that office pages give and take: simple tables, PDFs and other files under Chinese names, uploaded rows."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

import typst
from flask import Response, current_app, request

from fieldapp.ground.problems import Problem
from fieldapp.ground.showing import plain
from fieldapp.ground.spreadsheets.cells import Column
from fieldapp.ground.spreadsheets.lines import Table
from fieldapp.ground.spreadsheets.reader import LARGEST_FILE, read_table
from fieldapp.ground.spreadsheets.writing import MIME, Guide, Rows, how_to_fill_in, sheet
from fieldapp.ground.typesetting.fonts import fonts_of

FILE_ROWS = 20_000


def sheet_response(
    name: str,
    heads: Sequence[str],
    rows: Rows,
    guide: Guide | None = None,
    page: str | None = None,
) -> Response:
    """A table to keep, as `name`.xlsx; `guide` and `page` as in `fieldapp.ground.spreadsheets.writing.sheet`."""
    return sheet(name, [Column(words, words, words) for words in heads], rows, guide, page)


def file_response(name: str, content: bytes, mimetype: str = MIME) -> Response:
    """A file to keep, under a name that may be Chinese."""
    answer = Response(content, mimetype=mimetype)
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(plain(name))}"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def pdf_response(name: str, content: bytes) -> Response:
    """A PDF to keep, as `name`.pdf."""
    return file_response(f"{name}.pdf", content, "application/pdf")


def paper_fonts() -> typst.Fonts:
    """What papers are set in here: the fonts of the machine and of this instance."""
    return fonts_of(Path(current_app.config["INSTANCE"]) / "fonts")


def form_response(
    name: str,
    columns: Sequence[Column],
    rows: Rows,
    answers: Rows | None = None,
    page: str | None = None,
    *,
    beside: int = 0,
) -> Response:
    """A form to fill in and bring back, as `name`.xlsx: no spreadsheet changes what is typed into it; `beside` as in
    `fieldapp.ground.spreadsheets.writing.sheet`. `answers`: of each column that asks for it what may stand there and
    what that means, for a second page."""
    guide = how_to_fill_in(answers) if answers is not None else None
    return sheet(name, columns, rows, guide, page, form=True, beside=beside)


def uploaded() -> bytes:
    """The file sent as `file`, read no further than the limit.

    Raises:
        Problem: `bad_request` without one, `file_too_large`.
    """
    file = request.files.get("file")
    if file is None:
        raise Problem("bad_request", field="file")
    content: bytes = file.stream.read(LARGEST_FILE + 1)
    if len(content) > LARGEST_FILE:
        raise Problem("file_too_large", limit=LARGEST_FILE // 2**20)
    return content


def table_in(content: bytes, columns: Sequence[Column]) -> Table:
    """The table in a workbook or text file, and what of it was not read.

    Raises:
        Problem: as of `fieldapp.ground.spreadsheets.reader.read_table`.
    """
    return read_table(content, columns, most=FILE_ROWS)
