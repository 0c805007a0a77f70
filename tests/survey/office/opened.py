"""What a survey's page and its files say, opened again and brought to the same shape: tables as lines of cells."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from html.parser import HTMLParser
from typing import Any

from docx import Document
from docx.table import Table
from docx.text.paragraph import Paragraph
from openpyxl import load_workbook
from pypdf import PdfReader

from fieldapp.survey.report.word import picture
from fieldapp.survey.result.drawn import figures

Lines = list[list[str]]
OTHERWISE = {"建议补种的村": "低于目标的村", "Villages to catch up": "Villages below the goal"}  # on the page
PLOT = re.compile(r'<figure class="plot">(<svg.*?</svg>)', re.DOTALL)


class _Tables(HTMLParser):
    """The tables of a page by their captions, and every word of it."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, Lines] = {}
        self.cell: list[str] | None = None
        self.caption: list[str] | None = None
        self.lines: Lines = []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        if tag == "caption":
            self.caption, self.lines = [], []
        elif tag == "tr":
            self.lines.append([])
        elif tag in ("td", "th"):
            self.cell = []

    def handle_endtag(self, tag: str) -> None:
        if tag == "caption" and self.caption is not None:
            self.found["".join(self.caption).strip()] = self.lines
            self.caption = None
        elif tag in ("td", "th") and self.cell is not None:
            self.lines[-1].append(" ".join("".join(self.cell).split()))
            self.cell = None

    def handle_data(self, data: str) -> None:
        for into in (self.caption, self.cell):
            if into is not None:
                into.append(data)


def tables_of(page: str) -> dict[str, Lines]:
    """The tables of a page by their captions, heads first."""
    reader = _Tables()
    reader.feed(page)
    return reader.found


def tables_of_word(content: bytes) -> dict[str, Lines]:
    """The tables of a Word file by the heading they stand under, heads first."""
    found: dict[str, Lines] = {}
    heading = ""
    for part in Document(io.BytesIO(content)).iter_inner_content():
        if isinstance(part, Paragraph) and part.style is not None and part.style.name.startswith("Heading"):
            heading = part.text
        elif isinstance(part, Table):
            found[heading] = [[cell.text for cell in row.cells] for row in part.rows]
    return found


def pictures_of_word(content: bytes) -> set[str]:
    """The pictures of a Word file, each as what its bytes come to."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return {
            hashlib.sha256(packed.read(name)).hexdigest()
            for name in packed.namelist()
            if name.startswith("word/media/")
        }


def sheet_of(content: bytes) -> list[dict[str, Any]]:
    """The lines of a workbook's first sheet by its heads."""
    heads, *rows = load_workbook(io.BytesIO(content), read_only=True).worksheets[0].values
    return [dict(zip(map(str, heads), row, strict=True)) for row in rows]


def letters_of_pdf(content: bytes) -> str:
    """Every letter of a PDF in its order, without blanks: a line may be broken anywhere."""
    pages = PdfReader(io.BytesIO(content)).pages
    return re.sub(r"\s", "", "".join(page.extract_text() for page in pages))


def plots_of(page: str) -> list[str]:
    """The plots of a page."""
    return PLOT.findall(page)


def report_is_page(page: str, word: bytes, pdf: bytes) -> int:
    """See that every line of the report's tables is the page's, in Word and PDF, with the same plots; how many."""
    shown, reported, letters = tables_of(page), tables_of_word(word), letters_of_pdf(pdf)
    compared = 0
    for heading, (heads, *lines) in list(reported.items()):
        if len(heads) > 2:  # how many households came to what is said in a sentence on the page
            _heads, *on_page = shown[OTHERWISE.get(heading, heading)]
            assert len(lines) == len(on_page), heading
            across = len(heads) - (heads[-1] == "VCQI")  # the page has the measure's whole name
            for line, same in zip(lines, on_page, strict=True):
                assert line[:across] == same[:across], heading
                assert "".join("".join(line).split()) in letters, (heading, line)
            compared += len(lines)
    assert set(shown) - {OTHERWISE.get(one, one) for one in reported} == set(), "the report lacks a table"
    drawn = plots_of(page)
    assert pictures_of_word(word) == {hashlib.sha256(picture(one)).hexdigest() for one in drawn}
    for one in drawn:
        for words in re.findall(r"<text[^>]*>([^<]+)</text>", one):
            assert re.sub(r"\s", "", words) in letters, words
    return compared


def sheet_is_page(page: str, content: bytes, by_group: str) -> int:
    """See that the page's lines have the sheet's numbers; how many. `by_group`: the code of what is shown by group."""
    sheet = sheet_of(content)
    everybody = [one for one in sheet if one["分组"] is None]
    by_name = {one["指标"]: one for one in everybody}
    shares = {one["代码"]: figures_of(one)[0] for one in everybody}
    doses = [one for one in everybody if re.fullmatch("crude_.*_any", one["代码"])]
    found = tables_of(page)
    for line, same in zip(found["单苗接种率"][1:], doses, strict=True):
        assert line[1:5] == figures_of(same)
        code = same["代码"].removesuffix("_any")
        assert line[5:8] == [shares[f"{code}_{one}"] for one in ("card", "register", "recall")]
        assert line[8] == shares[f"{code.replace('crude', 'valid')}_record"]
    named = [line for heads, *lines in found.values() if heads[0] == "指标" for line in lines]
    for name, *cells in named:
        assert cells[:4] == figures_of(by_name[name]), name
    groups = [one for one in sheet if one["分组"] and one["代码"] == by_group]
    said = [[one["分组"], one["组"], *figures_of(one)] for one in groups]
    assert [line[:6] for line in found.get("分开看", [[]])[1:]] == said
    return len(doses) + len(named) + len(said)


def figures_of(line: dict[str, Any]) -> list[str]:
    """A line of the sheet as the page shows it."""
    names = {"估计值": "estimate", "下限": "ci_low", "上限": "ci_high", "有": "count", "人数": "n"}
    record = {to: line[name] for name, to in (names | {"设计效应": "deff"}).items()}
    return list(figures({name: None if value == "" else value for name, value in record.items()}))
