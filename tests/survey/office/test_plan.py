"""A county plans a survey: how large and why, its clusters drawn, given, replaced; opened and closed."""

from __future__ import annotations

import io
import json
import re

import pytest
from flask import Flask
from openpyxl import load_workbook

from fieldapp.ground.db import db
from fieldapp.ground.problems import BadInput
from fieldapp.models.people import PersonScope
from fieldapp.survey.for_phones import of_surveys
from fieldapp.survey.joined import groups_of
from fieldapp.survey.plan import joining
from fieldapp.survey.plan.drawing import Place, draw, read_text, shares
from fieldapp.survey.plan.sizing import EXAMPLES, Wanted, precision, size_of
from tests import cast
from tests.cast import person_id, signed_in
from tests.survey.office.place import FORM, VILLAGES, drawn, planned, say, survey

FRAME = [Place(f"43092110320{n}", f"村{n}", 100 + 10 * n, "南" if n < 5 else "北") for n in range(9)]


def test_a_county_plans_draws_gives_opens_and_closes(app: Flask) -> None:
    client, page = drawn(app)
    said = client.get(page).text
    assert "抽了 4 个群，4 个还没有调查员" in said
    assert said.count('class="places"') == 2 and "种子 7" in said
    found, clusters = survey(app)
    assert (found.state, len(clusters), found.seed, found.children_per_cluster) == ("draft", 4, 7, 7)
    keys, surveyor = [one.key for one in clusters], person_id(app, cast.SURVEYOR)
    assert say(client, f"{page}/clusters/give", {"clusters": keys, "person": surveyor}).status_code == 302
    assert "都有调查员，可以开始" in client.get(page).text
    assert say(client, f"{page}/state", {"state": "open"}).status_code == 302
    assert say(client, f"{page}/clusters/{keys[0]}/people/{surveyor}/end", {}).status_code == 302
    assert "1 个还没有调查员" in client.get(page).text
    assert say(client, f"{page}/state", {"state": "closed"}).status_code == 302
    with app.app_context():
        held = db.session.query(PersonScope).filter_by(person=surveyor, until=None).count()
        assert held == 3


def test_the_place_under_a_form_s_code_is_said_once_in_english(app: Flask) -> None:
    client = signed_in(app, cast.SUPERVISOR)
    client.set_cookie("lang", "en")
    [called] = re.findall(r"data-called>([^<]+)<", client.get(f"/surveys/new?area={cast.COUNTY}").text)
    assert len(called.split()) == len(set(called.split())), called


def test_the_same_seed_draws_the_same_and_the_sheet_tells_how(app: Flask) -> None:
    client, page = drawn(app)
    before = [(one.area, one.size, one.probability) for one in survey(app)[1]]
    say(client, f"{page}/draw", {"measure": "kept", "strata": "one", "clusters": "4", "seed": "7"})
    assert [(one.area, one.size, one.probability) for one in survey(app)[1]] == before
    book = load_workbook(io.BytesIO(client.get(f"{page}/clusters.xlsx").data))
    lines = [[cell.value for cell in row] for row in book.worksheets[0].iter_rows()]
    head = next(row for row in lines if "群号" in row)
    first = lines[lines.index(head) + 1]
    assert str(first[head.index("村代码")]) == before[0][0]
    assert float(first[head.index("抽中概率（期望次数）")]) == pytest.approx(before[0][2])
    frame = [cell.value for row in book.worksheets[1].iter_rows() for cell in row]
    assert 7 in [int(one) for one in frame if str(one).isdigit()]


def test_a_cluster_is_replaced_only_with_a_reason_and_keeps_its_surveyors(app: Flask) -> None:
    client, page = drawn(app)
    old = survey(app)[1][0]
    say(client, f"{page}/clusters/give", {"clusters": [old.key], "person": person_id(app, cast.SURVEYOR)})
    replace = f"{page}/clusters/{old.key}/replace"
    (free, *_more) = re.findall(r'<option value="(\d{12})"', client.get(replace).text)
    assert say(client, replace, {"area": free}).status_code == 400
    assert say(client, replace, {"area": free, "why_replaced": "洪水，路断了"}).status_code == 302
    said = client.get(page).text
    assert "洪水，路断了" in said and "已替换" in said and said.count("陈勇") == 3
    new = survey(app)[1][-1]
    assert (new.replaced, new.area) == (old.key, free)
    assert say(client, replace, {"area": free, "why_replaced": "再换"}).status_code == 409


def test_what_does_not_fit_is_said_at_its_field(app: Flask) -> None:
    client, page = planned(app)
    assert "群数" in say(client, f"{page}/draw", {"measure": "population", "clusters": "3"}).text
    wrong = say(signed_in(app, cast.SUPERVISOR), "/surveys/new", FORM | {"last_day": "20260401"})
    assert (wrong.status_code, "不能早于开始" in wrong.text, FORM["name"] in wrong.text) == (422, True, True)
    assert say(client, "/surveys/new", FORM | {"coverage": "abc"}).status_code == 422
    assert say(client, f"{page}/state", {"state": "open"}).status_code == 409
    assert say(client, f"{page}/remove", {}).status_code == 302


def test_all_that_is_wrong_in_a_plan_is_said_at_once(app: Flask) -> None:
    odd = {"name": "", "first_day": "20261301", "goal": "200", "clusters": "0", "icc": "x", "series": []}
    page = say(signed_in(app, cast.SUPERVISOR), "/surveys/new", FORM | odd).text
    assert {*re.findall('id="why-([a-z_]+)"', page)} == {*odd}
    size = signed_in(app, cast.SUPERVISOR).get("/surveys/size?coverage=abc&icc=9").text
    assert {*re.findall('id="why-([a-z_]+)"', size)} == {"coverage", "icc"} and 'value="abc"' in size
    assert 'value="20261301"' in page and 'value="200"' in page and 'value="bcg" checked' not in page


