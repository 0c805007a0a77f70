"""What phones are told in their `setup` is what the house has and what capabilities hand in, by the role's rights."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, update
from sqlalchemy.orm import Session

from fieldapp import capabilities
from fieldapp.ground.handed_in import HandedIn
from fieldapp.models.people import Person, PersonArea
from fieldapp.sync.outgoing import setup
from fieldapp.sync.outgoing.setup import SetupRows, setup_changes
from tests.sync.county import COUNTY, EAST, NORTH, add_person, key

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


def told_people(engine: Engine, folder: Path, villages: list[str], **more: Any) -> dict[str, dict[str, Any]]:
    """Everybody told, by name: the row's area and data."""
    with engine.connect() as connection:
        rows = setup_changes(connection, villages, str(folder), **more)
    return {row["data"]["name"]: row for row in rows if row["kind"] == "person"}


@pytest.fixture
def called(engine: Engine) -> Engine:
    """A clinic's doctor of the township north lies in, another of a village of hers, the county's supervisor and one of
    the next township; everybody has a number."""
    with Session(engine) as session:
        for name, role, areas in (
            ("doc", "clinic", [NORTH[:9]]),
            ("near", "clinic", [NORTH[:9], NORTH]),
            ("next", "supervisor", [EAST[:9]]),
        ):
            if session.get(Person, key(name)) is None:
                add_person(session, name, role, areas)
        session.get_one(PersonArea, (key("doc"), NORTH[:9])).until = None
        session.execute(update(Person).values(phone="0737-" + Person.name))
        session.commit()
    return engine


def test_who_answers_for_a_village_is_told_with_number_and_nearest_area(
    called: Engine, tmp_path: Path
) -> None:
    people = told_people(called, tmp_path, [NORTH])
    said = {name: (people[name]["area"], people[name]["data"].get("phone")) for name in people}
    assert said["doc"] == (NORTH[:9], "0737-doc")
    assert said["near"] == (NORTH, "0737-near")
    assert said["sun"] == (COUNTY, "0737-sun")
    assert "next" not in said  # another township's


def test_nobody_who_only_works_in_the_field_is_told_with_a_number(called: Engine, tmp_path: Path) -> None:
    people = told_people(called, tmp_path, [NORTH])
    for name in ("ann", "bao"):
        assert people[name]["data"] == {"name": name, "role": "vaccinator"} and people[name]["area"] is None


def test_who_is_told_of_nobody_is_told_no_number(called: Engine, tmp_path: Path) -> None:
    [herself] = told_people(called, tmp_path, [NORTH], alone=key("ann"), role="nurse").values()
    assert herself["data"]["name"] == "ann" and "phone" not in herself["data"]


def test_an_area_that_ended_takes_the_number_off_the_phones_that_have_it(
    called: Engine, tmp_path: Path
) -> None:
    before = told_people(called, tmp_path, [NORTH])["doc"]
    with Session(called) as session:
        session.get_one(PersonArea, (key("doc"), NORTH[:9])).until = "2026-01-01"
        session.commit()
    after = told_people(called, tmp_path, [NORTH], since=before["version"])["doc"]
    assert after["version"] > before["version"]  # a phone takes a row only where it is newer
    assert after["area"] is None and "phone" not in after["data"]
