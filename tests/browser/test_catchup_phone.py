"""Catch-up on a phone without network: six children lack nine doses of which two wait; what may be given is given, what
waits has its day, who was not given anything has a reason; it comes back, and the server has every dose once."""

from __future__ import annotations

import re
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from fieldapp.ground.clock import today
from fieldapp.models.catchups import CatchupVisit
from fieldapp.models.people import Person
from fieldapp.models.records import Dose
from fieldapp.web.passwords import hash_password
from tests.browser import pictures
from tests.browser.catchup_village import CAMPAIGN, LIVE_BEFORE, open_campaign, six_children, told
from tests.browser.conftest import PASSWORD, Phone, Server
from tests.browser.measures import at_most
from tests.browser.test_school_scanning import DECODER, chosen
from tests.browser.test_taps import Hand
from tests.browser.until import until
from tests.browser.village import send_all
from tests.sync.county import NORTH, SOUTH, add_person, key, send

pytestmark = pytest.mark.browser
LOTS = {"含麻1": "MMR-7", "乙脑1": "JE-3", "脊灰3": "OPV-1", "百白破5": "DT-2", "A+C流脑2": "AC-4"}


@pytest.fixture
def village(server: Server) -> Server:
    six_children(server)
    open_campaign(server)
    return server


def opened(phone: Phone, who: str = "ann") -> Page:
    """The list, without network."""
    phone.open()
    page = phone.sign_in(who)
    page.get_by_role("link", name=re.compile("秋季查漏补种")).click()
    expect(page.get_by_text("6人要补9剂次，今天能种5人")).to_be_visible()
    phone.wait_until_kept()
    phone.cut()
    return page


def pick(page: Page, name: str, lot: str | None) -> None:
    page.get_by_role("button", name=re.compile(f"^(✔ )?{re.escape(name)}")).click()
    if lot:
        page.get_by_label(re.compile("批号$")).last.fill(lot)


def give(page: Page, name: str, doses: dict[str, str | None]) -> None:
    """Give doses of a child from the list, each from a lot, or from the one remembered."""
    page.get_by_role("link", name=re.compile(f"^{name}")).click()
    for dose, lot in doses.items():
        pick(page, dose, lot)
    page.get_by_role("button", name=f"保存{len(doses)}剂").click()
    expect(page.get_by_role("status").get_by_role("button", name="撤销")).to_be_visible()
    page.go_back()


def kept(server: Server, model: Any) -> list[Any]:
    with Session(server.engine) as session:
        return list(session.scalars(select(model).where(model.voided.is_(False))))


def test_nine_doses_of_which_two_wait(village: Server, phone: Phone) -> None:
    page = opened(phone)
    waits = (today() + timedelta(days=28 - LIVE_BEFORE)).isoformat()
    month, day = int(waits[5:7]), int(waits[8:])
    expect(page.get_by_role("link", name=re.compile("^陈六"))).to_have_count(0)
    page.get_by_role("button", name="还没到日子 1").click()
    expect(page.get_by_role("link", name=re.compile("^陈六"))).to_contain_text(
        re.compile(f"{month}月{day}日起：乙脑1")
    )
    page.get_by_role("button", name="今天能种 5").click()

    give(page, "陈一", {"含麻1": "MMR-7", "乙脑1": "JE-3"})
    give(page, "陈二", {"脊灰3": "OPV-1"})
    give(page, "陈三", {"百白破5": "DT-2", "A+C流脑2": "AC-4"})
    give(page, "陈四", {"脊灰4": None})  # from the lot used last
    give(page, "陈五", {"A群流脑2": "A-9"})
    page.get_by_role("button", name="今天种了 5").click()
    expect(page.get_by_role("link", name=re.compile("^陈五"))).to_contain_text("乙脑1")

    page.get_by_role("button", name="还没到日子 1").click()
    page.get_by_role("link", name=re.compile("^陈六")).click()
    pick(page, "乙脑1", "JE-3")  # too near the other live vaccine
    expect(page.get_by_role("alert")).to_contain_text("两种注射的活疫苗要同一天种，或隔28天")
    page.get_by_role("button", name="保存1剂").click()
    expect(page.get_by_text("还要种，先选一个理由")).to_be_visible()
    pick(page, "乙脑1", None)  # it waits then
    page.get_by_role("button", name="没种", exact=True).click()
    page.get_by_role("button", name="生病缓种").click()
    page.get_by_role("button", name="电话再约").click()
    page.get_by_label("日期").fill(waits)
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("status").filter(has_text="生病缓种")).to_be_visible()
    phone.close()

    page = phone.open("/field#/gaps")  # a fresh window, still without network
    expect(page.get_by_text(re.compile("2人要补2剂次"))).to_be_visible()
    phone.mend()
    send_all(page)
    doses = [one for one in kept(village, Dose) if one.given_on == today().isoformat()]
    assert Counter(one.product for one in doses) == {
        "MMR": 1,
        "JE-L": 1,
        "bOPV": 2,
        "DTaP": 1,
        "MPSV-AC": 1,
        "MPSV-A": 1,
    }
    assert {(one.source, one.campaign, one.given_by) for one in doses} == {("campaign", CAMPAIGN, key("ann"))}
    assert all(one.batch for one in doses)
    visits = {one.child: one for one in kept(village, CatchupVisit)}
    assert {name: visits[key(name)].outcome for name in ("陈一", "陈二", "陈三", "陈四", "陈五", "陈六")} == {
        **dict.fromkeys(("陈一", "陈二", "陈三", "陈四", "陈五"), "given"),
        "陈六": "ill",
    }
    assert visits[key("陈六")].planned_on == waits


