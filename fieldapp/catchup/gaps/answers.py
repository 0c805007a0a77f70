"""What the schedule answers of a child on a day, kept by what it was asked: birth, sex, doses, states and day. The same
question has the same answer whoever asks and whenever, so nothing here is ever out of date. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from sys import intern
from typing import Any

from fieldapp.catchup.gaps.missing import Dose, Known, Missing, answered, lacking
from fieldapp.schedule import Programme, packaged
from fieldapp.schedule.series_of import SeriesAt, counts_in, parts_of

LATEST = "9999-12-31"  # in place of a day nobody knows
MOST = 20_000  # children of five pages as large as are worked out at once, on two days


@dataclass(frozen=True, slots=True)
class At:
    """The schedule's answer for a child on a day, as far as gaps ask: what is missing, what is closed and why, how
    many valid doses of each series there are, the day of the last, and the valid doses themselves, those of a known
    day by day."""

    missing: Sequence[Missing]
    closed: Sequence[tuple[str, int, str]]
    have: Counter[str]
    last: Mapping[str, str]
    dated: Sequence[tuple[str, str]]
    undated: Sequence[str]


class Answers:
    """Answers that were given, at most so many; then it begins anew."""

    def __init__(self, most: int = MOST) -> None:
        self.most = most
        self.kept: dict[Hashable, At] = {}
        self.rules: dict[int, Programme] = {}  # held, so that no other rules are taken for them

    def at(self, child: Known, doses: Iterable[Dose], on: str, rules: Programme) -> At:
        """The answer for a child that had these doses; those after the day are left out."""
        given = tuple(dose for dose in doses if dose[1] is None or dose[1] <= on)
        about = child.fields["born"], child.fields.get("sex"), tuple(child.states)
        key = (id(rules), on, about, given)
        found = self.kept.get(key)
        if found is None:
            found = _at(child, answered(child, given, on, rules))
            if len(self.kept) >= self.most:
                self.kept, self.rules = {}, {}
            self.rules[id(rules)] = rules
            self.kept[key] = found
        return found

    def lacks(self, child: Known, on: str, rules: Programme) -> Sequence[Missing]:
        """What a child lacks on a day."""
        return self.at(child, child.doses, on, rules).missing


ANSWERS = Answers()


@cache
def _parts() -> dict[str, list[dict[str, Any]]]:
    return parts_of(packaged().products)


def series_of(child: Known) -> SeriesAt:
    """In which series products count for a child."""
    return counts_in(child.fields["born"], _parts())


def _at(child: Known, answer: Mapping[str, Any]) -> At:
    series_at = series_of(child)
    closed = [(one["series"], one["n"], one["reason"]) for one in answer["closed"]]
    valid = [one for one in answer["doses"] if one["valid"]]
    dated = sorted(
        {(one["product"], intern(one["given_on"])) for one in valid if one["given_on"]}, key=_by_day
    )
    undated = [one["product"] for one in valid if not one["given_on"]]
    have: Counter[str] = Counter()
    for product, day in [*dated, *((product, LATEST) for product in undated)]:
        have.update(set(series_at(product, day)))
    last = {series: day for product, day in dated for series in series_at(product, day)}
    return At(lacking(child, answer), closed, have, last, dated, undated)


def _by_day(dose: tuple[str, str]) -> tuple[str, str]:
    return dose[1], dose[0]
