"""News reach a phone whole: in pages, while others write, verdicts with the rest; and nobody can make them up."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from fieldapp.ground.db import reading
from fieldapp.models.areas import Area
from fieldapp.models.campaigns import Assignment, Post, Round
from fieldapp.models.people import Person
from fieldapp.sync.incoming.references import setting
from fieldapp.sync.outgoing import exchange
from fieldapp.sync.outgoing.changes import changes_since
from fieldapp.sync.outgoing.exchange import Phone, answer
from fieldapp.sync.outgoing.packages import area_package
from tests.sync.county import CAMPAIGN, COUNTY, EAST, NORTH, child, key, operation, outcomes, send, visit

HELD = (NORTH, EAST)


ANN = Phone(key("ann's phone"), "[]", ("setup", *HELD), frozenset(), dict.fromkeys(HELD, COUNTY), False, "")


def page(engine: Engine, cursor: dict[str, int]) -> dict[str, Any]:
    with reading(engine) as connection:
        return answer(connection, ANN, {"epoch": None, "cursor": cursor}, "zh")


def up_to_date(engine: Engine) -> Any:
    """The cursor of a phone that holds everything, `setup` too."""
    with reading(engine) as connection:
        version = int(setting(connection, "reference_version", "0"))
    return page(engine, dict.fromkeys(HELD, 0) | {"setup": version})["cursor"]


def all_pages(engine: Engine, cursor: dict[str, int]) -> list[list[dict[str, Any]]]:
    """The changes of every page until there are no more."""
    pages: list[list[dict[str, Any]]] = []
    more = True
    while more:
        reply = page(engine, cursor)
        cursor, more = reply["cursor"], reply["more"]
        pages.append(reply["changes"])
        assert len(pages) < 100
    return pages


def forget_round(engine: Engine, name: str) -> None:
    with Session(engine) as session:
        session.delete(session.get_one(Round, key(name)))
        session.commit()


def test_more_changed_verdicts_than_fit_on_a_page_all_reach_the_phone(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(engine, child())
    begun = page(engine, dict.fromkeys(HELD, 0))["cursor"]
    early = [visit(round=key("round to come"), on=f"2026-02-{day:02}") for day in range(1, 24)]
    assert set(outcomes(send(engine, *early))) == {"held"}
    with Session(engine) as session:
        words = {"campaign": CAMPAIGN, "n": 9, "first_day": "2026-02-01", "last_day": "2026-02-28"}
        session.add(Round(key=key("round to come"), **words))
        session.commit()
    monkeypatch.setattr(exchange, "CHANGES", 8)
    pages = all_pages(engine, begun)
    told = {
        one["key"]: one["data"]["outcome"] for changes in pages for one in changes if one["kind"] == "receipt"
    }
    assert told == {one["id"]: "applied" for one in early}
    assert max(map(len, pages)) <= 8
    forget_round(engine, "round to come")


def test_a_page_is_no_longer_when_reference_rows_changed_as_well(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = up_to_date(engine)
    send(engine, *(child(f"c{n}") for n in range(70)))
    with Session(engine) as session:
        session.get_one(Area, NORTH).population = 1234
        session.get_one(Person, key("ann")).name = "Ann"
        session.commit()
    monkeypatch.setattr(exchange, "CHANGES", 40)
    pages = all_pages(engine, begun)
    assert {one["key"] for changes in pages for one in changes} >= {key(f"c{n}") for n in range(70)} | {
        NORTH,
        key("ann"),
    }
    assert max(map(len, pages)) <= 40


def test_more_reference_rows_than_a_page_are_fetched_as_a_package(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(engine, child())
    monkeypatch.setattr(exchange, "CHANGES", 2)
    reply = page(engine, {"setup": 0, NORTH: 0})
    assert (reply["add"], reply["cursor"]["setup"], reply["more"]) == (["setup", EAST], 0, False)
    assert [one["kind"] for one in reply["changes"]] == ["child"]


def test_a_row_taken_out_of_the_reference_rows_makes_phones_fetch_them_anew(engine: Engine) -> None:
    with Session(engine) as session:
        session.add(Post(key=key("wrong"), campaign=CAMPAIGN, area=NORTH, name="Wrong", kind="post"))
        session.commit()
    held = up_to_date(engine)
    with Session(engine) as session:
        session.delete(session.get_one(Post, key("wrong")))
        session.commit()
    reply = page(engine, held)
    assert (reply["add"], reply["cursor"], reply["changes"]) == (["setup"], held, [])
    assert page(engine, up_to_date(engine))["add"] == []


def test_an_assignment_that_ended_is_told_as_removed(engine: Engine) -> None:
    with Session(engine) as session:
        words = {"round": key("round 1"), "area": NORTH, "person": key("ann")}
        session.add(Assignment(key=key("work"), **words))
        session.commit()
    held = up_to_date(engine)
    with Session(engine) as session:
        session.get_one(Assignment, key("work")).ended = "2026-01-01"
        session.commit()
    told = [one for one in page(engine, held)["changes"] if one["key"] == key("work")]
    assert [(one["kind"], one["area"], one["data"], one["removed"]) for one in told] == [
        ("assignment", NORTH, {}, True)
    ]
    assert page(engine, up_to_date(engine))["changes"] == []


def test_what_is_written_while_a_page_is_read_is_not_skipped(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(engine, child("first"))
    begun = page(engine, dict.fromkeys(HELD, 0))["cursor"]
    late = [child("late"), *(visit("late", on=f"2025-12-0{day}") for day in (1, 2, 3))]

    @event.listens_for(engine, "before_cursor_execute")
    def between(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if "FROM visit" in statement and late:
            batch = list(late)
            late.clear()
            send(engine, *batch)

    monkeypatch.setattr(exchange, "CHANGES", 2)
    seen, cursor = set(), begun
    for _ in range(10):  # the phone asks again and again
        reply = page(engine, cursor)
        cursor = reply["cursor"]
        seen |= {one["key"] for one in reply["changes"]}
    event.remove(engine, "before_cursor_execute", between)
    assert key("late") in seen


def test_doses_and_links_are_worked_out_whatever_an_operation_calls_so(engine: Engine) -> None:
    made_up = {"doses": [["bOPV", "2020-01-01", "card"]], "joined": key("nobody"), "nickname": "小宝"}
    assert (
        outcomes(send(engine, child(**made_up), operation("child", {"doses": 5}, key=key("other"))))
        == ["applied"] * 2
    )
    with reading(engine) as connection:
        shown = {one["key"]: one["data"] for one in changes_since(connection, COUNTY, NORTH, 0, 100)[0]}
    assert shown[key("child")]["nickname"] == "小宝"
    assert not {"doses", "joined"} & (shown[key("child")].keys() | shown[key("other")].keys())


def test_a_field_of_another_kinds_name_spoils_no_package(engine: Engine, tmp_path: Path) -> None:
    odd = [{"a": 1}, [1], 5, "x", None]
    said = [operation("household", {"head": "王", "child": value}) for value in odd]
    assert set(outcomes(send(engine, child(), *said))) == {"applied"}
    with reading(engine) as connection:
        _tag, packed = area_package(connection, tmp_path, COUNTY, NORTH, "identity")
    assert {one["key"] for one in json.loads(packed)["changes"]} >= {one["key"] for one in said}


def test_a_package_that_cannot_be_kept_is_sent_all_the_same(engine: Engine, tmp_path: Path) -> None:
    send(engine, child())
    (tmp_path / "packages").write_text("a file where the folder should be")
    with reading(engine) as connection:
        _tag, packed = area_package(connection, tmp_path / "packages", COUNTY, NORTH, "identity")
    assert key("child") in packed.decode()
