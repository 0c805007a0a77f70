"""Sheets go out with text as text, and come in as Excel, WPS and people write them."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import pytest
import xlsxwriter
from flask import Flask
from python_calamine import CalamineWorkbook

from fieldapp.ground.parsing import column_letter
from fieldapp.ground.problems import Problem
from fieldapp.ground.spreadsheets.cells import DAY, NUMBER, Column
from fieldapp.ground.spreadsheets.reader import (
    LARGEST_FILE,
    decode,
    read_sheet,
    read_table,
)
from fieldapp.ground.spreadsheets.writing import sheet

COLUMNS = (
    Column("code", "代码", "Code", needed=True),
    Column("name", "姓名", "Name", also=("名字",)),
    Column("n", "人数", "People", holds=NUMBER),
)


def written(app: Flask, rows: list, language: str = "zh") -> bytes:
    with app.test_request_context(headers={"Cookie": f"lang={language}"}):
        answer = sheet("名单: [一]/二", COLUMNS, rows)
        answer.direct_passthrough = False
        return answer.data


def read_back(content: bytes) -> list[list]:
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()


def test_what_goes_out_comes_in_again(app: Flask):
    content = written(app, [("0012", "张三", 3), ("430921103213", None, 4.5)])
    assert read_back(content) == [["代码", "姓名", "人数"], ["0012", "张三", 3.0], ["430921103213", "", 4.5]]
    lines = read_sheet(content, COLUMNS)
    assert [(line.number, line.cells) for line in lines] == [
        (2, {"code": "0012", "name": "张三", "n": "3"}),
        (3, {"code": "430921103213", "name": "", "n": "4.5"}),
    ]


@pytest.mark.parametrize(
    "hostile", ["=1+1", "+1", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0", "http://evil.example"]
)
def test_a_cell_that_looks_like_a_formula_stays_text(app: Flask, hostile: str):
    content = written(app, [(hostile, hostile, True)])
    assert read_back(content)[1] == [hostile, hostile, "True"]
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        page = parts.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in page
    assert "hyperlink" not in page


def test_headings_are_in_the_pages_language(app: Flask):
    assert read_back(written(app, [], "en"))[0] == ["Code", "Name", "People"]


def test_the_download_is_named_in_chinese(app: Flask):
    with app.test_request_context():
        header = sheet("名单", COLUMNS, []).headers["Content-Disposition"]
    assert "filename*=UTF-8''%E5%90%8D%E5%8D%95.xlsx" in header


def test_numbers_and_days_from_excel_come_in_as_people_read_them():
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    page = book.add_worksheet()
    page.write_row(1, 0, ["代码", "日子", "人数"])
    page.write_number(2, 0, 430921103213)
    page.write_datetime(2, 1, date(2019, 3, 5), book.add_format({"num_format": "yyyy-mm-dd"}))
    page.write_number(2, 2, 0.5)
    book.close()
    lines = read_sheet(file.getvalue(), (*COLUMNS, Column("on", "日子", "Day", holds=DAY)))
    assert [(line.number, line.cells) for line in lines] == [
        (3, {"code": "430921103213", "on": "2019-03-05", "n": "0.5"})
    ]


@pytest.mark.parametrize(
    "content",
    [
        "代码,姓名\n1,张三\n".encode(),
        b"\xef\xbb\xbf" + "代码,姓名\r\n1,张三\r\n".encode(),
        "代码,姓名\r\n1,张三\r\n".encode("gbk"),
        "代码\t姓名\n1\t张三\n".encode("utf-16"),
        "CODE；name\n".replace("；", ";").encode() + "1;张三\n".encode(),
        "\n\n 代 码 ,名字,\n\n1, 张三 ,\n".encode(),
        '代码,姓名\n1,"张三"\n'.encode(),
    ],
    ids=[
        "utf-8",
        "mark and CRLF",
        "GBK",
        "UTF-16 and tabs",
        "semicolons",
        "blank lines and blanks",
        "quotes",
    ],
)
def test_a_csv_is_read_however_it_was_saved(content: bytes):
    lines = read_sheet(content, COLUMNS)
    assert [line.cells for line in lines] == [{"code": "1", "name": "张三"}]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "sheet_unreadable"),
        (b"\x00\x01\x02", "sheet_unreadable"),
        (b"PK\x03\x04 broken", "sheet_unreadable"),
        (b"\xd0\xcf\x11\xe0 broken", "sheet_unreadable"),
        ("姓名\n张三\n".encode(), "sheet_without"),
        (b"code\n" + b"1\n" * 100_001, "sheet_too_long"),
        (b"code\n" + b"1" * LARGEST_FILE, "file_too_large"),
        (b'code\n"' + b"1" * 200_000 + b'"\n', "sheet_line"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_with_its_reason(content: bytes, code: str):
    with pytest.raises(Problem) as caught:
        read_sheet(content, COLUMNS)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ('code,name\n1,甲\n2,"乙\n3,丙\n', 4),
        ("code,name\n1,甲\n2,乙,丙\n", 3),
        ('code,name\n1,甲\n2,"乙"村\n', 3),
    ],
    ids=["a quote never closed", "a comma nobody quoted", "words after a quote"],
)
def test_a_csv_line_that_does_not_come_apart_is_named(content: str, line: int):
    with pytest.raises(Problem) as caught:
        read_sheet(content.encode(), COLUMNS)
    assert caught.value.code == "sheet_line"
    assert caught.value.words["line"] == line


@pytest.mark.parametrize(
    ("heading", "sentence"),
    [
        ("代码,姓名,姓名", "“姓名”这一列有两个（B 列和 C 列）"),
        ("code,名字,人数,代码", "“代码”这一列有两个（A 列和 D 列）"),
    ],
)
def test_a_heading_that_stands_twice_is_named_with_its_columns(heading: str, sentence: str):
    with pytest.raises(Problem) as caught:
        read_sheet(f"{heading}\n1,2,3,4\n".encode(), COLUMNS)
    assert caught.value.code == "sheet_heading_twice"
    assert sentence in caught.value.sentence("zh")


def test_a_column_nobody_asked_for_is_left_out_and_said():
    table = read_table("代码,工资\n1,2\n".encode(), COLUMNS)
    assert [line.cells for line in table.lines] == [{"code": "1"}]
    assert [zh for zh, _en in table.unread] == ["没有读的列：工资"]


def test_columns_are_called_as_a_spreadsheet_calls_them():
    assert [column_letter(place) for place in (0, 25, 26, 51, 52, 701, 702)] == [
        "A",
        "Z",
        "AA",
        "AZ",
        "BA",
        "ZZ",
        "AAA",
    ]


def test_empty_cells_past_the_headings_do_no_harm():
    assert [line.cells for line in read_sheet(b"code,name\n1,a,,\n", COLUMNS)] == [{"code": "1", "name": "a"}]


def test_a_zip_bomb_is_not_opened():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (201 * 2**20))
    assert len(file.getvalue()) < 1_000_000
    with pytest.raises(Problem) as caught:
        read_sheet(file.getvalue(), COLUMNS)
    assert caught.value.code == "file_too_large"


def test_a_zip_that_is_no_workbook_is_refused():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a.txt", "x")
    with pytest.raises(Problem) as caught:
        read_sheet(file.getvalue(), COLUMNS)
    assert caught.value.code == "sheet_unreadable"


def test_text_in_no_known_coding_is_refused():
    with pytest.raises(Problem):
        decode(b"\xff\xff\xff")


def test_a_stray_cell_in_the_last_corner_ends_no_server():
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        page = book.add_worksheet()
        page.write("A1", "code")
        page.write("XFD1048576", "x")  # 17,000,000,000 cells between the two
    with pytest.raises(Problem, match="sheet_unreadable"):
        read_sheet(file.getvalue(), COLUMNS)


def test_a_letter_called_a_sheet_is_said_to_be_none():
    with pytest.raises(Problem) as caught:
        read_sheet("各位同事：\n附上名单，请查收。\n此致\n".encode(), COLUMNS)
    assert caught.value.code == "sheet_unreadable"
