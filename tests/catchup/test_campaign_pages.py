"""A campaign of catch-up in the office: set with its count before the eyes, opened, its lists and its summary table."""

from __future__ import annotations

import io
import json
import re
import time
from datetime import UTC, datetime, tzinfo
from typing import Any

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from fieldapp.catchup.gaps import answers
from fieldapp.catchup.gaps.missing import answered
from fieldapp.catchup.gaps.reading import children_of
from fieldapp.catchup.plan import kept
from fieldapp.ground import clock
from fieldapp.ground.db import db
from fieldapp.models.catchups import CatchupCampaign
from fieldapp.records.standing import derived_key
from fieldapp.sync.from_office.office_device import record
from tests import cast
from tests.answer_words import words_in
from tests.campaigns.sheets import pdf_words
from tests.catchup.children import CASES, MIGRANTS, history
from tests.catchup.test_figures import GIVEN
from tests.sync.county import key

TO_TENTH = datetime(2026, 11, 10, 4, tzinfo=UTC).timestamp() - time.time()
TO_LAST = datetime(2026, 11, 28, 4, tzinfo=UTC).timestamp() - time.time()
FORM: dict[str, Any] = {"name": "11月查漏补种", "areas": [cast.COUNTY], "residence": "all", "goal": "95"}
FORM |= {"born_from": "2019-11-11", "born_to": "2026-11-10", "first_day": "20261110", "last_day": "20261130"}
FORM |= {"series": ["hepb", "bcg", "polio", "dtp", "mcv", "je", "mena", "menac", "hepa"]}
Said = list[dict[str, Any]]


