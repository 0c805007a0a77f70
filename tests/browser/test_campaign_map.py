"""The campaign page and its map in a real browser: drawn, refreshed, safe, and asking no other host for anything."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, Response, expect
from sqlalchemy.orm import Session

from fieldapp.models.areas import Area
from fieldapp.models.campaigns import Assignment, Round
from fieldapp.models.people import Device, Person
from fieldapp.web.passwords import hash_password
from tests.browser.conftest import PASSWORD, Server
from tests.browser.measures import SMALL, barriers
from tests.browser.until import until
from tests.sync.county import (
    CAMPAIGN,
    COUNTY,
    EAST,
    NORTH,
    ROUND1,
    ROUND2,
    SOUTH,
    add_person,
    child,
    key,
    operation,
    send,
    visit,
)

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
    until(map_, "() => document.querySelector('path.leaflet-interactive') !== null")
    assert map_.evaluate("typeof jQuery") == "undefined"
    drawn = "Object.values(window).find((one) => one instanceof L.Map)"
    until(
        map_,
        f"() => {{ let n = 0; {drawn}.eachLayer((l) => {{ n += l instanceof L.Circle; }}); return n === 2; }}",
    )
    map_.evaluate(f"{drawn}.setView([29.40, 112.4], 17, {{animate: false}})")
    until(
        map_,
        f"""() => {{
          let child = null;
          {drawn}.eachLayer((l) => {{ if (l instanceof L.CircleMarker && !(l instanceof L.Circle)) child = l; }});
          return child && child.openPopup();
        }}""",
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
    until(page, f"() => {drawn}.setView([29.40, 112.4], 17, {{animate: false}}) && {dot}")
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
    frame.locator(".legend .counts").wait_for()
    legend = frame.locator(".legend")
    expect(legend).to_contain_text("还差人数")
    expect(legend).not_to_contain_text("还差的孩子")
    expect(legend.locator(".dot")).to_have_count(0)  # nothing is explained that is not drawn
    page.frames[-1].evaluate(f"{FOUND}.setView([29.40, 112.4], 17, {{animate: false}}); 0")
    expect(frame.locator(".dots")).to_have_text(["1"])  # the village's number, nobody's dot
    assert page.frames[-1].evaluate(DOTS) == []
    assert page.get_by_text("每个孩子一个圆点").count() == page.get_by_text("点村看谁负责").count() == 0


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
    places = page.locator("#villages tbody tr:not(.total) th")
    page.locator("#villages thead button", has_text="实服").click()
    expect(places.first).to_contain_text(NORTH)
    page.locator("#villages thead button", has_text="实服").click()
    expect(places.last).to_contain_text(NORTH)


@pytest.mark.parametrize("width", [1280, 360])
def test_no_campaign_page_has_a_barrier_or_is_too_wide(
    recorded: Server, new_desk: Callable[..., Desk], width: int
) -> None:
    desk = new_desk(width=width)
    plain = f"/campaigns/{CAMPAIGN}"
    pages = ["/campaigns", "/campaigns/new", plain + "/plan", plain + "/posts", plain + "/edit", ROUND]
    pages += [ROUND + "/table", ROUND + "/map", ROUND + "/assignments", "/inbox", "/inbox/conflicts"]
    for path in [*pages, "/inbox/waiting", "/phones", ROUND + "/map/frame"]:
        page = desk.go(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert barriers(page) == [], path


FOUND = "Object.values(window).find((one) => one instanceof L.Map)"
# Every dot of the map: [how full it is]; around each lies what a thumb may tap, which is not seen.
DOTS = f"""(() => {{ const found = [];
  {FOUND}.eachLayer((l) => {{ if (l instanceof L.CircleMarker && !(l instanceof L.Circle)) found.push(l); }});
  return found.filter((one) => one.options.fillOpacity === 1).map((one) => one.options.fillColor); }})()"""


VILLAGES = f"""(() => {{ const all = []; {FOUND}.eachLayer((l) => {{ if (l.feature?.properties.code) all.push(l); }});
  return all; }})()"""
# The dot nearest to the middle.
DOT = f"""(() => {{ const found = [], map = {FOUND};
  map.eachLayer((l) => {{ if (l instanceof L.CircleMarker && !(l instanceof L.Circle)) found.push(l); }});
  const far = (one) => map.getCenter().distanceTo(one.getLatLng());
  return found.sort((one, other) => far(one) - far(other))[0]; }})()"""
NUMBERS = ".dots"


def opened(desk: Desk, path: str = ROUND + "/map/frame") -> Page:
    """The map by itself, once everything is drawn."""
    page = desk.go(path)
    page.locator(".legend .counts").wait_for(state="attached")
    page.wait_for_load_state("networkidle")
    return page


def near(page: Page) -> None:
    """So near to both villages that each child is drawn."""
    page.evaluate(f"{FOUND}.setView([29.38, 112.4], 14.7, {{animate: false}}); 0")


def legend_of(page: Page) -> list[int]:
    """Not visited, to come back to, and their sum, as the legend says them."""
    return [int(said) for said in page.locator(".legend .counts b").all_text_contents()]


@pytest.fixture
def waiting(recorded: Server) -> Server:
    """Four children still to dose: one visited, two not yet, one of these without a place, and one of none."""
    send(
        recorded.engine,
        child("小兰", household=key("north house")),
        child("小东"),
        child("小西"),
        visit("小西", "absent_short"),
    )
    return recorded


def test_every_child_still_to_dose_is_a_dot_and_the_legend_adds_up(
    waiting: Server, new_desk: Callable[..., Desk]
) -> None:
    page = opened(new_desk())
    assert legend_of(page) == [2, 2, 4]
    expect(page.locator(".legend")).to_contain_text("其中 2 个没有位置")
    near(page)
    dots = page.evaluate(DOTS)
    assert len(dots) == 2 and len(set(dots)) == 2  # a hollow one and a full one
    expect(page.locator(".legend summary")).to_contain_text("还差 4")


def test_the_legend_says_the_same_as_the_page_of_the_round(
    waiting: Server, new_desk: Callable[..., Desk]
) -> None:
    desk = new_desk()
    said = legend_of(opened(desk))[-1]
    assert desk.go(ROUND).locator(".short strong").inner_text() == str(said)


def test_a_child_given_a_place_or_a_dose_is_drawn_anew(
    waiting: Server, new_desk: Callable[..., Desk]
) -> None:
    desk = new_desk()
    desk.page.add_init_script(
        "const later = window.setTimeout; window.setTimeout = (f, ms) => later(f, ms === 15000 ? 200 : ms);"
    )
    page = desk.go(ROUND + "/map/frame")
    page.locator(".legend .counts").wait_for(state="attached")
    near(page)
    until(page, f"() => {DOTS}.length === 2")
    send(waiting.engine, visit("小兰"))
    until(page, f"() => {DOTS}.length === 1")
    assert legend_of(page) == [1, 2, 3]


def test_a_village_says_who_is_responsible_and_leads_to_its_children(
    waiting: Server, new_desk: Callable[..., Desk]
) -> None:
    with Session(waiting.engine) as session:
        session.get_one(Person, key("ann")).phone = "13900000001"
        session.add(Assignment(key=key("ann north"), round=ROUND1, area=NORTH, person=key("ann")))
        session.commit()
    page = new_desk().go(ROUND + "/map")
    frame = page.frame_locator("iframe")
    frame.locator(".legend .counts").wait_for(state="attached")
    map_ = page.frames[-1]
    map_.evaluate(f"{VILLAGES}.find((one) => one.feature.properties.code === '{NORTH}').openPopup(); 0")
    box = frame.locator(".leaflet-popup")
    expect(box.locator(".name")).to_have_text(f"village {NORTH}")
    expect(box.get_by_role("link", name="13900000001")).to_have_attribute("href", "tel:13900000001")
    expect(box).to_contain_text("负责：ann")
    box.get_by_role("link", name="看这3个孩子").click()
    page.wait_for_url("**/children?**")
    expect(page.locator("#children tbody tr")).to_have_count(3)


def test_a_dot_leads_to_its_child_and_back_to_the_same_place(
    waiting: Server, new_desk: Callable[..., Desk]
) -> None:
    page = opened(new_desk())
    near(page)
    until(page, f"() => {DOTS}.length === 2")
    page.evaluate(f"{FOUND}.setView([29.36, 112.4], 17, {{animate: false}})")
    until(page, f"() => {DOT}?.openPopup()")
    expect(page.locator(".leaflet-popup .name")).to_have_text("还没去过")
    page.locator(".leaflet-popup").get_by_role("link", name="看这个孩子").click()
    page.wait_for_url("**/children?**")
    expect(page.locator("tr:target th")).to_have_text("小兰")
    page.go_back()
    page.locator(".legend .counts").wait_for(state="attached")
    until(page, f"() => {FOUND} && {FOUND}.getZoom() === 17")


@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (1280, 800), (390, 844), (360, 640)])
def test_the_frame_holds_all_villages_and_no_box_covers_another(
    waiting: Server, new_desk: Callable[..., Desk], width: int, height: int
) -> None:
    desk = new_desk(width=width)
    desk.page.set_viewport_size({"width": width, "height": height})
    page = opened(desk)
    inside = page.evaluate(
        f"""(() => {{ const map = {FOUND}, seen = map.getBounds(); const all = [];
        map.eachLayer((l) => {{ if (l.feature?.properties.code) all.push(seen.contains(l.getBounds())); }});
        return [all.length, all.every(Boolean), map.getZoom() <= 14]; }})()"""
    )
    assert inside == [2, True, True]
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    boxes = [page.locator(one).bounding_box() for one in (".legend", ".maptitle", ".leaflet-control-zoom")]
    for number, one in enumerate(boxes):
        for other in boxes[:number]:
            assert one and other
            apart_x = one["x"] >= other["x"] + other["width"] or other["x"] >= one["x"] + one["width"]
            apart_y = one["y"] >= other["y"] + other["height"] or other["y"] >= one["y"] + one["height"]
            assert apart_x or apart_y, (one, other)


def test_no_letter_of_the_map_is_smaller_than_sixteen_pixels(
    waiting: Server, new_desk: Callable[..., Desk]
) -> None:
    for width in (1280, 360):
        page = opened(new_desk(width=width))
        small = page.evaluate(SMALL)
        assert small == []


def test_a_sentence_stands_where_nothing_can_be_drawn(server: Server, new_desk: Callable[..., Desk]) -> None:
    desk = new_desk()
    page = desk.go(ROUND + "/map/frame")
    expect(page.locator(".mapempty")).to_contain_text("还没有村的位置")
    send(server.engine, child("小明"))
    page = desk.go(ROUND + "/map/frame")
    expect(page.locator(".mapempty")).to_contain_text("还没有村的位置")
    assert legend_of(opened(desk)) == [1, 0, 1]  # said, though nobody can be drawn
    send(server.engine, operation("household", {"lat": 29.36, "lon": 112.4}, key=key("door"), area=NORTH))
    expect(desk.go(ROUND + "/map/frame").locator(".legend .counts")).to_be_attached()
    expect(page.locator(".mapempty")).to_be_hidden()
    send(server.engine, operation("child", {"status": "died"}, key=key("小明")))
    page = desk.go(ROUND + "/map/frame")
    expect(page.locator(".mapempty")).to_contain_text("这里还没有孩子")


@pytest.mark.parametrize("missing", ["leaflet.js", "map.js"])
def test_a_map_whose_program_does_not_come_says_so(
    recorded: Server, new_desk: Callable[..., Desk], missing: str
) -> None:
    desk = new_desk()
    page = desk.go(ROUND)
    page.route(f"**/{missing}", lambda route: route.abort())
    said = desk.go(ROUND + "/map").frame_locator("iframe").get_by_text("地图的程序没有读到")
    expect(said).to_be_visible()
    desk.complaints.clear()  # what was left out is missed
    page.unroute_all()
    page.reload()
    expect(page.frame_locator("iframe").locator("path.leaflet-interactive").first).to_be_attached()
    expect(said).to_have_count(0)


def test_before_its_first_day_a_round_has_a_day_and_no_coverage(
    waiting: Server, new_desk: Callable[..., Desk]
) -> None:
    with Session(waiting.engine) as session:
        round_ = session.get_one(Round, ROUND2)
        round_.first_day, round_.last_day = "2099-01-05", "2099-01-09"
        session.commit()
    page = new_desk().go(f"/campaigns/{CAMPAIGN}/rounds/2/map/frame")
    expect(page.locator(".mapempty")).to_contain_text("2099-01-05")
    assert page.evaluate(DOTS) == []
    assert set(page.evaluate(f"{VILLAGES}.map((one) => one.feature.properties.class)")) == {"none"}


def test_tiles_that_do_not_come_leave_outlines_and_a_sentence(
    waiting: Server, new_page: Callable[..., Page]
) -> None:
    page = new_page(viewport={"width": 1280, "height": 800}, locale="zh-CN")
    desk = Desk(page, waiting)
    desk.sign_in("sun")
    page.route(
        "**/map/frame",
        lambda route: route.fulfill(
            response=(answer := route.fetch()),
            body=answer.text().replace('"basemap": null', '"basemap": "/no-such-tiles/{z}/{x}/{y}.png"'),
        ),
    )
    desk.go(ROUND + "/map/frame")
    expect(page.locator(".mapnote")).to_contain_text("底图连不上")
    assert page.locator("img.leaflet-tile").count() == 0


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("width", [1280, 360])
def test_the_map_has_no_fault_of_accessibility_in_either_language(
    waiting: Server, new_desk: Callable[..., Desk], width: int, language: str
) -> None:
    desk = new_desk(width=width)
    desk.page.context.add_cookies([{"name": "lang", "value": language, "url": waiting.url}])
    for path in (ROUND + "/map/frame", ROUND + "/map"):
        page = opened(desk, path) if path.endswith("frame") else desk.go(path)
        if path.endswith("frame"):
            page.locator(".legend").evaluate("(it) => { it.open = true; }")
            page.evaluate(f"{VILLAGES}[0].openPopup(); 0")
            expect(page.locator(".leaflet-popup")).to_have_css("opacity", "1")
        assert barriers(page) == [], path
        text = page.locator("body").inner_text()
        if path.endswith("frame"):
            assert ("还差" in text) == (language == "zh")


@pytest.fixture
def two_townships(waiting: Server) -> Server:
    """Those of `waiting`, and a village of the next township far to the east with six children, one dosed elsewhere."""
    send(waiting.engine, operation("household", {"lat": 29.38, "lon": 112.9}, key=key("east"), area=EAST))
    for n in range(6):
        send(waiting.engine, child(f"东{n}", household=key("east"), area=EAST))
    send(waiting.engine, visit("东5", "vaccinated_elsewhere", area=EAST))
    return waiting


def numbers_of(page: Page) -> dict[str, str]:
    """The numbers on the map, by the name of the place they are of."""
    said = page.evaluate(
        "() => [...document.querySelectorAll('.dots')].map((one) => [one.title, one.textContent])"
    )
    assert all(title.endswith(f" 还差 {n}") for title, n in said)
    return {title.removesuffix(f" 还差 {n}"): n for title, n in said}


def test_far_off_each_township_has_the_number_it_has_on_the_round_s_page(
    two_townships: Server, new_desk: Callable[..., Desk]
) -> None:
    desk = new_desk()
    page = opened(desk)
    first, second = f"township {NORTH[:9]}", f"township {EAST[:9]}"
    assert numbers_of(page) == {first: "4", second: "5"} and page.evaluate(DOTS) == []
    assert page.locator(".township span:visible").all_text_contents() == [first, second]
    page.locator(NUMBERS, has_text="4").click()
    expect(page.locator(NUMBERS)).to_have_count(2)
    expect(page.locator(NUMBERS, has_text="3")).to_be_visible()
    assert numbers_of(page) == {f"village {NORTH}": "3", f"village {SOUTH}": "1"}
    page.locator(NUMBERS, has_text="3").click()
    expect(page.locator(".leaflet-popup .name")).to_have_text(f"village {NORTH}")
    near(page)
    expect(page.locator(NUMBERS)).to_have_count(0)
    until(page, f"() => {DOTS}.length > 0")


def test_a_village_s_target_adds_up_and_its_township_is_said(
    two_townships: Server, new_desk: Callable[..., Desk]
) -> None:
    page = opened(new_desk())
    page.evaluate(f"{VILLAGES}.find((one) => one.feature.properties.code === '{EAST}').openPopup(); 0")
    box = page.locator(".leaflet-popup")
    expect(box).to_contain_text("应服 6 = 实服 0 + 他处已种 1 + 还差 5")
    expect(box).to_contain_text(f"township {EAST[:9]}")


def test_a_village_whose_phone_is_silent_is_not_said_to_have_nobody_dosed(
    two_townships: Server, new_desk: Callable[..., Desk]
) -> None:
    with Session(two_townships.engine) as session:
        session.get_one(Round, ROUND1).state = "open"
        session.add(Assignment(key=key("bao east"), round=ROUND1, area=EAST, person=key("bao")))
        session.get_one(Device, key("bao's phone")).last_seen = "2025-12-01T00:00:00.000Z"
        session.commit()
    page = opened(new_desk())
    page.evaluate(f"{VILLAGES}.find((one) => one.feature.properties.code === '{EAST}').openPopup(); 0")
    box = page.locator(".leaflet-popup")
    expect(box).to_contain_text(re.compile(r"没有收到记录（手机\d+天没上报）"))
    expect(box).not_to_contain_text("还没去过")
    expect(page.locator(".legend")).to_contain_text("0%，没有服苗记录")


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (360, 640)])
@pytest.mark.parametrize("scale", [100, 200])
def test_nothing_of_the_map_lies_over_a_box_that_is_open(
    two_townships: Server, new_desk: Callable[..., Desk], width: int, height: int, scale: int
) -> None:
    desk = new_desk(width=width)
    desk.page.set_viewport_size({"width": width, "height": height})
    desk.page.add_init_script(
        f"document.addEventListener('DOMContentLoaded', () => "
        f"{{ document.documentElement.style.fontSize = '{scale}%'; }})"
    )
    page = opened(desk)
    legend, zoom, title = (page.locator(one) for one in (".legend", ".leaflet-control-zoom", ".maptitle"))
    if legend.get_attribute("open") is None:
        legend.locator("summary").click()
    expect(legend).to_have_attribute("open", "")
    until(page, "() => document.querySelector('.legend').style.maxHeight !== ''")
    page.wait_for_timeout(200)
    own = legend.bounding_box()
    assert own and own["y"] >= 0 and own["x"] >= 0 and own["x"] + own["width"] <= width
    assert not over(own, zoom.bounding_box()) and not over(own, title.bounding_box())
    heading = page.locator(".maptitle h1").evaluate(
        "(it) => it.getBoundingClientRect().height / parseFloat(getComputedStyle(it).lineHeight)"
    )
    assert heading < 1.6  # one line
    page.evaluate(f"{VILLAGES}.find((one) => one.feature.properties.code === '{EAST}').openPopup(); 0")
    page.wait_for_timeout(700)
    box, close = (
        page.locator(one).bounding_box() for one in (".leaflet-popup", ".leaflet-popup-close-button")
    )
    assert box and close and box["x"] >= -1 and box["x"] + box["width"] <= width + 1 and close["y"] >= 0
    for one in (legend, zoom, title):
        assert not one.is_visible() or not over(box, one.bounding_box())


def over(one: Any, other: Any) -> bool:
    """Whether two boxes lie over each other."""
    x = min(one["x"] + one["width"], other["x"] + other["width"]) - max(one["x"], other["x"])
    y = min(one["y"] + one["height"], other["y"] + other["height"]) - max(one["y"], other["y"])
    return bool(x > 1 and y > 1)


def test_a_name_lies_over_no_number_name_or_box(two_townships: Server, new_desk: Callable[..., Desk]) -> None:
    for width in (1280, 360):
        page = opened(new_desk(width=width))
        for _step in range(2):  # townships, then villages
            shown = [one.bounding_box() for one in page.locator(".place span:visible").all()]
            others = [one.bounding_box() for one in page.locator(".dots, .leaflet-control").all()]
            pairs = [(a, b) for n, a in enumerate(shown) for b in [*shown[:n], *others] if a and b]
            assert shown and not [pair for pair in pairs if over(*pair)]
            page.locator(NUMBERS).first.click()
            page.wait_for_timeout(600)


def test_a_tap_on_the_map_does_not_scroll_the_page(waiting: Server, new_desk: Callable[..., Desk]) -> None:
    desk = new_desk()
    desk.page.set_viewport_size({"width": 1280, "height": 500})
    page = desk.go(ROUND + "/map")
    page.frame_locator("iframe").locator(".legend .counts").wait_for(state="attached")
    box = page.locator("iframe").bounding_box()
    assert box
    page.mouse.click(box["x"] + 300, box["y"] + 100)
    page.wait_for_timeout(300)
    assert page.evaluate("window.scrollY") == 0


def test_on_paper_the_map_says_whose_it_is_and_of_when_and_has_no_buttons(
    two_townships: Server, new_desk: Callable[..., Desk]
) -> None:
    page = opened(new_desk(width=360))
    expect(page.locator(".paperhead")).to_be_hidden()
    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    expect(page.locator(".paperhead")).to_contain_text("two rounds · 第1轮")
    expect(page.locator(".paperhead")).to_contain_text(re.compile(r"数字截至 \d{4}-\d\d-\d\d \d\d:\d\d"))
    for gone in (".leaflet-control-zoom", ".maptitle", ".legend .shown"):
        expect(page.locator(gone)).to_be_hidden()
    expect(page.locator(".legend").get_by_text("≥ 95%（达到目标）")).to_be_visible()
    assert page.locator(".leaflet-container").bounding_box()["width"] == 1040  # type: ignore[index]
    page.emulate_media(media="screen")
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    expect(page.locator(".leaflet-control-zoom")).to_be_visible()
    assert page.locator(".leaflet-container").bounding_box()["width"] == 360  # type: ignore[index]


def test_names_stand_in_latin_letters_beside_in_english(
    two_townships: Server, new_desk: Callable[..., Desk]
) -> None:
    with Session(two_townships.engine) as session:
        session.get_one(Area, EAST[:9]).name, session.get_one(Area, EAST).name = "厂窖镇", "西福村"
        session.commit()
    desk = new_desk()
    desk.page.context.add_cookies([{"name": "lang", "value": "en", "url": two_townships.url}])
    page = opened(desk)
    expect(page.locator(".township", has_text="厂窖镇")).to_contain_text("Changjiao Town")
    page.evaluate(f"{VILLAGES}.find((one) => one.feature.properties.code === '{EAST}').openPopup(); 0")
    expect(page.locator(".leaflet-popup .name")).to_have_text("西福村 Xifu Village")
