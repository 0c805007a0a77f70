"""Two lists laid on each other: the estimate with its interval, and the refusals."""

from __future__ import annotations

import pytest
from flask import Flask

from fieldapp.survey.missed import counting
from fieldapp.web.gate import Who
from tests import cast
from tests.campaigns.office import found_campaign, some_children
from tests.cast import signed_in

HOLDS = "&independent=1&closed=1&matched=1"
PAGE = f"/two-lists?area={cast.COUNTY}"


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (f"first=200&second=180&both=150{HOLDS}", "估计都漏了 10 名（5 到 21）"),
        ("first=200&second=180&both=150&closed=1&matched=1", "不估计：两份名单不是各做各的"),
        (f"first=20&second=18&both=5{HOLDS}", "至少要 7 名"),
        (f"first=20&second=18&both=18{HOLDS}", "一份名单整个在另一份里面"),
        (f"first=20&second=18&both=19{HOLDS}", "不能比一份还多"),
        ("", "看重合多少"),
        ("first=x&second=9&both=1", "“第一份几名”要写整数，0 到 10000000"),
        ("first=abc&second=-1&both=", "“第一份几名”、“第二份几名”、“两份都有几名”要写整数"),
        ("first=abc&second=-1&both=", 'value="abc"'),
    ],
)
def test_an_estimate_or_a_refusal(app: Flask, asked: str, words: str) -> None:
    assert words in signed_in(app, cast.SUPERVISOR).get(f"{PAGE}&{asked}").text


def test_who_may_not_see_the_area_is_refused(app: Flask) -> None:
    assert signed_in(app, cast.OUTSIDER).get(PAGE).status_code == 403


def test_the_round_is_no_list_apart_from_the_enumeration(app: Flask) -> None:
    found_campaign(app)
    some_children(app)
    who = Who("x", "x", "x", "supervisor", (cast.COUNTY,))
    with app.test_request_context():
        found = [one for one in counting.pairs(who, cast.COUNTY) if not one.apart]
    assert all(one.both <= min(one.first, one.second) for one in found)
    assert "快速评估不能当一份名单" in signed_in(app, cast.SUPERVISOR).get(PAGE).text
