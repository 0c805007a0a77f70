"""A slip that came back is written down once, by its number or from the pupil's page, and can be taken back."""

from __future__ import annotations

import re
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import select

from fieldapp.ground.db import db
from fieldapp.models.records import NoticeEvent
from fieldapp.records.fields.notice_numbers import number_of
from fieldapp.school.follow import slips
from tests import cast
from tests.cast import signed_in
from tests.grown import grown
from tests.school.cases import AC2, DTP5
from tests.school.classes.office import OTHER_NURSE, enter_cases, found_schools, said
from tests.school.meanwhile import meanwhile
from tests.school.places import PRIMARY
from tests.sync.county import key, operation

NOTICE = key("notice of two")
NUMBER = number_of(NOTICE)
SLIP = f"/schools/{PRIMARY}/slips/{NOTICE}"
BOTH = ("dtp:5", "menac:2")


@pytest.fixture
@grown
def school(app: Flask) -> Flask:
    """The cases, and P7 who lacks two doses and got a notice of both."""
    found_schools(app)
    enter_cases(app)
    place = {"school": PRIMARY, "term": "2026-1", "grade": "1", "class_name": "1", "reason": "new"}
    check = {"enrolment": key("enrolled P7"), "checked_on": "2026-09-10", "certificate": "seen"}
    check |= {"clinic_assessment": "needs", "assessed_on": "2026-09-01", "missing": [list(DTP5), list(AC2)]}
    notice = {"kind": "doses", "check": key("check P7"), "issued_on": "2026-09-11", "number": NUMBER}
    notice |= {"items": [list(DTP5), list(AC2)], "how": "slip"}
    said(
        app,
        operation("child", {"name": "P7", "born": "2020-04-04"}, key=key("child P7")),
        operation("enrolment", place | {"child": key("child P7")}, key=key("enrolled P7")),
        operation("certificate_check", check, id=key("check P7"), key=key("check P7")),
        operation("notice", notice, id=NOTICE, key=NOTICE),
    )
    return app


def events(app: Flask) -> list[tuple[str, str]]:
    with app.app_context():
        rows = db.session.scalars(select(NoticeEvent).where(~NoticeEvent.voided).order_by(NoticeEvent.on))
        return [(str(row.event), str(row.on)) for row in rows]


def back(client, on: str = "2026-09-20", event: str = "returned", slots: tuple[str, ...] = BOTH):
    return cast.post(client, SLIP, event=event, on=on, slots=list(slots))


def test_a_number_leads_to_the_notice_and_a_wrong_digit_is_said(school: Flask) -> None:
    client = signed_in(school, cast.NURSE)
    assert client.get(f"/school-slips?number={NUMBER}").location == SLIP
    assert client.get(f"/school-slips?number={NUMBER[:4]} {NUMBER[4:]}").location == SLIP
    wrong = NUMBER[:-1] + str((int(NUMBER[-1]) + 1) % 10)
    assert "不是通知单编号" in client.get(f"/school-slips?number={wrong}").text
    assert "不是通知单编号" in client.get("/school-slips?number=<b>").text
    nobody = number_of(key("no notice"))
    assert f"没有编号 {nobody} 的通知单" in client.get(f"/school-slips?number={nobody}").text


def test_a_slip_that_comes_twice_is_one_event(school: Flask) -> None:
    client = signed_in(school, cast.NURSE)
    assert back(client).status_code == 302
    assert "✔ 2026-09-20 回执已收" in client.get(SLIP).text
    assert back(client, "2026-09-22", "returned_picture").status_code == 302
    assert "没有再记一次" in client.get(SLIP).text
    assert back(signed_in(school, cast.CLINIC), "2026-09-25", "closed").status_code == 302
    assert events(school) == [("returned", "2026-09-20")]
    assert "已补种 2026-09-20" in client.get(f"/schools/{PRIMARY}/pupils/{key('child P7')}").text


def test_one_of_two_doses_leaves_the_other_open_until_it_came_too(school: Flask) -> None:
    client = signed_in(school, cast.NURSE)
    back(client, slots=("dtp:5",), event="returned_picture")
    assert "还差 A+C2" in client.get(SLIP).text
    assert ">P7<" in client.get(f"/schools/{PRIMARY}/open").text
    back(client, "2026-09-21", slots=("dtp:5",))
    assert len(events(school)) == 1
    back(client, "2026-10-09", "closed", ("menac:2",))
    assert events(school) == [("returned_picture", "2026-09-20"), ("closed", "2026-10-09")]
    assert ">P7<" not in client.get(f"/schools/{PRIMARY}/open").text


