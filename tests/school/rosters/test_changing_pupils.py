"""One pupil typed in, changed, gone with its destination, taken apart; classes moved up a year; numbers typed."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from fieldapp.ground.clock import today
from fieldapp.ground.db import db
from fieldapp.models.records import Child, Enrolment
from fieldapp.school.rosters import bringing_in, changing
from fieldapp.school.terms import term_of
from tests import cast
from tests.campaigns.office import listed, record
from tests.cast import Member, post, signed_in
from tests.filled_forms import form_with, send
from tests.grown import grown
from tests.school.classes.office import OTHER_NURSE, enter_cases, found_schools
from tests.school.meanwhile import meanwhile
from tests.school.places import PRIMARY
from tests.sync.county import key

SCHOOL = f"/schools/{PRIMARY}"
TYPED = {"name": "王小明", "born": "20200310", "sex": "male", "grade": "一年级", "class_name": "2班"}
TYPED |= {"reason": "mid_term", "joined_on": "2026-10-12", "guardian": "王建国", "phone": "13900000001"}


@pytest.fixture
@grown
def school(app: Flask) -> Flask:
    found_schools(app)
    enter_cases(app)
    return app


def place(app: Flask, name: str) -> dict[str, str | None]:
    names = ("grade", "class_name", "reason", "joined_on", "left_on", "left_to", "term")
    query = select(*(getattr(Enrolment, one) for one in names)).join(Child, Child.key == Enrolment.child)
    with app.app_context():
        rows = db.session.execute(query.where(Child.name == name)).all()
    return dict(zip(names, rows[-1], strict=True)) if rows else {}


def test_a_child_that_joins_mid_term_is_typed_in_and_is_to_be_checked(school: Flask) -> None:
    client = signed_in(school, cast.NURSE)
    assert client.get(f"{SCHOOL}/pupils/new?class=1~2").status_code == 200
    answer = post(client, f"{SCHOOL}/pupils/new", **TYPED)
    assert answer.status_code == 302, answer.text
    page = client.get(answer.location).text
    assert "还差：查验" in page and "中途入学" in page and "一年级（2）班" in page
    assert place(school, "王小明")["term"] == term_of(today()).code
    again = post(client, f"{SCHOOL}/pupils/new", **TYPED)
    assert again.status_code == 302
    with school.app_context():
        assert db.session.scalar(select(func.count()).where(Child.name == "王小明")) == 1


@pytest.mark.parametrize(("other", "once"), [(cast.NURSE, "the same word"), (cast.CLINIC, "another")])
def test_two_who_add_a_child_at_the_same_moment_add_one(
    school: Flask, monkeypatch: pytest.MonkeyPatch, other: Member, once: str
) -> None:
    clients, answers = [signed_in(school, one) for one in (cast.NURSE, other)], list[Any]()

    def add(client: Any, once: str) -> None:
        answers.append(post(client, f"{SCHOOL}/pupils/new", **TYPED, once=once))

    second = meanwhile(monkeypatch, bringing_in, "written", lambda: add(clients[1], once))
    add(clients[0], "the same word")
    second.join()
    assert [answer.status_code for answer in answers] == [302, 302]
    assert len({answer.location for answer in answers}) == 1
    with school.app_context():
        assert db.session.scalar(select(func.count()).where(Child.name == "王小明")) == 1


def test_two_who_move_a_class_up_at_the_same_moment_move_it_once(
    school: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    clients, path = [signed_in(school, one) for one in (cast.NURSE, cast.CLINIC)], f"{SCHOOL}/roster/up"
    said = {"year": "2026", "up.0": "1", "grade.0": "2"}
    second = meanwhile(monkeypatch, changing, "move_up", lambda: post(clients[1], path, **said))
    assert post(clients[0], path, **said).status_code == 302
    second.join()
    with school.app_context():
        query = select(func.count()).where(Enrolment.term == "2027-1")
        assert db.session.scalar(query) == db.session.scalar(
            select(func.count(Enrolment.child.distinct())).where(Enrolment.term == "2027-1")
        )


def test_a_child_that_may_be_known_is_asked_about_and_can_be_taken_apart_again(school: Flask) -> None:
    record(school, cast.VACCINATOR, listed("王小明", born="2020-03-10", sex="male", guardian="李大山"))
    client = signed_in(school, cast.NURSE)
    answer = post(client, f"{SCHOOL}/pupils/new", **TYPED)
    assert answer.status_code == 200 and "家长不同" in answer.text and "李大山" not in answer.text
    assert 'value="王小明"' in answer.text and place(school, "王小明") == {}
    answer = post(client, f"{SCHOOL}/pupils/new", **TYPED, choice=f"same:{key('王小明')}")
    assert answer.status_code == 302
    child = answer.location.rsplit("/", 1)[1]
    assert "分开" in client.get(f"{SCHOOL}/pupils/{child}/edit").text
    assert heads(school, "王小明") == 1
    assert post(client, f"{SCHOOL}/pupils/{child}/apart").status_code == 302
    assert heads(school, "王小明") == 2


def test_two_records_that_are_one_child_are_joined_by_hand(school: Flask) -> None:
    record(school, cast.VACCINATOR, listed("王小明", born="2020-03-10", sex="male", guardian="李大山"))
    client = signed_in(school, cast.NURSE)
    answer = post(client, f"{SCHOOL}/pupils/new", **TYPED, choice="new")
    assert answer.status_code == 302 and heads(school, "王小明") == 2
    path = answer.location
    page = client.get(f"{path}/edit").text
    assert "可能是同一个孩子的别的记录" in page and "家长不同" in page and "李大山" not in page
    assert post(client, f"{path}/join", other=key("child P8")).status_code == 404
    assert heads(school, "王小明") == 2
    assert post(client, f"{path}/join", other=key("王小明")).status_code == 302
    assert heads(school, "王小明") == 1


def heads(app: Flask, name: str) -> int:
    """How many children the records of a name are."""
    with app.app_context():
        rows = db.session.execute(select(Child.key, Child.joined).where(Child.name == name))
        return len({joined or key_ for key_, joined in rows})


def test_another_class_and_a_school_left_are_said_on_one_form(school: Flask) -> None:
    client, path = signed_in(school, cast.NURSE), f"{SCHOOL}/pupils/{key('child P8')}/edit"
    form = form_with(client.get(path).text, "class_name", name="P8")
    assert send(client, path, form, class_name="（5）班", guardian="彭大姐").status_code == 302
    assert place(school, "P8")["class_name"] == "5"
    form = form_with(client.get(path).text, "class_name", name="P8")
    assert send(client, path, form, left_on="20261130", left_to="外县小学").status_code == 302
    now = place(school, "P8")
    assert (now["left_on"], now["left_to"], now["reason"]) == ("2026-11-30", "外县小学", "new")
    page = client.get(f"{SCHOOL}/pupils/{key('child P8')}").text
    assert "2026-11-30 离校，转往 外县小学" in page and "彭大姐" in page
    form = form_with(client.get(path).text, "class_name", name="P8")
    assert send(client, path, form, left_on="", left_to="").status_code == 302  # it came back
    assert place(school, "P8")["left_on"] is None


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ({"name": ""}, "名称"),
        ({"born": "1950-01-01"}, "出生日期"),
        ({"born": "前年"}, "出生日期"),
        ({"grade": "", "class_name": ""}, "班级"),
        ({"sex": "x"}, "性别"),
        ({"reason": "fun"}, "入学方式"),
        ({"guardian": "长" * 51}, "家长"),
    ],
)
def test_a_wrong_form_says_why_and_keeps_what_was_typed(
    school: Flask, other: dict[str, str], words: str
) -> None:
    answer = post(signed_in(school, cast.NURSE), f"{SCHOOL}/pupils/new", **TYPED | other)
    assert answer.status_code in (400, 422) and words in answer.text and "13900000001" in answer.text
    assert place(school, "王小明") == {}


def test_classes_move_up_a_year_without_those_who_left(school: Flask) -> None:
    client, path = signed_in(school, cast.NURSE), f"{SCHOOL}/pupils/{key('child P8')}/edit"
    form = form_with(client.get(path).text, "class_name", name="P8")
    send(client, path, form, left_on="20261001", left_to="外县小学")
    page = client.get(f"{SCHOOL}/roster/up").text
    assert "一年级（1）班" in page and 'value="2"' in page
    answer = post(client, f"{SCHOOL}/roster/up", **{"year": "2026", "up.0": "1", "grade.0": "2"})
    assert answer.status_code == 302 and answer.location.endswith("year=2027")
    page = client.get(answer.location).text
    assert "二年级（1）班" in page and "1 个班 4 人，应查验 0 人" in page
    page = client.get(f"{SCHOOL}/roster/up?year=2026").text
    assert 'name="up.0"' not in page  # nobody is moved twice
    of_next = client.get(f"{SCHOOL}/classes/2~1?year=2027").text
    assert "随班升级，不再查验" in of_next
    pupil = client.get(f"{SCHOOL}/pupils/{key('child P2')}").text
    assert "2027—2028学年秋季" in pupil and "2026-09-10" in pupil  # the check of last year stays


def test_a_tick_moves_no_other_class_that_has_its_place_since(school: Flask) -> None:
    client, path = signed_in(school, cast.NURSE), f"{SCHOOL}/roster/up"
    assert 'name="of.0" value="1~1"' in client.get(path).text
    said = {"year": "2026", "up.0": "1", "grade.0": "2", "of.0": "1~9"}
    answer = post(client, path, **said)
    assert answer.status_code == 400 and "请再做一次" in answer.text
    assert post(client, path, **said | {"of.0": "1~1"}).status_code == 302
    assert client.get(f"{path}?year={'9' * 5000}").status_code == 200


def test_nothing_ticked_or_no_grade_is_refused(school: Flask) -> None:
    client = signed_in(school, cast.NURSE)
    for said in ({"year": "2026"}, {"year": "2026", "up.0": "1", "grade.0": ""}):
        assert post(client, f"{SCHOOL}/roster/up", **said).status_code == 400


def test_a_number_typed_leads_to_the_pupil_of_this_school_alone(school: Flask) -> None:
    client = signed_in(school, cast.NURSE)
    answer = client.get(f"{SCHOOL}/pupils?number=R-P8")
    assert answer.location == f"{SCHOOL}/pupils/{key('child P8')}"
    for number in ("R-K1", "12345678", ""):
        page = client.get(f"{SCHOOL}/pupils?number={number}")
        assert page.status_code == 200 and "没有找到" in page.text
    assert signed_in(school, OTHER_NURSE).get(f"{SCHOOL}/pupils?number=R-P8").status_code == 404


PATHS = ("pupils/new", f"pupils/{key('child P8')}/edit", "roster/up")


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    ("member", "status"), [(OTHER_NURSE, 404), (cast.OUTSIDER, 404), (cast.OBSERVER, 403), (cast.CLINIC, 200)]
)
def test_each_page_asks_the_right_of_the_school(
    school: Flask, path: str, member: Member, status: int
) -> None:
    assert signed_in(school, member).get(f"{SCHOOL}/{path}").status_code == status
    if status != 200:
        answer = post(signed_in(school, member), f"{SCHOOL}/pupils/{key('child P8')}/apart")
        assert answer.status_code == status
