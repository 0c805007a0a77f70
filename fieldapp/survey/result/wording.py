"""A survey's figures in plain words: so many to so many of a hundred, and what that shows of the goal. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import Any

from fieldapp.survey.stats.compare import consistency
from fieldapp.survey.tables.chart import percent

Words = tuple[str, str]
SHOWS: Mapping[str, Words] = {
    "pass": ("说明达到了目标 {goal}", "shows that the goal of {goal} is met"),
    "fail": ("说明没有达到目标 {goal}", "shows that the goal of {goal} is not met"),
    "intermediate": (
        "不能说明达到了目标 {goal}，也不能说没达到",
        "does not show that the goal of {goal} is met, nor that it is not",
    ),
}


def out_of_100(value: float, up: bool | None = None) -> int:
    """A share as children of a hundred: half up, or outward where it ends an interval."""
    way = ROUND_HALF_UP if up is None else ROUND_CEILING if up else ROUND_FLOOR
    return int((Decimal(repr(value)) * 100).quantize(Decimal(1), way))


def said(record: Mapping[str, Any]) -> Words:
    """A record as one reads it aloud."""
    estimate, low, high = record["estimate"], record["ci_low"], record["ci_high"]
    if estimate is None:
        return "没有可以算的孩子", "nobody it could be worked out of"
    if low is None or high is None:
        return (
            f"{percent(estimate)}；群太少，没有区间",
            f"{percent(estimate)}; too few clusters for an interval",
        )
    ends = out_of_100(low, up=False), out_of_100(high, up=True)
    return (
        f"每100名孩子里有 {ends[0]} 到 {ends[1]} 名",
        f"between {ends[0]} and {ends[1]} of 100 children",
    )


def shown(record: Mapping[str, Any], goal: int) -> Words:
    """What a record shows of the goal; empty where it was not classified."""
    verdict = str(record.get("classification"))
    if verdict not in SHOWS:
        return "", ""
    zh, en = SHOWS[verdict]
    return zh.format(goal=goal), en.format(goal=goal)


def sentence(record: Mapping[str, Any], goal: int) -> Words:
    """Both in one: `between 78 and 89 of 100 children; does not show that the goal of 90 is met`."""
    zh, en = said(record)
    shows = shown(record, goal)
    return (f"{zh}；{shows[0]}。", f"{en}; {shows[1]}.") if shows[0] else (f"{zh}。", f"{en}.")


BESIDE: Mapping[str, Words] = {
    "consistent": ("和调查一致", "agrees with the survey"),
    "reported_above_survey": (
        "比调查高：报多了，或应种数少了",
        "above the survey: over-reported, or too small a denominator",
    ),
    "reported_below_survey": (
        "比调查低：漏报，或应种数多了",
        "below the survey: reports missing, or too large a denominator",
    ),
}


def beside(reported: float | None, record: Mapping[str, Any]) -> Words:
    """What a reported coverage says beside the survey's: consistent, too high, or too low."""
    low, high, estimate = record["ci_low"], record["ci_high"], record["estimate"]
    if reported is None or estimate is None or low is None or high is None:
        return "", ""
    return BESIDE[consistency(reported, estimate, low, high)]
