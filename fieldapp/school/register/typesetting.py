"""The register as PDF: what `register.typ` is told of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import typst

from fieldapp.ground.typesetting.typeset import typeset
from fieldapp.school.register import layout
from fieldapp.school.register.lines import Line

TEMPLATE = Path(__file__).with_name("register.typ")


def register_as_pdf(
    lines: Sequence[Line], marks: Mapping[str, str], said: layout.Title, fonts: typst.Fonts
) -> bytes:
    """The file's bytes.

    Args:
        fonts: as `fonts_of` has them.

    Raises:
        Problem: `no_chinese_font`, `no_glyph`.
    """
    told: dict[str, Any] = {
        "name": said.name,
        "language": said.language,
        "title": said.title,
        "facts": said.facts,
        "widths": layout.widths(said.language),
        "heads": [vars(head) for line in layout.heads(said.language) for head in line],
        "cells": layout.as_said(lines, marks, said.language),
        "lines": [layout.legend(marks, said.language), layout.assumption(said.language)],
        "signs": layout.signs(said.checkers, said.language),
        "texts": [line.said["name"] for line in lines],  # whole, for what has no glyph
    }
    return typeset(TEMPLATE, told, fonts)