def at(monkeypatch: pytest.MonkeyPatch, shift: float) -> None:
    """The clock, so many seconds on."""

    class Then(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Then:
            return cls.fromtimestamp(time.time() + shift, tz)

    monkeypatch.setattr(clock, "datetime", Then)


def six() -> Said:
    """The six children with what they were given before."""
    said: Said = []
    for case, (born, sex, _without, _missing) in CASES.items():
        words = {"name": case, "born": born, "sex": sex, "guardian": f"{case}家长", "phone": "13900000001"}
        words |= {"registered_at": "other_city" if case in MIGRANTS else "county"}
        said.append({"kind": "child", "key": key(case), "area": cast.VILLAGE, "data": words})
        said += [dose(case, product, day, "register") for product, day in history(case)]
    return said


def dose(case: str, product: str, day: str, source: str, **more: str) -> dict[str, Any]:
    words = {"child": key(case), "product": product, "given_on": day, "source": source} | more
    return {"kind": "dose", "key": derived_key(key(case), product, day), "area": cast.VILLAGE, "data": words}


def say(app: Flask, said: Said, who: cast.Member = cast.SUPERVISOR) -> None:
    with app.app_context():
        receipts = record(db.engine, cast.person_id(app, who), said)
    assert {one["outcome"] for one in receipts} == {"applied"}, receipts


@pytest.fixture
def village(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """The six children on the tenth of November."""
    at(monkeypatch, TO_TENTH)
    say(app, six())
    return app


def made(app: Flask, **more: Any) -> str:
    """A campaign as a supervisor makes it; its key."""
    answer = cast.post(cast.signed_in(app, cast.SUPERVISOR), "/catchup/new", **FORM | more)
    assert answer.status_code == 302, answer.text
    with app.app_context():
        return str(db.session.scalar(select(CatchupCampaign.key)))


def opened(app: Flask, **more: Any) -> str:
    campaign = made(app, **more)
    client = cast.signed_in(app, cast.SUPERVISOR)
    assert cast.post(client, f"/catchup/{campaign}/act", act="open", sure="1").status_code == 302
    return campaign


def done(app: Flask, campaign: str) -> None:
    """What the six were given in the campaign, and what was said of who was not."""
    said = [
        dose(case, product, day, "campaign", campaign=campaign)
        for case, doses in GIVEN.items()
        for product, day in doses
    ]
    away = {"child": key("C11"), "on": "2026-11-20", "outcome": "absent_long", "campaign": campaign}
    refuses = {"child": key("C8"), "series": "menac", "n": 2, "state": "refused", "on": "2026-11-14"}
    said += [{"kind": "catchup_visit", "area": cast.VILLAGE, "data": away}]
    say(app, [*said, {"kind": "dose_state", "area": cast.VILLAGE, "data": refuses}])


def count(client: FlaskClient, **more: Any) -> str:
    answer = client.get("/catchup/count", query_string=FORM | more)
    assert answer.status_code == 200
    return re.sub(r"<[^>]+>", "", answer.text)


def test_the_count_changes_with_what_is_set(village: Flask) -> None:
    client = cast.signed_in(village, cast.SUPERVISOR)
    assert "6 名儿童里，5 名有漏种，要补 7 剂次" in count(client)
    assert "5 名儿童里，4 名有漏种" in count(client, born_to="2026-01-01")
    assert "2 名儿童里，2 名有漏种，要补 3 剂次" in count(client, residence="migrant")
    assert "要补 2 剂次" in count(client, series=["polio"])
    assert "要补 1 剂次" in count(client, series=["polio"], grace_polio="60")
    assert "要补 0 剂次" in count(client, series=["polio"], months1_polio="6", fewer1_polio="3")
    assert "不是日期" in count(client, first_day="x") or "日期" in count(client, first_day="x")


def test_the_count_reads_children_anew_only_when_something_was_recorded(
    village: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, read = cast.signed_in(village, cast.SUPERVISOR), []

    def reading(*arguments: Any) -> Any:
        read.append(1)
        return children_of(*arguments)

    monkeypatch.setattr(kept, "children_of", reading)
    assert "要补 7 剂次" in count(client, grace_hepb="1") and "要补 2 剂次" in count(client, series=["polio"])
    assert "要补 7 剂次" in count(client) and len(read) <= 1
    say(village, [dose("C1", "bOPV", "2026-11-09", "register")])
    assert "要补 6 剂次" in count(client) and "要补 1 剂次" in count(client, series=["polio"])
    assert "2 名儿童里，2 名有漏种" in count(client, residence="migrant")


def test_a_campaign_s_page_asks_the_schedule_only_of_children_that_changed(
    village: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    campaign, asked = opened(village), []
    client = cast.signed_in(village, cast.SUPERVISOR)

    def answering(child: Any, *more: Any) -> Any:
        asked.append(child.key)
        return answered(child, *more)

    monkeypatch.setattr(answers, "answered", answering)
    for page in ("", "/summary", "/villages", "/children"):
        assert client.get(f"/catchup/{campaign}{page}").status_code == 200
    asked.clear()
    assert (
        "还有 5 名儿童没补完，需要补种的有 5 名" in words_in(client.get(f"/catchup/{campaign}").text)
        and not asked
    )
    say(village, [dose("C1", "bOPV", "2026-11-10", "register")])
    page = words_in(client.get(f"/catchup/{campaign}").text)
    assert "还有 4 名儿童没补完，需要补种的有 5 名" in page and set(asked) == {key("C1")}


def test_without_a_script_a_button_counts_and_nothing_is_saved(village: Flask) -> None:
    client = cast.signed_in(village, cast.SUPERVISOR)
    page = cast.post(client, "/catchup/new", **FORM | {"look": "1", "series": ["polio"], "name": "还没存"})
    assert page.status_code == 200 and "要补 2 剂次" in page.text and "还没存" in page.text
    with village.app_context():
        assert db.session.scalar(select(CatchupCampaign.key)) is None


def test_a_campaign_is_set_changed_begun_and_closed(village: Flask) -> None:
    steps = {"months1_polio": "2", "fewer1_polio": "1", "months2_polio": "6", "fewer2_polio": "3"}
    campaign = made(village, grace_mcv="30", apart="56", unknown_polio="1", **steps)
    client = cast.signed_in(village, cast.SUPERVISOR)
    page = client.get(f"/catchup/{campaign}/edit").text
    for value in ('name="grace_mcv" value="30"', 'name="months2_polio" value="6"', 'value="11月查漏补种"'):
        assert value in page
    assert 'name="apart" type="number" value="56"' in page or 'value="56"' in page
    with village.app_context():
        row = db.session.get_one(CatchupCampaign, campaign)
        assert row.apart == 56
        rule = {"from_months": 6, "fewer_than": 3, "or_unknown": True}
        assert json.loads(row.rule) == {"polio": [{"from_months": 2, "fewer_than": 1}, rule]}
        assert (row.state, json.loads(row.grace), row.last_day) == ("draft", {"mcv": 30}, "2026-11-30")
    cast.post(client, f"/catchup/{campaign}/edit", **FORM | {"name": "改过的"})
    assert "改过的" in client.get("/catchup").text
    assert "还没开始" in client.get(f"/catchup/{campaign}").text
    assert cast.post(client, f"/catchup/{campaign}/act", act="open").status_code == 409  # no document
    assert cast.post(client, f"/catchup/{campaign}/act", act="open", sure="1").status_code == 302
    assert cast.post(client, f"/catchup/{campaign}/act", act="close").status_code == 302
    assert cast.post(client, f"/catchup/{campaign}/edit", **FORM).status_code == 409
    assert cast.post(client, f"/catchup/{campaign}/act", act="no").status_code == 409


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"areas": []}, 400),
        ({"series": []}, 400),
        ({"name": ""}, 400),
        ({"first_day": "30日"}, 422),
        ({"last_day": "20261101"}, 422),
        ({"last_day": "20290101"}, 422),
        ({"grace_polio": "-1"}, 422),
        ({"months1_polio": "6"}, 400),
        ({"areas": [cast.OTHER_COUNTY]}, 422),
        ({"areas": [], "more_areas": "999999999"}, 422),
    ],
)
def test_what_is_wrong_is_said_and_nothing_saved(village: Flask, wrong: dict[str, Any], status: int) -> None:
    client = cast.signed_in(village, cast.SUPERVISOR)
    answer = cast.post(client, "/catchup/new", **FORM | wrong)
    assert answer.status_code == status
    with village.app_context():
        assert db.session.scalar(select(CatchupCampaign.key)) is None


