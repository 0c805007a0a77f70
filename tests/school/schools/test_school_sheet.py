"""Schools by sheet: every wrong line is named, a right one stored, what was brought in before changes nothing."""

from __future__ import annotations

import io
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from fieldapp.ground.db import db
from fieldapp.models.audit import Audit
from fieldapp.models.clinics import Clinic
from fieldapp.models.schools import School
from fieldapp.school.store import retire
from tests import cast
from tests.cast import post, signed_in
from tests.grown import grown
from tests.school.schools.office import (
    HOSPITAL,
    KINDERGARTEN,
    NEXT_VILLAGE,
    TOWN,
    found_schools,
    schools,
)
from tests.sync.county import key

HEAD = "学校名称,种类,所在村代码,学校编码,办学许可,接种单位,地址,电话\n"
VILLAGE, OTHER = cast.VILLAGE, cast.OTHER_VILLAGE


@pytest.fixture
@grown
def office(app: Flask) -> Flask:
    """The cast's office with three schools."""
    found_schools(app)
    return app


def sheet(client: FlaskClient, *lines: str, head: str = HEAD) -> TestResponse:
    content = (head + "\n".join(lines) + "\n").encode("gb18030")
    return post(client, "/schools/import", file=(io.BytesIO(content), "学校.csv"))


def stored(client: FlaskClient, looked_at: TestResponse) -> str:
    """The page after a sheet that was looked at is stored."""
    token = re.search(r'name="kept" value="([^"]+)"', looked_at.text)
    assert token, looked_at.text
    assert post(client, "/schools/import", kept=token[1]).status_code == 302
    return client.get("/schools").text


def lines_of_audit(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(Audit)) or 0


def test_a_sheet_is_looked_at_then_stored_and_again_changes_nothing(office: Flask) -> None:
    client = signed_in(office, cast.SUPERVISOR)
    lines = (
        f"玖丰庙完全小学,完全小学,{OTHER},2143000001,有,J1,玖丰庙1号,0737-5200001",
        f"阳光幼儿园,,{NEXT_VILLAGE},,没有,厂窖卫生院,,",
        f"青树嘴幼儿园,,{VILLAGE},K1,,青树嘴卫生院,,0737-5200009",
    )
    looked_at = sheet(client, *lines)
    assert "3 所学校，没有问题" in looked_at.text and "更改" in looked_at.text and "新增" in looked_at.text
    assert len(schools(office)) == 3
    assert "已导入 3 所，新增或更改 3 所" in stored(client, looked_at)
    found = schools(office)
    assert len(found) == 5
    new, sunny, changed = (found[name] for name in ("玖丰庙完全小学", "阳光幼儿园", "青树嘴幼儿园"))
    assert (new.kind, new.clinic, new.licensed, new.code) == ("primary", HOSPITAL, True, "2143000001")
    assert (sunny.kind, sunny.licensed, sunny.address) == ("kindergarten", False, None)
    assert (changed.key, changed.clinic, changed.phone, changed.code) == (
        KINDERGARTEN,
        HOSPITAL,
        "0737-5200009",
        "K1",
    )
    before = lines_of_audit(office)
    again = sheet(client, *lines)
    assert "和现有的一样：没有要改的" in again.text
    assert "新增或更改 0 所" in stored(client, again)
    assert lines_of_audit(office) == before


def test_what_is_downloaded_can_be_brought_back_and_changes_nothing(office: Flask) -> None:
    client = signed_in(office, cast.SUPERVISOR)
    content = client.get("/schools/list.xlsx").data
    looked_at = post(client, "/schools/import", file=(io.BytesIO(content), "again.xlsx"))
    assert "3 所学校，没有问题，和现有的一样" in looked_at.text
    before = lines_of_audit(office)
    stored(client, looked_at)
    assert lines_of_audit(office) == before


