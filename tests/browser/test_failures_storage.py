"""The phone's storage and power fail as they have failed others; what was said to be kept is kept."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Phone, Server
from tests.browser.test_failures_network import (
    dose,
    expect_all_sent,
    expect_unsent,
    run_round_one,
    send_now,
    until,
    vaccinated,
    visits,
)
from tests.sync.county import NORTH, child, key, send

pytestmark = pytest.mark.browser
NAMES = tuple(f"孩子{n:02d}" for n in range(40))

WATCH_STORE = """
window.writes = [];
const whole = IDBDatabase.prototype.transaction;
IDBDatabase.prototype.transaction = function (stores, mode, options) {
  const tx = whole.call(this, stores, mode, options);
  if (mode === 'readwrite' && [].concat(stores).includes('outbox')) window.writes.push(tx.durability);
  return tx;
};
"""
HOLD_CONNECTIONS = """
window.connections = [];
const open = IDBFactory.prototype.open;
IDBFactory.prototype.open = function (...words) {
  const request = open.apply(this, words);
  request.addEventListener('success', () => window.connections.push(request.result));
  return request;
};
"""
TELL_KEPT = """
const add = IDBObjectStore.prototype.add;
const SLOW = 400; // milliseconds of each write, in which the browser may die
const hold = (store, until) => {
  store.count().onsuccess = () => performance.now() < until && hold(store, until);
};
IDBObjectStore.prototype.add = function (record) {
  const request = add.call(this, record);
  if (this.name === 'outbox') {
    this.transaction.addEventListener('complete', () => window.kept(record.id));
    hold(this, performance.now() + SLOW);
  }
  return request;
};
document.addEventListener('DOMContentLoaded', () => new MutationObserver(() => {
  for (const button of document.querySelectorAll('button.undo:not([data-told])')) {
    button.dataset.told = '';
    window.shown(button.getAttribute('aria-label'));
  }
}).observe(document.body, { subtree: true, childList: true }));
"""


@pytest.fixture
def page(server: Server, phone: Phone) -> Page:
    """A phone with forty children on the list of an open round, the network cut."""
    run_round_one(server)
    send(server.engine, *(child(name, area=NORTH) for name in NAMES))
    phone.open()
    phone.sign_in("ann")
    phone.cut()
    phone.close()
    return phone.page


def at_list(phone: Phone) -> Page:
    """Opened at the list, still without network."""
    return phone.open("/field#/list")


def sent_when_mended(phone: Phone, server: Server, number: int) -> None:
    """With the network back, `number` doses arrive, once each."""
    phone.mend()
    send_now(phone.page)
    expect_all_sent(phone.page)
    assert (vaccinated(server), len(visits(server))) == (number, number)


@pytest.mark.usefixtures("page")
def test_power_cut_mid_write_every_write_to_the_outbox_is_strict(server: Server, phone: Phone) -> None:
    phone.scripts.append(WATCH_STORE)
    page = at_list(phone)
    dose(page, NAMES[0])
    dose(page, NAMES[1])
    sent_when_mended(phone, server, 2)
    writes = page.evaluate("window.writes")
    assert len(writes) >= 3
    assert set(writes) == {"strict"}


@pytest.mark.usefixtures("page")
def test_browser_killed_mid_write(server: Server, phone: Phone) -> None:
    phone.scripts.append(TELL_KEPT)
    kept: list[str] = []
    shown: list[str] = []
    page = at_list_telling(phone, kept, shown)
    page.evaluate(
        "() => { for (const b of document.querySelectorAll('button.give')) setTimeout(() => b.click()) }"
    )
    until(page, lambda: len(shown) >= 5)
    phone.kill()
    phone.scripts.clear()
    page = phone.open("/field#/list")
    badge = page.get_by_role("navigation").get_by_role("link", name="上报").locator("b")
    expect(badge).to_be_visible()
    number = int(badge.inner_text())
    assert number >= len(kept)
    sent_when_mended(phone, server, number)
    came = visits(server)
    assert set(kept) <= {operation["id"] for operation in came}
    assert sorted(operation["seq"] for operation in came) == list(range(1, number + 1))
    dosed = {operation["data"]["child"] for operation in came}
    assert {key(name) for name in NAMES if any(name in label for label in shown)} <= dosed


def at_list_telling(phone: Phone, kept: list[str], shown: list[str]) -> Page:
    """Opened at the list; the ids of operations arrive in `kept` when the browser says they are stored, the words of
    each undo button in `shown` when the screen says that a child is dosed."""
    page = phone.open("/field#/list")
    page.expose_function("kept", lambda id_: kept.append(id_))
    page.expose_function("shown", lambda label: shown.append(label))
    page.reload()
    page.get_by_role("button", name=f"{NAMES[0]}：已告知、无禁忌，已服").wait_for()
    return page


@pytest.mark.usefixtures("page")
def test_storage_quota_hit_mid_write(server: Server, phone: Phone) -> None:
    dose(at_list(phone), NAMES[0])
    phone.close()
    page = at_list(phone)  # Chromium looks at the room left anew only after a while
    devtools = phone.context.new_cdp_session(page)
    devtools.send("Storage.overrideQuotaForOrigin", {"origin": phone.url, "quotaSize": 1})
    page.get_by_role("button", name=f"{NAMES[1]}：已告知、无禁忌，已服").click()
    expect(page.get_by_role("alert").get_by_text("手机存储满了", exact=False).first).to_be_visible()
    expect_unsent(page, 1)
    expect(page.get_by_role("button", name=f"{NAMES[1]}：已告知、无禁忌，已服")).to_be_visible()
    devtools.send("Storage.overrideQuotaForOrigin", {"origin": phone.url})
    dose(page, NAMES[1])
    expect(page.get_by_text("手机存储满了", exact=False)).to_have_count(0)
    sent_when_mended(phone, server, 2)


@pytest.mark.usefixtures("page")
def test_indexeddb_closed_with_a_full_outbox(server: Server, phone: Phone) -> None:
    phone.scripts.append(HOLD_CONNECTIONS)
    page = at_list(phone)
    dose(page, NAMES[0])
    page.evaluate("window.connections.forEach((connection) => connection.close())")
    dose(page, NAMES[1])
    sent_when_mended(phone, server, 2)


@pytest.mark.usefixtures("page")
def test_indexeddb_upgraded_with_a_full_outbox(server: Server, phone: Phone) -> None:
    page = at_list(phone)
    dose(page, NAMES[0])
    assert upgraded_in_another_window(phone) == "success"
    dose(page, NAMES[1])
    phone.close()
    page = at_list(phone)
    expect_unsent(page, 2)
    dose(page, NAMES[2])
    sent_when_mended(phone, server, 3)


def upgraded_in_another_window(phone: Phone) -> str:
    """What becomes of an upgrade to a later shape in another window of the same browser, closed afterwards."""
    other = phone.context.new_page()
    other.goto(f"{phone.url}/field#/settings")
    outcome = other.evaluate(
        """() => new Promise((done) => {
          const request = indexedDB.open('fieldapp', 9);
          for (const name of ['success', 'error', 'blocked']) request.addEventListener(name, () => done(name));
        })"""
    )
    other.close()
    return str(outcome)


@pytest.mark.usefixtures("page")
def test_indexeddb_blocked_with_a_full_outbox(server: Server, phone: Phone) -> None:
    page = at_list(phone)
    dose(page, NAMES[0])
    phone.close()
    phone.scripts.append(
        """
        const open = IDBFactory.prototype.open;
        IDBFactory.prototype.open = function (name, ...more) {
          if (name === 'fieldapp' && location.hash === '#/list') return open.call(this, name, 2); // a newer page
          return open.call(this, name, ...more);
        };
        """
    )
    other = phone.open("/field#/settings")
    other.evaluate(
        """() => new Promise((done) => {
          indexedDB.open('fieldapp').onsuccess = ({ target }) => { window.held = target.result; done(); };
        })"""
    )
    assert phone.context is not None
    page = phone.page = phone.context.new_page()
    page.goto(f"{phone.url}/field#/list")
    expect(page.get_by_text("请关掉其他打开的本页面", exact=False).first).to_be_visible()
    other.close()
    expect_unsent(page, 1)  # by itself, as soon as the other window lets go
    sent_when_mended(phone, server, 1)


def test_two_windows_of_one_browser_number_and_show_alike(server: Server, phone: Phone) -> None:
    run_round_one(server)
    send(server.engine, *(child(name, area=NORTH) for name in NAMES[:4]))
    phone.open()
    page = phone.sign_in("ann")
    page.get_by_role("link", name="名单").click()
    other = phone.context.new_page()
    other.goto(f"{phone.url}/field#/list")
    phone.cut()
    for window, name in ((page, NAMES[0]), (other, NAMES[1]), (page, NAMES[2]), (other, NAMES[3])):
        dose(window, name)
    for window in (page, other):
        expect_unsent(window, 4)
    other.close()
    sent_when_mended(phone, server, 4)
    assert sorted(one["seq"] for one in visits(server)) == [1, 2, 3, 4]
