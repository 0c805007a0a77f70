"""The office's pages about people: the list, one person, slips, a roster, who changed what."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from importlib import import_module

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook

from fieldapp import capabilities
from fieldapp.ground.clock import away
from fieldapp.ground.db import Base, db
from fieldapp.models.people import Device, Person, PersonArea, SignInSlip
from fieldapp.office import audit_words
from fieldapp.web.forms import FIELDS
from tests import cast

PHONE = "01890000-0000-7000-8000-0000000000aa"


@pytest.fixture
def administrator(app: Flask) -> FlaskClient:
    """The county's administrator, signed in."""
    return cast.signed_in(app, cast.ADMINISTRATOR)


def person(app: Flask, username: str) -> Person | None:
    with app.app_context():
        return db.session.query(Person).filter_by(username=username).one_or_none()


def new_person(client: FlaskClient, **other: str):
    fields = {"username": "13900000001", "name": "何平", "role": "vaccinator", "area": cast.VILLAGE} | other
    return cast.post(client, "/people/new", **fields)


def digits_on(page: str) -> str:
    return re.search(r'class="digits">(\d{4}) (\d{4})<', page).expand(r"\1\2")


def sign_in_on_phone(app: Flask, username: str, password: str, device: str = PHONE):
    said = {"username": username, "password": password, "device": device}
    return app.test_client().post("/api/v1/devices", json=said)


def roster(client: FlaskClient, content: str, name: str = "r.csv"):
    return cast.post(client, "/people/import", file=(io.BytesIO(content.encode("gbk")), name))


def test_a_person_added_gets_a_slip_that_opens_one_phone(app: Flask, administrator: FlaskClient):
    answer = new_person(administrator)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    digits = digits_on(answer.text)
    assert "<svg" in answer.text and "何平" in answer.text and "青树嘴村委会" in answer.text
    assert sign_in_on_phone(app, "13900000001", digits).status_code == 200
    assert sign_in_on_phone(app, "13900000001", digits).status_code == 200, (
        "a lost reply may be asked for again"
    )
    other = sign_in_on_phone(app, "13900000001", digits, PHONE.replace("aa", "bb"))
    assert (other.status_code, other.json["problem"]["code"]) == (401, "slip_used")
    office = cast.post(app.test_client(), "/sign-in", username="13900000001", password=digits)
    assert office.status_code == 401


def test_a_slip_opens_the_office_once_where_a_password_is_chosen(app: Flask, administrator: FlaskClient):
    digits = digits_on(new_person(administrator, role="supervisor", area=cast.TOWNSHIP).text)
    client = app.test_client()
    cast.post(client, "/sign-in", username="13900000001", password=digits)
    token = re.search(r'csrf_token" value="([^"]+)', client.get("/account/password").text)[1]
    fields = {"csrf_token": token, "old": digits, "new": "my-own-word", "again": "my-own-word"}
    assert client.post("/account/password", data=fields).location == "/"
    assert sign_in_on_phone(app, "13900000001", digits).status_code == 401
    assert sign_in_on_phone(app, "13900000001", "my-own-word").status_code == 200
    assert person(app, "13900000001").slip is None


def test_an_old_slip_has_run_out(app: Flask, administrator: FlaskClient):
    digits = digits_on(new_person(administrator).text)
    with app.app_context():
        db.session.query(SignInSlip).one().issued_at = cast.long_ago()
        db.session.commit()
    assert sign_in_on_phone(app, "13900000001", digits).json["problem"]["code"] == "slip_expired"


