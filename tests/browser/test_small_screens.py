"""No screen is wider than a phone, cuts a word off or has a button smaller than a thumb, whatever a record holds."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import delete, update

from fieldapp.ground.db import writing
from fieldapp.models.areas import Area
from fieldapp.models.people import PersonArea
from tests.browser.conftest import Phone, Server
from tests.browser.village import run_round_one, signed_in_offline, two_listed_children
from tests.sync.county import NORTH, child, key, operation, send

pytestmark = [pytest.mark.browser, pytest.mark.one_browser]
SIZES = [(360, "100%"), (360, "130%"), (320, "100%"), (320, "200%"), (1280, "100%")]
HEADINGS = {  # what only this screen says, so that none is looked at before it is there
    "add": "加孩子",
    "list?show=all": f"village {NORTH}",
    "report": "上报",
    "": f"village {NORTH}",
    "work": "日期、地点、批号",
    "settings": "设置",
    "help": "帮助：怎么用",
    "household/new": "新加一户",
    f"household/{key('house')}": "3组 12号 王大山家",
    f"household/{key('odd house')}": "𠮷组 😀 <script>alert(1)</script>家",
    f"child/{key('odd 0')}/edit": "W" * 50,
    f"household/{key('house')}?sheet=why&of={key('王小明')}": "王小明：为什么没服成？",
}
ODD_NAMES = ("W" * 50, "哈" * 50, "<script>alert(1)</script>", "𠮷䶮龘😀👨‍👩‍👧", "艾力·买买提·阿卜杜热合曼")
WHOLE = """() => [...document.querySelectorAll('.among')].map((one) => {
  const words = one.querySelector('span');
  const [box, inside] = [one.getBoundingClientRect(), words.getBoundingClientRect()];
  const held = inside.bottom <= box.bottom && inside.right <= box.right;
  return [words.textContent, held && words.scrollWidth <= words.clientWidth];
})"""
WRONG = """(width) => [...document.querySelectorAll('body *')].flatMap((one) => {
  const box = one.getBoundingClientRect();
  const [name, style] = [one.outerHTML.slice(0, 120), getComputedStyle(one)];
  if (!box.width || one.matches('.unseen, .choice input')) return [];
  const thumb = one.matches('a, button, select, summary, input, .choice span');
  const words = one.matches('select') ? one.selectedOptions[0].text : one.placeholder || '';
  const paper = document.createElement('canvas').getContext('2d');
  paper.font = style.font;
  const room = one.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
  return [
    (box.right > width + 1 || box.left < -13) && `wide: ${name}`,
    thumb && Math.min(box.width, box.height) < 43.5 && `small: ${name}`,
    one.matches('button, a') && one.scrollWidth > one.clientWidth + 2 && style.display !== 'inline' && `cut: ${name}`,
    words && style.opacity !== '0' && paper.measureText(words).width > room && `cut: ${words}`,
  ].filter(Boolean);
})"""


def odd_records(server: Server) -> None:
    """A household with the names that break screens."""
    house = {"head": "<script>alert(1)</script>", "group": "𠮷组", "door": "😀", "phone": "1" * 40}
    house |= {"address": "地址" * 100, "note": "W" * 200}
    told = {"guardian": "哈" * 50, "prior_polio": "3", "household": key("odd house"), "area": NORTH}
    odd = [{**child(f"odd {n}", **told)} for n in range(len(ODD_NAMES))]
    for one, name in zip(odd, ODD_NAMES, strict=True):
        one["data"]["name"] = name
    made = send(server.engine, operation("household", house, key=key("odd house"), area=NORTH), *odd)
    assert {receipt["outcome"] for receipt in made} == {"applied"}


def looked_at(page: Page, server: Server, width: int, type_: str, headings: dict[str, str]) -> list[str]:
    """What is wrong on these screens, in both languages."""
    found = []
    for lang in ("zh", "en"):
        page.evaluate("lang => localStorage.setItem('lang', lang)", lang)
        for screen, heading in headings.items():
            page.goto("about:blank")
            page.goto(f"{server.url}/field#/{screen}")
            page.evaluate("size => { document.documentElement.style.fontSize = size; }", type_)
            if lang == "zh":
                expect(page.get_by_role("heading", name=heading, exact=True)).to_be_visible()
            expect(page.locator("h1").first).to_be_visible()
            found += [f"{lang} {screen or 'today'} {one}" for one in page.evaluate(WRONG, width)]
    return found


@pytest.mark.parametrize(("width", "type_"), SIZES)
def test_every_screen_fits_a_phone_with_the_oddest_records(
    server: Server, new_phone: Callable[..., Phone], width: int, type_: str
) -> None:
    run_round_one(server)
    two_listed_children(server)
    odd_records(server)
    page = signed_in_offline(new_phone(width=width))
    assert looked_at(page, server, width, type_, HEADINGS) == []


def test_the_whole_name_of_a_village_can_be_read_where_it_is_chosen(
    server: Server, new_phone: Callable[..., Phone]
) -> None:
    run_round_one(server)
    two_listed_children(server)
    name = "内蒙古自治区锡林郭勒盟东乌珠穆沁旗乌里雅斯太镇巴彦布日德嘎查村民委员会"
    with writing(server.engine) as connection:
        connection.execute(update(Area).where(Area.code == NORTH).values(name=name))
    page = signed_in_offline(new_phone(width=320))
    page.goto(f"{server.url}/field#/")
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    expect(page.get_by_label("换一个村")).to_have_value(NORTH)
    assert [name, True] in page.evaluate(WHOLE)
    assert page.evaluate(WRONG, 320) == []


@pytest.mark.parametrize("assigned", [True, False])
def test_every_screen_fits_a_phone_that_has_nothing_to_show(
    server: Server, new_phone: Callable[..., Phone], assigned: bool
) -> None:
    run_round_one(server)
    if not assigned:
        with writing(server.engine) as connection:
            connection.execute(delete(PersonArea).where(PersonArea.person == key("ann")))
    phone = new_phone(width=320)
    phone.open()
    page = phone.sign_in("ann")
    phone.cut()
    village = f"village {NORTH}" if assigned else "今日"
    screens = {"": village, "list": village, "report": "上报", "settings": "设置"}
    screens |= {"add": "加孩子" if assigned else "今日", "household/nobody": "本户" if assigned else "今日"}
    assert looked_at(page, server, 320, "200%", screens) == []


@pytest.mark.parametrize(("width", "type_"), [(360, "130%"), (320, "130%"), (360, "200%"), (320, "200%")])
def test_the_bar_below_stays_one_line_with_large_text(
    server: Server, new_phone: Callable[..., Phone], width: int, type_: str
) -> None:
    run_round_one(server)
    two_listed_children(server)
    page = signed_in_offline(new_phone(width=width))
    page.get_by_role("button", name=re.compile("没服成")).first.click()
    page.get_by_role("button", name="不在家").click()  # a badge on 上报
    expect(page.get_by_role("navigation").get_by_role("link", name="上报")).to_contain_text("1")
    page.evaluate("size => { document.documentElement.style.fontSize = size; }", type_)
    tops = [place.bounding_box() for place in page.get_by_role("navigation").get_by_role("link").all()]
    assert len({box["y"] for box in tops if box}) == 1 and len(tops) == 4
    assert page.evaluate(WRONG, width) == []
