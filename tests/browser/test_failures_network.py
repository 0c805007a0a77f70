"""The network and the server fail as they have failed others; what a worker recorded arrives once."""

from __future__ import annotations

import gzip
import json
import threading
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from fieldapp.ground.clock import today
from fieldapp.models.campaigns import Round
from fieldapp.models.log import LoggedOperation
from fieldapp.models.people import Device
from fieldapp.sync.rework.replay import verify
from tests.browser.conftest import Phone, Server
from tests.browser.gateway import Answer, Forward, Gateway, lost, portal, truncated
from tests.browser.village import add_post, card
from tests.sync.county import NORTH, ROUND1, ROUND2, child, send, tally

pytestmark = pytest.mark.browser
SYNC = "/api/v1/sync"
NAMES = ("小明", "小红", "小刚")


@pytest.fixture
def gateway(server: Server) -> Iterator[Gateway]:
    """A gateway before the server, with three children on the list of an open round."""
    run_round_one(server)
    send(server.engine, *(child(name, area=NORTH) for name in NAMES))
    with Gateway(server).open() as listening:
        yield listening


def run_round_one(server: Server) -> None:
    """Round 1 runs, round 2 does not begin before the year 2099; a post is open whatever a phone's clock says."""
    add_post(server, "村部", NORTH, range(-800, 800))
    with Session(server.engine) as session:
        for key, first, last in (
            (ROUND1, "2025-12-01", f"{today().year + 1}-12-31"),
            (ROUND2, "2099-01-01", "2099-01-02"),
        ):
            session.execute(update(Round).where(Round.key == key).values(first_day=first, last_day=last))
        session.commit()


def signed_in(phone: Phone, gateway: Gateway, who: str = "ann") -> Page:
    """The phone, signed in through the gateway, at its list."""
    phone.url = gateway.url
    phone.open()
    page = phone.sign_in(who)
    page.get_by_role("link", name="名单").click()
    return page


def dose(page: Page, name: str) -> None:
    """One tap; returns when the screen says that it is kept."""
    page.get_by_role("button", name=f"{name}：已告知、无禁忌，已服").click()
    expect(page.get_by_role("status").get_by_text(f"{name}已服")).to_be_attached()


def send_now(page: Page) -> None:
    """Ask to send."""
    page.get_by_role("navigation").get_by_role("link", name="上报").click()
    page.get_by_role("button", name="现在上报").click()


def expect_unsent(page: Page, number: int) -> None:
    """The badge at 上报."""
    badge = page.get_by_role("navigation").get_by_label(f"还有{number}条没上报")
    expect(badge).to_be_visible(timeout=60_000)


def expect_all_sent(page: Page) -> None:
    """Nothing of hers is left to send."""
    page.get_by_role("navigation").get_by_role("link", name="上报").click()
    expect(page.get_by_text("记的都上报了")).to_be_visible(timeout=60_000)


def until(page: Page, true: Callable[[], bool]) -> None:
    """Wait, at most 20 s, until something is so."""
    for _ in range(400):
        if true():
            return
        page.wait_for_timeout(50)
    raise AssertionError("it never came to be so")


def vaccinated(server: Server) -> int:
    """Children counted as dosed."""
    return tally(server.engine).get("vaccinated", 0)


def logged(server: Server) -> list[dict]:
    """The operations the server has, as they came."""
    with server.engine.connect() as connection:
        rows = connection.scalars(select(LoggedOperation.raw).order_by(LoggedOperation.position)).all()
    return [json.loads(raw) for raw in rows]


def visits(server: Server) -> list[dict]:
    """The visits the server has, as they came."""
    return [operation for operation in logged(server) if operation["kind"] == "visit"]


