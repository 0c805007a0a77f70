"""A Chromium as a phone: 360×640, CPU slowed, line narrowed, and a clock from the finger to the painted screen."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, CDPSession, Page, Playwright, sync_playwright

SLOWER = 6
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
FLAGS += ["--disable-component-update", "--disable-sync"]
# From what the finger did (the time the browser got it) until `done` holds and the frame that shows it is painted.
CLOCK = """([type, done]) => {
  const holds = (0, eval)(`(() => ${done})`);
  window.clock = new Promise((tell, fail) => {
    let began = null;
    setTimeout(() => fail(new Error(`not on the screen after a minute: ${done}`)), 60000);
    const paint = () => requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => tell(performance.now() - began);
      port2.postMessage(0);
    });
    const look = () => {
      if (began === null || !holds()) return;
      watcher.disconnect();
      paint();
    };
    const watcher = new MutationObserver(look);
    watcher.observe(document.body, { subtree: true, childList: true, characterData: true });
    addEventListener(type, (event) => { began = event.timeStamp; setTimeout(look); }, { capture: true, once: true });
  });
}"""

LOOP = """() => {
  const from = performance.now();
  for (let n = 0, sum = 0; n < 1e7; n += 1) sum += n % 7;
  return performance.now() - from;
}"""


class Handset:
    """One phone with its own profile on the disk."""

    def __init__(self, context: BrowserContext, url: str) -> None:
        self.context, self.url = context, url
        self.page: Page = context.pages[0]
        self.tools: CDPSession = context.new_cdp_session(self.page)

    def slow(self, times: int = SLOWER) -> None:
        """Slow the CPU of the page."""
        self.tools.send("Emulation.setCPUThrottlingRate", {"rate": times})

    def timed(self, type_: str, done: str, act: Callable[[], Any]) -> float:
        """Milliseconds from the event `type_` that `act` causes until the expression `done` holds on the screen."""
        self.page.evaluate(CLOCK, [type_, done])
        act()
        return float(self.page.evaluate("window.clock"))

    def pace_ms(self) -> float:
        """How long a fixed piece of script takes now: tells a busy machine from a quiet one."""
        return float(self.page.evaluate(LOOP))

    def heap_mb(self) -> float:
        """What the page's script holds after a collection, MB."""
        self.tools.send("Performance.enable")
        self.tools.send("HeapProfiler.collectGarbage")
        told = self.tools.send("Performance.getMetrics")["metrics"]
        return next(float(one["value"]) for one in told if one["name"] == "JSHeapUsedSize") / 1e6


class Line:
    """A line of 400 kbit/s and 400 ms for the page and its service worker; counts what travels."""

    def __init__(self, handset: Handset, kbit_per_s: int, delay_ms: int) -> None:
        bytes_per_s = kbit_per_s * 1000 / 8
        self.words = {"offline": False, "latency": delay_ms}
        self.words |= {"downloadThroughput": bytes_per_s, "uploadThroughput": bytes_per_s}
        self.came: dict[str, int] = {}
        self._paths: dict[str, str] = {}
        self._narrow(handset.tools)
        assert handset.context.browser is not None
        self.browser = handset.context.browser.new_browser_cdp_session()
        self.browser.on("Target.receivedMessageFromTarget", self._heard)

    def _narrow(self, tools: CDPSession) -> None:
        tools.on("Network.requestWillBeSent", self._asked)
        tools.on("Network.loadingFinished", self._arrived)
        tools.send("Network.enable")
        tools.send("Network.emulateNetworkConditions", self.words)

    def _heard(self, event: dict[str, Any]) -> None:
        """The service worker's own requests, told through the browser."""
        said = json.loads(event["message"])
        told = {"Network.requestWillBeSent": self._asked, "Network.loadingFinished": self._arrived}
        if said.get("method") in told:
            told[said["method"]](said["params"])

    def _asked(self, event: dict[str, Any]) -> None:
        self._paths[event["requestId"]] = event["request"]["url"]

    def _arrived(self, event: dict[str, Any]) -> None:
        path = self._paths.get(event["requestId"], "?").split("/", 3)[-1].split("?")[0]
        self.came[path] = self.came.get(path, 0) + int(event["encodedDataLength"])

    def narrow_worker(self, page: Page, seconds: float = 20) -> None:
        """The service worker asks on its own: narrow its line too, as soon as it is there."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            told = self.browser.send("Target.getTargets")["targetInfos"]
            workers = [one["targetId"] for one in told if one["type"] == "service_worker"]
            if workers:
                self._tell(workers[0])
                return
            page.wait_for_timeout(20)

    def _tell(self, target: str) -> None:
        session = self.browser.send("Target.attachToTarget", {"targetId": target, "flatten": False})[
            "sessionId"
        ]
        for number, (method, words) in enumerate(
            (("Network.enable", {}), ("Network.emulateNetworkConditions", self.words)), 1
        ):
            message = json.dumps({"id": number, "method": method, "params": words})
            self.browser.send("Target.sendMessageToTarget", {"sessionId": session, "message": message})


def chromium() -> str:
    """The Chromium of this machine; StopIteration where there is none."""
    found = (shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome"))
    return next(filter(None, found))


PHONE: dict[str, Any] = {
    "viewport": {"width": 360, "height": 640},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
}
DESK: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}}


@contextmanager
def handset(
    playwright: Playwright, url: str, profile: Path, shape: dict[str, Any] = PHONE
) -> Iterator[Handset]:
    """Open a phone, or a computer with a keyboard (`DESK`); its profile stays on the disk when it closes."""
    context = playwright.chromium.launch_persistent_context(
        str(profile), executable_path=chromium(), args=FLAGS, locale="zh-CN", **shape
    )
    try:
        yield Handset(context, url)
    finally:
        context.close()


__all__ = ["DESK", "SLOWER", "Handset", "Line", "chromium", "handset", "sync_playwright"]
