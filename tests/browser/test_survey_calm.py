"""The screens of surveys and quick checks by the measures of the phone's other screens: size of words and targets,
contrast, one next action, nothing cut; both languages, large letters; and what keeps people out (axe)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Phone, Server
from tests.browser.measures import CONTRAST, WRONG, accented, barriers, looked_at
from tests.browser.survey_cluster import BORN, CLUSTER, back, found_a_survey, household
from tests.browser.test_calm_phone import to
from tests.browser.until import english_is_kept

pytestmark = [pytest.mark.browser, pytest.mark.one_browser]
SCREENS = {
    "今日": "",
    "cluster": f"cluster/{CLUSTER}",
    "at the door": household(3),
    "children": household(1, "children"),
    "which child": household(1, "picked"),
    "one child": household(1, "child", "1"),
    "no paper": household(1, "child", "2"),
    "copying": household(1, "copy", "1", "certificate"),
    "recorded": household(2),
    "gone": "cluster/nowhere",
    "quick checks": "quick",
}
CHECK = """() => location.hash.slice(2)"""


def begun(phone: Phone, server: Server) -> tuple[Page, dict[str, str]]:
    """One household is half-way, one was visited, a quick check has two children; the screens."""
    found_a_survey(server)
    page = phone.open()
    phone.sign_in("sue")
    base = f"{server.url}/field#/"
    page.goto(base + household(2))
    page.get_by_role("button", name="没人在家").click()
    page.get_by_text("✔ 2号户").wait_for()
    page.goto(base + household(1))
    page.get_by_role("button", name="访到了").click()
    page.get_by_label("出生日期或年龄").fill(BORN.strftime("%Y%m%d"))
    page.get_by_role("button", name="还有一个孩子").click()
    page.get_by_label("出生日期或年龄").nth(1).fill(back(420).isoformat())
    page.goto(base + household(1, "copy", "1", "certificate"))
    for day in (0, 0, 20):
        page.locator("#sv-date").fill(back(500 - day).strftime("%Y%m%d"))
    page.locator("#sv-date").fill("2025-03")
    page.goto(base + household(1, "child", "1"))
    page.locator("fieldset").first.get_by_text("看到了").click()
    page.goto(base + "quick")
    page.get_by_role("button", name="开始一个新的地方").click()
    page.get_by_role("button", name="第1个孩子").click()
    page.get_by_role("heading", name="第1个孩子").wait_for()
    page.get_by_role("button", name="没服").click()
    page.get_by_role("button", name="短期外出").click()
    child = page.evaluate(CHECK)
    return page, {**SCREENS, "check": child.rpartition("/")[0], "child of a check": child}


def test_nothing_is_too_small_too_pale_or_cut_and_one_action_is_next(server: Server, phone: Phone) -> None:
    page, screens = begun(phone, server)
    english_is_kept(page)
    found: dict[str, list[str]] = {}
    for lang, large in (("zh", False), ("en", True), ("zh", True), ("en", False)):
        small, target = (18, 60) if large else (16, 44)
        for name, screen in screens.items():
            to(page, server, screen, large=large, lang=lang)
            seen = looked_at(page)
            assert len(seen.texts) > 2 and len(seen.targets) > 1, name
            wrong = [*seen.small(small), *seen.pale(CONTRAST), *seen.narrow(target), *barriers(page)]
            accents = accented(page)
            found[f"{name} {lang} {large}"] = [*wrong, *(accents if len(accents) > 1 else [])]
    assert {name: wrong for name, wrong in found.items() if wrong} == {}


@pytest.mark.parametrize("width", [320, 360])
def test_nothing_is_cut_and_nothing_overlaps(
    server: Server, new_phone: Callable[..., Phone], width: int
) -> None:
    page, screens = begun(new_phone(width=width), server)
    found = {}
    for name, screen in screens.items():
        for size in ("100%", "130%", "200%"):
            to(page, server, screen, size)
            found[f"{name} {size}"] = page.evaluate(WRONG)
    assert {name: wrong for name, wrong in found.items() if wrong} == {}
