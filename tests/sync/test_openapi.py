"""The API's description is valid, names every route, and real answers have the shapes it gives."""

from __future__ import annotations

import gzip
import json
import re
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator
from sqlalchemy import update
from sqlalchemy.orm import Session

from fieldapp.ground.db import db
from fieldapp.ground.problems import CATALOGUE
from fieldapp.models.people import Device, Person
from fieldapp.records.fields.checks import SCHEMAS
from fieldapp.records.kinds import KINDS
from fieldapp.schedule.rules import library
from fieldapp.schedule.rules.installed import corrected_folder, install
from fieldapp.web.passwords import hash_password, token_hash
from tests.sync.county import NORTH, ROUND1, child, key, operation, visit, void
from tests.sync.ready import small_county

PASSWORD = "eight plum trees"
DEVICE = "01890000-0000-7000-8000-0000000000aa"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """A server with the small county; Ann's phone has the token `ann`."""
    app = small_county(tmp_path_factory.mktemp("instance"), ARGON2_MEMORY_KIB="8")
    with app.app_context():
        with Session(db.engine) as session:
            ann = session.get_one(Person, key("ann"))
            ann.password_hash = hash_password(PASSWORD, 8)
            mine = update(Device).where(Device.id == key("ann's phone"))
            session.execute(mine.values(token_hash=token_hash("ann"), seen="[]"))
            session.commit()
        engine = db.engine
    yield app
    engine.dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def described(client: FlaskClient) -> dict[str, Any]:
    """The document as it is served, without sign-in."""
    answer = client.get("/api/v1/openapi.json")
    assert answer.status_code == 200
    document: dict[str, Any] = answer.json
    return document


def wrong(described: dict[str, Any], name: str, said: Any) -> list[str]:
    """What does not fit the schema of this name; empty when everything does."""
    schema = {"$ref": f"#/components/schemas/{name}", "components": described["components"]}
    return [f"{list(e.absolute_path)} {e.message}" for e in Draft202012Validator(schema).iter_errors(said)]


def send(client: FlaskClient, **said: Any) -> Any:
    return client.post("/api/v1/sync", json=said, headers={"Authorization": "Bearer ann"})


def test_the_document_is_valid_openapi(described: dict[str, Any]) -> None:
    assert list(OpenAPIV31SpecValidator(described).iter_errors()) == []


def test_every_route_of_the_api_is_described_and_no_other(app: Flask, described: dict[str, Any]) -> None:
    routes = {
        (re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule), method.lower())
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if rule.rule.startswith("/api/v1/") or rule.rule == "/alive"
    }
    assert {(path, method) for path, item in described["paths"].items() for method in item} == routes


def test_every_kind_field_and_problem_is_in_it(described: dict[str, Any]) -> None:
    schemas = described["components"]["schemas"]
    for name, kind in KINDS.items():
        assert set(schemas[f"{name}_data"]["properties"]) == set(kind.fields)
        assert set(kind.fields.values()) <= SCHEMAS.keys()
    assert set(schemas["Problem"]["properties"]["code"]["enum"]) == set(CATALOGUE)


def test_what_alive_and_sign_in_answer_has_the_shape_described(
    client: FlaskClient, described: dict[str, Any]
) -> None:
    assert wrong(described, "Alive", client.get("/alive").json) == []
    said = {"username": "ann", "password": PASSWORD, "device": DEVICE, "name": "test"}
    assert wrong(described, "SignIn", said) == []
    signed = client.post("/api/v1/devices", json=said)
    assert (signed.status_code, wrong(described, "SignedIn", signed.json)) == (200, [])
    refused = client.post("/api/v1/devices", json=said | {"password": "guess"})
    assert (refused.status_code, wrong(described, "ProblemAnswer", refused.json)) == (401, [])


