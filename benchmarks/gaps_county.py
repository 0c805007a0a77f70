"""The night's count of a county, and its pages by day.

    python -m benchmarks.gaps_county [--children 200000] [--dosed 50000]

The demo county with so many children more, put straight into the tables over all its villages; the first of them
(`--dosed`) with the doses of `benchmarks.schedule_children`. Seconds of the processor of the night's count, then
milliseconds of the processor of each page that a county opens, the middle of seven.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import time
import uuid
from datetime import date
from random import Random
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Table, insert, select

from benchmarks import ground
from benchmarks.pages import signed_in
from benchmarks.schedule_children import one_child
from benchmarks.school import COUNTY, made
from fieldapp.areas.villages import read_villages
from fieldapp.catchup.tables.nightly import count_all
from fieldapp.ground.db import db, reading, writing
from fieldapp.models.catchups import CatchupCampaign
from fieldapp.models.records import Child, Dose

ON = date.fromisoformat(ground.DEMO_DAY)
SLICE = 5_000
PAGES = (
    "/gaps",
    "/catchup",
    "/catchup/{campaign}",
    "/clinic-register",
    "/register-and-enumeration",
    "/doubles",
)


def put_in(app: Flask, many: int, dosed: int) -> int:
    """Put children and doses into the tables; how many doses."""
    chance, doses = Random("a county's night"), 0
    with app.app_context():
        with reading(db.engine) as connection:
            villages = sorted(read_villages(connection, COUNTY, [COUNTY]).names)
            child = _like(connection, Child.__table__)  # type: ignore[arg-type]
            dose = _like(connection, Dose.__table__)  # type: ignore[arg-type]
        for start in range(0, many, SLICE):
            rows: list[dict[str, Any]] = []
            given: list[dict[str, Any]] = []
            for n in range(start, min(start + SLICE, many)):
                one, area = one_child(chance, ON, n), villages[n % len(villages)]
                key, where = str(uuid.UUID(int=n + 1)), {"area": area, "package_area": area}
                said = {"key": key, "name": f"儿童{n}", "born": one["born"], "sex": one["sex"]}
                rows.append(child | where | said)
                for nth, each in enumerate(one["doses"] if n < dosed else ()):
                    said = {"key": str(uuid.UUID(int=(n + 1 << 16) + nth)), "child": key}
                    given.append(
                        dose | where | said | {"product": each["product"], "given_on": each["given_on"]}
                    )
            with writing(db.engine) as connection:
                connection.execute(insert(Child.__table__), rows)  # type: ignore[arg-type]
                if given:
                    connection.execute(insert(Dose.__table__), given)  # type: ignore[arg-type]
            doses += len(given)
    return doses


def _like(connection: Any, table: Table) -> dict[str, Any]:
    """A row of the demo as a pattern, without what is its own."""
    query = select(table).where(table.c.county == COUNTY, table.c.known, ~table.c.voided)
    row = dict(connection.execute(query.limit(1)).mappings().one())
    own = (
        "household",
        "card_no",
        "certificate_no",
        "phone",
        "joined",
        "status",
        "status_on",
        "batch",
        "round",
        "campaign",
    )
    return row | dict.fromkeys((name for name in own if name in row), None)


def night(app: Flask) -> float:
    """The seconds of what `fieldapp gaps` does."""
    start = time.process_time()
    with app.test_request_context():
        count_all(db.engine, app.config["INSTANCE"], ON)
    return time.process_time() - start


def page_ms(client: FlaskClient, address: str) -> float:
    """The middle of seven, after one that warms up."""
    found = []
    for _ in range(8):
        start = time.process_time()
        answer = client.get(address, follow_redirects=True)
        found.append((time.process_time() - start) * 1000)
        assert answer.status_code == 200, f"{address}: {answer.status_code}"
    return statistics.median(found[1:])


def measure(many: int, dosed: int) -> list[tuple[str, ...]]:
    """What is to be said, as rows of a table."""
    with ground.instance("sqlite") as environ:
        ground.demo(environ)
        app = made(environ)
        doses = put_in(app, many, dosed)
        seconds = night(app)
        said: list[tuple[str, ...]] = [
            ("children put in", f"{many:,}"),
            ("doses put in", f"{doses:,}"),
            ("night's count, s of the processor", f"{seconds:.1f}"),
        ]
        with app.app_context():
            campaign = db.session.scalar(select(CatchupCampaign.key).limit(1))
        client = app.test_client()
        signed_in(client)
        for page in PAGES:
            address = page.format(campaign=campaign) + ("" if "{" in page else f"?area={COUNTY}")
            said.append((page, f"{page_ms(client, address):.0f} ms"))
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return [*said, ("most memory, MB", f"{most:,.0f}")]


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    arguments.add_argument("--children", type=int, default=200_000)
    arguments.add_argument("--dosed", type=int, default=50_000)
    said = arguments.parse_args()
    ground.table("a county's night and day", [("what", ""), *measure(said.children, said.dosed)])


if __name__ == "__main__":
    main()
