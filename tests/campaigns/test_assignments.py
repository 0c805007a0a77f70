"""Villages given to people: as in the last round, in one table, from a sheet; what a campaign takes from the last."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from typing import Any

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from fieldapp.campaigns.plan.assign_table import as_shown, read_rows, touched
from fieldapp.campaigns.posts.days import read_round_day
from fieldapp.ground.clock import today
from fieldapp.ground.db import db
from fieldapp.models.areas import Area
from fieldapp.models.campaigns import Assignment, Campaign, Post, Round
from fieldapp.models.people import Person
from tests import cast
from tests.campaigns.office import CAMPAIGN, ROUND1, ROUND2, found_campaign
from tests.campaigns.test_campaign_pages import sheet
from tests.cast import post, signed_in
from tests.filled_forms import form_with, send
from tests.grown import grown
from tests.sync.county import key

TABLE = f"/campaigns/{CAMPAIGN}/rounds/2/assignments"
BEFORE, ROUND_BEFORE = key("the campaign before"), key("its round")
FIRST = "430921103001"


@pytest.fixture
@grown
def two_rounds(app: Flask) -> Flask:
    """A campaign of one township with three villages; in round 1 the vaccinator had two, the lister one."""
    found_campaign(app, state="draft", areas=json.dumps([cast.TOWNSHIP]))
    who = {name: cast.person_id(app, name) for name in (cast.VACCINATOR, cast.VILLAGE_WORKER)}
    give(app, ROUND1, cast.VILLAGE, who[cast.VACCINATOR], 45)
    give(app, ROUND1, cast.OTHER_VILLAGE, who[cast.VACCINATOR], 30)
    give(app, ROUND1, FIRST, who[cast.VILLAGE_WORKER], None)
    return app


def give(app: Flask, round_: str, area: str, person: str, expected: int | None, **more: Any) -> None:
    with app.app_context():
        words = {"key": key(f"{round_} {area} {person}"), "round": round_, "area": area, "person": person}
        db.session.add(Assignment(**words, expected=expected, **more))
        db.session.commit()


def given(app: Flask, round_: str = ROUND2) -> dict[str, tuple[str, int | None]]:
    """Who has which village in a round, with the number expected."""
    with app.app_context():
        query = select(Assignment.area, Person.name, Assignment.expected)
        query = query.join(Person, Person.id == Assignment.person)
        rows = db.session.execute(query.where(Assignment.round == round_, Assignment.ended.is_(None)))
        return {area: (name, expected) for area, name, expected in rows}


LAST = {cast.VILLAGE: ("王建国", 45), cast.OTHER_VILLAGE: ("王建国", 30), FIRST: ("李秀英", None)}


def test_one_button_gives_every_village_as_in_the_last_round(two_rounds: Flask) -> None:
    client = signed_in(two_rounds, cast.SUPERVISOR)
    page = client.get(TABLE).text
    assert "3个村还没有分，一共3个" in page and "照第1轮分好（3个村）" in page
    assert post(client, f"{TABLE}/copy").status_code == 302
    assert given(two_rounds) == LAST
    page = client.get(TABLE).text
    assert "3个村都分到人了" in page and "/copy" not in page


def test_what_is_given_already_stays_and_who_has_left_is_named(two_rounds: Flask) -> None:
    give(two_rounds, ROUND2, FIRST, cast.person_id(two_rounds, cast.CLINIC), 7)
    with two_rounds.app_context():
        db.session.scalars(select(Person).where(Person.name == "王建国")).one().active = False
        db.session.commit()
    client = signed_in(two_rounds, cast.SUPERVISOR)
    page = client.get(post(client, f"{TABLE}/copy").headers["Location"]).text
    assert "照上一轮分好了 0 个村" in page and "没有照抄的人（已离开或调走）：王建国" in page
    assert given(two_rounds) == {FIRST: ("张敏", 7)}


def test_the_first_round_takes_the_last_campaigns(app: Flask) -> None:
    found_campaign(app, state="draft")
    earlier_campaign(app)
    give(app, ROUND_BEFORE, cast.VILLAGE, cast.person_id(app, cast.VACCINATOR), 50)
    client = signed_in(app, cast.SUPERVISOR)
    path = f"/campaigns/{CAMPAIGN}/rounds/1/assignments"
    assert "照去年冬季 第1轮分好（1个村）" in client.get(path).text
    post(client, f"{path}/copy")
    assert given(app, ROUND1) == {cast.VILLAGE: ("王建国", 50)}


def earlier_campaign(app: Flask, **other: Any) -> None:
    """A campaign of the year before with one round and one post."""
    words = {"key": BEFORE, "county": cast.COUNTY, "name": "去年冬季", "product": "bOPV", "form": "drops"}
    words |= {"born_from": "2017-12-02", "born_to": "2024-10-01", "areas": json.dumps([cast.COUNTY])}
    with app.app_context():
        db.session.add(Campaign(**(words | {"state": "closed", "goal": 98, "mopup_days": 21} | other)))
        db.session.flush()
        days = {"first_day": "2024-12-01", "last_day": "2024-12-09"}
        db.session.add(Round(key=ROUND_BEFORE, campaign=BEFORE, n=1, **days))
        said = {"area": cast.VILLAGE, "name": "村卫生室", "kind": "fixed", "days": '["2024-12-01"]'}
        db.session.add(Post(key=key("post before"), campaign=BEFORE, hours="8:00–11:30", **said))
        db.session.commit()


def test_merged_villages_are_their_heirs_with_the_numbers_added_up(two_rounds: Flask) -> None:
    with two_rounds.app_context():
        merged = db.session.get_one(Area, cast.OTHER_VILLAGE)
        merged.replaced_by, merged.retired_on = cast.VILLAGE, "2025-12-20"
        db.session.commit()
    post(signed_in(two_rounds, cast.SUPERVISOR), f"{TABLE}/copy")
    assert given(two_rounds) == {cast.VILLAGE: ("王建国", 75), FIRST: ("李秀英", None)}


def test_a_township_takes_over_its_own_villages_alone(app: Flask) -> None:
    found_campaign(app, state="draft")
    for area in (cast.VILLAGE, "430921101001"):
        give(app, ROUND1, area, cast.person_id(app, cast.SUPERVISOR), 9)
    post(signed_in(app, cast.CLINIC), f"{TABLE}/copy")
    assert given(app).keys() <= {cast.VILLAGE}


# The table.


def typed(client: FlaskClient, **changed: str) -> Any:
    """Send the table with some fields typed anew: `who_VILLAGE` and `expected_VILLAGE`."""
    fields = form_with(client.get(TABLE).text, f"was.{row_of(client, FIRST)}")
    said = {}
    for name, words in changed.items():
        field, _, area = name.partition("_")
        said[f"{field}.{row_of(client, area)}"] = words
    return send(client, f"{TABLE}/table", fields, **said)


def row_of(client: FlaskClient, area: str) -> str:
    """The key of a village's row: its assignment's, else its code."""
    page = client.get(TABLE).text
    with client.application.app_context():
        query = select(Assignment.key).where(Assignment.round == ROUND2, Assignment.area == area)
        found = db.session.scalar(query.where(Assignment.ended.is_(None)))
    assert f'name="who.{found or area}"' in page
    return found or area


def test_the_table_gives_changes_and_takes_back_at_once(two_rounds: Flask) -> None:
    client = signed_in(two_rounds, cast.SUPERVISOR)
    said = {
        f"who_{cast.VILLAGE}": "王建国",
        f"expected_{cast.VILLAGE}": "45",
        f"who_{FIRST}": "village-worker",
    }
    assert typed(client, **said).status_code == 302
    assert given(two_rounds) == {cast.VILLAGE: ("王建国", 45), FIRST: ("李秀英", None)}
    said = {f"expected_{cast.VILLAGE}": "48", f"who_{FIRST}": "", f"who_{cast.OTHER_VILLAGE}": "张敏"}
    assert typed(client, **said).status_code == 302
    assert given(two_rounds) == {cast.VILLAGE: ("王建国", 48), cast.OTHER_VILLAGE: ("张敏", None)}


def test_every_wrong_field_is_named_at_its_place_and_nothing_is_given(two_rounds: Flask) -> None:
    client = signed_in(two_rounds, cast.SUPERVISOR)
    said = {f"who_{FIRST}": "没这人", f"expected_{cast.VILLAGE}": "12", f"who_{cast.OTHER_VILLAGE}": "王建国"}
    answer = typed(client, **said, **{f"expected_{cast.OTHER_VILLAGE}": "很多"})
    assert answer.status_code == 422 and given(two_rounds) == {}
    page = answer.text
    assert "有 3 处要改" in page and page.count('aria-invalid="true"') == 3 and page.count("autofocus") == 1
    for words in ("没有这个人，或有两个同名的", "写了人数，还没有写给谁", "要写成数字，例如 45"):
        assert words in page
    assert 'value="没这人"' in page and 'value="很多"' in page  # nothing that was typed is lost


def test_a_row_somebody_changed_meanwhile_is_not_overwritten(two_rounds: Flask) -> None:
    clients = [signed_in(two_rounds, cast.SUPERVISOR) for _ in range(2)]
    opened = [form_with(client.get(TABLE).text, f"was.{FIRST}") for client in clients]
    assert send(clients[0], f"{TABLE}/table", opened[0], **{f"who.{FIRST}": "张敏"}).status_code == 302
    answer = send(clients[1], f"{TABLE}/table", opened[1], **{f"who.{FIRST}": "王建国"})
    assert answer.status_code == 422 and "别人刚改了这一行" in answer.text
    assert "现在是“张敏”，您填的是“王建国”" in answer.text
    assert given(two_rounds)[FIRST] == ("张敏", None)


def test_a_village_of_another_township_is_not_to_be_typed_in(app: Flask) -> None:
    found_campaign(app, state="draft")
    client = signed_in(app, cast.CLINIC)
    far = {"was.430921101001": "\n", "who.430921101001": "张敏", "expected.430921101001": ""}
    assert post(client, f"{TABLE}/table", **far).status_code == 422
    assert given(app) == {}


@pytest.mark.parametrize(
    ("form", "rows"),
    [
        ({"was.a": "王\n45", "who.a": "王", "expected.a": "45"}, []),
        ({"was.a": "王\r\n45", "who.a": "王", "expected.a": "45"}, []),  # as browsers send a line's end
        ({"was.a": as_shown("王", None), "who.a": " 王 ", "expected.a": ""}, []),
        ({"was.a": "\n", "who.a": "李", "expected.a": ""}, [("a", "李", "")]),
        ({"was.a": "王\n45", "who.a": "", "expected.a": ""}, [("a", "", "")]),
        ({"who.a": "李"}, []),
    ],
)
def test_a_row_is_touched_where_something_else_stands(
    form: Mapping[str, str], rows: list[tuple[str, str, str]]
) -> None:
    assert [(one.row, one.who, one.expected) for one in touched(form)] == rows


def test_a_name_two_share_is_asked_for_by_user_name() -> None:
    [row] = touched({"was.a": "\n", "who.a": "王芳", "expected.a": ""})
    meant, wrong = read_rows([row], {"13800000001": "x"})
    assert meant[0].person is None and "用户名" in wrong["who.a"][0]


def test_the_sheet_goes_out_with_what_is_given_and_comes_in_again(two_rounds: Flask) -> None:
    client = signed_in(two_rounds, cast.SUPERVISOR)
    post(client, f"{TABLE}/copy")
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"{TABLE}.xlsx").data))
    rows = [list(row) for row in book.worksheets[0].iter_rows(values_only=True)]
    at = [str(head).strip("*＊ ") for head in rows[0]].index("预计人数")
    assert sorted(str(row[at]) for row in rows[1:] if row[at] is not None) == ["30", "45"]
    rows = [row for row in rows if row[0]]
    for row in rows[1:]:
        row[at] = "60"
    answer = post(
        client,
        f"{TABLE}/import",
        file=(sheet([tuple(str(words or "") for words in row) for row in rows]), "a.xlsx"),
    )
    assert answer.status_code == 302
    assert {n for _name, n in given(two_rounds).values()} == {60}


def test_a_sheet_filled_in_half_gives_that_half(two_rounds: Flask) -> None:
    client = signed_in(two_rounds, cast.SUPERVISOR)
    rows = [
        ("村代码", "村", "用户名", "预计人数"),
        (cast.VILLAGE, "", "vaccinator", "12"),
        (FIRST, "", "", ""),
    ]
    assert post(client, f"{TABLE}/import", file=(sheet(rows), "a.xlsx")).status_code == 302
    assert given(two_rounds) == {cast.VILLAGE: ("王建国", 12)}
    rows[2] = (FIRST, "", "", "30")
    answer = post(client, f"{TABLE}/import", file=(sheet(rows), "a.xlsx"))
    assert answer.status_code == 422 and "没有写人" in answer.text


# A campaign taken from the last one.


def test_a_new_campaign_is_filled_in_from_the_last(app: Flask) -> None:
    earlier_campaign(app)
    client = signed_in(app, cast.SUPERVISOR)
    assert "去年冬季" in client.get("/campaigns/new").text
    page = client.get(f"/campaigns/new?from={BEFORE}").text
    form = form_with(page, "goal", "born_from")
    assert form["goal"] == ["98"] and form["mopup_days"] == ["21"] and form["areas"] == [cast.COUNTY]
    assert form["born_from"] == [""] and form["document_no"] == [""]  # of that year alone
    assert "2017-12-02" in page  # beside the empty field, to go by
    made = send(client, "/campaigns/new", form, name="今年冬季", born_from="20181202", born_to="20251001")
    copied = made.headers["Location"].split("/")[2]
    assert "接种点照抄了 1 个" in client.get(made.headers["Location"]).text
    with app.app_context():
        one = db.session.scalars(select(Post).where(Post.campaign == copied)).one()
        assert (one.name, one.hours, json.loads(one.days)) == ("村卫生室", "8:00–11:30", [])


def test_nothing_is_taken_from_a_campaign_that_is_not_ones_own(app: Flask) -> None:
    earlier_campaign(app, county=cast.OTHER_COUNTY, areas=json.dumps([cast.OTHER_COUNTY]))
    client = signed_in(app, cast.SUPERVISOR)
    assert client.get(f"/campaigns/new?from={BEFORE}").status_code == 403
    form = form_with(client.get("/campaigns/new").text, "goal", "born_from")
    form |= {
        "name": "新",
        "born_from": "20181202",
        "born_to": "20251001",
        "areas": cast.COUNTY,
        "taken_from": BEFORE,
    }
    assert send(client, "/campaigns/new", form).status_code == 403


def opened(app: Flask) -> FlaskClient:
    """The supervisor at the table of round 2 of an open campaign, in which two villages are given."""
    with app.app_context():
        db.session.get_one(Campaign, CAMPAIGN).state = "open"
        db.session.commit()
    client = signed_in(app, cast.SUPERVISOR)
    said = {f"who_{cast.VILLAGE}": "王建国", f"expected_{cast.VILLAGE}": "45", f"who_{FIRST}": "张敏"}
    assert typed(client, **said).status_code == 302
    return client


def test_taking_back_asks_keeps_what_was_typed_says_so_and_is_undone(two_rounds: Flask) -> None:
    client = opened(two_rounds)
    taken = row_of(client, cast.VILLAGE)
    page = client.get(TABLE).text
    assert f'name="take_back" value="{taken}" data-ask="从 王建国 收回 青树嘴村委会？' in page
    form = form_with(
        page, f"was.{FIRST}" if f'name="was.{FIRST}"' in page else f"was.{row_of(client, FIRST)}"
    )
    more = {f"expected.{row_of(client, FIRST)}": "12", "take_back": taken}
    assert send(client, f"{TABLE}/table", form, **more).status_code == 302
    assert given(two_rounds) == {FIRST: ("张敏", 12)}
    page = client.get(TABLE).text
    assert "已从 王建国 收回 青树嘴村委会。在“收回过的”里可以恢复。" in page
    back = f"{TABLE}/{taken}/restore"
    assert back in page
    assert post(signed_in(two_rounds, cast.OUTSIDER), back).status_code == 403
    assert post(client, back).status_code == 302
    assert given(two_rounds)[cast.VILLAGE] == ("王建国", 45)
    assert "已把 青树嘴村委会 分给 王建国，预计 45 名。" in client.get(TABLE).text
    assert post(client, f"{TABLE}/{row_of(client, cast.VILLAGE)}/restore").status_code == 404  # it stands


def test_a_second_person_s_number_is_added_and_the_village_s_total_is_said(two_rounds: Flask) -> None:
    client = opened(two_rounds)
    assert "青树嘴村委会 （已预计 45）" in client.get(TABLE).text
    helper = cast.person_id(two_rounds, cast.CLINIC)
    post(client, TABLE, area=cast.VILLAGE, person=helper, expected="10")
    page = client.get(TABLE).text
    assert "已把 青树嘴村委会 分给 张敏，预计 10 名。" in page
    assert "青树嘴村委会 现在有 2 个人，预计数相加是 55 名" in page


def test_a_person_s_page_tells_her_areas_from_her_villages_of_the_round(two_rounds: Flask) -> None:
    opened(two_rounds)
    client, who = signed_in(two_rounds, cast.ADMINISTRATOR), cast.person_id(two_rounds, cast.CLINIC)
    post(client, f"/people/{who}/areas", area=cast.OTHER_VILLAGE)
    page = client.get(f"/people/{who}").text
    assert "已把 玖丰庙村 分给 张敏。某一轮去哪个村，另在“分村到人”里分。" in page
    part = page.split("这一轮分到的村")[1].split("</ul>")[0]
    assert "青树嘴社区" in part and "玖丰庙村" not in part and f'href="{TABLE}"' in part


@pytest.mark.parametrize(
    ("typed_", "day"),
    [
        ("12-1", "2025-12-01"),
        ("12/1", "2025-12-01"),
        ("12月1日", "2025-12-01"),
        ("１２.０１", "2025-12-01"),
        ("1-6", "2026-01-06"),
        ("20251202", "2025-12-02"),
        ("2-30", None),
        ("12", None),
    ],
)
def test_a_day_of_a_post_is_read_beside_its_rounds(typed_: str, day: str | None) -> None:
    days = (("2025-12-01", "2025-12-09"), ("2026-01-05", "2026-01-09"))
    rounds = [Round(n=n, first_day=first, last_day=last) for n, (first, last) in enumerate(days, 1)]
    assert read_round_day(typed_, rounds) == day
    assert read_round_day("12-1", []) is None


def test_a_saved_post_is_shown_at_its_row_with_its_days_by_round(two_rounds: Flask) -> None:
    client, page = signed_in(two_rounds, cast.SUPERVISOR), f"/campaigns/{CAMPAIGN}/posts"
    days = "12-1、1月6日 2027-05-01"
    done = post(client, page, name="村部", kind="fixed", area=cast.VILLAGE, days=days)
    path, _, anchor = done.location.partition("#")
    shown = client.get(path).text
    assert (
        f'id="{anchor}"' in shown and "接种点已保存。" in shown.split(f'id="{anchor}"')[1].split("</tr>")[0]
    )
    assert "2027-05-01 不在任何一轮里" in shown
    row = client.get(f"{page}?round=2").text.split("<tbody>")[1]
    assert row.index("第2轮：") < row.index("第1轮：") < row.index("不在任何一轮：")
    assert '<option value="" selected>请选择</option>' in shown.split('name="kind"')[1].split("</select>")[0]
    with two_rounds.app_context():
        one = db.session.scalars(select(Post)).one()
        one.days = '["2025-12-01"]'
        db.session.commit()
    assert "1个接种点，日子都过了。" in client.get(page).text


def test_the_record_of_changes_says_whose_village_and_number_were_changed(two_rounds: Flask) -> None:
    client = opened(two_rounds)
    assert typed(client, **{f"expected_{cast.VILLAGE}": "46"}).status_code == 302
    page = signed_in(two_rounds, cast.ADMINISTRATOR).get("/audit?table=assignment").text
    assert "更改 分工：青树嘴村委会 王建国（冬季脊灰补充免疫 第2轮）" in page


@pytest.mark.parametrize("who", ["Wang Jianguo", "wangjianguo", "WANG JIANGUO"])
def test_a_name_may_be_typed_in_latin_letters(two_rounds: Flask, who: str) -> None:
    client = signed_in(two_rounds, cast.SUPERVISOR)
    assert typed(client, **{f"who_{FIRST}": who}).status_code == 302
    assert given(two_rounds)[FIRST] == ("王建国", None)


def test_a_village_s_page_leads_to_its_children_and_who_is_responsible(two_rounds: Flask) -> None:
    client = opened(two_rounds)
    page = client.get(f"/areas/{cast.VILLAGE}").text.split("这一轮</h2>")[1].split("历史")[0]
    assert f'/rounds/2?area={cast.VILLAGE}"' in page and "王建国" in page
    with two_rounds.app_context():
        db.session.get_one(Campaign, CAMPAIGN).state = "closed"
        db.session.commit()
    assert "这一轮</h2>" not in client.get(f"/areas/{cast.VILLAGE}").text


def test_a_copied_campaign_is_not_called_by_the_year_before(app: Flask) -> None:
    found_campaign(app, name="2025年冬季脊灰补充免疫")
    page = signed_in(app, cast.SUPERVISOR).get(f"/campaigns/new?from={CAMPAIGN}").text
    year = str(today().year)
    assert f'value="{year}年冬季脊灰补充免疫"' in page
