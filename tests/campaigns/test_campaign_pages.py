"""What supervisors see and do on the campaign's pages, and what others are refused."""

from __future__ import annotations

import json
import re
from io import BytesIO
from urllib.parse import quote

import openpyxl
import pytest
from flask import Flask
from sqlalchemy import select, update

from fieldapp.ground.db import db
from fieldapp.models.campaigns import Assignment, Campaign, Round, Tally
from tests import cast
from tests.campaigns.office import CAMPAIGN, ROUND1, found_campaign, listed, record, some_children, visited
from tests.cast import person_id, post, signed_in
from tests.grown import grown
from tests.sync.county import key, tally

ROUND_PAGE = f"/campaigns/{CAMPAIGN}/rounds/1"
PAGES = ("", "/table", "/table.xlsx", "/villages.xlsx", "/map", "/map/frame", "/map/villages.json")
MAP_DATA = ("/map/frame", "/map/villages.json", "/map/children.json")
PLAN = {
    "name": "春季查漏",
    "product": "bOPV",
    "form": "drops",
    "born_from": "20200101",
    "born_to": "2025-01-01",
    "goal": "95",
    "areas": cast.TOWNSHIP,
}


@pytest.fixture
@grown
def county(app: Flask) -> Flask:
    found_campaign(app)
    some_children(app)
    return app


def test_a_supervisor_plans_opens_and_watches_a_campaign(app: Flask) -> None:
    client = signed_in(app, cast.SUPERVISOR)
    made = post(client, "/campaigns/new", **PLAN)
    assert made.status_code == 302
    plan = made.headers["Location"]
    key = plan.split("/")[2]
    assert "还没有填写下达任务的文件" in client.get(plan).text
    assert post(client, f"/campaigns/{key}/act", act="open").status_code == 422  # no round yet
    post(client, f"/campaigns/{key}/rounds", first_day="20251201", last_day="20251209")
    post(client, f"/campaigns/{key}/rounds", first_day="20260105", last_day="20260109")
    assert post(client, f"/campaigns/{key}/act", act="open").status_code == 409  # no document named
    assert post(client, f"/campaigns/{key}/act", act="open", confirmed="1").status_code == 302
    page = client.get(f"/campaigns/{key}/rounds/2")
    assert page.status_code == 200 and "进行中" in page.text
    with app.app_context():
        assert db.session.get_one(Campaign, key).state == "open"
        assert [r.n for r in db.session.scalars(select(Round).where(Round.campaign == key))] == [1, 2]


def test_the_page_shows_each_coverage_with_what_it_is_a_share_of(county: Flask) -> None:
    page = signed_in(county, cast.SUPERVISOR).get(ROUND_PAGE).text
    for words in (
        "登记儿童服苗率",
        "服苗率",
        "计划完成率",
        "50.00",
        "66.67",
        "1 / 2",
        "2 / 3",
        "接种时外出/不在家",
        "王建国",
    ):
        assert words in page
    assert "应服 3 = 登记 2 ＋ 现场新增 1 － 不应服 0" in page


def test_children_registered_during_the_round_are_told_apart_where_the_shares_leave_them_out(
    county: Flask,
) -> None:
    record(
        county, cast.VACCINATOR, listed("刚登记", listed_on="2025-12-03"), visited("刚登记", on="2025-12-04")
    )
    page = signed_in(county, cast.SUPERVISOR).get(ROUND_PAGE).text
    assert "登记 3（轮次前 2） ＋ 现场新增 1" in page and "1 / 2" in page


def test_an_empty_round_shows_dashes_and_no_zero_percent(county: Flask) -> None:
    page = signed_in(county, cast.SUPERVISOR).get(f"/campaigns/{CAMPAIGN}/rounds/2?area=430921101").text
    assert "—" in page and "0.00" not in page and "100.00" not in page


def test_plan_completion_uses_the_numbers_expected(county: Flask) -> None:
    client = signed_in(county, cast.SUPERVISOR)
    person = cast.person_id(county, cast.VACCINATOR)
    post(client, f"{ROUND_PAGE}/assignments", area=cast.VILLAGE, person=person, expected="8")
    assert "25.00" in client.get(ROUND_PAGE).text


