"""What is answered when an id comes again: the same content is a duplicate for ever, other content never counts."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Engine, func, select, update

from fieldapp.sync.incoming.receive import LOG
from fieldapp.sync.rework.replay import verify
from tests.sync.county import FAR, child, key, operation, outcomes, send, visit, void


def said_of(engine: Engine, *operations: Any, by: str = "ann") -> list[tuple[str, str | None]]:
    return [(receipt["outcome"], receipt.get("was")) for receipt in send(engine, *operations, by=by)]


def lines(engine: Engine) -> int:
    with engine.connect() as connection:
        return connection.scalar(select(func.count()).select_from(LOG)) or 0


@pytest.mark.parametrize("together", [True, False], ids=["in one batch", "one after the other"])
def test_both_contents_of_an_id_keep_their_own_verdict_however_often_they_come(
    engine: Engine, together: bool
) -> None:
    first = child()
    other = first | {"data": first["data"] | {"name": "someone else"}}
    if together:
        assert outcomes(send(engine, first, other)) == ["applied", "refused"]
    else:
        assert outcomes(send(engine, first) + send(engine, other)) == ["applied", "refused"]
    for again in ([first, other], [other, first], [other, other, first]):
        said = [("duplicate", "applied" if one is first else "refused") for one in again]
        assert said_of(engine, *again) == said
    assert lines(engine) == 2
    assert verify(engine) == []


def test_the_first_content_stays_first_when_the_servers_clock_was_set_back(engine: Engine) -> None:
    first = child()
    other = first | {"data": first["data"] | {"name": "someone else"}}
    send(engine, first)
    send(engine, other)
    with engine.begin() as connection:  # as if the clock had jumped back an hour between the two
        refused = (LOG.c.id == first["id"]) & (LOG.c.verdict == "refused")
        connection.execute(update(LOG).where(refused).values(received="2020-01-01T00:00:00.000Z"))
    assert said_of(engine, first, other) == [("duplicate", "applied"), ("duplicate", "refused")]


def test_an_id_used_in_another_county_is_used(engine: Engine) -> None:
    first = child()
    send(engine, first)
    there = first | {"area": FAR, "device": key("far's phone"), "by": key("far")}
    receipt = send(engine, there, by="far")[0]
    assert (receipt["outcome"], receipt["problem"]["code"]) == ("refused", "id_reused")
    assert said_of(engine, there, by="far") == [("duplicate", "refused")]
    assert said_of(engine, first) == [("duplicate", "applied")]


def _left_the_list(engine: Engine, id_: str) -> bool:
    with engine.connect() as connection:
        return connection.scalar(select(LOG.c.mended_by).where(LOG.c.id == id_)) is not None


@pytest.mark.parametrize(("who", "may"), [("ann", True), ("sun", True), ("bao", False)])
def test_only_its_author_or_a_supervisor_takes_an_operation_off_the_inbox(
    engine: Engine, who: str, may: bool
) -> None:
    wrong = operation("visit", visit()["data"] | {"round": key("a round to come")})
    assert outcomes(send(engine, child(), wrong)) == ["applied", "held"]
    assert outcomes(send(engine, child(by=who, mends=wrong["id"]), by=who)) == ["applied"]
    assert _left_the_list(engine, wrong["id"]) == may


def test_a_void_whose_standing_changes_leaves_other_contents_of_its_id_refused(engine: Engine) -> None:
    """Found by generated requests: the refused line became held or applied with the first one, and was folded too."""
    seen = visit()
    first = void(seen, by="bao")
    other = first | {"at": "2025-12-02T08:00:00.000Z"}
    assert outcomes(send(engine, first, other, by="bao")) == ["applied", "refused"]
    send(engine, child(), seen)  # only now it is known that it was not his to take back
    assert said_of(engine, first, other, by="bao") == [("duplicate", "held"), ("duplicate", "refused")]
    assert verify(engine) == []
