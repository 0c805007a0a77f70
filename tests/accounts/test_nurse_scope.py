"""A school nurse sees her school and nothing else: no child of the township, no round, on no page and no phone."""

from __future__ import annotations

import pytest
from flask import Flask

from tests import cast
from tests.campaigns.office import CAMPAIGN, ROUND1, found_campaign, listed, record, visited
from tests.cast import phone_token, signed_in
from tests.grown import grown

DOORS = (
    "",
    "/rounds/1",
    "/rounds/1/map",
    "/rounds/1/table",
    "/rounds/1/map/villages.json",
    "/rounds/1/map/children.json",
)


@pytest.fixture
@grown
def county(app: Flask) -> Flask:
    """An open campaign with one child dosed in the nurse's own township."""
    found_campaign(app)
    record(app, cast.VACCINATOR, listed("小明"), visited("小明"))
    return app


@pytest.mark.parametrize("door", DOORS)
def test_no_page_of_a_campaign_opens(county: Flask, door: str) -> None:
    assert signed_in(county, cast.NURSE).get(f"/campaigns/{CAMPAIGN}{door}").status_code == 403
    assert (
        signed_in(county, cast.CLINIC).get(f"/campaigns/{CAMPAIGN}{door}", follow_redirects=True).status_code
        == 200
    )


def test_her_front_page_names_no_round_and_says_whom_to_ask(county: Flask) -> None:
    page = signed_in(county, cast.NURSE).get("/", follow_redirects=True).text
    assert "您还没有归到哪所学校" in page and cast.CLINIC.name in page
    assert "第1轮" not in page and '"/campaigns' not in page
    assert "第1轮" in signed_in(county, cast.CLINIC).get("/").text


def test_her_phone_names_no_campaign_round_post_or_child(county: Flask) -> None:
    bearer = {"Authorization": f"Bearer {phone_token(county, cast.NURSE)}"}
    client = county.test_client()
    setup = client.get("/api/v1/packages/setup", headers=bearer).json["changes"]
    kinds = {one["kind"] for one in setup}
    assert not kinds & {"campaign", "round", "post", "assignment", "child", "visit"}
    assert [one["data"]["name"] for one in setup if one["kind"] == "person"] == ["刘芳"]
    body = {"epoch": cast.EPOCH, "cursor": {"setup": 0, cast.VILLAGE: 0}, "ops": []}
    news = client.post("/api/v1/sync", json=body, headers=bearer).json
    assert ROUND1 not in str(news) and "小明" not in str(news)
    assert client.get(f"/api/v1/packages/{cast.VILLAGE}", headers=bearer).status_code in (403, 404)
