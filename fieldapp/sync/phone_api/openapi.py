"""The OpenAPI 3.1 description of the phones' API, built from the kinds and the catalogue of problems.

Pure: served at /api/v1/openapi.json, and tests hold real answers against it. docs/sync.md says what
is promised beyond the shapes.
"""

from __future__ import annotations

from typing import Any

from fieldapp.ground.problems import CATALOGUE
from fieldapp.records.fields.checks import MOMENT as A_MOMENT
from fieldapp.records.fields.checks import SCHEMAS, Schema
from fieldapp.records.kinds import KINDS, SETUP_KINDS, Kind

UUID: Schema = {"type": "string", "pattern": "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"}
MOMENT: Schema = {"type": "string", "pattern": f"^{A_MOMENT.pattern[:-2]}$"}
VILLAGE: Schema = {"type": "string", "pattern": "^[0-9]{12}$"}
HASH: Schema = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
TEXT: Schema = {"type": "string"}
COUNT: Schema = {"type": "integer", "minimum": 0}
CURSOR: Schema = {"type": "object", "additionalProperties": COUNT}
SIGNATURES: Schema = {
    "type": "object",
    "description": "of operations of other phones, by id (docs/sync.md)",
    "additionalProperties": {"type": "string", "pattern": "^[A-Za-z0-9_-]{86}$"},
}
PUBLIC_KEY: Schema = {
    "type": ["string", "null"],
    "description": "P-256, uncompressed point, base64url",
    "pattern": "^([A-Za-z0-9_-]{87})?$",
}
SCOPES: Schema = {"type": "array", "items": TEXT}
VERDICTS = ["applied", "conflict", "held", "refused"]
ALWAYS = ("server_fault", "busy", "disk_full")


