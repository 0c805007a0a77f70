"""需要留意 as lists: what does not count is decided, what is in conflict is cleared, what came late is told."""

from __future__ import annotations

import json
import re
from html import unescape
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select

from fieldapp.ground.db import db
from fieldapp.models.campaigns import Visit
from fieldapp.models.log import LoggedOperation
from fieldapp.models.records import Child
from fieldapp.sync.rework.replay import verify
from tests import cast
from tests.campaigns.office import CAMPAIGN, ROUND1, found_campaign, listed, record, some_children, visited
from tests.cast import post, signed_in
from tests.grown import grown
from tests.sync.county import key, tally, void

ROUND_PAGE = f"/campaigns/{CAMPAIGN}/rounds/1"
PAGE = f"{ROUND_PAGE}/look-after"
TOWNSHIP_SUPERVISOR = cast.Member("town", "邹建德", "supervisor", (cast.TOWNSHIP,))


@pytest.fixture
@grown
def county(app: Flask) -> Flask:
    """Two doses that do not count: one of another product, one months later."""
    found_campaign(app)
    some_children(app)
    record(
        app,
        cast.VACCINATOR,
        listed("小雨"),
        visited("小雨", product="HepB"),
        listed("小雪"),
        visited("小雪", on="2026-03-01", area=cast.OTHER_VILLAGE),
    )
    return app


def rows(client: FlaskClient, name: str = "left_out", **more: str) -> list[str]:
    """The lines of a list as text."""
    query = "&".join(f"{k}={v}" for k, v in {"list": name, **more}.items())
    page = client.get(f"{PAGE}?{query}").text
    body = re.search(r"<tbody>(.*?)</tbody>", page, re.DOTALL)
    lines = re.findall(r"<tr>(.*?)</tr>", body[1], re.DOTALL) if body else []
    return [" ".join(re.sub("<[^>]*>", " ", unescape(line)).split()) for line in lines]


def visit_keys(client: FlaskClient, name: str = "left_out") -> list[str]:
    """The visits that may be ticked on a list."""
    return re.findall(r'name="visit" value="([^"]+)"', client.get(f"{PAGE}?list={name}").text)


def dosed(app: Flask) -> int:
    """How many are counted as dosed in round 1."""
    with app.app_context():
        return tally(db.engine, round_=ROUND1).get("vaccinated", 0)


def test_visits_that_do_not_count_are_listed_with_the_reason_in_words(county: Flask) -> None:
    client = signed_in(county, cast.SUPERVISOR)
    overview = client.get(ROUND_PAGE).text
    assert "2 名儿童有记录不计入本轮（疫苗或日期不同），待定" in overview and PAGE in overview
    assert rows(client) == [
        "小雪 2026-03-01 小雪 2021-05-04 玖丰庙村 2026-03-01 已服 日期在轮次外：2026-03-01 王建国",
        "小雨 2025-12-01 小雨 2021-05-04 青树嘴村委会 2025-12-01 已服 疫苗不同：乙肝疫苗 王建国",
    ]


def test_a_supervisor_decides_several_at_once_and_takes_it_back(county: Flask) -> None:
    client, before = signed_in(county, cast.SUPERVISOR), dosed(county)
    keys = visit_keys(client)
    answer = post(client, f"{PAGE}/visits", visit=keys, say="in", note="补种", list="left_out")
    assert answer.status_code == 302
    assert "已记下 2 条" in client.get(answer.headers["Location"]).text
    assert dosed(county) == before + 2 and rows(client) == []
    decided = rows(client, "decided")
    assert len(decided) == 2 and all("计入本轮 赵丽" in one and "补种" in one for one in decided)
    assert "待定" not in client.get(ROUND_PAGE).text
    post(client, f"{PAGE}/visits", visit=keys[0], say="out")
    assert dosed(county) == before + 1
    post(client, f"{PAGE}/visits", visit=keys[0], say="back")  # the word before it stands again
    assert dosed(county) == before + 2
    for one in keys:
        post(client, f"{PAGE}/visits", visit=one, say="back")
    assert dosed(county) == before and len(rows(client)) == 2 and rows(client, "decided") == []
    with county.app_context():
        assert verify(db.engine) == []


def test_the_word_is_an_operation_of_the_supervisor_s_own_desk(county: Flask) -> None:
    client = signed_in(county, cast.SUPERVISOR)
    [_late, other] = visit_keys(client)
    post(client, f"{PAGE}/visits", visit=other, say="out", note="是乙肝")
    with county.app_context():
        query = select(LoggedOperation).where(LoggedOperation.kind == "visit_review")
        [logged] = db.session.scalars(query).all()
        said = json.loads(logged.raw)
    assert logged.verdict == "applied" and logged.area == cast.VILLAGE
    assert said["by"] == cast.person_id(county, cast.SUPERVISOR)
    data = {"visit": other, "child": key("小雨"), "round": ROUND1, "in_round": False, "note": "是乙肝"}
    assert {name: said["data"][name] for name in data} == data and said["data"]["on"]


