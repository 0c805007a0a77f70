"""What people type is read as they meant it, or not at all."""

from __future__ import annotations

import pytest

from fieldapp.typed import read_day


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
