"""Pages of schools: what each role finds there, adding, changing, closing, and who belongs to a school."""

from __future__ import annotations

import re
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from fieldapp.ground.db import db, reading
from fieldapp.models.audit import Audit
from fieldapp.school.schools import one_school
from fieldapp.web.scopes import scopes_of
from tests import cast
from tests.campaigns.office import record
from tests.cast import Member, person_id, post, signed_in
from tests.school.schools.office import (
    ELSEWHERE,
    HOSPITAL,
    KINDERGARTEN,
    NEXT_HOSPITAL,
    NEXT_NURSE,
    NEXT_VILLAGE,
    PRIMARY,
    TOWN,
    enrolled,
    found_schools,
    schools,
)

FORM = {"name": "玖丰庙小学", "code": "2143000001", "kind": "primary", "licensed": "1", "clinic": HOSPITAL}
FORM |= {"area": cast.OTHER_VILLAGE, "address": "玖丰庙1号", "phone": "0737-5200001"}


@pytest.fixture
def office(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """The cast's office with three schools, in the autumn term of 2026."""
    monkeypatch.setattr(one_school, "today", lambda: date(2026, 9, 20))
    found_schools(app)
    return app


def test_a_county_reads_all_its_schools_and_what_they_lack(office: Flask) -> None:
    page = signed_in(office, cast.SUPERVISOR).get("/schools").text
    assert "3 所学校、幼儿园；1 所还没有定接种单位，1 所还没有校医。" in page
    for words in ("青树嘴小学", "青树嘴幼儿园", "厂窖小学", "青树嘴卫生院", "青树嘴镇", "厂窖镇"):
        assert words in page
    assert "厂窖小学" not in signed_in(office, cast.SUPERVISOR).get("/schools?kind=kindergarten").text
    found = signed_in(office, cast.SUPERVISOR).get("/schools?words=厂窖").text
    assert "厂窖小学" in found and "青树嘴小学" not in found
    assert "没有找到这样的学校" in signed_in(office, cast.SUPERVISOR).get("/schools?words=没有").text


def test_a_township_reads_its_own_and_another_county_none(office: Flask) -> None:
    page = signed_in(office, TOWN).get("/schools").text
    assert "青树嘴幼儿园" in page and "厂窖小学" not in page
    page = signed_in(office, cast.OUTSIDER).get("/schools").text
    assert "还没有登记学校和幼儿园" in page and "小学</a>" not in page


def test_a_nurses_only_school_opens_at_once(office: Flask) -> None:
    client = signed_in(office, cast.NURSE)
    answer = client.get("/schools")
    assert (answer.status_code, answer.location) == (302, f"/schools/{PRIMARY}")
    page = client.get(answer.location).text
    for words in ("青树嘴小学", "青树嘴卫生院", "0737-5200000", "刘芳", "还没有名册"):
        assert words in page
    assert f"/schools/{PRIMARY}/edit" not in page and "归到这里" not in page


def test_a_nurse_of_two_schools_chooses_and_one_of_none_is_told_whom_to_ask(office: Flask) -> None:
    town = signed_in(office, TOWN)
    nurse = person_id(office, cast.NURSE)
    assert post(town, f"/schools/{KINDERGARTEN}/people", person=nurse).status_code == 302
    page = signed_in(office, cast.NURSE).get("/schools").text
    assert "青树嘴小学" in page and "青树嘴幼儿园" in page and "厂窖小学" not in page
    for school in (PRIMARY, KINDERGARTEN):
        assert post(town, f"/schools/{school}/people/{nurse}/end").status_code == 302
    assert "您还没有归到哪所学校" in signed_in(office, cast.NURSE).get("/schools").text


def test_a_clinic_reads_the_schools_that_belong_to_it(office: Flask) -> None:
    client = signed_in(office, cast.CLINIC)
    page = client.get("/schools").text
    assert "青树嘴小学" in page and "青树嘴幼儿园" not in page and "厂窖小学" not in page
    assert client.get(f"/schools/{PRIMARY}").status_code == 200
    assert client.get(f"/schools/{KINDERGARTEN}").status_code == 404


def test_a_page_begins_with_what_is_left_and_lists_the_classes_of_the_term(office: Flask) -> None:
    said = [*enrolled("王小一", "1", checked=True), *enrolled("王小二", "1", checked=False)]
    said += enrolled("王小十", "10", checked=False, left_on="2026-09-15")
    said += enrolled("王小三", "2", checked=False, reason=None)
    said += enrolled("王去年", "9", checked=False, term="2025-1")
    assert {one["outcome"] for one in record(office, cast.NURSE, *said)} == {"applied"}
    page = signed_in(office, cast.NURSE).get(f"/schools/{PRIMARY}").text
    assert "本学期（2026—2027学年秋季）应查验 3 人，已查验 1 人，还差 2 人。" in page
    rows = [
        row.split("</tr>")[0]
        for row in page.split('<tr><th scope="row">')[1:]
        if "年级" in row.split("</tr>")[0]
    ]
    cells = [re.sub(r"</?(a|th)[^>]*>", "", row).replace("</td>", "").split('<td class="n">') for row in rows]
    assert cells == [
        ["一年级（1）班", "2", "2", "1", "1"],
        ["一年级（2）班", "1", "0", "0", "0"],
        ["一年级（10）班", "0", "1", "0", "1"],
    ]
    assert "王小一" not in page


def test_all_checked_is_said(office: Flask) -> None:
    record(office, cast.NURSE, *enrolled("王小一", "1", checked=True))
    assert "应查验 1 人，全部查验了。" in signed_in(office, cast.NURSE).get(f"/schools/{PRIMARY}").text
    client = signed_in(office, cast.NURSE)
    post(client, "/language", lang="en", next="/")
    page = client.get(f"/schools/{PRIMARY}").text
    assert "1 pupil to be checked, all checked" in page and "grade 1, class 1" in page


def test_a_school_is_added_changed_and_closed(office: Flask) -> None:
    client = signed_in(office, cast.SUPERVISOR)
    answer = post(client, "/schools/new", **FORM)
    assert answer.status_code == 302, answer.text
    school = schools(office)["玖丰庙小学"]
    assert (school.county, school.area, school.clinic, school.licensed) == (
        cast.COUNTY,
        cast.OTHER_VILLAGE,
        HOSPITAL,
        True,
    )
    page = client.get(answer.location).text
    for words in ("玖丰庙小学", "2143000001", "玖丰庙村", "玖丰庙1号", "0737-5200001", "青树嘴卫生院"):
        assert words in page
    other = {"phone": "", "licensed": "", "clinic": ""}
    assert post(client, f"/schools/{school.key}/edit", **FORM | other).status_code == 302
    changed = schools(office)["玖丰庙小学"]
    assert (changed.phone, changed.licensed, changed.clinic) == (None, False, None)
    assert client.get(f"/schools/{school.key}/close").status_code == 200
    assert post(client, f"/schools/{school.key}/close", into=PRIMARY).status_code == 302
    page = client.get(f"/schools/{school.key}").text
    assert "已停办" in page and "已并入" in page and f"/schools/{PRIMARY}" in page
    assert "玖丰庙小学" not in client.get("/schools").text
    assert "玖丰庙小学" in client.get("/schools?kind=retired").text
    with office.app_context():
        lines = db.session.execute(select(Audit.action, Audit.by).where(Audit.row == school.key)).all()
    assert [line.action for line in lines] == ["new", "change", "change"]
    assert {line.by for line in lines} == {person_id(office, cast.SUPERVISOR)}


def test_who_belongs_to_a_school_that_closes_is_said_and_belongs_to_it_no_longer(office: Flask) -> None:
    client, nurse = signed_in(office, cast.SUPERVISOR), signed_in(office, cast.NURSE)
    assert nurse.get(f"/schools/{PRIMARY}").status_code == 200
    assert cast.NURSE.name in client.get(f"/schools/{PRIMARY}/close").text
    page = post(client, f"/schools/{PRIMARY}/close", into="")
    assert f"不再归这所学校：{cast.NURSE.name}" in client.get(page.location).text
    assert nurse.get(f"/schools/{PRIMARY}").status_code == 404
    page = client.get(f"/schools/{PRIMARY}").text
    assert "恢复" in page and "停办、并校" not in page


def test_a_closed_school_is_opened_again_by_itself_and_without_its_people(office: Flask) -> None:
    client = signed_in(office, cast.SUPERVISOR)
    post(client, f"/schools/{PRIMARY}/close", into=KINDERGARTEN)
    page = client.get(post(client, f"/schools/{PRIMARY}/reopen").location).text
    assert "已停办" not in page and "已并入" not in page and "还没有校医归到这所学校" in page
    assert "青树嘴小学" in client.get("/schools").text
    for _ in range(2):  # a second tap changes nothing
        assert post(client, f"/schools/{PRIMARY}/reopen").status_code == 302


def test_a_closed_school_whose_name_was_taken_stays_closed_and_says_by_whom(office: Flask) -> None:
    client = signed_in(office, cast.SUPERVISOR)
    post(client, f"/schools/{PRIMARY}/close", into="")
    assert post(client, "/schools/new", **FORM | {"name": "青树嘴小学", "code": "77"}).status_code == 302
    answer = post(client, f"/schools/{PRIMARY}/reopen")
    assert answer.status_code == 422 and "这个乡镇已有“青树嘴小学”" in answer.text
    assert post(signed_in(office, cast.NURSE), f"/schools/{PRIMARY}/reopen").status_code == 403


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ({"name": ""}, "还没有填“名称”"),
        ({"name": "青树嘴小学", "code": ""}, "这个乡镇已有“青树嘴小学”"),
        ({"name": "长" * 201}, "太长"),
        ({"kind": "palace"}, "“种类”的内容不对"),
        ({"area": cast.TOWNSHIP}, "要选到村或社区"),
        ({"area": "430921103999"}, "没有代码为 430921103999 的地区"),
        ({"clinic": "none"}, "不是您地区内的接种单位"),
        ({"phone": "问校长"}, "要写电话号码"),
    ],
)
def test_a_wrong_form_says_why_and_keeps_what_was_typed(
    office: Flask, other: dict[str, str], words: str
) -> None:
    answer = post(signed_in(office, cast.SUPERVISOR), "/schools/new", **FORM | other)
    assert answer.status_code in (400, 422) and words in answer.text and "玖丰庙1号" in answer.text
    assert len(schools(office)) == 3


