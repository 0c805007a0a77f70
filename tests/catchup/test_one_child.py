"""A campaign's child: its page, the code of its slip, lots completed later, warnings that were passed over."""

from __future__ import annotations

import io
import re

import openpyxl
import pytest
from flask import Flask

from fieldapp.catchup.tables.despite import despite_words
from tests import cast
from tests.answer_words import words_in
from tests.catchup.test_campaign_pages import say
from tests.school.notices.papers import codes
from tests.sync.county import key

HERE = {"area": cast.VILLAGE}


def test_the_page_of_a_child_says_what_is_left_and_whom_to_call(half_way: tuple[Flask, str]) -> None:
    app, campaign = half_way
    client = cast.signed_in(app, cast.CLINIC)
    words = words_in(client.get(f"/catchup/{campaign}/children/{key('C8')}").text)
    assert "还差 1 剂次" in words and "百白破5 ✓ 已补" in words and "13900000001" in words
    assert "李秀英" in words or "王建国" in words
    listed = client.get(f"/catchup/{campaign}/children?area={cast.VILLAGE}").text
    assert f"/catchup/{campaign}/children/{key('C8')}" in listed
    assert "补完了" in words_in(client.get(f"/catchup/{campaign}/children/{key('C1')}").text)


def test_a_slip_s_code_read_from_the_paper_leads_to_its_child_and_campaign(
    half_way: tuple[Flask, str],
) -> None:
    app, campaign = half_way
    client = cast.signed_in(app, cast.CLINIC)
    chosen = [key("C8"), key("C11")]
    assert cast.post(client, f"/catchup/{campaign}/told/slips", child=chosen, **HERE).status_code == 302
    read = codes(client.get(f"/catchup/{campaign}/told/slips.pdf?area={cast.VILLAGE}").data)
    assert len(read) == 2
    paths = [one.removeprefix("http://localhost") for one in read]
    led = {client.get(path).headers["Location"] for path in paths}
    assert led == {f"/catchup/{campaign}/children/{one}" for one in chosen}
    for member in (cast.OUTSIDER, cast.NURSE):
        answer = cast.signed_in(app, member).get(paths[0])
        assert answer.status_code == 200 and "C8" not in answer.text and campaign not in answer.text
    assert "catchup" not in app.test_client().get(paths[0]).text


def test_a_dose_without_a_lot_is_listed_until_it_has_one(half_way: tuple[Flask, str]) -> None:
    app, campaign = half_way
    client = cast.signed_in(app, cast.CLINIC)
    page = client.get(f"/catchup/{campaign}/without-lot").text
    assert "5 剂没有批号" in page
    child = f"/catchup/{campaign}/children/{key('C1')}"
    [named] = set(re.findall(r'name="dose" value="([^"]+)"', client.get(child).text))
    assert cast.post(client, f"{child}/lot", dose=named, batch="").status_code == 400
    assert cast.post(client, f"{child}/lot", dose="x", batch="202611A").status_code == 404
    assert cast.post(client, f"{child}/lot", dose=named, batch="202611A").status_code == 302
    assert "202611A" in client.get(child).text
    assert "4 剂没有批号" in client.get(f"/catchup/{campaign}/without-lot?area={cast.VILLAGE}").text
    assert cast.post(
        cast.signed_in(app, cast.OUTSIDER), f"{child}/lot", dose=named, batch="1"
    ).status_code in (403, 404)


def test_a_warning_passed_over_stands_on_the_list_and_the_child(half_way: tuple[Flask, str]) -> None:
    app, campaign = half_way
    visit = {"child": key("C11"), "on": "2026-11-21", "outcome": "given", "campaign": campaign}
    visit |= {"despite": ["too_soon", "door"], "despite_why": "clinic_agreed"}
    say(app, [{"kind": "catchup_visit", "area": cast.VILLAGE, "data": visit}])
    client = cast.signed_in(app, cast.CLINIC)
    said = "离上一剂太近、上门打针，仍种：接种单位同意"
    assert said in client.get(f"/catchup/{campaign}/children/{key('C11')}").text
    assert said in client.get(f"/catchup/{campaign}/children?area={cast.VILLAGE}").text
    content = client.get(f"/catchup/{campaign}/children.xlsx?area={cast.VILLAGE}").data
    heads, *rows = openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True)
    assert said in {dict(zip(heads, row, strict=True))["越过的提醒"] for row in rows}


def test_a_child_of_no_campaign_or_place_of_hers_has_no_page(half_way: tuple[Flask, str]) -> None:
    app, campaign = half_way
    for who, child in ((cast.OUTSIDER, key("C8")), (cast.NURSE, key("C8")), (cast.CLINIC, "x")):
        answer = cast.signed_in(app, who).get(f"/catchup/{campaign}/children/{child}")
        assert answer.status_code in (403, 404)


@pytest.mark.parametrize("lines", [None, "x", [], [1], {}])
def test_whatever_a_phone_sends_as_passed_over_is_nothing_or_words(lines: object) -> None:
    assert despite_words(lines, "other") == ("", "")
    assert despite_words(["new_code"], None)[0] == "new_code，仍种：没写理由"