def test_a_new_slip_ends_the_old_password(app: Flask, administrator: FlaskClient):
    key = cast.person_id(app, cast.VACCINATOR)
    digits = digits_on(cast.post(administrator, f"/people/{key}/slip").text)
    assert sign_in_on_phone(app, "vaccinator", cast.PASSWORD).status_code == 401
    assert sign_in_on_phone(app, "vaccinator", digits).status_code == 200


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"username": "nurse"}, "已经有人用了"),
        ({"username": ""}, "还没有填“用户名”"),
        ({"name": " "}, "还没有填“名称”"),
        ({"role": "king"}, "没有这种角色"),
        ({"certificate_until": "soon"}, "“有效期至”不是日期：请写成 20250305 或 2025-03-05"),
        ({"phone": "家里"}, "“电话”要写电话号码"),
    ],
)
def test_a_person_who_cannot_be_added_is_explained(
    app: Flask, administrator: FlaskClient, fields: dict, words: str
):
    refused = new_person(administrator, **fields)
    assert refused.status_code >= 400
    assert words in refused.text
    assert person(app, "13900000001") is None


def test_nobody_is_added_outside_ones_own_area(app: Flask, administrator: FlaskClient):
    for area in (cast.OTHER_COUNTYS_VILLAGE, "4309", "999999", ""):
        assert new_person(administrator, area=area).status_code in (400, 403)
    assert person(app, "13900000001") is None


def test_the_list_is_filtered_by_name_area_role_and_state(administrator: FlaskClient):
    everybody = administrator.get("/people").text
    assert "李秀英" in everybody and "赵丽" in everybody
    assert "吴强" not in everybody and "孙伟" not in everybody
    in_village = administrator.get(f"/people?area={cast.VILLAGE}").text
    assert "李秀英" in in_village and "张敏" not in in_village
    assert "张敏" in administrator.get("/people?role=clinic").text
    assert "张敏" not in administrator.get("/people?role=nurse").text
    assert "李秀英" in administrator.get("/people?words=秀").text
    assert "王建国" in administrator.get("/people?words=VACC").text
    assert "没有符合条件的人员" in administrator.get("/people?state=left").text
    assert "没有符合条件的人员" in administrator.get("/people?words=%25").text


def test_a_long_list_has_pages_and_a_sheet_has_everybody(app: Flask, administrator: FlaskClient):
    with app.app_context():
        for n in range(60):
            extra = Person(id=f"p{n}", username=f"u{n}", name=f"人{n:02d}", role="lister", password_hash="x")
            db.session.add(extra)
            db.session.flush()
            db.session.add(PersonArea(person=f"p{n}", area=cast.VILLAGE, since="2025-01-01"))
        db.session.commit()
    first, last = administrator.get("/people").text, administrator.get("/people?page=99").text
    assert "第 1 页，共 2 页" in first and "人00" in first
    assert "第 2 页，共 2 页" in last
    rows = sheet_rows(administrator.get("/people.xlsx?role=lister"))
    assert len(rows) == 1 + 60 + 1
    assert rows[0][:2] == ["用户名（手机号）", "姓名"]


def sheet_rows(answer) -> list[list]:
    return CalamineWorkbook.from_filelike(io.BytesIO(answer.data)).get_sheet_by_index(0).to_python()


def test_an_area_is_given_and_ended_and_the_past_stays(app: Flask, administrator: FlaskClient):
    key = cast.person_id(app, cast.VILLAGE_WORKER)
    cast.post(administrator, f"/people/{key}/areas", area=cast.OTHER_VILLAGE)
    cast.post(administrator, f"/people/{key}/areas/{cast.VILLAGE}/end")
    assert sign_in_on_phone(app, "village-worker", cast.PASSWORD).json["scopes"] == [
        "setup",
        cast.OTHER_VILLAGE,
    ]
    with app.app_context():
        assert db.session.get_one(PersonArea, (key, cast.VILLAGE)).until is not None
    cast.post(administrator, f"/people/{key}/areas", area=cast.VILLAGE)
    with app.app_context():
        assert db.session.get_one(PersonArea, (key, cast.VILLAGE)).until is None
    assert (
        cast.post(administrator, f"/people/{key}/areas", area=cast.OTHER_COUNTYS_VILLAGE).status_code == 403
    )


