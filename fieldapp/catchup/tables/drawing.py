"""A paper drawn as a workbook and as PDF; decides the look only."""

from __future__ import annotations

from decimal import Decimal
from io import BytesIO
from typing import Any

import typst

from fieldapp.areas.latin.said import place_said
from fieldapp.catchup.tables.sheet import Cell, Line, Paper, Part, Rate, head_lines, said
from fieldapp.ground.showing import EMPTY, percent, plain
from fieldapp.ground.spreadsheets.writing import new_book
from fieldapp.ground.typesetting.typeset import TABLE, typeset
from fieldapp.ground.words import language, t

FONT = {"font_name": "宋体", "font_size": 9, "valign": "vcenter"}
SIGNS = (
    ("填表人：", "Filled in by:"),
    ("审核人：", "Checked by:"),
    ("单位（章）：", "Unit (seal):"),
    ("日期：", "Day:"),
)
FIRST_WIDTH, WIDTH, A4 = 20, 8, 9


def name_of(line: Line) -> str:
    """What a line is of, as the page's language says it."""
    return place_said(line.name[0]) if line.code else t(*line.name)


def as_pdf(paper: Paper, name: str, fonts: typst.Fonts, issued: str = "") -> bytes:
    """The file's bytes; `issued`: who handed it in, and when.

    Raises:
        Problem: `no_chinese_font`, `no_glyph`.
    """
    told = {
        "name": name,
        "language": language(),
        "title": t(*paper.title),
        "facts": [t(*words) for words in paper.facts],
        "parts": [_typst_part(part) for part in paper.parts],
        "notes": [t(*words) for words in paper.notes],
        "signs": [t(*words) for words in SIGNS],
        "issued": issued,
    }
    return typeset(TABLE, told, fonts)


def _typst_part(part: Part) -> dict[str, Any]:
    return {
        "named": t(*part.named),
        "corner": t(*part.corner),
        "widths": [column.width for column in part.columns],
        "heads": [
            [{"words": t(*words), "across": across, "down": down} for _place, across, down, words in line]
            for line in head_lines(part.columns)
        ],
        "rows": [
            {"name": name_of(line), "bold": line.bold, "cells": [said(cell) for cell in line.cells]}
            for line in part.lines
        ],
    }


def as_book(paper: Paper, name: str) -> bytes:
    """The file's bytes: one sheet a grid; `name` of the file stands in the foot of its pages."""
    target = BytesIO()
    book = new_book(target)
    looks = _looks(book)
    for n, part in enumerate(paper.parts, start=1):
        _write_part(book.add_worksheet(f"{n}"), paper, part, looks, name)
    book.close()
    return target.getvalue()


def _looks(book: Any) -> dict[str, Any]:
    cell = FONT | {"border": 1, "align": "center"}
    looks = {
        "title": FONT | {"bold": True, "font_size": 14, "align": "center"},
        "head": cell | {"bold": True, "text_wrap": True},
        "name": cell | {"align": "left", "text_wrap": True},
        "count": cell | {"text_wrap": True},
        "share": cell | {"num_format": "0.00"},
        "over": cell | {"num_format": '0.00"※"', "bold": True},
        "plain": FONT,
    }
    looks |= {f"{one}!": looks[one] | {"bold": True} for one in ("name", "count", "share", "over")}
    return {one: book.add_format(look) for one, look in looks.items()}


def _write_part(sheet: Any, paper: Paper, part: Part, looks: dict[str, Any], name: str) -> None:
    last = max(1, len(part.columns))
    sheet.merge_range(0, 0, 0, last, f"{t(*paper.title)} {t(*part.named)}", looks["title"])
    facts = "　　".join(t(*words) for words in paper.facts)
    sheet.merge_range(1, 0, 1, last, plain(facts), looks["plain"])
    lines = head_lines(part.columns)
    _merged(sheet, (2, 0, 1 + len(lines), 0), t(*part.corner), looks["head"])
    for at, heads in enumerate(lines, start=2):
        for place, across, down, words in heads:
            _merged(sheet, (at, place + 1, at + down - 1, place + across), t(*words), looks["head"])
    body = 2 + len(lines)
    for at, line in enumerate(part.lines, start=body):
        bold = "!" if line.bold else ""
        sheet.write_string(at, 0, plain(name_of(line)), looks[f"name{bold}"])
        for place, cell in enumerate(line.cells, start=1):
            _write(sheet, (at, place), cell, looks, bold)
    at = body + len(part.lines)
    for words in paper.notes:
        sheet.write_string(at, 0, plain(t(*words)), looks["plain"])
        at += 1
    sheet.write_string(at + 1, 0, "　　　　".join(t(*words) for words in SIGNS), looks["plain"])
    _for_print(sheet, body, len(part.columns), name)


def _merged(sheet: Any, box: tuple[int, int, int, int], words: str, look: Any) -> None:
    if box[:2] == box[2:]:
        sheet.write_string(*box[:2], words, look)
    else:
        sheet.merge_range(*box, words, look)


def _write(sheet: Any, where: tuple[int, int], cell: Cell, looks: dict[str, Any], bold: str) -> None:
    if isinstance(cell, Rate):
        words = percent(*cell)
        if words == EMPTY:
            sheet.write_string(*where, words, looks[f"count{bold}"])
        else:
            sheet.write_number(*where, Decimal(words), looks[f"{'over' if cell.over else 'share'}{bold}"])
    elif isinstance(cell, int):
        sheet.write_number(*where, cell, looks[f"count{bold}"])
    else:
        sheet.write_string(*where, plain(cell), looks[f"count{bold}"])


def _for_print(sheet: Any, body: int, columns: int, name: str) -> None:
    sheet.set_column(0, 0, FIRST_WIDTH)
    sheet.set_column(1, columns, WIDTH)
    sheet.freeze_panes(body, 1)
    sheet.repeat_rows(2, body - 1)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer(f"&L&8 {name.replace('&', '&&')}&R&8 &P/&N")
