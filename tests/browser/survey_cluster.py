"""A survey of two clusters and its surveyor, for the phone's screens of surveys and quick checks."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from fieldapp.accounts.scopes import give
from fieldapp.ground.clock import today
from fieldapp.models.people import Person
from fieldapp.models.records import Fact
from fieldapp.models.surveys import Lot, Survey, SurveyCluster
from fieldapp.web.passwords import hash_password
from tests.browser.conftest import PASSWORD, Server
from tests.sync.county import COUNTY, EAST, NORTH, add_person, key

STARTED = today()  # of this run of tests, which may go on past midnight
CLUSTER, OTHER, LOT = key("cluster 1"), key("cluster 2"), key("lot")
SERIES = ("bcg", "hepb", "polio", "dtp", "mcv")
WHERE = {"lat": 28.563, "lon": 112.392}


def back(days: int) -> date:
    """A day before today."""
    return STARTED - timedelta(days=days)


BORN = back(500)  # sixteen months old: within the age group


def found_a_survey(server: Server, **more: Any) -> None:
    """The survey, open, its clusters given to `sue`, and a lot of the township."""
    ages = {"born_from": back(730).isoformat(), "born_to": back(365).isoformat()}
    days = {"first_day": back(2).isoformat(), "last_day": (STARTED + timedelta(days=9)).isoformat()}
    words = {"county": COUNTY, "area": COUNTY, "name": "年度接种率调查", "state": "open"}
    words |= {"series": json.dumps(SERIES), "children_per_cluster": 7, "per_household": "one"}
    with Session(server.engine) as session:
        add_person(session, "sue", "surveyor", [NORTH])
        session.flush()
        session.get_one(Person, key("sue")).password_hash = hash_password(PASSWORD, 8)
        session.add(Survey(key=key("survey"), **(words | ages | days | more)))
        session.flush()
        for name, n, area in ((CLUSTER, 3, NORTH), (OTHER, 4, EAST)):
            drawn = {"survey": key("survey"), "n": n, "area": area, "size": 120, "probability": 0.25}
            session.add(SurveyCluster(key=name, **drawn))
        places = [{"n": n, "area": NORTH, "place": "大木桥村", "size": 50} for n in range(1, 7)]
        lot = {"county": COUNTY, "area": NORTH[:9], "name": "强化免疫后", "clusters": json.dumps(places)}
        session.add(Lot(key=LOT, **lot, **ages))
        session.flush()
        for name in (CLUSTER, OTHER):
            give(session, key("sue"), f"cluster:{name}", COUNTY)
        session.commit()


def kept(server: Server, kind: str) -> list[dict[str, Any]]:
    """What the server has of a kind, as it was said, the earliest first."""
    with Session(server.engine) as session:
        rows = session.scalars(
            select(Fact).where(Fact.kind == kind, Fact.known, Fact.voided.is_(False)).order_by(Fact.at)
        )
        return [{"key": row.key, "area": row.area, "on": row.on, **json.loads(row.more)} for row in rows]


def household(no: int | str, *parts: str) -> str:
    """The address of a household's interview, or of a step of it."""
    return "/".join((f"interview/{CLUSTER}/{no}", *parts))
