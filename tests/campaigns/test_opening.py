"""What is asked before a campaign is opened, what cannot be closed yet, and which round is that of today."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from fieldapp.campaigns.states import current, too_close
from fieldapp.ground.clock import today
from fieldapp.ground.db import db
from fieldapp.models.campaigns import Assignment, Campaign, Round
from fieldapp.models.people import Person
from fieldapp.models.records import Child
from tests import cast
from tests.campaigns.office import CAMPAIGN, ROUND2, found_campaign
from tests.campaigns.test_campaign_pages import sheet
from tests.filled_forms import form_with, send
from tests.grown import grown
from tests.sync.county import key

PAGE, ACT = f"/campaigns/{CAMPAIGN}/plan", f"/campaigns/{CAMPAIGN}/act"
VILLAGES = ("430921103001", "430921103213", "430921103231")


@dataclass(frozen=True)
class Of:
    """A round as far as its days go."""

    n: int
    first_day: str
    last_day: str
    state: str = "open"


ROUNDS = (Of(1, "2025-12-01", "2025-12-09"), Of(2, "2026-01-05", "2026-01-09"))
CLOSED = (Of(1, "2025-12-01", "2025-12-09", "closed"), Of(2, "2026-01-05", "2026-01-09"))
LONG = (Of(1, "2025-12-01", "2026-01-20"), Of(2, "2026-01-05", "2026-01-09"))


@pytest.mark.parametrize(
    ("rounds", "on", "n"),
    [
        (ROUNDS, "2025-11-01", 1),  # nothing has begun
        (ROUNDS, "2025-12-01", 1),
        (ROUNDS, "2025-12-23", 1),  # the last day of its mop-up
        (ROUNDS, "2025-12-24", 2),  # round 1 is over, round 2 is next
        (ROUNDS, "2026-01-05", 2),
        (ROUNDS, "2026-11-29", 2),  # all are over
        (CLOSED, "2025-12-10", 2),
        (CLOSED, "2025-12-05", 2),
        (LONG, "2026-01-06", 2),
        (LONG, "2026-02-01", 1),  # only round 1 is in its mop-up
        ((), "2026-01-06", None),
    ],
)
def test_the_round_of_today_is_one_that_is_not_over(rounds: Sequence[Of], on: str, n: int | None) -> None:
    found = current(rounds, 14, date.fromisoformat(on))
    assert (found.n if found else None) == n


def test_rounds_follow_one_another_from_first_day_to_first_day() -> None:
    assert too_close(ROUNDS, 28) == []  # 35 days
    near = (ROUNDS[0], Of(2, "2025-12-28", "2025-12-30"), Of(3, "2026-02-01", "2026-02-02"))
    assert [(one.n, other.n, apart) for one, other, apart in too_close(near, 28)] == [(1, 2, 27)]


@pytest.fixture
@grown
def draft(app: Flask) -> Flask:
    """A draft of one township with three villages, its rounds six days apart, nobody assigned."""
    found_campaign(app, state="draft", areas=json.dumps([cast.TOWNSHIP]))
    with app.app_context():
        second = db.session.get_one(Round, ROUND2)
        second.first_day, second.last_day = "2025-12-15", "2025-12-20"
        db.session.commit()
    return app


def state(app: Flask) -> str:
    with app.app_context():
        return db.session.get_one(Campaign, CAMPAIGN).state


def assign(app: Flask, *villages: str) -> None:
    with app.app_context():
        for village in villages:
            words = {"round": ROUND2, "area": village, "person": _vaccinator()}  # all is past: the last round
            db.session.add(Assignment(key=key(village), **words))
        db.session.commit()


def _vaccinator() -> str:
    return db.session.scalars(select(Person.id).where(Person.username == cast.VACCINATOR.username)).one()


def test_opening_asks_about_villages_that_nobody_has_and_rounds_too_close(draft: Flask) -> None:
    client = cast.signed_in(draft, cast.SUPERVISOR)
    page = client.get(PAGE).text
    assert "第2轮的 3 个村里还有 3 个没有分到人" in page
    assert "首日只隔 14 天，两剂至少要隔 28 天" in page
    answer = cast.post(client, ACT, act="open")
    assert answer.status_code == 409 and "没有分到人" in answer.text
    assert state(draft) == "draft"
    assert cast.post(client, ACT, act="open", confirmed="1").status_code == 302
    assert state(draft) == "open"


def test_rounds_four_months_apart_are_not_asked_about(draft: Flask) -> None:
    assign(draft, *VILLAGES)
    with draft.app_context():
        second = db.session.get_one(Round, ROUND2)
        second.first_day, second.last_day = "2026-04-01", "2026-04-09"
        db.session.commit()
    client = cast.signed_in(draft, cast.SUPERVISOR)
    assert 'name="confirmed"' not in client.get(PAGE).text
    assert cast.post(client, ACT, act="open").status_code == 302


def test_all_that_is_asked_stands_there_at_once_with_the_way_to_mend_it(draft: Flask) -> None:
    with draft.app_context():
        campaign = db.session.get_one(Campaign, CAMPAIGN)
        campaign.document_no = campaign.document_name = None
        db.session.commit()
    client = cast.signed_in(draft, cast.SUPERVISOR)
    for page in (client.get(PAGE).text, cast.post(client, ACT, act="open").text):
        for words in ("没有分到人", "首日只隔 14 天", "还没有填写下达任务的文件"):
            assert page.count(words) == 1, words
        for words in ("去分村", "改日期</a>", "去填写"):
            assert words in page


def test_the_check_list_stays_when_the_campaign_is_open(draft: Flask) -> None:
    client = cast.signed_in(draft, cast.SUPERVISOR)
    assert "启动以前还有" in client.get(PAGE).text
    cast.post(client, ACT, act="open", confirmed="1")
    page = client.get(PAGE).text
    assert "已启动，还有" in page and "分村到人：3 个村里 0 个已分" in page


def test_tabs_keep_the_round_one_is_in(draft: Flask) -> None:
    """Today is after both rounds, so that without it every page would lead to round 2."""
    client = cast.signed_in(draft, cast.SUPERVISOR)
    first = f"/campaigns/{CAMPAIGN}/rounds/1"
    for page in ("posts", "batches", "list", "plan"):
        [way] = re.findall(
            rf'href="(/campaigns/{CAMPAIGN}/{page}\?round=1)"', client.get(f"{first}/assignments").text
        )
        tabs = client.get(way).text.partition('<nav class="tabs"')[2].partition("</nav>")[0]
        assert f"{first}/map" in tabs and "/rounds/2/map" not in tabs, page
        assert tabs.count("?round=1") == 4
    kept = cast.post(client, f"/campaigns/{CAMPAIGN}/posts?round=1", name="x", area=VILLAGES[0], kind="fixed")
    assert kept.headers["Location"].partition("#")[0].endswith("&round=1")


def test_opening_says_how_many_villages_are_left(draft: Flask) -> None:
    assign(draft, *VILLAGES[:2])
    assert "第2轮的 3 个村里还有 1 个没有分到人" in cast.signed_in(draft, cast.SUPERVISOR).get(PAGE).text


def test_a_plan_without_doubts_is_opened_at_once(draft: Flask) -> None:
    assign(draft, *VILLAGES)
    with draft.app_context():
        db.session.get_one(Campaign, CAMPAIGN).min_interval_days = 14
        db.session.commit()
    client = cast.signed_in(draft, cast.SUPERVISOR)
    assert 'name="confirmed"' not in client.get(PAGE).text
    assert cast.post(client, ACT, act="open").status_code == 302


def test_a_round_that_has_not_begun_is_not_to_be_closed(app: Flask) -> None:
    found_campaign(app)
    later = today() + timedelta(days=30)
    with app.app_context():
        second = db.session.get_one(Round, ROUND2)
        second.first_day, second.last_day = later.isoformat(), (later + timedelta(days=3)).isoformat()
        db.session.commit()
    client = cast.signed_in(app, cast.SUPERVISOR)
    page = client.get(PAGE).text
    assert f"/campaigns/{CAMPAIGN}/rounds/1/act" in page and f"/campaigns/{CAMPAIGN}/rounds/2/act" not in page
    refused = cast.post(client, f"/campaigns/{CAMPAIGN}/rounds/2/act", act="close")
    assert refused.status_code == 409 and "才开始" in refused.text
    assert cast.post(client, f"/campaigns/{CAMPAIGN}/rounds/1/act", act="close").status_code == 302


def test_tabs_lead_to_the_round_of_today(app: Flask) -> None:
    found_campaign(app)
    with app.app_context():
        second = db.session.get_one(Round, ROUND2)
        second.first_day = second.last_day = today().isoformat()
        db.session.commit()
    client = cast.signed_in(app, cast.SUPERVISOR)
    for page in ("plan", "posts", "list", "batches"):
        tabs = (
            client.get(f"/campaigns/{CAMPAIGN}/{page}")
            .text.partition('<nav class="tabs"')[2]
            .partition("</nav>")[0]
        )
        assert "/rounds/2/map" in tabs and "/rounds/1/map" not in tabs, page
    for path in (f"/campaigns/{CAMPAIGN}", f"/campaigns/{CAMPAIGN}/map"):
        assert "/rounds/2" in client.get(path).location


def _reviewed(client: FlaskClient, listed_on: str) -> str:
    rows = [("村", "姓名", "出生日期", "性别"), (cast.VILLAGE, "何小苗", "2022-03-04", "女")]
    file = (sheet(rows), "list.xlsx")
    return cast.post(client, f"/campaigns/{CAMPAIGN}/list/review", file=file, listed_on=listed_on).text


def test_a_list_brought_in_today_is_of_today_and_an_earlier_day_is_asked_about(app: Flask) -> None:
    found_campaign(app)
    client = cast.signed_in(app, cast.CLINIC)
    form = form_with(client.get(f"/campaigns/{CAMPAIGN}/list").text, "listed_on")
    assert form["listed_on"] == [today().isoformat()]
    page = _reviewed(client, form["listed_on"][0])
    assert page.count("算现场新增") == 2 and "算登记儿童" not in page and 'name="sure"' not in page
    page = _reviewed(client, "2025-11-20")
    assert page.count("算登记儿童") >= 2 and 'name="sure"' in page
    form = form_with(page, "token")
    to = f"/campaigns/{CAMPAIGN}/list/import"
    refused = send(client, to, form)
    assert refused.status_code == 422 and "早于已经开始的轮次" in refused.text
    with app.app_context():
        assert db.session.scalars(select(Child)).all() == []
    assert send(client, to, form, sure="1").status_code == 302
    with app.app_context():
        assert db.session.scalars(select(Child.listed_on)).all() == ["2025-11-20"]


def test_a_day_that_has_not_come_is_refused(app: Flask) -> None:
    found_campaign(app)
    page = _reviewed(cast.signed_in(app, cast.CLINIC), (today() + timedelta(days=1)).isoformat())
    assert re.search(r'role="alert">[^<]*今天', page)
