"""The form of a county's settings: what it asks, in which groups, and how what is typed is read.

A field left empty, or as it usually is, is set back to what is usual: a county keeps only what differs.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from fieldapp.ground.parsing import plain, words_apart
from fieldapp.school.settings import LONGEST_TEXT, Settings

Words = tuple[str, str]  # Chinese, English
MARK, DAYS, DAY, DAY_LIST, PERCENT, TEXT = "mark", "days", "day", "day_list", "percent", "text"
LONGEST_MARK, MOST_DAYS, LEAP = 4, 366, 2024
RANGES = {DAYS: (1, MOST_DAYS), PERCENT: (1, 100)}
SPOKEN_DAY = re.compile(r"(\d{1,2})\s*[-/.月]\s*(\d{1,2})日?\Z|(\d{2})(\d{2})\Z", re.ASCII)
DAY_WORDS = ("要写月和日，如 12-31", "write month and day, such as 12-31")


@dataclass(frozen=True)
class Asked:
    """One thing a county sets: its name among the settings, how it is read, what it is called, what it means."""

    name: str
    holds: str
    zh: str
    en: str
    hint: Words = ("", "")


@dataclass(frozen=True)
class Wrong(Exception):
    """What of the form cannot be taken, and why."""

    field: str
    why: Words


GROUPS: tuple[tuple[Words, tuple[Asked, ...]], ...] = (
    (
        ("登记册上的符号", "Marks in the register"),
        (
            Asked("mark_given", MARK, "种全、已种", "given", ("有的县写 1", "some counties write 1")),
            Asked("mark_missed", MARK, "漏种", "missed", ("有的县写 △", "some counties write △")),
            Asked("mark_caught_up", MARK, "补种了", "caught up"),
            Asked("mark_not_due", MARK, "还没到年龄", "not due yet"),
            Asked("mark_exempt", MARK, "不用补", "nothing to catch up"),
        ),
    ),
    (
        ("期限", "Deadlines"),
        (
            Asked(
                "handover_days", DAYS, "查验后几天内把名单交接种单位", "days to hand the list to the clinic"
            ),
            Asked("catch_up_days", DAYS, "发通知后几天内补种、补证", "days to catch up or get a certificate"),
            Asked("second_look", DAY, "再次查验做完的日期", "second look done by"),
            Asked(
                *("interim", DAY_LIST, "中间报数的日期", "interim reports on"),
                ("多个用空格隔开，如 10-15 11-15", "several: a blank between them, such as 10-15 11-15"),
            ),
        ),
    ),
    (
        ("年度汇总表上报日期", "Yearly tables handed in by"),
        (
            Asked("school_report", DAY, "学校上报", "schools"),
            Asked("township_report", DAY, "乡镇上报", "townships"),
            Asked("county_report", DAY, "县（区）上报", "the county"),
        ),
    ),
    (
        ("目标（%）", "Goals, %"),
        (
            Asked("goal_check", PERCENT, "查验率", "checked"),
            Asked("goal_reissue", PERCENT, "补证率", "certificates re-issued"),
            Asked("goal_caught_up", PERCENT, "补种率", "caught up"),
        ),
    ),
    (
        ("通知单上另加的话", "Further words on notices"),
        (
            Asked("notice_text", TEXT, "补种通知单", "notice of doses"),
            Asked("reissue_text", TEXT, "补证通知单", "notice of a certificate"),
            Asked("unassessed_text", TEXT, "没有评估的", "where nobody assessed"),
        ),
    ),
)
ASKED = {one.name: one for _words, some in GROUPS for one in some}


def shown(settings: Settings) -> dict[str, str]:
    """Settings as the form shows them."""
    return {
        name: " ".join(value) if isinstance(value := getattr(settings, name), tuple) else str(value)
        for name in ASKED
    }


def read(typed: Mapping[str, str]) -> dict[str, Any]:
    """What was typed as values to keep, by name; None where it is as usual.

    Raises:
        Wrong: the first thing that cannot be taken.
    """
    usual = Settings()
    read_ = {name: _value(one, typed.get(name, "").strip()) for name, one in ASKED.items()}
    _told_apart({name: read_[name] or getattr(usual, name) for name in ASKED if ASKED[name].holds == MARK})
    return {name: None if _is_usual(value, getattr(usual, name)) else value for name, value in read_.items()}


def _is_usual(value: Any, usual: Any) -> bool:
    return value is None or (tuple(value) if isinstance(value, list) else value) == usual


def _value(one: Asked, said: str) -> Any:
    """A field as it is kept; None where nothing was typed."""
    if not said:
        return None
    if one.holds in RANGES:
        return _number(one.name, said, *RANGES[one.holds])
    if one.holds == DAY:
        return _day(one.name, said)
    if one.holds == DAY_LIST:
        return sorted({_day(one.name, word) for word in words_apart(said)})
    if one.holds == MARK and (len(said) > LONGEST_MARK or not said.isprintable()):
        raise Wrong(one.name, (f"最多 {LONGEST_MARK} 个字", f"at most {LONGEST_MARK} characters"))
    if len(said) > LONGEST_TEXT:
        raise Wrong(one.name, (f"最多 {LONGEST_TEXT} 个字", f"at most {LONGEST_TEXT} characters"))
    return said


def _number(name: str, said: str, low: int, high: int) -> int:
    words = plain(said)
    if not (words.isascii() and words.isdecimal() and len(words) < 5 and low <= int(words) <= high):
        raise Wrong(name, (f"要写 {low} 到 {high} 的整数", f"write a whole number from {low} to {high}"))
    return int(words)


def _day(name: str, said: str) -> str:
    """A month and a day there is, as 12-31."""
    found = SPOKEN_DAY.match(plain(said))
    month, day = (int(found[1] or found[3]), int(found[2] or found[4])) if found else (0, 0)
    try:
        return date(LEAP, month, day).strftime("%m-%d")
    except ValueError:
        raise Wrong(name, DAY_WORDS) from None


def _told_apart(marks: Mapping[str, str]) -> None:
    """Go on only if no two marks are the same: a register is photocopied, and nothing but the mark tells them apart."""
    seen: dict[str, str] = {}
    for name, mark in marks.items():
        if mark in seen:
            other = ASKED[seen[mark]]
            zh, en = f"和“{other.zh}”的符号一样，登记册上分不开", f"is the mark of “{other.en}” too"
            raise Wrong(name, (zh, en))
        seen[mark] = name
