"""Numbers that somebody could work out or take: an office's device, a phone's, a list's keys. None is another's."""

from __future__ import annotations

import uuid

import pytest
from flask import Flask
from sqlalchemy import func, select

from fieldapp.campaigns.lists import child_list, keys
from fieldapp.ground.db import db
from fieldapp.models.audit import Audit
from fieldapp.models.people import Device
from fieldapp.models.settings import Setting
from fieldapp.sync.from_office.office_device import device_of
from fieldapp.sync.from_office.office_device import record as type_in
from fieldapp.sync.incoming.receive import Sender, receive
from fieldapp.sync.rework.replay import verify
from tests import cast
from tests.campaigns.office import found_campaign, listed, phone_of, visited
from tests.campaigns.test_roster import GOOD, HEADS, VILLAGES, children, import_list
from tests.cast import person_id, post, signed_in
from tests.grown import grown
from tests.sync.county import key

PHONE = "01890000-0000-7000-8000-0000000000aa"
AS_IT_WAS = uuid.UUID("6c8f4a52-9a51-5d0f-8f3e-2f1f9c1d7b10")  # the constant office devices were made of


@pytest.fixture
@grown
def county(app: Flask) -> Flask:
    found_campaign(app)
    return app


def register(app: Flask, member: cast.Member, device: str) -> tuple[int, str | None]:
    """Sign a person in on a phone of this number; status and code of the problem."""
    said = {"username": member.username, "password": cast.PASSWORD, "device": device, "name": "红米"}
    answer = app.test_client().post("/api/v1/devices", json=said)
    return answer.status_code, answer.json.get("problem", {}).get("code")


def test_who_takes_the_number_an_office_once_had_takes_nothing_of_the_clinic(county: Flask) -> None:
    taken = str(uuid.uuid5(AS_IT_WAS, person_id(county, cast.CLINIC)))
    register(county, cast.VACCINATOR, taken)
    assert "新增 3 名" in import_list(county, GOOD)
    assert {child["name"] for child in children(county)} == {"王小明", "王小红", None}


def test_an_office_device_has_a_random_number_and_one_a_person(county: Flask) -> None:
    person = person_id(county, cast.CLINIC)
    with county.app_context():
        for name in ("甲", "乙"):
            type_in(
                db.engine, person, [{"kind": "child", "key": key(name), "area": cast.VILLAGE, "data": {}}]
            )
        device, seen = device_of(db.session.connection(), person)
        assert (uuid.UUID(device).version, seen) == (4, "[[1, 2]]")
        assert db.session.scalar(select(func.count()).select_from(Device).where(Device.office)) == 1


@pytest.mark.parametrize("member", cast.CAST, ids=lambda member: member.username)
def test_nobody_registers_what_is_another_s(county: Flask, member: cast.Member) -> None:
    """A phone's number, a stopped one, one whose person has left, an office's: by every role."""
    owner = cast.NURSE if member is cast.VACCINATOR else cast.VACCINATOR
    assert register(county, owner, PHONE) == (200, None)
    assert register(county, member, PHONE) == (409, "device_of_another")
    with county.app_context():
        db.session.get_one(Device, PHONE).stopped_at = cast.moment()
        db.session.commit()
        type_in(db.engine, person_id(county, owner), [])
        desk = device_of(db.session.connection(), person_id(county, owner))[0]
    assert register(county, member, PHONE) == (409, "device_of_another")
    assert register(county, owner, PHONE) == (403, "phone_stopped")
    for person in (member, owner):
        assert register(county, person, desk) == (409, "device_of_another")
    assert register(county, member, PHONE.upper()) == (400, "bad_request")


def test_a_number_whose_records_wait_is_registered_by_who_made_them_only(county: Flask) -> None:
    """As after a restore: the phone's row is gone, and somebody who saw its number is quicker."""
    lost, _phone = phone_of(county, cast.VACCINATOR)
    said = listed("小明") | {"device": PHONE, "by": lost}
    with county.app_context():
        assert receive(db.engine, [said], Sender(None))[0]["problem"]["code"] == "unknown_device"
    assert register(county, cast.VILLAGE_WORKER, PHONE) == (409, "device_of_another")
    assert children(county) == []
    assert register(county, cast.VACCINATOR, PHONE) == (200, None)
    assert [child["name"] for child in children(county)] == ["小明"]


def entries_of_the_list() -> list[child_list.Entry]:
    """The list's lines with the keys made of the lines alone, which anybody who knows the words can make."""
    return child_list.read_roster([HEADS, *GOOD], VILLAGES, "2025-12-01")[0]


def test_an_import_says_what_the_server_took_and_names_what_it_refused(county: Flask) -> None:
    """Another county has a record under the key of the list's first child: it is refused, and no 新增 is said of it."""
    with county.app_context():
        secret = keys.secret(db.engine)
        rows = [HEADS, *GOOD]
        entries, _wrong = child_list.read_roster(
            rows, {"青树嘴村委会": cast.VILLAGE, cast.VILLAGE: cast.VILLAGE}, "2025-12-01"
        )
        keys.rekey(db.session.connection(), cast.COUNTY, entries, secret)
        foreign = {"kind": "child", "key": entries[0].key, "area": cast.OTHER_COUNTYS_VILLAGE, "data": {}}
        [receipt] = type_in(db.engine, person_id(county, cast.OUTSIDER), [foreign])
        assert receipt["outcome"] == "applied"
    page = import_list(county, GOOD)
    assert "新增 2 名，补充 0 名" in page
    assert "有 1 条没有计入，见“待核实”：第 2 行 这条记录属于别的县" in page


