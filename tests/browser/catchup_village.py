"""Six children of a village who lack nine doses, of which two have to wait for 28 days after a live vaccine."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

from sqlalchemy import insert

from fieldapp.ground.clock import today
from fieldapp.ground.db import writing
from fieldapp.models.catchups import CatchupCampaign, CatchupSession
from tests.browser.conftest import Server
from tests.catchup.on_time import Slot, on_time
from tests.sync.county import COUNTY, NORTH, child, key, operation, send

CAMPAIGN = key("catch-up")
SERIES = ["hepb", "polio", "dtp", "mcv", "je", "mena", "menac", "hepa"]
LIVE_BEFORE = 10  # days since a live vaccine
CHILDREN: dict[
    str, tuple[int, set[Slot], bool]
] = {  # days old, slots left out, a live vaccine a few days ago
    "陈一": (330, {("mcv", 1), ("je", 1)}, False),
    "陈二": (160, {("polio", 3)}, False),
    "陈三": (2270, {("dtp", 5), ("menac", 2)}, False),
    "陈四": (1600, {("polio", 4)}, False),
    "陈五": (400, {("je", 1), ("mcv", 1), ("mena", 2)}, True),
    "陈六": (410, {("je", 1), ("mcv", 1)}, True),
}


def days_ago(n: int) -> date:
    """A day before today."""
    return today() - timedelta(days=n)


def told(name: str, days: int, without: set[Slot], live: bool, area: str = NORTH) -> list[Any]:
    """The operations of one child with its doses."""
    born = days_ago(days)
    doses = on_time(born, "female", without, today())
    if live:
        doses.append(("MMR", days_ago(LIVE_BEFORE).isoformat()))
    fields = {"born": born.isoformat(), "sex": "female", "area": area}
    if area == NORTH:
        fields["household"] = key("house")
    given = [
        operation(
            "dose",
            {"child": key(name), "product": product, "given_on": day, "source": "register"},
            key=key(f"{name} {product} {day}"),
            area=area,
        )
        for product, day in doses
    ]
    return [child(name, **fields, certificate_no=f"HN{key(name)[:6]}".upper(), phone="13812345678"), *given]


def six_children(server: Server) -> None:
    """A household with the six."""
    house = {"head": "陈大山", "group": "3组", "door": "12号", "phone": "13812345678"}
    send(server.engine, operation("household", house, key=key("house"), area=NORTH))
    for name, (days, without, live) in CHILDREN.items():
        send(server.engine, *told(name, days, without, live))


def open_campaign(server: Server, **more: Any) -> None:
    """A catch-up of the county from yesterday on, with a session tomorrow and one in two days."""
    words: dict[str, Any] = {"key": CAMPAIGN, "county": COUNTY, "name": "秋季查漏补种", "state": "open"}
    words |= {"areas": json.dumps([COUNTY]), "series": json.dumps(SERIES), "goal": 95, "version": 1}
    words |= {"born_from": days_ago(2555).isoformat(), "born_to": today().isoformat()}
    words |= {"first_day": days_ago(1).isoformat(), "last_day": days_ago(-20).isoformat()} | more
    with writing(server.engine) as connection:
        connection.execute(insert(CatchupCampaign).values(**words))
        for n, cutoff in ((1, "00:00"), (2, "17:00")):
            session = {"key": key(f"session {n}"), "county": COUNTY, "campaign": CAMPAIGN, "area": NORTH[:9]}
            session |= {
                "place": "卫生院门诊",
                "day": days_ago(-n).isoformat(),
                "cutoff": cutoff,
                "version": 1,
            }
            session |= {"slots": json.dumps([["08:30-09:30", 20], ["09:30-10:30", None]])}
            connection.execute(insert(CatchupSession).values(**session))
