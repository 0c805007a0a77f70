"""What the registers that stand last said of children: their own word on doses. Reads only."""

from __future__ import annotations

import json
from collections.abc import Iterable

from sqlalchemy import Connection, select

from fieldapp.ground.db import among
from fieldapp.models.clinics import RegisterChild, RegisterImport
from fieldapp.sync.incoming import row_store

HAD, IMPORT = RegisterChild.__table__.c, RegisterImport.__table__.c
Given = tuple[str, str]  # product and day


def last_word(connection: Connection, county: str, keys: Iterable[str]) -> dict[str, tuple[str, set[Given]]]:
    """By child record the day up to which the last register that had it speaks, and the doses it had of it."""
    found: dict[str, tuple[str, set[Given]]] = {}
    for some in row_store.chunks(keys):
        query = select(HAD.child, IMPORT.as_of, HAD.doses).join(RegisterImport, IMPORT.key == HAD.brought)
        query = query.where(HAD.county == county, IMPORT.taken_back == "[]").order_by(IMPORT.as_of, IMPORT.at)
        for child, as_of, doses in connection.execute(query.where(among(connection, HAD.child, some))):
            found[child] = as_of, {(product, day) for product, day in json.loads(doses)}
    return found
