"""Searching the list: who types before the phone has read the pinyin table is answered again when it comes."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Phone, Server
from tests.browser.village import run_round_one, signed_in_offline, two_listed_children

pytestmark = [pytest.mark.browser, pytest.mark.one_browser]
PINYIN_WAITS = """
const ask = window.fetch;
const said = new Promise((say) => { window.bringPinyin = say; });
window.fetch = async (...asked) => {
  if (String(asked[0]).endsWith('pinyin.txt')) await said;
  return ask(...asked);
};
"""


def test_letters_typed_before_the_pinyin_table_came_find_the_child_when_it_is_here(
    server: Server, phone: Phone
) -> None:
    run_round_one(server)
    two_listed_children(server)
    phone.scripts.append(PINYIN_WAITS)
    page = signed_in_offline(phone)
    page.goto(f"{server.url}/field#/list")
    page.get_by_role("searchbox").fill("wxm")
    expect(page.get_by_text("没找到“wxm”")).to_be_visible()
    page.evaluate("bringPinyin()")
    expect(page.get_by_role("listitem")).to_contain_text("王小明")
