"""Was each dose given validly? Verdicts and reasons, dose by dose, in the order the doses were given.

Pure. A dose is judged by the rules in force on the day it was given, on what was given before it; nothing given later
and no later check date changes a verdict. A dose is accepted when any rule for its number accepts it; otherwise the
first rule's first broken clause is the reason. The clauses are the small functions below, each citing its rule.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from fieldapp.schedule.calendars import Plain
from fieldapp.schedule.history import Dated, History
from fieldapp.schedule.programme import Part, Programme, Rule, Series, State, When
from fieldapp.schedule.rules.days import REMEMBER_AT_MOST
from fieldapp.schedule.rules.vocabulary import FAR, MANY

SEX = {"male": 1, "female": 2}


class Verdict(NamedTuple):
    """One dose in one series, for those who want to know why: its place in the input, the number it was judged as, the
    rule, why it is not valid, whether it counts, and the first day on which the rule would have allowed it.
    """

    at: int
    series: int
    n: int
    rule: Rule | None
    reason: str | None
    counts: bool
    allowed: int | None


class Child:
    """What is known of one child so far: its calendar (the days it reaches each age), its state list (see `compiling`)
    and the days of the doses that count.
    """

    __slots__ = ("ages", "born", "doubts", "first", "last", "live_before", "live_last", "rule", "trace", "v")

    def __init__(self, born: int, sex: int, programme: Programme, trace: list[Verdict] | None = None) -> None:
        self.born = born
        self.rule: Rule | None = None
        self.doubts: list[Plain] = []
        self.trace = trace
        self.ages = programme.calendars[born]
        self.v = v = programme.blank[:]
        self.last = [-FAR] * programme.counters
        self.first = [-FAR] * programme.counters
        self.live_last = self.live_before = -FAR
        v[programme.on - 1] = programme.cohorts[born]
        v[programme.on + 1] = sex

    def ahead(self) -> Child:
        """The child as it may be one day: doses can be counted on it without changing this one."""
        later = object.__new__(Child)
        later.born, later.ages, later.rule, later.trace = self.born, self.ages, self.rule, None
        later.v, later.last, later.first = self.v[:], self.last[:], self.first[:]
        later.live_last, later.live_before, later.doubts = self.live_last, self.live_before, []
        return later


def over_age(rule: Rule, day: int, child: Child) -> bool:
    """Not this series any more: DTaP from 7 years, DT from 12, BCG from 4, MenA from 24 months (nip §2)."""
    return day >= child.ages[rule.end]


def too_young(rule: Rule, day: int, child: Child) -> bool:
    """The listed age is the lowest age (nip §1.1); months are completed calendar months."""
    return day < child.ages[rule.accept]


def too_soon(rule: Rule, day: int, child: Child) -> bool:
    """The intervals to the dose before, to the first one, and to a dose of another count (nip §1.1, §2)."""
    if day < rule.gap_at[child.last[rule.count]]:
        return True
    if rule.first_at is not None and day < rule.first_at[child.first[rule.count]]:
        return True
    for counter, at in rule.after:  # noqa: SIM110 - any() with a generator takes three times as long
        if day < at[child.last[counter]]:
            return True
    return False


def near_live(gap: int, day: int, child: Child) -> bool:
    """Two injectable live vaccines on different days are 28 days apart (nip §1.2), valid or not."""
    return day - (child.live_last if child.live_last < day else child.live_before) < gap


def broken(rule: Rule, day: int, child: Child) -> str | None:
    """The first clause of a rule that a dose on `day` breaks, None when it keeps all."""
    if over_age(rule, day, child):
        return "over_age"
    if too_young(rule, day, child):
        return "too_young"
    return "too_soon" if too_soon(rule, day, child) else None


def keeps_all(rule: Rule, day: int, child: Child) -> bool:
    """Whether a dose on `day` breaks no clause: `broken` in one expression, for doses that nothing speaks against."""
    ages = child.ages
    return (
        ages[rule.accept] <= day < ages[rule.end]
        and day >= rule.gap_at[child.last[rule.count]]
        and (rule.one_gap or not too_soon(rule, day, child))
    )


# Where several rules could accept a dose and none does, the one that came nearest says why.
NEARER = {"over_age": 0, "too_young": 1, "too_soon": 2}


def holds(when: When, v: State) -> bool:
    """True when every condition does."""
    for at, low, high in when:  # noqa: SIM110 - the same
        if not low <= v[at] <= high:
            return False
    return True


def satisfied(series: Series, v: State) -> bool:
    """True when the series needs nothing more at any age (`enough` in the edition)."""
    for when, _ in series.enough:  # noqa: SIM110 - the same
        if holds(when, v):
            return True
    return False


def count(child: Child, part: Part, day: int) -> None:
    """Add a dose to the counters and remember its day."""
    v, last = child.v, child.last
    for counter in part.adds:
        v[counter] += 1
        last[counter] = day
    if part.remembers:
        if child.first[part.adds[0]] == -FAR:
            child.first[part.adds[0]] = day
        if v[part.began] < 0:
            v[part.began] = part.product


def judge_part(part: Part, day: int, child: Child) -> str | None:
    """Why a dose is not valid in one series, None when it is. Valid doses count, and extra ones, and early ones where
    the rule says so. Leaves the rule it was judged by in `child.rule`.
    """
    rules = part.known.get(part.looks(child.v))
    if rules is None:
        rules = candidates(part, child.v)
    for rule in rules:
        if keeps_all(rule, day, child):
            child.rule = rule
            if part.doubtful:
                _note_doubt(part, child)
            if part.live and near_live(part.series.live_gap, day, child):
                return "live_28_days"
            count(child, part, day)
            return None
    why = _nearest(rules, day, child)
    if part.doubtful:
        _note_doubt(part, child)
    if child.rule is None or (why == "too_young" and _early_counts(child.rule, day, child)):
        count(child, part, day)
    return why


def _note_doubt(part: Part, child: Child) -> None:
    """Remember what a verdict rests on that is of low certainty: the product's place in the series, or the rule."""
    for doubt in (part.doubt, child.rule and child.rule.doubt):
        if doubt:
            child.doubts.append(doubt)


