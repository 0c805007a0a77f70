"""What a child needed when a campaign of catch-up began, what it has got since, and what is left. Pure.

What was needed is asked of the campaign's first day, from the doses given before it, whenever they were recorded: so a
child half caught up never leaves the list, and the order in which records arrive changes nothing. What was given
counts from any source by the day it was given. A dose of the campaign that fills nothing that was needed then (its age
came while the campaign ran) counts as given too: a share may pass 100 %, and is shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from fieldapp.catchup.gaps.answers import LATEST, Answers, At, series_of
from fieldapp.catchup.gaps.missing import APART, POLIO, Dose, Known, Missing
from fieldapp.catchup.plan.plan import (
    UNKNOWN,
    Plan,
    asked_doses,
    days_before,
    grown_doses,
    is_meant,
    residence_of,
)
from fieldapp.schedule import Programme

Slot = tuple[str, int]
MOST_PRIOR = 3
OVER_AGE = "over_age"
SOON_DAYS = 60  # so many days before its last day a dose is nearly too late


@dataclass(frozen=True)
class Case:
    """A child the campaign is about: what it needed on the first day, which of these slots are filled since, doses
    given beyond them by series, what it lacks now, and how many polio doses it had before (`0` to `3`, `unknown`).
    `unknown`: no dose of it is recorded at all. `have`: the days of its valid doses by series, the earliest first
    (empty where none is known); `lacks`: series of which the schedule still misses one, or has closed one by age."""

    child: Known
    residence: str
    needed: Sequence[Missing]
    filled: frozenset[Slot]
    beyond: Mapping[str, int]
    left: Sequence[Missing]
    prior: str
    unknown: bool = False
    have: Mapping[str, Sequence[str]] = field(default_factory=dict)
    lacks: frozenset[str] = frozenset()

    @property
    def short(self) -> bool:
        """Whether it needed something when the campaign began; of BCG nothing is reckoned."""
        return any(one.series != APART for one in self.needed)

    @property
    def done(self) -> bool:
        """Whether all of that was given."""
        return self.short and all(
            (one.series, one.n) in self.filled for one in self.needed if one.series != APART
        )

    @property
    def open(self) -> list[Missing]:
        """What was needed and is not given yet, as it stands now; what was closed meanwhile keeps its place."""
        now = {(one.series, one.n): one for one in self.left}
        still = [one for one in self.needed if (one.series, one.n) not in self.filled]
        return [now.get((one.series, one.n), one) for one in still]

    @property
    def zero(self) -> bool:
        """Whether it had no polio dose when the campaign began, and could have had one."""
        return self.prior == "0" and any((one.series, one.n) == (POLIO, 1) for one in self.needed)


@dataclass(frozen=True)
class Need:
    """What a child the campaign is about needed on its first day; `unknown`: no dose of it is recorded at all."""

    needed: Sequence[Missing]
    unknown: bool = False

    @property
    def short(self) -> bool:
        """Whether it needed something when the campaign began; of BCG nothing is reckoned."""
        return any(one.series != APART for one in self.needed)


@dataclass(frozen=True)
class Asker:
    """All that cases of one campaign are worked out with: its plan, the day, the schedule, and what it answered."""

    plan: Plan
    on: str
    rules: Programme
    answers: Answers = field(default_factory=Answers)

    def need(self, child: Known) -> Need | None:
        """What a child needed on the first day; None where the campaign is not about it."""
        plan, first = self.plan, self.plan.first_day
        if not is_meant(plan, child.village, child.fields, child.gone_on):
            return None
        unknown, at_first = not child.doses and not child.states, self._before(child, first)
        needed = self._needed(child, at_first, unknown)
        return Need(needed + self._grown(child, at_first, unknown, first), unknown)

    def case(self, child: Known) -> Case | None:
        """The case of a child; None where the campaign is not about it."""
        need = self.need(child)
        if need is None:
            return None
        plan, unknown, until = self.plan, need.unknown, self.plan.until(self.on)
        now = self.answers.at(child, child.doses, until, self.rules)
        left = [one for one in now.missing if one.series in plan.series and not unknown]
        left += self._grown(child, now, unknown, until)
        filled, beyond = self._given(child, need.needed, now)
        polio = self._before(child, plan.first_day).have[POLIO]
        prior = UNKNOWN if unknown else str(min(MOST_PRIOR, polio))
        said = Case(child, residence_of(child.fields), need.needed, filled, beyond, left, prior, unknown)
        return replace(said, **_grouped(child, now)) if plan.groups else said

    def last_day(self, case: Case, one: Missing, within: int = SOON_DAYS) -> str | None:
        """The last day on which a missing dose may be given as things stand (without a PPD, for BCG); None where that
        is further away than so many days, or nothing may be given at all."""
        start = one.earliest
        if start is None:
            return None
        first = max(self.on, start)
        days = (date.fromisoformat(self.on) - date.fromisoformat(first)).days + within
        if days < 0 or self._goes(case, one, days_before(first, -days)):
            return None
        low, high = 0, days  # may be given on the first of them, not on the last
        if not self._goes(case, one, first):
            return None
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (
                (middle, high) if self._goes(case, one, days_before(first, -middle)) else (low, middle)
            )
        return days_before(first, -low)

    def _goes(self, case: Case, one: Missing, on: str) -> bool:
        """Whether a dose would still be missing on a day, on the same condition."""
        now = self.answers.at(case.child, case.child.doses, on, self.rules)
        slots = {(gap.series, gap.n, gap.condition) for gap in now.missing}
        return (one.series, one.n, one.condition) in slots

    def _before(self, child: Known, on: str) -> At:
        """The answer on a day up to the first, for what was given before that."""
        first = self.plan.first_day
        before = [dose for dose in child.doses if dose[1] is None or dose[1] < first]
        return self.answers.at(child, before, on, self.rules)

    def _needed(self, child: Known, at_first: At, unknown: bool) -> tuple[Missing, ...]:
        """Of what the schedule misses on the first day what the campaign's own definition calls a gap."""
        plan, born = self.plan, str(child.fields["born"])
        long_ago = {days: self._slots(child, days) for days in {*plan.grace.values()} - {0}}
        found = []
        for one in at_first.missing:
            have = at_first.have[one.series]
            asked = asked_doses(plan, one.series, born, plan.first_day, have, not unknown)
            by_rule = (not unknown) if asked is None else one.n <= asked
            then = long_ago.get(plan.grace.get(one.series, 0))
            in_time = then is None or (one.series, one.n) in then
            if one.series in plan.series and by_rule and in_time:
                found.append(one)
        return tuple(found)

    def _grown(self, child: Known, at: At, unknown: bool, on: str) -> tuple[Missing, ...]:
        """Doses that the schedule closes by age and that the campaign's definition asks of the grown; the next of a
        series from so many days on after the last."""
        plan, born = self.plan, str(child.fields["born"])
        found = []
        for series, n, reason in at.closed:
            have = at.have[series]
            asked = grown_doses(plan, series, born, on, have, not unknown)
            if reason == OVER_AGE and series in plan.series and n <= asked:
                then = days_before(at.last[series], -plan.apart) if series in at.last else plan.first_day
                found.append(Missing(series, n, None, then if n == have + 1 else None))
        return tuple(found)

    def _slots(self, child: Known, days: int) -> set[Slot]:
        """The slots whose age had come so many days before the first day."""
        on = days_before(self.plan.first_day, days)
        if on < child.fields["born"]:
            return set()
        return {(one.series, one.n) for one in self._before(child, on).missing}

    def _given(
        self, child: Known, needed: Sequence[Missing], now: At
    ) -> tuple[frozenset[Slot], Counter[str]]:
        """Which needed slots were filled in the campaign's days, and doses of the campaign beyond them."""
        given = self._window(child, now)
        if not given:
            return frozenset(), Counter()
        empty = {(one.series, one.n) for one in now.missing} | {(one[0], one[1]) for one in now.closed}
        own = Counter(child.given_in.get(self.plan.key, ()))
        filled: set[Slot] = set()
        beyond: Counter[str] = Counter()
        for series, doses in given.items():
            want = sorted(one.n for one in needed if one.series == series and (series, one.n) not in empty)
            filled.update((series, n) for n in want[: len(doses)])
            beyond[series] = sum(1 for dose in doses[len(want) :] if own[dose])
        return frozenset(filled), +beyond

    def _window(self, child: Known, now: At) -> dict[str, list[Dose]]:
        """Valid doses of the campaign's series given in its days, by series, the earliest first."""
        found: dict[str, list[Dose]] = {}
        series_at = series_of(child)
        for dose in now.dated:
            if self.plan.first_day <= dose[1]:
                for series in series_at(*dose):
                    if series in self.plan.series:
                        found.setdefault(series, []).append(dose)
        return found