def test_name_role_and_certificate_are_changed_and_an_expired_one_shows(
    app: Flask, administrator: FlaskClient
):
    key = cast.person_id(app, cast.VACCINATOR)
    fields = {"name": "王建军", "role": "clinic", "certificate_no": "湘-1", "certificate_until": "20200131"}
    assert cast.post(administrator, f"/people/{key}/edit", **fields).location == f"/people/{key}"
    page = administrator.get(f"/people/{key}").text
    assert "王建军" in page and "2020-01-31 ⚠ 已过期" in page
    assert person(app, "vaccinator").role == "clinic"


def test_who_leaves_loses_account_and_phones_and_may_come_back(app: Flask, administrator: FlaskClient):
    sign_in_on_phone(app, "nurse", cast.PASSWORD)
    key = cast.person_id(app, cast.NURSE)
    cast.post(administrator, f"/people/{key}/leave")
    assert sign_in_on_phone(app, "nurse", cast.PASSWORD).status_code == 401
    with app.app_context():
        assert db.session.get_one(Device, PHONE).stopped_at is not None
    assert "刘芳" in administrator.get("/people?state=left").text
    digits = digits_on(cast.post(administrator, f"/people/{key}/return").text)
    assert sign_in_on_phone(app, "nurse", digits, PHONE.replace("aa", "cc")).status_code == 200


def test_nobody_stops_her_own_account(app: Flask, administrator: FlaskClient):
    key = cast.person_id(app, cast.ADMINISTRATOR)
    assert cast.post(administrator, f"/people/{key}/leave").status_code == 409
    assert administrator.get("/account").status_code == 200


def test_a_person_with_areas_beyond_ones_own_is_seen_but_not_ruled(app: Flask, administrator: FlaskClient):
    key = cast.person_id(app, cast.OUTSIDER)
    assert administrator.get(f"/people/{key}").status_code == 404
    with app.app_context():
        db.session.add(PersonArea(person=key, area=cast.VILLAGE, since="2025-01-01"))
        db.session.commit()
    page = administrator.get(f"/people/{key}")
    assert page.status_code == 200
    assert "/slip" not in page.text
    for path in ("slip", "leave", "return", "areas"):
        assert cast.post(administrator, f"/people/{key}/{path}", area=cast.VILLAGE).status_code == 403
    assert administrator.get(f"/people/{key}/edit").status_code == 403
    assert administrator.get("/people/nobody").status_code == 404


def test_a_supervisor_sees_the_clinic_and_does_not_change_it(app: Flask):
    client = cast.signed_in(app, cast.SUPERVISOR)
    key = cast.person_id(app, cast.CLINIC)
    page = client.get(f"/people/{key}").text
    assert "张敏" in page and "/slip" not in page
    assert cast.post(client, f"/people/{key}/slip").status_code == 403


def test_a_roster_is_reviewed_then_added_with_slips(app: Flask, administrator: FlaskClient):
    lines = ["用户名,姓名,角色,地区代码", "13900000001,马一,接种人员,430921103213 430921103231"]
    lines.append("13900000002,马二,school nurse,430921103")
    review = roster(administrator, "\n".join(lines)).text
    assert "2 人，没有问题" in review
    assert person(app, "13900000001") is None
    kept = re.search(r'name="kept" value="([^"]+)"', review)[1]
    slips = cast.post(administrator, "/people/import", kept=kept).text
    assert len(set(re.findall(r'class="digits">([\d ]+)<', slips))) == 2
    assert person(app, "13900000002").role == "nurse"
    assert sign_in_on_phone(app, "13900000001", digits_on(slips)).json["scopes"][1:] == [
        cast.VILLAGE,
        cast.OTHER_VILLAGE,
    ]


