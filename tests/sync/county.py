"""A small county to sync against: villages, two vaccinators, a supervisor and a round, made by plain functions."""

from __future__ import annotations

import itertools
import json
import uuid
from typing import Any

from sqlalchemy import Engine, delete, select
from sqlalchemy.orm import Session

from fieldapp.ground.db import Base
from fieldapp.models.areas import Area
from fieldapp.models.campaigns import Campaign, Round
from fieldapp.models.people import Device, DeviceKey, Person, PersonArea
from fieldapp.records.kinds import TABLES
from fieldapp.sync.incoming.hands import Sender
from fieldapp.sync.incoming.receive import receive
from tests.sync.signed import public_key, signatures

COUNTY = "430921"
NORTH, SOUTH, EAST = "430921103001", "430921103208", "430921104201"
FAR = "430922100201"
FIELD_TABLES = (*TABLES, "tally")


def key(name: str) -> str:
    """The same UUID for the same name, so that a failing example can be read."""
    return str(uuid.uuid5(uuid.NAMESPACE_OID, name))


ROUND1, ROUND2, CAMPAIGN = key("round 1"), key("round 2"), key("campaign")
WORKERS = {
    "ann": ("vaccinator", [NORTH, SOUTH, EAST]),
    "bao": ("vaccinator", [NORTH, SOUTH, EAST]),
    "sun": ("supervisor", [COUNTY]),
    "far": ("vaccinator", [FAR]),
}

NEIGHBOURS = {"nan": ("clinic", [NORTH]), "eli": ("clinic", [EAST]), "tess": ("supervisor", [EAST[:9]])}


def found_county(engine: Engine) -> None:
    """Areas, people with a phone each, a campaign with two rounds."""
    with Session(engine) as session:
        for code in (NORTH, SOUTH, EAST, FAR):
            for level, length in (
                ("province", 2),
                ("city", 4),
                ("county", 6),
                ("township", 9),
                ("village", 12),
            ):
                if session.get(Area, code[:length]) is None:
                    part = code[:length]
                    county = part[:6] if length >= 6 else None
                    session.add(Area(code=part, name=f"{level} {part}", level=level, county=county))
                    session.flush()
        for name, (role, areas) in WORKERS.items():
            add_person(session, name, role, areas)
        session.add(campaign())
        session.flush()
        for round_, n, day in ((ROUND1, 1, "2025-12-01"), (ROUND2, 2, "2026-01-05")):
            session.add(Round(key=round_, campaign=CAMPAIGN, n=n, first_day=day, last_day=day[:8] + "09"))
        session.commit()


def add_neighbours(engine: Engine) -> None:
    """People who have one village of the county, or the next township."""
    with Session(engine) as session:
        for name, (role, areas) in NEIGHBOURS.items():
            if session.get(Person, key(name)) is None:
                add_person(session, name, role, areas)
        session.commit()


def campaign(**other: Any) -> Campaign:
    """An opened polio round campaign of the county for those born 2018-12-02 to 2025-10-01."""
    words = {"key": CAMPAIGN, "county": COUNTY, "name": "two rounds", "product": "bOPV", "form": "drops"}
    words |= {
        "born_from": "2018-12-02",
        "born_to": "2025-10-01",
        "areas": json.dumps([COUNTY]),
        "state": "open",
    }
    return Campaign(**(words | other))


def add_person(session: Session, name: str, role: str, areas: list[str]) -> None:
    """A person and a phone, both named after `name`."""
    session.add(Person(id=key(name), username=name, name=name, role=role, password_hash="-"))
    session.flush()
    session.add_all(PersonArea(person=key(name), area=area, since="2025-01-01") for area in areas)
    session.add(
        Device(
            id=key(f"{name}'s phone"),
            person=key(name),
            name=name,
            token_hash=name,
            token_until="2099-01-01",
            created="2025-01-01",
        )
    )
    session.flush()
    phone = key(f"{name}'s phone")
    session.add(DeviceKey(device=phone, public_key=public_key(phone), since="2025-01-01"))


_numbers = itertools.count(1)


