"""The compiled rules made ready to run: names become tables, spans become remembered additions.

Pure. Built once from the plain dictionary of `compiling` (the phone builds the same from the same dictionary); holds no
child. Everything a child's evaluation reads most is one list or dictionary access away. Ages are positions in a child's
calendar: the list of the days on which it reaches every age the rules speak of. In a child's state `born` and `on` are
not days but stretches: the number of the stretch between two days some condition names. So a state has few values, and
what conditions say of one is worked out once (`known`).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, NamedTuple

from fieldapp.schedule.calendars import Calendars, Plain, Stretches
from fieldapp.schedule.rules.days import NEVER, REMEMBER_AT_MOST, Shifted
from fieldapp.schedule.rules.vocabulary import MANY

When = tuple[tuple[int, int, int], ...]
AGES = ("age", "accept", "until", "end", "before", "condition_from")
_SHIFTED: dict[int, Shifted] = {}


def shifted(span: int | None) -> Shifted:
    """The remembered addition of an interval; none is no interval."""
    return _SHIFTED.setdefault(span or 0, Shifted(span or 0))


class Rule:
    """One rule. Ages are positions in the child's calendar, `_at` tables turn the day of a dose into a later day."""

    __slots__ = (
        "accept", "after", "after_gap", "age", "ahead", "before", "condition", "condition_from", "count", "doubt",
        "early_counts", "end", "first_at", "gap_at", "give", "id", "numbers", "one_gap", "unsure", "until", "when",
    )  # fmt: skip

    def __init__(self, plain: Plain, programme: Programme) -> None:
        ages = programme.ages
        self.id: str = plain["id"]
        self.count: int = plain["count"]
        self.numbers: tuple[int, int] = (plain["n"][0], plain["n"][1])
        self.give: str | None = plain["give"]
        self.when = programme.when(plain)
        self.age, self.accept, self.until, self.end, self.before, self.condition_from = (
            ages.index(plain[key]) for key in AGES
        )
        self.gap_at = shifted(plain["gap"])
        self.first_at = shifted(plain["gap_first"]) if plain["gap_first"] is not None else None
        self.after = tuple((counter, shifted(span)) for counter, span in plain["after"])
        self.one_gap = self.first_at is None and not self.after
        self.ahead: bool = plain["ahead"]
        self.early_counts: bool = plain["early_counts"]
        self.after_gap: bool = plain["after_gap"]
        self.condition: str | None = plain["condition"]
        self.unsure: bool = plain["unsure"]
        self.doubt: Plain | None = plain["doubt"]


class Close(NamedTuple):
    """A series, or its dose numbers from `low` to `high`, closed where `when` holds and the age is reached."""

    when: When
    low: int
    high: int
    age: int
    reason: str
    doubt: Plain | None


Groups = tuple[tuple[int, list[list[Rule]]], ...]
Read = list[tuple[Rule, Plain]]
State = list[int]
Looks = Callable[[State], Any]  # the values of those places of a state that some conditions look at


@dataclass(slots=True, eq=False)
class Part:
    """What one product is in one series: counters it raises, ages at which that holds, rules that may accept it, and
    which of them may by the state of a child, remembered as met.
    """

    product: int
    live: bool
    series: Series
    adds: tuple[int, ...]
    began: int
    remembers: bool
    by_age: tuple[int, int] | None
    from_birth: bool
    groups: Groups
    looks: Looks
    known: dict[Any, list[Rule]]
    doubt: Plain | None
    doubtful: bool  # whether any verdict in this part may rest on something of low certainty


@dataclass(slots=True, eq=False)
class Situation:
    """A series in one state of a child, before ages and intervals: the rules that may ask for the missing dose, each
    with its number, the product it goes on with, what may close it, and the entry of low certainty by which it has
    enough or goes on with that product; `COMPLETE` where nothing is missing.
    """

    fitting: list[tuple[int, Rule]]
    chosen: str | None
    close: list[Close]
    doubt: Plain | None = None


COMPLETE = Situation([], None, [])


class Series:
    """One series in one era: its asking rules, the product it goes on with, when it has enough and when it closes; the
    ages of the rules `above` each dose number; and its situation by the state of a child, remembered as met.
    """

    def __init__(self, at: int, plain: Plain, rules: Read, programme: Programme) -> None:
        asking = [(rule, said) for rule, said in rules if said["ask"] and said["series"] == at]
        self.at = at
        self.live = programme.live
        self.live_gap: int = -plain["live_gap"]
        self.live_rule: str = plain["live_rule"]
        self.rules = [rule for rule, _ in asking]
        self.groups = _by_number(asking)
        its = [
            [entry for entry in plain[key] if entry["series"] == at] for key in ("choose", "enough", "close")
        ]
        self.choose = [(programme.when(entry), str(entry["give"]), entry["doubt"]) for entry in its[0]]
        self.enough = [(programme.when(entry), entry["doubt"]) for entry in its[1]]
        self.close = [_close(entry, programme) for entry in its[2]]
        others = [*(when for when, *_ in self.choose), *(when for when, _ in self.enough)]
        others += [close.when for close in self.close]
        self.looks = _looks(at, self.groups, others)
        self.above = [
            tuple({rule.age for rule in self.rules if rule.numbers[1] > n or rule.numbers[1] == MANY})
            for n in range(MANY + 1)
        ]
        self.doubtful = any(
            entry["doubt"]
            for entry in [*(said for _, said in asking), *(entry for kind in its for entry in kind)]
        )
        self.known: dict[Any, Situation] = {}


