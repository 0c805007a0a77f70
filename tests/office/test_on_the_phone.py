"""A surveyor is led to the phone, and told whom to ask; a nurse is led to her school."""

from __future__ import annotations

from flask import Flask

from fieldapp.office.on_the_phone import WORDS
from tests import cast
from tests.cast import signed_in


def test_whose_work_is_on_the_phone_is_led_there_and_told_whom_to_ask(app: Flask) -> None:
    page = signed_in(app, cast.SURVEYOR).get("/").text
    assert WORDS["surveyor"][0] in page
    assert "您的工作在手机上" in page and 'href="/field"' in page
    for one in (cast.ADMINISTRATOR, cast.SUPERVISOR):
        assert one.name in page
    assert cast.OUTSIDER.name not in page
    assert "进行中的活动" not in page


def test_a_nurse_is_led_to_her_schools(app: Flask) -> None:
    client = signed_in(app, cast.NURSE)
    assert client.get("/").location == "/schools"
    page = client.get("/", follow_redirects=True).text
    assert "您还没有归到哪所学校" in page and "您的工作在手机上" not in page


def test_all_others_see_the_overview(app: Flask) -> None:
    for member in (cast.SUPERVISOR, cast.CLINIC, cast.ADMINISTRATOR, cast.OBSERVER, cast.VACCINATOR):
        assert "您的工作在手机上" not in signed_in(app, member).get("/").text
