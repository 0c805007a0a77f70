"""The reason tables: of a campaign and outside of any, by ten days, month and quarter."""

from __future__ import annotations

import io

import openpyxl
import pytest
from flask import Flask

from fieldapp.catchup.tables.periods import MONTH, QUARTER, TEN_DAYS, after, before, period_of
from tests import cast
from tests.answer_words import words_in
from tests.campaigns.sheets import pdf_words
from tests.catchup.test_campaign_pages import half_way, say, village
from tests.sync.county import key

__all__ = ["half_way", "village"]


@pytest.mark.parametrize(
    ("kind", "day", "first", "last", "said"),
    [
        (TEN_DAYS, "2026-11-10", "2026-11-01", "2026-11-10", "2026年11月上旬"),
        (TEN_DAYS, "2026-11-11", "2026-11-11", "2026-11-20", "2026年11月中旬"),
        (TEN_DAYS, "2027-02-28", "2027-02-21", "2027-02-28", "2027年2月下旬"),
        (TEN_DAYS, "2026-12-31", "2026-12-21", "2026-12-31", "2026年12月下旬"),
        (MONTH, "2026-12-05", "2026-12-01", "2026-12-31", "2026年12月"),
        (QUARTER, "2026-11-10", "2026-10-01", "2026-12-31", "2026年第4季度"),
        (QUARTER, "2026-01-01", "2026-01-01", "2026-03-31", "2026年第1季度"),
    ],
)
def test_a_day_lies_in_its_period(kind: str, day: str, first: str, last: str, said: str) -> None:
    period = period_of(kind, day)
    assert (period.first, period.last, period.said()[0]) == (first, last, said)
    earlier, later = before(period, "2000-01-01"), after(period, "2100-01-01")
    assert earlier and later
    assert after(earlier, "2100-01-01") == period == before(later, "2000-01-01")
    assert before(period, period.first) is None and after(period, period.last) is None


def visit(case: str, on: str, outcome: str, **more: object) -> dict[str, object]:
    words = {"child": key(case), "on": on, "outcome": outcome} | more
    return {"kind": "catchup_visit", "area": cast.VILLAGE, "data": words}


def words_of(app: Flask, path: str) -> str:
    page = cast.signed_in(app, cast.CLINIC).get(path)
    assert page.status_code == 200, page.text
    return words_in(page.text)


def test_a_campaign_s_reasons_by_ten_days(half_way: tuple[Flask, str]) -> None:
    app, campaign = half_way
    planned = {
        "measure": "打电话约定",
        "planned_on": "2026-12-02",
        "slots": [["polio", 4]],
        "campaign": campaign,
    }
    say(app, [visit("C11", "2026-11-25", "absent_short", reason="time_place", **planned)])
    path = f"/catchup/{campaign}/reasons?area={cast.VILLAGE}&kind=ten_days&day=2026-11-"
    page = words_of(app, path + "15")
    assert "应种 7 剂次，还有 2 剂次没种，这段时间里补了 5 剂次" in page and "2026年11月中旬" in page
    assert "长期外出" in page and "家长拒绝" in page
    page = words_of(app, path + "25")
    assert "应种 7 剂次，还有 2 剂次没种，这段时间里补了 0 剂次" in page
    assert "不知道时间地点" in page and "打电话约定" in page and "2026-12-02" in page
    assert "C11 2022-06-15 C11家长 13900000001 2026-11-25" in page


def test_the_reasons_as_workbook_and_paper(half_way: tuple[Flask, str]) -> None:
    app, campaign = half_way
    client = cast.signed_in(app, cast.CLINIC)
    query = f"?area={cast.VILLAGE}&kind=month&day=2026-11-15"
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"/catchup/{campaign}/reasons.xlsx{query}").data))
    rows = {row[0]: row for row in book.worksheets[0].iter_rows(values_only=True) if row[0]}
    assert rows["合计"][1:4] == (7, 5, 2)
    assert any(name.endswith("脊灰4") and row[1:4] == (1, 0, 1) for name, row in rows.items())
    assert "未种原因分析表" in pdf_words(client.get(f"/catchup/{campaign}/reasons.pdf{query}").data)
    sheet = client.get(f"/catchup/{campaign}/reasons/visits.xlsx{query}")
    names = [
        row[2] for row in openpyxl.load_workbook(io.BytesIO(sheet.data)).active.iter_rows(values_only=True)
    ]
    assert names == ["姓名", "C11"]


def test_outside_of_campaigns_too(half_way: tuple[Flask, str]) -> None:
    app, _campaign = half_way
    say(app, [visit("C8", "2026-11-26", "refused", reason="fear", measure="再说明一次")])
    page = words_of(app, f"/gaps/reasons?area={cast.VILLAGE}&day=2026-11-26")
    assert "应种 2 剂次，还有 2 剂次没种" in page and "怕不良反应" in page and "再说明一次" in page
    assert "这段时间没有缺的剂次" not in page
    client = cast.signed_in(app, cast.CLINIC)
    for path in ("/gaps/reasons.xlsx", "/gaps/reasons.pdf", "/gaps/reasons/visits.xlsx"):
        assert client.get(f"{path}?area={cast.VILLAGE}&day=2026-11-26").status_code == 200
    assert client.get("/gaps/reasons?day=x").status_code == 422


@pytest.mark.parametrize("end", ["reasons", "reasons.xlsx", "reasons.pdf", "reasons/visits.xlsx"])
def test_not_for_others(half_way: tuple[Flask, str], end: str) -> None:
    app, campaign = half_way
    for who in (cast.OUTSIDER, cast.NURSE):
        client = cast.signed_in(app, who)
        assert client.get(f"/catchup/{campaign}/{end}").status_code in (403, 404)
        assert client.get(f"/gaps/{end}?area={cast.VILLAGE}").status_code == 403
