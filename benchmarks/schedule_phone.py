"""Milliseconds a child, and a class of 60, takes in Chromium slowed six times.

    python -m benchmarks.schedule_phone

The built script of the phone (static/build/schedule.js) in an empty page, the CPU slowed by the browser's own switch.
Prints a table; nothing is asserted. The budget is 20 ms a child and 2 s a class of 60.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from playwright.sync_api import sync_playwright

from benchmarks.schedule_children import children
from fieldapp.schedule import programme_for

SCRIPT = Path(__file__).resolve().parents[1] / "static" / "build" / "schedule.js"
SLOWER, CLASS = 6, 60
MEASURE = """([plain, pupils, on]) => {
  const timed = (work) => { const from = performance.now(); work(); return performance.now() - from; };
  let rules;
  const ready = timed(() => { rules = schedule.programme(JSON.parse(plain)); });
  const all = JSON.parse(pupils);
  const run = (name) => () => all.forEach((child) => schedule[name](child, child.doses, on, rules));
  const alone = (child) => timed(() => schedule.evaluate(child, child.doses, on, rules));
  const first = alone(all[0]);
  const slowest = Math.max(...all.slice(1).map(alone));
  return { ready, first, slowest, evaluate: timed(run('evaluate')), plan: timed(run('plan')) };
}"""


def main() -> None:
    """Measure and print."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with sync_playwright() as running:
        opened = running.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        page = opened.new_page()
        page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        page.add_script_tag(path=str(SCRIPT))
        pupils = sorted(children(CLASS), key=lambda child: -len(child["doses"]))
        sent = [json.dumps(programme_for().plain), json.dumps(pupils), "2026-11-01"]
        found = page.evaluate(MEASURE, sent)
        opened.close()
    print(f"Chromium, CPU slowed {SLOWER} times, {CLASS} children")
    print(f"| rules made ready, once | {found['ready']:.0f} ms |")
    print(f"| the first child, with the longest history | {found['first']:.1f} ms |")
    print(f"| the slowest of the others | {found['slowest']:.1f} ms |")
    print(f"| verdicts of a class of {CLASS} | {found['evaluate']:.0f} ms |")
    print(f"| plans of a class of {CLASS} | {found['plan']:.0f} ms |")


if __name__ == "__main__":
    main()