def test_lose_the_reply(server: Server, gateway: Gateway, phone: Phone) -> None:
    page = signed_in(phone, gateway)
    gateway.faults[SYNC], asked = lost, gateway.asked(SYNC)
    dose(page, "小明")
    send_now(page)
    until(page, lambda: vaccinated(server) == 1)
    until(page, lambda: gateway.asked(SYNC) > asked + 1)  # it knows that it was not told, and asks again
    expect_unsent(page, 1)
    gateway.faults.clear()
    send_now(page)
    expect_all_sent(page)
    assert (vaccinated(server), len(visits(server))) == (1, 1)
    assert verify(server.engine) == []


def test_kill_the_server_after_commit_before_the_reply(
    server: Server, gateway: Gateway, phone: Phone
) -> None:
    page = signed_in(phone, gateway)

    def dies(forward: Forward) -> None:
        forward()
        server.kill()

    gateway.faults[SYNC] = dies
    dose(page, "小明")
    send_now(page)
    until(page, lambda: server.process is None)
    expect_unsent(page, 1)
    gateway.faults.clear()
    server.start()
    send_now(page)
    expect_all_sent(page)
    assert (vaccinated(server), len(visits(server))) == (1, 1)


def test_captive_portal_answering_200_with_html(server: Server, gateway: Gateway, phone: Phone) -> None:
    page = signed_in(phone, gateway)
    gateway.faults["*"] = portal
    dose(page, "小明")
    send_now(page)
    expect_unsent(page, 1)
    phone.close()
    page = phone.open(
        "/field#/list"
    )  # the portal answers for the page itself, its scripts and the service worker
    expect_unsent(page, 1)
    dose(page, "小红")
    assert vaccinated(server) == 0
    gateway.faults.clear()
    send_now(page)
    expect_all_sent(page)
    assert vaccinated(server) == 2


def test_signing_in_behind_a_captive_portal_says_what_is_wrong(gateway: Gateway, phone: Phone) -> None:
    phone.url = gateway.url
    page = phone.open()
    gateway.faults["/api/v1/devices"] = portal
    page.get_by_label("用户名").fill("ann")
    page.get_by_label("密码").fill("whatever it is")
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("alert")).to_contain_text("要先登录网页")


def test_truncated_body(server: Server, gateway: Gateway, phone: Phone) -> None:
    page = signed_in(phone, gateway)
    gateway.faults[SYNC], asked = truncated, gateway.asked(SYNC)
    dose(page, "小明")
    send_now(page)
    until(page, lambda: vaccinated(server) == 1)
    until(page, lambda: gateway.asked(SYNC) > asked + 1)  # it knows that it was not told, and asks again
    expect_unsent(page, 1)
    gateway.faults.clear()
    send_now(page)
    expect_all_sent(page)
    assert (vaccinated(server), len(visits(server))) == (1, 1)


def test_server_slower_than_the_timeout(server: Server, gateway: Gateway, phone: Phone) -> None:
    limit = "const whole = window.setTimeout;"
    limit += "window.setTimeout = (work, ms, ...more) => whole(work, ms === 30000 ? 1000 : ms, ...more);"
    phone.scripts.append(limit)  # the app's limit of 30 s passes in one
    page = signed_in(phone, gateway)

    answering = threading.Event()

    def slow(forward: Forward) -> Answer:
        answer = forward()
        answering.wait(60)
        return answer

    gateway.faults[SYNC], asked = slow, gateway.asked(SYNC)
    dose(page, "小明")
    send_now(page)
    until(page, lambda: vaccinated(server) == 1)
    until(page, lambda: gateway.asked(SYNC) > asked + 1)  # it waited no longer, and asks again
    expect_unsent(page, 1)
    page.get_by_role("link", name="名单").click()
    dose(page, "小红")  # the screen never waits for the server
    gateway.faults.clear()
    answering.set()
    send_now(page)
    expect_all_sent(page)
    assert (vaccinated(server), len(visits(server))) == (2, 2)


