"""What others hand over counts with the signature of the phone that recorded it, or once it comes from that phone."""

from __future__ import annotations

import itertools
import json
from typing import Any

import pytest
from sqlalchemy import Engine, delete, select
from sqlalchemy.orm import Session

from fieldapp.models.areas import Area
from fieldapp.models.people import Device, DeviceKey, PersonArea
from fieldapp.office.inbox import mending
from fieldapp.sync.incoming.hands import Sender
from fieldapp.sync.incoming.receive import LOG, receive
from fieldapp.sync.rework.rejudge import rejudge
from fieldapp.sync.rework.replay import verify
from tests.sync import signed
from tests.sync.county import NORTH, child, forget, key, outcomes, picture, tally, visit, void

ANN, BAO, FAR = (key(f"{name}'s phone") for name in ("ann", "bao", "far"))
FILE = Sender(None, bringer=key("sun"))


def by_hand(engine: Engine, sender: Sender, *operations: Any, **signatures: str) -> list[dict[str, Any]]:
    """Receipts for what comes in this way, with these signatures."""
    words = dict(zip((one["id"] for one in operations), signatures.values(), strict=False))
    return receive(engine, list(operations), Sender(sender.device, bringer=sender.bringer, signatures=words))


def line(engine: Engine, operation: dict[str, Any]) -> Any:
    """The one line of the log an operation has."""
    with engine.connect() as connection:
        return connection.execute(select(LOG).where(LOG.c.id == operation["id"])).one()


WAYS = [FILE, Sender(BAO)]


@pytest.mark.parametrize("way", WAYS, ids=["file", "phone"])
def test_what_is_not_signed_waits_for_a_supervisor_and_changes_nothing(engine: Engine, way: Sender) -> None:
    said = child()
    [receipt] = by_hand(engine, way, said)
    assert (receipt["outcome"], receipt["problem"]["code"]) == ("held", "not_signed")
    assert tally(engine) == {}
    assert line(engine, said).relayed == (way.device or f"office:{key('sun')}")
    assert verify(engine) == []


@pytest.mark.parametrize("way", WAYS, ids=["file", "phone"])
def test_what_its_phone_signed_counts_at_once(engine: Engine, way: Sender) -> None:
    said = child()
    [receipt] = by_hand(engine, way, said, a=signed.signature(said))
    assert receipt["outcome"] == "applied"
    assert tally(engine)["registered"] == 1


def wrong_signatures(said: dict[str, Any]) -> dict[str, str]:
    """Signatures that say nothing about this operation."""
    right = signed.signature(said)
    return {
        "of another phone": signed.signature(said, BAO),
        "of another operation": signed.signature(child("other")),
        "of other words": signed.signature(said | {"data": {"name": "changed"}}),
        "cut": right[:-2],
        "turned": right[43:] + right[:43],
        "empty": "",
        "zeros": "A" * 86,
        "a text": "签名",
    }


@pytest.mark.parametrize("wrong", list(wrong_signatures(child())))
def test_a_wrong_signature_is_none(engine: Engine, wrong: str) -> None:
    said = child()
    assert outcomes(by_hand(engine, FILE, said, a=wrong_signatures(said)[wrong])) == ["held"]


def test_a_signature_of_one_operation_lends_itself_to_no_other_of_the_same_id(engine: Engine) -> None:
    right = child()
    forged = right | {"data": right["data"] | {"name": "forged"}}
    assert outcomes(by_hand(engine, FILE, forged, a=signed.signature(right))) == ["held"]
    assert outcomes(by_hand(engine, FILE, right, a=signed.signature(right))) == ["refused"]


def test_a_phone_cannot_sign_in_anothers_name(engine: Engine) -> None:
    theirs = child(by="ann") | {"by": key("bao")}
    [receipt] = by_hand(engine, FILE, theirs, a=signed.signature(theirs))
    assert (receipt["outcome"], receipt["problem"]["code"]) == ("refused", "not_your_name")


def ways_to_come(said: dict[str, Any]) -> dict[str, Any]:
    """The same operation by every hand."""
    signature = {said["id"]: signed.signature(said)}
    return {
        "its own phone": Sender(said["device"]),
        "a file": FILE,
        "another phone": Sender(BAO),
        "a signed file": Sender(None, bringer=key("sun"), signatures=signature),
    }


@pytest.mark.parametrize("said", [child(), visit()], ids=["child", "visit"])
def test_it_counts_once_and_alike_in_whatever_order_the_ways_are_taken(
    engine: Engine, said: dict[str, Any]
) -> None:
    ways, pictures = ways_to_come(said), []
    for order in itertools.permutations(ways):
        forget(engine)
        for way in (*order, *order):
            receive(engine, [said], ways[way])
        pictures.append(picture(engine))
        assert line(engine, said).verdict == "applied"
        assert verify(engine) == []
    assert all(one == pictures[0] for one in pictures)