def test_what_sync_answers_has_the_shape_described(client: FlaskClient, described: dict[str, Any]) -> None:
    seen = visit("小明")
    ops = [
        child("小明"),
        seen,
        void(seen),
        visit("小明", "ill"),
        operation("zero_report", {"round": ROUND1, "on": "2025-12-01"}),
    ]
    request = {"epoch": None, "cursor": {}, "now": "2025-12-01T09:00:00.000Z", "app": "test", "ops": ops}
    assert wrong(described, "SyncRequest", request) == []
    first = send(client, **request)
    assert wrong(described, "SyncReply", first.json) == []
    assert [receipt["outcome"] for receipt in first.json["receipts"]] == ["applied"] * 5
    news = send(client, epoch=first.json["epoch"], cursor={"setup": 0, NORTH: 0}, ops=ops[:1])
    assert wrong(described, "SyncReply", news.json) == []
    assert {"child", "visit", "campaign", "round", "area"} <= {c["kind"] for c in news.json["changes"]}
    assert news.json["receipts"][0]["was"] == "applied"
    restored = send(client, epoch=key("another life"), cursor={NORTH: 1}, ops=[])
    assert (restored.json["reset"], wrong(described, "SyncReply", restored.json)) == (True, [])


@pytest.mark.parametrize(
    "bad",
    [
        17,
        {"id": 5},
        child("小红", sex="unknown"),
        child("小红", guardian="名" * 51),
        operation("zero_report", {"round": "round one", "on": "2025-12-01"}),
        operation("visit", {"child": key("小红")}),
        operation("poem", {}),
    ],
    ids=["no object", "no envelope", "no such sex", "long name", "no UUID", "fields missing", "no such kind"],
)
def test_receipts_of_bad_operations_have_the_shape_described(
    client: FlaskClient, described: dict[str, Any], bad: Any
) -> None:
    reply = send(client, ops=[bad])
    assert wrong(described, "SyncReply", reply.json) == []
    assert reply.json["receipts"][0]["outcome"] == "refused"
    assert wrong(described, "Operation", bad) != []


def test_a_corrected_schedule_in_setup_has_the_shape_described(
    app: Flask, client: FlaskClient, described: dict[str, Any]
) -> None:
    edition = library.HERE / "editions" / "2026.toml"
    assert install(app.config["INSTANCE"], edition.read_text(encoding="utf-8")) == ("2026", [])
    answer = client.get("/api/v1/packages/setup", headers={"Authorization": "Bearer ann"})
    shutil.rmtree(corrected_folder(app.config["INSTANCE"]))
    assert "edition" in {change["kind"] for change in answer.json["changes"]}
    assert wrong(described, "Package", answer.json) == []


def test_packages_have_the_shape_described(client: FlaskClient, described: dict[str, Any]) -> None:
    send(client, ops=[child("小明"), visit("小明")])
    for scope in ("setup", NORTH):
        answer = client.get(f"/api/v1/packages/{scope}", headers={"Authorization": "Bearer ann"})
        assert (answer.status_code, wrong(described, "Package", answer.json)) == (200, [])
    refused = client.get("/api/v1/packages/999999999999", headers={"Authorization": "Bearer ann"})
    assert str(refused.status_code) in described["paths"]["/api/v1/packages/{scope}"]["get"]["responses"]
    assert wrong(described, "ProblemAnswer", refused.json) == []


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (b"{", {}),
        (b"[1]", {}),
        (b" " * (2**20 + 1), {}),
        (json.dumps({"ops": [{}] * 501}).encode(), {}),
        (gzip.compress(b"{}")[:-3], {"Content-Encoding": "gzip"}),
        (b"{}", {"Authorization": "Bearer nobody"}),
    ],
    ids=["half an object", "a list", "too large", "too many", "half a gzip", "a stranger"],
)
def test_whole_request_problems_have_a_described_status_and_shape(
    client: FlaskClient, described: dict[str, Any], body: bytes, headers: dict[str, str]
) -> None:
    answer = client.post("/api/v1/sync", data=body, headers={"Authorization": "Bearer ann"} | headers)
    known = described["paths"]["/api/v1/sync"]["post"]["responses"]
    assert answer.json["problem"]["code"] in known[str(answer.status_code)]["description"]
    assert wrong(described, "ProblemAnswer", answer.json) == []
