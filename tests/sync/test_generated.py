"""Requests nobody thought of, sent to a real server process: none is answered with a fault of the server's, and every
answer has the shape that /api/v1/openapi.json gives.

A few examples a run; `make nightly` sends many.
"""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from sqlalchemy import create_engine, update

from fieldapp.ground.problems import CATALOGUE
from fieldapp.models.people import Device
from fieldapp.records.fields.checks import SCHEMAS
from fieldapp.records.kinds import KINDS
from fieldapp.sync.phone_api.openapi import document
from fieldapp.sync.rework.replay import verify
from fieldapp.web.passwords import token_hash
from tests.browser.conftest import Server
from tests.how_many import examples
from tests.sync.county import NORTH, SOUTH, key
from tests.sync.said import HOSTILE_TEXTS, ODD, fitting, operations

EXAMPLES = examples(25)
MANY = settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
        HealthCheck.function_scoped_fixture,
    ],
)
TOKENS = ("ann", "bao", "far", "sun")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with the small county; each phone's token is its person's name."""
    running = Server(tmp_path_factory.mktemp("generated") / "instance")
    with running.engine.begin() as connection:
        for name in TOKENS:
            mine = update(Device).where(Device.id == key(f"{name}'s phone"))
            connection.execute(mine.values(token_hash=token_hash(name)))
    running.start()
    yield running
    running.kill()
    running.engine.dispose()


def ask(
    server: Server, method: str, path: str, body: bytes | None = None, **headers: str
) -> tuple[int, bytes]:
    """Status and body of the server's answer."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
    answer = connection.getresponse()
    status, content = answer.status, answer.read()
    connection.close()
    return status, content


class Description:
    """The description as the server gives it; not printed with every example."""

    def __init__(self, server: Server) -> None:
        status, content = ask(server, "GET", "/api/v1/openapi.json")
        assert status == 200
        self.said: dict[str, Any] = json.loads(content)

    def __repr__(self) -> str:
        return "the description"

    def schema(self, name: str) -> dict[str, Any]:
        """The schema of a name, with all it refers to."""
        return {"$ref": f"#/components/schemas/{name}", "components": self.said["components"]}


@pytest.fixture(scope="module")
def described(server: Server) -> Description:
    return Description(server)


def fits(described: Description, name: str, content: bytes) -> Any:
    """The answer read, after its shape was compared with the description."""
    said, schema = json.loads(content), described.schema(name)
    wrong = [
        f"{list(e.absolute_path)} {e.message[:300]}" for e in Draft202012Validator(schema).iter_errors(said)
    ]
    assert wrong == []
    return said


def sync(server: Server, said: Any, token: str = "ann") -> tuple[int, bytes]:
    return ask(server, "POST", "/api/v1/sync", json.dumps(said).encode(), Authorization=f"Bearer {token}")


@MANY
@given(ops=st.lists(operations(), max_size=5))
def test_whatever_operations_say_each_has_a_receipt_of_the_described_shape(
    server: Server, described: Description, ops: list[Any]
) -> None:
    status, content = sync(server, {"ops": ops})
    assert status == 200, content
    reply = fits(described, "SyncReply", content)
    assert len(reply["receipts"]) == len(ops)
    for said, receipt in zip(ops, reply["receipts"], strict=True):
        problem = receipt.get("problem", {"code": "unknown_kind"})["code"]
        assert problem in CATALOGUE and problem != "server_fault", (said, receipt)


@MANY
@given(ops=st.lists(operations(right=True), min_size=1, max_size=5))
def test_what_the_description_allows_is_never_malformed(
    server: Server, described: Description, ops: list[Any]
) -> None:
    for said in ops:
        fits(described, "Operation", json.dumps(said).encode())
    status, content = sync(server, {"ops": ops})
    receipts = fits(described, "SyncReply", content)["receipts"]
    told = [(one.get("problem"), said) for one, said in zip(receipts, ops, strict=True)]
    wrong = [(problem, said) for problem, said in told if problem and problem["code"] in UNREADABLE]
    assert (status, wrong) == (200, [])


