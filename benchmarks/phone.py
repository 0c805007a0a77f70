"""The phone's budgets: a real Chromium with its CPU slowed six times, 360×640, a real server, real packages.

    python -m benchmarks.phone [--port 8406] [--children 10000] [--times 5]

A village of 10,000 children: open its list, find one by first letters, save a dose and a reason. A village of
1,500 people (600 children, all their doses): first load and sign-in over 400 kbit/s and 400 ms. A time runs from the
moment the browser got the tap or the key until the frame that shows the outcome is painted. Needs the built front
end (`make run` once).
"""

from __future__ import annotations

import argparse
import itertools
import json
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks import ground, package
from benchmarks.handset import SLOWER, Handset, Line, handset, sync_playwright
from benchmarks.sync_speed import send_all_operations
from fieldapp.demo.stage.phone import Phone
from fieldapp.ground.clock import today

PASSWORD = "seven plum trees"
LOOK_MS = 2000  # how long a person looks for the box before a key
LARGE, VILLAGE = "430921102203", "430921106215"
POLIO = ((62, "IPV"), (93, "IPV"), (123, "bOPV"))
LAST = "/static/build/schedule.json"  # of the files the service worker keeps
LISTED = "document.querySelector('.rows .row') !== null"
FIGURES = "Number((document.querySelector('.figures .left b') || {}).textContent) > 0"
GIVEN = "document.querySelector('[data-thumb] .undo') !== null"
MISSED = "document.querySelector('[data-thumb] .miss.said') !== null"
SEEN = """JSON.stringify([
  document.querySelector('.count [role=status]').textContent,
  [...document.querySelectorAll('.rows .row b')].slice(0, 4).map((one) => one.textContent),
])"""
WATCH = """
window.writes = []; window.taps = 0;
addEventListener('click', () => { window.taps += 1; }, true);
const whole = IDBDatabase.prototype.transaction;
IDBDatabase.prototype.transaction = function (stores, mode, options) {
  const tx = whole.call(this, stores, mode, options);
  if (mode === 'readwrite' && [].concat(stores).includes('outbox')) window.writes.push(tx.durability);
  return tx;
};"""
Row = tuple[str, ...]


@contextmanager
def county(port: int, children: int) -> Iterator[str]:
    """A server with the demo county, the large village and the ordinary one, each with a vaccinator of its own."""
    with ground.instance("sqlite") as environ:
        told = ground.demo(environ)
        run_today(environ, told["rounds"][1])
        for name, area in (("large", LARGE), ("village", VILLAGE)):
            words = ("--name", name, "--role", "vaccinator", "--area", area, "--password-stdin")
            ground.fieldapp(environ, "users", "add", name, *words, typed=f"{PASSWORD}\n")
        with ground.Server(environ, port):
            fill(port, "large", LARGE, told["rounds"][1], count=children, routine=POLIO, chance=0.3)
            fill(port, "village", VILLAGE, told["rounds"][1])
            yield f"http://127.0.0.1:{port}"


def run_today(environ: dict[str, str], round_: str) -> None:
    """Let the round run now, begun when the first visits of the demo were made: what is recorded outside its days does
    not count in it, and then all children are still to be dosed.
    """
    days = [package.FIRST_DAY, (today() + timedelta(days=5)).isoformat()]
    with closing(sqlite3.connect(f"{environ['FIELDAPP_INSTANCE']}/fieldapp.sqlite")) as database:
        database.execute("update round set first_day = ?, last_day = ? where key = ?", (*days, round_))
        database.commit()


def fill(port: int, username: str, area: str, round_: str, **more: Any) -> None:
    """Record a village over HTTP, and have its package built."""
    who = ground.sign_in(port, username, PASSWORD)
    phone = Phone(0, username, who["user"]["id"])
    phone.device = who["device"]
    send_all_operations(port, who, package.village_of(phone, area, round_, **more))
    package.fetch(port, who["token"], area)


def sign_in(phone: Handset, username: str) -> None:
    """Fill in the form; the tap is the caller's."""
    phone.page.get_by_label("用户名").fill(username)
    phone.page.get_by_label("密码").fill(PASSWORD)


def tap(phone: Handset, role: Any, name: str) -> Any:
    """A tap on what is called so, as something that can be done later."""
    return phone.page.get_by_role(role, name=name, exact=True).first.tap


def settle(phone: Handset) -> None:
    """Signed in, everything kept on the phone, then the network cut."""
    phone.page.get_by_role("navigation").wait_for(timeout=120_000)
    wait_until_kept(phone)
    phone.context.set_offline(True)


