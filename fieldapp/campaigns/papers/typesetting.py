"""The official sheets of a round as PDF: what `paper.typ` is told of them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import typst

from fieldapp.campaigns.papers.layout import Paper, head_lines
from fieldapp.ground.typesetting.typeset import typeset

TEMPLATE = Path(__file__).with_name("paper.typ")
WIDER = 1.25  # a column of sums, beside three lines of heading


def papers_as_pdf(papers: Iterable[Paper], name: str, language: str, fonts: typst.Fonts) -> bytes:
    """The file's bytes, a page or more for every sheet.

    Args:
        name: of the file, without its ending: it stands in the foot of every page.
        fonts: as `fonts_of` has them.

    Raises:
        Problem: `no_chinese_font`, `no_glyph`.
    """
    said = {"name": name, "language": language, "papers": [_as_data(paper) for paper in papers]}
    return typeset(TEMPLATE, said, fonts)


def _as_data(paper: Paper) -> dict[str, Any]:
    lines = [paper.rates_line, paper.unknown_words, *paper.notes]
    return {
        "title": paper.title,
        "facts": paper.facts,
        "corner": paper.corner,
        "widths": [WIDER if column.wide else 1 for column in paper.columns],
        "heads": [[vars(head) for head in line] for line in head_lines(paper.columns)],
        "rows": [vars(row) for row in paper.rows],
        "lines": [line for line in lines if line],
        "foot": vars(paper.foot),
        "dense": paper.dense,
    }
