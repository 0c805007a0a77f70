"""Days, places and telephones that cannot be, and children with a name only, stand on a list of the inbox, with who and
what, until they are put right, taken back, or seen by a supervisor."""

from __future__ import annotations

import json
from io import BytesIO

import openpyxl
import pytest
from flask import Flask
from sqlalchemy import select

from fieldapp.ground.db import db
from fieldapp.models.audit import Audit
from fieldapp.models.log import LoggedOperation
from fieldapp.sync.incoming.hands import keep_key
from fieldapp.sync.rework.replay import verify
from tests import cast
from tests.campaigns.office import found_campaign, listed, phone_of, record, visited
from tests.campaigns.test_roster import import_list
from tests.cast import signed_in
from tests.grown import grown
from tests.sync.county import key, operation, void
from tests.sync.signed import public_key, signature


@pytest.fixture
@grown
def county(app: Flask) -> Flask:
    found_campaign(app)
    record(app, cast.VACCINATOR, listed("小明", born="2021-05-04"))
    return app


def dose(given_on: str) -> dict[str, object]:
    return operation(
        "dose", {"child": key("小明"), "product": "bOPV", "given_on": given_on}, area=cast.VILLAGE
    )


def test_what_cannot_be_is_listed_with_its_reason(county: Flask) -> None:
    record(
        county, cast.VACCINATOR, dose("1900-01-01"), dose("2021-05-01"), visited("小明", lat=112.4, lon=29.3)
    )
    client = signed_in(county, cast.SUPERVISOR)
    page = client.get("/inbox/odd").text
    for words in ("小明", "1900-01-01", "接种日期在出生以前", "位置不对", "112.4", "王建国"):
        assert words in page, words
    assert '<table class="list cards"' in page  # on a phone the reason and the button are in sight
    assert 'href="/inbox/odd"' in client.get("/inbox").text
    sheet = openpyxl.load_workbook(BytesIO(client.get("/inbox/odd.xlsx").data)).active
    assert sheet is not None
    assert len([row for row in sheet.values if str(row[0]).startswith("小明")]) == 3


def test_what_was_taken_back_is_listed_no_longer(county: Flask) -> None:
    record(county, cast.VACCINATOR, wrong := dose("2999-01-01"))
    client = signed_in(county, cast.SUPERVISOR)
    assert "2999-01-01" in client.get("/inbox/odd").text
    record(county, cast.VACCINATOR, void(wrong))
    assert "2999-01-01" not in client.get("/inbox/odd").text


@pytest.mark.parametrize("member", [cast.OUTSIDER, cast.NURSE, cast.OBSERVER, cast.VACCINATOR])
def test_the_list_is_for_those_who_read_the_inbox_there(county: Flask, member: cast.Member) -> None:
    record(county, cast.VACCINATOR, dose("2999-01-01"))
    for path in ("/inbox/odd", "/inbox/odd.xlsx"):
        answer = signed_in(county, member).get(path)
        assert answer.status_code == 403 or "小明".encode() not in answer.data


LATER = "2025-12-09T08:00:00.000Z"
HOUSE = key("a house")
ODD = {  # what is said, what stands in the list, what puts it right
    "a mobile of ten digits": (
        listed("小红", phone="1380000000"),
        ("电话位数不对", "1380000000"),
        {"phone": "13800000001"},
    ),
    "the second telephone": (listed("小红", phone2="12345"), ("电话2", "12345"), {"phone2": None}),
    "a telephone of a household": (
        operation("household", {"head": "张三", "phone": "139"}, key=HOUSE, area=cast.VILLAGE),
        ("张三", "139"),
        {"phone": "0737-4223344"},
    ),
    "a child with a name only": (
        operation("child", {"name": "小花"}, key=key("小花"), area=cast.VILLAGE),
        ("小花", "只有名字"),
        {"guardian": "李四"},
    ),
    "a birth in another century": (
        listed("小红", born="1900-01-01"),
        ("出生日期 1900-01-01",),
        {"born": "2021-05-04"},
    ),
    "a dose of 1900": (
        operation(
            "dose",
            {"child": key("小明"), "product": "bOPV", "given_on": "1900-01-01"},
            key=key("a dose"),
            area=cast.VILLAGE,
        ),
        ("接种日期 1900-01-01",),
        {"given_on": "2022-01-01"},
    ),
    "a door at 0, 0": (
        operation("household", {"head": "张三", "lat": 0, "lon": 0}, key=HOUSE, area=cast.VILLAGE),
        ("位置不对",),
        {"lat": 29.3, "lon": 112.4},
    ),
}


def said_again(of: dict[str, object], data: dict[str, object]) -> dict[str, object]:
    """Another word on the same record."""
    return operation(str(of["kind"]), data, key=of["key"], area=cast.VILLAGE, at=LATER)


@pytest.mark.parametrize("case", ODD)
def test_a_doubtful_value_is_listed_until_it_is_put_right(county: Flask, case: str) -> None:
    said, words, right = ODD[case]
    [receipt] = record(county, cast.VACCINATOR, said)
    assert receipt["outcome"] == "applied"
    client = signed_in(county, cast.SUPERVISOR)
    page = client.get("/inbox/odd").text
    assert [one for one in words if one not in page] == []
    sheet = openpyxl.load_workbook(BytesIO(client.get("/inbox/odd.xlsx").data)).active
    assert sheet is not None
    assert any(words[-1] in str(cell) for row in sheet.values for cell in row)
    record(county, cast.VACCINATOR, said_again(said, right))
    assert "没有日期、位置或电话不对的记录" in client.get("/inbox/odd").text
    with county.app_context():
        assert verify(db.engine) == []


