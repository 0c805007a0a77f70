"""What a table in a file is made of: pages, lines with the cells that cannot be taken, wrong cells, what was left out.
Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from fieldapp.ground.spreadsheets.cells import Cell, Column, Words

PAGE = 10_000_000  # more than a page has rows


class RowNumber(int):
    """The number of a row where several pages are read: another one on every page, and said as spreadsheets do,
    `二村!12`."""

    page: str

    def __new__(cls, number: int, nth: int, page: str) -> RowNumber:
        """Row `number` of the `nth` page (from 0) of that name."""
        made = super().__new__(cls, nth * PAGE + number)
        made.page = page
        return made

    def __str__(self) -> str:
        return f"{self.page}!{int(self) % PAGE}"

    def __format__(self, _spec: str) -> str:
        return str(self)


@dataclass(frozen=True)
class Page:
    """One page of a file: its rows that hold something, numbered as the spreadsheet shows them."""

    name: str
    rows: Sequence[tuple[int, Sequence[Cell]]]
    hidden: bool = False
    merged: Sequence[tuple[int, int, int, int]] = ()  # first row and column, last row and column


@dataclass(frozen=True)
class Wrong:
    """One wrong cell: line of the sheet, heading of its column, why in both languages, and of whom the line speaks.

    Where several pages are read, a line is written as spreadsheets do: `二村!12`.
    """

    line: int
    column: str
    zh: str
    en: str
    who: str = ""
    place: int | None = None  # of its column
    lost: bool = False  # what stands in the cell is not what was meant, and must not be taken for it

    def sentence(self, language: str = "zh") -> str:
        """The whole in one sentence: line, column, of whom, and why."""
        if language == "zh":
            about = f"{self.column}（{self.who}）" if self.who else self.column
            return f"第 {self.line} 行，{about}：{self.zh}"
        about = f"{self.column} ({self.who})" if self.who else self.column
        return f"Line {self.line}, {about}: {self.en}"


@dataclass(frozen=True)
class Line:
    """One line of a sheet: its number as the spreadsheet shows it, its cells as text by column name, and the cells
    that cannot be taken, which are empty there."""

    number: int
    cells: dict[str, str]
    faults: Mapping[str, Words] = field(default_factory=dict)
    heads: Mapping[str, tuple[str, int]] = field(
        default_factory=dict
    )  # column name → its heading here, its place

    def wrong(self, name: str, why: Words, who: str = "", *, lost: bool = False) -> Wrong:
        """What is wrong with the cell of a column, in the words of the sheet; `lost` as in `Wrong`."""
        heading, place = self.heads.get(name, (name, None))
        return Wrong(self.number, heading, *why, who=who, place=place, lost=lost)

    def all_faults(self, who: str = "") -> list[Wrong]:
        """Every cell of it that cannot be taken."""
        return [self.wrong(name, why, who, lost=True) for name, why in self.faults.items()]

    def in_its_words(self, one: Wrong, fields: Mapping[str, str], who: str) -> Wrong:
        """The same mistake under the sheet's own heading; `fields`: the column's name by the heading it has now."""
        heading, place = self.heads.get(fields.get(one.column, ""), (one.column, None))
        return replace(one, column=heading, who=who, place=place)


@dataclass(frozen=True)
class Table:
    """What was found: lines to read, what is wrong with the heading, and what was not read (Chinese, English)."""

    lines: list[Line] = field(default_factory=list)
    missing: list[Column] = field(default_factory=list)
    twice: list[tuple[str, str, str]] = field(default_factory=list)  # heading, letters of its two columns
    unread: list[Words] = field(default_factory=list)
    heading: int = 1  # the row in which the heading was found, or looked for
    width: int = 0  # of the heading, in cells
    titles: Sequence[str] = ()  # of the heading, in their places

    def wrong(self) -> list[Wrong]:
        """What is wrong with the heading; where there is anything, no line is read."""
        found = [Wrong(self.heading, one.zh, "缺少这一列", "this column is missing") for one in self.missing]
        for heading, first, second in self.twice:
            zh = f"这一列有两个（{first} 列和 {second} 列），请删去一个"
            en = f"this column stands twice ({first} and {second}); remove one"
            found.append(Wrong(self.heading, heading, zh, en))
        return found
