"""A village whose phone is silent is never said not to be visited: no record of it has come, and every page says so."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask

from fieldapp.accounts.responsible import Responsible
from fieldapp.campaigns.rounds.paper_tallies import Paper
from fieldapp.campaigns.rounds.sentence import of_village
from fieldapp.campaigns.rounds.silence import (
    Unheard,
    no_record,
    quiet,
    silent_from,
    unheard_villages,
)
from fieldapp.campaigns.rounds.watch import Silent
from fieldapp.ground.clock import away, today
from fieldapp.ground.db import db
from fieldapp.models.campaigns import Round
from fieldapp.models.people import Device, Person
from tests import cast
from tests.campaigns.office import (
    CAMPAIGN,
    ROUND1,
    found_campaign,
    listed,
    phone_of,
    record,
    visited,
)
from tests.cast import person_id, post, signed_in
from tests.sync.county import operation

ROUND_PAGE = f"/campaigns/{CAMPAIGN}/rounds/1"
VILLAGE_PAGE = f"{ROUND_PAGE}?area={cast.VILLAGE}"
ANN, BAO = (Responsible(name, name, None, "vaccinator", True) for name in ("ann", "bao"))


def silent(**hours: int | None) -> list[Silent]:
    return [Silent(name, name, None, None, since) for name, since in hours.items()]


def told(code: str, told_: int, come: int, source: str = "phone") -> Paper:
    return Paper(code, code, "2026-11-30", source, told_, come, True)


@pytest.mark.parametrize(
    ("silence", "dosed", "found"),
    [
        (silent(ann=700, bao=100), (), Unheard(True, 100)),  # since the last of them was heard
        (silent(ann=700), (), None),  # the other's phone is heard of
        (silent(ann=None, bao=None), (), Unheard(True, None)),
        (silent(ann=None, bao=None), ("v",), None),  # somebody else's phone reports of it
        (silent(ann=700, bao=None), ("v",), Unheard(True, 700)),
    ],
)
def test_a_village_is_unheard_of_while_all_its_phones_are_silent(
    silence: list[Silent], dosed: tuple[str, ...], found: Unheard | None
) -> None:
    assert unheard_villages({"v": [ANN, BAO]}, silence, [], dosed).get("v") == found


def test_what_was_told_and_has_not_come_is_no_record_either() -> None:
    paper = [told("v", 11, 0), told("w", 5, 5), told("x", 4, 1, "paper")]
    found = unheard_villages({"v": [ANN]}, silent(ann=700), paper, ())
    assert found == {
        "v": Unheard(True, 700, (("phone", 11),)),
        "x": Unheard(False, None, (("paper", 3),)),
    }
    assert no_record(found["v"]) == "没有收到记录（手机29天没上报；电话报来11剂）"
    assert (
        no_record(found["v"], "en")
        == "no record has come (phone silent for 29 days; 11 doses told by telephone)"
    )
    assert no_record(found["x"]) == "没有收到记录（纸质报来3剂）"
    assert no_record(None) == ""


@pytest.mark.parametrize(
    ("hours", "words"), [(24, "24小时没上报"), (47, "47小时没上报"), (48, "2天没上报"), (None, "还没上报过")]
)
def test_silence_is_said_in_hours_and_days(hours: int | None, words: str) -> None:
    assert quiet(hours) == words


def test_a_round_that_is_over_asks_for_what_came_since_it_began() -> None:
    assert silent_from("2026-11-01", over=False, at="2026-11-30T00:00:00.000Z") == 24
    assert silent_from("2026-11-01", over=True, at="2026-11-30T00:00:00.000Z") == 29 * 24


def test_the_sentence_of_a_village_says_so_instead() -> None:
    words = no_record(Unheard(True, 700))
    assert of_village(51, 0, "zh", words) == "没有收到记录（手机29天没上报）"
    assert of_village(51, 9, "zh", words) == "42个没有收到记录（手机29天没上报），9个要再去"
    assert of_village(51, 51, "zh", words) == "都去过了，要再去"


@pytest.fixture
def county(app: Flask) -> Flask:
    """A round that is going on; the phone of the village's vaccinator was heard of 29 days ago."""
    found_campaign(app)
    _person, device = phone_of(app, cast.VACCINATOR)
    with app.app_context():
        round_ = db.session.get_one(Round, ROUND1)
        round_.first_day = (today() - timedelta(days=3)).isoformat()
        round_.last_day = (today() + timedelta(days=6)).isoformat()
        db.session.get_one(Device, device).last_seen = away(-timedelta(days=29, hours=2))
        db.session.get_one(Person, person_id(app, cast.VACCINATOR)).phone = "13900000001"
        db.session.commit()
    record(app, cast.SUPERVISOR, *(listed(name) for name in ("小一", "小二")))
    record(app, cast.SUPERVISOR, listed("小三", area=cast.OTHER_VILLAGE))
    given = {"area": cast.VILLAGE, "person": person_id(app, cast.VACCINATOR)}
    post(signed_in(app, cast.SUPERVISOR), f"{ROUND_PAGE}/assignments", **given)
    return app


