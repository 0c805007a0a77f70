"""The report as a Word file: the program's template, or the county's own, filled by docxtpl in a sandbox; plots as PNG.

A county downloads the template, edits it in Word, and brings it back: it is tried before it is kept.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import resvg_py
from docx.shared import Mm
from docxtpl import DocxTemplate, InlineImage
from jinja2 import TemplateError
from jinja2.sandbox import SandboxedEnvironment

from fieldapp.ground import private
from fieldapp.ground.problems import Problem
from fieldapp.ground.showing import plain
from fieldapp.ground.typesetting.fonts import packaged
from fieldapp.ground.words import t
from fieldapp.survey.report.content import Report, Section, on_paper
from fieldapp.survey.report.fitting import fit

TEMPLATE = Path(__file__).with_name("report.docx")
MIME = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
LARGEST = 5 * 2**20
PIXELS, WIDE = 1600, Mm(165)


def template_of(instance: Path, county: str) -> Path:
    """The template of a county: its own where it has one."""
    own = own_template(instance, county)
    return own if own.exists() else TEMPLATE


def own_template(instance: Path, county: str) -> Path:
    """Where a county's own template is kept."""
    return instance / "surveys" / f"report-{county}.docx"


def as_word(report: Report, template: Path) -> bytes:
    """The file's bytes.

    Raises:
        Problem: `not_right` where the county's template cannot be filled.
    """
    try:
        document = DocxTemplate(io.BytesIO(template.read_bytes()))
        said = {"title": plain(report.title), "summary": plain(report.summary), "facts": _texts(report.facts)}
        sections = [_section(document, one) for one in report.sections]
        document.render(said | {"sections": sections}, jinja_env=SandboxedEnvironment(), autoescape=True)
        fit(document.docx, [one["heads"] for one in sections])
        out = io.BytesIO()
        document.save(out)
    except (TemplateError, ValueError, KeyError, OSError) as wrong:
        raise Problem(
            "not_right", field="file", why=f"{t('填不进去：', 'cannot be filled: ')}{wrong}"[:200]
        ) from None
    return out.getvalue()


def _texts(rows: Any) -> list[list[str]]:
    return [[plain(cell) for cell in row] for row in rows]


def _section(document: DocxTemplate, one: Section) -> dict[str, Any]:
    said: dict[str, Any] = {
        "title": plain(one.title),
        "paragraphs": [plain(words) for words in one.paragraphs],
    }
    said |= {"heads": [plain(cell) for cell in one.heads], "rows": _texts(one.rows), "plot": ""}
    if one.plot:
        said["plot"] = InlineImage(document, io.BytesIO(picture(one.plot)), width=WIDE)
    return said


def picture(svg: str) -> bytes:
    """A plot as PNG, also on a machine without any Chinese font."""
    drawn = resvg_py.svg_to_bytes(
        svg_string=on_paper(svg), width=PIXELS, background="white", font_dirs=packaged()
    )
    return bytes(drawn)


def keep(instance: Path, county: str, content: bytes, example: Report) -> None:
    """Keep a county's own template, after the report was filled into it.

    Raises:
        Problem: `file_too_large`, `not_right`.
    """
    if len(content) > LARGEST:
        raise Problem("file_too_large", limit=LARGEST // 2**20)
    file = own_template(instance, county)
    tried = file.with_suffix(".tried")
    private.write(tried, content)
    try:
        as_word(example, tried)
        private.write(file, content)
    except Problem:
        raise
    except Exception:  # what is no Word file at all fails in many ways
        raise Problem(
            "not_right", field="file", why=t("不是 Word 文件（.docx）", "is no Word file (.docx)")
        ) from None
    finally:
        tried.unlink(missing_ok=True)


def usual_again(instance: Path, county: str) -> None:
    """The program's template again."""
    own_template(instance, county).unlink(missing_ok=True)
