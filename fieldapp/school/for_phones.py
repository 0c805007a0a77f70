"""What phones are told of the school check in their `setup`: schools of the county, and what the county sets."""

from __future__ import annotations

import json

from sqlalchemy import Connection, select

from fieldapp.models.areas import Area
from fieldapp.models.schools import School, SchoolSetting
from fieldapp.sync.outgoing.setup import Dated, Named, SetupRows, rows_of, setup_row

NAMES = (
    "area",
    "name",
    "code",
    "kind",
    "licensed",
    "clinic",
    "address",
    "phone",
    "retired_on",
    "replaced_by",
)


def of_schools(connection: Connection, villages: list[str], alone: str | None) -> tuple[list[Dated], Named]:
    """Schools of the counties of these villages, closed ones too, and the settings of these counties."""
    counties = set(connection.scalars(select(Area.county).where(Area.code.in_(villages)).distinct())) - {None}
    told: list[Dated] = []
    for row in rows_of(connection, School, School.county.in_(counties)):
        said = {name: getattr(row, name) for name in NAMES}
        told.append((row.version, setup_row("school", row.key, row.area, row, said)))
    for row in rows_of(connection, SchoolSetting, SchoolSetting.county.in_(counties)):
        said = {"county": row.county, "name": row.name, "value": json.loads(row.value)}
        told.append((row.version, setup_row("school_setting", f"{row.county}.{row.name}", None, row, said)))
    return told, {}


SETUP = SetupRows("school.see", of_schools)
