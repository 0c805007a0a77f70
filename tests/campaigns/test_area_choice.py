"""The areas of a new campaign are ticked: the whole of what is one's own by default, townships, villages; or typed."""

from __future__ import annotations

import json
import re

import pytest
from flask import Flask
from sqlalchemy import select

from fieldapp.campaigns.plan import area_choice
from fieldapp.ground.db import db
from fieldapp.models.areas import Area
from fieldapp.models.campaigns import Campaign
from tests import cast
from tests.campaigns.test_campaign_pages import PLAN
from tests.cast import post, signed_in

NEW = "/campaigns/new"
UNTICKED = {name: words for name, words in PLAN.items() if name != "areas"}


def ticked(page: str) -> list[str]:
    return re.findall(r'name="areas" value="(\d+)" checked', page)


def offered(page: str) -> list[str]:
    return re.findall(r'name="areas" value="(\d+)"', page)


def saved(app: Flask) -> list[str]:
    with app.app_context():
        return json.loads(db.session.scalars(select(Campaign.areas)).one())


def test_the_whole_county_is_the_default_and_every_village_can_be_ticked(app: Flask) -> None:
    page = signed_in(app, cast.SUPERVISOR).get(NEW).text
    assert ticked(page) == [cast.COUNTY]
    own = [code for code in cast.PLACES if code.startswith(cast.COUNTY)]
    assert sorted(offered(page)) == sorted(own)
    assert "青树嘴镇 · 选村（3）" in page


def test_a_retired_village_is_not_offered(app: Flask) -> None:
    with app.app_context():
        db.session.get_one(Area, cast.VILLAGE).retired_on = "2025-01-01"
        db.session.commit()
    assert cast.VILLAGE not in offered(signed_in(app, cast.SUPERVISOR).get(NEW).text)


def test_ticked_villages_are_saved_and_stay_ticked(app: Flask) -> None:
    client = signed_in(app, cast.SUPERVISOR)
    chosen = [cast.VILLAGE, cast.OTHER_VILLAGE]
    answer = post(client, NEW, **UNTICKED, areas=chosen)
    assert saved(app) == sorted(chosen)
    page = client.get(answer.headers["Location"].replace("/plan", "/edit")).text
    assert ticked(page) == sorted(chosen)
    assert 'name="more_areas" value=""' in page
    assert "<details open>" in page  # so that they are seen


def test_codes_are_still_taken(app: Flask) -> None:
    client = signed_in(app, cast.SUPERVISOR)
    post(client, NEW, **UNTICKED, more_areas=f"{cast.VILLAGE}，{cast.OTHER_VILLAGE}")
    assert saved(app) == [cast.VILLAGE, cast.OTHER_VILLAGE]


def test_a_refused_plan_comes_back_with_what_was_ticked(app: Flask) -> None:
    client = signed_in(app, cast.ADMINISTRATOR)
    answer = post(client, NEW, **UNTICKED | {"name": ""}, areas=[cast.VILLAGE, cast.OTHER_VILLAGE])
    assert answer.status_code == 422
    assert ticked(answer.text) == [cast.VILLAGE, cast.OTHER_VILLAGE]
    for wrong in ("430921999", "430921103999"):
        answer = post(client, NEW, **UNTICKED, areas=[cast.VILLAGE], more_areas=wrong)
        assert answer.status_code == 422 and ticked(answer.text) == [cast.VILLAGE]
        assert f'name="more_areas" value="{wrong}"' in answer.text


def test_where_there_are_too_many_villages_townships_are_offered(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(area_choice, "MOST_VILLAGES", 3)
    page = signed_in(app, cast.SUPERVISOR).get(NEW).text
    assert sorted(offered(page)) == [cast.COUNTY, "430921101", cast.TOWNSHIP]
    assert "也可以直接填代码" in page
