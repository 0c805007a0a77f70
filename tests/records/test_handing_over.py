"""A file of another phone's operations: its three forms, the signatures in it, and what its lines are called."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Any

import pytest
import rfc8785

from fieldapp.ground.problems import Problem
from fieldapp.records.handing_over import file
from fieldapp.records.handing_over.file import HandedLine, handed_lines, read_handover
from fieldapp.records.handing_over.signing import is_public_key, is_signature, signs
from tests.sync import signed

ANN, BAO = "phone-ann", "phone-bao"
CHILD = {
    "id": "1",
    "device": ANN,
    "kind": "child",
    "key": "c",
    "data": {"name": "王小明", "born": "2024-01-02"},
}
VISIT = {"id": "2", "device": ANN, "kind": "visit", "key": "v", "data": {"child": "c", "on": "2026-03-05"}}
HOME = {"id": "3", "device": ANN, "kind": "household", "key": "h", "data": {"head": "王大"}}
DOSE = {
    "id": "4",
    "device": ANN,
    "kind": "dose",
    "key": "d",
    "data": {"child": "x", "given_on": "2026-03-04"},
}


def wrapped(one: dict[str, Any], signature: Any) -> dict[str, Any]:
    """An operation as a phone wraps it."""
    return {"op": one, "hash": "…", "signature": signature}


@pytest.mark.parametrize(
    "content",
    [
        "\n".join(json.dumps(one) for one in (CHILD, VISIT)),
        "\r\n\r\n".join(json.dumps(one) for one in (CHILD, VISIT)) + "\n",
        json.dumps([CHILD, VISIT]),
        json.dumps({"ops": [CHILD, VISIT]}),
        "\ufeff" + json.dumps([CHILD, VISIT]),
        json.dumps([{"op": CHILD}, VISIT]),
    ],
    ids=["lines", "lines and blanks", "list", "ops", "with a mark at its head", "wrapped"],
)
def test_every_form_of_a_file_gives_the_same_operations(content: str) -> None:
    found = read_handover(content.encode())
    assert (found.operations, found.signatures) == ([CHILD, VISIT], {})


def test_signatures_stand_beside_the_operations_or_around_each() -> None:
    both = {"1": "first", "2": "second"}
    assert read_handover(json.dumps({"ops": [CHILD, VISIT], "signatures": both}).encode()).signatures == both
    around = [wrapped(CHILD, "first"), wrapped(VISIT, "second")]
    found = read_handover("\n".join(map(json.dumps, around)).encode())
    assert (found.operations, found.signatures) == ([CHILD, VISIT], both)
    twice = {"ops": [wrapped(CHILD, "around")], "signatures": {"1": "beside"}}
    assert read_handover(json.dumps(twice).encode()).signatures == {"1": "beside"}
    nameless = read_handover(json.dumps([wrapped({"kind": "child"}, "whose?")]).encode())
    assert (nameless.operations, nameless.signatures) == ([{"kind": "child"}], {})


@pytest.mark.parametrize("content", [b"", b"\n \n", b"[]", b"7", b'{"ops": []}', b"\xff\xfe", b"{\n:", b"no"])
def test_what_is_no_such_file_is_refused(content: bytes) -> None:
    with pytest.raises(Problem) as refused:
        read_handover(content)
    assert (refused.value.code, refused.value.field) == ("bad_handover", "file")


def test_a_file_holds_as_many_as_are_allowed_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    assert file.MOST == 50_000
    monkeypatch.setattr(file, "MOST", 2)
    assert len(read_handover(json.dumps([CHILD, VISIT]).encode()).operations) == 2
    with pytest.raises(Problem) as refused:
        read_handover(json.dumps([CHILD, VISIT, HOME]).encode())
    assert (refused.value.code, refused.value.limit) == ("too_many", 2)


def test_a_line_is_called_by_the_child_or_household_it_is_about() -> None:
    assert handed_lines([VISIT, CHILD, HOME, DOSE, 7], "zh") == [
        HandedLine("visit", "王小明", "2026-03-05"),  # by the name its child has in another line
        HandedLine("child", "王小明", ""),
        HandedLine("household", "王大", ""),
        HandedLine("dose", "", "2026-03-04"),
        HandedLine(),
    ]
    odd = {"kind": ["x"], "data": {"name": "长" * 61}}
    assert handed_lines([odd], "zh") == [HandedLine("看不懂", "长" * 59 + "…", "")]
    assert handed_lines([odd], "en")[0].kind == "not readable"
    assert handed_lines([{"data": {"name": "长" * 60}}], "en")[0].name == "长" * 60


def hash_of(one: Any) -> str:
    """The hash of an operation."""
    return hashlib.sha256(rfc8785.dumps(one)).hexdigest()


def test_a_signature_is_of_one_phone_and_one_operation() -> None:
    made, ann, bao = signed.signature(CHILD), signed.public_key(ANN), signed.public_key(BAO)
    assert signs(hash_of(CHILD), made, [ann]) and signs(hash_of(CHILD), made, [bao, ann])
    assert not signs(hash_of(CHILD), made, [bao])
    assert not signs(hash_of(CHILD), made, [])
    assert not signs(hash_of(VISIT), made, [ann])
    assert not signs(hash_of(CHILD), made, ["no key", "A" * 87])


def test_what_has_no_hash_or_no_signature_is_signed_by_nobody() -> None:
    made, ann = signed.signature(CHILD), signed.public_key(ANN)
    assert not signs(None, made, [ann])
    for none in (None, "", made[:-1], made + "A", made + "==", "签名"):
        assert not signs(hash_of(CHILD), none, [ann])


def base64url(count: int) -> str:
    """So many bytes as a phone writes them, without padding."""
    return base64.urlsafe_b64encode(bytes(count)).decode().rstrip("=")


def test_a_signature_is_sixty_four_bytes_and_a_key_a_point_of_the_curve_without_padding() -> None:
    assert [count for count in range(60, 75) if is_signature(base64url(count))] == [64]
    assert not is_signature(base64url(64) + "==") and not is_signature(None) and not is_signature(b"A" * 86)
    assert not is_signature("+" * 86) and not is_signature("A" * 85 + "\n")
    key = signed.public_key(ANN)
    assert is_public_key(key)
    for none in (key + "=", key[:-1], key[:-2] + "AA", base64url(65), None, 7):
        assert not is_public_key(none)