def test_a_sheet_of_three_columns_leaves_the_others_as_they_are(office: Flask) -> None:
    client = signed_in(office, cast.SUPERVISOR)
    head = "学校名称,所在村代码,电话\n"
    stored(client, sheet(client, f"青树嘴小学,{VILLAGE},0737-5200077", head=head))
    school = schools(office)["青树嘴小学"]
    assert (school.phone, school.clinic, school.kind) == ("0737-5200077", HOSPITAL, "primary")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (f",小学,{VILLAGE},1,,,,", "名称为空"),
        (f"{'长' * 201},小学,{VILLAGE},1,,,,", "太长，最多 200 个字"),
        ("甲小学,小学,430921103999,1,,,,", "没有代码为 430921103999 的地区"),
        (f"甲小学,小学,{cast.TOWNSHIP},1,,,,", "要写到村或社区"),
        (f"甲小学,小学,{cast.OTHER_COUNTYS_VILLAGE},1,,,,", "不在您的地区内"),
        (f"甲小学,宫殿,{VILLAGE},1,,,,", "没有“宫殿”这种学校"),
        (f"甲小学,小学,{VILLAGE},1,也许,,,", "要写“有”或“没有”"),
        (f"甲小学,小学,{VILLAGE},1,,别处卫生院,,", "您的地区没有叫“别处卫生院”或编码是它的接种单位"),
        (f"甲小学,小学,{VILLAGE},1,,,,问校长", "要写电话号码"),
        (f"乙小学,小学,{VILLAGE},,,,,", "和第 2 行是同一所"),
        (f"丙小学,小学,{VILLAGE},2,,,,", "和第 2 行是同一所"),
        (f"停办小学,小学,{VILLAGE},,,,,", "名称"),
    ],
)
def test_every_wrong_line_is_named_and_nothing_is_stored(office: Flask, line: str, words: str) -> None:
    client = signed_in(office, cast.SUPERVISOR)
    if line.startswith("停办"):
        with office.app_context():
            words_of = {"county": cast.COUNTY, "area": VILLAGE, "name": "停办小学", "code": "OLD"}
            school = School(key=key("closed"), kind="primary", **words_of)
            db.session.add(school)
            retire(db.session(), school)
            db.session.commit()
        line, words = line.replace(",,,,,", ",OLD,,,,"), "“停办小学”已停办"
    before = len(schools(office))
    answer = sheet(client, f"乙小学,小学,{VILLAGE},2,,,,", line)
    assert words in answer.text and "1 行不对，什么都没有存" in answer.text
    assert len(schools(office)) == before and "/marked/" in answer.text


def test_a_name_that_two_clinics_have_asks_for_the_code(office: Flask) -> None:
    with office.app_context():
        db.session.add(Clinic(key=key("twin"), area=cast.OTHER_VILLAGE, name="青树嘴卫生院", code="J9"))
        db.session.commit()
    client = signed_in(office, cast.SUPERVISOR)
    answer = sheet(client, f"甲小学,小学,{VILLAGE},,,青树嘴卫生院,,")
    assert "您的地区有 2 个叫“青树嘴卫生院”的接种单位，请写编码" in answer.text
    content = client.get("/schools/list.xlsx").data
    looked_at = post(client, "/schools/import", file=(io.BytesIO(content), "again.xlsx"))
    assert "和现有的一样" in looked_at.text


def test_a_code_elsewhere_is_not_a_townships_to_change(office: Flask) -> None:
    county, town = signed_in(office, cast.SUPERVISOR), signed_in(office, TOWN)
    stored(county, sheet(county, f"厂窖小学,小学,{NEXT_VILLAGE},X1,,,,"))
    answer = sheet(town, f"我的小学,小学,{VILLAGE},X1,,,,")
    assert "已是别处的学校" in answer.text
    assert schools(office)["厂窖小学"].code == "X1"


def test_a_village_whose_name_disagrees_with_its_code_is_asked_about(office: Flask) -> None:
    client = signed_in(office, cast.SUPERVISOR)
    head = "学校名称,所在村代码,所在村\n"
    answer = sheet(client, f"甲小学,{VILLAGE},玖丰庙村", head=head)
    assert "是“青树嘴村委会”，表里写的是“玖丰庙村”" in answer.text
    assert "1 所学校，没有问题" in sheet(client, f"甲小学,{VILLAGE},青树嘴村", head=head).text


def test_a_nurse_downloads_her_school_alone(office: Flask) -> None:
    content = signed_in(office, cast.NURSE).get("/schools/list.xlsx").data
    looked_at = post(
        signed_in(office, cast.SUPERVISOR), "/schools/import", file=(io.BytesIO(content), "one.xlsx")
    )
    assert "1 所学校，没有问题" in looked_at.text and "青树嘴小学" in looked_at.text


def test_a_school_s_own_place_comes_by_sheet_both_or_neither(office: Flask) -> None:
    client, head = signed_in(office, cast.SUPERVISOR), "学校名称,所在村代码,经度,纬度\n"

    def place() -> tuple[float | None, ...]:
        with office.app_context():
            said = select(School.lat, School.lon).where(School.name == "新小学")
            return tuple(db.session.execute(said).one())

    for wrong in ("112.4,", ",29.2", "112.4,99", "0,0", "东,29.2"):
        page = sheet(client, f"新小学,{VILLAGE},{wrong}", head=head).text
        assert "要一起填" in page or "不是学校的位置" in page or "数" in page, wrong
    stored(client, sheet(client, f"新小学,{VILLAGE},112.4,29.2", head=head))
    assert place() == (29.2, 112.4)
    again = sheet(client, f"新小学,{VILLAGE},,", head=head)
    stored(client, again)
    assert place() == (29.2, 112.4)  # an empty cell leaves what stands there
