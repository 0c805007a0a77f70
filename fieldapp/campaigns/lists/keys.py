"""Keys of what a list brings in: the same line has the same key however often it is imported, and nobody can work it
out beforehand and give it to a record of his own, since a secret of this server goes into it.

Lists imported before that secret was kept have keys made of the line alone. Such a key is used again only where an
office device wrote the record, which no phone and no handed-over file can do.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import uuid
from collections.abc import Iterable

from sqlalchemy import Connection, Engine, insert, select
from sqlalchemy.exc import IntegrityError

from fieldapp.campaigns.lists.child_list import Entry
from fieldapp.ground.db import among, reading, writing
from fieldapp.models.log import NO_VISIT
from fieldapp.models.log import LoggedOperation as Log
from fieldapp.models.people import Device
from fieldapp.models.settings import Setting
from fieldapp.records.lists.undoing import went_with_its_import
from fieldapp.sync.incoming.references import setting
from fieldapp.sync.incoming.row_store import fetch

NAME = "roster_secret"


def secret(engine: Engine) -> bytes:
    """The secret of this server's lists, made at random when first needed; a backup takes it along."""
    with reading(engine) as connection:
        kept = setting(connection, NAME)
    if not kept:
        try:
            with writing(engine) as connection:
                connection.execute(insert(Setting).values(name=NAME, value=secrets.token_hex(32)))
        except IntegrityError:
            pass  # somebody else's import made it meanwhile
        with reading(engine) as connection:
            kept = setting(connection, NAME)
    return bytes.fromhex(kept)


def rekey(connection: Connection, county: str, entries: Iterable[Entry], key: bytes) -> None:
    """Give the entries keys that nobody can guess, or the ones their lines were imported under before."""
    entries = list(entries)
    plain = {key for entry in entries for key in (entry.key, entry.older) if key}
    before = _imported(connection, county, "child", plain)
    homes = _imported(
        connection, county, "household", {entry.household_key for entry in entries if entry.household_key}
    )
    for entry in entries:
        entry.key = entry.key if entry.key in before else _made(key, entry.key)
        entry.another = _made(key, entry.another)
        if entry.older and entry.older not in before:
            entry.older = _made(key, entry.older)
        if entry.household_key and entry.household_key not in homes:
            entry.household_key = _made(key, entry.household_key)
    _renew(connection, county, entries, key)


def _renew(connection: Connection, county: str, entries: list[Entry], key: bytes) -> None:
    """Give an entry whose record went when its import was taken back the next key, so that the list comes again."""
    keys = {one for entry in entries for one in (entry.key, entry.another, entry.older) if one}
    homes = {entry.household_key for entry in entries if entry.household_key}
    child, home = (
        _next(connection, county, "child", keys, key),
        _next(connection, county, "household", homes, key),
    )
    for entry in entries:
        entry.key, entry.another = child[entry.key], child[entry.another]
        entry.older = child[entry.older] if entry.older else entry.older
        entry.household_key = home[entry.household_key] if entry.household_key else entry.household_key


def _next(connection: Connection, county: str, kind: str, keys: set[str], key: bytes) -> dict[str, str]:
    """By key the first of it and its followers under which nothing went with its import."""
    found: dict[str, str] = {}
    asked = {one: one for one in keys}
    while asked:
        rows = fetch(connection, kind, county, "key", asked.values())
        gone = {row["key"] for row in rows if went_with_its_import(row)}
        found |= {first: now for first, now in asked.items() if now not in gone}
        asked = {first: _made(key, f"after {now}") for first, now in asked.items() if now in gone}
    return found


def _made(key: bytes, plain: str) -> str:
    return str(uuid.UUID(bytes=hmac.digest(key, plain.encode(), hashlib.sha256)[:16], version=4))


def _imported(connection: Connection, county: str, kind: str, keys: set[str]) -> set[str]:
    """Those of these keys under which somebody's office device has recorded."""
    desks = select(Device.id).where(Device.office)
    query = select(Log.key).where(Log.county == county, NO_VISIT, Log.kind == kind)
    query = query.where(Log.device.in_(desks))
    found: set[str] = set()
    ordered = sorted(keys)
    for start in range(0, len(ordered), 500):
        some = among(connection, Log.__table__.c.key, ordered[start : start + 500])
        found |= {str(one) for one in connection.scalars(query.where(some))}
    return found
