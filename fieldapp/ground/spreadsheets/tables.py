"""Finds the table in the pages of a file: its heading, its lines, and what lies beside it and is not read. Pure.

The heading is the first row that holds the columns that are needed. Further pages with such a heading are read too.
What is left out is said, sentence by sentence: rows above, other pages, columns nobody asked for, rows of a total, of
notes and of signatures.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fieldapp.ground.parsing import column_letter, plain
from fieldapp.ground.spreadsheets.cells import DAY, TEXT, Cell, Column, Words, fault_in, title_of
from fieldapp.ground.spreadsheets.lines import Line, Page, RowNumber, Table

LOOKED_AT = 60  # rows in which a heading is looked for
MOST_NAMED = 8  # columns or rows named in one sentence
FOOT = re.compile(
    r"[(]?(合计|总计|小计|共计|累计|总数|总人数|本[村页镇]|填表人?|填报人?|制表|登记人|审核|复核|校对|统计|负责人|主管|领导|经办"
    r"|村主任|村书记|村干部|村医|摸底(人|员)|接种人员|调查人|打印|截[至止]|数据来源|来源[:]|单位[(负盖:]|联系人|日期[:]|时间[:]"
    r"|填表日期|报告人|签[字名]|盖章|公章|备注[:]|注[:]|注意|说明[:]|附注|以下(空白|无|为空)|第\d+页|共\d+|男[:\d]|女[:\d])"
)
NUMBERING = re.compile(r"[甲乙丙丁戊]|[A-Z]|[(]?\d{1,2}[)]?")
BEHIND = re.compile(r"[(/、,;:\d*].*\Z")


def text_page(rows: Sequence[Sequence[str]]) -> Page:
    """A page of rows that are text."""
    return Page("", [(n, [Cell(cell) for cell in row]) for n, row in enumerate(rows, start=1)])


def find_table(pages: Sequence[Page], columns: Sequence[Column]) -> Table:
    """The table that stands on these pages under a heading with the needed ones of `columns`."""
    whole = [(page, _Heading.of(page, columns)) for page in pages if not page.hidden]
    read = [(page, head) for page, head in whole if head and not head.missing(columns)]
    unread = [_not_read(page, None) for page in pages if page.hidden and page.rows]
    if not read:
        near = max((head for _page, head in whole if head), key=lambda head: len(head.places), default=None)
        gone = near.missing(columns) if near else [one for one in columns if one.needed]
        row, titles = (near.row, near.titles) if near else (1, [])
        return Table(missing=gone, unread=unread, heading=row, titles=titles)
    unread = [
        _not_read(page, head)
        for page, head in whole
        if (page, head) not in read and page.rows and not _is_guide(page)
    ] + unread
    twice = [one for page, head in read for one in head.twice(columns)]
    lines: list[Line] = []
    for nth, (page, head) in enumerate(read):
        some, said = _lines(page, head, columns, nth if len(read) > 1 else None)
        lines += some
        unread += said
    head = read[0][1]
    return Table([] if twice else lines, [], twice, unread, head.row, len(head.titles), head.titles)


def _is_guide(page: Page) -> bool:
    """Whether this is the page of our own empty form that says how to fill it in: nobody wrote anything there."""
    return not page.hidden and tuple(cell.said for cell in page.rows[0][1]) in (GUIDE, GUIDE_EN)


def _not_read(page: Page, head: _Heading | None) -> Words:
    if page.hidden:
        return f"隐藏的工作表“{page.name}”没有读", f"the hidden sheet {page.name} was not read"
    return (
        f"工作表“{page.name}”没有读：没有需要的表头",
        f"the sheet {page.name} was not read: it lacks the heading",
    )


GUIDE = ("列", "可以写", "说明")  # the heading of that page of an empty form
GUIDE_EN = ("Column", "May say", "What it means")


@dataclass(frozen=True)
class _Heading:
    """A heading row: its number, its titles, and where each column stands."""

    row: int
    titles: list[str]
    places: dict[str, int]

    @classmethod
    def of(cls, page: Page, columns: Sequence[Column]) -> _Heading | None:
        """The first row with all needed columns, else the one with most; of rows merged into one heading the last."""
        best: _Heading | None = None
        for number, cells in _filled_down(page)[:LOOKED_AT]:
            titles = [cell.said for cell in cells]
            head = cls(number, titles, places_of(titles, columns))
            if best and not best.missing(columns):
                if head.missing(columns) or number != best.row + 1 or not best.goes_on(head, columns):
                    return best
                best = head
            elif best is None or len(head.places) > len(best.places) or not head.missing(columns):
                best = head
        return best

    def missing(self, columns: Sequence[Column]) -> list[Column]:
        """Needed columns that it does not have."""
        have = self.places
        return [one for one in columns if one.needed and one.name not in have and one.instead not in have]

    def goes_on(self, below: _Heading, columns: Sequence[Column]) -> bool:
        """Whether the row below is the second one of the same heading."""
        names = [one.name for one in columns if one.needed and one.name in self.places]
        return all(self.places[name] == below.places.get(name) for name in names)

    def twice(self, columns: Sequence[Column]) -> list[tuple[str, str, str]]:
        """Headings that stand there twice, or that mean one needed column by two names: nobody can tell which one is
        meant."""
        needed = {word: one.name for one in columns if one.needed for word in one.known_as()}
        titles = [title_of(title) for title in self.titles]
        means = [needed.get(title, title) for title in titles]
        found = []
        for place, title in enumerate(titles):
            if title and means[place] in means[:place] and places_of([self.titles[place]], columns):
                first = column_letter(means.index(means[place]))
                found.append((self.titles[place], first, column_letter(place)))
        return found


def places_of(titles: Sequence[str], columns: Sequence[Column]) -> dict[str, int]:
    """Where each column stands: under a heading that is one of its names, or one of them with something behind it,
    as 户籍(本县/县外) or 联系电话1."""
    found: dict[str, int] = {}
    for whole in (True, False):
        known = [title_of(title) if whole else BEHIND.sub("", title_of(title)) for title in titles]
        for column in columns:
            names = column.known_as()
            for place, title in enumerate(known):
                if title and title in names and column.name not in found and place not in found.values():
                    found[column.name] = place
    return found


def _filled_down(page: Page) -> list[tuple[int, list[Cell]]]:
    """The rows of a page with a cell that is merged over several rows standing in each of them."""
    rows = {number: list(cells) for number, cells in page.rows}
    for top, left, bottom, _right in page.merged:
        cell = next((cells[left] for n, cells in rows.items() if n == top and left < len(cells)), Cell(""))
        for number in range(top + 1, bottom + 1) if cell.said else ():
            cells = rows.get(number)
            if cells is not None:
                cells += [Cell("")] * (left + 1 - len(cells))
                cells[left] = cell if not cells[left].said else cells[left]
    return sorted(rows.items())


def _lines(
    page: Page, head: _Heading, columns: Sequence[Column], nth: int | None
) -> tuple[list[Line], list[Words]]:
    """The lines under a heading, and what of the page was not read; `nth`: its place where there are several."""
    holds = {column.name: column.holds for column in columns}
    heads = {name: (_one_line(head.titles[place]), place) for name, place in head.places.items()}
    lines: list[Line] = []
    above, feet, again = [], [], []
    for number, cells in _filled_down(page):
        said = {name: cells[at] if at < len(cells) else Cell("") for name, at in head.places.items()}
        if number < head.row:
            above += [number] if any(cell.said for cell in cells) else []
        elif number > head.row and any(cell.said for cell in said.values()):
            if all(
                title_of(cell.said) == title_of(heads[name][0]) for name, cell in said.items() if cell.said
            ):
                again.append(number)
            elif _is_foot(cells, said, columns, page, number) or (not lines and _is_numbering(cells)):
                feet.append((number, next(cell.said for cell in cells if cell.said)))
            else:
                where = number if nth is None else RowNumber(number, nth, page.name)
                lines.append(_line(where, said, holds, heads))
        elif number > head.row and _is_foot(cells, said, columns, page, number):
            feet.append((number, next(cell.said for cell in cells if cell.said)))
    return lines, _said_of("" if nth is None else page.name, above, again, feet, _columns_left(head))


def _line(
    number: int, said: Mapping[str, Cell], holds: Mapping[str, str], heads: Mapping[str, tuple[str, int]]
) -> Line:
    faults = {name: why for name, cell in said.items() if (why := fault_in(cell, holds.get(name, TEXT)))}
    cells = {
        name: "" if name in faults else _as_read(cell, holds.get(name, TEXT)) for name, cell in said.items()
    }
    return Line(number, cells, faults, heads)


def _as_read(cell: Cell, holds: str) -> str:
    return cell.said[:10] if cell.kind == DAY and holds == DAY else cell.said


def _is_foot(
    cells: Sequence[Cell], said: Mapping[str, Cell], columns: Sequence[Column], page: Page, number: int
) -> bool:
    """Whether a row is a total, a note or a place to sign: it begins as such, and lacks what each line must have."""
    have = {name for name, cell in said.items() if cell.said}
    if all({one.name, one.instead} & have for one in columns if one.needed):
        return False
    filled = [(place, plain(cell.said)) for place, cell in enumerate(cells) if cell.said]
    if not filled:
        return False
    place, words = filled[0]
    wide = any(top == number and left <= place < right for top, left, _b, right in page.merged)
    return bool(FOOT.match("".join(words.split()))) or (wide and len(filled) == 1)


def _is_numbering(cells: Sequence[Cell]) -> bool:
    """Whether a row under a heading numbers its columns, as 甲 乙 1 2 3 on official forms."""
    words = [plain(cell.said) for cell in cells if cell.said]
    numbers = [int(word.strip("()")) for word in words if word.strip("()").isdecimal()]
    if len(words) < 3 or not all(NUMBERING.fullmatch(word) for word in words):
        return False
    return numbers == list(range(1, len(numbers) + 1)) and len(set(words)) == len(words)


def _columns_left(head: _Heading) -> list[str]:
    taken = set(head.places.values())
    return [_one_line(title) for place, title in enumerate(head.titles) if title and place not in taken]


def _one_line(title: str) -> str:
    return " ".join(plain(title).split())


def _said_of(
    sheet: str, above: list[int], again: list[int], feet: list[tuple[int, str]], left: list[str]
) -> list[Words]:
    """The sentences about what was not read on a page."""
    zh, en = (f"工作表“{sheet}”", f"sheet {sheet}, ") if sheet else ("", "")
    said: list[Words] = []
    if above:
        said.append(
            (
                f"{zh}表头上面的第 {_list(above)} 行没有读",
                f"{en}rows above the heading were not read: {_list(above)}",
            )
        )
    if again:
        said.append(
            (
                f"{zh}第 {_list(again)} 行又是表头，没有读",
                f"{en}headings repeated were not read: rows {_list(again)}",
            )
        )
    for number, words in feet[:MOST_NAMED]:
        said.append(
            (
                f"{zh}第 {number} 行（{words[:20]}）不是名单，没有读",
                f"{en}row {number} ({words[:20]}) is no line of the list",
            )
        )
    if len(feet) > MOST_NAMED:
        more = _list([number for number, _words in feet[MOST_NAMED:]])
        said.append((f"{zh}第 {more} 行不是名单，没有读", f"{en}rows {more} are no lines of the list"))
    if left:
        names = "、".join(left[:MOST_NAMED]) + ("…" if len(left) > MOST_NAMED else "")
        said.append((f"{zh}没有读的列：{names}", f"{en}columns not read: {names}"))
    return said


def _list(numbers: Sequence[int]) -> str:
    return "、".join(map(str, numbers[:MOST_NAMED])) + (" 等" if len(numbers) > MOST_NAMED else "")
