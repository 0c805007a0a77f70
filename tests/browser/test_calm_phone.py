"""The phone's main screens by the measures of the calm face: how much is on the first screen, how large words and
targets are, what contrast they have, and that nothing is cut or overlaps; in both languages, at 100, 130 and 200 % and
in 大字.

The numbers: 16 px least, 18 px least in 大字, targets of 44 and of 60 px (requirements of the ministry of industry and
information technology for older people, 2021); contrast 7 : 1 (WCAG 2.2, 1.4.6); target-size (WCAG 2.2, 2.5.8).
"""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import update

from fieldapp.ground.clock import today
from fieldapp.ground.db import writing
from fieldapp.models.areas import Area
from fieldapp.models.campaigns import Round
from tests.browser.conftest import Phone, Server
from tests.browser.measures import CONTRAST, WHOLE_ROWS, WRONG, barriers, looked_at
from tests.browser.until import english_is_kept
from tests.browser.village import HOUSE, card, run_round_one, whole_list
from tests.sync.county import NORTH, ROUND1, SOUTH, child, key, operation, send, visit

pytestmark = [pytest.mark.browser, pytest.mark.one_browser]
GIVE = "已告知、无禁忌，已服"
FAMILIES = ("王大山", "李来福", "张建国", "刘桂英", "陈满姣", "杨秀英", "黄德根")
SCREENS = {
    "今日": "",
    "list": "list",
    "whole list": "list?show=all",
    "house": HOUSE.split("#/")[1],
    "reasons": f"{HOUSE.split('#/')[1]}?sheet=why&of={key('王小明')}",
    "child without a household": f"child/{key('无户')}",
    "nothing": "household/nobody",
    "a child to add": "add",
    "a sibling to add": f"add?household={key('house')}",
    "a child to correct": f"child/{key('王小明')}/edit",
    "a household to add": "household/new",
    "a household to correct": f"{HOUSE.split('#/')[1]}/edit",
    "how one works": "work",
    "doses without a batch": "nobatch",
    "上报": "report",
    "settings": "settings",
    "help": "help",
}


@pytest.fixture
def village(server: Server) -> Server:
    """A village of seven households with a child each, one of them with two, and a child without a household."""
    run_round_one(server)
    with writing(server.engine) as connection:
        connection.execute(update(Area).where(Area.code == NORTH).values(name="大木桥村"))
    told = {"prior_polio": "3", "area": NORTH}
    for n, head in enumerate(FAMILIES):
        house = {"head": head, "group": "1组", "door": f"{n + 1}号", "phone": f"1380000{n}246"}
        send(server.engine, operation("household", house, key=key("house" if not n else head), area=NORTH))
        names = ("王小明", "王小红") if not n else (f"{head[0]}小{n}",)
        told |= {"household": key("house" if not n else head), "guardian": head}
        send(server.engine, *(child(name, **told) for name in names))
    send(server.engine, child("无户", prior_polio="3", area=NORTH))
    return server


@pytest.fixture
def page(village: Server, phone: Phone) -> Page:
    """The list of the village on a phone."""
    page = phone.open()
    phone.sign_in("ann")
    to(page, village, "list")
    return page


def to(
    page: Page, server: Server, screen: str, size: str = "", large: bool = False, lang: str = "zh"
) -> None:
    """A screen opened anew, drawn, with text of this size."""
    page.evaluate(
        "([lang, large]) => { localStorage.lang = lang; localStorage['fieldapp.large'] = large; }",
        [lang, "yes" if large else "no"],
    )
    page.goto("about:blank")
    page.goto(f"{server.url}/field#/{screen}")
    sized(page, size)
    expect(page.locator("dialog h2" if "sheet=" in screen else "h1").last).to_be_visible()
    if screen.startswith("list"):
        expect(page.get_by_role("listitem").first).to_be_visible()
        expect(page.locator(".chips")).to_contain_text("9")  # counted, in idle time
    page.wait_for_timeout(100)


def sized(page: Page, size: str) -> None:
    """Text of this size from now on; what is measured in it settles within two frames."""
    frames = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
    page.evaluate(f"size => {{ document.documentElement.style.fontSize = size; return {frames}; }}", size)


def row(page: Page, name: str) -> Locator:
    """The row of one child."""
    return page.get_by_role("listitem").filter(has_text=name)


