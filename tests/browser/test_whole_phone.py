"""Search and the warning of doubles look through every village on the phone and say which; twins are asked once."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Phone, Server
from tests.browser.village import (
    card,
    find_row,
    run_round_one,
    signed_in_offline,
    two_listed_children,
    whole_list,
)
from tests.sync.county import NORTH, SOUTH, child, send

pytestmark = pytest.mark.browser


@pytest.fixture
def page(server: Server, phone: Phone) -> Page:
    """The first village's list on a phone without network, which holds a second village too."""
    run_round_one(server)
    two_listed_children(server)
    send(server.engine, child("司马涵梓", born="2022-03-04", sex="female", guardian="司马光", area=SOUTH))
    page = signed_in_offline(phone)
    whole_list(page, server)
    return page


def test_a_child_of_another_village_is_found_and_warned_of_with_its_village(page: Page) -> None:
    for typed in ("司马 涵\u200b梓", "smhz"):
        expect(find_row(page, typed, "司马涵梓")).to_contain_text(f"village {SOUTH}")
    expect(find_row(page, "王小明", "王小明")).not_to_contain_text(f"village {NORTH}")
    page.get_by_role("link", name="加孩子").click()
    page.get_by_label("姓名", exact=True).fill("司马 涵梓")
    page.get_by_label("出生日期").fill("20220304")
    warning = page.get_by_role("status").filter(has_text="可能已经登记过")
    expect(warning).to_contain_text("司马涵梓")
    expect(warning).to_contain_text(f"village {SOUTH}")


def test_a_second_twin_is_asked_about_when_it_is_added_and_not_again(page: Page, server: Server) -> None:
    page.get_by_role("link", name="加孩子").click()
    for name in ("张大双", "张小双"):
        page.get_by_label("姓名", exact=True).fill(name)
        page.get_by_label("出生日期").fill("20240101")
        page.get_by_label("电话").first.fill("13700000003")
        asked = page.get_by_role("status").filter(has_text="是双胞胎吗")
        expect(asked).to_have_count(1 if name == "张小双" else 0)
        page.get_by_role("button", name="保存", exact=True).click()
        expect(card(page, name)).to_be_visible()
        page.get_by_role("link", name="加孩子").click()
    whole_list(page, server)
    find_row(page, "张小双", "张小双").get_by_role("link").click()
    card(page, "张小双").get_by_role("link", name="改资料").click()
    expect(page.get_by_label("出生日期")).to_have_value("2024-01-01")
    page.wait_for_timeout(600)  # the warning comes a moment after
    expect(page.get_by_role("status").filter(has_text="双胞胎")).to_have_count(0)
    expect(page.get_by_role("status").filter(has_text="可能已经登记过")).to_have_count(0)
