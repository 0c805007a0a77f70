"""Clinic and township take on listers, vaccinators and nurses of their own township, and nobody else, by no door."""

from __future__ import annotations

import json
from itertools import product

import pytest
from flask import Flask
from sqlalchemy import func, select

from fieldapp.accounts.people import add_person
from fieldapp.ground.db import db
from fieldapp.models.audit import Audit
from fieldapp.models.campaigns import Assignment
from fieldapp.models.people import Person, PersonArea, SignInSlip
from fieldapp.records.permissions import ROLES, STAFF, may_give, roles_given
from tests import cast
from tests.accounts.test_people_pages import digits_on, new_person, person, roster, sign_in_on_phone
from tests.campaigns.office import ROUND1, found_campaign
from tests.cast import Member, person_id, post, signed_in
from tests.grown import grown

NEXT, NEXT_VILLAGE = "430921101", "430921101001"
TOWN = Member("town", "邓华", "supervisor", (cast.TOWNSHIP,))
MAY = (cast.CLINIC, TOWN, cast.SUPERVISOR)
MAY_NOT = (cast.VILLAGE_WORKER, cast.VACCINATOR, cast.NURSE, cast.SURVEYOR, cast.OBSERVER)
NEXT_LISTER = Member("next-lister", "何平", "lister", (NEXT_VILLAGE,))
NEXT_NURSE = Member("next-nurse", "龙飞", "nurse", (NEXT,))
BOTH = Member("both", "文静", "vaccinator", (cast.VILLAGE, NEXT_VILLAGE))
COUNTY_LISTER = Member("county-lister", "向东", "lister", (cast.COUNTY,))
SECOND_CLINIC = Member("second-clinic", "涂强", "clinic", (cast.TOWNSHIP,))
OTHERS = (NEXT_LISTER, NEXT_NURSE, BOTH, COUNTY_LISTER, SECOND_CLINIC, TOWN)
VERBS = ("edit", "slip", "areas", "leave", "return", "sessions/end")


@pytest.fixture
@grown
def county(app: Flask) -> Flask:
    """The cast, a township's supervisor, and people of whom some are not the township's to change."""
    with app.app_context():
        for one in OTHERS:
            add_person(one.username, one.name, one.role, one.areas, cast.PASSWORD)
        db.session.commit()
    return app


def everything(app: Flask) -> list[tuple[object, ...]]:
    """What stands of people, their areas and slips."""
    with app.app_context():
        people = db.session.execute(
            select(Person.username, Person.name, Person.role, Person.password_hash, Person.active)
        )
        areas = db.session.execute(select(PersonArea.person, PersonArea.area, PersonArea.until))
        slips = db.session.scalar(select(func.count()).select_from(SignInSlip))
        return [*sorted(map(tuple, people)), *sorted(map(str, areas)), slips]  # type: ignore[list-item]


@pytest.mark.parametrize(
    ("who", "role"), list(product(MAY, STAFF)), ids=lambda one: getattr(one, "username", one)
)
def test_the_township_takes_on_its_staff_and_prints_the_slip(county: Flask, who: Member, role: str) -> None:
    answer = new_person(signed_in(county, who), role=role, area=cast.VILLAGE)
    assert answer.status_code == 200, answer.text
    assert sign_in_on_phone(county, "13900000001", digits_on(answer.text)).status_code == 200
    added = person(county, "13900000001")
    assert added is not None and added.role == role
    with county.app_context():
        lines = db.session.execute(
            select(Audit.action, Audit.table, Audit.by).where(Audit.row == added.id)
        ).all()
    assert {(line.action, line.table) for line in lines} == {
        ("new", "person"),
        ("change", "person"),
        ("slip", "person"),
    }
    assert {line.by for line in lines} == {person_id(county, who)}


