"""The report as Word, PDF and sheet: opened again every figure is that of the page, and nothing names a child."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from flask import Flask

from fieldapp.ground.typesetting.fonts import WANTED
from fieldapp.survey.report import word
from fieldapp.survey.report.content import on_paper
from tests import cast
from tests.answer_words import words_in
from tests.cast import signed_in
from tests.survey.office.opened import plots_of, report_is_page, sheet_is_page
from tests.survey.office.place import drawn, say, survey
from tests.survey.office.told import NAMES, interviewed


@pytest.fixture
def found(app: Flask) -> tuple[Any, str]:
    """A survey of eight clusters with all its interviews, one cluster replaced."""
    client, at = drawn(app, 8)
    interviewed(app, survey(app)[1])
    return client, at


def opened(content: bytes) -> tuple[list[str], list[list[str]], int]:
    """The paragraphs, the lines of all tables, and how many pictures a Word file holds."""
    document = Document(io.BytesIO(content))
    lines = [[cell.text for cell in row.cells] for table in document.tables for row in table.rows]
    return [one.text for one in document.paragraphs], lines, len(document.inline_shapes)


@pytest.mark.parametrize("english", [False, True])
def test_word_and_pdf_have_every_line_and_both_plots_of_the_page(
    found: tuple[Any, str], english: bool
) -> None:
    client, at = found
    if english:
        client.set_cookie("lang", "en")
    shown = client.get(f"{at}/result").text
    files = [client.get(f"{at}/report/report.{end}").data for end in ("docx", "pdf")]
    assert report_is_page(shown, *files) > 40
    assert len(plots_of(shown)) == 2
    words = opened(files[0])[0]
    assert any(("of 100 children" if english else "每100名孩子里有") in one for one in words)


def test_a_table_of_word_is_as_wide_as_the_text_with_heads_on_every_page(found: tuple[Any, str]) -> None:
    client, at = found
    document = Document(io.BytesIO(client.get(f"{at}/report/report.docx").data))
    section = document.sections[0]
    wide = section.page_width - section.left_margin - section.right_margin
    fitted = [one for one in document.tables if one.rows[0]._tr.trPr is not None]
    assert len(fitted) > 8
    for table in fitted:
        widths = [cell.width for cell in table.rows[0].cells]
        assert 0.95 * wide < sum(widths) <= wide and min(widths) > 0
        assert table.rows[0]._tr.trPr.xpath("w:tblHeader") and len(table.columns) == len(widths)
        for cell in table.rows[1].cells:
            number = not any(letter.isalpha() for letter in cell.text)
            assert (cell.paragraphs[0].alignment == WD_ALIGN_PARAGRAPH.RIGHT) == number, cell.text


@pytest.mark.parametrize("english", [False, True])
def test_no_number_of_word_is_wrapped(found: tuple[Any, str], english: bool) -> None:
    """Nor where a machine has other faces: of wide ones a figure of nine points takes 5.7."""
    client, at = found
    if english:
        client.set_cookie("lang", "en")
    document = Document(io.BytesIO(client.get(f"{at}/report/report.docx").data))
    for table in document.tables[1:]:
        for row in table.rows[1:]:
            for cell in row.cells:
                if not any(letter.isalpha() for letter in cell.text):
                    inside = cell.width.pt - 2 * 3
                    assert len(cell.text) * 5.7 <= inside, (cell.text, cell.width.pt)


def test_a_plot_on_paper_asks_for_the_faces_of_papers_before_the_packaged_one(found: tuple[Any, str]) -> None:
    client, at = found
    [*plots] = plots_of(client.get(f"{at}/result").text)
    for plot in plots:
        [families] = re.findall('font-family="([^"]+)"', on_paper(plot))
        assert families.replace("'", "").split(",") == list(WANTED)


def test_the_sheet_has_the_numbers_of_the_page(found: tuple[Any, str]) -> None:
    client, at = found
    sheet = client.get(f"{at}/result/estimates.xlsx").data
    assert sheet_is_page(client.get(f"{at}/result").text, sheet, "set_5") > 50


def test_what_is_shown_by_group_is_an_indicator_there_is(found: tuple[Any, str]) -> None:
    client, at = found
    usual = client.get(f"{at}/result").text
    assert plots_of(client.get(f"{at}/result?of=nothing").text) == plots_of(usual)
    assert plots_of(client.get(f"{at}/result?of=set:4").text)[1] != plots_of(usual)[1]


def test_a_figure_is_called_by_its_vaccine_and_not_by_a_code(found: tuple[Any, str]) -> None:
    client, at = found
    page = client.get(f"{at}/result").text
    assert "（脊灰）" in page and "polio" not in words_in(page) and "全部" not in "".join(plots_of(page))
    client.set_cookie("lang", "en")
    assert " dtp " not in words_in(client.get(f"{at}/result").text)


def test_no_file_names_a_child(found: tuple[Any, str]) -> None:
    client, at = found
    names = ("report/report.docx", "report/report.pdf", "result/estimates.xlsx", "result/codebook.xlsx")
    for name in (*names, "result/records.csv", "result", "report", "watch", "interviews.xlsx"):
        content = client.get(f"{at}/{name}").data
        parts = [content]
        if content[:2] == b"PK":
            with zipfile.ZipFile(io.BytesIO(content)) as packed:
                parts = [packed.read(one) for one in packed.namelist()]
        for child in NAMES:
            assert not any(child.encode() in part for part in parts), (name, child)


def test_a_pdf_is_made_and_others_get_none(app: Flask, found: tuple[Any, str]) -> None:
    client, at = found
    answer = client.get(f"{at}/report/report.pdf")
    assert answer.data[:4] == b"%PDF" and answer.status_code == 200
    assert signed_in(app, cast.OUTSIDER).get(f"{at}/report/report.docx").status_code == 404
    assert signed_in(app, cast.OBSERVER).get(f"{at}/report/report.docx").status_code == 200
    assert signed_in(app, cast.OBSERVER).get(f"{at}/report").status_code == 403


def test_a_county_edits_its_template_and_a_broken_one_is_refused(found: tuple[Any, str]) -> None:
    client, at = found
    document = Document(io.BytesIO(client.get(f"{at}/report/template.docx").data))
    document.add_paragraph("南县疾控中心")
    own, broken = io.BytesIO(), io.BytesIO()
    document.save(own)
    document.add_paragraph("{{ nothing.at.all }}{% if %}")
    document.save(broken)
    wrong = say(client, f"{at}/report", {"file": (io.BytesIO(broken.getvalue()), "t.docx")})
    assert (wrong.status_code, "填不进去" in wrong.text) == (422, True)
    assert say(client, f"{at}/report", {"file": (io.BytesIO(b"no file"), "t.docx")}).status_code == 422
    assert say(client, f"{at}/report", {"file": (io.BytesIO(own.getvalue()), "t.docx")}).status_code == 302
    assert "南县疾控中心" in opened(client.get(f"{at}/report/report.docx").data)[0]
    assert "县里自己的模板" in client.get(f"{at}/report").text
    say(client, f"{at}/report", {"usual": "1"})
    assert "南县疾控中心" not in opened(client.get(f"{at}/report/report.docx").data)[0]


def test_a_template_cannot_reach_out_of_its_sandbox(tmp_path: Path, found: tuple[Any, str]) -> None:
    client, at = found
    document = Document(io.BytesIO(client.get(f"{at}/report/template.docx").data))
    document.add_paragraph("{{ ''.__class__.__mro__[1].__subclasses__() }}")
    bad = io.BytesIO()
    document.save(bad)
    answer = say(client, f"{at}/report", {"file": (io.BytesIO(bad.getvalue()), "t.docx")})
    assert answer.status_code == 422
    assert word.TEMPLATE.exists() and not (tmp_path / "x").exists()


def test_a_survey_without_interviews_has_a_report_that_says_so(app: Flask) -> None:
    client, at = drawn(app, 4)
    words, _lines, _pictures = opened(client.get(f"{at}/report/report.docx").data)
    assert any("还没有访谈到孩子" in one for one in words)
