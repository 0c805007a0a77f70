"""A package travels in the best coding a phone accepts, and says the same in each."""

from __future__ import annotations

import gzip
import json

import brotli
import pytest

from fieldapp.sync.packages import pack, unpack_for

PACKAGE = {"scope": "430921103213", "changes": [{"kind": "child", "data": {"name": "欧阳小明"}}]}


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip, deflate, br", "br"),
        ("gzip;q=0.8, BR", "br"),
        ("gzip, deflate", "gzip"),
        ("", None),
        ("identity", None),
        ("bra, xgzip", None),
    ],
)
def test_a_package_travels_in_the_best_coding_accepted(accepted: str, coding: str | None) -> None:
    named, body = unpack_for(accepted, pack(PACKAGE))
    opened = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}[named]
    assert named == coding
    assert json.loads(opened(body)) == PACKAGE


def test_the_same_content_packs_to_the_same_bytes() -> None:
    assert pack(PACKAGE) == pack(json.loads(json.dumps(PACKAGE)))