def wait_until_kept(phone: Handset) -> None:
    """All of the app is on the phone: the last file of its list is."""
    while not phone.page.evaluate(f"caches.match('{LAST}').then(Boolean)"):
        phone.page.wait_for_timeout(100)


def reopen(phone: Handset, path: str) -> None:
    """Start the app anew at a screen, as after it was closed."""
    phone.page.goto("about:blank")
    phone.page.goto(f"{phone.url}/field#/{path}")


def lists(phone: Handset, times: int) -> Iterator[tuple[str, list[float]]]:
    """Opening the list: its tab of those still to do, the whole of it, and coming back to it."""
    first, all_, again = [], [], []
    for _ in range(times):
        reopen(phone, "")
        phone.page.locator(".figures").wait_for()
        first.append(phone.timed("click", LISTED, tap(phone, "link", "名单")))
        whole = f"({SEEN}) !== {json.dumps(phone.page.evaluate(SEEN))}"
        all_.append(phone.timed("click", whole, tap(phone, "button", "全部")))
        tap(phone, "link", "今日")()
        phone.page.locator(".figures").wait_for()
        again.append(phone.timed("click", LISTED, tap(phone, "link", "名单")))
    yield "open the list: those still to do, first time", first
    yield "open the list: all of them", all_
    yield "open the list: all of them, coming back to it", again


def starts(phone: Handset, times: int) -> list[float]:
    """From starting the app, closed before, with no network, to the list on the screen."""
    found = []
    for _ in range(times):
        reopen(phone, "list?show=all")
        phone.page.locator(".rows .row").first.wait_for()
        found.append(float(phone.page.evaluate("performance.now()")))
    return found


def keys_typed(phone: Handset, letters: str) -> list[str]:
    """What the list shows after each key, so that the measured run can wait for exactly that."""
    box = phone.page.get_by_role("searchbox")
    shown = []
    for n in range(len(letters)):
        box.fill(letters[: n + 1])
        phone.page.wait_for_timeout(300)
        shown.append(str(phone.page.evaluate(SEEN)))
    box.fill("")
    return shown


def searches(phone: Handset, words: list[str]) -> Iterator[tuple[str, list[float]]]:
    """Finding a child by first letters: each key until its result is on the screen, the app just opened."""
    phone.slow(1)
    reopen(phone, "list?show=all")
    phone.page.locator(".rows .row").first.wait_for()
    shown = {letters: keys_typed(phone, letters) for letters in words}
    phone.slow()
    first, later, others = [], [], []
    for letters, wait_ms in itertools.product(words, (0, LOOK_MS)):
        reopen(phone, "list?show=all")
        phone.page.locator(".rows .row").first.wait_for()
        phone.page.wait_for_timeout(wait_ms)
        phone.page.get_by_role("searchbox").focus()
        for n, letter in enumerate(letters):
            done = f"({SEEN}) === {json.dumps(shown[letters][n])}"
            spent = phone.timed("keydown", done, lambda key=letter: phone.page.keyboard.press(key))
            (others if n else later if wait_ms else first).append(spent)
    yield "find one by first letters: the first key, in the instant the list is painted", first
    yield f"find one by first letters: the first key, {LOOK_MS / 1000:.0f} s after the list is painted", later
    yield "find one by first letters: each further key", others


def saves(phone: Handset, times: int) -> Iterator[tuple[str, list[float]]]:
    """A dose with one tap and a reason with two, in the list of 10,000, each strictly kept."""
    reopen(phone, "work")
    phone.page.get_by_text("入户", exact=True).tap()  # where, once a day and village
    reopen(phone, "list")
    phone.page.locator(".rows .row").first.wait_for()
    given = [phone.timed("click", GIVEN, _thumb(phone, n, ".give").tap) for n in range(times)]
    assert phone.page.evaluate("window.taps") == times, "one tap a dose"
    missed = []
    for n in range(times):
        _thumb(phone, n, ".miss:not(.said)").tap()
        reason = phone.page.get_by_role("dialog").get_by_role("button", name="不在家")
        missed.append(phone.timed("click", MISSED, reason.tap))
    assert phone.page.evaluate("window.taps") == 3 * times, "two taps a reason"
    durable = phone.page.evaluate("window.writes")
    assert len(durable) >= 2 * times and set(durable) == {"strict"}, durable
    yield "save a dose: tap to “kept on this phone”", given
    yield "save a reason: its second tap to “kept on this phone”", missed


