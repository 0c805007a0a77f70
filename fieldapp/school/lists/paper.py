"""The list as PDF: what `list.typ` of the typesetting is told of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import typst

from fieldapp.areas.latin.said import person_said
from fieldapp.ground.typesetting.typeset import LIST, typeset
from fieldapp.ground.words import language, t
from fieldapp.school.lists.naming import HEADS, Line

WIDTHS = (1.1, 3, 1.8, 1.5, 2.2, 2.3, 5, 2, 2.8, 2.3, 1.8)
PEOPLE = (HEADS.index(("姓名", "Name")), HEADS.index(("家长", "Guardian")))  # columns of HEADS
BLANK = "＿＿＿＿＿＿＿＿"


@dataclass(frozen=True)
class Paper:
    """A list for paper: names as they are said; what is not known yet is a line to write on."""

    name: str
    school: str
    clinic: str
    lines: Sequence[Line]
    term: str
    giver: str = ""
    receiver: str = ""
    on: str = ""
    lost: int = 0


def rows_of(paper: Paper) -> list[tuple[Any, ...]]:
    """The lines of a list, numbered; on an English one people in Latin letters beside."""
    lines = (line.row(n, paper.school, language()) for n, line in enumerate(paper.lines, start=1))
    return [tuple(person_said(cell) if n in PEOPLE else cell for n, cell in enumerate(row)) for row in lines]


def list_as_pdf(paper: Paper, fonts: typst.Fonts) -> bytes:
    """The file's bytes.

    Raises:
        Problem: `no_chinese_font`, `no_glyph`.
    """
    said = {
        "name": paper.name,
        "language": language(),
        "title": t("需补种疫苗儿童名单", "Children who need catch-up doses"),
    }
    said |= {"facts": _facts(paper), "heads": [t(*words) for words in HEADS], "widths": WIDTHS}
    said |= {"rows": [[str(cell or "") for cell in row] for row in rows_of(paper)]}
    said |= {"notes": _notes(paper), "signs": _signs(paper)}
    return typeset(LIST, said, fonts)


def _facts(paper: Paper) -> list[str]:
    n = len(paper.lines)
    return [
        t(f"学校：{paper.school}", f"School: {paper.school}"),
        t(f"接种单位：{paper.clinic or BLANK}", f"Clinic: {paper.clinic or BLANK}"),
        t(f"{paper.term} 共 {n} 人", f"{paper.term}, pupils: {n}"),
    ]


def _notes(paper: Paper) -> list[str]:
    notes = [
        t(
            "最后两栏由接种单位填写后反馈学校。一式两份，学校、接种单位各存一份。",
            "The clinic fills in the last two columns and tells the school. Two copies: one for each.",
        )
    ]
    if paper.lost:
        notes.append(
            t(
                f"交出后又撤销查验记录的 {paper.lost} 人没有列出。",
                f"Not shown: {paper.lost} whose check was taken back since.",
            )
        )
    return notes


def _signs(paper: Paper) -> list[str]:
    """Who gave it and who took it, each with a line to sign on and the day."""
    day = paper.on or t("＿＿＿＿年＿＿月＿＿日", "____-__-__")
    giver, receiver = (f"{name}　" if name else "" for name in (paper.giver, paper.receiver))
    return [
        t(f"交出人：{giver}签字{BLANK}", f"Handed over by: {giver}signature {BLANK}"),
        t(f"接收人：{receiver}签字{BLANK}", f"Received by: {receiver}signature {BLANK}"),
        t(f"交出日期：{day}", f"Day: {day}"),
        t(f"接收日期：{day}　（接种单位章）", f"Day: {day}　(stamp of the clinic)"),
    ]
