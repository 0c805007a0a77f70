"""Weights scaled to known totals: the variance another program finds, and what must hold whatever the numbers."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldapp.ground.problems import BadInput
from fieldapp.survey.stats.compare import difference
from fieldapp.survey.stats.estimate import mean, proportions, total
from fieldapp.survey.stats.table import design_of, populations, read_table
from tests.survey.reference_data import rows, table

POPULATIONS = {"sex": {"1": 40000.0, "2": 30000.0}, "urban": {"0": 50000.0, "1": 20000.0}}


def scaled(cells: str):
    return design_of(table(), "stratum", "cluster", "weight", cells=cells, population=POPULATIONS[cells])


def figures(found) -> tuple:
    """What is compared of an estimate."""
    return found.value, found.se, found.n_weighted, found.df


def figure(row: dict[str, str]):
    """Our value and standard error for one row of the reference."""
    design, outcome = scaled(row["cells"]), table().outcome(row["var"])
    stratum = np.array(table().texts("stratum"))
    if row["figure"] == "total":
        return total(design, outcome)
    if row["figure"] == "difference":
        return difference(design, outcome, stratum == "A", stratum == "B")
    return mean(design, outcome, stratum == row["domain"] if row["domain"] else None)


@pytest.mark.parametrize(
    "row", rows("svy/post_stratified.csv"), ids=lambda row: "-".join(list(row.values())[:4])
)
def test_another_programs_post_stratified_figures_come_out(row):
    found = figure(row)
    assert (found.value, found.se) == pytest.approx((float(row["value"]), float(row["se"])), rel=1e-9)


def test_weights_taken_as_fixed_would_give_another_error():
    """What was reported before: the same estimate with the variance of constant weights."""
    design, outcome = scaled("sex"), table().outcome("bcg")
    fixed = mean(design_of_weights(design), outcome)
    assert fixed.value == pytest.approx(mean(design, outcome).value)
    assert abs(fixed.se - mean(design, outcome).se) > 1e-4


def design_of_weights(design):
    return replace(design, cells=None)


def test_the_table_of_all_groups_is_that_of_each():
    design, outcome = scaled("sex"), table().outcome("penta1")
    group = np.array(["AB".find(name) for name in table().texts("stratum")])
    together = proportions(design, outcome[:, None], group, 2)
    apart = [mean(design, outcome, group == g) for g in (0, 1)]
    assert [figures(row[0]) for row in together] == [pytest.approx(figures(one)) for one in apart]


def test_a_total_that_is_known_has_no_error():
    design = scaled("sex")
    girls = np.array([float(cell == "2") for cell in table().texts("sex")])
    found = total(design, girls)
    assert (found.value, found.se) == (pytest.approx(30000), 0)


def test_weights_that_are_scaled_already_have_the_same_error():
    scaled_once = scaled("urban")
    again = design_of(table(), "stratum", "cluster", "weight", cells="urban", population=POPULATIONS["urban"])
    told = design_of(table(), "stratum", "cluster", "weight", cells="urban")
    outcome = table().outcome("bcg")
    found = mean(replace(told, weights=scaled_once.weights), outcome)
    assert figures(found) == pytest.approx(figures(mean(again, outcome)))


@given(st.lists(st.tuples(st.floats(0.5, 9), st.integers(0, 1), st.integers(0, 1)), min_size=8, max_size=40))
def test_one_cell_for_all_leaves_every_share_and_its_error(children):
    weights, outcomes, _ = zip(*children, strict=True)
    lines = [f"{i // 2},{w},{y},x" for i, (w, y) in enumerate(zip(weights, outcomes, strict=True))]
    data = read_table("\n".join(["c,w,y,k", *lines]).encode(), "t.csv")
    plain = mean(design_of(data, None, "c", "w"), data.outcome("y"))
    known = mean(design_of(data, None, "c", "w", cells="k", population={"x": 1e6}), data.outcome("y"))
    assert known.value == pytest.approx(plain.value)
    assert known.se == pytest.approx(plain.se, abs=1e-7)
    assert math.isclose(known.n_weighted, 1e6)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("cell,population\na,5\na,6\n", "p.csv, line 3, column cell: 'a' is already in line 2."),
        ("cell,population\na,0\n", "p.csv, line 2, column population: '0' is not a number above 0."),
        ("cell,population\na,nan\n", "p.csv, line 2, column population: 'nan' is not a number above 0."),
        (
            "cell,people\na,5\n",
            "p.csv, line 1: there is no column 'population'; the columns are cell, people.",
        ),
        ("cell,population\n,5\n", "p.csv, line 2, column cell: the cell is empty."),
    ],
)
def test_a_population_that_cannot_be_is_named_by_line(text, words):
    with pytest.raises(BadInput) as caught:
        populations(read_table(text.encode(), "p.csv"))
    assert str(caught.value) == words


def test_a_cell_without_a_population_is_named_by_line():
    data = read_table(b"c,y,k\n1,1,a\n2,0,b\n", "t.csv")
    with pytest.raises(BadInput, match=r"t\.csv, line 3, column k: the population of 'b' is not given"):
        design_of(data, None, "c", cells="k", population={"a": 5})
