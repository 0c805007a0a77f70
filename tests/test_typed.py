"""What people type is read as they meant it, or not at all."""

from __future__ import annotations

import pytest

from fieldapp.ground.parsing import is_odd_phone, read_day


@pytest.mark.parametrize(
    "typed", ["20190305", "2019-03-05", "2019/3/5", "2019.3.5", "2019年3月5日", "２０１９０３０５"]
)
def test_a_day_is_read_however_it_is_written(typed: str) -> None:
    assert read_day(typed) == "2019-03-05"


@pytest.mark.parametrize(
    "typed", ["2019-11", "201911", "2019年11月", "2019-1105", "2019-13-01", "20190230", "明天", ""]
)
def test_half_a_day_is_none(typed: str) -> None:
    """A month alone was read as a day of January."""
    assert read_day(typed) is None


def test_a_telephone_of_too_few_or_too_many_digits_is_odd() -> None:
    usual = [
        "",
        "13800000000",
        "138 0000 0000",
        "+8613800000000",
        "0737-5221234",
        "5221234",
        "400-800-1234",
        "１３８００００００００",
    ]
    assert [words for words in usual if is_odd_phone(words)] == []
    odd = ["1380000000", "138000000001", "12800000000", "123", "没有电话"]
    assert [words for words in odd if not is_odd_phone(words)] == []
