"""The demo lives on the day it is made: on any day an open round in its middle, and doses that count in it."""

from __future__ import annotations

import json
import re
import sys
import uuid
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from fieldapp.commands.server import prepare
from fieldapp.demo import tell
from fieldapp.demo.stage.cast import SILENT, Cast
from fieldapp.demo.stage.days import STORY, Days
from fieldapp.demo.stage.places import (
    COUNTY,
    ORDINARY,
    PUBLISHED,
    county_ring,
    inside,
    outline,
    places,
    villages_of,
)
from fieldapp.demo.tell import CREDIT
from fieldapp.ground.clock import CHINA, day_of, now, stamp, today
from fieldapp.ground.db import Base, db
from fieldapp.ground.problems import BadInput
from fieldapp.models.campaigns import Campaign, Round
from fieldapp.models.clinics import Clinic
from fieldapp.models.people import Device, Person
from fieldapp.records.standing import completed_years
from tests.conftest import make_app

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tools"))
from serve_demo import age_said, put_aside

RESIDENTS, MIGRANTS = (229, 275, 264, 256, 286, 280, 288), (3, 4, 2, 2, 3, 3, 1)
ANY_DAYS = [date(2026, month, day) for month in range(1, 13) for day in (1, 15, 28)]
LEAP_DAYS = [date(2028, 2, 28), date(2028, 2, 29), date(2028, 3, 1), date(2028, 4, 4), date(2029, 2, 28)]
HOURS = [(0, 0), (0, 3), (5, 0), (8, 30), (11, 29), (18, 0), (23, 59)]


@pytest.mark.parametrize("on", [*ANY_DAYS, *LEAP_DAYS], ids=str)
def test_on_any_day_the_open_round_is_on_its_fourth_day_of_ten(on: date) -> None:
    days = Days.evening(on)
    assert len(days.second) == 10 and days.second[3] == days.today == on.isoformat()
    first, second = (date.fromisoformat(run[0]) for run in (days.first, days.second))
    assert (second - first).days == 35 and days.enumeration[-1] < days.first[0]


@pytest.mark.parametrize("on", [*ANY_DAYS, *LEAP_DAYS], ids=str)
def test_a_child_is_of_one_age_at_both_rounds_and_within_the_campaign(on: date) -> None:
    days, rng = Days.evening(on), Random(1)
    for age in range(7):
        for _ in range(200):
            born = days.birthday(age, rng)
            assert [completed_years(born, run[0]) for run in (days.first, days.second)] == [age, age]
            assert days.born[0] <= born <= days.born[1]


def test_the_story_as_it_is_written_keeps_its_days() -> None:
    assert (STORY.first[0], STORY.first[-1]) == ("2025-12-01", "2025-12-10")
    assert (STORY.second[0], STORY.second[-1], STORY.today) == ("2026-01-05", "2026-01-14", "2026-01-08")
    assert STORY.born == ("2018-12-02", "2025-10-01")


@pytest.mark.parametrize(("hour", "minute"), HOURS)
def test_today_s_work_is_of_this_morning_and_past(hour: int, minute: int) -> None:
    at = datetime(2026, 3, 9, hour, minute, tzinfo=CHINA)
    days, rng = Days(stamp(at.astimezone(UTC))), Random(2)
    for moment in [days.moment(days.today, rng) for _ in range(50)] + [days.heard(rng) for _ in range(50)]:
        assert moment <= days.now
        assert day_of(moment) == date(2026, 3, 9)
        assert datetime.fromisoformat(moment).astimezone(CHINA).hour < 12


@pytest.mark.parametrize("on", [date(2028, 2, 29), date(2026, 7, 30)], ids=str)
def test_told_on_another_day_the_story_is_the_same(on: date) -> None:
    cast = Cast(1, Days.evening(on))
    story, incidents = tell.story_of(cast)
    told = [*story.listing, *story.first_round, *story.late, *story.second_round, *incidents]
    assert all(op["at"] <= cast.days.now for op in told)
    assert all(op["data"].get("on", "") <= cast.days.today for op in told)
    assert any(op["kind"] == "visit" and op["data"].get("on") == cast.days.today for op in told)
    for run in (cast.days.first, cast.days.second):
        assert ages(story, run[0]) == {
            (age, home): counts[age]
            for home, counts in (("county", RESIDENTS), ("elsewhere", MIGRANTS))
            for age in range(7)
        }


def ages(story: tell.Story, on: str) -> Counter[tuple[int, str]]:
    """Children of the published township by completed years and home."""
    return Counter(
        (
            completed_years(op["data"]["born"], on),
            "county" if op["data"]["registered_at"] == "county" else "elsewhere",
        )
        for op in story.listing
        if op["kind"] == "child" and op["area"].startswith(PUBLISHED)
    )