def test_a_dose_is_taken_back_and_given_again(village: Server, phone: Phone) -> None:
    page = opened(phone)
    give(page, "陈二", {"脊灰3": "OPV-1"})
    page.get_by_role("button", name="今天种了 1").click()
    page.get_by_role("link", name=re.compile("^陈二")).click()
    page.get_by_role("button", name="撤销").click()
    expect(page.get_by_role("button", name=re.compile("^脊灰3"))).to_be_visible()
    phone.close()
    page = phone.open("/field#/gaps")  # the name taken back is remembered beyond this window
    give(page, "陈二", {"脊灰3": None})
    phone.mend()
    send_all(page)
    assert [one.product for one in kept(village, Dose) if one.given_on == today().isoformat()] == ["bOPV"]
    assert [one.outcome for one in kept(village, CatchupVisit)] == ["given"]


def test_a_visit_with_two_products_takes_at_most_5_taps(village: Server, phone: Phone) -> None:
    page = opened(phone)
    give(page, "陈一", {"含麻1": "MMR-7", "乙脑1": "JE-3"})  # the lots of the day are known from now on
    page.get_by_role("link", name=re.compile("^陈三")).click()
    pick(page, "百白破5", "DT-2")
    pick(page, "A+C流脑2", "AC-4")
    page.get_by_role("button", name="保存2剂").click()
    page.get_by_role("button", name="撤销").click()
    page.get_by_role("navigation").get_by_role("link", name="今日").click()
    hand = Hand(page)
    hand.tap(page.get_by_role("link", name=re.compile("秋季查漏补种")))
    hand.tap(page.get_by_role("link", name=re.compile("^陈三")))
    hand.tap(page.get_by_role("button", name="选今天能种的2剂"))
    hand.tap(page.get_by_role("button", name="保存2剂"))
    expect(page.get_by_role("status").get_by_role("button", name="撤销")).to_be_visible()
    at_most(5, hand.taps, "a visit with two products")


def test_a_lister_enters_for_a_named_vaccinator_and_calls_are_followed(village: Server, phone: Phone) -> None:
    with Session(village.engine) as session:
        add_person(session, "lin", "lister", [NORTH])
        session.flush()
        session.get_one(Person, key("lin")).password_hash = hash_password(PASSWORD, 8)
        session.commit()
    page = opened(phone, "lin")
    page.get_by_role("link", name=re.compile("^陈二")).click()
    for result in ("没人接", "通知到了"):
        page.get_by_role("button", name=result, exact=True).click()
    expect(page.get_by_text("打过2次", exact=True)).to_be_visible()
    page.get_by_role("button", name="约好了").click()
    expect(page.get_by_text("过了截止时间")).to_be_visible()  # of tomorrow's: its hour is over
    page.get_by_role("button", name=re.compile("08:30-09:30 还有20个")).last.click()
    expect(page.get_by_text(re.compile("约好了.*08:30-09:30"))).to_be_visible()
    pick(page, "脊灰3", "OPV-1")
    page.get_by_role("button", name="保存1剂").click()
    expect(page.get_by_text("先选谁种的")).to_be_visible()
    page.get_by_text("ann", exact=True).click()
    page.get_by_role("button", name="保存1剂").click()
    expect(page.get_by_role("status").get_by_role("button", name="撤销")).to_be_visible()
    phone.mend()
    send_all(page)
    [dose] = [one for one in kept(village, Dose) if one.given_on == today().isoformat()]
    assert dose.given_by == key("ann")