def operation(kind: str, data: dict[str, Any] | None, by: str = "ann", **other: Any) -> dict[str, Any]:
    """An operation of `by`; `key`, `area`, `at`, `id`, `seq`, `base`, `void` may be said."""
    number = next(_numbers)
    id_ = other.get("id") or str(uuid.uuid4())
    said = {"id": id_, "device": key(f"{by}'s phone"), "seq": number, "kind": kind, "key": id_, "area": NORTH}
    said |= {"at": "2025-12-01T08:00:00.000Z", "by": key(by), "base": 0}
    said |= {"data": data} if data is not None else {}
    return said | other


def child(name: str = "child", by: str = "ann", **data: Any) -> dict[str, Any]:
    """A child listed before the round, born 2021, local; `data` overrides."""
    words = {
        "name": name,
        "sex": "female",
        "born": "2021-05-04",
        "registered_at": "county",
        "listed_on": "2025-11-20",
    }
    other = {field: data.pop(field) for field in ("area", "at", "id", "base") if field in data}
    return operation("child", words | data, by, key=key(name), **other)


def visit(name: str = "child", outcome: str = "vaccinated", by: str = "ann", **data: Any) -> dict[str, Any]:
    """A visit of a child in round 1; `data` overrides."""
    words = {"round": ROUND1, "child": key(name), "on": "2025-12-01", "mode": "post", "outcome": outcome}
    other = {field: data.pop(field) for field in ("area", "at", "id", "base") if field in data}
    return operation("visit", words | data, by, **other)


def void(of: dict[str, Any], by: str = "ann", **other: Any) -> dict[str, Any]:
    """Takes back what `of` made."""
    return operation(of["kind"], None, by, key=of["key"], area=of["area"], void=True, **other)


def send(engine: Engine, *operations: Any, by: str = "ann") -> list[dict[str, Any]]:
    """Receipts for operations that one phone sends; of others those that their own phones signed."""
    phone = key(f"{by}'s phone")
    return receive(engine, list(operations), Sender(phone, signatures=signatures(operations, phone)))


def outcomes(receipts: list[dict[str, Any]]) -> list[str]:
    """What became of each."""
    return [receipt["outcome"] for receipt in receipts]


def tally(
    engine: Engine, slice_: str = "all", round_: str = ROUND1, area: str | None = None
) -> dict[str, int]:
    """Measures of one slice, over all villages or one; `age:4|local` is the sum of it over earlier doses."""
    table = Base.metadata.tables["tally"]
    query = select(table.c.measure, table.c.n).where(table.c.round == round_)
    query = query.where((table.c.slice == slice_) | table.c.slice.startswith(f"{slice_}|", autoescape=True))
    query = query.where(table.c.area == area) if area else query
    found: dict[str, int] = {}
    with engine.connect() as connection:
        for measure, n in connection.execute(query):
            found[measure] = found.get(measure, 0) + n
    return found


def forget(engine: Engine) -> None:
    """Empty the field tables and the log; the county itself stays."""
    with engine.begin() as connection:
        for name in (*reversed(TABLES), "tally", "operation", "departure", "erased", "county"):
            connection.execute(delete(Base.metadata.tables[name]))


def picture(engine: Engine) -> dict[str, Any]:
    """All field tables and tallies, without what the order of arrival may change (versions, log positions)."""
    seen: dict[str, Any] = {}
    with engine.connect() as connection:
        for name in FIELD_TABLES:
            rows = [dict(row._mapping) for row in connection.execute(select(Base.metadata.tables[name]))]
            seen[name] = sorted(map(_without_order, rows), key=lambda row: json.dumps(row, sort_keys=True))
        log = Base.metadata.tables["operation"]
        query = select(log.c.id, log.c.verdict).where(log.c.verdict.in_(("applied", "conflict", "held")))
        verdicts = {
            (id_, "folded" if verdict != "held" else verdict) for id_, verdict in connection.execute(query)
        }
        seen["verdicts"] = sorted(verdicts)
    return seen


def _without_order(row: dict[str, Any]) -> dict[str, Any]:
    row = {name: value for name, value in row.items() if name != "version"}
    if row.get("stamps"):
        stamps = json.loads(row["stamps"])
        row["stamps"] = {field: stamps["o"][index][:3] for field, index in stamps["f"].items()}
    return row