def test_413(server: Server, gateway: Gateway, phone: Phone) -> None:
    page = signed_in(phone, gateway)
    phone.cut()
    for name in NAMES:
        dose(page, name)
    refused = []

    def one_at_a_time(forward: Forward) -> Answer:
        if len(said_in(forward.body)) > 1:
            refused.append(1)
            said = {"problem": {"code": "too_large", "sentence": "一次发来的太大了", "limit": 1}}
            return Answer(413, {"Content-Type": "application/json"}, json.dumps(said).encode())
        return forward()

    gateway.faults[SYNC] = one_at_a_time
    phone.mend()
    expect_all_sent(page)
    assert vaccinated(server) == 3
    assert refused


def said_in(body: bytes) -> list[dict]:
    """The operations of a request."""
    plain = gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body
    return json.loads(plain)["ops"]


def test_two_phones_one_child(server: Server, gateway: Gateway, new_phone) -> None:
    one, other = new_phone("one"), new_phone("other")
    first, second = signed_in(one, gateway), signed_in(other, gateway, "bao")
    one.cut()
    other.cut()
    dose(first, "小明")
    dose(second, "小明")
    one.mend()
    expect_all_sent(first)
    other.mend()
    expect_all_sent(second)
    assert (vaccinated(server), len(visits(server))) == (1, 2)
    with first.expect_response(f"**{SYNC}"):  # what the other phone did comes to this one
        send_now(first)
    expect_all_sent(first)
    assert verify(server.engine) == []


def test_session_expires_mid_form(server: Server, gateway: Gateway, phone: Phone) -> None:
    page = signed_in(phone, gateway)
    page.get_by_role("link", name="加孩子").click()
    page.get_by_label("姓名", exact=True).fill("王小宝")
    with Session(server.engine) as session:
        session.execute(update(Device).where(Device.person.is_not(None)).values(token_until="2020-01-01"))
        session.commit()
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(page.get_by_text("请重新登录", exact=False).first).to_be_visible(timeout=60_000)
    expect(page.get_by_label("姓名", exact=True)).to_have_value("王小宝")
    page.get_by_label("出生日期").fill("2023-02-01")
    page.get_by_role("button", name="保存", exact=True).click()
    expect(
        card(page, "王小宝")
    ).to_be_visible()  # the form has gone: it takes nobody away from the next screen
    expect_unsent(page, 1)
    page.get_by_role("link", name="重新登录").click()
    page.get_by_label("密码").fill("eight plum trees")
    page.get_by_role("button", name="登录").click()
    expect_all_sent(page)
    assert [one["data"]["name"] for one in logged(server) if one["kind"] == "child"][-1] == "王小宝"
    expect(page.get_by_text("请重新登录", exact=False)).to_have_count(0)


def test_a_record_no_screen_can_draw_leaves_no_white_page(phone: Phone, gateway: Gateway) -> None:
    page = signed_in(phone, gateway)
    page.route("**/alive", lambda route: route.abort())  # what is recorded stays unsent
    dose(page, "小明")
    page.evaluate(
        """async () => {
          const came = (asked) => new Promise((done) => { asked.onsuccess = () => done(asked.result); });
          const db = await came(indexedDB.open('fieldapp'));
          const store = db.transaction('blocks', 'readwrite').objectStore('blocks');
          for (const block of await came(store.getAll())) {
            const children = block.sealed.columns.some(([[kind]]) => kind === 'child');
            const nothing = { kind: 'child', key: 'nobody', area: block.scope, version: 1, data: null };
            if (children) store.put({ ...block, sealed: [nothing] });
          }
          await new Promise((done) => { store.transaction.oncomplete = done; });
          db.close();
        }"""
    )
    page.reload()
    page.get_by_role("link", name="名单").click()
    expect(page.get_by_text("已记录的都还在这部手机上")).to_be_visible()
    page.get_by_role("navigation").get_by_role("link", name="上报").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_label("还有1条没上报")).to_be_attached()
