"""A template set as PDF by typst. Decides how a missing glyph is told.

Words pass the door of `fieldapp.ground.showing` like those of pages and sheets. Every character must have a glyph: a
name that would print as a box stops with that name said.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typst

from fieldapp.ground.problems import Problem
from fieldapp.ground.showing import plain
from fieldapp.ground.typesetting.fonts import CHECKED, has_chinese, wanted

NO_GLYPH = re.compile(r"the text `\"(.+?)\"` could not be displayed")
ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")  # how the message writes a character that is not assigned
PACKAGE = "fonts-noto-cjk"
LIST = Path(__file__).with_name("list.typ")  # a list that goes between school and clinic, A4 landscape
TABLE = Path(__file__).with_name("table.typ")  # a table that is handed in, A4 landscape
NOTICE = Path(__file__).with_name("notice.typ")  # notices to families, two A5 a sheet


def typeset(template: Path, said: dict[str, Any], fonts: typst.Fonts) -> bytes:
    """A template filled with what is said.

    Raises:
        Problem: `no_chinese_font`, `no_glyph`.
    """
    said = _fit_to_be_set(said)
    inputs = {"said": json.dumps(said | {"fonts": wanted(fonts)}, ensure_ascii=False)}
    try:
        return _compiled(template.read_bytes(), fonts, inputs)
    except typst.TypstError as error:
        missing = NO_GLYPH.search(str(error))
        if missing is None:
            raise
        raise _without_glyph(_unescaped(missing[1]), said, fonts) from None


def _fit_to_be_set(said: Any) -> Any:
    """The same, without what no paper can hold."""
    if isinstance(said, str):
        return plain(said)
    if isinstance(said, dict):
        return {name: _fit_to_be_set(one) for name, one in said.items()}
    return [_fit_to_be_set(one) for one in said] if isinstance(said, list | tuple) else said


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
