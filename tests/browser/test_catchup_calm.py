"""The screens of catch-up by the measures of the phone's other screens: size of words and targets, contrast, one next
action, nothing cut; both languages, large letters."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.catchup_village import open_campaign, six_children
from tests.browser.conftest import Phone, Server
from tests.browser.measures import CONTRAST, WRONG, accented, barriers, looked_at
from tests.browser.test_calm_phone import to
from tests.browser.until import english_is_kept
from tests.sync.county import key

pytestmark = [pytest.mark.browser, pytest.mark.one_browser]
SCREENS = {
    "list": "gaps",
    "two doses of a visit": f"gap/{key('陈一')}",
    "what speaks against it": f"gap/{key('陈六')}",
    "why not": f"gap/{key('陈二')}/why",
}


def begun(phone: Phone, server: Server) -> Page:
    """Of three children something is tapped and not saved, one was called."""
    six_children(server)
    open_campaign(server)
    page = phone.open()
    phone.sign_in("ann")
    for name, doses in (("陈一", ("含麻1", "乙脑1")), ("陈六", ("乙脑1",))):
        page.goto(f"{server.url}/field#/gap/{key(name)}")
        for dose in doses:
            page.get_by_role("button", name=re.compile(f"^{dose}")).click()
        page.get_by_role("button", name="没人接").click()
    page.goto(f"{server.url}/field#/gap/{key('陈二')}/why")
    page.get_by_role("button", name="长期外出").click()
    page.get_by_label("去了哪里").fill("东莞")
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
