"""The indicators that tallies can give: one function each, a numerator and a denominator as integers. Pure.

Definitions: docs/indicators.md. Nothing is clipped at 100 %, and an empty denominator has no percentage.
A coverage is never shown without the name of what it is a share of.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from operator import add
from typing import NamedTuple

from fieldapp.ground.showing import percent

# What is added up from the measures that tallies keep.
SUMS: dict[str, dict[str, int]] = {
    "in_round": {"registered": 1, "found": 1},
    "target": {"registered": 1, "found": 1, "removed": -1},
    "with_elsewhere": {"vaccinated": 1, "elsewhere": 1},
    "short": {"registered": 1, "found": 1, "removed": -1, "vaccinated": -1, "elsewhere": -1},
}


class Counts(NamedTuple):
    """What tallies say of some children in one round; names as in `rules.contribution`."""

    registered: int = 0
    found: int = 0
    removed: int = 0
    vaccinated: int = 0
    elsewhere: int = 0
    registered_before: int = 0
    registered_before_dosed: int = 0
    zero_dose: int = 0
    waiting: int = 0
    missed: int = 0

    @property
    def target(self) -> int:
        """应服: registered + found − removed."""
        return self.sum_of("target")

    @property
    def with_elsewhere(self) -> int:
        """含他处已种: dosed here or elsewhere."""
        return self.sum_of("with_elsewhere")

    @property
    def short(self) -> int:
        """还差 (未服): in the target, dosed neither here nor elsewhere."""
        return self.sum_of("short")

    def sum_of(self, name: str) -> int:
        """One of `SUMS`."""
        return sum(times * int(getattr(self, measure)) for measure, times in SUMS[name].items())

    def __add__(self, other: object) -> Counts:
        assert isinstance(other, Counts)
        return Counts(*map(add, self, other))


def counts(measures: Mapping[str, int]) -> Counts:
    """Counts out of measure → n; measures this page does not know are left out."""
    return Counts(*(measures.get(name, 0) for name in Counts._fields))


def total(parts: Iterable[Counts]) -> Counts:
    """The sum of some counts."""
    return Counts(*map(sum, zip(*parts, strict=True)))


def by_parts(cuts: Mapping[str, Counts], *places: int) -> dict[tuple[str, ...], Counts]:
    """Counts of slices such as `3|migrant|0` (age, residence, earlier doses) added up by some of their parts.

    Args:
        places: which parts stay, from 0.
    """
    found: dict[tuple[str, ...], list[Counts]] = {}
    for cut, counts_ in cuts.items():
        parts = cut.split("|")
        found.setdefault(tuple(parts[place] for place in places), []).append(counts_)
    return {parts: total(some) for parts, some in found.items()}


@dataclass(frozen=True)
class Figure:
    """One indicator worked out: a row of `NAMES`, and the two integers."""

    name: str
    numerator: int
    denominator: int | None

    @property
    def percent(self) -> str:
        """Two decimals or `—`."""
        return percent(self.numerator, self.denominator)

    def label(self, language: str = "zh") -> str:
        """What it is called."""
        return NAMES[self.name][0 if language == "zh" else 1]

    def of(self, language: str = "zh") -> str:
        """What it is a share of, in words."""
        return NAMES[self.name][2 if language == "zh" else 3]


# name: 中文, English, 分子 ÷ 分母, numerator / denominator
NAMES: dict[str, tuple[str, str, str, str]] = {
    "registered_coverage": (
        "登记儿童服苗率",
        "Registered coverage",
        "轮次前登记的儿童中实服 ÷ 轮次前登记的儿童",
        "registered children dosed / children registered before the round",
    ),
    "round_coverage": (
        "服苗率",
        "Round coverage",
        "实服 ÷ 应服（登记＋现场新增－不应服）",
        "children dosed here / registered + found − removed",
    ),
    "round_coverage_with_elsewhere": (
        "含他处已种",
        "With those dosed elsewhere",
        "（实服＋他处已种）÷ 应服",
        "children dosed here or elsewhere / registered + found − removed",
    ),
    "plan_completion": (
        "计划完成率",
        "Plan completion",
        "实服 ÷ 计划数",
        "children dosed here / the planned number",
    ),
    "found_share": (
        "现场新增占比",
        "Found share",
        "现场新增 ÷（登记＋现场新增）",
        "found on the day / registered + found",
    ),
    "dosed_over_registered": (
        "服苗数与登记数之比",
        "Dosed over registered",
        "实服（含现场新增）÷ 轮次前登记的儿童",
        "children dosed, found ones too / children registered before the round",
    ),
    "zero_dose_share": (
        "0剂次占比",
        "Zero-dose share",
        "本轮首次接种该类疫苗 ÷ 实服",
        "first dose ever of its kind was this round / children dosed here",
    ),
    "registration_rate": (
        "登记完成率",
        "Listed over expected",
        "已登记 ÷ 预计儿童数",
        "children listed / children expected",
    ),
}


def registered_coverage(c: Counts) -> Figure:
    """Of those registered before the round, how many were dosed here."""
    return Figure("registered_coverage", c.registered_before_dosed, c.registered_before)


def round_coverage(c: Counts) -> Figure:
    """Of all who should be dosed, how many were dosed here; on papers 报告接种率."""
    return Figure("round_coverage", c.vaccinated, c.target)


def round_coverage_with_elsewhere(c: Counts) -> Figure:
    """Of all who should be dosed, how many were, here or elsewhere: the second rate, beside the first."""
    return Figure("round_coverage_with_elsewhere", c.with_elsewhere, c.target)


def plan_completion(c: Counts, planned: int | None) -> Figure:
    """Of the number planned, how many were dosed here."""
    return Figure("plan_completion", c.vaccinated, planned)


def found_share(c: Counts) -> Figure:
    """Of all children of the round, how many were only found on the day."""
    return Figure("found_share", c.found, c.sum_of("in_round"))


def dosed_over_registered(c: Counts) -> Figure:
    """Doses given against the list: above 100 % when more were found than missed."""
    return Figure("dosed_over_registered", c.vaccinated, c.registered_before)


def zero_dose_share(c: Counts) -> Figure:
    """Of those dosed here, whose first dose of the antigen it was."""
    return Figure("zero_dose_share", c.zero_dose, c.vaccinated)


def registration_rate(c: Counts, expected: int | None) -> Figure:
    """How many are listed of how many were expected."""
    return Figure("registration_rate", c.registered, expected)


def coverages(c: Counts, planned: int | None, given: int | None = None) -> list[Figure]:
    """The coverages that stand side by side, then the shares that explain them.

    `given`: doses in the places that `planned` is of, where that is not everywhere.
    """
    where = c if given is None else c._replace(vaccinated=given)
    return [
        registered_coverage(c),
        round_coverage(c),
        plan_completion(where, planned),
        round_coverage_with_elsewhere(c),
        found_share(c),
        dosed_over_registered(c),
        zero_dose_share(c),
    ]
