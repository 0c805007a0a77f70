"""Keys of notices made in the office, each with a number that no other notice of the county has."""

from __future__ import annotations

import uuid
from collections.abc import Collection

from sqlalchemy import Connection

from fieldapp.ground.db import reads
from fieldapp.records.fields.notice_numbers import number_of
from fieldapp.sync.incoming import row_store


def new_notice_key(connection: Connection, county: str, taken: Collection[str] = ()) -> tuple[str, str]:
    """A key for a new notice and its number, one that no notice of the county has, nor those just made (`taken`)."""
    while True:
        key = str(uuid.uuid4())
        number = number_of(key)
        if number not in taken and not row_store.fetch(connection, "notice", county, "number", [number]):
            return key, number


@reads
def new_notice_keys(connection: Connection, county: str, many: int) -> list[tuple[str, str]]:
    """So many of them, all different."""
    found: list[tuple[str, str]] = []
    for _each in range(many):
        found.append(new_notice_key(connection, county, {number for _key, number in found}))
    return found