@pytest.mark.parametrize("role", [role for role in ROLES if role not in STAFF])
@pytest.mark.parametrize("who", MAY, ids=lambda one: one.username)
def test_it_gives_no_other_role(county: Flask, who: Member, role: str) -> None:
    client, before = signed_in(county, who), everything(county)
    answer = new_person(client, role=role)
    assert answer.status_code == 422 and "由县管理员添加" in answer.text and "13900000001" in answer.text
    key = person_id(county, cast.VACCINATOR)
    assert post(client, f"/people/{key}/edit", name="王建国", role=role).status_code == 422
    answer = roster(client, f"用户名,姓名,角色,地区代码\n13900000001,何平,{role},{cast.VILLAGE}\n")
    assert "由县管理员添加" in answer.text
    assert everything(county) == before


@pytest.mark.parametrize("who", [cast.CLINIC, TOWN], ids=lambda one: one.username)
@pytest.mark.parametrize(
    "area", [NEXT, NEXT_VILLAGE, cast.COUNTY, "4309", cast.OTHER_COUNTYS_VILLAGE, "43", ""]
)
def test_it_gives_no_area_outside(county: Flask, who: Member, area: str) -> None:
    client, before = signed_in(county, who), everything(county)
    assert new_person(client, area=area).status_code in (400, 403)
    key = person_id(county, cast.VACCINATOR)
    assert post(client, f"/people/{key}/areas", area=area).status_code in (400, 403)
    answer = roster(
        client, f"用户名,姓名,角色,地区代码\n13900000001,何平,摸底员,{cast.VILLAGE} {area or NEXT}\n"
    )
    assert "不在您的地区内" in answer.text
    assert everything(county) == before


def test_a_county_supervisor_gives_no_area_above_a_township(county: Flask) -> None:
    client, before = signed_in(county, cast.SUPERVISOR), everything(county)
    answer = new_person(client, area=cast.COUNTY)
    assert answer.status_code == 422 and "比一个乡镇大" in answer.text
    assert (
        post(client, f"/people/{person_id(county, cast.VACCINATOR)}/areas", area=cast.COUNTY).status_code
        == 403
    )
    answer = roster(client, f"用户名,姓名,角色,地区代码\n13900000001,何平,摸底员,{cast.COUNTY}\n")
    assert "比乡镇大" in answer.text
    assert everything(county) == before


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("who", [cast.CLINIC, TOWN], ids=lambda one: one.username)
@pytest.mark.parametrize(
    "whom",
    [*OTHERS[:5], cast.SUPERVISOR, cast.ADMINISTRATOR, cast.SURVEYOR, cast.OBSERVER, cast.OUTSIDER],
    ids=lambda one: one.username,
)
def test_it_changes_nobody_outside_or_above(county: Flask, who: Member, whom: Member, verb: str) -> None:
    client, before = signed_in(county, who), everything(county)
    key = person_id(county, whom)
    fields = {"name": "改名", "role": "lister", "area": cast.VILLAGE}
    assert post(client, f"/people/{key}/{verb}", **fields).status_code in (403, 404)
    for area in whom.areas:
        assert post(client, f"/people/{key}/areas/{area}/end").status_code in (403, 404) or whom is BOTH
    if whom is not BOTH:
        assert everything(county) == before
    page = client.get(f"/people/{key}")
    assert page.status_code in (200, 404) and f"/people/{key}/slip" not in page.text


def test_of_one_who_works_in_two_townships_it_ends_its_own_village_only(county: Flask) -> None:
    client, key = signed_in(county, cast.CLINIC), person_id(county, BOTH)
    assert post(client, f"/people/{key}/areas/{NEXT_VILLAGE}/end").status_code == 403
    assert post(client, f"/people/{key}/areas/{cast.VILLAGE}/end").status_code == 302


def test_it_prints_no_slip_of_one_lent_to_another_township(county: Flask) -> None:
    found_campaign(county)
    key = person_id(county, cast.VACCINATOR)
    client = signed_in(county, cast.CLINIC)
    assert post(client, f"/people/{key}/slip").status_code == 200
    with county.app_context():
        db.session.add(Assignment(key="a" * 8, round=ROUND1, area=NEXT_VILLAGE, person=key, expected=1))
        db.session.commit()
    before = everything(county)
    assert post(client, f"/people/{key}/slip").status_code == 403
    assert everything(county) == before


