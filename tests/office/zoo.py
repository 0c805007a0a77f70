"""Sheets as people, Excel and WPS write them, made from any heading and lines: one animal of each kind."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

BOOKS = Path(__file__).parent / "books"
Rows = list[list[Any]]


@dataclass(frozen=True)
class List:
    """A list to import: its headings, two right lines, and where columns of text and of days stand."""

    name: str
    heads: list[str]
    good: list[str]
    second: list[str]
    text: int
    day: int | None = None
    needed: int = 1  # the place of a column that must be there

    def rows(self, *lines: Sequence[Any]) -> Rows:
        """Heading and lines, the first right one where none is given."""
        return [list(self.heads), *(list(line) for line in lines or (self.good,))]

    def with_cell(self, place: int, value: Any) -> Rows:
        """The first line right, the second with this value."""
        line: list[Any] = list(self.second)
        line[place] = value
        return self.rows(self.good, line)


@dataclass(frozen=True)
class Animal:
    """One kind of file: how it is made of a list, what becomes of it (`one` or `two` lines taken, a cell `named`, the
    file `refused`), and words that must be said."""

    name: str
    make: Callable[[List], bytes]
    becomes: str
    words: tuple[str, ...] = ()
    ends: str = "xlsx"
    needs_day: bool = False


def book(rows: Rows, change: Callable[[Any, Any], None] = lambda _book, _page: None, **pages: Rows) -> bytes:
    """A workbook with these rows, more `pages` by name, and what `change` does to book and first page."""
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(row)
    for name, more in pages.items():
        page = made.create_sheet(name)
        for row in more:
            page.append(row)
    change(made, made.active)
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def text(rows: Rows, coding: str = "utf-8", comma: str = ",", before: str = "") -> bytes:
    """The same as a text file."""
    lines = [comma.join(str(cell) for cell in row) for row in rows]
    return (before + "\r\n".join(lines) + "\r\n").encode(coding)


def with_parts(content: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    """A workbook with its parts changed."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return file.getvalue()


def _hidden(content: bytes) -> bytes:
    def hide(name: str, part: bytes) -> bytes:
        return re.sub(rb'state="visible"', b'state="hidden"', part) if name == "xl/workbook.xml" else part

    return with_parts(content, hide)


def _merged_heading(one: List) -> bytes:
    """A title over everything, and a heading of two rows: every column merged downwards but the text's, whose second
    row has its name."""
    under = ["" if place != one.text else head for place, head in enumerate(one.heads)]
    above = [head if place != one.text else "填写" for place, head in enumerate(one.heads)]

    def merge(_book: Any, page: Any) -> None:
        page.merge_cells(start_row=1, end_row=1, start_column=1, end_column=len(one.heads))
        for place in range(len(one.heads)):
            if place != one.text:
                page.merge_cells(start_row=2, end_row=3, start_column=place + 1, end_column=place + 1)

    return book([["南县 2025 年名单"], above, under, one.good], merge)


def _error(one: List) -> bytes:
    def put(_book: Any, page: Any) -> None:
        cell = page.cell(3, one.text + 1, "#N/A")
        cell.data_type = "e"

    return book(one.rows(one.good, one.second), put)


def _long_number(one: List) -> bytes:
    return book(one.with_cell(one.text, 430921202203050001))


def _days(one: List) -> Rows:
    line: list[Any] = list(one.good)
    if one.day is not None:
        line[one.day] = datetime.fromisoformat(str(line[one.day]))
    return one.rows(line)


def _numbers(one: List) -> Rows:
    line: list[Any] = [int(cell) if cell.isdecimal() else cell for cell in one.good]
    return one.rows(line)


def _far(one: List) -> bytes:
    def put(_book: Any, page: Any) -> None:
        page["A1048576"] = " "
        page["XFD1048576"] = "\u3000"

    return book(one.rows(), put)


FEET = (
    "以下空白",
    "（以下无）",
    "第1页 共3页",
    "共 35 人",
    "本村合计35人",
    "男：18　女：17",
    "村主任签字：",
    "单位：青树嘴镇卫生院",
    "接种人员：",
    "截至 2026-11-20",
    "注意：红色为必填",
    "复核：李四",
)


def _feet(one: List) -> Rows:
    return [*one.rows(), ["合计", "", "1"], ["注：本表一式两份"], ["填表人：张三", "", "审核人：李四"]]


def _damaged_text(one: List) -> bytes:
    content = text(one.rows(*([one.good] * 20)))
    letter = next(one for one in ("接", "村", "成") if one.encode() in content).encode()
    place = content.index(letter) if letter == "接".encode() else content.rindex(letter)
    return content[: place + 1] + content[place + 2 :]


def _locked(ends: str) -> Callable[[List], bytes]:
    return lambda _one: (BOOKS / f"locked.{ends}").read_bytes()


def _old(kind: str) -> Callable[[List], bytes]:
    return lambda one: (BOOKS / f"{one.name}-{kind}.xls").read_bytes()