@pytest.fixture(scope="module")
def lively(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A demo made at this very moment, with a block of more children."""
    app = make_app(tmp_path_factory.mktemp("lively"))
    prepare(app)
    tell.tell(app, 4500, 1, lambda _n: None)
    with app.app_context():
        yield app
        db.session.remove()
        db.drop_all()
        db.engine.dispose()


def measured(round_: str, *areas: str) -> Counter[str]:
    """The round's counts under these areas."""
    tally = Base.metadata.tables["tally"]
    query = select(tally.c.measure, func.sum(tally.c.n)).where(
        tally.c.round == round_, tally.c.slice == "all"
    )
    found: Counter[str] = Counter()
    for area in areas:
        rows = db.session.execute(query.where(tally.c.area.startswith(area)).group_by(tally.c.measure))
        found.update({measure: int(n) for measure, n in rows})
    return found


def test_a_fresh_demo_shows_an_open_round_that_began_three_days_ago(lively: Flask) -> None:
    made = tell.days_told(tell.told_before(db.session()))
    assert made is not None and made.on in (today(), today() - timedelta(days=1))
    for keys in (Cast(1).rounds, Cast(1).farm_rounds):
        over, open_ = (db.session.get_one(Round, key) for key in keys)
        assert (over.state, open_.state) == ("closed", "open")
        assert open_.first_day == (made.on - timedelta(days=3)).isoformat()
        assert open_.last_day == (made.on + timedelta(days=6)).isoformat()
        assert db.session.get_one(Campaign, open_.campaign).state == "open"


def test_phones_were_heard_from_this_morning_but_the_silent_ones(lively: Flask) -> None:
    made = tell.days_told(tell.told_before(db.session()))
    cast = Cast(1, made or STORY)
    heard = {row.id: row.last_seen for row in db.session.execute(select(Device.id, Device.last_seen))}
    silent = {cast.phone(name).device for name in SILENT}
    assert len(heard) > 20 and silent < set(heard)
    for device, seen in heard.items():
        if device in silent:
            assert day_of(str(seen)) == cast.days.on - timedelta(days=30)
        else:
            assert day_of(str(seen)) == cast.days.on and str(seen) <= now()


@pytest.mark.parametrize("number", [0, 1])
def test_one_child_in_eight_was_found_on_the_day(lively: Flask, number: int) -> None:
    for areas, off in ((ORDINARY, 0.01), *(((one,), 0.04) for one in ORDINARY)):
        round_ = measured(Cast(1).rounds[number], *areas)
        share = round_["found"] / (round_["registered"] + round_["found"])
        assert abs(share - 1 / 8) < off, (areas, share)


def test_a_dose_tapped_on_a_phone_today_counts_in_its_round(lively: Flask) -> None:
    client = lively.test_client()
    said = {"username": "v1", "password": "demo2025", "device": str(uuid.uuid4()), "name": "demo"}
    answer = client.post("/api/v1/devices", json=said)
    assert answer.status_code == 200
    bearer = {"Authorization": f"Bearer {answer.json['token']}"}
    area = answer.json["scopes"][1]
    changes = client.get(f"/api/v1/packages/{area}", headers=bearer).json["changes"]
    round_ = Cast(1).rounds[1]
    done = {
        one["data"]["child"] for one in changes if one["kind"] == "visit" and one["data"]["round"] == round_
    }
    child = next(one for one in changes if one["kind"] == "child" and one["key"] not in done)
    before = measured(round_, area)["vaccinated"]
    key = str(uuid.uuid4())
    data = {"round": round_, "child": child["key"], "on": today().isoformat(), "mode": "door"}
    data |= {"outcome": "vaccinated", "product": "bOPV"}
    visit = {
        "id": key,
        "device": said["device"],
        "seq": 1,
        "kind": "visit",
        "key": key,
        "area": area,
        "at": now(),
    }
    visit |= {"by": answer.json["user"]["id"], "base": 0, "data": data}
    body = {"epoch": answer.json["epoch"], "cursor": {}, "now": now(), "app": "test", "ops": [visit]}
    [receipt] = client.post("/api/v1/sync", json=body, headers=bearer).json["receipts"]
    assert (receipt["outcome"], receipt.get("note")) == ("applied", None)
    db.session.rollback()  # and look at the database as it is now
    assert measured(round_, area)["vaccinated"] == before + 1


def test_everything_lies_inside_the_county_s_real_outline(lively: Flask) -> None:
    ring = county_ring()
    assert len(ring) == 96 and ring[0] == ring[-1]
    assert (min(p[0] for p in ring), max(p[1] for p in ring)) == (112.18286, 29.52245)
    small = [one for one in places() if one.level in ("county", "township", "village")]
    assert [one.name for one in small if not inside(ring, one.lat, one.lon)] == []
    household = Base.metadata.tables["household"]
    homes = db.session.execute(select(household.c.lat, household.c.lon).where(household.c.lat.is_not(None)))
    assert [home for home in homes if not inside(ring, *home)] == []


def test_every_township_has_a_clinic_and_those_who_dose_belong_to_one(lively: Flask) -> None:
    assert db.session.scalar(select(func.count()).select_from(Clinic)) == 12
    without = select(Person.username).where(
        Person.clinic.is_(None), Person.role.in_(("vaccinator", "clinic"))
    )
    assert list(db.session.scalars(without)) == []


def test_outlines_of_villages_at_the_border_end_there() -> None:
    ring = county_ring()
    for township in ("430921103", "430921106"):
        for village in villages_of(township):
            mine = outline(village, villages_of(COUNTY))
            assert inside(mine, village.lat, village.lon)
            middle = [((a[1] * 9 + village.lat) / 10, (a[0] * 9 + village.lon) / 10) for a in mine]
            assert all(inside(ring, *point) for point in middle), village.name


def test_the_map_says_where_the_outline_is_from_and_names_the_townships(lively: Flask) -> None:
    client = lively.test_client()
    answer = client.get("/sign-in")
    token = re.search(r'name="csrf_token" value="([^"]+)"', answer.text)
    assert token
    said = {"csrf_token": token[1], "username": "county", "password": "demo2025"}
    assert client.post("/sign-in", data=said).status_code == 302
    campaign = Cast(1).campaign
    frame = client.get(f"/campaigns/{campaign}/rounds/2/map/frame").text
    assert json.dumps(CREDIT[0])[1:-1] in frame or CREDIT[0] in frame
    assert "demonstration" not in frame and CREDIT[1] not in frame  # one language on one page
    client.set_cookie("lang", "en")
    assert CREDIT[1] in client.get(f"/campaigns/{campaign}/rounds/2/map/frame").text
    client.delete_cookie("lang")
    ground = client.get(f"/campaigns/{campaign}/rounds/2/map/villages.json").json["ground"]
    assert len(ground["townships"]) == 12 and "青树嘴镇" in [
        name for _lat, _lon, name, *_code in ground["townships"]
    ]
    assert [border["coordinates"] for border in ground["borders"]] == [[county_ring()]]
    ground = client.get(f"/campaigns/{campaign}/rounds/2/map/villages.json?area={PUBLISHED}").json["ground"]
    assert [name for _lat, _lon, name, *_code in ground["townships"]] == ["青树嘴镇"]


def test_a_demo_keeps_its_day_and_goes_on_with_it(tmp_path: Path) -> None:
    app = make_app(tmp_path)
    prepare(app)
    tell.tell(app, 0, 1, lambda _n: None, date(2026, 5, 6))
    with app.app_context():
        log = Base.metadata.tables["operation"]
        size = db.session.scalar(select(func.count()).select_from(log))
    tell.tell(app, 0, 1, lambda _n: None)  # a week later, as `make run` and `fieldapp demo` do
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(log)) == size
        assert db.session.get_one(Round, Cast(1).rounds[1]).first_day == "2026-05-03"
        with pytest.raises(BadInput, match="demo of 2026-05-06; another day"):
            tell.check_empty(db.session(), 1, date(2026, 5, 7))
        tell.check_empty(db.session(), 1, date(2026, 5, 6))


