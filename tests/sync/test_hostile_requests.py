"""Requests no phone of ours would send, on both databases: each has its answer, none is the server's fault."""

from __future__ import annotations

import io
import json
import traceback
import uuid
from collections.abc import Iterable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import insert, select
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from werkzeug.test import TestResponse

from fieldapp.ground.clock import now
from fieldapp.ground.db import db, insert_all
from fieldapp.models.people import Device, Person
from fieldapp.sync.outgoing import exchange
from tests import cast

DEVICE = "01890000-0000-7000-8000-0000000000aa"


def send(app: Flask, body: bytes, **more: Any) -> TestResponse:
    """A sync request of the vaccinator's phone with this very body."""
    token = cast.phone_token(app, cast.VACCINATOR, DEVICE)
    return app.test_client().post(
        "/api/v1/sync", data=body, headers={"Authorization": f"Bearer {token}"}, **more
    )


def device(app: Flask) -> Device:
    with app.app_context():
        return db.session.scalars(select(Device).where(Device.id == DEVICE)).one()


CURSORS = [
    {cast.VILLAGE: 2**31},
    {cast.VILLAGE: 2**63},
    {"setup": 10**30},
    {"\x00": 1},
    {"\ud800": 1},
    {"x" * 5000: 1},
    {f"430921{n:06}": 0 for n in range(5001)},
]


@pytest.mark.parametrize(
    "cursor", CURSORS, ids=["no version", "too high", "far too high", "nul", "half", "long", "many"]
)
def test_a_cursor_no_server_gave_is_a_bad_request(each_database: Flask, cursor: dict[str, int]) -> None:
    answer = send(each_database, json.dumps({"ops": [], "cursor": cursor}).encode())
    assert (answer.status_code, answer.json["problem"]["code"]) == (400, "bad_request")
    assert answer.json["problem"]["field"] == "cursor"


@pytest.mark.parametrize("name", ["４３０９２１", "²", f"{cast.VILLAGE}²", "", "school:x", "4309"])
def test_a_scope_that_is_none_is_dropped(each_database: Flask, name: str) -> None:
    answer = send(each_database, json.dumps({"ops": [], "cursor": {name: 1}}).encode())
    assert (answer.status_code, answer.json["drop"]) == (200, [name])


@pytest.mark.parametrize(
    "clock", ["9999-12-31T23:59:59.999Z", "0001-01-01T00:00:00.000Z", "2099-01-01T00:00:00.000Z"]
)
def test_a_clock_centuries_off_is_noted(each_database: Flask, clock: str) -> None:
    assert send(each_database, json.dumps({"ops": [], "now": clock}).encode()).status_code == 200
    assert abs(device(each_database).clock_off_s or 0) > exchange.CLOCK_OFF_S


@pytest.mark.parametrize("version", ["field\x00 1", "field\ud800 1"])
def test_a_version_no_database_can_hold_is_kept_without_the_odd_letter(
    each_database: Flask, version: str
) -> None:
    assert (
        send(each_database, json.dumps({"ops": [], "now": now(), "app": version}).encode()).status_code == 200
    )
    assert device(each_database).app == "field 1"


def test_a_receipt_names_even_an_id_that_is_no_text(app: Flask) -> None:
    answer = send(app, json.dumps({"ops": [{"id": "\ud800"}, {"id": {"a": [1]}}]}).encode())
    assert [receipt["id"] for receipt in answer.json["receipts"]] == ["\ud800", {"a": [1]}]
    assert {receipt["outcome"] for receipt in answer.json["receipts"]} == {"refused"}


DEEP = b"[" * 4000 + b"]" * 4000


@pytest.mark.parametrize("body", [DEEP, b"\xff\xfe\x00", b"[]"], ids=["deep", "no text", "list"])
def test_a_sign_in_that_cannot_be_read_says_so(app: Flask, body: bytes) -> None:
    answer = app.test_client().post("/api/v1/devices", data=body)
    assert (answer.status_code, answer.json["problem"]["code"]) == (400, "not_json")


