"""The sheet given back: as it came, every wrong cell coloured with its reason, to be mended and brought again."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from flask import Blueprint, Response

from fieldapp.ground.design_tokens import colour
from fieldapp.ground.problems import Problem
from fieldapp.ground.showing import plain, shortened
from fieldapp.ground.spreadsheets.lines import PAGE, Page, RowNumber, Wrong
from fieldapp.ground.spreadsheets.reader import pages_of
from fieldapp.ground.spreadsheets.writing import LONGEST_CELL, MIME, new_book
from fieldapp.ground.words import language, t
from fieldapp.web.gate import needs
from fieldapp.web.uploads import keep, kept

blueprint = Blueprint("marked", __name__)
MOST_ROWS = 20_000
REASON_WIDTH = 60


@blueprint.get("/marked/<token>.xlsx")
@needs("account.own")
def download(token: str) -> Response:
    """A marked sheet kept for the signed-in person, who alone has it."""
    answer = Response(kept(token), mimetype=MIME)
    name = quote(t("标出错处的表格", "marked") + ".xlsx")
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return answer


def keep_marked(content: bytes, wrong: Sequence[Wrong]) -> str | None:
    """Keep a marked copy of an uploaded sheet for the signed-in person; the word in its address, None without one."""
    if not wrong:
        return None
    try:
        pages = [page for page in pages_of(content) if not page.hidden and page.rows]
    except Problem:
        return None
    if sum(len(page.rows) for page in pages) > MOST_ROWS:
        return None
    return keep(marked(pages, wrong, language()))


def marked(pages: Sequence[Page], wrong: Sequence[Wrong], language: str) -> bytes:
    """These pages as a workbook, all cells as text, with the wrong ones coloured and a last column of reasons."""
    file = io.BytesIO()
    book = new_book(file)
    text, mark = (
        book.add_format({"num_format": "@"}),
        book.add_format({"num_format": "@", "bg_color": colour("attention")}),
    )
    for nth, page in enumerate(pages):
        mine = [one for one in wrong if _is_on(one, page, nth)]
        _write(book.add_worksheet(page.name[:31] or "1"), page, mine, (text, mark), language)
    book.close()
    return file.getvalue()


def _is_on(one: Wrong, page: Page, nth: int) -> bool:
    return one.line.page == page.name if isinstance(one.line, RowNumber) else nth == 0 or not page.name


def _write(sheet: Any, page: Page, wrong: Sequence[Wrong], looks: tuple[Any, Any], language: str) -> None:
    text, mark = looks
    width = max(len(cells) for _number, cells in page.rows)
    reasons: dict[int, list[str]] = {}
    places: dict[tuple[int, int], bool] = {}  # of a wrong cell, and whether what stands in it is lost
    for one in wrong:
        row = int(one.line) % PAGE
        said = f"{one.column}：{one.zh}" if language == "zh" else f"{one.column}: {one.en}"
        reasons.setdefault(row, []).append(said)
        if one.place is not None:
            places[row, one.place] = places.get((row, one.place), False) or one.lost
    sheet.set_column(0, width - 1, 14, text)
    sheet.set_column(width, width, REASON_WIDTH)
    for number, cells in page.rows:
        for place, cell in enumerate(cells):
            at = (number, place)
            _cell(sheet, number, place, "" if places.get(at) else cell.said, mark if at in places else text)
        if number in reasons:
            sheet.write_string(number - 1, width, shortened("；".join(reasons[number]), LONGEST_CELL), mark)
    sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})


def _cell(sheet: Any, number: int, place: int, said: str, look: Any) -> None:
    if said:
        sheet.write_string(number - 1, place, shortened(plain(said), LONGEST_CELL), look)
    else:
        sheet.write_blank(number - 1, place, None, look)
