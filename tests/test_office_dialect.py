"""One dialect of office page: what every page is made of stands once, in `parts.html` and `fieldapp/web`."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "fieldapp"
TEMPLATES = PACKAGE / "templates"
SHARED = ("parts.html",)
OTHER_FACE = ("field.html",)  # the phone's shell, which is no page of the office
RAW = {  # what a page may not write itself, and the part that writes it
    "a table": (r"<table\b", "parts.table, parts.grid"),
    "a form": (r"</?form\b", "parts.form, parts.asking, parts.act"),
    "the token of a form": (r"csrf|form_keys", "parts.form"),
    "a file to choose": (r"type=.?file|multipart/", "parts.upload"),
    "a hidden field": (r"type=.?hidden", "parts.hidden"),
    "a pager": (r"class=.?pager|rel=.?(next|prev)\b", "parts.pager"),
    "a question before sending": (r"data-ask", "parts.form, parts.act"),
    "a filter of a table": (r"data-filter", "parts.finder"),
    "a notice": (r"class=.?note\b", "parts.note"),
    "an empty state": (r"class=.?empty\b", "parts.empty"),
    "tabs": (r"class=.?tabs\b", "parts.tabs"),
    "the head of a page": (r"class=.?headline\b", "parts.headline"),
    "a script for tables": (r"tables\.js", "base.html"),
}
BASE = {"a script for tables"}  # which base.html alone writes
WRITERS = re.compile(r"\b(xlsxwriter|openpyxl|xlwt|csv\.writer)\b|\bWorkbook\(")


def raw_in(words: str, name: str = "some.html") -> set[str]:
    """What a template writes itself though a shared part writes it."""
    allowed = BASE if name == "base.html" else set()
    return {what for what, (mark, _part) in RAW.items() if what not in allowed and re.search(mark, words)}


WAYS = {
    '<div class="scroll"><table class="list"><thead><tr>': "a table",
    '<form method="post" action="/x">': "a form",
    '<form class="toolbar">': "a form",
    '<input type="hidden" name="csrf_token" value="{{ csrf_token() }}">': "the token of a form",
    "{{ form_keys() }}": "the token of a form",
    '<input type="file" name="file" required>': "a file to choose",
    '<input name="file" type=file>': "a file to choose",
    '<input type="hidden" name="n" value="1">': "a hidden field",
    '<nav class="pager">': "a pager",
    '<a href="?page=2" rel="next">': "a pager",
    '<a data-ask="?">': "a question before sending",
    '<input type="search" data-filter="x">': "a filter of a table",
    '<p class="note bad" role="alert">': "a notice",
    '<p class="empty">': "an empty state",
    '<nav class="tabs">': "tabs",
    '<div class="headline">': "the head of a page",
    '<script src="/static/office/tables.js" defer></script>': "a script for tables",
}


@pytest.mark.parametrize("words", WAYS)
def test_every_raw_piece_is_seen(words: str) -> None:
    assert WAYS[words] in raw_in(words)


def test_heads_over_several_columns_and_shared_parts_are_no_raw_piece() -> None:
    merged = "{% call parts.grid('x') %}<thead><tr><th rowspan=\"2\">…</th></tr></thead>{% endcall %}"
    assert (
        raw_in(merged + "{% call parts.form('/x', shown=shown) %}{{ parts.upload('x') }}{% endcall %}")
        == set()
    )


def test_no_page_writes_itself_what_a_shared_part_writes() -> None:
    pages = [file for file in sorted(TEMPLATES.rglob("*.html")) if file.name not in SHARED + OTHER_FACE]
    assert len(pages) > 60
    found = {
        str(file.relative_to(TEMPLATES)): raw
        for file in pages
        if (raw := raw_in(file.read_text(encoding="utf-8"), file.name))
    }
    assert found == {}, {what: RAW[what][1] for raws in found.values() for what in raws}


def test_every_form_carries_the_token_and_only_forms_sent_at_will_go_without_a_word_of_their_own() -> None:
    parts = (TEMPLATES / "parts.html").read_text(encoding="utf-8")
    assert len(re.findall(r'<form method="post"', parts)) == len(re.findall(r"form_keys\(once\)", parts)) == 1
    at_will = {
        str(file.relative_to(TEMPLATES))
        for file in TEMPLATES.rglob("*.html")
        if "once=false" in file.read_text(encoding="utf-8") and file.name not in SHARED
    }
    signing = {"base.html", "accounts/sign_in.html", "accounts/password.html"}
    assert at_will == signing | {"problem.html", "accounts/go_on.html"}  # which send on a form as it was


def writes_workbooks(source: str) -> bool:
    """Whether a module makes a workbook or a table of text itself."""
    return bool(WRITERS.search(source))


@pytest.mark.parametrize(
    "source",
    ["import xlsxwriter", "from openpyxl import Workbook", "book = Workbook(file)", "csv.writer(file)"],
)
def test_every_way_of_writing_a_workbook_is_seen(source: str) -> None:
    assert writes_workbooks(source)


def test_workbooks_are_begun_in_one_place() -> None:
    """Words stay words in every workbook only while all of them are begun by `writing.new_book`."""
    writers = {
        file.relative_to(PACKAGE).parts[:2]
        for file in PACKAGE.rglob("*.py")
        if writes_workbooks(file.read_text(encoding="utf-8"))
    }
    assert writers == {("ground", "spreadsheets")}
