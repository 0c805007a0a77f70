"""What a series asks for next: what is due, what comes later, what is closed and why.

Pure. Works on a child whose doses have been judged, with the rules in force on the check date. A dose is due when age
and every interval allow it. A dose that can never be given any more is closed. Which slots are missing: `gaps`.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from fieldapp.schedule.calendars import Plain
from fieldapp.schedule.judging import Child, holds
from fieldapp.schedule.programme import COMPLETE, Close, Rule, Series, Situation, State
from fieldapp.schedule.rules.days import REMEMBER_AT_MOST
from fieldapp.schedule.rules.vocabulary import MANY

CLOSING_STATES = ("contraindicated", "had_disease")


class Ask(NamedTuple):
    """The next dose of a series: may be given from `earliest`; on the check date at the soonest on `start`."""

    series: int
    n: int
    product: str
    earliest: int
    start: int
    rule: Rule


class Closed(NamedTuple):
    """A dose that is missing and not asked for, and why."""

    series: int
    n: int
    reason: str
    doubt: Plain | None = None


NOTHING: list[Closed] = []


def blocked_from(states: Any, series: tuple[str, ...]) -> dict[int, tuple[int, str]]:
    """From which dose number a contraindication or the disease itself closes a series; odd entries are passed over."""
    found: dict[int, tuple[int, str]] = {}
    for state in states if isinstance(states, list | tuple) else ():
        if (
            not isinstance(state, dict)
            or state.get("state") not in CLOSING_STATES
            or state.get("series") not in series
        ):
            continue
        at, low = series.index(state["series"]), _whole(state.get("n"))
        if at not in found or low < found[at][0]:
            found[at] = low, state["state"]
    return found


def _whole(n: Any) -> int:
    """A dose number; 1, the whole series, for anything that is not one. JSON may write 2 as 2.0."""
    if isinstance(n, float) and n.is_integer():
        return int(n)
    return n if type(n) is int else 1


def given_product(series: Series, v: State) -> tuple[str | None, Plain | None]:
    """The product the series goes on with (`choose` in the edition) and what is uncertain about that; None where each
    rule names its own."""
    for when, give, doubt in series.choose:
        if holds(when, v):
            return give, doubt
    return None, None


def earliest(rule: Rule, child: Child) -> int:
    """The first day on which age and intervals allow the rule's dose, whatever the check date."""
    last, day = child.last, child.ages[rule.age]
    gap = rule.gap_at[last[rule.count]]
    if gap > day:
        day = gap
    if rule.first_at is not None:
        day = max(day, rule.first_at[child.first[rule.count]])
    for counter, at in rule.after:
        day = max(day, at[last[counter]])
    return day


def past_age(rule: Rule, child: Child) -> bool:
    """True when the interval to another count, begun already, ends on the rule's age or after it: MenA 1 at 21 months
    leaves no time for MenA 2, so MenAC 1 is 3 months after it (nip §2) and may be announced.
    """
    return any(at[child.last[counter]] >= child.ages[rule.age] for counter, at in rule.after)


def after_live(day: int, gap: int, child: Child) -> int:
    """`day`, put off where another injectable live vaccine was given on an earlier day less than 28 days before. One of
    that very day does not put it off, unless the one before does: then it is another day, and counts too."""
    if child.live_last >= day:
        day = max(day, child.live_before + gap)
    return max(day, child.live_last + gap) if child.live_last < day else day


def situation(series: Series, v: State) -> Situation:
    """Which rules may ask for the missing dose and what may close the series, by the state alone. Remembered in the
    series.
    """
    enough = [doubt for when, doubt in series.enough if holds(when, v)]
    if enough:
        found = Situation([], None, [], enough[0]) if all(enough) else COMPLETE
    else:
        shut = [close for close in series.close if holds(close.when, v)]
        fitting = _fitting(series, v)
        chosen, doubt = given_product(series, v)
        found = Situation(fitting, chosen, shut, doubt) if fitting or shut else COMPLETE
    if len(series.known) < REMEMBER_AT_MOST:
        series.known[series.looks(v)] = found
    return found


