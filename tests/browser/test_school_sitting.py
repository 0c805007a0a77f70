"""The sitting of the school check on a phone: the nurse, who has no village, takes her school's package, checks a class
without network in the five ways, and the server has it afterwards as she said it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from fieldapp.ground.clock import today
from fieldapp.ground.db import reading
from fieldapp.school.outcome import Look
from fieldapp.school.reading import pupils_of
from tests.browser.conftest import Phone, Server
from tests.browser.school_class import (
    ASSESSED,
    BEFORE,
    SCHOOL_NAME,
    TERM,
    enrol,
    found_a_class,
    notice_of_two,
)
from tests.browser.village import send_all
from tests.school.places import CLINIC, PRIMARY
from tests.sync.county import COUNTY, key

pytestmark = pytest.mark.browser


@pytest.fixture
def school(server: Server) -> Server:
    """A class of five of a school, and its nurse."""
    found_a_class(server)
    return server


def at_the_desk(phone: Phone, who: str = "nurse") -> Page:
    """Signed in, the class on the phone, and the network gone."""
    phone.open()
    page = phone.sign_in(who)
    expect(page.get_by_role("heading", name=SCHOOL_NAME)).to_be_visible()
    phone.cut()
    page.get_by_role("button", name="去查一年级（1）班").click()
    page.get_by_role("button", name="开始查验").click()
    return page


def seen(page: Page, name: str) -> None:
    """The page of this child is open and takes taps."""
    expect(page.get_by_role("heading", name=name)).to_be_visible()
    page.wait_for_timeout(400)  # for a moment after an answer no tap is taken


def looks(server: Server) -> dict[str, list[Look]]:
    """What the server has of the checks and second looks that stand, by child."""
    with reading(server.engine) as connection:
        return {one.name: list(one.looks) for one in pupils_of(connection, COUNTY, [PRIMARY], TERM.code)}


def said(look: Look) -> tuple[Any, ...]:
    """A check as a report has it."""
    about = (look.on, look.assessed_on, look.assessed_by, look.report_no)
    return (look.certificate, look.assessment, look.missing, look.missing_from, look.exempt, *about)


def day_of_report(page: Page, day: date) -> None:
    """Say when the reports were written: it holds for all that follow."""
    if page.locator(".standing[open]").count() == 0:
        page.locator(".standing summary").click()
    page.get_by_label("评估日期（报告上印的）").fill(day.strftime("%Y%m%d"))


def answer(page: Page, words: str) -> None:
    """One of the five."""
    page.locator(".five").get_by_role("button", name=words).click()


def test_five_children_are_checked_without_network_in_the_five_ways(school: Server, phone: Phone) -> None:
    page = at_the_desk(phone)
    seen(page, "陈一")
    answer(page, "已完成")
    expect(page.get_by_text("请先写报告上的评估日期", exact=False)).to_be_visible()
    day_of_report(page, ASSESSED)
    page.get_by_label("报告编号").fill("PG2026-0001")
    answer(page, "已完成")

    seen(page, "陈万")
    answer(page, "需补种")
    page.wait_for_timeout(400)
    page.get_by_role("button", name="百白破5").click()
    page.get_by_role("button", name="A+C流脑2").click()
    page.get_by_role("button", name="记下2剂").click()

    seen(page, "陈丰")
    answer(page, "不用补")
    page.wait_for_timeout(400)
    page.get_by_role("button", name="含麻2").click()
    page.get_by_role("button", name="记下1剂").click()

    seen(page, "陈云")
    answer(page, "没评估")
    seen(page, "陈亮")
    answer(page, "无证")
    page.wait_for_timeout(400)
    page.get_by_role("button", name="证丢了").click()

    expect(page.get_by_role("heading", name="一年级（1）班查验结果")).to_be_visible()
    expect(page.get_by_text("5人都查了。")).to_be_visible()
    teacher = "一年级（1）班还差3人：陈万、陈云、陈亮。"
    expect(page.get_by_text(teacher, exact=False)).to_be_visible()
    assert "百白破" not in page.get_by_role("main").inner_text()

    phone.close()  # and another day, still without network
    page = phone.open("/field#/")
    expect(page.get_by_text("查完了，还差3人")).to_be_visible()
    phone.mend()
    send_all(page)
    about = (today().isoformat(), ASSESSED.isoformat(), CLINIC)
    assert {name: [said(look) for look in each] for name, each in looks(school).items()} == {
        "陈一": [("seen", "complete", (), None, (), *about, "PG2026-0001")],
        "陈万": [("seen", "needs", (("dtp", 5), ("menac", 2)), "report", (), *about, None)],
        "陈丰": [("seen", "exempt", (), None, (("mcv", 2, "contraindicated"),), *about, None)],
        "陈云": [("seen", None, (), None, (), today().isoformat(), None, None, None)],
        "陈亮": [("lost", None, (), None, (), today().isoformat(), None, None, None)],
    }


def test_a_stale_report_is_said_an_answer_taken_back_and_what_was_typed_kept(
    school: Server, phone: Phone
) -> None:
    page = at_the_desk(phone)
    seen(page, "陈一")
    day_of_report(page, BEFORE)
    expect(page.get_by_role("alert").get_by_text("评估后已满6岁，请重新评估", exact=False)).to_be_visible()
    page.get_by_label("报告编号").fill("PG2026-0001")
    answer(page, "已完成")
    seen(page, "陈万")
    page.get_by_role("button", name="撤销").click()
    seen(page, "陈一")
    expect(page.get_by_label("报告编号")).to_have_value("PG2026-0001")  # it need not be typed again
    answer(page, "已完成")
    seen(page, "陈万")
    day_of_report(page, ASSESSED)
    expect(page.get_by_text("请重新评估", exact=False)).to_have_count(0)
    answer(page, "需补种")
    page.wait_for_timeout(400)
    page.get_by_role("button", name="先点缺的剂次").click()
    expect(page.get_by_text("请点报告上印的缺的剂次。")).to_be_visible()
    page.get_by_role("button", name="甲肝1").click()

    phone.close()  # in the middle of it
    page = phone.open("/field#/")
    page.get_by_text("没保存的：陈万", exact=False).click()
    expect(page.get_by_role("button", name="甲肝1", pressed=True)).to_be_visible()
    page.get_by_role("button", name="记下1剂").click()
    seen(page, "陈丰")

    page.get_by_role("button", name="上一个").click()  # one that was seen shows what was said
    seen(page, "陈万")
    expect(page.get_by_role("heading", name="需补种")).to_be_visible()
    expect(page.get_by_text("还没补：甲肝1")).to_be_visible()
    page.get_by_role("button", name="下一个：陈丰").click()
    seen(page, "陈丰")
    answer(page, "没评估")
    seen(page, "陈云")

    page.get_by_role("button", name="返回").click()  # in the afternoon the report is brought
    page.get_by_role("link", name="一年级（1）班").click()
    page.get_by_role("button", name="全部").click()
    page.get_by_role("link", name="陈丰").click()
    expect(page.get_by_text("请先到接种单位评估")).to_be_visible()
    page.get_by_role("button", name="再次查验").click()
    answer(page, "已完成")
    page.get_by_role("button", name="全部").click()
    expect(page.get_by_role("link", name="陈一")).to_contain_text("评估过期")
    expect(page.get_by_role("link", name="陈万")).to_contain_text("需补种")
    expect(page.get_by_role("link", name="陈丰")).to_contain_text("已完成")
    phone.mend()
    send_all(page)
    found = looks(school)
    assert [(one.first, one.assessment) for one in found["陈丰"]] == [(True, None), (False, "complete")]
    assert [one.report_no for one in found["陈一"]] == ["PG2026-0001"]


def test_a_class_of_45_takes_one_key_or_one_tap_for_a_child_with_nothing_missing(
    school: Server, new_phone: Callable[..., Phone]
) -> None:
    """What a child costs beside reading its report: 36 complete, 6 with two gaps each, 2 not assessed, 1 without."""
    names = tuple(f"周{n:02}" for n in range(1, 46))
    enrol(school, names, "2")
    phone = new_phone("desk", width=1280)
    phone.open()
    page = phone.sign_in("nurse")
    phone.cut()
    page.get_by_role("link", name="一年级（2）班").click()
    page.get_by_role("button", name="开始查验，45人").click()
    seen(page, names[0])
    day_of_report(page, ASSESSED)
    page.get_by_label("评估日期（报告上印的）").press("Tab")
    page.locator("h1").focus()
    pressed = 0
    for n, name in enumerate(names):
        seen(page, name)
        keys = ["1"]
        if n % 7 == 3:
            keys = ["2", "4", "5", "8", "2", "Enter"]  # 百白破5, A+C流脑2
        elif n in (5, 20):
            keys = ["4"]
        elif n == 44:
            keys = ["5", "1"]
        for one in keys:
            page.keyboard.press(one)
        pressed += len(keys)
    expect(page.get_by_text("45人都查了。")).to_be_visible()
    counts = page.locator(".counted div").all_inner_texts()
    assert [one.split() for one in counts] == [
        ["已完成", "36"],
        ["需补种", "6"],
        ["没评估", "2"],
        ["无证", "1"],
    ]
    assert pressed == 76  # at two seconds a key half of what five minutes leave


def test_a_slip_closes_its_notice_by_number_once(school: Server, phone: Phone) -> None:
    number = notice_of_two(school, "陈万")
    phone.open()
    page = phone.sign_in("nurse")
    page.get_by_role("link", name="通知单回执").click()
    phone.cut()
    page.get_by_label("通知单编号").fill("00000000")
    expect(page.get_by_text("不是本校的通知单", exact=False)).to_be_visible()
    page.get_by_label("通知单编号").fill(number)
    expect(page.get_by_role("heading", name="陈万")).to_be_visible()
    page.get_by_role("button", name="A+C流脑2").click()  # only the other is stamped
    page.get_by_role("button", name="收到回执").click()
    expect(page.get_by_role("button", name="百白破5")).to_be_disabled()
    page.get_by_role("button", name="收到回执").click()
    expect(page.get_by_text("已经收到回执", exact=False)).to_be_visible()
    phone.mend()
    send_all(page)
    with reading(school.engine) as connection:
        [pupil] = [one for one in pupils_of(connection, COUNTY, [PRIMARY], TERM.code) if one.name == "陈万"]
    [notice] = pupil.notices
    assert [(one.event, one.items) for one in notice.events] == [
        ("returned", (("dtp", 5),)),
        ("returned", (("menac", 2),)),
    ]


def test_a_guardian_who_refuses_is_said_dose_by_dose_and_the_gap_stays_open(
    school: Server, phone: Phone
) -> None:
    notice_of_two(school, "陈万")
    phone.open()
    page = phone.sign_in("nurse")
    phone.cut()
    page.goto(f"{phone.url}/field#/check/{key('enrolled 陈万')}")
    page.get_by_text("家长不愿意补种？").click()
    page.get_by_role("button", name="A+C流脑2").click()
    expect(page.get_by_text("还没补：百白破5、A+C流脑2（家长不愿意）")).to_be_visible()
    expect(page.get_by_role("heading", name="需补种")).to_be_visible()
    phone.mend()
    send_all(page)
    assert states(school, "陈万") == [("menac", 2, "refused", today().isoformat())]
    page.goto(f"{phone.url}/field#/check/{key('enrolled 陈万')}")
    page.get_by_text("家长不愿意补种？").click()
    page.get_by_role("button", name="A+C流脑2", pressed=True).click()
    expect(page.get_by_text("还没补：百白破5、A+C流脑2", exact=True)).to_be_visible()
    send_all(page)
    assert states(school, "陈万") == []


def states(server: Server, name: str) -> list[tuple[Any, ...]]:
    """What was said of this child's slots, as the server has it."""
    with reading(server.engine) as connection:
        [pupil] = [one for one in pupils_of(connection, COUNTY, [PRIMARY], TERM.code) if one.name == name]
    return [tuple(one) for one in pupil.states]
