"""Reading tables as spreadsheets write them, and naming every fault by line and column."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldapp.ground.problems import BadInput
from fieldapp.survey.stats.design import LONELY
from fieldapp.survey.stats.table import design_of, read_table
from fieldapp.survey.tables.results import FIELDS, estimate_table, grouping, text_of


def read(text: str, encoding: str = "utf-8"):
    return read_table(text.encode(encoding), "t.csv")


def test_a_table_has_columns_of_text_numbers_and_outcomes():
    table = read("村,权重,接种\n甲,1.5,1\n乙,2,\n丙,1e2,0\n")
    assert table.texts("村") == ("甲", "乙", "丙")
    assert table.numbers("权重").tolist() == [1.5, 2, 100]
    assert np.array_equal(table.outcome("接种"), [1, math.nan, 0], equal_nan=True)
    assert table.lines == (2, 3, 4)


@pytest.mark.parametrize(
    "text",
    [
        "\ufeffa,b\r\n1,0\r\n",
        "a,b\n1,0",
        '"a","b"\n"1","0"\n',
        " a , b \n 1 , 0 \n\n\n",
        "a,b\r1,0\r",
    ],
)
def test_marks_line_ends_quotes_and_blanks_of_spreadsheets_do_not_matter(text):
    table = read(text)
    assert table.header == ("a", "b")
    assert (table.numbers("a").tolist(), table.outcome("b").tolist()) == ([1], [0])


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16", "utf-8-sig"])
def test_chinese_excels_encodings_are_read(encoding):
    assert read("乡镇,已种\n青树嘴,1\n", encoding).texts("乡镇") == ("青树嘴",)


def test_lines_are_those_of_the_file_even_after_blank_lines_and_quoted_breaks():
    table = read('a,note\n1,"two\nlines"\n\n2,x\n')
    assert table.lines == (2, 5)
    assert table.texts("note")[0] == "two\nlines"


@pytest.mark.parametrize("cell", ["2", "-1", "yes", "NA", "0.5", "１", "nan", "0_1"])
def test_an_outcome_that_is_neither_zero_one_nor_empty_is_named(cell):
    with pytest.raises(BadInput) as caught:
        read(f"y\n1\n{cell}\n").outcome("y")
    assert str(caught.value) == f"t.csv, line 3, column y: '{cell}' is neither 0, 1 nor empty."


def test_outcomes_written_as_decimals_are_outcomes():
    assert read("y\n1.0\n0.0\n1e0\n").outcome("y").tolist() == [1, 0, 1]


@pytest.mark.parametrize(
    ("text", "column", "words"),
    [
        ("w\n1\nx\ny\n", "w", "t.csv, line 3, column w: 'x' is not a number (and 1 more like it)."),
        ("w,v\n1,1\n,1\n", "w", "t.csv, line 3, column w: the cell is empty."),
        ("w\n1_000\n", "w", "t.csv, line 2, column w: '1_000' is not a number."),
        ("w\n1\n", "v", "t.csv, line 1: there is no column 'v'; the columns are w."),
        ("w,w\n1,1\n", "w", "t.csv, line 1: two columns are called 'w'."),
    ],
)
def test_a_column_that_cannot_be_used_is_named(text, column, words):
    with pytest.raises(BadInput) as caught:
        read(text).numbers(column)
    assert str(caught.value) == words


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "t.csv is empty: line 1 must name the columns."),
        (b"\n \n", "t.csv is empty: line 1 must name the columns."),
        (b"a,b\n", "t.csv has no rows below the header in line 1."),
        (b"a,b\n1,2\n1\n", "t.csv, line 3: 1 cells, but the header has 2."),
        (b'a\n"x\n', "t.csv, line 2: this is not CSV (unexpected end of data)."),
        (b"a\n\xff\xff\xff\n", "t.csv is not text: neither UTF-8, UTF-16 nor GB18030."),
    ],
)
def test_a_file_that_is_no_table_is_refused_in_a_sentence(content, words):
    with pytest.raises(BadInput) as caught:
        read_table(content, "t.csv")
    assert str(caught.value) == words


def test_a_design_from_columns_names_lines_of_the_file():
    table = read("s,c,w\nA,1,1\nA,2,0\n")
    with pytest.raises(BadInput, match=r"t\.csv, line 3, column w: a weight must be"):
        design_of(table, "s", "c", "w")


def estimates_of(content: bytes, lonely="fail") -> list[dict] | str:
    """Everything from bytes to records, or the sentence that stopped it."""
    try:
        table = read_table(content, "t.csv")
        outcome = table.outcome("y")
        design = design_of(table, "s", "c", "w", "f", lonely)
    except BadInput as wrong:
        return str(wrong)
    return estimate_table(design, {"y": outcome}, [grouping("c", table.texts("c"))], "beta", goal=0.5)


@given(
    st.binary(max_size=200) | st.text(alphabet='scwfy,b"\n\r\ufeff01 ;甲\x00\t', max_size=60).map(str.encode)
)
def test_whatever_the_bytes_there_is_a_sentence(content):
    assert estimates_of(content).startswith("t.csv")


ODD = ["", "2", "-1", "0.5", "inf", "nan", "x", "1e400", "9" * 400]
ROWS = st.tuples(
    *(
        st.sampled_from(good * 12 + ODD)
        for good in (["A", "B"], ["1", "2", "3", "4"], ["1", "2.5"], ["9"], ["0", "1", ""])
    )
)


@given(st.lists(ROWS, min_size=1, max_size=8), st.sampled_from(LONELY))
def test_whatever_the_cells_there_are_estimates_or_a_sentence(cells, lonely):
    found = estimates_of("\n".join(["s,c,w,f,y", *(",".join(row) for row in cells)]).encode(), lonely)
    if isinstance(found, str):
        assert found.startswith("t.csv")
    else:
        assert text_of(found, "json", FIELDS).startswith("[")
        assert all(one["n"] <= len(cells) for one in found)
