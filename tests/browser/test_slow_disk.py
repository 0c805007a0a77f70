"""A phone whose disk is slow: who goes on while it writes is not taken away again; nothing typed meanwhile is lost."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Phone, Server
from tests.browser.test_failures_network import expect_unsent
from tests.browser.village import HOUSE, card, run_round_one, signed_in_offline, two_listed_children
from tests.sync.county import key

pytestmark = [pytest.mark.browser, pytest.mark.one_browser]
SLOW_DISK = """
const add = IDBObjectStore.prototype.add;
const SLOW = 700; // milliseconds that a record takes to be kept
const hold = (store, until) => {
  store.count().onsuccess = () => performance.now() < until && hold(store, until);
};
IDBObjectStore.prototype.add = function (record) {
  const request = add.call(this, record);
  if (this.name === 'outbox') hold(this, performance.now() + SLOW);
  return request;
};
"""
NEW_CHILD, NEW_HOUSE, CHANGED_CHILD, CHANGED_HOUSE = (
    "add",
    "household/new",
    f"child/{key('王小明')}/edit",
    f"household/{key('house')}/edit",
)


@pytest.fixture
def page(server: Server, phone: Phone) -> Page:
    """A household of two children on a phone with a slow disk, without network."""
    run_round_one(server)
    two_listed_children(server)
    phone.scripts.append(SLOW_DISK)
    page = signed_in_offline(phone)
    page.goto(server.url + HOUSE)
    return page


@pytest.mark.parametrize(
    ("screen", "fields"),
    [
        (NEW_CHILD, {"姓名": "周小雨", "出生日期": "20230905"}),
        (NEW_HOUSE, {"户主": "周大雨"}),
        (CHANGED_CHILD, {"家长": "王大江"}),
        (CHANGED_HOUSE, {"户主": "王大江"}),
    ],
)
def test_who_went_to_another_screen_while_a_form_was_saved_stays_there(
    server: Server, page: Page, screen: str, fields: dict[str, str]
) -> None:
    expect(card(page, "王小明")).to_be_visible()
    page.goto(f"{server.url}/field#/{screen}")
    for label, words in fields.items():
        page.get_by_label(label, exact=True).fill(words)
    page.get_by_role("button", name="保存", exact=True).click()
    page.get_by_role("navigation").get_by_role("link", name="名单").click()
    expect_unsent(page, 1)  # it is kept
    expect(page.get_by_text("已存在这部手机里")).to_be_attached()
    page.wait_for_timeout(300)  # long enough to be taken away
    expect(page.get_by_role("searchbox")).to_be_visible()
    page.get_by_role("link", name="今日").click()
    expect(page.get_by_text("没保存的")).to_have_count(0)


def test_every_word_about_a_batch_is_kept_however_fast_it_is_typed(server: Server, page: Page) -> None:
    about = {"上市许可持有人": "甲生物制品公司", "有效期至": "2099-11-30", "每瓶（支）几剂": "20"}
    page.goto(f"{server.url}/field#/work")
    page.get_by_label("批号").fill("A2025-7")
    page.get_by_label("批号").press("Tab")
    for label, words in about.items():
        page.get_by_label(label).fill(words)
    page.get_by_role("button", name="保存").click()
    expect_unsent(page, 1 + len(about))
    page.goto(f"{server.url}/field#/work")
    for label, words in about.items():
        expect(page.get_by_label(label)).to_have_value(words)