def test_a_code_stands_for_one_school_and_nobody_names_places_that_are_not_hers(office: Flask) -> None:
    county, town = signed_in(office, cast.SUPERVISOR), signed_in(office, TOWN)
    post(county, "/schools/new", **FORM)
    answer = post(county, "/schools/new", **FORM | {"name": "另一所"})
    assert answer.status_code == 422 and "已是“玖丰庙小学”的" in answer.text
    assert post(town, "/schools/new", **FORM | {"code": "9", "area": NEXT_VILLAGE}).status_code == 403
    answer = post(town, "/schools/new", **FORM | {"code": "9", "name": "新", "clinic": NEXT_HOSPITAL})
    assert answer.status_code == 422 and "不是您地区内的接种单位" in answer.text
    answer = post(county, f"/schools/{PRIMARY}/close", into=PRIMARY)
    assert answer.status_code == 422 and "要选本县在办的学校" in answer.text


OTHERS = [member for member in cast.CAST if member.role not in ("supervisor", "administrator")]


@pytest.mark.parametrize("who", OTHERS, ids=lambda who: who.username)
def test_others_change_no_school(office: Flask, who: Member) -> None:
    client = signed_in(office, who)
    for path in ("new", "import", f"{PRIMARY}/edit", f"{PRIMARY}/close", f"{PRIMARY}/reopen"):
        assert post(client, f"/schools/{path}", **FORM).status_code == 403
    assert len(schools(office)) == 3 and schools(office)["青树嘴小学"].retired_on is None