def test_a_demo_of_an_earlier_version_keeps_the_day_it_was_written_for() -> None:
    assert tell.days_told({"seed": 1, "children": 0}) == STORY
    assert tell.days_told(None) is None


def test_a_demo_whose_round_is_over_says_so_and_how_to_have_a_new_one() -> None:
    days = Days.evening(date(2026, 5, 6))
    assert age_said(days, date(2026, 5, 12)) == ""
    said = age_said(days, date(2026, 5, 13))
    assert "2026-05-06" in said and "2026-05-12" in said and "make run FRESH=1" in said


def test_an_old_demo_is_put_aside_whole_and_real_people_never(tmp_path: Path) -> None:
    app = make_app(tmp_path)
    prepare(app)
    assert put_aside(app) is None
    with app.app_context():
        db.session.add(tell.Setting(name="demo", value='{"seed": 1, "now": "2026-05-06T10:00:00.000Z"}'))
        db.session.commit()
    (tmp_path / "settings.toml").write_text("token_days = 60\n", encoding="utf-8")
    aside = put_aside(app)
    assert aside == tmp_path / "demo-2026-05-06"
    assert (aside / "fieldapp.sqlite").exists() and not (tmp_path / "fieldapp.sqlite").exists()
    assert (tmp_path / "settings.toml").exists()
