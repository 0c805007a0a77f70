"""Which slots are missing on the check date: every one whose age has come, which is neither filled nor closed.

Pure. The first missing slot of a series is what `asking` found for it. The later ones are found by laying the doses
ahead: the dose asked for is counted on the first day it may be given, and the series is asked again. So a slot is
named with the product it would then get (DT for a dose that only fits after the seventh birthday), and one that cannot
be given in time even so is closed now. Waiting for an interval is no excuse: the slot is a gap with a date, unless the
rule says that it is only due once the interval has passed (`after_gap`; docs/adr/0020-a-dose-that-waits.md).
"""

from __future__ import annotations

from typing import NamedTuple

from fieldapp.schedule.asking import NOTHING, Ask, Closed, ask, situation
from fieldapp.schedule.calendars import Plain
from fieldapp.schedule.judging import Child, count
from fieldapp.schedule.programme import Era, Programme, Series, Situation
from fieldapp.schedule.rules.vocabulary import FAR, MANY


class Gap(NamedTuple):
    """A missing slot and the dose that would fill it; `first`: no earlier slot of its series is missing. `condition`: a
    code of words.toml, or None. `doubts`: what it rests on that is of low certainty.
    """

    ask: Ask
    first: bool
    condition: str | None
    doubts: tuple[Plain | None, ...]


def come(asked: Ask, now: Situation, child: Child, on: int) -> bool:
    """Whether the age of a slot has come, by whichever rule: a product that changes with age keeps its slot."""
    if asked.rule.after_gap:
        return asked.start <= on
    ages = child.ages
    if ages[asked.rule.age] <= on:
        return True
    for n, rule in now.fitting:  # noqa: SIM110 - any() with a generator takes three times as long
        if n == asked.n and ages[rule.age] <= on and not rule.after_gap:
            return True
    return False


def _any_come(ages: tuple[int, ...], child: Child, on: int) -> bool:
    for age in ages:  # noqa: SIM110 - the same
        if child.ages[age] <= on:
            return True
    return False


def condition(asked: Ask, child: Child) -> str | None:
    """What has to be settled before the dose is given, at the age at which it may be given at the soonest."""
    rule = asked.rule
    return rule.condition if rule.condition and asked.start >= child.ages[rule.condition_from] else None


def gaps_of(
    series: Series,
    asked: Ask,
    now: Situation,
    child: Child,
    on: int,
    era: Era,
    programme: Programme,
    below: int = FAR,
) -> tuple[list[Gap], list[Closed]]:
    """The missing slots of a series of which `asked` is the first and `now` the situation, in order; and the slots that
    close while these are filled, however soon that is done. Only slots `below` a contraindicated number.
    """
    found = [_gap(asked, now, child, True)]
    if not series.close and not _any_come(series.above[min(asked.n, MANY)], child, on):
        return found, NOTHING
    ahead = child.ahead()
    while _give(ahead, asked, series, era, programme):
        now = series.known.get(series.looks(ahead.v)) or situation(series, ahead.v)
        later, shut = ask(series, now, ahead, on, None)
        if later is None:
            return found, [closed for closed in shut if closed.n < below]
        if later.n <= asked.n or later.n >= below or not come(later, now, ahead, on):
            break
        found.append(_gap(later, now, ahead, False))
        asked = later
    return found, NOTHING


def _gap(asked: Ask, now: Situation, child: Child, first: bool) -> Gap:
    rule = asked.rule
    doubts = (now.doubt, rule.doubt) if now.doubt or rule.doubt else ()
    return Gap(asked, first, condition(asked, child) if rule.condition else None, doubts)


def _give(child: Child, asked: Ask, series: Series, era: Era, programme: Programme) -> bool:
    """Count a dose as given on the first day it may be; False where its product does not count in the series."""
    rank, day = programme.ranks[asked.product], asked.start
    for part in era.parts[rank]:
        ages = part.by_age
        if part.series is series and (ages is None or child.ages[ages[0]] <= day < child.ages[ages[1]]):
            count(child, part, day)
            if programme.is_live[rank] and day > child.live_last:
                child.live_before, child.live_last = child.live_last, day
            return True
    return False
