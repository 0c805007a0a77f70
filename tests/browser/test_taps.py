"""How many taps the day's tasks take, counted on the glass: every tap on a button, a link, a choice or a line that is
not ready to be typed in. What is typed, and the keyboard's own key that leads to the next line, is no tap.

Before the forms began with the household: five doses with one absent and one refusal 10, a household of three 13, a
walk-in 9. Each starts at 今日 and ends when everything is kept.
"""

from __future__ import annotations

from itertools import pairwise

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Phone, Server
from tests.browser.measures import at_most
from tests.browser.village import card, run_round_one, two_listed_children
from tests.sync.county import NORTH, child, send

pytestmark = [pytest.mark.browser, pytest.mark.one_browser]
GIVE = "已告知、无禁忌，已服"


class Hand:
    """One thumb: it taps and types, and its taps are counted."""

    def __init__(self, page: Page) -> None:
        self.page, self.taps = page, 0

    def tap(self, target: Locator) -> None:
        self.taps += 1
        target.click()

    def line(self, label: str, words: str) -> None:
        """Type into a line: where it is not the one that is ready, it has to be tapped first."""
        target = self.page.get_by_label(label, exact=True)
        expect(target).to_be_visible()
        if not target.evaluate("(one) => one === document.activeElement"):
            self.tap(target)
        self.page.keyboard.type(words)

    def on(self) -> None:
        """The keyboard's own key."""
        self.page.keyboard.press("Enter")


@pytest.fixture
def hand(server: Server, phone: Phone) -> Hand:
    """今日 of a village with a round and a post of the day: a house of two, and five more children."""
    run_round_one(server)
    two_listed_children(server)
    others = [child(name, prior_polio="3", area=NORTH) for name in ("张一", "张二", "张三", "张四", "张五")]
    send(server.engine, *others)
    phone.open()
    page = phone.sign_in("ann")
    phone.cut()
    expect(page.get_by_role("heading", name=f"village {NORTH}")).to_be_visible()
    return Hand(page)


def to_list(hand: Hand) -> None:
    hand.tap(hand.page.get_by_role("navigation").get_by_role("link", name="名单"))
    expect(hand.page.get_by_role("button", name=f"王小明：{GIVE}")).to_be_visible()


def miss(hand: Hand, name: str, why: str) -> None:
    hand.tap(hand.page.get_by_role("button", name=f"{name}：没服成，选原因"))
    hand.tap(hand.page.get_by_role("dialog").get_by_role("button", name=why, exact=True))
    expect(hand.page.get_by_role("dialog")).to_have_count(0)
    hand.page.wait_for_timeout(400)  # the screen takes no taps for a moment


def test_five_doses_with_one_absent_and_one_refusal_take_at_most_9_taps(hand: Hand) -> None:
    to_list(hand)
    hand.tap(hand.page.get_by_role("button", name="记2个都已服：王小明、王小红"))
    for name in ("王小明", "王小红"):
        expect(hand.page.get_by_role("button", name=f"{name}：已服，撤销")).to_be_visible()
    for name in ("张一", "张二", "张三"):
        hand.tap(hand.page.get_by_role("button", name=f"{name}：{GIVE}"))
        expect(hand.page.get_by_role("button", name=f"{name}：已服，撤销")).to_be_visible()
    miss(hand, "张四", "不在家")
    miss(hand, "张五", "不愿意")
    expect(hand.page.get_by_role("button", name="张五：不愿意，撤销")).to_be_visible()
    at_most(9, hand.taps, "five doses, one absent, one refusal")


def type_child(hand: Hand, name: str, sex: str, born: str) -> None:
    hand.line("姓名", name)
    hand.on()
    hand.line("出生日期", born)
    hand.tap(hand.page.get_by_text(sex, exact=True))


