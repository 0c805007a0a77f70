"""What others handed over without a signature and waits: counted by phone, and taken over as seen.

A supervisor who has asked the author, or seen the phone, takes it over in her own name; the author is named only as
who gave a dose. What she does not take over counts once it comes from its own phone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, func, select

from fieldapp.ground.db import reading
from fieldapp.models.log import UNSETTLED
from fieldapp.models.people import Device, Person
from fieldapp.office.inbox import items, mending
from fieldapp.sync.incoming.receive import LOG

MOST = 500  # taken over at a time


@dataclass(frozen=True)
class Waiting:
    """How many operations of one phone wait for a signature or a supervisor; of whom, and brought by whom."""

    device: str
    author: str
    phone: str
    bringers: str
    n: int


def _waits(connection: Connection, areas: tuple[str, ...]) -> Any:
    here = LOG.c.county.in_(items.counties(connection, areas)) & items.in_areas(LOG.c.area, areas)
    waits = LOG.c.waits_for.startswith("signature:") & (LOG.c.verdict == "held") & LOG.c.mended_by.is_(None)
    return here & waits


def by_phone(connection: Connection, areas: tuple[str, ...]) -> list[Waiting]:
    """The phones of which something waits in these areas, most first."""
    query = select(LOG.c.device, LOG.c.relayed, func.count()).where(UNSETTLED, _waits(connection, areas))
    rows = connection.execute(query.group_by(LOG.c.device, LOG.c.relayed)).all()
    devices = {device for device, _relayed, _n in rows}
    owners = select(Device.id, Device.name, Person.name).join(Person, Person.id == Device.person)
    known = {
        id_: (phone, name) for id_, phone, name in connection.execute(owners.where(Device.id.in_(devices)))
    }
    names = items.bringers(connection, {relayed for _device, relayed, _n in rows if relayed})
    found = []
    for device in devices:
        phone, author = known.get(device, ("", ""))
        own = [(relayed, n) for one, relayed, n in rows if one == device]
        by = "、".join(sorted({names.get(relayed or "", "") for relayed, _n in own} - {""}))
        found.append(Waiting(device, author, phone, by, sum(n for _relayed, n in own)))
    return sorted(found, key=lambda one: (-one.n, one.author, one.device))


def take_over(
    engine: Engine, person: str, areas: tuple[str, ...], device: str, language: str
) -> tuple[int, int]:
    """Record again, in the name of `person`, what waits of one phone in these areas.

    Returns:
        how many count now, and how many could not be taken over as they are.
    """
    with reading(engine) as connection:
        query = select(LOG).where(UNSETTLED, _waits(connection, areas), LOG.c.device == device)
        rows = connection.execute(query.order_by(LOG.c.at, LOG.c.id).limit(MOST)).all()
    done = failed = 0
    for row in (dict(row._mapping) for row in rows):
        receipt = mending.mend(engine, person, row, mending.mended(row, row["area"], {}), language)
        good = receipt["outcome"] in mending.GOOD
        done, failed = done + good, failed + (not good)
    return done, failed
