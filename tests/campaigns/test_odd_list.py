"""Days and places that cannot be stand on a list of the inbox, with who and what, until they are taken back."""

from __future__ import annotations

from io import BytesIO

import openpyxl
import pytest
from flask import Flask

from tests import cast
from tests.campaigns.office import found_campaign, listed, record, visited
from tests.cast import signed_in
from tests.sync.county import key, operation, void


@pytest.fixture
def county(app: Flask) -> Flask:
    found_campaign(app)
    record(app, cast.VACCINATOR, listed("小明", born="2021-05-04"))
    return app


def dose(given_on: str) -> dict[str, object]:
    return operation(
        "dose", {"child": key("小明"), "product": "bOPV", "given_on": given_on}, area=cast.VILLAGE
    )


def test_what_cannot_be_is_listed_with_its_reason(county: Flask) -> None:
    record(
        county, cast.VACCINATOR, dose("1900-01-01"), dose("2021-05-01"), visited("小明", lat=112.4, lon=29.3)
    )
    client = signed_in(county, cast.SUPERVISOR)
    page = client.get("/inbox/odd").text
    for words in ("小明", "1900-01-01", "接种日期在出生以前", "位置不对", "112.4", "王建国"):
        assert words in page, words
    assert 'href="/inbox/odd"' in client.get("/inbox").text
    sheet = openpyxl.load_workbook(BytesIO(client.get("/inbox/odd.xlsx").data)).active
    assert sheet is not None
    assert len([row for row in sheet.values if str(row[0]).startswith("小明")]) == 3


def test_what_was_taken_back_is_listed_no_longer(county: Flask) -> None:
    record(county, cast.VACCINATOR, wrong := dose("2999-01-01"))
    client = signed_in(county, cast.SUPERVISOR)
    assert "2999-01-01" in client.get("/inbox/odd").text
    record(county, cast.VACCINATOR, void(wrong))
    assert "2999-01-01" not in client.get("/inbox/odd").text


@pytest.mark.parametrize("member", [cast.OUTSIDER, cast.NURSE, cast.OBSERVER, cast.VACCINATOR])
def test_the_list_is_for_those_who_read_the_inbox_there(county: Flask, member: cast.Member) -> None:
    record(county, cast.VACCINATOR, dose("2999-01-01"))
    for path in ("/inbox/odd", "/inbox/odd.xlsx"):
        answer = signed_in(county, member).get(path)
        assert answer.status_code == 403 or "小明".encode() not in answer.data
