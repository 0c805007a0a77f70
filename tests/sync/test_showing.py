"""The door before whatever is shown: nothing hostile passes, nothing readable is lost, nothing ever raises."""

from __future__ import annotations

import json
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from flask import Flask, render_template_string
from hypothesis import given
from hypothesis import strategies as st

from fieldapp.ground.problems import Problem
from fieldapp.ground.showing import MARK, plain, shortened, shown, unreadable
from fieldapp.ground.spreadsheets.cells import Column
from fieldapp.ground.spreadsheets.writing import sheet
from fieldapp.office.inbox.showing import show
from fieldapp.records.kinds import KINDS

HALF, NUL, TURN = "\ud800", "\x00", "\u202e"
HOSTILE_TEXT = [f"小{HALF}明", f"a{NUL}b", f"txt{TURN}gpj", "\x1b[31m", "\ufffe\uffff", "x" * 100_000]
HOSTILE_TEXT += [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "<script>alert(1)</script>",
    "{{ 7 * 7 }}",
    "'\"\\",
    "\u2028",
]
HOSTILE = [
    *HOSTILE_TEXT,
    7,
    -0.5,
    True,
    None,
    [],
    {},
    [[]],
    {"a": {"b": [HALF]}},
    10**400,
    1e308,
    float("inf"),
]
HOSTILE += [float("nan"), {"__proto__": 1}, {"constructor": {}}, [1] * 10_000]


def nested(levels: int) -> Any:
    """A list in a list in a list …"""
    found: Any = []
    for _ in range(levels):
        found = [found]
    return found


HOSTILE += [nested(49), nested(900)]


@pytest.mark.parametrize("words", ["王小明", "Ärzte", "阿依努尔·买买提", "𠮷野", "a\tb\nc", "👶🏽", ""])
def test_what_can_be_read_stays_as_it_is(words: str) -> None:
    assert plain(words) == shown(words) == words


@pytest.mark.parametrize("value", HOSTILE, ids=lambda value: repr(value)[:20])
def test_whatever_is_stored_is_shown_as_text_that_can_be_written(value: Any) -> None:
    words = shown(value)
    words.encode()
    assert len(words) <= 500
    assert not any(bad in words for bad in (HALF, NUL, TURN, "\x1b", "\ufffe"))


@given(st.text(alphabet=st.characters(), max_size=50))
def test_any_text_at_all_can_be_written(words: str) -> None:
    plain(words).encode()
    assert len(plain(words)) == len(words)


@pytest.mark.parametrize("kind", [*KINDS, "nonsense", None])
@pytest.mark.parametrize("value", HOSTILE, ids=lambda value: repr(value)[:20])
def test_every_field_of_every_kind_may_hold_anything(kind: str | None, value: Any) -> None:
    names = [*(KINDS[kind].fields if kind in KINDS else ()), "unknown", HALF]
    raw = json.dumps({"kind": kind, "data": dict.fromkeys(names, value)})
    found = show(raw, kind)
    json.dumps(found.data, allow_nan=False).encode()
    "".join(found.data).encode()
    assert len(found.data) == len(names)


@pytest.mark.parametrize(
    ("kind", "name", "value"),
    [("visit", "on", 7), ("visit", "child", {}), ("child", "name", [1]), ("child", "born", True)],
)
def test_what_a_field_cannot_hold_is_said_to_be_unreadable(kind: str, name: str, value: Any) -> None:
    found = show(json.dumps({"data": {name: value}}), kind)
    assert (found.data[name], found.strange) == ("看不懂", (name,))


@pytest.mark.parametrize(
    "raw", ["", "{", "null", "7", "[]", '{"data": 7}', '{"data": []}', "{" * 5000, '"\\ud800"']
)
def test_a_line_that_is_no_operation_is_odd_and_empty(raw: str) -> None:
    found = show(raw, "child")
    assert found.odd and found.data == {}


def test_a_void_without_data_is_nothing_odd() -> None:
    assert not show('{"void": true}', "visit").odd


@pytest.mark.parametrize("words", HOSTILE_TEXT, ids=lambda words: repr(words)[:20])
def test_no_page_sheet_or_sentence_breaks_on_a_word(app: Flask, words: str) -> None:
    with app.test_request_context("/"):
        page = render_template_string("<p title='{{ x }}'>{{ x }}</p>", x=words)
        answer = sheet("t", [Column("a", "甲", "A")], [[words], ["fine"]])
        answer.direct_passthrough = False
        cells = openpyxl.load_workbook(BytesIO(answer.get_data())).active
    page.encode()
    assert "<script>" not in page
    assert cells is not None
    cell = cells["A2"]
    assert cell.data_type == "s" and str(cell.value)[:5] == plain(words)[:5].replace("\ufffe", MARK)
    assert cells["A3"].value == "fine"
    Problem("wrong_value", field=words, value=words).sentence().encode()


@pytest.mark.parametrize("number", [float("nan"), float("inf"), 10**400, -(10**30), 1e300])
def test_a_number_that_is_none_is_no_cell(app: Flask, number: Any) -> None:
    with app.test_request_context("/"):
        answer = sheet("t", [Column("a", "甲", "A")], [[number]])
        answer.direct_passthrough = False
        cells = openpyxl.load_workbook(BytesIO(answer.get_data())).active
    assert cells is not None and cells["A2"].value == "看不懂"


def test_words_are_cut_where_they_are_longer_than_what_may_be_shown() -> None:
    assert shortened("长" * 500) == shown("长" * 500) == "长" * 500
    assert shortened("长" * 501) == shown("长" * 501) == "长" * 499 + "…"
    assert (shortened("abc", 3), shortened("abcd", 3), shortened("", 3)) == ("abc", "ab…", "")


@pytest.mark.parametrize("number", [0, -1, 10**18 - 1, 1 - 10**18, 0.5, -999999999999999872.0])
def test_a_number_of_up_to_eighteen_digits_is_read(number: float) -> None:
    assert shown(number) == str(number)


@pytest.mark.parametrize("number", [10**18, -(10**18), 1e18, -1e18, float("inf"), float("nan")])
def test_a_longer_number_is_none_that_people_read(number: float) -> None:
    assert (shown(number), shown(number, "en")) == ("看不懂", "not readable")


def test_yes_and_no_and_nothing_are_words_of_both_languages() -> None:
    assert [shown(one) for one in (True, False, None)] == ["是", "否", ""]
    assert [shown(one, "en") for one in (True, False, None)] == ["yes", "no", ""]


def test_what_cannot_be_shown_may_be_named_by_the_beginning_of_its_id() -> None:
    assert unreadable("zh", "0b7c1b0e-5a63") == "看不懂 0b7c1b0e"
    assert (unreadable("en", "0b7c1b0e"), unreadable("en", "0b7c")) == (
        "not readable 0b7c1b0e",
        "not readable 0b7c",
    )
    assert (unreadable("en", 7), unreadable("zh", "")) == ("not readable", "看不懂")
