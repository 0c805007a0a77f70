"""The report as PDF: what `report.typ` is told of it."""

from __future__ import annotations

from pathlib import Path

import typst

from fieldapp.ground.typesetting.typeset import typeset
from fieldapp.ground.words import language
from fieldapp.survey.report.content import Report, on_paper

TEMPLATE = Path(__file__).with_name("report.typ")


def as_pdf(report: Report, fonts: typst.Fonts) -> bytes:
    """The file's bytes.

    Raises:
        Problem: `no_chinese_font`, `no_glyph`.
    """
    sections = [
        {
            "title": one.title,
            "paragraphs": one.paragraphs,
            "heads": one.heads,
            "rows": one.rows,
            "widths": one.widths,
            "plot": on_paper(one.plot),
        }
        for one in report.sections
    ]
    said = {"name": report.title, "title": report.title, "facts": report.facts, "summary": report.summary}
    return typeset(TEMPLATE, said | {"sections": sections, "language": language()}, fonts)
