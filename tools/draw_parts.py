"""Draw docs/parts.html and docs/phone-parts.html: every part of office and phone with its states, from the parts
themselves (`make parts`).
"""

from __future__ import annotations

import os
import subprocess  # nosec B404
import sys
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from markupsafe import Markup

from fieldapp import create_app
from fieldapp.accounts.responsible import Responsible
from fieldapp.campaigns.figures.indicators import Counts
from fieldapp.campaigns.rounds.sentence import Lacking, Sentence, sentence
from fieldapp.campaigns.states import CLOSED, COMING, DRAFT, PAST, RUNNING

ROOT = Path(__file__).resolve().parent.parent
PAGE, PHONE = ROOT / "docs" / "parts.html", ROOT / "docs" / "phone-parts.html"
DAY = date(2026, 11, 29)
VILLAGES = [Lacking(f"{n}村", f"{n % 3}镇", 90 - n) for n in range(16)]
SOME, NONE = Counts(registered=3567, found=236, removed=4, vaccinated=3092, elsewhere=6), Counts()


def sentences() -> list[Sentence]:
    """What a page can begin with, from a draft to a closed round."""
    done = Counts(registered=3, vaccinated=2, elsewhere=1)
    cases = (
        (DRAFT, NONE, VILLAGES[:0]),
        (COMING, SOME, VILLAGES[:0]),
        (RUNNING, NONE, VILLAGES[:0]),
        (RUNNING, SOME, VILLAGES),
        (RUNNING, SOME, VILLAGES[:2]),
        (RUNNING, done, VILLAGES[:0]),
        (PAST, SOME, VILLAGES),
        (CLOSED, SOME, VILLAGES),
    )
    return [sentence(stage, "2026-12-05", counts, lacking, DAY) for stage, counts, lacking in cases]


def drawn() -> str:
    """The whole page, the same on every machine."""
    with TemporaryDirectory() as folder:
        app = create_app({"FIELDAPP_INSTANCE": folder})
        app.jinja_env.globals["typed_today"] = lambda: DAY.strftime("%Y%m%d")
        app.jinja_env.globals["form_keys"] = lambda once=True: Markup("")  # no form of this page is sent
        template = app.jinja_env.from_string((ROOT / "tools" / "office_parts.html").read_text("utf-8"))
        steps = [("32.00", "0"), ("64.00", "50"), ("85.00", "80"), ("92.00", "90"), ("97.00", "goal")]
        words = {"sentences": sentences(), "steps": [*steps, ("99.00", "reached")]}
        words["person"] = Responsible("", "陆华桂", "13800003087", "vaccinator", given=True)
        with app.test_request_context("/", headers={"Accept-Language": "zh-CN"}):
            return template.render(**words) + "\n"


def drawn_by_the_phone() -> str:
    """The page of the phone's parts, drawn by what draws its screens."""
    command = [sys.executable, "tools/node.py", "tools/phone_parts.mjs"]
    return subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.decode()  # nosec B603


if __name__ == "__main__":
    os.umask(0o022)
    PHONE.write_text(drawn_by_the_phone(), encoding="utf-8")
    PAGE.write_text(drawn(), encoding="utf-8")
