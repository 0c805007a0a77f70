"""A class register of 300 children as PDF, and 300 notices: the first time in a process and again.

    python -m benchmarks.school_papers [--rows 300] [--repeat 3]

Every name's glyph is checked. Prints lines for docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from fieldapp.accounts.slips import qr_path
from fieldapp.ground.typesetting.fonts import fonts_of
from fieldapp.ground.typesetting.typeset import NOTICE, typeset
from fieldapp.school.classes.telling import Gap
from fieldapp.school.notices import wording
from fieldapp.school.notices.owed import DOSES, Paper
from fieldapp.school.outcome import Outcome
from fieldapp.school.pupils import NoticeOf, Pupil
from fieldapp.school.register.layout import Title
from fieldapp.school.register.lines import AFTER, BEFORE, Line
from fieldapp.school.register.marks import CAUGHT_UP, EXEMPT, GIVEN, MISSED, NOT_DUE
from fieldapp.school.register.typesetting import register_as_pdf
from fieldapp.school.slots import COLUMNS

LETTERS = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗建国小明红军丽芳洋伟强静敏"
MARKS = {GIVEN: "✓", MISSED: "✗", CAUGHT_UP: "✓补", EXEMPT: "○", NOT_DUE: ""}
FONTS = fonts_of(Path("/nowhere"))
SLOT = ("menac", 2)


def names(rows: int) -> list[str]:
    """So many children."""
    chance = random.Random(1)
    return ["".join(chance.sample(LETTERS, chance.randint(2, 4))) for _n in range(rows)]


def register(rows: int) -> bytes:
    """A register with every column filled."""
    chance = random.Random(2)
    lines = []
    for number, name in enumerate(names(rows), start=1):
        said = {column[0]: "2026-09-18" for column in (*BEFORE, *AFTER)}
        said |= {
            "no": str(number),
            "name": name,
            "sex": "男",
            "address": "大木桥村",
            "clinic": "青树嘴卫生院",
        }
        said |= {"class": "一年级（1）班", "entered": "新入学 2026-09-01", "phone": "13800000000"}
        lines.append(Line(name, said, {column.id: chance.choice(list(MARKS)) for column in COLUMNS}))
    title = Title("登记表", "zh", "入托、入学预防接种证查验登记表", ["学校：青树嘴小学"], ["刘芳"])
    return register_as_pdf(lines, MARKS, title, FONTS)


def notices(rows: int) -> bytes:
    """Notices of a dose each, with codes that differ."""
    clinic = wording.Clinic("青树嘴卫生院", "人民路12号", "0737-5251234", "周二")
    around = wording.Around("zh", 30, {}, wording.School("青树嘴小学"), clinic, {}, date(2026, 9, 10))
    many = []
    for n, name in enumerate(names(rows)):
        notice = NoticeOf("k", f"{10_000_000 + n}", "doses", "2026-09-10", None, (SLOT,))
        pupil = Pupil(
            "c", "e", ("e",), "s", "2026-1", "1", "1", "new", None, None, None, "a", {"born": "2020-05-20"}
        )
        gap = Gap(SLOT, "MPSV-AC", "2026-07-09", "", True, True)
        path, size = qr_path(f"https://example.org/n/{10_000_000 + n}-{'x' * 43}")
        code = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}"><path d="{path}"/></svg>'
        many.append((wording.Of(pupil, Outcome(), Paper(DOSES, (SLOT,), notice), name, [gap]), code))
    said = {"name": "通知单", "language": "zh", "sheets": wording.sheets_of(many, around)}
    return typeset(NOTICE, said, FONTS)


def timed(words: str, make: Callable[[int], bytes], rows: int, repeat: int) -> None:
    """Make it some times and say how long each took."""
    took = []
    for _time in range(repeat):
        began = time.perf_counter()
        pdf = make(rows)
        took.append(time.perf_counter() - began)
    again = ", ".join(f"{one:.2f}" for one in took[1:])
    print(f"{words} of {rows} as PDF: {took[0]:.2f} s first, then {again} s; {len(pdf) / 1000:.0f} kB")


def main() -> None:
    """Both papers."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--rows", type=int, default=300)
    asked.add_argument("--repeat", type=int, default=3)
    said = asked.parse_args()
    timed("a class register", register, said.rows, said.repeat)
    timed("notices", notices, said.rows, said.repeat)


if __name__ == "__main__":
    main()
