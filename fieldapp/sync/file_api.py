"""The phone's endpoint for photos, and reading one, by phone or in the office, where a record names it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import Blueprint, Response, current_app, g, jsonify, request
from sqlalchemy import Connection, select

from fieldapp.accounts.permissions import may_somewhere
from fieldapp.accounts.scopes import areas_of
from fieldapp.accounts.web import by_token, needs
from fieldapp.answers import csrf
from fieldapp.db import db, reading
from fieldapp.problems import Problem
from fieldapp.sync import files
from fieldapp.sync.api import signed_in
from fieldapp.sync.receive import LOG
from fieldapp.sync.within import counties, in_areas

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
    """The file, for a phone whose person may see children where a record names it."""
    with reading(db.engine) as connection:
        person = _person_on_a_phone(connection, "children.see")
        return _served(connection, sha256, tuple(areas_of(connection, person.id)))


@blueprint.get("/files/<sha256>")
@needs("children.see")
def show(sha256: str) -> Response:
    """The same in the office."""
    with reading(db.engine) as connection:
        return _served(connection, sha256, g.person.areas)


def _served(connection: Connection, sha256: str, areas: tuple[str, ...]) -> Response:
    file = files.place(folder(), sha256)
    named = LOG.c.county.in_(counties(connection, areas)) & in_areas(LOG.c.area, areas)
    query = select(LOG.c.position).where(named, LOG.c.raw.contains(sha256)).limit(1)
    if not file.exists() or connection.execute(query).first() is None:
        raise Problem("not_found")
    content = file.read_bytes()
    answer = Response(content, mimetype=files.mimetype(content))
    if not answer.mimetype.startswith("image/"):
        answer.headers["Content-Disposition"] = "attachment"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
