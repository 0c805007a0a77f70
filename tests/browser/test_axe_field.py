"""No screen of the field app keeps anyone out: axe-core finds nothing against WCAG 2.2 AA, in either language."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Phone, Server
from tests.browser.measures import barriers
from tests.browser.village import run_round_one, two_listed_children
from tests.sync.county import child, key, send

pytestmark = [pytest.mark.browser, pytest.mark.one_browser]
HOUSE = f"household/{key('house')}"
SCREENS = (
    "",
    "list",
    "list?show=done",
    "list?show=all",
    HOUSE,
    f"{HOUSE}?sheet=why&of={key('王小明')}",
    f"{HOUSE}?sheet=despite&of={key('王大明')}",
    f"{HOUSE}/edit",
    f"child/{key('王小明')}/edit",
    f"child/{key('无户')}",
    "household/new",
    "household/nobody",
    "add",
    f"add?household={key('house')}",
    "work",
    "work?need=giver",
    "report",
    "settings",
    "help",
    "signin",
    "nowhere",
)
WECHAT = "Mozilla/5.0 (Linux; Android 12) AppleWebKit/537.36 Chrome/111 Mobile MicroMessenger/8.0.42"


def findings(page: Page, server: Server) -> dict[str, list[str]]:
    """Every screen that has findings."""
    found = {}
    for screen in SCREENS:
        page.goto("about:blank")
        page.goto(f"{server.url}/field#/{screen}")
        expect(page.locator("dialog h2" if "sheet=" in screen else "h1").last).to_be_visible()
        page.wait_for_timeout(150)
        found[screen] = barriers(page)
    return {screen: grave for screen, grave in found.items() if grave}


@pytest.fixture
def busy_phone(server: Server, phone: Phone) -> Phone:
    """A phone with listed children, one of them dosed, one outside the round, one without a household."""
    run_round_one(server)
    two_listed_children(server)
    send(
        server.engine,
        child("王大明", household=key("house"), born="2018-01-01", area="430921103001"),
        child("无户", born=None, area="430921103001"),
    )
    page = phone.open()
    phone.sign_in("ann").get_by_role("link", name="名单").click()
    page.get_by_role("button", name="王小明：已告知").click()
    expect(page.get_by_role("button", name="王小明：已服，撤销")).to_be_visible()
    return phone


def test_no_screen_of_a_busy_phone_has_a_barrier(server: Server, busy_phone: Phone) -> None:
    assert findings(busy_phone.page, server) == {}


def test_no_screen_in_english_has_a_barrier(server: Server, busy_phone: Phone) -> None:
    page = busy_phone.page
    page.goto(f"{server.url}/field#/settings")
    page.get_by_text("English").click()
    expect(page.get_by_role("heading", name="Settings")).to_be_visible()
    assert findings(page, server) == {}


def test_signing_in_has_no_barrier(server: Server, phone: Phone) -> None:
    page = phone.open()
    expect(page.get_by_label("用户名")).to_be_visible()
    assert barriers(page) == []


def test_inside_wechat_only_the_way_out_is_shown(server: Server, new_page: Callable[..., Page]) -> None:
    page = new_page(user_agent=WECHAT, locale="zh-CN", viewport={"width": 360, "height": 640})
    page.goto(f"{server.url}/field#/list")
    expect(page.get_by_role("heading", name="请换浏览器打开")).to_be_visible()
    expect(page.get_by_label("网址")).to_have_value(f"{server.url}/field")
    expect(page.get_by_role("navigation")).to_have_count(0)
    expect(page.get_by_label("用户名")).to_have_count(0)
    assert barriers(page) == []
