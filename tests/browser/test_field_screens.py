"""The field app's screens with no network: taps, undo, red lines, who gives the dose, small screens, big type."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from fieldapp.ground.clock import today
from fieldapp.models.campaigns import Visit
from fieldapp.models.people import Person
from fieldapp.web.passwords import hash_password
from tests.browser.conftest import PASSWORD, Phone, Server
from tests.browser.until import english_is_kept
from tests.browser.village import (
    EVERYTHING_KEPT,
    HOUSE,
    card,
    run_round_one,
    send_all,
    signed_in_offline,
    to_list,
    two_listed_children,
    visit_of,
)
from tests.sync.county import NORTH, add_person, child, key, send, tally, visit

pytestmark = [pytest.mark.browser, pytest.mark.one_browser]
GIVE = "已告知、无禁忌，已服"
TOPS = """() => [...document.querySelectorAll('article, .row')]
  .map((one) => Math.round(one.getBoundingClientRect().top + scrollY))"""


@pytest.fixture
def village(server: Server) -> Server:
    """The server with round 1 running and the household of 王大山; 王大明 is too old for the round."""
    run_round_one(server)
    two_listed_children(server)
    send(server.engine, child("王大明", household=key("house"), born="2018-01-01", area=NORTH))
    return server


@pytest.fixture
def page(village: Server, phone: Phone) -> Page:
    """The household on a phone whose network is gone."""
    page = signed_in_offline(phone)
    page.goto(village.url + HOUSE)
    return page


def test_one_tap_in_the_list_saves_a_dose_and_one_takes_it_back(page: Page) -> None:
    to_list(page)
    page.get_by_role("button", name=f"王小明：{GIVE}").click()
    expect(page.get_by_role("button", name="王小明：已服，撤销")).to_be_visible()
    page.get_by_role("button", name="王小明：已服，撤销").click()
    expect(page.get_by_role("button", name=f"王小明：{GIVE}")).to_be_visible()
    expect(page.get_by_role("navigation").get_by_role("link", name="上报")).to_contain_text("2")


def test_a_reason_takes_two_taps_and_back_closes_the_reasons(page: Page) -> None:
    button = card(page, "王小红").get_by_role("button", name="没服成")
    button.click()
    expect(page.get_by_role("dialog").get_by_role("button")).to_have_count(
        12
    )  # eight reasons, three days, 完成
    page.go_back()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("heading", name="王大山家")).to_be_visible()
    button.click()
    page.get_by_role("dialog").get_by_role("button", name="外地去了").click()
    expect(card(page, "王小红").get_by_role("button", name="外地去了，撤销")).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_nothing_moves_when_a_dose_or_a_reason_is_saved(page: Page) -> None:
    expect(card(page, "王小红")).to_be_visible()
    before = page.evaluate(TOPS)
    card(page, "王小明").get_by_role("button", name=GIVE).click()
    expect(card(page, "王小明")).to_contain_text("✔ 已服")
    card(page, "王小红").get_by_role("button", name="没服成").click()
    page.get_by_role("dialog").get_by_role("button", name="生病").click()
    expect(card(page, "王小红").get_by_role("button", name="生病，撤销")).to_be_visible()
    assert page.evaluate(TOPS) == before


def test_all_children_here_are_named_and_those_with_a_red_line_left_out(page: Page) -> None:
    everyone = page.get_by_role("button", name="记2个都已服：王小明、王小红")
    expect(page.get_by_text("有红线的没算在内：王大明")).to_be_visible()
    everyone.click()
    for name in ("王小明", "王小红"):
        expect(card(page, name)).to_contain_text("✔ 已服")
    expect(card(page, "王大明")).not_to_contain_text("✔ 已服")


def test_a_child_with_a_red_line_is_dosed_only_on_purpose_and_that_is_recorded(
    village: Server, phone: Phone, page: Page
) -> None:
    old = card(page, "王大明")
    expect(old).to_contain_text("不在本轮年龄范围")
    expect(old.get_by_role("button", name=GIVE)).to_have_count(0)
    old.get_by_role("button", name="照样服").click()
    page.get_by_role("dialog").get_by_role("button", name="防保医生同意").click()
    expect(old).to_contain_text("✔ 已服")
    phone.mend()
    send_all(page)
    visit = visit_of(village, "王大明")
    assert (visit["despite"], visit["despite_why"]) == (["outside"], "clinic_agreed")


def test_a_dose_says_what_was_asked_where_and_by_whom(village: Server, phone: Phone, page: Page) -> None:
    page.get_by_role("link", name="今天").click()
    page.get_by_text("流动队").click()
    page.get_by_label("批号").fill("A2025-7")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("link", name="流动队 · A2025-7")).to_be_visible()
    card(page, "王小明").get_by_role("button", name=GIVE).click()
    expect(card(page, "王小明")).to_contain_text("✔ 已服")
    phone.mend()
    send_all(page)
    visit = visit_of(village, "王小明")
    assert (visit["mode"], visit["given_by"], visit["on"]) == ("mobile", key("ann"), today().isoformat())
    assert (visit["consent"], visit["found"], visit["product"]) == ("told", None, "bOPV")
    assert visit["asked"] == ["fever", "diarrhoea", "immune", "allergy"]
    assert visit["batch"]


def test_a_lister_names_the_vaccinator_before_the_first_dose(village: Server, phone: Phone) -> None:
    with Session(village.engine) as session:
        add_person(session, "lin", "lister", [NORTH])
        session.get_one(Person, key("lin")).password_hash = hash_password(PASSWORD, 8)
        session.commit()
    page = signed_in_offline(phone, "lin")
    page.get_by_role("button", name=f"王小明：{GIVE}").click()
    expect(page.get_by_role("alert")).to_contain_text("先选是谁接种的")
    page.get_by_text("bao", exact=True).click()
    page.get_by_role("button", name="保存").click()
    page.get_by_role("button", name=f"王小明：{GIVE}").click()
    expect(page.get_by_role("button", name="王小明：已服，撤销")).to_be_visible()
    phone.mend()
    send_all(page)
    assert visit_of(village, "王小明")["given_by"] == key("bao")


def test_yesterdays_sheet_is_written_up_for_yesterday(village: Server, phone: Phone, page: Page) -> None:
    yesterday = today().fromordinal(today().toordinal() - 1)
    page.get_by_role("link", name="今天").click()
    page.get_by_label("服苗日期").fill(yesterday.strftime("%Y%m%d"))
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("link", name="补记")).to_be_visible()
    card(page, "王小明").get_by_role("button", name=GIVE).click()
    expect(card(page, "王小明")).to_contain_text(f"✔ 已服 · {yesterday.month}月{yesterday.day}日")
    phone.mend()
    send_all(page)
    assert visit_of(village, "王小明")["on"] == yesterday.isoformat()


def test_a_walk_in_without_a_household_counts_as_found(village: Server, phone: Phone, page: Page) -> None:
    page.get_by_role("link", name="加孩子").click()
    page.get_by_role("button", name="未取名").click()
    page.get_by_label("出生日期").fill("20230905")
    expect(page.get_by_text("2023年9月5日")).to_be_visible()
    page.get_by_text("省外", exact=True).click()
    page.get_by_role("button", name="保存，并且已服").click()
    expect(card(page, "未取名")).to_contain_text("流动")
    expect(card(page, "未取名")).to_contain_text("✔ 已服")
    phone.mend()
    send_all(page)
    counted = tally(village.engine)
    assert (counted["found"], counted["vaccinated"]) == (1, 1)


def test_a_child_listed_by_mistake_is_removed_only_after_its_dose_was_taken_back(
    village: Server, phone: Phone, page: Page
) -> None:
    page.get_by_role("link", name="加孩子").click()
    page.get_by_label("姓名", exact=True).fill("陈错")
    page.get_by_label("出生日期").fill("20230905")
    page.get_by_role("button", name="保存，并且已服").click()
    card(page, "陈错").get_by_role("link", name="改资料").click()
    expect(page.get_by_text("先撤销那些，再来删")).to_be_visible()
    expect(page.get_by_role("button", name="登记错了，删掉")).to_have_count(0)
    page.go_back()
    card(page, "陈错").get_by_role("button", name="撤销").click()
    expect(card(page, "陈错").get_by_role("button", name=GIVE)).to_be_visible()
    card(page, "陈错").get_by_role("link", name="改资料").click()
    page.get_by_role("button", name="登记错了，删掉").click()
    page.get_by_role("button", name="登记错了，删掉").click()
    expect(page.get_by_role("heading", name=f"village {NORTH}")).to_be_visible()
    expect(page.get_by_text("王小明")).to_be_visible()
    expect(page.get_by_text("陈错")).to_have_count(0)
    phone.mend()
    send_all(page)
    assert "vaccinated" not in tally(village.engine)


def test_a_child_that_may_be_listed_already_is_shown_and_never_in_the_way(page: Page) -> None:
    page.get_by_role("link", name="加孩子").click()
    page.get_by_label("姓名", exact=True).fill("王晓明")
    page.get_by_label("出生日期").fill("2021-05-04")
    expect(page.get_by_text("可能已经登记过")).to_be_visible()
    expect(page.get_by_role("button", name="保存", exact=True)).to_be_enabled()
    page.get_by_role("button", name="就是这个孩子").first.click()
    expect(page.get_by_role("heading", name="王大山家")).to_be_visible()


def test_two_records_joined_as_one_child_are_parted_again_by_whoever_joined_them(
    village: Server, phone: Phone, page: Page
) -> None:
    phone.mend()
    send(village.engine, child("王晓明", household=key("house"), prior_polio="3", area=NORTH))
    page.get_by_role("navigation").get_by_role("link", name="上报").click()
    page.get_by_role("button", name="现在上报").click()
    page.goto(village.url + HOUSE)
    expect(card(page, "王晓明")).to_be_visible(timeout=90_000)  # a busy machine may have to ask twice
    phone.cut()
    card(page, "王小明").get_by_role("link", name="改资料").click()
    page.get_by_role("button", name="是同一个孩子，合在一起").click()
    expect(page.get_by_role("article")).to_have_count(3)
    phone.mend()
    send_all(page)
    page.goto(village.url + HOUSE)
    expect(page.get_by_role("article")).to_have_count(3)
    phone.cut()
    page.get_by_role("article").filter(has_text="2021年5月4日").get_by_role("link", name="改资料").click()
    page.get_by_role("button", name="不是同一个孩子，分开").click()
    expect(page.get_by_role("heading", name="王大山家")).to_be_visible()
    phone.mend()
    send_all(page)
    page.goto(village.url + HOUSE)
    for name in ("王小明", "王晓明"):
        expect(card(page, name)).to_be_visible()


def test_a_child_is_found_by_name_sound_phone_or_door(page: Page) -> None:
    to_list(page)
    for words in ("王小明", "wxm", "xiaoming", "wangxiaomin", "5678", "12号"):
        page.get_by_label("找孩子").fill(words)
        expect(page.get_by_text("找到")).to_be_visible()
        expect(page.get_by_role("link", name="王小明")).to_be_visible()


@pytest.mark.reopens
def test_a_dose_the_server_has_already_is_still_taken_back(village: Server, phone: Phone, page: Page) -> None:
    card(page, "王小明").get_by_role("button", name=GIVE).click()
    expect(card(page, "王小明")).to_contain_text("✔ 已服")
    phone.mend()
    send_all(page)
    phone.close()
    page = phone.open(HOUSE)
    card(page, "王小明").get_by_role("button", name="撤销").click()
    expect(card(page, "王小明").get_by_role("button", name=GIVE)).to_be_visible()
    send_all(page)
    with village.engine.connect() as connection:
        query = select(Visit.voided).where(Visit.child == key("王小明"))
        assert connection.scalars(query).all() == [True]


@pytest.mark.parametrize(
    ("role", "words"),
    [("nurse", "还没有分给您的学校"), ("surveyor", "还没有分给您的调查群"), ("observer", "没有您要做的事")],
)
def test_who_has_no_work_here_yet_is_told_so_and_whom_to_ask(
    village: Server, new_phone: Callable[..., Phone], role: str, words: str
) -> None:
    with Session(village.engine) as session:
        add_person(session, role, role, [NORTH])
        session.get_one(Person, key(role)).password_hash = hash_password(PASSWORD, 8)
        session.commit()
    phone = new_phone(f"a {role}'s phone")
    phone.open()
    page = phone.sign_in(role)
    expect(page.get_by_text(words, exact=False)).to_be_visible()
    whom = "请县里在调查计划里把群分给您" if role == "surveyor" else "请问给您登录条的人"
    expect(page.get_by_text(whom, exact=False)).to_be_visible()
    expect(page.get_by_role("navigation").get_by_role("link")).to_have_count(2)
    for screen in ("add", "list", "work", f"household/{key('house')}"):
        page.goto(f"{village.url}/field#/{screen}")
        expect(page.get_by_text(words, exact=False)).to_be_visible()
    expect(page.get_by_text("请乡镇给您分村", exact=False)).to_have_count(0)
    page.goto(f"{village.url}/field#/settings")
    expect(page.get_by_role("button", name="退出登录")).to_be_visible()
    expect(page.get_by_role("link", name="日期、地点、批号")).to_have_count(0)
    kept = "\n".join(page.evaluate(EVERYTHING_KEPT))
    assert role in kept and "王小明" not in kept


def choose_day(page: Page, day: date) -> None:
    page.locator(".workbar").click()
    page.get_by_label("服苗日期").fill(day.strftime("%Y%m%d"))
    page.get_by_role("button", name="保存").click()


def test_a_dose_on_a_day_outside_the_round_is_asked_about_once_and_marked(
    village: Server, page: Page
) -> None:
    long_ago = today() - timedelta(days=40)
    to_list(page)
    choose_day(page, long_ago)
    give = page.get_by_role("button", name=f"王小明：{GIVE}")
    give.click()
    row = page.get_by_role("listitem").filter(has_text="王小明")
    ask = row.get_by_role("group")  # where the tap was, not over the screen
    expect(ask).to_contain_text("不在这一轮里")
    expect(page.get_by_role("dialog")).to_have_count(0)
    ask.get_by_role("button", name="取消").click()
    expect(give).to_be_visible()
    give.click()
    ask.get_by_role("button", name="不对，改日期").click()
    expect(page.get_by_label("服苗日期")).to_be_visible()
    page.get_by_role("button", name="保存").click()
    give.click()
    ask.get_by_role("button", name="对，照样记（不计入本轮）").click()
    page.get_by_role("button", name="村部").or_(page.get_by_role("button", name="流动队")).first.click()
    expect(row).to_contain_text("已记，不计入本轮")
    expect(row).to_contain_text("日期在轮次外")
    page.get_by_role("button", name=f"王小红：{GIVE}").click()  # asked once for a day
    expect(page.get_by_role("listitem").filter(has_text="王小红")).to_contain_text("已记，不计入本轮")


@pytest.mark.reopens
def test_a_day_chosen_in_a_window_opened_there_holds_and_the_app_stays_open(
    village: Server, new_phone: Callable[..., Phone]
) -> None:
    phone = new_phone("opened on the choice of the day")
    phone.open()
    phone.sign_in("ann")
    phone.close()
    page = phone.open("/field#/work")
    yesterday = today() - timedelta(days=1)
    page.get_by_label("服苗日期").fill(yesterday.strftime("%Y%m%d"))
    page.get_by_role("button", name="保存").click()  # what lies behind this screen is not ours
    expect(page.get_by_role("button", name="去服苗")).to_be_visible()
    page.get_by_role("button", name="去服苗").click()
    expect(page.locator(".workbar")).to_contain_text(f"补记{yesterday.month}月{yesterday.day}日")
    page.locator(".workbar").click()
    page.get_by_role("button", name="保存").click()  # and here it is the list
    expect(page.get_by_role("searchbox")).to_be_visible()


def test_a_day_that_cannot_be_is_not_left_for_the_one_chosen_before(page: Page) -> None:
    to_list(page)
    choose_day(page, today() - timedelta(days=1))
    page.locator(".workbar").click()
    day = page.get_by_label("服苗日期")
    day.fill((today() + timedelta(days=1)).strftime("%Y%m%d"))
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("日期不能在今天以后")).to_be_visible()
    expect(day).to_be_focused()
    day.fill(today().strftime("%Y%m%d"))
    page.get_by_role("button", name="保存").click()
    expect(page.locator(".workbar")).to_contain_text("今天")


def test_a_dose_after_today_or_before_birth_is_marked_on_its_row(
    village: Server, new_phone: Callable[..., Phone]
) -> None:
    ahead = today() + timedelta(days=2)  # in the round; another phone's clock was ahead
    send(village.engine, visit("王小明", on=ahead.isoformat(), area=NORTH))
    born = (today() + timedelta(days=1)).isoformat()
    send(
        village.engine,
        child("王小宝", born=born, area=NORTH),
        visit("王小宝", on=today().isoformat(), area=NORTH),
    )
    page = signed_in_offline(new_phone("another phone"), awaited="王小红")
    page.get_by_role("button", name="全部").click()
    row = page.get_by_role("listitem").filter(has_text="王小明")
    expect(row).to_contain_text("还没有到，请核对")
    expect(page.get_by_role("listitem").filter(has_text="王小宝")).to_contain_text("在出生以前，请核对")


def test_the_header_says_the_year_when_it_is_not_this_one(page: Page) -> None:
    long_ago = today().replace(day=1) - timedelta(days=400)
    to_list(page)
    choose_day(page, long_ago)
    expect(
        page.get_by_role("link", name=f"补记{long_ago.year}年{long_ago.month}月{long_ago.day}日")
    ).to_be_visible()


def test_who_is_not_found_can_be_added_with_the_words_typed(page: Page) -> None:
    to_list(page)
    page.get_by_label("找孩子").fill("欧阳春")
    page.get_by_role("button", name="加上这个孩子").click()
    expect(page.get_by_label("姓名", exact=True)).to_have_value("欧阳春")


def test_a_phone_without_network_hands_its_records_over_as_a_file(
    village: Server, new_phone: Callable[..., Phone], page: Page, tmp_path: Path
) -> None:
    card(page, "王小明").get_by_role("button", name=GIVE).click()
    page.get_by_role("navigation").get_by_role("link", name="上报").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="把没上报的存成文件").click()
    download.value.save_as(tmp_path / "records.json")
    other = new_phone("other phone")
    other.open()
    there = other.sign_in("bao")
    there.get_by_role("navigation").get_by_role("link", name="上报").click()
    there.get_by_label("收别的手机存的文件").set_input_files(tmp_path / "records.json")
    expect(there.get_by_text("收下1条")).to_be_visible()
    send_all(there)
    visit = visit_of(village, "王小明")
    assert (visit["by"], visit["outcome"]) == (key("ann"), "vaccinated")


def test_a_file_that_is_no_export_is_refused_in_a_sentence(page: Page, tmp_path: Path) -> None:
    (tmp_path / "photo.json").write_text("not records")
    page.get_by_role("navigation").get_by_role("link", name="上报").click()
    page.get_by_label("收别的手机存的文件").set_input_files(tmp_path / "photo.json")
    expect(page.get_by_text("这不是导出的记录文件")).to_be_visible()


def test_signing_out_is_refused_while_something_is_unsent(page: Page) -> None:
    card(page, "王小明").get_by_role("button", name=GIVE).click()
    expect(card(page, "王小明")).to_contain_text("✔ 已服")
    page.get_by_role("link", name="今日").click()
    page.get_by_role("link", name="设置").click()
    page.get_by_role("button", name="退出登录").click()
    expect(page.get_by_role("alert")).to_contain_text("还有1条没上报")


@pytest.mark.reopens
def test_the_language_changes_on_the_spot_and_stays(village: Server, phone: Phone) -> None:
    page = phone.open()
    phone.sign_in("ann")
    english_is_kept(page)
    phone.cut()
    page.get_by_role("link", name="设置").click()
    page.get_by_text("English", exact=True).click()
    page.get_by_role("link", name="Today").click()
    expect(page.get_by_text("All kept on this phone")).to_be_visible()
    assert page.evaluate("document.documentElement.lang") == "en"
    phone.close()
    page = phone.open()
    expect(page.get_by_text("All kept on this phone")).to_be_visible()


def test_english_that_is_not_here_yet_is_said(village: Server, phone: Phone) -> None:
    page = signed_in_offline(phone)
    page.evaluate("caches.keys().then((all) => Promise.all(all.map((one) => caches.delete(one))))")
    page.get_by_role("link", name="今日").click()
    page.get_by_role("link", name="设置").click()
    page.get_by_text("English", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("英文还没下载到这部手机")
    phone.mend()
    page.get_by_text("English", exact=True).click()
    expect(page.get_by_role("link", name="Today")).to_be_visible()


def test_the_keyboard_alone_is_enough(page: Page) -> None:
    to_list(page)
    page.get_by_role("button", name=f"王小明：{GIVE}").press("Enter")
    expect(page.get_by_role("button", name="王小明：已服，撤销")).to_be_focused()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="王小红：没服成").press("Enter")
    expect(page.get_by_role("button", name="不在家")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="王小红：没服成")).to_be_focused()
