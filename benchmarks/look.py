"""How calm the face is, in numbers: what is to be seen on the first screen, how large words and targets are, what
contrast they have, what axe finds, and how many taps the tasks take.

    python -m benchmarks.look [--port 8407] [--pages 140]

The demo county of today in a real Chromium: the screens of a vaccinator's phone at 360×640, plain
and in 大字, in both languages; every office page an administrator reaches, at 1280×800, in both languages. Taps are
counted by the tests that make them. Needs the built front end (`make run` once).
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Page

from benchmarks import ground
from benchmarks.handset import chromium, handset, sync_playwright
from tests.browser.measures import CONTRAST, WHOLE_ROWS, WRONG, Look, barriers, looked_at
from tests.browser.test_office_walk import links, shape_of
from tests.browser.until import english_is_kept

PASSWORD = "demo2025"
PHONE, OFFICE = "v19", "admin"
SIZES = ("100%", "130%", "200%")
# Least size of words and of targets in px: plain, and in 大字 (ministry of industry and information technology, 2021).
LEAST = {False: (16, 44), True: (18, 60)}
OF_OFFICE = (16, 0)  # a link in a table or a sentence is as high as its line: axe asks for the room around it
OFFICE_FLOWS = "tests/browser/test_office_flows.py"
TAPS = (
    "tests/browser/test_taps.py",
    "tests/browser/test_chain.py",
    OFFICE_FLOWS,
    "tests/browser/test_catchup_phone.py",
)
Row = tuple[str, str, str]


@dataclass
class Seen:
    """What was found on some screens or pages, added up."""

    screens: int = 0
    letters: int = 0
    small_letters: int = 0
    targets: int = 0
    found: dict[str, list[str]] = field(default_factory=dict)

    def add(self, name: str, look: Look, least: tuple[int, int], *more: tuple[str, list[str]]) -> None:
        """One screen more, `more` of what was looked for there."""
        words, side = least
        self.screens += 1
        self.letters += sum(len(said) for said, _size, _contrast in look.texts)
        self.small_letters += sum(len(said) for said, size, _contrast in look.texts if size < words)
        self.targets += len(look.targets)
        for what, wrong in (("pale", look.pale(CONTRAST)), ("narrow", look.narrow(side)), *more):
            self.found.setdefault(what, []).extend(f"{name}: {one}" for one in wrong)

    def count(self, what: str) -> str:
        """How often, with the first three where any."""
        found = self.found.get(what, [])
        return f"{len(found)}" + (f" ({'; '.join(found[:3])})" if found else "")


def screens(page: Page, url: str) -> list[str]:
    """Addresses of a phone's screens, with a household and a child of its list."""
    page.goto(f"{url}/field#/list")
    page.locator(".row").first.wait_for()
    links_ = page.eval_on_selector_all(".rows a[href]", "all => all.map((one) => one.getAttribute('href'))")
    house = next(one for one in links_ if "household/" in one).split("#/")[1].split("?")[0]
    page.goto(f"{url}/field#/{house}")
    page.locator("article").first.wait_for()
    edit = page.locator("a[href*='/edit']").evaluate_all("all => all.map((one) => one.getAttribute('href'))")
    child = next(one for one in edit if "child/" in one).split("#/")[1]
    key, of = house.split("/")[1], child.split("/")[1]
    told = [
        "",
        "list",
        "list?show=all",
        "list?show=later",
        house,
        f"{house}?sheet=why&of={of}",
        f"{house}/edit",
    ]
    told += [child, "add", f"add?household={key}", "household/new", "work", "nobatch", "report", "settings"]
    return [*told, "help", "household/nobody"]


def to(page: Page, url: str, screen: str, *, size: str = "", large: bool = False, lang: str = "zh") -> None:
    """A phone's screen opened anew."""
    kept = {"lang": lang, "fieldapp.large": "yes" if large else "no"}
    page.evaluate(
        "kept => Object.entries(kept).forEach(([name, value]) => localStorage.setItem(name, value))", kept
    )
    page.goto("about:blank")
    page.goto(f"{url}/field#/{screen}")
    page.evaluate("size => { document.documentElement.style.fontSize = size; }", size)
    page.locator("dialog h2" if "sheet=" in screen else "h1").last.wait_for()
    page.wait_for_timeout(200)


