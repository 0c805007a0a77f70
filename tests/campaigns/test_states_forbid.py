"""What a draft and a closed campaign forbid, in the office and on phones."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import func, select

from fieldapp.ground.db import db
from fieldapp.models.campaigns import Assignment, Post, Round
from fieldapp.sync.outgoing.setup import setup_changes
from tests import cast
from tests.campaigns.office import CAMPAIGN, ROUND1, found_campaign, record, some_children, visited
from tests.campaigns.test_campaign_pages import PLAN, ROUND_PAGE, sheet
from tests.cast import post, signed_in
from tests.sync.county import tally


def numbers(app: Flask) -> list[int]:
    """How many rounds, posts and assignments there are."""
    with app.app_context():
        return [
            db.session.scalar(select(func.count()).select_from(of)) or 0 for of in (Round, Post, Assignment)
        ]


def test_a_closed_campaign_is_changed_by_nobody_until_it_is_opened_again(app: Flask) -> None:
    found_campaign(app)
    client, person = signed_in(app, cast.SUPERVISOR), cast.person_id(app, cast.VACCINATOR)
    given = {"area": cast.VILLAGE, "person": person, "expected": "3"}
    rows = [("村代码", "用户名", "预计人数"), (cast.VILLAGE, "vaccinator", "30")]
    attempts = [
        ("/edit", PLAN),
        ("/rounds", {"first_day": "20260301", "last_day": "20260302"}),
        ("/posts", {"area": cast.VILLAGE, "name": "村卫生室", "kind": "fixed"}),
        ("/rounds/1/assignments", given),
    ]
    post(client, f"/campaigns/{CAMPAIGN}/act", act="close")
    before = numbers(app)
    for path, words in attempts:
        assert "这次活动已结束" in post(client, f"/campaigns/{CAMPAIGN}{path}", **words).text, path
    answer = post(client, f"{ROUND_PAGE}/assignments/import", file=(sheet(rows), "a.xlsx"))
    assert "这次活动已结束" in answer.text
    assert numbers(app) == before
    assert "修改方案" not in client.get(f"/campaigns/{CAMPAIGN}/plan").text
    post(client, f"/campaigns/{CAMPAIGN}/act", act="open")
    for path, words in attempts:
        assert post(client, f"/campaigns/{CAMPAIGN}{path}", **words).status_code == 302, path


def test_a_closed_campaign_still_counts_what_phones_send(app: Flask) -> None:
    found_campaign(app, state="closed")
    some_children(app)
    record(app, cast.VACCINATOR, visited("小红"))
    with app.app_context():
        assert tally(db.engine, round_=ROUND1)["vaccinated"] == 3


def on_phones(app: Flask) -> list[str]:
    """What the phones of the village know of campaigns."""
    with app.app_context(), db.engine.connect() as connection:
        told = setup_changes(connection, [cast.VILLAGE], app.config["INSTANCE"])
    return [one["data"]["state"] for one in told if one["kind"] == "campaign"]


def test_a_draft_counts_nothing_until_it_is_opened(app: Flask) -> None:
    found_campaign(app, state="draft")
    some_children(app)
    with app.app_context():
        assert tally(db.engine, round_=ROUND1) == {}
    assert on_phones(app) == []
    post(signed_in(app, cast.SUPERVISOR), f"/campaigns/{CAMPAIGN}/act", act="open", confirmed="1")
    with app.app_context():
        assert tally(db.engine, round_=ROUND1)["vaccinated"] == 2
    assert on_phones(app) == ["open"]