class Era:
    """The rules in force from one day to the next change."""

    def __init__(self, plain: Plain, programme: Programme) -> None:
        self.edition: str = plain["edition"]
        self.doubts: list[Plain] = plain["doubts"]
        self.live_gap: int = -plain["live_gap"]
        self.unsure: bool = plain["unsure"]
        self.wait: int = plain["wait"]
        self.first: tuple[int, ...] = tuple(plain["first"])
        rules = [(Rule(rule, programme), rule) for rule in plain["rules"]]
        self.rules = {rule.id: rule for rule, _ in rules}
        self.remembering = {plain["series"] for _, plain in rules if plain["gap_first"] is not None}
        self.remembering |= {
            entry["series"] for entry in plain["choose"] for at, *_ in entry["when"] if at > programme.on + 1
        }
        self.series = [Series(at, plain, rules, programme) for at in range(len(programme.series))]
        self.parts = [
            tuple(self._part(part, rank, rules, programme) for part in product["parts"])
            for rank, product in enumerate(programme.plain["products"])
        ]

    def _part(self, part: Plain, rank: int, rules: Read, programme: Programme) -> Part:
        product = programme.names[rank]
        fitting = [
            (rule, plain)
            for rule, plain in rules
            if plain["series"] == part["series"] and (plain["takes"] is None or product in plain["takes"])
        ]
        ages = programme.ages.index(part["from"] or 0), programme.ages.index(part["until"])
        series, groups = self.series[part["series"]], _by_number(fitting)
        return Part(
            product=rank,
            live=programme.is_live[rank],
            series=series,
            adds=tuple(part["adds"]),
            began=part["began"],
            remembers=part["series"] in self.remembering,
            by_age=None if (part["from"], part["until"]) == (None, None) else ages,
            from_birth=part["from"] is None,
            groups=groups,
            looks=_looks(series.at, groups, [when for when, _ in series.enough]),
            known={},
            doubt=(doubt := programme.plain["products"][rank]["doubt"]),
            doubtful=doubt is not None or any(rule.doubt for rule, _ in fitting),
        )


def _close(plain: Plain, programme: Programme) -> Close:
    low, high = plain["n"] or (1, 0)
    age = programme.ages.index(plain["age"] or 0)
    return Close(programme.when(plain), low, high, age, plain["reason"], plain["doubt"])


def _looks(at: int, groups: Groups, others: Iterable[When]) -> Looks:
    """The places of a state that decide which of these rules and conditions speak; `at` keeps it from being none."""
    places = {at, *(counter for counter, _ in groups)}
    places |= {place for when in others for place, _, _ in when}
    places |= {p for _, table in groups for rules in table for rule in rules for p, _, _ in rule.when}
    return itemgetter(*sorted(places))


def _by_number(rules: Read) -> Groups:
    """Rules by the counter they count and the dose number they are about; the last place is for all above."""
    groups: dict[int, list[list[Rule]]] = {}
    for rule, plain in rules:
        table = groups.setdefault(plain["count"], [[] for _ in range(MANY + 1)])
        for n in range(plain["n"][0], plain["n"][1] + 1):
            table[n].append(rule)
    return tuple(groups.items())


class _EraOf(dict[int, Era]):
    """The rules in force on a day; the first era stands for everything before it too."""

    def __init__(self, starts: list[int], eras: list[Era]) -> None:
        super().__init__()
        self.starts, self.eras = starts, eras

    def __missing__(self, day: int) -> Era:
        era = self.eras[max(0, bisect_right(self.starts, day) - 1)]
        if len(self) < REMEMBER_AT_MOST:
            self[day] = era
        return era


class Programme:
    """The rules of all eras, ready to run. `plain` is the dictionary it was made from."""

    def __init__(self, plain: Plain) -> None:
        self.plain = plain
        self.series: tuple[str, ...] = tuple(plain["series"])
        self.counters: int = len(plain["counters"])
        self.on = self.counters + 1
        products = plain["products"]
        self.names = [product["id"] for product in products]
        self.ranks = {name: rank for rank, name in enumerate(self.names)}
        self.live = frozenset(product["id"] for product in products if product["live"])
        self.is_live = [product["live"] for product in products]
        self.last_used = [NEVER if p["last_used"] is None else p["last_used"] for p in products]
        self.ages = _all_ages(plain)
        self.calendars = Calendars(self.ages)
        self.cohorts, self.periods = Stretches(plain, self.on - 1), Stretches(plain, self.on)
        self.eras = [Era(era, self) for era in plain["eras"]]
        self.era_of = _EraOf([era["from"] for era in plain["eras"]], self.eras)
        self.highest = [_highest(at, plain) for at in range(len(self.series))]
        self.blank = [0] * (self.counters + 3) + [-1] * len(self.series)

    def when(self, plain: Plain) -> When:
        """The conditions of an entry, days turned into stretches."""
        stretches = {self.on - 1: self.cohorts, self.on: self.periods}
        return tuple(
            (place, stretches[place][low], stretches[place][high])
            if place in stretches
            else (place, low, high)
            for place, low, high in plain["when"]
        )


def _highest(series: int, plain: Plain) -> tuple[int, bool]:
    """The highest dose number the rules of a series speak of, and whether one of them speaks of all above it too ("from
    the fourth on", until two doses hold what was lacking)."""
    numbers = [rule["n"] for era in plain["eras"] for rule in era["rules"] if rule["series"] == series]
    return max(low + 2 if high == MANY else high for low, high in numbers), any(n[1] == MANY for n in numbers)


def _all_ages(plain: Plain) -> list[int | None]:
    """Every age the rules speak of, once; birth and "no limit" first."""
    ages: dict[int | None, None] = {0: None, None: None}
    for era in plain["eras"]:
        for rule in era["rules"]:
            ages.update((rule[key], None) for key in AGES)
        ages.update((close["age"], None) for close in era["close"])
    for product in plain["products"]:
        ages.update((part[key], None) for part in product["parts"] for key in ("from", "until"))
    return list(ages)
