"""The sitting of the school check: 45 children whose results are in the hand, by thumb and by keyboard.

    python -m benchmarks.sitting [--by thumb|keyboard]

A class of 45 in a real Chromium, CPU slowed six times, network cut: 30 are complete, 10 lack one to three doses, 2 need
no catch-up, 2 were not assessed, 1 has no certificate; the numbers of half of the reports are typed. Every tap and key
is made; what a person takes for it is added at a stated pace, and what the phone takes until the outcome is painted is
measured. What the budget leaves is for turning pages and reading. By thumb also: how long a slip's code takes in a
picture from the album. Needs the built front end (`make run` once).
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks import ground
from benchmarks.handset import DESK, SLOWER, Handset, handset, sync_playwright
from fieldapp.records.fields.notice_numbers import number_of
from tests.browser import pictures
from tests.browser.conftest import KEPT, LAST, PASSWORD, Server
from tests.browser.school_class import ASSESSED, enrol, found_a_class
from tests.browser.until import until

TAP_S, LETTER_S = 1.2, 0.35  # by thumb: a tap with the look for it; a digit on the phone's keyboard
KEY_S, DIGIT_S = (
    0.8,
    0.3,
)  # by keyboard: a key with the look for it; a digit of a number that is typed through
SETTLES_MS = 400  # for a moment after an answer no tap is taken: less than a tap takes a person
BUDGET_MIN = {"thumb": 10, "keyboard": 5}
SLOTS = {"百白破5": "45", "A+C流脑2": "82", "含麻2": "52", "甲肝1": "91", "乙脑2": "62"}  # and their keys
MIX: tuple[tuple[str, tuple[str, ...], int], ...] = (
    ("已完成", (), 30),
    ("需补种", ("百白破5",), 4),
    ("需补种", ("百白破5", "A+C流脑2"), 4),
    ("需补种", ("含麻2", "乙脑2", "A+C流脑2"), 2),
    ("不用补", ("含麻2",), 2),
    ("没评估", (), 2),
    ("无证", (), 1),
)
KEYS = {"已完成": "1", "需补种": "2", "不用补": "3", "没评估": "4", "无证": "5"}
PICKING = "document.querySelector('.picking') !== null"


@dataclass
class Child:
    """What is said of one child; `number` where the report's is typed."""

    name: str
    answer: str
    slots: tuple[str, ...]
    number: str


@dataclass
class Hand:
    """What a person does, and what the phone takes for it."""

    phone: Handset
    acts: int = 0
    letters: int = 0
    waits_ms: list[float] = field(default_factory=list)

    def act(self, event: str, done: str, do: Callable[[], Any]) -> None:
        """One tap or key whose outcome is waited for."""
        self.acts += 1
        self.waits_ms.append(self.phone.timed(event, done, do))
        self.phone.page.wait_for_timeout(SETTLES_MS)

    def types(self, words: str) -> None:
        """Letter by letter into the line that is open."""
        self.letters += len(words)
        self.phone.page.keyboard.type(words)


def class_of_45() -> list[Child]:
    """The mix, one kind after the other in steps, so that they come mixed; every second report with a number."""
    said = [(answer, slots) for answer, slots, many in MIX for _ in range(many)]
    mixed = [said[(n * 19) % len(said)] for n in range(len(said))]  # 19 and 45 have no factor in common
    children = []
    for n, (answer, slots) in enumerate(mixed, 1):
        number = f"26091{n:05}" if n % 2 and answer not in ("没评估", "无证") else ""
        children.append(Child(f"周{n:02}", answer, slots, number))
    return children


@contextmanager
def school() -> Iterator[str]:
    """A server with the class."""
    with tempfile.TemporaryDirectory(prefix="fieldapp-sitting-") as folder:
        server = Server(Path(folder) / "instance")
        found_a_class(server)
        enrol(server, tuple(child.name for child in class_of_45()), "2")
        server.start()
        yield server.url
        server.kill()
        server.engine.dispose()