def words_of(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub("<[^>]*>", "", page))


def test_every_page_says_that_no_record_has_come_and_since_when(county: Flask) -> None:
    client = signed_in(county, cast.SUPERVISOR)
    village = words_of(client.get(VILLAGE_PAGE).text)
    assert "还差2个，没有收到记录（手机29天没上报）。" in village and "还没去过" not in village
    assert "王建国 13900000001 29天没上报" in village
    children = words_of(client.get(f"{ROUND_PAGE}/children?cell=all+short&area={cast.VILLAGE}").text)
    assert "没有收到记录（手机29天没上报）" in children and "还没去过" not in children
    for path in ("/", ROUND_PAGE):
        page = words_of(client.get(path).text)
        assert "王建国 13900000001 29天没上报" in page and "个村没有收到记录" in page, path
    wall = words_of(client.get(f"{ROUND_PAGE}/wall").text)
    assert "手机29天没上报" in wall and "个村没有收到记录" in wall and "王建国" not in wall


def test_what_was_told_by_telephone_is_said_beside_it(county: Flask) -> None:
    said = {"round": ROUND1, "on": today().isoformat(), "source": "phone", "counts": {"0": {"local": 11}}}
    record(county, cast.CLINIC, operation("paper_tally", said, area=cast.VILLAGE))
    page = words_of(signed_in(county, cast.SUPERVISOR).get(VILLAGE_PAGE).text)
    assert "还差2个，没有收到记录（手机29天没上报；电话报来11剂）。" in page


def test_who_sees_numbers_alone_reads_how_many_villages_and_nobody_s_name(county: Flask) -> None:
    client = signed_in(county, cast.OBSERVER)
    for path in ("/", ROUND_PAGE, VILLAGE_PAGE):
        page = words_of(client.get(path).text)
        assert "没有收到记录" in page, path
        assert "王建国" not in page and "13900000001" not in page, path


def test_a_phone_that_is_heard_of_again_lets_the_village_be_not_visited(county: Flask) -> None:
    _person, device = phone_of(county, cast.VACCINATOR)
    with county.app_context():
        db.session.get_one(Device, device).last_seen = away(-timedelta(hours=2))
        db.session.commit()
    page = words_of(signed_in(county, cast.SUPERVISOR).get(VILLAGE_PAGE).text)
    assert "还差2个，都还没去过。" in page and "没有收到记录" not in page


def test_a_round_that_runs_stands_before_one_to_come_and_says_which_day_it_is(county: Flask) -> None:
    with county.app_context():
        later = db.session.scalars(db.select(Round).where(Round.n == 2)).one()
        later.first_day, later.last_day = "2099-03-01", "2099-03-10"
        db.session.commit()
    page = signed_in(county, cast.SUPERVISOR).get("/").text
    assert re.findall(r"<h2>[^<]*(第\d轮) ", page) == ["第1轮", "第2轮"]
    assert "第4天，共10天" in page and re.search(r"\d{4}-\d\d-\d\d \d\d:\d\d 的数", page)
    assert "第4天，共10天" in signed_in(county, cast.SUPERVISOR).get(ROUND_PAGE).text


def test_the_village_s_page_names_those_whom_phones_show_and_it_does_not_count_yet(county: Flask) -> None:
    late = today().isoformat()
    record(
        county,
        cast.SUPERVISOR,
        listed("迟来的", listed_on=late),
        listed("太大的", listed_on=late, born="2001-01-01"),
    )
    client = signed_in(county, cast.SUPERVISOR)
    page = client.get(VILLAGE_PAGE).text
    assert "手机的还差里另有1个是这一轮新加的" in page and "迟来的</a>" in page and "太大的" not in page
    record(county, cast.SUPERVISOR, visited("迟来的", "absent_short", on=late))
    page = client.get(VILLAGE_PAGE).text
    assert "这一轮新加的" not in page and "还差<strong>" in page
