"""Whatever a phone, or somebody with a phone's token, sends: a code and a sentence, and all the rest is applied."""

from __future__ import annotations

import gzip
import json
import uuid
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient

from fieldapp.db import db
from fieldapp.sync.replay import verify
from tests import cast
from tests.campaigns.office import CAMPAIGN, ROUND1, found_campaign, listed
from tests.cast import person_id, phone_token, signed_in
from tests.sync.county import key

DEVICE = "01890000-0000-7000-8000-0000000000bb"
LONG = "1" * 5000
HAN = "𠮷𪚥👨‍👩‍👧欧阳·小明"


@pytest.fixture
def server(each_database: Flask) -> Iterator[Flask]:
    found_campaign(each_database)
    each_database.extensions["token"] = phone_token(each_database, cast.VACCINATOR, DEVICE)
    each_database.extensions["by"] = person_id(each_database, cast.VACCINATOR)
    yield each_database
    with each_database.app_context():
        assert verify(db.engine) == []


@pytest.fixture
def client(server: Flask) -> FlaskClient:
    return server.test_client()


def own(server: Flask, seq: Any = 1, **change: Any) -> dict[str, Any]:
    """A good operation of this phone: a child; `change` spoils it."""
    said = listed(str(uuid.uuid4())) | {"device": DEVICE, "by": server.extensions["by"], "seq": seq}
    return said | change


def visit(server: Flask, **data: Any) -> dict[str, Any]:
    id_ = str(uuid.uuid4())
    words = {"round": ROUND1, "child": key("someone"), "on": "2025-12-01", "outcome": "ill"} | data
    return own(server, kind="visit", id=id_, key=id_, data=words)


def post(client: FlaskClient, body: Any, language: str = "zh", **headers: str) -> Any:
    token = client.application.extensions["token"]
    said = body if isinstance(body, bytes) else json.dumps(body).encode()
    headers = {"Authorization": f"Bearer {token}", "Accept-Language": language} | headers
    return client.post("/api/v1/sync", data=said, headers=headers)


def nested(levels: int) -> Any:
    value: Any = "deep"
    for _ in range(levels):
        value = [value]
    return value


def data(server: Flask, **words: Any) -> dict[str, Any]:
    made = own(server)
    return made | {"data": made["data"] | words}


