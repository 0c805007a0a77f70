"""What the office's newer pages look like: the menu in a line, facts and answers read whole, small and large."""
# ruff: noqa: F811

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from fieldapp.commands.demo import SEED
from fieldapp.demo.schools.places import SCHOOLS, school_key
from fieldapp.demo.stage.cast import Cast
from tests.browser.measures import barriers
from tests.browser.test_places_kept import desk, go  # noqa: F401

pytestmark = [pytest.mark.browser, pytest.mark.one_browser]
SCHOOL = f"/schools/{school_key(SEED, SCHOOLS[0])}"
CLASS = f"{SCHOOL}/classes/1~1"
# Days, numbers to call and percentages that stand on more than one line.
BROKEN = r"""() => { const found = []; const words = document.createTreeWalker(document.querySelector('main'), 4);
  while (words.nextNode()) {
    const one = words.currentNode;
    for (const part of one.data.matchAll(/\d{4}-\d\d-\d\d|\d{11}|\d+\.\d\d%/g)) {
      const range = document.createRange();
      range.setStart(one, part.index); range.setEnd(one, part.index + part[0].length);
      if (one.parentElement.closest('.facts') && range.getClientRects().length > 1) found.push(part[0]);
    }
  }
  return found; }"""
CUT_CHOICES = """() => [...document.querySelectorAll('.class-grid select')].filter((one) => {
  const pen = document.createElement('canvas').getContext('2d'), style = getComputedStyle(one);
  pen.font = `${style.fontSize} ${style.fontFamily}`;
  const words = pen.measureText(one.selectedOptions[0].textContent.trim()).width;
  return words > one.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
}).map((one) => one.selectedOptions[0].textContent)"""
LETTERS = """() => [...document.querySelectorAll('main :is(th, td)')].filter((one) => !one.children.length
  && one.textContent.trim().length > 3 && /^[\\u4e00-\\u9fff]+$/.test(one.textContent.trim()) && !one.closest('thead'))
  .filter((one) => one.getBoundingClientRect().width < 2.2 * parseFloat(getComputedStyle(one).fontSize))
  .map((one) => one.textContent)"""


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("who", ["county", "clinic", "nurse", "admin"])
def test_menu_and_name_stand_on_one_line_of_a_desk(desk: Callable[..., Page], who: str, lang: str) -> None:
    page = desk(who=who)
    if lang == "en":
        page.get_by_role("button", name="English").click()
        page.get_by_role("button", name="Sign out").wait_for()
    page.wait_for_load_state()
    assert page.locator(".top").bounding_box()["height"] < 60


def test_what_is_seldom_looked_for_opens_by_keyboard_and_without_script(
    desk: Callable[..., Page],
) -> None:
    page = desk()
    folded = page.get_by_role("navigation").get_by_role("link", name="人员")
    expect(folded).to_be_hidden()
    page.locator(".menu-more summary").focus()
    page.keyboard.press("Enter")
    expect(folded).to_be_visible()
    assert barriers(page) == []
    page.keyboard.press("Escape")
    expect(folded).to_be_hidden()
    page.locator(".menu-more summary").click()
    page.locator("h1").click()
    expect(folded).to_be_hidden()
    page.locator(".menu-more summary").click()
    folded.click()
    page.wait_for_url("**/people")
    assert page.locator(".menu-more summary").get_attribute("aria-current") == "true"
    page.route("**/menu.js", lambda route: route.abort())
    page.reload()
    page.locator(".menu-more summary").click()
    page.get_by_role("navigation").get_by_role("link", name="地区").click()
    page.wait_for_url("**/areas")


@pytest.mark.parametrize("text", ["100%", "200%"])
def test_more_is_at_the_thumb_and_opens_the_whole_menu(desk: Callable[..., Page], text: str) -> None:
    page = desk(360, text, 640)
    more = page.locator(".menu-more summary")
    box = more.bounding_box()
    assert box and box["x"] + box["width"] <= 360 and box["height"] >= 44
    more.tap()
    for entry in page.locator(".menu a").all():
        box = entry.bounding_box()
        assert box and box["x"] >= 0 and box["x"] + box["width"] <= 360 and box["height"] >= 44