def test_a_walk_in_is_found_by_its_certificate_and_a_new_child_is_added(
    village: Server, phone: Phone
) -> None:
    page = opened(phone)
    page.get_by_role("searchbox").fill(f"HN{key('陈四')[:6]}".upper())
    expect(page.get_by_role("link", name=re.compile("^陈四"))).to_be_visible()
    page.get_by_role("searchbox").fill("张来客")
    expect(page.get_by_text("没有找到“张来客”")).to_be_visible()
    page.get_by_role("button", name="加名单上没有的孩子").click()
    expect(page.get_by_label("姓名", exact=True)).to_have_value("张来客")


def test_a_child_of_another_village_comes_outside_of_a_campaign(server: Server, phone: Phone) -> None:
    six_children(server)
    send(server.engine, *told("赵七", 160, {("polio", 3)}, False, SOUTH))
    phone.open()
    page = phone.sign_in("ann")
    page.get_by_role("link", name="补种：今天能种5人").click()
    phone.wait_until_kept()
    phone.cut()
    page.get_by_role("searchbox").fill("zhaoq")
    expect(page.get_by_role("link", name=re.compile("^赵七"))).to_contain_text(f"在village {SOUTH}")
    page.get_by_role("link", name=re.compile("^赵七")).click()
    page.get_by_text("种的 · 接种点").click()
    yesterday = (today() - timedelta(days=1)).isoformat()
    page.get_by_label("接种日期").fill(yesterday.replace("-", ""))  # written down a day late
    pick(page, "脊灰3", None)
    page.get_by_role("button", name="保存1剂").click()
    expect(page.get_by_text("还没填批号")).to_be_visible()
    page.get_by_role("button", name="保存1剂").click()
    expect(page.get_by_role("status").get_by_role("button", name="撤销")).to_be_visible()
    phone.mend()
    send_all(page)
    [dose] = [one for one in kept(server, Dose) if one.child == key("赵七") and one.source == "campaign"]
    assert (dose.product, dose.given_on, dose.campaign, dose.batch) == ("bOPV", yesterday, None, None)
    [visit] = kept(server, CatchupVisit)
    assert (visit.on, visit.outcome, visit.campaign) == (yesterday, "given", None)


def test_a_certificate_in_a_picture_leads_to_its_child(village: Server, phone: Phone, tmp_path: Path) -> None:
    phone.open()
    page = phone.sign_in("ann")
    until(page, DECODER)
    phone.cut()
    page.goto(f"{phone.url}/field#/gaps")
    number = f"HN{key('陈四')[:6]}".upper()
    for code, seen in (("HN9999999", "这个证号不在名单里"), (number, "还差1剂")):
        picture = pictures.saved(pictures.bar_code(code, tmp_path), tmp_path / f"{code}.jpg")
        chosen(page, picture, "扫通知单或接种证")
        expect(page.get_by_text(re.compile(seen)).first).to_be_visible()
    expect(page.get_by_role("heading", name="陈四")).to_be_visible()


def test_who_is_soon_too_old_stands_first_and_says_so(village: Server, phone: Phone) -> None:
    send(village.engine, *told("陈八", 60, {("bcg", 1)}, False))  # BCG goes without a test for a month more
    phone.open()
    page = phone.sign_in("ann")
    page.goto(f"{phone.url}/field#/gaps")
    page.get_by_role("button", name="排序和分组").click()
    page.get_by_label("排序和分组").last.select_option("last")
    first = page.get_by_role("main").get_by_role("listitem").first
    expect(first).to_contain_text("陈八")
    expect(first).to_contain_text(re.compile("卡介苗最晚.*过了就不能种了"))


def test_what_was_tapped_and_not_saved_is_a_draft(village: Server, phone: Phone) -> None:
    page = opened(phone)
    page.get_by_role("link", name=re.compile("^陈二")).click()
    pick(page, "脊灰3", "OPV-8")
    phone.close()
    page = phone.open()
    page.get_by_role("link", name=re.compile("陈二")).first.click()
    expect(page.get_by_label(re.compile("批号$"))).to_have_value("OPV-8")
