"""Tests of two-way tables against every row of R's `svychisq`."""

from __future__ import annotations

import numpy as np
import pytest

from fieldapp.survey.stats.association import association
from fieldapp.survey.stats.design import build
from tests.survey.r_definitions import saddlepoint_tail
from tests.survey.reference_data import design, far, number, rows, table


def codes(name: str) -> np.ndarray:
    return np.unique(np.array(table().texts(name)), return_inverse=True)[1]


def test_every_test_of_r_is_reproduced():
    wrong = []
    for row in rows("r/ref_raoscott.csv"):
        found = association(design(), table().outcome(row["var"]).astype(np.int64), codes(row["group"]))
        one = {
            "F": found.f,
            "Chisq": found.chi_square,
            "Wald": found.wald,
            "adjWald": found.adjusted_wald,
        }.get(row["statistic"])
        if one is None:
            got = (found.pearson, None, None, saddlepoint_tail(found.pearson, found.eigenvalues, found.f.df2))
        else:
            shown = found.pearson if row["statistic"] == "Chisq" else one.statistic
            got = (shown, one.df1, one.df2, one.p)
        expected = [number(row[name]) for name in ("value", "df1", "df2", "p")]
        wrong += [(*row.values(), *pair) for pair in zip(got, expected, strict=True) if far(*pair)]
    assert wrong == []


def test_in_a_simple_random_sample_the_design_effects_are_one_and_the_test_is_pearsons():
    rows_, columns = np.array([0] * 30 + [1] * 30), np.array([0, 0, 1] * 10 + [0, 1, 1] * 10)
    found = association(build(60), rows_, columns)
    assert found.pearson == pytest.approx(60 * (20 * 20 - 10 * 10) ** 2 / (30 * 30 * 30 * 30))
    assert found.eigenvalues == (pytest.approx(60 / 59),)
    assert found.f.statistic == pytest.approx(found.pearson * 59 / 60)


def test_rows_without_a_code_are_left_out():
    rng = np.random.default_rng(5)
    first, second = rng.integers(0, 2, 80), rng.integers(0, 3, 80)
    clusters = [str(i // 4) for i in range(80)]
    whole = association(build(80, clusters=clusters), first, second)
    more = association(
        build(84, clusters=[*clusters, "0", "1", "2", "3"]),
        np.append(first, [-1] * 4),
        np.append(second, [0, 1, 2, 0]),
    )
    assert more.f.p == pytest.approx(whole.f.p)
