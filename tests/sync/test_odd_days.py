"""Days and places that cannot be: kept and counted as before, marked, never the cost of a visit."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select

from fieldapp.campaigns.models import Visit
from fieldapp.clock import today
from fieldapp.survey.models import Dose, Household
from fieldapp.sync.models import LoggedOperation
from fieldapp.sync.replay import verify
from tests.sync.county import child, key, operation, outcomes, send, tally, visit


def in_days(days: int) -> str:
    """A day so many days after today, asked when it is needed: a long run of tests may pass midnight."""
    return (today() + timedelta(days=days)).isoformat()


def dose(**data: Any) -> dict[str, Any]:
    return operation("dose", {"child": key("child"), "product": "bOPV", "source": "card"} | data)


def notes(receipt: dict[str, Any]) -> list[str]:
    """The marks of a receipt, but what it waits for."""
    return [word for word in receipt.get("note", "").split() if word.startswith("odd_")]


@pytest.mark.parametrize(
    ("given_on", "odd"),
    [
        ("1900-01-01", True),
        ("2999-12-31", True),
        (365, True),
        (2, True),
        (1, False),
        ("2021-04-30", True),  # born on 2021-05-04
        ("2021-05-04", False),
        (None, False),
    ],
)
def test_a_dose_on_a_day_that_cannot_be(engine: Engine, given_on: str | int | None, odd: bool) -> None:
    given_on = in_days(given_on) if isinstance(given_on, int) else given_on
    send(engine, child(born="2021-05-04"))
    [receipt] = send(engine, dose(given_on=given_on))
    assert (receipt["outcome"], notes(receipt)) == ("applied", ["odd_day"] * odd)
    with engine.connect() as connection:
        assert connection.scalars(select(Dose.given_on)).all() == [given_on]
        assert connection.scalars(
            select(LoggedOperation.odd).where(LoggedOperation.kind == "dose")
        ).all() == [odd]
    assert verify(engine) == []


def test_a_birth_said_after_the_dose_is_marked_too(engine: Engine) -> None:
    [first] = send(engine, dose(given_on="2021-04-30"))
    [second] = send(engine, child(born="2021-05-04"))
    assert (notes(first), notes(second)) == ([], ["odd_day"])
    assert second["outcome"] == "applied"


def test_a_visit_before_birth_counts_as_before_and_is_marked(engine: Engine) -> None:
    [_, receipt] = send(engine, child(born="2025-12-03"), visit(on="2025-12-01"))
    assert (receipt["outcome"], notes(receipt)) == ("applied", ["odd_day"])


def test_a_phone_a_year_ahead_loses_nothing(engine: Engine) -> None:
    moment = f"{in_days(365)}T08:00:00.000Z"
    receipts = send(engine, child(at=moment), visit(on=in_days(365), at=moment))
    assert outcomes(receipts) == ["applied", "applied"]
    assert [notes(one) for one in receipts] == [["odd_day"], ["odd_day"]]


@pytest.mark.parametrize(
    "place",
    [
        {"lat": 112.4, "lon": 29.3},
        {"lat": 29.3, "lon": 191},
        {"lat": 0, "lon": 0},
        {"lat": 0.0, "lon": 0.0, "accuracy_m": 5},
        {"lat": "29.3", "lon": "112.4"},
        {"lat": 29.3, "lon": 112.4, "accuracy_m": -1},
        {"lat": 29.3, "lon": 112.4, "accuracy_m": 1e9},
        {"lat": True, "lon": [112]},
    ],
    ids=[
        "latitude 112",
        "longitude 191",
        "0, 0",
        "0.0, 0.0",
        "text",
        "accuracy below 0",
        "accuracy of a planet",
        "no numbers",
    ],
)
def test_a_position_that_cannot_be_never_costs_the_visit(engine: Engine, place: dict[str, Any]) -> None:
    house = operation("household", {"head": "王大山"} | place)
    receipts = send(engine, child(), visit(**place), house)
    assert outcomes(receipts) == ["applied"] * 3
    assert [notes(one) for one in receipts] == [[], ["odd_place"], ["odd_place"]]
    assert tally(engine)["vaccinated"] == 1
    with engine.connect() as connection:
        assert connection.execute(select(Visit.lat, Visit.lon)).all() == [(None, None)]
        assert connection.execute(select(Household.lat, Household.head)).all() == [(None, "王大山")]
        raw = connection.scalars(select(LoggedOperation.raw).where(LoggedOperation.kind == "visit")).one()
    assert json.loads(raw)["data"].items() >= place.items()  # what came stays in the log
    assert verify(engine) == []


def test_a_place_far_from_here_is_kept_and_marked(engine: Engine) -> None:
    [_, receipt] = send(engine, child(), visit(lat=29.3, lon=12.4))
    assert (receipt["outcome"], notes(receipt)) == ("applied", ["odd_place"])
    with engine.connect() as connection:
        assert connection.execute(select(Visit.lat, Visit.lon)).all() == [(29.3, 12.4)]


def test_what_can_be_is_not_marked(engine: Engine) -> None:
    batch = operation("batch", {"product": "bOPV", "lot": "A1", "expires": in_days(365)})
    receipts = send(engine, child(), visit(lat=29.3, lon=112.4, accuracy_m=12), batch)
    assert [notes(one) for one in receipts] == [[], [], []]
