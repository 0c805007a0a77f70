"""What a survey is drawn from: a frame by sheet, households listed, numbers known."""

from __future__ import annotations

import io
import json
import random

import numpy as np
import pytest
from flask import Flask
from openpyxl import Workbook, load_workbook

from fieldapp.areas.codes import level_of
from fieldapp.ground.db import db
from fieldapp.ground.spreadsheets.lines import Line
from fieldapp.models.surveys import Survey, SurveyCluster
from fieldapp.survey.for_phones import _cluster
from fieldapp.survey.frame.frame_sheet import read_frame
from fieldapp.survey.frame.household_sheet import chosen, read_households
from fieldapp.survey.plan.drawing import read_text
from fieldapp.survey.result.known_numbers import brought_to
from fieldapp.survey.result.weights import Cluster, Respondent, Weighted
from tests import cast
from tests.cast import post, signed_in
from tests.survey.office.place import VILLAGES, drawn, more_villages, planned, say, survey
from tests.survey.office.told import household, interviewed, member, tell

CODES = [f"4309211032{40 + n}" for n in range(VILLAGES)]


def sheet(rows: list[list[object]]) -> tuple[io.BytesIO, str]:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    content.seek(0)
    return content, "抽样框.xlsx"


def frame_rows(sizes: list[object]) -> list[list[object]]:
    head: list[object] = ["村代码", "村", "大小", "层"]
    return [
        head,
        *([code, f"第{n + 1}村", sizes[n], "北" if n % 2 else "南"] for n, code in enumerate(CODES)),
    ]


def test_a_frame_comes_in_is_looked_at_kept_and_drawn_from(app: Flask) -> None:
    with app.app_context():
        more_villages()
    client, page = planned(app)
    path = f"{page}/frame"
    assert "还没有抽样框" in client.get(path).text
    looked = post(client, path, file=sheet(frame_rows([100 + 10 * n for n in range(VILLAGES)])))
    assert (looked.status_code, f"{VILLAGES} 个村，没有问题" in looked.text) == (200, True)
    assert survey(app)[0].frame is None, "looking at a sheet keeps nothing"
    token = looked.text.partition('name="kept" value="')[2].partition('"')[0]
    assert say(client, path, {"kept": token}).status_code == 302
    kept = read_text(survey(app)[0].frame)
    assert [(one.code, one.size, one.stratum) for one in kept][:2] == [
        (CODES[0], 100, "南"),
        (CODES[1], 110, "北"),
    ]
    draw = {"measure": "kept", "strata": "one", "clusters": "6", "seed": "7"}
    assert say(client, f"{page}/draw", draw).status_code == 302
    assert {one.stratum for one in survey(app)[1]} == {"南", "北"}
    again = post(client, path, file=sheet(frame_rows([100 + 10 * n for n in range(VILLAGES)])))
    assert "没有变化" in again.text and 'name="kept"' not in again.text


def test_the_form_of_a_frame_comes_back_as_it_went_out(app: Flask) -> None:
    with app.app_context():
        more_villages()
    client, page = planned(app)
    content = client.get(f"{page}/frame.xlsx").data
    lines = [
        [cell.value for cell in row] for row in load_workbook(io.BytesIO(content)).worksheets[0].iter_rows()
    ]
    assert any(CODES[0] in [str(one) for one in line] for line in lines)
    looked = post(client, f"{page}/frame", file=(io.BytesIO(content), "frame.xlsx"))
    assert looked.status_code == 200 and "处不对" in looked.text, "villages without people have no size"


def test_every_wrong_line_of_a_frame_is_named() -> None:
    known = {code: f"第{n + 1}村" for n, code in enumerate(CODES)}
    said = [
        (CODES[0], "第一村", "12", "南"),
        (CODES[1], "第8村", "12", "南"),
        ("430921999999", "", "5", "南"),
        (CODES[2], "", "-3", "南"),
        (CODES[3], "", "1.5", "南"),
        (CODES[4], "", "7", ""),
        (CODES[5], "", "7", "很" * 21),
        (CODES[0], "", "7", "南"),
        (CODES[6], "", "7", "南"),
    ]
    lines = [
        Line(n, dict(zip(("code", "name", "size", "stratum"), one, strict=True)))
        for n, one in enumerate(said, 2)
    ]
    found = {entry.line: [wrong.zh for wrong in entry.wrong] for entry in read_frame(lines, known)}
    assert {line for line, wrong in found.items() if not wrong} == {10}
    assert "是“第1村”，表里写的是“第一村”" in found[2][0] or not found[2]
    assert "第 2 行" in found[9][-1] and "别的村写了层" in found[7][0] and "不是 0 到" in found[5][0]
    assert level_of(CODES[0]) == "village"


