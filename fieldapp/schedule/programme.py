"""The compiled rules made ready to run: names become tables, spans become remembered additions.

Pure. Built once from the plain dictionary of `compiling` (the phone builds the same from the same dictionary); holds no
child. Everything a child's evaluation reads most is one list or dictionary access away. Ages are positions in a child's
calendar: the list of the days on which it reaches every age the rules speak of.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import Any, NamedTuple

from fieldapp.schedule.days import NEVER, REMEMBER_AT_MOST, Shifted, plus
from fieldapp.schedule.vocabulary import MANY

Plain = dict[str, Any]
When = tuple[tuple[int, int, int], ...]
AGES = ("age", "accept", "until", "end", "before", "late", "note_from")
_SHIFTED: dict[int, Shifted] = {}


def shifted(span: int | None) -> Shifted:
    """The remembered addition of an interval; none is no interval."""
    return _SHIFTED.setdefault(span or 0, Shifted(span or 0))


class Rule:
    """One rule. Ages are positions in the child's calendar, `_at` tables turn the day of a dose into a later day."""

    __slots__ = (
        "accept", "after", "age", "ahead", "before", "count", "early_counts", "end", "first_at", "gap_at", "give", "id",
        "late", "note", "note_from", "numbers", "unsure", "until", "when",
    )  # fmt: skip

    def __init__(self, plain: Plain, ages: list[int | None]) -> None:
        self.id: str = plain["id"]
        self.count: int = plain["count"]
        self.numbers: tuple[int, int] = (plain["n"][0], plain["n"][1])
        self.give: str | None = plain["give"]
        self.when = _when(plain)
        self.age, self.accept, self.until, self.end, self.before, self.late, self.note_from = (
            ages.index(plain[key]) for key in AGES
        )
        self.gap_at = shifted(plain["gap"])
        self.first_at = shifted(plain["gap_first"]) if plain["gap_first"] is not None else None
        self.after = tuple((counter, shifted(span)) for counter, span in plain["after"])
        self.ahead: bool = plain["ahead"]
        self.early_counts: bool = plain["early_counts"]
        self.note: str | None = plain["note"]
        self.unsure: bool = plain["unsure"]


class Close(NamedTuple):
    """A series, or its dose numbers from `low` to `high`, closed where `when` holds and the age is reached."""

    when: When
    low: int
    high: int
    age: int
    reason: str


Groups = tuple[tuple[int, list[list[Rule]]], ...]
Read = list[tuple[Rule, Plain]]


class Part(NamedTuple):
    """What one product is in one series: counters it raises, ages at which that holds, rules that may accept it."""

    series: Series
    adds: tuple[int, ...]
    began: int
    remembers: bool
    by_age: tuple[int, int] | None
    from_birth: bool
    groups: Groups


class Series:
    """One series in one era: its asking rules, the product it goes on with, when it has enough and when it closes."""

    def __init__(self, at: int, plain: Plain, rules: Read, programme: Programme) -> None:
        asking = [(rule, said) for rule, said in rules if said["ask"] and said["series"] == at]
        self.at = at
        self.live = programme.live
        self.live_gap: int = -plain["live_gap"]
        self.live_rule: str = plain["live_rule"]
        self.rules = [rule for rule, _ in asking]
        self.groups = _by_number(asking)
        self.idle = [
            not any(c != at or table[min(n + 1, MANY)] for c, table in self.groups) for n in range(MANY + 1)
        ]
        self.choose: list[tuple[When, str]] = [
            (_when(entry), entry["give"]) for entry in plain["choose"] if entry["series"] == at
        ]
        self.enough = [_when(entry) for entry in plain["enough"] if entry["series"] == at]
        self.close = [_close(entry, programme.ages) for entry in plain["close"] if entry["series"] == at]


class Era:
    """The rules in force from one day to the next change."""

    def __init__(self, plain: Plain, programme: Programme) -> None:
        self.edition: str = plain["edition"]
        self.unsure: bool = plain["unsure"]
        self.wait: int = plain["wait"]
        self.first: tuple[int, ...] = tuple(plain["first"])
        rules = [(Rule(rule, programme.ages), rule) for rule in plain["rules"]]
        self.rules = {rule.id: rule for rule, _ in rules}
        self.remembering = {plain["series"] for _, plain in rules if plain["gap_first"] is not None}
        self.remembering |= {
            entry["series"] for entry in plain["choose"] for at, *_ in _when(entry) if at > programme.on + 1
        }
        self.series = [Series(at, plain, rules, programme) for at in range(len(programme.series))]
        self.parts = [
            tuple(self._part(part, product["id"], rules, programme) for part in product["parts"])
            for product in programme.plain["products"]
        ]

    def _part(self, part: Plain, product: str, rules: Read, programme: Programme) -> Part:
        fitting = [
            (rule, plain)
            for rule, plain in rules
            if plain["series"] == part["series"] and (plain["takes"] is None or product in plain["takes"])
        ]
        ages = programme.ages.index(part["from"] or 0), programme.ages.index(part["until"])
        return Part(
            series=self.series[part["series"]],
            adds=tuple(part["adds"]),
            began=part["began"],
            remembers=part["series"] in self.remembering,
            by_age=None if (part["from"], part["until"]) == (None, None) else ages,
            from_birth=part["from"] is None,
            groups=_by_number(fitting),
        )


def _when(plain: Plain) -> When:
    return tuple(tuple(test) for test in plain["when"])


def _close(plain: Plain, ages: list[int | None]) -> Close:
    low, high = plain["n"] or (1, 0)
    return Close(_when(plain), low, high, ages.index(plain["age"] or 0), plain["reason"])


def _by_number(rules: Read) -> Groups:
    """Rules by the counter they count and the dose number they are about; the last place is for all above."""
    groups: dict[int, list[list[Rule]]] = {}
    for rule, plain in rules:
        table = groups.setdefault(plain["count"], [[] for _ in range(MANY + 1)])
        for n in range(plain["n"][0], plain["n"][1] + 1):
            table[n].append(rule)
    return tuple(groups.items())


class _Calendars(dict[int, list[int]]):
    """By birth day, the days on which a child reaches each age of a list; "no limit" is a day that never comes."""

    def __init__(self, ages: list[int | None]) -> None:
        super().__init__()
        self.ages = ages

    def __missing__(self, born: int) -> list[int]:
        days = [NEVER if age is None else plus(born, age) for age in self.ages]
        if len(self) < REMEMBER_AT_MOST:
            self[born] = days
        return days


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
        self.calendars = _Calendars(self.ages)
        self.eras = [Era(era, self) for era in plain["eras"]]
        self.era_of = _EraOf([era["from"] for era in plain["eras"]], self.eras)
        self.blank = [0] * (self.counters + 3) + [-1] * len(self.series)


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
