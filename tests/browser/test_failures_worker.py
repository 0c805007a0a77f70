"""The app itself changes, the browser is old, the list is long: nothing typed or kept is lost."""

from __future__ import annotations

import hashlib
import urllib.request
from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Phone, Server
from tests.browser.gateway import Answer, Fault, Forward, Gateway, portal
from tests.browser.test_failures_network import (
    dose,
    expect_all_sent,
    expect_unsent,
    run_round_one,
    send_now,
    vaccinated,
)
from tests.sync.county import NORTH, child, send

pytestmark = pytest.mark.browser
SCRIPT = "/static/build/field.js"
GIVEN = [one + other for one in "建志文国海秀玉桂春小" for other in "国强军平明英兰芳华林"]
MARK = b"\nwindow.nextVersion = true;"
NEWER_THAN_CHROMIUM_80 = """
for (const [of, names] of [
  [window, ['structuredClone', 'WeakRef', 'FinalizationRegistry', 'AggregateError', 'scheduler', 'navigation']],
  [Array.prototype, ['at', 'findLast', 'findLastIndex', 'group', 'toSorted', 'toReversed', 'toSpliced', 'with']],
  [String.prototype, ['at', 'replaceAll', 'isWellFormed', 'toWellFormed']],
  [Object, ['hasOwn', 'groupBy']],
  [Promise, ['any', 'withResolvers', 'try']],
  [Crypto.prototype, ['randomUUID']],
  [AbortSignal, ['timeout', 'any', 'abort']],
  [Element.prototype, ['replaceChildren', 'checkVisibility']],
  [Blob.prototype, ['bytes']],
  [Set.prototype, ['union', 'intersection', 'difference']],
]) for (const name of names) delete of[name];
const whole = IDBDatabase.prototype.transaction;
IDBDatabase.prototype.transaction = function (stores, mode) { return whole.call(this, stores, mode); };
"""


@pytest.fixture
def gateway(server: Server) -> Iterator[Gateway]:
    """A gateway before the server, with one child on the list of an open round."""
    run_round_one(server)
    send(server.engine, child("小明", area=NORTH))
    with Gateway(server).open() as listening:
        yield listening


def next_version(gateway: Gateway, *, half: bool = False) -> dict[str, Fault]:
    """Faults that serve another version of the app; with `half`, its service worker but the scripts of before."""

    build = read(gateway, "/field").split(b'data-build="')[1].split(b'"')[0]
    source = read(gateway, SCRIPT)
    before, after = (hashlib.sha256(text).hexdigest()[:32].encode() for text in (source, source + MARK))

    def script(forward: Forward) -> Answer:
        answer = forward()
        return replace(answer, body=answer.body + MARK)

    def renamed(forward: Forward) -> Answer:
        answer = forward()
        return replace(answer, body=answer.body.replace(build, b"the-next"))

    def worker(forward: Forward) -> Answer:
        answer = forward()
        body = answer.body.replace(build, b"the-next").replace(before, after)
        return replace(answer, body=body)

    served = {"/sw.js": worker, "/field": renamed}
    return served if half else {**served, SCRIPT: script}


def read(gateway: Gateway, path: str) -> bytes:
    """A file as the server gives it."""
    with urllib.request.urlopen(gateway.server.url + path, timeout=10) as answer:
        return answer.read()


def signed_in(phone: Phone, gateway: Gateway) -> Page:
    """The phone, signed in through the gateway; the app is kept on it."""
    phone.url = gateway.url
    phone.open()
    return phone.sign_in("ann")


def look_for_update(page: Page) -> None:
    """What the browser does by itself once a day, and whenever the app starts."""
    page.evaluate(
        "navigator.serviceWorker.getRegistration('/field').then((one) => one.update()).catch(() => 0)"
    )