def refusals(page: str) -> tuple[list[str], dict[str, str]]:
    """The sentences above a form that was refused, and those beside its fields by field."""
    above = re.search(r'<div class="note bad".*?</div>', page, re.S)
    assert above, page
    beside = dict(re.findall(r'<span class="wrong" id="why-([\w:]+)">(.*?)</span>', page))
    return re.findall(r'<a href="#why-[\w:]+">(.*?)</a>', above[0]), beside


def test_all_that_is_wrong_is_named_at_once_beside_its_field_and_nothing_typed_is_lost(
    village: Flask,
) -> None:
    client = cast.signed_in(village, cast.SUPERVISOR)
    wrong = {"name": "", "first_day": "30日", "born_to": "19990101", "goal": "101", "apart": "x"}
    wrong |= {"grace_mcv": "-3", "months2_polio": "6", "months1_je": "八", "fewer1_je": "2"}
    wrong |= {"areas": [cast.COUNTY], "more_areas": f"{cast.OTHER_COUNTY}", "document_no": "卫〔2026〕3号"}
    answer = cast.post(client, "/catchup/new", **FORM | wrong)
    above, beside = refusals(answer.text)
    fields = {"name", "first_day", "born_to", "goal", "apart", "grace_mcv", "fewer2_polio", "months1_je"}
    assert set(beside) == {*fields, "areas"} and sorted(above) == sorted(beside.values())
    assert "脊灰 少于几剂" in beside["fewer2_polio"] and "0 到 3650" in beside["grace_mcv"]
    assert answer.text.count("autofocus") == 1 and "有 9 处要改" in answer.text
    for name in wrong.keys() - {"name", "areas"}:
        assert re.search(rf'name="{name}"[^>]* value="{wrong[name]}"', answer.text), name
    assert re.search(rf'value="{cast.COUNTY}" checked', answer.text)
    with village.app_context():
        assert db.session.scalar(select(CatchupCampaign.key)) is None
    made(village)
    with village.app_context():
        campaign = db.session.scalar(select(CatchupCampaign.key))
    answer = cast.post(client, f"/catchup/{campaign}/edit", **FORM | {"goal": "0", "series": []})
    assert set(refusals(answer.text)[1]) == {"goal", "series"}
    looked = cast.post(client, "/catchup/new", **FORM | {"look": "1", "goal": "0", "last_day": "x"})
    assert set(refusals(looked.text)[1]) == {"goal", "last_day"}


@pytest.fixture
def half_way(village: Flask, monkeypatch: pytest.MonkeyPatch) -> tuple[Flask, str]:
    """The campaign near its end."""
    campaign = opened(village)
    at(monkeypatch, TO_LAST)
    done(village, campaign)
    return village, campaign


def test_the_campaign_s_page_says_how_far_it_is(half_way: tuple[Flask, str]) -> None:
    app, campaign = half_way
    page = cast.signed_in(app, cast.SUPERVISOR).get(f"/catchup/{campaign}").text
    words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))
    assert "还有 2 名儿童没补完，需要补种的有 5 名" in words
    for size, name in (("2", "open"), ("3", "done")):
        assert re.search(rf'href="/catchup/{campaign}/children\?area=\d+&amp;list={name}">{size}</a>', page)
    assert "60.00 % 补种率（人） 3 / 5" in words and "71.43% 5 / 7" in words
    assert re.search(r"脊灰 2 1 50.00", words)


