"""摸底名单: every number of the table leads to the children it counts, who are found by pinyin too."""

from __future__ import annotations

import re
from html import unescape
from io import BytesIO

import openpyxl
import pytest
from flask import Flask

from tests import cast
from tests.campaigns.office import CAMPAIGN, found_campaign, key, listed, record
from tests.cast import signed_in
from tests.sync.county import operation

LIST = f"/campaigns/{CAMPAIGN}/list"


@pytest.fixture
def county(each_database: Flask) -> Flask:
    """Two villages; two records that are one child, one that was taken back, one without a day of listing."""
    found_campaign(each_database)
    record(
        each_database,
        cast.SUPERVISOR,
        listed("王小明", phone="13800000001"),
        listed("王小明二", phone="13800000001"),
        operation("same_child", {"child": key("王小明"), "other": key("王小明二")}, area=cast.VILLAGE),
        listed("李四", listed_on=None),
        listed("赵五"),
        operation("child", None, key=key("赵五"), area=cast.VILLAGE, void=True),
        listed("王晓梅", area=cast.OTHER_VILLAGE, guardian="何桂花"),
    )
    return each_database


def names(page: str) -> list[str]:
    body = page.split('id="listed"')[1] if 'id="listed"' in page else ""
    return [re.sub("<[^>]*>", "", one) for one in re.findall(r'<th scope="row">(.*?)</th>', body)]


def test_every_number_leads_to_as_many_children(county: Flask) -> None:
    client = signed_in(county, cast.CLINIC)
    table = client.get(LIST).text.split('id="lists"')[1]
    said = [(int(n), unescape(href)) for href, n in re.findall(r'href="([^"]+)">(\d+)</a>', table)]
    assert [n for n, _href in said] == [2, 1, 1, 1]  # of each village the children, and those with a day
    for n, href in said:
        page = client.get(href).text
        assert len(names(page)) == n and f"{n} 名" in page


def test_who_is_listed_is_found_by_pinyin_family_and_number(county: Flask) -> None:
    client = signed_in(county, cast.CLINIC)
    for words, found in (
        ("wangxiao", {"王小明", "王晓梅"}),
        ("wxm", {"王小明", "王晓梅"}),
        ("hgh", {"王晓梅"}),
        ("13800000001", {"王小明"}),
        ("zhaowu", set()),
    ):
        page = client.get(f"{LIST}/children", query_string={"q": words}).text
        assert {name.removesuffix("二") for name in names(page)} == found, words
    own = client.get(f"{LIST}/children", query_string={"q": "wxm", "area": cast.OTHER_VILLAGE}).text
    assert names(own) == ["王晓梅"]


def test_a_village_is_found_by_pinyin(county: Flask) -> None:
    page = signed_in(county, cast.CLINIC).get(LIST).text
    assert re.search(
        r'data-code="430921103213" data-find="qingshuzuicunweihui qszcwh qingshuzuizhen qszz"', page
    )


def test_a_list_of_a_cell_is_searched_by_pinyin_too(county: Flask) -> None:
    page = signed_in(county, cast.CLINIC).get(
        f"/campaigns/{CAMPAIGN}/rounds/1/children", query_string={"cell": "all in_round", "q": "wangxm"}
    )
    assert "没有找到" in page.text  # neither whole nor initials
    page = signed_in(county, cast.CLINIC).get(
        f"/campaigns/{CAMPAIGN}/rounds/1/children", query_string={"cell": "all in_round", "q": "wangxiaom"}
    )
    assert "王晓梅" in page.text and "李四" not in page.text


def test_the_children_are_shown_to_who_may_see_them(county: Flask) -> None:
    assert signed_in(county, cast.OBSERVER).get(f"{LIST}/children").status_code == 403
    asked = {"area": "430921101001"}
    assert signed_in(county, cast.CLINIC).get(f"{LIST}/children", query_string=asked).status_code == 403
    sheet = signed_in(county, cast.CLINIC).get(f"{LIST}/children.xlsx", query_string={"q": "wxm"})
    rows = list(openpyxl.load_workbook(BytesIO(sheet.data)).active.values)
    assert rows[0][3] == "姓名" and {row[3].removesuffix("二") for row in rows[1:]} == {"王小明", "王晓梅"}
