"""The phone's endpoints: sync and packages. Bearer tokens only, never cookies."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, current_app, jsonify, request
from sqlalchemy import Connection, bindparam, select, update

from fieldapp.accounts.people import person_of_token
from fieldapp.ground.clock import now
from fieldapp.ground.db import db, reading, writing
from fieldapp.ground.problems import Problem
from fieldapp.ground.version import __version__
from fieldapp.models.people import Device
from fieldapp.models.reference import COUNTER
from fieldapp.records.permissions import allowed, carries_villages, may_somewhere
from fieldapp.sync.from_office import bringing
from fieldapp.sync.incoming import references
from fieldapp.sync.incoming.hands import Sender, read_signatures
from fieldapp.sync.incoming.receive import receive
from fieldapp.sync.outgoing import exchange
from fieldapp.sync.outgoing.exchange import Phone
from fieldapp.sync.outgoing.packages import area_package, coding_for, pack
from fieldapp.sync.outgoing.setup import setup_changes
from fieldapp.sync.phone_api import openapi
from fieldapp.sync.rework.rejudge import rejudge
from fieldapp.web.gate import anyone, by_token
from fieldapp.web.responses import body_up_to, csrf, language
from fieldapp.web.scopes import SETUP, areas_of, held_by, villages_of

blueprint = Blueprint("sync_api", __name__, url_prefix="/api/v1")
csrf.exempt(blueprint)
STANDING = select(Device.id, Device.seen, Device.stopped_at).where(Device.id == bindparam("device"))


def _token() -> str:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise Problem("sign_in_again")
    return token.strip()


def signed_in(connection: Connection) -> tuple[Any, Any]:
    """The device and the person of this request's token.

    Raises:
        Problem: `sign_in_again`.
    """
    found = person_of_token(connection, _token())
    if found is None:
        raise Problem("sign_in_again")
    return found


def _phone(connection: Connection, device: Any, person: Any, asked: set[str]) -> Phone:
    """The phone with its scopes, and those it asks for within its person's own areas, as role and areas are now."""
    carries = carries_villages(person.role)
    near = villages_of(connection, person.id)
    beside = held_by(connection, person.id, person.role)
    scopes = (SETUP, *(near if carries else ()), *beside)
    others = {scope for scope in asked - set(scopes) if scope.isdigit()} if carries else set()
    areas = areas_of(connection, person.id) if others else []
    may = {scope for scope in others if allowed(person.role, "children.see", areas, scope)}
    villages = sorted({*near, *may})
    places = connection.execute(references.AREAS, {"codes": villages})
    counties = {code: county for code, county, _heir in places if county and carries} | beside
    stopped = device.stopped_at is not None or not person.active
    extra, instance = frozenset(may & counties.keys()), current_app.config["INSTANCE"]
    alone = None if may_somewhere(person.role, "phone.people") else person.id
    words = {"alone": alone, "role": person.role, "person": person.id}
    words["view"] = _view(connection, person, near)
    return Phone(device.id, device.seen, scopes, extra, counties, stopped, instance, tuple(near), **words)


def _view(connection: Connection, person: Any, near: list[str]) -> str:
    """What decides which reference rows a person is told, as one word."""
    said = f"{__version__}|{references.epoch(connection)}|{person.id}|{person.role}|{near}"
    return hashlib.sha256(said.encode()).hexdigest()[:32]


@blueprint.post("/sync")
@by_token
def sync() -> Response:
    """Take operations, answer with receipts and news."""
    engine, moment = db.engine, now()
    with reading(engine) as connection:
        device, person = signed_in(connection)
    said = _read_request()
    off = exchange.clock_off_seconds(said.get("now"), moment)
    receipts = _received(device, person, said, off)
    _note_contact(device, moment, off, said.get("app"))
    with reading(engine) as connection:
        standing = connection.execute(STANDING, {"device": device.id}).one()  # what was sent has changed it
        phone = _phone(connection, standing, person, set(said["cursor"]))
        reply = exchange.answer(connection, phone, said, language()) | {"receipts": receipts, "time": now()}
    return jsonify(reply)


def _received(device: Any, person: Any, said: dict[str, Any], off: int | None) -> list[dict[str, Any]]:
    """Take the operations in, and write down whose they are where the phone hands over another's; their receipts."""
    clock_off = off is not None and abs(off) > exchange.CLOCK_OFF_S
    sender = Sender(device.id, clock_off, signatures=read_signatures(said.get("signatures")))
    receipts = receive(db.engine, said["ops"], sender, language()) if said["ops"] else []
    bringing.write_down(db.engine, person.id, bringing.BY_PHONE, said["ops"], receipts, sender)
    held = [one["id"] for one in receipts if one["outcome"] == "held"]
    if held:  # what they wait for may have come between judging and storing
        rejudge(db.engine, ids=held)
    return receipts


def _read_request() -> dict[str, Any]:
    body = body_up_to(exchange.SENT_BYTES)
    encoding = request.headers.get("Content-Encoding", "").strip().lower()
    return exchange.parse(exchange.inflate(body, encoding))


def _note_contact(device: Any, moment: str, off: int | None, app: Any) -> None:
    """When the phone was last heard of; a minute's precision spares a write an exchange."""
    if device.last_seen and device.last_seen[:16] == moment[:16] and device.clock_off_s == off:
        return
    with writing(db.engine) as connection:
        words = "".join(letter for letter in str(app or "")[:60] if letter.isprintable())
        values = {"last_seen": moment, "clock_off_s": off, "app": words or device.app}
        connection.execute(update(Device).where(Device.id == device.id).values(**values))


@blueprint.get("/openapi.json")
@anyone
def description() -> Response:
    """This API in machine-readable form."""
    limits = (exchange.OPERATIONS, exchange.CHANGES, exchange.SENT_BYTES, exchange.INFLATED_BYTES)
    return jsonify(openapi.document(*limits))


@blueprint.get("/packages/<path:scope>")
@by_token
def package(scope: str) -> Response:
    """Everything of one scope; 304 when the phone's ETag is still right."""
    with db.engine.connect() as connection:
        device, person = signed_in(connection)
        phone = _phone(connection, device, person, {scope})
        if phone.stopped or (scope not in phone.scopes and scope not in phone.extra):
            raise Problem("not_allowed")
        coding = coding_for(request.headers.get("Accept-Encoding", ""))
        tag, content = _package(connection, phone, scope, coding)
    return _served(tag, coding, content)


def _package(connection: Connection, phone: Phone, scope: str, coding: str) -> tuple[str, bytes]:
    if scope != "setup":
        if scope not in phone.counties:
            raise Problem("not_found")
        folder = Path(current_app.config["INSTANCE"]) / "packages"
        return area_package(connection, folder, phone.counties[scope], scope, coding)
    version = references.setting(connection, COUNTER, "0")
    epoch = references.epoch(connection)
    rows = setup_changes(connection, phone.around, phone.instance, alone=phone.alone, role=phone.role)
    content = {"scope": scope, "epoch": epoch, "cursor": {scope: int(version)}, "changes": rows}
    return f"{phone.view}-{version}", pack(content, coding)


def _served(tag: str, coding: str, content: bytes) -> Response:
    """In the best coding that the phone accepts."""
    response = Response(content, mimetype="application/json")
    if coding != "identity":
        response.headers["Content-Encoding"] = coding
    response.headers["Vary"] = "Accept-Encoding, Authorization"
    response.headers["Cache-Control"] = (
        "private, no-store"  # names and numbers: the phone's own store keeps them, no cache
    )
    response.set_etag(f"{tag}-{coding}")  # other bytes, another tag
    return response.make_conditional(request)
