"""Visits on a card at which a dose was due and not given: missed opportunities.

Every date on the card is a visit. At each, a dose is due when age and interval allow it and it has not
been given; it is missed when it is due and not given then, and corrected when it is given (validly)
later. A dose with a tick, or after one in its series, is never due: nobody knows when it was given.
*Valid*: a dose given too early was not given, and stays due. *Crude*: any dose given counts, whenever.
Source: WHO/IVB/18.09 Annex O; VCQI `calculate_MOV_flags`, RI_QUAL_07, 07B, 08 and 09.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from fieldapp.survey.indicators.evidence import DoseRule, Interview, Schedule, believed

Dose = tuple[str, int]


@dataclass(frozen=True)
class Opportunity:
    """One visit at which one dose was due: given or missed."""

    dose: Dose
    on: date
    missed: bool


@dataclass(frozen=True)
class Opportunities:
    """What the visits of one child come to.

    due        visits at which each dose was due, in order
    received   doses that were given on a known day, validly unless crude ones count
    used       doses the child would have had, had every visit given all that was due then
    """

    due: tuple[Opportunity, ...]
    received: frozenset[Dose]
    used: frozenset[Dose] = frozenset()

    def of(self, dose: Dose | None) -> list[Opportunity]:
        """Visits at which one dose (None: any) was due."""
        return [one for one in self.due if dose in (None, one.dose)]

    def visits(self, dose: Dose | None) -> tuple[int, int]:
        """Visits at which the dose (None: any) was due and missed, and those at which it was due."""
        due = self.of(dose)
        return len({one.on for one in due if one.missed}), len({one.on for one in due})

    def had(self, dose: Dose | None) -> int | None:
        """1 when a due dose was ever missed, 0 when never, None when none was ever due."""
        due = self.of(dose)
        return int(any(one.missed for one in due)) if due else None

    def corrected(self, dose: Dose | None) -> int | None:
        """Of a child with a missed opportunity: 1 when every missed dose was given later, else 0."""
        missed = {one.dose for one in self.of(dose) if one.missed}
        return int(missed <= self.received) if missed else None

    def uncorrected(self, dose: Dose) -> bool:
        """Whether the dose was missed at a visit and never given later."""
        return dose not in self.received and any(one.missed for one in self.of(dose))

    def corrected_some(self) -> int | None:
        """Of a child with a missed opportunity: 1 when some of the missed doses, not all, were given later."""
        missed = {one.dose for one in self.due if one.missed}
        return int(bool(missed & self.received) and not missed <= self.received) if missed else None


def opportunities(child: Interview, schedule: Schedule, crude: bool = False) -> Opportunities:
    """All opportunities of one child; none without a birth date. `crude`: a dose given too early counts too."""
    if child.born is None:
        return Opportunities((), frozenset())
    antigens = dict.fromkeys(rule.antigen for rule in schedule)
    seen = {antigen: _told(child, antigen) | believed(child, antigen) for antigen in antigens}
    visits = sorted({on for dates in seen.values() for on in dates.values() if on is not None})
    due: list[Opportunity] = []
    received: set[Dose] = set()
    used: set[Dose] = set()
    for antigen, dates in seen.items():
        rules = sorted((rule for rule in schedule if rule.antigen == antigen), key=lambda rule: rule.n)
        used |= _used(child.born, rules, visits)
        for rule, given, since in _series(child.born, rules, dates, crude):
            due += _due(child.born, rule, given, since, visits)
            received |= {(antigen, rule.n)} if given else set()
    in_order = tuple(sorted(due, key=lambda one: (one.on, one.dose)))
    return Opportunities(in_order, frozenset(received), frozenset(used))


def _used(born: date, rules: Sequence[DoseRule], visits: Sequence[date]) -> set[Dose]:
    """What the visits would have given, each dose at the first one that age and interval allow (VCQI RI_QUAL_07B)."""
    before, used = None, set()
    for rule in rules:
        before = next(
            (on for on in visits if _of_age(born, rule, on) and _counts(born, rule, on, before)), None
        )
        if before is None:
            break
        used.add((rule.antigen, rule.n))
    return used


def _told(child: Interview, antigen: str) -> dict[int, date | None]:
    """Doses known by word only: ticks."""
    return dict.fromkeys(range(1, child.recall.get(antigen, 0) + 1))


def _series(
    born: date, rules: Sequence[DoseRule], dates: dict[int, date | None], crude: bool
) -> Iterable[tuple[DoseRule, date | None, date | None]]:
    """Each rule that may be judged, with the day it was validly met and that of the dose before."""
    before: date | None = None
    for rule in rules:
        if (dates.get(rule.n, born) is None) or (rule.n > 1 and before is None):
            return
        counts = _counts_crudely if crude and rule.max_age is None else _counts
        given = next((on for on in dates.values() if on is not None and counts(born, rule, on, before)), None)
        yield rule, given, before
        before = given


def _counts(born: date, rule: DoseRule, on: date, before: date | None) -> bool:
    """Whether a dose on this day is valid dose n (the age of later doses is not asked)."""
    age = (on - born).days
    young = age < rule.min_age if before is None else (on - before).days < max(rule.min_interval, 1)
    return not young and (rule.max_age is None or age <= rule.max_age)


def _counts_crudely(_born: date, _rule: DoseRule, on: date, before: date | None) -> bool:
    """Whether a dose on this day is dose n when early doses count: any day after the one before."""
    return before is None or on > before


def _of_age(born: date, rule: DoseRule, on: date) -> bool:
    return (on - born).days >= rule.min_age


def _due(
    born: date, rule: DoseRule, given: date | None, before: date | None, visits: Sequence[date]
) -> list[Opportunity]:
    """The visits at which the dose was due, up to the one at which it was given."""
    return [
        Opportunity((rule.antigen, rule.n), visit, visit != given)
        for visit in visits
        if (given is None or visit <= given)
        and _of_age(born, rule, visit)
        and _counts(born, rule, visit, before)
    ]
