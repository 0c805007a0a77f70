"""`plan`: the missing doses laid on visits, as soon as each may be given.

Pure. Each visit gives all that is due on it; the next one is the first day on which a missing dose may be given, put
off by some days (`wait` in the edition) where that saves a visit and no dose is lost by it. The plan ends when nothing
is due and nothing is missing. Every visit is judged by the rules in force on its day.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from fieldapp.schedule.asking import Ask
from fieldapp.schedule.evaluation import Answer, Assessment, assess, check_day
from fieldapp.schedule.history import read_doses
from fieldapp.schedule.judging import Child
from fieldapp.schedule.programme import Programme
from fieldapp.schedule.rules.days import ISO_TEXTS

MOST_VISITS = 60


class Visit(NamedTuple):
    """One day and what is given on it."""

    day: int
    asks: list[Ask]


def plan(
    child: Mapping[str, Any],
    doses: Sequence[Any],
    on: date | str,
    rules: Programme,
    at_most: int | None = None,
) -> list[Answer]:
    """The visits that close every gap, soonest first: [{on, doses: [{series, n, product}]}].

    Arguments as for `evaluate`; `at_most` limits the doses of one visit, those of the series named in the edition
    (measles, mumps, rubella) first, then those that would be too late at the next visit.
    """
    return [
        {
            "on": ISO_TEXTS[visit.day],
            "doses": [{"series": rules.series[a.series], "n": a.n, "product": a.product} for a in visit.asks],
        }
        for visit in visits(child, doses, check_day(on), rules, at_most)
    ]


def visits(
    child: Mapping[str, Any], doses: Sequence[Any], on: int, rules: Programme, at_most: int | None = None
) -> list[Visit]:
    """The plan as days and asks."""
    given, planned, day = list(doses), list[Visit](), on
    while len(planned) < MOST_VISITS:
        found = assess(child, read_doses(given, rules), day, rules)
        if found.child is None or found.result != "needs_catchup":
            break
        due = [asked for asked in found.asks if asked.start <= day]
        if due:
            visit = Visit(day, _pick(due, found, found.child, at_most))
            planned.append(visit)
            given += [{"product": asked.product, "given_on": ISO_TEXTS[day]} for asked in visit.asks]
            if len(visit.asks) < len(due):
                day += found.era.wait
        else:
            day = _next_day(found, found.child)
    return planned


def _pick(due: list[Ask], found: Assessment, child: Child, at_most: int | None) -> list[Ask]:
    """All that is due, or the most pressing ones where only some can be given."""
    if at_most is None or len(due) <= at_most:
        return due
    later = found.on + found.era.wait
    pressing = {asked.series: child.ages[asked.rule.until] <= later for asked in due}
    return sorted(due, key=lambda asked: (asked.series not in found.era.first, not pressing[asked.series]))[
        :at_most
    ]


def _next_day(found: Assessment, child: Child) -> int:
    """The first day on which a missing dose may be given, put off to one that serves more where none is lost. A dose
    that is no gap yet but would be too late by that day comes first.
    """
    missing = [gap.ask for gap in found.missing if gap.first]
    day = min(asked.start for asked in missing)
    missing += [a for a in found.asks if a.start < day and child.ages[a.rule.until] <= day]
    day = min(asked.start for asked in missing)
    last = min(day + found.era.wait, *(child.ages[a.rule.until] - 1 for a in missing))
    return max((a.start for a in missing if day <= a.start <= last), default=day)
