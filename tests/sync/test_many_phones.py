"""Many phones at once on a bad network, the server killed twice: nothing lost, nothing counted twice."""

from __future__ import annotations

import pytest

from benchmarks import ground
from benchmarks.phones import simulate
from tests.ports import free_port


@pytest.mark.long
@pytest.mark.parametrize("database", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def test_nothing_is_lost_or_counted_twice_on_a_bad_network(database: str) -> None:
    with ground.instance(database) as environ:
        found = simulate(
            environ | {"FIELDAPP_ARGON2_MEMORY_KIB": "64"}, phones=12, operations=40, port=free_port()
        )
    assert found["operations"] == 12 * 40
    assert found["replies lost"] > 0
    assert found["operations lost"] == found["stored twice"] == 0
    assert found["children counted"] == found["children dosed"] > 0
    assert found["verify differences"] == found["recount differences"] == 0
