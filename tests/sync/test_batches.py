"""Batches reach every phone of a township; a dose recorded without one can be given it afterwards, once and for all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from fieldapp.ground.db import reading
from fieldapp.records.standing import derived_key
from fieldapp.sync.outgoing.changes import changes_since
from fieldapp.sync.outgoing.packages import area_package
from tests.sync.county import COUNTY, EAST, NORTH, SOUTH, child, key, operation, send, tally, visit, void

BOX = {"product": "bOPV", "form": "drops", "lot": "A1", "maker": "甲公司", "expires": "2027-11-30"}


def changes(engine: Engine, scope: str, since: int = 0) -> list[dict[str, Any]]:
    with reading(engine) as connection:
        return changes_since(connection, COUNTY, scope, since, 1000)[0]


def batches(engine: Engine, scope: str, since: int = 0) -> list[str]:
    return [row["data"]["lot"] for row in changes(engine, scope, since) if row["kind"] == "batch"]


def shown(engine: Engine, name: str = "child") -> dict[str, Any]:
    found = [row for row in changes(engine, NORTH) if row["key"] == key(name)]
    return dict(found[0]["data"]) if found else {}


def filled(of: dict[str, Any], batch: str, **other: Any) -> dict[str, Any]:
    """The record of a visit's dose that carries its batch."""
    said = {
        "child": of["data"]["child"],
        "product": "bOPV",
        "given_on": of["data"]["on"],
        "source": "campaign",
    }
    other = {"key": derived_key(of["key"], "batch", of["data"]["on"])} | other
    return operation("dose", said | {"batch": batch}, **other)


def test_a_batch_entered_in_one_village_reaches_the_whole_township_and_no_other(engine: Engine) -> None:
    send(engine, operation("batch", BOX, key=key("box"), area=NORTH))
    assert batches(engine, NORTH) == batches(engine, SOUTH) == ["A1"]
    assert batches(engine, EAST) == []


def test_news_of_a_batch_reach_phones_that_hold_another_village(engine: Engine) -> None:
    send(engine, child())
    with reading(engine) as connection:
        since = changes_since(connection, COUNTY, NORTH, 0, 1000)[0][-1]["version"]
    send(engine, operation("batch", BOX | {"lot": "B2"}, key=key("second box"), area=NORTH))
    assert batches(engine, SOUTH, since) == ["B2"]


def test_the_package_of_a_village_is_made_anew_for_a_batch_of_its_township(
    engine: Engine, tmp_path: Path
) -> None:
    def tag() -> str:
        with reading(engine) as connection:
            return area_package(connection, tmp_path, COUNTY, SOUTH, "identity")[0]

    before = tag()
    send(engine, operation("batch", BOX, key=key("box"), area=NORTH))
    assert tag() != before


def test_a_dose_given_its_batch_afterwards_is_one_dose_and_counts_once(engine: Engine) -> None:
    given = visit()
    send(engine, child(prior_polio="0"), given, filled(given, key("box")))
    said = shown(engine)
    assert said["doses"] == [
        ["bOPV", "2025-12-01", "campaign", derived_key(given["key"], "batch", "2025-12-01")]
    ]
    assert said["batches"]["bOPV|2025-12-01"][0] == key("box")
    counted = tally(engine)
    assert (counted["vaccinated"], counted["zero_dose"]) == (1, 1)


def test_of_two_batches_said_of_one_dose_the_later_stands(engine: Engine) -> None:
    given = visit()
    late = filled(given, key("second box"), at="2025-12-03T08:00:00.000Z")
    send(engine, child(), given, late, filled(given, key("box"), at="2025-12-02T08:00:00.000Z"))
    assert shown(engine)["batches"]["bOPV|2025-12-01"][0] == key("second box")


def test_batches_of_doses_given_elsewhere_do_not_travel(engine: Engine) -> None:
    said = {"child": key("child"), "product": "bOPV", "given_on": "2024-05-01", "source": "register"}
    send(engine, child(), operation("dose", said | {"batch": "old"}))
    assert "batches" not in shown(engine)


def test_a_dose_taken_back_with_its_batch_leaves_nothing(engine: Engine) -> None:
    given = visit()
    batch = filled(given, key("box"))
    send(engine, child(), given, batch, void(given), void(batch))
    assert "doses" not in shown(engine) and "batches" not in shown(engine)


@pytest.mark.parametrize(("status", "day"), [("moved", "2025-12-03"), ("died", "2025-12-03"), ("here", None)])
def test_phones_are_told_since_when_a_child_is_gone(engine: Engine, status: str, day: str | None) -> None:
    """Where nobody said the day it is the one of the record, at UTC+8."""
    send(engine, child(), child(status=status, at="2025-12-02T16:00:00.000Z"))
    assert shown(engine).get("status_on") == day
    send(
        engine,
        operation("child", {"status_on": "2025-11-30"}, key=key("child"), at="2025-12-04T08:00:00.000Z"),
    )
    assert shown(engine)["status_on"] == "2025-11-30"


def test_a_removed_child_with_a_dose_stays_on_phones_and_is_marked(engine: Engine) -> None:
    listed = child()
    send(engine, listed, visit(), void(listed))
    assert shown(engine)["taken_back"] is True
    other = child("other")
    send(engine, other, visit("other", "refused"), void(other))
    assert shown(engine, "other") == {}
