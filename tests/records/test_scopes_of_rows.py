"""The scopes that a record draws itself or its child into, and what names a scope at all."""

from __future__ import annotations

import json
from typing import Any

import pytest

from fieldapp.records.kinds import prefix_of, scopes_of_row


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
