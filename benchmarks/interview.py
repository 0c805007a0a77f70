"""One interview of a coverage survey by thumb, and the package of a cluster.

    python -m benchmarks.interview

A real Chromium, CPU slowed six times, network cut: a household where somebody is at home, one child of sixteen
months, a certificate with eleven dates of which one is early and one cannot be read, a scar, a reason. Every tap is
made; what a person takes for it is added at a stated pace, and what the phone takes is measured. What the budget
leaves is for asking, waiting for the certificate and reading it. Then the package of a cluster of 30 households as it
travels, and how long it travels. Needs the built front end (`make run` once).
"""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import brotli
from sqlalchemy import update
from sqlalchemy.orm import Session

from benchmarks import ground
from benchmarks.handset import SLOWER, Handset, handset, sync_playwright
from fieldapp.ground.db import reading
from fieldapp.models.surveys import Survey
from fieldapp.sync.outgoing.changes import changes_since, county_version
from tests.browser.conftest import KEPT, LAST, PASSWORD, Server
from tests.browser.survey_cluster import BORN, CLUSTER, back, found_a_survey
from tests.sync.county import COUNTY, key, operation, send

TAP_S, KEY_S = 1.2, 0.5  # by thumb: a tap with the look for it; a digit on the large keys, read off a card
SETTLES_MS = 380  # a screen takes no taps while it has just come: less than a tap takes a person
BUDGET_MIN, HOUSEHOLDS, KBIT_PER_S, DELAY_S = 5, 30, 400, 0.4
AGES = (
    0,
    0,
    27,
    190,
    62,
    93,
    124,
    93,
    124,
    155,
    None,
)  # days of the doses; the second early, the last not readable


@dataclass
class Thumb:
    """What a person does, and what the phone takes for it."""

    phone: Handset
    taps: int = 0
    keys: int = 0
    waits_ms: list[float] = field(default_factory=list)

    def _do(self, act: Callable[[], Any]) -> None:
        began = time.monotonic()
        act()
        self.phone.page.evaluate("() => new Promise((go) => requestAnimationFrame(() => setTimeout(go)))")
        self.waits_ms.append((time.monotonic() - began) * 1000)

    def tap(self, words: str, within: str = "main", exact: bool = True) -> None:
        """One tap on what says these words."""
        self.taps += 1
        self._do(self.phone.page.locator(within).get_by_text(words, exact=exact).first.tap)
        self.phone.page.wait_for_timeout(SETTLES_MS)

    def types(self, digits: str) -> None:
        """Digits on the keys of the screen."""
        for digit in digits:
            self.keys += 1
            self._do(self.phone.page.locator(".sv-keys button").get_by_text(digit, exact=True).tap)


@contextmanager
def county() -> Iterator[Server]:
    """A server with a survey of one child a household."""
    with tempfile.TemporaryDirectory(prefix="fieldapp-interview-") as folder:
        server = Server(Path(folder) / "instance")
        found_a_survey(server)
        server.start()
        yield server
        server.kill()
        server.engine.dispose()


def sign_in(phone: Handset) -> None:
    """The surveyor signed in, everything on the phone, the network cut, the cluster open."""
    page = phone.page
    page.goto(f"{phone.url}/field")
    page.get_by_label("用户名").fill("sue")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.get_by_role("navigation").wait_for()
    page.evaluate(KEPT, LAST)
    page.goto(f"{phone.url}/field#/cluster/{CLUSTER}")
    page.get_by_role("button", name="下一户：1号").wait_for()
    phone.context.set_offline(True)
    phone.slow()


def interview(phone: Handset) -> Thumb:
    """From the cluster's list until the household is kept."""
    thumb = Thumb(phone)
    thumb.tap("下一户：1号")
    thumb.tap("访到了")
    born = phone.page.get_by_label("出生日期或年龄")
    thumb.taps += 1
    born.tap()
    phone.page.keyboard.type(BORN.strftime("%Y%m%d"))
    thumb.keys += 8
    thumb.tap("女")
    thumb.tap("都列好了", exact=False)
    thumb.tap("看到了")
    for age in AGES:
        if age is None:
            thumb.tap("不清", ".sv-keys")
        else:
            thumb.types(back(500 - age).strftime("%y%m%d"))
    thumb.tap("抄好了", exact=False)
    thumb.tap("有", "fieldset:has-text('卡介苗的疤')")
    thumb.tap("生病暂缓")
    thumb.tap("保存这一户")
    phone.page.get_by_text("✔ 1号户").wait_for()
    return thumb


