"""Quantiles and probabilities: closed forms, identities, and figures of R."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldapp.survey.stats.distributions import (
    beta_cdf,
    beta_quantile,
    chi_square_tail,
    f_tail,
    normal_quantile,
    t_quantile,
    t_tail,
)

PROBABILITIES = st.floats(1e-6, 1 - 1e-6)
SHAPES = st.floats(0.05, 3000)

# R 4.2.2: qt(p, df), qbeta(p, a, b), pf(…, lower.tail = FALSE), pchisq(…, lower.tail = FALSE), 17 digits
R_T = [(0.975, 27, 2.051830516480285), (0.95, 11, 1.7958848187040435), (0.995, 3, 5.8409093097333544)]
R_BETA = [(0.025, 43.9, 21.3, 0.55575668933933009), (0.975, 3.7, 2.2, 0.93034792795415655)]


def test_quantiles_equal_those_of_r():
    assert [t_quantile(p, df) for p, df, _ in R_T] == pytest.approx([x for *_, x in R_T], rel=1e-14)
    assert [beta_quantile(p, a, b) for p, a, b, _ in R_BETA] == pytest.approx(
        [x for *_, x in R_BETA], rel=1e-14
    )


def test_tails_equal_those_of_r():
    assert f_tail(3.2, 1.29, 34.8) == pytest.approx(0.072539757388572962, rel=1e-14)
    assert chi_square_tail(7.3, 2.5) == pytest.approx(0.041953459818519813, rel=1e-14)


@pytest.mark.parametrize("p", [1e-9, 0.001, 0.2, 0.5, 0.7, 0.975, 0.9999])
def test_t_has_its_closed_forms_at_one_and_two_degrees_of_freedom(p):
    assert t_quantile(p, 1) == pytest.approx(-1 / math.tan(math.pi * p), rel=1e-12, abs=1e-15)
    assert t_quantile(p, 2) == pytest.approx((2 * p - 1) / math.sqrt(2 * p * (1 - p)), rel=1e-9, abs=1e-15)


def test_t_goes_over_into_the_normal():
    assert t_quantile(0.975, 1e9) == pytest.approx(normal_quantile(0.975), abs=1e-8)


@given(PROBABILITIES, st.floats(0.5, 1e5))
def test_t_quantile_inverts_the_tail(p, df):
    t = t_quantile(p, df)
    assert t_tail(t, df) == pytest.approx(1 - p, rel=1e-9, abs=1e-12)
    assert t_quantile(1 - p, df) == pytest.approx(-t, rel=1e-6, abs=1e-12)


@given(PROBABILITIES, SHAPES, SHAPES)
def test_beta_quantile_inverts_the_probability(p, a, b):
    x = beta_quantile(p, a, b)
    assert 0 <= x <= 1
    if x < 1 - 1e-5:  # nearer to 1 a double cannot hold x finely enough
        assert beta_cdf(x, a, b) == pytest.approx(p, rel=1e-8, abs=1e-11)


@given(st.floats(0.001, 0.999), SHAPES, SHAPES)
def test_beta_probability_mirrors(x, a, b):
    assert beta_cdf(x, a, b) + beta_cdf(1 - x, b, a, complement=x) == pytest.approx(1, abs=1e-12)


@given(st.integers(1, 200), st.data(), st.floats(0.01, 0.99))
def test_beta_probability_is_a_binomial_tail(n, data, p):
    x = data.draw(st.integers(1, n))
    tail = math.fsum(math.comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(x, n + 1))
    assert beta_cdf(p, x, n - x + 1) == pytest.approx(tail, rel=1e-10, abs=1e-13)


@given(st.floats(0.001, 0.999), st.floats(0.1, 50))
def test_beta_probability_has_closed_forms_when_one_shape_is_one(x, a):
    assert beta_cdf(x, a, 1) == pytest.approx(x**a, rel=1e-12)
    assert beta_cdf(x, 1, a) == pytest.approx(-math.expm1(a * math.log1p(-x)), rel=1e-11)


def test_beta_ends_are_exact():
    assert (beta_quantile(0, 2, 3), beta_quantile(1, 2, 3)) == (0, 1)
    assert (beta_cdf(0, 2, 3), beta_cdf(1, 2, 3)) == (0, 1)


def test_far_tail_of_beta_keeps_its_relative_precision():
    assert beta_quantile(1 - 1e-6, 1, 1000) == pytest.approx(
        -math.expm1(math.log(1 - (1 - 1e-6)) / 1000), rel=1e-13
    )


@given(st.floats(0.01, 40), st.floats(0.5, 60))
def test_f_with_one_degree_of_freedom_is_t_squared(t, df):
    assert f_tail(t * t, 1, df) == pytest.approx(2 * t_tail(t, df), rel=1e-12)


@given(st.floats(0.01, 60))
def test_chi_square_has_its_closed_forms(x):
    assert chi_square_tail(x, 2) == pytest.approx(math.exp(-x / 2), rel=1e-12)
    assert chi_square_tail(x, 1) == pytest.approx(math.erfc(math.sqrt(x / 2)), rel=1e-9)
    assert chi_square_tail(x, 4) == pytest.approx(math.exp(-x / 2) * (1 + x / 2), rel=1e-12)


def test_tails_at_and_below_zero_are_whole():
    assert (f_tail(0, 2, 9), chi_square_tail(-1, 3)) == (1, 1)
    assert t_tail(-1.3, 8) == pytest.approx(1 - t_tail(1.3, 8))