def of_the_phone(page: Page, url: str) -> Iterator[Row]:
    """Everything about the phone."""
    page.goto(f"{url}/field")
    page.get_by_label("用户名").fill(PHONE)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.get_by_role("navigation").wait_for()
    english_is_kept(page, seconds=60)
    all_ = screens(page, url)
    for size in SIZES:
        to(page, url, "list", size=size)
        page.locator(".row").first.wait_for()
        goal = {"100%": "≥ 4", "200%": "≥ 1"}.get(size, "")
        yield (
            f"children with both answers on the first screen, text {size}",
            goal,
            str(page.evaluate(WHOLE_ROWS)),
        )
    for large in (False, True):
        seen, least = Seen(), LEAST[large]
        for lang in ("zh", "en"):
            for screen in all_:
                to(page, url, screen, large=large, lang=lang)
                wrong = [("axe", barriers(page)), ("cut", page.evaluate(WRONG))]
                seen.add(f"{lang} {screen}", looked_at(page), least, *wrong)
        yield from _rows("phone, 大字" if large else "phone", "screens", seen, least)


def of_the_office(page: Page, url: str, most: int) -> Iterator[Row]:
    """Every page the administrator reaches by links, one of each shape, in both languages."""
    page.goto(url)
    page.locator("input[name=username]").fill(OFFICE)
    page.locator("input[type=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_role("navigation").first.wait_for()
    waiting, shapes, seen = [page.url], set(), Seen()
    while waiting and len(shapes) < most:
        href = waiting.pop(0)
        if shape_of(href) in shapes:
            continue
        shapes.add(shape_of(href))
        for lang in ("zh", "en"):
            page.context.add_cookies([{"name": "lang", "value": lang, "url": url}])
            page.goto(href)
            seen.add(f"{lang} {href}", looked_at(page), OF_OFFICE, ("axe", barriers(page)))
        waiting += links(page, url)
    yield from _rows("office", "pages", seen, OF_OFFICE)


def _rows(where: str, of: str, seen: Seen, least: tuple[int, int]) -> Iterator[Row]:
    words, side = least
    share = 100 * seen.small_letters / seen.letters
    yield f"{where}: {of} looked at, both languages", "", f"{seen.screens}"
    yield f"{where}: share of characters under {words} px", "0 %", f"{share:.2f} % of {seen.letters:,}"
    if side:
        yield f"{where}: targets under {side} px", "0", f"{seen.count('narrow')} of {seen.targets:,}"
    yield f"{where}: words of less than {CONTRAST} : 1", "0", seen.count("pale")
    yield f"{where}: axe, WCAG 2.2 AA with target-size", "0", seen.count("axe")
    if "cut" in seen.found:
        yield f"{where}: cut, too wide or over each other", "0", seen.count("cut")


def taps() -> Iterator[Row]:
    """What the tests that make the taps print of them."""
    ran = subprocess.run([sys.executable, "-m", "pytest", "-q", "-s", *TAPS], capture_output=True, text=True)
    for what, number, goal in re.findall(r"^[.\s]*(.+): (\d+) taps, at most (\d+)$", ran.stdout, re.M):
        yield f"taps: {what}", f"≤ {goal}", number
    if ran.returncode:
        yield "taps: a test failed", "", ran.stdout.strip().splitlines()[-1]


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    arguments.add_argument("--port", type=int, default=8407)
    arguments.add_argument("--pages", type=int, default=140)
    said = arguments.parse_args()
    rows: list[Row] = [("what", "goal", "measured")]
    with (
        ground.instance("sqlite") as environ,
        tempfile.TemporaryDirectory() as folder,
        sync_playwright() as running,
    ):
        ground.fieldapp(environ, "demo")  # of today: its second round is going on
        url = f"http://127.0.0.1:{said.port}"
        with ground.Server(environ, said.port):
            with handset(running, url, Path(folder) / "phone") as phone:
                rows += of_the_phone(phone.page, url)
            browser = running.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
            page = browser.new_page(viewport={"width": 1280, "height": 800}, locale="zh-CN", bypass_csp=True)
            rows += of_the_office(page, url, said.pages)
            browser.close()
    ground.table("the face in numbers", [*rows, *taps()])


if __name__ == "__main__":
    main()
