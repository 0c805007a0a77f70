"""A Word report's tables brought to the page: each as wide as its text, numbers to the right, heads on every page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from fieldapp.survey.report.content import widths_of
from fieldapp.survey.tables.chart import letters

EMU = 635  # a twentieth of a point
LETTER, CAPITAL = 115, 145  # of nine points, in a wide face
SIDE, PADDING = 60, 130  # beside a cell's words; on both sides, with its lines
RUN = re.compile(r"[!-~]+")
MOST = 85  # of a hundred, for the numbers of a table that has words too


def fit(document: Any, heads: Iterable[Sequence[str]]) -> None:
    """Bring the tables that begin with one of these heads to the width of the text; others are the county's own."""
    section, known = document.sections[0], {tuple(one) for one in heads}
    wide = (section.page_width - section.left_margin - section.right_margin) // EMU
    for table in document.tables:
        lines = [[_text(cell) for cell in row.tc_lst] for row in table._tbl.tr_lst]
        if lines and tuple(lines[0]) in known and len({len(line) for line in lines}) == 1:
            _fit(table, lines, wide)


def _fit(table: Any, lines: list[list[str]], wide: int) -> None:
    words = widths_of(lines)
    columns = _columns(lines, words, wide)
    table.autofit = False
    _narrow_sides(table)
    grid = table._tbl.tblGrid
    for one in list(grid):
        grid.remove(one)
    for width in columns:
        grid.add_gridCol().w = width * EMU
    for place, row in enumerate(table._tbl.tr_lst):
        row.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        if place == 0:
            row.trPr.append(OxmlElement("w:tblHeader"))
        for cell, width, in_words in zip(row.tc_lst, columns, words, strict=True):
            cell.width = width * EMU
            for paragraph in cell.p_lst if not in_words else ():
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _narrow_sides(table: Any) -> None:
    """Less room beside the words of every cell, so that a machine with wider faces breaks no number."""
    sides = OxmlElement("w:tblCellMar")
    for name in ("w:left", "w:right"):
        side = OxmlElement(name)
        side.set(qn("w:w"), str(SIDE))
        side.set(qn("w:type"), "dxa")
        sides.append(side)
    table._tbl.tblPr.find(qn("w:tblLayout")).addnext(sides)


def _columns(lines: list[list[str]], words: Sequence[int], wide: int) -> list[int]:
    """The width of each column: of numbers what they need, of words their part of the rest."""
    need = [_longest(*column) * LETTER + PADDING for column in zip(*lines, strict=True)]
    numbers = sum(one for one, in_words in zip(need, words, strict=True) if not in_words)
    if not any(words) or numbers > wide * MOST // 100:
        return [one * wide // sum(need) for one in need]
    rest, parts = wide - numbers, sum(words)
    found = [rest * part // parts if part else one for one, part in zip(need, words, strict=True)]
    for place, column in enumerate(zip(*lines, strict=True)):
        lacks = _unbroken(column) - found[place] if words[place] else 0
        widest = max(range(len(found)), key=found.__getitem__)
        if lacks > 0 and found[widest] - lacks > _unbroken([line[widest] for line in lines]):
            found[place], found[widest] = found[place] + lacks, found[widest] - lacks
    return found


def _unbroken(column: Sequence[str]) -> int:
    """What a column needs so that no Latin word or code is broken: RI_COVG_01."""
    return max((len(run) for cell in column for run in RUN.findall(cell)), default=0) * CAPITAL + PADDING


def _longest(head: str, *cells: str) -> int:
    """The letters of the longest cell; a head may stand on several lines."""
    return max(map(letters, (*head.split(), *cells)), default=0)


def _text(cell: Any) -> str:
    return "".join(one.text or "" for one in cell.iter(qn("w:t")))