def candidates(part: Part, v: State) -> list[Rule]:
    """The rules that may accept the next dose; none where the series has enough or asks for no such number. Remembered
    in the part.
    """
    found: list[Rule] = []
    if not satisfied(part.series, v):
        for counter, table in part.groups:
            found += [rule for rule in table[min(v[counter] + 1, MANY)] if holds(rule.when, v)]
    if len(part.known) < REMEMBER_AT_MOST:
        part.known[part.looks(v)] = found
    return found


def _nearest(rules: list[Rule], day: int, child: Child) -> str:
    """Why none of these rules accepts a dose; the rule that came nearest is left in `child.rule`."""
    child.rule, why = None, "extra"
    for rule in rules:
        found = broken(rule, day, child)
        if found is not None and (child.rule is None or NEARER[found] > NEARER[why]):
            child.rule, why = rule, found
    return why


def _early_counts(rule: Rule, day: int, child: Child) -> bool:
    return rule.early_counts and not too_soon(rule, day, child)


def judge(child: Child, history: History, on: int, programme: Programme) -> list[str | None]:
    """Why each dose is not valid, None where it is, in the order of the input.

    Copies of one product on one day are one dose and share its verdict. `child` holds the counts afterwards.
    """
    found: list[str | None] = ["unknown_product"] * len(history.said)
    _judge_dated(child, history.dated, on, programme, found)
    if history.undated:
        _count_undated(child, history.undated, programme, found)
    return found


def _judge_dated(
    child: Child, dated: list[Dated], on: int, programme: Programme, found: list[str | None]
) -> None:
    born, v, is_live, last_used = child.born, child.v, programme.is_live, programme.last_used
    eras, periods, place = programme.era_of, programme.periods, programme.on
    day_before, rank_before, same = None, -1, None
    for day, rank, at in dated:
        if rank != rank_before or day != day_before:
            day_before, rank_before = day, rank
            if born <= day <= on and day <= last_used[rank]:
                v[place] = periods[day]
                parts = eras[day].parts[rank]
                if len(parts) == 1 and child.trace is None:
                    same = judge_part(parts[0], day, child)
                elif not parts:
                    same = _judge_other(is_live[rank], eras[day].live_gap, day, child)
                else:
                    same = _judge_parts(parts, day, child, at)
                if is_live[rank] and day > child.live_last:
                    child.live_before, child.live_last = child.live_last, day
            else:
                same = _not_judged(day, born, on)
        found[at] = same


def _judge_other(live: bool, gap: int, day: int, child: Child) -> str | None:
    """A product that fills no slot of the programme: only the days to other injectable live vaccines are looked at."""
    return "live_28_days" if live and near_live(gap, day, child) else None


def _not_judged(day: int, born: int, on: int) -> str:
    """A day outside the child's life so far, or after the product went out of use."""
    if day < born:
        return "before_birth"
    return "after_check_date" if day > on else "not_in_use"


def _judge_parts(parts: Sequence[Part], day: int, child: Child, at: int) -> str | None:
    """A dose is valid when it is in one of its series at least."""
    reasons = []
    for part in parts:
        if part.by_age and not child.ages[part.by_age[0]] <= day < child.ages[part.by_age[1]]:
            continue
        before = child.v[:], child.last[:]
        reasons.append(judge_part(part, day, child))
        if child.trace is not None:
            child.trace.append(_traced(child, part, at, reasons[-1], *before))
    return None if None in reasons else reasons[0] if reasons else "unknown_product"


def _traced(child: Child, part: Part, at: int, reason: str | None, v: list[int], last: list[int]) -> Verdict:
    rule, series = child.rule, part.series.at
    n = v[rule.count if rule else series] + 1
    after, child.last = child.last, last
    allowed = allowed_from(rule, child) if rule else None
    child.last = after
    return Verdict(at, series, n, rule, reason, child.v[series] > v[series], allowed)


def allowed_from(rule: Rule, child: Child) -> int:
    """The first day on which a rule's age and intervals are kept, for a child as it is now."""
    day = max(child.ages[rule.accept], rule.gap_at[child.last[rule.count]])
    if rule.first_at is not None:
        day = max(day, rule.first_at[child.first[rule.count]])
    return max(day, *(at[child.last[counter]] for counter, at in rule.after), day)


def _count_undated(
    child: Child, undated: list[tuple[int, int]], programme: Programme, found: list[str | None]
) -> None:
    """A dose without a date counts as done (nip §4.1), is never valid and starts no interval.

    Where a product counts differently by age (conjugate meningococcal vaccines), the earlier age is taken: the later
    series is asked again rather than missed.
    """
    for rank, at in undated:
        found[at] = "date_unknown"
        for part in programme.eras[-1].parts[rank]:
            if not part.from_birth:
                continue
            for counter in part.adds:
                child.v[counter] += 1
            if child.v[part.began] < 0:
                child.v[part.began] = rank
            if child.trace is not None:
                n = child.v[part.series.at]
                child.trace.append(Verdict(at, part.series.at, n, None, "date_unknown", True, None))