def _fitting(series: Series, v: State) -> list[tuple[int, Rule]]:
    """The rules that ask for the dose now missing, each with its number; none: nothing is missing."""
    found = []
    for counter, table in series.groups:
        n = v[counter] + 1
        found += [(n, rule) for rule in table[min(n, MANY)] if holds(rule.when, v)]
    if series.choose and found:
        chosen = given_product(series, v)[0]
        return [(n, rule) for n, rule in found if rule.give is None or rule.give == chosen]
    return found


def owed(series: Series, child: Child, on: int) -> list[int]:
    """The numbers of the missing doses whose age has come by `on`, whether or not they can still be given."""
    v, chosen, numbers = child.v, given_product(series, child.v)[0], set()
    for rule in series.rules:
        low = max(rule.numbers[0], v[rule.count] + 1)
        if rule.numbers[1] == MANY and low > v[rule.count] + 1:
            continue  # "from the third on" speaks of a dose only when it is the next
        fits = rule.give is None or chosen is None or rule.give == chosen
        if low <= rule.numbers[1] and fits and child.ages[rule.age] <= on and holds(rule.when, v):
            numbers.add(low)
    return sorted(numbers)


def closed_by_rule(series: Series, closing: list[Close], child: Child, on: int) -> list[Closed]:
    """What a `close` of the edition shuts: the number it names, else every missing dose whose age has come."""
    n = child.v[series.at] + 1
    for close in closing:
        if child.ages[close.age] <= on:
            if close.low <= n <= close.high:
                return [Closed(series.at, n, close.reason, close.doubt)]
            if close.low > close.high:
                return [Closed(series.at, n, close.reason, close.doubt) for n in owed(series, child, on)]
    return []


def _best(series: Series, now: Situation, child: Child, on: int) -> tuple[Ask | None, bool]:
    """The soonest dose that can still be given, and whether one waits that is not announced ahead of its age."""
    best, silent = None, False
    for n, rule in now.fitting:
        first = earliest(rule, child)
        start = first if first > on else on
        product = rule.give or now.chosen or ""
        if product in series.live:
            start = after_live(start, series.live_gap, child)
        if start >= child.ages[rule.until]:
            continue
        if not rule.ahead and child.ages[rule.age] > on and not past_age(rule, child):
            silent = True
        elif best is None or (start, first) < (best.start, best.earliest):
            best = Ask(series.at, n, product, first, start, rule)
    return best, silent


def ask(
    series: Series, now: Situation, child: Child, on: int, blocked: tuple[int, str] | None
) -> tuple[Ask | None, list[Closed]]:
    """The next dose of one series, if any may still be given, and what is closed; `now` its situation."""
    if now.close and (closed := closed_by_rule(series, now.close, child, on)):
        return None, closed
    if not now.fitting:
        return None, NOTHING
    best, silent = _best(series, now, child, on)
    if blocked:
        return _blocked(series, child, on, blocked, best)
    if best is None and not silent:
        return None, [Closed(series.at, n, "over_age") for n in owed(series, child, on)]
    return best, NOTHING


def _blocked(
    series: Series, child: Child, on: int, blocked: tuple[int, str], best: Ask | None
) -> tuple[Ask | None, list[Closed]]:
    """A contraindication or the disease closes its dose and all later ones; earlier ones are asked for as before."""
    low, reason = blocked
    closed = [Closed(series.at, n, reason) for n in owed(series, child, on) if n >= low]
    return (best if best and best.n < low else None), closed


def overdue_since(rule: Rule, first: int, child: Child, on: int) -> int | None:
    """The day the deadline had passed and the dose could be given; None while it has not, or where there is none."""
    deadline = child.ages[rule.before]
    return max(deadline, first) if deadline <= on else None