@pytest.mark.parametrize(("size", "least"), [("100%", 4), ("130%", 2), ("200%", 1)])
def test_so_many_children_with_both_answers_are_on_the_first_screen(
    village: Server, page: Page, size: str, least: int
) -> None:
    to(page, village, "list", size)
    assert page.evaluate(WHOLE_ROWS) >= least
    if size == "100%":
        boxes = [one.bounding_box() for one in page.locator(".row").all()]
        assert all(box and box["height"] <= 100 for box in boxes[:4])
        top = page.locator("header.top").bounding_box()
        assert top and top["height"] == 48


def test_today_has_its_figure_and_the_way_on_above_the_fold(village: Server, page: Page) -> None:
    to(page, village, "")
    expect(page.locator(".figures .left b")).to_have_text("9")
    button = page.get_by_role("button", name="去服苗").bounding_box()
    bar = page.get_by_role("navigation").bounding_box()
    assert button and bar and button["y"] + button["height"] <= bar["y"] and 55 <= bar["height"] <= 57
    assert page.locator(".give:not(.soft)").count() == 1  # one next action


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("large", [False, True])
def test_nothing_keeps_anyone_out_is_too_small_or_too_pale(
    village: Server, page: Page, lang: str, large: bool
) -> None:
    small, target = (18, 60) if large else (16, 44)
    english_is_kept(page)
    found = {}
    for name, screen in SCREENS.items():
        to(page, village, screen, large=large, lang=lang)
        seen = looked_at(page)
        assert len(seen.texts) > 3 and len(seen.targets) > 3
        found[name] = [*seen.small(small), *seen.pale(CONTRAST), *seen.narrow(target), *barriers(page)]
    assert {name: wrong for name, wrong in found.items() if wrong} == {}


@pytest.mark.parametrize("width", [320, 360])
def test_nothing_is_cut_and_nothing_overlaps(
    village: Server, new_phone: Callable[..., Phone], width: int
) -> None:
    phone = new_phone(width=width)
    page = phone.open()
    phone.sign_in("ann")
    found = {}
    for large, sizes in [(False, ("100%", "130%", "200%")), (True, ("",))]:
        for name, screen in SCREENS.items():
            for size in sizes:
                # a list keeps the size it was drawn in (shared/rows.js)
                if size == sizes[0] or screen.startswith("list"):
                    to(page, village, screen, size, large)
                else:
                    sized(page, size)
                found[f"{name} {size or '大字'}"] = page.evaluate(WRONG)
    assert {name: wrong for name, wrong in found.items() if wrong} == {}


def test_not_given_stands_left_and_undo_where_the_tap_was(village: Server, page: Page) -> None:
    one = row(page, "李小1")
    miss, give = one.get_by_role("button", name="没服成"), one.get_by_role("button", name=GIVE)
    left, right = miss.bounding_box(), give.bounding_box()
    assert left and right and left["x"] + left["width"] <= right["x"]
    give.click()
    undo = one.get_by_role("button", name="撤销")
    expect(one).to_contain_text("✔ 已服")
    place = undo.bounding_box()
    middle = right["x"] + right["width"] / 2
    assert place and place["x"] <= middle <= place["x"] + place["width"] and abs(place["y"] - right["y"]) <= 1
    expect(page.locator(".chips")).to_contain_text("还差 8")
    expect(page.locator(".top")).to_contain_text("1/9")


def test_the_second_tap_of_a_hasty_thumb_undoes_nothing(village: Server, page: Page) -> None:
    one = row(page, "李小1")
    give = one.get_by_role("button", name=GIVE)
    box = give.bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.touchscreen.tap(x, y)
    expect(one.get_by_role("button", name="撤销")).to_be_visible()
    page.touchscreen.tap(x, y)
    page.wait_for_timeout(600)
    expect(one).to_contain_text("✔ 已服")
    page.touchscreen.tap(x, y)  # and a while later it is meant
    expect(give).to_be_visible()


def test_a_house_is_recorded_by_a_button_that_says_what_it_will_do(village: Server, page: Page) -> None:
    to(page, village, SCREENS["house"])
    everyone = page.get_by_role("button", name=re.compile("^记2个都已服：王小[明红]、王小[明红]$"))
    assert (
        page.locator(".give:not(.soft)").evaluate_all(
            "all => new Set(all.map((one) => getComputedStyle(one).backgroundColor)).size"
        )
        == 2
    )  # that one carries the accent, those of the cards step back
    everyone.click()
    for name in ("王小明", "王小红"):
        expect(card(page, name)).to_contain_text("✔ 已服")