def sit_down(phone: Handset) -> None:
    """The nurse signed in, everything on the phone, the network cut, the class open."""
    page = phone.page
    page.goto(f"{phone.url}/field")
    page.get_by_label("用户名").fill("nurse")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.get_by_role("navigation").wait_for()
    page.evaluate(KEPT, LAST)
    phone.context.set_offline(True)
    phone.slow()
    page.get_by_role("link", name="一年级（2）班").click()
    page.get_by_role("button", name="开始查验，45人").wait_for()


def stands(name: str) -> str:
    """That the page of this child is on the screen; of nobody, the end of the sitting."""
    return f"document.querySelector('h1').textContent.trim() === '{name or '一年级（2）班查验结果'}'"


def button(phone: Handset, words: str) -> Callable[[], None]:
    """A tap on it."""
    return phone.page.get_by_role("button", name=words).first.tap


def by_thumb(phone: Handset, children: list[Child]) -> Hand:
    """Taps, and digits on the phone's keyboard."""
    hand = Hand(phone)
    hand.act("click", stands(children[0].name), button(phone, "开始查验，45人"))
    day = phone.page.get_by_label("评估日期（报告上印的）")
    line = phone.page.get_by_label("报告编号")
    focused = "document.activeElement.matches('input')"
    left = "!document.activeElement.matches('input')"
    hand.act("click", focused, day.tap)
    hand.types(ASSESSED.strftime("%m%d"))
    for n, child in enumerate(children):
        after = stands(children[n + 1].name if n + 1 < len(children) else "")
        if child.number:
            hand.act("click", focused, line.tap)
            hand.types(child.number)
            hand.act("keydown", left, lambda: phone.page.keyboard.press("Enter"))  # the keyboard's own 完成
        answer = phone.page.locator(".five").get_by_role("button", name=child.answer).tap
        hand.act("click", PICKING if child.slots or child.answer == "无证" else after, answer)
        for many, slot in enumerate(child.slots, 1):
            picked = f"document.querySelectorAll('.slots [aria-pressed=true]').length === {many}"
            hand.act("click", picked, button(phone, slot))
        if child.slots:
            hand.act("click", after, button(phone, f"记下{len(child.slots)}剂"))
        if child.answer == "无证":
            hand.act("click", after, button(phone, "证丢了"))
    return hand


def by_keyboard(phone: Handset, children: list[Child]) -> Hand:
    """Keys alone, after the first child's day was said."""
    hand, keys = Hand(phone), phone.page.keyboard
    phone.page.get_by_role("button", name="开始查验，45人").focus()
    hand.act("keydown", stands(children[0].name), lambda: keys.press("Enter"))
    day = phone.page.get_by_label("评估日期（报告上印的）")
    day.focus()
    hand.types(ASSESSED.strftime("%m%d"))
    day.evaluate("one => one.blur()")
    hand.acts += 2  # into the line and out of it
    for n, child in enumerate(children):
        after = stands(children[n + 1].name if n + 1 < len(children) else "")
        if child.number:
            hand.act("keydown", "document.activeElement.id === 'report-no'", lambda: keys.press("0"))
            hand.types(child.number)
            hand.act("keydown", "document.activeElement.id !== 'report-no'", lambda: keys.press("Enter"))
        last = PICKING if child.slots or child.answer == "无证" else after
        hand.act("keydown", last, lambda said=child.answer: keys.press(KEYS[said]))  # type: ignore[misc]
        for many, slot in enumerate(child.slots, 1):
            picked = f"document.querySelectorAll('.slots [aria-pressed=true]').length === {many}"
            hand.act(
                "keydown",
                "document.querySelector('.slots.at') !== null",
                lambda s=slot: keys.press(SLOTS[s][0]),
            )  # type: ignore[misc]
            hand.act("keydown", picked, lambda s=slot: keys.press(SLOTS[s][1]))  # type: ignore[misc]
        if child.slots:
            hand.act("keydown", after, lambda: keys.press("Enter"))
        if child.answer == "无证":
            hand.act("keydown", after, lambda: keys.press("1"))
    return hand


