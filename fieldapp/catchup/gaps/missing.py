"""What a child lacks on a day, with the day from which each dose may be given, and sums over children. Pure.

What is missing is the schedule's answer (`fieldapp.schedule.evaluate`, its `missing` and `due`): a slot whose age has
come and that no dose fills, waiting for an interval or not. A refusal leaves the gap. Of whom no dose at all is
recorded nothing is known: the register is asked first, so such a child stands apart and counts as nobody's gap.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from fieldapp.records.standing import completed_years
from fieldapp.schedule import Programme, evaluate

UNDER_YEARS = 7  # of whom it is asked: 0 to 6 years
GONE = ("moved", "died")
POLIO, APART = "polio", "bcg"  # no share is worked out of BCG
COUNTED = ("children", "short", "now", "unknown", "zero")
Dose = tuple[str | None, str | None]
State = tuple[str, int, str]
Lacks = Callable[["Known", str, Programme], Sequence["Missing"]]  # of a child, on a day


@dataclass(frozen=True)
class Known:
    """A child as it is recorded: its key, fields, village, home, doses (product, day) and states (series, n, state);
    `given_in`: doses by the campaign they were given in; `gone_on`: the day it moved or died."""

    key: str
    village: str
    fields: Mapping[str, Any]
    home: Mapping[str, Any]
    doses: Sequence[Dose]
    states: Sequence[State]
    given_in: Mapping[str, Sequence[Dose]] = field(default_factory=dict)
    gone_on: str | None = None


@dataclass(frozen=True)
class Missing:
    """One dose that is missing: its series and number, the product it would be, from which day it may be given (None
    where an earlier dose comes first), and what has to be settled before."""

    series: str
    n: int
    product: str | None
    earliest: str | None
    condition: str | None = None
    refused: bool = False

    def may_be_given(self, on: str) -> bool:
        """Whether it may be given on a day without anything being settled first."""
        return self.earliest is not None and self.earliest <= on and not self.condition


@dataclass(frozen=True)
class OfChild:
    """A child with what it lacks; `unknown`: no dose of it is recorded; `unasked`: nothing can be said of it, and
    why."""

    child: Known
    missing: Sequence[Missing] = ()
    unknown: bool = False
    unasked: str = ""

    @property
    def zero(self) -> bool:
        """Whether doses of it are recorded and none is of polio."""
        return not self.unknown and not self.unasked and (POLIO, 1) in {(m.series, m.n) for m in self.missing}

    def now(self, on: str) -> list[Missing]:
        """What may be given on a day."""
        return [one for one in self.missing if one.may_be_given(on)]

    def next_day(self) -> str | None:
        """The first day on which something may be given."""
        return min((one.earliest for one in self.missing if one.earliest), default=None)


def is_asked(child: Known, on: str) -> bool:
    """Whether a child is one of those that gaps are looked for in: under seven on that day, alive and not moved."""
    born = child.fields.get("born")
    gone = child.fields.get("status") in GONE
    return not gone and (not born or (born <= on and completed_years(born, on) < UNDER_YEARS))


def lacks_on(child: Known, on: str, rules: Programme) -> Sequence[Missing]:
    """What a child lacks by the schedule."""
    return lacking(child, answered(child, child.doses, on, rules))


def missing_of(child: Known, on: str, rules: Programme, lacks: Lacks = lacks_on) -> OfChild:
    """What a child lacks on a day, as `lacks` works it out."""
    if not child.fields.get("born"):
        return OfChild(child, unasked="birth_unknown")
    if not child.states and not any(day is None or day <= on for _product, day in child.doses):
        return OfChild(child, unknown=True)
    return OfChild(child, lacks(child, on, rules))


def answered(child: Known, doses: Iterable[Dose], on: str, rules: Programme) -> dict[str, Any]:
    """The schedule's answer for a child that had these doses (those after the day left out). A refusal leaves the
    gap."""
    states = [
        {"series": series, "n": n, "state": state} for series, n, state in child.states if state != "refused"
    ]
    given = [{"product": product, "given_on": day} for product, day in doses if day is None or day <= on]
    about = {"born": child.fields["born"], "sex": child.fields.get("sex"), "states": states}
    return evaluate(about, given, on, rules)


def lacking(child: Known, answer: Mapping[str, Any]) -> tuple[Missing, ...]:
    """The missing doses of an answer, each with its day."""
    refused = {(series, n) for series, n, state in child.states if state == "refused"}
    days = {(one["series"], one["n"]): one["from"] for one in answer["next"]}  # waits for an interval
    days |= {(one["series"], one["n"]): one["earliest"] for one in answer["due"]}
    return tuple(_missing(one, days, refused) for one in answer["missing"])


def _missing(one: Mapping[str, Any], days: Mapping[Any, str], refused: set[Any]) -> Missing:
    slot = one["series"], one["n"]
    return Missing(*slot, one.get("product"), days.get(slot), one.get("condition"), slot in refused)


@dataclass
class Sums:
    """Children looked at, of them with a gap, with one that may be closed today, of whom nothing is recorded, without
    any polio dose; and missing doses by series."""

    children: int = 0
    short: int = 0
    now: int = 0
    unknown: int = 0
    zero: int = 0
    doses: Counter[str] = field(default_factory=Counter)

    @property
    def missing(self) -> int:
        """All missing doses, BCG apart."""
        return sum(n for series, n in self.doses.items() if series != APART)


def sums_of(children: Iterable[OfChild], on: str) -> Sums:
    """Sums over children."""
    found = Sums()
    for one in children:
        found.children += 1
        found.unknown += one.unknown
        found.zero += one.zero
        found.short += any(gap.series != APART for gap in one.missing)
        found.now += bool(one.now(on))
        found.doses.update(gap.series for gap in one.missing)
    return found


def added(many: Iterable[Sums]) -> Sums:
    """Several sums together."""
    found = Sums()
    for one in many:
        for name in COUNTED:
            setattr(found, name, getattr(found, name) + getattr(one, name))
        found.doses.update(one.doses)
    return found