@pytest.mark.parametrize("text", ["100%", "130%", "200%"])
def test_days_numbers_and_shares_are_not_broken_in_large_text(desk: Callable[..., Page], text: str) -> None:
    page = desk(360, text, 640, "nurse")
    pupil = go(page, f"{CLASS}").locator("main tbody a.go").first.get_attribute("href") or ""
    for path in (SCHOOL, f"{SCHOOL}/table", pupil):
        assert go(page, path).evaluate(BROKEN) == [], path


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_was_answered_for_a_class_is_read_whole(desk: Callable[..., Page], lang: str) -> None:
    page = desk(who="nurse")
    page.context.add_cookies([{"name": "lang", "value": lang, "url": page.url}])
    assert go(page, f"{CLASS}/assess").evaluate(CUT_CHOICES) == []


@pytest.mark.parametrize("width", [360, 1280])
def test_no_word_of_register_or_list_stands_letter_under_letter(
    desk: Callable[..., Page], width: int
) -> None:
    page = desk(width, who="nurse")
    for path in (f"{CLASS}/register", "/school-gaps"):
        assert go(page, path).evaluate(LETTERS) == [], path


def test_a_number_of_a_card_stands_beside_its_word(desk: Callable[..., Page]) -> None:
    page = go(desk(360, height=640, who="clinic"), "/school-gaps")
    cell = page.locator("td.n[data-label=需补种]").first
    box, number = cell.bounding_box(), cell.locator("a").bounding_box()
    assert box and number and box["height"] < 60 and number["x"] > box["x"] + 40


def test_few_rows_offer_no_sorting_and_many_say_what_the_heads_are_for(desk: Callable[..., Page]) -> None:
    page = go(desk(360, height=640, who="nurse"), SCHOOL)
    heads = page.locator("main table.cards thead").all()
    assert heads and all(one.bounding_box()["height"] <= 1 for one in heads)
    head = go(page, CLASS).locator("table.cards thead tr").first
    assert head.evaluate("one => getComputedStyle(one, '::before').content") == '"排序"'


def test_a_number_of_a_notice_is_sent_by_a_button_and_not_half_typed(desk: Callable[..., Page]) -> None:
    page = go(desk(360, height=640, who="nurse"), "/school-slips")
    page.get_by_role("searchbox").press_sequentially("7510")
    page.wait_for_timeout(1000)  # longer than any pause in typing
    assert "number" not in page.url
    page.get_by_role("button", name="找").click()
    page.wait_for_url("**number=7510")


SHEET_PX = 1062  # A4 landscape between its margins


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_on_paper_no_column_is_lost_and_no_field_is_printed(desk: Callable[..., Page], lang: str) -> None:
    page = desk(SHEET_PX, who="nurse")
    page.context.add_cookies([{"name": "lang", "value": lang, "url": page.url}])
    page.emulate_media(media="print")
    go(page, f"{CLASS}/register")
    assert page.locator("table.register").evaluate("one => one.getBoundingClientRect().right") <= SHEET_PX
    go(page, f"{SCHOOL}/lists")
    expect(page.locator("main tbody tr").first).to_be_visible()
    assert page.locator("main :is(input, select):visible").count() == 0


def test_a_map_that_cannot_be_read_says_so_and_is_drawn_once_it_can(desk: Callable[..., Page]) -> None:
    page = desk()
    page.context.route("**/map/villages.json*", lambda route: route.abort())
    page.add_init_script(
        "const later = window.setTimeout; window.setTimeout = (f, ms) => later(f, ms === 15000 ? 500 : ms);"
    )
    go(page, f"/campaigns/{Cast(SEED).campaign}/rounds/2/map")
    said = page.frame_locator("iframe").locator(".mapempty")
    expect(said).to_contain_text("连不上服务器")
    page.context.unroute("**/map/villages.json*")
    expect(said).to_be_hidden()


@pytest.mark.parametrize("text", ["100%", "130%", "200%"])
@pytest.mark.parametrize("path", ["/", "/inbox"])
def test_a_phones_menu_shows_whole_words_and_where_one_is(
    desk: Callable[..., Page], path: str, text: str
) -> None:
    page = go(desk(360, text, 640), path)
    bar = page.locator(".top nav > .menu").bounding_box()
    assert bar
    boxes = [box for entry in page.locator(".top nav > .menu a").all() if (box := entry.bounding_box())]
    right, foot = bar["x"] + bar["width"], bar["y"] + bar["height"]
    seen = [box for box in boxes if box["x"] < right - 0.5 and box["y"] < foot - 0.5]
    assert all(
        box["x"] + box["width"] <= right + 0.5 and box["y"] + box["height"] <= foot + 0.5 for box in seen
    )
    here = page.locator(".top nav > .menu [aria-current]").bounding_box()
    assert here in seen
