"""The official sheets as a workbook for Excel and WPS: a page a unit, A4 landscape. Decides the look only.

Counts and shares are numbers to reckon with; the share of nothing is its dash; every text is text.
"""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from typing import Any

from fieldapp.campaigns.detail_table.workbook import page_foot
from fieldapp.campaigns.papers.layout import Cell, Foot, Paper, head_lines
from fieldapp.ground.showing import EMPTY
from fieldapp.ground.spreadsheets.writing import new_book

A4 = 9
FIRST_WIDTH, WIDTH = 16, 6.5
ON_ONE_PAGE = 44  # lines; a longer sheet goes on, its heading repeated
FORBIDDEN = "[]:*?/\\'"
LEFT, RIGHT = {"align": "left"}, {"align": "right"}


def paper_workbook(papers: Iterable[Paper], name: str) -> bytes:
    """The file's bytes; `name` of the file stands in the foot of its pages."""
    target = BytesIO()
    book = new_book(target)
    looks = _looks(book)
    taken: set[str] = set()
    for paper in papers:
        sheet = book.add_worksheet(_sheet_name(paper, taken))
        _write_paper(sheet, paper, looks)
        _for_print(sheet, paper, name)
    book.close()
    return target.getvalue()


def _looks(book: Any) -> dict[str, Any]:
    cell = {"border": 1, "align": "center", "valign": "vcenter", "font_size": 9, "font_name": "宋体"}
    plain = {"font_size": 9, "font_name": "宋体", "valign": "vcenter"}
    said = {
        "title": {"bold": True, "font_size": 14, "align": "center", "font_name": "宋体"},
        "head": cell | {"bold": True, "text_wrap": True},
        "name": cell | LEFT,
        "count": cell,
        "share": cell | {"num_format": "0.00"},
        "left": plain,
        "right": plain | RIGHT,
        "middle": plain | {"align": "center"},
        "note": plain | {"text_wrap": True, "valign": "top"},
    }
    said |= {f"{name}_total": said[name] | {"bold": True} for name in ("name", "count", "share")}
    return {name: book.add_format(look) for name, look in said.items()}


def _sheet_name(paper: Paper, taken: set[str]) -> str:
    """A name Excel takes, one for each page: the unit's, the sheet's before it."""
    plain = "".join(letter for letter in paper.unit if letter not in FORBIDDEN)
    name, n = f"{paper.name} {plain}"[:31], 1
    while name.casefold() in taken:
        n += 1
        name = f"{paper.name} {plain}"[: 30 - len(str(n))] + f"~{n}"
    taken.add(name.casefold())
    return name


def _write_paper(sheet: Any, paper: Paper, looks: dict[str, Any]) -> None:
    last = len(paper.columns)
    sheet.set_column(0, 0, FIRST_WIDTH)
    sheet.set_column(1, last, WIDTH)
    sheet.merge_range(0, 0, 0, last, paper.title, looks["title"])
    for number, line in enumerate(_by_three(paper.facts), start=1):
        _spread(sheet, number, last, line, looks)
    top = 1 + len(_by_three(paper.facts))
    body = top + _write_heads(sheet, top, paper, looks["head"])
    for number, row in enumerate(paper.rows, start=body):
        bold = "_total" if row.kind == "total" else ""
        sheet.write_string(number, 0, row.name, looks[f"name{bold}"])
        for place, value in enumerate(row.cells, start=1):
            write_cell(sheet, number, place, value, looks[f"count{bold}"], looks[f"share{bold}"])
    sheet.freeze_panes(body, 1)
    sheet.repeat_rows(top, body - 1)
    at = _write_notes(sheet, body + len(paper.rows), last, paper, looks)
    _write_foot(sheet, at, last, paper.foot, looks)


def write_cell(sheet: Any, row: int, column: int, value: Cell, look: Any, share: Any) -> None:
    """Counts and shares as numbers; a dash and words as text."""
    if isinstance(value, int):
        sheet.write_number(row, column, value, look)
    elif value in ("", EMPTY):
        sheet.write_string(row, column, value, look)
    else:
        sheet.write_number(row, column, float(value), share)


