"""What a cell of a sheet holds, and what makes it none: each kind of fault is named here and nowhere else. Pure.

A spreadsheet keeps text, numbers, days, truth values and errors, and changes one into the other behind the writer's
back: a number of more than 15 digits loses its end, a door 3-2 becomes a day, a day in a cell without a format is a
number. None of that is ever taken for a value; the words say what to do in the spreadsheet.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import NamedTuple

from fieldapp.ground.parsing import plain, read_day

TEXT, NUMBER, DAY = "text", "number", "day"  # what a column holds; a cell is one of these, or one of the next
TIME, TRUTH, ERROR, UNSOLVED = "time", "truth", "error", "unsolved"
MOST_DIGITS = 15  # of a number cell; Excel keeps no more
SERIALS = range(10_000, 80_000)  # days from 1927 to 2119, as a spreadsheet counts them

ERRORS = re.compile(r"#(N/A|VALUE!|REF!|DIV/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!|GETTING_DATA)\Z|#{3,}\Z")
NOTHING = frozenset(
    ("NULL", "null", "(null)", "<null>", "None", "NaN", "undefined", "N/A", "\\N")
)  # what programs write for an empty cell
CARRIED = re.compile(r'="([^"]*)"\Z')  # how text is carried past Excel in a text file
COUNTED = re.compile(r"(\d{5,})\.0\Z", re.ASCII)  # a code or a telephone that a program took for a number
WRITTEN_POWER = re.compile(r"\d(\.\d+)?E\+\d{1,2}\Z", re.IGNORECASE)
POWER = re.compile(r"[-+]?\d(\.\d+)?E\+?\d+\Z", re.IGNORECASE)
DAY_LIKE = re.compile(r"\d{1,2}月\d{1,2}日\Z|\d{1,2}-[A-Z][a-z]{2}(-\d{2,4})?\Z|[A-Z][a-z]{2}-\d{2}\Z")
FULL_DAY = re.compile(r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?( 0?0:00(:00)?)?\Z")
AS_TEXT = (
    "请在 Excel 里把这一列的单元格格式设为“文本”，再重新填写",
    "set this column's format to Text in Excel, then type it again",
)
Words = tuple[str, str]


class Cell(NamedTuple):
    """One cell: what a person reads in it, and which kind of cell it is."""

    said: str
    kind: str = TEXT


@dataclass(frozen=True)
class Column:
    """One column: the name code uses, its headings, other headings it is known by, and whether it must be there.

    Args:
        holds: `text` (codes, numbers, phones, doors, names), `day` or `number`.
        instead: the name of a column that may stand in a needed one's place.
        choices: the answers of a column that has fixed ones, as a form offers them; other ways of writing them may be
            read as well.
        kept: what stands in it when the form goes out is not typed over; the spreadsheet refuses it.
    """

    name: str
    zh: str
    en: str
    needed: bool = False
    also: tuple[str, ...] = ()
    holds: str = TEXT
    instead: str = ""
    choices: tuple[Words, ...] = ()
    kept: bool = False

    def known_as(self) -> set[str]:
        """Every heading that means this column."""
        return {title_of(heading) for heading in (self.name, self.zh, self.en, *self.also)}


def title_of(heading: str) -> str:
    """A heading as headings are compared: no blanks, line ends or marks, one width, one case."""
    words = "".join(plain(heading).split()).strip("*:")
    return "".join(one for one in words if unicodedata.category(one) != "Cf").casefold()


def text_cell(said: str, *, from_text_file: bool = False) -> Cell:
    """A cell that came as text; a text file keeps of every other kind only how it looked. What other programs put
    around a text, or in place of none, is no part of it."""
    said = _unwrapped(said)
    if said[:1] == "＃":
        said = plain(said) if ERRORS.match(plain(said)) else said
    if said[:1] == "#" and ERRORS.match(said):
        return Cell(said, ERROR)
    if said in ("TRUE", "FALSE"):
        return Cell(said, TRUTH)
    if WRITTEN_POWER.match(said):
        return Cell(said, NUMBER)
    if from_text_file and (POWER.match(said) or _ends_in_noughts(said)):
        return Cell(said, NUMBER)
    return Cell(said, DAY) if from_text_file and DAY_LIKE.match(said) else Cell(said)


def _unwrapped(said: str) -> str:
    """The text without a mark of byte order, Excel's sign that it is text, or a nought behind a whole number."""
    words = said.strip("\ufeff\u200b \t\xa0\u3000")
    carried = CARRIED.match(words)
    words = carried[1] if carried else words
    if words[:1] == "'":
        words = words[1:]
    counted = COUNTED.match(words)
    return "" if words in NOTHING else counted[1] if counted else words