def test_what_came_back_is_taken_back_by_who_wrote_it(school: Flask) -> None:
    nurse, doctor = signed_in(school, cast.NURSE), signed_in(school, cast.CLINIC)
    back(nurse)
    (undo,) = re.findall(rf'action="({SLIP}/[0-9a-f-]+/undo)"', nurse.get(SLIP).text)
    assert "/undo" not in doctor.get(SLIP).text and cast.post(doctor, undo).status_code == 403
    assert cast.post(nurse, undo).status_code == 302
    assert events(school) == [] and "还没回来" in nurse.get(SLIP).text
    assert cast.post(nurse, undo).status_code == 404
    assert back(nurse).status_code == 302 and len(events(school)) == 1


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"on": "2026-09-01"}, "不能早于发通知单的日子（2026-09-11）"),
        ({"on": "20270101"}, "在今天以后"),
        ({"slots": ()}, "一剂都没种的，不用记"),
        ({"event": "printed"}, "要选一种"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(school: Flask, wrong: dict, why: str) -> None:
    answer = back(signed_in(school, cast.NURSE), **wrong)
    assert answer.status_code == 422 and why in answer.text and events(school) == []


def test_no_slip_of_another_school_is_found_shown_or_closed(school: Flask) -> None:
    for member, status in ((OTHER_NURSE, 404), (cast.OUTSIDER, 404), (cast.OBSERVER, 403)):
        client = signed_in(school, member)
        assert client.get(SLIP).status_code == status and back(client).status_code == status
    assert "没有编号" in signed_in(school, OTHER_NURSE).get(f"/school-slips?number={NUMBER}").text
    assert events(school) == []


def test_a_withdrawn_notice_is_closed_and_a_certificates_slip_names_no_dose(school: Flask) -> None:
    client = signed_in(school, cast.NURSE)
    words = {"notice": NOTICE, "event": "withdrawn", "on": "2026-09-12"}
    said(school, operation("notice_event", words))
    assert "收回了" in client.get(SLIP).text
    back(client)
    assert events(school) == [("withdrawn", "2026-09-12")]
    other = key("about a certificate")
    words = {"kind": "certificate", "check": key("check P5"), "issued_on": "2026-09-11"}
    said(school, operation("notice", words, id=other, key=other))
    at = f"/schools/{PRIMARY}/slips/{other}"
    assert "补证以再次查验看到接种证为准" in client.get(at).text
    for _ in range(2):
        assert cast.post(client, at, event="returned", on="2026-09-18").status_code == 302
    assert len(events(school)) == 2 and "✔ 2026-09-18 回执已收" in client.get(at).text


def test_who_withdrew_a_notice_stands_there_and_it_is_undone(school: Flask) -> None:
    nurse, doctor = signed_in(school, cast.NURSE), signed_in(school, cast.CLINIC)
    path = f"/schools/{PRIMARY}/pupils/{key('child P7')}/notices/{NOTICE}/withdraw"
    assert cast.post(doctor, path).status_code == 302
    page = nurse.get(f"/schools/{PRIMARY}/classes/1~1/notices").text
    assert "收回的 1 张" in page and "张敏" in page and "张敏" in nurse.get(SLIP).text
    (undo,) = re.findall(rf'action="({SLIP}/[0-9a-f-]+/undo)"', doctor.get(SLIP).text)
    assert cast.post(nurse, undo).status_code == 403
    assert cast.post(doctor, undo).status_code == 302
    assert events(school) == [] and "还没回来" in nurse.get(SLIP).text


def test_two_who_write_one_slip_down_at_one_moment_write_one(
    school: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    second = meanwhile(monkeypatch, slips, "_check", partial(back, signed_in(school, cast.CLINIC)))
    assert back(signed_in(school, cast.NURSE)).status_code == 302
    second.join()
    assert len(events(school)) == 1


def test_a_slip_that_came_from_two_phones_is_shown_as_a_double(school: Flask) -> None:
    words = {"notice": NOTICE, "event": "returned", "on": "2026-09-20", "items": [list(DTP5), list(AC2)]}
    said(school, operation("notice_event", words), operation("notice_event", words))
    page = signed_in(school, cast.NURSE).get(SLIP).text
    assert page.count("重复，只算一次") == 1
