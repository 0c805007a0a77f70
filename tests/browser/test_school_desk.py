"""The clinic's desk on a phone, without network: whoever a school sent is found, the doses of a visit are given with
lots, taken back and given again; the server has it afterwards, and no nurse has a desk."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from sqlalchemy.orm import Session

from fieldapp.ground.clock import today
from fieldapp.ground.db import reading
from fieldapp.models.people import Person
from fieldapp.school.reading import pupils_of
from fieldapp.sync.incoming import row_store
from fieldapp.web.passwords import hash_password
from tests.browser.conftest import PASSWORD, Phone, Server
from tests.browser.school_class import TERM, found_a_class, notice_of_two
from tests.browser.village import send_all
from tests.school.places import PRIMARY
from tests.sync.county import COUNTY, key

pytestmark = pytest.mark.browser


@pytest.fixture
def number(server: Server) -> str:
    """A class of which one child lacks two doses; the number of its notice. The doctor has a password."""
    found_a_class(server)
    with Session(server.engine) as session:
        session.get_one(Person, key("doctor")).password_hash = hash_password(PASSWORD, 8)
        session.commit()
    return notice_of_two(server, "陈丰")


def doses(server: Server) -> list[tuple[str, str | None]]:
    with reading(server.engine) as connection:
        return [
            (p, day) for one in pupils_of(connection, COUNTY, [PRIMARY], TERM.code) for p, day, _ in one.doses
        ]


def test_a_doctor_gives_the_doses_of_a_child_her_school_sent_without_network(
    server: Server, phone: Phone, number: str
) -> None:
    phone.open()
    page = phone.sign_in("doctor")
    page.get_by_role("link", name="学校补种：1个孩子还没办完").click()
    expect(page.get_by_text("1个孩子还没办完，还差2剂")).to_be_visible()
    phone.cut()
    for words in ("99999999", number, "chenf", "陈丰"):
        page.get_by_label("找一个孩子").fill(words)
        if words == "99999999":
            expect(page.get_by_text("没有找到")).to_be_visible()
    page.get_by_role("link", name="陈丰").click()
    expect(page.get_by_text("手机里的接种史不全")).to_be_visible()
    page.get_by_role("button", name="百白破5").click()
    page.get_by_role("button", name="保存1剂").click()
    expect(page.get_by_text("要填批号")).to_be_visible()
    page.get_by_label("批号").fill("D2026-1")
    page.get_by_role("button", name="A+C流脑2").click()
    page.get_by_label("批号").nth(1).fill("M2026-7")
    page.get_by_role("button", name="保存2剂").click()
    expect(page.get_by_text("陈丰：已记2剂").first).to_be_visible()
    page.get_by_role("button", name="撤销").click()
    expect(page.get_by_role("button", name="百白破5")).to_be_visible()
    page.get_by_role("button", name="百白破5").click()
    page.get_by_role("button", name="D2026-1").click()
    page.get_by_role("button", name="保存1剂").click()
    expect(page.get_by_text("还差A+C流脑2").first).to_be_visible()
    phone.close()
    page = phone.open("/field#/desk")  # a fresh window, still without network
    expect(page.get_by_text("1个孩子还没办完，还差1剂")).to_be_visible()
    phone.mend()
    send_all(page)
    assert doses(server) == [("DTaP", today().isoformat())]
    with reading(server.engine) as connection:
        rows = row_store.fetch(connection, "dose", COUNTY, "child", [key("陈丰")])
        lots = {
            row["key"]: row["lot"]
            for row in row_store.fetch(connection, "batch", COUNTY, "product", ["DTaP"])
        }
    assert [lots[row["batch"]] for row in rows if not row["voided"]] == ["D2026-1"]


def test_a_nurse_has_no_desk(server: Server, phone: Phone, number: str) -> None:
    phone.open()
    page = phone.sign_in("nurse")
    expect(page.get_by_text("人还没查")).to_be_visible()
    expect(page.get_by_role("link", name="学校补种", exact=False)).to_have_count(0)