def _thumb(phone: Handset, n: int, button: str) -> Any:
    """The button of a row that has one, marked so that its change can be waited for."""
    phone.page.evaluate(
        "document.querySelectorAll('[data-thumb]').forEach((one) => delete one.dataset.thumb)"
    )
    row = (
        phone.page.locator(".row")
        .filter(has=phone.page.locator(button))
        .filter(has=phone.page.locator(".give"))
    )
    found = row.nth(n % 3)
    found.evaluate("one => { one.dataset.thumb = 1; }")
    return found.locator(button)


def narrow(phone: Handset) -> list[Row]:
    """First load and sign-in over the narrow line; bytes as the network counted them."""
    line = Line(phone, package.KBIT_PER_S, int(package.DELAY_S * 1000))
    phone.page.goto(f"{phone.url}/field", wait_until="commit")
    line.narrow_worker(phone.page)
    phone.page.get_by_role("button", name="登录").wait_for(timeout=120_000)
    loaded = float(phone.page.evaluate("performance.now()")) / 1000
    first = dict(line.came)
    sign_in(phone, "village")
    usable = phone.timed("click", FIGURES, tap(phone, "button", "登录")) / 1000
    pack = sum(size for path, size in line.came.items() if path.startswith("api/v1/packages/"))
    opened = phone.timed("click", LISTED, tap(phone, "link", "名单"))
    wait_until_kept(phone)
    later = {
        path: size for path, size in line.came.items() if path.startswith("static/") and path not in first
    }
    return [
        (
            "first load until the sign-in form: bytes on the line",
            "≤ 60 kB",
            f"{sum(first.values()) / 1000:.1f} kB",
        ),
        ("  of which", "", ", ".join(f"{path} {size / 1000:.1f}" for path, size in first.items())),
        ("  after it: " + ", ".join(later), "", f"{sum(later.values()) / 1000:.1f} kB"),
        ("first load until the sign-in form: time", "", f"{loaded:.1f} s"),
        ("packages of the village of 600 children, on the line", "≤ 150 kB", f"{pack / 1000:.1f} kB"),
        ("from the tap on sign-in until the village's figures are there", "< 10 s", f"{usable:.1f} s"),
        ("then its list opens in", "< 500 ms", f"{opened:.0f} ms"),
    ]


def row(name: str, budget: str, times: list[float]) -> Row:
    """Median and worst of several times in milliseconds."""
    return name, budget, f"{median(times):.0f} ms (worst of {len(times)}: {max(times):.0f})"


def of_the_list(phone: Handset, times: int) -> list[Row]:
    """Everything about the list of 10,000."""
    phone.context.add_init_script(WATCH)
    phone.page.goto(f"{phone.url}/field")
    sign_in(phone, "large")
    tap(phone, "button", "登录")()
    settle(phone)
    phone.slow()
    paces = [phone.pace_ms()]
    rows = [row(name, "< 500 ms", found) for name, found in lists(phone, times)]
    heap = phone.heap_mb()
    rows += [
        row(name, "< 150 ms", found) for name, found in searches(phone, ["zjg", "lxm", "oyn", "wh", "cyf"])
    ]
    rows += [row(name, "< 150 ms", found) for name, found in saves(phone, times)]
    rows.append(("taps from the list to a dose saved; with a reason", "1; 2", "1; 2"))
    rows.append(row("start the app, closed before, no network, at the list", "", starts(phone, 3)))
    paces.append(phone.pace_ms())
    rows.append(
        ("a loop of ten million steps, before and after", "", " and ".join(f"{one:.0f} ms" for one in paces))
    )
    rows.append(("memory the script holds with the list open", "", f"{heap:.0f} MB"))
    return rows


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    arguments.add_argument("--port", type=int, default=8406)
    arguments.add_argument("--children", type=int, default=10_000)
    arguments.add_argument("--times", type=int, default=5)
    said = arguments.parse_args()
    head = ("what", "budget", "measured")
    with (
        county(said.port, said.children) as url,
        tempfile.TemporaryDirectory() as folder,
        sync_playwright() as running,
    ):
        with handset(running, url, Path(folder) / "large") as phone:
            rows = of_the_list(phone, said.times)
        ground.table(f"a list of {said.children:,} children, CPU slowed {SLOWER} times", [head, *rows])
        with handset(running, url, Path(folder) / "village") as phone:
            phone.slow()
            rows = narrow(phone)
        ground.table("a village of 1,500 people, 400 kbit/s and 400 ms", [head, *rows])


if __name__ == "__main__":
    main()