def test_it_changes_moves_and_stops_its_own(county: Flask) -> None:
    town, key = signed_in(county, TOWN), person_id(county, cast.VACCINATOR)
    fields = {"name": "王建民", "role": "lister", "certificate_no": "", "certificate_until": ""}
    assert post(town, f"/people/{key}/edit", **fields).status_code == 302
    assert post(town, f"/people/{key}/areas", area="430921103001").status_code == 302
    assert post(town, f"/people/{key}/areas/{cast.VILLAGE}/end").status_code == 302
    assert post(town, f"/people/{key}/leave").status_code == 302
    with county.app_context():
        row = db.session.get_one(Person, key)
        assert (row.name, row.role, row.active) == ("王建民", "lister", False)
        by = set(db.session.scalars(select(Audit.by).where(Audit.row.startswith(key), Audit.action != "new")))
    assert by == {person_id(county, TOWN)}
    assert post(town, f"/people/{key}/return").status_code == 200
    clinic = signed_in(county, cast.CLINIC)
    assert post(clinic, f"/people/{key}/leave").status_code == 403, "a clinic stops no phones"


@pytest.mark.parametrize("who", MAY_NOT, ids=lambda one: one.username)
def test_others_take_on_nobody(county: Flask, who: Member) -> None:
    client, before = signed_in(county, who), everything(county)
    assert new_person(client).status_code == 403
    assert post(client, f"/people/{person_id(county, NEXT_LISTER)}/slip").status_code == 403
    assert client.get("/people/import").status_code == client.get("/people/template.xlsx").status_code == 403
    assert everything(county) == before


def test_a_sheet_adds_the_staff_of_the_township(county: Flask) -> None:
    client = signed_in(county, cast.CLINIC)
    sheet = f"用户名,姓名,角色,地区代码\n13900000001,何平,摸底员,{cast.VILLAGE}\n"
    sheet += f"13900000002,何安,校医,{cast.TOWNSHIP}\n"
    looked_at = roster(client, sheet)
    assert "2 人，没有问题" in looked_at.text
    [token] = [part.partition('"')[0] for part in looked_at.text.split('name="kept" value="')[1:]]
    assert post(client, "/people/import", kept=token).text.count('class="digits"') == 2


def test_a_sheet_kept_by_an_administrator_is_judged_again_for_who_sends_it(county: Flask) -> None:
    sheet = f"用户名,姓名,角色,地区代码\n13900000001,何平,管理员,{cast.COUNTY}\n"
    looked_at = roster(signed_in(county, cast.ADMINISTRATOR), sheet)
    [token] = [part.partition('"')[0] for part in looked_at.text.split('name="kept" value="')[1:]]
    answer = post(signed_in(county, cast.CLINIC), "/people/import", kept=token)
    assert 'class="digits"' not in answer.text and person(county, "13900000001") is None


def test_the_form_offers_only_what_one_may_give(county: Flask) -> None:
    page = signed_in(county, cast.CLINIC).get("/people/new").text
    assert all(f'value="{role}"' in page for role in STAFF)
    assert not any(f'value="{role}"' in page for role in ROLES if role not in STAFF)
    assert 'href="/people/new"' in signed_in(county, cast.CLINIC).get("/people").text


def test_who_gives_what_follows_the_table() -> None:
    assert {role: roles_given(role) for role in ROLES if roles_given(role)} == {
        "clinic": STAFF,
        "supervisor": STAFF,
        "administrator": ROLES,
    }
    for by, given in product(ROLES, ROLES):
        inside = may_give(by, [cast.TOWNSHIP], given, cast.VILLAGE)
        assert inside == (given in roles_given(by))
        assert not may_give(by, [cast.TOWNSHIP], given, NEXT)
        assert not may_give(by, [cast.TOWNSHIP], given, None)
        assert may_give(by, [cast.COUNTY], given, cast.COUNTY) == (by == "administrator")


