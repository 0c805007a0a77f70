"""Several people work in one village: what one sees of the other's records, and what she can do about them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from fieldapp.ground.clock import today
from fieldapp.office.inbox.mending import mend, mended, set_aside
from fieldapp.sync.incoming.receive import LOG
from tests.browser.conftest import Phone, Server
from tests.browser.village import HOUSE, card, run_round_one, send_all, signed_in_offline, two_listed_children
from tests.sync.county import NORTH, add_person, key, send, tally, visit

pytestmark = [pytest.mark.browser, pytest.mark.one_browser]


@pytest.fixture
def dosed(server: Server, phone: Phone) -> Page:
    """The household on ann's phone without network; bao has recorded a dose of 王小明."""
    run_round_one(server)
    two_listed_children(server)
    send(
        server.engine,
        visit("王小明", by="bao", given_by=key("bao"), area=NORTH, on=today().isoformat()),
        by="bao",
    )
    page = signed_in_offline(phone, awaited="王小红")
    page.goto(server.url + HOUSE)
    return page


def ask_back(child: Locator) -> None:
    """Say that the dose is wrong, and mean it; returns when that is kept."""
    child.get_by_role("button", name="请主管撤销").click()
    expect(child.get_by_role("alert")).to_contain_text("这是bao记的，要主管同意才能撤销")
    child.get_by_role("button", name="请主管撤销").click()
    expect(child).to_contain_text("已请主管撤销，等核对")


def decide(server: Server, say: Callable[[dict[str, object]], object]) -> None:
    """The supervisor decides about the one operation that waits."""
    with server.engine.connect() as connection:
        [row] = connection.execute(select(LOG).where(LOG.c.verdict == "held")).mappings()
    say(dict(row))


def test_a_colleagues_wrong_dose_is_taken_back_when_the_supervisor_agrees(
    server: Server, phone: Phone, dosed: Page
) -> None:
    child = card(dosed, "王小明")
    ask_back(child)
    expect(child).to_contain_text("✔ 已服")
    phone.mend()
    send_all(dosed)
    expect(dosed.get_by_role("listitem").filter(has_text="王小明 请主管撤销：已服")).to_contain_text("主管")
    assert tally(server.engine)["vaccinated"] == 1
    decide(server, lambda row: mend(server.engine, key("sun"), row, mended(row, NORTH, {}), "zh"))
    assert "vaccinated" not in tally(server.engine)
    send_all(dosed)
    expect(dosed.get_by_text("同意撤销，已撤销")).to_be_visible()
    dosed.goto(server.url + HOUSE)
    expect(child.get_by_role("button", name="已告知、无禁忌，已服")).to_be_visible()


def test_a_dose_the_supervisor_does_not_take_back_stands_and_can_be_asked_about_again(
    server: Server, phone: Phone, dosed: Page
) -> None:
    ask_back(card(dosed, "王小明"))
    phone.mend()
    send_all(dosed)
    decide(server, lambda row: set_aside(server.engine, key("sun"), row))
    send_all(dosed)
    expect(dosed.get_by_text("看过，没有撤销")).to_be_visible()
    dosed.goto(server.url + HOUSE)
    expect(card(dosed, "王小明")).to_contain_text("✔ 已服")
    expect(card(dosed, "王小明").get_by_role("button", name="请主管撤销")).to_be_visible()


def test_a_colleagues_wrong_reason_is_taken_back_when_the_supervisor_agrees(
    server: Server, phone: Phone
) -> None:
    run_round_one(server)
    two_listed_children(server)
    send(server.engine, visit("王小明", "moved_away", by="bao", area=NORTH, on=today().isoformat()), by="bao")
    page = signed_in_offline(phone, awaited="王小红")
    page.goto(server.url + HOUSE)
    child = card(page, "王小明")
    child.get_by_role("button", name="“搬走”记错了，请主管撤销").click()
    expect(child.get_by_role("alert")).to_contain_text("不是在这部手机上记的")
    child.get_by_role("button", name="请主管撤销").click()
    expect(child).to_contain_text("已请主管撤销，等核对")
    expect(child).to_contain_text("搬走")
    phone.mend()
    send_all(page)
    expect(page.get_by_role("listitem").filter(has_text="王小明 请主管撤销：搬走")).to_contain_text("主管")
    decide(server, lambda row: mend(server.engine, key("sun"), row, mended(row, NORTH, {}), "zh"))
    send_all(page)
    expect(page.get_by_text("同意撤销，已撤销")).to_be_visible()
    expect(page.get_by_role("listitem").filter(has_text="王小明 请主管撤销：搬走")).to_be_visible()
    page.goto(server.url + HOUSE)
    expect(child).not_to_contain_text("搬走")


def test_a_dose_a_lister_typed_in_ones_own_name_is_asked_about_and_not_undone_with_a_tap(
    server: Server, phone: Phone
) -> None:
    run_round_one(server)
    two_listed_children(server)
    with Session(server.engine) as session:
        add_person(session, "lin", "lister", [NORTH])
        session.commit()
    send(
        server.engine,
        visit("王小明", by="lin", given_by=key("ann"), area=NORTH, on=today().isoformat()),
        by="lin",
    )
    page = signed_in_offline(phone, awaited="王小红")
    page.goto(server.url + HOUSE)
    child = card(page, "王小明")
    expect(child.get_by_role("button", name="已服，撤销")).to_have_count(0)
    child.get_by_role("button", name="“已服”记错了").click()
    expect(child.get_by_role("alert")).to_contain_text("别人记的，要主管同意")
    child.get_by_role("button", name="请主管撤销").click()
    expect(child).to_contain_text("✔ 已服")
    expect(child).to_contain_text("已请主管撤销，等核对")
    phone.mend()
    send_all(page)
    page.goto(server.url + HOUSE)
    expect(child).to_contain_text("✔ 已服")
    assert tally(server.engine)["vaccinated"] == 1


def test_a_dose_in_the_name_of_a_lister_says_that_she_is_no_vaccinator(server: Server, phone: Phone) -> None:
    run_round_one(server)
    two_listed_children(server)
    with Session(server.engine) as session:
        add_person(session, "lin", "lister", [NORTH])
        session.commit()
    send(
        server.engine,
        visit("王小明", by="lin", given_by=key("lin"), area=NORTH, on=today().isoformat()),
        by="lin",
    )
    page = signed_in_offline(phone, awaited="王小红")
    page.goto(server.url + HOUSE)
    expect(card(page, "王小明")).to_contain_text("写的是lin接种，但这人不是接种人员，请和主管核对")
