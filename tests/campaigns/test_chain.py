"""A number leads somewhere: county, township, village, who is responsible, the children still missing, the child."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from io import BytesIO

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient

from fieldapp.ground.clock import today
from fieldapp.ground.db import db
from fieldapp.models.campaigns import Campaign, Round
from fieldapp.models.people import Person, PersonArea
from tests import cast
from tests.campaigns.office import (
    CAMPAIGN,
    ROUND1,
    ROUND2,
    found_campaign,
    listed,
    record,
    some_children,
    visited,
)
from tests.cast import person_id, post, signed_in
from tests.grown import grown
from tests.sync.county import key, operation

ROUND_PAGE = f"/campaigns/{CAMPAIGN}/rounds/1"
VILLAGE_PAGE = f"{ROUND_PAGE}?area={cast.VILLAGE}"
CALLED = '<a class="tel" href="tel:13900000001">13900000001</a>'


@pytest.fixture
@grown
def county(app: Flask) -> Flask:
    """Four villages' worth of children still to dose; the worst village is the vaccinator's, who has a telephone."""
    found_campaign(app)
    some_children(app)
    home = {"head": "李", "group": "3组", "door": "12号", "address": "学堂边"}
    house = operation("household", home, key=key("李家"), area=cast.VILLAGE)
    record(
        app,
        cast.VACCINATOR,
        house,
        listed("李小雨", household=key("李家"), guardian="李妈", phone="13800000001"),
        listed("李小云", household=key("李家")),
        visited("李小雨", "refused", reason="fear", on="2025-12-02"),
        listed("邻村的", area=cast.OTHER_VILLAGE),
    )
    record(app, cast.SUPERVISOR, listed("远村的", area="430921101001"))
    with app.app_context():
        db.session.get_one(Person, person_id(app, cast.VACCINATOR)).phone = "13900000001"
        db.session.commit()
    given = {"area": cast.VILLAGE, "person": person_id(app, cast.VACCINATOR)}
    post(signed_in(app, cast.SUPERVISOR), f"{ROUND_PAGE}/assignments", **given)
    return app


def part(page: str, begins: str, ends: str) -> str:
    """The text of a page between two marks, without tags, blanks drawn together."""
    words = page.split(begins, 1)[1].split(ends, 1)[0]
    return re.sub(r"\s+", " ", re.sub("<[^>]*>", " ", words)).strip()


def said(client: FlaskClient, path: str) -> str:
    """The sentence a page begins with."""
    return part(client.get(path).text, 'class="sentence">', "</p>").replace(" ", "")


def test_every_page_on_the_way_begins_with_its_own_sentence(county: Flask) -> None:
    client = signed_in(county, cast.SUPERVISOR)
    assert said(client, "/") == said(client, ROUND_PAGE)
    assert re.fullmatch(r"过了最后一天，还差5个，在青树嘴镇青树嘴村委会、.+和.+。", said(client, ROUND_PAGE))
    assert (
        said(client, f"{ROUND_PAGE}?area={cast.TOWNSHIP}")
        == "过了最后一天，还差4个，在青树嘴村委会和玖丰庙村。"
    )
    assert said(client, VILLAGE_PAGE) == "过了最后一天，还差3个，1个还没去过，2个要再去。"


def test_the_front_page_names_the_worst_villages_and_whom_to_call(county: Flask) -> None:
    page = signed_in(county, cast.SUPERVISOR).get("/").text
    rows = re.findall(r"<tr>.*?</tr>", page.split("先去这几个村", 1)[1].split("</table>")[0], re.DOTALL)
    worst = [row for row in rows if "scope" in row]
    assert len(worst) == 3 and "青树嘴村委会" in worst[0] and CALLED in worst[0]
    assert f'href="{VILLAGE_PAGE}"' in worst[0]


def test_a_village_says_who_is_responsible_and_which_children_are_missing(county: Flask) -> None:
    page = signed_in(county, cast.SUPERVISOR).get(VILLAGE_PAGE).text
    assert "王建国" in part(page, "谁负责</h2>", "</section>") and CALLED in page
    missing = page.split('id="missing"', 1)[1].split("</table>")[0]
    names = [re.sub("<[^>]*>", "", one) for one in re.findall(r'<th scope="row">(.*?)</th>', missing)]
    assert sorted(names) == ["小红", "李小云", "李小雨"]
    row = next(one for one in missing.split("<tr>") if "李小雨" in one)

    for words in ("家长拒绝（怕不良反应）", "2025-12-02", "王建国", "李妈", 'href="tel:13800000001"'):
        assert words in row


def test_each_step_is_one_link_from_the_county_to_the_child(county: Flask) -> None:
    client = signed_in(county, cast.SUPERVISOR)
    names = ("青树嘴镇", "青树嘴村委会", "李小雨")
    address = ROUND_PAGE
    for name in names:
        page = client.get(address).text
        [href] = {unescape(one) for one in re.findall(rf'<a class="go" href="([^"]*)">{name}</a>', page)}
        address = href
    page = client.get(address).text
    assert "<h1>李小雨</h1>" in page and CALLED in page
    for words in ("李妈", "13800000001", "3组 12号 学堂边", "2021-05-04", "家长拒绝（怕不良反应）", "第1轮"):
        assert words in page


def test_the_way_back_up_stands_above_and_begins_with_what_one_sees(county: Flask) -> None:
    client = signed_in(county, cast.SUPERVISOR)
    crumbs = part(client.get(VILLAGE_PAGE).text, '<nav class="crumbs"', "</nav>").split(">", 1)[1]
    assert crumbs.split() == ["南县", "青树嘴镇", "青树嘴村委会"]
    assert '<nav class="crumbs"' not in client.get(ROUND_PAGE).text
    own = signed_in(county, cast.VILLAGE_WORKER).get(ROUND_PAGE).text
    assert '<nav class="crumbs"' not in own


def test_back_from_a_child_leads_to_the_page_one_came_from(county: Flask) -> None:
    client = signed_in(county, cast.SUPERVISOR)
    child = f"{ROUND_PAGE}/children/{key('李小雨')}"
    came = f"{ROUND_PAGE}/children?cell=all+short&area={cast.TOWNSHIP}"
    page = client.get(child, headers={"Referer": f"http://localhost{came}"}).text
    assert f'href="{came}" data-back' in unescape(page)
    assert f'href="{VILLAGE_PAGE}" data-back' in client.get(child).text
    away = client.get(child, headers={"Referer": "http://evil.example/x"}).text
    assert "evil.example" not in away


@pytest.mark.parametrize("member", [cast.OBSERVER, cast.OUTSIDER, cast.NURSE])
def test_who_may_not_see_children_reaches_none(county: Flask, member: cast.Member) -> None:
    client = signed_in(county, member)
    assert client.get(f"{ROUND_PAGE}/children/{key('李小雨')}").status_code == 403
    for path in ("/", ROUND_PAGE, VILLAGE_PAGE, f"{ROUND_PAGE}/wall"):
        page = client.get(path).text
        assert "李小雨" not in page and "13900000001" not in page


def test_a_child_of_a_village_that_is_not_one_s_own_is_not_shown(county: Flask) -> None:
    client = signed_in(county, cast.VILLAGE_WORKER)
    assert client.get(f"{ROUND_PAGE}/children/{key('李小雨')}").status_code == 200
    assert client.get(f"{ROUND_PAGE}/children/{key('邻村的')}").status_code == 403
    assert client.get(f"{ROUND_PAGE}/children/{key('nobody')}").status_code == 404


def test_a_village_that_is_nobody_s_says_so_and_where_to_give_it(county: Flask) -> None:
    client = signed_in(county, cast.SUPERVISOR)
    page = client.get(f"{ROUND_PAGE}?area=430921101001").text
    assert "这一轮还没有分给人" in page and f'href="{ROUND_PAGE}/assignments"' in page


def test_villages_stand_under_the_sum_of_their_township(county: Flask) -> None:
    client = signed_in(county, cast.SUPERVISOR)
    page = client.get(ROUND_PAGE).text
    table = page.split('id="villages"', 1)[1].split("</table>")[0]
    rows = [part(row, ">", "</tr>").split(" ") for row in table.split("<tr")[2:]]  # of the heads the first
    sums = [row for row in table.split("<tr")[2:] if 'class="sub' in row.split(">")[0] + ">"]
    assert rows.pop(0)[:2] == ["合计", "5"]
    assert "青树嘴镇" in sums[0] and rows[0][:2] == ["青树嘴镇", "4"] and rows[1][0] == "青树嘴村委会"
    assert 'class="list numbers cards places grouped folded"' in page
    assert 'class="list numbers cards places grouped"' in client.get(f"{ROUND_PAGE}?list=villages").text


def begins_on(app: Flask, day: str, **campaign: str) -> None:
    """Let round 2 begin on a day, and change the campaign."""
    with app.app_context():
        found = db.session.get_one(Round, ROUND2)
        found.first_day, found.last_day = day, "2099-12-30"
        for name, value in campaign.items():
            setattr(db.session.get_one(Campaign, CAMPAIGN), name, value)
        db.session.commit()


def test_before_its_first_day_a_round_has_a_date_no_percentage_and_nothing_red(county: Flask) -> None:
    begins_on(county, "2099-12-01")
    client = signed_in(county, cast.SUPERVISOR)
    page = client.get(f"/campaigns/{CAMPAIGN}/rounds/2").text
    assert said(client, f"/campaigns/{CAMPAIGN}/rounds/2") == "2099年12月1日开始，名单上有7个孩子。"
    shown = page.split("<main", 1)[1]
    assert "0.00" not in shown and "100.00" not in shown and "%</small>" not in shown
    assert 'class="mark"' not in shown and "<rect" not in shown.split("</svg>")[0].split('class="chart"')[0]
    home = client.get("/").text.split("第2轮 <", 1)[1]
    assert "2099年12月1日开始" in home and "0.00" not in home and "先去" not in home


def test_a_draft_is_not_said_to_be_going_on(county: Flask) -> None:
    begins_on(county, today().isoformat(), state="draft")
    client = signed_in(county, cast.SUPERVISOR)
    for path in (f"/campaigns/{CAMPAIGN}/plan", "/campaigns", f"/campaigns/{CAMPAIGN}/rounds/2"):
        page = client.get(path).text
        assert "筹备" in page and "进行中" not in page
    assert said(client, f"/campaigns/{CAMPAIGN}/rounds/2") == "还在筹备，启动后才计数。"


def test_an_opened_campaign_has_not_begun_before_its_first_round(county: Flask) -> None:
    client = signed_in(county, cast.SUPERVISOR)
    assert "进行中" in client.get("/campaigns").text
    begins_on(county, "2099-12-01")
    with county.app_context():
        first = db.session.get_one(Round, ROUND1)
        first.first_day, first.last_day = "2099-11-01", "2099-11-09"
        db.session.commit()
    page = client.get("/campaigns").text
    assert "还没开始" in page and "进行中" not in page


def test_the_wall_shows_places_and_figures_and_refreshes_and_names_nobody(county: Flask) -> None:
    client = signed_in(county, cast.SUPERVISOR)
    page = client.get(f"{ROUND_PAGE}/wall").text
    assert said(client, f"{ROUND_PAGE}/wall") == said(client, ROUND_PAGE)
    assert "data-poll" in page and "poll.js" in page and "2 / 7" in page and "青树嘴镇" in page
    for name in ("王建国", "13900000001", "李小雨"):
        assert name not in page
    again = client.get(f"{ROUND_PAGE}/wall?part=wall").text
    assert "<html" not in again and "2 / 7" in again
    assert "<form" not in page  # nothing can be changed there


def test_campaigns_and_batches_come_as_workbooks(county: Flask) -> None:
    client = signed_in(county, cast.SUPERVISOR)
    book = openpyxl.load_workbook(BytesIO(client.get("/campaigns/campaigns.xlsx").data))
    rows = list(book.active.values)
    assert (
        rows[0][:2] == ("名称", "状态")
        and rows[1][0] == "冬季脊灰补充免疫"
        and rows[1][6:8] == (1, "2025-12-01")
    )
    assert len(rows) == 3 and "/campaigns/campaigns.xlsx" in client.get("/campaigns").text
    words = {
        "lot": "批1",
        "area": "430921103001",  # where the township's batches are kept
        "maker": "厂",
        "expires": "20301130",
        "doses_per_vial": "20",
    }
    post(client, f"/campaigns/{CAMPAIGN}/batches", **words)
    answer = client.get(f"/campaigns/{CAMPAIGN}/batches.xlsx")
    rows = list(openpyxl.load_workbook(BytesIO(answer.data)).active.values)
    assert rows[1] == ("批1", "bOPV", "厂", "2030-11-30", 20, "青树嘴镇")
    assert f"/campaigns/{CAMPAIGN}/batches.xlsx" in client.get(f"/campaigns/{CAMPAIGN}/batches").text


def test_tabs_keep_the_round_one_is_in(county: Flask) -> None:
    client = signed_in(county, cast.SUPERVISOR)
    [plan] = set(re.findall(r'href="([^"]*/plan\?[^"]*)"', client.get(ROUND_PAGE).text))
    page = client.get(unescape(plan)).text
    assert f"{ROUND_PAGE}/sheets/1" in page and f"{ROUND_PAGE}/map" in page
    assert client.get(f"/campaigns/{CAMPAIGN}/plan?round=99").status_code == 200


def added(app: Flask, name: str, days_ago: int) -> None:
    """A vaccinator of the village who was added some days ago and has not signed in."""
    day = (today() - timedelta(days=days_ago)).isoformat()
    with app.app_context():
        db.session.add(Person(id=key(name), username=name, name=name, role="vaccinator", password_hash="-"))
        db.session.flush()
        db.session.add(PersonArea(person=key(name), area=cast.VILLAGE, since=day))
        db.session.commit()


def test_who_was_added_since_yesterday_is_not_silent(county: Flask) -> None:
    for name, days_ago in (("今天的", 0), ("昨天的", 1), ("前天的", 2)):
        added(county, name, days_ago)
    silent = part(
        signed_in(county, cast.SUPERVISOR).get(ROUND_PAGE).text, "超过24小时没有上报的手机", "</ul>"
    )
    assert "前天的" in silent and "今天的" not in silent and "昨天的" not in silent


def test_a_child_s_page_shows_its_home_its_doses_and_who_changed_it(county: Flask) -> None:
    dose = {"child": key("李小雨"), "product": "bOPV", "given_on": "2021-09-01", "source": "certificate"}
    record(
        county,
        cast.VACCINATOR,
        operation("dose", dose, area=cast.VILLAGE),
        operation(
            "child",
            {"guardian": "李奶奶"},
            key=key("李小雨"),
            area=cast.VILLAGE,
            at="2025-12-03T02:00:00.000Z",
        ),
    )
    path = f"{ROUND_PAGE}/children/{key('李小雨')}"
    page = signed_in(county, cast.SUPERVISOR).get(path).text
    assert f'/children/{key("李小云")}">李小云</a>' in page
    doses = part(page, "以前接种的剂次</h2>", "</table>")
    assert "2021-09-01" in doses and "接种证" in doses
    changes = part(page, "谁改过：2次", "</table>")
    assert (
        "2025-12-03 10:00" in changes
        and "王建国" in changes
        and "家长" in changes
        and "李奶奶" not in changes
    )
    assert "改资料" in page
    assert "谁改过" not in signed_in(county, cast.VACCINATOR).get(path).text


def test_a_township_has_somebody_to_call_and_its_page_says_whose_it_is(county: Flask) -> None:
    with county.app_context():
        db.session.get_one(Person, person_id(county, cast.CLINIC)).phone = "13900000009"
        db.session.commit()
    row = next(
        one
        for one in signed_in(county, cast.SUPERVISOR).get(ROUND_PAGE).text.split("<tr")
        if 'class="sub' in one[:99]
    )
    assert "青树嘴镇" in row and "张敏" in row and "tel:13900000009" in row
    own = signed_in(county, cast.CLINIC).get(ROUND_PAGE).text
    assert "第1轮 · 青树嘴镇" in part(own, "<title>", "</title>") and "<strong>青树嘴镇</strong>" in own
    wall = signed_in(county, cast.CLINIC).get(f"{ROUND_PAGE}/wall").text
    assert "青树嘴镇" in part(wall, "<h1>", "</h1>")
    total = part(own, '<tr class="total">', "</tr>")
    assert total.split()[:2] == ["合计", "4"]


def test_only_townships_of_the_campaign_are_to_choose_among(app: Flask) -> None:
    found_campaign(app, areas='["430921103"]')
    page = signed_in(app, cast.SUPERVISOR).get(ROUND_PAGE).text
    assert "厂窖镇" not in page
