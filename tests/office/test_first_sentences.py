"""Pages of the house begin with one sentence that is true, and every empty one says what to do next."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from fieldapp import create_app
from fieldapp.accounts.people import add_person
from fieldapp.commands.server import next_steps, prepare
from fieldapp.ground.clock import away, now
from fieldapp.ground.db import db
from fieldapp.models.areas import Area
from fieldapp.models.clinics import Clinic
from fieldapp.models.people import Device, Person
from fieldapp.office.phones.phones import phones_in
from tests import cast
from tests.campaigns.office import CAMPAIGN, found_campaign, record, visited
from tests.cast import post, signed_in
from tests.office.test_wrong_forms import county, world
from tests.sync.county import key

__all__ = ["county", "world"]


def phone(app: Flask, member: cast.Member, seen_days: float | None, made_days: float = 30) -> None:
    """A phone of a person, registered and last heard of so many days ago."""
    with app.app_context():
        person = cast.person_id(app, member)
        made, seen = (
            None if days is None else away(timedelta(days=-days)) for days in (made_days, seen_days)
        )
        words = {
            "id": key(f"{member.username} {seen_days}"),
            "person": person,
            "name": "手机",
            "created": made,
        }
        db.session.add(
            Device(**words, last_seen=seen, token_hash=f"{member.username}{seen_days}", token_until=now())
        )
        db.session.commit()


def test_silent_phones_are_counted_and_one_registered_a_minute_ago_is_not_silent(app: Flask) -> None:
    phone(app, cast.VACCINATOR, 2.5)
    phone(app, cast.CLINIC, 0.1)
    phone(app, cast.VILLAGE_WORKER, None, made_days=0)  # has just signed in
    with app.app_context():
        silent = [
            one.person for one in phones_in(db.session.connection(), [cast.COUNTY], now()) if one.silent
        ]
    assert silent == ["王建国"]
    page = signed_in(app, cast.SUPERVISOR).get("/phones").text
    assert "1部手机一天多没有上报，最久的 2 天（王建国）" in page and page.count("天没上报") == 1


def test_one_never_heard_of_since_it_was_registered_is_silent_after_a_day(app: Flask) -> None:
    phone(app, cast.VACCINATOR, None, made_days=3)
    assert "1部手机一天多没有上报，最久的 3 天" in signed_in(app, cast.SUPERVISOR).get("/phones").text


def test_a_phone_of_which_only_the_day_is_known_is_shown(app: Flask) -> None:
    phone(app, cast.VACCINATOR, None)
    with app.app_context():
        db.session.get_one(Device, key("vaccinator None")).created = "2025-01-01"
        db.session.commit()
    page = signed_in(app, cast.SUPERVISOR).get("/phones")
    assert page.status_code == 200 and "1部手机一天多没有上报" in page.text


def test_phones_heard_of_are_said_to_be_so_and_none_says_how_one_comes(app: Flask) -> None:
    client = signed_in(app, cast.SUPERVISOR)
    empty = client.get("/phones").text
    assert "还没有登记的手机" in empty and "/people/new" in empty
    phone(app, cast.VACCINATOR, 0.2)
    assert "1部手机都在一天内上报过" in client.get("/phones").text


def test_people_are_counted_with_who_never_signed_in_and_whose_certificate_is_over(app: Flask) -> None:
    client = signed_in(app, cast.ADMINISTRATOR)
    with app.app_context():
        db.session.get_one(Person, cast.person_id(app, cast.VACCINATOR)).certificate_until = "2020-01-01"
        db.session.get_one(Person, cast.person_id(app, cast.NURSE)).must_change = True
        db.session.commit()
    page = client.get("/people").text
    assert "在岗 7 人" in page and "1 人还没登录过" in page and "1 人资格证过期" in page
    waiting, expired = client.get("/people?state=waiting").text, client.get("/people?state=expired").text
    assert "刘芳" in waiting and "王建国" not in waiting
    assert "王建国" in expired and "刘芳" not in expired.partition("<table")[2]
    assert "看全部在岗人员" in client.get("/people?words=nobody").text


def test_the_inbox_says_how_many_wait_and_since_when(world: Flask) -> None:
    client = signed_in(world, cast.SUPERVISOR)
    page = client.get("/inbox").text
    said = page.partition('<p class="sentence">')[2].partition("条记录等您决定")[0]
    assert int(said) == page.partition("<tbody>")[2].partition("</tbody>")[0].count("<tr>") > 0
    assert "条记录两个人写的不一样" in client.get("/inbox/conflicts").text


def test_areas_and_clinics_say_what_is_missing(app: Flask) -> None:
    client = signed_in(app, cast.SUPERVISOR)
    assert "4 个村，4 个村没有位置" in client.get("/areas").text
    with app.app_context():
        for code in (cast.VILLAGE, cast.OTHER_VILLAGE, "430921103001"):
            village = db.session.get_one(Area, code)
            village.lat, village.lon = 29.3, 112.4
        db.session.add(
            Clinic(key=key("c"), area=cast.TOWNSHIP, name="青树嘴卫生院", serves=f'["{cast.TOWNSHIP}"]')
        )
        db.session.commit()
    assert "4 个村，1 个村没有位置" in client.get("/areas").text
    assert "1 个接种单位，1 个村还没有接种单位服务" in client.get("/clinics").text
    assert "还没有登记接种单位" in signed_in(app, cast.OUTSIDER).get("/clinics").text


LISTS = ("/people.xlsx", "/phones.xlsx", "/inbox/inbox.xlsx", "/inbox/waiting.xlsx", "/clinics/list.xlsx",
         "/codes/list.xlsx", "/schools/list.xlsx",
         f"/campaigns/{CAMPAIGN}/posts.xlsx", "/account/sessions.xlsx",
         f"/areas/{cast.TOWNSHIP}.xlsx", "/audit.xlsx")  # fmt: skip


@pytest.mark.parametrize("path", LISTS)
def test_every_list_can_be_taken_along(world: Flask, path: str) -> None:
    answer = signed_in(world, cast.ADMINISTRATOR).get(path)
    assert answer.status_code == 200 and answer.data[:2] == b"PK"


def test_a_new_server_says_step_by_step_what_comes_next(tmp_path: Path) -> None:
    app = create_app({"FIELDAPP_INSTANCE": str(tmp_path)})
    prepare(app)
    with app.app_context():
        assert [
            words in "\n".join(next_steps()) for words in ("areas import", "users add", "fieldapp run")
        ] == [True] * 3
        assert "这台服务器上还没有人能登录" in app.test_client().get("/sign-in").text
        db.session.add(Area(code="43", name="湖南省", level="province"))
        add_person("admin", "周静", "administrator", ["43"], cast.PASSWORD)
        db.session.commit()
        assert next_steps() == ["Next: fieldapp run, then open http://127.0.0.1:8000 and sign in."]
    assert "还没有人能登录" not in app.test_client().get("/sign-in").text


def test_held_and_refused_are_told_apart_at_once(world: Flask) -> None:
    record(world, cast.VACCINATOR, visited("小明", "not_known_yet", on="2025-12-02"))
    client = signed_in(world, cast.SUPERVISOR)
    assert 'href="/inbox?verdict=refused"' in client.get("/inbox").text  # words with counts, as every filter
    assert "没有计入</span>" not in client.get("/inbox?verdict=held").text
    found = post(client, "/language", lang="zh")
    assert found.status_code == 302


def test_a_campaign_without_posts_says_that_it_can_do_without(app: Flask) -> None:
    found_campaign(app)
    assert (
        "还没有接种点，可以不设" in signed_in(app, cast.SUPERVISOR).get(f"/campaigns/{CAMPAIGN}/posts").text
    )
