"""What a phone asks for, and in which order: the form first, then the villages, then what no first screen needs."""

from __future__ import annotations

import pytest

from tests.browser.conftest import LAST, PASSWORD, Phone, Server
from tests.browser.gateway import Fault, Gateway, lost, portal

pytestmark = pytest.mark.browser
FORM = ["/field", "/static/build/field.css", "/static/build/field.js"]
BY_THE_BROWSER = {"/manifest.webmanifest", "/static/build/icon-192.png", "/favicon.ico"}
REST = [
    "/static/build/en.json",
    "/static/build/pinyin.txt",
    "/field/schedule",
    "/static/build/try.css",
    "/static/build/try.js",
]
REST += ["/static/build/schedule.json"]
# Tells the server that the form is drawn, and waits for the answer: what was asked before stands before it.
MARK = """
new MutationObserver((_seen, watcher) => {
  if (!document.querySelector('form.signin button[type=submit]')) return;
  watcher.disconnect();
  requestAnimationFrame(() => {
    const asked = new XMLHttpRequest();
    asked.open('GET', '/alive?the-form-is-drawn', false);
    asked.send();
  });
}).observe(document, { subtree: true, childList: true });"""


def paths(gateway: Gateway) -> list[str]:
    """What was asked for so far."""
    return [path for _method, path in gateway.requests]


def test_the_form_first_then_the_villages_then_the_rest(server: Server, phone: Phone) -> None:
    with Gateway(server).open() as gateway:
        phone.url = gateway.url
        phone.scripts.append(MARK)
        page = phone.open()
        page.get_by_role("button", name="登录").wait_for()
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        before_form = paths(gateway)[: paths(gateway).index("/alive?the-form-is-drawn")]
        assert set(FORM) <= set(before_form) <= {*FORM, *BY_THE_BROWSER}
        assert not set(REST) & set(paths(gateway)), "fetched while the person types"

        phone.sign_in("ann")
        asked = paths(gateway)
        villages = [n for n, path in enumerate(asked) if path.startswith("/api/v1/packages/")]
        rest = [asked.index(path) for path in REST]
        assert villages and max(villages) < min(rest), asked


def test_the_app_starts_without_network_before_the_rest_has_come(server: Server, phone: Phone) -> None:
    with Gateway(server).open() as gateway:
        phone.url = gateway.url
        page = phone.open()
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    phone.cut()
    phone.close()
    phone.open().get_by_role("button", name="登录").wait_for()


@pytest.mark.parametrize("fault", [lost, portal])
def test_what_did_not_come_is_fetched_at_the_next_start(server: Server, phone: Phone, fault: Fault) -> None:
    with Gateway(server).open() as gateway:
        phone.url = gateway.url
        gateway.faults["/static/build/try.js"] = fault
        page = phone.open()
        page.get_by_label("用户名").fill("ann")
        page.get_by_label("密码").fill(PASSWORD)
        page.get_by_role("button", name="登录").click()
        while not gateway.asked("/static/build/try.js"):
            page.wait_for_timeout(50)
        assert not page.evaluate(f"caches.match('{LAST}').then(Boolean)")
        gateway.faults.clear()
        page.reload()
        phone.wait_until_kept()
        phone.cut()
        page.goto(f"{phone.url}/field/schedule")
        page.get_by_label("接种史").wait_for()
