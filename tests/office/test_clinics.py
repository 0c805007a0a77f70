"""接种单位: a reference row with its page, its sheet and its people, changed by those who have the place."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from fieldapp.accounts.people import add_person
from fieldapp.ground.db import db
from fieldapp.models.audit import Audit
from fieldapp.models.clinics import Clinic
from fieldapp.models.people import Person
from tests import cast
from tests.campaigns.office import found_campaign
from tests.cast import Member, person_id, phone_token, post, signed_in

NEXT, NEXT_VILLAGE = "430921101", "430921101001"
FORM = {"name": "青树嘴镇卫生院", "code": "4309210301", "area": cast.TOWNSHIP, "kind": "township"}
FORM |= {"serves": f"{cast.VILLAGE}、{cast.OTHER_VILLAGE}", "days": "每周二、四上午", "phone": "0737-5200000"}
FORM |= {"address": "青树嘴街1号"}
HEAD = "接种单位名称,接种单位编码,所在地区代码,种类,地址,电话,接种日,服务地区代码\n"


def clinics(app: Flask) -> dict[str, Clinic]:
    with app.app_context():
        return {one.name: one for one in db.session.scalars(select(Clinic))}


def added(app: Flask, who: Member = cast.SUPERVISOR, **other: str) -> str:
    """The key of a clinic added through the form."""
    answer = post(signed_in(app, who), "/clinics/new", **FORM | other)
    assert answer.status_code == 302, answer.text
    return clinics(app)[(FORM | other)["name"]].key


def sheet(app: Flask, who: Member, *lines: str):
    content = (HEAD + "\n".join(lines) + "\n").encode("gb18030")
    return post(signed_in(app, who), "/clinics/import", file=(io.BytesIO(content), "接种单位.csv"))


def test_a_clinic_is_added_shown_changed_and_retired(app: Flask) -> None:
    key = added(app)
    client = signed_in(app, cast.SUPERVISOR)
    page = client.get(f"/clinics/{key}").text
    for words in ("青树嘴镇卫生院", "4309210301", "青树嘴村委会、玖丰庙村", "每周二、四上午", "0737-5200000"):
        assert words in page
    assert post(client, f"/clinics/{key}/edit", **FORM | {"phone": "0737-5200001"}).status_code == 302
    assert "0737-5200001" in client.get("/clinics").text
    assert post(client, f"/clinics/{key}/retire").status_code == 302
    assert "青树嘴镇卫生院" not in client.get("/clinics").text
    assert "已撤销" in client.get(f"/clinics/{key}").text
    with app.app_context():
        lines = db.session.execute(select(Audit.action, Audit.by).where(Audit.table == "clinic")).all()
    assert [line.action for line in lines] == ["new", "change", "change"]
    assert {line.by for line in lines} == {person_id(app, cast.SUPERVISOR)}


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ({"name": ""}, "还没有填“名称”"),
        ({"kind": "palace"}, "种类"),
        ({"area": "430921199"}, "没有代码为 430921199 的地区"),
        ({"serves": "430921103999"}, "没有代码为 430921103999 的地区"),
        ({"name": "长" * 201}, "名称"),
    ],
)
def test_a_wrong_form_says_why_and_keeps_what_was_typed(
    app: Flask, other: dict[str, str], words: str
) -> None:
    answer = post(signed_in(app, cast.SUPERVISOR), "/clinics/new", **FORM | other)
    assert answer.status_code in (400, 422) and words in answer.text and "0737-5200000" in answer.text
    assert clinics(app) == {}


def test_a_code_or_a_name_in_one_place_stands_for_one_clinic(app: Flask) -> None:
    added(app)
    client = signed_in(app, cast.SUPERVISOR)
    answer = post(client, "/clinics/new", **FORM | {"name": "另一个"})
    assert answer.status_code == 409 and "已是“青树嘴镇卫生院”的" in answer.text
    assert post(client, "/clinics/new", **FORM | {"code": ""}).status_code == 409
    assert post(client, "/clinics/new", **FORM | {"code": "", "area": NEXT, "serves": ""}).status_code == 302


@pytest.mark.parametrize("who", [m for m in cast.CAST if m.role not in ("supervisor", "administrator")])
def test_others_read_clinics_and_change_none(app: Flask, who: Member) -> None:
    key = added(app)
    client = signed_in(app, who)
    assert client.get("/clinics").status_code == 200
    for path in ("/clinics/new", f"/clinics/{key}/edit", f"/clinics/{key}/retire", "/clinics/import"):
        assert post(client, path, **FORM | {"name": "改"}).status_code == 403
    assert list(clinics(app)) == ["青树嘴镇卫生院"] and clinics(app)["青树嘴镇卫生院"].retired_on is None


def test_nobody_changes_a_clinic_of_another_place_or_moves_one_there(app: Flask) -> None:
    key = added(app)
    outsider, town = signed_in(app, cast.OUTSIDER), signed_in(app, cast.SUPERVISOR)
    assert outsider.get(f"/clinics/{key}").status_code == 404
    assert post(outsider, f"/clinics/{key}/edit", **FORM).status_code == 403
    assert post(outsider, f"/clinics/{key}/retire").status_code == 403
    for other in ({"area": cast.OTHER_COUNTYS_VILLAGE}, {"serves": cast.OTHER_COUNTYS_VILLAGE}):
        assert post(town, f"/clinics/{key}/edit", **FORM | other).status_code == 403
    answer = sheet(app, cast.OUTSIDER, f"别处,4309210301,{cast.OTHER_COUNTYS_VILLAGE},,,,,")
    assert "已是别处的接种单位" in answer.text
    assert clinics(app)["青树嘴镇卫生院"].area == cast.TOWNSHIP


def test_a_sheet_is_reviewed_then_stored_and_changes_what_is_there(app: Flask) -> None:
    added(app)
    lines = (
        f"青树嘴镇卫生院,4309210301,{cast.TOWNSHIP},卫生院,,0737-5200009,周三,{cast.VILLAGE}",
        f"厂窖镇卫生院,,{NEXT},,,,,",
    )
    looked_at = sheet(app, cast.SUPERVISOR, *lines)
    assert (
        "2 个接种单位，没有问题" in looked_at.text and "更改" in looked_at.text and "新增" in looked_at.text
    )
    assert list(clinics(app)) == ["青树嘴镇卫生院"]
    token = re.search(r'name="kept" value="([^"]+)"', looked_at.text)
    assert token
    client = signed_in(app, cast.SUPERVISOR)
    assert post(client, "/clinics/import", kept=token[1]).status_code == 302
    found = clinics(app)
    assert len(found) == 2 and found["青树嘴镇卫生院"].phone == "0737-5200009"
    assert found["厂窖镇卫生院"].kind == "township"
    again = client.get("/clinics/list.xlsx")
    answer = post(client, "/clinics/import", file=(io.BytesIO(again.data), "again.xlsx"))
    assert "2 个接种单位，没有问题" in answer.text, "what is downloaded can be uploaded"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (f",1,{cast.TOWNSHIP},,,,,", "名称为空"),
        ("甲,1,430921199,,,,,", "没有代码为 430921199 的地区"),
        ("甲,1,,,,,,", "没有代码为 （空） 的地区"),
        (f"甲,1,{cast.OTHER_COUNTYS_VILLAGE},,,,,", "不在您的地区内"),
        (f"甲,1,{cast.TOWNSHIP},宫殿,,,,", "没有“宫殿”这种接种单位"),
        (f"甲,1,{cast.TOWNSHIP},,,,,{cast.VILLAGE} 430922102202", "430922102202 不在您的地区内"),
        (f"乙,2,{cast.TOWNSHIP},,,,,", "和第 2 行是同一个"),
    ],
)
def test_every_wrong_line_is_named_and_nothing_is_stored(app: Flask, line: str, words: str) -> None:
    answer = sheet(app, cast.SUPERVISOR, f"乙,2,{cast.TOWNSHIP},,,,,", line)
    assert words in answer.text and "1 行不对，什么都没有存" in answer.text
    assert clinics(app) == {}


def test_people_belong_to_a_clinic_of_their_place(app: Flask) -> None:
    key, client = added(app), signed_in(app, cast.ADMINISTRATOR)
    person = person_id(app, cast.VACCINATOR)
    words = {"name": "王建国", "role": "vaccinator", "certificate_no": "", "certificate_until": ""}
    assert post(client, f"/people/{person}/edit", **words, clinic=key).status_code == 302
    assert "青树嘴镇卫生院" in client.get(f"/people/{person}").text
    assert "王建国" in client.get(f"/clinics/{key}").text
    assert "王建国" not in signed_in(app, cast.VILLAGE_WORKER).get(f"/clinics/{key}").text
    outsider = Member("far", "管理", "administrator", (cast.OTHER_COUNTY,))
    with app.app_context():
        add_person(outsider.username, outsider.name, outsider.role, outsider.areas, cast.PASSWORD)
        db.session.commit()
    far = {"username": "13900000009", "name": "何平", "role": "vaccinator", "area": cast.OTHER_COUNTY}
    answer = post(signed_in(app, outsider), "/people/new", **far, clinic=key)
    assert answer.status_code in (400, 422) and "接种单位" in answer.text
    with app.app_context():
        assert db.session.get_one(Person, person).clinic == key


def test_phones_are_told_the_clinics_of_their_county(app: Flask) -> None:
    found_campaign(app)
    key = added(app)
    far = "43092210201"
    with app.app_context():
        db.session.add(
            Clinic(key=far, area=cast.OTHER_COUNTYS_VILLAGE, name="远处", kind="village", serves="[]")
        )
        db.session.commit()
    bearer = {"Authorization": f"Bearer {phone_token(app, cast.VACCINATOR)}"}
    setup = app.test_client().get("/api/v1/packages/setup", headers=bearer).json["changes"]
    [told] = [one for one in setup if one["kind"] == "clinic"]
    assert (told["key"], told["data"]["serves"]) == (key, [cast.VILLAGE, cast.OTHER_VILLAGE])
    kinds = (Path(__file__).parents[2] / "static/field/core/contract.json").read_text(encoding="utf-8")
    assert '"clinic"' in kinds
