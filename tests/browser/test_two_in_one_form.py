"""Two people at two computers change one person: the second sees both values and chooses; nothing of either is lost."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from fieldapp.models.people import Person
from fieldapp.web.passwords import hash_password
from tests.browser.conftest import PASSWORD, Server
from tests.browser.measures import barriers
from tests.browser.test_campaign_map import Desk
from tests.sync.county import COUNTY, add_person, key

pytestmark = [pytest.mark.browser, pytest.mark.one_browser]
EDIT = f"/people/{key('ann')}/edit"


@pytest.fixture
def desks(new_page: Callable[..., Page], server: Server) -> Callable[[str, int], Desk]:
    """Makes desks at which one of two administrators has signed in."""
    with Session(server.engine) as session:
        for who in ("zhou", "wu"):
            add_person(session, who, "administrator", [COUNTY])
            session.get_one(Person, key(who)).password_hash = hash_password(PASSWORD, 8)
        session.commit()

    def make(who: str, width: int) -> Desk:
        desk = Desk(new_page(viewport={"width": width, "height": 800}, locale="zh-CN"), server)
        desk.sign_in(who)
        return desk

    return make


def person(server: Server) -> Person:
    with Session(server.engine) as session:
        return session.get_one(Person, key("ann"))


@pytest.mark.parametrize("width", [1280, 360])
def test_the_second_of_two_in_one_form_sees_both_values_and_chooses(
    desks: Callable[[str, int], Desk], server: Server, width: int
) -> None:
    first, second = desks("zhou", 1280).go(EDIT), desks("wu", width).go(EDIT)
    first.fill("[name=name]", "安妮甲")
    first.fill("[name=certificate_no]", "证0001")
    second.fill("[name=name]", "安妮乙")
    first.get_by_role("button", name="保存").click()
    first.wait_for_url("**/people/*")
    second.get_by_role("button", name="保存").click()
    both = second.get_by_role("group", name="已经存了别的内容")
    expect(both).to_contain_text("安妮甲")
    expect(both).to_contain_text("安妮乙")
    expect(second.locator("[name=name]")).to_have_value("安妮乙")  # what she typed is still there
    expect(
        second.locator('[name="take.certificate_no"][value=theirs]')
    ).to_be_checked()  # she did not touch it
    assert second.evaluate("document.documentElement.scrollWidth") <= width
    assert barriers(second) == []
    if folder := os.environ.get("FIELDAPP_PICTURES"):
        second.screenshot(path=str(Path(folder) / f"two-{width}.png"), full_page=True)
    second.get_by_role("button", name="保存").click()  # without choosing: the browser asks
    assert person(server).name == "安妮甲"
    both.get_by_label("安妮乙").check()
    second.get_by_role("button", name="保存").click()
    second.wait_for_url("**/people/*")
    kept = person(server)
    assert (kept.name, kept.certificate_no) == ("安妮乙", "证0001")


def test_a_form_tapped_twice_makes_one_person(desks: Callable[[str, int], Desk], server: Server) -> None:
    page = desks("zhou", 1280).go("/people/new")
    page.fill("[name=username]", "13900000001")
    page.fill("[name=name]", "何平")
    page.fill("[name=area]", COUNTY)
    page.get_by_role("button", name="添加并打印登录条").click()
    expect(page.get_by_text("13900000001")).to_be_visible()
    page.once("dialog", lambda dialog: dialog.accept())
    page.reload()  # sends the form again
    expect(page.get_by_role("heading", name="没有再做第二遍")).to_be_visible()
    with Session(server.engine) as session:
        assert session.query(Person).filter(Person.username == "13900000001").count() == 1