def _grouped(child: Known, now: At) -> dict[str, Any]:
    """What groups ask of a case: `have` and `lacks`."""
    series_at = series_of(child)
    have: dict[str, list[str]] = {}
    for product, day in [*((product, "") for product in now.undated), *now.dated]:
        for series in set(series_at(product, day or LATEST)):
            have.setdefault(series, []).append(day)
    lacks = {one.series for one in now.missing} | {one[0] for one in now.closed if one[2] == OVER_AGE}
    return {"have": have, "lacks": frozenset(lacks)}


def cases_of(children: Iterable[Known], asker: Asker) -> list[Case]:
    """The cases of a campaign among children."""
    return [case for one in children if (case := asker.case(one)) is not None]


@dataclass
class Count:
    """Children looked at, who of them needed something, of whom nothing is recorded, and doses needed, by series."""

    children: int = 0
    short: int = 0
    unknown: int = 0
    doses: Counter[str] = field(default_factory=Counter)

    @property
    def needed(self) -> int:
        """All doses needed, BCG apart."""
        return sum(n for series, n in self.doses.items() if series != APART)


def count_of(children: Iterable[Known], asker: Asker) -> Count:
    """The count that is shown while a campaign is being set."""
    found = Count()
    for need in filter(None, map(asker.need, children)):
        found.children += 1
        found.short += need.short
        found.unknown += need.unknown
        found.doses.update(one.series for one in need.needed)
    return found
