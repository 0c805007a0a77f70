"""What a clinic has to give a child: its gaps, which product each may get, and on which visits. Pure.

Where the doses entered lack more than the check found, not all were entered, and the schedule would ask for what the
child had: there only what the check found stands, for the certificate in the clinic's hand knows more.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fieldapp.schedule import Programme
from fieldapp.schedule.asking import CLOSING_STATES
from fieldapp.schedule.planning import plan
from fieldapp.schedule.series_of import counts_in
from fieldapp.school.classes.telling import Gap, gaps_of
from fieldapp.school.engine import assessed
from fieldapp.school.outcome import SPECIAL, Outcome
from fieldapp.school.pupils import Pupil
from fieldapp.school.slots import Slot, product_by_age

NO_LONGER = ("tOPV", "DTwP", "MV", "MR", "MM", "MMRV")  # of doses given earlier; the clinic has none of them
Parts = dict[str, list[dict[str, Any]]]


@dataclass(frozen=True)
class Visit:
    """One day and the doses given together on it: slot and product."""

    on: str
    doses: Sequence[tuple[Slot, str | None]]


@dataclass(frozen=True)
class Needs:
    """What is to be given to a child, and the visits on which.

    now: what may be given today, with the products that would fill it (`offered`); waits: what is missing and cannot be
    given yet; later: what comes when the child is of age.
    agrees: whether the doses entered agree with what the check found missing; doubtful: the slots they lack beside.
    """

    now: Sequence[Gap]
    waits: Sequence[Gap]
    later: Sequence[Gap]
    visits: Sequence[Visit]
    offered: Mapping[Slot, Sequence[str]]
    agrees: bool
    doubtful: Sequence[Slot]

    @property
    def missing(self) -> list[Gap]:
        """All that is missing, what may be given today first."""
        return [*self.now, *self.waits]


def needs_of(pupil: Pupil, outcome: Outcome, on: str, rules: Programme, parts: Parts) -> Needs:
    """What a child of a school still needs on a day."""
    states = [one for one in pupil.states if one[2] != "refused"]  # a refusal leaves the gap open
    states += [(series, n, why, on) for series, n, why in closed_by_looks(pupil) if why in CLOSING_STATES]
    given = [(product, day) for product, day, _source in pupil.doses]

    def answer(day: str) -> dict[str, Any]:
        return assessed(pupil.born, pupil.fields.get("sex"), given, states, day, rules)

    agrees = _agrees(pupil, outcome, answer)
    every = [gap for gap in gaps_of(answer(on), outcome, pupil.born) if gap.slot not in outcome.excused]
    known = every if agrees else [_by_age(gap, pupil.born, on) for gap in every if gap.named]
    due = [gap for gap in known if gap.due]
    now = [gap for gap in due if (gap.earliest or "9") <= on] if agrees else _first_of_series(due)
    waits = [gap for gap in due if gap not in now]
    later = [gap for gap in known if not gap.due]
    doubtful = [gap.slot for gap in every if gap.due and not agrees and not gap.named and pupil.doses]
    offered = {gap.slot: products_for(gap, pupil.born, on, parts) for gap in now}
    visits = _visits(pupil, on, states, rules) if agrees else _at_once(now, on)
    return Needs(now, waits, later, visits, offered, agrees, doubtful)


def _agrees(pupil: Pupil, outcome: Outcome, answer: Callable[[str], dict[str, Any]]) -> bool:
    """Whether the doses entered lack nothing on the day of the check but what it found missing."""
    if outcome.checked_on is None or pupil.born is None:
        return bool(pupil.doses)
    lacks = {(one["series"], one["n"]) for one in answer(outcome.decided_on or outcome.checked_on)["missing"]}
    return lacks <= {*outcome.missing, *outcome.excused}


def closed_by_looks(pupil: Pupil) -> list[tuple[str, int, str]]:
    """The slots that clinics closed in their assessments, with the reason."""
    return [one for look in pupil.looks for one in look.exempt]


def _by_age(gap: Gap, born: str | None, on: str) -> Gap:
    """A gap without what the schedule worked out from too few doses."""
    return gap._replace(product=product_by_age(gap.slot, born, on), earliest=None)


def _first_of_series(gaps: Sequence[Gap]) -> list[Gap]:
    """Of each series the first gap: no two doses of one are given on a day."""
    first: dict[str, Gap] = {}
    for gap in sorted(gaps, key=lambda gap: gap.slot[1]):
        first.setdefault(gap.slot[0], gap)
    return [gap for gap in gaps if first[gap.slot[0]] is gap]


def _at_once(now: Sequence[Gap], on: str) -> list[Visit]:
    return [Visit(on, [(gap.slot, gap.product) for gap in now])] if now else []


def _visits(pupil: Pupil, on: str, states: Sequence[Any], rules: Programme) -> list[Visit]:
    said = [{"series": series, "n": n, "state": state} for series, n, state, day in states if day <= on]
    child = {"born": pupil.born, "sex": pupil.fields.get("sex"), "states": said}
    doses = [{"product": product, "given_on": day} for product, day, _source in pupil.doses]
    planned = plan(child, [one for one in doses if (one["given_on"] or on) <= on], on, rules)
    return [
        Visit(visit["on"], [((one["series"], one["n"]), one["product"]) for one in visit["doses"]])
        for visit in planned
    ]


def products_for(gap: Gap, born: str | None, on: str, parts: Parts) -> list[str]:
    """The products that would fill a gap on a day, the one the schedule asks for first."""
    series_at, (series, n) = counts_in(born, parts), gap.slot
    wanted = next((only for (of, low), only in SPECIAL.items() if of == series and n >= low), None)
    fitting = [
        product
        for product in parts
        if series in series_at(product, on)
        and product not in NO_LONGER
        and (wanted is None or product in wanted)
    ]
    first = gap.product or product_by_age(gap.slot, born, on)
    return sorted(fitting, key=lambda product: product != first)
