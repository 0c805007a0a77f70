"""Terms, deadlines as the law counts them, the numbers of notices, and the names of slots."""

from __future__ import annotations

import uuid
from datetime import date

import pytest

from fieldapp.records.fields.notice_numbers import is_number, number_of
from fieldapp.records.kinds import KINDS
from fieldapp.schedule import working_days
from fieldapp.school import deadlines
from fieldapp.school.slots import COLUMNS, column_of, name_of, product_by_age
from fieldapp.school.terms import Term, next_term, read_term, term_of


@pytest.mark.parametrize(
    ("on", "code"),
    [
        (date(2026, 9, 1), "2026-1"),
        (date(2027, 1, 31), "2026-1"),
        (date(2027, 2, 1), "2026-2"),
        (date(2027, 8, 31), "2026-2"),
    ],
)
def test_a_day_lies_in_a_term_that_holds_it(on: date, code: str) -> None:
    term = term_of(on)
    assert term.code == code and term.first_day <= on <= term.last_day
    assert next_term(term).first_day > term.last_day


@pytest.mark.parametrize(
    ("said", "term"),
    [
        ("2026-1", Term(2026, 1)),
        ("2026", Term(2026, 1)),
        ("2026年秋季", Term(2026, 1)),
        ("2026—2027学年第二学期", Term(2026, 2)),
        ("2027年春", Term(2026, 2)),
        ("2026-2027学年春季", Term(2026, 2)),
        ("秋季", None),
        (None, None),
    ],
)
def test_a_term_is_read_as_people_write_it(said: str | None, term: Term | None) -> None:
    assert read_term(said) == term
    assert term is None or read_term(term.code) == term


@pytest.mark.parametrize(
    ("start", "days", "counted", "last", "before"),
    [
        ("2026-09-01", 30, "2026-10-01", "2026-10-08", "2026-09-30"),  # 国庆 to 7 October
        ("2026-09-10", 30, "2026-10-10", "2026-10-10", "2026-10-10"),  # a Saturday that is worked
        ("2026-09-12", 7, "2026-09-19", "2026-09-20", "2026-09-18"),  # a Sunday that is worked
        ("2026-09-05", 7, "2026-09-12", "2026-09-14", "2026-09-11"),
        ("2026-09-10", 7, "2026-09-17", "2026-09-17", "2026-09-17"),
    ],
)
def test_the_first_day_is_not_counted_and_the_end_falls_on_a_working_day(
    start: str, days: int, counted: str, last: str, before: str
) -> None:
    found = deadlines.within(date.fromisoformat(start), days)
    assert [day.isoformat() for day in found[:3]] == [counted, last, before]
    assert found.known and deadlines.doubt(found) is None
    assert not found.is_over(found.last) and found.days_left(found.last) == 0


def test_of_a_year_whose_holidays_are_not_known_only_weekends_are_counted_and_that_is_said() -> None:
    later = date(working_days.LAST_YEAR + 1, 10, 1)
    found = deadlines.on_day(later)
    said = deadlines.doubt(found)
    assert not found.known and said is not None and str(working_days.LAST_YEAR) in said[0]
    assert found.last.weekday() < 5


def test_the_last_day_of_the_last_known_year_may_end_in_an_unknown_one() -> None:
    assert deadlines.on_day(date(working_days.LAST_YEAR, 12, 31)).last.year >= working_days.LAST_YEAR


def test_a_number_has_eight_digits_and_every_slip_of_one_digit_or_two_neighbours_is_found() -> None:
    for number in (number_of(str(uuid.UUID(int=n * 7919**9 % 2**128))) for n in range(1, 300)):
        assert is_number(number) and KINDS["notice"].fields["number"](number) is None
        for at in range(8):
            for digit in "0123456789":
                assert digit == number[at] or not is_number(number[:at] + digit + number[at + 1 :])
        for at in range(7):
            swapped = number[:at] + number[at + 1] + number[at] + number[at + 2 :]
            assert swapped == number or not is_number(swapped)


def test_numbers_of_phones_and_office() -> None:
    """The same on the phone: static/field and the office make them alike."""
    assert number_of("00000000-0000-4000-8000-000000000000")[:7] == "1000000"
    assert number_of("11111111-1111-4111-8111-111111111111") == number_of(
        "22222222-2222-7222-9222-111111111111"
    )
    assert not is_number("1234567") and not is_number("１２３４５６７８")


@pytest.mark.parametrize(
    ("slot", "product", "column", "name"),
    [
        (("polio", 5), None, "polio-ipv", "脊灰灭活疫苗补种"),
        (("polio", 4), None, "polio-4", "脊灰疫苗第4剂"),
        (("dtp", 5), "DTaP", "dtp-5", "百白破疫苗第5剂"),
        (("dtp", 5), "DT", "dt-1", "白破疫苗"),
        (("mcv", 3), None, "mcv-2", "麻腮风疫苗第2剂"),
        (("je", 1), "JE-I", "je_inact-1", "乙脑疫苗第1剂"),
        (("je", 2), None, "je-2", "乙脑疫苗第2剂"),
        (("je", 3), None, "je_inact-3", "乙脑疫苗第3剂"),
        (("mena", 2), None, "mena-2", "A群流脑疫苗第2剂"),
        (("hepa", 2), None, "hepa_inact-2", "甲肝疫苗第2剂"),
        (("bcg", 1), None, "bcg-1", "卡介苗"),
    ],
)
def test_what_a_slot_is_called_and_where_it_stands(
    slot: tuple[str, int], product: str | None, column: str, name: str
) -> None:
    assert (column_of(slot, product), name_of(slot, product=product)) == (column, name)
    assert column in {one.id for one in COLUMNS}


def test_a_third_live_dose_has_no_column() -> None:
    assert column_of(("je", 3), "JE-L") not in {one.id for one in COLUMNS}


def test_the_product_of_the_fifth_dose_goes_by_age() -> None:
    assert product_by_age(("dtp", 5), "2020-05-20", "2026-09-10") == "DTaP"
    assert product_by_age(("dtp", 5), "2019-05-20", "2026-09-10") == "DT"
