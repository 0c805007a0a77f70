"""What phones are told in their `setup` is what the house has and what capabilities hand in, by the role's rights."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine

from fieldapp import capabilities
from fieldapp.ground.handed_in import HandedIn
from fieldapp.sync.outgoing import setup
from fieldapp.sync.outgoing.setup import SetupRows, setup_changes
from tests.sync.county import NORTH, key

SCHOOL = {"kind": "school", "key": "one", "area": NORTH, "version": 5, "at": None, "data": {"name": "小学"}}


def schools(_connection: Connection, villages: list[str], _alone: str | None) -> Any:
    """A school of the village north, which names somebody of another county."""
    return ([(5, SCHOOL)], {key("far"): 5}) if NORTH in villages else ([], {})


@pytest.fixture(autouse=True)
def _with_schools() -> Iterator[None]:
    setup.SETUP_ROWS.put([*capabilities.setup(), SetupRows("campaign.see", schools)])
    yield
    setup.SETUP_ROWS.put(capabilities.setup())


def told(engine: Engine, folder: Path, villages: list[str], **more: Any) -> list[tuple[str, str]]:
    with engine.connect() as connection:
        rows = setup_changes(connection, villages, str(folder), **more)
    return [(row["kind"], row["key"]) for row in rows]


def test_rows_of_a_capability_and_the_people_they_name_are_told(engine: Engine, tmp_path: Path) -> None:
    assert ("school", "one") in told(engine, tmp_path, [NORTH])
    assert ("person", key("far")) in told(engine, tmp_path, [NORTH])
    setup.SETUP_ROWS.put(capabilities.setup())
    assert not {("school", "one"), ("person", key("far"))} & set(told(engine, tmp_path, [NORTH]))


def test_a_role_without_the_right_is_told_nothing_of_it(engine: Engine, tmp_path: Path) -> None:
    kinds = {kind for kind, _key in told(engine, tmp_path, [NORTH], role="nurse")}
    assert "area" in kinds and not kinds & {"school", "campaign", "round"}
    assert {"school", "campaign", "round"} <= {k for k, _ in told(engine, tmp_path, [NORTH], role="lister")}


def test_only_what_is_otherwise_since_is_told(engine: Engine, tmp_path: Path) -> None:
    assert ("school", "one") in told(engine, tmp_path, [NORTH], since=4)
    assert ("school", "one") not in told(engine, tmp_path, [NORTH], since=5)


def test_no_phone_is_told_half_because_nobody_handed_anything_in(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(setup, "SETUP_ROWS", HandedIn("setup rows"))
    with pytest.raises(RuntimeError, match="no setup rows were handed in"):
        told(engine, tmp_path, [NORTH])
