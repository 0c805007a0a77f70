"""新建活动: who may make one gets the form for her own area, who may not is told whom to ask."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from fieldapp.accounts.people import add_person
from fieldapp.ground.db import db
from fieldapp.models.people import Person
from tests import cast
from tests.cast import signed_in
from tests.grown import grown

TOWN = cast.Member("town", "胡站长", "supervisor", (cast.TOWNSHIP,))


@pytest.fixture
@grown
def county(app: Flask) -> Flask:
    with app.app_context():
        add_person(TOWN.username, TOWN.name, TOWN.role, TOWN.areas, cast.PASSWORD)
        db.session.query(Person).filter_by(username=cast.SUPERVISOR.username).update({"phone": "13900000001"})
        db.session.commit()
    return app


def test_a_township_s_supervisor_makes_one_for_her_township(county: Flask) -> None:
    client = signed_in(county, TOWN)
    page = client.get("/campaigns").text
    assert "您新建的活动只管青树嘴镇" in page and 'href="/campaigns/new"' in page
    assert "赵丽" in page and "13900000001" in page  # who makes one of the whole county
    form = client.get("/campaigns/new").text
    assert re.findall(r'name="areas" value="(\d+)" checked', form) == [cast.TOWNSHIP]


def test_who_may_not_make_one_is_told_whom_to_ask(county: Flask) -> None:
    page = signed_in(county, cast.CLINIC).get("/campaigns").text
    assert 'href="/campaigns/new"' not in page
    assert "新建活动由县疾控或乡镇防保科做：胡站长" in page and "13900000001" in page


def test_who_plans_for_the_county_is_told_nothing(county: Flask) -> None:
    page = signed_in(county, cast.SUPERVISOR).get("/campaigns").text
    assert 'href="/campaigns/new"' in page and "只管" not in page and "胡站长" not in page
