"""The list of one group: the groups' names are there as soon as someone reaches for them."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Phone, Server
from tests.browser.village import find_row, run_round_one, signed_in_offline, two_listed_children, whole_list
from tests.sync.county import NORTH, child, key, operation, send

pytestmark = [pytest.mark.browser, pytest.mark.one_browser]


@pytest.fixture
def page(server: Server, phone: Phone) -> Page:
    """A village of two groups on a phone whose network is gone, at its list, order and groups opened."""
    run_round_one(server)
    two_listed_children(server)
    house = operation("household", {"head": "李来福", "group": "十组"}, key=key("other"), area=NORTH)
    send(server.engine, house, child("李小花", household=key("other"), area=NORTH))
    page = signed_in_offline(phone)
    whole_list(page, server)
    page.get_by_role("button", name="排顺序、选组").click()
    return page


@pytest.mark.parametrize("reach", ["focus", "tap"])
def test_the_list_of_one_group(page: Page, reach: str) -> None:
    groups = page.get_by_label("组、自然村或楼栋")
    getattr(groups, reach)()
    expect(groups.locator("option")).to_have_text(["所有组", "3组", "十组"])
    groups.select_option("十组")
    expect(page.get_by_role("listitem")).to_have_count(1)
    expect(page.get_by_role("listitem")).to_contain_text("李小花")


def test_search_hides_the_groups_and_gives_them_back_as_they_were_chosen(page: Page) -> None:
    groups = page.get_by_label("组、自然村或楼栋")
    groups.focus()
    groups.select_option("3组")
    find_row(page, "lxh", "李小花")
    expect(groups).to_be_hidden()
    page.get_by_role("searchbox").fill("")
    expect(groups).to_have_value("3组")
    expect(page.get_by_role("listitem")).to_have_count(2)


TABS_SEEN = """
window.tabs = new Set();
new MutationObserver(() => {
  const chosen = document.querySelector('.chips [aria-pressed=true]');
  if (chosen) window.tabs.add(chosen.textContent.replace(/[ 0-9]/g, ''));
}).observe(document, { subtree: true, childList: true });"""


def test_an_address_with_a_tab_draws_no_other_tab_first(server: Server, phone: Phone) -> None:
    run_round_one(server)
    two_listed_children(server)
    phone.scripts.append(TABS_SEEN)
    page = signed_in_offline(phone)
    page.goto("about:blank")
    page.goto(f"{server.url}/field#/list?show=all")
    expect(page.get_by_role("listitem")).to_have_count(2)
    assert page.evaluate("[...window.tabs]") == ["全部"]
