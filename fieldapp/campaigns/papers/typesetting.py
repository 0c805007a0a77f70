"""Papers as PDF, set by typst without a browser. Decides how a missing glyph is told.

Every character must have a glyph: a name that would print as a box stops with that name said.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import typst

from fieldapp.campaigns.papers.fonts import CHECKED, has_chinese, wanted
from fieldapp.campaigns.papers.layout import Paper, head_lines
from fieldapp.ground.problems import Problem

TEMPLATE = Path(__file__).with_name("paper.typ")
WIDER = 1.25  # a column of sums, beside three lines of heading
NO_GLYPH = re.compile(r"the text `\"(.+?)\"` could not be displayed")
ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")  # how the message writes a character that is not assigned
PACKAGE = "fonts-noto-cjk"


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


def typeset(template: Path, said: dict[str, Any], fonts: typst.Fonts) -> bytes:
    """A template filled with what is said.

    Raises:
        Problem: `no_chinese_font`, `no_glyph`.
    """
    inputs = {"said": json.dumps(said | {"fonts": wanted(fonts)}, ensure_ascii=False)}
    try:
        return _compiled(template.read_bytes(), fonts, inputs)
    except typst.TypstError as error:
        missing = NO_GLYPH.search(str(error))
        if missing is None:
            raise
        raise _without_glyph(_unescaped(missing[1]), said, fonts) from None


def _compiled(template: bytes, fonts: typst.Fonts, inputs: dict[str, str]) -> bytes:
    """Without tags for screen readers, which make the file ten times as large: the page is there to be read out."""
    return typst.compile(
        template, format="pdf", font_paths=fonts, sys_inputs=inputs, pdf_standards=[CHECKED], pdf_tags=False
    )


def _unescaped(words: str) -> str:
    return ESCAPED.sub(lambda found: chr(int(found[1], 16)), words)


def _without_glyph(letters: str, said: dict[str, Any], fonts: typst.Fonts) -> Problem:
    """What to say of a character without a glyph: the name it stands in, or that there is no Chinese font at all."""
    if not has_chinese(fonts):
        return Problem("no_chinese_font", value=PACKAGE)
    name = next((text for text in _texts(said) if any(letter in text for letter in letters)), letters)
    return Problem("no_glyph", field=name, value=letters)


def _texts(said: Any) -> Iterator[str]:
    """Every text, the shortest of nested things first: a village's name before the sentence it stands in."""
    found: list[str] = []
    stack = [said]
    while stack:
        one = stack.pop()
        if isinstance(one, str):
            found.append(one)
        elif isinstance(one, dict):
            stack.extend(one.values())
        elif isinstance(one, list | tuple):
            stack.extend(one)
    return iter(sorted(found, key=len))


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
