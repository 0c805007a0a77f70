"""Tables that go out as XLSX. Text stays text (leading zeros, no formulas), and the columns of a form that people
fill in are text before they do, so that no spreadsheet changes a number, a door or a day. `reader.py` reads."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

import xlsxwriter
from flask import Response, send_file

from fieldapp.ground.design_tokens import colour
from fieldapp.ground.english.file_words import whole_file_name
from fieldapp.ground.showing import is_number, plain, shortened, unreadable
from fieldapp.ground.spreadsheets.cells import NUMBER, Column
from fieldapp.ground.spreadsheets.tables import GUIDE, GUIDE_EN
from fieldapp.ground.words import language, t

MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDEST, LONGEST_CELL = 48, 32_000  # a cell holds 32,767 letters
LAST_LINE = 20_000  # a column's answers are offered down to it
FILLED_IN = 300  # lines of a form of which every cell is text by itself, for programs that ask no column


RISKY = ("=", "+", "-", "@")  # what a spreadsheet takes for the beginning of a formula


Rows = Iterable[Sequence[Any]]
Guide = tuple[str, list[str], Rows]
SAFE = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}  # words stay words


def new_book(file: io.BytesIO) -> xlsxwriter.Workbook:
    """An empty workbook that will be written to `file` when it is closed: words stay words, whatever they begin with.
    Every workbook of ours begins here."""
    return xlsxwriter.Workbook(file, SAFE)


def sheet(
    title: str,
    columns: Sequence[Column],
    rows: Rows,
    guide: Guide | None = None,
    page: str | None = None,
    *,
    form: bool = False,
    beside: int = 0,
) -> Response:
    """An XLSX download named `title`: headings in the page's language, one row each of `rows`; a `Decimal` is a share.

    `page`: what its page is called, where the file's name is longer.
    `guide`: name, headings and rows of a second page that says how the first is filled in.
    `form`: it is filled in and brought back; columns of text and days are text before anything stands in them, those
    with fixed answers offer them.
    `beside`: how many of its columns stay in sight beside the others.
    """
    file = _book(page or title, columns, rows, guide, form, beside)
    named = f"{whole_file_name(title, language())}.xlsx"
    answer = send_file(file, MIME, as_attachment=True, download_name=named)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def text_table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A table as CSV that spreadsheets open as it is: UTF-8 with its mark, and nothing taken for a formula."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    for row in (heads, *rows):
        writer.writerow([f'="{words}"' if words.startswith(RISKY) else words for words in row])
    return file.getvalue().encode("utf-8-sig")


def how_to_fill_in(rows: Rows) -> Guide:
    """The page of a form that says how it is filled in: of each column what may stand in it, and what that means. Who
    reads a form knows the page by its heading, and passes it over."""
    return t("怎么填", "How to fill in"), list(GUIDE if language() == "zh" else GUIDE_EN), rows


def form_content(page: str, columns: Sequence[Column], rows: Rows) -> bytes:
    """The bytes of a form that is filled in already, as `sheet` would send it."""
    return _book(page, columns, rows, None, True).getvalue()


def _book(
    page: str,
    columns: Sequence[Column],
    rows: Rows,
    guide: Guide | None,
    form: bool,
    beside: int = 0,
) -> io.BytesIO:
    file = io.BytesIO()
    book = new_book(file)
    text = [place for place, column in enumerate(columns) if form and column.holds != NUMBER]
    filled = _page(book, page, [t(column.zh, column.en) for column in columns], rows, text)
    filled.freeze_panes(1, beside)
    if form:
        _offer_choices(filled, columns)
        _keep_as_is(filled, columns)
    if guide:
        _page(book, *guide)
    book.close()
    file.seek(0)
    return file


def _page(
    book: xlsxwriter.Workbook, title: str, headings: Sequence[str], rows: Rows, text: Sequence[int] = ()
) -> Any:
    page = book.add_worksheet(_sheet_name(title))
    head = book.add_format(
        {"bold": True, "bg_color": colour("accent-soft"), "border": 1, "text_wrap": True, "valign": "top"}
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
        page.set_column(place, place, min(width + 2, WIDEST), looks[0] if place in text else None)
    for blank in range(last + 1, last + 1 + FILLED_IN if text else 0):
        for place in text:
            page.write_blank(blank, place, None, looks[0])
    if text:
        page.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
    _for_print(page, last, len(headings))
    return page


def _offer_choices(page: Any, columns: Sequence[Column]) -> None:
    """A list of its answers in each cell of a column that has fixed ones. Another writing is asked about by the
    spreadsheet and may stay: the reader says what it does not know."""
    for place, column in enumerate(columns):
        if column.choices:
            answers = [t(*words) for words in column.choices]
            asked = t("一般填：%s。还是这样填？", "Usual answers: %s. Keep this one?") % t("、", ", ").join(
                answers
            )
            offered = {"validate": "list", "source": answers, "error_type": "warning"}
            offered |= {"error_title": t(column.zh, column.en)[:32], "error_message": asked[:255]}
            page.data_validation(1, place, LAST_LINE, place, offered)


def _keep_as_is(page: Any, columns: Sequence[Column]) -> None:
    """Refuse what is typed into a column that is to stay as it went out; its rows can be sorted and removed, which a
    protected sheet does not let one do."""
    for place, column in enumerate(columns):
        if column.kept:
            asked = t(
                "这一列请不要改；要改到学校名册里改。",
                "Leave this column as it is; mend it in the school's roster.",
            )
            refusal = {"error_title": t(column.zh, column.en)[:32], "error_message": asked[:255]}
            page.data_validation(
                1, place, LAST_LINE, place, {"validate": "custom", "value": "=FALSE"} | refusal
            )


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
