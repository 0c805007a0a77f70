"""Packages: everything of one scope, kept compressed on disk per version, served by ETag."""

from __future__ import annotations

import hashlib
import json
import logging
import shutil
import zlib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import brotli
from sqlalchemy import Connection
from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header

from fieldapp.ground import private
from fieldapp.ground.version import __version__
from fieldapp.sync.incoming import references
from fieldapp.sync.outgoing import changes
from fieldapp.sync.outgoing.changes import Change

logger = logging.getLogger(__name__)
EVERYTHING = 10_000_000


def _gzip(plain: bytes) -> bytes:
    """As small as zlib can: most effort, most memory, and no short matches, which cost more than ids' digits do."""
    stream = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS | 16, 9, zlib.Z_FILTERED)
    return stream.compress(plain) + stream.flush()


PACKED: dict[str, Callable[[bytes], bytes]] = {
    "br": lambda plain: bytes(brotli.compress(plain, quality=9)),
    "gzip": _gzip,
    "identity": bytes,
}


def area_package(
    connection: Connection, folder: Path, county: str, scope: str, coding: str
) -> tuple[str, bytes]:
    """The ETag and the packed JSON of the package of a village, a school or a cluster; built when first asked for."""
    epoch = references.epoch(connection)
    homes = sorted(changes.homes_of(connection, scope))
    version = changes.scope_version(connection, county, homes)
    rounds = sorted(changes.shown_rounds(connection, county).items())
    of = f"{__version__}|{epoch}|{scope}|{homes}|{version}|{rounds}"
    tag = hashlib.sha256(of.encode()).hexdigest()[:32]
    kept = folder / folder_of(scope) / f"{tag}.json.{coding}"
    if not kept.exists():
        cursor = changes.county_version(connection, county)
        rows, _more = changes.changes_since(connection, county, scope, 0, EVERYTHING, cursor)
        package = {"scope": scope, "epoch": epoch, "cursor": {scope: cursor}, "changes": by_door(rows)}
        packed = pack(package, coding)
        try:
            _keep(kept, packed)
        except OSError:  # a full disk: who asks is answered all the same
            logger.exception("the package of %s could not be kept", scope)
        return tag, packed
    return tag, kept.read_bytes()


def folder_of(scope: str) -> str:
    """The folder that keeps the package of a scope: of a village its code, else a digest, for a name holds anything."""
    return scope if scope.isdecimal() and scope.isascii() else hashlib.sha256(scope.encode()).hexdigest()[:32]


def by_door(rows: list[Change]) -> list[Change]:
    """The rows of a village from door to door, each child after its household and before its visits: what they
    say alike then lies within the 32 kB that gzip looks back, and packs a quarter smaller."""
    doors = {row["key"]: _door(row["data"]) for row in rows if row["kind"] == "household"}
    homes = {row["key"]: row["data"].get("household") for row in rows if row["kind"] == "child"}

    def place(row: Change) -> tuple[Any, ...]:
        child = row["key"] if row["kind"] == "child" else row["data"].get("child")
        child = (
            child if isinstance(child, str) else ""
        )  # a kind that has no such field may say anything there
        home = row["key"] if row["kind"] == "household" else homes.get(child) or ""
        return (*doors.get(home, LAST), home, child, row["kind"] != "child", row["kind"], row["at"] or "")

    return sorted(rows, key=place)


LAST = ("\uffff", 0)


def _door(data: dict[str, Any]) -> tuple[str, float]:
    return str(data.get("group") or ""), data.get("door_order") or 0


def pack(package: dict[str, Any], coding: str) -> bytes:
    """The package as JSON in a coding of `PACKED`, the same bytes for the same content."""
    return PACKED[coding](json.dumps(package, ensure_ascii=False, separators=(",", ":")).encode())


def coding_for(accepted: str) -> str:
    """The best coding that is accepted (`Accept-Encoding`): brotli packs a sixth smaller than gzip."""
    said = parse_accept_header(accepted, Accept)
    taken = {coding.lower() for coding, quality in said if quality > 0}
    refused = {coding.lower() for coding, quality in said if not quality}
    codings = taken | (PACKED.keys() - refused if "*" in taken else set())
    return next((coding for coding in PACKED if coding in codings), "identity")


def _keep(file: Path, content: bytes) -> None:
    """Write whole or not at all, and forget older versions of the scope."""
    private.write(file, content)
    for old in file.parent.glob("*.json.*"):
        if old.name.partition(".")[0] != file.name.partition(".")[0]:
            old.unlink(missing_ok=True)


def forget(folder: Path, scopes: Iterable[str] | None = None) -> None:
    """Remove the kept packages of these scopes, or all; each is built again when a phone next asks."""
    for place in [folder] if scopes is None else [folder / folder_of(scope) for scope in scopes]:
        shutil.rmtree(place, ignore_errors=True)