@pytest.mark.parametrize(
    ("address", "limit"), [("/api/v1/sync", exchange.SENT_BYTES), ("/api/v1/devices", 10_000)]
)
def test_a_body_without_a_length_is_read_up_to_the_limit(app: Flask, address: str, limit: int) -> None:
    class Endless:
        """A body that says no length and goes on for ever; notes how much was taken."""

        taken = 0

        def read(self, size: int) -> bytes:
            assert size >= 0
            self.taken += size
            return b" " * size

    body, token = Endless(), cast.phone_token(app, cast.VACCINATOR, DEVICE)
    environ = {"wsgi.input": body, "wsgi.input_terminated": True, "CONTENT_LENGTH": ""}
    answer = app.test_client().post(
        address, headers={"Authorization": f"Bearer {token}"}, environ_overrides=environ
    )
    assert (answer.status_code, answer.json["problem"]) == (
        413,
        answer.json["problem"] | {"code": "too_large", "limit": limit},
    )
    assert body.taken <= limit + 2**16


def _methods() -> Iterable[tuple[str, str]]:
    for address in ("/api", "/api/", "/api/v1/nothing", "/api/v1/sync", "/api/v1/devices", "/alive"):
        for method in ("GET", "PUT", "DELETE", "PATCH", "TRACE", "FOO"):
            yield method, address


@pytest.mark.parametrize(("method", "address"), list(_methods()))
def test_every_refusal_of_the_api_is_a_problem(app: Flask, method: str, address: str) -> None:
    answer = app.test_client().open(address, method=method)
    if (method, address) != ("GET", "/alive"):
        assert answer.status_code in (404, 405)
        assert set(answer.json) == {"problem"}
        assert answer.json["problem"]["sentence"]


def test_no_form_is_read_without_end(app: Flask) -> None:
    answer = app.test_client().post("/sign-in", data={"file": (io.BytesIO(b" " * (33 * 2**20)), "x")})
    assert answer.status_code == 413


@pytest.mark.parametrize("digits", [20, 350, 5000])
@pytest.mark.parametrize("field", ["lat", "people", "an unknown field"])
def test_a_number_beyond_reason_is_that_operations_trouble_alone(app: Flask, field: str, digits: int) -> None:
    def household(number: int, words: str) -> str:
        said = {
            "id": str(uuid.UUID(int=number)),
            "device": DEVICE,
            "seq": number,
            "kind": "household",
            "base": 0,
        }
        said |= {"key": str(uuid.UUID(int=number)), "area": cast.VILLAGE, "at": cast.long_ago()}
        said |= {"by": cast.person_id(app, cast.VACCINATOR), "data": {field: 0}}
        return json.dumps(said).replace(": 0}}", f": {words}}}}}")

    answer = send(app, f'{{"ops": [{household(1, "9" * digits)}, {household(2, "1")}]}}'.encode())
    odd, fine = answer.json["receipts"]
    kept = field != "people" and digits < 300  # a bad position never costs a record
    assert (odd["outcome"], fine["outcome"]) == ("applied" if kept else "refused", "applied")


def test_a_full_disk_under_postgresql_is_said_as_under_sqlite(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_words: Any) -> None:  # as PostgreSQL words it; nobody fills a disk for a test
        words = Exception('could not extend file "base/5/16411": No space left on device')
        raise OperationalError("INSERT", {}, words)

    monkeypatch.setattr(exchange, "answer", full)
    answer = send(app, b'{"ops": []}')
    assert (answer.status_code, answer.json["problem"]["code"]) == (503, "disk_full")


def test_a_refusal_of_the_database_names_nobody_in_the_log(each_database: Flask) -> None:
    with each_database.app_context():
        known = db.session.scalars(select(Person)).first()
        row = {
            "id": known.id,
            "username": "13800001111",
            "name": "欧阳某某",
            "role": "lister",
            "password_hash": "-",
        }
        with pytest.raises(IntegrityError) as refused, db.engine.begin() as connection:
            connection.execute(insert(Person).values(**row))
    assert "欧阳某某" not in str(refused.value)
    assert "13800001111" not in str(refused.value)


@pytest.mark.parametrize("way", ["one", "many"])
def test_a_row_without_what_it_needs_names_nobody_in_the_log(each_database: Flask, way: str) -> None:
    table = Person.__table__
    row = dict.fromkeys(column.name for column in table.columns)
    row |= {"id": cast.EPOCH, "username": "13800001111", "name": "欧阳某某"}
    with each_database.app_context(), pytest.raises(DBAPIError) as refused, db.engine.begin() as connection:
        connection.execute(insert(table).values(**row)) if way == "one" else insert_all(
            connection, table, [row]
        )
    said = "".join(traceback.format_exception(refused.value))
    assert "欧阳某某" not in said
    assert "13800001111" not in said
