"""One night's count of every county: gaps by village, and the figures of campaigns under way."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sqlalchemy import Connection, Engine, select

from fieldapp.areas.villages import TOWNSHIP, read_villages
from fieldapp.catchup.gaps.counting import Row, counties, figures_row, put, rows_of
from fieldapp.catchup.plan.plan import OPEN, Plan, plan_of
from fieldapp.catchup.tables.asking import OF_CAMPAIGN, stories_in, units_of
from fieldapp.ground.db import reading
from fieldapp.ground.subtrees import overlap
from fieldapp.models.catchups import CatchupCampaign


def count_all(engine: Engine, instance: str, on: date) -> dict[str, int]:
    """Count every county, one after another; how many children each has."""
    found = {}
    for county in counties(engine):
        with reading(engine) as connection:
            rows = list(rows_of(connection, instance, county, on.isoformat()))
            found[county] = sum(row["n"] for row in rows if row["measure"] == "children")
            rows += [row for plan in _plans(connection, county) for row in _of_plan(connection, plan, on)]
        put(engine, county, rows)
    return found


def _plans(connection: Connection, county: str) -> list[Plan]:
    table = CatchupCampaign.__table__
    query = select(*table.columns).where(table.c.county == county, table.c.state == OPEN)
    return [plan_of(row) for row in connection.execute(query)]


def _of_plan(connection: Connection, plan: Plan, on: date) -> Iterator[Row]:
    """The figures of a campaign by village, township by township."""
    towns = sorted({code[:TOWNSHIP] for code in read_villages(connection, plan.county, plan.areas).names})
    for town in towns:
        villages = read_villages(connection, plan.county, overlap([town], plan.areas))
        stories = stories_in(connection, plan, villages.codes)
        for unit in units_of(stories, villages, plan, on.isoformat()):
            for measure, n in unit.figures.items():
                yield figures_row(plan.county, unit.code, OF_CAMPAIGN + plan.key, measure, n, on.isoformat())
