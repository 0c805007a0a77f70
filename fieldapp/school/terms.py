"""School years and terms: which one a day lies in, from when to when it runs, and how it is called. Pure.

A term is written `2026-1` (autumn, 1 September 2026 to 31 January) or `2026-2` (spring, 1 February to 31 August 2027);
a school year by the year it begins in. What a roster wrote otherwise is read by `read_term`.
"""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

AUTUMN, SPRING = 1, 2
WRITTEN = re.compile(r"(\d{4})-([12])\Z", re.ASCII)
YEARS = re.compile(r"(\d{4})\s*(?:[-–—/至]\s*(\d{4}))?\s*(?:学年度?|年)?")
SEASONS = (
    ("秋", AUTUMN),
    ("春", SPRING),
    ("第一学期", AUTUMN),
    ("第二学期", SPRING),
    ("上学期", AUTUMN),
    ("下学期", SPRING),
)


class Term(NamedTuple):
    """Half a school year: the year in which the school year begins, and which half."""

    year: int
    half: int

    @property
    def code(self) -> str:
        """As it stands in an enrolment: `2026-1`."""
        return f"{self.year}-{self.half}"

    @property
    def first_day(self) -> date:
        """1 September, or 1 February."""
        return date(self.year, 9, 1) if self.half == AUTUMN else date(self.year + 1, 2, 1)

    @property
    def last_day(self) -> date:
        """31 January, or 31 August."""
        return date(self.year + 1, 1, 31) if self.half == AUTUMN else date(self.year + 1, 8, 31)

    def name(self, language: str = "zh") -> str:
        """2026—2027学年秋季 · autumn 2026–2027."""
        zh, en = (("秋季", "autumn"), ("春季", "spring"))[self.half - 1]
        years = f"{self.year}—{self.year + 1}"
        return f"{years}学年{zh}" if language == "zh" else f"{en} {years.replace('—', '–')}"


def term_of(on: date) -> Term:
    """The term a day lies in."""
    year = on.year if on.month >= 9 else on.year - 1
    return Term(year, AUTUMN if on.month >= 9 or on.month == 1 else SPRING)


def terms_of(year: int) -> tuple[Term, Term]:
    """Both terms of the school year that begins in `year`."""
    return Term(year, AUTUMN), Term(year, SPRING)


def next_term(term: Term) -> Term:
    """The one after."""
    return Term(term.year, SPRING) if term.half == AUTUMN else Term(term.year + 1, AUTUMN)


def read_term(said: str | None) -> Term | None:
    """A term as an enrolment or a roster writes it: `2026-1`, `2026`, `2026年秋`, `2026—2027学年第二学期`; a
    school year alone is its autumn. Spring with a single year is that calendar year's: 2027年春 is `2026-2`. None where
    no year is said."""
    text = (said or "").strip()
    if written := WRITTEN.match(text):
        return Term(int(written[1]), int(written[2]))
    found = YEARS.match(text)
    if found is None:
        return None
    year = int(found[1])
    half = next((half for word, half in SEASONS if word in text), AUTUMN)
    alone = found[2] is None and "学年" not in text
    return Term(year - 1 if half == SPRING and alone and "春" in text else year, half)