def test_every_wrong_line_of_a_roster_is_named_and_nobody_is_added(app: Flask, administrator: FlaskClient):
    lines = [
        "13900000001,好人,接种人员,430921103213,",
        ",无名,接种人员,430921103213,",
        "nurse,重名,接种人员,430921103213,",
        "13900000001,重复,接种人员,430921103213,",
        "13900000003,角色,国王,430921103213,",
        "13900000004,别县,接种人员,430922102202,",
        "13900000005,没有,接种人员,999,",
        "13900000006,空,接种人员,,",
        "13900000007,证,接种人员,430921103213,明年",
    ]
    review = roster(administrator, "用户名,姓名,角色,地区代码,资格证有效期至\n" + "\n".join(lines)).text
    assert "8 行不对" in review
    for words in (
        "用户名为空",
        "nurse 已有人用",
        "13900000001 已有人用",
        "没有“国王”这种角色",
        "430922102202 不在您的地区内",
    ):
        assert words in review
    for words in ("没有代码为 999 的地区", "没有写地区代码", "“明年”不是日期"):
        assert words in review
    assert "打印登录条" not in review
    assert person(app, "13900000001") is None


@pytest.mark.parametrize(
    ("codes", "names", "words"),
    [
        ("430921103", "青树嘴镇", "1 人，没有问题"),
        ("430921103000", "", "1 人，没有问题"),
        ("", "青树嘴镇", "1 人，没有问题"),
        ("430921103213", "青树嘴镇青树嘴村委会", "1 人，没有问题"),
        ("430921103", "厂窖镇", "代码 430921103 是“青树嘴镇”，表里写的是“厂窖镇”"),
        ("", "浮邱山乡", "浮邱山乡 不在您的地区内"),
        ("", "", "没有写地区代码"),
    ],
)
def test_area_codes_and_names_of_a_roster_agree_or_are_asked(
    administrator: FlaskClient, codes: str, names: str, words: str
):
    sheet = f"手机号,姓名,角色,地区代码,地区\n13900000001,马一,村医,{codes},{names}\n"
    assert words in roster(administrator, sheet).text


def test_a_changed_upload_cannot_slip_in(app: Flask, administrator: FlaskClient):
    assert cast.post(administrator, "/people/import", kept="x" * 22).status_code == 400
    assert roster(administrator, "用户名,姓名,角色,地区代码\n").status_code == 422


def test_the_template_uploaded_as_it_is_says_that_nothing_is_filled_in(administrator: FlaskClient):
    template = io.BytesIO(administrator.get("/people/template.xlsx").data)
    answer = cast.post(administrator, "/people/import", file=(template, "t.xlsx"))
    assert answer.status_code == 422
    assert "还没有填内容" in answer.text


def test_a_name_of_any_length_leaves_the_verdict_of_its_line_in_sight(administrator: FlaskClient):
    review = roster(
        administrator, f"用户名,姓名,角色,地区代码\n1390,{'长' * 10_000},接种人员,{cast.VILLAGE}\n"
    )
    assert "姓名为空或太长" in review.text
    assert "长" * 51 not in review.text


def test_a_roster_may_keep_the_example_line_of_the_template(app: Flask, administrator: FlaskClient):
    template = io.BytesIO()
    book = openpyxl.load_workbook(io.BytesIO(administrator.get("/people/template.xlsx").data))
    book.active.append(["13900000001", "马一", "接种人员", cast.VILLAGE, "ZZ1", "20271231"])
    book.save(template)
    template.seek(0)
    review = cast.post(administrator, "/people/import", file=(template, "t.xlsx")).text
    assert "1 人，没有问题" in review
    kept = re.search(r'name="kept" value="([^"]+)"', review)[1]
    cast.post(administrator, "/people/import", kept=kept)
    assert person(app, "13900000001").certificate_until == "2027-12-31"


def test_the_slip_of_one_who_works_at_a_desk_names_the_office_too(app: Flask, administrator: FlaskClient):
    lines = "用户名,姓名,角色,地区代码\n13900000001,马一,督导员,430921103\n13900000002,马二,摸底员,430921103"
    kept = re.search(r'name="kept" value="([^"]+)"', roster(administrator, lines).text)[1]
    slips = cast.post(administrator, "/people/import", kept=kept).text.split('<li class="slip">')
    assert ["在电脑上用：打开 http://localhost/" in slip for slip in slips[1:]] == [True, False]


