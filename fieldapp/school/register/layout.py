"""How the register is laid out on paper: its title, heads, widths, legend and where it is signed. Pure.

A4 landscape: 50 columns between margins of 7 mm (docs/forms.md).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from fieldapp.school.register.lines import AFTER, BEFORE, Line, groups, number_in
from fieldapp.school.register.marks import NAMES, NOT_DUE
from fieldapp.school.slots import COLUMNS

WIDTHS = {  # mm
    **{"no": 5, "name": 11, "sex": 4, "born": 7, "code": 9, "class": 8.4, "entered": 8.4, "registered": 5},
    **{"guardian": 9, "phone": 9.4, "address": 9.4, "clinic": 9, "certificate": 5.4, "assessment": 10},
    **{"complete": 8, "reissued": 7, "noticed": 7, "caught_up": 7, "second": 8.4, "note": 16.6},
}
ENGLISH_WIDTHS = WIDTHS | {  # words are longer, and break at their ends
    **{
        "name": 13,
        "class": 8,
        "registered": 8.6,
        "guardian": 11,
        "address": 13.4,
        "clinic": 14,
        "assessment": 14,
    },
    **{"complete": 13.2, "note": 15},
}
MARK_WIDTH, ENGLISH_MARK_WIDTH = 4.0, 3.2
LETTER = 1.3  # mm of a Latin letter or figure on the PDF, a little more than it is
LONG = re.compile(r"[^\s⺀-\U0010ffff]+")  # what no line breaks: Latin letters and figures
MAY_BREAK, IN_A_WORD = "\u200b", "\u00ad"  # a line that ends in a word says so by a hyphen


@dataclass(frozen=True)
class Title:
    """What stands over and under a register: the file's name, title, facts under it, and who checked."""

    name: str
    language: str
    title: str
    facts: Sequence[str]
    checkers: Sequence[str]


@dataclass(frozen=True)
class Head:
    """A cell of the heading, over so many columns and lines."""

    words: str
    across: int = 1
    down: int = 1


def heads(language: str) -> tuple[list[Head], list[Head]]:
    """Both lines of the heading. A vaccine with a single column reaches down."""
    at = 1 if language == "zh" else 2
    first = [Head(column[at], 1, 2) for column in BEFORE]
    second = []
    place = 0
    for words, many in groups(language):
        numbers = [number_in(column.id) for column in COLUMNS[place : place + many]]
        first.append(Head(words, many, 1 if numbers != [""] else 2))
        second += [Head(number) for number in numbers if numbers != [""]]
        place += many
    return [*first, *(Head(column[at], 1, 2) for column in AFTER)], second


def widths(language: str) -> list[float]:
    """Of all columns in mm."""
    own, mark = (WIDTHS, MARK_WIDTH) if language == "zh" else (ENGLISH_WIDTHS, ENGLISH_MARK_WIDTH)
    before, after = ([own[column[0]] for column in some] for some in (BEFORE, AFTER))
    return [*before, *[mark] * len(COLUMNS), *after]


def cells_of(line: Line, marks: Mapping[str, str]) -> list[str]:
    """A line's cells from left to right: words, marks, words."""
    before, after = ([line.said[column[0]] for column in some] for some in (BEFORE, AFTER))
    return [*before, *(marks[line.marks.get(column.id, NOT_DUE)] for column in COLUMNS), *after]


def broken(cells: Sequence[str], language: str) -> Iterator[str]:
    """Cells in which a long word or number may be broken where its column ends."""
    for words, width in zip(cells, widths(language), strict=True):
        room = max(int(width / LETTER), 1)
        yield LONG.sub(partial(_in_pieces, room, language), words)


def _in_pieces(room: int, language: str, found: re.Match[str]) -> str:
    in_a_word = language != "zh" and not any(map(str.isdigit, found[0]))
    return (IN_A_WORD if in_a_word else MAY_BREAK).join(_pieces(found[0], room))


def _pieces(word: str, room: int) -> list[str]:
    if len(word) <= room:
        return [word]
    pieces = [piece for part in re.findall(r"[^-]+-?|-", word) for piece in _cut(part, room)]
    lines: list[str] = []
    for piece in pieces:
        if lines and len(lines[-1]) + len(piece) <= room:
            lines[-1] += piece
        else:
            lines.append(piece)
    return lines


def _cut(word: str, room: int) -> list[str]:
    return [word[start : start + room] for start in range(0, len(word), room)]


def legend(marks: Mapping[str, str], language: str) -> str:
    """What each mark means."""
    at = 0 if language == "zh" else 1
    blank = ("空白", "blank")[at]
    said = [f"{marks[state] or blank} {words[at]}" for state, words in NAMES.items()]
    return ("符号：", "Marks: ")[at] + "　".join(said)


def assumption(language: str) -> str:
    """Where a mark comes from that no dose stands behind."""
    if language == "zh":
        return "没有录入接种史的，按接种单位的评估结果和年龄记“已种”。"
    return (
        "Where no doses are entered, what is due by age counts as given as far as the clinic assessed it so."
    )


def signs(checkers: Sequence[str], language: str) -> list[str]:
    """Where it is signed."""
    names = "、".join(checkers)
    if language == "zh":
        return [f"查验人：{names}", "日期：", "单位（章）："]
    return [f"Checked by: {names}", "Day:", "School (stamp):"]


def as_said(lines: Sequence[Line], marks: Mapping[str, str], language: str) -> list[str]:
    """All cells of all lines, one after another, as the PDF takes them."""
    return [cell for line in lines for cell in broken(cells_of(line, marks), language)]