def test_the_right_is_that_of_the_record_s_own_village(county: Flask) -> None:
    clinic = signed_in(county, cast.CLINIC)
    assert len(rows(clinic)) == 2 and visit_keys(clinic) == []  # she sees them; deciding is the supervisor's
    [late, other] = visit_keys(signed_in(county, cast.SUPERVISOR))
    assert post(clinic, f"{PAGE}/visits", visit=other, say="in").status_code == 403
    outsider = signed_in(county, cast.OUTSIDER)
    assert post(outsider, f"{PAGE}/visits", visit=other, say="in").status_code == 403
    assert outsider.get(PAGE).status_code == 403
    for who in (cast.OBSERVER, cast.VACCINATOR):
        assert signed_in(county, who).get(PAGE).status_code == 403
        assert "look-after" not in signed_in(county, who).get(ROUND_PAGE).text
    record(county, cast.VACCINATOR, visited("小雪", on="2026-03-02", round=ROUND1))
    assert dosed(county) == 2 and late


def test_a_township_s_supervisor_decides_in_her_township_alone(county: Flask) -> None:
    from fieldapp.accounts.people import add_person

    with county.app_context():
        add_person("town", "邹建德", "supervisor", ("430921101",), cast.PASSWORD)
        db.session.commit()
    town = signed_in(county, TOWNSHIP_SUPERVISOR)
    [_late, other] = visit_keys(signed_in(county, cast.SUPERVISOR))
    assert rows(town) == []
    assert post(town, f"{PAGE}/visits", visit=other, say="in").status_code == 403
    assert dosed(county) == 2


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"visit": key("nothing"), "say": "in"}, 404),
        ({"say": "maybe"}, 400),
        ({"say": "in"}, 302),
    ],
)
def test_what_cannot_be_decided_changes_nothing(county: Flask, fields: dict[str, str], status: int) -> None:
    client, before = signed_in(county, cast.SUPERVISOR), dosed(county)
    assert post(client, f"{PAGE}/visits", **fields).status_code == status
    assert dosed(county) == before


def test_a_visit_of_another_round_is_not_this_page_s(county: Flask) -> None:
    client = signed_in(county, cast.SUPERVISOR)
    [late, _other] = visit_keys(client)
    answer = post(client, f"/campaigns/{CAMPAIGN}/rounds/2/look-after/visits", visit=late, say="in")
    assert answer.status_code == 404


# Taken back, though dosed


def taken_back(app: Flask, *more: str) -> None:
    """A dosed child whose record was taken back."""
    made = listed("小误")
    record(app, cast.VACCINATOR, made, visited("小误"), void(made))
    for name in more:
        other = listed(name)
        record(app, cast.VACCINATOR, other, visited(name, "refused"), void(other))


def test_a_child_taken_back_though_dosed_is_listed_and_put_back(county: Flask) -> None:
    taken_back(county, "小拒")  # without a dose: in no count, on no list
    client = signed_in(county, cast.SUPERVISOR)
    assert "1 名儿童已撤销，却还有接种记录" in client.get(ROUND_PAGE).text
    [line] = rows(client, "taken_back")
    assert line.startswith("小误 2021-05-04 青树嘴村委会 2025-12-01 二价脊灰减毒活疫苗 王建国")
    before = dosed(county)
    post(client, f"{PAGE}/child", child=key("小误"), say="child")
    assert rows(client, "taken_back") == [] and "已撤销，却还有" not in client.get(ROUND_PAGE).text
    assert dosed(county) == before
    with county.app_context():
        both = db.session.scalars(select(Child).where(Child.name == "小误")).all()
        assert len(both) == 2 and len({one.joined for one in both}) == 1
        assert sorted(one.voided for one in both) == [False, True]
        assert {one.listed_on for one in both} == {"2025-11-20"}
        assert verify(db.engine) == []


def test_those_taken_back_are_found_without_a_walk_through_every_child(county: Flask) -> None:
    taken_back(county)
    with county.app_context():
        if db.engine.dialect.name != "sqlite":
            pytest.skip("PostgreSQL's plans follow what it has counted")
        asked: list[tuple[str, Any]] = []
        event.listen(
            db.engine, "before_cursor_execute", lambda _c, _u, said, told, *_more: asked.append((said, told))
        )
        client = signed_in(county, cast.SUPERVISOR)
        assert "已撤销，却还有" in client.get(ROUND_PAGE).text
        with db.engine.connect() as connection:
            plans = [
                step.detail
                for said, told in list(asked)
                if "child.voided = 1" in said
                for step in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {said}", told)
            ]
    assert "SCAN child USING INDEX ix_child_voided" in plans


