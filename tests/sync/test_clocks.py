"""Clocks of phones that are far off: nothing is lost, and who has seen a value can correct it."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Engine

from fieldapp.ground.clock import after
from fieldapp.sync.outgoing.changes import changes_since
from fieldapp.sync.rework.replay import verify
from tests.sync.county import COUNTY, NORTH, child, outcomes, send, tally, visit

CLOCKS = ["1970-01-01T00:00:03.000Z", "2024-12-01T08:00:00.000Z", "2026-12-01T08:00:00.000Z"]
CLOCKS += ["2099-12-31T23:59:59.999Z", "2106-02-07T06:28:15.000Z"]


def shown(engine: Engine) -> dict[str, Any]:
    """The child as phones see it."""
    with engine.connect() as connection:
        found = changes_since(connection, COUNTY, NORTH, 0, 100)[0]
    return next(change for change in found if change["kind"] == "child")


@pytest.mark.parametrize("clock", CLOCKS)
def test_what_a_phone_records_by_a_clock_far_off_counts(engine: Engine, clock: str) -> None:
    assert outcomes(send(engine, child(at=clock), visit(at=clock))) == ["applied", "applied"]
    assert tally(engine)["vaccinated"] == 1
    assert verify(engine) == []


@pytest.mark.parametrize("clock", CLOCKS)
def test_who_has_seen_it_can_correct_it_in_whatever_order_the_words_come(engine: Engine, clock: str) -> None:
    send(engine, first := child(name="小明", at=clock))
    seen = shown(engine)
    right = child(name="王小明", at=after(seen["at"]), base=seen["version"]) | {"key": first["key"]}
    assert outcomes(send(engine, right)) == ["applied"]
    assert shown(engine)["data"]["name"] == "王小明"
    again = child(name="王明明", at=after(shown(engine)["at"]), by="bao", base=99) | {"key": first["key"]}
    assert outcomes(send(engine, again, by="bao")) == ["applied"]
    assert shown(engine)["data"]["name"] == "王明明"
    assert verify(engine) == []


@pytest.mark.parametrize(
    "at", ["9999-12-31T23:59:59.999Z", "1969-12-31T23:59:59.999Z", "2025-12-01T08:00:00.١٢٣Z"]
)
def test_what_no_clock_says_is_malformed(engine: Engine, at: str) -> None:
    [receipt] = send(engine, child(at=at))
    assert (receipt["outcome"], receipt["problem"]["code"], receipt["problem"]["field"]) == (
        "refused",
        "malformed",
        "at",
    )
