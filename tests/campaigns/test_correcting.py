"""A child's record is put right in the office: as an operation, of what was changed alone, where one may record it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from fieldapp.ground.db import db
from fieldapp.models.log import LoggedOperation
from fieldapp.records.rows.one_child import merged
from fieldapp.sync.incoming import row_store
from tests import cast
from tests.campaigns.office import CAMPAIGN, found_campaign, key, listed, record
from tests.cast import signed_in
from tests.filled_forms import form_with, send
from tests.grown import grown
from tests.sync.county import operation

CHILD = f"/campaigns/{CAMPAIGN}/rounds/1/children/{key('王小明')}"


@pytest.fixture
@grown
def county(app: Flask) -> Flask:
    found_campaign(app)
    home = operation("household", {"head": "王大", "group": "3组"}, key=key("王家"), area=cast.VILLAGE)
    record(app, cast.VACCINATOR, home, listed("王小明", phone="13800000001", guardian="王二"))
    return app


def stands(app: Flask) -> dict[str, Any]:
    with app.app_context(), db.engine.connect() as connection:
        keys = [key("王小明"), key("王小明二")]
        return merged(row_store.fetch(connection, "child", cast.COUNTY, "key", keys))


def last_said(app: Flask) -> dict[str, Any]:
    with app.app_context():
        log = LoggedOperation
        return json.loads(db.session.scalars(select(log.raw).order_by(log.position.desc()).limit(1)).one())


def saved(app: Flask, **typed: str) -> Any:
    client = signed_in(app, cast.CLINIC)
    form = form_with(client.get(f"{CHILD}/edit").text, "child_name")
    return send(client, f"{CHILD}/edit", form, **{f"child_{name}": words for name, words in typed.items()})


def test_what_was_typed_otherwise_is_said_and_nothing_else(county: Flask) -> None:
    assert "children/" + key("王小明") + '/edit"' in signed_in(county, cast.CLINIC).get(CHILD).text
    before = stands(county)["version"]
    assert saved(county, born="20210505", household=key("王家"), phone="").status_code == 302
    said = last_said(county)
    assert said["data"] == {"born": "2021-05-05", "household": key("王家"), "phone": None}
    assert said["base"] == before and said["by"] == cast.person_id(county, cast.CLINIC)
    child = stands(county)
    assert (child["born"], child["phone"], child["guardian"]) == ("2021-05-05", None, "王二")


def test_a_form_saved_as_it_was_says_nothing(county: Flask) -> None:
    before = last_said(county)["id"]
    assert saved(county).status_code == 302 and last_said(county)["id"] == before


def test_a_name_taken_away_is_said_to_be_not_yet_given(county: Flask) -> None:
    saved(county, name="")
    assert stands(county)["name"] is None and stands(county)["unnamed"]
    saved(county, name="王 小 民")
    assert (stands(county)["name"], stands(county)["unnamed"]) == ("王小民", False)


def test_a_child_of_two_records_is_put_right_as_one(county: Flask) -> None:
    record(
        county,
        cast.VACCINATOR,
        listed("王小明二", born="2021-05-04") | {"at": "2025-12-03T08:00:00.000Z"},
        operation("same_child", {"child": key("王小明"), "other": key("王小明二")}, area=cast.VILLAGE),
    )
    assert stands(county)["name"] == "王小明二"
    saved(county, name="王小民")
    assert stands(county)["name"] == "王小民"


def test_only_who_may_record_the_child_has_the_form(county: Flask) -> None:
    assert signed_in(county, cast.OBSERVER).get(f"{CHILD}/edit").status_code == 403
    record(county, cast.SUPERVISOR, listed("李四", area="430921101001"))
    elsewhere = f"/campaigns/{CAMPAIGN}/rounds/1/children/{key('李四')}/edit"
    assert signed_in(county, cast.CLINIC).get(elsewhere).status_code == 403
    assert signed_in(county, cast.SUPERVISOR).get(elsewhere).status_code == 200
