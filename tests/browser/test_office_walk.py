"""Every office page an administrator or a supervisor reaches in the demo county: accessible, local, without faults."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import parse_qsl, urljoin, urlsplit

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Server
from tests.browser.test_axe_field import violations

MOST_PAGES = 70
ROWS = 60  # of a table; test_campaign_pages.py looks at whole ones
SHORTER = """most => document.querySelectorAll('tbody').forEach(
  body => [...body.rows].slice(most).forEach(row => row.remove()))"""
SHAPE = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d+")


def links(page: Page, url: str) -> list[str]:
    """Pages of ours this page leads to."""
    found = page.eval_on_selector_all("a[href]", "all => all.map(a => a.href)")
    own = [urljoin(page.url, href).split("#")[0] for href in found]
    return [
        href
        for href in own
        if href.startswith(url) and not re.search(r"\.(xlsx|pdf|csv|json|geojson|svg|png|zip)|/field", href)
    ]


@pytest.mark.browser
@pytest.mark.parametrize("who", ["admin", "county"])
def test_every_page_is_accessible_local_and_without_faults(
    county: Server, new_page: Callable[..., Page], who: str
) -> None:
    page = new_page(locale="zh-CN", bypass_csp=True)
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(f"{page.url}: {error}"))
    page.on("request", lambda request: faults.append(request.url) if foreign(request.url) else None)
    page.goto(county.url)
    page.locator("input[name=username]").fill(who)
    page.locator("input[type=password]").fill("demo2025")
    page.keyboard.press("Enter")
    page.get_by_role("navigation").first.wait_for()
    waiting, seen = [page.url], set()
    while waiting and len(seen) < MOST_PAGES:
        href = waiting.pop(0)
        shape = shape_of(href)
        if shape in seen:
            continue
        seen.add(shape)
        answer = page.goto(href)
        assert answer is not None
        assert answer.status == 200, f"{href}: {answer.status}"
        assert page.locator("h1").count() >= 1 or "/map/" in href, f"{href} has no heading"
        waiting += links(page, county.url)
        page.evaluate(SHORTER, ROWS)
        faults += [f"{page.url} {words}" for words in violations(page)]
    assert len(seen) > 12
    assert faults == []


def shape_of(href: str) -> str:
    """What makes pages alike: one route, asked about the same things. A list of 700 children is looked at once, not
    once for each reason it can be narrowed to; that keeps the walk for other pages.
    """
    address = urlsplit(href)
    return " ".join([SHAPE.sub("#", address.path), *sorted({name for name, _ in parse_qsl(address.query)})])


def foreign(url: str) -> bool:
    """Whether a request leaves this machine."""
    return urlsplit(url).scheme in ("http", "https", "ws") and urlsplit(url).hostname != "127.0.0.1"
