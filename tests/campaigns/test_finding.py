"""找孩子: from the top to any child a person may see, by whatever is known of it."""

from __future__ import annotations

import re
from io import BytesIO

import openpyxl
import pytest
from flask import Flask

from tests import cast
from tests.campaigns.office import CAMPAIGN, found_campaign, listed, record, visited
from tests.cast import signed_in
from tests.grown import grown
from tests.sync.county import key, operation

FIND = "/campaigns/find"


@pytest.fixture
@grown
def county(app: Flask) -> Flask:
    """Children of three villages, one of them of another township."""
    found_campaign(app)
    home = {
        "head": "单大山",
        "group": "3组",
        "door": "12号",
        "address": "青树嘴村委会3组12号",
        "phone": "13700000003",
    }
    record(
        app,
        cast.SUPERVISOR,
        operation("household", home, key=key("单家"), area=cast.VILLAGE),
        listed("单小雨", household=key("单家"), guardian="何桂花", certificate_no="Z-2021 77"),
        listed("王小明", phone="13800000001"),
        listed("王晓梅", area=cast.OTHER_VILLAGE, card_no="K5512345678"),
        listed("Ａｎｎａ·王", area="430921101001"),
        listed("100%_'", guardian="<script>alert(1)</script>"),
    )
    record(app, cast.VACCINATOR, visited("王小明"))
    return app


def names(page: str) -> list[str]:
    body = page.split('id="found"')[1] if 'id="found"' in page else ""
    return sorted(re.sub("<[^>]*>", "", one) for one in re.findall(r'<th scope="row">(.*?)</th>', body))


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("王", ["Ａｎｎａ·王", "王小明", "王晓梅"]),
        ("小明", ["王小明"]),
        ("wangxiao", ["王小明", "王晓梅"]),
        ("WXM", ["王小明", "王晓梅"]),
        ("wang xiao ming", ["王小明"]),
        ("shan", ["单小雨"]),  # the family name as families say it
        ("sxy", []),  # 单 by its commonest sound is dan
        ("dxy", ["单小雨"]),
        ("hgh", ["单小雨"]),  # her guardian
        ("桂花", ["单小雨"]),
        ("单大山", ["单小雨"]),
        ("13800000001", ["王小明"]),
        ("0001", ["王小明"]),
        ("137 0000 0003", ["单小雨"]),
        ("z202177", ["单小雨"]),
        ("K5512345678", ["王晓梅"]),
        ("anna", ["Ａｎｎａ·王"]),
        ("%", ["100%_&#39;"]),
        ("_", ["100%_&#39;"]),
        ("' OR 1=1 --", []),
        ("没有这个人", []),
        ("\u200b", []),
        ("x" * 5000, []),
    ],
)
def test_a_child_is_found_by_whatever_is_known_of_it(county: Flask, words: str, found: list[str]) -> None:
    answer = signed_in(county, cast.SUPERVISOR).get(FIND, query_string={"q": words})
    assert answer.status_code == 200
    assert names(answer.text) == sorted(found)
    assert "<script>alert" not in answer.text


def test_what_is_found_says_where_it_lives_how_it_stands_and_leads_to_its_page(county: Flask) -> None:
    client = signed_in(county, cast.SUPERVISOR)
    page = client.get(f"{FIND}?q=王小明").text
    row = re.sub("<[^>]*>", " ", page.split('id="found"')[1])
    for said in ("2021-05-04", "青树嘴村委会", "青树嘴镇", "13800000001"):
        assert said in row
    [href] = re.findall(r'<a class="go" href="([^"]*)"', page)
    assert href.endswith(f"/children/{key('王小明')}") and client.get(href).status_code == 200
    assert "3组 12号 " not in page
    assert "3组 12号" in client.get(f"{FIND}?q=单小雨").text


def test_the_box_stands_in_the_menu_and_on_the_overview_for_who_may_see_children(county: Flask) -> None:
    page = signed_in(county, cast.SUPERVISOR).get("/").text
    assert page.count(f'href="{FIND}"') >= 1 and f'action="{FIND}"' in page
    observer = signed_in(county, cast.OBSERVER)
    assert FIND not in observer.get("/").text
    for path in (FIND, f"{FIND}?q=王", f"{FIND}.xlsx?q=王"):
        assert observer.get(path).status_code == 403


def test_nobody_is_found_outside_one_s_own_areas(county: Flask) -> None:
    found = names(signed_in(county, cast.VILLAGE_WORKER).get(f"{FIND}?q=王").text)
    assert found == ["王小明"]
    assert names(signed_in(county, cast.CLINIC).get(f"{FIND}?q=wang").text) == ["王小明", "王晓梅"]


def test_nothing_asked_and_nobody_found_say_what_to_do(county: Flask) -> None:
    client = signed_in(county, cast.SUPERVISOR)
    assert "写姓名、拼音首字母" in client.get(FIND).text
    assert "您的地区里没有找到“李白”" in client.get(f"{FIND}?q=李白").text


def test_what_was_found_comes_as_a_workbook(county: Flask) -> None:
    answer = signed_in(county, cast.SUPERVISOR).get(f"{FIND}.xlsx?q=小明")
    rows = list(openpyxl.load_workbook(BytesIO(answer.data)).active.values)
    assert rows[0][:4] == ("乡镇", "村", "组、门牌", "姓名") and rows[1][1] == "青树嘴村委会"
    assert signed_in(county, cast.VACCINATOR).get(f"{FIND}.xlsx?q=小明").status_code == 403


def test_a_child_that_was_taken_back_is_not_found(county: Flask) -> None:
    gone = operation("child", None, key=key("王晓梅"), area=cast.OTHER_VILLAGE, void=True)
    record(county, cast.SUPERVISOR, gone)
    assert names(signed_in(county, cast.SUPERVISOR).get(f"{FIND}?q=王晓").text) == []


def test_the_campaign_s_child_page_belongs_to_it(county: Flask) -> None:
    page = signed_in(county, cast.SUPERVISOR).get(f"{FIND}?q=王晓梅").text
    assert f"/campaigns/{CAMPAIGN}/rounds/" in page