RIGHT = {
    "a mobile": listed("小红", phone="+86 138 0000 0001"),
    "a fixed line": listed("小红", phone="0737-4223344", phone2="4001234567"),
    "a name with a guardian": operation(
        "child", {"name": "小花", "guardian": "李四"}, key=key("小花"), area=cast.VILLAGE
    ),
    "a word on a child that is known": operation(
        "child", {"name": "小明明"}, key=key("小明"), area=cast.VILLAGE
    ),
}


@pytest.mark.parametrize("case", RIGHT)
def test_what_is_right_is_not_listed(county: Flask, case: str) -> None:
    [receipt] = record(county, cast.VACCINATOR, RIGHT[case])
    assert "odd_phone" not in receipt.get("note", "") and "name_only" not in receipt.get("note", "")
    assert "没有日期、位置或电话不对的记录" in signed_in(county, cast.SUPERVISOR).get("/inbox/odd").text


def path_of(app: Flask, said: dict[str, object]) -> str:
    with app.app_context():
        line = db.session.scalars(select(LoggedOperation).where(LoggedOperation.id == said["id"])).one()
        return f"/inbox/{line.county}/{line.position}"


def test_what_was_seen_leaves_the_open_list_is_counted_found_and_put_back(county: Flask) -> None:
    record(county, cast.VACCINATOR, said := listed("小红", phone="1380000000"))
    client, path = signed_in(county, cast.SUPERVISOR), path_of(county, said)
    assert f'action="{path}/seen"' in client.get("/inbox/odd").text
    assert cast.post(client, f"{path}/seen").status_code == 302
    page = client.get("/inbox/odd").text
    assert "1380000000" not in page and "看过了 1 条" in page
    seen = client.get("/inbox/odd?seen=1").text
    assert "1380000000" in seen and cast.SUPERVISOR.name in seen and f'action="{path}/unseen"' in seen
    sheet = openpyxl.load_workbook(BytesIO(client.get("/inbox/odd.xlsx?seen=1").data)).active
    assert sheet is not None and cast.SUPERVISOR.name in [row[7] for row in sheet.values]
    assert "放回" in client.get(path).text
    cast.post(client, f"{path}/unseen")
    page = client.get("/inbox/odd").text
    assert "1380000000" in page and "看过了 0 条" in page
    with county.app_context():
        lines = db.session.scalars(select(Audit).where(Audit.table == "operation").order_by(Audit.id)).all()
        assert [(line.action, line.row) for line in lines] == [
            ("seen", cast.VILLAGE),
            ("unseen", cast.VILLAGE),
        ]
    audit = signed_in(county, cast.ADMINISTRATOR).get("/audit?table=operation").text
    assert "看过了：" in audit and "放回未看：" in audit


def test_seen_twice_is_one_record(county: Flask) -> None:
    record(county, cast.VACCINATOR, said := listed("小红", phone="1380000000"))
    path = path_of(county, said)
    for member in (cast.SUPERVISOR, cast.ADMINISTRATOR):
        assert cast.post(signed_in(county, member), f"{path}/seen").status_code == 302
    with county.app_context():
        assert len(db.session.scalars(select(Audit).where(Audit.table == "operation")).all()) == 1


@pytest.mark.parametrize("member", [cast.CLINIC, cast.OUTSIDER, cast.NURSE, cast.OBSERVER])
def test_only_who_decides_in_the_inbox_there_says_seen(county: Flask, member: cast.Member) -> None:
    record(county, cast.VACCINATOR, said := listed("小红", phone="1380000000"))
    path = path_of(county, said)
    client = signed_in(county, member)
    assert {cast.post(client, f"{path}/{word}").status_code for word in ("seen", "unseen")} == {403}
    assert f'action="{path}/seen"' not in client.get("/inbox/odd").text


def test_what_is_not_odd_is_not_seen(county: Flask) -> None:
    record(county, cast.VACCINATOR, said := listed("小红"))
    assert cast.post(signed_in(county, cast.SUPERVISOR), f"{path_of(county, said)}/seen").status_code == 409


def test_a_list_of_several_pages_has_no_holes_where_some_were_put_right(
    county: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fieldapp.office.inbox.items.PAGE", 3)
    said = [listed(f"孩子{n}", phone="1380000000") for n in range(8)]
    record(county, cast.VACCINATOR, *said)
    record(county, cast.VACCINATOR, *(said_again(one, {"phone": None}) for one in said[2:6]))
    client = signed_in(county, cast.SUPERVISOR)
    first, second = (client.get(f"/inbox/odd?page={n}").text for n in (1, 2))
    assert [n for n in range(8) if f"孩子{n}" in first] == [1, 6, 7]
    assert [n for n in range(8) if f"孩子{n}" in second] == [0]


def test_a_sheet_with_a_mobile_of_ten_digits_is_listed_too(county: Flask) -> None:
    line = ("青树嘴村委会", "", "", "", "王小刚", "男", "20210504", "1380000000", "本县", "3")
    assert "新增 1 名" in import_list(county, [line])
    page = signed_in(county, cast.SUPERVISOR).get("/inbox/odd").text
    assert "王小刚" in page and "电话 1380000000" in page


def test_a_file_handed_over_is_listed_too(county: Flask) -> None:
    said = listed("小红", phone="1380000000")
    person, device = phone_of(county, cast.VACCINATOR)
    said |= {"by": person, "device": device}
    with county.app_context(), db.engine.begin() as connection:
        keep_key(connection, device, public_key(device))
    signed = {"ops": [said], "signatures": {said["id"]: signature(said)}}
    file = (BytesIO(json.dumps(signed).encode()), "unsent.json")
    assert cast.post(signed_in(county, cast.CLINIC), "/inbox/handover", file=file).status_code == 200
    assert "电话 1380000000" in signed_in(county, cast.SUPERVISOR).get("/inbox/odd").text
