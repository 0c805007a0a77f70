"""The screens of the school check by the measures of the phone's other screens: size of words and targets, contrast,
one next action, nothing cut; both languages, large letters."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Phone, Server
from tests.browser.measures import CONTRAST, WRONG, accented, barriers, looked_at
from tests.browser.school_class import ASSESSED, found_a_class, notice_of_two
from tests.browser.test_calm_phone import to
from tests.browser.until import english_is_kept
from tests.school.places import PRIMARY
from tests.sync.county import key

pytestmark = [pytest.mark.browser, pytest.mark.one_browser]
SCREENS = {
    "今日": "",
    "class": f"class/{PRIMARY}/1%2F1",
    "five answers": f"check/{key('enrolled 陈一')}",
    "doses of a report": f"check/{key('enrolled 陈丰')}",
    "why there is none": f"check/{key('enrolled 陈云')}",
    "seen already": f"check/{key('enrolled 陈万')}",
    "the end": f"sat/{PRIMARY}/1%2F1",
    "slips": "slips",
}
OPENED = {  # what opens on a screen: by what, and what is then there
    "scanning a report": (f"check/{key('enrolled 陈一')}", ".scanned button", ".scanner"),
    "scanning a slip": ("slips", "button.scan", ".scanner"),
    "who refuses": (f"check/{key('enrolled 陈万')}", ".refusals summary", ".refusals .choices"),
}


def begun(phone: Phone, server: Server) -> Page:
    """One child has a check and a notice, of two others an answer is begun; the reports have a day."""
    found_a_class(server)
    notice_of_two(server, "陈万")
    page = phone.open()
    phone.sign_in("nurse")
    for name, digit in (("陈丰", "2"), ("陈云", "5")):
        page.goto(f"{server.url}/field#/check/{key(f'enrolled {name}')}")
        page.get_by_role("heading", name=name).wait_for()
        if digit == "2":
            page.get_by_label("评估日期（报告上印的）").fill(ASSESSED.strftime("%Y%m%d"))
            page.locator("h1").focus()
        page.wait_for_timeout(400)
        page.keyboard.press(digit)
        page.locator(".picking").wait_for()
    return page


def test_nothing_is_too_small_too_pale_or_cut_and_one_action_is_next(server: Server, phone: Phone) -> None:
    page = begun(phone, server)
    english_is_kept(page)
    found: dict[str, list[str]] = {}
    for lang, large in (("zh", False), ("en", True), ("zh", True), ("en", False)):
        small, target = (18, 60) if large else (16, 44)
        for name, screen in SCREENS.items():
            to(page, server, screen, large=large, lang=lang)
            seen = looked_at(page)
            assert len(seen.texts) > 3 and len(seen.targets) > 2, name
            wrong = [*seen.small(small), *seen.pale(CONTRAST), *seen.narrow(target), *barriers(page)]
            accents = accented(page)
            found[f"{name} {lang} {large}"] = [*wrong, *(accents if len(accents) > 1 else [])]
    assert {name: wrong for name, wrong in found.items() if wrong} == {}


@pytest.mark.parametrize("width", [320, 360, 1280])
def test_nothing_is_cut_and_nothing_overlaps(
    server: Server, new_phone: Callable[..., Phone], width: int
) -> None:
    page = begun(new_phone(width=width), server)
    found = {}
    for name, screen in SCREENS.items():
        for size in ("100%", "130%", "200%"):
            to(page, server, screen, size)
            found[f"{name} {size}"] = page.evaluate(WRONG)
    assert {name: wrong for name, wrong in found.items() if wrong} == {}


def test_what_opens_on_a_screen_is_as_large_as_clear_and_as_whole(server: Server, phone: Phone) -> None:
    page = begun(phone, server)
    english_is_kept(page)
    found = {}
    cases = [
        ("zh", False, ""),
        ("en", False, ""),
        ("zh", True, ""),
        ("zh", False, "200%"),
        ("en", False, "200%"),
    ]
    for lang, large, size in cases:
        small, target = (18, 60) if large else (16, 44)
        for name, (screen, tapped, there) in OPENED.items():
            to(page, server, screen, size, large, lang)
            page.locator(tapped).first.click()
            page.locator(there).wait_for()
            seen = looked_at(page)
            wrong = [*seen.pale(CONTRAST), *seen.narrow(target), *barriers(page), *page.evaluate(WRONG)]
            found[f"{name} {lang} {large} {size}"] = [*seen.small(small), *wrong]
    assert {name: wrong for name, wrong in found.items() if wrong} == {}
