"""One cluster of a survey by thumb and without network: seven children, one refusal, one household absent twice, a card
with an early dose, one child without card; then a quick check; and what the server has of it."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Page, expect
from sqlalchemy import update

from fieldapp.models.surveys import Survey
from fieldapp.sync import files
from fieldapp.sync.rework.replay import verify
from tests.browser.conftest import Phone, Server
from tests.browser.survey_cluster import (
    BORN,
    CLUSTER,
    LOT,
    SERIES,
    STARTED,
    back,
    found_a_survey,
    kept,
)
from tests.browser.until import until
from tests.browser.village import send_all
from tests.sync.county import NORTH, SOUTH, key

pytestmark = pytest.mark.browser
PICTURES = os.environ.get("FIELDAPP_PICTURES")  # a folder to look at them in
SHORT = "%y%m%d"


def picture(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png")


def tap(page: Page, name: str, exact: bool = True) -> None:
    page.get_by_role("button", name=name, exact=exact).first.click()
    page.wait_for_timeout(380)  # a screen takes no taps while it has just come


def keys(page: Page, text: str) -> None:
    """Type with the keys on the screen."""
    for sign in text:
        page.locator(".sv-keys button").get_by_text(sign, exact=True).click()


def typed(page: Page, text: str) -> None:
    """Type with a keyboard."""
    page.wait_for_timeout(200)
    page.keyboard.type(text, delay=30)


def arrive(phone: Phone, server: Server, **more: Any) -> Page:
    """The surveyor has signed in; the network goes."""
    found_a_survey(server, **more)
    phone.open()
    page = phone.sign_in("sue")
    until(page, "caches.match('/static/build/schedule.json').then(Boolean)")
    expect(page.get_by_text("第3群")).to_have_count(2)
    picture(page, "1 today")
    phone.cut()
    return page


def to_household(page: Page, no: int, cluster: str = CLUSTER) -> None:
    page.goto(page.url.split("#")[0] + f"#/cluster/{cluster}")
    tap(page, f"下一户：{no}号")


def list_children(page: Page, *born: str) -> None:
    """At the door: interviewed; then these children, the first of them a girl."""
    tap(page, "访到了")
    for n, day in enumerate(born):
        if n:
            tap(page, "还有一个孩子")
        page.get_by_label("出生日期或年龄").nth(n).fill(day)
    page.locator("label.choice").get_by_text("女", exact=True).first.click()
    picture(page, "3 children")
    page.get_by_role("button", name="都列好了").click()


def copy(page: Page, words: list[str], by: Callable[[Page, str], None] = keys) -> None:
    """The certificate was seen: its dates in the order of the grid, `-` for no dose."""
    page.locator("fieldset", has_text="接种证").get_by_text("看到了", exact=True).click()
    page.locator(".sv-keys").wait_for()
    for word in words:
        if word == "-":
            tap(page, "没有")
        elif word == "?":
            tap(page, "不清")
        else:
            by(page, word)
    picture(page, "5 keys")
    page.get_by_role("button", name="抄好了").click()


def good_card() -> list[str]:
    """Dates of a child of sixteen months that fit the schedule: BCG, HepB 1–3, polio 1–3, DTP 1–3, measles 1."""
    ages = [0, 0, 32, 190, 62, 93, 124, 93, 124, 155, 250]
    return [back(500 - age).strftime(SHORT) for age in ages]


@pytest.mark.reopens
def test_a_cluster_is_interviewed_without_network_and_the_server_has_the_same(
    server: Server, new_phone: Callable[..., Phone]
) -> None:
    phone = new_phone()
    page = arrive(phone, server)

    to_household(page, 1)
    picture(page, "2 door")
    list_children(page, BORN.strftime("%Y%m%d"))
    early = good_card()
    early[2] = back(500 - 27).strftime(SHORT)  # the second HepB before it is a month old
    copy(page, early[:4])
    expect(page.get_by_text("乙肝2早了", exact=False)).to_be_visible()
    picture(page, "6 child")
    page.locator("fieldset", has_text="卡介苗的疤").get_by_text("有", exact=True).click()
    tap(page, "生病暂缓")
    take_a_photo(page)
    expect(page.get_by_text("拍好了")).to_be_visible()
    looked_at_and_taken_again(page)
    tap(page, "保存这一户")
    expect(page.get_by_text("✔ 1号户：访到了")).to_be_visible()
    picture(page, "7 cluster")

    to_household(page, 2)
    tap(page, "不愿意")
    to_household(page, 3)
    tap(page, "没人在家")
    page.get_by_role("link", name="3号户").click()
    tap(page, "再访：第2次")
    expect(page.get_by_text("今天已经去过一次没人", exact=False)).to_be_visible()
    tap(page, "没人在家")
    expect(page.get_by_text("去了2次", exact=False)).to_be_visible()

    to_household(page, 4)  # without any paper: memory
    list_children(page, "1岁5个月")
    page.locator("fieldset", has_text="接种证").get_by_text("丢了", exact=True).click()
    page.locator("fieldset", has_text="脊灰").get_by_text("2", exact=True).click()
    page.locator("fieldset", has_text="百白破").get_by_text("不知道", exact=True).click()
    picture(page, "8 recall")
    tap(page, "保存这一户")

    to_household(page, 5)  # three small children: which of them is said with its reason
    list_children(page, BORN.strftime("%Y%m%d"), back(600).strftime("%Y%m%d"), back(400).strftime("%Y-%m-%d"))
    expect(page.get_by_text("谁算都一样", exact=False)).to_be_visible()
    picture(page, "4 picked")
    page.locator("main button.give").click()
    copy(page, ["?", "-", "-", "-"])
    tap(page, "保存这一户")
    for no in (6, 7, 8):
        to_household(page, no)
        list_children(page, BORN.strftime("%Y%m%d"))
        copy(page, good_card()[:2], typed if no == 7 else keys)  # a keyboard does as well
        tap(page, "保存这一户")
    expect(page.get_by_text("6 / 7")).to_be_visible()

    to_household(page, 9)  # the browser is killed half-way: nothing is lost
    list_children(page, BORN.strftime("%Y%m%d"))
    copy(page, good_card())
    phone.kill()
    page = phone.open()
    page.get_by_role("link", name="没保存的：9号户").click()
    page.get_by_role("button", name="访到了").click()
    page.get_by_role("button", name="都列好了").click()
    expect(page.get_by_text("抄接种证（家里）：11剂")).to_be_visible()
    tap(page, "保存这一户")
    expect(page.get_by_text("7 / 7")).to_be_visible()

    correct_the_first(page)
    make_a_quick_check(page)
    phone.mend()
    page.goto(page.url.split("#")[0] + "#/report")
    send_all(page)
    compare(server)
    until(page, "() => !document.body.innerText.includes('照片等着传')")
    [photo] = [one["photo"] for one in kept(server, "interview")[0]["members"]]
    for _ in range(100):
        if files.place(server.instance / "files", photo).exists():
            break
        page.wait_for_timeout(100)
    assert Image.open(io.BytesIO(files.place(server.instance / "files", photo).read_bytes())).size[0] == 1280


def answer(page: Page, *words: str) -> None:
    """The questions about a child of a quick check, in their order."""
    for n, word in enumerate(words):
        page.locator("fieldset.sv-big").nth(n).get_by_role("button", name=word, exact=True).click()


def card_picture() -> bytes:
    content = io.BytesIO()
    Image.effect_noise((2000, 1500), 60).save(content, "PNG")
    return content.getvalue()


def looked_at_and_taken_again(page: Page) -> None:
    """The photo stands there as a stamp and large on a tap; it is removed and taken again."""
    stamp = page.locator(".sv-stamp img")
    expect(stamp).to_be_visible()
    assert page.evaluate(WIDE, stamp.element_handle()) == 1280
    small = stamp.bounding_box()
    page.get_by_role("button", name="看大一点").click()
    picture(page, "6a photo")
    assert stamp.bounding_box()["width"] > 2 * small["width"]
    page.get_by_role("button", name="看大一点").click()
    tap(page, "不要这张")
    expect(stamp).to_have_count(0)
    take_a_photo(page)
    expect(stamp).to_be_visible()
    picture(page, "6b stamp")


def take_a_photo(page: Page) -> None:
    page.set_input_files(
        "input[type=file]", {"name": "card.png", "mimeType": "image/png", "buffer": card_picture()}
    )


WIDE = "async (picture) => { await picture.decode(); return picture.naturalWidth; }"


def correct_the_first(page: Page) -> None:
    """The date that was copied wrongly is put right; both versions stay."""
    page.get_by_role("link", name="1号户").click()
    page.get_by_role("button", name="改正").click()
    page.get_by_role("button", name="都列好了").click()
    page.get_by_role("button", name="抄接种证").click()
    page.locator(".sv-slots button", has_text="乙肝2").click()
    keys(page, good_card()[2])
    page.get_by_role("button", name="抄好了").click()
    expect(page.get_by_text("早了")).to_have_count(0)
    tap(page, "保存这一户")
    expect(page.get_by_text("改正过", exact=False)).to_be_visible()
    page.get_by_role("link", name="1号户").click()
    page.get_by_text("改正前记的（1份）").click()
    page.locator("details", has_text="剂").last.click()
    picture(page, "9 recorded")


def make_a_quick_check(page: Page) -> None:
    """Twenty children of a market, two of them missed."""
    page.goto(page.url.split("#")[0] + "#/quick")
    tap(page, "开始一个新的地方")
    page.locator("label.choice").get_by_text("农贸市场").click()
    page.get_by_label("地方的名字").fill("东门市场")
    picture(page, "q1 check")
    finish_a_check(page, missed=(4, 9))
    expect(page.get_by_role("heading", name="要重做的地方")).to_be_visible()
    picture(page, "q3 quick")


def finish_a_check(page: Page, missed: tuple[int, ...]) -> None:
    """Twenty children, these of them missed; ten more where that is no reason to do the place again."""
    children = 20 if missed else 30
    tap(page, "第1个孩子（共20个）")
    for no in range(1, children + 1):
        page.get_by_role("heading", name=f"第{no}个孩子").wait_for()
        answer(page, "常住", "有", "有", "3剂及以上", "没服" if no in missed else "服了")
        if no in missed:
            page.get_by_role("button", name="短期外出").click()
        if no in missed[1:2]:
            expect(page.get_by_text("要重做", exact=True)).to_be_visible()
            picture(page, "q2 child")
        page.get_by_role("button", name="看结果" if no == children else "下一个孩子").click()
    expect(page.get_by_text(f"{children} / {children}")).to_be_visible()
    tap(page, f"保存：{children}个孩子")


def test_a_place_to_be_done_again_is_followed_by_the_others_of_its_area(
    server: Server, new_phone: Callable[..., Phone]
) -> None:
    first = new_phone()
    page = arrive(first, server)
    make_a_quick_check(page)
    first.mend()
    page.goto(page.url.split("#")[0] + "#/report")
    send_all(page)

    other = new_phone("other")
    other.open()
    hers = other.sign_in("sun")  # of the county: she made none herself
    expect(hers.get_by_text("有1个地方要重做", exact=False)).to_be_visible()
    other.cut()
    hers.goto(hers.url.split("#")[0] + "#/quick")
    picture(hers, "q4 the other's")
    hers.get_by_role("link", name="东门市场").click()
    by_name = f"东门市场 · township {NORTH[:9]} village {NORTH}"  # though she carries no village
    expect(hers.get_by_role("heading", name=by_name)).to_be_visible()
    expect(hers.get_by_role("button", name="撤回")).to_be_visible()
    picture(hers, "q5 the other's record")
    tap(hers, "重做了，再查一次")
    finish_a_check(hers, missed=())
    expect(hers.get_by_role("heading", name="要重做的地方")).to_have_count(0)
    other.mend()
    hers.goto(hers.url.split("#")[0] + "#/report")
    send_all(hers)

    send_all(page)
    page.goto(page.url.split("#")[0] + "#/quick")
    expect(page.get_by_text("已重做", exact=False)).to_be_visible()
    expect(page.get_by_role("heading", name="要重做的地方")).to_have_count(0)
    picture(page, "q6 done again")


def compare(server: Server) -> None:
    """What the server has."""
    said = kept(server, "interview")
    assert [(one["household_no"], one["outcome"], one["tries"]) for one in said] == [
        *[(1, "interviewed", 1), (2, "refused", 1), (3, "nobody", 1), (3, "nobody", 2)],
        *[(no, "interviewed", 1) for no in (4, 5, 6, 7, 8, 9)],
        (1, "interviewed", 1),
    ]
    assert {(one["survey"], one["cluster"], one["area"], one["on"]) for one in said} == {
        (key("survey"), CLUSTER, NORTH, STARTED.isoformat())
    }
    interviewed = [one for one in said if one["outcome"] == "interviewed"]
    assert all(one["started"] < one["ended"] for one in interviewed)
    first, corrected = said[0], said[-1]
    assert corrected["corrects"] == first["key"] and corrected["started"] == first["started"]
    [member] = first["members"]
    assert [(one["product"], one["n"], one["given_on"]) for one in member["doses"]][:3] == [
        ("BCG", 1, back(500).isoformat()),
        ("HepB", 1, back(500).isoformat()),
        ("HepB", 2, back(473).isoformat()),
    ]
    assert [one["given_on"] for one in corrected["members"][0]["doses"]][2] == back(468).isoformat()
    assert (member["bcg_scar"], member["reason"], member["sex"]) == ("yes", "ill", "female")
    [without] = said[4]["members"]
    assert (without["certificate"], without["recall"], without["doses"]) == (
        "lost",
        {"polio": 2, "dtp": "unknown"},
        [],
    )
    assert without["born_estimated"] is True
    three = said[5]["members"]
    assert [one["chosen"] for one in three].count(True) == 1 and len(three) == 3
    [chosen] = [one for one in three if one["chosen"]]
    assert chosen["choice"]["of"] == 3 and chosen["doses"][0]["said"] == "不清"
    assert [[dose["given_on"] for dose in one["members"][0]["doses"]] for one in said[6:9]] == [
        [back(500).isoformat()] * 2
    ] * 3
    assert len(said[9]["members"][0]["doses"]) == len(good_card()) > len(SERIES)

    [check] = kept(server, "quick_check")
    assert (check["site"], check["site_kind"], check["decision"], len(check["children"])) == (
        "东门市场",
        "market",
        "act",
        20,
    )
    assert [one["no"] for one in check["children"] if not one["vaccinated"]] == [4, 9]
    assert verify(server.engine) == []


def test_what_was_recorded_last_is_taken_back_where_the_tap_was(server: Server, phone: Phone) -> None:
    page = arrive(phone, server)
    to_household(page, 1)
    tap(page, "空房")
    expect(page.get_by_text("✔ 1号户：空房")).to_be_visible()
    tap(page, "撤回")
    expect(page.get_by_role("heading", name="1号户")).to_be_visible()
    tap(page, "没有这个年龄的孩子")
    phone.mend()
    page.goto(page.url.split("#")[0] + "#/report")
    send_all(page)
    assert [one["outcome"] for one in kept(server, "interview")] == ["no_child"]
    page.goto(page.url.split("#")[0] + f"#/cluster/{CLUSTER}")
    expect(
        page.get_by_text("没有这个年龄的孩子", exact=False).first
    ).to_be_visible()  # it comes back with the cluster


def test_a_survey_that_was_closed_meanwhile_takes_what_was_recorded(server: Server, phone: Phone) -> None:
    page = arrive(phone, server)
    to_household(page, 1)
    tap(page, "没人在家")
    with server.engine.begin() as connection:
        connection.execute(update(Survey).values(state="closed"))
    phone.mend()
    page.goto(page.url.split("#")[0] + "#/report")
    send_all(page)
    assert [one["outcome"] for one in kept(server, "interview")] == ["nobody"]


def test_a_lot_is_looked_at_cluster_by_cluster(server: Server, phone: Phone) -> None:
    page = arrive(phone, server)
    page.goto(page.url.split("#")[0] + "#/quick")
    expect(page.locator(".sv-slots button b").first).to_have_text(
        "第1群 大木桥村"
    )  # named as the office draws it
    page.locator(".sv-slots button").first.click()
    tap(page, "第1个孩子（共10个）")
    for no in range(1, 11):
        page.get_by_role("heading", name=f"第{no}个孩子").wait_for()
        answer(page, "常住", "有", "没有", "0剂", "没服" if no < 5 else "服了")
        page.get_by_role("button", name="看结果" if no == 10 else "下一个孩子").click()
    tap(page, "保存：10个孩子")
    expect(page.get_by_text("问了10/60，漏4个", exact=False)).to_be_visible()
    expect(page.get_by_text("最好也只能到4–8档", exact=False)).to_be_visible()
    phone.mend()
    page.goto(page.url.split("#")[0] + "#/report")
    send_all(page)
    [check] = kept(server, "quick_check")
    assert (check["kind"], check["lot"], check["cluster"], check["decision"]) == ("lqas", LOT, "1", "fail")


def test_a_cluster_of_two_small_villages_names_both(server: Server, phone: Phone) -> None:
    page = arrive(phone, server, design=json.dumps({"joined": {NORTH: [NORTH, SOUTH]}}))
    page.goto(page.url.split("#")[0] + f"#/cluster/{CLUSTER}")
    expect(page.get_by_role("heading", name=f"village {NORTH}、village {SOUTH}")).to_be_visible()
    expect(page.get_by_text("2个小村并成一个群", exact=False)).to_be_visible()
    picture(page, "j1 joined")
    to_household(page, 1)
    tap(page, "没人在家")
    expect(page.get_by_text("✔ 1号户：没人在家")).to_be_visible()