def _ends_in_noughts(said: str) -> bool:
    """A number of more digits than Excel keeps, with noughts where the lost ones stood."""
    return (
        said.isascii() and said.isdecimal() and len(said) > MOST_DIGITS and not said[MOST_DIGITS:].strip("0")
    )


def fault_in(cell: Cell, holds: str) -> Words | None:
    """Why this cell cannot be taken in a column that holds text, days or numbers; None when it can."""
    if not cell.said:
        return None
    if cell.kind in PLAIN_FAULTS:
        zh, en = PLAIN_FAULTS[cell.kind]
        return zh.format(cell.said), en.format(cell.said)
    if "\ufffd" in cell.said:
        return (
            f"“{cell.said}”里有读不出的字，请重新填写",
            f"{cell.said} holds a letter that was lost; type it again",
        )
    if cell.kind == NUMBER and _lost_its_end(cell.said):
        zh, en = AS_TEXT
        return (
            f"超过 {MOST_DIGITS} 位的数字，Excel 已丢掉末尾几位（现为 {cell.said}）：{zh}",
            f"a number of more than {MOST_DIGITS} digits has lost its end ({cell.said}): {en}",
        )
    if holds == NUMBER and cell.kind == NUMBER:
        return None
    return _fault_of_day(cell) if holds == DAY else _fault_of_text(cell)


PLAIN_FAULTS = {
    ERROR: (
        "是错误值 {}，请在 Excel 里改正公式，或直接填写",
        "is the error {}; mend the formula or type the value",
    ),
    TRUTH: (
        "是逻辑值 {}，不是填写的内容，请重新填写",
        "is the truth value {}, nothing that was filled in; type it again",
    ),
    UNSOLVED: (
        "是没有算出结果的公式，请用 Excel 或 WPS 打开、保存一次，或直接填写",
        "is a formula without a result; open and save the file in Excel, or type the value",
    ),
}


def _lost_its_end(said: str) -> bool:
    if POWER.match(said):
        return True
    return len(said.lstrip("-").partition(".")[0]) > MOST_DIGITS


def _fault_of_text(cell: Cell) -> Words | None:
    if cell.kind in (DAY, TIME) or (cell.said[0].isdigit() and FULL_DAY.match(cell.said)):
        zh, en = AS_TEXT
        return f"成了日期（{cell.said}）：{zh}", f"has become a day ({cell.said}): {en}"
    if cell.kind == NUMBER and "." in cell.said:
        zh, en = AS_TEXT
        return f"成了小数（{cell.said}）：{zh}", f"has become a fraction ({cell.said}): {en}"
    return None


def _fault_of_day(cell: Cell) -> Words | None:
    if cell.kind == TIME:
        return f"是时间 {cell.said}，不是日期，请重新填写", f"is the time {cell.said}, no day; type it again"
    if read_day(cell.said) or not (cell.said.isascii() and cell.said.isdecimal()):
        return None
    if int(cell.said) in SERIALS:
        return (
            f"{cell.said} 是没有设成日期的数字：请在 Excel 里把这一列的单元格格式设为“日期”，看清日子后再存",
            f"{cell.said} is a number that is not shown as a day: set this column's format to Date in Excel, "
            "look at the days, then save",
        )
    return None
