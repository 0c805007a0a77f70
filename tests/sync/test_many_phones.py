"""Many phones at once on a bad network, the server killed twice: nothing lost, nothing counted twice."""

from __future__ import annotations

import socket

import pytest

from benchmarks import ground
from benchmarks.phones import simulate


@pytest.mark.parametrize("database", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def test_nothing_is_lost_or_counted_twice_on_a_bad_network(database: str) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with ground.instance(database) as environ:
        found = simulate(environ | {"FIELDAPP_ARGON2_MEMORY_KIB": "64"}, phones=12, operations=40, port=port)
    assert found["operations"] == 12 * 40
    assert found["replies lost"] > 0
    assert found["operations lost"] == found["stored twice"] == 0
    assert found["children counted"] == found["children dosed"] > 0
    assert found["verify differences"] == found["recount differences"] == 0
