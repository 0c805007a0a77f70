"""Screens that are no part of the first load: kept for whoever they are for, opened without network, and said and asked
for again where they cannot be had."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from fieldapp.models.people import Person
from fieldapp.web.passwords import hash_password
from tests.browser.conftest import PASSWORD, Phone, Server
from tests.browser.gateway import Gateway, lost
from tests.browser.school_class import found_a_class
from tests.browser.survey_cluster import CLUSTER, found_a_survey, household
from tests.browser.test_failures_worker import look_for_update, next_version, read
from tests.browser.until import until
from tests.browser.village import HOUSE, card, run_round_one, two_listed_children
from tests.school.places import PRIMARY
from tests.sync.county import NORTH, add_person, key

pytestmark = pytest.mark.browser
KEPT = """async () => {
  const found = [];
  for (const name of await caches.keys()) {
    for (const { url } of await (await caches.open(name)).keys()) found.push(`${name} ${url}`);
  }
  return found;
}"""
LOADED = "(name) => performance.getEntriesByType('resource').some((one) => one.name.includes(`/static/build/${name}-`))"
SCREENS = {  # every screen that comes later, and what one sees of it
    "report": "现在上报",
    "settings": "退出登录",
    "help": "怎么记一个孩子",
    "add": "名单上没有的孩子，都加上",
    "household/new": "户主",
    f"household/{key('house')}/edit": "户主",
    f"child/{key('王小明')}/edit": "出生日期",
    "work": "日期、地点、批号",
    "nobatch": "都有批号了",
    "gaps": "扫通知单或接种证",
    f"gap/{key('王小明')}": "不等于没种过",
    f"gap/{key('王小明')}/why": "怎么了",
}

DECODER = """async () => {
  for (const name of await caches.keys()) {
    if ((await (await caches.open(name)).keys()).some(({ url }) => url.endsWith('.wasm'))) return true;
  }
  return false;
}"""

SCHOOL_SCREENS = {  # those of the school check, for its nurse
    f"class/{PRIMARY}/1%2F1": "开始查验",
    f"check/{key('enrolled 陈一')}": "报告写了缺哪几剂",
    f"sat/{PRIMARY}/1%2F1": "告诉班主任",
    "slips": "回执上的8位数字",
    "desk": "找一个孩子",
    f"sent/{key('enrolled 陈一')}": "学校还没查验",
}

SURVEY_SCREENS = {  # those of surveys and quick checks, for a surveyor
    "": "年度接种率调查",
    f"cluster/{CLUSTER}": "下一户：1号",
    household(1): "这一户怎么样？",
    "quick": "开始一个新的地方",
}


@pytest.fixture
def gateway(server: Server) -> Iterator[Gateway]:
    """A gateway before the server, with a household of two children and a school nurse."""
    run_round_one(server)
    two_listed_children(server)
    with Session(server.engine) as session:
        add_person(session, "nora", "nurse", [NORTH])
        session.flush()
        session.get_one(Person, key("nora")).password_hash = hash_password(PASSWORD, 8)
        session.commit()
    with Gateway(server).open() as listening:
        yield listening


SHEET_KEPT = """async () => {
  for (const name of await caches.keys()) {
    const kept = await (await caches.open(name)).keys();
    const all = [/forms-[0-9a-f]+\\.css$/, /chunk-\\w+\\.js$/]; // and what its script shares with others
    if (all.every((one) => kept.some(({ url }) => one.test(url)))) return true;
  }
  return false;
}"""


def file_of(gateway: Gateway, name: str) -> str:
    """The address of a bundle, as the first load asks for it."""
    script = read(gateway, "/static/build/field.js").decode()
    [asked] = re.findall(rf'import\("\./({name}-\w+\.js)"\)', script)
    return f"/static/build/{asked}"


def entered(phone: Phone, gateway: Gateway, who: str = "ann") -> Page:
    """Signed in, whether or not all could be kept."""
    phone.url = gateway.url
    page = phone.open()
    page.get_by_label("用户名").fill(who)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.get_by_role("navigation").wait_for()
    return page


def test_every_screen_opens_without_network(gateway: Gateway, phone: Phone) -> None:
    entered(phone, gateway)
    phone.wait_until_kept()
    phone.cut()
    for path, words in SCREENS.items():
        phone.close()
        page = phone.open(f"/field#/{path}")  # a fresh window: nothing of it is in memory
        expect(page.get_by_role("main").get_by_text(words).first).to_be_visible()
    page.get_by_role("link", name="上报").click()
    expect(page.get_by_role("heading", name="上报")).to_be_focused()
    expect(page.locator("dl div").first).to_have_css("display", "flex")  # its sheet came with it


def test_every_screen_of_the_school_check_opens_without_network(
    server: Server, gateway: Gateway, phone: Phone
) -> None:
    found_a_class(server)
    entered(phone, gateway, "nurse")
    phone.wait_until_kept()
    expect(phone.page.get_by_text("人还没查")).to_be_visible()
    phone.cut()
    for path, words in SCHOOL_SCREENS.items():
        phone.close()
        page = phone.open(f"/field#/{path}")
        expect(page.get_by_role("main").get_by_text(words).first).to_be_visible()
        if path.startswith("sat"):
            expect(page.locator(".counted div").first).to_have_css("display", "flex")  # its sheet came too


def test_every_screen_of_a_survey_opens_without_network(
    server: Server, gateway: Gateway, phone: Phone
) -> None:
    found_a_survey(server)
    entered(phone, gateway, "sue")
    phone.wait_until_kept()
    expect(phone.page.get_by_text("年度接种率调查")).to_be_visible()
    phone.cut()
    for path, words in SURVEY_SCREENS.items():
        phone.close()
        page = phone.open(f"/field#/{path}")
        expect(page.get_by_role("main").get_by_text(words).first).to_be_visible()
        if path.startswith("interview"):
            expect(page.locator(".sv-answers")).to_have_css("display", "grid")  # its sheet came too


@pytest.mark.parametrize(("who", "wanted"), [("ann", True), ("nora", False)])
def test_a_phone_fetches_what_is_for_the_person_and_nothing_else(
    gateway: Gateway, phone: Phone, who: str, wanted: bool
) -> None:
    page = entered(phone, gateway, who)
    phone.wait_until_kept()
    own, everybodys = [file_of(gateway, name) for name in ("forms", "working")], file_of(gateway, "aside")
    assert gateway.asked(everybodys)
    assert [bool(gateway.asked(file)) for file in own] == [wanted, wanted]
    assert bool(gateway.asked(file_of(gateway, "sitting"))) != wanted
    until(page, DECODER)  # of codes, for everybody: it comes last of all

    gateway.faults |= next_version(gateway)  # and so it is when a new version comes
    look_for_update(page)
    expect(page.get_by_text("有新版本", exact=False)).to_be_visible(timeout=60_000)
    new = [line for line in page.evaluate(KEPT) if line.startswith("field-the-next ")]
    assert any(everybodys in line for line in new)
    assert [any(file in line for line in new) for file in own] == [wanted, wanted]


def test_a_screen_that_cannot_be_had_says_so_and_comes_when_asked_again(
    gateway: Gateway, phone: Phone
) -> None:
    forms = file_of(gateway, "forms")
    gateway.faults[forms] = lost
    page = entered(phone, gateway)
    page.goto(gateway.url + HOUSE)
    card(page, "王小明").get_by_role("button", name="没服成").click()
    page.get_by_label("去哪里了、几点").fill("去县城，周五回")
    page.go_back()
    page.get_by_role("link", name="加孩子", exact=True).click()
    expect(page.get_by_role("heading", name="这一页还没有下到这部手机里")).to_be_visible()
    expect(page.get_by_role("navigation")).to_be_visible()
    page.get_by_role("button", name="再试一次").click()
    expect(page.get_by_role("heading", name="这一页还没有下到这部手机里")).to_be_visible()
    page.get_by_role("link", name="今日").click()
    expect(page.get_by_text("没服成的备注没保存：王小明")).to_be_visible()  # nothing typed is lost

    page.get_by_role("link", name="加孩子", exact=True).click()
    expect(page.get_by_role("heading", name="这一页还没有下到这部手机里")).to_be_visible()
    gateway.faults.clear()
    page.get_by_role("button", name="再试一次").click()
    page.get_by_label("姓名", exact=True).fill("王小宝")


def test_a_window_whose_version_is_gone_says_that_it_has_to_be_opened_again(
    gateway: Gateway, phone: Phone
) -> None:
    forms = file_of(gateway, "forms")
    gateway.faults[forms] = lost
    page = entered(phone, gateway)
    gateway.faults |= {"/field": next_version(gateway)["/field"]}  # the server has another version now
    page.evaluate("caches.keys().then((names) => Promise.all(names.map((name) => caches.delete(name))))")
    page.get_by_role("link", name="加孩子", exact=True).click()
    expect(page.get_by_role("heading", name="软件换了新版本，请重新打开")).to_be_visible()
    gateway.faults.pop(forms)
    with page.expect_event("load"):
        page.get_by_role("button", name="重新打开").click()
    page.get_by_label("姓名", exact=True).fill("王小宝")


def test_a_window_goes_on_when_what_was_kept_is_cleared_away_under_it(gateway: Gateway, phone: Phone) -> None:
    page = entered(phone, gateway)
    phone.wait_until_kept()
    for name in ("forms", "working", "aside"):
        until(page, LOADED, arg=name)
    page.wait_for_timeout(300)
    assert phone.context is not None
    words = {"origin": phone.url, "storageTypes": "cache_storage,service_workers"}
    phone.context.new_cdp_session(page).send("Storage.clearDataForOrigin", words)
    phone.cut()
    page.get_by_role("link", name="加孩子", exact=True).click()
    page.get_by_label("姓名", exact=True).fill("王小宝")
    page.get_by_role("link", name="上报").click()
    expect(page.get_by_role("button", name="现在上报")).to_be_visible()


def test_the_next_person_on_the_phone_gets_what_is_for_her(gateway: Gateway, phone: Phone) -> None:
    page = entered(phone, gateway, "nora")
    phone.wait_until_kept()
    page.goto(f"{phone.url}/field#/settings")
    with page.expect_event("load"):
        page.get_by_role("button", name="退出登录").click()
    forms = file_of(gateway, "forms")
    assert not gateway.asked(forms)
    phone.sign_in("ann")
    until(page, f"caches.match('{forms}').then(Boolean)")
    until(page, SHEET_KEPT)  # a screen without its sheet does not open
    phone.cut()
    phone.close()
    page = phone.open("/field#/add")
    expect(page.get_by_label("姓名", exact=True)).to_be_visible()
    page.get_by_label("姓名", exact=True).fill("王小宝")


def test_who_is_given_another_role_gets_its_screens(server: Server, gateway: Gateway, phone: Phone) -> None:
    page = entered(phone, gateway, "nora")
    phone.wait_until_kept()
    forms = file_of(gateway, "forms")
    assert not gateway.asked(forms)
    with Session(server.engine) as session:
        session.get_one(Person, key("nora")).role = "vaccinator"
        session.commit()
    page.reload()
    page.get_by_role("link", name="上报").click()
    page.get_by_role("button", name="现在上报").click()
    page.get_by_role("link", name="加孩子", exact=True).click()
    page.get_by_label("姓名", exact=True).fill("王小宝")
    until(page, f"caches.match('{forms}').then(Boolean)")
