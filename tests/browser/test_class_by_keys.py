"""A class of 45 answered in the office by the keyboard alone, in a real browser; nothing is lost where the network
fails."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from fieldapp.ground.db import reading
from fieldapp.models.people import Person
from fieldapp.school.pupils import Pupil
from fieldapp.school.reading import pupils_of
from fieldapp.web.passwords import hash_password
from tests.browser.conftest import PASSWORD, Server
from tests.browser.measures import barriers
from tests.browser.school_class import ASSESSED, TERM, enrol, found_a_class
from tests.browser.test_campaign_map import Desk
from tests.school.places import PRIMARY
from tests.sync.county import COUNTY, key

pytestmark = [pytest.mark.browser, pytest.mark.one_browser]
NAMES = tuple(f"孩子{n:02}" for n in range(45))
PAGE = f"/schools/{PRIMARY}/classes/1~2/assess"
NEEDS = (3, 17, 30)  # who needs catch-up
MOST_KEYS = 45 * 3 + 60


def found_the_class(server: Server) -> None:
    """A class of 45, and a password for the doctor of its clinic."""
    found_a_class(server)
    enrol(server, NAMES, class_name="2")
    with Session(server.engine) as session:
        session.get_one(Person, key("doctor")).password_hash = hash_password(PASSWORD, 8)
        session.commit()


@pytest.fixture
def desk(new_page: Callable[..., Page], server: Server) -> Desk:
    """The clinic's doctor, with a class of 45."""
    found_the_class(server)
    desk = Desk(new_page(viewport={"width": 1280, "height": 800}, locale="zh-CN"), server)
    desk.sign_in("doctor")
    return desk


def pupils(server: Server) -> list[Pupil]:
    with reading(server.engine) as connection:
        return pupils_of(connection, COUNTY, [PRIMARY], TERM.code, [("1", "2")])


class Keys:
    """A keyboard that counts."""

    def __init__(self, page: Page) -> None:
        self.page, self.n = page, 0

    def press(self, *keys: str) -> None:
        for one in keys:
            self.page.keyboard.press(one)
            self.n += 1


def answer_all(keys: Keys) -> None:
    """The answers of 45 children, the first of whom one is at."""
    for n in range(45):
        if n in NEEDS:
            keys.press("2", "4", "5", "8", "2", "Enter")  # 百白破5, A+C2
        elif n == 8:
            keys.press("3", "5", "2", "0", "Enter")  # 含麻2, had the disease
        elif n == 9:
            keys.press("5", "1")
        elif n == 10:
            keys.press("4")
        else:
            keys.press("1")


def test_forty_five_children_by_keys_alone(desk: Desk, server: Server) -> None:
    page = desk.go(PAGE)
    keys = Keys(page)
    expect(page.locator("[name=assessed_on]")).to_be_focused()
    keys.press(*ASSESSED.strftime("%Y%m%d"), "Enter")
    answer_all(keys)
    expect(page.locator("[data-done]")).to_have_text("45")
    expect(page.get_by_role("status")).to_contain_text("都录了")
    assert keys.n < MOST_KEYS, keys.n
    made = {one.name: one.looks for one in pupils(server)}
    assert all(len(looks) == 1 for looks in made.values()) and len(made) == 45
    for n in NEEDS:
        assert made[NAMES[n]][0].missing == (("dtp", 5), ("menac", 2))
    assert made[NAMES[8]][0].exempt == (("mcv", 2, "had_disease"),)
    assert (made[NAMES[9]][0].certificate, made[NAMES[10]][0].assessment) == ("lost", None)
    assert made[NAMES[0]][0].assessed_on == ASSESSED.isoformat()
    assert desk.complaints == []
    assert barriers(page) == []


def test_the_last_answer_is_taken_back_by_a_key_and_arrows_move(desk: Desk, server: Server) -> None:
    page = desk.go(PAGE)
    keys = Keys(page)
    keys.press(*ASSESSED.strftime("%Y%m%d"), "Enter", "ArrowDown", "ArrowDown", "1")
    expect(page.locator("[data-done]")).to_have_text("1")
    keys.press("z")
    expect(page.locator("[data-done]")).to_have_text("0")
    expect(page.locator("tr.now th")).to_contain_text(NAMES[2])
    keys.press("0")
    page.keyboard.type("2026082000017")
    keys.press("Enter", "1", "0")
    page.keyboard.type("18")
    keys.press("Enter", "1")
    expect(page.locator("[data-done]")).to_have_text("2")
    made = {one.name: one.looks for one in pupils(server)}
    assert [made[NAMES[n]][0].report_no for n in (2, 3)] == ["2026082000017", "2026082000018"]


def test_what_the_network_loses_stays_in_the_page_and_is_sent_later(desk: Desk, server: Server) -> None:
    page = desk.go(PAGE)
    keys = Keys(page)
    keys.press(*ASSESSED.strftime("%Y%m%d"), "Enter")
    page.context.set_offline(True)
    keys.press("1", "1", "4")
    expect(page.get_by_role("status")).to_contain_text("3 人还没存上")
    assert all(not one.looks for one in pupils(server))
    page.context.set_offline(False)
    expect(page.locator("[data-done]")).to_have_text("3")
    assert sum(len(one.looks) for one in pupils(server)) == 3


def test_what_somebody_else_recorded_meanwhile_is_asked(desk: Desk, server: Server) -> None:
    page = desk.go(PAGE)
    other = page.context.new_page()
    other.goto(server.url + PAGE)
    for one in (*ASSESSED.strftime("%Y%m%d"), "Enter", "4"):
        other.keyboard.press(one)
    expect(other.locator("[data-done]")).to_have_text("1")
    keys = Keys(page)
    keys.press(*ASSESSED.strftime("%Y%m%d"), "Enter", "2", "9", "1", "Enter")
    row = page.locator("tr[data-child]").first
    expect(row).to_contain_text("已经记了：没评估")
    row.get_by_role("combobox").first.select_option("again")
    expect(row).to_contain_text("需补种 甲肝1")
    [first] = [one for one in pupils(server) if one.name == NAMES[0]]
    assert [look.assessment for look in first.looks] == [None, "needs"]


@pytest.mark.parametrize("width", [360, 1280])
def test_without_a_script_the_page_is_a_plain_form(
    new_page: Callable[..., Page], server: Server, width: int
) -> None:
    found_the_class(server)
    desk = Desk(
        new_page(viewport={"width": width, "height": 800}, locale="zh-CN", java_script_enabled=False), server
    )
    desk.sign_in("doctor")
    page = desk.go(f"/schools/{PRIMARY}/classes/1~1/assess")
    page.fill("[name=assessed_on]", ASSESSED.isoformat())
    page.locator("select[name^='answer.']").first.select_option("complete")
    page.get_by_role("button", name="全部保存").click()
    expect(page.get_by_role("status")).to_contain_text("已记 1 人")
