"""A real server process, and a real Chromium as a phone: 360×640, touch, its profile kept on disk."""

from __future__ import annotations

import atexit
import os
import shutil
import signal
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Error, Page, Playwright
from sqlalchemy import Engine, create_engine
from sqlalchemy.orm import Session

from fieldapp import create_app
from fieldapp.commands.server import prepare
from fieldapp.ground.db import db
from fieldapp.models.people import Person
from fieldapp.web.passwords import hash_password
from tests.conftest import CHROMIUM, FLAGS, WHOLE_CHROMIUM
from tests.ports import free_port
from tests.serving import Serving, serve
from tests.sync.county import found_county
from tests.told_demo import demo_in

PASSWORD = "eight plum trees"
LAST = "/static/build/schedule.json"  # of the files the service worker keeps
KEPT = """async (last) => {
  for (let n = 0; n < 600 && !(await caches.match(last)); n += 1) await new Promise((go) => setTimeout(go, 100));
  return Boolean(await caches.match(last));
}"""


def small_county(app: Flask) -> None:
    """The county of tests/sync/county.py; everyone's password is `PASSWORD`."""
    with app.app_context():
        found_county(db.engine)
        with Session(db.engine) as session:
            for person in session.query(Person):
                person.password_hash = hash_password(PASSWORD, 8)
            session.commit()
        db.engine.dispose()


def _prepared(instance: Path, fill: Callable[[Flask], None]) -> None:
    app = create_app({"FIELDAPP_INSTANCE": str(instance), "FIELDAPP_DEMO": "1"})
    prepare(app)
    fill(app)


@cache
def _small_county_instance() -> Path:
    """An instance with the small county, made once: each server gets a copy."""
    folder = Path(tempfile.mkdtemp(prefix="fieldapp-county-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    _prepared(folder / "instance", small_county)
    return folder / "instance"


class Server:
    """`fieldapp run` in its own process, on an instance that is there or else with the small county; can be killed and
    started again."""

    def __init__(self, instance: Path, fill: Callable[[Flask], None] | None = None) -> None:
        self.instance = instance
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.environ = {**os.environ, "FIELDAPP_INSTANCE": str(instance)}
        self.process: Serving | None = None
        if fill is not None:
            _prepared(instance, fill)
        elif not instance.exists():
            shutil.copytree(_small_county_instance(), instance)
        self.engine: Engine = create_engine(f"sqlite:///{instance / 'fieldapp.sqlite'}")

    def start(self) -> None:
        """Serve until stopped; returns when it answers."""
        self.process = serve(self.environ, self.port, self.instance / "server.log")
        for _ in range(750):
            try:
                with urllib.request.urlopen(f"{self.url}/alive", timeout=1):
                    return
            except OSError:
                time.sleep(0.02)
        raise AssertionError(
            f"the server did not start: {(self.instance / 'server.log').read_text()[-2000:]}"
        )

    def kill(self) -> None:
        """As a power cut would."""
        if self.process is not None:
            self.process.kill()
            self.process = None


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A server with the small county, running."""
    running = Server(tmp_path / "instance")
    running.start()
    yield running
    running.kill()
    running.engine.dispose()


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with the demo county."""
    server = Server(demo_in(tmp_path_factory.mktemp("demo"), tmp_path_factory))
    server.environ["FIELDAPP_DEMO"] = "1"
    server.start()
    yield server
    server.kill()
    server.engine.dispose()


class Phone:
    """One phone: a Chromium profile that survives closing and killing. Where a browser is given, a context of it that
    ends when it is closed: a start of Chromium is a third of what a test without such ends takes.
    """

    def __init__(
        self,
        playwright: Playwright,
        server: Server,
        profile: Path,
        width: int = 360,
        browser: Browser | None = None,
    ) -> None:
        self.playwright, self.profile, self.width, self.browser = playwright, profile, width, browser
        self.program = CHROMIUM
        self.flags = FLAGS
        self.url = server.url  # or a gateway's before it
        self.scripts: list[str] = []  # run before the app's own, each time it is opened
        self.slower = 1
        self.offline = False
        self.context: BrowserContext | None = None
        self.errors: list[str] = []

    def open(self, path: str = "/field") -> Page:
        """Start the browser and open the app."""
        words: dict[str, Any] = {"viewport": {"width": self.width, "height": 640}, "has_touch": True}
        words |= {"is_mobile": True, "device_scale_factor": 2, "locale": "zh-CN", "service_workers": "allow"}
        if self.browser:
            self.context = self.browser.new_context(**words)
        else:
            self.context = self.playwright.chromium.launch_persistent_context(
                str(self.profile), executable_path=self.program, args=self.flags, headless=True, **words
            )
        for script in self.scripts:
            self.context.add_init_script(script)
        self.context.set_offline(self.offline)
        self.page = self.context.pages[0] if self.context.pages else self.context.new_page()
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        if self.slower > 1:
            self.context.new_cdp_session(self.page).send(
                "Emulation.setCPUThrottlingRate", {"rate": self.slower}
            )
        self.page.goto(self.url + path)
        return self.page

    def cut(self) -> None:
        """The network goes."""
        self.offline = True
        assert self.context is not None
        self.context.set_offline(True)

    def mend(self) -> None:
        """The network comes back."""
        self.offline = False
        assert self.context is not None
        self.context.set_offline(False)

    def close(self) -> None:
        """Close the browser; the profile stays."""
        if self.context is not None:
            self.context.close()
            self.context = None

    def kill(self) -> None:
        """As a battery that falls out: every process of this browser ends at once."""
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                words = (folder / "cmdline").read_bytes().split(b"\0")
            except OSError:
                continue
            if f"--user-data-dir={self.profile}".encode() in words:
                os.kill(int(folder.name), signal.SIGKILL)
        with suppress(Error):  # there may be nothing left to close
            self.close()
        self.context = None

    def sign_in(self, who: str) -> Page:
        """Sign in and wait until the villages are here and the app is kept on the phone."""
        self.page.get_by_label("用户名").fill(who)
        self.page.get_by_label("密码").fill(PASSWORD)
        self.page.get_by_role("button", name="登录").click()
        self.page.get_by_role("navigation").wait_for()
        self.wait_until_kept()
        return self.page

    def wait_until_kept(self) -> None:
        """All of the app is on the phone: the last file of its list is."""
        assert self.page.evaluate(KEPT, LAST), "the app was not kept within a minute"


@pytest.fixture
def new_phone(
    request: pytest.FixtureRequest, playwright: Playwright, server: Server, tmp_path: Path
) -> Iterator[Callable[..., Phone]]:
    """Makes phones; all are closed at the end, and none may have met a script error."""
    made: list[Phone] = []
    shared = request.node.get_closest_marker("one_browser") and not request.node.get_closest_marker("reopens")
    browser: Browser | None = request.getfixturevalue("chromium") if shared else None

    def make(name: str = "phone", width: int = 360) -> Phone:
        made.append(Phone(playwright, server, tmp_path / name, width, browser))
        if request.node.get_closest_marker("whole_browser"):
            made[-1].program = WHOLE_CHROMIUM
        return made[-1]

    yield make
    for phone in made:
        phone.close()
    assert [error for phone in made for error in phone.errors] == []


@pytest.fixture
def phone(new_phone: Callable[..., Phone]) -> Phone:
    """One phone."""
    return new_phone()
