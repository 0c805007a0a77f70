"""Quick checks reach the phones of whoever has their village, its township or its county, and nobody else's."""

from __future__ import annotations

import importlib
from typing import Any

import pytest
from sqlalchemy import Engine, delete, update
from sqlalchemy.orm import Session

from fieldapp.ground.db import Base
from fieldapp.models.areas import Area
from fieldapp.models.people import Person, PersonArea
from fieldapp.sync.outgoing.changes import changes_since
from fieldapp.sync.rework.replay import verify
from fieldapp.web.scopes import held_by, scopes_of
from tests.sync.county import (
    COUNTY,
    EAST,
    NORTH,
    add_neighbours,
    add_person,
    key,
    operation,
    outcomes,
    send,
    void,
)

MIGRATION = importlib.import_module("fieldapp.migrations.versions.0033_checks_of_an_area")
CHILDREN = [{"no": n, "vaccinated": n > 2, "round1": "yes" if n > 2 else "no"} for n in range(1, 21)]
SCOPE = f"check:{NORTH[:9]}"


@pytest.fixture
def checking(engine: Engine) -> Engine:
    """Two surveyors of one township, one of a village elsewhere, besides the county's people."""
    add_neighbours(engine)
    with Session(engine) as session:
        for name, area in (("sue", NORTH[:9]), ("tom", NORTH), ("una", EAST)):
            if session.get(Person, key(name)) is None:
                add_person(session, name, "surveyor", [area])
        session.commit()
    return engine


def check(by: str = "sue", **said: Any) -> dict[str, Any]:
    other = {name: said.pop(name) for name in ("at", "area") if name in said}
    words = {"kind": "rcm", "site": "东门市场", "on": "2025-12-01", "children": CHILDREN, "decision": "act"}
    return operation("quick_check", words | said, by, **other)


def held(engine: Engine, name: str, role: str) -> list[str]:
    with engine.connect() as connection:
        return [scope for scope in held_by(connection, key(name), role) if scope.startswith("check:")]


def told(engine: Engine, scope: str = SCOPE, since: int = 0) -> list[dict[str, Any]]:
    with engine.connect() as connection:
        rows, _more = changes_since(connection, COUNTY, scope, since, 1000)
    return rows


def test_whose_role_checks_carries_the_checks_of_her_areas(checking: Engine) -> None:
    assert held(checking, "sun", "supervisor") == [f"check:{COUNTY}"]
    assert held(checking, "tess", "supervisor") == [f"check:{EAST[:9]}"]
    assert held(checking, "sue", "surveyor") == [SCOPE]
    assert held(checking, "tom", "surveyor") == [f"check:{NORTH}"]
    for name, role in (("ann", "vaccinator"), ("nan", "clinic")):
        assert held(checking, name, role) == []
    with checking.connect() as connection:
        assert f"check:{COUNTY}" in scopes_of(connection, key("sun"), "supervisor")
        assert held_by(connection, key("sun"), "observer") == {}  # the role as it is now


def test_an_area_taken_away_takes_its_checks_along(checking: Engine) -> None:
    with Session(checking) as session:
        session.execute(update(PersonArea).where(PersonArea.person == key("tom")).values(until="2025-12-01"))
        session.commit()
    assert held(checking, "tom", "surveyor") == []
    with Session(checking) as session:
        session.execute(update(PersonArea).where(PersonArea.person == key("tom")).values(until=None))
        session.commit()


def test_checks_of_a_village_merged_into_hers_come_along(checking: Engine) -> None:
    with Session(checking) as session:
        session.execute(update(Area).where(Area.code == EAST).values(replaced_by=NORTH))
        session.commit()
    try:
        assert held(checking, "tom", "surveyor") == [f"check:{NORTH}", f"check:{EAST}"]
        assert held(checking, "sun", "supervisor") == [f"check:{COUNTY}"]
    finally:
        with Session(checking) as session:
            session.execute(update(Area).where(Area.code == EAST).values(replaced_by=None))
            session.commit()


def test_a_decision_on_the_spot_is_told_to_the_others_until_it_was_done_again(checking: Engine) -> None:
    first = check()
    assert outcomes(send(checking, first, by="sue")) == ["applied"]
    for scope in (SCOPE, f"check:{NORTH}", f"check:{COUNTY}"):
        [row] = told(checking, scope)
        assert (row["kind"], row["key"], row["area"], row["scope"]) == (
            "quick_check",
            first["key"],
            NORTH,
            scope,
        )
        said = row["data"]
        assert said["place"] == [f"township {NORTH[:9]}", f"village {NORTH}"]
        assert (said["decision"], said["kind"], said["site"], len(said["children"])) == (
            "act",
            "rcm",
            "东门市场",
            20,
        )
    assert told(checking, f"check:{EAST}") == told(checking, f"check:{EAST[:9]}") == []
    assert [
        row for row in told(checking, NORTH) if row["kind"] == "quick_check"
    ] == []  # not with the village's
    since = max(row["version"] for row in told(checking))
    again = check("tom", redo_of=first["key"], decision="no_action", at="2025-12-02T08:00:00.000Z")
    assert outcomes(send(checking, again, by="tom")) == ["applied"]
    assert [(row["key"], row["data"]["redo_of"]) for row in told(checking, since=since)] == [
        (again["key"], first["key"])
    ]
    assert verify(checking) == []


def test_a_check_taken_back_leaves_every_phone(checking: Engine) -> None:
    first = check()
    back = void(first, "sue") | {"at": "2025-12-02T08:00:00.000Z"}
    send(checking, first, by="sue")
    since = max(row["version"] for row in told(checking))
    assert outcomes(send(checking, void(first, "tom"), by="tom")) == [
        "held"
    ]  # a colleague's is not hers to take back
    assert [row["key"] for row in told(checking)] == [first["key"]]
    assert outcomes(send(checking, back, by="sue")) == ["applied"]
    for scope in (SCOPE, f"check:{NORTH}", f"check:{COUNTY}"):
        assert [(row["key"], row["removed"]) for row in told(checking, scope, since)] == [
            (first["key"], True)
        ]
        assert told(checking, scope) == []
    assert verify(checking) == []


def test_checks_made_before_are_drawn_in_by_an_upgrade(checking: Engine) -> None:
    first, second = check(), check()
    send(checking, first, second, void(second, "sue"), by="sue")
    drawn = Base.metadata.tables["in_scope"]
    with checking.begin() as connection:
        connection.execute(delete(drawn).where(drawn.c.scope.like("check:%")))
        for digits in MIGRATION.LEVELS:
            connection.execute(MIGRATION.DRAWN, {"digits": digits})
    assert [row["key"] for row in told(checking)] == [first["key"]]
    assert verify(checking) == []
