"""Two people in one form: the second sees both values and chooses; a form that is sent twice makes one thing."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from fieldapp.campaigns.plan.saving import new_key
from fieldapp.ground.db import db
from fieldapp.models.areas import Area
from fieldapp.models.campaigns import Assignment, Campaign, Post, Round
from fieldapp.models.catchups import CatchupCampaign
from fieldapp.models.clinics import Clinic
from fieldapp.models.people import Device, Person
from fieldapp.models.records import Batch, Child, Enrolment
from fieldapp.models.schools import School, SchoolSetting
from fieldapp.sync.from_office.office_device import record as record_in_office
from tests import cast
from tests.campaigns.office import CAMPAIGN, ROUND1, found_campaign, key, listed, phone_of, record
from tests.catchup.office import CATCHUP, found_catchup
from tests.filled_forms import form_with, send
from tests.school.classes.office import found_schools
from tests.school.places import PRIMARY
from tests.sync.county import NORTH

POST, CLINIC, SCHOOL, BATCH_LOT = new_key(), new_key(), new_key(), "20251103"


@pytest.fixture
def county(each_database: Flask) -> Flask:
    """A campaign with a post, an assignment and a batch."""
    found_campaign(each_database)
    with each_database.app_context():
        words = {"area": cast.VILLAGE, "name": "村卫生室", "kind": "fixed", "days": '["2025-12-01"]'}
        db.session.add(Clinic(key=CLINIC, area=cast.TOWNSHIP, name="青树嘴卫生院"))
        db.session.add(Post(key=POST, campaign=CAMPAIGN, **words))
        db.session.add(School(key=SCHOOL, county=cast.COUNTY, area=cast.VILLAGE, name="湖子口小学"))
        db.session.commit()
    record(each_database, cast.VACCINATOR, listed("王小明", phone="13800000001"))
    found_schools(each_database)
    found_catchup(each_database)
    _enrol(each_database)
    clinic = cast.signed_in(each_database, cast.CLINIC)
    said = {
        "lot": BATCH_LOT,
        "product": "bOPV",
        "area": cast.VILLAGE,
        "doses_per_vial": "20",
        "maker": "甲厂",
    }
    assert cast.post(clinic, f"/campaigns/{CAMPAIGN}/batches", **said).status_code == 302
    return each_database


def _enrol(app: Flask) -> None:
    """The child as a pupil, written in the office by the nurse."""
    place = {"child": key("王小明"), "school": PRIMARY, "term": "2026-1", "grade": "1", "class_name": "1"}
    said = [
        {"kind": "enrolment", "key": key("his class"), "area": NORTH, "data": place | {"reason": "new"}},
    ]
    nurse = cast.person_id(app, cast.NURSE)
    with app.app_context():
        assert {one["outcome"] for one in record_in_office(db.engine, nurse, said)} == {"applied"}


@dataclass(frozen=True)
class Form:
    """A form that changes something: who, where it stands, how it is told from others, a field with what two people
    type into it, what else both type, and how to read what is kept."""

    who: cast.Member
    page: Callable[[Flask], str]
    to: Callable[[Flask], str]
    has: dict[str, str]
    field: str
    first: str
    second: str
    kept: Callable[[], Any]
    said: tuple[str, str] | None = None  # how the two values are shown, where that is not as typed


def _person(app: Flask) -> str:
    return cast.person_id(app, cast.VACCINATOR)


def _batch_page(app: Flask) -> str:
    with app.app_context():
        return f"/campaigns/{CAMPAIGN}/batches?batch={db.session.scalar(select(Batch.key))}"


def _of(model: Any, key: str, name: str) -> Callable[[], Any]:
    return lambda: getattr(db.session.get_one(model, key), name)


def _of_person(name: str) -> Callable[[], Any]:
    column = getattr(Person, name)
    return lambda: db.session.scalar(select(column).where(Person.username == cast.VACCINATOR.username))


def _same(path: str) -> Callable[[Flask], str]:
    return lambda _app: path


PLAN, EDIT = _same(f"/campaigns/{CAMPAIGN}/plan"), _same(f"/campaigns/{CAMPAIGN}/edit")
POSTS, ROUNDS = f"/campaigns/{CAMPAIGN}/posts", _same(f"/campaigns/{CAMPAIGN}/rounds")
AREA = f"/areas/{cast.VILLAGE}"
CHILD_EDIT = f"/campaigns/{CAMPAIGN}/rounds/1/children/{key('王小明')}/edit"


PUPIL = _same(f"/schools/{PRIMARY}/pupils/{key('王小明')}/edit")


def _edit_person(app: Flask) -> str:
    return f"/people/{_person(app)}/edit"


def _phone(app: Flask) -> str:
    return f"/phones/{phone_of(app, cast.VACCINATOR)[1]}"


FORMS = {
    "a person's name": Form(
        cast.ADMINISTRATOR, _edit_person, _edit_person, {"name": "王建国"}, "name", "王建军", "王建华",
        _of_person("name"),
    ),
    "a person's role": Form(
        cast.ADMINISTRATOR, _edit_person, _edit_person, {"name": "王建国"}, "role", "clinic", "lister",
        _of_person("role"), ("防保医生", "摸底员"),
    ),
    "a person's certificate": Form(
        cast.ADMINISTRATOR, _edit_person, _edit_person, {"name": "王建国"}, "certificate_until", "2027-01-01",
        "20280101", _of_person("certificate_until"),
    ),
    "a campaign's name": Form(
        cast.SUPERVISOR, EDIT, EDIT, {"goal": "95"}, "name", "冬季甲", "冬季乙", _of(Campaign, CAMPAIGN, "name")
    ),
    "a campaign's goal": Form(
        cast.SUPERVISOR, EDIT, EDIT, {"goal": "95"}, "goal", "90", "85", _of(Campaign, CAMPAIGN, "goal")
    ),
    "a round's days": Form(
        cast.SUPERVISOR, PLAN, ROUNDS, {"n": "1"}, "last_day", "2025-12-07", "2025-12-08",
        _of(Round, ROUND1, "last_day"),
    ),
    "what a clinic serves": Form(
        cast.ADMINISTRATOR, _same(f"/clinics/{CLINIC}/edit"), _same(f"/clinics/{CLINIC}/edit"),
        {"name": "青树嘴卫生院"}, "serves", cast.VILLAGE, cast.OTHER_VILLAGE,
        lambda: json.loads(db.session.get_one(Clinic, CLINIC).serves)[0],
    ),
    "a clinic's days": Form(
        cast.ADMINISTRATOR, _same(f"/clinics/{CLINIC}/edit"), _same(f"/clinics/{CLINIC}/edit"),
        {"name": "青树嘴卫生院"}, "days", "周二", "周四", _of(Clinic, CLINIC, "days"),
    ),
    "a catch-up's goal": Form(
        cast.SUPERVISOR, _same(f"/catchup/{CATCHUP}/edit"), _same(f"/catchup/{CATCHUP}/edit"),
        {"name": "冬季查漏补种"}, "goal", "90", "98",
        lambda: str(db.session.get_one(CatchupCampaign, CATCHUP).goal),
    ),
    "a school's address": Form(
        cast.ADMINISTRATOR, _same(f"/schools/{SCHOOL}/edit"), _same(f"/schools/{SCHOOL}/edit"),
        {"name": "湖子口小学"}, "address", "学校路1号", "学校路2号", _of(School, SCHOOL, "address"),
    ),
    "a school's kind": Form(
        cast.ADMINISTRATOR, _same(f"/schools/{SCHOOL}/edit"), _same(f"/schools/{SCHOOL}/edit"),
        {"name": "湖子口小学"}, "kind", "kindergarten", "nursery", _of(School, SCHOOL, "kind"),
        ("幼儿园", "托育机构"),
    ),
    "a county's mark": Form(
        cast.SUPERVISOR, _same("/schools/settings"), _same("/schools/settings"), {"handover_days": "7"},
        "mark_missed", "△", "×",
        lambda: json.loads(db.session.get_one(SchoolSetting, (cast.COUNTY, "mark_missed")).value),
    ),
    "a post's hours": Form(
        cast.SUPERVISOR, _same(f"{POSTS}?post={POST}"), _same(POSTS), {"post": POST}, "hours", "8-11", "14-17",
        _of(Post, POST, "hours"),
    ),
    "a post's kind": Form(
        cast.SUPERVISOR, _same(f"{POSTS}?post={POST}"), _same(POSTS), {"post": POST}, "kind", "temporary", "mobile",
        _of(Post, POST, "kind"), ("临时", "流动"),
    ),
    "a batch's expiry": Form(
        cast.CLINIC, _batch_page, _same(f"/campaigns/{CAMPAIGN}/batches"), {"lot": BATCH_LOT}, "expires", "2027-11-30",
        "2028-11-30", lambda: db.session.scalar(select(Batch.expires)),
    ),
    "a child's phone": Form(
        cast.CLINIC, _same(CHILD_EDIT), _same(CHILD_EDIT), {"child_name": "王小明"}, "child_phone", "13800000002",
        "13800000003", lambda: db.session.scalar(select(Child.phone)),
    ),
    "a child's registration": Form(
        cast.CLINIC, _same(CHILD_EDIT), _same(CHILD_EDIT), {"child_name": "王小明"}, "child_registered_at",
        "other_county", "none", lambda: db.session.scalar(select(Child.registered_at)), ("县外", "未落户"),
    ),
    "an area's name": Form(
        cast.ADMINISTRATOR, _same(f"{AREA}/edit"), _same(f"{AREA}/edit"), {"name": "青树嘴村委会"}, "name", "青树咀村",
        "青树嘴村", _of(Area, cast.VILLAGE, "name"),
    ),
    "an area's people": Form(
        cast.ADMINISTRATOR, _same(f"{AREA}/edit"), _same(f"{AREA}/edit"), {"name": "青树嘴村委会"}, "population",
        "1200", "1300", _of(Area, cast.VILLAGE, "population"),
    ),
    "an area's new name": Form(
        cast.ADMINISTRATOR, _same(f"{AREA}/rename"), _same(f"{AREA}/rename"), {"name": ""}, "name", "青咀村", "青嘴村",
        _of(Area, cast.VILLAGE, "name"),
    ),
    "a pupil's class": Form(
        cast.NURSE, PUPIL, PUPIL, {"name": "王小明"}, "class_name", "3", "4",
        lambda: db.session.scalar(select(Enrolment.class_name)),
    ),
    "a phone's person": Form(
        cast.ADMINISTRATOR, _phone, _phone, {"username": ""}, "username", "clinic", "village-worker",
        lambda: db.session.scalar(select(Person.username).join(Device, Device.person == Person.id)
                                  .where(Device.name == "手机")),
    ),
}  # fmt: skip


def _value(words: Any) -> str:
    return (
        re.sub(r"(\d{4})(\d\d)(\d\d)\Z", r"\1-\2-\3", str(words))
        if str(words).startswith("20")
        else str(words)
    )


@pytest.mark.parametrize("name", FORMS)
def test_the_second_of_two_sees_both_values_and_chooses(county: Flask, name: str) -> None:
    form = FORMS[name]
    page, to = form.page(county), form.to(county)
    first, second = (cast.signed_in(county, form.who) for _ in range(2))
    opened = [form_with(client.get(page).text, form.field, **form.has) for client in (first, second)]
    assert send(first, to, opened[0], **{form.field: form.first}).status_code == 302
    answer = send(second, to, opened[1], **{form.field: form.second})
    assert answer.status_code == 409, answer.text
    for words in form.said or (form.first, form.second):
        assert words in answer.text
    if name != "a phone's person":
        assert form.who.name in answer.text.partition('<fieldset class="both">')[2]
    with county.app_context():
        assert str(form.kept()) == form.first  # nothing of the first is lost
    again = form_with(
        answer.text, form.field, "shown", **{k: v for k, v in form.has.items() if k != form.field}
    )
    assert again[form.field] == [form.second]  # what was typed is still there
    take = f"take.{form.field}"
    assert f'name="{take}"' in answer.text
    assert send(second, to, again, **{take: "mine"}).status_code == 302
    with county.app_context():
        assert _value(form.kept()) == _value(form.second)


@pytest.mark.parametrize("name", [name for name in FORMS if name != "a phone's person"])
def test_who_takes_the_others_value_leaves_it_as_it_is(county: Flask, name: str) -> None:
    form = FORMS[name]
    page, to = form.page(county), form.to(county)
    first, second = (cast.signed_in(county, form.who) for _ in range(2))
    opened = [form_with(client.get(page).text, form.field, **form.has) for client in (first, second)]
    send(first, to, opened[0], **{form.field: form.first})
    answer = send(second, to, opened[1], **{form.field: form.second})
    again = form_with(
        answer.text, form.field, "shown", **{k: v for k, v in form.has.items() if k != form.field}
    )
    assert send(second, to, again, **{f"take.{form.field}": "theirs"}).status_code == 302
    with county.app_context():
        assert str(form.kept()) == form.first


def test_a_field_the_second_did_not_touch_is_taken_from_the_first_unless_she_says_otherwise(
    county: Flask,
) -> None:
    path = _edit_person(county)
    first, second = (cast.signed_in(county, cast.ADMINISTRATOR) for _ in range(2))
    opened = [form_with(client.get(path).text, "name", "role") for client in (first, second)]
    send(first, path, opened[0], name="王建军")
    answer = send(second, path, opened[1], role="clinic")
    assert answer.status_code == 409
    again = form_with(answer.text, "name", "shown")
    assert again["take.name"] == ["theirs"] and "take.role" not in again
    assert send(second, path, again).status_code == 302
    with county.app_context():
        person = db.session.get_one(Person, _person(county))
        assert (person.name, person.role) == ("王建军", "clinic")


def test_a_third_who_saved_meanwhile_is_asked_about_again(county: Flask) -> None:
    path = _edit_person(county)
    clients = [cast.signed_in(county, cast.ADMINISTRATOR) for _ in range(3)]
    opened = [form_with(client.get(path).text, "name", "role") for client in clients]
    send(clients[0], path, opened[0], name="甲")
    asked = form_with(send(clients[1], path, opened[1], name="乙").text, "name", "shown")
    third = form_with(send(clients[2], path, opened[2], name="丙").text, "name", "shown")
    assert send(clients[2], path, third, **{"take.name": "mine"}).status_code == 302
    answer = send(clients[1], path, asked, **{"take.name": "mine"})
    assert answer.status_code == 409 and "丙" in answer.text
    with county.app_context():
        assert db.session.get_one(Person, _person(county)).name == "丙"


def test_two_who_type_the_same_are_not_asked(county: Flask) -> None:
    path = _edit_person(county)
    clients = [cast.signed_in(county, cast.ADMINISTRATOR) for _ in range(2)]
    opened = [form_with(client.get(path).text, "name", "role") for client in clients]
    for client, form in zip(clients, opened, strict=True):
        assert send(client, path, form, name="王军", certificate_until="2027/1/31").status_code == 302


def test_what_was_done_beside_the_form_is_no_reason_to_ask(county: Flask) -> None:
    path, client = _edit_person(county), cast.signed_in(county, cast.ADMINISTRATOR)
    opened = form_with(client.get(path).text, "name", "role")
    assert (
        cast.post(client, f"/people/{_person(county)}/slip").status_code == 200
    )  # another version of the row
    assert send(client, path, opened, name="王建军").status_code == 302


def test_areas_of_a_campaign_are_asked_about_by_their_names(county: Flask) -> None:
    clients = [cast.signed_in(county, cast.SUPERVISOR) for _ in range(2)]
    opened = [form_with(client.get(EDIT(county)).text, "goal", "areas") for client in clients]
    assert send(clients[0], EDIT(county), opened[0], areas=[cast.TOWNSHIP]).status_code == 302
    answer = send(clients[1], EDIT(county), opened[1], areas=["430921101"])
    assert answer.status_code == 409
    both = answer.text.partition('<fieldset class="both">')[2].partition("</fieldset>")[0]
    assert "青树嘴镇" in both and "厂窖镇" in both
    again = form_with(answer.text, "goal", "shown")
    assert send(clients[1], EDIT(county), again, **{"take.areas": "theirs"}).status_code == 302
    with county.app_context():
        assert json.loads(db.session.get_one(Campaign, CAMPAIGN).areas) == [cast.TOWNSHIP]


def test_a_number_expected_that_another_gave_meanwhile_is_asked_about(county: Flask) -> None:
    path, person = f"/campaigns/{CAMPAIGN}/rounds/1/assignments", _person(county)
    clients = [cast.signed_in(county, cast.SUPERVISOR) for _ in range(2)]
    opened = [form_with(client.get(path).text, "person", "expected") for client in clients]
    given = {"area": cast.VILLAGE, "person": person}
    assert send(clients[0], path, opened[0], **given, expected="45").status_code == 302
    answer = send(clients[1], path, opened[1], **given, expected="60")
    assert answer.status_code == 409 and "45" in answer.text and "60" in answer.text
    again = form_with(answer.text, "person", "expected")
    assert send(clients[1], path, again, **{"take.expected": "mine"}).status_code == 302
    with county.app_context():
        assert list(db.session.scalars(select(Assignment.expected))) == [60]
    fresh = form_with(clients[0].get(path).text, "person", "expected")  # shows 60: she knows what she changes
    assert send(clients[0], path, fresh, **given, expected="50").status_code == 302


def test_a_form_that_shows_another_row_is_not_taken(county: Flask) -> None:
    client = cast.signed_in(county, cast.ADMINISTRATOR)
    opened = form_with(client.get(_edit_person(county)).text, "name", "role")
    other = f"/people/{cast.person_id(county, cast.CLINIC)}/edit"
    assert send(client, other, opened, name="换人").status_code == 400
    assert send(client, other, opened, name="换人", shown="nonsense").status_code == 400


# Sent twice.

ONCE: dict[str, tuple[cast.Member, str, dict[str, str], dict[str, Any], Callable[[], int]]] = {
    "a round": (cast.SUPERVISOR, f"/campaigns/{CAMPAIGN}/plan", {"first_day": ""},
                {"to": f"/campaigns/{CAMPAIGN}/rounds", "first_day": "20260301", "last_day": "20260305"},
                lambda: db.session.scalar(select(func.count()).select_from(Round))),
    "a campaign": (cast.SUPERVISOR, "/campaigns/new", {"goal": "95"},
                   {"name": "秋季", "born_from": "20200101", "born_to": "20250101", "areas": [cast.COUNTY]},
                   lambda: db.session.scalar(select(func.count()).select_from(Campaign))),
    "a post": (cast.SUPERVISOR, POSTS, {"name": ""}, {"name": "学校", "area": cast.VILLAGE, "kind": "fixed"},
               lambda: db.session.scalar(select(func.count()).select_from(Post))),
    "a batch": (cast.CLINIC, f"/campaigns/{CAMPAIGN}/batches", {"lot": ""}, {"lot": "20251204", "area": cast.VILLAGE},
                lambda: db.session.scalar(select(func.count()).select_from(Batch))),
    "a person": (cast.ADMINISTRATOR, "/people/new", {"username": ""},
                 {"username": "13900000001", "name": "何平", "area": cast.VILLAGE},
                 lambda: db.session.scalar(select(func.count()).select_from(Person))),
    "an area": (cast.ADMINISTRATOR, f"/areas/{cast.TOWNSHIP}/add", {"name": ""},
                {"new_code": "430921103999", "name": "新村"},
                lambda: db.session.scalar(select(func.count()).select_from(Area))),
    "a farm": (cast.ADMINISTRATOR, f"{AREA}/units/new", {"name": ""}, {"name": "一农场", "kind": "farm"},
               lambda: db.session.connection().exec_driver_sql("SELECT count(*) FROM local_unit").scalar_one()),
    "a code": (cast.ADMINISTRATOR, "/codes", {"code": ""},
               {"list": "visit.reason", "code": "flooded", "zh": "涨水", "en": "flooded"},
               lambda: db.session.connection().exec_driver_sql("SELECT count(*) FROM code").scalar_one()),
}  # fmt: skip


@pytest.mark.parametrize("name", ONCE)
def test_a_form_that_is_sent_twice_makes_one_thing(county: Flask, name: str) -> None:
    who, page, has, typed, count = ONCE[name]
    client, to = cast.signed_in(county, who), typed.get("to", page)
    form = form_with(client.get(page).text, "once", **has)
    with county.app_context():
        before = count()
    words = {field: value for field, value in typed.items() if field != "to"}
    first, second = send(client, to, form, **words), send(client, to, form, **words)
    assert first.status_code in (200, 302), first.text
    assert second.status_code in (302, 409), second.text
    if first.status_code == 302:
        assert second.location == first.location
        assert "没有再存一份" in client.get(second.location, follow_redirects=True).text
    else:
        assert "没有再做第二遍" in second.text
    with county.app_context():
        assert count() == before + 1


def test_two_of_one_form_at_the_same_moment_make_one_round(county: Flask) -> None:
    client = cast.signed_in(county, cast.SUPERVISOR)
    form = form_with(client.get(PLAN(county)).text, "once", first_day="") | {"first_day": "20260301"}
    cookie = client.get_cookie("fieldapp")
    assert cookie is not None
    answers: list[int] = []

    def post() -> None:
        other = county.test_client()
        other.set_cookie("fieldapp", cookie.value)
        answers.append(send(other, ROUNDS(county), form, last_day="20260305").status_code)

    together = [threading.Thread(target=post) for _ in range(4)]
    for one in together:
        one.start()
    for one in together:
        one.join()
    assert len(answers) == 4 and set(answers) <= {302, 409, 503}
    with county.app_context():
        assert db.session.scalar(select(func.count()).select_from(Round)) == 3


def test_the_same_page_with_other_words_in_it_is_another_form(county: Flask) -> None:
    client = cast.signed_in(county, cast.SUPERVISOR)
    form = form_with(client.get(PLAN(county)).text, "once", first_day="")
    send(client, ROUNDS(county), form, first_day="20260301", last_day="20260305")
    send(
        client, ROUNDS(county), form, first_day="20260401", last_day="20260405"
    )  # the browser's Back, other days
    with county.app_context():
        assert db.session.scalar(select(func.count()).select_from(Round)) == 4


def test_a_form_that_was_refused_can_be_sent_again_as_it_is(county: Flask) -> None:
    client = cast.signed_in(county, cast.ADMINISTRATOR)
    page = f"/areas/{cast.TOWNSHIP}/add"
    form = form_with(client.get(page).text, "once", name="") | {"new_code": "430921103213", "name": "又一村"}
    answers = [send(client, page, form) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [409, 409]
    assert all("430921103213" in answer.text and "收到过" not in answer.text for answer in answers)


def test_a_slip_that_was_printed_is_not_ended_by_loading_its_page_again(county: Flask) -> None:
    client, path = cast.signed_in(county, cast.ADMINISTRATOR), f"/people/{_person(county)}"
    page = client.get(path).text
    slips = [
        one for one in re.findall(r'<form method="post" action="([^"]+)"', page) if one.endswith("/slip")
    ]
    once = re.search(r'/slip" class="inline"[^>]*>.*?name="once" value="([^"]+)"', page)
    assert slips and once
    printed = cast.post(client, slips[0], once=once[1])
    digits = re.search(
        r"\d{8}", re.sub(r"<[^>]+>|\s", "", printed.text.partition("一次性")[2] or printed.text)
    )
    assert printed.status_code == 200 and digits
    assert cast.post(client, slips[0], once=once[1]).status_code == 409


def test_every_form_that_does_something_carries_its_own_word() -> None:
    from pathlib import Path

    folder = Path(__file__).resolve().parents[2] / "fieldapp" / "templates"
    plain = {
        "base.html",
        "problem.html",
        "accounts/sign_in.html",
        "accounts/go_on.html",
        "accounts/password.html",
    }
    for file in sorted(folder.rglob("*.html")):
        words, name = file.read_text(encoding="utf-8"), str(file.relative_to(folder))
        if name == "parts.html":  # the one place where such a form is written
            assert (
                len(
                    re.findall(
                        r'<form[^>]*method="post"[^>]*>\{\{ form_keys\(once\) \}\}',
                        re.sub(r"\{%.*?%\}", "", words),
                    )
                )
                == 1
            )
        else:
            assert not re.search(r'<form[^>]*method="post"|name="csrf_token"', words), name
            assert ("once=false" in words) == (name in plain), (
                name
            )  # sign-in, passwords, language, a form sent on