def test_a_household_of_three_with_their_doses_takes_at_most_9_taps(hand: Hand) -> None:
    page = hand.page
    hand.tap(page.get_by_role("navigation").get_by_role("link", name="加孩子"))
    hand.tap(page.get_by_role("button", name="新加一户"))
    for label, words in (("户主", "李四海"), ("组、自然村或楼栋", "5组"), ("门牌号", "7号")):
        hand.line(label, words)
        hand.on()
    type_child(hand, "李一", "男", "2022-01-01")
    hand.tap(page.get_by_text("本县", exact=True))
    hand.tap(page.get_by_role("button", name="已服，再加这户一个"))
    expect(page.locator(".saved")).to_contain_text("李一已服")
    expect(page.get_by_label("本县", exact=True)).to_be_checked()  # what the house knows is not asked again
    type_child(hand, "李二", "女", "2023-03-01")
    hand.tap(page.get_by_role("button", name="已服，再加这户一个"))
    expect(page.locator(".saved")).to_contain_text("李二已服")
    type_child(hand, "李三", "男", "2024-05-01")
    hand.tap(page.get_by_role("button", name="保存，并且已服"))
    expect(page.get_by_role("heading", name="5组 7号 李四海家")).to_be_visible()
    for name in ("李一", "李二", "李三"):
        expect(card(page, name)).to_contain_text("✔ 已服")
    at_most(9, hand.taps, "a household of three")


def test_four_siblings_of_a_village_without_households_take_at_most_10_taps(hand: Hand) -> None:
    page = hand.page
    hand.tap(page.get_by_role("navigation").get_by_role("link", name="加孩子"))
    expect(page.get_by_label("哪一户")).to_be_focused()
    hand.on()  # no household is named: the next line
    for label, words in (
        ("姓名", "周一"),
        ("出生日期", "2020-01-01"),
        ("家长", "周大"),
        ("电话", "13900000001"),
    ):
        hand.line(label, words)
        hand.on()
    hand.tap(page.get_by_text("男", exact=True))
    hand.tap(page.get_by_text("本县", exact=True))
    hand.tap(page.get_by_role("button", name="已服，再加这户一个"))
    children = ("周一", ""), ("周二", "2021-03-01"), ("周三", "2022-05-01"), ("周四", "2024-02-01")
    for (before, _born), (name, born) in pairwise(children):
        expect(page.locator(".saved")).to_contain_text(f"{before}已服")  # the form of the next one
        expect(page.get_by_label("姓名", exact=True)).to_be_focused()
        expect(page.get_by_label("家长")).to_have_value("周大")
        expect(page.get_by_label("电话", exact=True)).to_have_value("13900000001")
        expect(page.get_by_label("本县", exact=True)).to_be_checked()
        type_child(hand, name, "女", born)
        last = name == "周四"
        hand.tap(page.get_by_role("button", name="保存，并且已服" if last else "已服，再加这户一个"))
    expect(page.get_by_role("heading", name="周大家")).to_be_visible()
    for name in ("周一", "周二", "周三", "周四"):
        expect(card(page, name)).to_contain_text("✔ 已服")
    at_most(10, hand.taps, "four siblings of no household")


def test_a_walk_in_takes_at_most_7_taps(hand: Hand) -> None:
    page = hand.page
    hand.tap(page.get_by_role("navigation").get_by_role("link", name="加孩子"))
    hand.on()  # nobody knows the household: the next line
    hand.line("姓名", "赵过")
    hand.on()
    hand.line("出生日期", "20230905")
    hand.on()
    hand.line("家长", "赵大")
    hand.on()
    hand.line("电话", "13900000000")
    hand.tap(page.get_by_text("男", exact=True))
    hand.tap(page.get_by_text("省外", exact=True))
    hand.tap(page.get_by_text("3剂以上", exact=True))
    hand.tap(page.get_by_role("button", name="保存，并且已服"))
    expect(card(page, "赵过")).to_contain_text("✔ 已服")
    at_most(7, hand.taps, "a walk-in")
