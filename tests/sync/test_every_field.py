"""Every field of every kind and of the envelope with what it is not: one operation says what is wrong, if anything is;
it is never the server's fault, and all that was sent with it is applied.
"""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from sqlalchemy import Engine

from fieldapp.ground.field_words import field_word
from fieldapp.ground.problems import Problem
from fieldapp.records.kinds import KINDS
from fieldapp.sync.outgoing.changes import changes_since
from fieldapp.sync.rework.replay import verify
from tests.sync.county import COUNTY, NORTH, ROUND1, child, key, operation, outcomes, send


def nested(levels: int) -> Any:
    value: Any = "deep"
    for _ in range(levels):
        value = [value]
    return value


ODD: list[Any] = [None, True, -1, 1.5, 2**40, 2**63, -(2**70), 1e300, "", "x" * 3000, "\x00", "\ud800", "[1"]
ODD += ["9999-12-31", "²", [], [None], [{}], {}, {"county": 7, "key": []}, nested(49), nested(60)]
ODD += [key("child"), key("nobody"), ROUND1]
ODDEST = [True, 2**63, "\x00", [{}], {"a": 1}, key("nobody")]
SAID_BY_NO_KIND = (
    "child other household round on enrolment check mends doses joined kind area key county version known"
)
SAID_BY_NO_KIND += " voided stamps more package_area at by voids _stamps id * .name"
ENVELOPE = ["id", "device", "seq", "kind", "key", "area", "at", "by", "void", "base", "data"]
DAY = "2025-12-01"
NEEDED: dict[str, Any] = {
    "round": ROUND1,
    "child": key("child"),
    "other": key("other"),
    "enrolment": key("enrolment"),
    "check": key("check"),
    "notice": key("notice"),
    "n": 1,
    "state": "refused",
    "outcome": "ill",
    "children": [],
    "event": "printed",
    "paper": "card",
    "seen": "read",
}


def good(kind: str) -> dict[str, Any]:
    """What this kind must say."""
    said = {name: NEEDED.get(name, DAY if name.endswith("on") else "1") for name in KINDS[kind].required}
    return said | (
        {"kind": {"notice": "invitation", "quick_check": "rcm"}.get(kind, "1")} if "kind" in said else {}
    )


def spoilt(kind: str) -> list[tuple[str, dict[str, Any]]]:
    """Operations of a kind with an odd value in each field, and what each is about."""
    known, unknown = list(KINDS[kind].fields), SAID_BY_NO_KIND.split()
    values = [(n, v) for n in known for v in ODD] + [(n, v) for n in unknown for v in ODDEST]
    made = [(f"{n} = {v!r:.40}", operation(kind, good(kind) | {n: v}, by="sun")) for n, v in values]
    return made + [
        (f"void {about}", said | {"id": str(uuid.uuid4()), "void": True}) for about, said in made[::9]
    ]


def answered_one_by_one(engine: Engine, said: list[tuple[str, dict[str, Any]]]) -> None:
    """Sends them with a good one last: each is applied, or its receipt names a problem that is not ours."""
    receipts = send(engine, *(one for _about, one in said), child("fine", by="sun"), by="sun")
    assert outcomes(receipts)[-1] == "applied"
    for (about, _one), receipt in zip(said, receipts[:-1], strict=True):
        problem, outcome = receipt.get("problem"), receipt.get("was", receipt["outcome"])
        assert (problem is None) == (outcome not in ("held", "refused")), about
        assert problem is None or (problem["code"] != "server_fault" and problem["sentence"]), about
    assert verify(engine) == []


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_odd_values_spoil_their_own_operation_only(
    engine: Engine, kind: str, caplog: pytest.LogCaptureFixture
) -> None:
    answered_one_by_one(engine, spoilt(kind))
    assert caplog.text == ""
    with engine.connect() as connection:
        assert changes_since(connection, COUNTY, NORTH, 0, 10_000)[0]


def test_an_odd_envelope_spoils_its_own_operation_only(
    engine: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    said = [
        (
            f"the operation's {name} = {value!r:.40}",
            operation("visit", good("visit"), by="sun") | {name: value},
        )
        for name in ENVELOPE
        for value in ODD
    ]
    answered_one_by_one(engine, said)
    assert caplog.text == ""


@pytest.mark.parametrize("field", ["child", "round", "on"])
def test_a_field_its_kind_does_not_know_is_kept_and_sent_on_whatever_it_says(
    engine: Engine, field: str
) -> None:
    said = operation("certificate_check", {"enrolment": key("e"), "checked_on": DAY, field: {"a": [1]}})
    assert outcomes(send(engine, said, by="ann")) == ["refused"]  # no nurse
    said = operation("recheck", good("recheck") | ({} if field == "on" else {field: {"a": [1]}}), by="sun")
    assert outcomes(send(engine, said, by="sun")) == ["applied"]
    with engine.connect() as connection:
        [change] = changes_since(connection, COUNTY, NORTH, 0, 10)[0]
    assert change["data"] == said["data"]


@pytest.mark.parametrize(
    "name", sorted({*ENVELOPE, *(field for kind in KINDS.values() for field in kind.fields)})
)
def test_a_refusal_names_the_field_in_words(name: str) -> None:
    words = Problem("malformed", field=name)
    assert f"“{field_word(name)}”" in words.sentence("zh")
    assert any("一" <= letter <= "鿿" for letter in field_word(name))
    assert "_" not in field_word(name, "en")
