"""Children enrolled by the numbers of their certificates: who is found, who is asked for, and that nobody learns a
name by counting numbers up."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from fieldapp.ground.db import db
from fieldapp.models.audit import Audit
from fieldapp.school.rosters import tries
from fieldapp.school.rosters.numbers import NO_MATCH
from tests import cast
from tests.campaigns.office import listed, record
from tests.cast import signed_in
from tests.filled_forms import form_with, send
from tests.grown import grown
from tests.office.zoo import book
from tests.school.classes.office import found_schools
from tests.school.places import ELSEWHERE, PRIMARY
from tests.sync.county import key, operation

PAGE = f"/schools/{PRIMARY}/roster/numbers"
CHILDREN = (  # name, born, certificate, number of the child
    ("王小明", "2020-03-10", "430921200310000", "4309210001"),
    ("李小红", "2020-05-01", "C2", "4309210002"),
    ("张小花", "2020-06-06", "C3", "4309210003"),
)


@pytest.fixture
@grown
def school(app: Flask) -> Flask:
    """Three children of the villages, of whom the second was at the school last year."""
    found_schools(app)
    for name, born, certificate, number in CHILDREN:
        words = {"born": born, "certificate_no": certificate, "card_no": number, "guardian": "王建国"}
        applied(app, cast.VACCINATOR, listed(name, **words))
    place = {"child": key("李小红"), "school": PRIMARY, "term": "2025-1", "grade": "大班", "class_name": "1"}
    applied(app, cast.NURSE, operation("enrolment", place | {"reason": "new"}, key=key("before")))
    return app


def applied(app: Flask, who: cast.Member, said: dict[str, Any]) -> None:
    """Recorded and counted."""
    assert [receipt["outcome"] for receipt in record(app, who, said)] == ["applied"]


def ask(app: Flask, numbers: str, **said: str) -> Any:
    """What the page says of numbers."""
    form = {"numbers": numbers, "of": "一年级1班", "reason": "new", "term": ""} | said
    return cast.post(signed_in(app, cast.NURSE), PAGE, **form)


def told(answer: Any) -> list[str]:
    """The lines of which no child was found."""
    assert answer.status_code == 422, answer.text
    lines = re.findall(r"<li>(第 \d+ 行.*?)</li>", answer.text)
    return [re.sub(r"<[^>]+>", "", one) for one in lines]


def test_numbers_become_a_reviewed_class(school: Flask) -> None:
    answer = ask(school, "４３０９２１２００３１００００ 20200310\nc2\n\n4309210003，2020-06-06\n")
    assert answer.status_code == 302, answer.text
    client = signed_in(school, cast.NURSE)
    review = client.get(answer.location).text
    assert all(name in review for name, *_rest in CHILDREN)
    token = re.search(r'name="token" value="([0-9a-f]+)"', review)
    assert token
    said = {"token": token[1], "term": "", "of": "一年级1班", "reason": "new"}
    done = cast.post(client, f"/schools/{PRIMARY}/roster", **said)
    assert done.status_code == 302
    page = client.get(f"/schools/{PRIMARY}/classes/1~1").text
    assert all(name in page for name, *_rest in CHILDREN)


def test_what_leads_to_nobody_is_said_by_line_and_the_rest_can_go_on(school: Flask) -> None:
    numbers = "9999\nC2\nC 2\nC3\nC3 2019-01-01\nC3 今天\nC3 2020-06-06"
    answer = ask(school, numbers)
    assert told(answer) == [
        f"第 1 行 9999 {NO_MATCH[0]}",
        "第 3 行 C 编号后面不是出生日期",
        f"第 4 行 C3 {NO_MATCH[0]}",
        f"第 5 行 C3 {NO_MATCH[0]}",
        "第 6 行 C3 编号后面不是出生日期",
    ]
    assert "C3 2020-06-06" in answer.text  # nothing typed is lost
    assert "张小花" not in answer.text
    assert "其余 2 人先编班" in answer.text
    assert ask(school, numbers, rest="1").status_code == 302


def test_nobody_outside_the_school_is_named_by_a_number_alone(school: Flask) -> None:
    answer = ask(school, "430921200310000\n4309210003\n4309210003 20200607")
    assert not any(name in answer.text for name, *_rest in CHILDREN)
    assert len(told(answer)) == 3


HEADS = ["姓名", "性别", "出生日期", "班级", "儿童编码"]


@pytest.mark.parametrize("word", ["same:", "take:"])
def test_a_roster_names_nobody_outside_the_school_by_a_number_alone(school: Flask, word: str) -> None:
    client, roster = signed_in(school, cast.NURSE), f"/schools/{PRIMARY}/roster"
    lines = [
        ["甲乙", "男", "2019-12-12", "一（1）班", "4309210003"],  # a number that somebody counted up to
        ["张小华", "女", "2020-06-06", "一（1）班", "4309210001"],  # another child's number
        ["王小明", "男", "2020-03-01", "一（1）班", "4309210001"],
        ["李小虹", "女", "2020-05-02", "一（1）班", "4309210002"],  # at the school last year
    ]
    page = cast.post(client, roster, file=(io.BytesIO(book([HEADS, *lines])), "名册.xlsx")).text
    assert "张小花" not in page and key("张小花") not in page
    assert page.count("请核对编号") == 2
    assert "2020-03-10" in page and "李小红" in page  # of a name she has, and of her own pupil
    token = re.search(r'name="token" value="([0-9a-f]+)"', page)
    assert token
    words = {"choice-2": word + key("张小花"), "choice-3": "new"}
    done = cast.post(client, roster, token=token[1], **words)
    assert done.status_code == 302
    after = client.get(done.location).text
    assert "已导入 1 行" in after and "张小花" not in after  # the first line still waits for a word


def test_a_pupil_of_whom_a_number_is_typed_leads_to_nobody_else(school: Flask) -> None:
    client = signed_in(school, cast.NURSE)
    words = {"name": "甲乙", "born": "20191212", "grade": "一年级", "class_name": "1班", "reason": "new"}
    added = cast.post(client, f"/schools/{PRIMARY}/pupils/new", **words)
    edit = f"{added.location}/edit"
    form = form_with(client.get(edit).text, "class_name", name="甲乙")
    assert send(client, edit, form, book_no="C3").status_code == 302
    page = client.get(edit).text
    assert "张小花" not in page and key("张小花") not in page
    joined = cast.post(client, f"{added.location}/join", other=key("张小花"))
    assert joined.status_code == 404
    typed = cast.post(client, f"/schools/{PRIMARY}/pupils/new", **words | {"name": "丙丁", "book_no": "C3"})
    assert "张小花" not in typed.text and key("张小花") not in typed.text


def test_a_number_twice_is_one_child_and_two_children_are_asked_by_name(school: Flask) -> None:
    applied(school, cast.VACCINATOR, listed("李小兰", born="2020-05-01", certificate_no="C2"))
    assert told(ask(school, "C3 20200606\n4309210003 20200606\nC2")) == [
        "第 2 行 4309210003 前面有过了",
        "第 3 行 C2 不止一个孩子有这个编号，请按姓名添加",
    ]


def test_only_who_may_enrol_here_asks(school: Flask) -> None:
    form = {"numbers": "C2", "of": "一年级1班", "reason": "new"}
    other = f"/schools/{ELSEWHERE}/roster/numbers"
    assert cast.post(signed_in(school, cast.NURSE), other, **form).status_code == 404
    assert cast.post(signed_in(school, cast.VACCINATOR), PAGE, **form).status_code == 403
    assert school.test_client().get(PAGE).status_code == 302


def test_who_counts_numbers_up_is_stopped_for_the_day_and_it_is_written_down(
    school: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tries, "MOST_A_DAY", 5)
    assert ask(school, "\n".join(f"C3 202006{day:02}" for day in range(1, 5))).status_code == 422
    assert ask(school, "C3 20200601\nC3 20200602").status_code == 422  # the same once more
    stopped = ask(school, "7001\n7002\nC3 20200606")
    assert stopped.status_code == 429 and "请按姓名添加" in stopped.text and "张小花" not in stopped.text
    assert ask(school, "C3 20200605").status_code == 429  # whether or not the number is anybody's
    assert ask(school, "C3 20200606\nC2").status_code == 302  # what fits is not held up
    with school.app_context():
        lines = db.session.scalars(select(Audit).where(Audit.action == "tried")).all()
    assert {line.row for line in lines} == {PRIMARY} and "C3" not in "".join(
        line.after or "" for line in lines
    )
    assert "查的编号对不上" in signed_in(school, cast.ADMINISTRATOR).get("/audit").text


def test_a_right_roster_is_no_try_and_one_that_guesses_is(
    school: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tries, "MOST_A_DAY", 1)
    client, roster = signed_in(school, cast.NURSE), f"/schools/{PRIMARY}/roster"

    def bring(*lines: list[str]) -> int:
        file = (io.BytesIO(book([HEADS, *lines])), "名册.xlsx")
        return int(cast.post(client, roster, file=file).status_code)

    right = [[name, "男", born, "一（1）班", number] for name, born, _certificate, number in CHILDREN]
    fresh = [[f"新生{n}", "女", "2020-03-10", "一（1）班", f"5309210{n:03}"] for n in range(50)]
    assert bring(*right, *fresh) == 200
    assert bring(["甲", "男", "2020-06-05", "一（1）班", "4309210003"]) == 200
    assert bring(["甲", "男", "2020-06-06", "一（1）班", "4309210003"]) == 429
    assert bring(*right) == 200