def test_children_without_a_household_have_a_heading_of_their_own(village: Server, page: Page) -> None:
    send(village.engine, child("无户二", prior_polio="3", area=NORTH))
    whole_list(page, village)
    headings = page.locator(".rows h2")
    expect(headings).to_have_count(len(FAMILIES) + 1)
    expect(headings.last).to_have_text("还没有写哪一户的孩子")


def test_a_search_and_a_group_do_not_outlive_a_change_of_village(village: Server, page: Page) -> None:
    page.get_by_role("searchbox").fill("李小1")
    expect(page.get_by_role("listitem")).to_have_count(1)
    page.get_by_label("换一个村").select_option(SOUTH)
    expect(page.get_by_role("searchbox")).to_have_value("")
    expect(page.get_by_role("heading", level=1)).not_to_have_text("大木桥村")


def test_search_is_an_icon_until_it_is_tapped_and_again_when_it_is_left(village: Server, page: Page) -> None:
    box = page.get_by_role("searchbox")
    closed = box.bounding_box()
    assert closed and closed["width"] <= 60
    box.tap()
    expect(box).to_be_focused()
    opened = box.bounding_box()
    assert opened and opened["width"] > 250
    box.press_sequentially("李小")
    expect(row(page, "李小1")).to_be_visible()
    expect(page.get_by_role("listitem")).to_have_count(1)
    page.get_by_role("button", name="清空").click()
    expect(page.get_by_role("listitem").nth(3)).to_be_visible()
    assert box.bounding_box() == closed


def test_an_empty_list_says_what_to_do_next(village: Server, page: Page) -> None:
    page.get_by_role("button", name="要再去").click()
    expect(page.get_by_text("要再去：没有了")).to_be_visible()
    page.get_by_role("button", name="看还差的").click()
    expect(page.get_by_role("listitem").first).to_be_visible()


def test_a_round_before_its_first_day_has_a_date_and_no_share(village: Server, phone: Phone) -> None:
    first = today().fromordinal(today().toordinal() + 3)
    with writing(village.engine) as connection:
        days = {
            "first_day": first.isoformat(),
            "last_day": first.fromordinal(first.toordinal() + 4).isoformat(),
        }
        connection.execute(update(Round).where(Round.key == ROUND1).values(**days))
    page = phone.open()
    phone.sign_in("ann")
    words = f"{first.month}月{first.day}日开始"
    expect(page.locator(".figures")).to_contain_text(words)
    expect(page.locator(".figures")).not_to_contain_text("还差")
    expect(page.get_by_role("main").locator(".note, .problem, progress")).to_have_count(0)
    page.get_by_role("button", name="看名单").click()
    expect(page.locator(".top")).to_contain_text(words)
    expect(page.locator(".top")).not_to_contain_text("/")


def test_what_is_to_be_looked_at_is_one_line(village: Server, page: Page) -> None:
    page.goto(f"{village.url}/field#/add")
    page.get_by_label("姓名", exact=True).fill("没存的")
    page.wait_for_timeout(500)
    send(village.engine, visit("张小2", on=today().isoformat(), area=NORTH))
    page.goto(f"{village.url}/field#/report")
    page.get_by_role("button", name="现在上报").click()
    expect(page.get_by_text("这部手机记的都上报了")).to_be_visible(timeout=60_000)
    page.goto(f"{village.url}/field#/")
    fold = page.get_by_text("2件事要看")
    expect(fold).to_be_visible()
    expect(page.get_by_text("没有批号")).to_be_hidden()
    fold.click()
    expect(page.get_by_text("没有批号")).to_be_visible()
    expect(page.get_by_text("没保存的：没存的")).to_be_visible()


@pytest.mark.reopens
def test_large_text_is_offered_once_and_kept_by_the_phone(
    village: Server, new_phone: Callable[..., Phone]
) -> None:
    phone = new_phone("a phone nobody has asked")
    page = phone.open()
    phone.sign_in("ann")
    expect(page.get_by_text("字要不要再大些")).to_be_visible()
    page.get_by_role("button", name="大字").click()
    expect(page.get_by_text("字要不要再大些")).to_have_count(0)
    size = "parseFloat(getComputedStyle(document.body).fontSize)"
    assert page.evaluate(size) >= 22  # the ministry's 18 point for what is read
    phone.close()
    page = phone.open()
    expect(page.get_by_role("button", name="去服苗")).to_be_visible()
    assert page.evaluate(size) >= 22
