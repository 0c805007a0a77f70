"""Schools on the map of a round, in a real browser: switched on, one at a time, a box that leads to the school."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import FrameLocator, Page, expect

from fieldapp.commands.demo import SEED
from fieldapp.demo.schools.places import SCHOOLS, school_key
from fieldapp.demo.stage.cast import Cast
from tests.browser.conftest import Server

pytestmark = [pytest.mark.browser, pytest.mark.one_browser]
MAP = f"/campaigns/{Cast(SEED).campaign}/rounds/2/map"
TARGET_PX = 44


@pytest.fixture
def map_of(county: Server, new_page: Callable[..., Page]) -> Callable[..., Page]:
    """Makes pages that show the map to one of the demo people; nothing on them may go wrong."""

    def make(who: str = "county", width: int = 1280, height: int = 800) -> Page:
        page = new_page(viewport={"width": width, "height": height}, locale="zh-CN", bypass_csp=True)
        page.on("pageerror", lambda error: pytest.fail(str(error)))
        page.goto(county.url)
        page.locator("input[name=username]").fill(who)
        page.locator("input[type=password]").fill("demo2025")
        page.keyboard.press("Enter")
        page.get_by_role("navigation").first.wait_for()
        page.goto(county.url + MAP)
        return page

    return make


def opened(page: Page) -> FrameLocator:
    """The map with its legend open."""
    frame = page.frame_locator("iframe")
    frame.locator(".legend .total").wait_for()
    if not frame.locator(".legend").evaluate("(legend) => legend.open"):
        frame.locator(".legend summary").click()
    return frame


@pytest.mark.parametrize("size", [(1280, 800), (390, 844)], ids=["computer", "telephone"])
def test_schools_are_switched_on_one_layer_at_a_time_and_lead_to_the_school(
    map_of: Callable[..., Page], size: tuple[int, int]
) -> None:
    page = map_of(width=size[0], height=size[1])
    frame = opened(page)
    rate, gaps = frame.get_by_label("学校查验率"), frame.get_by_label("学校还要补种的")
    expect(rate).not_to_be_checked()
    expect(frame.locator(".mark")).to_have_count(0)
    rate.check()
    expect(frame.locator(".mark")).to_have_count(len(SCHOOLS))
    expect(frame.locator(".steps:visible")).to_contain_text("方的是小学")
    expect(frame.get_by_label("还差的孩子")).not_to_be_checked()  # its numbers make room
    shapes = [frame.locator(f".mark.{shape}").count() for shape in ("square", "round")]
    assert shapes == [3, 2]
    gaps.check()
    expect(rate).not_to_be_checked()
    expect(frame.locator(".mark")).to_have_count(len(SCHOOLS))
    expect(frame.locator(".steps:visible")).to_contain_text("还要补种几人")
    if size[0] < 600:
        frame.locator(".legend summary").click()
    farm = frame.locator(".mark[title^='乌嘴乡中心小学']")
    box = farm.bounding_box()
    assert box is not None and min(box["width"], box["height"]) >= TARGET_PX
    farm.click()
    popup = frame.locator(".leaflet-popup-content")
    expect(popup).to_contain_text("画在昭明社区的位置")
    popup.get_by_text("看这所学校").click()
    page.wait_for_url(re.compile(school_key(SEED, SCHOOLS[-1])))


def test_switched_off_the_map_is_as_it_was(map_of: Callable[..., Page]) -> None:
    frame = opened(map_of())
    numbers = frame.locator(".dots")
    expect(numbers.first).to_be_visible()
    before = numbers.count()
    frame.get_by_label("学校查验率").check()
    expect(numbers).to_have_count(0)
    frame.get_by_label("学校查验率").uncheck()
    expect(frame.locator(".mark")).to_have_count(0)
    expect(numbers).to_have_count(before)
    expect(frame.get_by_label("各村服苗率")).to_be_checked()


def test_a_township_has_its_own_schools_alone_and_a_lister_no_layer(map_of: Callable[..., Page]) -> None:
    frame = opened(map_of("town"))
    frame.get_by_label("学校查验率").check()
    expect(frame.locator(".mark")).to_have_count(2)
    other = opened(map_of("lister1"))
    expect(other.get_by_label("各村服苗率")).to_be_checked()
    expect(other.get_by_label("学校查验率")).to_have_count(0)