def test_work_is_given_to_people_of_this_county_only(county: Flask) -> None:
    client = signed_in(county, cast.SUPERVISOR)
    stranger = cast.person_id(county, cast.OUTSIDER)
    given = post(client, f"{ROUND_PAGE}/assignments", area=cast.VILLAGE, person=stranger)
    staffed = post(
        client, f"/campaigns/{CAMPAIGN}/posts", area=cast.VILLAGE, name="村部", kind="fixed", staff=stranger
    )
    assert (given.status_code, staffed.status_code) == (404, 404)
    with county.app_context():
        assert db.session.scalars(select(Assignment.person).where(Assignment.person == stranger)).all() == []


def test_the_poll_answers_304_until_something_changes(county: Flask) -> None:
    client = signed_in(county, cast.OBSERVER)
    first = client.get(f"/campaigns/{CAMPAIGN}/now.json")
    again = {"If-None-Match": first.headers["ETag"]}
    assert client.get(f"/campaigns/{CAMPAIGN}/now.json", headers=again).status_code == 304
    record(county, cast.VACCINATOR, visited("小红"))
    changed = client.get(f"/campaigns/{CAMPAIGN}/now.json", headers=again)
    assert changed.status_code == 200 and changed.json["version"] != first.json["version"]


@pytest.mark.parametrize("page", PAGES)
def test_someone_from_another_county_is_refused_every_page(county: Flask, page: str) -> None:
    assert signed_in(county, cast.OUTSIDER).get(ROUND_PAGE + page).status_code == 403


@pytest.mark.parametrize("page", [*PAGES, "/map/children.json"])
def test_nobody_sees_anything_without_signing_in(county: Flask, page: str) -> None:
    assert county.test_client().get(ROUND_PAGE + page).status_code in (302, 401)


def test_an_area_that_is_not_one_s_own_is_refused(county: Flask) -> None:
    client = signed_in(county, cast.CLINIC)
    for page in ("", "/table", "/table.xlsx", "/villages.xlsx", "/map", *MAP_DATA):
        assert client.get(f"{ROUND_PAGE}{page}?area=430921101").status_code == 403
        assert client.get(f"{ROUND_PAGE}{page}?area={cast.TOWNSHIP}").status_code == 200


def test_a_village_worker_sees_her_village_only(county: Flask) -> None:
    record(
        county, cast.VACCINATOR, listed("邻村", cast.OTHER_VILLAGE), visited("邻村", area=cast.OTHER_VILLAGE)
    )
    hers = signed_in(county, cast.VILLAGE_WORKER).get(f"{ROUND_PAGE}/table").text
    assert "青树嘴村委会" in hers and "玖丰庙村" not in hers
    features = signed_in(county, cast.VILLAGE_WORKER).get(f"{ROUND_PAGE}/map/villages.json").json["features"]
    assert {one["properties"]["code"] for one in features} <= {cast.VILLAGE}


def test_a_township_is_chosen_on_the_round_table(county: Flask) -> None:
    page = signed_in(county, cast.ADMINISTRATOR).get(f"{ROUND_PAGE}/table?by=born").text
    assert f'<option value="{cast.VILLAGE[:9]}">青树嘴镇</option>' in page
    assert '<input type="hidden" name="by" value="born">' in page


def test_the_plan_names_vaccines_in_words_and_says_what_was_done(county: Flask) -> None:
    client = signed_in(county, cast.ADMINISTRATOR)
    assert "二价脊灰减毒活疫苗（bOPV）" in client.get("/campaigns/new").text
    post(client, f"{ROUND_PAGE}/act", act="close")
    assert "已结束：以后上报的仍会计入。" in client.get(f"/campaigns/{CAMPAIGN}/plan").text


def test_the_round_table_lists_empty_villages_only_when_asked(county: Flask) -> None:
    client = signed_in(county, cast.SUPERVISOR)
    short, whole = (client.get(f"{ROUND_PAGE}/table{asked}").text for asked in ("", "?all=1"))
    assert "青树嘴村委会" in short and "玖丰庙村" not in short and "没有应服儿童，未列出" in short
    assert "青树嘴村委会" in whole and "玖丰庙村" in whole and "只列有儿童的村" in whole
    book = openpyxl.load_workbook(BytesIO(client.get(f"{ROUND_PAGE}/table.xlsx").data))
    names = [row[0].value for row in book.active.iter_rows()]
    assert any("玖丰庙村" in str(name) for name in names)


