"""The scopes that a record draws itself or its child into, and what names a scope at all."""

from __future__ import annotations

import json
from typing import Any

import pytest

from fieldapp.records.kinds import prefix_of, scopes_of_row
from fieldapp.records.rows.enrolled import going_on


def row(**other: Any) -> dict[str, Any]:
    """A row that stands."""
    return {"known": True, "voided": False, "left_on": None, "more": None} | other


def test_a_scope_stands_in_its_column_or_among_the_words_without_one() -> None:
    assert scopes_of_row("enrolment", row(school="s1")) == {"school:s1"}
    assert scopes_of_row("interview", row(more=json.dumps({"cluster": "c7"}))) == {"cluster:c7"}
    assert scopes_of_row("enrolment", row(school="s1", more='{"school":"s2"}')) == {"school:s1"}
    assert scopes_of_row("visit", row(school="s1")) == set()


@pytest.mark.parametrize("gone", [{"known": False}, {"voided": True}, {"left_on": "2026-03-01"}])
def test_what_is_not_known_taken_back_or_over_draws_nobody_anywhere(gone: dict[str, Any]) -> None:
    assert scopes_of_row("enrolment", row(school="s1", **gone)) == set()


@pytest.mark.parametrize("value", [7, None, "", " s1", "s1 ", "a" * 61, "a\nb"])
def test_what_can_be_no_name_of_a_scope_is_none(value: Any) -> None:
    assert scopes_of_row("enrolment", row(school=value)) == set()
    assert scopes_of_row("interview", row(more=json.dumps({"cluster": value}))) == set()


@pytest.mark.parametrize(
    ("scope", "prefix"),
    [
        ("school:s", "school"),
        ("school:" + "a" * 60, "school"),
        ("cluster:第 3 组", "cluster"),
        ("school:" + "a" * 61, None),
        ("school:", None),
        ("shop:s", None),
        ("430921103001", None),
        ("setup", None),
        ("school:s\n", None),
    ],
)
def test_a_scope_is_a_known_prefix_and_a_name(scope: str, prefix: str | None) -> None:
    assert prefix_of(scope) == prefix


def place(school: str = "a", term: str = "2026-1", **other: Any) -> dict[str, Any]:
    """An enrolment that stands."""
    return row(**{"school": school, "term": term, "joined_on": None, "reason": "new"} | other)


@pytest.mark.parametrize(
    ("places", "schools"),
    [
        ([place()], "a"),
        ([place("a"), place("b")], "ab"),  # nothing says which came later
        ([place("a"), place("b", joined_on="2026-10-12")], "ab"),
        ([place("a", joined_on="2026-09-01"), place("b", joined_on="2026-10-12")], "b"),
        ([place("a"), place("b", reason="transfer")], "b"),
        ([place("a", term="2025-1"), place("b")], "b"),
        ([place("a", term="2025-1"), place("a")], "a"),
        ([place("a", term="2025-1"), place("a", left_on="2026-10-01")], ""),  # last year's goes on for nobody
        ([place("a"), place("b", reason="transfer", left_on="2026-11-01")], ""),
        ([place("a"), place("b", reason="transfer", voided=True)], "a"),
        ([place("a"), place("b", term="someday")], "ab"),
        ([place("a", left_on="2026-10-01"), place("a")], "a"),
    ],
)
def test_a_child_is_of_the_school_it_was_enrolled_in_last(places: list[Any], schools: str) -> None:
    for order in (places, places[::-1]):
        assert "".join(sorted(one["school"] for one in going_on(order))) == schools
