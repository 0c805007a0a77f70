"""The register as a workbook for Excel and WPS in the official layout, A4 landscape. Decides the look only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

from fieldapp.ground.showing import plain
from fieldapp.ground.spreadsheets.writing import new_book
from fieldapp.school.register import layout
from fieldapp.school.register.layout import Title
from fieldapp.school.register.lines import Line

A4 = 9
LETTERS_A_MM = 0.62  # the width of a column is written in letters
TITLE, FACTS, HEADS = 0, 1, 2  # lines


def register_book(lines: Sequence[Line], marks: Mapping[str, str], said: Title) -> bytes:
    """The file's bytes."""
    target = BytesIO()
    book = new_book(target)
    looks = _looks(book)
    page = book.add_worksheet("登记表" if said.language == "zh" else "register")
    last = len(layout.widths(said.language)) - 1
    for place, width in enumerate(layout.widths(said.language)):
        page.set_column(place, place, width * LETTERS_A_MM)
    page.merge_range(TITLE, 0, TITLE, last, plain(said.title), looks["title"])
    page.merge_range(FACTS, 0, FACTS, last, plain("　　".join(said.facts)), looks["left"])
    _write_heads(page, said.language, looks["head"])
    row = HEADS + 2
    for row, line in enumerate(lines, start=HEADS + 2):
        for place, words in enumerate(layout.cells_of(line, marks)):
            page.write_string(row, place, plain(words), looks["cell"])
    _write_foot(page, HEADS + 2 + len(lines), last, marks, said, looks)
    _for_print(page, said.name)
    book.close()
    return target.getvalue()


def _looks(book: Any) -> dict[str, Any]:
    cell = {"border": 1, "align": "center", "valign": "vcenter", "text_wrap": True, "font_name": "宋体"}
    cell |= {"font_size": 8, "num_format": "@"}
    plain_ = {"font_size": 9, "font_name": "宋体", "valign": "vcenter"}
    said = {
        "title": {"bold": True, "font_size": 14, "align": "center", "font_name": "宋体"},
        "head": cell | {"bold": True},
        "cell": cell,
        "left": plain_,
    }
    return {name: book.add_format(look) for name, look in said.items()}


def _write_heads(page: Any, language: str, look: Any) -> None:
    """Both lines of the heading: what does not reach down has its numbers under it."""
    first, second = layout.heads(language)
    numbers, place = iter(second), 0
    for head in first:
        _merge(page, HEADS, place, HEADS + head.down - 1, place + head.across - 1, head.words, look)
        if head.down == 1:
            for under in range(head.across):
                page.write_string(HEADS + 1, place + under, next(numbers).words, look)
        place += head.across
    page.freeze_panes(HEADS + 2, 2)
    page.repeat_rows(HEADS, HEADS + 1)


def _merge(page: Any, top: int, left: int, bottom: int, right: int, words: str, look: Any) -> None:
    if (top, left) == (bottom, right):
        page.write_string(top, left, words, look)
    else:
        page.merge_range(top, left, bottom, right, words, look)


def _write_foot(
    page: Any, at: int, last: int, marks: Mapping[str, str], said: Title, looks: dict[str, Any]
) -> None:
    for words in (
        layout.legend(marks, said.language),
        layout.assumption(said.language),
        "　　　　".join(layout.signs(said.checkers, said.language)),
    ):
        page.merge_range(at, 0, at, last, plain(words), looks["left"])
        page.set_row(at, 18)
        at += 1


def _for_print(page: Any, name: str) -> None:
    page.set_landscape()
    page.set_paper(A4)
    page.set_margins(left=0.3, right=0.3, top=0.4, bottom=0.6)
    page.fit_to_pages(1, 0)
    page.set_footer(f"&L&8 {name.replace('&', '&&')}&R&8 &P/&N")
