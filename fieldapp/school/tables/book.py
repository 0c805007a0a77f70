"""The table of the school check as a workbook in the official layout: counts and rates as numbers, the share of nothing
as its dash. Decides the look only."""

from __future__ import annotations

from decimal import Decimal
from io import BytesIO
from typing import Any

from fieldapp.ground.showing import EMPTY, percent, plain
from fieldapp.ground.spreadsheets.writing import new_book
from fieldapp.ground.words import t
from fieldapp.school.tables.table import (
    TITLE,
    TOTAL,
    Column,
    Line,
    Table,
    count_in,
    head_lines,
    rate_in,
)

A4, FIRST_WIDTH, WIDTH, DOSE_WIDTH = 9, 20, 8, 4.6
FONT = {"font_name": "宋体", "font_size": 9, "valign": "vcenter"}


def workbook(table: Table, name: str) -> bytes:
    """The file's bytes; `name` of the file stands in the foot of its pages."""
    target = BytesIO()
    book = new_book(target)
    sheet = book.add_worksheet(t("汇总表", "summary"))
    looks = _looks(book)
    doses = [column for _id, *pair in table.dose_columns(every=True) for column in pair]
    people = [column for column in table.columns if not column.rate]
    columns = [*people, *doses, *(column for column in table.columns if column.rate)]
    body = _write_head(sheet, table, columns, looks)
    for number, line in enumerate(table.lines, start=body):
        _write_line(sheet, number, line, columns, looks)
    at = body + len(table.lines)
    for words in table.notes:
        sheet.merge_range(at, 0, at, len(people), t(*words), looks["note"])
        sheet.set_row(at, 26)
        at += 1
    sheet.write_string(
        at + 1, 0, t("填表人：　　　　审核人：　　　　单位（章）：　　　　日期：", SIGNS), looks["plain"]
    )
    _for_print(sheet, columns, body, name)
    book.close()
    return target.getvalue()


SIGNS = "Filled in by:        Checked by:        Unit (seal):        Date:"


def _looks(book: Any) -> dict[str, Any]:
    cell = FONT | {"border": 1, "align": "center"}
    said = {
        "title": FONT | {"bold": True, "font_size": 14, "align": "center"},
        "head": cell | {"bold": True, "text_wrap": True},
        "name": cell | {"align": "left", "text_wrap": True},
        "count": cell,
        "share": cell | {"num_format": "0.00"},
        "over": cell | {"num_format": '0.00"※"', "bold": True},
        "note": FONT | {"text_wrap": True, "valign": "top"},
        "plain": FONT,
    }
    said |= {f"{name}_total": said[name] | {"bold": True} for name in ("name", "count", "share", "over")}
    return {name: book.add_format(look) for name, look in said.items()}


def _write_head(sheet: Any, table: Table, columns: list[Column], looks: dict[str, Any]) -> int:
    """Title, facts and heads; the first line of the body."""
    last = len(columns)
    sheet.merge_range(0, 0, 0, last, t(*TITLE), looks["title"])
    sheet.merge_range(1, 0, 1, last, plain("　　".join(t(*words) for words in table.facts)), looks["plain"])
    lines = head_lines(columns)
    sheet.merge_range(2, 0, 1 + len(lines), 0, t(*table.corner), looks["head"])
    for number, line in enumerate(lines, start=2):
        for head in line:
            box = (number, head.place + 1, number + head.down - 1, head.place + head.across)
            if box[:2] == box[2:]:
                sheet.write_string(*box[:2], t(*head.words), looks["head"])
            else:
                sheet.merge_range(*box, t(*head.words), looks["head"])
    return 2 + len(lines)


def _write_line(sheet: Any, number: int, line: Line, columns: list[Column], looks: dict[str, Any]) -> None:
    bold = "_total" if line.kind == TOTAL else ""
    sheet.write_string(number, 0, plain(t(*line.name)), looks[f"name{bold}"])
    for place, column in enumerate(columns, start=1):
        if column.rate:
            _write_rate(sheet, (number, place), rate_in(line, column), looks, bold)
        else:
            sheet.write_number(number, place, count_in(line, column), looks[f"count{bold}"])


def _write_rate(
    sheet: Any, where: tuple[int, int], rate: tuple[int, int], looks: dict[str, Any], bold: str
) -> None:
    words = percent(*rate)
    if words == EMPTY:
        sheet.write_string(*where, words, looks[f"count{bold}"])
        return
    look = "over" if rate[0] > rate[1] else "share"
    sheet.write_number(*where, Decimal(words), looks[f"{look}{bold}"])


def _for_print(sheet: Any, columns: list[Column], body: int, name: str) -> None:
    sheet.set_column(0, 0, FIRST_WIDTH)
    for place, column in enumerate(columns, start=1):
        sheet.set_column(place, place, DOSE_WIDTH if column.dose else WIDTH)
    sheet.set_row(0, 24)
    sheet.freeze_panes(body, 1)
    sheet.repeat_rows(2, body - 1)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.set_margins(left=0.4, right=0.4, top=0.4, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer(f"&L&8 {name.replace('&', '&&')}&R&8 &P/&N")
