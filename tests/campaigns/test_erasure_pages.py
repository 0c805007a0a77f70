"""The page on which an administrator erases a person: found, told what goes, confirmed, done."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from fieldapp.accounts.people import add_person
from fieldapp.ground.db import db
from fieldapp.models.records import Child
from tests import cast
from tests.campaigns.office import found_campaign, listed, record, visited
from tests.cast import post, signed_in
from tests.grown import grown
from tests.sync.county import key

PAGE = f"/erasure/{cast.COUNTY}/{key('小明')}"


@pytest.fixture
@grown
def county(app: Flask) -> Flask:
    found_campaign(app)
    record(app, cast.VACCINATOR, listed("小明", phone="13800001111"), visited("小明"))
    return app


def name_of(app: Flask) -> str | None:
    with app.app_context():
        return db.session.scalars(select(Child.name).where(Child.key == key("小明"))).one()


def test_an_administrator_finds_the_child_is_told_and_erases(county: Flask) -> None:
    client = signed_in(county, cast.ADMINISTRATOR)
    for words in ("13800001111", "+86 138-0000-1111", "小 明", "小\u200b明"):
        assert PAGE in client.get("/erasure", query_string={"words": words}).text, words
    told = client.get(PAGE).text
    for words in ("小明", "仍保留", "fieldapp backup", "60 天", "永远清空"):
        assert words in told
    assert post(client, PAGE, sure="1").headers["Location"] == "/erasure"
    assert name_of(county) is None
    assert PAGE not in client.get("/erasure?words=小明").text
    assert "清除个人信息" in client.get("/audit?table=child").text


def test_nothing_is_erased_without_the_tick(county: Flask) -> None:
    assert post(signed_in(county, cast.ADMINISTRATOR), PAGE).status_code == 400
    assert name_of(county) == "小明"


@pytest.mark.parametrize("member", [cast.SUPERVISOR, cast.CLINIC, cast.OUTSIDER])
def test_only_the_county_s_administrator_may_erase(county: Flask, member: cast.Member) -> None:
    assert post(signed_in(county, member), PAGE, sure="1").status_code == 403
    assert name_of(county) == "小明"


def test_an_administrator_of_another_county_may_not(county: Flask) -> None:
    with county.app_context():
        add_person("elsewhere", "外县", "administrator", (cast.OTHER_COUNTY,), cast.PASSWORD)
        db.session.commit()
    elsewhere = cast.Member("elsewhere", "外县", "administrator", (cast.OTHER_COUNTY,))
    client = signed_in(county, elsewhere)
    assert post(client, PAGE, sure="1").status_code == 403
    assert PAGE not in client.get("/erasure?words=小明").text
    assert name_of(county) == "小明"
