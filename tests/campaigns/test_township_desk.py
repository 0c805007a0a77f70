"""The desk of a township's supervisor: every way leads somewhere, and every figure is of her township."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from io import BytesIO

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient

from fieldapp.accounts.people import add_person
from fieldapp.ground.db import db
from tests import cast
from tests.campaigns.office import CAMPAIGN, found_campaign, listed, record, some_children
from tests.grown import grown
from tests.sync.county import key, operation

TOWN = cast.Member("town", "邹建德", "supervisor", (cast.TOWNSHIP,))
ELSEWHERE = cast.Member("next-township", "易远方", "vaccinator", ("430921101001",))
ROUND_PAGE = f"/campaigns/{CAMPAIGN}/rounds/1"
MOST = 3000


@pytest.fixture
@grown
def county(app: Flask) -> Flask:
    """Three children in her township, two in the next one, and a record there that nobody could count."""
    with app.app_context():
        for member in (TOWN, ELSEWHERE):
            add_person(member.username, member.name, member.role, member.areas, cast.PASSWORD)
        db.session.commit()
    found_campaign(app)
    some_children(app)
    house = operation("household", {"head": "易"}, key=key("far house"), area="430921101001")
    far = [
        listed(name, area="430921101001", sex=sex, household=key("far house"))
        for name, sex in (("远儿", "female"), ("方儿", "male"))
    ]
    nowhere = operation("household", {"head": "无"}, key=key("lost"), area="430921101299")
    record(app, ELSEWHERE, house, *far, nowhere)
    return app


@pytest.fixture
def desk(county: Flask) -> FlaskClient:
    return cast.signed_in(county, TOWN)


def pages(client: FlaskClient) -> Iterator[tuple[str, int, bytes]]:
    """Every address that the pages of this person lead to, from the front page on."""
    waiting, seen = ["/"], set()
    while waiting and len(seen) < MOST:
        path = waiting.pop(0)
        if path in seen:
            continue
        seen.add(path)
        answer = client.get(path, follow_redirects=True)
        yield path, answer.status_code, answer.data
        if answer.mimetype == "text/html":
            found = [unescape(href).split("#")[0] for href in re.findall(r' href="([^"]+)"', answer.text)]
            waiting += [href if href[0] == "/" else path.split("?")[0] + href for href in found if href]
    assert len(seen) < MOST


def test_every_link_of_the_desk_opens_and_nothing_names_the_next_township(desk: FlaskClient) -> None:
    """One walk for both: some 1,700 pages, workbooks and papers."""
    refused, walked = {}, 0
    for path, status, body in pages(desk):
        walked += 1
        if status != 200:
            refused[path] = status
        if path.startswith("/areas"):  # the tree of places is everybody's
            continue
        words = sheet_words(body) if body[:2] == b"PK" else body.decode(errors="replace")
        for theirs in ("厂窖", "易远方", "远儿", "方儿", "next-township"):
            assert theirs not in words, path
    assert refused == {}
    assert walked > 40


def sheet_words(content: bytes) -> str:
    book = openpyxl.load_workbook(BytesIO(content), read_only=True)
    return " ".join(str(cell) for page in book for row in page.values for cell in row)


def test_the_figures_are_of_the_township(app: Flask, desk: FlaskClient) -> None:
    hers, whole = desk.get(ROUND_PAGE).text, cast.signed_in(app, cast.SUPERVISOR).get(ROUND_PAGE).text
    assert "登记 2 ＋" in hers
    assert "登记 4 ＋" in whole
    assert 'name="area"' not in hers  # one township is no choice
    assert 'name="area"' in whole


def test_what_only_the_county_decides_is_not_offered(app: Flask, desk: FlaskClient) -> None:
    plan = f"/campaigns/{CAMPAIGN}/plan"
    assert "<form" not in desk.get(plan).text.split("<main")[1]
    assert "由县疾控管" in desk.get(plan).text
    assert "启动和结束" in cast.signed_in(app, cast.SUPERVISOR).get(plan).text
