"""The indicators that tallies can give: one function each, a numerator and a denominator as integers. Pure.

Definitions: docs/indicators.md. Nothing is clipped at 100 %, and an empty denominator has no percentage.
A coverage is never shown without the name of what it is a share of.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from operator import add
from typing import NamedTuple

EMPTY = "—"


def percent(numerator: int, denominator: int | None) -> str:
    """`107.30`: two decimals, half up, from the integers; `—` when there is nothing to be a share of."""
    if not denominator or denominator < 0:
        return EMPTY
    hundredths = (20000 * numerator + denominator) // (2 * denominator)
    sign = "-" if hundredths < 0 else ""
    return f"{sign}{abs(hundredths) // 100}.{abs(hundredths) % 100:02d}"


class Counts(NamedTuple):
    """What tallies say of some children in one round; names as in `tally.contribution`."""

    registered: int = 0
    found: int = 0
    removed: int = 0
    vaccinated: int = 0
    elsewhere: int = 0
    covered_registered: int = 0
    zero_dose: int = 0
    waiting: int = 0
    missed: int = 0

    @property
    def target(self) -> int:
        """应服: registered + found − removed."""
        return self.registered + self.found - self.removed

    @property
    def covered(self) -> int:
        """实服: dosed in this round, here or elsewhere."""
        return self.vaccinated + self.elsewhere

    @property
    def short(self) -> int:
        """还差 (未服): in the target and not covered."""
        return self.target - self.covered

    def __add__(self, other: object) -> Counts:
        assert isinstance(other, Counts)
        return Counts(*map(add, self, other))


def counts(measures: Mapping[str, int]) -> Counts:
    """Counts out of measure → n; measures this page does not know are left out."""
    return Counts(*(measures.get(name, 0) for name in Counts._fields))


def total(parts: Iterable[Counts]) -> Counts:
    """The sum of some counts."""
    return Counts(*map(sum, zip(*parts, strict=True)))


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
        "登记儿童中已服 ÷ 轮次前登记的儿童",
        "registered children dosed / children registered before the round",
    ),
    "round_coverage": (
        "服苗率",
        "Round coverage",
        "实服 ÷ 应服（登记＋现场新增－剔除）",
        "children dosed / registered + found − removed",
    ),
    "administrative_coverage": (
        "报告接种率",
        "Administrative coverage",
        "本轮实际接种 ÷ 计划数",
        "children dosed in this round / the planned target",
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
        "本轮实际接种（含现场新增）÷ 轮次前登记的儿童",
        "children dosed, found ones too / children registered before the round",
    ),
    "zero_dose_share": (
        "0剂次占比",
        "Zero-dose share",
        "本轮首次服脊灰疫苗 ÷ 本轮实际接种",
        "first polio dose ever was this round / children dosed in this round",
    ),
    "registration_rate": (
        "登记完成率",
        "Listed over expected",
        "已登记 ÷ 预计儿童数",
        "children listed / children expected",
    ),
}


def registered_coverage(c: Counts) -> Figure:
    """Of those registered before the round, how many were dosed (elsewhere counts)."""
    return Figure("registered_coverage", c.covered_registered, c.registered)


def round_coverage(c: Counts) -> Figure:
    """Of all who should be dosed, how many were (elsewhere counts)."""
    return Figure("round_coverage", c.covered, c.target)


def administrative_coverage(c: Counts, planned: int | None) -> Figure:
    """Of the number planned, how many were dosed in this round (elsewhere does not count)."""
    return Figure("administrative_coverage", c.vaccinated, planned)


def found_share(c: Counts) -> Figure:
    """Of all children of the round, how many were only found on the day."""
    return Figure("found_share", c.found, c.registered + c.found)


def dosed_over_registered(c: Counts) -> Figure:
    """Doses given against the list: above 100 % when more were found than missed."""
    return Figure("dosed_over_registered", c.vaccinated, c.registered)


def zero_dose_share(c: Counts) -> Figure:
    """Of those dosed in this round, whose first polio dose it was."""
    return Figure("zero_dose_share", c.zero_dose, c.vaccinated)


def registration_rate(c: Counts, expected: int | None) -> Figure:
    """How many are listed of how many were expected."""
    return Figure("registration_rate", c.registered, expected)


def coverages(c: Counts, planned: int | None, given: int | None = None) -> list[Figure]:
    """The three coverages that stand side by side, then the shares that explain them.

    `given`: doses in the places that `planned` is of, where that is not everywhere.
    """
    where = c if given is None else c._replace(vaccinated=given)
    return [
        registered_coverage(c),
        round_coverage(c),
        administrative_coverage(where, planned),
        found_share(c),
        dosed_over_registered(c),
        zero_dose_share(c),
    ]
