"""News reach a phone whole: in pages, while others write, verdicts with the rest; and nobody can make them up."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from fieldapp.accounts.models import Person
from fieldapp.areas.models import Area
from fieldapp.campaigns.models import Round
from fieldapp.db import reading
from fieldapp.sync import exchange
from fieldapp.sync.changes import changes_since
from fieldapp.sync.exchange import Phone, answer
from fieldapp.sync.packages import area_package
from tests.sync.county import (
    CAMPAIGN,
    COUNTY,
    EAST,
    NORTH,
    child,
    key,
    operation,
    outcomes,
    send,
    visit,
)

HELD = (NORTH, EAST)


ANN = Phone(key("ann's phone"), "[]", ("setup", *HELD), frozenset(), dict.fromkeys(HELD, COUNTY), False, "")


def page(engine: Engine, cursor: dict[str, int]) -> dict[str, Any]:
    with reading(engine) as connection:
        return answer(connection, ANN, {"epoch": None, "cursor": cursor}, "zh")


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
    begun = page(engine, dict.fromkeys(("setup", *HELD), 0))["cursor"]
    send(engine, *(child(f"c{n}") for n in range(70)))
    with Session(engine) as session:
        session.get_one(Area, NORTH).population = 1234
        session.get_one(Person, key("ann")).name = "Ann"
        session.commit()
    monkeypatch.setattr(exchange, "CHANGES", 40)
    begun["setup"] = 0
    pages = all_pages(engine, begun)
    assert {one["key"] for changes in pages for one in changes} >= {key(f"c{n}") for n in range(70)} | {
        NORTH,
        key("ann"),
    }
    assert max(map(len, pages)) <= 40


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