def _prefixed(one: List) -> bytes:
    """As some programs write it: every name of the sheet with a prefix, and the error in words of its own."""

    def prefix(name: str, part: bytes) -> bytes:
        if not name.startswith("xl/worksheets/"):
            return part
        said = re.sub(rb"<(/?)([a-zA-Z])", rb"<\1x:\2", part)
        return said.replace(b'xmlns="', b'xmlns:x="')

    return with_parts(_error(one), prefix)


def _shown(format_: str, row: int = 3) -> Callable[[Any, Any], None]:
    """Every cell of a row in this format."""

    def put(_book: Any, page: Any) -> None:
        for cell in page[row]:
            cell.number_format = format_

    return put


def _rich(one: List) -> bytes:
    """Every word of the line in two pieces, the first one bold, and a link on it."""

    def put(_book: Any, page: Any) -> None:
        for cell in page[2]:
            words = str(cell.value)
            cell.value = CellRichText(TextBlock(InlineFont(b=True), words[:1]), words[1:])
            cell.hyperlink = "https://example.org/"

    return book(one.rows(), put)


# one day as programs write it
DAYS = (
    "%Y-%m-%dT00:00:00Z",
    "%Y-%m-%dT00:00:00+08:00",
    "%Y-%m-%dT00:00:00.000+0800",
    "%Y/%m/%d 星期二",
    "%Y年%m月%d号",
    "%Y年%m月%d日 08时30分",
    "%Y-%m-%d 上午 8:30",
    "%Y%m%d.0",
    "'%Y%m%d",
    "%Y %m %d",
    "\u200b%Y-%m-%d",
)


def _day_as(one: List, form: str) -> Rows:
    line: list[Any] = list(one.good)
    if one.day is not None:
        line[one.day] = datetime.fromisoformat(str(line[one.day])).strftime(form)
    return one.rows(line)


