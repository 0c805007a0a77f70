"""A household in a village with no network: one child dosed, one absent, one newly found and dosed; nothing is lost."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from fieldapp.models.log import LoggedOperation
from fieldapp.sync.rework.replay import verify
from tests.browser.conftest import Phone, Server
from tests.browser.test_campaign_map import ROUND, Desk
from tests.browser.until import until
from tests.browser.village import HOUSE, card, run_round_one, send_all, signed_in_offline, two_listed_children
from tests.sync.county import NORTH, picture, send, tally

pytestmark = pytest.mark.browser
# From the number of a township, or of a village, to what lies under it.
NEAR = """((map) => {
  let at = null;
  map.eachLayer((layer) => { if (layer instanceof L.Marker) at = layer.getLatLng(); });
  return at ? map.setView(at, 17, { animate: false }) : map;
})(Object.values(window).find((one) => one instanceof L.Map))"""
MISSED = """Object.values(window).filter((one) => one instanceof L.Map).flatMap((map) => {
  const found = [];
  map.eachLayer((layer) => found.push(layer));
  return found.filter((layer) => layer instanceof L.CircleMarker && !(layer instanceof L.Circle)
    && layer.options.fillOpacity === 1); // not the ring that is tapped
})"""


def record_household(page: Page) -> None:
    """One dose with one tap, one reason with two, one new child saved and dosed with one."""
    card(page, "王小明").get_by_role("button", name="已告知、无禁忌，已服").click()
    expect(card(page, "王小明")).to_contain_text("✔ 已服")
    card(page, "王小红").get_by_role("button", name="没服成").click()
    page.get_by_role("dialog").get_by_role("button", name="不在家").click()
    expect(card(page, "王小红").get_by_role("button", name="撤销")).to_contain_text("不在家")
    page.get_by_role("button", name="这户加孩子").click()
    page.get_by_label("姓名", exact=True).fill("王小宝")
    page.get_by_text("男", exact=True).click()
    page.get_by_label("出生日期").fill("1岁2个月")
    page.get_by_text("3剂以上").click()
    page.get_by_text("本县", exact=True).click()
    page.get_by_role("button", name="保存，并且已服").click()
    expect(card(page, "王小宝")).to_contain_text("✔ 已服")


def expect_all_there(page: Page, unsent: int) -> None:
    """The household and the counts as the worker left them."""
    for name in ("王小明", "王小宝"):
        expect(card(page, name)).to_contain_text("✔ 已服")
    expect(card(page, "王小红")).to_contain_text("不在家")
    expect(page.get_by_role("navigation").get_by_role("link", name="上报")).to_contain_text(str(unsent))


@pytest.mark.parametrize("slower", [1, 6])
def test_a_household_recorded_with_no_network_is_all_there_and_arrives_once(
    server: Server, phone: Phone, new_page: Callable[..., Page], slower: int
) -> None:
    run_round_one(server)
    two_listed_children(server)
    signed_in_offline(phone)
    phone.close()

    phone.slower = slower
    record_household(phone.open(HOUSE))
    phone.close()

    page = phone.open(HOUSE)
    expect_all_there(page, unsent=4)
    assert tally(server.engine) == {"registered": 2, "registered_before": 2}
    phone.mend()
    send_all(page)

    counted = {
        "registered": 2,
        "found": 1,
        "vaccinated": 2,
        "registered_before": 2,
        "registered_before_dosed": 1,
    }
    assert tally(server.engine) == counted
    assert tally(server.engine, "reason:absent_short") == {"missed": 1}
    before = picture(server.engine)
    expect_in_the_office(new_page(locale="zh-CN"), server)
    replay(server)
    assert picture(server.engine) == before
    assert verify(server.engine) == []


def expect_in_the_office(page: Page, server: Server) -> None:
    """The campaign page counts the household; the map shows why one child is to be come back to."""
    desk = Desk(page, server)
    desk.sign_in("sun")
    page = desk.go(ROUND)
    expect(page.locator(".short strong")).to_have_text("1")
    expect(page.locator("#villages tbody tr", has_text=NORTH)).to_contain_text("66.67")
    page = desk.go(f"{ROUND}/map")
    frame = page.frame_locator("iframe")
    frame.locator(".legend").wait_for()
    until(page.frames[-1], f"() => {NEAR} && {MISSED}.length === 1")
    page.frames[-1].evaluate(f"{MISSED}[0].openPopup();0")
    expect(frame.locator(".leaflet-popup .name")).to_have_text("接种时外出/不在家")


def replay(server: Server) -> None:
    """Everything the phone sent arrives once more, newest first."""
    with server.engine.connect() as connection:
        sent = connection.scalars(select(LoggedOperation.raw).order_by(LoggedOperation.position.desc())).all()
    receipts = send(server.engine, *map(json.loads, sent))
    assert {receipt["outcome"] for receipt in receipts} == {"duplicate"}
