"""The phone says what its store holds, not what it believes: cleared under an open page, a first download that broke
off, two windows of which one has no say."""

from __future__ import annotations

from contextlib import suppress

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PASSWORD, Phone, Server
from tests.browser.gateway import Gateway
from tests.browser.test_failures_network import (
    dose,
    expect_all_sent,
    expect_unsent,
    run_round_one,
    send_now,
    vaccinated,
    visits,
)
from tests.sync.county import EAST, NORTH, SOUTH, child, send

pytestmark = pytest.mark.browser
NAMES = ("小明", "小红", "小刚", "小丽")
PUT_BACK = "这部手机存的东西刚才被清掉过"
KEPT = "都存在这部手机里"
# What a cleaner does in the browser's place, in three ways.
EMPTY_STORES = """() => new Promise((done) => {
  indexedDB.open('fieldapp').onsuccess = ({ target: { result: db } }) => {
    const names = [...db.objectStoreNames];
    const tx = db.transaction(names, 'readwrite');
    names.forEach((name) => tx.objectStore(name).clear());
    tx.oncomplete = () => { db.close(); localStorage.clear(); done(true); };
  };
})"""
DELETE = """() => new Promise((done) => {
  const request = indexedDB.deleteDatabase('fieldapp');
  for (const name of ['success', 'error']) request.addEventListener(name, () => done(name));
})"""


@pytest.fixture
def village(server: Server) -> Server:
    """Four children on the list of an open round."""
    run_round_one(server)
    send(server.engine, *(child(name, area=NORTH) for name in NAMES))
    return server


def at_list(phone: Phone) -> Page:
    phone.open()
    page = phone.sign_in("ann")
    page.get_by_role("link", name="名单").click()
    return page


def clear(phone: Phone, how: str) -> None:
    """The site's data goes while its page is open."""
    if how == "site data":
        assert phone.context is not None
        words = {"origin": phone.url, "storageTypes": "indexeddb,local_storage,cache_storage,service_workers"}
        phone.context.new_cdp_session(phone.page).send("Storage.clearDataForOrigin", words)
    else:
        phone.page.evaluate(EMPTY_STORES if how == "emptied" else DELETE)


@pytest.mark.parametrize("how", ["site data", "deleted", "emptied"])
def test_storage_cleared_under_an_open_page(village: Server, phone: Phone, how: str) -> None:
    page = at_list(phone)
    dose(page, NAMES[0])
    send_now(page)
    expect_all_sent(page)
    phone.cut()
    page.get_by_role("link", name="名单").click()
    dose(page, NAMES[1])
    clear(phone, how)
    page.get_by_role("link", name="今日").click()
    expect(page.get_by_text(PUT_BACK).get_by_text("没上报的1条")).to_be_visible()
    expect_unsent(page, 1)
    page.get_by_role("link", name="名单").click()
    dose(page, NAMES[2])
    if how == "site data":
        phone.mend()  # the app's own files went too: they come again as soon as there is a network
        phone.wait_until_kept()
        phone.cut()
    phone.close()
    page = phone.open("/field#/list")
    if how != "site data":
        expect_unsent(page, 2)
    expect(page.get_by_role("button", name=f"{NAMES[3]}：已告知、无禁忌，已服")).to_be_visible()
    dose(page, NAMES[3])
    phone.mend()
    send_now(page)
    expect_all_sent(page)
    assert (vaccinated(village), len(visits(village))) == (4, 4)
    assert sorted(one["seq"] for one in visits(village)) == [1, 2, 3, 4]  # no number is given twice


def test_the_first_record_after_the_clearing_puts_the_rest_back(village: Server, phone: Phone) -> None:
    page = at_list(phone)
    phone.cut()
    dose(page, NAMES[0])
    clear(phone, "emptied")
    dose(page, NAMES[1])
    expect(page.get_by_text(PUT_BACK)).to_be_visible()
    phone.close()
    page = phone.open("/field#/list")
    expect_unsent(page, 2)
    phone.mend()
    send_now(page)
    expect_all_sent(page)
    assert vaccinated(village) == 2


def test_what_was_let_go_of_on_purpose_is_not_put_back(village: Server, phone: Phone) -> None:
    page = at_list(phone)
    page.goto(f"{phone.url}/field#/settings")
    with page.expect_event("load"):
        page.get_by_role("button", name="退出登录").click()
    page.get_by_label("用户名").fill("bao")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.get_by_role("navigation").wait_for()
    expect(page.get_by_text(PUT_BACK)).to_have_count(0)
    expect(page.get_by_text(KEPT)).to_be_visible()


