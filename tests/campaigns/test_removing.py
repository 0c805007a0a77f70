"""A post, a round or a draft campaign made by mistake can be removed; one that something rests on says what does."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import func, select

from fieldapp.ground.db import db
from fieldapp.models.audit import Audit
from fieldapp.models.campaigns import Assignment, Campaign, Post, Round, Tally
from fieldapp.sync.rework.replay import recount
from tests import cast
from tests.campaigns.office import CAMPAIGN, ROUND1, ROUND2, found_campaign, record, some_children, visited
from tests.cast import person_id, post, signed_in
from tests.sync.county import key, operation

HOME = f"/campaigns/{CAMPAIGN}"
POST = key("office post")


def found_post(app: Flask) -> str:
    with app.app_context():
        db.session.add(Post(key=POST, campaign=CAMPAIGN, area=cast.VILLAGE, name="村卫生室", kind="fixed"))
        db.session.commit()
    return f"{HOME}/posts/{POST}/remove"


def left(app: Flask, of: type) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(of)) or 0


def test_a_round_without_any_record_goes_with_its_counts_and_nothing_else(app: Flask) -> None:
    found_campaign(app)
    some_children(app)
    client, path = signed_in(app, cast.SUPERVISOR), f"{HOME}/rounds/2/remove"
    assert path in client.get(f"{HOME}/plan").text
    assert "第2轮（2026-01-05 – 2026-01-09）" in client.get(path).text
    assert left(app, Round) == 2  # the page only asks
    assert post(client, path).headers["Location"] == f"{HOME}/plan"
    with app.app_context():
        assert [row.key for row in db.session.scalars(select(Round))] == [ROUND1]
        assert set(db.session.scalars(select(Tally.round))) == {ROUND1}
        line = db.session.scalars(select(Audit).where(Audit.action == "delete")).one()
        assert (line.table, line.row, line.by) == ("round", ROUND2, person_id(app, cast.SUPERVISOR))
        assert recount(db.engine, lambda _words: None) == []


def test_without_the_first_round_the_second_is_counted_afresh(app: Flask) -> None:
    found_campaign(app)
    born = {"name": "小兵", "sex": "male", "born": "2021-12-20", "listed_on": "2025-11-20"}
    some = {"round": ROUND2, "child": key("小兵"), "on": "2026-01-06", "mode": "post"}
    record(app, cast.VACCINATOR, operation("child", born, key=key("小兵"), area=cast.VILLAGE))
    record(app, cast.VACCINATOR, operation("visit", some | {"outcome": "vaccinated"}, area=cast.VILLAGE))

    def ages() -> set[str]:
        """On the campaign's first day, by which the round table counts."""
        with app.app_context():
            first = (Tally.round == ROUND2, Tally.slice.like("first:%"), Tally.n > 0)
            return {one.partition("|")[0] for one in db.session.scalars(select(Tally.slice).where(*first))}

    assert ages() == {"first:3"}
    post(signed_in(app, cast.SUPERVISOR), f"{HOME}/rounds/1/remove")
    assert ages() == set()  # the same day as the round's, which is not counted twice
    with app.app_context():
        assert recount(db.engine, lambda _words: None) == []


@pytest.mark.parametrize("what", ["visit", "zero report", "assignment"])
def test_a_round_that_something_rests_on_says_what(app: Flask, what: str) -> None:
    found_campaign(app)
    client, path = signed_in(app, cast.SUPERVISOR), f"{HOME}/rounds/1/remove"
    if what == "visit":
        some_children(app)
    elif what == "zero report":
        said = {"round": ROUND1, "on": "2025-12-01"}
        record(app, cast.VACCINATOR, operation("zero_report", said, area=cast.VILLAGE))
    else:
        given = {"area": cast.VILLAGE, "person": person_id(app, cast.VACCINATOR)}
        post(client, f"{HOME}/rounds/1/assignments", **given)
    words = "分给人员的 1 项分工" if what == "assignment" else "手机上报的记录"
    page = client.get(path).text
    assert words in page and '<button class="danger"' not in page
    answer = post(client, path)
    assert (answer.status_code, left(app, Round)) == (409, 2)
    assert f"“第1轮”不能删除，因为有{words}" in answer.text