def document(operations: int, changes: int, sent_bytes: int, inflated_bytes: int) -> dict[str, Any]:
    """The whole document.

    Args:
        operations: most operations of a request; changes: most changes of a reply.
        sent_bytes: largest body as sent; inflated_bytes: the same after gzip.
    """
    schemas = {f"{name}_data": _data(kind) for name, kind in KINDS.items()}
    schemas |= {"Problem": _problem(), "Operation": _operation(), "Receipt": _receipt(), "Change": _change()}
    schemas |= _exchange(operations, changes)
    return {
        "openapi": "3.1.0",
        "info": {"title": "fieldapp phones' API", "version": "1.0.0", "license": {"name": "MIT"}},
        "paths": _paths(sent_bytes, inflated_bytes),
        "components": {
            "schemas": schemas,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _object(required: dict[str, Schema], optional: dict[str, Schema] | None = None, **more: Any) -> Schema:
    return {"type": "object", "required": list(required), "properties": required | (optional or {})} | more


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _or_null(schema: Schema) -> Schema:
    if "enum" in schema:
        return schema | {"enum": [*schema["enum"], None]}
    return schema | {"type": [schema["type"], "null"]} if "type" in schema else schema


def _data(kind: Kind) -> Schema:
    """The fields of one kind; null says "empty" where a field need not be said. Unknown fields are kept."""
    return {
        "type": "object",
        "description": "merging, field by field"
        if kind.merging
        else "append-only: key is the operation's id",
        "required": list(kind.required),
        "properties": {
            name: SCHEMAS[check] if name in kind.required else _or_null(SCHEMAS[check])
            for name, check in kind.fields.items()
        },
    }


def _told(kind: Kind) -> Schema:
    """What a phone is told of a record: the fields that were said, and what the server adds."""
    return {"properties": {name: SCHEMAS[check] for name, check in kind.fields.items()}}


def _operation() -> Schema:
    said = {"id": UUID, "device": UUID, "seq": {"type": "integer", "minimum": 1}, "kind": {"enum": [*KINDS]}}
    said |= {"key": UUID, "area": VILLAGE, "at": MOMENT, "by": UUID}
    optional: dict[str, Schema] = {"data": {"type": "object"}, "void": {"const": True}, "base": COUNT}
    by_kind = [
        {
            "if": {"properties": {"kind": {"const": name}}, "not": {"required": ["void"]}},
            "then": {"properties": {"data": _ref(f"{name}_data")}, "required": ["data"]},
        }
        for name in KINDS
    ]
    return _object(said, optional, allOf=by_kind)


def _problem() -> Schema:
    words = "\n".join(f"- `{code}`: {kind.en}" for code, kind in CATALOGUE.items())
    said = {"code": {"enum": [*CATALOGUE], "description": words}, "sentence": TEXT}
    optional: dict[str, Schema] = {"field": TEXT, "limit": {"type": "integer"}}
    return _object(said, optional, additionalProperties=False)


def _receipt() -> Schema:
    said: dict[str, Schema] = {"id": {"description": "as it was sent"}, "hash": _or_null(HASH)}
    said |= {"outcome": {"enum": [*VERDICTS, "duplicate"]}}
    optional: dict[str, Schema] = {
        "was": {"enum": VERDICTS},
        "note": TEXT,
        "version": COUNT,
        "problem": _ref("Problem"),
    }
    return _object(said, optional, additionalProperties=False)


def _change() -> Schema:
    kinds = [*KINDS, *SETUP_KINDS, "receipt"]
    said = {"kind": {"enum": kinds}, "key": TEXT, "area": {"type": ["string", "null"]}, "version": COUNT}
    said |= {"at": _or_null(MOMENT)}
    optional: dict[str, Schema] = {
        "data": {"type": "object"},
        "removed": {"const": True},
        "scope": TEXT,
        "by": TEXT,
    }
    by_kind = [
        {"if": {"properties": {"kind": {"const": name}}}, "then": {"properties": {"data": _told(kind)}}}
        for name, kind in KINDS.items()
    ]
    return _object(said, optional, additionalProperties=False, allOf=by_kind)


def _exchange(operations: int, changes: int) -> dict[str, Schema]:
    """Requests and replies."""
    lists = {"changes": {"type": "array", "maxItems": changes, "items": _ref("Change")}}
    reply: dict[str, Schema] = {"receipts": {"type": "array", "items": _ref("Receipt")}, **lists}
    reply |= {"cursor": CURSOR, "more": {"type": "boolean"}, "add": SCOPES, "drop": SCOPES}
    reply |= {"reset": {"type": "boolean"}, "resend_from": {"type": ["integer", "null"], "minimum": 1}}
    reply |= {"epoch": UUID, "time": MOMENT, "device": {"enum": ["ok", "stopped"]}}
    user = _object({"id": UUID, "name": TEXT, "role": TEXT, "areas": SCOPES})
    asked: dict[str, Schema] = {
        "epoch": {"type": ["string", "null"]},
        "cursor": {"anyOf": [CURSOR, {"type": "null"}]},
    }
    asked |= {"now": MOMENT, "app": TEXT, "signatures": SIGNATURES, "setup": TEXT}
    sent = {"ops": {"type": "array", "maxItems": operations, "items": _ref("Operation")}}
    package = {"scope": TEXT, "epoch": UUID, "cursor": CURSOR}
    package |= {"changes": {"type": "array", "items": _ref("Change")}}
    return {
        "SyncRequest": _object({}, asked | sent),
        "SyncReply": _object(reply, {"setup_since": COUNT}, additionalProperties=False),
        "Package": _object(package, additionalProperties=False),
        "SignIn": _object(
            {"username": TEXT, "password": TEXT, "device": UUID}, {"name": TEXT, "public_key": PUBLIC_KEY}
        ),
        "SignedIn": _object({"token": TEXT, "user": user, "epoch": UUID, "scopes": SCOPES, "time": MOMENT}),
        "Alive": _object({"ok": {"const": True}, "time": MOMENT, "version": TEXT}),
        "FileKept": _object({"sha256": HASH, "size": COUNT}, additionalProperties=False),
        "ProblemAnswer": _object({"problem": _ref("Problem")}, additionalProperties=False),
    }


def _json(schema: str) -> dict[str, Any]:
    return {"content": {"application/json": {"schema": _ref(schema)}}}


def _answers(schema: str, *codes: str) -> dict[str, Any]:
    """200 with its shape, and each status of these problems with its codes."""
    answers: dict[str, Any] = {"200": {"description": "done", **_json(schema)}}
    for code in (*codes, *ALWAYS):
        status = str(CATALOGUE[code].status)
        known = answers.get(status, {"description": ""})["description"]
        words = f"{known}, {code}" if known else code
        answers[status] = {"description": words, **_json("ProblemAnswer")}
    return answers


def _files() -> dict[str, Any]:
    """Photos: named by the SHA-256 of their content, sent after the operations that name them."""
    name = {"name": "sha256", "in": "path", "required": True, "schema": HASH}
    of: dict[str, Any] = {"security": [{"token": []}], "parameters": [name]}
    body = {"*/*": {"schema": {"type": "string", "format": "binary"}}}
    wrong = ("sign_in_again", "phone_stopped", "not_allowed", "too_large", "file_differs", "wrong_value")
    found = _answers("FileKept", "sign_in_again", "phone_stopped", "not_allowed", "not_found", "wrong_value")
    found["200"] = {"description": "the file", "content": body}
    return {
        "put": {
            "summary": "Keep a photo; again is no matter",
            **of,
            "requestBody": {"required": True, "content": body},
            "responses": _answers("FileKept", *wrong),
        },
        "get": {"summary": "A photo that a record names", **of, "responses": found},
    }


def _sign_in() -> dict[str, Any]:
    wrong = ("not_json", "bad_request", "wrong_password", "slip_used", "slip_expired", "phone_stopped")
    return {
        "summary": "Sign in on a phone",
        "requestBody": {"required": True, **_json("SignIn")},
        "responses": _answers("SignedIn", *wrong, "device_of_another", "too_large", "slow_down"),
    }


def _sync(sent_bytes: int, inflated_bytes: int) -> dict[str, Any]:
    body = {"required": True, "description": f"plain or gzip, {sent_bytes} bytes, {inflated_bytes} inflated"}
    wrong = ("not_json", "bad_request", "sign_in_again", "too_large", "too_many")
    return {
        "summary": "Send operations, take receipts and news",
        "security": [{"token": []}],
        "requestBody": body | _json("SyncRequest"),
        "responses": _answers("SyncReply", *wrong),
    }


def _package() -> dict[str, Any]:
    scope = {"name": "scope", "in": "path", "required": True, "schema": TEXT}
    tag = {"name": "If-None-Match", "in": "header", "schema": TEXT}
    found = _answers("Package", "sign_in_again", "not_allowed", "not_found")
    found["304"] = {"description": "the phone's ETag is still right"}
    found["200"]["headers"] = {"ETag": {"schema": TEXT}}
    return {
        "summary": "Everything of one scope: setup or a village",
        "security": [{"token": []}],
        "parameters": [scope, tag],
        "responses": found,
    }


def _paths(sent_bytes: int, inflated_bytes: int) -> dict[str, Any]:
    this = {"200": {"description": "this", "content": {"application/json": {"schema": {"type": "object"}}}}}
    return {
        "/alive": {"get": {"summary": "A sign of life", "responses": _answers("Alive")}},
        "/api/v1/openapi.json": {"get": {"summary": "This document", "responses": this}},
        "/api/v1/devices": {"post": _sign_in()},
        "/api/v1/sync": {"post": _sync(sent_bytes, inflated_bytes)},
        "/api/v1/files/{sha256}": _files(),
        "/api/v1/packages/{scope}": {"get": _package()},
    }