def addresses(app: Flask, person: str) -> list[tuple[str, str]]:
    """Every address that a school's key opens, whichever room it is of."""
    values = {"key": ELSEWHERE, "person": person}
    found = []
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith("/schools/<key>"):
            said = {name: values.get(name, "x") for name in rule.arguments}
            path = app.url_map.bind("localhost").build(rule.endpoint, said)
            found += [(method, path) for method in sorted((rule.methods or set()) & {"GET", "POST"})]
    return found


@pytest.mark.parametrize("who", [cast.NURSE, cast.CLINIC, TOWN, cast.OUTSIDER], ids=lambda who: who.username)
def test_no_door_opens_a_school_that_is_not_hers(office: Flask, who: Member) -> None:
    client, person = signed_in(office, who), person_id(office, NEXT_NURSE)
    doors = addresses(office, person)
    assert len(doors) >= 7
    for method, path in doors:
        said = FORM | {"person": person, "into": PRIMARY}
        answer = post(client, path, **said) if method == "POST" else client.get(path)
        assert answer.status_code in (403, 404), (method, path)
        assert "厂窖小学" not in answer.text and "龙玉" not in answer.text
    school = schools(office)["厂窖小学"]
    assert (school.retired_on, school.clinic) == (None, NEXT_HOSPITAL)
    assert held(office, NEXT_NURSE) == [f"school:{ELSEWHERE}"]
    assert "厂窖小学" not in client.get("/schools", follow_redirects=True).text


