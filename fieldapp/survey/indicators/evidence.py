"""What an interview found about one child's doses, and which of it can be believed.

Decides which dates on a card stand and which become ticks, which of card and register speaks, and how many
doses of an antigen are valid by the survey rule. Never looks at weights or clusters. Source: WHO/IVB/18.09; VCQI
`cleanup_RI_dates_and_ticks`, `RI_COVG_01_03DV`, `RI_COVG_02_03DV`, `calculate_MOV_flags`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
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
    register       what the clinic's system has: the third source
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
    register: tuple[CardDose, ...] = ()
    recall: Mapping[str, int] = field(default_factory=dict)
    bcg_scar: bool = False
    campaign: Mapping[str, bool] = field(default_factory=dict)
    doses_before: int | None = None

    @property
    def age_days(self) -> int | None:
        """Age on the day of the interview."""
        return None if self.born is None else (self.on - self.born).days

    @cached_property
    def by_register(self) -> Interview:
        """The child as the clinic's register alone has it, in the place of the card."""
        return replace(self, doses=self.register)

    @cached_property
    def found(self) -> dict[str, dict[int, date | None]]:
        """What `believed` found of each antigen: a hundred indicators ask the same."""
        return {}


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
Record = Literal["card", "register", "record", "fallback"]
Source = Literal["card", "register", "record", "recall", "scar", "either", "any", "fallback"]


def by_register(child: Interview) -> Interview:
    """The child as the clinic's register alone has it, in the place of the card."""
    return child.by_register


def by_fallback(child: Interview) -> Interview:
    """The child by its card, and by the register where no card has any dose (VCQI: RI_RECORDS_SOUGHT_IF_NO_CARD)."""
    return child if child.doses else by_register(child)


def _scarred(child: Interview, antigen: str, n: int) -> bool:
    return antigen == "bcg" and n == 1 and child.bcg_scar


def has_dose(child: Interview, antigen: str, n: int, source: Source) -> bool:
    """Whether dose n is known by a source: a date or a tick on card or register, the guardian's word, a scar.

    `record` is card or register, `either` card or recall, `any` all three, `fallback` the register only where there
    is no card, or recall. A scar counts as a BCG dose wherever recall does (VCQI `got_crude_bcg_c_or_h`).
    """
    if source in ("either", "any", "fallback", "scar") and _scarred(child, antigen, n):
        return True
    told = source in ("recall", "either", "any", "fallback") and child.recall.get(antigen, 0) >= n
    return told or any(n in believed(one, antigen) for one in _written(child, source))


def ever(child: Interview, antigen: str, source: Source) -> bool:
    """Any dose of an antigen, whatever its number."""
    numbers = {dose.n for dose in (*child.doses, *child.register) if dose.antigen == antigen} | {1}
    return any(has_dose(child, antigen, n, source) for n in numbers)


def _written(child: Interview, source: Source) -> tuple[Interview, ...]:
    """The records a source reads, each in the place of the card."""
    if source in ("card", "either"):
        return (child,)
    if source == "fallback":
        return (by_fallback(child),)
    return {"register": (by_register(child),), "scar": (), "recall": ()}.get(
        source, (child, by_register(child))
    )


def count_by(count: CountValid, record: Record) -> CountValid:
    """A judge of valid doses by a record: card, register, the better of both, or the register without a card.

    Dates of card and register are never mixed in one series (VCQI `got_valid_…_c_or_r`).
    """
    return lambda child, antigen: max(count(one, antigen) for one in _written(child, record))


def one_record(child: Interview, schedule: Schedule, record: Record) -> Interview:
    """The child with the one record whose visits are looked at, in the place of the card.

    `record` fills the card from the register, antigen by antigen: a series where the register has more dates; a single
    dose that the card has no date of, or not at all (VCQI `calculate_MOV_flags`).
    """
    if record in ("card", "fallback"):
        return child if record == "card" else by_fallback(child)
    if record == "register" or not child.doses:
        return by_register(child)
    longest = {rule.antigen: 0 for rule in schedule}
    for rule in schedule:
        longest[rule.antigen] = max(longest[rule.antigen], rule.n)
    better = {antigen for antigen, n in longest.items() if _register_says_more(child, antigen, n == 1)}
    kept = [dose for dose in child.doses if dose.antigen not in better]
    filled = [dose for dose in child.register if dose.antigen in better]
    return replace(child, doses=(*kept, *filled))


def _register_says_more(child: Interview, antigen: str, single: bool) -> bool:
    card, register = believed(child, antigen), believed(by_register(child), antigen)
    dates, other_dates = (sum(on is not None for on in one.values()) for one in (card, register))
    return other_dates > dates or (single and not card and bool(register))


def believed(child: Interview, antigen: str) -> dict[int, date | None]:
    """Doses of an antigen by number, with the dates that stand.

    A date before birth or after the interview becomes a tick. A later dose dated on or before an earlier
    one: both become ticks, judged on the dates as written. Kept with the child: not to be changed.
    """
    if antigen not in child.found:
        child.found[antigen] = _believed(child, antigen)
    return child.found[antigen]


def _believed(child: Interview, antigen: str) -> dict[int, date | None]:
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