def test_every_field_of_what_is_audited_has_words():
    assert [import_module(name) for name in capabilities.page_modules()]  # a table is known once it is read
    tables = [table for name, table in Base.metadata.tables.items() if name in audit_words.TABLES]
    never_whole = ("child", "operation")  # of these the audit says one thing, not their columns
    shown = {column.name for table in tables if table.name not in never_whole for column in table.columns}
    assert shown - audit_words.HIDDEN - set(FIELDS) == set()


def test_who_changed_what_is_read_with_names_and_old_values(app: Flask, administrator: FlaskClient):
    cast.post(administrator, f"/areas/{cast.VILLAGE}/rename", name="青树新村", on="2025-09-01")
    key = cast.person_id(app, cast.NURSE)
    cast.post(administrator, f"/people/{key}/areas", area=cast.VILLAGE)
    page = administrator.get("/audit").text
    assert "<del>青树嘴村委会</del> → 青树新村" in page
    assert re.search(r"人员</span>\s*刘芳", page)
    assert "password" not in page
    assert not re.search(r'<span class="quiet">[a-z_]+</span>', page)
    only = administrator.get("/audit?table=person_area").text
    assert "青树新村" in only and "<del>青树嘴村委会</del>" not in only
    outsider = cast.signed_in(app, cast.OUTSIDER)
    assert outsider.get("/audit").status_code == 403


def test_a_user_name_of_ten_digits_is_said(app: Flask, administrator: FlaskClient):
    assert "10 位数字" in new_person(administrator, username="1390000000").text
    assert "位数字" not in new_person(administrator, username="13900000009").text


def test_who_signed_in_on_a_phone_has_signed_in(app: Flask, administrator: FlaskClient):
    digits = digits_on(new_person(administrator).text)
    waiting = administrator.get("/people?state=waiting").text
    assert "何平" in waiting and "1 人还没登录过" in waiting
    assert sign_in_on_phone(app, "13900000001", digits).status_code == 200
    page = administrator.get("/people?words=何平").text
    assert "何平" in page and "还没登录过</span>" not in page and "人还没登录过" not in page
    assert "何平" not in administrator.get("/people?state=waiting").text


@pytest.mark.parametrize("words", ["13900000001", "139 0000 0001", "0000001", "0001"])
def test_a_person_is_found_by_the_telephone_number(administrator: FlaskClient, words: str):
    new_person(administrator)
    new_person(administrator, username="ping", name="何安", phone="0737-5220001")
    found = administrator.get("/people", query_string={"words": words}).text
    assert 'href="tel:13900000001"' in found
    assert ("何安" in found) == (words == "0001")


def test_a_person_s_page_dials_and_says_how_long_a_phone_is_silent(app: Flask, administrator: FlaskClient):
    digits = digits_on(new_person(administrator).text)
    sign_in_on_phone(app, "13900000001", digits)
    key = person(app, "13900000001").id
    page = administrator.get(f"/people/{key}").text
    assert 'href="tel:13900000001"' in page and "天没上报" not in page
    with app.app_context():
        db.session.query(Device).filter_by(person=key).one().last_seen = away(-timedelta(days=29, hours=1))
        db.session.commit()
    assert "29天没上报" in administrator.get(f"/people/{key}").text
    cast.post(administrator, f"/people/{key}/edit", name="何平", role="vaccinator", phone="0737 522 0001")
    assert 'href="tel:07375220001"' in administrator.get(f"/people/{key}").text


def test_after_a_mistake_the_area_is_called_by_its_name(administrator: FlaskClient):
    page = new_person(administrator, username="").text
    assert f'value="{cast.VILLAGE}"' in page and "data-called>青树嘴镇 青树嘴村委会</span>" in page


def test_nothing_is_preset_where_what_stands_is_unknown(administrator: FlaskClient):
    page = new_person(administrator, username="", role="king").text
    chosen = page.split('name="role"')[1].split("</select>")[0]
    assert chosen.startswith(" required") and '<option value="" selected>请选择</option>' in chosen