BAD: dict[str, tuple[Any, str | None]] = {
    "a text": (lambda s: "child", "malformed"),
    "null": (lambda s: None, "malformed"),
    "a list": (lambda s: [own(s)], "malformed"),
    "an empty object": (lambda s: {}, "malformed"),
    "unknown kind": (lambda s: own(s, kind="spaceship"), "unknown_kind"),
    "kind a list": (lambda s: own(s, kind=["child"]), "malformed"),
    "born in the future": (lambda s: data(s, born="2999-01-01"), "born_in_future"),
    "born 30 February": (lambda s: data(s, born="2025-02-30"), "wrong_value"),
    "born in the year 1": (lambda s: data(s, born="0001-01-01"), "wrong_value"),
    "born in the year 9999": (lambda s: data(s, born="9999-12-31"), "wrong_value"),
    "unknown area": (lambda s: own(s, area="430921103999"), "unknown_area"),
    "an area of another alphabet": (lambda s: own(s, area="٤٣٠٩٢١١٠٣٢١٣"), "malformed"),
    "unknown round": (lambda s: visit(s, round=key("no round")), "unknown_round"),
    "round a list": (lambda s: visit(s, round=[ROUND1]), "wrong_value"),
    "seq 0": (lambda s: own(s, 0), "malformed"),
    "seq negative": (lambda s: own(s, -1), "malformed"),
    "seq 2^63": (lambda s: own(s, 2**63), "malformed"),
    "seq true": (lambda s: own(s, True), "malformed"),
    "seq a fraction": (lambda s: own(s, 1.5), "malformed"),
    "base negative": (lambda s: own(s, base=-1), "malformed"),
    "at without milliseconds": (lambda s: own(s, at="2025-12-01T08:00:00Z"), "malformed"),
    "at with an offset": (lambda s: own(s, at="2025-12-01T08:00:00.000+08:00"), "malformed"),
    "at 25 o'clock": (lambda s: own(s, at="2025-12-01T25:00:00.000Z"), "malformed"),
    "an upper-case id": (lambda s: own(s, id=str(uuid.uuid4()).upper()), "malformed"),
    "id an object": (lambda s: own(s, id={"a": 1}), "malformed"),
    "id half a pair": (lambda s: own(s, id="\ud800"), "malformed"),
    "id nested": (lambda s: own(s, id=nested(900)), "malformed"),
    "data a list": (lambda s: own(s, data=[1]), "malformed"),
    "data null": (lambda s: own(s, data=None), "malformed"),
    "void false": (lambda s: own(s, void=False), "malformed"),
    "a name of 10,000 characters": (lambda s: data(s, name="长" * 10_000), "too_long"),
    "a name with NUL": (lambda s: data(s, name="小\x00明"), "wrong_value"),
    "a name with half a pair": (lambda s: data(s, name="小\udfff"), "malformed"),
    "a number for a name": (lambda s: data(s, name=7), "wrong_value"),
    "nested 60 levels": (lambda s: data(s, nickname=nested(60)), "malformed"),
    "nested 900 levels": (lambda s: data(s, nickname=nested(900)), "malformed"),
    "somebody else's name": (lambda s: own(s, by=key("nobody")), "not_your_name"),
    "nested 40 levels": (lambda s: data(s, nickname=nested(40)), None),
    "rare characters": (lambda s: data(s, name=HAN, nickname="\x00"), None),
    "a formula": (lambda s: data(s, name="=cmd()"), None),
}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_one_bad_operation_has_its_code_and_sentence_and_the_rest_is_applied(
    server: Flask, client: FlaskClient, language: str
) -> None:
    spoilt = {name: make(server) for name, (make, _code) in BAD.items()}
    good = [own(server, seq + 100) for seq in range(len(BAD))]
    mixed = [one for pair in zip(spoilt.values(), good, strict=True) for one in pair]
    for _ in range(2):
        answer = post(client, {"ops": mixed}, language)
        assert answer.status_code == 200, answer.text
        receipts = answer.json["receipts"]
        assert {r.get("was", r["outcome"]) for r in receipts[1::2]} == {"applied"}
        for (name, (_make, code)), receipt in zip(BAD.items(), receipts[::2], strict=True):
            problem = receipt.get("problem", {})
            assert problem.get("code") == code, (name, receipt)
            if code:
                assert receipt.get("was", receipt["outcome"]) in ("refused", "held"), name
                assert any("一" <= letter <= "龥" for letter in problem["sentence"]) == (language == "zh"), (
                    name
                )


def test_numbers_no_computer_holds_spoil_their_own_operation_only(server: Flask, client: FlaskClient) -> None:
    words = json.dumps({"ops": [own(server, 1, odd="ODD"), own(server, 2)]})
    for odd in (LONG, f"-{LONG}", "1e999", "1" * 350):
        answer = post(client, words.replace('"ODD"', odd).encode())
        assert answer.status_code == 200, answer.text
        assert answer.json["receipts"][0]["problem"]["code"] in ("malformed", "id_reused")
        assert answer.json["receipts"][1].get("was", answer.json["receipts"][1]["outcome"]) == "applied"


def test_of_two_fields_of_one_name_the_last_counts(server: Flask, client: FlaskClient) -> None:
    words = json.dumps({"ops": [own(server)]}).replace('"sex": "female"', '"sex": "male", "sex": "female"')
    assert post(client, words.encode()).json["receipts"][0]["outcome"] == "applied"


@cache
def bomb() -> bytes:
    """A quarter of a gigabyte in a small body; made when it is needed, for making it takes its time."""
    return gzip.compress(b" " * 2**28, 9)


