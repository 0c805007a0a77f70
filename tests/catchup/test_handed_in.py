"""A campaign's table that was handed in: it stays as it was, and what is other by now is shown."""

from __future__ import annotations

import io
import re

import openpyxl
from flask import Flask

from fieldapp.catchup.handed.handing_in import MOST
from fieldapp.catchup.handed.kept import as_paper, as_text, differences
from fieldapp.catchup.tables.sheet import Column, Line, Paper, Part, Rate
from fieldapp.ground.db import db
from fieldapp.models.catchups import CatchupReport
from tests import cast
from tests.answer_words import words_in
from tests.campaigns.sheets import pdf_words
from tests.catchup.test_campaign_pages import say
from tests.sync.county import key

HEADS = [("应补", "needed")]


def paper(n: int, *more: Line) -> Paper:
    lines = [Line(("合计", "Total"), [n, Rate(n, 8)], bold=True), *more]
    columns = [Column(HEADS), Column([("率", "%")], 1.2)]
    return Paper(
        ("表", "Table"),
        [("甲", "A")],
        [Part(("人", "people"), ("单位", "Unit"), columns, lines)],
        [("注", "n")],
    )


def test_a_paper_comes_back_as_it_was_kept() -> None:
    one = paper(5, Line(("甲村", "A"), ["-", Rate(9, 7)], code="43"))
    assert as_paper(as_text(one)) == one
    assert differences(one, one) == []


def test_what_is_other_by_now_is_each_cell_that_says_something_else() -> None:
    then, now = paper(5), paper(6, Line(("甲村", "A"), [1, Rate(0, 0)], code="43"))
    assert [(one.line.name[0], one.heads[0][0], one.then, one.now) for one in differences(then, now)] == [
        ("合计", "应补", 5, 6),
        ("合计", "率", Rate(5, 8), Rate(6, 8)),
        ("甲村", "应补", None, 1),
    ]
    assert [(one.then, one.now) for one in differences(now, then)][-1] == (1, None)


def test_what_was_handed_in_stays_and_later_changes_are_named(half_way: tuple[Flask, str]) -> None:
    app, campaign = half_way
    client = cast.signed_in(app, cast.SUPERVISOR)
    assert "还没有上报过" in client.get(f"/catchup/{campaign}/handed-in").text
    answer = cast.post(client, f"/catchup/{campaign}/handed-in", area=cast.COUNTY)
    assert answer.status_code == 302
    address = answer.headers["Location"]
    page = words_in(client.get(address).text)
    assert "赵丽 于 2026-11-28" in page and "上报以后没有变化" in page and "60.00" in page
    back = {"child": key("C11"), "product": "bOPV", "given_on": "2026-11-27", "source": "register"}
    say(app, [{"kind": "dose", "area": cast.VILLAGE, "data": back}])
    page = words_in(client.get(address).text)
    assert re.search(r"人数（人） 合计 完成补种儿童 · 合计 3 4", page), page
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"{address}.xlsx").data))
    totals = [list(row) for row in book.worksheets[0].iter_rows(values_only=True) if row[0] == "合计"]
    assert totals[0][11] == 3 and totals[0][14] == 60
    assert "赵丽" in pdf_words(client.get(f"{address}.pdf").data)
    assert "赵丽" in client.get(f"/catchup/{campaign}/handed-in").text


def test_the_reasons_of_a_period_are_handed_in_too(half_way: tuple[Flask, str]) -> None:
    app, campaign = half_way
    client = cast.signed_in(app, cast.SUPERVISOR)
    page = client.get(f"/catchup/{campaign}/reasons?kind=month").text
    (table,) = re.findall(r'name="table" value="(month[|]\d{4}-\d\d-01)"', page)
    answer = cast.post(client, f"/catchup/{campaign}/handed-in", area=cast.COUNTY, table=table)
    address = answer.headers["Location"]
    then = words_in(client.get(address).text)
    assert "未种原因分析表" in then and "上报以后没有变化" in then
    back = {"child": key("C11"), "product": "bOPV", "given_on": "2026-11-27", "source": "register"}
    say(app, [{"kind": "dose", "area": cast.VILLAGE, "data": back}])
    now = words_in(client.get(address).text)
    assert re.search(r"剂次 合计 实种 (\d+) (\d+)", now), now
    assert "未种原因分析表 2026年11月" in words_in(client.get(f"/catchup/{campaign}/handed-in").text)
    assert "实种" in pdf_words(client.get(f"{address}.pdf").data)
    assert openpyxl.load_workbook(io.BytesIO(client.get(f"{address}.xlsx").data)).worksheets
    odd = cast.post(client, f"/catchup/{campaign}/handed-in", area=cast.COUNTY, table="month|yesterday")
    assert odd.status_code == 422


def test_villages_of_one_name_are_told_apart_by_what_changed() -> None:
    def of(n: int) -> Paper:
        lines = [Line(("新村 乙肝1", "X"), [one, one], key=k) for k, one in (("a", 1), ("b", n))]
        columns = [Column(HEADS), Column([("率", "%")])]
        return Paper(("表", "T"), [], [Part(("人", "p"), ("村", "v"), columns, lines)], [])

    assert as_paper(as_text(of(2))) == of(2)
    assert [(one.then, one.now) for one in differences(of(2), of(3))] == [(2, 3), (2, 3)]


def test_who_hands_in_and_who_sees_it(half_way: tuple[Flask, str]) -> None:
    app, campaign = half_way
    address = f"/catchup/{campaign}/handed-in"
    for who in (cast.OUTSIDER, cast.NURSE, cast.OBSERVER, cast.VACCINATOR):
        assert cast.post(cast.signed_in(app, who), address, area=cast.COUNTY).status_code in (403, 404)
    clinic = cast.signed_in(app, cast.CLINIC)
    assert cast.post(clinic, address, area=cast.OTHER_COUNTY).status_code in (403, 404)
    mine = cast.post(clinic, address, area=cast.TOWNSHIP).headers["Location"]
    whole = cast.post(cast.signed_in(app, cast.SUPERVISOR), address, area=cast.COUNTY).headers["Location"]
    assert clinic.get(mine).status_code == 200 and clinic.get(whole).status_code == 404
    for end in ("", ".xlsx", ".pdf"):
        assert cast.signed_in(app, cast.OUTSIDER).get(f"{mine}{end}").status_code in (403, 404)


def test_a_table_of_hers_is_listed_however_many_others_were_handed_in_since(
    half_way: tuple[Flask, str],
) -> None:
    app, campaign = half_way
    said = {"campaign": campaign, "county": cast.COUNTY, "kind": "summary", "until": "2026-11-28"}
    said |= {"by": cast.person_id(app, cast.SUPERVISOR), "paper": as_text(paper(5))}
    others = [
        (f"other {n}", "430921101", "厂窖镇", f"2026-11-28T05:{n // 60:02}:{n % 60:02}") for n in range(MOST)
    ]
    with app.app_context():
        for name, area, unit, when in [("mine", cast.TOWNSHIP, "青树嘴镇", "2026-11-28T04:00:00"), *others]:
            db.session.add(CatchupReport(key=key(name), area=area, unit=unit, at=f"{when}.000Z", **said))
        db.session.commit()
    page = cast.signed_in(app, cast.CLINIC).get(f"/catchup/{campaign}/handed-in").text
    assert f"/handed-in/{key('mine')}" in page and "厂窖镇" not in page
