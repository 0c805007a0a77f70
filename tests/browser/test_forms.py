"""Forms of the phone: the household comes first and is asked only once, what is wrong is said at its line, all at
once, and nothing typed is lost; and the screens beside the work: 上报, settings, help and whom to call."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import insert, select, update

from fieldapp.ground.db import writing
from fieldapp.models.areas import Area
from fieldapp.models.clinics import Clinic
from fieldapp.models.people import Person
from fieldapp.models.records import Child, Household
from tests.browser.conftest import Phone, Server
from tests.browser.test_failures_network import expect_unsent, logged
from tests.browser.until import english_is_kept
from tests.browser.village import HOUSE, card, run_round_one, send_all, two_listed_children
from tests.sync.county import NORTH, SOUTH, child, key, operation, send

pytestmark = [pytest.mark.browser, pytest.mark.one_browser]
WRONG = "[...document.querySelectorAll('main [aria-invalid]')].map((one) => one.labels[0].textContent.trim())"
SEEN = """(one) => {
  const { top, bottom } = one.getBoundingClientRect();
  return top >= 0 && bottom <= innerHeight - 56;
}"""


@pytest.fixture
def page(server: Server, phone: Phone) -> Page:
    """A phone without network: two households, in the second a child whose family is known; numbers to call."""
    run_round_one(server)
    two_listed_children(server)
    told = {
        "guardian": "陈建国",
        "phone": "13711112222",
        "registered_at": "other_province",
        "prior_polio": "3",
    }
    send(
        server.engine,
        operation("household", {"head": "陈福生", "group": "5组"}, key=key("chen"), area=NORTH),
        child("陈思远", household=key("chen"), area=NORTH, **told),
        child("刘子涵", area=SOUTH, born="2022-08-09", phone="13633334444"),
    )
    with writing(server.engine) as connection:
        names = {NORTH: "大木桥村", SOUTH: "清水塘村", NORTH[:9]: "南洲镇", NORTH[:6]: "南县"}
        for code, name in names.items():
            connection.execute(update(Area).where(Area.code == code).values(name=name))
        connection.execute(
            update(Person).where(Person.id == key("sun")).values(name="孙卫国", phone="0737-5221234")
        )
        words = {"key": key("clinic"), "area": NORTH[:9], "name": "南洲镇卫生院", "phone": "0737-5550000"}
        serves = json.dumps([NORTH[:9]])
        connection.execute(insert(Clinic).values(**words, kind="township", serves=serves, version=1))
    phone.open()
    page = phone.sign_in("ann")
    phone.cut()
    return page


def open_form(page: Page) -> None:
    page.get_by_role("navigation").get_by_role("link", name="加孩子").click()
    expect(page.get_by_label("哪一户")).to_be_focused()


def test_all_that_is_wrong_is_said_at_once_each_at_its_line_and_nothing_is_lost(page: Page) -> None:
    open_form(page)
    page.get_by_role("button", name="新加一户").click()
    page.get_by_label("出生日期").fill("2019年春天")
    page.get_by_text("更多（可不填）").click()
    page.get_by_label("来本地日期").fill("去年")
    page.get_by_text("更多（可不填）").click()
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.get_by_label("户主")).to_be_focused()
    assert page.evaluate(WRONG) == ["户主", "姓名", "出生日期", "来本地日期"]
    assert page.get_by_label("户主").evaluate(SEEN)
    for words in ("户主、组、门牌至少填一项", "请填姓名", "看不懂这个日期"):
        expect(page.get_by_text(words).first).to_be_visible()
    page.get_by_label("组、自然村或楼栋").fill("7组")
    page.get_by_label("姓名", exact=True).fill("周小雨")
    page.get_by_label("出生日期").fill("20220304")
    page.get_by_role("button", name="保存，并且已服").click()
    expect(page.get_by_label("来本地日期")).to_be_focused()  # it was folded away
    expect(page.get_by_label("来本地日期")).to_have_value("去年")
    page.get_by_label("来本地日期").fill("20240101")
    page.get_by_role("button", name="保存，并且已服").click()
    expect(page.get_by_role("heading", name="7组")).to_be_visible()
    expect(card(page, "周小雨")).to_contain_text("✔ 已服")


def test_nobody_is_told_of_a_mistake_in_the_middle_of_typing(page: Page) -> None:
    open_form(page)
    born = page.get_by_label("出生日期")
    born.fill("2019")
    expect(page.get_by_text("看不懂这个日期")).to_have_count(0)
    born.press("Tab")
    expect(page.get_by_text("看不懂这个日期")).to_be_visible()


def test_a_siblings_form_starts_with_what_the_house_knows(server: Server, phone: Phone, page: Page) -> None:
    page.goto(f"{server.url}/field#/household/{key('chen')}")
    page.get_by_role("button", name="这户加孩子").click()
    expect(page.get_by_label("姓名", exact=True)).to_be_focused()
    expect(page.get_by_role("main")).to_contain_text("5组 陈福生家")
    expect(page.get_by_label("家长")).to_have_value("陈建国")
    expect(page.get_by_label("电话", exact=True)).to_have_value("13711112222")
    expect(page.get_by_label("省外", exact=True)).to_be_checked()
    page.get_by_label("姓名", exact=True).fill("陈思齐")
    page.get_by_label("电话", exact=True).fill("13900000000")
    page.get_by_role("button", name="保存", exact=True).click()
    expect(card(page, "陈思齐")).to_be_visible()
    phone.mend()
    send_all(page)
    with server.engine.connect() as connection:
        query = select(Child.__table__).where(Child.name == "陈思齐")
        saved = connection.execute(query).one()._mapping
    assert (saved["guardian"], saved["phone"]) == ("陈建国", "13900000000")
    assert (saved["registered_at"], saved["household"]) == ("other_province", key("chen"))


def test_a_house_chosen_in_the_form_fills_in_what_was_not_typed(page: Page) -> None:
    open_form(page)
    page.get_by_label("家长").fill("我自己写的")
    page.get_by_label("哪一户").fill("陈福生")
    page.get_by_role("button", name="5组 陈福生家").click()
    expect(page.get_by_label("姓名", exact=True)).to_be_focused()
    expect(page.get_by_label("家长")).to_have_value("我自己写的")
    expect(page.get_by_label("电话", exact=True)).to_have_value("13711112222")
    page.get_by_role("button", name="改", exact=True).click()
    page.get_by_label("哪一户").fill("12号")
    page.get_by_role("button", name="3组 12号 王大山家").click()
    expect(page.get_by_label("电话", exact=True)).to_have_value("13812345678")
    expect(page.get_by_label("省外", exact=True)).not_to_be_checked()


def test_a_household_and_its_first_child_are_saved_together(server: Server, phone: Phone, page: Page) -> None:
    open_form(page)
    page.get_by_role("button", name="新加一户").click()
    expect(page.get_by_label("户主")).to_be_focused()
    page.get_by_label("户主").fill("李四海")
    page.get_by_label("姓名", exact=True).fill("李一")
    page.get_by_label("电话", exact=True).fill("13900000001")
    page.get_by_role("button", name="保存，再加这户一个").click()
    expect(page.locator(".saved")).to_contain_text("李一已存在这部手机里")
    expect(page.get_by_label("电话", exact=True)).to_have_value("13900000001")
    page.get_by_label("姓名", exact=True).fill("李二")
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.get_by_role("heading", name="李四海家")).to_be_visible()
    expect(page.get_by_role("article")).to_have_count(2)
    phone.mend()
    send_all(page)
    with server.engine.connect() as connection:
        [house] = connection.execute(select(Household.__table__).where(Household.head == "李四海"))
        children = connection.scalars(select(Child.name).where(Child.household == house.key)).all()
    assert (house.phone, sorted(children)) == ("13900000001", ["李一", "李二"])


def test_a_child_without_a_household_is_saved_alone(server: Server, phone: Phone, page: Page) -> None:
    open_form(page)
    page.get_by_label("姓名", exact=True).fill("周小雨")
    page.get_by_label("出生日期").fill("20220304")
    page.get_by_role("button", name="保存", exact=True).click()
    expect(card(page, "周小雨")).to_be_visible()
    expect_unsent(page, 1)
    phone.mend()
    send_all(page)
    [*_, last] = logged(server)
    assert (last["kind"], last["data"]["name"]) == ("child", "周小雨")
    with server.engine.connect() as connection:
        heads = connection.scalars(select(Household.head)).all()
        house = connection.scalar(select(Child.household).where(Child.name == "周小雨"))
    assert (sorted(heads), house) == (["王大山", "陈福生"], None)


def test_what_is_no_number_of_people_is_told_and_kept(server: Server, page: Page) -> None:
    page.goto(f"{server.url}/field#/household/{key('chen')}/edit")
    people = page.get_by_label("家里几口人")
    people.fill("五个")
    page.get_by_role("button", name="保存").click()
    expect(people).to_be_focused()
    expect(page.get_by_text("请只写数字")).to_be_visible()
    expect(people).to_have_value("五个")


def test_numbers_typed_in_wide_digits_are_kept_as_numbers_and_can_be_called(
    server: Server, page: Page
) -> None:
    page.goto(f"{server.url}/field#/household/{key('chen')}/edit")
    page.get_by_label("家里几口人").fill("４")
    page.get_by_label("电话").fill("１３８ ００００ ０２４６")
    expect(page.get_by_text("电话位数不对")).to_have_count(0)
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_label("家里几口人")).to_have_count(0)
    page.goto(f"{server.url}/field#/household/{key('chen')}")
    call = page.get_by_role("link", name="打电话138 0000 0246")
    expect(call).to_have_attribute("href", "tel:13800000246")
    page.goto(f"{server.url}/field#/household/{key('chen')}/edit")
    expect(page.get_by_label("家里几口人")).to_have_value("4")


def test_what_a_line_has_no_room_for_is_said_at_it(server: Server, page: Page) -> None:
    open_form(page)
    page.get_by_label("姓名", exact=True).fill("王" * 49)
    expect(page.get_by_text("最多写50个字")).to_have_count(0)
    page.get_by_label("姓名", exact=True).press_sequentially("王" * 3)
    expect(page.get_by_text("最多写50个字，再多的没有写进来")).to_be_visible()


@pytest.mark.parametrize(
    "name", ["<img src=x onerror=document.title='no'>", "\u202e王小明\u202c", "👶🏽小宝", "12345"]
)
def test_an_odd_name_is_shown_as_it_is_and_nothing_else_happens(page: Page, name: str) -> None:
    open_form(page)
    page.get_by_label("姓名", exact=True).fill(name)
    page.get_by_role("button", name="保存", exact=True).click()
    shown = name.strip("\u202e\u202c")
    expect(page.get_by_role("article", name=shown)).to_be_visible()
    assert page.title() != "no" and not page.evaluate("document.querySelector('main img')")


@pytest.mark.parametrize(
    ("typed", "said"),
    [("2019-02-30", "看不懂这个日期"), ("20991231", "在今天以后"), ("1900-01-01", "120年以前")],
)
def test_a_birth_that_cannot_be_is_told_at_its_line(page: Page, typed: str, said: str) -> None:
    open_form(page)
    page.get_by_label("姓名", exact=True).fill("王小明")
    page.get_by_label("出生日期").fill(typed)
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.locator(".field", has=page.get_by_label("出生日期")).locator(".problem")).to_contain_text(
        said
    )
    expect(page.get_by_label("出生日期")).to_be_focused()
    expect(page.get_by_label("出生日期")).to_have_value(typed)


def test_a_child_of_another_village_is_warned_of_with_its_village(page: Page) -> None:
    open_form(page)
    page.get_by_label("姓名", exact=True).fill("刘子涵")
    page.get_by_label("出生日期").fill("2022-08-09")
    expect(page.locator(".alike")).to_contain_text("刘子涵")
    expect(page.locator(".alike")).to_contain_text("在清水塘村")


def test_large_text_is_chosen_in_the_settings_and_stays(page: Page) -> None:
    page.get_by_role("link", name="设置").click()
    page.get_by_role("group", name="字的大小").get_by_text("大字").click()
    expect(page.locator("html[data-large]")).to_have_count(1)
    page.reload()
    expect(page.locator("html[data-large]")).to_have_count(1)
    page.get_by_role("group", name="字的大小").get_by_text("标准").click()
    expect(page.locator("html[data-large]")).to_have_count(0)


def test_whom_to_call_is_known_without_network(page: Page) -> None:
    page.get_by_role("link", name="设置").click()
    for name, number in (("南洲镇卫生院", "0737-5550000"), ("孙卫国", "0737-5221234")):
        row = page.get_by_role("listitem").filter(has_text=name)
        expect(row.get_by_role("link")).to_have_attribute("href", f"tel:{number}")
    expect(page.get_by_role("listitem").filter(has_text="孙卫国")).to_contain_text("南县疾控")
    page.get_by_role("link", name="帮助").click()
    page.get_by_text("一直没网怎么办").click()
    expect(page.get_by_text("照常记，都在手机里，有网时自己上报")).to_be_visible()
    expect(page.get_by_role("listitem").filter(has_text="南洲镇卫生院")).to_be_visible()


def test_the_report_begins_with_what_is_not_sent_and_the_one_thing_to_do(
    server: Server, phone: Phone, page: Page
) -> None:
    page.goto(server.url + HOUSE)
    card(page, "王小明").get_by_role("button", name="已服").click()
    expect(card(page, "王小明")).to_contain_text("✔ 已服")
    page.get_by_role("navigation").get_by_role("link", name="上报").click()
    expect(page.locator(".send")).to_contain_text("1 条没上报")
    expect(page.locator(".send")).to_contain_text("现在没网，照常记")
    expect(page.locator("main .give")).to_have_count(1)
    expect(page.get_by_role("button", name="把没上报的存成文件")).to_be_visible()
    phone.mend()
    send_all(page)
    expect(page.locator("main .give")).to_have_count(0)  # nothing is left to do
    expect(page.get_by_role("button", name="把没上报的存成文件")).to_have_count(0)
    expect(page.get_by_text("上次连上")).to_be_visible()


def test_in_english_names_are_said_beside_what_is_written(server: Server, page: Page) -> None:
    english_is_kept(page)
    page.get_by_role("link", name="设置").click()
    page.get_by_text("English", exact=True).click()
    expect(page.get_by_role("listitem").filter(has_text="孙卫国 Sun Weiguo")).to_contain_text("南县 Nanxian")
    page.goto(f"{server.url}/field#/list?show=all")
    expect(page.get_by_role("heading", name="大木桥村 Damuqiao Village")).to_be_visible()
    expect(page.get_by_role("link", name="王小明 Wang Xiaoming")).to_be_visible()
    page.goto(server.url + HOUSE)
    expect(page.get_by_role("heading", name="Group 3 · 12号 · 王大山 Wang Dashan")).to_be_visible()


def test_a_village_without_children_says_what_to_do(server: Server, phone: Phone, page: Page) -> None:
    phone.mend()
    page.get_by_label("换一个村").select_option(label="清水塘村")
    expect(page.get_by_role("heading", name="清水塘村")).to_be_visible()
    expect(page.get_by_role("button", name="加孩子")).to_have_count(0)  # there is one child to come to
    page.get_by_label("换一个村").select_option(index=2)
    expect(page.get_by_text("这个村的名单还是空的")).to_be_visible()
    page.get_by_role("button", name="加孩子").click()
    expect(page.get_by_label("哪一户")).to_be_visible()
