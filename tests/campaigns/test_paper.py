"""Tallies told by telephone stand beside the counted figures, never in them, and give way when records come."""

from __future__ import annotations

import re
from io import BytesIO

import openpyxl
import pytest
from flask import Flask

from fieldapp.campaigns.rounds.paper_tallies import parts_of
from fieldapp.office.inbox import items
from tests import cast
from tests.campaigns.office import CAMPAIGN, ROUND1, found_campaign, listed, record, visited
from tests.cast import signed_in
from tests.grown import grown
from tests.sync.county import operation

PAGE = f"/campaigns/{CAMPAIGN}/rounds/1"


@pytest.fixture
@grown
def county(app: Flask) -> Flask:
    found_campaign(app)
    return app


def told(counts: object, at: str = "2025-12-01T10:00:00.000Z") -> dict[str, object]:
    said = {"round": ROUND1, "on": "2025-12-01", "source": "phone", "counts": counts}
    return operation("paper_tally", said, area=cast.VILLAGE, at=at)


def test_a_tally_told_by_telephone_is_shown_unverified_and_gives_way(county: Flask) -> None:
    record(
        county,
        cast.CLINIC,
        told({"0": {"local": 7}}),
        told({"0": {"local": 2, "migrant": 1}}, "2025-12-01T11:00:00.000Z"),
    )
    record(county, cast.VACCINATOR, listed("小明"), visited("小明"))
    page = signed_in(county, cast.SUPERVISOR).get(PAGE).text
    assert "报来 3 剂，其中 2 剂的记录还没有到" in page
    assert "1 / 1" in re.sub("<[^>]*>", "", page)  # coverage knows the record only
    record(county, cast.VACCINATOR, *(one for n in ("甲", "乙") for one in (listed(n), visited(n))))
    assert "报来 3 剂，其中 0 剂的记录还没有到" in signed_in(county, cast.SUPERVISOR).get(PAGE).text


def test_a_tally_whose_parts_do_not_add_up_is_flagged(county: Flask) -> None:
    record(county, cast.CLINIC, told({"0": 2, "total": 5}))
    assert "分项和合计不符" in signed_in(county, cast.SUPERVISOR).get(PAGE).text


def test_without_tallies_nothing_is_said(county: Flask) -> None:
    assert "未核" not in signed_in(county, cast.SUPERVISOR).get(PAGE).text


@pytest.mark.parametrize(
    ("counts", "sum_", "adds_up"),
    [
        ({"0": {"local": 2, "migrant": 1}, "1": {"local": 4}}, 7, True),
        ({"0|local": 2, "合计": 2}, 2, True),
        ({"total": 9}, 9, True),
        ({"0": 2, "total": 9}, 2, False),
        ([1, 2, [3]], 6, True),
        ({"0": -4, "1": True, "2": "many", "3": None, "4": 2.5}, 0, True),
        (None, 0, True),
        ("many", 0, True),
    ],
)
def test_parts_are_added_up_whatever_their_shape(counts: object, sum_: int, adds_up: bool) -> None:
    assert parts_of(counts) == (sum_, adds_up)


def test_downloads_of_the_inbox_are_whole(county: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(items, "PAGE", 2)
    record(county, cast.VACCINATOR, *(visited(f"孩子{n}", "vaccinated_ok") for n in range(5)))
    record(county, cast.VACCINATOR, *(listed(f"没生日{n}", born=None) for n in range(5)))
    client = signed_in(county, cast.SUPERVISOR)
    for path in ("/inbox/inbox.xlsx", "/inbox/waiting.xlsx"):
        sheet = openpyxl.load_workbook(BytesIO(client.get(path).data)).active
        assert sheet is not None and sheet.max_row == 6, path
