"""Take the pictures of the README anew from a running demo: `make run`, then tools/screenshots.py [URL]."""

from __future__ import annotations

import shutil
import sys
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

IMAGES = Path(__file__).resolve().parent.parent / "docs" / "images"
URL = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000"
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
SETTLED = 3000  # ms until a map or list has drawn


def keep(page: Page, name: str) -> None:
    """The window as a PNG of few colours: a third of the size, and nobody sees the difference."""
    picture = Image.open(BytesIO(page.screenshot())).convert("RGB")
    picture.quantize(128, dither=Image.Dither.NONE).save(IMAGES / f"{name}.png", optimize=True)


def sign_in(page: Page, path: str, who: str) -> None:
    """Sign in as one of the demo people."""
    page.goto(URL + path)
    page.get_by_label("用户名").fill(who)
    page.get_by_label("密码").fill("demo2025")
    page.get_by_role("button", name="登录").click()
    page.get_by_role("navigation").first.wait_for()


def phone(browser: Browser) -> None:
    """The list of a village with children still to come."""
    page = browser.new_page(
        viewport={"width": 360, "height": 700}, device_scale_factor=1.5, is_mobile=True, locale="zh-CN"
    )
    sign_in(page, "/field", "v19")
    page.get_by_role("link", name="名单").click()
    page.wait_for_timeout(SETTLED)
    keep(page, "phone-list")


def office(browser: Browser) -> None:
    """The campaign page of the round now going on, and its map."""
    page = browser.new_page(viewport={"width": 1180, "height": 900}, locale="zh-CN")
    sign_in(page, "/sign-in", "county")
    page.goto(URL + "/campaigns")
    page.locator('main table a[href*="/campaigns/"]').first.click()
    page.wait_for_timeout(SETTLED)
    keep(page, "campaign")
    page.goto(f"{page.url}/map")
    page.wait_for_timeout(SETTLED)
    keep(page, "map")


if __name__ == "__main__":
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        phone(chromium)
        office(chromium)
        chromium.close()
