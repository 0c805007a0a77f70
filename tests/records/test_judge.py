"""Every verdict on an operation names the field it is about, and a held one the row it waits for."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from fieldapp.ground.problems import Problem
from fieldapp.records.judge import APPLIED, Author, Reference, judge
from fieldapp.records.operation import Operation

VILLAGE, OTHER = "430921103001", "430921104001"
TODAY = date(2026, 3, 5)
REFERENCE = Reference(
    authors={
        "d": Author("ann", "vaccinator", (VILLAGE[:9],), False),
        "stopped": Author("ann", "vaccinator", (VILLAGE[:9],), True),
        "watching": Author("ann", "observer", (VILLAGE[:9],), False),
    },
    counties={VILLAGE: "430921", OTHER: "430921", "430921105001": "430921"},
    successors={"430921105001": (VILLAGE,)},
    rounds=frozenset({"r"}),
    codes=frozenset({("", "visit.outcome:flooded"), ("430922", "visit.outcome:far")}),
)


def said(**words: Any) -> Operation:
    """A visit as ann's phone says it, but for `words`."""
    usual = {"raw": {}, "hash": "", "id": "1", "device": "d", "kind": "visit", "area": VILLAGE, "by": "ann"}
    return Operation(**(usual | {"data": {"round": "r", "outcome": "vaccinated"}} | words))


def unknown(code: str) -> dict[str, Any]:
    """An outcome that is in no built-in list."""
    return {"problem": Problem("unknown_code", field="outcome"), "data": {"round": "r", "outcome": code}}


@pytest.mark.parametrize(
    ("words", "outcome", "code", "field", "waits_for"),
    [
        ({"device": "new"}, "held", "unknown_device", "device", "device:new"),
        ({"by": "bao"}, "refused", "not_your_name", "by", None),
        ({"area": "430921199001"}, "held", "unknown_area", "area", "area:430921199001"),
        ({"device": "watching"}, "refused", "not_your_role", "kind", None),
        ({"area": OTHER}, "refused", "not_your_area", "area", None),
        ({"device": "stopped"}, "held", "device_stopped", "device", None),
        ({"data": {"round": "next"}}, "held", "unknown_round", "round", "round:next"),
        (unknown("snow"), "held", "unknown_code", "outcome", "code:visit.outcome:snow"),
        (unknown("far"), "held", "unknown_code", "outcome", "code:visit.outcome:far"),
        ({"kind": "child", "data": {"born": "2026-03-07"}}, "refused", "born_in_future", "born", None),
        ({"problem": Problem("wrong_value", field="on")}, "refused", "wrong_value", "on", None),
    ],
)
def test_what_does_not_count_says_why_where_and_what_it_waits_for(
    words: dict[str, Any], outcome: str, code: str, field: str, waits_for: str | None
) -> None:
    verdict = judge(said(**words), REFERENCE, TODAY)
    assert verdict.problem is not None
    assert (verdict.outcome, verdict.problem.code, verdict.problem.field, verdict.waits_for) == (
        outcome, code, field, waits_for,
    )  # fmt: skip


@pytest.mark.parametrize(
    "words",
    [
        {},
        unknown("flooded"),
        {"area": "430921105001"},  # merged into hers
        {"kind": "child", "data": {"born": "2026-03-06"}},  # a phone's day may begin before the server's
        {"void": True, "data": {"round": "next"}},
    ],
)
def test_all_else_counts(words: dict[str, Any]) -> None:
    assert judge(said(**words), REFERENCE, TODAY) == APPLIED