def test_the_only_round_of_an_open_campaign_stays(app: Flask) -> None:
    found_campaign(app)
    client = signed_in(app, cast.SUPERVISOR)
    post(client, f"{HOME}/rounds/2/remove")
    answer = post(client, f"{HOME}/rounds/1/remove")
    assert (answer.status_code, left(app, Round)) == (409, 1)
    assert "至少要有一轮" in answer.text


def test_a_post_nobody_used_is_removed(app: Flask) -> None:
    found_campaign(app)
    path = found_post(app)
    client = signed_in(app, cast.CLINIC)
    assert path in client.get(f"{HOME}/posts?post={POST}").text
    assert "删除 村卫生室" in client.get(path).text
    assert post(client, path).headers["Location"] == f"{HOME}/posts"
    assert left(app, Post) == 0


@pytest.mark.parametrize("what", ["visit", "assignment"])
def test_a_post_that_something_rests_on_says_what(app: Flask, what: str) -> None:
    found_campaign(app)
    path, client = found_post(app), signed_in(app, cast.CLINIC)
    some_children(app)
    if what == "visit":
        record(app, cast.VACCINATOR, visited("小红", post=POST))
    else:
        given = {"post": POST, "person": person_id(app, cast.VACCINATOR)}
        assert post(client, f"{HOME}/rounds/1/assignments", **given).status_code == 302
    answer = post(client, path)
    assert (answer.status_code, left(app, Post)) == (409, 1)
    assert ("手机上报的记录" if what == "visit" else "1 项分工") in answer.text


def test_a_draft_goes_with_its_rounds_and_posts(app: Flask) -> None:
    found_campaign(app, state="draft")
    found_post(app)
    client, path = signed_in(app, cast.SUPERVISOR), f"{HOME}/remove"
    assert path in client.get(f"{HOME}/plan").text
    assert "（2 个）" in client.get(path).text
    assert post(client, path).headers["Location"] == "/campaigns"
    assert [left(app, of) for of in (Campaign, Round, Post)] == [0, 0, 0]


def test_a_post_named_like_the_campaign_takes_no_rounds_with_it_in_the_page_s_words(app: Flask) -> None:
    found_campaign(app)
    path = found_post(app)
    with app.app_context():
        db.session.get_one(Post, POST).name = db.session.get_one(Campaign, CAMPAIGN).name
        db.session.commit()
    assert "接种点一并删除" not in signed_in(app, cast.SUPERVISOR).get(path).text


def test_in_a_draft_a_village_taken_back_leaves_nothing_behind(app: Flask) -> None:
    found_campaign(app, state="draft")
    client = signed_in(app, cast.SUPERVISOR)
    given = {"area": cast.VILLAGE, "person": person_id(app, cast.VACCINATOR)}
    post(client, f"{HOME}/rounds/1/assignments", **given)
    answer = post(client, f"{HOME}/remove")
    assert answer.status_code == 409 and "1 项分工" in answer.text
    with app.app_context():
        assignment = db.session.scalars(select(Assignment.key)).one()
    post(client, f"{HOME}/rounds/1/assignments/{assignment}/end")
    assert post(client, f"{HOME}/remove").status_code == 302
    assert left(app, Campaign) == 0


def test_a_campaign_that_was_opened_and_a_closed_one_s_rounds_stay(app: Flask) -> None:
    found_campaign(app)
    path = found_post(app)
    client = signed_in(app, cast.SUPERVISOR)
    assert post(client, f"{HOME}/remove").status_code == 409
    assert client.get(f"{HOME}/remove").status_code == 409
    post(client, f"{HOME}/act", act="close")
    for closed in (f"{HOME}/rounds/2/remove", path):
        assert "这次活动已结束" in post(client, closed).text
    assert [left(app, of) for of in (Campaign, Round, Post)] == [1, 2, 1]


@pytest.mark.parametrize("member", [cast.OUTSIDER, cast.OBSERVER, cast.VACCINATOR], ids=lambda m: m.username)
def test_others_remove_nothing(app: Flask, member: cast.Member) -> None:
    found_campaign(app)
    client = signed_in(app, member)
    for path in (f"{HOME}/remove", f"{HOME}/rounds/2/remove", found_post(app)):
        assert client.get(path).status_code == post(client, path).status_code == 403
        assert left(app, Round) == 2
