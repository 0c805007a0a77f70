"""A child whose birth date was blanked, or that was erased, breaks no table, list or page, and no age is made up."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Engine

from fieldapp.ground.db import db
from fieldapp.sync.rework.erasure import erase
from fieldapp.sync.rework.replay import verify
from tests import cast
from tests.cast import signed_in
from tests.school.classes import office
from tests.school.places import KINDERGARTEN, PRIMARY, enter_cases, found_schools
from tests.school.test_counted import DAYS, of_records, up_to
from tests.sync.county import COUNTY, key, operation, send

NAMES = ("P2", "P8", "K1", "K3")
LATER = "2026-11-30T05:00:00.000Z"
PAGES = (
    "",
    "/classes",
    "/classes/1~1",
    "/classes/1~1/register",
    "/classes/1~1/notices",
    "/lists",
    "/open",
    "/table",
)
PAGES += ("/classes/1~1/register.xlsx", "/lists/new.xlsx", "/lists/new.pdf", "/classes.xlsx", "/table.xlsx")


def blank() -> list:
    return [operation("child", {"born": None}, "nurse", key=key(f"child {name}"), at=LATER) for name in NAMES]


def test_tables_up_to_any_day_say_what_the_records_say(engine: Engine, tmp_path: Path) -> None:
    found_schools(engine)
    enter_cases(engine)
    assert {one["outcome"] for one in send(engine, *blank(), by="nurse")} == {"applied"}
    for until in DAYS:
        assert up_to(engine, until) == of_records(engine, until)
    before = {until: up_to(engine, until) for until in DAYS}
    erase(engine, COUNTY, key("child P2"), key("sun"), tmp_path)
    assert {until: up_to(engine, until) for until in DAYS} == before
    assert verify(engine) == []


@pytest.mark.parametrize("erased", [False, True])
def test_every_page_of_the_check_is_drawn(app: Flask, tmp_path: Path, erased: bool) -> None:
    office.found_schools(app)
    office.enter_cases(app)
    if erased:
        with app.app_context():
            for name in NAMES:
                erase(
                    db.engine,
                    cast.COUNTY,
                    key(f"child {name}"),
                    cast.person_id(app, cast.ADMINISTRATOR),
                    tmp_path,
                )
    else:
        office.said(app, *(one | {"base": 0} for one in blank()))
    client = signed_in(app, cast.NURSE)
    for school in (PRIMARY, KINDERGARTEN):
        for page in PAGES:
            answer = client.get(f"/schools/{school}{page}")
            assert answer.status_code == 200, (page, answer.status_code)
            assert "." in page or ">None<" not in answer.text, page
    for name in NAMES:
        school = PRIMARY if name.startswith("P") else KINDERGARTEN
        assert client.get(f"/schools/{school}/pupils/{key(f'child {name}')}").status_code in (200, 404)