def test_a_frame_of_a_survey_under_way_stays(app: Flask) -> None:
    client, page = drawn(app)
    say(client, f"{page}/state", {"state": "open"})
    looked = post(client, f"{page}/frame", file=sheet(frame_rows([50] * VILLAGES)))
    token = looked.text.partition('name="kept" value="')[2].partition('"')[0]
    assert say(client, f"{page}/frame", {"kept": token}).status_code == 409
    assert "不能再换" in client.get(f"{page}/frame").text


def test_households_come_in_are_drawn_and_reach_the_phone_alone(app: Flask) -> None:
    client, page = drawn(app, households="list", households_per_cluster="5")
    first, other = survey(app)[1][:2]
    rows: list[list[object]] = [["群号", "户号", "户主", "地址"]]
    rows += [[first.n, n, f"户主{n}", f"{n}号"] for n in range(1, 41)]
    looked = post(client, f"{page}/households", file=sheet(rows))
    token = looked.text.partition('name="kept" value="')[2].partition('"')[0]
    assert "40 户，没有问题" in looked.text
    assert say(client, f"{page}/households", {"kept": token}).status_code == 302
    kept = json.loads(survey(app)[1][0].households or "[]")
    assert len(kept) == 40 and sum(home[3] for home in kept) == 5
    gaps = np.diff([home[0] for home in kept if home[3]])
    assert set(gaps) == {8}, "every eighth, from a random start"
    with app.app_context():
        row = db.session.get(SurveyCluster, first.key)
        of = db.session.get(Survey, row.survey)
        told = _cluster(db.session.connection(), row, of, {}, 1)[1]
    assert [home[0] for home in told["data"]["households"]] == [home[0] for home in kept if home[3]]
    say(client, f"{page}/state", {"state": "open"})
    tell(app, [household(first, kept[0][0], "refused", members=[])])
    refused = post(client, f"{page}/households", file=sheet(rows))
    assert "已经有访谈" in refused.text and 'name="kept"' not in refused.text
    rows[1:] = [[other.n, 1, "甲", ""]]
    assert "1 户，没有问题" in post(client, f"{page}/households", file=sheet(rows)).text


def test_wrong_households_are_named() -> None:
    said = [("1", "1"), ("1", "1"), ("9", "2"), ("2", "3"), ("1", "0"), ("1", "x"), ("1", "10000")]
    lines = [Line(n, {"cluster": one, "number": two}) for n, (one, two) in enumerate(said, 2)]
    found = [len(one.wrong) for one in read_households(lines, {"1": True, "2": False})]
    assert found == [0, 1, 1, 1, 1, 1, 1]


@pytest.mark.parametrize(("listed", "wanted"), [(1, 5), (5, 5), (7, 3), (200, 10), (10, None)])
def test_as_many_households_are_drawn_as_are_wanted(listed: int, wanted: int | None) -> None:
    homes = [(n, "", "") for n in range(1, listed + 1)]
    for seed in range(30):
        found = chosen(homes, wanted, seed)
        assert len(set(found)) == len(found) == min(listed, wanted or listed)


def test_every_household_is_as_likely(app: Flask) -> None:
    homes = [(n, "", "") for n in range(1, 8)]
    counts = np.bincount([one for seed in range(3000) for one in chosen(homes, 3, seed)], minlength=8)[1:]
    assert counts.min() > 1100 and counts.max() < 1480  # 1,286 expected of each


