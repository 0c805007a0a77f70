"""明细表 as a workbook for Excel and WPS: three lines of heading, rows, foot, A3 landscape.

Decides the look only. Every text is written as text: a name that begins with `=` stays a name.
"""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from itertools import groupby
from typing import Any

from fieldapp.campaigns.detail_table.foot import Foot
from fieldapp.campaigns.detail_table.table import Column, Table
from fieldapp.campaigns.words import in_form
from fieldapp.ground.showing import EMPTY
from fieldapp.ground.spreadsheets.writing import new_book
from fieldapp.records.code_words import word

Write = Callable[..., Any]
A3 = 8


def round_workbook(
    title: str, subtitle: str, table: Table, foot: Foot, language: str = "zh", name: str = ""
) -> bytes:
    """The file's bytes; `name` of the file stands in the foot of its pages."""
    target = BytesIO()
    book = new_book(target)
    cell = book.add_format({"border": 1, "align": "center", "valign": "vcenter", "font_size": 9})
    head = book.add_format(
        {"border": 1, "align": "center", "valign": "vcenter", "bold": True, "text_wrap": True}
    )
    share = book.add_format(
        {"border": 1, "align": "center", "valign": "vcenter", "font_size": 9, "num_format": "0.00"}
    )
    bold = book.add_format({"bold": True, "font_size": 14})
    sheet = book.add_worksheet("明细表" if language == "zh" else "Detailed table")
    sheet.set_landscape()
    sheet.set_paper(A3)
    sheet.fit_to_pages(4, 0)
    sheet.set_footer(page_foot(name))
    sheet.repeat_columns(0)
    sheet.repeat_rows(2, 4)
    sheet.freeze_panes(5, 1)
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, len(table.columns), 7)
    sheet.write_string(0, 0, title, bold)
    sheet.write_string(1, 0, subtitle)
    sheet.merge_range(2, 0, 4, 0, "村（居）" if language == "zh" else "Village", head)
    _write_heading(sheet, table.columns, head, language)
    for number, row in enumerate(table.rows, start=5):
        sheet.write_string(number, 0, row.words(language), cell)
        for column, value in enumerate(row.cells, start=1):
            _write(sheet, number, column, value, cell, share)
    for number, line in enumerate(foot_lines(foot, language), start=6 + len(table.rows)):
        sheet.write_string(number, 0, line)
    book.close()
    return target.getvalue()


def page_foot(name: str) -> str:
    """The foot of a workbook's pages: the file's name and page x/y. A blank keeps the size of the letters from a name
    that begins with digits."""
    return f"&L&8 {name.replace('&', '&&')}&R&8 &P/&N"


def _write(sheet: Any, row: int, column: int, value: int | str, look: Any, share: Any) -> None:
    """Figures and shares as numbers to reckon with; the share of nothing as its dash; what is not counted is blank."""
    if isinstance(value, int):
        sheet.write_number(row, column, value, look)
    elif value in ("", EMPTY):
        sheet.write_string(row, column, value, look)
    else:
        sheet.write_number(row, column, float(value), share)


def _write_heading(sheet: Any, columns: tuple[Column, ...], look: Any, language: str) -> None:
    which = 0 if language == "zh" else 1
    places = list(enumerate(columns, start=1))
    for line, name in ((2, "top"), (3, "middle")):
        above = (lambda c: c.top) if name == "top" else (lambda c: (c.top, c.middle))
        for _key, group in groupby(places, key=lambda place: above(place[1])):
            members = list(group)
            words = getattr(members[0][1], name)[which]
            first, last = members[0][0], members[-1][0]
            if first == last:
                sheet.write_string(line, first, words, look)
            else:
                sheet.merge_range(line, first, line, last, words, look)
    for place, column in places:
        sheet.write_string(4, place, column.low[which], look)


def foot_lines(foot: Foot, language: str = "zh") -> list[str]:
    """The lines under the table, said as in a campaign of its form; the document it rests on is named."""
    return [in_form(foot.form, line) for line in _foot_lines(foot, language)]


def _foot_lines(foot: Foot, language: str) -> list[str]:
    if language == "zh":
        parts = [f"{word(foot.names, name)} {n}" for name, n in foot.reasons]
        parts += [f"未登记原因 {foot.no_reason}"] if foot.no_reason else []
        return [
            f"未服 {foot.missed} 人，其中：{'；'.join(parts)}" if parts else "未服 0 人",
            f"疫苗（瓶/粒/支）：领取 {foot.received}　使用 {foot.opened}　报废 {foot.discarded}　"
            f"退回 {foot.returned}　损耗系数 {foot.wastage}",
            f"设点数：{foot.posts}　接种人员数：{foot.staff}　"
            f"AEFI：{foot.aefi} 例　零报告：{foot.zero_reports} 次",
            *([f"下达文件：{foot.document}"] if foot.document else []),
            "填表人：　　　　　　审核人：　　　　　　单位（章）：　　　　　　日期：　　　　　　",
        ]
    parts = [f"{word(foot.names, name, 'en')} {n}" for name, n in foot.reasons]
    parts += [f"no reason recorded {foot.no_reason}"] if foot.no_reason else []
    return [
        f"Not dosed {foot.missed}, of them: {'; '.join(parts)}" if parts else "Not dosed 0",
        f"Vials: received {foot.received}, used {foot.opened}, spoilt {foot.discarded}, "
        f"returned {foot.returned}, wastage factor {foot.wastage}",
        f"Posts: {foot.posts}. Vaccinators: {foot.staff}. "
        f"AEFI: {foot.aefi}. Zero reports: {foot.zero_reports}.",
        *([f"Ordered by: {foot.document}"] if foot.document else []),
        "Filled in by:            Checked by:            Unit (seal):            Date:            ",
    ]