def test_a_village_whose_first_download_broke_off_is_named(village: Server, phone: Phone) -> None:
    with Gateway(village).open() as gateway:
        gateway.faults[f"/api/v1/packages/{SOUTH}"] = lambda _forward: None
        phone.url = gateway.url
        page = phone.open()
        page.get_by_label("用户名").fill("ann")
        page.get_by_label("密码").fill(PASSWORD)
        page.get_by_role("button", name="登录").click()
        page.get_by_role("navigation").wait_for()
        expect(page.get_by_text(f"还没下完的村：village {SOUTH}", exact=False)).to_be_visible()
        expect(page.get_by_text(KEPT)).to_have_count(0)
        page.reload()
        expect(page.get_by_text(f"village {SOUTH}", exact=False)).to_be_visible()
        expect(page.get_by_text(KEPT)).to_have_count(0)
        gateway.faults.clear()
        send_now(page)
        page.get_by_role("link", name="今日").click()
        expect(page.get_by_text(KEPT)).to_be_visible(timeout=60_000)
        expect(page.get_by_text("还没下完的村")).to_have_count(0)
        assert {NORTH, SOUTH, EAST} <= set(
            page.locator("select option").evaluate_all("(all) => all.map((one) => one.value)")
        )


def test_a_first_download_without_network_says_so_and_goes_on_by_itself(
    village: Server, phone: Phone
) -> None:
    with Gateway(village).open() as gateway:
        gateway.faults["/api/v1/packages/setup"] = lambda _forward: None
        phone.url = gateway.url
        page = phone.open()
        page.get_by_label("用户名").fill("ann")
        page.get_by_label("密码").fill(PASSWORD)
        page.get_by_role("button", name="登录").click()
        expect(page.get_by_text("网断了，名单还没有下来", exact=False)).to_be_visible()
        gateway.faults.clear()
        page.get_by_role("button", name="再试一次").click()
        expect(page.get_by_text(KEPT)).to_be_visible(timeout=60_000)


def test_a_second_window_does_not_go_on_saying_that_there_is_no_network(
    village: Server, phone: Phone
) -> None:
    page = at_list(phone)
    assert phone.context is not None
    other = phone.context.new_page()
    other.goto(f"{phone.url}/field#/")
    expect(other.get_by_text(KEPT)).to_be_visible()
    phone.cut()
    dose(page, NAMES[0])
    for window in (page, other):
        window.evaluate("window.dispatchEvent(new Event('offline'))")
    expect(other.get_by_text("现在没网，照常记")).to_be_visible()
    phone.mend()
    other.evaluate("navigator.locks.request('hold', () => {})")
    send_now(page)
    expect_all_sent(page)
    expect(other.get_by_text("现在没网，照常记")).to_have_count(0)
    expect(other.get_by_text("都上报了")).to_be_visible()


def test_a_second_window_hears_for_itself_while_the_first_is_talking(village: Server, phone: Phone) -> None:
    at_list(phone)
    assert phone.context is not None
    other = phone.context.new_page()
    other.goto(f"{phone.url}/field#/report")
    other.get_by_role("button", name="现在上报").wait_for()
    other.get_by_text("这部手机", exact=True).click()
    phone.page.evaluate("void navigator.locks.request('fieldapp-sync', () => new Promise(() => {}))")
    other.evaluate("window.dispatchEvent(new Event('offline'))")
    expect(other.get_by_text("不通，没网也能记")).to_be_visible()
    reached = other.get_by_text("通", exact=True)
    for _ in range(
        3
    ):  # on a busy machine the server may not answer within the ten seconds that are waited for
        other.get_by_role("button", name="现在上报").click()
        with suppress(AssertionError):
            expect(reached).to_be_visible(timeout=12_000)
            break
    expect(reached).to_be_visible()


def test_who_has_none_of_her_villages_yet_is_not_told_that_none_is_given_to_her(
    village: Server, phone: Phone
) -> None:
    with Gateway(village).open() as gateway:
        for code in (NORTH, SOUTH, EAST):
            gateway.faults[f"/api/v1/packages/{code}"] = lambda _forward: None
        phone.url = gateway.url
        page = phone.open()
        page.get_by_label("用户名").fill("ann")
        page.get_by_label("密码").fill(PASSWORD)
        page.get_by_role("button", name="登录").click()
        page.get_by_role("navigation").wait_for()
        expect(page.get_by_text("还没下完的村", exact=False)).to_be_visible()
        expect(page.get_by_text("还没有分给您的村")).to_have_count(0)
        expect(page.get_by_text("请乡镇给您分村", exact=False)).to_have_count(0)