@pytest.mark.parametrize("member", [cast.OBSERVER, cast.VACCINATOR, cast.NURSE, cast.OUTSIDER])
def test_only_planners_change_a_campaign(county: Flask, member: cast.Member) -> None:
    client = signed_in(county, member)
    for path, words in (
        (f"/campaigns/{CAMPAIGN}/edit", PLAN),
        (f"/campaigns/{CAMPAIGN}/rounds", {"first_day": "20260301", "last_day": "20260302"}),
        (f"/campaigns/{CAMPAIGN}/act", {"act": "close"}),
        (f"{ROUND_PAGE}/act", {"act": "close"}),
        (f"{ROUND_PAGE}/assignments", {"area": cast.VILLAGE, "person": "x"}),
    ):
        assert post(client, path, **words).status_code == 403
    with county.app_context():
        assert db.session.get_one(Campaign, CAMPAIGN).state == "open"
        assert db.session.get_one(Round, ROUND1).state == "open"


def test_nobody_plans_for_an_area_that_is_not_hers(app: Flask) -> None:
    client = signed_in(app, cast.OUTSIDER)
    assert post(client, "/campaigns/new", **PLAN).status_code == 403


def test_wrong_plans_are_named_field_by_field(app: Flask) -> None:
    client = signed_in(app, cast.SUPERVISOR)
    answer = post(client, "/campaigns/new", **PLAN | {"name": "", "born_to": "2019-13-01", "goal": "120"})
    assert answer.status_code == 422
    for words in ("必须填写", "不是日期", "应是 1 到 100 的整数"):
        assert words in answer.text
    with app.app_context():
        assert db.session.scalars(select(Campaign)).all() == []


def test_rounds_may_not_overlap(county: Flask) -> None:
    client = signed_in(county, cast.SUPERVISOR)
    words = {"first_day": "20260108", "last_day": "20260120"}
    assert post(client, f"/campaigns/{CAMPAIGN}/rounds", **words).status_code == 422


def test_a_closed_round_still_counts_what_comes_late(county: Flask) -> None:
    client = signed_in(county, cast.SUPERVISOR)
    post(client, f"{ROUND_PAGE}/act", act="close")
    record(county, cast.VACCINATOR, visited("小红"))
    page = client.get(ROUND_PAGE).text
    assert "本轮结束后又收到 1 条（已计入）" in page and "100.00" in page
    assert post(client, f"{ROUND_PAGE}/act", act="close").status_code == 409


def test_a_wrong_sheet_of_assignments_gives_nothing_and_names_its_cells(county: Flask) -> None:
    client = signed_in(county, cast.SUPERVISOR)
    rows = [("村代码", "用户名", "预计人数"), (cast.VILLAGE, "vaccinator", "30"), ("999", "nobody", "many")]
    answer = post(client, f"{ROUND_PAGE}/assignments/import", file=(sheet(rows), "a.xlsx"))
    assert answer.status_code == 422
    for words in ("没有这个村，或不归您管：999", "没有这个人：nobody", "不是人数"):
        assert words in answer.text
    rows[1] = (cast.VILLAGE, "Vacci nator\u200b", "30")
    answer = post(client, f"{ROUND_PAGE}/assignments/import", file=(sheet(rows[:2]), "a.xlsx"))
    assert answer.status_code == 302
    with county.app_context():
        given = db.session.scalars(select(Assignment)).one()
        assert (given.area, given.expected) == (cast.VILLAGE, 30)


def test_a_sheet_of_assignments_with_a_heading_twice_gives_nothing(county: Flask) -> None:
    rows = [("村代码", "用户名", "预计人数", "预计人数"), (cast.VILLAGE, "vaccinator", "30", "40")]
    answer = post(
        signed_in(county, cast.SUPERVISOR), f"{ROUND_PAGE}/assignments/import", file=(sheet(rows), "a.xlsx")
    )
    assert answer.status_code == 422
    assert "这一列有两个（C 列和 D 列）" in answer.text
    with county.app_context():
        assert db.session.scalars(select(Assignment)).all() == []


