"""Who is 不详 on the papers is listed by name, for whoever may see children, until it is nobody."""

from __future__ import annotations

from io import BytesIO

import openpyxl
import pytest
from flask import Flask

from tests import cast
from tests.campaigns.office import CAMPAIGN, found_campaign, listed, record, visited
from tests.cast import post, signed_in
from tests.grown import grown

PAGE = f"/campaigns/{CAMPAIGN}/rounds/1"
KNOWN = {"prior_polio": "2"}


@pytest.fixture
@grown
def county(app: Flask) -> Flask:
    found_campaign(app)
    record(
        app,
        cast.VACCINATOR,
        listed("清楚", **KNOWN),
        listed("没生日", born=None, guardian="李四", phone="13800000001", **KNOWN),
        listed("没户籍", registered_at=None, area=cast.OTHER_VILLAGE, **KNOWN),
        listed("没剂次", prior_polio="unknown"),
        listed("没剂次也搬走了"),
        visited("没剂次也搬走了", "moved_away"),
    )
    return app


def test_the_paper_s_figure_leads_to_as_many_children(county: Flask) -> None:
    client = signed_in(county, cast.SUPERVISOR)
    page = client.get(f"{PAGE}/sheets/1").text
    assert "应种中不详 3 人：出生日期不详 1，户籍不详 1，既往剂次不详 1" in page
    assert f'href="{PAGE}/unknown?area={cast.COUNTY}"' in page
    shown = client.get(f"{PAGE}/unknown?area={cast.COUNTY}").text
    assert all(name in shown for name in ("没生日", "没户籍", "没剂次", "李四", "13800000001"))
    assert "清楚" not in shown.replace("都清楚", "") and "搬走" not in shown and "data-sortable" in shown
    rows = list(openpyxl.load_workbook(BytesIO(client.get(f"{PAGE}/unknown.xlsx").data)).active.values)  # type: ignore[union-attr]
    assert [row[2:4] for row in rows[1:]] == [
        ("没剂次", "既往剂次"),
        ("没生日", "出生日期"),
        ("没户籍", "户籍"),
    ]


def test_the_list_is_empty_when_all_is_known(county: Flask) -> None:
    later = {"at": "2025-12-02T00:00:00.000Z"}
    told = [
        listed("没生日", born="2021-01-01", **KNOWN) | later,
        listed("没户籍", area=cast.OTHER_VILLAGE, **KNOWN) | later,
        listed("没剂次", prior_polio="0") | later,
    ]
    record(county, cast.VACCINATOR, *told)
    client = signed_in(county, cast.SUPERVISOR)
    assert "应种中不详" not in client.get(f"{PAGE}/sheets/1").text
    assert "没有了" in client.get(f"{PAGE}/unknown").text


def test_only_her_own_villages_and_only_who_may_see_children(county: Flask) -> None:
    worker = signed_in(county, cast.VILLAGE_WORKER)
    page = worker.get(f"{PAGE}/unknown").text
    assert "没生日" in page and "没户籍" not in page and "unknown.xlsx" not in page
    assert worker.get(f"{PAGE}/unknown.xlsx").status_code == 403
    assert worker.get(f"{PAGE}/unknown?area={cast.COUNTY}").status_code == 403
    observer = signed_in(county, cast.OBSERVER)
    assert observer.get(f"{PAGE}/unknown").status_code == 403
    paper = observer.get(f"{PAGE}/sheets/1").text
    assert "应种中不详 3 人" in paper and "/unknown" not in paper
    assert signed_in(county, cast.OUTSIDER).get(f"{PAGE}/unknown").status_code == 403


def test_a_child_counts_as_unknown_where_its_visit_counts_it(county: Flask) -> None:
    record(county, cast.VACCINATOR, visited("没生日", area=cast.OTHER_VILLAGE))
    client = signed_in(county, cast.SUPERVISOR)
    assert "没生日" in client.get(f"{PAGE}/unknown?area={cast.OTHER_VILLAGE}").text
    assert "没生日" not in client.get(f"{PAGE}/unknown?area={cast.VILLAGE}").text


def test_a_closed_round_says_that_the_list_is_of_now(county: Flask) -> None:
    client = signed_in(county, cast.SUPERVISOR)
    post(client, f"{PAGE}/act", act="close")
    assert "名单是现在的" in client.get(f"{PAGE}/unknown").text
