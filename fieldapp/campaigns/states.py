"""The states of a campaign and of a round, and what leads from one to the next. Pure: one table each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Protocol, TypeVar

CAMPAIGN_STATES = {
    "draft": ("筹备", "draft"),
    "open": ("进行中", "open"),
    "closed": ("已结束", "closed"),
}
ROUND_STATES = {"open": ("进行中", "open"), "closed": ("已结束", "closed")}

# where a round stands on a day, which its state alone does not say
DRAFT, COMING, RUNNING, PAST, CLOSED = "draft", "coming", "running", "past", "closed"
STAGES = {
    DRAFT: ("筹备", "draft"),
    COMING: ("还没开始", "not begun"),
    RUNNING: ("进行中", "open"),
    PAST: ("过了最后一天，还没结束", "past its last day, not closed"),
    CLOSED: ("已结束", "closed"),
}

# state × act → next state; what is not here cannot be done
CAMPAIGN_ACTS = {
    ("draft", "open"): "open",
    ("open", "close"): "closed",
    ("closed", "open"): "open",
}
ROUND_ACTS = {("open", "close"): "closed", ("closed", "open"): "open"}


def campaign_after(state: str, act: str) -> str | None:
    """The campaign's next state, None when the act is not possible now."""
    return CAMPAIGN_ACTS.get((state, act))


def round_after(state: str, act: str) -> str | None:
    """The round's next state, None when the act is not possible now."""
    return ROUND_ACTS.get((state, act))


def acts(state: str) -> list[str]:
    """What can be done with a campaign in this state."""
    return [act for (before, act) in CAMPAIGN_ACTS if before == state]


class Days(Protocol):
    """A round, as far as its days and state go; days are ISO and inclusive."""

    n: int
    first_day: str
    last_day: str
    state: str


R = TypeVar("R", bound=Days)


def stage(campaign_state: str, round_: Days, on: date, begun: bool = False) -> str:
    """Where a round stands on a day (a key of `STAGES`): a draft's round is none yet; before its first day it is to
    come, unless something was counted in it (`begun`); after its last day it goes on until it is closed."""
    if campaign_state == "draft":
        return DRAFT
    if "closed" in (campaign_state, round_.state):
        return CLOSED
    if on.isoformat() < round_.first_day and not begun:
        return COMING
    return PAST if on.isoformat() > round_.last_day else RUNNING


def campaign_stage(state: str, rounds: Sequence[Days], on: date) -> str:
    """Where a campaign stands on a day: one that was opened is still to come while none of its rounds has begun."""
    if state != "open":
        return DRAFT if state == "draft" else CLOSED
    return RUNNING if any(one.first_day <= on.isoformat() for one in rounds) else COMING


def last_counted_day(last_day: str, mopup_days: int) -> str:
    """The last day on which a visit counts as a round's, those of its mop-up included."""
    return (date.fromisoformat(last_day) + timedelta(days=mopup_days)).isoformat()


def is_over(round_: Days, mopup_days: int, on: date) -> bool:
    """Whether nothing is due in a round any more: it is closed, or the last day on which a visit counts is past."""
    return round_.state == "closed" or last_counted_day(round_.last_day, mopup_days) < on.isoformat()


def current(rounds: Sequence[R], mopup_days: int, on: date) -> R | None:
    """The round that a page of no round in particular leads to, `on` a day: one whose days hold it; else the last that
    has begun and is not over; else the next to begin; else the last of all."""
    begun = [one for one in rounds if one.first_day <= on.isoformat()]
    running = [one for one in begun if not is_over(one, mopup_days, on)]
    if running:
        return running[-1]
    coming = [one for one in rounds if one.first_day > on.isoformat() and one.state == "open"]
    return coming[0] if coming else (rounds[-1] if rounds else None)


def day_of_round(round_: Days, on: date) -> tuple[int, int]:
    """Which of how many days of a round a day is, from 1: `(4, 10)`."""
    first, last = date.fromisoformat(round_.first_day), date.fromisoformat(round_.last_day)
    return (on - first).days + 1, (last - first).days + 1


def days_between(earlier: Days, later: Days) -> int:
    """Days from the first day of a round to that of another: what the interval between doses is held against."""
    return (date.fromisoformat(later.first_day) - date.fromisoformat(earlier.first_day)).days


def too_close(rounds: Sequence[R], interval_days: int) -> list[tuple[R, R, int]]:
    """Rounds that follow one another sooner than `interval_days`, with the days from first day to first day."""
    pairs = pairwise(rounds)
    return [
        (one, other, apart) for one, other in pairs if (apart := days_between(one, other)) < interval_days
    ]
