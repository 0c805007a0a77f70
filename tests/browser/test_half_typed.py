"""What is half typed survives: a new child, a household or a correction left by Back, by a reload or by a killed
browser is there again; on a shared phone only its own person sees it; saved or thrown away it is gone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from fieldapp.ground.clock import today
from tests.browser.conftest import PASSWORD, Phone, Server
from tests.browser.test_failures_network import expect_all_sent, logged, send_now, until
from tests.browser.test_one_phone_two_people import holding, sign_in, sign_out
from tests.browser.test_what_the_phone_has import EMPTY_STORES
from tests.browser.village import HOUSE, card, run_round_one, two_listed_children
from tests.sync.county import NORTH, key, operation, send

pytestmark = pytest.mark.browser


@pytest.fixture
def page(server: Server, phone: Phone) -> Page:
    """A phone with a household of two children, without network."""
    run_round_one(server)
    two_listed_children(server)
    phone.open()
    page = phone.sign_in("ann")
    phone.cut()
    return page


def goes_on() -> str:
    """What is said of a draft of today, asked when it is looked for: a long run of tests may pass midnight."""
    return f"接着{today().month}月{today().day}日没保存的填。"


def type_child(page: Page, name: str) -> None:
    page.get_by_role("link", name="加孩子").click()
    page.get_by_label("姓名", exact=True).fill(name)
    page.get_by_label("出生日期").fill("20230905")
    page.get_by_text("省外", exact=True).click()
    is_kept(page, "other_province")


def is_kept(page: Page, word: str) -> None:
    """Wait until the browser holds what was typed last: no hand is as quick with the battery as a test."""
    until(page, lambda: bool(holding(page, word)))


def expect_typed(page: Page, name: str) -> None:
    expect(page.get_by_label("姓名", exact=True)).to_have_value(name)
    expect(page.get_by_label("出生日期")).to_have_value("20230905")
    expect(page.get_by_label("省外", exact=True)).to_be_checked()


@pytest.mark.parametrize("how", ["reload", "back", "closed", "killed"])
def test_a_half_typed_child_is_there_again(phone: Phone, page: Page, how: str) -> None:
    type_child(page, "周小雨")
    if how == "reload":
        page.reload()
    elif how == "back":
        page.go_back()
        page.get_by_role("link", name="加孩子").click()
    else:
        (phone.kill if how == "killed" else phone.close)()
        page = phone.open()
        page.get_by_role("link", name="没保存的：周小雨，接着填").click()
    expect_typed(page, "周小雨")
    expect(page.get_by_text(goes_on())).to_be_visible()
    page.get_by_role("button", name="保存", exact=True).click()
    expect(card(page, "周小雨")).to_be_visible()
    page.get_by_role("link", name="今日").click()
    expect(page.get_by_text("没保存的")).to_have_count(0)
    page.get_by_role("link", name="加孩子").click()
    expect(page.get_by_label("姓名", exact=True)).to_have_value("")
    page.reload()
    expect(page.get_by_label("姓名", exact=True)).to_have_value("")


def test_a_draft_thrown_away_is_gone(phone: Phone, page: Page) -> None:
    type_child(page, "周小雨")
    page.reload()
    page.get_by_role("button", name="清空重填").click()
    expect(page.get_by_label("姓名", exact=True)).to_have_value("")
    phone.close()
    page = phone.open()
    expect(page.get_by_text("都存在这部手机里")).to_be_visible()
    expect(page.get_by_text("没保存的")).to_have_count(0)
    assert holding(page, "周小雨") == []


def test_a_correction_taken_up_again_changes_only_what_was_typed(
    server: Server, phone: Phone, page: Page
) -> None:
    page.goto(server.url + HOUSE)
    card(page, "王小明").get_by_role("link", name="改资料").click()
    page.get_by_label("家长").fill("王大江")
    is_kept(page, "王大江")
    phone.kill()
    send(
        server.engine,
        operation(
            "child", {"phone": "13900000000"}, key=key("王小明"), area=NORTH, at="2026-01-01T00:00:00.000Z"
        ),
    )
    phone.offline = False
    page = phone.open()
    page.get_by_role("link", name="没保存的改动：王小明，接着改").click()
    expect(page.get_by_label("家长")).to_have_value("王大江")
    expect(page.get_by_text(goes_on())).to_be_visible()
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.get_by_label("家长")).to_have_count(0)  # saved, and back where it was opened
    send_now(page)
    expect_all_sent(page)
    said = [one["data"] for one in logged(server) if one["kind"] == "child" and one["key"] == key("王小明")]
    assert said[-1] == {"guardian": "王大江"}
    assert said[-2] == {"phone": "13900000000"}


def test_a_correction_thrown_away_shows_the_record_again(server: Server, page: Page) -> None:
    page.goto(server.url + HOUSE)
    card(page, "王小明").get_by_role("link", name="改资料").click()
    page.get_by_label("姓名", exact=True).fill("王小名")
    page.reload()
    expect(page.get_by_label("姓名", exact=True)).to_have_value("王小名")
    page.get_by_role("button", name="不要这些改动").click()
    expect(page.get_by_label("姓名", exact=True)).to_have_value("王小明")
    page.get_by_role("link", name="今日").click()
    expect(page.get_by_text("没保存的")).to_have_count(0)


def test_a_half_typed_household_and_the_child_it_is_for_survive(phone: Phone, page: Page) -> None:
    type_child(page, "周小雨")
    page.get_by_role("button", name="新加一户").click()
    page.get_by_label("户主").fill("周大雨")
    is_kept(page, "周大雨")
    phone.kill()
    page = phone.open()
    page.get_by_role("link", name="没保存的：周小雨，接着填").click()
    expect(page.get_by_label("户主")).to_have_value("周大雨")
    expect_typed(page, "周小雨")
    page.get_by_label("组、自然村或楼栋").fill("3组")
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.get_by_role("heading", name="3组 周大雨家")).to_be_visible()
    expect(card(page, "周小雨")).to_be_visible()
    page.get_by_role("link", name="今日").click()
    expect(page.get_by_text("没保存的")).to_have_count(0)


def test_a_half_typed_household_of_its_own_survives(server: Server, phone: Phone, page: Page) -> None:
    page.goto(f"{server.url}/field#/household/new")
    page.get_by_label("户主").fill("周大雨")
    is_kept(page, "周大雨")
    phone.kill()
    page = phone.open()
    page.get_by_role("link", name="没保存的：周大雨", exact=False).click()
    expect(page.get_by_label("户主")).to_have_value("周大雨")
    page.get_by_label("组、自然村或楼栋").fill("3组")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("heading", name="3组 周大雨家")).to_be_visible()


def test_another_household_does_not_cost_the_first_draft(server: Server, page: Page) -> None:
    type_child(page, "周小雨")
    page.goto(server.url + HOUSE)
    page.get_by_role("button", name="这户加孩子").click()
    expect(page.get_by_label("姓名", exact=True)).to_have_value("")
    page.get_by_label("姓名", exact=True).fill("王小刚")
    page.get_by_role("link", name="没保存的：周小雨，接着填").click()
    expect_typed(page, "周小雨")
    expect(page.get_by_role("link", name="没保存的：王小刚，接着填")).to_be_visible()


def open_why(page: Page) -> None:
    card(page, "王小明").get_by_role("button", name="没服成").click()


NOTE = "去哪里了、几点"


@pytest.mark.parametrize("how", ["reload", "back", "closed", "killed"])
def test_a_half_typed_note_of_a_missed_dose_is_there_again(
    server: Server, phone: Phone, page: Page, how: str
) -> None:
    page.goto(server.url + HOUSE)
    open_why(page)
    page.get_by_label(NOTE).fill("去外婆家，周六回")
    if how == "reload":
        page.reload()
    elif how == "back":
        page.go_back()
        expect(page.get_by_label(NOTE)).to_have_count(0)
        open_why(page)
    else:
        (phone.kill if how == "killed" else phone.close)()
        page = phone.open()
        page.get_by_role("link", name="没服成的备注没保存：王小明，接着填").click()
    expect(page.get_by_label(NOTE)).to_have_value("去外婆家，周六回")
    page.get_by_role("dialog").get_by_role("button", name="不在家").click()
    expect(page.get_by_label(NOTE)).to_have_count(0)
    phone.mend()
    send_now(page)
    expect_all_sent(page)
    said = [one["data"] for one in logged(server) if one["kind"] == "visit"]
    assert said[-1]["note"] == "去外婆家，周六回"
    page.get_by_role("link", name="今日").click()
    expect(page.get_by_text("没保存")).to_have_count(0)


def test_the_day_agreed_on_is_written_into_the_note_and_shown_where_one_comes_back(
    server: Server, phone: Phone, page: Page
) -> None:
    page.goto(server.url + HOUSE)
    open_why(page)
    dialog = page.get_by_role("dialog")
    page.get_by_label(NOTE).fill("去外婆家")
    dialog.get_by_role("button", name="明天").click()
    dialog.get_by_role("button", name="后天").click()
    day = today() + timedelta(days=2)
    words = f"约{day.month}月{day.day}日再来，去外婆家"
    if day.year != today().year:
        words = words.replace("约", f"约{day.year}年")
    expect(page.get_by_label(NOTE)).to_have_value(words)
    expect(dialog.get_by_role("button", name="后天")).to_have_attribute("aria-pressed", "true")
    dialog.get_by_role("button", name="不在家").click()
    expect(dialog).to_have_count(0)
    page.goto(f"{server.url}/field#/list?show=later")
    expect(page.get_by_role("listitem").filter(has_text="王小明")).to_contain_text(words)
    phone.mend()
    send_now(page)
    expect_all_sent(page)
    assert [one["data"]["note"] for one in logged(server) if one["kind"] == "visit"] == [words]


def test_a_note_that_was_cancelled_is_gone(server: Server, page: Page) -> None:
    page.goto(server.url + HOUSE)
    open_why(page)
    page.get_by_label(NOTE).fill("写错了孩子")
    page.get_by_role("button", name="取消").click()
    open_why(page)
    expect(page.get_by_label(NOTE)).to_have_value("")


@pytest.mark.parametrize("how", ["reload", "killed"])
def test_a_half_typed_batch_is_there_again(server: Server, phone: Phone, page: Page, how: str) -> None:
    page.goto(f"{server.url}/field#/work")
    page.get_by_label("批号").fill("2025A")
    is_kept(page, "2025A")
    if how == "reload":
        page.reload()
    else:
        phone.kill()
        page = phone.open()
        page.get_by_role("link", name="没保存的：批号 2025A，接着填").click()
    expect(page.get_by_label("批号")).to_have_value("2025A")
    page.get_by_label("批号").press("Tab")  # left as it was taken up: kept as if it had just been typed
    page.get_by_label("有效期至").fill("2027-0")
    page.reload()
    expect(page.get_by_label("有效期至")).to_have_value("2027-0")


def test_on_a_shared_phone_only_its_own_person_sees_it(server: Server, phone: Phone, page: Page) -> None:
    type_child(page, "周小雨")
    phone.mend()
    page.goto(f"{server.url}/field#/settings")
    page.get_by_role("button", name="退出登录").click()
    expect(page.get_by_text("有1份没填完的，会留在这部手机里", exact=False)).to_be_visible()
    expect(page.get_by_text("留下的只在您登录时显示，但还没有加密", exact=False)).to_be_visible()
    with page.expect_event("load"):
        page.get_by_role("button", name="知道了，退出登录").click()
    sign_in(page, "bao")
    expect(page.get_by_text("没保存的")).to_have_count(0)
    page.get_by_role("link", name="加孩子").click()
    expect(page.get_by_label("姓名", exact=True)).to_have_value("")
    expect(page.get_by_role("main")).not_to_contain_text("周小雨")
    sign_out(page, 0)
    sign_in(page, "ann")
    page.get_by_role("link", name="没保存的：周小雨，接着填").click()
    expect_typed(page, "周小雨")
    assert PASSWORD not in "".join(holding(page, "draft"))


def test_a_draft_is_put_back_when_the_store_was_cleared(phone: Phone, page: Page) -> None:
    type_child(page, "周小雨")
    page.evaluate(EMPTY_STORES)
    page.get_by_role("link", name="今日").click()
    expect(page.get_by_text("这部手机存的东西刚才被清掉过", exact=False)).to_be_visible()
    phone.kill()
    page = phone.open()
    page.get_by_role("link", name="没保存的：周小雨，接着填").click()
    expect_typed(page, "周小雨")
