"""The phone's sign-in: a password once, then a bearer token. Never uses cookies."""

from __future__ import annotations

import json
from typing import Any

from flask import Blueprint, Response, jsonify

from fieldapp.accounts.one_time import spend
from fieldapp.accounts.people import check_sign_in, register_device
from fieldapp.ground.clock import now
from fieldapp.ground.db import db, reading
from fieldapp.ground.problems import Problem
from fieldapp.records.fields.checks import UUID
from fieldapp.records.handing_over.signing import is_public_key
from fieldapp.sync.incoming.hands import keep_key
from fieldapp.sync.incoming.references import epoch
from fieldapp.web.gate import anyone
from fieldapp.web.responses import body_up_to, csrf
from fieldapp.web.scopes import areas_of, scopes_of

blueprint = Blueprint("accounts_api", __name__, url_prefix="/api/v1")
csrf.exempt(blueprint)
LARGEST_REQUEST = 10_000


@blueprint.post("/devices")
@anyone
def devices() -> Response:
    """Sign in on a phone: `{username, password, device, name?, public_key?}` → `{token, user, epoch, scopes, time}`."""
    said = _read()
    person = check_sign_in(said["username"], said["password"], said["device"])
    token = register_device(person.id, said["device"], said["name"])
    spend(db.session(), person.slip, said["device"])
    if said.get("public_key"):
        db.session.flush()
        keep_key(db.session.connection(), said["device"], said["public_key"])
    db.session.commit()
    return jsonify(_answer(person, token))


def _read() -> dict[str, str]:
    try:
        said = json.loads(body_up_to(LARGEST_REQUEST))
    except (ValueError, RecursionError):
        raise Problem("not_json") from None
    if not isinstance(said, dict):
        raise Problem("not_json")
    said = {"name": "", **said}
    for field in ("username", "password", "device", "name"):
        if not isinstance(said.get(field), str) or not _storable(said[field]):
            raise Problem("bad_request", field=field)
    if not UUID.match(said["device"]):
        raise Problem("bad_request", field="device")
    if said.get("public_key") not in (None, "") and not is_public_key(said["public_key"]):
        raise Problem("bad_request", field="public_key")
    return said


def _storable(text: str) -> bool:
    """False for a NUL or half a character, which no database takes."""
    return "\x00" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)


def _answer(person: Any, token: str) -> dict[str, Any]:
    with reading(db.engine) as connection:
        areas, scopes = areas_of(connection, person.id), scopes_of(connection, person.id, person.role)
        life = epoch(connection)
    user = {"id": person.id, "name": person.name, "role": person.role, "areas": areas}
    return {"token": token, "user": user, "epoch": life, "scopes": scopes, "time": now()}