def told(phone: Handset) -> dict[str, str]:
    """What the end of the sitting says."""
    assert phone.page.get_by_text("45人都查了。").is_visible()
    rows = phone.page.locator(".counted div").all_inner_texts()
    return dict(row.split() for row in rows)  # type: ignore[misc]


def row(way: str, hand: Hand, act_s: float, letter_s: float) -> tuple[str, ...]:
    """One way in figures."""
    person = hand.acts * act_s + hand.letters * letter_s
    machine = sum(hand.waits_ms) / 1000
    minutes = (person + machine) / 60
    spare = (BUDGET_MIN[way] * 60 - person - machine) / 45
    waits = f"{machine:.1f} s ({median(hand.waits_ms):.0f} ms, worst {max(hand.waits_ms):.0f})"
    counted = (f"{hand.acts}", f"{hand.letters}", f"{person / 60:.1f} min", waits)
    return (way, *counted, f"{minutes:.1f} min", f"≤ {BUDGET_MIN[way]} min", f"{spare:.1f} s")


def pictures_read(phone: Handset, folder: Path) -> list[tuple[str, ...]]:
    """From choosing a picture of a slip until its number stands there; the first has to read the decoder too."""
    page, number = phone.page, number_of("01920000-0000-7000-8000-0123456789ab")
    code = pictures.qr(f"https://fang.example.cn/n/{number}-signature", 16)
    chat, whole = ((1080, 1440), pictures.WHOLE)
    page.goto(f"{phone.url}/field#/slips")
    line = page.get_by_label("通知单编号")
    rows = []
    for name, size in (("of a chat, the first", chat), ("of a chat", chat), ("of 12 megapixels", whole)):
        file = pictures.saved(pictures.photographed(pictures.paper(code, size=size)), folder / "slip.jpg")
        line.fill("")
        page.get_by_role("button", name="扫回执上的码，或选照片").tap()
        page.locator(".scanner").wait_for()
        began = time.monotonic()
        page.locator("input[type=file]").set_input_files(file)
        until(page, "number => document.querySelector('main input').value === number", number)
        rows.append((name, f"{time.monotonic() - began:.1f} s"))
    return rows


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    arguments.add_argument("--by", choices=tuple(BUDGET_MIN), action="append")
    asked = arguments.parse_args().by or tuple(BUDGET_MIN)
    children = class_of_45()
    paces = f"thumb {TAP_S} s a tap and {LETTER_S} s a digit, keyboard {KEY_S} and {DIGIT_S}"
    head = (
        "by",
        "taps or keys",
        "digits typed",
        "person",
        "waiting for the phone",
        "together",
        "budget",
        "left a child",
    )
    ways = (
        ("thumb", by_thumb, {}, TAP_S, LETTER_S),
        ("keyboard", by_keyboard, {"shape": DESK}, KEY_S, DIGIT_S),
    )
    rows, read = [], []
    for way, work, shape, act_s, letter_s in (one for one in ways if one[0] in asked):
        with (
            school() as url,
            tempfile.TemporaryDirectory() as folder,
            sync_playwright() as running,
            handset(running, url, Path(folder), **shape) as phone,
        ):
            sit_down(phone)
            hand = work(phone, children)
            assert told(phone) == {"已完成": "30", "需补种": "10", "不用补": "2", "没评估": "2", "无证": "1"}
            rows.append(row(way, hand, act_s, letter_s))
            if way == "thumb":
                read = pictures_read(phone, Path(folder))
    ground.table(
        f"45 children, results in hand, CPU slowed {SLOWER} times, no network; {paces}", [head, *rows]
    )
    if read:
        ground.table("the code of a slip in a picture", [("picture", "until its number stands there"), *read])


if __name__ == "__main__":
    main()
