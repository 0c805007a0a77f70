"""Every office page of the demo county, in both languages: accessible, local, calm, without faults."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from urllib.parse import parse_qsl, urljoin, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Server
from tests.browser.measures import CONTRAST, SMALL, accented, barriers, looked_at

WIDTH = 1280
MOST_PAGES, LEAST_PAGES = 140, 60
ROWS = 30  # of a table; test_campaign_pages.py looks at whole ones
SHORTER = """most => document.querySelectorAll('tbody').forEach(
  body => [...body.rows].slice(most).forEach(row => row.remove()))"""
SHAPE = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d+")


def links(page: Page, url: str) -> list[str]:
    """Pages of ours this page leads to."""
    found = page.evaluate("[...document.querySelectorAll('a[href]')].map((one) => one.href)")
    own = [urljoin(page.url, href).split("#")[0] for href in found]
    return [
        href
        for href in own
        if href.startswith(url) and not re.search(r"\.(xlsx|pdf|csv|json|geojson|svg|png|zip)|/field", href)
    ]


@pytest.mark.browser
@pytest.mark.one_browser
@pytest.mark.long
@pytest.mark.parametrize(("lang", "people"), [("zh", ("admin", "county")), ("en", ("county", "admin"))])
def test_every_page_is_accessible_local_calm_and_without_faults(
    county: Server, new_page: Callable[..., Page], lang: str, people: tuple[str, str]
) -> None:
    seen: set[str] = set()
    for who in people:  # the pages of one, then what only the other has
        page = new_page(locale="zh-CN", bypass_csp=True, viewport={"width": WIDTH, "height": 800})
        page.context.add_cookies([{"name": "lang", "value": lang, "url": county.url}])
        sign_in(page, county, who)
        assert list(faults(page, county, seen)) == []
    assert len(seen) > LEAST_PAGES


def sign_in(page: Page, county: Server, who: str) -> None:
    """Sign in to the office as one of the demo people."""
    page.goto(county.url)
    page.locator("input[name=username]").fill(who)
    page.locator("input[type=password]").fill("demo2025")
    page.keyboard.press("Enter")
    expect(page.get_by_role("navigation").first, page.locator("body").inner_text()[:300]).to_be_visible()
    page.wait_for_load_state()  # its sheets too: what is measured next is not a bare page


def faults(page: Page, county: Server, seen: set[str]) -> Iterator[str]:
    """What is wrong with each page that can be reached from here by links, one of each shape not yet `seen`."""
    told: list[str] = []
    page.on("pageerror", lambda error: told.append(f"{page.url}: {error}"))
    page.on("request", lambda request: told.append(request.url) if foreign(request.url) else None)
    waiting = [page.url]
    while waiting and len(seen) < MOST_PAGES:
        href = waiting.pop(0)
        if (shape := shape_of(href)) in seen:
            continue
        seen.add(shape)
        answer = page.goto(href)
        assert answer is not None
        assert answer.status == 200, (
            f"{href}: {answer.status} {(county.instance / 'server.log').read_text()[-3000:]}"
        )
        waiting += links(page, county.url)
        page.evaluate(SHORTER, ROWS)
        told += [f"{href}: {words}" for words in (*barriers(page), *restless(page))]
    yield from told


def restless(page: Page) -> Iterator[str]:
    """What no page may be: without a heading, too wide, with words under 16 px, pale ones, or two accents."""
    if not page.evaluate("document.querySelector('h1') !== null") and "/map/" not in page.url:
        yield "no heading"
    if page.evaluate("document.documentElement.scrollWidth") > WIDTH:
        yield "too wide"
    yield from (f"small words: {one}" for one in page.evaluate(SMALL))
    yield from (f"pale words: {one}" for one in looked_at(page).pale(CONTRAST))
    if len(accents := accented(page)) > 1:
        yield f"several accents: {accents}"


def shape_of(href: str) -> str:
    """What makes pages alike: one route, asked about the same things. A list of 700 children is looked at once, not
    once for each reason it can be narrowed to; that keeps the walk for other pages.
    """
    address = urlsplit(href)
    return " ".join([SHAPE.sub("#", address.path), *sorted({name for name, _ in parse_qsl(address.query)})])


def foreign(url: str) -> bool:
    """Whether a request leaves this machine."""
    return urlsplit(url).scheme in ("http", "https", "ws") and urlsplit(url).hostname != "127.0.0.1"
