"""Lists of a round keep what was typed, how they were sorted and where one was; nothing lies beyond the edge."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from fieldapp.commands.demo import SEED
from fieldapp.demo.stage.cast import Cast
from tests.browser.conftest import Server
from tests.browser.measures import barriers
from tests.browser.test_office_walk import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.one_browser]
HERE = f"/campaigns/{Cast(SEED).campaign}"
ROUND = f"{HERE}/rounds/2"
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
ROOT = (
    "document.addEventListener('DOMContentLoaded', () => { document.documentElement.style.fontSize = '%s'; })"
)


@pytest.fixture
def desk(county: Server, new_page: Callable[..., Page]) -> Callable[..., Page]:
    """A desk or a phone of the county's, at some size of text."""

    def make(width: int = 1280, text: str = "100%", height: int = 800, who: str = "county") -> Page:
        phone: dict[str, Any] = {"is_mobile": True, "has_touch": True} if width < 500 else {}
        page = new_page(locale="zh-CN", bypass_csp=True, viewport={"width": width, "height": height}, **phone)
        page.set_default_timeout(8000)
        page.add_init_script(ROOT % text)
        sign_in(page, county, who)
        return page

    return make


def go(page: Page, path: str) -> Page:
    """One page of the same server."""
    page.goto("/".join(page.url.split("/")[:3]) + path)
    return page


def test_what_is_typed_on_a_child_list_stays_and_stands_in_its_address(desk: Callable[..., Page]) -> None:
    page = go(desk(), f"{ROUND}/children?cell=all+short")
    rows = page.locator("#children tbody tr:not(.sub)")
    expect(rows).to_have_count(100)
    family = rows.first.locator("th").inner_text()[0]
    page.get_by_role("button", name="出生日期").click()
    page.wait_for_url("**sort=children.*")
    box = page.get_by_label("找人")
    box.press_sequentially(family)
    page.wait_for_url("**q=*")
    expect(box).to_have_value(family)
    expect(box).to_be_focused()
    page.wait_for_timeout(1500)  # longer than any pause in typing: nothing erases it
    expect(box).to_have_value(family)
    assert 0 < rows.count() <= 100 and all(family in one for one in rows.all_inner_texts())
    heads = [one.strip() for one in page.locator("#children thead th").all_inner_texts()]
    at = heads.index("出生日期") + 1
    days = page.locator(f"#children tbody tr:not(.sub) > :nth-child({at})").all_inner_texts()
    assert days == sorted(days, reverse=True)
    box.press("Enter")
    expect(box).to_have_value(family)
    expect(page.locator("th[aria-sort=descending]")).to_have_text("出生日期")


def test_a_search_without_anybody_and_the_next_page_say_where_one_is(desk: Callable[..., Page]) -> None:
    page = go(desk(), f"{ROUND}/children?cell=all+short")
    page.get_by_role("button", name="出生日期").click()
    page.get_by_role("link", name="下一页").click()
    page.wait_for_url("**page=2**")
    expect(page.locator("th[aria-sort=descending]")).to_have_text("出生日期")
    page.get_by_label("找人").fill("没有这个人")
    page.get_by_label("找人").press("Enter")
    expect(page.locator(".empty")).to_contain_text("没有这个人")


def test_back_leads_to_the_same_table_sorted_narrowed_and_scrolled(desk: Callable[..., Page]) -> None:
    page = go(desk(), f"{ROUND}?list=villages")
    page.get_by_role("button", name="服苗率%", exact=True).click()
    expect(page.locator("th[aria-sort=ascending]")).to_contain_text("服苗率%")
    box = page.locator(".scroll:has(#villages)")
    box.evaluate("one => one.scrollTo(0, 900)")
    page.evaluate("scrollTo(0, 500)")
    row = page.locator("#villages tbody tr:visible").nth(18)
    village = row.locator("th a").inner_text()
    row.locator("td").nth(0).locator("a").click()
    page.wait_for_url("**/children?**")
    page.get_by_role("link", name="返回").click()
    page.wait_for_url("**sort=villages.*")
    expect(page.locator("th[aria-sort=ascending]")).to_contain_text("服苗率%")
    expect(page.locator("#villages tbody tr:visible").nth(18).locator("th a")).to_have_text(village)
    assert abs(box.evaluate("one => one.scrollTop") - 900) < 5
    assert abs(page.evaluate("scrollY") - 500) < 60


def test_who_has_no_share_stands_last_and_the_lowest_first(desk: Callable[..., Page]) -> None:
    page = go(desk(), f"{ROUND}?list=villages")
    head = page.locator("#villages thead th").nth(2).locator("button")
    cells = page.locator("#villages tbody tr:not(.total, .sub) td.rate")
    for direction in (1, -1):
        head.click()
        said = [one.strip() for one in cells.all_inner_texts()]
        numbers = [float(one) for one in said if one != "—"]
        assert said[len(numbers) :] == ["—"] * (len(said) - len(numbers)) != []
        assert numbers == sorted(numbers, reverse=direction < 0)


