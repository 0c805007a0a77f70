"""A package travels in the best coding a phone accepts, and says the same in each."""

from __future__ import annotations

import gzip
import json
from typing import Any

import brotli
import pytest

from fieldapp.sync.outgoing.packages import by_door, coding_for, pack

PACKAGE = {"scope": "430921103213", "changes": [{"kind": "child", "data": {"name": "欧阳小明"}}]}


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip, deflate, br", "br"),
        ("gzip;q=0.8, BR", "br"),
        ("gzip, deflate", "gzip"),
        ("", "identity"),
        ("identity", "identity"),
        ("bra, xgzip", "identity"),
        ("br;q=0, gzip", "gzip"),
        ("gzip;q=0.000, br; q=0", "identity"),
        ("*", "br"),
        ("br;q=0, *;q=0.5", "gzip"),
        ("br;q=much, gzip", "gzip"),
    ],
)
def test_a_package_travels_in_the_best_coding_accepted(accepted: str, coding: str) -> None:
    opened = {"br": brotli.decompress, "gzip": gzip.decompress, "identity": bytes}[coding]
    assert coding_for(accepted) == coding
    assert json.loads(opened(pack(PACKAGE, coding))) == PACKAGE


@pytest.mark.parametrize("coding", ["br", "gzip", "identity"])
def test_the_same_content_packs_to_the_same_bytes(coding: str) -> None:
    assert pack(PACKAGE, coding) == pack(json.loads(json.dumps(PACKAGE)), coding)


def test_a_package_goes_from_door_to_door() -> None:
    rows = [
        _row("visit", "v2", child="c2"),
        _row("child", "c3"),
        _row("child", "c2", household="h2"),
        _row("batch", "b"),
        _row("household", "h2", group="1组", door_order=2),
        _row("child", "c1", household="h1"),
        _row("visit", "v1", child="c1"),
        _row("household", "h1", group="1组", door_order=1),
    ]
    assert [row["key"] for row in by_door(rows)] == ["h1", "c1", "v1", "h2", "c2", "v2", "b", "c3"]


def _row(kind: str, key: str, **data: Any) -> dict[str, Any]:
    return {"kind": kind, "key": key, "at": "2025-12-01T08:00:00.000Z", "data": data}
