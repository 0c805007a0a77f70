"""The table of estimates: one record for each outcome and group."""

from __future__ import annotations

import json

import numpy as np

from fieldapp.survey.stats.design import build
from fieldapp.survey.tables.results import FIELDS, estimate_table, grouping, text_of
from tests.survey.reference_data import design, table


def records(*by: str, **options):
    groups = [grouping(name, table().texts(name)) for name in by]
    return estimate_table(
        design(), {"bcg": table().outcome("bcg"), "mcv1": table().outcome("mcv1")}, groups, **options
    )


def test_each_outcome_comes_overall_and_then_by_each_grouping_of_its_own():
    found = records("sex", "stratum")
    groups = [{}, {"sex": "1"}, {"sex": "2"}, {"stratum": "A"}, {"stratum": "B"}, {"stratum": "C"}]
    assert [(one["outcome"], one["group"]) for one in found] == [
        (name, group) for name in ("bcg", "mcv1") for group in groups
    ]
    assert tuple(found[0]) == FIELDS


def test_an_empty_outcome_leaves_that_estimate_only():
    assert [one["n"] for one in records()] == [253, 209]


def test_groups_are_in_the_order_of_numbers_then_of_text():
    assert grouping("g", ["10", "9", "b", "", "a", "10"]).values == ("9", "10", "a", "b")


def test_rows_without_a_group_are_told_in_the_note():
    sample = build(6, clusters=list("aabbcc"))
    values = np.array([1, 0, 1, 1, 0, 1.0])
    found = estimate_table(sample, {"y": values}, [grouping("g", ["x", "x", "y", "", "y", ""])])
    assert [one["n"] for one in found] == [6, 2, 2]
    assert all(one["note"].endswith("2 rows without g are in no group") for one in found[1:])
    assert "in no group" not in (found[0]["note"] or "")


def test_a_group_without_a_value_has_nulls_and_a_reason():
    sample = build(4, clusters=list("aabb"))
    found = estimate_table(sample, {"y": np.array([1, 0, np.nan, np.nan])}, [grouping("g", list("xxyy"))])
    empty = found[-1]
    assert (empty["n"], empty["estimate"], empty["ci_low"], empty["df"]) == (0, None, None, None)
    assert empty["note"] == "no row has a value"


def test_a_domain_in_a_stratum_of_one_cluster_shows_the_estimate_and_no_interval():
    sample = build(6, strata=list("AAAABB"), clusters=list("112233"), lonely="certainty")
    found = estimate_table(sample, {"y": np.array([1, 0, 1, 1, 0, 1.0])}, [grouping("s", list("AAAABB"))])
    alone = found[-1]
    assert (alone["estimate"], alone["se"], alone["df"], alone["ci_low"]) == (0.5, 0, 0, None)
    assert alone["note"] == "0 degrees of freedom: no interval"


def test_with_a_goal_each_record_is_classified_where_there_are_clusters_enough():
    sample = build(80, clusters=[str(i // 4) for i in range(80)])
    values = np.array([1.0] * 76 + [0, 0, 0, 0])
    (high,) = estimate_table(sample, {"y": values}, goal=0.7)
    (low,) = estimate_table(sample, {"y": 1 - values}, goal=0.7)
    assert (high["classification"], low["classification"]) == ("pass", "fail")
    assert records(goal=0.7)[0]["classification"] is None
    assert "fewer than 15 clusters a stratum" in records(goal=0.7)[0]["note"]


def test_json_and_csv_tell_the_same_at_full_precision():
    found = records("sex")
    assert json.loads(text_of(found, "json", FIELDS)) == found
    lines = text_of(found, "csv", FIELDS).split("\n")
    assert lines[0] == ",".join(FIELDS)
    assert lines[2].startswith("bcg,sex=1,123,")
    assert float(lines[1].split(",")[4]) == found[0]["estimate"]