def package(server: Server) -> tuple[int, int]:
    """Bytes of the package of a cluster whose households were all interviewed, plain and as it travels."""
    with Session(server.engine) as session:
        session.execute(update(Survey).values(state="open"))
        session.commit()
    doses = [
        {
            "product": "HepB",
            "series": "hepb",
            "n": n,
            "given_on": back(500 - 30 * n).isoformat(),
            "source": source,
        }
        for source in ("certificate", "register")
        for n in range(1, 12)
    ]
    child = {
        "no": 1,
        "name": "王小明",
        "born": BORN.isoformat(),
        "sex": "male",
        "chosen": True,
        "doses": doses,
    }
    child |= {"certificate": "seen", "card": "at_clinic", "register": "seen", "bcg_scar": "yes"}
    about = {
        "survey": key("survey"),
        "cluster": CLUSTER,
        "outcome": "interviewed",
        "tries": 1,
        "on": back(0).isoformat(),
    }
    about |= {"lat": 28.563, "lon": 112.392, "accuracy_m": 12, "members": [child], "head": "王大山"}
    said = []
    for no in range(1, HOUSEHOLDS + 1):
        own = [one | {"given_on": back(500 - 30 * one["n"] - no * 7 % 60).isoformat()} for one in doses]
        where = {"lat": 28.563 + no * 0.00037, "lon": 112.392 - no * 0.00041, "head": f"王大山{no}"}
        member = child | {"name": f"王小明{no}", "doses": own}
        said.append(operation("interview", about | where | {"household_no": no, "members": [member]}, "sun"))
    assert {one["outcome"] for one in send(server.engine, *said, by="sun")} == {"applied"}
    with reading(server.engine) as connection:
        scope, reached = f"cluster:{CLUSTER}", county_version(connection, COUNTY)
        changes, _more = changes_since(connection, COUNTY, scope, 0, 10**6, reached)
    plain = json.dumps(
        {"scope": scope, "changes": changes}, ensure_ascii=False, separators=(",", ":")
    ).encode()
    return len(plain), len(brotli.compress(plain))


def main() -> None:
    """Drive and print."""
    with county() as server:
        profile = server.instance.parent / "profile"
        with sync_playwright() as playwright, handset(playwright, server.url, profile) as phone:
            sign_in(phone)
            thumb = interview(phone)
        sizes = package(server)
    person_s, phone_s = thumb.taps * TAP_S + thumb.keys * KEY_S, sum(thumb.waits_ms) / 1000
    both = person_s + phone_s
    rows = [
        (
            "taps",
            "keystrokes",
            "a person's s",
            f"phone's s, CPU {SLOWER}× slower",
            "together min",
            "left of 5 min, s",
        ),
        *[
            (
                str(thumb.taps),
                str(thumb.keys),
                f"{person_s:.0f}",
                f"{phone_s:.1f}",
                f"{both / 60:.1f}",
                f"{BUDGET_MIN * 60 - both:.0f}",
            )
        ],
    ]
    ground.table(f"one interview by thumb ({TAP_S} s a tap, {KEY_S} s a keystroke)", rows)
    plain, packed = sizes
    travels = packed * 8 / 1000 / KBIT_PER_S + 2 * DELAY_S
    cells = [
        ("kB", "kB as it travels", "s at 400 kbit/s, 400 ms"),
        (f"{plain / 1000:.1f}", f"{packed / 1000:.1f}", f"{travels:.1f}"),
    ]
    ground.table(f"package of a cluster, {HOUSEHOLDS} households interviewed, 22 doses each", cells)


if __name__ == "__main__":
    main()