def test_or_its_dose_is_taken_back_too(county: Flask) -> None:
    taken_back(county)
    client, before = signed_in(county, cast.SUPERVISOR), dosed(county)
    post(client, f"{PAGE}/child", child=key("小误"), say="doses")
    assert rows(client, "taken_back") == [] and dosed(county) == before - 1
    with county.app_context():
        assert db.session.scalars(select(Visit.voided).where(Visit.child == key("小误"))).all() == [True]
        assert tally(db.engine, round_=ROUND1)["registered"] == 4


def test_joined_records_all_taken_back_are_one_line(county: Flask) -> None:
    from tests.sync.county import operation

    one, other = listed("小误"), listed("小悟")
    joined = operation("same_child", {"child": key("小误"), "other": key("小悟")}, area=cast.VILLAGE)
    record(county, cast.VACCINATOR, one, other, joined, visited("小悟"), void(one))
    client = signed_in(county, cast.SUPERVISOR)
    assert rows(client, "taken_back") == []  # one of the two still stands
    record(county, cast.VACCINATOR, void(other))
    assert len(rows(client, "taken_back")) == 1
    assert "1 名儿童已撤销" in client.get(ROUND_PAGE).text


def test_only_who_may_take_back_others_records_settles_it(county: Flask) -> None:
    taken_back(county)
    clinic = signed_in(county, cast.CLINIC)
    assert len(rows(clinic, "taken_back")) == 1
    assert "settle" not in clinic.get(f"{PAGE}?list=taken_back").text
    assert post(clinic, f"{PAGE}/child", child=key("小误"), say="child").status_code == 403
    supervisor = signed_in(county, cast.SUPERVISOR)
    assert post(supervisor, f"{PAGE}/child", child=key("小明"), say="child").status_code == 404


# Late


def test_late_records_are_listed_with_what_each_changed(county: Flask) -> None:
    client = signed_in(county, cast.SUPERVISOR)
    assert "没有补报" in client.get(f"{PAGE}?list=late").text
    post(client, f"/campaigns/{CAMPAIGN}/rounds/1/act", act="close")
    late = visited("小红", on="2025-12-03")
    record(
        county,
        cast.VACCINATOR,
        late,
        visited("小红", "refused", on="2025-12-04"),
        visited("小明", "moved_away", on="2025-12-05"),
        listed("小来", listed_on="2025-12-03"),
        visited("小来", "ill", found=True, on="2025-12-03"),
    )
    found = rows(client, "late")
    assert len(found) == 4 and "本轮结束后又收到 4 条" in client.get(ROUND_PAGE).text
    assert found[0].endswith("发热生病（缓种） 王建国 现场新增 +1、应服 +1、还差（未服） +1")
    assert found[1].endswith("搬走 王建国 不改变人数") and found[2].endswith("家长拒绝 王建国 不改变人数")
    assert found[3].startswith("小红") and found[3].endswith("已服 王建国 实服 +1、还差（未服） -1")
    record(county, cast.VACCINATOR, void(late))
    assert rows(client, "late")[3].endswith("不改变人数")


def test_a_word_said_after_the_closing_is_late_too(county: Flask) -> None:
    client = signed_in(county, cast.SUPERVISOR)
    post(client, f"/campaigns/{CAMPAIGN}/rounds/1/act", act="close")
    [late, _other] = visit_keys(client)
    post(client, f"{PAGE}/visits", visit=late, say="in")
    [line] = rows(client, "late")
    assert "定一次服苗是否计入本轮" in line and line.endswith("实服 +1、还差（未服） -1")


# Workbooks


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("left_out", "疫苗不同：乙肝疫苗"),
        ("decided", "计入本轮"),
        ("taken_back", "2025-12-01 二价脊灰减毒活疫苗"),
        ("late", "实服 +1、还差（未服） -1"),
    ],
)
def test_each_list_is_a_workbook_too(county: Flask, name: str, words: str) -> None:
    taken_back(county)
    client = signed_in(county, cast.SUPERVISOR)
    post(client, f"{PAGE}/visits", visit=visit_keys(client)[0], say="in")
    post(client, f"/campaigns/{CAMPAIGN}/rounds/1/act", act="close")
    record(county, cast.VACCINATOR, visited("小红", on="2025-12-03"))
    answer = client.get(f"{PAGE}.xlsx?list={name}")
    cells = [str(cell) for row in openpyxl.load_workbook(BytesIO(answer.data)).active.values for cell in row]
    assert words in cells
    assert signed_in(county, cast.VACCINATOR).get(f"{PAGE}.xlsx?list={name}").status_code == 403