def test_lists_name_the_children_with_what_is_open(half_way: tuple[Flask, str]) -> None:
    app, campaign = half_way
    client = cast.signed_in(app, cast.CLINIC)
    page = client.get(f"/catchup/{campaign}/children?area={cast.VILLAGE}").text
    assert "C11" in page and "C8" in page and ">C1<" not in page
    assert "长期外出" in page and "家长拒绝" in page
    done_page = client.get(f"/catchup/{campaign}/children?list=done&area={cast.VILLAGE}").text
    assert all(case in done_page for case in ("C1", "C2", "C5")) and "C11" not in done_page
    polio = client.get(f"/catchup/{campaign}/children?vaccine=polio&area={cast.VILLAGE}").text
    assert "C11" in polio and "C8" not in polio
    for name in ("zero", "late", "papers", "settled", "born", "unknown", "gone", "none"):
        assert client.get(f"/catchup/{campaign}/children?list={name}&area={cast.VILLAGE}").status_code == 200


def test_a_list_is_a_sheet(half_way: tuple[Flask, str]) -> None:
    app, campaign = half_way
    content = (
        cast.signed_in(app, cast.CLINIC).get(f"/catchup/{campaign}/children.xlsx?area={cast.VILLAGE}").data
    )
    heads, *rows = openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True)
    said = {row[4]: dict(zip(heads, row, strict=True)) for row in rows}
    assert said.keys() == {"C8", "C11"}
    assert said["C8"]["已补"] == "百白破5" and said["C8"]["没补的原因"] == "家长拒绝"
    assert said["C11"]["今天能种"] == "脊灰4" and said["C11"]["户籍"] == "流动"


def test_the_summary_is_the_same_on_page_sheet_and_paper(half_way: tuple[Flask, str]) -> None:
    app, campaign = half_way
    client = cast.signed_in(app, cast.SUPERVISOR)
    page = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", client.get(f"/catchup/{campaign}/summary").text))
    assert "合计 6 4 2 6 0 6 0 5 3 2 3 3 0 60.00 100.00 0.00 0 0" in page
    content = client.get(f"/catchup/{campaign}/summary.xlsx").data
    book = openpyxl.load_workbook(io.BytesIO(content))
    totals = [list(row) for row in book.worksheets[0].iter_rows(values_only=True) if row[0] == "合计"]
    assert totals[0][1:15] == [6, 4, 2, 6, 0, 6, 0, 5, 3, 2, 3, 3, 0, 60]
    words = pdf_words(client.get(f"/catchup/{campaign}/summary.pdf").data)
    assert "查漏补种汇总表" in words and "60.00" in words and "71.43" in words


@pytest.mark.parametrize(
    "path", ["", "/summary", "/summary.xlsx", "/summary.pdf", "/children", "/children.xlsx"]
)
def test_what_others_may_not_see(half_way: tuple[Flask, str], path: str) -> None:
    app, campaign = half_way
    assert cast.signed_in(app, cast.OUTSIDER).get(f"/catchup/{campaign}{path}").status_code in (403, 404)
    assert cast.signed_in(app, cast.NURSE).get(f"/catchup/{campaign}{path}").status_code == 403


def test_nobody_but_a_supervisor_sets_one(village: Flask) -> None:
    for who in (cast.CLINIC, cast.VACCINATOR):
        client = cast.signed_in(village, who)
        assert client.get("/catchup/new").status_code == 403
        assert client.get("/catchup/count", query_string=FORM).status_code == 403
        assert cast.post(client, "/catchup/new", **FORM).status_code == 403
    assert "还没有查漏补种" in cast.signed_in(village, cast.CLINIC).get("/catchup").text


def test_two_records_of_one_child_give_the_table_of_one(half_way: tuple[Flask, str]) -> None:
    """Joined, and parted again."""
    app, campaign = half_way
    client = cast.signed_in(app, cast.SUPERVISOR)

    def totals() -> list[object]:
        book = openpyxl.load_workbook(io.BytesIO(client.get(f"/catchup/{campaign}/summary.xlsx").data))
        return [
            list(row)
            for sheet in book.worksheets
            for row in sheet.iter_rows(values_only=True)
            if row[0] == "合计"
        ]

    before = totals()
    words = {"name": "C5", "born": CASES["C5"][0], "sex": "male", "registered_at": "county"}
    twin = {"kind": "child", "key": key("C5 again"), "area": cast.VILLAGE, "data": words}
    some = [
        {**one, "data": one["data"] | {"child": key("C5 again")}}
        for one in six()
        if one["data"].get("child") == key("C5")
    ]
    for one in some:
        one["key"] = derived_key(key("C5 again"), one["data"]["product"], one["data"]["given_on"])
    link = {"child": key("C5"), "other": key("C5 again")}
    say(app, [twin, *some, {"kind": "same_child", "area": cast.VILLAGE, "data": link}])
    assert totals() == before