WHOLE: dict[str, tuple[Any, dict[str, str], int, str]] = {
    "truncated": (b'{"ops": [{"id"', {}, 400, "not_json"),
    "not JSON": (b"<html>", {}, 400, "not_json"),
    "empty": (b"", {}, 400, "not_json"),
    "no UTF-8": (b'{"app": "\xff\xfe"}', {}, 400, "not_json"),
    "NaN": (b'{"ops": [NaN]}', {}, 400, "not_json"),
    "Infinity": (b'{"ops": [-Infinity]}', {}, 400, "not_json"),
    "brackets without end": (b"[" * 200_000, {}, 400, "not_json"),
    "brackets nested deeply": (b'{"ops": ' + b"[" * 50_000 + b"]" * 50_000 + b"}", {}, 400, "not_json"),
    "a list": ([], {}, 400, "bad_request"),
    "ops null": ({"ops": None}, {}, 400, "bad_request"),
    "ops an object": ({"ops": {"0": {}}}, {}, 400, "bad_request"),
    "501 operations": ({"ops": [{}] * 501}, {}, 413, "too_many"),
    "cursor a list": ({"cursor": []}, {}, 400, "bad_request"),
    "cursor a text": ({"cursor": {"setup": "1"}}, {}, 400, "bad_request"),
    "cursor true": ({"cursor": {"setup": True}}, {}, 400, "bad_request"),
    "cursor negative": ({"cursor": {"setup": -1}}, {}, 400, "bad_request"),
    "cursor without end": ({"cursor": {cast.VILLAGE: 10**30}}, {}, 400, "bad_request"),
    "cursor of half a pair": ({"cursor": {"\ud800": 1}}, {}, 400, "bad_request"),
    "cursor of a long scope": ({"cursor": {"x" * 5000: 1}}, {}, 400, "bad_request"),
    "no gzip": (b"{}", {"Content-Encoding": "gzip"}, 400, "not_json"),
    "half a gzip": (gzip.compress(b"{}" * 500)[:20], {"Content-Encoding": "gzip"}, 400, "not_json"),
    "an unknown coding": (b"{}", {"Content-Encoding": "gzip, br;\t?"}, 400, "not_json"),
    "a gzip bomb": (bomb, {"Content-Encoding": "gzip"}, 413, "too_large"),
    "larger than is taken": (b" " * (2**20 + 1), {}, 413, "too_large"),
    "a token that was revoked": ({}, {"Authorization": "Bearer revoked"}, 401, "sign_in_again"),
    "a token with NUL": ({}, {"Authorization": "Bearer a\u00a0b"}, 401, "sign_in_again"),
}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_whole_request_that_cannot_be_used_says_why(
    server: Flask, client: FlaskClient, language: str
) -> None:
    for name, (body, headers, status, code) in WHOLE.items():
        answer = post(client, body() if callable(body) else body, language, **headers)
        assert (answer.status_code, answer.json["problem"]["code"]) == (status, code), name
        sentence = answer.json["problem"]["sentence"]
        assert any("一" <= letter <= "龥" for letter in sentence) == (language == "zh"), name


ODD: list[Any] = ["\x00", "a\x00b", "\ud800", "x" * 10_000, [], {"a": []}, 10**300, 7, True, None, "²"]


@pytest.mark.parametrize("field", ["app", "now", "epoch", "junk"])
def test_odd_words_around_the_operations_lose_nothing(server: Flask, client: FlaskClient, field: str) -> None:
    for seq, value in enumerate(ODD, start=1):
        said = {"ops": [own(server, seq)], "cursor": {"setup": 0, "²": 1, cast.VILLAGE: 10**9}, field: value}
        answer = post(client, said)
        assert answer.status_code == 200, (value, answer.text)
        assert answer.json["receipts"][0]["outcome"] == "applied", value


@pytest.mark.parametrize("field", ["username", "password", "device", "name"])
def test_odd_words_at_sign_in_are_refused_or_taken_never_a_fault(client: FlaskClient, field: str) -> None:
    said = {"username": cast.VACCINATOR.username, "password": cast.PASSWORD, "device": DEVICE, "name": "手机"}
    for value in ODD:
        answer = client.post("/api/v1/devices", json=said | {field: value})
        assert answer.status_code < 500, (value, answer.text)


def test_a_name_that_is_a_formula_is_text_in_every_workbook(server: Flask, client: FlaskClient) -> None:
    odd = data(server, name="=cmd()", born=None)
    assert post(client, {"ops": [odd]}).json["receipts"][0]["outcome"] == "applied"
    office = signed_in(server, cast.SUPERVISOR)
    sheet = openpyxl.load_workbook(BytesIO(office.get("/inbox/waiting.xlsx").data)).active
    assert sheet is not None
    [cell] = [cell for row in sheet for cell in row if cell.value == "=cmd()"]
    assert cell.data_type == "s"
    assert office.get(f"/campaigns/{CAMPAIGN}/rounds/1").status_code == 200
