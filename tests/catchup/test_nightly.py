"""The night's count: what a county of many children shows, with its day."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from fieldapp.catchup.gaps import looking
from fieldapp.catchup.plan import asking as planning
from fieldapp.catchup.tables import asking
from fieldapp.catchup.tables.nightly import count_all
from fieldapp.ground.db import db
from fieldapp.models.catchups import GapCount
from fieldapp.sync.from_office.office_device import record
from tests import cast
from tests.answer_words import words_in
from tests.catchup.test_campaign_pages import TO_LAST, at, count, done, opened, village
from tests.sync.county import key

__all__ = ["village"]


@pytest.fixture
def many(village: Flask, monkeypatch: pytest.MonkeyPatch) -> tuple[Flask, str]:
    """The six, where six are too many to be worked out at once."""
    campaign = opened(village)
    at(monkeypatch, TO_LAST)
    done(village, campaign)
    for module in (looking, planning, asking):
        monkeypatch.setattr(module, "AT_ONCE", 5)
    return village, campaign


def tonight(app: Flask) -> dict[str, int]:
    with app.test_request_context():
        return count_all(db.engine, app.config["INSTANCE"], date(2026, 11, 28))


def words_of(app: Flask, path: str) -> str:
    page = cast.signed_in(app, cast.SUPERVISOR).get(path).text
    return words_in(page)


def test_before_the_first_night_nothing_is_made_up(many: tuple[Flask, str]) -> None:
    app, campaign = many
    assert "夜里还没有统计过" in words_of(app, "/gaps")
    assert "夜里统计以后才有数" in words_of(app, f"/catchup/{campaign}")
    assert "要等夜里统计后才有数" in count(cast.signed_in(app, cast.SUPERVISOR))


def test_a_night_s_count_stands_with_its_day(many: tuple[Flask, str]) -> None:
    app, campaign = many
    assert tonight(app)[cast.COUNTY] == 6
    page = words_of(app, "/gaps")
    assert "2026-11-28 夜里统计的" in page and "6 名0—6岁儿童里，2 名有漏种的" in page
    page = words_of(app, f"/catchup/{campaign}")
    assert "2026-11-28 夜里统计的" in page and "还有 2 名儿童没补完，需要补种的有 5 名" in page
    assert "71.43% 5 / 7" in page
    summary = words_of(app, f"/catchup/{campaign}/summary")
    assert "合计 6 4 2 6 0 6 0 5 3 2 3 3 0 60.00" in summary
    assert "2 名有漏种，要补 2 剂次" in count(cast.signed_in(app, cast.SUPERVISOR))
    only = words_of(app, f"/catchup/{campaign}/children?area={cast.COUNTY}")
    assert "先选一个乡镇" in only


def test_a_later_night_takes_the_place_of_the_one_before(many: tuple[Flask, str]) -> None:
    app, _campaign = many
    tonight(app)
    before = _rows(app)
    tonight(app)
    assert _rows(app) == before and before > 0


def _rows(app: Flask) -> int:
    with app.app_context():
        return len(db.session.scalars(select(GapCount)).all())


def test_a_township_whose_first_child_came_since_the_night_is_there(many: tuple[Flask, str]) -> None:
    app, _campaign = many
    tonight(app)
    words = {"name": "新来", "born": "2024-01-01"}
    said = [{"kind": "child", "key": key("came since"), "area": "430921101001", "data": words}]
    with app.app_context():
        (receipt,) = record(db.engine, cast.person_id(app, cast.SUPERVISOR), said)
    assert receipt["outcome"] == "applied"
    page = cast.signed_in(app, cast.SUPERVISOR).get("/gaps")
    assert page.text.count("/gaps?area=4309211") == 2 and "/gaps?area=430921101" in page.text
    assert "6 名0—6岁儿童里，2 名有漏种的" in page.text