ZOO = (
    Animal("a plain workbook", lambda one: book(one.rows()), "one"),
    Animal(
        "title rows and a blank one",
        lambda one: book([["南县摸底名单"], [], *one.rows()]),
        "one",
        ("表头上面的第 1 行没有读",),
    ),
    Animal("a merged title and a heading of two rows", _merged_heading, "one", ("没有读",)),
    Animal(
        "headings with blanks, line ends and marks",
        lambda one: book([[f" {head[:1]}\n{head[1:]}*" for head in one.heads], one.good]),
        "one",
    ),
    Animal("days as days", lambda one: book(_days(one)), "one", needs_day=True),
    Animal("codes and telephones as numbers", lambda one: book(_numbers(one)), "one"),
    Animal(
        "a text that became a day",
        lambda one: book(one.with_cell(one.text, datetime(2026, 3, 2))),
        "named",
        ("成了日期（2026-03-02）", "设为“文本”"),
    ),
    Animal("a number of more than 15 digits", _long_number, "named", ("超过 15 位", "设为“文本”")),
    Animal("an error", _error, "named", ("错误值 #N/A",)),
    Animal("an error under prefixed names", _prefixed, "named", ("错误值 #N/A",)),
    Animal("TRUE", lambda one: book(one.with_cell(one.text, True)), "named", ("逻辑值 TRUE",)),
    Animal(
        "a formula never worked out",
        lambda one: book(one.with_cell(one.text, '="甲"&"乙"')),
        "named",
        ("没有算出结果的公式",),
    ),
    Animal("a fraction", lambda one: book(one.with_cell(one.text, 0.5)), "named", ("成了小数（0.5）",)),
    Animal(
        "a percentage", lambda one: book(one.with_cell(one.text, 0.35), _shown("0%")), "named", ("成了小数",)
    ),
    Animal(
        "a length of time",
        lambda one: book(one.with_cell(one.text, timedelta(hours=30)), _shown("[h]:mm")),
        "named",
        ("成了日期",),
    ),
    Animal(
        "text that had been a number in powers of ten",
        lambda one: book(one.with_cell(one.text, "4.30921E+17")),
        "named",
        ("超过 15 位",),
    ),
    Animal("an error written wide", lambda one: book(one.with_cell(one.text, "＃N/A")), "named", ("错误值",)),
    Animal(
        "a number shown with a unit or with commas",
        lambda one: book(_numbers(one), _shown('#,##0"号"', row=2)),
        "one",
    ),
    Animal("words in two colours, with a link", _rich, "one"),
    Animal(
        "Excel's sign of text before everything",
        lambda one: text(one.rows([f"'{cell}" for cell in one.good])),
        "one",
        (),
        "csv",
    ),
    Animal(
        "text carried past Excel",
        lambda one: text([one.heads, [f'="{cell}"' for cell in one.good]], comma="\t"),
        "one",
        (),
        "csv",
    ),
    Animal(
        "whole numbers with a nought behind",
        lambda one: text(
            one.rows([f"{cell}.0" if len(cell) > 10 and cell.isdecimal() else cell for cell in one.good])
        ),
        "one",
        (),
        "csv",
    ),
    *(
        Animal(
            f"a day as {form}",
            lambda one, form=form: book(_day_as(one, form)),  # type: ignore[misc]
            "one",
            needs_day=True,
        )
        for form in DAYS
    ),
    Animal(
        "a day without the format of one",
        lambda one: book(one.with_cell(one.day or 0, 44625)),
        "named",
        ("44625 是没有设成日期的数字", "设为“日期”"),
        needs_day=True,
    ),
    Animal(
        "half a day",
        lambda one: book(one.with_cell(one.day or 0, "2022-112")),
        "named",
        ("2022-112",),
        needs_day=True,
    ),
    Animal("a second sheet like the first", lambda one: book(one.rows(), 二村=one.rows(one.second)), "two"),
    Animal(
        "a sheet of notes", lambda one: book(one.rows(), 说明=[["怎么填"]]), "one", ("工作表“说明”没有读",)
    ),
    Animal(
        "a hidden sheet",
        lambda one: book(
            one.rows(),
            lambda made, _page: setattr(made["旧"], "sheet_state", "hidden"),
            旧=one.rows(one.second),
        ),
        "one",
        ("隐藏的工作表“旧”没有读",),
    ),
    Animal("nothing but hidden sheets", lambda one: _hidden(book(one.rows())), "refused", ("都是隐藏的",)),
    Animal(
        "a column nobody asked for",
        lambda one: book([[*row, "x"] if n else [*row, "身高"] for n, row in enumerate(one.rows())]),
        "one",
        ("没有读的列：身高",),
    ),
    Animal("blank lines between", lambda one: book([one.heads, [], one.good, [None] * 3, one.second]), "two"),
    Animal("blanks in the last corner", _far, "one"),
    Animal("a total, a note, a place to sign", lambda one: book(_feet(one)), "one", ("合计", "填表人")),
    *(
        Animal(
            f"a last row {words}", lambda one, words=words: book([*one.rows(), [words]]), "one", ("不是名单",)
        )
        for words in FEET
    ),
    Animal(
        "a row that numbers the columns",
        lambda one: book([one.heads, ["甲", *range(1, len(one.heads))], one.good]),
        "one",
        ("不是名单",),
    ),
    Animal(
        "the heading once more", lambda one: book([*one.rows(), one.heads, one.second]), "two", ("又是表头",)
    ),
    Animal("a sheet of Excel 97", _old("old"), "one", ("隐藏的工作表“藏”没有读",), "xls"),
    Animal("a sheet of WPS", _old("old"), "one", (), "et"),
    Animal("an error in a sheet of Excel 97", _old("old-errors"), "named", ("错误值 #N/A",), "xls"),
    Animal("a text file of GBK", lambda one: text(one.rows(), "gbk"), "one", (), "csv"),
    Animal("a text file with a mark", lambda one: text(one.rows(), "utf-8-sig"), "one", (), "csv"),
    Animal("a text file of UTF-16 with tabs", lambda one: text(one.rows(), "utf-16", "\t"), "one", (), "txt"),
    Animal("sep=", lambda one: text(one.rows(), "utf-8-sig", ";", "sep=;\r\n"), "one", (), "csv"),
    Animal("empty first lines", lambda one: text(one.rows(), "gbk", before="\r\n,,\r\n"), "one", (), "csv"),
    Animal(
        "a number written in powers of ten",
        lambda one: text(one.with_cell(one.text, "4.30921E+17")),
        "named",
        ("超过 15 位",),
        "csv",
    ),
    Animal(
        "a number with noughts for its end",
        lambda one: text(one.with_cell(one.text, "430921202203050000")),
        "named",
        ("超过 15 位",),
        "csv",
    ),
    Animal(
        "a door that became a day",
        lambda one: text(one.with_cell(one.text, "3月2日")),
        "named",
        ("成了日期",),
        "csv",
    ),
    Animal(
        "a letter that GBK does not have",
        lambda one: text(one.with_cell(one.text, "王?明"), "gbk"),
        "named",
        ("读不出的字",),
        "csv",
    ),
    Animal("a damaged text file", _damaged_text, "refused", ("第", "行有读不出的字"), "csv"),
    Animal("a workbook with a password", _locked("xlsx"), "refused", ("有密码，请先取消密码",)),
    Animal("an old workbook with a password", _locked("xls"), "refused", ("有密码，请先取消密码",), "xls"),
    Animal("half a workbook", lambda one: book(one.rows())[:3000], "refused", ("读不出表格",)),
    Animal(
        "a web page called a workbook",
        lambda _one: b"<html><table><tr><td>1</td></tr></table>",
        "refused",
        ("读不出表格",),
        "xls",
    ),
    Animal("an empty file", lambda _one: b"", "refused", ("读不出表格",), "csv"),
    Animal(
        "a needed column left out",
        lambda one: book([row[: one.needed] + row[one.needed + 1 :] for row in one.rows()]),
        "missing",
        ("缺少",),
    ),
    Animal(
        "a heading that stands twice",
        lambda one: book([[*row, row[one.needed]] for row in one.rows()]),
        "missing",
        ("有两个",),
    ),
)