def test_the_audit_says_whose_slip_was_printed(county: Flask) -> None:
    post(signed_in(county, cast.CLINIC), f"/people/{person_id(county, cast.VACCINATOR)}/slip")
    page = signed_in(county, cast.ADMINISTRATOR).get("/audit").text
    assert "打印登录条" in page and "张敏" in page
    with county.app_context():
        [line] = db.session.scalars(select(Audit.after).where(Audit.action == "slip"))
    assert json.loads(line) == {"username": "vaccinator"}


# What the county may keep to itself.

RIGHTS = "/people/rights"
WAYS_IN = ("/people/new", "/people/import", "/people/template.xlsx")


def keep(app: Flask, who: Member, kept: str, county: str = cast.COUNTY) -> int:
    return post(signed_in(app, who), RIGHTS, county=county, kept=kept).status_code


@pytest.mark.parametrize("who", [cast.SUPERVISOR, cast.ADMINISTRATOR], ids=lambda one: one.username)
def test_the_county_keeps_the_right_and_every_door_is_shut_to_clinics(county: Flask, who: Member) -> None:
    clinic, before = signed_in(county, cast.CLINIC), everything(county)
    assert clinic.get("/people/new").status_code == 200  # a county that says nothing gives it
    assert keep(county, who, "1") == 302
    assert [clinic.get(path).status_code for path in WAYS_IN] == [403] * 3
    assert new_person(clinic).status_code == 403
    assert (
        roster(clinic, f"用户名,姓名,角色,地区代码\n13900000001,何平,摸底员,{cast.VILLAGE}\n").status_code
        == 403
    )
    key = person_id(county, cast.VACCINATOR)
    for verb in VERBS:
        assert (
            post(clinic, f"/people/{key}/{verb}", name="改名", role="lister", area=cast.VILLAGE).status_code
            == 403
        )
    assert post(clinic, f"/people/{key}/areas/{cast.VILLAGE}/end").status_code == 403
    assert everything(county) == before
    assert (
        "/people/new" not in clinic.get("/people").text
        and f"{key}/slip" not in clinic.get(f"/people/{key}").text
    )


def test_township_supervisors_keep_it_and_the_county_gives_it_again(county: Flask) -> None:
    keep(county, cast.SUPERVISOR, "1")
    assert new_person(signed_in(county, TOWN)).status_code == 200
    keep(county, cast.SUPERVISOR, "")
    answer = new_person(signed_in(county, cast.CLINIC), username="13900000002")
    assert answer.status_code == 200 and digits_on(answer.text)


def test_only_who_has_the_whole_county_says_so_and_of_no_other(county: Flask) -> None:
    for who in (TOWN, cast.CLINIC, cast.VACCINATOR, cast.OBSERVER, cast.OUTSIDER):
        assert keep(county, who, "1") == 403, who.username
    assert keep(county, cast.SUPERVISOR, "1", cast.OTHER_COUNTY) == 403
    assert keep(county, cast.OUTSIDER, "1", cast.OTHER_COUNTY) == 302
    assert signed_in(county, cast.CLINIC).get("/people/new").status_code == 200  # another county's word


def test_who_changed_the_right_is_written_down(county: Flask) -> None:
    keep(county, cast.SUPERVISOR, "1")
    page = signed_in(county, cast.ADMINISTRATOR).get("/audit").text
    assert "防保医生添加本乡镇的人" in page and "赵丽" in page


def test_a_kept_right_is_asked_of_the_area_of_each_person() -> None:
    kept = {"430921"}
    assert may_give("clinic", ["430921103", "430922102"], "lister", "430922102202", kept)
    assert not may_give("clinic", ["430921103", "430922102"], "lister", cast.VILLAGE, kept)
    assert not may_give("clinic", ["4309"], "lister", cast.VILLAGE, kept)
    assert may_give("supervisor", [cast.TOWNSHIP], "lister", cast.VILLAGE, kept)
