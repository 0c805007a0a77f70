"""Counts every county's gaps once a night, by village, with the figures of its open campaigns: what a page of many
children shows, with the day beside it. Run by `fieldapp gaps`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Engine, delete, select

from fieldapp.areas.villages import TOWNSHIP, Villages, read_villages
from fieldapp.catchup.gaps.missing import COUNTED, OfChild, Sums, is_asked, missing_of, sums_of
from fieldapp.catchup.gaps.nights import EVERY
from fieldapp.catchup.gaps.reading import children_of
from fieldapp.ground.db import insert_all, reading, writing
from fieldapp.models.areas import Area
from fieldapp.models.catchups import GapCount
from fieldapp.schedule.in_use import programme_in_use

Row = dict[str, Any]


def counties(engine: Engine) -> list[str]:
    """The counties of this server."""
    with reading(engine) as connection:
        query = select(Area.county).where(Area.level == "village", Area.county.is_not(None)).distinct()
        return sorted(connection.scalars(query.order_by(Area.county)))


def rows_of(connection: Connection, instance: str, county: str, on: str) -> Iterator[Row]:
    """The sums of each village of a county, township by township."""
    towns = sorted({code[:TOWNSHIP] for code in read_villages(connection, county, [county]).names})
    for town in towns:
        villages = read_villages(connection, county, [town])
        for village, some in _by_village(connection, instance, county, villages, on).items():
            yield from _rows(county, village, sums_of(some, on), on)


def _by_village(
    connection: Connection, instance: str, county: str, villages: Villages, on: str
) -> dict[str, list[OfChild]]:
    found: dict[str, list[OfChild]] = {}
    rules = programme_in_use(instance, next(iter(villages.codes), county))
    for child in children_of(connection, county, villages):
        if is_asked(child, on):
            found.setdefault(child.village, []).append(missing_of(child, on, rules))
    return found


def _rows(county: str, village: str, sums: Sums, on: str) -> Iterator[Row]:
    here = {"county": county, "area": village, "on": on}
    for measure in COUNTED:
        yield here | {"series": EVERY, "measure": measure, "n": getattr(sums, measure)}
    for series, n in sums.doses.items():
        yield here | {"series": series, "measure": "doses", "n": n}


def put(engine: Engine, county: str, rows: list[Row]) -> None:
    """Keep a night's count of a county in place of the last one."""
    with writing(engine) as connection:
        connection.execute(delete(GapCount.__table__).where(GapCount.county == county))  # type: ignore[arg-type]
        insert_all(connection, GapCount.__table__, rows)  # type: ignore[arg-type]


def figures_row(county: str, village: str, campaign: str, measure: tuple[str, str], n: int, on: str) -> Row:
    """One figure of a campaign as it is kept."""
    said = {"county": county, "area": village, "series": campaign, "measure": json.dumps(measure), "n": n}
    return said | {"on": on}