def test_service_worker_updated_mid_form(server: Server, gateway: Gateway, phone: Phone) -> None:
    page = signed_in(phone, gateway)
    page.get_by_role("link", name="加孩子").click()
    page.get_by_label("姓名", exact=True).fill("王小宝")
    gateway.faults |= next_version(gateway)
    look_for_update(page)
    expect(page.get_by_text("有新版本", exact=False)).to_be_visible(timeout=60_000)
    expect(page.get_by_label("姓名", exact=True)).to_have_value("王小宝")
    assert not page.evaluate("Boolean(window.nextVersion)")
    phone.cut()
    page.get_by_label("出生日期").fill("2023-02-01")
    page.get_by_role("button", name="保存", exact=True).click()
    expect_unsent(page, 1)
    phone.close()

    page = phone.open("/field#/list")  # the next start: the new version, with no network
    expect(page.get_by_text("王小宝")).to_be_visible()
    expect_unsent(page, 1)
    assert page.evaluate("Boolean(window.nextVersion)")
    phone.mend()
    expect_all_sent(page)


def test_a_version_half_on_the_server_is_not_taken(gateway: Gateway, phone: Phone) -> None:
    page = signed_in(phone, gateway)
    gateway.faults |= next_version(gateway, half=True)
    look_for_update(page)
    page.wait_for_timeout(1500)
    expect(page.get_by_text("有新版本", exact=False)).to_have_count(0)
    phone.cut()
    phone.close()
    page = phone.open("/field#/list")
    dose(page, "小明")


def test_a_captive_portal_at_the_first_visit_is_never_kept_as_the_app(gateway: Gateway, phone: Phone) -> None:
    gateway.faults["/static/build/icon-192.png"] = portal
    phone.url = gateway.url
    page = phone.open()
    page.wait_for_timeout(1500)
    assert page.evaluate("navigator.serviceWorker.controller") is None
    gateway.faults.clear()
    page.reload()
    phone.sign_in("ann")
    table = page.evaluate("caches.match('/static/build/pinyin.txt').then((kept) => kept.text())")
    assert table.split()[:2] == ["a", "ai"]
    phone.cut()
    phone.close()
    page = phone.open("/field#/list")
    dose(page, "小明")


def test_a_browser_from_two_years_ago_and_older(server: Server, gateway: Gateway, phone: Phone) -> None:
    phone.scripts.append(NEWER_THAN_CHROMIUM_80)
    page = signed_in(phone, gateway)
    phone.cut()
    phone.close()
    page = phone.open("/field#/list")
    assert (
        page.evaluate("typeof structuredClone + typeof [].at + typeof crypto.randomUUID") == "undefined" * 3
    )
    page.get_by_role("searchbox").fill("xm")
    dose(page, "小明")
    phone.mend()
    send_now(page)
    expect_all_sent(page)
    assert vaccinated(server) == 1


def test_a_16000_row_list(server: Server, phone: Phone) -> None:
    run_round_one(server)
    names = [
        f"{surname}{given}{n}" for n in range(16) for surname in "王李张刘陈杨黄赵周吴" for given in GIVEN
    ]
    rows = [child(name, area=NORTH) for name in names]
    for start in range(0, len(rows), 4000):
        send(server.engine, *rows[start : start + 4000])
    phone.open()
    phone.sign_in("ann")
    phone.cut()
    phone.close()
    phone.slower = 6
    page = phone.open("/field#/list")
    expect(page.get_by_text("16000", exact=False).first).to_be_visible(timeout=60_000)
    page.get_by_role("searchbox").fill("张建国15")
    expect(page.get_by_role("status").get_by_text("1", exact=False).first).to_be_visible()
    dose(page, "张建国15")
    page.get_by_role("searchbox").fill("zjg")
    expect(page.get_by_text("找到48个")).to_be_visible()  # 张, 赵 and 周, sixteen each
    expect(page.locator(".row b").first).to_contain_text("建国")
    page.get_by_role("searchbox").fill("张建国0")
    expect(page.get_by_role("main").get_by_text("张建国0", exact=True)).to_be_visible()
    page.get_by_role("button", name="清空").click()
    expect(page.get_by_text("15999个孩子")).to_be_visible()
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    expect(page.locator(".row").last).to_be_in_viewport()
    phone.close()
    phone.slower = 1
    page = phone.open("/field#/list")
    expect_unsent(page, 1)
    phone.mend()
    send_now(page)
    expect_all_sent(page)
    assert vaccinated(server) == 1
