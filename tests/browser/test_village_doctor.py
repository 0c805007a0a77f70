"""What a village doctor with large text met on her phone: heads that leave room for a child, rows that say what was
recorded before, a list that begins at its top, searches that end, sentences that go away when they are true no more."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from sqlalchemy import update

from fieldapp.ground.clock import today
from fieldapp.ground.db import writing
from fieldapp.models.areas import Area
from tests.browser.conftest import Phone, Server
from tests.browser.measures import WHOLE_ROWS, WRONG
from tests.browser.until import until
from tests.browser.village import HOUSE, add_post, card, find_row, run_round_one, to_list
from tests.sync.county import NORTH, SOUTH, child, key, operation, send, visit

pytestmark = [pytest.mark.browser, pytest.mark.one_browser]
GIVE = "已告知、无禁忌，已服"
LOT = "202603045"
HEADS = (
    "王大山",
    "李来福",
    "张建国",
    "刘桂英",
    "陈满姣",
    "杨秀英",
    "黄德根",
    "周明萍",
    "郭长福",
    "何玉兰",
    "丁德强",
)
SIZE = "size => { document.documentElement.style.fontSize = size; }"
# Where the words of an element are broken: one rectangle a line.
LINES = """(one, words) => {
  const walker = document.createTreeWalker(one, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const at = walker.currentNode.data.indexOf(words);
    if (at < 0) continue;
    const range = document.createRange();
    range.setStart(walker.currentNode, at);
    range.setEnd(walker.currentNode, at + words.length);
    return new Set([...range.getClientRects()].map(({ top }) => Math.round(top))).size;
  }
  return 0;
}"""
# Whether an element stands whole between the top of the screen and the bar below.
SEEN = """(one) => {
  const { top, bottom } = one.getBoundingClientRect();
  return top >= 0 && bottom <= document.querySelector('nav').getBoundingClientRect().top + 1;
}"""


@pytest.fixture
def village(server: Server) -> Server:
    """五福村委会, with a post: a family of two and ten of one; one who was away, one who moved, one dosed elsewhere."""
    run_round_one(server, posts=(SOUTH,))
    add_post(server, "五福村卫生室", NORTH)
    with writing(server.engine) as connection:
        for code, name in ((NORTH, "五福村委会"), (SOUTH, "广常村")):
            connection.execute(update(Area).where(Area.code == code).values(name=name))
    told = {"prior_polio": "3", "area": NORTH}
    for n, head in enumerate(HEADS):
        house = key("house" if not n else head)
        about = {"head": head, "group": "1组", "door": f"{n + 1}号", "phone": f"1380000{n:02}05"}
        send(server.engine, operation("household", about, key=house, area=NORTH))
        names = ("王小明", "王小红") if not n else (f"{head[0]}小{n}",)
        send(server.engine, *(child(name, household=house, guardian=head, **told) for name in names))
    send(server.engine, child("王大明", household=key("house"), born="2017-01-01", **told))
    send(server.engine, child("广常一", area=SOUTH, prior_polio="3"))
    day = today().isoformat()
    later = {"on": day, "area": NORTH, "by": "bao"}
    send(server.engine, visit("李小1", "absent_short", note="走亲戚，后天回", **later), by="bao")
    send(server.engine, visit("张小2", "moved_away", **later), by="bao")
    send(server.engine, visit("刘小3", "vaccinated_elsewhere", **later), by="bao")
    return server


@pytest.fixture
def page(village: Server, phone: Phone) -> Page:
    """The list on a phone."""
    page = phone.open()
    phone.sign_in("ann")
    to_list(page)
    expect(page.locator(".chips")).to_contain_text("10")
    return page


def enlarge(page: Page, size: str) -> None:
    """Text of this size, from now on."""
    page.evaluate(SIZE, size)
    page.wait_for_timeout(150)


def type_lot(page: Page) -> None:
    page.goto(f"{page.url.split('#')[0]}#/work")
    lot = page.get_by_label("批号")
    lot.fill(LOT)
    lot.blur()
    expect(page.get_by_label("有效期至")).to_be_visible()


def row(page: Page, name: str) -> Locator:
    return page.get_by_role("listitem").filter(has_text=name)


def opened(page: Page, server: Server, screen: str, size: str, large: bool = False) -> None:
    """A screen opened anew with text of this size."""
    page.evaluate("large => { localStorage['fieldapp.large'] = large; }", "yes" if large else "no")
    page.goto("about:blank")
    page.goto(f"{server.url}/field#/{screen}")
    expect(page.locator("h1")).to_be_visible()
    enlarge(page, size)


@pytest.mark.parametrize(("size", "large"), [("200%", False), ("245%", True)])
def test_with_the_largest_text_a_child_has_both_answers_and_the_way_on_is_seen(
    village: Server, page: Page, size: str, large: bool
) -> None:
    type_lot(page)
    opened(page, village, "list", size, large)
    expect(page.get_by_role("listitem").first).to_be_visible()
    assert page.evaluate(WHOLE_ROWS) >= 1 and page.evaluate(WRONG) == []
    for part in (".top", ".chips", ".workbar"):  # each of one line
        box, touch = page.locator(part).bounding_box(), 60 if large else 48
        assert box and box["height"] <= touch + 6, part
    expect(page.locator(".chips")).to_contain_text("还差 10")
    expect(page.locator(".chips")).to_contain_text("0/11")
    page.get_by_label("服苗名单").select_option("later")
    expect(page.get_by_role("listitem")).to_have_count(1)
    opened(page, village, "", size, large)
    assert page.get_by_role("button", name="去服苗").evaluate(SEEN) and page.evaluate(WRONG) == []


def test_a_row_says_what_was_recorded_before_by_whomever(page: Page) -> None:
    said = f"不在家 · {today().month}月{today().day}日 · 第1次 · 走亲戚，后天回"
    expect(row(page, "李小1")).to_contain_text(said)
    page.get_by_role("button", name="要再去").click()
    expect(page.get_by_role("listitem")).to_have_count(1)
    expect(row(page, "李小1")).to_contain_text(said)
    expect(find_row(page, "张小", "张小2")).to_contain_text("搬走")


def test_a_filter_begins_at_the_top_of_the_list(page: Page) -> None:
    page.evaluate("scrollTo(0, 600)")
    page.get_by_role("link", name="陈小4").scroll_into_view_if_needed()
    left = page.evaluate("scrollY")
    assert left > 100
    page.get_by_role("link", name="陈小4").click()
    expect(card(page, "陈小4")).to_be_visible()
    page.go_back()
    expect(row(page, "陈小4")).to_be_visible()
    until(page, "left => scrollY === left", left)  # where it was left
    page.evaluate("scrollTo(0, 0)")
    for name in ("全部", "还差", "要再去", "全部"):
        page.get_by_role("button", name=name).click()
        expect(page.get_by_role("button", name=name, pressed=True)).to_be_visible()
        page.wait_for_timeout(100)
        assert page.evaluate("scrollY") == 0, name


def test_what_could_not_be_sent_is_said_no_longer_when_it_was(phone: Phone, page: Page) -> None:
    phone.cut()
    row(page, "陈小4").get_by_role("button", name=GIVE).click()
    expect(row(page, "陈小4")).to_contain_text("✔ 已服")
    page.get_by_role("navigation").get_by_role("link", name="上报").click()
    page.get_by_role("button", name="现在上报").click()
    problem = page.get_by_text("现在连不上服务器")
    expect(problem).to_be_visible()
    phone.mend()  # and it sends by itself
    expect(page.get_by_text("这部手机记的都上报了")).to_be_visible(timeout=20_000)
    expect(problem).to_have_count(0)


def test_the_next_of_a_household_can_be_added_with_and_without_a_dose(village: Server, page: Page) -> None:
    page.goto(f"{village.url}/field#/add?household={key('house')}")
    expect(page.get_by_text("加到五福村委会的名单里")).to_be_visible()
    expect(page.get_by_role("button", name="保存，再加这户一个")).to_be_visible()
    page.get_by_label("姓名", exact=True).fill("王小四")
    page.get_by_label("出生日期").fill("20230405")
    page.get_by_label("3剂以上").check(force=True)
    for name in ("保存，并且已服", "已服，再加这户一个", "保存，再加这户一个"):
        expect(page.get_by_role("button", name=name)).to_be_visible()
    page.get_by_role("button", name="保存，再加这户一个").click()
    expect(page.get_by_text("王小四已存在这部手机里")).to_be_visible()
    page.goto(f"{village.url}{HOUSE}")
    expect(card(page, "王小四").get_by_role("button", name=GIVE)).to_be_visible()


def test_no_telephone_and_no_batch_number_is_broken(village: Server, page: Page) -> None:
    row(page, "陈小4").get_by_role("button", name=GIVE).click()
    row(page, "杨小5").get_by_role("button", name=GIVE).click()
    expect(row(page, "杨小5")).to_contain_text("✔ 已服")
    type_lot(page)
    for size in ("130%", "200%"):
        opened(page, village, "nobatch", size)
        buttons = page.get_by_role("button", name=LOT)
        expect(buttons).to_have_count(3)
        assert [one.evaluate(LINES, LOT) for one in buttons.all()] == [1, 1, 1]
        opened(page, village, HOUSE.split("#/")[1], size)
        assert page.locator(".call").first.evaluate(LINES, "13800000005") == 1
        assert page.evaluate(WRONG) == []


@pytest.mark.parametrize("size", ["130%", "200%"])
def test_the_search_takes_the_place_of_the_top_line(page: Page, size: str) -> None:
    enlarge(page, size)
    page.get_by_role("searchbox").tap()
    page.keyboard.type("xm")
    top, find = page.locator(".top").bounding_box(), page.locator(".find").bounding_box()
    assert top and find and (find["y"], find["height"]) == (top["y"], top["height"])
    ring = page.get_by_role("searchbox").evaluate("(one) => parseFloat(getComputedStyle(one).outlineOffset)")
    assert ring <= -3  # within the line: the edge of the screen cuts nothing
    expect(row(page, "王小明")).to_be_visible()


def test_a_search_ends_where_one_goes_elsewhere(village: Server, page: Page) -> None:
    box = page.get_by_role("searchbox")
    find_row(page, "小明", "王小明").get_by_role("link").click()
    expect(card(page, "王小明")).to_be_visible()
    page.go_back()
    expect(box).to_have_value("小明")  # the way back leads to what was found
    for tab in ("今日", "上报", "加孩子"):
        box.fill("小明")
        expect(page.get_by_role("listitem")).to_have_count(1)
        page.get_by_role("navigation").get_by_role("link", name=tab).click()
        expect(box).to_have_count(0)
        to_list(page)
        expect(box).to_have_value("")
    box.fill("新来的")
    page.get_by_role("button", name="加上这个孩子").click()
    expect(page.get_by_label("姓名", exact=True)).to_have_value("新来的")
    page.get_by_role("button", name="保存", exact=True).click()
    expect(card(page, "新来的")).to_be_visible()
    to_list(page)
    expect(box).to_have_value("")


def test_a_tap_on_a_red_line_leads_to_what_it_says(village: Server, page: Page) -> None:
    send(
        village.engine,
        child("王小红", household=key("house"), born="2017-01-01", prior_polio="3", area=NORTH),
    )
    page.get_by_role("navigation").get_by_role("link", name="上报").click()
    page.get_by_role("button", name="现在上报").click()
    page.wait_for_timeout(800)
    opened(page, village, "list?show=all", "200%")
    row(page, "王大明").get_by_role("link", name="有红线").click()
    red = card(page, "王大明").get_by_text("先别服")
    expect(red).to_be_visible()
    page.wait_for_timeout(300)
    assert red.evaluate(SEEN)
    answers = card(page, "王小明").locator(".acts > *")
    boxes = [one.bounding_box() for one in answers.all()]
    assert len(boxes) == 2 and boxes[0] and boxes[1] and boxes[0]["y"] == boxes[1]["y"]  # side by side
    assert boxes[0]["height"] <= 110


def test_the_counts_of_a_village_add_up_where_they_stand(page: Page) -> None:
    row(page, "陈小4").get_by_role("button", name=GIVE).click()
    expect(page.locator(".chips")).to_contain_text("还差 9")
    expect(page.locator(".chips")).to_contain_text("已服 1＋别处1")
    expect(page.locator(".top")).to_contain_text("1/11")
    page.get_by_role("navigation").get_by_role("link", name="今日").click()
    expect(page.locator(".figures .left")).to_have_text("9 还差")
    for words in ("1 已服", "1 别处", "11 应服"):
        expect(page.locator(".parts")).to_contain_text(words)


def test_a_name_comes_back_when_it_was_not_unnamed_after_all(village: Server, page: Page) -> None:
    page.goto(f"{village.url}/field#/child/{key('王小明')}/edit")
    name, unnamed = page.get_by_label("姓名", exact=True), page.get_by_role("button", name="未取名")
    unnamed.click()
    expect(name).to_have_value("")
    unnamed.click()
    expect(name).to_have_value("王小明")
    name.fill("王小名")
    page.get_by_role("button", name="保存", exact=True).click()
    kept = page.get_by_text("已存在这部手机里", exact=False)
    expect(kept).to_be_visible()  # to be seen, not only heard
    box = kept.bounding_box()
    assert box and box["width"] > 100
    mark = card(page, "王小名").locator(".title .dot")
    if mark.count():  # until it is sent, which may be at once
        expect(mark).to_contain_text("没上报")
    expect(page.locator(".kept")).to_have_count(0, timeout=8000)


def test_a_card_that_is_done_does_not_say_that_nothing_is_recorded(village: Server, page: Page) -> None:
    send(village.engine, child("无剂次", area=NORTH, born=today().replace(year=today().year - 1).isoformat()))
    page.goto(f"{village.url}{HOUSE}")
    one = card(page, "王小明")
    one.get_by_role("button", name=GIVE).click()
    expect(one).to_contain_text("✔ 已服")
    expect(one).not_to_contain_text("没有脊灰疫苗记录")


def test_the_page_of_the_work_is_called_as_its_link_and_asks_first_for_what_is_missing(
    village: Server, page: Page
) -> None:
    page.goto(f"{village.url}/field#/work")
    expect(page.get_by_role("heading", level=1)).to_have_text("日期、地点、批号")
    lines = page.locator("main input[type=text], main input:not([type])")
    expect(lines.first).to_have_accessible_name("批号")
    places = page.get_by_role("group", name="记下位置").get_by_role("radio")
    assert [one.evaluate("one => one.parentNode.textContent.trim()") for one in places.all()] == [
        "不记",
        "记位置",
    ]
    type_lot(page)
    opened(page, village, "work", "100%")
    expect(page.locator("main input").first).to_have_accessible_name("服苗日期")


@pytest.mark.parametrize("size", ["100%", "200%"])
def test_the_way_out_of_a_sheet_is_seen_at_once(page: Page, size: str) -> None:
    enlarge(page, size)
    row(page, "李小1").get_by_role("button", name="没服成").first.click()
    cancel = page.get_by_role("dialog").get_by_role("button", name="取消")
    expect(cancel).to_be_visible()
    box = cancel.bounding_box()
    assert box and box["y"] >= 0 and box["y"] + box["height"] <= 640
    assert page.evaluate(WRONG) == []


@pytest.mark.parametrize(
    ("office", "locale", "said"),
    [
        (None, "en-US", "en"),
        ("en", "zh-CN", "en"),
        ("zh", "en-US", "zh"),
        (None, "zh-CN", "zh"),
        (None, "de-DE", "zh"),
    ],
)
def test_the_first_start_is_in_the_language_of_the_office_or_of_the_browser(
    village: Server, chromium: Browser, office: str | None, locale: str, said: str
) -> None:
    context = chromium.new_context(locale=locale, viewport={"width": 360, "height": 640})
    if office:
        context.add_cookies([{"name": "lang", "value": office, "url": village.url}])
    page = context.new_page()
    page.goto(f"{village.url}/field")
    expect(page.get_by_role("button", name="Sign in" if said == "en" else "登录", exact=True)).to_be_visible()
    assert page.evaluate("localStorage.lang") is None  # a guess is not kept
    context.close()