def test_others_neither_see_nor_change_it(app: Flask) -> None:
    _client, page = drawn(app)
    assert signed_in(app, cast.OUTSIDER).get(page).status_code == 404
    assert signed_in(app, cast.OBSERVER).get(page).status_code == 200
    assert say(signed_in(app, cast.OBSERVER), f"{page}/state", {"state": "open"}).status_code == 403
    assert signed_in(app, cast.NURSE).get("/surveys").status_code == 403


def test_the_examples_of_the_manual_come_out() -> None:
    for one in EXAMPLES:
        assert one.found == dict(one.printed), one.words


def test_the_size_is_told_step_by_step(app: Flask) -> None:
    page = (
        signed_in(app, cast.SUPERVISOR)
        .get("/surveys/size?coverage=50&distance=10&icc=0.3333&variation=0")
        .text
    )
    assert "有效样本 103 人" in page and "设计效应 3.00" in page and "309 名孩子" in page
    assert "有效 340 人，850 名孩子，85 群，9435 户" in page
    assert "±9.5" in precision(Wanted(coverage=80, icc=1 / 6, variation=0), 30)[0]
    with pytest.raises(BadInput):
        size_of(Wanted(purpose="nothing"))


def test_strata_share_clusters_by_size_and_two_at_the_least() -> None:
    assert shares(FRAME, 9) == {"南": 4, "北": 5}
    assert shares([*FRAME, Place("x", "小", 1, "小")], 9)["小"] == 2
    with pytest.raises(BadInput):
        shares(FRAME, 3)


def test_a_large_place_is_split_and_a_segment_has_its_own_size() -> None:
    found = draw([*FRAME, Place("430921103299", "大村", 4000, "南")], 8, seed=3, largest=500)
    parts = [one for one in found.clusters if one.segment]
    assert parts and {one.code for one in parts} == {"430921103299"}
    assert {one.size for one in parts} == {500} and all(
        one.segment.endswith("/8") for one in parts if one.segment
    )
    expected = [one.expected for one in found.clusters]
    assert json.loads(json.dumps(found.interval)).keys() == {"南", "北"}
    assert max(expected) <= 1


def test_small_villages_are_drawn_as_one_cluster_and_named_wherever_it_is_shown(app: Flask) -> None:
    client, page = drawn(app)
    how = {"measure": "population", "strata": "one", "clusters": "4", "seed": "7"}
    refused = say(client, f"{page}/draw", how | {"smallest": "800", "largest": "500"})
    assert refused.status_code in (400, 422) and "小村的大小" in refused.text
    assert say(client, f"{page}/draw", how | {"smallest": "900"}).status_code == 302
    found, clusters = survey(app)
    groups, frame = groups_of(found), read_text(found.frame)
    assert groups and len(frame) > VILLAGES  # what it was drawn from stays village by village
    whole = {one.code: one for one in joining.grouped(frame, groups)}
    for one in clusters:
        assert one.size == whole[one.area].size >= 900
        assert one.probability == pytest.approx(4 * one.size / sum(place.size for place in frame))
    several = next(one for one in clusters if one.area in groups)
    names = whole[several.area].name
    said = client.get(page).text
    assert names in said and f"{len(groups[several.area])} 个村一群" in said and "小于 900 的村" in said
    book = load_workbook(io.BytesIO(client.get(f"{page}/clusters.xlsx").data))
    cells = [str(cell.value) for row in book.worksheets[0].iter_rows() for cell in row]
    assert names in cells and "、".join(groups[several.area]) in cells
    second = [[cell.value for cell in row] for row in book.worksheets[1].iter_rows()]
    assert [row[4] for row in second if str(row[0]) == groups[several.area][1]] == [several.area]
    before = [(one.area, one.size) for one in clusters]
    say(client, f"{page}/draw", how | {"smallest": "900", "measure": "kept"})
    assert [(one.area, one.size) for one in survey(app)[1]] == before
    replace = client.get(f"{page}/clusters/{survey(app)[1][0].key}/replace").text
    taken = {area for area, _size in before}
    for place in whole.values():
        assert (f'value="{place.code}"' in replace) == (place.code not in taken and place.size > 0)


def test_a_phone_is_told_each_village_of_its_cluster(app: Flask) -> None:
    client, page = drawn(app)
    how = {"measure": "population", "strata": "one", "clusters": "4", "seed": "7", "smallest": "900"}
    say(client, f"{page}/draw", how)
    say(client, f"{page}/state", {"state": "open"})
    found, clusters = survey(app)
    groups = groups_of(found)
    surveyor = person_id(app, cast.SURVEYOR)
    say(client, f"{page}/clusters/give", {"clusters": [one.key for one in clusters], "person": surveyor})
    with app.app_context():
        rows, _people = of_surveys(db.session.connection(), [], surveyor)
    told = {change["key"]: change["data"] for _version, change in rows if change["kind"] == "cluster"}
    for one in clusters:
        villages = told[one.key].get("villages", [])
        assert [village["area"] for village in villages] == groups.get(one.area, [])
        assert not villages or told[one.key]["place"][1] == "、".join(village["name"] for village in villages)
    assert any("villages" in one and "lat" in one["villages"][1] for one in told.values())