@MANY
@given(
    body=st.fixed_dictionaries(
        {}, optional=dict.fromkeys(("epoch", "cursor", "now", "app", "ops", "more"), ODD)
    )
    | ODD
)
def test_whatever_a_request_is_it_is_answered_as_described(
    server: Server, described: Description, body: Any
) -> None:
    status, content = sync(server, body)
    known = described.said["paths"]["/api/v1/sync"]["post"]["responses"]
    assert str(status) in known and status < 500, content
    fits(described, "SyncReply" if status == 200 else "ProblemAnswer", content)


@MANY
@given(body=st.binary(max_size=200), encoding=st.sampled_from(["", "gzip", "br", "identity", "x"]))
def test_whatever_bytes_come_they_are_answered_as_described(
    server: Server, described: Description, body: bytes, encoding: str
) -> None:
    status, content = ask(
        server, "POST", "/api/v1/sync", body, Authorization="Bearer ann", Content_Encoding=encoding
    )
    assert status < 500
    fits(described, "SyncReply" if status == 200 else "ProblemAnswer", content)


def test_afterwards_every_phone_and_table_is_whole(server: Server, described: Description) -> None:
    """What was taken is sent on in the described shape, and the log folded again gives the same tables."""
    ops = [operation for text in HOSTILE_TEXTS for operation in _with(text)]
    for start in range(0, len(ops), 200):
        assert sync(server, {"ops": ops[start : start + 200]})[0] == 200
    for token, scope in (("ann", NORTH), ("ann", SOUTH), ("ann", "setup"), ("sun", "setup")):
        status, content = ask(server, "GET", f"/api/v1/packages/{scope}", Authorization=f"Bearer {token}")
        assert status == 200
        fits(described, "Package", content)
        status, content = sync(server, {"cursor": {scope: 0}, "ops": []}, token)
        assert status == 200
        fits(described, "SyncReply", content)
    engine = create_engine(server.engine.url)
    assert verify(engine) == []
    engine.dispose()


def _with(text: str) -> list[dict[str, Any]]:
    """An operation a kind, every text field of which says this."""
    made = []
    for n, (name, kind) in enumerate(sorted(KINDS.items())):
        data = {
            field: text if SCHEMAS[check].get("type") == "string" else None
            for field, check in kind.fields.items()
            if "pattern" not in SCHEMAS[check] and SCHEMAS[check].get("format") != "date"
        }
        id_ = key(f"hostile {name} {text!r}")
        said = {"id": id_, "key": id_, "kind": name, "data": {k: v for k, v in data.items() if v is not None}}
        said |= {"device": key("ann's phone"), "by": key("ann"), "seq": n + 1, "area": NORTH, "base": 0}
        made.append(said | {"at": "2025-12-01T08:00:00.000Z"})
    return made


def test_a_value_of_every_field_is_generated() -> None:
    for kind in KINDS.values():
        for check in kind.fields.values():
            assert fitting(SCHEMAS[check]) is not None


UNREADABLE = ("malformed", "unknown_kind", "server_fault")
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


SYNC = (
    "post",
    "/api/v1/sync",
)  # what it takes depends on the kind, which Schemathesis cannot make: see above
PATHS = document(500, 1000, 2**20, 2**23)["paths"]
ROUTES = [
    route
    for path, of in PATHS.items()
    for route in ((method, path) for method in sorted(of))
    if route != SYNC
]


@pytest.fixture(scope="module")
def api(server: Server) -> Any:
    """The description as Schemathesis reads it from the server."""
    return schemathesis.openapi.from_url(f"{server.url}/api/v1/openapi.json")


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_every_route_answers_as_the_description_says(api: Any, method: str, path: str) -> None:
    """Schemathesis makes the requests, such as the description allows and such as it does not."""

    @settings(MANY, max_examples=max(EXAMPLES // 3, 5))
    @given(case=api[path][method].as_strategy())
    def ask_it(case: Any) -> None:
        case.call_and_validate(headers={"Authorization": "Bearer ann"}, checks=CHECKS)

    ask_it()