def test_the_key_of_a_list_s_line_cannot_be_worked_out(county: Flask) -> None:
    """Whoever knows a child's words makes the key the line had before, and gets no hold of the child."""
    entries, _wrong = child_list.read_roster(
        [HEADS, *GOOD], {"青树嘴村委会": cast.VILLAGE, cast.VILLAGE: cast.VILLAGE}, "2025-12-01"
    )
    guessed = {entry.key for entry in entries} | {entry.household_key for entry in entries}
    with county.app_context():
        taken = {"kind": "child", "key": entries[0].key, "area": cast.OTHER_COUNTYS_VILLAGE, "data": {}}
        type_in(db.engine, person_id(county, cast.OUTSIDER), [taken])
    assert "新增 3 名" in import_list(county, GOOD)
    mine = [child for child in children(county) if child["county"] == cast.COUNTY]
    assert len(mine) == 3 and not guessed & {child["key"] for child in mine}


def test_a_list_imported_before_the_secret_was_kept_is_not_doubled(county: Flask) -> None:
    entries, _wrong = child_list.read_roster(
        [HEADS, *GOOD], {"青树嘴村委会": cast.VILLAGE, cast.VILLAGE: cast.VILLAGE}, "2025-12-01"
    )
    said = [
        {
            "kind": "child",
            "key": entry.key,
            "area": entry.area,
            "data": entry.child | {"listed_on": "2025-11-20"},
        }
        for entry in entries
    ]
    with county.app_context():
        type_in(db.engine, person_id(county, cast.CLINIC), said)
    assert "新增 0 名" in import_list(county, GOOD)
    assert len(children(county)) == 3


def test_two_servers_have_two_secrets_and_each_keeps_its_own(county: Flask, bare_app: Flask) -> None:
    with county.app_context():
        first = keys.secret(db.engine)
        assert keys.secret(db.engine) == first and len(first) == 32
        db.session.delete(db.session.get_one(Setting, keys.NAME))
        db.session.commit()
        assert keys.secret(db.engine) != first


def taken_phone(county: Flask) -> tuple[str, str]:
    """A phone registered for the village worker, whose records name the vaccinator; its number, and hers."""
    register(county, cast.VILLAGE_WORKER, PHONE)
    mine = person_id(county, cast.VACCINATOR)
    said = [listed("小明") | {"device": PHONE, "by": mine}, visited("小明") | {"device": PHONE, "by": mine}]
    with county.app_context():
        receipts = receive(db.engine, said, Sender(None))
    assert [receipt["problem"]["code"] for receipt in receipts] == ["not_your_name"] * 2
    return PHONE, mine


def test_the_office_sees_who_holds_a_number_and_gives_it_back(county: Flask) -> None:
    device, mine = taken_phone(county)
    client = signed_in(county, cast.ADMINISTRATOR)
    listed_ = client.get("/phones").text
    assert "记录写着别人" in listed_ and f"/phones/{device}" in listed_
    page = client.get(f"/phones/{device}").text
    assert device in page and "李秀英" in page and "王建国（2）" in page
    given = post(client, f"/phones/{device}", username=cast.VACCINATOR.username)
    assert given.status_code == 302
    page = client.get(f"/phones/{device}").text
    assert "已改登记给 王建国，重新计入 2 条" in page and "记录里，有的写着别人" not in page
    assert [child["name"] for child in children(county)] == ["小明"]
    with county.app_context():
        row = db.session.get_one(Device, device)
        assert (row.person, row.token_ended_how) == (mine, "given")
        assert verify(db.engine) == []
        assert db.session.scalar(select(func.count()).select_from(Audit).where(Audit.action == "give")) == 1
    assert register(county, cast.VACCINATOR, device) == (200, None)
    assert register(county, cast.VILLAGE_WORKER, device) == (409, "device_of_another")
    audit = client.get("/audit?table=device").text
    assert "王建国" in audit and "李秀英" in audit and device in audit


@pytest.mark.parametrize(
    "member", [one for one in cast.CAST if one is not cast.ADMINISTRATOR], ids=lambda m: m.username
)
def test_a_number_is_given_by_who_may_change_both_people(county: Flask, member: cast.Member) -> None:
    device, _mine = taken_phone(county)
    answer = post(signed_in(county, member), f"/phones/{device}", username=cast.VACCINATOR.username)
    assert answer.status_code in (403, 404)
    with county.app_context():
        assert db.session.get_one(Device, device).person == person_id(county, cast.VILLAGE_WORKER)


def test_a_number_is_given_over_no_border_and_no_office_device_at_all(county: Flask) -> None:
    device, _mine = taken_phone(county)
    client = signed_in(county, cast.ADMINISTRATOR)
    assert post(client, f"/phones/{device}", username=cast.OUTSIDER.username).status_code == 403
    assert post(client, f"/phones/{device}", username="nobody").status_code == 422
    with county.app_context():
        type_in(db.engine, person_id(county, cast.CLINIC), [])
        desk = device_of(db.session.connection(), person_id(county, cast.CLINIC))[0]
    assert post(client, f"/phones/{desk}", username=cast.VACCINATOR.username).status_code == 404
    assert post(client, f"/phones/{desk}/stop").status_code == 404
