"""The figures of a farm hospital and a street office, and what must never be shown instead."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldapp.campaigns.figures import indicators
from fieldapp.campaigns.figures.indicators import Counts, coverages
from fieldapp.ground.showing import EMPTY, percent

FARM_ROUND_1 = Counts(
    registered=178, found=13, vaccinated=191, registered_before=178, registered_before_dosed=178
)
FARM_ROUND_2 = Counts(
    registered=202, found=17, vaccinated=219, registered_before=202, registered_before_dosed=202
)


@pytest.mark.parametrize(("counts", "over"), [(FARM_ROUND_1, "107.30"), (FARM_ROUND_2, "108.42")])
def test_the_farm_hospital_s_published_rates(counts: Counts, over: str) -> None:
    assert indicators.round_coverage(counts).percent == "100.00"
    assert indicators.registered_coverage(counts).percent == "100.00"
    assert indicators.dosed_over_registered(counts).percent == over


@pytest.mark.parametrize(
    ("numerator", "denominator", "shown"),
    [
        (703, 710, "99.01"),
        (3241, 3307, "98.00"),
        (298, 325, "91.69"),
        (39, 42, "92.86"),
        (2, 3, "66.67"),
        (1, 20000, "0.01"),
        (1, 20001, "0.00"),
        (0, 5, "0.00"),
        (0, 0, EMPTY),
        (3, 0, EMPTY),
        (3, None, EMPTY),
    ],
)
def test_percentages_are_half_up_and_an_empty_denominator_has_none(
    numerator: int, denominator: int | None, shown: str
) -> None:
    assert percent(numerator, denominator) == shown


@given(st.integers(0, 10**9), st.integers(1, 10**9))
def test_a_percentage_is_never_more_than_half_a_hundredth_off(numerator: int, denominator: int) -> None:
    shown = Fraction(percent(numerator, denominator))
    exact = Fraction(100 * numerator, denominator)
    assert -Fraction(1, 200) < shown - exact <= Fraction(1, 200)


def test_who_was_dosed_elsewhere_is_in_no_coverage_but_the_second_rate() -> None:
    one = Counts(registered=10, vaccinated=6, elsewhere=2, registered_before=10, registered_before_dosed=6)
    registered, round_, plan, with_elsewhere, *_ = coverages(one, 10)
    assert (registered.percent, round_.percent, plan.percent) == ("60.00", "60.00", "60.00")
    assert (with_elsewhere.percent, one.short) == ("80.00", 2)
    assert [figure.name for figure in (round_, plan)] == ["round_coverage", "plan_completion"]
    assert (round_.label("zh"), plan.label("zh")) == ("服苗率", "计划完成率")


def test_removed_children_leave_the_target_and_not_the_list() -> None:
    one = Counts(
        registered=10, found=2, removed=3, vaccinated=9, registered_before=10, registered_before_dosed=7
    )
    assert (one.target, one.short) == (9, 0)
    assert indicators.registered_coverage(one).denominator == 10


def test_every_figure_says_what_it_is_a_share_of_in_both_languages() -> None:
    for figure in coverages(FARM_ROUND_1, None):
        assert figure.label("zh") and figure.label("en") and "÷" in figure.of("zh") and "/" in figure.of("en")


def test_every_figure_is_a_share_of_its_own_two_numbers() -> None:
    one = Counts(
        registered=1000, found=200, removed=30, vaccinated=400, elsewhere=50, registered_before=700,
        registered_before_dosed=600, zero_dose=8,
    )  # fmt: skip
    shown = {figure.name: (figure.numerator, figure.denominator) for figure in coverages(one, 900, 300)}
    assert shown == {
        "registered_coverage": (600, 700),
        "round_coverage": (400, 1170),
        "plan_completion": (300, 900),
        "round_coverage_with_elsewhere": (450, 1170),
        "found_share": (200, 1200),
        "dosed_over_registered": (400, 700),
        "zero_dose_share": (8, 400),
    }
    rate = indicators.registration_rate(one, 1250)
    assert (rate.numerator, rate.denominator, rate.percent) == (1000, 1250, "80.00")


def test_fewer_than_none_is_said_with_its_sign() -> None:
    assert [percent(n, 8) for n in (-1, -8, -12)] == ["-12.50", "-100.00", "-150.00"]
    assert (percent(-1, 3), percent(-1, 400), percent(3, -4)) == ("-33.33", "-0.25", EMPTY)
