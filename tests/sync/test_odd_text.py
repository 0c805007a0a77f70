"""Text no database can hold (NUL, half a surrogate pair), in any field: one operation is refused, the rest applied."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Engine

from fieldapp.sync.rework.replay import verify
from tests.sync.county import ROUND1, child, key, operation, outcomes, send, visit

NUL, HALF = "\x00", "\ud800"


def odd(word: str) -> dict[str, dict[str, Any]]:
    """Operations with the word somewhere, by where it is."""
    return {
        "kind": operation(f"chi{word}ld", {}),
        "id": {**operation("zero_report", {"round": ROUND1, "on": "2025-12-01"}), "id": f"a{word}b"},
        "device": {**child("a"), "device": word},
        "by": {**child("a"), "by": word},
        "key": {**child("a"), "key": word},
        "area": {**child("a"), "area": word},
        "at": {**child("a"), "at": f"2025-12-01T08:00:00.000Z{word}"},
        "round": visit("a", round=word),
        "child": operation("visit", {"round": ROUND1, "child": word, "on": "2025-12-01", "outcome": "ill"}),
        "outcome": visit("a", outcome=word),
        "name": child("a", guardian=f"小{word}明"),
        "household": child("a", household=word),
        "product": operation("dose", {"child": key("a"), "product": word}),
    }


@pytest.mark.parametrize("word", [NUL, HALF], ids=["nul", "half"])
@pytest.mark.parametrize("where", list(odd("")))
def test_one_operation_is_refused_and_the_rest_applied(engine: Engine, where: str, word: str) -> None:
    receipts = send(engine, odd(word)[where], child("fine"))
    assert outcomes(receipts) == ["refused", "applied"]
    assert verify(engine) == []


@pytest.mark.parametrize("field", ["nickname", "mends"])
def test_an_unknown_field_keeps_a_nul(engine: Engine, field: str) -> None:
    assert outcomes(send(engine, child("a", **{field: NUL}), child("fine"))) == ["applied", "applied"]
    assert verify(engine) == []