def test_assigning_more_than_a_phone_carries_warns(county: Flask) -> None:
    county.config["PHONE_CHILDREN"] = 2
    client = signed_in(county, cast.SUPERVISOR)
    person = cast.person_id(county, cast.VACCINATOR)
    post(client, f"{ROUND_PAGE}/assignments", area=cast.VILLAGE, person=person, expected="3")
    assert "王建国 的手机要装 3 名儿童" in client.get(f"{ROUND_PAGE}/assignments").text
    record(
        county, cast.VACCINATOR, listed("小芳", area=cast.OTHER_VILLAGE)
    )  # her own village too is on her phone
    post(client, f"{ROUND_PAGE}/assignments", area=cast.VILLAGE, person=person, expected="3")
    assert "王建国 的手机要装 4 名儿童" in client.get(f"{ROUND_PAGE}/assignments").text


def sheet(rows: list[tuple[str, ...]]) -> BytesIO:
    """A workbook with these rows."""
    book, target = openpyxl.Workbook(), BytesIO()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    book.save(target)
    target.seek(0)
    return target


def test_hostile_names_stay_words_on_pages_and_in_workbooks(county: Flask) -> None:
    evil = '=HYPERLINK("http://x","y")<script>alert(1)</script>'
    with county.app_context():
        db.session.get_one(Campaign, CAMPAIGN).name = evil
        db.session.commit()
    client = signed_in(county, cast.SUPERVISOR)
    for page in ("", "/table", "/map", "/map/frame", "/assignments"):
        assert "<script>alert" not in client.get(ROUND_PAGE + page).text
    book = openpyxl.load_workbook(BytesIO(client.get(f"{ROUND_PAGE}/table.xlsx").data))
    first = book.active["A1"]  # type: ignore[index]
    assert first.value.startswith("=HYPERLINK") and first.data_type == "s"


def test_the_map_shows_missed_children_to_those_who_may_see_them(county: Flask) -> None:
    answer = signed_in(county, cast.SUPERVISOR).get(f"{ROUND_PAGE}/map/children.json")
    [dot] = answer.json["children"]
    assert dot == [29.36, 112.41, "absent_short", "青树嘴村委会", cast.VILLAGE, key("小红")]
    assert "小红" not in answer.text
    observer = signed_in(county, cast.OBSERVER)
    assert observer.get(f"{ROUND_PAGE}/map/children.json").status_code == 403
    assert "children.json" not in observer.get(f"{ROUND_PAGE}/map/frame").text
    assert observer.get(f"{ROUND_PAGE}/map/villages.json").status_code == 200


def test_a_name_typed_for_a_giver_is_for_who_may_see_children(county: Flask) -> None:
    record(county, cast.VACCINATOR, visited("小红", on="2025-12-02", given_by="外聘的何小花"))
    record(county, cast.VACCINATOR, visited("小明", on="2025-12-02"))
    assert "外聘的何小花" in signed_in(county, cast.SUPERVISOR).get(ROUND_PAGE).text
    page = signed_in(county, cast.OBSERVER).get(ROUND_PAGE).text
    assert quote("何小花") not in page and "何小花" not in page


def test_who_sees_numbers_alone_reads_no_name_of_anybody_who_works(county: Flask) -> None:
    named = "王建国"
    cell = f"worker:{person_id(county, cast.VACCINATOR)} vaccinated"
    assert "按工作人员" in signed_in(county, cast.SUPERVISOR).get(ROUND_PAGE).text
    observer = signed_in(county, cast.OBSERVER)
    for path in ("", "/wall", f"/children?cell={quote(cell)}", "/children?cell=all+vaccinated"):
        page = observer.get(ROUND_PAGE + path).text
        assert named not in page and "按工作人员" not in page, path
    assert named in signed_in(county, cast.SUPERVISOR).get(f"{ROUND_PAGE}/children?cell={quote(cell)}").text


def test_a_dosed_child_leaves_the_map(county: Flask) -> None:
    record(county, cast.VACCINATOR, visited("小红", on="2025-12-02"))
    assert signed_in(county, cast.SUPERVISOR).get(f"{ROUND_PAGE}/map/children.json").json["children"] == []


def test_a_village_is_a_circle_around_its_households(county: Flask) -> None:
    [village] = signed_in(county, cast.SUPERVISOR).get(f"{ROUND_PAGE}/map/villages.json").json["features"]
    assert village["geometry"] == {"type": "Point", "coordinates": [112.41, 29.36]}
    words = village["properties"]
    assert (words["target"], words["dosed"], words["percent"], words["class"]) == (3, 2, "66.67", "80")


