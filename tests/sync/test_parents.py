"""What a record is about: it waits for that, travels with it, and is found through it without opening its words."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest
from sqlalchemy import Engine, select

from fieldapp.ground.db import Base, reading
from fieldapp.records.kinds import KINDS, LIES_WITH, NAMED_IN, TABLES
from fieldapp.sync.outgoing.changes import changes_since, county_version
from fieldapp.sync.rework.replay import verify
from tests.sync.county import COUNTY, EAST, NORTH, SOUTH, child, key, operation, picture, send

LATER = "2025-12-05T08:00:00.000Z"
ENROLLED = operation("enrolment", {"child": key("child"), "school": "s", "term": "2025", "grade": "1"}, "sun")
CHECKED = operation("certificate_check", {"enrolment": ENROLLED["key"], "checked_on": "2025-12-01"}, "sun")
LOOKED = operation("recheck", {"check": CHECKED["key"], "on": "2025-12-02"}, "sun")
TOLD = operation("notice", {"kind": "doses", "check": CHECKED["key"], "issued_on": "2025-12-02"}, "sun")
CLOSED = operation("notice_event", {"notice": TOLD["key"], "event": "closed", "on": "2025-12-03"}, "sun")
CHAIN = (ENROLLED, CHECKED, LOOKED, TOLD, CLOSED)


def home(engine: Engine, said: dict[str, Any]) -> str:
    """The package a record travels in."""
    table = Base.metadata.tables[said["kind"]]
    with engine.connect() as connection:
        return str(connection.scalar(select(table.c.package_area).where(table.c.key == said["key"])))


def notes(receipts: list[dict[str, Any]]) -> list[bool]:
    return ["waiting" in (one.get("note") or "") for one in receipts]


def test_each_waits_for_what_it_names_and_for_what_that_lies_with(engine: Engine) -> None:
    assert notes(send(engine, *reversed(CHAIN), by="sun")) == [True] * 5
    assert notes(send(engine, child(by="sun", area=SOUTH), by="sun")) == [False]
    again = operation("recheck", LOOKED["data"], "sun")
    assert notes(send(engine, again, by="sun")) == [False]
    assert verify(engine) == []


@pytest.mark.parametrize("last", range(6))
def test_all_of_it_lies_where_the_child_lies_in_whatever_order_it_came(engine: Engine, last: int) -> None:
    living = child(by="sun", area=SOUTH)
    said = [*CHAIN, living]
    said.append(said.pop(last))
    for one in said:
        send(engine, one, by="sun")
    assert {home(engine, one) for one in CHAIN} == {SOUTH}
    assert verify(engine) == []


def test_it_moves_with_the_child_and_the_village_left_is_told(engine: Engine) -> None:
    send(engine, child(by="sun"), *CHAIN, by="sun")
    with reading(engine) as connection:
        begun = county_version(connection, COUNTY)
    send(engine, child(by="sun", area=EAST, at=LATER), by="sun")
    assert {home(engine, one) for one in CHAIN} == {EAST}
    with reading(engine) as connection:
        left = {
            one["key"] for one in changes_since(connection, COUNTY, NORTH, begun, 100)[0] if one["removed"]
        }
        come = {one["key"] for one in changes_since(connection, COUNTY, EAST, begun, 100)[0]}
    assert left == come == {one["key"] for one in CHAIN} | {key("child")}
    assert verify(engine) == []


def test_an_enrolment_said_to_be_of_another_child_takes_its_checks_along(engine: Engine) -> None:
    send(engine, child(by="sun"), child("other", by="sun", area=EAST), *CHAIN, by="sun")
    said = {"child": key("other")}
    send(engine, operation("enrolment", said, "sun", key=ENROLLED["key"], at=LATER), by="sun")
    assert {home(engine, one) for one in CHAIN} == {EAST}
    assert verify(engine) == []


def test_a_notice_lies_with_its_child_before_its_check(engine: Engine) -> None:
    said = TOLD["data"] | {"child": key("other")}
    told = operation("notice", said, "sun")
    send(engine, child(by="sun"), child("other", by="sun", area=EAST), ENROLLED, CHECKED, told, by="sun")
    assert home(engine, told) == EAST
    send(engine, child(by="sun", area=SOUTH, at=LATER), by="sun")
    assert (home(engine, told), home(engine, CHECKED)) == (EAST, SOUTH)
    assert verify(engine) == []


def test_a_record_only_named_lies_where_the_last_that_names_it_was_said(engine: Engine) -> None:
    moments = ["2025-12-01T08:00:00.000Z", LATER, "2025-12-03T08:00:00.000Z"]
    said = [
        operation("recheck", LOOKED["data"], "sun", area=area, at=at)
        for area, at in zip((NORTH, EAST, SOUTH), moments, strict=True)
    ]
    said.append(
        operation(
            "certificate_check", None, "sun", key=CHECKED["key"], area=SOUTH, void=True, at=LATER[:-2] + "9Z"
        )
    )
    pictures = []
    for order in permutations(said):
        with engine.begin() as connection:
            for name in (*reversed(TABLES), "operation", "departure", "county"):
                connection.execute(Base.metadata.tables[name].delete())
        for one in order:
            send(engine, one, by="sun")
        pictures.append(picture(engine))
    assert all(one == pictures[0] for one in pictures)
    assert home(engine, CHECKED) == EAST


def test_a_class_is_listed_by_columns(engine: Engine) -> None:
    send(engine, child(by="sun"), *CHAIN, by="sun")
    enrolment, check = (Base.metadata.tables[name].c for name in ("enrolment", "certificate_check"))
    query = select(check.checked_on, check.certificate).join(
        Base.metadata.tables["enrolment"],
        (enrolment.county == check.county) & (enrolment.key == check.enrolment),
    )
    query = query.where(enrolment.county == COUNTY, enrolment.school == "s", enrolment.term == "2025")
    with engine.connect() as connection:
        assert connection.execute(query).all() == [("2025-12-01", None)]


@pytest.mark.parametrize("name", KINDS)
def test_what_a_kind_with_its_own_table_names_is_a_column_with_a_foreign_key(name: str) -> None:
    kind = KINDS[name]
    assert kind.speaks_of.items() <= kind.parents.items()
    if not kind.own_table:
        return
    table = Base.metadata.tables[name]
    tied = {tuple(link.column_keys)[1]: link.referred_table.name for link in table.foreign_key_constraints}
    assert tied == NAMED_IN[name] == kind.parents
    places = [TABLES.index(of) for of in kind.parents.values()]
    assert all(place < TABLES.index(name) for place in places), "what it names is written before it"
    assert LIES_WITH[name] == ({} if kind.by_itself else kind.parents)
