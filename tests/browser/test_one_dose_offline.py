"""Step by step, with the network cut: one child, one button, kept, sent, applied, counted."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from fieldapp.sync.rework.replay import verify
from tests.browser.conftest import Phone, Server
from tests.browser.village import run_round_one
from tests.sync.county import ROUND1, child, send, tally


@pytest.mark.browser
@pytest.mark.whole_browser
@pytest.mark.parametrize("slower", [1, 6])
def test_a_dose_recorded_with_the_network_cut_reaches_the_tally(
    server: Server, phone: Phone, slower: int
) -> None:
    run_round_one(server)
    send(server.engine, child("小明", area="430921103001"))
    phone.open()
    phone.slower = slower
    page = phone.sign_in("ann")
    page.get_by_role("link", name="名单").click()
    expect(page.get_by_text("小明")).to_be_visible()
    phone.cut()
    phone.close()

    page = phone.open("/field#/list")  # the browser starts with no network at all
    row = page.get_by_text("小明")
    expect(row).to_be_visible()
    page.get_by_role("button", name="小明：已告知、无禁忌，已服").click()
    expect(page.get_by_role("navigation").get_by_role("link", name="上报")).to_contain_text("1")
    phone.close()
    assert tally(server.engine, round_=ROUND1) == {"registered": 1, "registered_before": 1}

    page = phone.open("/field#/report")
    expect(page.get_by_text("小明")).to_be_visible()
    phone.mend()
    page.get_by_role("button", name="现在上报").click()
    expect(page.get_by_text("这部手机记的都上报了")).to_be_visible(timeout=60_000)
    assert tally(server.engine, round_=ROUND1) == {
        "registered": 1,
        "vaccinated": 1,
        "registered_before": 1,
        "registered_before_dosed": 1,
    }
    assert verify(server.engine) == []
