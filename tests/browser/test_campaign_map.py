"""The campaign page and its map in a real browser: drawn, refreshed, safe, and asking no other host for anything."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Response, expect
from sqlalchemy.orm import Session

from fieldapp.accounts.models import Person
from fieldapp.accounts.passwords import hash_password
from tests.browser.conftest import PASSWORD, Server
from tests.sync.county import CAMPAIGN, COUNTY, NORTH, SOUTH, add_person, child, key, operation, send, visit

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
ROUND = f"/campaigns/{CAMPAIGN}/rounds/1"
EVIL = "<img src=x onerror=window.hacked=1>"

pytestmark = pytest.mark.browser


class Desk:
    """A supervisor at a computer, with everything her browser asked for and complained about."""

    def __init__(self, page: Page, server: Server) -> None:
        self.page, self.server = page, server
        self.hosts: set[str] = set()
        self.complaints: list[str] = []
        page.on("request", lambda request: self.hosts.add(request.url.split("/")[2]))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("response", self._note)

    def _note(self, response: Response) -> None:
        if response.status >= 400 and not response.url.endswith("/favicon.ico"):
            self.complaints.append(f"{response.status} {response.url}")

    def sign_in(self, who: str) -> None:
        """Sign in to the office."""
        self.page.goto(f"{self.server.url}/sign-in")
        self.page.fill("[name=username]", who)
        self.page.fill("[name=password]", PASSWORD)
        self.page.click("main form button")
        self.page.get_by_role("navigation", name="主菜单").wait_for(
            state="attached"
        )  # only there once signed in

    def go(self, path: str) -> Page:
        """Open a page."""
        self.page.goto(self.server.url + path)
        return self.page


@pytest.fixture
def new_desk(new_page: Callable[..., Page], server: Server) -> Iterator[Callable[..., Desk]]:
    """Makes desks with a person signed in; none may have met an error or another host."""
    made: list[Desk] = []

    def make(who: str = "sun", width: int = 1280) -> Desk:
        made.append(Desk(new_page(viewport={"width": width, "height": 900}, locale="zh-CN"), server))
        made[-1].sign_in(who)
        return made[-1]

    yield make
    hosts = set().union(*(desk.hosts for desk in made))
    complaints = [words for desk in made for words in desk.complaints]
    assert (hosts, complaints) == ({f"127.0.0.1:{server.port}"}, [])


@pytest.fixture
def recorded(server: Server) -> Server:
    """Two villages on the map, one child to come back to, whose reason is hostile."""
    for name, area, lat in (("north house", NORTH, 29.36), ("south house", SOUTH, 29.40)):
        send(server.engine, operation("household", {"lat": lat, "lon": 112.4}, key=key(name), area=area))
    send(
        server.engine,
        child("小明", household=key("north house")),
        child("小红", household=key("south house"), area=SOUTH),
        visit("小明"),
        visit("小红", "refused", area=SOUTH, reason=EVIL),
    )
    return server


def test_the_map_draws_villages_and_missed_children_from_this_server_alone(
    recorded: Server, new_desk: Callable[..., Desk]
) -> None:
    page = new_desk().go(ROUND + "/map")
    frame = page.frame_locator("iframe")
    frame.locator(".legend").get_by_text("≥ 95%（达到目标）").wait_for()
    map_ = page.frames[-1]
    map_.wait_for_function("() => document.querySelector('canvas') !== null")
    assert map_.evaluate("typeof jQuery") == "undefined"
    drawn = "Object.values(window).find((one) => one instanceof L.Map)"
    map_.wait_for_function(
        f"() => {{ let n = 0; {drawn}.eachLayer((l) => {{ n += l instanceof L.Circle; }}); return n === 2; }}"
    )
    map_.evaluate(f"{drawn}.setView([29.40, 112.4], 17, {{animate: false}})")
    map_.wait_for_function(
        f"""() => {{
          let child = null;
          {drawn}.eachLayer((l) => {{ if (l instanceof L.CircleMarker && !(l instanceof L.Circle)) child = l; }});
          return child && child.openPopup();
        }}"""
    )
    expect(frame.locator(".leaflet-popup .name")).to_have_text(EVIL)
    assert map_.evaluate("window.hacked") is None


def test_on_a_telephone_the_legend_covers_the_map_only_when_asked(
    recorded: Server, new_desk: Callable[..., Desk]
) -> None:
    page = new_desk(width=360).go(ROUND + "/map/frame")
    legend = page.locator(".legend")
    expect(legend.get_by_text("图例")).to_be_visible()
    expect(legend.get_by_text("≥ 95%（达到目标）")).to_be_hidden()
    box = legend.bounding_box()
    assert box and box["height"] >= 43.5
    legend.get_by_text("图例").click()
    expect(legend.get_by_text("≥ 95%（达到目标）")).to_be_visible()
    page = new_desk().go(ROUND + "/map/frame")
    expect(page.locator(".legend").get_by_text("≥ 95%（达到目标）")).to_be_visible()


def test_a_child_s_dot_is_as_large_to_a_thumb_as_a_button(
    recorded: Server, new_desk: Callable[..., Desk]
) -> None:
    page = new_desk().go(ROUND + "/map/frame")
    page.locator(".legend").wait_for()
    drawn = "Object.values(window).find((one) => one instanceof L.Map)"
    dot = f"""(() => {{ let child = null;
      {drawn}.eachLayer((l) => {{ if (l instanceof L.CircleMarker && !(l instanceof L.Circle)) child = l; }});
      return child; }})()"""
    page.wait_for_function(f"() => {drawn}.setView([29.40, 112.4], 17, {{animate: false}}) && {dot}")
    page.wait_for_timeout(1000)  # the first view has come to rest
    page.evaluate(f"{drawn}.setView([29.40, 112.4], 17, {{animate: false}})")
    for beside, words in ((21, EVIL), (-21, EVIL), (40, SOUTH)):  # as wide as a thumb, and no wider
        at = page.evaluate(f"{drawn}.latLngToContainerPoint({dot}.getLatLng())")
        page.mouse.click(at["x"] + beside, at["y"])
        expect(page.locator(".leaflet-popup .name")).to_contain_text(words)
        page.evaluate(f"{drawn}.closePopup()")
        expect(page.locator(".leaflet-popup .name")).to_have_count(0)


def test_an_observer_s_map_has_no_layer_of_children(recorded: Server, new_desk: Callable[..., Desk]) -> None:
    with Session(recorded.engine) as session:
        add_person(session, "eve", "observer", [COUNTY])
        session.get_one(Person, key("eve")).password_hash = hash_password(PASSWORD, 8)
        session.commit()
    page = new_desk("eve").go(ROUND + "/map")
    frame = page.frame_locator("iframe")
    frame.locator(".leaflet-control-layers").wait_for()
    assert "还要再去的孩子" not in frame.locator(".leaflet-control-layers").inner_text()


def test_the_page_refreshes_itself_and_keeps_what_was_typed(
    recorded: Server, new_desk: Callable[..., Desk]
) -> None:
    desk = new_desk()
    desk.page.add_init_script(
        "const later = window.setTimeout; window.setTimeout = (f, ms) => later(f, ms === 15000 ? 200 : ms);"
    )
    page = desk.go(ROUND)
    expect(page.locator(".short strong")).to_have_text("1")
    page.fill("input[data-filter=villages]", SOUTH)
    page.locator("h1").click()
    page.evaluate("document.activeElement.blur()")
    send(recorded.engine, visit("小红", area=SOUTH, on="2025-12-02"))
    page.locator(".short strong", has_text=re.compile(r"^0$")).wait_for()
    expect(page.locator("input[data-filter=villages]")).to_have_value(SOUTH)
    expect(page.locator("#villages tbody tr:visible")).to_have_count(1)


def test_villages_sort_by_a_tap_on_the_heading(recorded: Server, new_desk: Callable[..., Desk]) -> None:
    page = new_desk().go(ROUND)
    places = page.locator("#villages tbody th")
    page.locator("#villages thead button", has_text="实服").click()
    expect(places.first).to_contain_text(NORTH)
    page.locator("#villages thead button", has_text="实服").click()
    expect(places.last).to_contain_text(NORTH)


@pytest.mark.parametrize("width", [1280, 360])
def test_no_campaign_page_has_a_serious_fault_of_accessibility_or_is_too_wide(
    recorded: Server, new_desk: Callable[..., Desk], width: int
) -> None:
    desk = new_desk(width=width)
    plain = f"/campaigns/{CAMPAIGN}"
    pages = ["/campaigns", "/campaigns/new", plain + "/plan", plain + "/posts", plain + "/edit", ROUND]
    pages += [ROUND + "/table", ROUND + "/map", ROUND + "/assignments", "/inbox", "/inbox/conflicts"]
    for path in [*pages, "/inbox/waiting", "/phones", ROUND + "/map/frame"]:
        page = desk.go(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        page.evaluate(AXE.read_text(encoding="utf-8") + ";0")
        found = page.evaluate("axe.run()")["violations"]
        serious = [
            (one["id"], one["nodes"][0]["html"][:200])
            for one in found
            if one["impact"] in ("serious", "critical")
        ]
        assert serious == [], path