def test_the_map_s_document_names_no_other_host(county: Flask) -> None:
    answer = signed_in(county, cast.SUPERVISOR).get(f"{ROUND_PAGE}/map/frame")
    assert "http" not in answer.text.replace("http-equiv", "").replace("http://www.w3.org", "")
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy and "unsafe-inline" not in policy and "http" not in policy


def test_a_plan_with_areas_of_two_counties_is_refused(app: Flask) -> None:
    with app.app_context():
        from fieldapp.areas.given import give_area

        give_area(cast.person_id(app, cast.SUPERVISOR), cast.OTHER_COUNTY)
        db.session.commit()
    client = signed_in(app, cast.SUPERVISOR)
    answer = post(client, "/campaigns/new", **PLAN | {"areas": [cast.TOWNSHIP, cast.OTHER_COUNTY]})
    assert answer.status_code == 422 and "同一个县" in answer.text


def test_areas_are_kept_without_those_inside_another(app: Flask) -> None:
    client = signed_in(app, cast.SUPERVISOR)
    made = post(client, "/campaigns/new", **PLAN | {"areas": [cast.TOWNSHIP, cast.VILLAGE, cast.COUNTY]})
    with app.app_context():
        campaign = db.session.get_one(Campaign, made.headers["Location"].split("/")[2])
        assert json.loads(campaign.areas) == [cast.COUNTY]


def test_only_what_decides_who_counts_counts_again(county: Flask) -> None:
    """A county of a million children is not counted again because a round was closed or a document named."""

    def registered() -> int:
        with county.app_context():
            return tally(db.engine, round_=ROUND1)["registered"]

    with county.app_context(), db.engine.begin() as connection:
        connection.execute(update(Tally).where(Tally.measure == "registered").values(n=99))
    assert registered() > 90
    client = signed_in(county, cast.SUPERVISOR)
    post(client, f"{ROUND_PAGE}/act", act="close")
    assert registered() > 90
    with county.app_context():
        db.session.get_one(Campaign, CAMPAIGN).document_no = "另一个文号"
        db.session.commit()
    assert registered() > 90
    with county.app_context():
        db.session.get_one(Round, ROUND1).first_day = "2025-11-30"
        db.session.commit()
    assert registered() == 2


@pytest.mark.parametrize(
    "path",
    [
        "/campaigns/nothing",
        f"/campaigns/{CAMPAIGN}/rounds/0",
        f"/campaigns/{CAMPAIGN}/rounds/{2**70}",
        f"/campaigns/{CAMPAIGN}/rounds/1?area=abc",
        f"/campaigns/{CAMPAIGN}/rounds/9/map/villages.json",
        f"/inbox/430921/{2**70}",
        "/inbox/430921/1000000",
    ],
)
def test_what_is_not_there_is_not_found(county: Flask, path: str) -> None:
    assert signed_in(county, cast.SUPERVISOR).get(path).status_code == 404


@pytest.mark.parametrize(
    "path", [f"/campaigns/{CAMPAIGN}/rounds/1?area=%00", "/campaigns/%00", f"{ROUND_PAGE}/table?by=%00"]
)
def test_a_nul_is_refused_with_a_sentence(county: Flask, path: str) -> None:
    assert 400 <= signed_in(county, cast.SUPERVISOR).get(path).status_code < 500


@pytest.mark.parametrize("page", ["-5", "0", "99999999999999999999999", "x"])
def test_any_page_number_is_answered(county: Flask, page: str) -> None:
    client = signed_in(county, cast.SUPERVISOR)
    for path in ("/inbox", "/inbox/conflicts", "/inbox/waiting"):
        assert client.get(f"{path}?page={page}").status_code == 200


def test_a_window_of_two_thousand_years_is_refused(app: Flask) -> None:
    client = signed_in(app, cast.SUPERVISOR)
    answer = post(client, "/campaigns/new", **PLAN | {"born_from": "00010101"})
    assert answer.status_code == 422 and "应在 1900-01-01" in answer.text


def test_changing_a_round_that_is_not_there_adds_none(county: Flask) -> None:
    client = signed_in(county, cast.SUPERVISOR)
    words = {"n": "7", "first_day": "20260301", "last_day": "20260302"}
    assert post(client, f"/campaigns/{CAMPAIGN}/rounds", **words).status_code == 404


