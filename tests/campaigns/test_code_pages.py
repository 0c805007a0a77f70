"""The page of code lists: an administrator sees them, adds one, retires one; the campaign page says its name."""

from __future__ import annotations

import pytest
from flask import Flask

from fieldapp.db import db
from fieldapp.sync import codes
from tests import cast
from tests.campaigns.office import CAMPAIGN, found_campaign, listed, record, visited
from tests.cast import post, signed_in

FLOODED = {"list": "visit.outcome", "code": "flooded", "zh": "发大水", "en": "flooded"}


@pytest.fixture
def county(app: Flask) -> Flask:
    found_campaign(app)
    with app.app_context():
        codes.seed(db.session)
    return app


def test_a_code_that_is_added_is_listed_counted_and_named(county: Flask) -> None:
    [_child, held] = record(county, cast.VACCINATOR, listed("小明"), visited("小明", "flooded"))
    assert held["outcome"] == "held"
    client = signed_in(county, cast.ADMINISTRATOR)
    assert post(client, "/codes", **FLOODED).status_code == 302
    assert "发大水" in client.get("/codes").text
    assert "发大水" in client.get(f"/campaigns/{CAMPAIGN}/rounds/1").text
    assert "发大水" in client.get(f"/campaigns/{CAMPAIGN}/rounds/1/table").text
    assert "flooded" in client.get("/audit?table=code").text


def test_a_code_is_retired_and_offered_again(county: Flask) -> None:
    client = signed_in(county, cast.ADMINISTRATOR)
    post(client, "/codes/visit.outcome:ill/retire", retired="1")
    assert "已停用" in client.get("/codes").text
    post(client, "/codes/visit.outcome:ill/retire", retired="")
    assert "已停用" not in client.get("/codes").text
    assert post(client, "/codes/visit.outcome:none/retire", retired="1").status_code == 404


def test_a_code_taken_is_refused_with_a_sentence(county: Flask) -> None:
    answer = post(signed_in(county, cast.ADMINISTRATOR), "/codes", **(FLOODED | {"code": "ill"}))
    assert answer.status_code == 409
    assert "“ill”已经有了" in answer.text


def test_only_an_administrator_extends_code_lists(county: Flask) -> None:
    assert post(signed_in(county, cast.SUPERVISOR), "/codes", **FLOODED).status_code == 403