def test_a_village_is_found_by_its_initials_and_nothing_found_is_said(desk: Callable[..., Page]) -> None:
    page = go(desk(), ROUND)
    rows = page.locator("#villages tbody tr:visible")
    box = page.get_by_label("找村")
    box.fill("fab")
    expect(rows.first).to_contain_text("丰安坝")
    box.fill("xyzzy")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("没有找到“xyzzy”")


def test_the_half_that_a_sentence_names_is_one_tap_away(desk: Callable[..., Page]) -> None:
    page = desk()
    link = page.locator(".running .sentence a").nth(1)
    villages = int("".join(filter(str.isdigit, link.inner_text().split("的")[1])))
    total = int(page.locator(".running .sentence a").first.inner_text())
    link.click()
    page.wait_for_url("**only=half")
    shorts = [int(one) for one in page.locator("#villages tbody td.strong").all_inner_texts()]
    assert len(shorts) == villages and 2 * sum(shorts) >= total
    assert shorts == sorted(shorts, reverse=True)


VILLAGE = "table.worst a.go"


@pytest.mark.parametrize("text", ["130%", "200%"])
def test_no_page_of_a_round_scrolls_sideways_in_large_text(desk: Callable[..., Page], text: str) -> None:
    page = desk(360, text, 640)
    village = (page.locator(VILLAGE).first.get_attribute("href") or "").split("?")[1]
    wide = {}
    for path in (
        "/",
        ROUND,
        f"{ROUND}?list=villages",
        f"{ROUND}?{village}",
        f"{ROUND}/wall",
        f"{ROUND}/children?cell=all+short",
        f"{ROUND}/children?cell=all+short&{village}",
        "/campaigns/find?q=wang",
    ):
        wide[path] = go(page, path).evaluate(WIDER)
    assert {path: by for path, by in wide.items() if by > 0} == {}


def test_a_village_s_card_shows_name_and_whole_number_without_a_box_that_scrolls(
    desk: Callable[..., Page],
) -> None:
    page = go(desk(390, height=844), f"{ROUND}?list=villages")
    tel = page.locator("#villages tbody tr:visible .tel").first
    box = tel.bounding_box()
    assert box and box["x"] >= 0 and box["x"] + box["width"] <= 390 and box["height"] >= 44
    assert page.locator(".scroll:has(#villages)").evaluate("one => one.scrollHeight - one.clientHeight") <= 1
    first = page.locator("#villages tbody tr:not(.total):visible").first
    assert first.locator("td[data-label]").first.get_attribute("data-label") == "还差"
    go(page, page.locator("#villages a.go").nth(1).get_attribute("href") or "")
    assert page.locator(".scroll:has(#missing)").evaluate("one => one.scrollHeight - one.clientHeight") <= 1


def test_the_tab_one_is_on_is_in_sight(desk: Callable[..., Page]) -> None:
    page = go(desk(390, height=844), f"{HERE}/batches")
    box = page.locator(".tabs [aria-current]").bounding_box()
    assert box and box["x"] >= 0 and box["x"] + box["width"] <= 390


def test_a_child_is_found_from_the_overview_and_its_page_opened(desk: Callable[..., Page]) -> None:
    page = go(desk(), f"{ROUND}/children?cell=all+short")
    name = page.locator("#children tbody th a.go").first.inner_text()
    go(page, "/").get_by_label("找孩子").fill(name)
    page.keyboard.press("Enter")
    page.wait_for_url("**/campaigns/find?q=*")
    assert barriers(page) == []
    page.locator("#found a.go", has_text=name).first.click()
    expect(page.locator("h1")).to_have_text(name)


SMALL_TARGETS = """() => [...document.querySelectorAll('main :is(a, button, summary)')]
  .filter((one) => one.checkVisibility()).map((one) => [one.getBoundingClientRect(), one.outerHTML.slice(0, 90)])
  .filter(([box]) => box.height < 43.5 || box.width < 43.5)
  .map(([box, html]) => `${box.width}x${box.height} ${html}`)"""


def test_targets_of_overview_and_round_are_as_large_as_a_thumb(desk: Callable[..., Page]) -> None:
    page = go(desk(390, height=844), "/")
    assert page.evaluate(SMALL_TARGETS) == []
    go(page, ROUND).evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    small = [one for one in page.evaluate(SMALL_TARGETS) if "svg" not in one and "cell=day" not in one]
    assert small == []
