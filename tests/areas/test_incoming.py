"""One row of areas as a file says it: what it is taken for, and what is wrong with it in both languages."""

from __future__ import annotations

from typing import Any

import pytest

from fieldapp.areas.incoming import Incoming, Wrong, check, is_name, said_of

ROW = {"code": "430921103213", "name": "青树嘴村"}


def read(**cells: str) -> Any:
    """What a row of a simple sheet is, on its fifth line."""
    return said_of(ROW | cells, 5, "a.csv")


def test_a_fault_is_said_with_its_place_in_both_languages() -> None:
    line = Wrong("a.csv", 5, "lat", "经度纬度要一起填", "and lon must be given together")
    assert line.sentence() == line.sentence("en") == "a.csv line 5: lat and lon must be given together."
    assert line.sentence("zh") == "a.csv 第 5 行，lat：经度纬度要一起填。"
    outline = Wrong("b.json", 2, "code", "没有", "is missing", of_outline=True)
    assert outline.sentence("en") == "b.json feature 2: code is missing."
    assert outline.sentence("zh") == "b.json 第 2 个图形，code：没有。"


@pytest.mark.parametrize(
    ("said", "people"),
    [
        ("", None),
        ("0", 0),
        ("1500", 1500),
        ("12,345", 12345),
        ("1,234,567", 1234567),
        ("2147483647", 2**31 - 1),
    ],
)
def test_a_number_of_people_is_read_with_and_without_commas(said: str, people: int | None) -> None:
    assert read(population=said).population == people


@pytest.mark.parametrize("said", ["-1", "2147483648", "many", "1.5", "1;234"])
def test_what_is_no_number_of_people_is_said(said: str) -> None:
    wrong = read(population=said)
    assert (wrong.field, wrong.line, wrong.zh) == ("population", 5, f"“{said}”不是人数")
    assert wrong.en == f"'{said}' is not a number of people"


@pytest.mark.parametrize(
    ("lat", "lon", "place"),
    [
        ("29.36", "112.4", (29.36, 112.4)),
        ("90", "180", (90, 180)),
        ("-90", "-180", (-90, -180)),
        ("0", "0", (None, None)),  # what stands in many tables for not known
        ("0", "112.4", (0, 112.4)),
        ("", "", (None, None)),
    ],
)
def test_a_place_is_two_numbers_of_degrees_or_none(lat: str, lon: str, place: tuple[Any, Any]) -> None:
    row = read(lat=lat, lon=lon)
    assert (row.lat, row.lon) == place


@pytest.mark.parametrize(
    ("lat", "lon", "field", "zh", "en"),
    [
        ("90.1", "1", "lat", "“90.1”不是度数", "'90.1' is not in degrees from -90 to 90"),
        ("-90.1", "1", "lat", "“-90.1”不是度数", "'-90.1' is not in degrees from -90 to 90"),
        ("1", "180.1", "lon", "“180.1”不是度数", "'180.1' is not in degrees from -180 to 180"),
        ("nan", "1", "lat", "“nan”不是度数", "'nan' is not in degrees from -90 to 90"),
        ("1", "east", "lon", "“east”不是度数", "'east' is not in degrees from -180 to 180"),
        ("29", "", "lat", "经度纬度要一起填", "and lon must be given together"),
        ("", "112", "lat", "经度纬度要一起填", "and lon must be given together"),
    ],
)
def test_what_is_no_place_is_said(lat: str, lon: str, field: str, zh: str, en: str) -> None:
    wrong = read(lat=lat, lon=lon)
    assert (wrong.file, wrong.field, wrong.zh, wrong.en) == ("a.csv", field, zh, en)


@pytest.mark.parametrize("word", ["村", "社区", "村（社区）", "village", ""])
def test_a_level_may_be_said_as_people_call_it(word: str) -> None:
    assert isinstance(read(level=word), Incoming)


def test_another_level_than_the_code_has_is_said() -> None:
    wrong = read(level="镇")
    assert (wrong.field, wrong.zh) == ("level", "“镇”与代码 430921103213 的位数不符")
    assert wrong.en == "'镇' is not village, as 430921103213 is"


@pytest.mark.parametrize(
    ("name", "fits"),
    [("村", True), ("村" * 100, True), ("村" * 101, False), ("", False), ("村\n", False), ("\x7f", False)],
)
def test_a_name_has_one_to_a_hundred_letters_and_nothing_unseen(name: str, fits: bool) -> None:
    assert is_name(name) is fits


def test_every_row_is_held_against_the_file_and_what_is_known() -> None:
    said = [
        ("430921103213", "青树嘴村"), ("430921103", "青树嘴镇"), ("430921103", "青树嘴镇"), ("4309211", "半个"),
        ("430922", ""), ("430923001001", "孤村"),
    ]  # fmt: skip
    rows = [Incoming(code, name, line, "a.csv") for line, (code, name) in enumerate(said, start=2)]
    ordered, wrong = check(rows, {"430921", "4309"})
    assert [len(row.code) for row in ordered] == [6, 7, 9, 9, 12, 12]
    assert [one.sentence("zh") for one in wrong] == [
        "a.csv 第 4 行，code：430921103 出现了两次。",
        "a.csv 第 5 行，code：“4309211”不是 2、4、6、9 或 12 位数字。",
        "a.csv 第 6 行，name：名称为空、太长或含特殊字符（）。",
        "a.csv 第 7 行，code：430923001001 的上级 430923001 不存在。",
    ]
    assert [one.sentence() for one in wrong] == [
        "a.csv line 4: code 430921103 occurs twice.",
        "a.csv line 5: code '4309211' does not have 2, 4, 6, 9 or 12 digits.",
        "a.csv line 6: name '' is empty, too long or not printable.",
        "a.csv line 7: code 430923001001 has no parent: there is no area 430923001.",
    ]