def _by_three(facts: tuple[str, ...]) -> list[tuple[str, ...]]:
    return [facts[start : start + 3] for start in range(0, len(facts), 3)]


def _spread(sheet: Any, row: int, last: int, words: tuple[str, ...], looks: dict[str, Any]) -> None:
    """Three texts over the width: left, middle, right."""
    cuts = [0, last * 2 // 5, last * 3 // 4, last + 1]
    for place, (text, look) in enumerate(zip(words, ("left", "middle", "right"), strict=False)):
        sheet.merge_range(row, cuts[place], row, cuts[place + 1] - 1, text, looks[look])


def _write_heads(sheet: Any, top: int, paper: Paper, look: Any) -> int:
    """The lines of the heading; how many they are."""
    lines = head_lines(paper.columns)
    _merge(sheet, top, 0, top + len(lines) - 1, 0, paper.corner, look)
    taken: set[tuple[int, int]] = set()
    for number, line in enumerate(lines):
        place = 1
        for head in line:
            while (number, place) in taken:
                place += 1
            _merge(
                sheet,
                top + number,
                place,
                top + number + head.down - 1,
                place + head.across - 1,
                head.words,
                look,
            )
            taken |= {
                (number + down, place + over) for down in range(head.down) for over in range(head.across)
            }
            place += head.across
    return len(lines)


def _merge(sheet: Any, top: int, left: int, bottom: int, right: int, words: str, look: Any) -> None:
    if (top, left) == (bottom, right):
        sheet.write_string(top, left, words, look)
    else:
        sheet.merge_range(top, left, bottom, right, words, look)


def _write_notes(sheet: Any, at: int, last: int, paper: Paper, looks: dict[str, Any]) -> int:
    """Rates, what is unknown, notes; the next free row."""
    for text in (paper.rates_line, paper.unknown_words, *paper.notes):
        if text:
            sheet.merge_range(at, 0, at, last, text, looks["note"])
            sheet.set_row(at, 12.5 * _lines(text, last))
            at += 1
    return at


def _lines(text: str, last: int) -> int:
    """How many lines a note takes over the width of the sheet."""
    room = (FIRST_WIDTH + WIDTH * last) * 0.9
    return 1 + int(sum(2 if ord(letter) > 0x2E7F else 1 for letter in text) // room)


def _write_foot(sheet: Any, at: int, last: int, foot: Foot, looks: dict[str, Any]) -> None:
    """Vaccine by batch, the facts, where it is signed; the vaccine's columns share out the sheet's."""
    widths = [3, 3, 3, 2, *[1] * (len(foot.heads) - 4)]
    cuts = [0]
    for width in widths:
        cuts.append(cuts[-1] + width)
    cuts = [min(round(cut * (last + 1) / cuts[-1]), last + 1) for cut in cuts]
    for number, line in enumerate((foot.heads, *foot.vaccine), start=at):
        for place, value in enumerate(line):
            left, right = cuts[place], cuts[place + 1] - 1
            if number > at and place == len(line) - 1:  # the factor, a share like those above
                write_cell(sheet, number, left, value, looks["count"], looks["share"])
            else:
                _write_wide(sheet, number, left, right, value, looks, head=number == at)
    sheet.set_row(at, 26)
    at += 1 + len(foot.vaccine)
    for line in (foot.facts, foot.signs):
        sheet.merge_range(at, 0, at, last, "　　".join(line), looks["left"])
        sheet.set_row(at, 20)
        at += 1


def _write_wide(
    sheet: Any, row: int, left: int, right: int, value: Cell, looks: dict[str, Any], head: bool
) -> None:
    """A cell over several columns: a number as a number, all else as text."""
    look = looks["head" if head else "count"]
    if left < right:
        sheet.merge_range(row, left, row, right, "", look)
    if isinstance(value, int):
        sheet.write_number(row, left, value, look)
    else:
        sheet.write_string(row, left, value, look)


def _for_print(sheet: Any, paper: Paper, name: str) -> None:
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.set_margins(left=0.4, right=0.4, top=0.4, bottom=0.6)
    sheet.center_horizontally()
    sheet.fit_to_pages(1, 1 if len(paper.rows) <= ON_ONE_PAGE else 0)
    sheet.set_footer(page_foot(name))