def test_a_basemap_is_the_only_other_host_and_shifts_what_is_drawn(county: Flask) -> None:
    county.config.update(BASEMAP_URL="https://tiles.example.cn/{z}/{x}/{y}.png", BASEMAP_GCJ02=True)
    client = signed_in(county, cast.SUPERVISOR)
    policy = client.get(f"{ROUND_PAGE}/map/frame").headers["Content-Security-Policy"]
    assert "img-src 'self' data: https://tiles.example.cn;" in policy
    [village] = client.get(f"{ROUND_PAGE}/map/villages.json").json["features"]
    assert 0.003 < village["geometry"]["coordinates"][0] - 112.41 < 0.009  # about 560 m to the east


def test_a_refused_form_comes_back_with_the_reason_and_what_was_typed(county: Flask) -> None:
    client = signed_in(county, cast.SUPERVISOR)
    forms = {
        f"/campaigns/{CAMPAIGN}/rounds": {"first_day": "20260231", "last_day": "20260301"},
        f"{ROUND_PAGE}/assignments": {"area": cast.VILLAGE, "expected": "四十", "person": "x"},
        f"/campaigns/{CAMPAIGN}/posts": {
            "name": "村小",
            "area": cast.VILLAGE,
            "kind": "fixed",
            "days": "1231",
        },
    }
    forms[f"{ROUND_PAGE}/assignments"]["person"] = cast.person_id(county, cast.VACCINATOR)
    for path, said in forms.items():
        answer = post(client, path, **said)
        assert answer.status_code == 422, path
        assert 'role="alert"' in answer.text
        assert all(f'value="{words}"' in answer.text for words in said.values()), path
    with county.app_context():
        assert db.session.scalars(select(Assignment)).all() == []


def test_what_cannot_be_taken_back_is_asked_first(county: Flask) -> None:
    page = signed_in(county, cast.SUPERVISOR).get(f"/campaigns/{CAMPAIGN}/plan").text
    assert page.count("data-ask") == 3  # both rounds and the campaign


def test_villages_without_a_number_expected_stay_out_of_plan_completion(county: Flask) -> None:
    record(
        county,
        cast.VACCINATOR,
        listed("小强", area=cast.OTHER_VILLAGE),
        visited("小强", area=cast.OTHER_VILLAGE),
    )
    client = signed_in(county, cast.SUPERVISOR)
    worker = cast.person_id(county, cast.VACCINATOR)
    post(client, f"{ROUND_PAGE}/assignments", area=cast.VILLAGE, person=worker, expected="4")
    page = client.get(ROUND_PAGE).text
    assert "2 / 4" in page  # the third dose was given where nobody said how many to expect
    assert "计划完成率只算填了预计儿童数的 1 个村" in page


def test_the_reasons_add_up_to_what_is_still_to_do(county: Flask) -> None:
    record(county, cast.VACCINATOR, listed("小雨"))
    page = signed_in(county, cast.SUPERVISOR).get(ROUND_PAGE).text
    rows = page.split("未服原因</h2>")[1].split("</table>")[0]
    cells = [re.sub("<[^>]*>", "", cell) for cell in re.findall(r'<td class="n[^>]*>.*?</td>', rows)]
    assert cells == ["1", "1", "2"]


def test_only_the_campaign_s_villages_are_to_be_assigned(app: Flask) -> None:
    found_campaign(app, areas=json.dumps([cast.TOWNSHIP]))
    page = signed_in(app, cast.SUPERVISOR).get(f"{ROUND_PAGE}/assignments").text
    assert "3个村还没有分，一共3个" in page
    assert "厂窖社区" not in page


def test_the_overview_and_the_plan_say_what_is_still_to_do(app: Flask) -> None:
    client = signed_in(app, cast.SUPERVISOR)
    assert "○" in client.get("/").text and "/campaigns/new" in client.get("/").text
    plan = post(client, "/campaigns/new", **PLAN).headers["Location"]
    page = client.get(plan).text
    assert "3 个村里 0 个已分" in page and "填写下达任务的文件" in page
    key = plan.split("/")[2]
    post(client, f"/campaigns/{key}/rounds", first_day="20251201", last_day="20251209")
    post(client, f"/campaigns/{key}/act", act="open", confirmed="1")
    home = client.get("/").text
    assert "春季查漏" in home and "一步一步来" not in home
    assert "启动以前要做的" not in client.get(plan).text
