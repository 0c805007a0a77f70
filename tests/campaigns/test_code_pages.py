"""The page of code lists: an administrator sees them, adds one, retires one; the campaign page says its name."""

from __future__ import annotations

import pytest
from flask import Flask

from fieldapp.accounts.people import add_person
from fieldapp.ground.db import db
from fieldapp.models.areas import Area
from fieldapp.sync import codes
from fieldapp.sync.outgoing.setup import setup_changes
from tests import cast
from tests.campaigns.office import CAMPAIGN, found_campaign, listed, record, visited
from tests.cast import post, signed_in
from tests.grown import grown

FLOODED = {"list": "visit.outcome", "code": "flooded", "zh": "发大水", "en": "flooded"}


@pytest.fixture
@grown
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


OTHERS = [member for member in cast.CAST if member is not cast.ADMINISTRATOR]


@pytest.mark.parametrize("member", OTHERS, ids=lambda member: member.username)
def test_only_an_administrator_extends_code_lists(county: Flask, member: cast.Member) -> None:
    client = signed_in(county, member)
    assert post(client, "/codes", **FLOODED).status_code == 403
    assert post(client, "/codes/visit.outcome:ill/retire", retired="1").status_code == 403


def administrator_of(app: Flask, area: str):
    """An administrator of another area, signed in."""
    with app.app_context():
        add_person(f"admin-{area}", f"管理{area}", "administrator", [area], cast.PASSWORD)
        db.session.commit()
    return signed_in(app, cast.Member(f"admin-{area}", "", "administrator", (area,)))


def reasons(app: Flask, county: str) -> set[str]:
    """What a phone of this county's village offers."""
    village = {cast.COUNTY: cast.VILLAGE, cast.OTHER_COUNTY: cast.OTHER_COUNTYS_VILLAGE}[county]
    with app.app_context(), db.engine.connect() as connection:
        rows = setup_changes(connection, [village], app.config["INSTANCE"])
    return {row["key"] for row in rows if row["kind"] == "code" and "retired_on" not in row["data"]}


def test_what_one_county_s_administrator_does_reaches_no_other_county(county: Flask) -> None:
    before = reasons(county, cast.OTHER_COUNTY)
    client = signed_in(county, cast.ADMINISTRATOR)
    keys = sorted(before)
    for key in keys:
        assert post(client, f"/codes/{key}/retire", retired="1").status_code == 302
    assert post(client, "/codes", **FLOODED).status_code == 302
    assert reasons(county, cast.COUNTY) == {"visit.outcome:flooded"}
    assert reasons(county, cast.OTHER_COUNTY) == before
    other = administrator_of(county, cast.OTHER_COUNTY)
    page = other.get("/codes").text
    assert "发大水" not in page and "已停用" not in page
    assert post(other, "/codes/visit.outcome:flooded/retire", retired="1").status_code == 404
    assert post(other, "/codes", **FLOODED).status_code == 302
    assert "visit.outcome:flooded" in reasons(county, cast.OTHER_COUNTY)


@pytest.mark.parametrize("asked", ["all", cast.OTHER_COUNTY, "999999", "4309", "43"])
def test_a_county_s_administrator_asks_for_no_other_list(county: Flask, asked: str) -> None:
    client = signed_in(county, cast.ADMINISTRATOR)
    before = reasons(county, cast.OTHER_COUNTY)
    assert client.get(f"/codes?county={asked}").status_code == 403
    assert post(client, "/codes", county=asked, **FLOODED).status_code == 403
    assert post(client, "/codes/visit.reason:away/retire", county=asked, retired="1").status_code == 403
    assert reasons(county, cast.OTHER_COUNTY) == before


def test_whoever_has_every_county_keeps_the_common_list(county: Flask) -> None:
    client = administrator_of(county, "43")
    assert "公用（所有的县）" in client.get("/codes").text
    assert post(client, "/codes", county="all", **FLOODED).status_code == 302
    assert post(client, "/codes/visit.reason:away/retire", county="all", retired="1").status_code == 302
    for one in (cast.COUNTY, cast.OTHER_COUNTY):
        assert "visit.outcome:flooded" in reasons(county, one) and "visit.reason:away" not in reasons(
            county, one
        )
    page = signed_in(county, cast.ADMINISTRATOR).get("/codes").text
    assert "发大水" in page and "已停用" in page
    own = post(signed_in(county, cast.ADMINISTRATOR), "/codes/visit.reason:away/retire", retired="")
    assert own.status_code == 409
    assert post(client, "/codes/visit.reason:ill/retire", county=cast.COUNTY, retired="1").status_code in (
        302,
        404,
    )


def test_a_city_with_some_of_the_counties_keeps_theirs_only(county: Flask) -> None:
    with county.app_context():
        for code, level in (("44", "province"), ("4401", "city"), ("440103", "county")):
            one = code if level == "county" else None
            db.session.add(
                Area(code=code, name=f"地区{code}", level=level, parent=code[:-2] or None, county=one)
            )
            db.session.flush()
        db.session.commit()
    client = administrator_of(county, "4309")
    page = client.get("/codes").text
    assert "公用（所有的县）" not in page and "南县" in page and "桃江县" in page and "440103" not in page
    assert post(client, "/codes", county="all", **FLOODED).status_code == 403
    assert post(client, "/codes", county=cast.OTHER_COUNTY, **FLOODED).status_code == 302
    assert "visit.outcome:flooded" not in reasons(county, cast.COUNTY)
