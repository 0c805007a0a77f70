"""Papers as PDF, set by typst without a browser. Decides which fonts are asked for and what a missing glyph is called.

Every character must have a glyph: a name that would print as a box stops with that name said. Fonts are the machine's
and those of the folder `fonts` in the instance, so that a server without a Chinese font can be given one as a file.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import typst

from fieldapp.campaigns.papers.layout import Paper, head_lines
from fieldapp.problems import Problem

TEMPLATE = Path(__file__).with_name("paper.typ")
# as official tables are set, then what common systems have; a character none of them has is looked for in all others
WANTED = (
    "FangSong",
    "STFangsong",
    "FangSong_GB2312",
    "Noto Serif CJK SC",
    "Source Han Serif SC",
    "SimSun",
    "Songti SC",
    "AR PL UMing CN",
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "WenQuanYi Zen Hei",
    "WenQuanYi Micro Hei",
)
CHECKED: Literal["a-2b"] = "a-2b"  # the kind of PDF that may not lack a glyph
NO_GLYPH = re.compile(r"the text `\"(.+?)\"` could not be displayed")
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
    there = set(fonts.families())
    wanted = [font for font in WANTED if font in there] or ["Libertinus Serif"]  # which comes with typst
    inputs = {"said": json.dumps(said | {"fonts": wanted}, ensure_ascii=False)}
    try:
        return _compiled(template.read_bytes(), fonts, inputs)
    except typst.TypstError as error:
        missing = NO_GLYPH.search(str(error))
        if missing is None:
            raise
        raise _without_glyph(missing[1], said, fonts) from None


def _compiled(template: bytes, fonts: typst.Fonts, inputs: dict[str, str]) -> bytes:
    """Without tags for screen readers, which make the file ten times as large: the page is there to be read out."""
    return typst.compile(
        template, format="pdf", font_paths=fonts, sys_inputs=inputs, pdf_standards=[CHECKED], pdf_tags=False
    )


def fonts_of(folder: Path) -> typst.Fonts:
    """The fonts of the machine, and those in a folder if it is there."""
    files = tuple(sorted(map(str, folder.iterdir()))) if folder.is_dir() else ()
    return _fonts(str(folder) if files else "", files)


@lru_cache(maxsize=4)
def _fonts(folder: str, _files: tuple[str, ...]) -> typst.Fonts:
    """Read once, and again when other files lie in the folder."""
    return typst.Fonts(font_paths=[folder] if folder else [])


def has_chinese(fonts: typst.Fonts) -> bool:
    """Whether any of these fonts has Chinese characters."""
    try:
        _compiled("汉字".encode(), fonts, {})
    except typst.TypstError:
        return False
    return True


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
    lines = ["；".join(paper.rates), paper.unknown_words, *paper.notes]
    return {
        "title": paper.title,
        "facts": paper.facts,
        "corner": paper.corner,
        "columns": len(paper.columns),
        "heads": [[vars(head) for head in line] for line in head_lines(paper.columns)],
        "rows": [vars(row) for row in paper.rows],
        "lines": [line for line in lines if line],
        "foot": vars(paper.foot),
        "dense": paper.dense,
    }
