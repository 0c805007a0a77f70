"""From a bad number to who can mend it: taps are counted, Back leads to where one was, one button has the accent."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from fieldapp.commands.demo import SEED
from fieldapp.demo.stage.cast import Cast
from tests.browser.conftest import Server
from tests.browser.measures import SMALL, accented, at_most, barriers
from tests.browser.until import until

pytestmark = [pytest.mark.browser, pytest.mark.one_browser]
ROUND = f"/campaigns/{Cast(SEED).campaign}/rounds/2"
PAGES = (
    "/",
    "/campaigns",
    ROUND,
    f"{ROUND}?list=villages",
    f"{ROUND}/wall",
    f"{ROUND}/children?cell=all+short",
)
PAGES += (f"{ROUND}/look-after", f"{ROUND}/doses", f"{ROUND.rsplit('/', 2)[0]}/batches")


@pytest.fixture
def desk(county: Server, new_page: Callable[..., Page]) -> Callable[..., Page]:
    """Makes pages at which the county's supervisor, or another of the demo people, has signed in."""

    def make(width: int = 1280, who: str = "county", height: int = 800) -> Page:
        page = new_page(viewport={"width": width, "height": height}, locale="zh-CN", bypass_csp=True)
        page.goto(county.url)
        page.locator("input[name=username]").fill(who)
        page.locator("input[type=password]").fill("demo2025")
        page.keyboard.press("Enter")
        page.get_by_role("navigation").first.wait_for()
        return page

    return make


class Taps:
    """A hand that counts: what is tapped must be in sight after scrolling, as for a person."""

    def __init__(self) -> None:
        self.made = 0

    def on(self, what: Locator) -> None:
        what.click()
        what.page.wait_for_load_state()
        self.made += 1


@pytest.mark.parametrize("width", [1280, 390])
def test_from_the_overview_to_who_is_responsible_for_the_worst_village(
    desk: Callable[..., Page], width: int
) -> None:
    page, taps = desk(width), Taps()
    first = page.locator("table.worst tbody tr").first
    village = first.locator("a.go").inner_text()
    number = first.locator("a.tel")
    expect(number).to_be_visible()  # nothing was tapped yet
    assert re.fullmatch(r"tel:1380000\d{4}", number.get_attribute("href") or "")
    said = number.inner_text()
    taps.on(first.locator("a.go"))
    expect(page.locator(".people a.tel").first).to_have_text(said)
    assert village in page.locator(".crumbs").inner_text()
    at_most(2, taps.made, f"overview to who is responsible for the worst village, {width} px")


@pytest.mark.parametrize("width", [1280, 390])
def test_from_the_overview_to_the_worst_village_s_missing_children_and_one_of_them(
    desk: Callable[..., Page], width: int
) -> None:
    page, taps = desk(width), Taps()
    short = int(re.sub(r"\D", "", page.locator("table.worst tbody tr .strong").first.inner_text()))
    taps.on(page.locator("table.worst tbody tr a.go").first)
    expect(page.locator("#missing tbody tr")).to_have_count(short)
    at_most(3, taps.made, f"overview to the worst village's missing children, {width} px")
    name = page.locator("#missing tbody th").nth(3)
    child = name.inner_text()
    taps.on(name.locator("a"))
    expect(page.locator("h1")).to_have_text(child)
    assert taps.made <= 3


def test_from_the_county_every_step_down_is_one_tap_and_back_returns_to_the_same_place(
    desk: Callable[..., Page],
) -> None:
    page = desk()
    page.goto(f"{page.url.rstrip('/')}{ROUND}?list=villages")
    rows = page.locator("#villages tbody tr:not(.sub)")
    rows.nth(20).scroll_into_view_if_needed()
    there = page.evaluate("[scrollY, document.querySelector('#villages').parentElement.scrollTop]")
    address = page.url
    rows.nth(20).locator("td").nth(6).click()  # anywhere on the row
    page.wait_for_url("**area=*")
    page.locator("#missing tbody tr a.go").first.click()
    page.wait_for_url("**/children/*")
    page.get_by_role("link", name="返回").click()
    page.wait_for_url("**area=*")
    page.go_back()
    page.wait_for_url(address)
    expect(page.get_by_role("link", name="村 156")).to_have_attribute("aria-current", "true")
    until(page, "y => Math.abs(scrollY - y) < 60", arg=there[0])


def test_sorted_by_a_column_sums_go_and_looking_for_a_village_unfolds_them(desk: Callable[..., Page]) -> None:
    page = desk()
    page.goto(f"{page.url.rstrip('/')}{ROUND}")
    table = page.locator("#villages")
    expect(table.locator("tbody tr:visible")).to_have_count(6)  # the sum, and townships with children
    page.get_by_label("找村").fill("丰安坝")
    expect(table.locator("tbody tr:visible")).to_have_count(1)
    page.get_by_label("找村").fill("")
    expect(table.locator("tbody tr:visible")).to_have_count(6)
    table.get_by_role("button", name="还差").click()
    expect(table.locator("tbody tr.sub")).to_have_count(0)
    numbers = [int(one) for one in table.locator("tbody tr:not(.total) td.strong").all_inner_texts()]
    assert numbers == sorted(numbers, reverse=True) and len(numbers) == 156
    expect(table.locator("th[aria-sort=descending]")).to_have_text("还差")


def wrong_with(page: Page, width: int) -> list[str]:
    """What is wrong with a page as it stands."""
    found = barriers(page)
    found += [f"small words: {one}" for one in page.evaluate(SMALL)]
    if len(accents := accented(page)) > 1:
        found.append(f"several accents: {accents}")
    if page.evaluate("document.documentElement.scrollWidth") > width:
        found.append("too wide")
    return found


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("width", [1280, 360])
def test_pages_of_a_round_are_for_everybody_and_have_one_accent(
    desk: Callable[..., Page], width: int, lang: str
) -> None:
    page = desk(width)
    site = page.url.rstrip("/")
    if lang == "en":
        page.get_by_role("button", name="English").click()
    page.goto(site)
    village = page.locator("table.worst a.go").first.get_attribute("href") or ""
    page.goto(site + village)
    child = page.locator("#missing a.go").first.get_attribute("href") or ""
    found = []
    for path in (*PAGES, village, child):
        page.goto(site + path)
        found += [f"{path} {one}" for one in wrong_with(page, width)]
    assert found == [], "\n".join(found)


def test_the_wall_fills_its_screen_and_a_leader_s_telephone(
    county: Server, desk: Callable[..., Page]
) -> None:
    for width, height in ((1920, 1080), (390, 844)):
        page = desk(width, height=height)
        page.goto(f"{county.url}{ROUND}/wall")
        room = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.scrollHeight]")
        first = page.locator(".beside > section").first.bounding_box()  # on a telephone the places come below
        assert first is not None
        assert room[0] <= width and (room[1] if width == 1920 else first["y"] + first["height"]) <= height
        size = page.locator(".percent").evaluate("one => parseFloat(getComputedStyle(one).fontSize)")
        assert size >= (100 if width == 1920 else 60)
        expect(page.locator(".sentence")).to_contain_text("还差")
