"""Areas ranked by the share of a group that was reached, beside the group's goal. Pure.

A share is one of the people the census counts, never of those on the list; without a census number there is none. It
is not clipped at 100 %.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from fieldapp.catchup.plan.group_figures import COUNTED, EVERYONE, GIVEN, PEOPLE, WEEK, measure
from fieldapp.catchup.plan.groups import DOSES, Goal, Group

Figures = Mapping[tuple[str, str], int]
Typed = Mapping[tuple[str, str], int]  # (area, group) → people


@dataclass(frozen=True)
class Number:
    """How many people of a group an area has by the census: as typed for itself, else its parts added up; None while
    one is not typed. `lacking`: parts without a number; `parts`: what the parts add up to where that is another
    number than the area's own."""

    n: int | None
    lacking: int = 0
    parts: int | None = None


@dataclass(frozen=True)
class Reached:
    """How many of a group got there with a dose: people, of how many, within the last week and day, and the goal."""

    n: int
    of: int | None
    week: int
    day: int
    goal: Goal | None

    @property
    def over(self) -> bool:
        """Whether more were reached than the census counts."""
        return self.of is not None and self.n > self.of

    @property
    def left(self) -> int | None:
        """How many are still to be reached for the goal; None without a goal or a census number."""
        return None if self.goal is None or self.of is None else self.goal.left(self.n, self.of)

    @property
    def met(self) -> bool:
        """Whether the goal is reached."""
        return self.left == 0


@dataclass(frozen=True)
class Row:
    """An area: its place by the share with a first dose (0: none), its census, the people on the list, what was
    reached by dose, and doses given in the campaign's days."""

    code: str
    name: str
    census: Number
    listed: int
    reached: Mapping[str, Reached]
    given: int
    rank: int = 0

    @property
    def missing(self) -> int | None:
        """People the census counts and the list does not have; None without a number."""
        return None if self.census.n is None else max(0, self.census.n - self.listed)

    def without(self, dose: str) -> int:
        """People on the list who have not got there with a dose."""
        return self.listed - self.reached[dose].n


@dataclass(frozen=True)
class Place:
    """An area that is ranked: its figures, the villages of it, and whether all of it is looked at (`whole`), so that a
    number typed for itself may be used."""

    code: str
    name: str
    figures: Figures
    villages: Sequence[str]
    whole: bool = True


def number_of(place: Place, typed: Typed, group: Group) -> Number:
    """The census number of an area."""
    own = typed.get((place.code, group.code)) if place.whole else None
    if list(place.villages) == [place.code]:
        return Number(own, int(own is None))
    return _of_parts(own, [typed.get((village, group.code)) for village in place.villages])


def _of_parts(own: int | None, parts: Sequence[int | None]) -> Number:
    known = [n for n in parts if n is not None]
    added = sum(known) if known and len(known) == len(parts) else None
    if own is None:
        return Number(added, len(parts) - len(known))
    return Number(own, 0, added if added not in (None, own) else None)


def sum_of(code: str, rows: Iterable[Row], typed: Typed, group: Group, whole: bool) -> Number:
    """The census number of all areas together: as typed for the area around them, else added up."""
    own = typed.get((code, group.code)) if whole else None
    return _of_parts(own, [row.census.n for row in rows])


def row_of(place: Place, census: Number, group: Group, series: str) -> Row:
    """The line of an area, of one group and vaccine."""

    def n(what: str, of: str = series, days: int = 0) -> int:
        return place.figures.get((measure(group, what, of, days), EVERYONE), 0)

    reached = {
        dose: Reached(n(dose), census.n, n(dose, days=WEEK), n(dose, days=1), group.goals.get(dose))
        for dose in DOSES
    }
    return Row(place.code, place.name, census, n(PEOPLE, ""), reached, n(GIVEN))


def is_counted(places: Iterable[Place], group: Group) -> bool:
    """Whether the figures know of a group at all: one that was set today is not in last night's."""
    return any(place.figures.get((measure(group, COUNTED), EVERYONE)) for place in places)


def ranked(rows: Iterable[Row], dose: str) -> list[Row]:
    """The areas by their share, the highest first, equal ones on one place; those without a census number behind,
    without a place."""

    def share(row: Row) -> tuple[int, int]:
        one = row.reached[dose]
        return (one.n, one.of) if one.of else (-1, 1)

    order = sorted(rows, key=lambda row: (-share(row)[0] / share(row)[1], row.code))
    found: list[Row] = []
    for at, row in enumerate(order, start=1):
        same = found and share(found[-1])[0] * share(row)[1] == share(row)[0] * share(found[-1])[1]
        place = 0 if not row.reached[dose].of else found[-1].rank if same else at
        found.append(replace(row, rank=place))
    return found


def together(code: str, name: str, places: Sequence[Place], whole: bool = True) -> Place:
    """Areas as one."""
    figures: Counter[tuple[str, str]] = Counter()
    for place in places:
        figures.update(place.figures)
    return Place(code, name, figures, [village for place in places for village in place.villages], whole)
