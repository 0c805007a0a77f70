"""What an interview found about one child's doses, and which of it can be believed.

Decides which dates on a card stand and which become ticks, and how many doses of an antigen are valid
by the survey rule. Never looks at weights or clusters. Source: WHO/IVB/18.09; VCQI
`cleanup_RI_dates_and_ticks`, `RI_COVG_02_03DV`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

FULL_DATE = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})")


def card_date(written: str | None) -> date | None:
    """A day as copied from a card (2019-03-05 or 20190305); incomplete or impossible ones are None: a tick."""
    match = FULL_DATE.fullmatch((written or "").strip())
    if match is None or not match[0].isascii():
        return None
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None


@dataclass(frozen=True)
class CardDose:
    """Dose `n` of an antigen as the card has it; `on` None is a tick. `product` where it is known."""

    antigen: str
    n: int
    on: date | None
    product: str | None = None


@dataclass(frozen=True)
class Interview:
    """One child as an interview found it.

    on             day of the interview
    born           None where nobody knows
    card           whether the card (or certificate) was seen
    doses          what it has
    recall         antigen → doses the guardian remembers; an antigen that is not there is not known
    bcg_scar       a scar was seen
    campaign       round → whether the child was dosed in it, by finger mark, card or word; absent = not known
    doses_before   doses of the campaign's antigen before it; None = not known
    """

    on: date
    born: date | None = None
    sex: str | None = None
    card: Literal["seen", "not_seen", "lost"] = "not_seen"
    doses: tuple[CardDose, ...] = ()
    recall: Mapping[str, int] = field(default_factory=dict)
    bcg_scar: bool = False
    campaign: Mapping[str, bool] = field(default_factory=dict)
    doses_before: int | None = None

    @property
    def age_days(self) -> int | None:
        """Age on the day of the interview."""
        return None if self.born is None else (self.on - self.born).days


@dataclass(frozen=True)
class DoseRule:
    """When dose `n` of an antigen is due: ages in days since birth, the interval since dose n − 1."""

    antigen: str
    n: int
    min_age: int
    min_interval: int = 0
    max_age: int | None = None


Schedule = tuple[DoseRule, ...]
CountValid = Callable[[Interview, str], int]


def believed(child: Interview, antigen: str) -> dict[int, date | None]:
    """Doses of an antigen by number, with the dates that stand.

    A date before birth or after the interview becomes a tick. A later dose dated on or before an earlier
    one: both become ticks, judged on the dates as written.
    """
    written = {dose.n: dose.on for dose in child.doses if dose.antigen == antigen}
    dated = {n: on for n, on in sorted(written.items()) if on is not None and _possible(child, on)}
    astray = {
        number
        for early, first in dated.items()
        for late, second in dated.items()
        if early < late and second <= first
        for number in (early, late)
    }
    return {n: dated[n] if n in dated and n not in astray else None for n in sorted(written)}


def _possible(child: Interview, on: date) -> bool:
    return on <= child.on and (child.born is None or on >= child.born)


def valid_dates(child: Interview, antigen: str, schedule: Schedule) -> list[date]:
    """The dates of valid doses 1, 2 … by the survey rule; ticks and recall are never valid.

    The first date at or above the minimum age is valid dose 1; each next date at least the minimum
    interval after the last valid one is the next. Without a birth date nothing is.
    """
    rules = {rule.n: rule for rule in schedule if rule.antigen == antigen}
    valid: list[date] = []
    for on in filter(None, believed(child, antigen).values()):
        rule = rules.get(len(valid) + 1)
        if rule is None or child.born is None:
            break
        age = (on - child.born).days
        in_time = age >= rule.min_age if rule.n == 1 else (on - valid[-1]).days >= rule.min_interval
        if in_time and (rule.max_age is None or age <= rule.max_age):
            valid.append(on)
    return valid


def survey_rule(schedule: Schedule) -> CountValid:
    """Count valid doses by the survey rule."""
    return lambda child, antigen: len(valid_dates(child, antigen, schedule))
