"""The phone's endpoint for photos, and reading one, by phone or in the office, where a record names it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import Blueprint, Response, current_app, g, jsonify, request
from sqlalchemy import Connection, select

from fieldapp.ground.db import db, reading
from fieldapp.ground.problems import Problem
from fieldapp.records.kinds import KINDS, table_of
from fieldapp.records.permissions import carries_villages, is_own, may_somewhere
from fieldapp.sync import files
from fieldapp.sync.incoming import row_store
from fieldapp.sync.incoming.receive import LOG
from fieldapp.sync.phone_api.exchange_api import signed_in
from fieldapp.sync.within import counties
from fieldapp.web.gate import by_token, needs
from fieldapp.web.responses import csrf
from fieldapp.web.scopes import areas_of, villages_of

blueprint = Blueprint("files", __name__)


def folder() -> Path:
    """Where this instance keeps files."""
    return Path(current_app.config["INSTANCE"]) / "files"


@blueprint.put("/api/v1/files/<sha256>")
@csrf.exempt
@by_token
def put(sha256: str) -> Response:
    """Keep the body, whose SHA-256 is its name."""
    with reading(db.engine) as connection:
        _person_on_a_phone(connection, "files")
    content = _body(current_app.config["FILE_BYTES"])
    files.put(folder(), sha256, content)
    return jsonify(sha256=sha256, size=len(content))


def _person_on_a_phone(connection: Connection, action: str) -> Any:
    device, person = signed_in(connection)
    if device.stopped_at is not None or not person.active:
        raise Problem("phone_stopped")
    if not may_somewhere(person.role, action):
        raise Problem("not_allowed")
    return person


def _body(most: int) -> bytes:
    request.max_content_length = None
    content = request.stream.read(most + 1)
    if len(content) > most or (request.content_length or 0) > most:
        raise Problem("too_large", limit=most)
    if len(content) < (request.content_length or 0):
        raise Problem("file_differs", field="sha256")  # the connection broke off
    return content


@blueprint.get("/api/v1/files/<sha256>")
@by_token
def get(sha256: str) -> Response:
    """The file, for a phone whose person's work has the children of the place it belongs to."""
    with reading(db.engine) as connection:
        person = _person_on_a_phone(connection, "phone.villages")
        areas = {*areas_of(connection, person.id), *villages_of(connection, person.id)}
        return _served(connection, sha256, person.role, areas)


@blueprint.get("/files/<sha256>")
@needs("children.see")
def show(sha256: str) -> Response:
    """The same in the office."""
    with reading(db.engine) as connection:
        return _served(connection, sha256, g.person.role, set(g.person.areas))


def _served(connection: Connection, sha256: str, role: str, areas: set[str]) -> Response:
    """The file where the record lies within `areas` that named it first: who names somebody else's photo in a record
    of her own gets nothing by it.

    Raises:
        Problem: `not_allowed`, `not_found`.
    """
    if not carries_villages(role):
        raise Problem("not_allowed")
    file = files.place(folder(), sha256)
    if not file.exists() or not is_own(areas, _place_of(connection, sha256, areas)):
        raise Problem("not_found")
    content = file.read_bytes()
    answer = Response(content, mimetype=files.mimetype(content))
    if not answer.mimetype.startswith("image/"):
        answer.headers["Content-Disposition"] = "attachment"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _place_of(connection: Connection, sha256: str, areas: set[str]) -> str | None:
    """Where the record lies whose operation named the file first, in the partitions of these areas."""
    query = select(LOG.c.county, LOG.c.kind, LOG.c.key, LOG.c.area, LOG.c.own_area)
    query = query.where(LOG.c.county.in_(counties(connection, areas)), LOG.c.raw.contains(sha256))
    line = connection.execute(query.order_by(LOG.c.received, LOG.c.position).limit(1)).first()
    if line is None:
        return None
    known = line.kind in KINDS and line.key
    rows = row_store.fetch(connection, table_of(line.kind), line.county, "key", [line.key]) if known else []
    return rows[0]["package_area"] if rows and rows[0]["known"] else line.own_area or line.area
