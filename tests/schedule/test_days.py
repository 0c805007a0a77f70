"""Day numbers and month arithmetic against the calendar of the standard library."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldapp.schedule.rules import days
from fieldapp.schedule.rules.days import (
    ISO_DAYS,
    ISO_TEXTS,
    civil,
    day_number,
    number,
    parse_day,
    parse_span,
    plus,
)

EPOCH = date(1970, 1, 1)


@given(st.dates())
def test_a_day_number_is_the_count_of_days_since_1970(day):
    assert day_number(day) == (day - EPOCH).days
    assert civil(day_number(day)) == (day.year, day.month, day.day)
    assert number(day.year, day.month, day.day) == day_number(day)
    assert ISO_DAYS[ISO_TEXTS[day_number(day)]] == day_number(day)


@given(st.dates(date(1900, 1, 1), date(2200, 1, 1)), st.integers(1, 240))
def test_months_are_calendar_months_clamped_to_the_end(day, months):
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    assert plus(day_number(day), months) == day_number(date(year, month + 1, min(day.day, last)))


@given(st.dates(), st.integers(0, 100))
def test_a_span_of_days_is_days(day, days):
    assert plus(day_number(day), -days) == (day - EPOCH + timedelta(days=days)).days


@given(st.integers(-(10**9), 10**9))
def test_any_integer_is_some_day(day):
    assert number(*civil(day)) == day


@pytest.mark.parametrize(
    "text", ["2024-02-30", "2024-2-3", "20240203", "2019-W01-1", "0000-01-01", "", " 2024-01-01", None, 7, []]
)
def test_what_is_no_day_is_none(text):
    assert parse_day(text) is None


def test_a_date_is_a_day_too():
    assert parse_day(date(1970, 1, 2)) == 1


@pytest.mark.parametrize(
    ("text", "span"),
    [("0d", 0), ("28d", -28), ("6m", 6), ("7y", 84), ("6", None), ("-1m", None), ("06m", None)],
)
def test_a_span_is_read_as_months_or_days(text, span):
    assert parse_span(text) == span


def test_more_days_than_are_remembered_are_worked_out_all_the_same(monkeypatch):
    monkeypatch.setattr(days, "REMEMBER_AT_MOST", 0)
    day = day_number(date(2024, 2, 29))
    firsts, months, shifted, read, written = (
        days.Firsts(),
        days.Months(),
        days.Shifted(12),
        days.IsoDays(),
        days.IsoTexts(),
    )
    month = 12 * 2024 + 1
    assert (firsts[month], months[day]) == (day_number(date(2024, 2, 1)), (month, 28))
    assert (shifted[day], read["2024-02-29"], written[day]) == (plus(day, 12), day, "2024-02-29")
    assert not any((firsts, months, shifted, read, written))  # none of them is kept