def held(app: Flask, who: Member) -> list[str]:
    """The schools that a person's phone carries."""
    with app.app_context(), reading(db.engine) as connection:
        return [scope for scope in scopes_of(connection, person_id(app, who)) if scope.startswith("school:")]


def test_a_nurse_is_given_to_a_school_and_taken_back(office: Flask) -> None:
    client, nurse = signed_in(office, cast.SUPERVISOR), person_id(office, cast.NURSE)
    assert f'value="{nurse}"' in client.get(f"/schools/{KINDERGARTEN}").text
    assert post(client, f"/schools/{KINDERGARTEN}/people", person=nurse).status_code == 302
    assert sorted(held(office, cast.NURSE)) == sorted([f"school:{PRIMARY}", f"school:{KINDERGARTEN}"])
    page = client.get(f"/people/{nurse}").text
    assert "青树嘴小学" in page and "青树嘴幼儿园" in page
    assert post(client, f"/schools/{PRIMARY}/people/{nurse}/end").status_code == 302
    assert held(office, cast.NURSE) == [f"school:{KINDERGARTEN}"]
    assert signed_in(office, cast.NURSE).get(f"/schools/{PRIMARY}").status_code == 404
    with office.app_context():
        said = select(Audit.action).where(Audit.table == "person_scope").order_by(Audit.id)
        by = said.where(Audit.by == person_id(office, cast.SUPERVISOR))
        assert list(db.session.scalars(by)) == ["new", "change"]


def test_who_is_no_nurse_or_not_hers_is_given_to_no_school(office: Flask) -> None:
    client = signed_in(office, TOWN)
    answer = post(client, f"/schools/{PRIMARY}/people", person=person_id(office, cast.CLINIC))
    assert answer.status_code == 403  # the township rules no clinic doctor
    county = signed_in(office, cast.ADMINISTRATOR)
    answer = post(county, f"/schools/{PRIMARY}/people", person=person_id(office, cast.VACCINATOR))
    assert answer.status_code == 422 and "要选角色是校医的人" in answer.text and "青树嘴小学" in answer.text
    far = post(client, f"/schools/{PRIMARY}/people", person=person_id(office, NEXT_NURSE))
    assert far.status_code == 403 and held(office, NEXT_NURSE) == [f"school:{ELSEWHERE}"]
    assert post(county, f"/schools/{PRIMARY}/people", person="").status_code == 400


def test_a_clinic_adds_its_nurse_to_a_school_of_its_own(office: Flask) -> None:
    client, nurse = signed_in(office, cast.CLINIC), person_id(office, cast.NURSE)
    assert post(client, f"/schools/{PRIMARY}/people/{nurse}/end").status_code == 302
    assert held(office, cast.NURSE) == []
    assert post(client, f"/schools/{PRIMARY}/people", person=nurse).status_code == 302
    assert held(office, cast.NURSE) == [f"school:{PRIMARY}"]