@pytest.mark.parametrize("later", ["its own phone", "a signed file"])
def test_what_waited_counts_when_it_comes_surely_from_its_phone_and_the_receipt_says_so(
    engine: Engine, later: str
) -> None:
    said = child()
    by_hand(engine, Sender(BAO), said)
    received = line(engine, said).received
    [receipt] = receive(engine, [said], ways_to_come(said)[later])
    assert (receipt["outcome"], receipt["was"], receipt.get("problem")) == ("duplicate", "applied", None)
    kept = line(engine, said)
    assert (kept.received, kept.verdict_version) == (received, kept.position)
    assert kept.relayed == (None if later == "its own phone" else f"office:{key('sun')}")
    assert tally(engine)["registered"] == 1


def test_both_ways_in_one_batch(engine: Engine) -> None:
    said = child()
    by_hand(engine, Sender(BAO), said)
    receipts = receive(engine, [said, visit(), said], Sender(ANN))
    assert [(one["outcome"], one.get("was")) for one in receipts] == [
        ("duplicate", "applied"),
        ("applied", None),
        ("duplicate", "applied"),
    ]
    assert tally(engine)["vaccinated"] == 1


@pytest.fixture
def newcomer(engine: Engine) -> Any:
    """A phone of ann's that registers later, and a way to register it."""
    device = key("ann's second phone")
    more = {"person": key("ann"), "name": "second", "token_hash": "second", "created": "2025-01-01"}

    def register(with_key: bool) -> None:
        with Session(engine) as session:
            session.add(Device(id=device, token_until="2099-01-01", **more))
            session.flush()
            if with_key:
                session.add(DeviceKey(device=device, public_key=signed.public_key(device), since="2025"))
            session.commit()

    yield device, register
    with Session(engine) as session:
        session.execute(delete(Device).where(Device.id == device))
        session.commit()


@pytest.mark.parametrize("with_key", [True, False])
def test_what_a_phone_signed_before_it_was_known_is_checked_when_it_is(
    engine: Engine, newcomer: Any, with_key: bool
) -> None:
    device, register = newcomer
    said = child() | {"device": device}
    [receipt] = by_hand(engine, FILE, said, a=signed.signature(said))
    assert receipt["problem"]["code"] == "unknown_device"
    register(with_key)
    kept = line(engine, said)
    assert kept.verdict == ("applied" if with_key else "held")
    assert with_key or json.loads(kept.problem)["code"] == "not_signed"


def test_what_came_from_its_phone_while_it_waited_for_its_village_needs_no_signature_later(
    engine: Engine,
) -> None:
    new = NORTH[:9] + "999"
    said = child(area=new)
    for sender in (FILE, Sender(ANN)):
        assert line_code(by_hand(engine, sender, said)) == "unknown_area"
    with Session(engine) as session:
        session.add(Area(code=new, name="new", level="village", county=new[:6], parent=new[:9]))
        session.flush()
        session.add(PersonArea(person=key("ann"), area=new, since="2025-01-01"))
        session.commit()
    kept = line(engine, said)
    assert (kept.relayed, kept.verdict) == (None, "applied")
    with Session(engine) as session:
        session.delete(session.get_one(PersonArea, (key("ann"), new)))
        session.delete(session.get_one(Area, new))
        session.commit()


def line_code(receipts: list[dict[str, Any]]) -> str:
    """Why the only operation does not count."""
    [receipt] = receipts
    return str(receipt["problem"]["code"])


def test_what_a_supervisor_took_over_does_not_count_twice_when_it_comes_after_all(engine: Engine) -> None:
    receive(engine, [child()], Sender(ANN))
    said = visit()
    by_hand(engine, FILE, said)
    row = dict(line(engine, said)._mapping)
    receipt = mending.mend(engine, key("sun"), row, mending.mended(row, NORTH, {}), "zh")
    assert receipt["outcome"] == "applied"
    [again] = receive(engine, [said], Sender(ANN))
    assert (again["outcome"], again["was"], again["note"]) == ("duplicate", "held", "mended")
    assert tally(engine)["vaccinated"] == 1
    assert verify(engine) == []


def test_waiting_for_a_signature_is_not_ended_by_judging_again(engine: Engine) -> None:
    said = child()
    by_hand(engine, FILE, said)
    assert rejudge(engine) == 0
    assert line(engine, said).verdict == "held"


def test_a_void_that_waits_for_a_supervisor_is_one_claim_however_often_and_by_whom_it_comes(
    engine: Engine,
) -> None:
    made = visit()
    receive(engine, [child(), made], Sender(ANN))
    back = void(made, by="bao")
    assert outcomes(by_hand(engine, Sender(ANN), back, a=signed.signature(back))) == ["held"]
    for way in (Sender(BAO), FILE, Sender(BAO)):
        assert outcomes(receive(engine, [back], way)) == ["duplicate"]
    assert verify(engine) == []


def test_a_void_by_other_hands_takes_nothing_back(engine: Engine) -> None:
    made = visit()
    receive(engine, [child(), made], Sender(ANN))
    back = void(made)
    assert outcomes(by_hand(engine, Sender(BAO), back)) == ["held"]
    assert tally(engine)["vaccinated"] == 1
    assert outcomes(by_hand(engine, Sender(BAO), back, a=signed.signature(back))) == ["duplicate"]
    assert "vaccinated" not in tally(engine)
