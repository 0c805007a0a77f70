"""A campaign in the cast's county, and children recorded there by the vaccinator's phone."""

from __future__ import annotations

import json
import uuid
from typing import Any

from flask import Flask
from sqlalchemy import select

from fieldapp.ground.db import db
from fieldapp.models.campaigns import Campaign, Round
from fieldapp.models.people import Device, Person
from fieldapp.sync.incoming.hands import Sender
from fieldapp.sync.incoming.receive import receive
from tests import cast
from tests.sync.county import key, operation

CAMPAIGN, ROUND1, ROUND2 = key("office campaign"), key("office round 1"), key("office round 2")


def found_campaign(app: Flask, **other: Any) -> str:
    """An opened campaign of the whole county with two rounds; `other` overrides its columns."""
    words = {
        "key": CAMPAIGN,
        "county": cast.COUNTY,
        "name": "冬季脊灰补充免疫",
        "product": "bOPV",
        "form": "drops",
    }
    words |= {"born_from": "2018-12-02", "born_to": "2025-10-01", "areas": json.dumps([cast.COUNTY])}
    with app.app_context():
        db.session.add(Campaign(**(words | {"state": "open", "document_no": "南卫发〔2025〕9号"} | other)))
        db.session.flush()
        for round_, n, first, last in (
            (ROUND1, 1, "2025-12-01", "2025-12-09"),
            (ROUND2, 2, "2026-01-05", "2026-01-09"),
        ):
            db.session.add(Round(key=round_, campaign=CAMPAIGN, n=n, first_day=first, last_day=last))
        db.session.commit()
    return CAMPAIGN


def phone_of(app: Flask, member: cast.Member) -> tuple[str, str]:
    """The id of a person and of a phone of hers, made if there is none."""
    with app.app_context():
        person = db.session.scalars(select(Person.id).where(Person.username == member.username)).one()
        device = key(f"{member.username}'s phone")
        if db.session.get(Device, device) is None:
            made = {"id": device, "person": person, "name": "手机", "created": "2025-11-01T00:00:00.000Z"}
            db.session.add(Device(**made, token_hash=device, token_until="2099-01-01T00:00:00.000Z"))
            db.session.commit()
    return person, device


def record(app: Flask, member: cast.Member, *said: dict[str, Any]) -> list[dict[str, Any]]:
    """Send operations from a person's phone; receipts."""
    person, device = phone_of(app, member)
    with app.app_context():
        return receive(db.engine, [one | {"by": person, "device": device} for one in said], Sender(device))


def listed(who: str, area: str = cast.VILLAGE, **data: Any) -> dict[str, Any]:
    """A child listed before the round."""
    words = {"name": who, "sex": "female", "born": "2021-05-04", "registered_at": "county"}
    return operation("child", words | {"listed_on": "2025-11-20"} | data, key=key(who), area=area)


def visited(name: str, outcome: str = "vaccinated", area: str = cast.VILLAGE, **data: Any) -> dict[str, Any]:
    """A visit of a child in round 1."""
    words = {"round": ROUND1, "child": key(name), "on": "2025-12-01", "mode": "post", "outcome": outcome}
    return operation("visit", words | data, area=area)


def some_children(app: Flask) -> None:
    """Three children: one dosed, one away, one found and dosed."""
    house = operation(
        "household", {"head": "王", "lat": 29.36, "lon": 112.41}, key=key("house"), area=cast.VILLAGE
    )
    record(
        app,
        cast.VACCINATOR,
        house,
        listed("小明", household=key("house")),
        listed("小红", household=key("house")),
        listed("小刚", listed_on="2025-12-01"),
        visited("小明"),
        visited("小红", "absent_short"),
        visited("小刚", found=True),
    )


def new_id() -> str:
    """A fresh id."""
    return str(uuid.uuid4())
