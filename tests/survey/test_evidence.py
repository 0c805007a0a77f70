"""Which dates on a card are believed, and which doses are valid by the survey rule."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldapp.survey.indicators.evidence import (
    CardDose,
    DoseRule,
    Interview,
    believed,
    card_date,
    survey_rule,
    valid_dates,
)

BORN = date(2023, 3, 1)
ON = date(2025, 3, 1)
DTP = tuple(DoseRule("dtp", n, 90 + 30 * (n - 1), 28) for n in (1, 2, 3))
SCHEDULE = (*DTP, DoseRule("bcg", 1, 0), DoseRule("mcv", 1, 240), DoseRule("hepb", 1, 0, max_age=1))


def child(antigen="dtp", *ages: int | None, **changed) -> Interview:
    """A child with doses of one antigen at ages in days (None: a tick)."""
    doses = tuple(
        CardDose(antigen, n, None if age is None else BORN + timedelta(days=age))
        for n, age in enumerate(ages, start=1)
    )
    return Interview(**({"on": ON, "born": BORN, "card": "seen", "doses": doses} | changed))


def valid_ages(one: Interview, antigen="dtp") -> list[int]:
    return [(on - BORN).days for on in valid_dates(one, antigen, SCHEDULE)]


@pytest.mark.parametrize(
    ("ages", "valid"),
    [
        ((90, 120, 150), [90, 120, 150]),
        ((90, 118, 146), [90, 118, 146]),
        ((90, 117, 146), [90, 146]),
        ((89, 120, 150), [120, 150]),
        ((60, 70, 80), []),
        ((90, None, 150), [90, 150]),
        ((None, 120), [120]),
        ((120, 110, 150), [150]),
        ((120, 130, 120), []),
        ((90, 90), []),
        ((90, 120, 110), [90]),
    ],
)
def test_a_series_of_dtp_by_the_survey_rule(ages, valid):
    """The first date of age is dose 1; each next at least 28 days after the last valid one is the next."""
    assert valid_ages(child("dtp", *ages)) == valid


@pytest.mark.parametrize(("age", "valid"), [(239, []), (240, [240]), (500, [500])])
def test_a_single_dose_is_valid_at_or_above_its_age(age, valid):
    assert valid_ages(child("mcv", age), "mcv") == valid


@pytest.mark.parametrize(("age", "valid"), [(0, [0]), (1, [1]), (2, [])])
def test_a_greatest_age_is_kept_where_a_rule_has_one(age, valid):
    assert valid_ages(child("hepb", age), "hepb") == valid


@pytest.mark.parametrize("age", [-1, 732])
def test_a_date_before_birth_or_after_the_interview_is_a_tick(age):
    assert believed(child("dtp", age), "dtp") == {1: None}


def test_a_later_dose_on_or_before_an_earlier_one_makes_both_ticks_and_leaves_others():
    assert believed(child("dtp", 90, 150, 130), "dtp") == {1: BORN + timedelta(days=90), 2: None, 3: None}
    assert believed(child("dtp", 150, 90, 120), "dtp") == {1: None, 2: None, 3: None}


def test_without_a_birth_date_doses_are_given_and_none_is_valid():
    unknown = child("dtp", 90, 120, born=None)
    assert len(believed(unknown, "dtp")) == 2
    assert valid_dates(unknown, "dtp", SCHEDULE) == []


def test_recall_is_never_valid():
    assert survey_rule(SCHEDULE)(child("dtp", recall={"dtp": 3}), "dtp") == 0


def test_doses_beyond_the_schedule_are_not_counted():
    assert survey_rule(SCHEDULE)(child("dtp", 90, 120, 150, 400), "dtp") == 3


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2019-03-05", date(2019, 3, 5)),
        ("20190305", date(2019, 3, 5)),
        (" 2019-03-05 ", date(2019, 3, 5)),
        ("2019-02-30", None),
        ("2019-03", None),
        ("2019", None),
        ("", None),
        (None, None),
        ("２０１９-03-05", None),
    ],
)
def test_an_incomplete_or_impossible_date_is_a_tick(written, day):
    assert card_date(written) == day


@given(st.lists(st.integers(-30, 800), max_size=5))
def test_valid_doses_keep_age_and_interval_and_come_from_the_card(ages):
    one = child("dtp", *ages)
    valid = valid_ages(one)
    assert set(valid) <= set(ages)
    assert all(age >= 90 for age in valid)
    assert all(later - earlier >= 28 for earlier, later in pairwise(valid))