def test_households_on_record_fill_lists_that_are_not_there(app: Flask) -> None:
    client, page = drawn(app, households="list")
    assert say(client, f"{page}/households", {"records": "1"}).status_code == 422
    assert "4 个群还没有户名单" in client.get(f"{page}/households").text
    cluster = survey(app)[1][0]
    doors = [
        {
            "kind": "household",
            "area": cluster.area,
            "data": {"head": f"户{n}", "door": str(n), "door_order": n},
        }
        for n in (1, 2, 3)
    ]
    tell(app, doors)
    assert say(client, f"{page}/households", {"records": "1"}).status_code == 302
    assert "3 个群还没有户名单" in client.get(f"{page}/households").text
    found = {one.n: json.loads(one.households or "[]") for one in survey(app)[1]}
    assert [home[1:3] for home in found[cluster.n]] == [["户1", "1"], ["户2", "2"], ["户3", "3"]]


def known_children(by: str) -> Weighted:
    cluster = Cluster("c", "", 100, 0.5)
    said = [("local", "male"), ("local", "female"), ("migrant", "male"), ("migrant", "")]
    return Weighted(
        [
            Respondent({"residence": one, "sex": two}, {"area": cast.VILLAGE}, cluster, 1.0)
            for one, two in said
        ]
    )


def test_weights_add_up_to_the_known_numbers() -> None:
    found = brought_to(known_children("residence"), "residence", {"local": 900, "migrant": 100})
    assert [one.weight for one in found.children] == [450, 450, 50, 50]
    assert "校正过" in found.notes[-1][0]


def test_what_cannot_be_brought_to_numbers_is_said() -> None:
    blank = brought_to(known_children("sex"), "sex", {"male": 10, "female": 10})
    assert [one.weight for one in blank.children] == [1.0] * 4 and "没有按性别" in blank.notes[-1][0]
    lost = brought_to(known_children("residence"), "residence", {"local": 5, "migrant": 5, "other": 5})
    assert "还没有访谈到" in lost.notes[-1][0]


def test_known_numbers_change_the_result_and_can_be_taken_away(app: Flask) -> None:
    client, page = drawn(app)
    say(client, f"{page}/state", {"state": "open"})
    interviewed(app, survey(app)[1])
    before = client.get(f"{page}/result").text
    path = f"{page}/population"
    assert say(client, path, {"by": "residence", "cell.local": "900"}).status_code == 422
    assert say(client, path, {"by": "residence", "cell.local": "900", "cell.migrant": "0"}).status_code == 422
    assert (
        say(client, path, {"by": "residence", "cell.local": "9000", "cell.migrant": "100"}).status_code == 302
    )
    after = client.get(f"{page}/result").text
    assert after != before and "校正过（共 9100 名）" in after
    with app.app_context():
        assert json.loads(db.session.query(Survey).one().design)["population"]["cells"] == {
            "local": 9000,
            "migrant": 100,
        }
    assert say(client, f"{path}/none", {}).status_code == 302
    assert "校正过" not in client.get(f"{page}/result").text


def test_others_bring_nothing_in(app: Flask) -> None:
    _client, page = drawn(app)
    for who, status in ((cast.OUTSIDER, 404), (cast.OBSERVER, 403), (cast.NURSE, 403)):
        office = signed_in(app, who)
        for path in ("frame", "households", "population"):
            assert office.get(f"{page}/{path}").status_code == status, (who, path)
            assert say(office, f"{page}/{path}", {"records": "1"}).status_code == status, (who, path)
        assert say(office, f"{page}/population/none", {}).status_code == status


def test_a_household_of_a_list_is_asked_as_any_other(app: Flask) -> None:
    client, page = drawn(app, households="list", households_per_cluster="2")
    clusters = survey(app)[1]
    rows: list[list[object]] = [["群号", "户号"], *([one.n, n] for one in clusters for n in range(1, 11))]
    looked = post(client, f"{page}/households", file=sheet(rows))
    token = looked.text.partition('name="kept" value="')[2].partition('"')[0]
    say(client, f"{page}/households", {"kept": token})
    say(client, f"{page}/state", {"state": "open"})
    rng = random.Random(3)
    for one in survey(app)[1]:
        drawn_ = [home[0] for home in json.loads(one.households or "[]") if home[3]]
        tell(app, [household(one, n, members=[member(rng)]) for n in drawn_])
    said = client.get(f"{page}/result").text
    assert "机会不知道" not in said, "households were drawn: their chance is known"
