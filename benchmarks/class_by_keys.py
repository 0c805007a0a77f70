"""How long a class of 45 takes in the office by keyboard, with results in hand: keys, and seconds at a pace of typing.

    python -m benchmarks.class_by_keys [PICTURES]

A real Chromium without a mouse. One who reads a report before each answer and presses two keys a second takes
`READING_S` a child beside the keys; what the machine itself takes is printed apart. Pictures of the pages are put into
the folder PICTURES, where one is named.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright

from benchmarks import ground
from tests.browser.conftest import Server
from tests.browser.school_class import ASSESSED
from tests.browser.test_campaign_map import Desk
from tests.browser.test_class_by_keys import PAGE, Keys, answer_all, found_the_class
from tests.conftest import CHROMIUM, FLAGS
from tests.school.places import PRIMARY

READING_S, KEY_S, BUDGET_S = 4, 0.5, 300
SIZES = ((1280, 800), (360, 640))
CLASS = f"/schools/{PRIMARY}/classes/1~2"


def main() -> None:
    """Measure and print."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    with tempfile.TemporaryDirectory() as made, sync_playwright() as playwright:
        server = Server(Path(made) / "instance")
        server.start()
        found_the_class(server)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        if folder:
            _pictures(browser, server, folder)
        page = _at_desk(browser, server, *SIZES[0])
        keys, took = _answered(page)
        browser.close()
        server.kill()
    by_hand = keys * KEY_S + 45 * READING_S
    rows = [("children", "keys", "machine, s", "by hand, s", "budget, s")]
    rows += [("45", str(keys), f"{took:.1f}", f"{by_hand:.0f}", str(BUDGET_S))]
    ground.table("a class by keyboard", rows)


def _at_desk(browser: object, server: Server, width: int, height: int) -> Page:
    page: Page = browser.new_page(viewport={"width": width, "height": height}, locale="zh-CN")  # type: ignore[attr-defined]
    desk = Desk(page, server)
    desk.sign_in("doctor")
    return desk.go(PAGE)


def _answered(page: Page) -> tuple[int, float]:
    """How many keys, and how long the machine took."""
    keys, since = Keys(page), time.perf_counter()
    keys.press(*ASSESSED.strftime("%Y%m%d"), "Enter")
    answer_all(keys)
    expect(page.locator("[data-done]")).to_have_text("45", timeout=60_000)
    return keys.n, time.perf_counter() - since


def _pictures(browser: object, server: Server, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for width, height in SIZES:
        page = _at_desk(browser, server, width, height)
        page.fill("[name=assessed_on]", ASSESSED.isoformat())
        page.screenshot(path=folder / f"class-{width}.png")
        page.locator("tr[data-child]").nth(2).locator("th").click()
        page.keyboard.press("2")
        page.keyboard.press("4")
        page.keyboard.press("5")
        page.screenshot(path=folder / f"doses-{width}.png")
        page.keyboard.press("Escape")
        for name, path in (("whole", CLASS), ("bring", f"{CLASS}/sheet")):
            page.on("dialog", lambda dialog: dialog.accept())
            page.goto(server.url + path)
            page.screenshot(path=folder / f"{name}-{width}.png", full_page=True)
        page.close()


if __name__ == "__main__":
    main()
